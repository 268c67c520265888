"""China's calendar: State Council holidays and make-up workdays, lunar days, solar terms, festivals, school terms.

Holidays come from chinesecalendar, which raises for years the State Council has not announced. An operator may put
`holidays-2028.toml` into a directory of their own and name it to `use`; such a file wins over the library.
"""

import calendar as _months
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path

import chinese_calendar
from lunar_python import Lunar, LunarYear, Solar

from bot.language.normal import DATA

_ENGLISH = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
}
# Length in days when the year is not announced: the days off the regulation on public holidays gives since 2025,
# joined to the nearest weekend. A guess, and marked as one.
_USUAL = {"元旦": 1, "春节": 8, "清明节": 3, "劳动节": 5, "端午节": 3, "国庆节": 7, "中秋节": 3}
_EVE_FIRST = {"春节"}


@dataclass(frozen=True, slots=True)
class Holiday:
    """Days off around one festival, both ends inclusive."""

    name: str
    start: date
    end: date
    known: bool = True
    """False: the State Council has not announced that year; the days are the usual ones."""


@dataclass(frozen=True, slots=True)
class Festival:
    """One row of data/festivals.toml."""

    name: str
    names: tuple[str, ...]
    rule: tuple[str, str]
    holiday: str | None
    guard: str
    only: str


@dataclass(frozen=True, slots=True)
class Table:
    """The holidays of one year as announced: day off → festival, and the weekend days worked instead."""

    off: Mapping[date, str]
    worked: frozenset[date]


_directories: list[Path] = [DATA]


def use(directory: Path) -> None:
    """Reads `holidays-YYYY.toml` and `terms.toml` from this directory before the ones that come with the bot."""
    if directory not in _directories:
        _directories.insert(0, directory)
    _read_anew()


def forget(directory: Path) -> None:
    """Reads no longer from a directory given to `use`."""
    if directory in _directories and directory != DATA:
        _directories.remove(directory)
    _read_anew()


def _read_anew() -> None:
    for cached in (table, _terms, holiday, _usually_off):
        cached.cache_clear()


@cache
def table(year: int) -> Table | None:
    """The announced holidays of a year, or None when it is not announced.

    Raises ValueError when an operator's file cannot be read as a table of holidays.
    """
    for directory in _directories:
        file = directory / f"holidays-{year}.toml"
        if file.is_file():
            return _from_file(file)
    days = {d: name for d, name in chinese_calendar.holidays.items() if d.year == year}
    if not days:
        return None
    worked = frozenset(d for d in chinese_calendar.workdays if d.year == year)
    return Table({d: _ENGLISH.get(name, name) for d, name in days.items()}, worked)


def _from_file(file: Path) -> Table:
    try:
        rows = tomllib.loads(file.read_text(encoding="utf-8"))
        off = {
            day: row["name"] for row in rows["holiday"] for day in days(_day(row["start"]), _day(row["end"]))
        }
        worked = frozenset(_day(d) for d in rows.get("workdays", ()))
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{file}: not a table of holidays: {error}") from error
    return Table(off, worked)


def _day(written: object) -> date:
    return written if isinstance(written, date) else date.fromisoformat(str(written))


def days(start: date, end: date) -> Iterator[date]:
    """Every day from start to end, both included."""
    for n in range((end - start).days + 1):
        yield start + timedelta(n)


def is_announced(year: int) -> bool:
    """Whether the holidays of that year are known."""
    return table(year) is not None


def is_workday(day: date) -> bool:
    """Whether people work that day: make-up days counted in, holidays out.

    In a year that is not announced: Monday to Friday but for the usual days off.
    """
    announced = table(day.year)
    if announced is not None:
        if day in announced.worked:
            return True
        if day in announced.off:
            return False
    return day.weekday() < 5 and (announced is not None or day not in _usually_off(day.year))


@cache
def _usually_off(year: int) -> frozenset[date]:
    """The days off of an unannounced year, as far as they can be known."""
    blocks = [
        holiday(row.holiday, on) for row in festivals() if row.holiday for on in festival_days(row, year)
    ]
    return frozenset(day for block in blocks for day in days(block.start, block.end))


def next_workday(day: date, count: int = 1) -> date:
    """The count-th workday after (count > 0) or before (count < 0) that day."""
    step = timedelta(1 if count > 0 else -1)
    left = abs(count)
    while left:
        day += step
        left -= is_workday(day)
    return day


def holiday_name(day: date) -> str | None:
    """The festival for which that day is off, as the State Council names it; None on any other day."""
    announced = table(day.year)
    return announced.off.get(day) if announced else None


@lru_cache(maxsize=256)
def holiday(name: str, around: date) -> Holiday:
    """The days off for a festival that falls on the day `around`."""
    announced = table(around.year)
    if announced is None:
        start = around - timedelta(1) if name in _EVE_FIRST else around
        length = _USUAL.get(name, 1)
        if length == 3:  # one day off joined to a weekend, where that can be done without a make-up day
            start = around - timedelta({0: 2, 6: 1}.get(around.weekday(), 0))
            length = {0: 3, 4: 3, 5: 3, 6: 3}.get(around.weekday(), 1)
        return Holiday(name, start, start + timedelta(length - 1), known=False)
    start = end = around
    # 中秋 inside 国庆: the days off are one block whatever each single day is called.
    while _is_off(start - timedelta(1), announced):
        start -= timedelta(1)
    while _is_off(end + timedelta(1), announced):
        end += timedelta(1)
    return Holiday(name, start, end)


