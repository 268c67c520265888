"""From what was understood to what is looked up."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from bot.asking import texts
from bot.language import (
    FAMILY,
    Courtesy,
    Intent,
    KnownActivity,
    Match,
    PartOfDay,
    People,
    Reading,
    Shown,
    Status,
    When,
    matching,
)
from bot.language.found import Found, Kind
from bot.plan.states import OccurrenceState
from bot.wording import local, midnight

if TYPE_CHECKING:
    from bot.plan.looking import Line

#: Below this confidence a reading is a guess: the chat offers the likely ways instead of taking one.
GUESS_BELOW = 0.45
#: From this on it is answered even in the middle of a form.
CLEAR_FROM = 0.9
LONGEST_ASIDE = 20
#: In a longer list what recurs stands once.
_OFTEN = timedelta(days=62)
#: An open side of a question about the plan ends so many days from today.
_PLAN_AHEAD = timedelta(days=365)
#: The hours of a part of the day, begin and end; the end of the evening is the end of the day.
HOURS = {
    PartOfDay.MORNING: (time(0), time(12)),
    PartOfDay.NOON: (time(11), time(14)),
    PartOfDay.AFTERNOON: (time(12), time(18)),
    PartOfDay.EVENING: (time(17), time(0)),
}


def may_be_question(text: str) -> bool:
    """Whether a text that is asked for anyhow looks like a question of its own: short, and nothing of a wish; or thanks."""
    if texts.THANKS.fullmatch(text):
        return True
    return len(text) <= LONGEST_ASIDE and bool(texts.QUESTION.search(text)) and not texts.WISH.search(text)


def is_clear_question(reading: Reading) -> bool:
    """Whether a reading asks for something beyond doubt: the own sign-ups, the plan, activities of a name or a time; or
    for nothing, as thanks do."""
    if reading.slots.courtesy is Courtesy.THANKS:
        return True
    if reading.confidence < CLEAR_FROM:
        return False
    if reading.intent is Intent.QUERY_ACTIVITIES:
        slots = reading.slots
        return slots.activity_id is not None or bool(reading.dates) or slots.topic is None
    return reading.intent in {Intent.QUERY_SIGNUPS, Intent.QUERY_PLAN}


def shown_before(kept: Mapping[str, Any] | None, at: datetime | None) -> Shown | None:
    """What was last shown to a person, for a follow-up; ``kept`` as `handlers.asking` wrote it down."""
    if kept is None or at is None or "activities" not in kept:
        return None
    first, last = (date.fromisoformat(day) if day else None for day in kept.get("days", (None, None)))
    intent = Intent(kept.get("intent", Intent.QUERY_ACTIVITIES))
    return Shown(local(at), tuple(kept["activities"]), intent, first, last)


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


def once_each(lines: Sequence["Line"]) -> "tuple[Line, ...]":
    """What recurs at its next time alone (where all are settled: at its first), the rest as it is."""
    shown = {line.item_id: line.occurrence_id for line in reversed(lines)}
    planned = [line for line in reversed(lines) if line.state is OccurrenceState.PLANNED]
    shown |= {line.item_id: line.occurrence_id for line in planned}
    return tuple(line for line in lines if not line.recurrence or shown[line.item_id] == line.occurrence_id)


def is_long(first: date, last: date) -> bool:
    """Whether these days are so many that what recurs would fill a list."""
    return last - first > _OFTEN


def is_whole_year(first: date, last: date) -> bool:
    """Whether these days are a calendar year."""
    return (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year


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


def about(wish: Reading, lines: Sequence["Line"]) -> "tuple[Line, ...]":
    """The lines of the plan that a message names; none when it names none."""
    titles = tuple(dict.fromkeys(line.title for line in lines))
    meant = {titles[place] for place in matching(wish.text, titles, [found.span for found in wish.dates])}
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
    # 元旦联欢会，12月30号: the one that says more is the day, the other part of the name.
    for found in sorted(dates, key=lambda one: -len(one.text)):
        if found.first_on is not None and found.first_on == found.last_on:
            return None, found.first_on
    return None, None


def on_their_day(wish: Reading, known: Iterable[KnownActivity]) -> Reading:
    """周六的健步走: of several of one name the one on that day, if the day tells them apart."""
    slots = wish.slots
    if len(slots.candidates) < 2:
        return wish
    starts = {one.id: local(one.starts_at).date() for one in known if one.starts_at is not None}
    left = _on_days(slots.candidates, [starts.get(one.id) for one in slots.candidates], slots.when)
    one = left[0] if len(left) == 1 else None
    title, activity_id = (one.title, one.id) if one else (slots.activity, None)
    return replace(
        wish, slots=replace(slots, candidates=tuple(left), activity=title, activity_id=activity_id)
    )


def _on_days(candidates: Sequence[Match], starts: Sequence[date | None], when: When | None) -> list[Match]:
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


def are_members(people: People) -> bool:
    """Whether the people somebody speaks for may be members; family is signed up with the member."""
    return bool(people.whom) and not FAMILY & set(people.whom)
