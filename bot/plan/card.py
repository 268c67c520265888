"""One item of the plan at one of its times, with everything that belongs to it."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.members.rules import Actor, Right, may
from bot.plan import rules
from bot.plan.linked import DriveLine, NoticeLine, TaskLine, drive_of, notices_of, tasks_of
from bot.plan.looking import Line, line_of, times_of, turnouts_of, visible
from bot.plan.model import PlanDocument, PlanItem
from bot.plan.outcomes import Turnout
from bot.plan.states import OccurrenceState
from bot.plan.texts import living as texts
from bot.refused import Refused


@dataclass(frozen=True, slots=True)
class ItemCard:
    """One item at one of its times. When it recurs, ``held`` of the ``due`` times whose end is over, and of all its
    ``times``, were done, with ``visits`` people and ``spent_fen`` (yuan × 100) in all. ``turnout``: who came this time,
    when it is done. ``tasks``, ``drive``, ``notices``: what was made of it. ``may_settle``: who looks may say what became
    of it; ``managing``: and change it."""

    line: Line
    document: str
    quote: str
    source_line: int
    year: int
    audience_text: str
    held: int
    due: int
    times: int
    turnout: Turnout | None
    visits: int
    spent_fen: int
    tasks: tuple[TaskLine, ...]
    drive: DriveLine | None
    notices: tuple[NoticeLine, ...]
    may_settle: bool
    managing: bool


def item_card(session: Session, actor: Actor, now: datetime, *, occurrence_id: int) -> ItemCard:
    """One item for who may see it, also for who has a task in it. Raises Refused."""
    line = line_of(session, occurrence_id, now)
    if line is None:
        raise Refused("gone", texts.gone())
    tasks = tasks_of(session, occurrence_id)
    today = rules.local_day(now)
    has_task = any(task.member_id == actor.member_id for task in tasks)
    if not visible(session, actor, [line], today) and not has_task:
        raise Refused("gone", texts.gone())
    item = session.get_one(PlanItem, line.item_id)
    all_times = times_of(session, line.item_id, now)
    came = turnouts_of(session, all_times)
    managing = may(actor, Right.MANAGE_PLAN)
    return ItemCard(
        line=line,
        document=session.get_one(PlanDocument, item.document_id).title,
        quote=item.quote,
        source_line=item.line,
        year=item.year,
        audience_text=item.audience_text,
        held=sum(each.state is OccurrenceState.DONE for each in all_times),
        due=sum(
            each.span.end_on < today and each.state is not OccurrenceState.CANCELLED for each in all_times
        ),
        times=len(all_times),
        turnout=came.get(occurrence_id),
        visits=sum(people_of(each, came.get(each.occurrence_id)) or 0 for each in all_times),
        spent_fen=sum(each.spent_fen or 0 for each in all_times),
        tasks=tasks,
        drive=drive_of(session, occurrence_id),
        notices=notices_of(session, occurrence_id) if managing else (),
        may_settle=managing or line.owner_id == actor.member_id,
        managing=managing,
    )


def people_of(line: Line, turnout: Turnout | None) -> int | None:
    """How many took part in what was done: as reported, or as its activity counted; None for not known."""
    if line.people is not None or turnout is None:
        return line.people
    return turnout.people
