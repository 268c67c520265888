"""Which days and months have something to say: the reminder rows that follow from the plan as it stands.

A reminder row stands for a day or a month, not for an item: what it says is read from the plan when it is due, so
that a moved or cancelled item takes its reminders with it, who joined is told and who left is not.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlmodel import Session, col, select

from bot import reminders
from bot.members.audience import EVERYONE
from bot.plan import rules
from bot.plan.linked import DriveLine, TaskLine, drives_ending, open_tasks_between
from bot.plan.looking import Line, lines_between
from bot.plan.rules import FOR_MEMBERS, Policy, first_of, local_day, month_of
from bot.plan.states import OccurrenceState
from bot.reminders import Reminder, ReminderState
from bot.wording import local, midnight

DIGEST = "plan.digest"
OUTLOOK = "plan.outlook"
DAY = "plan.day"
KINDS = (DIGEST, OUTLOOK, DAY)
#: Far enough for every plan.
HORIZON = timedelta(days=2 * 366)
#: So many days after its end nothing of an item is said any more.
LOOK_BACK = timedelta(days=rules.OVERDUE_CHAIR + 15)
#: Days before the end of a drive on which members without a proposal are told once more.
LAST_CALL = 3


class Cause(StrEnum):
    """Why something is mentioned on a day."""

    COMING = "coming"
    OVERDUE = "overdue"
    LONG_OVERDUE = "long_overdue"


def keep_schedule(session: Session, now: datetime, policy: Policy) -> int:
    """Bring the waiting reminders in line with the plan and the settings. Returns how many rows were changed."""
    wanted = {reminder.key: reminder for reminder in _wanted(session, now, policy) if reminder.due_at > now}
    waiting = {
        row.key: row
        for row in session.exec(
            select(Reminder).where(
                col(Reminder.kind).in_(KINDS), Reminder.state == ReminderState.WAITING, Reminder.due_at > now
            )
        )
    }
    changed = 0
    for key, plan in wanted.items():
        if key not in waiting or waiting[key].due_at != plan.due_at:
            changed += 1
            reminders.schedule(
                session,
                key=key,
                kind=plan.kind,
                subject_id=plan.subject_id,
                due_at=plan.due_at,
                valid_until=plan.due_at + policy.late,
            )
    for key, row in waiting.items():
        if key not in wanted and row.subject_id is not None:
            changed += 1
            reminders.cancel(session, row.kind, row.subject_id)
    return changed


def refresh(session: Session, now: datetime, policy: Policy) -> None:
    """Once a day: settings may have changed, or the holidays of a year have been announced."""
    keep_schedule(session, now, policy)


@dataclass(frozen=True, slots=True)
class _Wanted:
    key: str
    kind: str
    subject_id: int
    due_at: datetime


def _wanted(session: Session, now: datetime, policy: Policy) -> Iterator[_Wanted]:
    today = local_day(now)
    days: set[date] = set()
    digests: set[int] = set()
    outlooks: set[int] = set()
    for line in lines_between(session, today - LOOK_BACK, today + HORIZON, now):
        first = max(month_of(line.span.start_on), month_of(today))
        months = range(first, month_of(line.span.end_on) + 1)
        if line.state is not OccurrenceState.CANCELLED:
            outlooks |= set(months)
        if line.state is OccurrenceState.PLANNED:
            digests |= set(months)
            # Before a month what it holds, at its end what became of it: both are one message on one day.
            outlooks |= {month - 1 for month in months}
            days |= {day for day, _ in days_of(line, policy)}
            if (day := day_for_members(line, policy)) is not None:
                days.add(day)
    for task in open_tasks_between(session, today - LOOK_BACK, today + HORIZON):
        days |= {day for day, _ in days_of_task(task, policy)}
    for drive in drives_ending(session, today - LOOK_BACK, today + HORIZON):
        days |= {last_call_on(drive), counted_on(drive)}
    for day in days:
        if day >= today:
            key = f"{DAY}:{day.isoformat()}"
            yield _Wanted(key, DAY, day.toordinal(), _at(day, policy.reminder_time, policy))
    for kind, months_of_kind, day_of_month in (
        (DIGEST, digests, policy.digest_day),
        (OUTLOOK, outlooks, policy.outlook_day),
    ):
        for month in months_of_kind:
            key = f"{kind}:{first_of(month):%Y-%m}"
            on = rules.digest_on(month, day_of_month)
            yield _Wanted(key, kind, month, _at(on, policy.digest_time, policy))


def _at(day: date, at: time, policy: Policy) -> datetime:
    moment = midnight(day) + timedelta(hours=at.hour, minutes=at.minute)
    return rules.held(local(moment), policy)


# -- the days of one item ---------------------------------------------------------------------------------


def days_of(line: Line, policy: Policy) -> Iterator[tuple[date, Cause]]:
    """The days on which those who look after the item hear of it, and why."""
    if line.everyday:
        return
    for lead in _leads(line, policy):
        yield rules.told_on(line.target, lead), Cause.COMING
    yield rules.chased_on(line.span.end_on, rules.OVERDUE_OWNER), Cause.OVERDUE
    yield rules.chased_on(line.span.end_on, rules.OVERDUE_CHAIR), Cause.LONG_OVERDUE


def _leads(line: Line, policy: Policy) -> tuple[int, ...]:
    """How many days ahead those who look after the item hear of it."""
    if line.remind_days is not None:
        return tuple(int(lead) for lead in line.remind_days.split(",") if lead)
    leads = policy.owner_days if line.owner_id is not None else policy.days_before(line.kind)
    if line.deadline:
        leads = tuple(sorted({*policy.deadline_days, *(lead for lead in leads if lead == 0)}, reverse=True))
    if not line.span.exact and not line.deadline:
        # A month begins with its digest: the day before and the day itself need no word more.
        leads = tuple(lead for lead in leads if lead > 1)
    return leads


def day_for_members(line: Line, policy: Policy) -> date | None:
    """The day on which those who take part hear of the item: once, shortly before an exact day, unless its activity
    reminds them itself or the committee wants no reminder."""
    takes_part = line.kind in FOR_MEMBERS or line.audience != EVERYONE.to_text()
    if not takes_part or not line.span.exact or line.everyday or line.remind_days == "":
        return None
    if line.activity_id is not None and not line.deadline:
        return None
    leads = [
        lead
        for lead in (policy.deadline_days if line.deadline else policy.days_before(line.kind))
        if lead > 0
    ]
    return rules.told_on(line.target, min(leads)) if leads else None


# -- tasks and drives -------------------------------------------------------------------------------------


def days_of_task(task: TaskLine, policy: Policy) -> Iterator[tuple[date, Cause]]:
    """The days on which whoever has a task hears of it: before its end, on the day, and when it is overdue."""
    for lead in sorted({*policy.deadline_days, 0}, reverse=True):
        yield rules.told_on(task.due_on, lead), Cause.COMING
    yield rules.chased_on(task.due_on, rules.OVERDUE_OWNER), Cause.OVERDUE
    yield rules.chased_on(task.due_on, rules.OVERDUE_CHAIR), Cause.LONG_OVERDUE


def last_call_on(drive: DriveLine) -> date:
    """The day on which members who have not written are told that a drive ends."""
    return rules.told_on(drive.ends_on, LAST_CALL)


def counted_on(drive: DriveLine) -> date:
    """The working day on which the committee hears what a drive brought."""
    return rules.chased_on(drive.ends_on, 1)
