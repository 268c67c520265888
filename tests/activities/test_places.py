"""Taking, giving back and moving up: exactly the places there are, in the order of coming."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.activities import places
from bot.activities.card import activity_card
from bot.activities.organising import managing
from bot.activities.organising.managing import Change
from bot.activities.rules import ActivityState, SignUpStatus
from bot.refused import Refused
from tests.activities.conftest import NOW, START, Union

PLACED, WAITING = SignUpStatus.PLACED, SignUpStatus.WAITING


@pytest.fixture
def union(any_union: Union) -> Union:
    """All of this holds on both databases."""
    return any_union


def test_a_place_and_then_the_waiting_list(union: Union) -> None:
    activity_id = union.activity(capacity=1)
    first, second, third = union.members(3)
    assert union.write(places.take_place, first, NOW, activity_id=activity_id).status is PLACED
    assert union.write(places.take_place, second, NOW, activity_id=activity_id).position == 1
    assert union.write(places.take_place, third, NOW, activity_id=activity_id).position == 2
    again = union.write(places.take_place, third, NOW, activity_id=activity_id)
    assert (again.position, again.already) == (2, True)
    assert union.rows("SELECT placed, waiting, waiting_parties, queue FROM activity") == [(1, 2, 2, 3)]


def test_giving_back_serves_the_next_and_tells(union: Union) -> None:
    activity_id = union.activity(capacity=1)
    first, second, third = union.members(3)
    for actor in (first, second, third):
        union.write(places.take_place, actor, NOW, activity_id=activity_id)
    union.write(places.leave, first, NOW, activity_id=activity_id)
    assert union.rows("SELECT member_id, status FROM sign_up ORDER BY queue") == [
        (first.member_id, "cancelled"),
        (second.member_id, "placed"),
        (third.member_id, "waiting"),
    ]
    [(key, member_id, text)] = union.rows("SELECT key, member_id, text FROM outgoing")
    assert (key, member_id) == ("sign-up:2:2", second.member_id)
    assert "候补转正" in text
    # Who comes again stands at the end.
    assert union.write(places.take_place, first, NOW, activity_id=activity_id).position == 2


def test_a_party_gets_all_places_or_none(union: Union) -> None:
    activity_id = union.activity(capacity=4, most_people=3)
    one, large, small, late = union.members(4)
    union.write(places.take_place, one, NOW, activity_id=activity_id, people=3)
    assert union.write(places.take_place, large, NOW, activity_id=activity_id, people=2).status is WAITING
    assert union.write(places.take_place, small, NOW, activity_id=activity_id, people=1).status is PLACED
    union.write(places.leave, one, NOW, activity_id=activity_id)
    assert union.read(activity_card, large, NOW, activity_id=activity_id).status is PLACED
    assert union.write(places.take_place, late, NOW, activity_id=activity_id, people=2).status is WAITING


@pytest.mark.parametrize(
    ("facts", "at", "reason"),
    [
        ({"deadline_at": NOW + timedelta(days=1)}, NOW + timedelta(days=2), "deadline"),
        ({}, START, "over"),
        ({"audience": "traits=women"}, NOW, "audience"),
    ],
)
def test_refusals(union: Union, facts: dict[str, Any], at: datetime, reason: str) -> None:
    activity_id = union.activity(**facts)
    with pytest.raises(Refused) as refused:
        union.write(places.take_place, union.member(sex="male"), at, activity_id=activity_id)
    assert refused.value.reason == reason
    assert union.rows("SELECT placed, waiting, queue FROM activity") == [(0, 0, 0)]


def test_in_time_to_the_last_second(union: Union) -> None:
    deadline = NOW + timedelta(days=1)
    activity_id = union.activity(deadline_at=deadline)
    assert union.write(places.take_place, union.member(), deadline, activity_id=activity_id).status is PLACED


def test_too_many_people(union: Union) -> None:
    alone, family = union.activity(), union.activity(most_people=5, capacity=3)
    for activity_id, people in ((alone, 2), (family, 6), (family, 4), (family, 0)):
        with pytest.raises(Refused) as refused:
            union.write(places.take_place, union.member(), NOW, activity_id=activity_id, people=people)
        assert refused.value.reason == "people"


def test_more_capacity_serves_in_order_and_less_throws_nobody_out(union: Union) -> None:
    activity_id = union.activity(capacity=1)
    actors = union.members(4)
    for actor in actors:
        union.write(places.take_place, actor, NOW, activity_id=activity_id)
    done = union.write(
        managing.change_activity, union.committee, NOW, activity_id=activity_id, change=Change(capacity=3)
    )
    assert done.promoted == 2
    union.write(
        managing.change_activity, union.committee, NOW, activity_id=activity_id, change=Change(capacity=2)
    )
    assert union.rows("SELECT status FROM sign_up ORDER BY queue") == [
        ("placed",),
        ("placed",),
        ("placed",),
        ("waiting",),
    ]
    # One leaves of three where two are allowed: the place is gone, nobody moves up.
    union.write(places.leave, actors[0], NOW, activity_id=activity_id)
    assert union.rows("SELECT placed, waiting FROM activity") == [(2, 1)]


def test_the_queue_is_served_after_the_deadline_but_not_after_the_start(union: Union) -> None:
    activity_id = union.activity(capacity=1, deadline_at=NOW + timedelta(days=1))
    first, second = union.members(2)
    for actor in (first, second):
        union.write(places.take_place, actor, NOW, activity_id=activity_id)
    union.write(places.leave, first, NOW + timedelta(days=3), activity_id=activity_id)
    assert union.read(activity_card, second, NOW, activity_id=activity_id).status is PLACED
    with pytest.raises(Refused):
        union.write(places.leave, second, START, activity_id=activity_id)


def test_an_old_question_gives_nothing_back(union: Union) -> None:
    activity_id = union.activity()
    actor = union.member()
    union.write(places.take_place, actor, NOW, activity_id=activity_id)
    old = union.read(activity_card, actor, NOW, activity_id=activity_id).revision
    union.write(places.leave, actor, NOW, activity_id=activity_id, revision=old)
    union.write(places.take_place, actor, NOW, activity_id=activity_id)
    union.write(places.leave, actor, NOW, activity_id=activity_id, revision=old)
    assert union.rows("SELECT status, revision FROM sign_up") == [("placed", 3)]


def test_closing_and_opening(union: Union) -> None:
    activity_id = union.activity()
    union.write(
        managing.lead_activity, union.committee, NOW, activity_id=activity_id, state=ActivityState.CLOSED
    )
    with pytest.raises(Refused) as refused:
        union.write(places.take_place, union.member(), NOW, activity_id=activity_id)
    assert refused.value.reason == "closed"
    union.write(
        managing.lead_activity, union.committee, NOW, activity_id=activity_id, state=ActivityState.OPEN
    )
    assert union.write(places.take_place, union.member(), NOW, activity_id=activity_id).status is PLACED


def test_an_offer_is_kept_until_its_time(union: Union) -> None:
    activity_id = union.activity(capacity=1, offer_hours=12)
    first, second = union.members(2)
    for actor in (first, second):
        union.write(places.take_place, actor, NOW, activity_id=activity_id)
    union.write(places.leave, first, NOW, activity_id=activity_id)
    assert union.rows("SELECT status FROM sign_up ORDER BY queue") == [("cancelled",), ("offered",)]
    assert union.rows("SELECT placed FROM activity") == [(1,)]
    taken = union.write(places.take_place, second, NOW, activity_id=activity_id)
    assert (taken.status, taken.already) == (PLACED, False)
