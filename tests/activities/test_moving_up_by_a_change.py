"""Whoever moves up because the committee changed an activity hears of both in one message."""

from datetime import timedelta

import pytest

from bot.activities import places, slots
from bot.activities.organising import managing
from bot.activities.organising.managing import Change
from bot.activities.rules import ActivityKind
from tests.activities.conftest import NOW, START, Union

HOUR = timedelta(hours=1)


def told(union: Union, member_id: int) -> list[str]:
    found = union.rows(
        f"SELECT text FROM outgoing WHERE member_id = {member_id} AND state = 'new' ORDER BY id"
    )
    return [text for (text,) in found if "开始报名" not in text]


@pytest.mark.parametrize("offer", [None, 12])
def test_who_moves_up_is_told_of_the_change_in_the_same_message(union: Union, offer: int | None) -> None:
    activity_id = union.activity(capacity=1, offer_hours=offer)
    first, second, third = union.members(3)
    for actor in (first, second, third):
        union.write(places.take_place, actor, NOW, activity_id=activity_id)
    change = Change(title="环湖健步走", starts_at=START + HOUR, place="东湖", capacity=2)
    done = union.write(managing.change_activity, union.committee, NOW, activity_id=activity_id, change=change)
    assert (done.promoted, done.told) == (1, 2)
    [message] = told(union, second.member_id)
    assert ("候补转正" in message) == (offer is None)
    assert ("空出了名额" in message) == (offer is not None)
    for news in ("健步走 → ", "15:00 → ", "东湖", "12月5日（周六）16:00"):
        assert news in message
    [asked] = told(union, first.member_id)
    assert "还来吗" in asked
    [waits] = told(union, third.member_id)
    assert "（或候补）仍然有效" in waits
    [(answered,)] = union.rows(
        f"SELECT answered_at IS NOT NULL FROM sign_up WHERE member_id = {second.member_id}"
    )
    assert answered or offer


def test_with_slots_the_own_time_stands_in_the_one_message(union: Union) -> None:
    activity_id = union.activity(kind=ActivityKind.HEALTH)
    laid = [(START, START + HOUR, 1), (START + HOUR, START + 2 * HOUR, 1)]
    union.write(slots.add_slots, union.committee, NOW, activity_id=activity_id, slots=laid)
    union.write(
        managing.change_activity,
        union.committee,
        NOW,
        activity_id=activity_id,
        change=Change(capacity=1),
    )
    [(_, late)] = [tuple(row[0] for row in union.rows("SELECT id FROM activity_slot ORDER BY starts_at"))]
    first, second = union.members(2)
    early = union.rows("SELECT min(id) FROM activity_slot")[0][0]
    union.write(slots.book, first, NOW, activity_id=activity_id, slot_id=early)
    union.write(slots.book, second, NOW, activity_id=activity_id, slot_id=late)
    change = Change(starts_at=START + 24 * HOUR, place="东湖", capacity=2)
    union.write(managing.change_activity, union.committee, NOW, activity_id=activity_id, change=change)
    [message] = told(union, second.member_id)
    assert "12月6日（周日）16:00" in message
    assert "15:00 →" not in message
    assert "未定 → " in message
