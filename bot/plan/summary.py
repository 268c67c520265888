"""What became of a year's plan, with its figures: what a year-end summary cites, each figure with the rows it comes from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from bot.activities.model import SignUp
from bot.activities.rules import SignUpStatus
from bot.members.rules import Actor
from bot.plan import rules
from bot.plan.card import people_of
from bot.plan.drafting import require_right
from bot.plan.linked import DriveLine, drive_of
from bot.plan.looking import Line, items_in, lines_between, turnouts_of
from bot.plan.reading import Kind
from bot.plan.states import OccurrenceState


@dataclass(frozen=True, slots=True)
class Held:
    """One time of an item that was done; ``people`` None when nobody counted, ``spent_fen`` (yuan × 100) None when
    nobody said."""

    line: Line
    people: int | None
    spent_fen: int | None
    drive: DriveLine | None


@dataclass(frozen=True, slots=True)
class OfKind:
    """The work of one kind: ``done`` of ``due`` times, with the ``visits`` (人次) and the ``spent_fen`` of those that were
    counted."""

    kind: Kind
    due: int
    done: int
    visits: int
    spent_fen: int


@dataclass(frozen=True, slots=True)
class YearSummary:
    """A year up to ``until``. ``due`` counts the times whose end is over, cancelled ones left out; ``done`` those that
    were done, early ones too. ``members``: how many different members took part in the activities of the plan.
    ``uncounted``: done without any figure."""

    year: int
    until: date
    due: int
    done: int
    postponed: tuple[Line, ...]
    cancelled: tuple[Line, ...]
    unheard: tuple[Line, ...]
    visits: int
    members: int
    spent_fen: int
    kinds: tuple[OfKind, ...]
    held: tuple[Held, ...]

    @property
    def uncounted(self) -> int:
        """How many were done without any figure."""
        return sum(one.people is None and one.spent_fen is None and one.drive is None for one in self.held)


def year_summary(session: Session, actor: Actor, now: datetime, *, year: int) -> YearSummary:
    """What became of a year. Everyday work is not counted. Raises Refused without the right."""
    require_right(actor)
    today = rules.local_day(now)
    first, last = date(year, 1, 1), date(year, 12, 31)
    lines = [
        line
        for line in lines_between(session, first, last, now)
        if not line.everyday and first <= line.span.end_on <= last
    ]
    came = turnouts_of(session, lines)
    held = tuple(
        Held(
            line,
            people_of(line, came.get(line.occurrence_id)),
            line.spent_fen,
            drive_of(session, line.occurrence_id),
        )
        for line in lines
        if line.state is OccurrenceState.DONE
    )
    counted = _counted(lines, today)
    return YearSummary(
        year,
        min(today, last),
        due=len(counted),
        done=len(held),
        postponed=_in_state(lines, OccurrenceState.POSTPONED),
        cancelled=_in_state(lines, OccurrenceState.CANCELLED),
        unheard=tuple(line for line in counted if line.state is OccurrenceState.PLANNED),
        visits=sum(one.people or 0 for one in held),
        members=_members(session, [one.line.activity_id for one in held]),
        spent_fen=sum(one.spent_fen or 0 for one in held),
        kinds=tuple(
            _of_kind(kind, counted, held) for kind in Kind if any(one.kind is kind for one in counted)
        ),
        held=held,
    )


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a year's plan has come for one of its readers: ``done`` of the ``due`` times up to ``until``, as in the
    summary; ``left`` are the times that are still to come."""

    year: int
    until: date
    due: int
    done: int
    left: tuple[Line, ...]


def progress_of(session: Session, actor: Actor, now: datetime, *, year: int) -> Progress:
    """How far a year's plan has come, as far as the actor may see it. Raises Refused without the right."""
    today = rules.local_day(now)
    first, last = date(year, 1, 1), date(year, 12, 31)
    seen = [
        line
        for line in items_in(session, actor, now, first=first, last=last)
        if not line.everyday and first <= line.span.end_on <= last
    ]
    done = sum(line.state is OccurrenceState.DONE for line in seen)
    left = tuple(line for line in seen if line.state is OccurrenceState.PLANNED and line.span.end_on >= today)
    return Progress(year, min(today, last), len(_counted(seen, today)), done, left)


def _counted(lines: Sequence[Line], today: date) -> list[Line]:
    """What was done, and whatever else has seen its end, unless it was cancelled."""
    return [
        line
        for line in lines
        if line.state is OccurrenceState.DONE
        or (line.span.end_on < today and line.state is not OccurrenceState.CANCELLED)
    ]


def _in_state(lines: Sequence[Line], state: OccurrenceState) -> tuple[Line, ...]:
    return tuple(line for line in lines if line.state is state)


def _of_kind(kind: Kind, counted: Sequence[Line], held: Sequence[Held]) -> OfKind:
    own = [one for one in held if one.line.kind is kind]
    return OfKind(
        kind,
        sum(line.kind is kind for line in counted),
        len(own),
        sum(one.people or 0 for one in own),
        sum(one.spent_fen or 0 for one in own),
    )


def _members(session: Session, activity_ids: Sequence[int | None]) -> int:
    query = select(func.count(func.distinct(col(SignUp.member_id)))).where(
        col(SignUp.activity_id).in_([number for number in activity_ids if number is not None]),
        SignUp.status == SignUpStatus.PLACED,
    )
    return session.exec(query).one()
