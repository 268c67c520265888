"""When the items of a plan fall due: months, days, and what recurs, as days of a calendar."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from bot.language.calendar import nth_weekday
from bot.plan.reading import DraftItem, Freq, Recurrence
from bot.plan.rules import Span, first_of, last_of, month_of, months_span, span_of_days

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


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
    times = Recurring.of(how).times
    named = _month_numbers(item, year)
    if how.freq is Freq.YEARLY:
        periods = tuple(_runs(named)) if named else (months_span(months[0], months[-1]),)
        # Held against due needs times to hold it. A month that is too short for them is a heading, not the time.
        enough = not named or times <= len(named)
        whole = periods[0] if enough else months_span(months[0], months[-1])
        yield from periods if len(periods) > 1 and enough else _parts(whole, times)
        return
    if how.freq is Freq.SEMESTER:
        for span in _semesters(how.at, named or months):
            yield from _parts(span, times)
        return
    # What happens daily or weekly stands in every month; it is not counted day by day.
    length = _LENGTH.get(how.freq, 1) * (how.interval if how.freq in _LENGTH else 1)
    covered = named or list(months)
    if length == 1:
        for number in covered:
            if how.freq is Freq.MONTHLY:
                yield from _parts(_in_month(number, how.at), times)
            else:
                yield months_span(number, number)
        return
    # Quarters and half-years are the calendar's.
    first = covered[0] - covered[0] % length if 12 % length == 0 else covered[0]
    for begin in range(first, covered[-1] + 1, length):
        within = [number for number in covered if begin <= number < begin + length]
        if within:
            yield from _parts(_edge(within[0], within[-1], how.at), times)


def _parts(period: Span, times: int) -> Iterator[Span]:
    """A period in which something takes place so many times, divided evenly: into months while there are enough of
    them, then into days, at most four parts to a month."""
    first, last = month_of(period.start_on), month_of(period.end_on)
    months = last - first + 1
    if times == 1 or period.exact:
        yield period
    elif times <= months and period == months_span(first, last):
        for part in range(times):
            yield months_span(first + part * months // times, first + (part + 1) * months // times - 1)
    else:
        parts = min(times, 4 * months)
        days = (period.end_on - period.start_on).days + 1
        for part in range(parts):
            start, end = part * days // parts, (part + 1) * days // parts - 1
            yield Span(period.start_on + timedelta(start), period.start_on + timedelta(end), exact=False)


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
    """What is kept of a recurrence: how often, and how many times in each period, ``at_least`` or just so."""

    freq: Freq
    times: int = 1
    at_least: bool = False

    def to_text(self) -> str:
        """``monthly``, ``yearly*2`` or, for at least four times, ``yearly*4+``."""
        if self.times == 1:
            return self.freq.value
        return f"{self.freq.value}*{self.times}{'+' if self.at_least else ''}"

    @classmethod
    def from_text(cls, text: str) -> Self:
        """The recurrence behind ``to_text``. Raises ValueError."""
        freq, _, times = text.partition("*")
        return cls(Freq(freq), int(times.removesuffix("+") or 1), times.endswith("+"))

    @classmethod
    def of(cls, how: Recurrence) -> Self:
        """Of ``1-2`` and ``>=4`` times the smallest number counts."""
        digits = "".join(sign for sign in how.times.lstrip(">=").partition("-")[0] if sign.isdigit())
        return cls(how.freq, max(1, int(digits or 1)), how.times.startswith(">"))
