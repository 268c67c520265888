"""Leaving the union gives places back; coming back to the chat lists what was missed."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from bot.activities import places
from bot.activities.leaving import leave_union
from bot.activities.model import Activity, SignUp
from bot.activities.organising import publishing
from bot.activities.organising.publishing import Draft
from bot.activities.rules import ActivityKind, SignUpStatus
from bot.members.actors import find_actor
from bot.members.binding import is_away, mark_unreachable
from bot.members.rules import Actor
from bot.notices import service as notices
from bot.notices.returning import come_back
from bot.outbox import Outgoing, OutgoingState
from bot.refused import Refused

from .conftest import NOW, Union

DAY = timedelta(days=1)


def activity(union: Union, by: Actor, title: str, days: int, capacity: int | None = None) -> int:
    draft = Draft(title=title, kind=ActivityKind.FESTIVAL, starts_at=NOW + days * DAY, capacity=capacity)
    union.do(publishing.create_activity, by, NOW, draft=draft, request=title, publish=True)
    return int(
        union.see(lambda session: session.exec(select(Activity.id).where(Activity.title == title)).one())
    )


def statuses(union: Union, member_id: int) -> list[str]:
    query = select(SignUp.status).where(SignUp.member_id == member_id).order_by(col(SignUp.activity_id))
    return list(union.see(lambda session: session.exec(query).all()))


def test_who_leaves_gives_back_what_is_to_come_only(union: Union, committee: Actor) -> None:
    gone = union.member("赵甲", telegram_id=7)
    waiting = union.member("钱乙", telegram_id=8)
    begun = activity(union, committee, "已开始", 1)
    coming = activity(union, committee, "健步走", 10, capacity=1)
    for telegram_id in (7, 8):
        union.do(places.take_place, union.actor(telegram_id), NOW, activity_id=coming)
    union.do(places.take_place, union.actor(7), NOW, activity_id=begun)
    later = NOW + 2 * DAY
    left = union.do(leave_union, committee, later, member_id=gone, on=later.date())
    assert (left.name, left.activities) == ("赵甲", ("健步走",))
    assert statuses(union, gone) == [SignUpStatus.PLACED, SignUpStatus.CANCELLED]
    assert statuses(union, waiting) == [SignUpStatus.PLACED]
    assert union.see(find_actor, 7) is None
    told = union.see(lambda session: session.exec(select(Outgoing.member_id)).all())
    assert told == [waiting]


def test_a_refusal_keeps_the_places(union: Union, chair: Actor, committee: Actor) -> None:
    coming = activity(union, committee, "健步走", 10)
    union.do(places.take_place, chair, NOW, activity_id=coming)
    with pytest.raises(Refused):
        union.do(leave_union, committee, NOW, member_id=chair.member_id, on=NOW.date())
    assert statuses(union, chair.member_id) == [SignUpStatus.PLACED]


def missed(union: Union) -> list[Outgoing]:
    query = select(Outgoing).where(col(Outgoing.key).startswith("missed:"))
    return list(union.see(lambda session: session.exec(query).all()))


def send(union: Union, by: Actor, text: str, days: int) -> None:
    union.do(
        notices.send_notice,
        by,
        NOW + days * DAY,
        text=text,
        audience="everyone",
        public=False,
        held_until=None,
        request=text,
    )


def nothing_arrives(session: Session) -> None:
    for row in session.exec(select(Outgoing)):
        row.state = OutgoingState.UNREACHABLE


def test_what_was_missed_is_listed_once_and_for_thirty_days(union: Union, committee: Actor) -> None:
    union.member("赵甲", telegram_id=7)
    send(union, committee, "很久以前", 0)
    union.do(mark_unreachable, 7, NOW)
    for number in range(8):
        send(union, committee, f"第 {number} 条", 20)
    union.do(nothing_arrives)
    assert union.see(is_away, 7)
    back = NOW + 31 * DAY
    for _ in range(2):
        union.do(come_back, 7, back)
    assert not union.see(is_away, 7)
    [row] = missed(union)
    assert "<b>8</b> 条" in row.text
    assert "第 7 条" in row.buttons
    assert "还有 2 条" in row.buttons
    assert "很久以前" not in row.buttons


def test_who_missed_nothing_hears_nothing(union: Union, committee: Actor) -> None:
    union.member("赵甲", telegram_id=7)
    send(union, committee, "已经送到", 0)
    union.do(mark_unreachable, 7, NOW)
    for telegram_id in (7, 7, 999):
        union.do(come_back, telegram_id, NOW + DAY)
    assert missed(union) == []
    assert not union.see(is_away, 7)
