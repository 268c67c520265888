"""The sign-up opens at a set time: before it nobody gets in, at it everybody may, who asked is told once."""

from datetime import datetime, timedelta

import pytest

from bot.activities import places
from bot.activities.card import activity_card
from bot.activities.organising import managing, moments, opening
from bot.activities.organising.managing import Change
from bot.activities.rules import ActivityState, Hindrance, hindrance
from bot.activities.texts import cards
from bot.members.rules import Actor
from bot.refused import Refused
from bot.reminders import Due
from tests.activities.conftest import NOW, START, Union

OPENS = NOW + timedelta(days=3)


def due_at(activity_id: int, at: datetime) -> Due:
    return Due(1, "opening", opening.OPENING, activity_id, at, late=False)


def told(union: Union) -> list[int]:
    """Who was told that the sign-up is open."""
    sent = union.rows("SELECT member_id, text FROM outgoing ORDER BY member_id")
    return [member_id for member_id, text in sent if "开始报名了" in text]


def wish(union: Union, actor: Actor, activity_id: int, *, wants: bool = True) -> bool:
    card = union.write(opening.wish, actor, NOW, activity_id=activity_id, wants=wants)
    return bool(card.wishes)


def test_the_moment_itself_counts_as_open() -> None:
    def standing(now: datetime) -> Hindrance | None:
        return hindrance(ActivityState.OPEN, START, None, now, OPENS)

    assert standing(OPENS - timedelta(microseconds=1)) is Hindrance.NOT_YET
    assert standing(OPENS) is None
    assert standing(START) is Hindrance.OVER
    assert hindrance(ActivityState.CLOSED, START, None, NOW, OPENS) is Hindrance.CLOSED


def test_no_press_gets_in_early_and_none_needs_the_clock_to_have_run(any_union: Union) -> None:
    union = any_union
    activity_id = union.activity(capacity=1, opens_at=OPENS)
    early, first, second = union.members(3)
    with pytest.raises(Refused) as refused:
        union.write(places.take_place, early, OPENS - timedelta(seconds=1), activity_id=activity_id)
    assert refused.value.reason == "not_yet"
    assert "提醒" in refused.value.message.rows[0][0].label
    assert union.rows("SELECT count(*) FROM sign_up") == [(0,)]
    placed = union.write(places.take_place, first, OPENS, activity_id=activity_id)
    waits = union.write(places.take_place, second, OPENS, activity_id=activity_id)
    assert (placed.status.value, waits.status.value, waits.position) == ("placed", "waiting", 1)


def test_who_asked_is_told_once(any_union: Union) -> None:
    union = any_union
    activity_id = union.activity(opens_at=OPENS)
    asked, changed_mind, silent = union.members(3)
    assert wish(union, asked, activity_id)
    assert wish(union, asked, activity_id)
    assert wish(union, changed_mind, activity_id)
    assert not wish(union, changed_mind, activity_id, wants=False)
    for _ in range(2):
        union.write(opening.open_due, OPENS, due_at(activity_id, OPENS))
    assert told(union) == [asked.member_id]
    assert silent.member_id != asked.member_id
    assert union.rows("SELECT count(*) FROM activity_opening_wish") == [(0,)]


def test_a_moved_opening_tells_at_the_new_time_only(union: Union) -> None:
    activity_id = union.activity(opens_at=OPENS)
    asked = union.member()
    wish(union, asked, activity_id)
    later = OPENS + timedelta(days=1)
    change = Change(opens_at=later)
    union.write(managing.change_activity, union.committee, NOW, activity_id=activity_id, change=change)
    assert union.rows("SELECT state FROM reminder WHERE kind = 'activity.opening' ORDER BY due_at") == [
        ("cancelled",),
        ("waiting",),
    ]
    union.write(opening.open_due, OPENS, due_at(activity_id, OPENS))
    assert told(union) == []
    union.write(opening.open_due, later, due_at(activity_id, later))
    assert len(told(union)) == 1


def test_opening_at_once_tells_at_once_and_cancelling_tells_nobody(union: Union) -> None:
    opened, dropped = union.activity(opens_at=OPENS), union.activity(opens_at=OPENS)
    asked = union.member()
    wish(union, asked, opened)
    wish(union, asked, dropped)
    change = Change(opens_now=True)
    union.write(managing.change_activity, union.committee, NOW, activity_id=opened, change=change)
    assert len(told(union)) == 1
    union.write(managing.cancel_activity, union.committee, NOW, activity_id=dropped, reason="下雨")
    union.write(opening.open_due, OPENS, due_at(dropped, OPENS))
    assert len(told(union)) == 1


def test_the_opening_lies_before_the_deadline_and_stays_once_people_are_in(union: Union) -> None:
    deadline = START - timedelta(days=2)
    activity_id = union.activity(deadline_at=deadline)

    def move(to: datetime) -> None:
        change = Change(opens_at=to)
        union.write(managing.change_activity, union.committee, NOW, activity_id=activity_id, change=change)

    for wrong in (NOW, deadline, START):
        with pytest.raises(Refused):
            move(wrong)
    union.write(places.take_place, union.member(), NOW, activity_id=activity_id)
    with pytest.raises(Refused, match="opening"):
        move(OPENS)
    with pytest.raises(Refused, match="opening"):
        union.activity(opens_at=OPENS, compulsory=True)


def test_the_card_says_when_and_nobody_outside_may_wish(union: Union) -> None:
    activity_id = union.activity(opens_at=OPENS, audience="traits=women")
    man, woman = union.member(sex="male"), union.member(sex="female")
    shown = union.read(activity_card, woman, NOW, activity_id=activity_id)
    assert "开始报名" in cards.card(shown).text
    assert (shown.may_wish, shown.may_join) == (True, False)
    assert not union.read(activity_card, man, NOW, activity_id=activity_id).may_wish
    assert not wish(union, man, activity_id)
    now_open = union.read(activity_card, woman, OPENS, activity_id=activity_id)
    assert (now_open.may_join, now_open.opens_at) == (True, None)


def test_openings_as_they_are_typed() -> None:
    [nine] = moments.read_opening("12月1日", NOW)
    assert (nine.month, nine.day, nine.hour) == (12, 1, 9)
    [ten] = moments.read_opening("12月1日上午十点", NOW)
    assert ten.hour == 10
    assert moments.read_opening("随便", NOW) == ()
