"""When the items of a plan fall due, which of two plans' items are the same, and on which days people are told."""

import unicodedata
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Self

from rapidfuzz import fuzz

from bot.language import calendar
from bot.language.calendar import nth_weekday
from bot.notices.rules import held_until
from bot.plan.reading import DraftItem, Freq, Kind, Recurrence
from bot.settings import Settings
from bot.wording import local

#: Similar enough to ask whether it is the same item (0 … 100, on title keys).
RESEMBLES = 88.0
#: What goes on for longer than this is standing work, not a date in the calendar.
STANDING_DAYS = 62
#: Kinds that members take part in themselves: they hear of the day before.
FOR_MEMBERS = frozenset({Kind.CONTEST, Kind.HEALTH, Kind.FESTIVAL, Kind.TRAINING, Kind.VOTE, Kind.COLLECTION})
UNDO_WITHIN = timedelta(hours=24)
#: Days after its end at which an item without news is put to its owner, then to the chair.
OVERDUE_OWNER = 1
OVERDUE_CHAIR = 7
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Days from … to, both included; ``exact``: they were named as days."""

    start_on: date
    end_on: date
    exact: bool

    @property
    def standing(self) -> bool:
        """Whether it goes on for so long that no day of it matters."""
        return (self.end_on - self.start_on).days > STANDING_DAYS


@dataclass(frozen=True, slots=True)
class Policy:
    """When people are told; from the settings."""

    digest_day: int
    digest_time: time
    outlook_day: int
    reminder_days: tuple[int, ...]
    owner_days: tuple[int, ...]
    deadline_days: tuple[int, ...]
    reminder_time: time
    late: timedelta
    quiet_from: time
    quiet_until: time
    days_of_kind: Mapping[Kind, tuple[int, ...]] = field(default_factory=dict)

    def days_before(self, kind: Kind) -> tuple[int, ...]:
        """How many days ahead people hear of an item of this kind."""
        return self.days_of_kind.get(kind) or self.reminder_days

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The policy that ``config.toml`` states."""
        plan, when = settings.plan, settings.time
        return cls(
            plan.digest_day,
            plan.digest_time,
            plan.outlook_day,
            plan.reminder_days,
            plan.owner_days,
            plan.deadline_days,
            plan.reminder_time,
            timedelta(hours=when.late_reminder_hours),
            when.quiet_from,
            when.quiet_until,
            {
                Kind.CONTEST: plan.contest_days,
                Kind.MEETING: plan.meeting_days,
                Kind.HEALTH: plan.health_days,
            },
        )


# -- days -------------------------------------------------------------------------------------------------


def month_of(day: date) -> int:
    """A month as a number: months since the year 0."""
    return day.year * 12 + day.month - 1


def first_of(month: int) -> date:
    """The first day of a month number; a forged one beyond the calendar is its first or last month."""
    year, number = divmod(min(max(month, month_of(date.min)), month_of(date.max)), 12)
    return date(year, number + 1, 1)


def last_of(month: int) -> date:
    """The last day of a month number."""
    first = first_of(month)
    return first.replace(day=monthrange(first.year, first.month)[1])


def months_span(first: int, last: int) -> Span:
    """Whole months, as a span without exact days."""
    return Span(first_of(first), last_of(last), exact=False)


def span_of_days(start: date, end: date) -> Span:
    """The span of these days; exact unless they are whole months."""
    whole = start.day == 1 and end == last_of(month_of(end))
    return Span(start, end, exact=not whole)


def plan_months(items: Iterable[DraftItem], year: int) -> range:
    """The months that a plan covers: the calendar year, or from its first to its last dated month where the list
    runs on into the next year."""
    items = [item for item in items if item.months]
    if not any(item.year_offset for item in items):
        return range(year * 12, year * 12 + 12)
    numbers = [number for item in items for number in _month_numbers(item, year)]
    return range(min(numbers), max(numbers) + 1)


def spans_of(item: DraftItem, year: int, months: range) -> tuple[Span, ...]:
    """When the item falls due, in order; nothing for an item without a time. ``months``: what the plan covers."""
    if item.recurrence is not None:
        return tuple(_recurring(item, item.recurrence, year, months))
    if item.start is not None or item.end is not None:
        return (_days(item, year),)
    return tuple(_runs(_month_numbers(item, year)))


