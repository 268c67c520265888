"""Reminders that could not be sent in their window: listed for the committee, never silently dropped."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from bot import audit, outbox
from bot.members.actors import administrators
from bot.members.rules import Actor
from bot.paging import Page, page_number, page_of
from bot.plan import reminding, rules, scheduling
from bot.plan.drafting import require_right
from bot.plan.rules import Policy
from bot.plan.texts import reminding as texts
from bot.refused import Refused
from bot.reminders import Due, Reminder, ReminderState
from bot.wording import local

PAGE_SIZE = 8
#: Older ones are history, whatever the clock did.
_LISTED_FOR = timedelta(days=2 * 366)


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
    left: "MissedPage"


@dataclass(frozen=True, slots=True)
class MissedPage:
    """A page of the missed reminders, latest first, and how many there are in all."""

    page: Page[Missed]
    total: int

    @property
    def before(self) -> int:
        """How many stand on the pages before this one."""
        return self.page.number * PAGE_SIZE


def list_missed(session: Session, actor: Actor, now: datetime, *, page: int = 0) -> MissedPage:
    """The missed reminders, latest first. Raises Refused without the right."""
    require_right(actor)
    number = page_number(page)
    total = session.exec(select(func.count(col(Reminder.id))).where(*_still_missed(now))).one()
    rows = session.exec(
        select(Reminder)
        .where(*_still_missed(now))
        .order_by(col(Reminder.due_at).desc(), col(Reminder.id).desc())
        .offset(number * PAGE_SIZE)
        .limit(PAGE_SIZE + 1)
    ).all()
    found = [Missed(int(row.id or 0), row.kind, row.subject_id or 0, row.due_at) for row in rows]
    return MissedPage(page_of(found, number, PAGE_SIZE), total)


def _still_missed(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Reminder.kind).in_(scheduling.KINDS),
        col(Reminder.state) == ReminderState.MISSED.value,
        col(Reminder.due_at) > now - _LISTED_FOR,
    )


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


def drop_missed(session: Session, actor: Actor, now: datetime, *, reminder_id: int) -> MissedPage:
    """Do not send it any more."""
    require_right(actor)
    row = _missed_row(session, reminder_id)
    row.state, row.done_at = ReminderState.CANCELLED, now
    session.add(row)
    session.flush()
    audit.note(session, actor.member_id, now, "plan.reminder_dropped", f"reminder:{reminder_id}")
    return list_missed(session, actor, now)


def drop_all_missed(session: Session, actor: Actor, now: datetime) -> int:
    """Send none of the missed ones any more. Returns how many there were."""
    require_right(actor)
    rows = session.exec(select(Reminder).where(*_still_missed(now))).all()
    for row in rows:
        row.state, row.done_at = ReminderState.CANCELLED, now
        session.add(row)
    session.flush()
    audit.note(session, actor.member_id, now, "plan.reminders_dropped", "reminders", n=len(rows))
    return len(rows)


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
