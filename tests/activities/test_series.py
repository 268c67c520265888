"""Batches and years: one batch for each member, and not again within some years."""

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.activities import card, places, reminding
from bot.activities.duties import entering
from bot.activities.rules import ActivityKind
from bot.activities.rules_series import free_again
from bot.activities.rules_terms import HandoverKind
from bot.activities.series import batches
from bot.activities.series import conditions as series
from bot.activities.terms import swapping
from bot.members.rules import Actor, Grant, Role
from bot.refused import Refused
from bot.reminders import Due
from tests.activities.conftest import NOW, ZONE, Union

years = st.integers(2000, 2040)


@given(st.frozensets(years, max_size=6), st.integers(1, 10), years)
def test_who_went_waits_the_years_and_not_one_more(went: frozenset[int], once: int, year: int) -> None:
    again = free_again(went, once, year)
    too_soon = [gone for gone in went if 0 <= year - gone < once]
    assert (again is not None) == bool(too_soon)
    if again is not None:
        assert again == max(too_soon) + once
        assert free_again([gone for gone in went if gone <= year], once, again) is None


def start(year: int, month: int = 6) -> datetime:
    return datetime(year, month, 10, 8, 0, tzinfo=ZONE)


def trip(union: Union, title: str, starts_at: datetime, **facts: Any) -> int:
    return union.activity(title=title, kind=ActivityKind.TRIP, starts_at=starts_at, **facts)


def over(union: Union, activity_id: int, at: datetime) -> None:
    union.write(reminding.put_away, at, Due(1, "k", "activity.over", activity_id, at, late=False))


def refusal(union: Union, actor: Actor, activity_id: int, at: datetime = NOW) -> str:
    with pytest.raises(Refused) as refused:
        union.write(places.take_place, actor, at, activity_id=activity_id)
    return refused.value.message.text if refused.value.reason == "series" else refused.value.reason


def test_one_batch_for_each_member(any_union: Union) -> None:
    first, second = (trip(any_union, title, start(2027)) for title in ("第一批", "第二批"))
    any_union.write(batches.toggle_batch, any_union.committee, NOW, activity_id=first, other_id=second)
    member = any_union.member()
    any_union.write(places.take_place, member, NOW, activity_id=first)
    assert "第一批" in refusal(any_union, member, second)
    any_union.write(places.leave, member, NOW, activity_id=first)
    any_union.write(places.take_place, member, NOW, activity_id=second)
    assert "第二批" in refusal(any_union, member, first)


def test_who_went_comes_again_when_the_years_are_over(union: Union) -> None:
    first, soon, late = (
        trip(union, "一", start(2027)),
        trip(union, "二", start(2029)),
        trip(union, "三", start(2030)),
    )
    for other in (soon, late):
        union.write(batches.toggle_batch, union.committee, NOW, activity_id=first, other_id=other)
    union.write(batches.set_years, union.committee, NOW, activity_id=late, years=3)
    went, stayed = union.members(2)
    union.write(places.take_place, went, NOW, activity_id=first)
    over(union, first, start(2027, 7))
    now = start(2028)
    assert "2030 年起" in refusal(union, went, soon, now)
    shown = union.read(card.activity_card, went, now, activity_id=soon)
    assert not shown.may_join
    assert "2030 年起" in shown.refusal
    union.write(places.take_place, stayed, now, activity_id=soon)
    union.write(places.take_place, went, now, activity_id=late)


def test_who_did_not_come_though_it_was_noted_did_not_go(union: Union) -> None:
    first, second = trip(union, "一", start(2027)), trip(union, "二", start(2028))
    union.write(batches.toggle_batch, union.committee, NOW, activity_id=first, other_id=second)
    union.write(batches.set_years, union.committee, NOW, activity_id=first, years=3)
    came, absent = union.members(2)
    for one in (came, absent):
        union.write(places.take_place, one, NOW, activity_id=first)
    union.write(
        lambda session: session.connection().exec_driver_sql(
            f"UPDATE sign_up SET checked_in_at = changed_at WHERE member_id = {came.member_id}"
        )
    )
    over(union, first, start(2027, 7))
    assert refusal(union, came, second, start(2028, 1))
    union.write(places.take_place, absent, start(2028, 1), activity_id=second)
    record = union.read(batches.show_series, union.committee, activity_id=second).went
    assert record == ((2027, (came.name,)),)


def test_what_was_noted_by_hand_counts_and_can_be_taken_back(union: Union) -> None:
    only = trip(union, "疗休养", start(2027))
    union.write(batches.set_years, union.committee, NOW, activity_id=only, years=3)
    member = union.member("赵甲")
    union.member("同名")
    union.member("同名")
    noted = union.write(
        batches.note_went, union.committee, NOW, activity_id=only, text="2025年 赵甲，同名\n2026：没有此人"
    )
    assert noted == (1, ("同名", "没有此人"))
    assert "2028 年起" in refusal(union, member, only)
    union.write(batches.drop_went, union.committee, NOW, activity_id=only)
    union.write(places.take_place, member, NOW, activity_id=only)


def test_a_leader_cannot_enter_who_went(union: Union) -> None:
    only = trip(union, "疗休养", start(2027))
    member = union.member("赵甲")
    union.write(batches.note_went, union.committee, NOW, activity_id=only, text="2027：赵甲")
    leader = union.member("李丁", grants=(Grant(Role.LEADER, frozenset({union.first})),))
    with pytest.raises(Refused, match="series"):
        union.write(entering.enter_member, leader, NOW, activity_id=only, member_id=member.member_id)


def test_an_activity_of_its_own_asks_nothing(union: Union) -> None:
    lonely = union.activity()
    member = union.member()
    assert union.read(series.hindrance, lonely, start(2027), member.member_id) == ""


@pytest.mark.parametrize("years", [0, 11, -1])
def test_nobody_waits_for_ever(union: Union, years: int) -> None:
    only = trip(union, "疗休养", start(2027))
    with pytest.raises(Refused, match="years"):
        union.write(batches.set_years, union.committee, NOW, activity_id=only, years=years)


def test_nobody_stands_in_who_went_not_long_enough_ago(union: Union) -> None:
    only = trip(union, "疗休养", start(2027), capacity=5)
    one, two = union.members(2)
    union.write(batches.note_went, union.committee, NOW, activity_id=only, text=f"2027：{two.name}")
    union.write(places.take_place, one, NOW, activity_id=only)
    facts = {"activity_id": only, "kind": HandoverKind.SUBSTITUTE, "member_id": two.member_id}
    asked = union.write(swapping.ask_colleague, one, NOW, **facts)
    with pytest.raises(Refused, match="series"):
        union.write(swapping.answer, two, NOW, handover_id=asked.handover_id, agree=True)
