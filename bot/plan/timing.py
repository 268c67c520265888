"""The time that a committee member types for an item: 12月5日, 下周五, 3月底前, 四、五月份, 每月, 推迟一周."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Self

from bot.language import dates
from bot.plan.reading import read_text
from bot.plan.rules import Span, first_of, last_of, month_of, months_span, span_of_days
from bot.plan.rules_times import Recurring, plan_months, spans_of
from bot.plan.texts import spoken, words
from bot.wording import local, midnight

#: More readings than this are no help to choose from.
MOST_READINGS = 3


@dataclass(frozen=True, slots=True)
class Timing:
    """When something falls due; ``recurrence`` in the form of ``Recurring.to_text``."""

    spans: tuple[Span, ...]
    deadline: bool = False
    recurrence: str = ""

    def to_answer(self) -> list[Any]:
        """As plain values, for the answers of a form."""
        spans = [[span.start_on.isoformat(), span.end_on.isoformat(), span.exact] for span in self.spans]
        return [spans, self.deadline, self.recurrence]

    @classmethod
    def from_answer(cls, answer: list[Any]) -> Self:
        """The time behind ``to_answer``."""
        spans, deadline, recurrence = answer
        return cls(
            tuple(
                Span(date.fromisoformat(start), date.fromisoformat(end), bool(exact))
                for start, end, exact in spans
            ),
            bool(deadline),
            str(recurrence),
        )


def read_timings(text: str, now: datetime, year: int, near: Span | None = None) -> tuple[Timing, ...]:
    """The readings of a time as it was typed, the best first; several when it can mean several things, none when there
    is no time in it. 下周五 counts from today; a month lies in the plan's ``year`` where that is still to come, and is
    looked for from today on otherwise; 15号 lies in the month of ``near``, the time that the item has so far, and
    推迟一周 counts from there."""
    if near is not None:
        if (shift := spoken.shift_in(text)) is not None:
            moved = shifted(near, shift)
            return () if moved is None else (Timing((moved,)),)
        if (number := spoken.bare_number(text)) is not None:
            return _of_number(number, near)
    found = dates.find(text, _counted_from(text, local(now), year, near))
    days = [one for one in found if one.kind not in {dates.Kind.TIME, dates.Kind.TIMERANGE}]
    if not days or any(one.kind is dates.Kind.SET for one in days):
        return _as_in_a_plan(text, year)
    readings = [days]
    if len(days) == 1 and not days[0].certain:
        readings += [[other] for other in days[0].alternatives]
    timings = dict.fromkeys(timing for one in readings if (timing := _of_days(one)) is not None)
    if (
        near is not None
        and [timing.spans for timing in timings] == [(near,)]
        and spoken.says_next_month(text)
    ):
        # It is in the next month already: the one after that is meant.
        return tuple(Timing((later,)) for later in [shifted(near, spoken.Shift(months=1))] if later)
    return tuple(timings)[:MOST_READINGS] or _as_in_a_plan(text, year)


def _of_days(days: Sequence[dates.Found]) -> Timing | None:
    """From the first day to the last; of a deadline the last day alone."""
    first = [one.first_on for one in days if one.first_on is not None]
    ends = [end for one in days if (end := one.last_on or one.first_on) is not None]
    if not ends:
        return None
    deadline = any(one.deadline for one in days)
    start = min(first) if first and not deadline else max(ends)
    return Timing((span_of_days(start, max(ends)),), deadline)


def _as_in_a_plan(text: str, year: int) -> tuple[Timing, ...]:
    """What plans say and calendars do not: 每季度一次, 上半年."""
    for item in read_text(words.as_plan_line(year, text), year=year).items:
        if spans := spans_of(item, year, plan_months([item], year)):
            recurrence = Recurring.of(item.recurrence).to_text() if item.recurrence else ""
            return (Timing(spans, item.deadline, recurrence),)
    return ()


def _counted_from(text: str, today: datetime, year: int, near: Span | None) -> datetime:
    """From when on a time is looked for."""
    if spoken.counts_from_today(text):
        return today
    if near is not None and spoken.names_no_month(text):
        return max(today, midnight(first_of(month_of(near.start_on))))
    return max(today, midnight(date(year, 1, 1)))


def _of_number(number: int, near: Span) -> tuple[Timing, ...]:
    """A number and nothing else: that day of the month in which the item stands, or that month of its year."""
    first = first_of(month_of(near.start_on))
    found = []
    if 1 <= number <= last_of(month_of(first)).day:
        day = first.replace(day=number)
        found.append(Timing((span_of_days(day, day),)))
    if 1 <= number <= 12:
        month = first.year * 12 + number - 1
        found.append(Timing((months_span(month, month),)))
    return tuple(found)


def shifted(span: Span, by: spoken.Shift) -> Span | None:
    """The same time so many days or months later (earlier when negative); None where that cannot be said: days of what
    has only months."""
    if by.months:
        first, last = month_of(span.start_on) + by.months, month_of(span.end_on) + by.months
        if span.start_on.day == 1 and span.end_on == last_of(last - by.months):
            return months_span(first, last)
        start = first_of(first).replace(day=min(span.start_on.day, last_of(first).day))
        return Span(start, start + (span.end_on - span.start_on), span.exact)
    if not span.exact:
        return None
    days = timedelta(by.days)
    return Span(span.start_on + days, span.end_on + days, exact=True)
