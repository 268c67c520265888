"""Slots: one booking each, moved whole or not at all, never over a slot's capacity."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.activities import places, rules_slots, slots
from bot.activities.card import activity_card
from bot.activities.organising import managing, publishing
from bot.activities.organising.managing import Change
from bot.activities.rules import ActivityKind, SignUpStatus
from bot.activities.rules_terms import Way
from bot.activities.terms import arranging
from bot.refused import Refused
from tests.activities.conftest import NOW, START, Union
from tests.activities.test_clock import wake

MORNING = START.replace(day=7, hour=8)
DAYS = (MORNING.date(), MORNING.date() + timedelta(days=1))


@pytest.fixture
def union(any_union: Union) -> Union:
    """All of this holds on both databases."""
    return any_union


def check(union: Union, *, capacity: int = 1, audience: str = "everyone") -> tuple[int, list[int]]:
    """A health check on two mornings with two slots each."""
    activity_id = union.activity(kind=ActivityKind.HEALTH, starts_at=MORNING, audience=audience)
    laid = slots.lay_out(
        DAYS, MORNING.time(), MORNING.replace(hour=9).time(), timedelta(minutes=30), capacity
    )
    assert union.write(slots.add_slots, union.committee, NOW, activity_id=activity_id, slots=laid) == 4
    ids = [row[0] for row in union.rows("SELECT id FROM activity_slot ORDER BY starts_at")]
    return activity_id, ids


def placed(union: Union) -> list[int]:
    return [row[0] for row in union.rows("SELECT placed FROM activity_slot ORDER BY starts_at")]


def test_a_slot_must_be_chosen_and_holds_no_more_than_it_can(union: Union) -> None:
    activity_id, [first, *_] = check(union)
    one, two = union.members(2)
    with pytest.raises(Refused) as refused:
        union.write(places.take_place, one, NOW, activity_id=activity_id)
    assert refused.value.reason == "slot"
    assert (
        union.write(slots.book, one, NOW, activity_id=activity_id, slot_id=first).status
        is SignUpStatus.PLACED
    )
    waits = union.write(slots.book, two, NOW, activity_id=activity_id, slot_id=first)
    assert (waits.status, waits.starts_at) == (SignUpStatus.WAITING, MORNING)
    assert placed(union) == [1, 0, 0, 0]


def test_moving_keeps_the_old_place_until_the_new_one_is_had(union: Union) -> None:
    activity_id, [first, second, third, _] = check(union)
    one, two, three = union.members(3)
    for actor, slot_id in ((one, first), (two, second), (three, first)):
        union.write(slots.book, actor, NOW, activity_id=activity_id, slot_id=slot_id)
    with pytest.raises(Refused) as refused:
        union.write(slots.book, one, NOW, activity_id=activity_id, slot_id=second)
    assert refused.value.reason == "full"
    assert placed(union) == [1, 1, 0, 0]
    # The freed place goes to who waited for that slot, in the same transaction.
    union.write(slots.book, one, NOW, activity_id=activity_id, slot_id=third)
    assert placed(union) == [1, 1, 1, 0]
    assert union.read(activity_card, three, NOW, activity_id=activity_id).status is SignUpStatus.PLACED
    assert union.rows("SELECT placed, waiting FROM activity") == [(3, 0)]


def test_who_waits_may_take_a_free_slot(union: Union) -> None:
    activity_id, [first, second, *_] = check(union)
    one, two = union.members(2)
    union.write(slots.book, one, NOW, activity_id=activity_id, slot_id=first)
    union.write(slots.book, two, NOW, activity_id=activity_id, slot_id=first)
    assert (
        union.write(slots.book, two, NOW, activity_id=activity_id, slot_id=second).status
        is SignUpStatus.PLACED
    )
    assert union.rows("SELECT placed, waiting, waiting_parties FROM activity") == [(2, 0, 0)]


def test_others_do_not_see_the_slots(union: Union) -> None:
    activity_id, [first, *_] = check(union, audience="traits=women")
    man = union.member(sex="male")
    for use_case, facts in ((slots.book, {"slot_id": first}), (slots.slot_day, {"day": None})):
        with pytest.raises(Refused):
            union.write(use_case, man, NOW, activity_id=activity_id, **facts)
    assert union.read(
        slots.slot_day, union.member(sex="female"), NOW, activity_id=activity_id, day=None
    ).lines


def test_the_second_day_is_open_when_the_first_has_begun(union: Union) -> None:
    activity_id, [first, _, third, _] = check(union)
    one, two = union.members(2)
    union.write(slots.book, one, NOW, activity_id=activity_id, slot_id=first)
    during = MORNING + timedelta(minutes=5)
    wake(union, during)
    assert (
        union.write(slots.book, two, during, activity_id=activity_id, slot_id=third).status
        is SignUpStatus.PLACED
    )
    with pytest.raises(Refused):
        union.write(places.leave, one, during, activity_id=activity_id)
    with pytest.raises(Refused):
        union.write(slots.book, one, during, activity_id=activity_id, slot_id=third)
    [(starts_at,)] = union.rows("SELECT starts_at FROM activity")
    assert str(starts_at).startswith("2026-12-07 00:30")


def test_everybody_is_reminded_of_the_own_slot(union: Union) -> None:
    activity_id, [first, _, _, fourth] = check(union)
    one, two = union.members(2)
    union.write(slots.book, one, NOW, activity_id=activity_id, slot_id=first)
    union.write(slots.book, two, NOW, activity_id=activity_id, slot_id=fourth)
    wake(union, MORNING - timedelta(hours=14))
    assert union.rows("SELECT member_id FROM outgoing") == [(one.member_id,)]
    wake(union, MORNING + timedelta(hours=10))
    [(member_id, text)] = union.rows("SELECT member_id, text FROM outgoing ORDER BY id DESC LIMIT 1")
    assert member_id == two.member_id
    assert "12月8日（周二）08:30—09:00" in text


def test_no_slots_where_people_signed_up_without(union: Union) -> None:
    activity_id = union.activity()
    union.write(places.take_place, union.member(), NOW, activity_id=activity_id)
    laid = slots.lay_out(DAYS, MORNING.time(), MORNING.replace(hour=9).time(), timedelta(minutes=30), 1)
    with pytest.raises(Refused) as refused:
        union.write(slots.add_slots, union.committee, NOW, activity_id=activity_id, slots=laid)
    assert refused.value.reason == "signed_up"
    assert publishing.NEXT_SLOT not in {row[0] for row in union.rows("SELECT kind FROM reminder")}


@given(st.integers(0, 600), st.integers(1, 120))
def test_slots_fit_between_begin_and_end(minutes: int, length: int) -> None:
    end = MORNING + timedelta(minutes=minutes)
    made = list(rules_slots.split(MORNING, end, timedelta(minutes=length)))
    assert len(made) == (minutes // length if length >= 5 else 0)
    assert all(until <= end and until - start == timedelta(minutes=length) for start, until in made)
    assert [start for start, _ in made[1:]] == [until for _, until in made[:-1]]


@pytest.mark.parametrize("way", [Way.DRAW, Way.POINTS, Way.APPROVAL])
def test_choosing_another_slot_gives_no_place_before_places_are_given(union: Union, way: Way) -> None:
    activity_id, [first, second, *_] = check(union)
    union.write(arranging.set_way, union.committee, NOW, activity_id=activity_id, way=way)
    [one] = union.members(1)
    union.write(slots.book, one, NOW, activity_id=activity_id, slot_id=first)
    moved = union.write(slots.book, one, NOW, activity_id=activity_id, slot_id=second)
    assert (moved.status, moved.starts_at) == (SignUpStatus.WAITING, MORNING + timedelta(minutes=30))
    assert placed(union) == [0, 0, 0, 0]
    assert union.rows("SELECT placed, waiting, waiting_parties FROM activity") == [(0, 1, 1)]


def test_nobody_waits_for_a_slot_that_has_begun(union: Union) -> None:
    activity_id, [first, second, *_] = check(union)
    [one] = union.members(1)
    begun = MORNING + timedelta(minutes=1)
    with pytest.raises(Refused) as refused:
        union.write(slots.book, one, begun, activity_id=activity_id, slot_id=first)
    assert refused.value.reason == "slot"
    assert union.rows("SELECT COUNT(*) FROM sign_up") == [(0,)]
    done = union.write(slots.book, one, begun, activity_id=activity_id, slot_id=second)
    assert done.status is SignUpStatus.PLACED


def test_an_offer_runs_out_even_when_the_bot_was_down_beyond_the_first_slot(union: Union) -> None:
    activity_id, [first, *_] = check(union)
    union.write(
        managing.change_activity, union.committee, NOW, activity_id=activity_id, change=Change(offer_hours=2)
    )
    one, two = union.members(2)
    for actor in (one, two):
        union.write(slots.book, actor, NOW, activity_id=activity_id, slot_id=first)
    union.write(places.leave, one, NOW, activity_id=activity_id)
    wake(union, MORNING + timedelta(minutes=10))
    assert union.rows("SELECT status, placed FROM sign_up, activity") == [("cancelled", 0)] * 2
