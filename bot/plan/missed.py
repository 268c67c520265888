"""Reminders that could not be sent in their window: listed for the committee, never silently dropped."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot import audit, outbox
from bot.members.actors import administrators
from bot.members.rules import Actor
from bot.plan import reminding, rules, scheduling
from bot.plan.drafting import require_right
from bot.plan.rules import Policy
from bot.plan.texts import reminding as texts
from bot.refused import Refused
from bot.reminders import Due, Reminder, ReminderState
from bot.wording import local

SHOWN = 8
#: Older ones are history.
_LISTED_FOR = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Missed:
    """A reminder that was not sent; ``subject_id`` is its month or the ordinal of its day."""

    reminder_id: int
    kind: str
    subject_id: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Resent:
    """A missed reminder that was sent after all, to ``told`` people."""

    told: int
    left: tuple[Missed, ...]


def list_missed(session: Session, actor: Actor, now: datetime) -> tuple[Missed, ...]:
    """The missed reminders of the last weeks, oldest first. Raises Refused without the right."""
    require_right(actor)
    rows = session.exec(
        select(Reminder)
        .where(
            col(Reminder.kind).in_(scheduling.KINDS),
            Reminder.state == ReminderState.MISSED,
            Reminder.due_at > now - _LISTED_FOR,
        )
        .order_by(col(Reminder.due_at), col(Reminder.id))
    ).all()
    return tuple(Missed(int(row.id or 0), row.kind, row.subject_id or 0, row.due_at) for row in rows)


def send_missed(session: Session, actor: Actor, now: datetime, *, reminder_id: int, policy: Policy) -> Resent:
    """Send a missed reminder now, marked 补发; once, however often it is asked for."""
    require_right(actor)
    row = _missed_row(session, reminder_id)
    row.state, row.done_at = ReminderState.DONE, now
    session.add(row)
    session.flush()
    due = Due(reminder_id, row.key, row.kind, row.subject_id, row.due_at, late=True)
    reminding.RUNS[row.kind](session, now, due, policy)
    audit.note(session, actor.member_id, now, "plan.reminder_resent", f"reminder:{reminder_id}")
    return Resent(outbox.totals(session, row.key).total, list_missed(session, actor, now))


def drop_missed(session: Session, actor: Actor, now: datetime, *, reminder_id: int) -> tuple[Missed, ...]:
    """Do not send it any more."""
    require_right(actor)
    row = _missed_row(session, reminder_id)
    row.state, row.done_at = ReminderState.CANCELLED, now
    session.add(row)
    session.flush()
    audit.note(session, actor.member_id, now, "plan.reminder_dropped", f"reminder:{reminder_id}")
    return list_missed(session, actor, now)


def tell_of_missed(session: Session, now: datetime, due: Due, policy: Policy) -> None:
    """Tell the committee, at most once an hour, that something was not sent."""
    at = rules.held(local(now), policy)
    for member_id in administrators(session):
        outbox.push(
            session,
            key=f"plan.missed:{now:%Y%m%d%H}:{member_id}",
            to=member_id,
            due_at=at,
            message=texts.something_was_missed(due.kind, due.subject_id or 0, due.due_at),
        )


def _missed_row(session: Session, reminder_id: int) -> Reminder:
    row = session.get(Reminder, reminder_id)
    if row is None or row.kind not in scheduling.KINDS or row.state != ReminderState.MISSED:
        raise Refused("settled", texts.missed_settled())
    return row
