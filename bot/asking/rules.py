"""From what was understood to what is looked up."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from bot.language import Context, KnownActivity, Match, PartOfDay, Reading, Status, When, understand
from bot.language.found import Found, Kind
from bot.plan.states import OccurrenceState
from bot.wording import midnight

if TYPE_CHECKING:
    from bot.plan.looking import Line

#: Below this confidence a reading is a guess: the chat offers the likely ways instead of taking one.
GUESS_BELOW = 0.45
#: An open side of a question about the plan ends so many days from today.
_PLAN_AHEAD = timedelta(days=365)
#: The hours of a part of the day, begin and end; the end of the evening is the end of the day.
HOURS = {
    PartOfDay.MORNING: (time(0), time(12)),
    PartOfDay.NOON: (time(11), time(14)),
    PartOfDay.AFTERNOON: (time(12), time(18)),
    PartOfDay.EVENING: (time(17), time(0)),
}


def window(when: When | None, today: date) -> tuple[datetime | None, datetime | None]:
    """The instants asked about: from the first, until before the second; None is open. A past begin counts as now."""
    if when is None or (when.from_on is None and when.until_on is None):
        return None, None
    first, last = when.from_on, when.until_on
    start = midnight(first) if first is not None and first >= today else None
    end = midnight(last + timedelta(days=1)) if last is not None else None
    if when.part is not None and first is not None and first == last:
        begin, until = HOURS[when.part]
        start = midnight(first) + timedelta(hours=begin.hour)
        end = midnight(first) + timedelta(hours=until.hour or 24)
    return start, end


def is_over(when: When | None, today: date) -> bool:
    """Whether all that was asked about lies in the past."""
    return when is not None and when.until_on is not None and when.until_on < today


def plan_days(when: When | None, today: date) -> tuple[date, date] | None:
    """The days of the plan that were asked about, both included; None: none were named."""
    if when is None or (when.from_on is None and when.until_on is None):
        return None
    first = when.from_on or min(today, when.until_on or today)
    return first, when.until_on or first + _PLAN_AHEAD


def of_status(lines: Iterable["Line"], status: Status | None, today: date) -> "tuple[Line, ...]":
    """The lines of the plan in the state asked about: done, not done yet, overdue."""
    if status is Status.DONE:
        return tuple(line for line in lines if line.state is OccurrenceState.DONE)
    undone = (OccurrenceState.PLANNED, OccurrenceState.POSTPONED)
    if status is Status.OPEN:
        return tuple(line for line in lines if line.state in undone)
    if status is Status.OVERDUE:
        return tuple(line for line in lines if line.state in undone and line.span.end_on < today)
    return tuple(lines)


def about(text: str, now: datetime, lines: Sequence["Line"]) -> "tuple[Line, ...]":
    """The lines of the plan whose titles are named in a text; none when it names none."""
    titles = tuple(dict.fromkeys(line.title for line in lines))
    known = tuple(KnownActivity(number, title) for number, title in enumerate(titles))
    reading = understand(text, now, Context(known))
    meant = {match.title for match in reading.slots.candidates}
    return tuple(line for line in lines if line.title in meant)


def by_owner(lines: Iterable["Line"]) -> "list[tuple[str, list[Line]]]":
    """Who is responsible for what; what nobody is named for comes last."""
    owned: dict[str, list[Line]] = {}
    for line in lines:
        owned.setdefault(line.owner, []).append(line)
    return sorted(owned.items(), key=lambda row: (not row[0], row[0]))


def days_of(lines: Sequence["Line"], today: date) -> tuple[date, date]:
    """The days that these lines span."""
    if not lines:
        return today, today
    return min(line.span.start_on for line in lines), max(line.span.end_on for line in lines)


def start_of(dates: Sequence[Found]) -> tuple[datetime | None, date | None]:
    """The start, or only the day, of an activity as far as it was said without doubt."""
    for found in dates:
        if found.certain and found.kind is Kind.DATETIME and isinstance(found.start, datetime):
            return found.start, None
        if found.certain and found.kind is Kind.DATETIMERANGE and found.daypart is None:
            return (found.start if isinstance(found.start, datetime) else None), None
    for found in dates:
        if found.first_on is not None and found.first_on == found.last_on:
            return None, found.first_on
    return None, None


def on_these_days(
    candidates: Sequence[Match], starts: Sequence[date | None], when: When | None
) -> list[Match]:
    """Of several activities that may be meant, those on the days that were named; all when none is."""
    if when is None or (when.from_on is None and when.until_on is None):
        return list(candidates)
    fitting = [
        match
        for match, day in zip(candidates, starts, strict=True)
        if day and (when.from_on or day) <= day <= (when.until_on or day)
    ]
    return fitting or list(candidates)


def is_guess(reading: Reading) -> bool:
    """Whether to ask back rather than answer."""
    return reading.confidence < GUESS_BELOW
