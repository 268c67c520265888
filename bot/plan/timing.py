"""The time that a committee member types for an item: 12月5日, 下周五, 3月底前, 四、五月份, 每月."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from bot.language import dates
from bot.plan.reading import read_text
from bot.plan.rules import Span, span_of_days
from bot.plan.rules_times import Recurring, plan_months, spans_of
from bot.plan.texts import words
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


def read_timings(text: str, now: datetime, year: int) -> tuple[Timing, ...]:
    """The readings of a time as it was typed, the best first; several when it can mean several things, none when there
    is no time in it. Days without a year lie in the plan's ``year`` where that is still to come, and are looked for
    from today on otherwise."""
    today = local(now)
    found = dates.find(text, max(today, midnight(date(year, 1, 1))))
    days = [one for one in found if one.kind not in {dates.Kind.TIME, dates.Kind.TIMERANGE}]
    if not days or any(one.kind is dates.Kind.SET for one in days):
        return _as_in_a_plan(text, year)
    readings = [days]
    if len(days) == 1 and not days[0].certain:
        readings += [[other] for other in days[0].alternatives]
    timings = dict.fromkeys(timing for one in readings if (timing := _of_days(one)) is not None)
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
