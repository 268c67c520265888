"""What an item of the plan was turned into, as it stands now: tasks, a drive for proposals, notices."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, distinct, func, select
from sqlmodel import Session, col

from bot.members.model import Member
from bot.notices.model import Notice, NoticeReceipt
from bot.plan.model import PlanItem, PlanOccurrence
from bot.plan.model_actions import PlanDrive, PlanTask
from bot.plan.states import ItemState, OccurrenceState, TaskState
from bot.proposals.model import Proposal
from bot.proposals.rules import OPEN, ProposalState
from bot.wording import midnight

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
    of which ``waiting`` have no answer yet."""

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
    counts: Any = select(
        func.count(col(Proposal.id)),
        func.count(distinct(col(Proposal.member_id))),
        func.count(col(Proposal.id)).filter(col(Proposal.state).in_(OPEN)),
    )
    proposals, proposers, waiting = session.execute(_in_time(counts, row.opened_at, row.ends_on)).one()
    return DriveLine(
        row.id or 0,
        row.occurrence_id,
        row.title,
        row.audience,
        row.opened_at,
        row.ends_on,
        row.heads,
        proposals,
        proposers,
        waiting,
    )


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