def _is_off(day: date, announced: Table) -> bool:
    if day in announced.off:
        return True
    other = table(day.year)
    return other is not None and day in other.off


def next_holiday(day: date) -> Holiday:
    """The first block of days off that has not ended on that day (it may contain the day)."""
    found = []
    for row in festivals():
        if row.holiday:
            for year in (day.year, day.year + 1):
                for on in festival_days(row, year):
                    block = holiday(row.holiday, on)
                    if block.end >= day:
                        found.append(block)
    return min(found, key=lambda block: (block.start, -block.end.toordinal()))


def lunar(year: int, month: int, day: int) -> date:
    """The Gregorian day of a day of the lunar year that begins in the Gregorian `year`; a day of -1 is the last.

    Raises ValueError when that month has no such day.
    """
    try:
        if day == -1:
            day = int(LunarYear.fromYear(year).getMonth(month).getDayCount())
        solar: Solar = Lunar.fromYmd(year, month, day).getSolar()
    except Exception as error:  # the library raises bare Exception
        raise ValueError(f"no lunar day {year}-{month}-{day}") from error
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


@lru_cache(maxsize=512)
def lunar_days(year: int, month: int, day: int) -> tuple[date, ...]:
    """The days of the Gregorian year on which that lunar month and day fall: none, one or two."""
    found = []
    for lunar_year in (year - 1, year):
        try:
            on = lunar(lunar_year, month, day)
        except ValueError:
            continue
        if on.year == year:
            found.append(on)
    return tuple(found)


@lru_cache(maxsize=64)
def solar_terms(year: int) -> Mapping[str, date]:
    """The twenty-four solar terms of a Gregorian year."""
    found = {}
    for lunar_year in (year, year + 1):
        for name, solar in Lunar.fromYmd(lunar_year, 6, 1).getJieQiTable().items():
            on = date(solar.getYear(), solar.getMonth(), solar.getDay())
            if on.year == year and not name.isascii():
                found[str(name)] = on
    return found


@cache
def festivals() -> tuple[Festival, ...]:
    """The table of festivals."""
    rows = tomllib.loads((DATA / "festivals.toml").read_text(encoding="utf-8"))["festival"]
    return tuple(
        Festival(
            name=row["names"][0],
            names=tuple(row["names"]),
            rule=next((kind, row[kind]) for kind in ("solar", "lunar", "weekday", "term") if kind in row),
            holiday=row.get("holiday"),
            guard=row.get("guard", ""),
            only=row.get("only", ""),
        )
        for row in rows
    )


def festival_days(festival: Festival, year: int) -> tuple[date, ...]:
    """The days of that Gregorian year on which the festival falls: one; for a few lunar ones none or two."""
    kind, rule = festival.rule
    if kind == "term":
        return (solar_terms(year)[rule],)
    first, _, rest = rule.partition("-")
    if kind == "lunar":
        return lunar_days(year, int(first), int(rest))
    if kind == "solar":
        return (date(year, int(first), int(rest)),)
    nth, _, weekday = rest.partition("-")
    return (nth_weekday(year, int(first), int(nth), int(weekday) - 1),)


def nth_weekday(year: int, month: int, nth: int, weekday: int) -> date:
    """The nth (from 1; -1 is the last) Monday (0) … Sunday (6) of a month. Raises ValueError when there is none."""
    length = _months.monthrange(year, month)[1]
    fitting = [day for day in range(1, length + 1) if date(year, month, day).weekday() == weekday]
    try:
        return date(year, month, fitting[nth - 1 if nth > 0 else nth])
    except IndexError:
        raise ValueError(f"no weekday number {nth} in {year}-{month}") from None


@cache
def _terms() -> tuple[tuple[str, date, date], ...]:
    for directory in _directories:
        file = directory / "terms.toml"
        if file.is_file():
            rows = tomllib.loads(file.read_text(encoding="utf-8")).get("term", ())
            return tuple((str(row["name"]), _day(row["start"]), _day(row["end"])) for row in rows)
    return ()


def school_term(on: date) -> tuple[date, date] | None:
    """The term (not a vacation) of terms.toml that contains the day, or the next to begin; None without any."""
    coming = [(start, end) for known, start, end in _terms() if known.endswith("学期") and end >= on]
    return min(coming, default=None)


def term(name: str, on: date) -> tuple[date, date] | None:
    """The first school term or vacation of that name (寒假, 暑假, 春季学期 …) that has not ended on the day, from
    terms.toml; None when the union has not written it there.
    """
    coming = [(start, end) for known, start, end in _terms() if known == name and end >= on]
    return min(coming, default=None)
