"""A time as plans give it, firm or soft, and where its words stand."""

from dataclasses import dataclass, replace
from enum import IntEnum

from .shapes import Doubt, MonthDay, Recurrence

LAST_DAY = {1: 31, 2: 29, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}


class Grain(IntEnum):
    """How much a mention says about when; the lower the firmer."""

    DAY = 1
    MONTH = 2
    QUARTER = 3
    HALF = 4
    RECURRING = 5
    PARTIAL = 6  # 中旬, 15日: needs the month of the heading above
    FESTIVAL = 7
    WEEK = 8
    SEASON = 9
    YEAR = 10  # 年内, 全年


@dataclass(frozen=True, slots=True)
class When:
    """A time as a plan gives it. `days` are the first and last day of a PARTIAL, `week` the numbers of a WEEK."""

    grain: Grain
    months: tuple[int, ...] = ()
    start: MonthDay | None = None
    end: MonthDay | None = None
    year: int | None = None
    year_offset: int = 0
    recurrence: Recurrence | None = None
    deadline: bool = False
    sign_up_by: MonthDay | None = None
    days: tuple[int, int] | None = None
    week: tuple[int, int] | None = None
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A `When` and the place of its words in the text."""

    begin: int
    end: int
    when: When


def span(first: When, last: When) -> When:
    """From the one to the other, both firm: 6月下旬—7月1日."""
    months = span_of_months(first.months[0], last.months[-1])
    exact = first.start is not None and last.end is not None  # days only where both are told
    return replace(
        first,
        months=months,
        start=first.start if exact else None,
        end=last.end if exact or last.deadline else None,
        deadline=last.deadline,
    )


def one_day(when: When) -> bool:
    """A single day, as a sentence names it; a span of days is how schedules are written."""
    return when.grain is Grain.DAY and when.start in (None, when.end)


def span_of_months(first: int, last: int) -> tuple[int, ...]:
    """The months from one to another, over the year's end if need be."""
    return tuple((first - 1 + step) % 12 + 1 for step in range((last - first) % 12 + 1))


def resolve(part: When, scope: When | None) -> When | None:
    """A PARTIAL (中旬, 15日) in the month of its heading; None when the heading names no single month."""
    if part.days is None or scope is None or len(scope.months) != 1:
        return None
    month = scope.months[0]
    last = MonthDay(month, min(part.days[1], LAST_DAY[month]))
    first = MonthDay(month, min(part.days[0], LAST_DAY[month]))
    start = None if part.deadline else first
    impossible = part.days[0] > LAST_DAY[month]  # 4月31日
    return replace(
        part,
        doubts=(*part.doubts, Doubt.NO_SUCH_DAY) if impossible else part.doubts,
        grain=Grain.DAY,
        months=(month,),
        start=start,
        end=last,
        year=scope.year,
        year_offset=scope.year_offset,
        days=None,
    )
