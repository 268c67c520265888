"""Tasks: what one person does for an item of the plan, told at once, reminded in time, and reported as done."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session, col, select

from bot import audit, outbox
from bot.members.actors import administrators
from bot.members.model import Member
from bot.members.rules import Actor, Right, may
from bot.plan import rules, scheduling
from bot.plan.card import ItemCard, item_card
from bot.plan.drafting import require_right
from bot.plan.linked import TaskLine, open_tasks_of, tasks_of
from bot.plan.living import locked
from bot.plan.model import PlanOccurrence
from bot.plan.model_actions import PlanTask
from bot.plan.rules import Policy
from bot.plan.states import OccurrenceState, TaskState
from bot.plan.texts import acting as texts
from bot.refused import Refused
from bot.wording import local

TITLE_LIMIT = 80
#: So many names are offered to choose from.
SUGGESTED = 6


@dataclass(frozen=True, slots=True)
class Person:
    """A member who can be given a task."""

    member_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Prefilled:
    """A task as the plan suggests it; ``person`` None when the plan names nobody of the union."""

    card: ItemCard
    title: str
    due_on: date
    person: Person | None
    others: tuple[Person, ...]


def prefilled_task(session: Session, actor: Actor, now: datetime, *, occurrence_id: int) -> Prefilled:
    """The task that an item suggests: its title, its owner, its last day. Raises Refused."""
    require_right(actor)
    card = item_card(session, actor, now, occurrence_id=occurrence_id)
    if card.line.state is not OccurrenceState.PLANNED:
        raise Refused("not_planned", texts.not_planned(card.line.state))
    owner = session.get(Member, card.line.owner_id) if card.line.owner_id is not None else None
    committee = session.exec(
        select(Member)
        .where(col(Member.id).in_(administrators(session)), col(Member.left_on).is_(None))
        .order_by(col(Member.name), col(Member.id))
    ).all()
    return Prefilled(
        card,
        card.line.title,
        max(card.line.span.end_on, rules.local_day(now)),
        _person(owner) if owner is not None and owner.left_on is None else None,
        tuple(_person(member) for member in committee)[:SUGGESTED],
    )


def find_person(session: Session, actor: Actor, *, written: str) -> Person:
    """The one member with this name or number. Raises Refused for none and for several."""
    require_right(actor)
    wanted = "".join(written.split())
    named = session.exec(
        select(Member).where(
            (col(Member.name) == wanted) | (col(Member.employee_no) == wanted), col(Member.left_on).is_(None)
        )
    ).all()
    if len(named) != 1:
        raise Refused("which", texts.nobody_of(wanted, len(named)))
    return _person(named[0])


def _person(member: Member) -> Person:
    return Person(int(member.id or 0), member.name)


def fit_task(title: str) -> str:
    """What there is to do as it may be stored. Raises Refused when it is empty or too long."""
    line = " ".join(title.split())
    if not 1 <= len(line) <= TITLE_LIMIT:
        raise Refused("bad_title", texts.task_title(TITLE_LIMIT))
    return line


def assign_task(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    occurrence_id: int,
    title: str,
    member_id: int,
    due_on: date,
    request: str,
    policy: Policy,
) -> ItemCard:
    """Give a member a task and tell them. The same ``request`` again gives nothing twice. Raises Refused."""
    require_right(actor)
    row = locked(session, occurrence_id)
    card = item_card(session, actor, now, occurrence_id=occurrence_id)
    if session.exec(select(PlanTask).where(PlanTask.request == request)).first() is not None:
        return card
    if row.state != OccurrenceState.PLANNED:
        raise Refused("not_planned", texts.not_planned(OccurrenceState(row.state)))
    member = session.get(Member, member_id)
    if member is None or member.left_on is not None:
        raise Refused("left", texts.nobody_of("", 0))
    if due_on < rules.local_day(now):
        raise Refused("past", texts.day_is_over(due_on))
    task = PlanTask(
        occurrence_id=occurrence_id,
        request=request,
        title=fit_task(title),
        member_id=member_id,
        due_on=due_on,
        created_by=actor.member_id,
        created_at=now,
        changed_at=now,
    )
    session.add(task)
    session.flush()
    audit.note(session, actor.member_id, now, "plan.task_assigned", f"plan_task:{task.id}", to=member_id)
    scheduling.keep_schedule(session, now, policy)
    if member_id != actor.member_id:
        line = next(line for line in tasks_of(session, occurrence_id) if line.task_id == task.id)
        outbox.push(
            session,
            key=f"plan.task:{task.id}",
            to=member_id,
            due_at=rules.held(local(now), policy),
            message=texts.task_for_you(line, actor.name),
        )
    return item_card(session, actor, now, occurrence_id=occurrence_id)


def settle_task(
    session: Session, actor: Actor, now: datetime, *, task_id: int, state: TaskState, policy: Policy
) -> TaskLine:
    """Say that a task is done (whoever has it, or the committee), that it is not after all, or give it up (the
    committee). Who gave it hears that it is done. The same again changes nothing. Raises Refused."""
    task = session.exec(select(PlanTask).where(PlanTask.id == task_id).with_for_update()).first()
    line = one_task(session, actor, task_id=task_id)
    if task is None:
        raise Refused("gone", texts.task_gone())
    if state is TaskState.DROPPED and not may(actor, Right.MANAGE_PLAN):
        raise Refused("no_right", texts.no_right())
    if task.state != state:
        task.state, task.changed_at = state, now
        session.add(task)
        session.flush()
        audit.note(session, actor.member_id, now, f"plan.task_{state}", f"plan_task:{task_id}")
        scheduling.keep_schedule(session, now, policy)
        if state is TaskState.DONE and task.created_by != actor.member_id:
            _tell_of_done(session, now, task, line, policy)
    return replace(line, state=state)


def one_task(session: Session, actor: Actor, *, task_id: int) -> TaskLine:
    """A task for whoever has it, or the committee. Raises Refused."""
    task = session.get(PlanTask, task_id)
    if task is None or not (may(actor, Right.MANAGE_PLAN) or task.member_id == actor.member_id):
        raise Refused("gone", texts.task_gone())
    line = next((one for one in tasks_of(session, task.occurrence_id) if one.task_id == task_id), None)
    if line is None:
        raise Refused("gone", texts.task_gone())
    return line


def _tell_of_done(session: Session, now: datetime, task: PlanTask, line: TaskLine, policy: Policy) -> None:
    """Tell who gave the task; when it was the item's last, that the item may be done too."""
    left = sum(one.state is TaskState.OPEN for one in tasks_of(session, task.occurrence_id))
    item = session.get_one(PlanOccurrence, task.occurrence_id)
    outbox.push(
        session,
        key=f"plan.task:{task.id}:done:{task.changed_at:%Y%m%d%H%M%S}",
        to=task.created_by,
        due_at=rules.held(local(now), policy),
        message=texts.task_was_done(line, left, settled=item.state != OccurrenceState.PLANNED),
    )


def my_tasks(session: Session, actor: Actor) -> tuple[TaskLine, ...]:
    """What the actor has to do, the next first."""
    return open_tasks_of(session, actor.member_id)
