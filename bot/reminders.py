"""What is due at a time: rows are the truth, the clock only wakes.

A concept schedules a reminder in the transaction of its cause; ``schedules/`` says which use case runs when it
is due. A late start runs it within its window marked as late, or marks it missed, which the committee sees.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, bindparam, select, text, update
from sqlmodel import Field, Session, SQLModel, col

from bot.storage import insert_into, signal

TOPIC = "reminders"


class ReminderState(StrEnum):
    """waiting → done | missed | failed | cancelled."""

    WAITING = "waiting"
    DONE = "done"
    MISSED = "missed"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Reminder(SQLModel, table=True):
    """One thing to do at ``due_at``; after ``valid_until`` it is not done any more but listed as missed."""

    __table_args__ = (
        Index(
            "ix_reminder_waiting",
            "due_at",
            "id",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_reminder_subject", "kind", "subject_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    kind: str
    subject_id: int | None = None
    due_at: datetime
    valid_until: datetime
    state: str = ReminderState.WAITING
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder whose time has come. ``late``: more than the clock's tick after ``due_at``."""

    id: int
    key: str
    kind: str
    subject_id: int | None
    due_at: datetime
    late: bool


def schedule(
    session: Session, *, key: str, kind: str, subject_id: int | None, due_at: datetime, valid_until: datetime
) -> None:
    """Have ``kind`` run at ``due_at``. The same key again moves it while it waits; once done it stays done."""
    statement = insert_into(session, Reminder).values(
        key=key,
        kind=kind,
        subject_id=subject_id,
        due_at=due_at,
        valid_until=valid_until,
        state=ReminderState.WAITING.value,
    )
    moved = {
        "due_at": due_at,
        "valid_until": valid_until,
        "subject_id": subject_id,
        "state": ReminderState.WAITING.value,
    }
    movable = Reminder.state.in_([ReminderState.WAITING, ReminderState.CANCELLED])  # type: ignore[attr-defined]
    session.connection().execute(
        statement.on_conflict_do_update(index_elements=["key"], set_=moved, where=movable)
    )
    signal(session, TOPIC)


def cancel(session: Session, kind: str, subject_id: int) -> None:
    """Take back the waiting reminders of a subject."""
    session.connection().execute(
        update(Reminder)
        .where(
            Reminder.kind == kind,  # type: ignore[arg-type]
            Reminder.subject_id == subject_id,  # type: ignore[arg-type]
            Reminder.state == ReminderState.WAITING,  # type: ignore[arg-type]
        )
        .values(state=ReminderState.CANCELLED)
    )


# Written out, not bound: only so do the databases see that the index of the waiting rows fits.
_waiting = text("state = 'waiting'")


def earliest_due(session: Session) -> datetime | None:
    """When the next waiting reminder is due."""
    statement = (
        select(Reminder.due_at)  # type: ignore[call-overload]
        .where(_waiting)
        .order_by(Reminder.due_at)
        .limit(1)
    )
    due: datetime | None = session.connection().execute(statement).scalar_one_or_none()
    return due


_DUE = (
    select(
        Reminder.id, Reminder.key, Reminder.kind, Reminder.subject_id, Reminder.due_at, Reminder.valid_until
    )  # type: ignore[call-overload]
    .where(_waiting, Reminder.due_at <= bindparam("now"))
    .order_by(Reminder.due_at, Reminder.id)
    .limit(bindparam("most"))
)
_SETTLE = (
    update(Reminder)
    .where(Reminder.id == bindparam("reminder_id"))  # type: ignore[arg-type]
    .values(state=bindparam("new_state"), done_at=bindparam("now"))
)


@dataclass(frozen=True, slots=True)
class Taken:
    """What ``take_due`` took: the reminders to run, and those that are past their window."""

    fit: list[Due]
    missed: list[Due]

    @property
    def taken(self) -> int:
        """How many rows were settled in all."""
        return len(self.fit) + len(self.missed)


def take_due(session: Session, now: datetime, *, tick: float, limit: int) -> Taken:
    """Take at most ``limit`` reminders that are due and mark them done in this transaction, so that what the
    caller queues for them and the mark stand or fall together. Those past their window are marked missed.
    ``tick``: seconds after which a reminder counts as late."""
    rows = session.connection().execute(_DUE, {"now": now, "most": limit}).all()
    if not rows:
        return Taken([], [])
    settled = [
        {
            "reminder_id": row.id,
            "new_state": (ReminderState.DONE if now <= row.valid_until else ReminderState.MISSED).value,
            "now": now,
        }
        for row in rows
    ]
    session.connection().execute(_SETTLE, settled)
    taken = Taken([], [])
    for row in rows:
        late = (now - row.due_at).total_seconds() > tick
        due = Due(row.id, row.key, row.kind, row.subject_id, row.due_at, late)
        (taken.fit if now <= row.valid_until else taken.missed).append(due)
    return taken


class JobRun(SQLModel, table=True):
    """Once-per-period work that was done: the unique row decides, not the clock."""

    __tablename__ = "job_run"

    job: str = Field(primary_key=True)
    period: str = Field(primary_key=True)
    at: datetime


def claim_period(session: Session, job: str, period: str, now: datetime) -> bool:
    """Whether ``job`` was not yet done in ``period``; from now on it is."""
    statement = insert_into(session, JobRun).values(job=job, period=period, at=now).on_conflict_do_nothing()
    # Not the number of rows: PostgreSQL's driver does not tell it here.
    return session.connection().execute(statement.returning(col(JobRun.period))).first() is not None


def fail(session: Session, reminder_id: int, now: datetime) -> int:
    """The use case of this reminder does not work; it is put aside so that it blocks nobody. Returns how many rows."""
    facts = {"reminder_id": reminder_id, "new_state": ReminderState.FAILED.value, "now": now}
    return session.connection().execute(_SETTLE, facts).rowcount
