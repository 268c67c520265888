"""What an item of the plan was turned into, as it stands now: tasks, a drive for proposals, notices."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, select
from sqlmodel import Session, col

from bot.members.audience import Audience
from bot.members.audience_query import members_of
from bot.members.model import Member
from bot.notices.model import Notice, NoticeReceipt
from bot.plan.model import PlanItem, PlanOccurrence
from bot.plan.model_actions import PlanDrive, PlanTask
from bot.plan.states import ItemState, OccurrenceState, TaskState
from bot.proposals.model import Proposal
from bot.proposals.rules import OPEN, ProposalState
from bot.wording import local, midnight

#: A notice that is about an item names it so.
SOURCE = "plan_occurrence:"


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task of an item, and whose it is."""

    task_id: int
    occurrence_id: int
    item: str
    title: str
    member_id: int
    name: str
    due_on: date
    state: TaskState
    created_by: int


@dataclass(frozen=True, slots=True)
class DriveLine:
    """A drive for proposals: ``heads`` were told of it; so many ``proposals`` of so many ``proposers`` came in its time,
    of which ``waiting`` have no answer yet. Where several run at once, a proposal counts for the one that its writer was
    called to last."""

    drive_id: int
    occurrence_id: int
    title: str
    audience: str
    opened_at: datetime
    ends_on: date
    heads: int
    proposals: int
    proposers: int
    waiting: int


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A notice about an item: sent to ``heads`` people, of whom ``confirmed`` pressed 收到."""

    notice_id: int
    at: datetime
    heads: int
    confirmed: int


_TASKS: Any = (
    select(
        col(PlanTask.id),
        col(PlanTask.occurrence_id),
        col(PlanItem.title),
        col(PlanTask.title),
        col(PlanTask.member_id),
        col(Member.name),
        col(PlanTask.due_on),
        col(PlanTask.state),
        col(PlanTask.created_by),
    )
    .join(PlanOccurrence, col(PlanOccurrence.id) == col(PlanTask.occurrence_id))
    .join(PlanItem, col(PlanItem.id) == col(PlanOccurrence.item_id))
    .join(Member, col(Member.id) == col(PlanTask.member_id))
    .where(col(PlanItem.state) == ItemState.CONFIRMED.value, col(PlanTask.state) != TaskState.DROPPED.value)
    .order_by(col(PlanTask.due_on), col(PlanTask.id))
)


def tasks_of(session: Session, occurrence_id: int) -> tuple[TaskLine, ...]:
    """The tasks of an item, the next first; those given up are left out."""
    return _lines(session, _TASKS.where(col(PlanTask.occurrence_id) == occurrence_id))


def open_tasks_of(session: Session, member_id: int) -> tuple[TaskLine, ...]:
    """What a member has to do, the next first."""
    return _lines(session, _open().where(col(PlanTask.member_id) == member_id))


def open_tasks_between(session: Session, first: date, last: date) -> tuple[TaskLine, ...]:
    """The open tasks of planned items that are due on these days, both included."""
    return _lines(session, _open().where(col(PlanTask.due_on).between(first, last)))


def _open() -> Any:
    return _TASKS.where(
        col(PlanTask.state) == TaskState.OPEN.value,
        col(PlanOccurrence.state) == OccurrenceState.PLANNED.value,
    )


def _lines(session: Session, query: Any) -> tuple[TaskLine, ...]:
    return tuple(_task(row) for row in session.connection().execute(query))


def _task(row: Row[Any]) -> TaskLine:
    task_id, occurrence_id, item, title, member_id, name, due_on, state, created_by = tuple(row)
    return TaskLine(
        task_id, occurrence_id, item, title, member_id, name, due_on, TaskState(state), created_by
    )


def drive_of(session: Session, occurrence_id: int) -> DriveLine | None:
    """The drive of an item, if there was one."""
    query = select(PlanDrive).where(col(PlanDrive.occurrence_id) == occurrence_id)
    row = session.execute(query).scalar_one_or_none()
    return None if row is None else _drive(session, row)


def drives_ending(session: Session, first: date, last: date) -> tuple[DriveLine, ...]:
    """The drives of planned items that end on these days, both included."""
    query = (
        select(PlanDrive)
        .join(PlanOccurrence, col(PlanOccurrence.id) == col(PlanDrive.occurrence_id))
        .join(PlanItem, col(PlanItem.id) == col(PlanOccurrence.item_id))
        .where(
            col(PlanItem.state) == ItemState.CONFIRMED.value,
            col(PlanOccurrence.state) == OccurrenceState.PLANNED.value,
            col(PlanDrive.ends_on).between(first, last),
        )
        .order_by(col(PlanDrive.id))
    )
    return tuple(_drive(session, row) for row in session.execute(query).scalars())


def proposers_in(session: Session, drive: DriveLine) -> frozenset[int]:
    """The members who handed in a proposal in the time of a drive."""
    found = session.execute(_in_time(select(col(Proposal.member_id)), drive.opened_at, drive.ends_on))
    return frozenset(found.scalars())


def _in_time(query: Any, opened_at: datetime, ends_on: date) -> Any:
    return query.where(
        col(Proposal.submitted_at) >= opened_at,
        col(Proposal.submitted_at) < midnight(ends_on + timedelta(1)),
        col(Proposal.state) != ProposalState.WITHDRAWN.value,
    )


def _drive(session: Session, row: PlanDrive) -> DriveLine:
    columns: Any = select(col(Proposal.member_id), col(Proposal.submitted_at), col(Proposal.state))
    calls = _calls_at_once(session, row)
    counted = [
        (member_id, state)
        for member_id, submitted_at, state in session.execute(_in_time(columns, row.opened_at, row.ends_on))
        if _call_of(calls, member_id, submitted_at) in {row.id, None}
    ]
    return DriveLine(
        row.id or 0,
        row.occurrence_id,
        row.title,
        row.audience,
        row.opened_at,
        row.ends_on,
        row.heads,
        len(counted),
        len({member_id for member_id, _ in counted}),
        sum(state in OPEN for _, state in counted),
    )


@dataclass(frozen=True, slots=True)
class _Call:
    """A drive with its time, from an instant until before another, and whom it called."""

    drive_id: int
    start: datetime
    end: datetime
    members: Collection[int]


def _calls_at_once(session: Session, row: PlanDrive) -> list[_Call]:
    """This drive and those that ran while it did, unless their item was cancelled; empty when it ran alone."""
    query = (
        select(PlanDrive)
        .join(PlanOccurrence, col(PlanOccurrence.id) == col(PlanDrive.occurrence_id))
        .join(PlanItem, col(PlanItem.id) == col(PlanOccurrence.item_id))
        .where(
            col(PlanDrive.id) != row.id,
            col(PlanDrive.opened_at) < midnight(row.ends_on + timedelta(1)),
            col(PlanDrive.ends_on) >= local(row.opened_at).date(),
            col(PlanItem.state) == ItemState.CONFIRMED.value,
            col(PlanOccurrence.state) != OccurrenceState.CANCELLED.value,
        )
    )
    others = session.execute(query).scalars().all()
    return [
        _Call(
            drive.id or 0,
            drive.opened_at,
            midnight(drive.ends_on + timedelta(1)),
            members_of(session, Audience.from_text(drive.audience), local(drive.opened_at).date()),
        )
        for drive in ([row, *others] if others else ())
    ]


def _call_of(calls: Sequence[_Call], member_id: int, at: datetime) -> int | None:
    """Which of the drives a proposal answers: the last one that its writer was called to, otherwise the last one."""
    running = [(member_id in call.members, call.drive_id) for call in calls if call.start <= at < call.end]
    return max(running)[1] if running else None


def notices_of(session: Session, occurrence_id: int) -> tuple[NoticeLine, ...]:
    """The notices about an item that were not stopped, oldest first."""
    query = (
        select(
            col(Notice.id),
            col(Notice.due_at),
            col(Notice.head_count),
            func.count(col(NoticeReceipt.member_id)),
        )
        .outerjoin(NoticeReceipt, col(NoticeReceipt.notice_id) == col(Notice.id))
        .where(col(Notice.source) == f"{SOURCE}{occurrence_id}", col(Notice.cancelled_at).is_(None))
        .group_by(col(Notice.id))
        .order_by(col(Notice.id))
    )
    return tuple(NoticeLine(*row) for row in session.execute(query))


def bound(session: Session, occurrence_ids: Iterable[int]) -> Collection[int]:
    """Those of these times of items that something refers to: they are moved rather than made anew."""
    ids = list(occurrence_ids)
    found: set[int] = set()
    for column in (col(PlanTask.occurrence_id), col(PlanDrive.occurrence_id)):
        found |= set(session.execute(select(column).where(column.in_(ids))).scalars())
    sources = {f"{SOURCE}{number}": number for number in ids}
    told = session.execute(select(col(Notice.source)).where(col(Notice.source).in_(sources)))
    return found | {sources[source] for source in told.scalars()}
