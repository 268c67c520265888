"""Requests between two members about a place: kept, withdrawn when it is there no more, let run out."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, or_, select

from bot import audit, outbox, reminders
from bot.activities.limits import Locked
from bot.activities.model import Activity
from bot.activities.rules_terms import LONGEST_REQUEST, HandoverKind, HandoverState
from bot.activities.terms.model import Handover
from bot.activities.terms.texts import handing as handing_texts
from bot.message import Message
from bot.reminders import Due

RUN_OUT = "activity.handover"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: ``to_member_id`` None asks whoever has ``wanted_slot_id``."""

    kind: HandoverKind
    from_member_id: int
    to_member_id: int | None
    slot_id: int | None
    wanted_slot_id: int | None = None


def put(session: Session, activity: Locked, wanted: Wanted, now: datetime, until: datetime) -> Handover:
    """Keep a request until ``until``; an earlier one of the same member about this activity is withdrawn."""
    for row in _open_of(session, activity.id, wanted.from_member_id):
        if row.from_member_id == wanted.from_member_id:
            close(session, row, HandoverState.WITHDRAWN, now)
    row = Handover(
        activity_id=activity.id,
        kind=wanted.kind,
        from_member_id=wanted.from_member_id,
        to_member_id=wanted.to_member_id,
        slot_id=wanted.slot_id,
        wanted_slot_id=wanted.wanted_slot_id,
        created_at=now,
        expires_at=until,
    )
    session.add(row)
    session.flush()
    reminders.schedule(
        session,
        key=f"{RUN_OUT}:{row.id}",
        kind=RUN_OUT,
        subject_id=row.id,
        due_at=until,
        valid_until=until + LONGEST_REQUEST,
    )
    audit.note(
        session,
        wanted.from_member_id,
        now,
        f"handover.{wanted.kind}",
        f"handover:{row.id}",
        activity=activity.id,
    )
    return row


def close(session: Session, row: Handover, state: HandoverState, now: datetime) -> None:
    """End a request; what was not sent of it yet is not sent any more."""
    row.state, row.decided_at = state, now
    session.add(row)
    session.flush()
    outbox.cancel(session, f"handover:{row.id}")
    reminders.cancel(session, RUN_OUT, row.id or 0)
    audit.note(session, None, now, f"handover.{state}", f"handover:{row.id}", activity=row.activity_id)


def withdraw(session: Session, activity: Locked, member_id: int, now: datetime) -> None:
    """The place of this member is another one now or gone: the open requests about it end, and the other side is told."""
    for row in _open_of(session, activity.id, member_id):
        close(session, row, HandoverState.WITHDRAWN, now)
        other = row.to_member_id if row.from_member_id == member_id else row.from_member_id
        if other is not None:
            tell(
                session,
                row,
                other,
                now,
                handing_texts.withdrawn(activity.title, activity.id, HandoverKind(row.kind)),
            )


def run_out(session: Session, now: datetime, due: Due) -> None:
    """Nobody agreed in time: the one who asked is told and keeps the place."""
    row = session.get(Handover, due.subject_id)
    if row is None or row.state != HandoverState.OPEN:
        return
    activity = session.get_one(Activity, row.activity_id)
    close(session, row, HandoverState.EXPIRED, now)
    message = handing_texts.ran_out(activity.title, row.activity_id, HandoverKind(HandoverKind(row.kind)))
    tell(session, row, row.from_member_id, now, message)


def _open_of(session: Session, activity_id: int, member_id: int) -> list[Handover]:
    return list(
        session.exec(
            select(Handover).where(
                Handover.activity_id == activity_id,
                Handover.state == HandoverState.OPEN,
                or_(Handover.from_member_id == member_id, Handover.to_member_id == member_id),
            )
        )
    )


def tell(session: Session, row: Handover, to: int, now: datetime, message: Message) -> None:
    """Say to one side what became of a request, once for each state."""
    outbox.push(
        session,
        key=f"handover:{row.id}:{row.state}:{to}",
        to=to,
        due_at=now,
        message=message,
        reference=f"activity:{row.activity_id}",
    )
