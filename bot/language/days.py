"""Days and periods, and the arithmetic of weeks, months and years."""

import calendar as _months
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Days:
    """A day or a period, both ends inclusive."""

    start: date
    end: date
    grain: str
    """day, days, week, month, quarter, half, year, holiday (its days off), break (前 and 后 of one), term."""
    festival: str | None = None
    """The State Council's name of the holiday when the day is a festival with days off."""
    lunar: tuple[int, int] | None = None
    """Month and day when it was written as a lunar day."""
    known: bool = True
    certain: bool = True
    others: tuple[tuple[date, date], ...] = ()
    """Other ways to read it, best first."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Against what a chain is read: today, and the day on or after which something unstated lies."""

    today: date
    anchor: date
    left: Days | None = None
    """The beginning of the range or list of which this is the next part."""


def one(day: date | None, **more: object) -> Days | None:
    return None if day is None else Days(day, day, "day", **more)  # type: ignore[arg-type]


def span(start: date, length: int, grain: str) -> Days:
    return Days(start, start + timedelta(length - 1), grain)


def whole_year(year: int) -> Days:
    return Days(date(year, 1, 1), date(year, 12, 31), "year")


def months(year: int, month: int, count: int = 1, grain: str = "month") -> Days:
    first = year * 12 + month - 1
    last = first + count - 1
    end = date(last // 12, last % 12 + 1, _months.monthrange(last // 12, last % 12 + 1)[1])
    return Days(date(first // 12, first % 12 + 1, 1), end, grain)


def step(written: str) -> int:
    """上上 → −2, 这 → 0, 下 → 1, 大后 → 3 …"""
    if written.startswith(("上", "去", "前", "大前")):
        return -written.count("上") or {"去": -1, "前": -2, "大": -3}[written[0]]
    if written.startswith("大"):
        return {"大前": -3, "大后": 3, "大上": -2, "大下": 2}[written[:2]]
    return written.count("下") or {"明": 1, "来": 1, "次": 1, "后": 2}.get(written[:1], 0)


def iso_week(day: date) -> Days:
    return span(day - timedelta(day.weekday()), 7, "week")


def weeks_of(period: Days) -> tuple[date, int]:
    """The first Monday and the number of weeks of a period: a week belongs where its Thursday lies."""
    first = period.start - timedelta(period.start.weekday())
    if first + timedelta(3) < period.start:
        first += timedelta(7)
    count = 0
    while first + timedelta(7 * count + 3) <= period.end:
        count += 1
    return first, count
