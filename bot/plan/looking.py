"""What the plan holds: by month and year, for the one who asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, select
from sqlmodel import Session, col

from bot.activities.eligibility import Eligibility
from bot.activities.model import Activity
from bot.activities.rules import ActivityState
from bot.members.audience import Audience, matches
from bot.members.audience_query import facts_of
from bot.members.rules import Actor, Right, may
from bot.paging import page_number
from bot.plan import rules
from bot.plan.model import PlanItem, PlanOccurrence
from bot.plan.offers import Offer, as_told_to, offers_between, standings
from bot.plan.outcomes import Turnout, turnouts
from bot.plan.reading import Freq, Kind
from bot.plan.rules import Span
from bot.plan.rules_times import Recurring
from bot.plan.states import ItemState, OccurrenceState
from bot.plan.texts import living as texts
from bot.refused import Refused

#: So many lines of a year are read at once on a phone.
LINES_ON_A_PAGE = 30


@dataclass(frozen=True, slots=True)
class Line:
    """One item of the plan at one of its times. ``people`` and ``spent_fen`` (yuan × 100): what was reported when it was
    done. ``open_activity``: members can sign up for its activity now."""

    occurrence_id: int
    item_id: int
    title: str
    span: Span
    kind: Kind
    deadline: bool
    recurrence: str
    audience: str
    owner: str
    owner_id: int | None
    state: OccurrenceState
    reason: str
    activity_id: int | None
    remind_days: str | None
    audience_text: str = ""
    people: int | None = None
    spent_fen: int | None = None
    open_activity: bool = False

    @property
    def target(self) -> date:
        """The day that matters: the end of what has a deadline or goes on for long, otherwise the beginning."""
        return self.span.end_on if self.deadline or self.span.standing else self.span.start_on

    @property
    def everyday(self) -> bool:
        """Whether it happens daily or weekly: nobody is reminded of every time."""
        return bool(self.recurrence) and Recurring.from_text(self.recurrence).freq in {
            Freq.DAILY,
            Freq.WEEKLY,
        }


@dataclass(frozen=True, slots=True)
class Month:
    """A month with what falls into it."""

    number: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class MonthPage:
    """One or two months. ``offers``: what who looks can sign up for in them, or is signed up for. ``before`` and ``after``: the months to
    turn to, None at the ends of the plan. ``managing``: who looks may change it."""

    months: tuple[Month, ...]
    offers: tuple[Offer, ...]
    before: int | None
    after: int | None
    managing: bool


@dataclass(frozen=True, slots=True)
class YearPage:
    """A year of ``items`` items, by months: one page of them, ``number`` counted from 0. What recurs stands on the first,
    one line for each item. ``before`` and ``after``: whether a plan reaches into the years beside it; ``managing``: who
    looks may change it."""

    year: int
    items: int
    recurring: tuple["Series", ...]
    months: tuple[Month, ...]
    number: int
    more: bool
    before: bool
    after: bool
    managing: bool


@dataclass(frozen=True, slots=True)
class Series:
    """A recurring item up to a month, or in a whole year: ``held`` of the ``due`` times that it has seen the end of were
    done; ``missing``: when the others would have been."""

    line: Line
    held: int
    due: int
    missing: tuple[Span, ...]


_COLUMNS: tuple[Any, ...] = (
    col(PlanOccurrence.id),
    col(PlanItem.id),
    col(PlanItem.title),
    col(PlanOccurrence.start_on),
    col(PlanOccurrence.end_on),
    col(PlanOccurrence.exact),
    col(PlanItem.kind),
    col(PlanItem.deadline),
    col(PlanItem.recurrence),
    col(PlanItem.audience),
    col(PlanItem.owner),
    col(PlanItem.owner_id),
    col(PlanOccurrence.state),
    col(PlanOccurrence.reason),
    col(PlanOccurrence.activity_id),
    col(PlanItem.remind_days),
    col(PlanItem.audience_text),
    col(PlanOccurrence.people),
    col(PlanOccurrence.spent_fen),
    col(Activity.state),
    col(Activity.starts_at),
    col(Activity.deadline_at),
)
_LINES = (
    select(*_COLUMNS)
    .select_from(PlanOccurrence)
    .join(PlanItem, col(PlanItem.id) == col(PlanOccurrence.item_id))
    .outerjoin(Activity, col(Activity.id) == col(PlanOccurrence.activity_id))
    .where(col(PlanItem.state) == ItemState.CONFIRMED.value)
    .order_by(col(PlanOccurrence.start_on), col(PlanOccurrence.end_on), col(PlanOccurrence.id))
)
_BETWEEN = _LINES.where(
    col(PlanOccurrence.start_on) <= bindparam("last"), col(PlanOccurrence.end_on) >= bindparam("first")
)
_ONE = _LINES.where(col(PlanOccurrence.id) == bindparam("occurrence_id"))
_FIRST_AND_LAST = (
    select(func.min(PlanOccurrence.start_on), func.max(PlanOccurrence.end_on))
    .join(PlanItem, col(PlanItem.id) == col(PlanOccurrence.item_id))
    .where(col(PlanItem.state) == ItemState.CONFIRMED.value)
)
_OF_ITEM = _LINES.where(col(PlanItem.id) == bindparam("item_id"))


def lines_between(session: Session, first: date, last: date, now: datetime) -> list[Line]:
    """Everything confirmed that touches these days (both included), in the order of time."""
    rows = session.connection().execute(_BETWEEN, {"first": first, "last": last})
    return [_line(row, now) for row in rows]


def line_of(session: Session, occurrence_id: int, now: datetime) -> Line | None:
    """One line, None when there is no such confirmed item any more."""
    row = session.connection().execute(_ONE, {"occurrence_id": occurrence_id}).first()
    return _line(row, now) if row else None


def items_in(session: Session, actor: Actor, now: datetime, *, first: date, last: date) -> tuple[Line, ...]:
    """What the actor may see of the plan between these days, both included. Raises Refused without the right."""
    return tuple(visible(session, actor, lines_between(session, first, last, now), rules.local_day(now)))


def this_and_next_month(session: Session, actor: Actor, now: datetime) -> MonthPage:
    """The current month and the next."""
    return _months(session, actor, now, rules.month_of(rules.local_day(now)), 2)


def month_page(session: Session, actor: Actor, now: datetime, *, month: int) -> MonthPage:
    """One month. Raises Refused for a month that no plan could reach."""
    if not 2000 * 12 <= month < 2100 * 12:
        raise Refused("no_month", texts.gone())
    return _months(session, actor, now, month, 1)


def year_page(session: Session, actor: Actor, now: datetime, *, year: int, page: int = 0) -> YearPage:
    """A page of a whole year, and whether there is a plan before and after it. Raises Refused."""
    lines = items_in(session, actor, now, first=date(year, 1, 1), last=date(year, 12, 31))
    first_on, last_on = _ends(session)
    recurring = _series([line for line in lines if line.recurrence])
    once: dict[int, list[Line]] = {}
    for line in lines:
        if not line.recurrence:
            once.setdefault(max(rules.month_of(line.span.start_on), year * 12), []).append(line)
    months = [Month(number, tuple(own)) for number, own in sorted(once.items())]
    pages = _in_pages(months, LINES_ON_A_PAGE - len(recurring))
    number = min(page_number(page), len(pages) - 1)
    return YearPage(
        year,
        len({line.item_id for line in lines}),
        recurring if number == 0 else (),
        pages[number],
        number,
        number + 1 < len(pages),
        before=first_on is not None and first_on.year < year,
        after=last_on is not None and last_on.year > year,
        managing=may(actor, Right.MANAGE_PLAN),
    )


def _in_pages(months: Iterable[Month], room: int) -> list[tuple[Month, ...]]:
    """Whole months in pages; the first has ``room`` lines. A month that is longer than a page has one for itself."""
    pages: list[list[Month]] = [[]]
    for month in months:
        if pages[-1] and len(month.lines) > room:
            pages.append([])
            room = LINES_ON_A_PAGE
        pages[-1].append(month)
        room -= len(month.lines)
    return [tuple(page) for page in pages]


def _months(session: Session, actor: Actor, now: datetime, first: int, count: int) -> MonthPage:
    last = first + count - 1
    lines = items_in(session, actor, now, first=rules.first_of(first), last=rules.last_of(last))
    months = tuple(
        Month(
            number,
            tuple(
                line
                for line in lines
                if line.span.start_on <= rules.last_of(number) and line.span.end_on >= rules.first_of(number)
            ),
        )
        for number in range(first, last + 1)
    )
    eligibility = Eligibility(session, actor, rules.local_day(now))
    linked = [line.activity_id for line in lines]
    offers = [
        offer
        for offer in offers_between(session, rules.first_of(first), rules.last_of(last), now, linked)
        if eligibility.admits(offer.audience)
    ]
    signed_up = standings(session, [offer.activity_id for offer in offers], actor.member_id)
    own = as_told_to(offers, actor.member_id, signed_up)
    first_on, last_on = _ends(session)
    managing = may(actor, Right.MANAGE_PLAN)
    if first_on is None or last_on is None:
        return MonthPage(months, own, None, None, managing)
    before = first - 1 if first > rules.month_of(first_on) else None
    after = last + 1 if last < rules.month_of(last_on) else None
    return MonthPage(months, own, before, after, managing)


def _ends(session: Session) -> tuple[date | None, date | None]:
    """The first and the last day of everything confirmed."""
    row = session.connection().execute(_FIRST_AND_LAST).one()
    return row[0], row[1]


def times_of(session: Session, item_id: int, now: datetime) -> list[Line]:
    """One confirmed item at all its times, in order."""
    return [_line(row, now) for row in session.connection().execute(_OF_ITEM, {"item_id": item_id})]


def turnouts_of(session: Session, lines: Iterable[Line]) -> dict[int, Turnout]:
    """By occurrence, who came to what was done and had an activity."""
    held = {
        line.occurrence_id: line.activity_id
        for line in lines
        if line.state is OccurrenceState.DONE and line.activity_id is not None
    }
    came = turnouts(session, set(held.values()))
    return {number: came[activity_id] for number, activity_id in held.items() if activity_id in came}


def series_until(session: Session, month: int, now: datetime) -> tuple[Series, ...]:
    """The items that recur by months or longer and fall due in the month's year up to its end: held versus due."""
    first, last = date(month // 12, 1, 1), rules.last_of(month)
    lines = lines_between(session, first, last, now)
    return _series(
        [
            line
            for line in lines
            if line.recurrence and not line.everyday and first <= line.span.end_on <= last
        ]
    )


def _series(lines: Iterable[Line]) -> tuple[Series, ...]:
    """These times of recurring items by item, cancelled ones left out."""
    by_item: dict[int, list[Line]] = {}
    for line in lines:
        if line.state is not OccurrenceState.CANCELLED:
            by_item.setdefault(line.item_id, []).append(line)
    return tuple(
        Series(
            own[-1],
            held=sum(line.state is OccurrenceState.DONE for line in own),
            due=len(own),
            missing=tuple(line.span for line in own if line.state is not OccurrenceState.DONE),
        )
        for own in by_item.values()
    )


def visible(session: Session, actor: Actor, lines: Iterable[Line], on: date) -> list[Line]:
    """The lines that the actor may see: the committee and the owner an item whomever it is for, everybody else what is
    for them. Raises Refused without the right."""
    if not may(actor, Right.SEE_PLAN):
        raise Refused("no_right", texts.no_right())
    if may(actor, Right.MANAGE_PLAN):
        return list(lines)
    facts = facts_of(session, actor.member_id)
    fits: dict[str, bool] = {}
    seen = []
    for line in lines:
        if line.audience not in fits:
            fits[line.audience] = facts is not None and matches(Audience.from_text(line.audience), facts, on)
        if fits[line.audience] or line.owner_id == actor.member_id:
            seen.append(line)
    return seen


def _line(row: Row[Any], now: datetime) -> Line:
    values = tuple(row)
    activity_state, starts_at, deadline_at = values[19:22]
    still = deadline_at or starts_at
    return Line(
        occurrence_id=values[0],
        item_id=values[1],
        title=values[2],
        span=Span(values[3], values[4], bool(values[5])),
        kind=Kind(values[6]),
        deadline=bool(values[7]),
        recurrence=values[8],
        audience=values[9],
        owner=values[10],
        owner_id=values[11],
        state=OccurrenceState(values[12]),
        reason=values[13],
        activity_id=values[14],
        remind_days=values[15],
        audience_text=values[16],
        people=values[17],
        spent_fen=values[18],
        open_activity=activity_state == ActivityState.OPEN and isinstance(still, datetime) and now <= still,
    )
