"""What the bot did not understand is counted without its text; who wants, hands the text to the committee."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlmodel import Session, col, select

from bot import audit, outbox
from bot.asking import texts
from bot.asking.model import Unclear
from bot.members.actors import administrators
from bot.members.model import Group
from bot.members.rules import Actor
from bot.wording import local


def count_unclear(session: Session, _actor: Actor, now: datetime) -> None:
    """One more message that was not understood today."""
    _today(session, now).times += 1


def unclear_since(session: Session, since: date) -> Mapping[date, tuple[int, int]]:
    """By day: how many messages were not understood, and how many of them went to the committee."""
    rows = session.exec(select(Unclear).where(col(Unclear.on_day) >= since).order_by(col(Unclear.on_day)))
    return {row.on_day: (row.times, row.handed_over) for row in rows}


def hand_over(session: Session, actor: Actor, now: datetime, *, text: str, request: str) -> int:
    """Send ``text`` to the committee with the actor's name. Returns to how many people. Once per ``request``."""
    group = session.get_one(Group, actor.group_id)
    people = [member_id for member_id in administrators(session) if member_id != actor.member_id]
    for member_id in people:
        key = f"asked:{request}:{member_id}"
        message = texts.for_committee(actor.name, group.name, text)
        outbox.push(session, key=key, to=member_id, due_at=now, message=message)
    _today(session, now).handed_over += 1
    audit.note(session, actor.member_id, now, "text.handed_over", request, people=len(people))
    return len(people)


def _today(session: Session, now: datetime) -> Unclear:
    today = local(now).date()
    row = session.get(Unclear, today, with_for_update=True)
    if row is None:
        row = Unclear(on_day=today)
        session.add(row)
    return row