def _days(item: DraftItem, year: int) -> Span:
    year += item.year_offset
    start, end = item.start or item.end, item.end or item.start
    if start is None or end is None:
        raise ValueError("the item has no days")
    until = end.on(year + (1 if end < start else 0))
    return span_of_days(start.on(year), until)


def _month_numbers(item: DraftItem, year: int) -> list[int]:
    """The item's months as numbers, going up: a month smaller than the one before lies in the next year."""
    numbers: list[int] = []
    at = year + item.year_offset
    for month in item.months:
        number = at * 12 + month - 1
        if numbers and number <= numbers[-1]:
            at += 1
            number += 12
        numbers.append(number)
    return numbers


def _runs(numbers: Sequence[int]) -> Iterator[Span]:
    """Months that follow each other are one span."""
    first = last = None
    for number in numbers:
        if last is not None and number == last + 1:
            last = number
            continue
        if first is not None and last is not None:
            yield months_span(first, last)
        first = last = number
    if first is not None and last is not None:
        yield months_span(first, last)


_LENGTH = {Freq.MONTHLY: 1, Freq.BIMONTHLY: 2, Freq.QUARTERLY: 3, Freq.HALFYEARLY: 6}
#: First and last month of the terms of a school year, as in the State's school calendar.
_TERMS = ((2, 7), (9, 13))


def _recurring(item: DraftItem, how: Recurrence, year: int, months: range) -> Iterator[Span]:
    if item.start is not None or item.end is not None:
        yield _days(item, year)
        return
    named = _month_numbers(item, year)
    if how.freq is Freq.YEARLY:
        yield from _runs(named) if named else (months_span(months[0], months[-1]),)
        return
    if how.freq is Freq.SEMESTER:
        yield from _semesters(how.at, named or months)
        return
    # What happens daily or weekly stands in every month; it is not counted day by day.
    length = _LENGTH.get(how.freq, 1) * (how.interval if how.freq in _LENGTH else 1)
    covered = named or list(months)
    if length == 1:
        for number in covered:
            yield _in_month(number, how.at) if how.freq is Freq.MONTHLY else months_span(number, number)
        return
    # Quarters and half-years are the calendar's.
    first = covered[0] - covered[0] % length if 12 % length == 0 else covered[0]
    for begin in range(first, covered[-1] + 1, length):
        within = [number for number in covered if begin <= number < begin + length]
        if within:
            yield _edge(within[0], within[-1], how.at)


