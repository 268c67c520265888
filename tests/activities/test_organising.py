"""What organisers do with an activity that is there: move its deadline along, hold it again, resize a slot."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from bot.activities import places, slots
from bot.activities.contests import events, team_terms, terms
from bot.activities.contests.model import ContestTerms
from bot.activities.model import Activity
from bot.activities.organising import managing, moments, slot_sizes
from bot.activities.organising.managing import Change
from bot.activities.rules import ActivityState
from bot.activities.rules_teams import Shape
from bot.refused import Refused
from bot.wording import local
from tests.activities.conftest import NOW, START, Union

HOUR = timedelta(hours=1)
minutes = st.integers(min_value=-60 * 24 * 60, max_value=60 * 24 * 60)


@given(st.integers(min_value=0, max_value=60 * 24 * 30), minutes)
def test_a_deadline_moves_along_and_never_behind_the_start(before: int, by: int) -> None:
    deadline, new = START - timedelta(minutes=before), START + timedelta(minutes=by)
    moved = moments.moved_deadline(deadline, START, new, NOW)
    if moved is not None:
        assert NOW < moved <= new
        if local(deadline).date() != local(START).date() and moved < new:
            assert local(moved).time() == local(deadline).time()
            assert local(new).date() - local(moved).date() == local(START).date() - local(deadline).date()


@given(st.integers(min_value=-4000, max_value=400))
def test_once_more_is_the_same_weekday_and_to_come(days: int) -> None:
    start = START + timedelta(days=days)
    proposed = moments.same_weekday_next_year(start, NOW)
    assert proposed > NOW
    assert proposed - start >= timedelta(days=364)
    assert local(proposed).isoweekday() == local(start).isoweekday()
    assert proposed - NOW <= max(timedelta(days=364), start - NOW + timedelta(days=364))


def laid_out(begin: datetime, capacity: int, number: int = 2) -> list[tuple[datetime, datetime, int]]:
    return [(begin + n * HOUR, begin + (n + 1) * HOUR, capacity) for n in range(number)]


def again(union: Union, activity_id: int, **facts: Any) -> int:
    return union.activity(**{"starts_at": START + timedelta(days=364), **facts}, cloned_from=activity_id)


def test_slots_come_along_with_the_new_time(any_union: Union) -> None:
    union = any_union
    activity_id = union.activity(capacity=2)
    union.write(slots.add_slots, union.committee, NOW, activity_id=activity_id, slots=laid_out(START, 1))
    kept = union.read(managing.draft_again, union.committee, NOW, activity_id=activity_id).kept
    assert (kept["taken"], kept["capacity"]) == ({"slots": 2}, 2)
    assert datetime.fromisoformat(kept["proposed"][0]) == START + timedelta(days=364)
    new = again(union, activity_id, capacity=2)
    assert union.rows(
        f"SELECT count(*), sum(capacity), sum(placed) FROM activity_slot WHERE activity_id = {new}"
    ) == [(2, 2, 0)]
    day = union.read(slots.slot_day, union.member(), NOW, activity_id=new, day=None)
    assert [line.starts_at - timedelta(days=364) for line in day.lines] == [START, START + HOUR]


def test_a_contest_comes_along_without_its_people(union: Union) -> None:
    activity_id = union.activity(capacity=40, title="运动会")
    made = [("100米", 8), ("拔河", None)]
    union.write(events.set_events, union.committee, NOW, activity_id=activity_id, events=made, each=2)
    union.write(terms.set_points, union.committee, NOW, activity_id=activity_id, points=(5, 3, 1))
    until = START - timedelta(days=1)
    [(group_id,)] = union.rows("SELECT group_id FROM member WHERE id = 1")
    union.write(
        terms.set_kept, union.committee, NOW, activity_id=activity_id, kept={group_id: 3}, until=until
    )
    new = again(union, activity_id, capacity=40)

    def of_new(session: Session) -> tuple[ContestTerms, Activity]:
        return session.get_one(ContestTerms, new), session.get_one(Activity, new)

    copied, row = union.read(of_new)
    assert (copied.events_each, copied.points, copied.kept_until) == (
        2,
        "5,3,1",
        until + timedelta(days=364),
    )
    assert (copied.filled_at, copied.released_at, copied.results_told_at, row.placed) == (None, None, None, 0)
    assert union.rows(
        f"SELECT title, capacity, placed FROM activity_event WHERE activity_id = {new} ORDER BY id"
    ) == [("100米", 8, 0), ("拔河", None, 0)]
    assert union.rows(
        f"SELECT count(*) FROM reminder WHERE kind = 'activity.release_kept' AND subject_id = {new}"
    ) == [(1,)]
    quotas = f"SELECT kind, capacity, placed FROM activity_quota WHERE activity_id = {new} ORDER BY kind"
    assert union.rows(quotas) == [("floor", 3, 0), ("rest", 0, 0)]


def test_the_shape_of_teams_comes_along(union: Union) -> None:
    activity_id = union.activity(capacity=40)
    union.write(
        team_terms.set_teams, union.committee, NOW, activity_id=activity_id, shape=Shape(4, 6, 2, 1, 1)
    )
    new = again(union, activity_id, capacity=40)
    shown = union.read(terms.show, union.committee, activity_id=new)
    assert shown.shape == Shape(4, 6, 2, 1, 1)
    assert union.rows(
        f"SELECT count(*) FROM reminder WHERE kind = 'activity.fill_teams' AND subject_id = {new}"
    ) == [(1,)]


def test_places_kept_until_a_time_that_does_not_fit_stay_behind(union: Union) -> None:
    activity_id = union.activity(capacity=10)
    [(group_id,)] = union.rows("SELECT group_id FROM member WHERE id = 1")
    union.write(
        terms.set_kept, union.committee, NOW, activity_id=activity_id, kept={group_id: 3}, until=START
    )
    new = again(union, activity_id)
    assert union.read(terms.show, union.committee, activity_id=new).kept == ()
    assert union.rows(f"SELECT count(*) FROM activity_quota WHERE activity_id = {new}") == [(0,)]


def check_up(union: Union, capacity: int = 1) -> tuple[int, int]:
    """An activity of two slots, and the id of the first."""
    activity_id = union.activity()
    made = laid_out(START, capacity)
    union.write(slots.add_slots, union.committee, NOW, activity_id=activity_id, slots=made)
    [(slot_id,)] = union.rows(f"SELECT min(id) FROM activity_slot WHERE activity_id = {activity_id}")
    return activity_id, slot_id


def test_a_larger_slot_serves_its_own_queue_in_order(any_union: Union) -> None:
    union = any_union
    activity_id, slot_id = check_up(union)
    people = union.members(4)
    for one in people:
        union.write(slots.book, one, NOW, activity_id=activity_id, slot_id=slot_id)
    done = union.write(slot_sizes.resize, union.committee, NOW, slot_id=slot_id, capacity=3)
    assert (done.promoted, done.set_back) == (2, 0)
    placed = "SELECT member_id FROM sign_up WHERE status = 'placed' ORDER BY queue"
    assert [row[0] for row in union.rows(placed)] == [one.member_id for one in people[:3]]
    assert union.rows(f"SELECT capacity, placed, waiting FROM activity WHERE id = {activity_id}") == [
        (4, 3, 1)
    ]


@pytest.mark.parametrize("sets_back", [True, False])
def test_a_smaller_slot_throws_nobody_out_silently(any_union: Union, sets_back: bool) -> None:
    union = any_union
    activity_id, slot_id = check_up(union, 2)
    first, last, waits = union.members(3)
    for one in (first, last, waits):
        union.write(slots.book, one, NOW, activity_id=activity_id, slot_id=slot_id)
    over = union.read(slot_sizes.over_after, union.committee, NOW, slot_id=slot_id, capacity=1)
    assert [one.member_id for one in over] == [last.member_id]
    members = (last.member_id,) if sets_back else ()
    done = union.write(
        slot_sizes.resize,
        union.committee,
        NOW,
        slot_id=slot_id,
        capacity=1,
        members=members,
        reason="少了一位医生",
    )
    assert (done.set_back, done.promoted) == (int(sets_back), 0)
    order = "SELECT member_id FROM sign_up WHERE status = 'waiting' ORDER BY queue"
    waiting = [last.member_id, waits.member_id] if sets_back else [waits.member_id]
    assert [row[0] for row in union.rows(order)] == waiting
    assert union.rows(f"SELECT placed FROM activity_slot WHERE id = {slot_id}") == [(2 - sets_back,)]
    sent = union.rows("SELECT member_id, text FROM outgoing")
    assert [member_id for member_id, text in sent if "少了一位医生（孙丙）" in text] == list(members)
    assert union.rows("SELECT member_id FROM sign_up WHERE reason <> ''") == [(one,) for one in members]


def test_the_list_of_who_would_be_over_must_still_be_so(union: Union) -> None:
    activity_id, slot_id = check_up(union, 2)
    first, last = union.members(2)
    for one in (first, last):
        union.write(slots.book, one, NOW, activity_id=activity_id, slot_id=slot_id)
    wrong = (first.member_id,)
    with pytest.raises(Refused, match="stale"):
        union.write(slot_sizes.resize, union.committee, NOW, slot_id=slot_id, capacity=1, members=wrong)
    right = (last.member_id,)
    with pytest.raises(Refused, match="reason"):
        union.write(slot_sizes.resize, union.committee, NOW, slot_id=slot_id, capacity=1, members=right)
    for bad in (0, 100_001):
        with pytest.raises(Refused, match="capacity"):
            union.read(slot_sizes.over_after, union.committee, NOW, slot_id=slot_id, capacity=bad)
    with pytest.raises(Refused):
        union.write(slot_sizes.resize, first, NOW, slot_id=slot_id, capacity=5)


def test_another_audience_throws_nobody_out(union: Union) -> None:
    activity_id = union.activity()
    man, woman = union.member(sex="male"), union.member(sex="female")
    for one in (man, woman):
        union.write(places.take_place, one, NOW, activity_id=activity_id)
    found = union.read(
        managing.audience_after, union.committee, NOW, activity_id=activity_id, audience="traits=women"
    )
    assert (found.total, found.outside) == (1, 1)
    change = Change(audience="traits=women")
    union.write(managing.change_activity, union.committee, NOW, activity_id=activity_id, change=change)
    assert union.rows("SELECT count(*) FROM sign_up WHERE status = 'placed'") == [(2,)]


def test_opened_again_after_the_deadline_it_is_said_that_there_is_none(union: Union) -> None:
    activity_id = union.activity(deadline_at=NOW + HOUR)
    facts = {"activity_id": activity_id}
    for state, at, dropped in (
        (ActivityState.CLOSED, NOW, False),
        (ActivityState.OPEN, NOW, False),
        (ActivityState.CLOSED, NOW, False),
        (ActivityState.OPEN, NOW + 2 * HOUR, True),
    ):
        done = union.write(managing.lead_activity, union.committee, at, state=state, **facts)
        assert done.without_deadline is dropped
