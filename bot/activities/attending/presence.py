"""Who did not come: once the list at the door is complete. Only whether somebody came is kept, never any result."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from bot import audit
from bot.activities import rules, rules_checkin, texts
from bot.activities.attending.texts import presence as presence_texts
from bot.activities.model import Activity, SignUp, Slot
from bot.activities.organising import publishing
from bot.activities.rules import ActivityState, SignUpStatus
from bot.activities.terms.looking import terms_of
from bot.members.model import Member
from bot.members.rules import Actor, Right, may, reach
from bot.refused import Refused

#: So many names are told at once.
MOST_ABSENT = 60


@dataclass(frozen=True, slots=True)
class Absentee:
    """Somebody with a place who is not marked as having come."""

    name: str
    slot_starts_at: datetime | None


@dataclass(frozen=True, slots=True)
class Absent:
    """Those who are not marked, at most 60, by slot and name, as far as the actor looks after them. ``closed``: the list is
    complete, they did not come; ``may_close``: the committee."""

    activity_id: int
    title: str
    expected: int
    present: int
    lines: tuple[Absentee, ...]
    closed: bool
    may_close: bool


def absent(session: Session, actor: Actor, now: datetime, *, activity_id: int) -> Absent:
    """Who is not marked as having come, of the own groups for a leader. Raises Refused: rights, nothing has begun."""
    activity, reached = _begun(session, actor, now, activity_id)
    mine: list[Any] = [SignUp.activity_id == activity_id, SignUp.status == SignUpStatus.PLACED]
    if reached is not None:
        mine.append(col(Member.group_id).in_(sorted(reached)))
    expected, present = session.exec(
        select(func.count(), func.count(col(SignUp.checked_in_at)))
        .select_from(SignUp)
        .join(Member, col(Member.id) == col(SignUp.member_id))
        .where(*mine)
    ).one()
    rows = session.exec(
        select(Member.name, Slot.starts_at)
        .select_from(SignUp)
        .join(Member, col(Member.id) == col(SignUp.member_id))
        .outerjoin(Slot, col(Slot.id) == col(SignUp.slot_id))
        .where(*mine, col(SignUp.checked_in_at).is_(None))
        .order_by(col(Slot.starts_at), col(Member.name), col(Member.id))
        .limit(MOST_ABSENT)
    )
    return Absent(
        activity_id,
        activity.title,
        expected,
        present,
        tuple(Absentee(name, starts_at) for name, starts_at in rows),
        closed=terms_of(session, activity_id).attendance_closed_at is not None,
        may_close=may(actor, Right.MANAGE_ACTIVITIES),
    )


def close(session: Session, actor: Actor, now: datetime, *, activity_id: int, closed: bool) -> Absent:
    """Say that the list is complete, so that who is not marked did not come; or open it again. Raises Refused."""
    publishing.require(actor)
    _begun(session, actor, now, activity_id)
    terms = terms_of(session, activity_id)
    terms.attendance_closed_at = now if closed else None
    session.add(terms)
    session.flush()
    audit.note(session, actor.member_id, now, "activity.presence", f"activity:{activity_id}", closed=closed)
    return absent(session, actor, now, activity_id=activity_id)


def _begun(
    session: Session, actor: Actor, now: datetime, activity_id: int
) -> tuple[Activity, frozenset[int] | None]:
    reached = reach(actor, Right.CHASE_GROUP)
    activity = session.get(Activity, activity_id)
    published = {*rules.PUBLISHED, ActivityState.DONE}
    if activity is None or reached == frozenset() or activity.state not in published:
        raise Refused("gone", texts.gone())
    first: datetime | None = session.exec(
        select(func.min(Slot.starts_at)).where(Slot.activity_id == activity_id)
    ).one()
    if now < (first if first is not None else activity.starts_at) - rules_checkin.EARLIEST:
        raise Refused("time", presence_texts.not_yet(activity.title))
    return activity, reached