def _semesters(at: str, months: Sequence[int]) -> Iterator[Span]:
    for year in range(months[0] // 12 - 1, months[-1] // 12 + 1):
        for first, last in _TERMS:
            begin, end = max(year * 12 + first - 1, months[0]), min(year * 12 + last - 1, months[-1])
            if begin <= end:
                yield _edge(begin, end, at)


def _edge(first: int, last: int, at: str) -> Span:
    """A period of months, or its first or last month where the plan says so."""
    if at == "start":
        return months_span(first, first)
    return months_span(last, last) if at == "end" else months_span(first, last)


def _in_month(number: int, at: str) -> Span:
    """The part of a month that ``at`` names: ``day 15``, ``week 1 wed``, ``start``, ``middle``, ``end``."""
    first, last = first_of(number), last_of(number)
    match at.split():
        case ["day", day]:
            on = first.replace(day=min(int(day), last.day))
            return Span(on, on, exact=True)
        case ["week", nth, weekday] if weekday in _WEEKDAYS and int(nth) <= 4:
            on = nth_weekday(first.year, first.month, int(nth), _WEEKDAYS.index(weekday))
            return Span(on, on, exact=True)
        case ["week", nth] if int(nth) <= 4:
            return Span(first + timedelta(7 * int(nth) - 7), first + timedelta(7 * int(nth) - 1), exact=False)
        case ["start"]:
            return Span(first, first.replace(day=10), exact=False)
        case ["middle"]:
            return Span(first.replace(day=11), first.replace(day=20), exact=False)
        case ["end"]:
            return Span(first.replace(day=21), last, exact=False)
    return months_span(number, number)


@dataclass(frozen=True, slots=True)
class Recurring:
    """What is kept of a recurrence: how often, and how many times at least in each period."""

    freq: Freq
    times: int = 1

    def to_text(self) -> str:
        """``monthly`` or ``yearly*4``."""
        return self.freq.value if self.times == 1 else f"{self.freq.value}*{self.times}"

    @classmethod
    def from_text(cls, text: str) -> Self:
        """The recurrence behind ``to_text``. Raises ValueError."""
        freq, _, times = text.partition("*")
        return cls(Freq(freq), int(times or 1))

    @classmethod
    def of(cls, how: Recurrence) -> Self:
        """Of ``1-2`` and ``>=4`` times the smallest number counts."""
        digits = "".join(sign for sign in how.times.lstrip(">=").partition("-")[0] if sign.isdigit())
        return cls(how.freq, max(1, int(digits or 1)))


# -- the same item twice ----------------------------------------------------------------------------------


def title_key(title: str) -> str:
    """The letters and numerals of a title, folded."""
    folded = unicodedata.normalize("NFKC", title).lower()
    return "".join(sign for sign in folded if unicodedata.category(sign)[0] in "LN")


@dataclass(frozen=True, slots=True)
class Known:
    """What two items are compared by."""

    item_id: int
    key: str
    spans: tuple[Span, ...]
    owner: str = ""

    @property
    def first_month(self) -> int | None:
        """The month in which it first falls due."""
        return month_of(self.spans[0].start_on) if self.spans else None


@dataclass(frozen=True, slots=True)
class Likeness:
    """What a new item is to the ones that stand: ``item_id`` the one meant, ``same``: nothing would change."""

    item_id: int
    same: bool


def likenesses(new: Sequence[Known], standing: Sequence[Known]) -> dict[int, Likeness]:
    """For new items (by ``item_id``) the standing ones they repeat or would change; each standing one once."""
    free = {one.item_id: one for one in standing}
    found: dict[int, Likeness] = {}
    for sieve in (_identical, _same_month, _only_one_of_its_title, _resembling):
        for one in new:
            if one.item_id in found:
                continue
            twins = [other for other in free.values() if sieve(one, other, new, standing)]
            if len(twins) == 1 or (twins and sieve is _identical):
                same = sieve is _identical and one.owner in {"", twins[0].owner}
                found[one.item_id] = Likeness(free.pop(twins[0].item_id).item_id, same)
    return found


def _identical(one: Known, other: Known, _new: Sequence[Known], _standing: Sequence[Known]) -> bool:
    return one.key == other.key and one.spans == other.spans


def _same_month(one: Known, other: Known, _new: Sequence[Known], _standing: Sequence[Known]) -> bool:
    return one.key == other.key and one.first_month == other.first_month


def _only_one_of_its_title(one: Known, other: Known, new: Sequence[Known], standing: Sequence[Known]) -> bool:
    return one.key == other.key and all(
        sum(each.key == one.key for each in side) == 1 for side in (new, standing)
    )


def _resembling(one: Known, other: Known, _new: Sequence[Known], _standing: Sequence[Known]) -> bool:
    alike = fuzz.ratio(one.key, other.key) >= RESEMBLES
    return alike and one.first_month == other.first_month


# -- when people are told ---------------------------------------------------------------------------------


def is_workday(day: date) -> bool:
    """Whether people work that day. In a year that is not announced yet, the usual days off are taken for off."""
    if calendar.is_announced(day.year) or not calendar.is_workday(day):
        return calendar.is_workday(day)
    block = calendar.next_holiday(day)
    return not block.start <= day <= block.end


def next_workday(day: date) -> date:
    """The first working day after the day."""
    while True:
        day += timedelta(1)
        if is_workday(day):
            return day


def digest_on(month: int, day: int) -> date:
    """The day of the digest of a month: moved to the next working day."""
    on = first_of(month).replace(day=day)
    return on if is_workday(on) else next_workday(on)


def told_on(target: date, lead: int) -> date:
    """The day on which people hear of something ``lead`` days ahead. What is not urgent waits for a working day,
    but never until the last day before the target."""
    on = target - timedelta(lead)
    if lead <= 1 or is_workday(on):
        return on
    later = next_workday(on)
    return later if later < target - timedelta(1) else on


def chased_on(end: date, days: int) -> date:
    """The working day on which an item without news is asked about, ``days`` after its end."""
    on = end + timedelta(days)
    return on if is_workday(on) else next_workday(on)


def held(moment: datetime, policy: Policy) -> datetime:
    """When a push may go out: ``moment`` (on the union's clocks), or the end of the quiet hours around it."""
    return held_until(moment, policy.quiet_from, policy.quiet_until) or moment


def local_day(now: datetime) -> date:
    """The day that ``now`` is on the union's clocks."""
    return local(now).date()
