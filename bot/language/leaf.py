"""Points in time, read by dateparser. Everything composed around them is in `narrowing`, `clocks` and `dates`.

dateparser reads Chinese well when it is written canonically (2026年12月5日 15:00, 3个月后) and guesses wildly when it
is not, so only canonical text is given to it and what comes back is checked against the parts that were asked for.
"""

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

# Loaded with its languages at the first use, which `dates.warm_up` makes beside the start of the bot.
if TYPE_CHECKING:
    from dateparser.date import DateDataParser

_FOREIGN = re.compile(
    r"\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\b|\d{4}-\d\d-\d\dt\d\d:\d\d",
    re.IGNORECASE,
)
_LONGEST_FOREIGN = 60


@lru_cache(maxsize=1)
def _absolute() -> "DateDataParser":
    from dateparser.date import DateDataParser

    return DateDataParser(
        languages=["zh"],
        settings={"RELATIVE_BASE": datetime(2000, 1, 1), "REQUIRE_PARTS": ["year", "month", "day"]},  # noqa: DTZ001
    )


@lru_cache(maxsize=16)
def _relative(base: datetime) -> "DateDataParser":
    from dateparser.date import DateDataParser

    # No PREFER_DAY_OF_MONTH here: with "first", N个月后 falls on the first of the month.
    return DateDataParser(languages=["zh"], settings={"RELATIVE_BASE": base, "PREFER_DATES_FROM": "future"})


@lru_cache(maxsize=16)
def _foreign(base: datetime) -> "DateDataParser":
    from dateparser.date import DateDataParser

    return DateDataParser(
        languages=["zh", "en"],
        settings={"RELATIVE_BASE": base, "PREFER_DATES_FROM": "future", "REQUIRE_PARTS": ["month", "day"]},
    )


@lru_cache(maxsize=8192)
def day(year: int, month: int, day_of_month: int) -> date | None:
    """The day, or None when the calendar has no such day."""
    if year < 1000:  # dateparser knows no years before
        try:
            return date(year, month, day_of_month)
        except ValueError:
            return None
    read = _absolute().get_date_data(f"{year:04}年{month}月{day_of_month}日").date_obj
    if read is None or (read.year, read.month, read.day) != (year, month, day_of_month):
        return None
    return read.date()


@lru_cache(maxsize=2048)
def clock(hour: int, minute: int, second: int = 0) -> time | None:
    """The time of day, or None when a day has no such time. 24:00 is the business of the caller."""
    read = _absolute().get_date_data(f"2000年1月1日 {hour:02}:{minute:02}:{second:02}").date_obj
    if read is None or (read.hour, read.minute, read.second) != (hour, minute, second):
        return None
    return read.time()


@lru_cache(maxsize=4096)
def shifted(base: date, count: int, unit: str) -> date | None:
    """The day `count` 天, 周, 个月 or 年 after (or, below zero, before) the base; None outside the calendar."""
    direction = "后" if count >= 0 else "前"
    midnight = datetime.combine(base, time())
    read = _relative(midnight).get_date_data(f"{abs(count)}{unit}{direction}").date_obj
    if read is None:
        return None
    if unit in "天周" and read.date() - base != timedelta(count * (7 if unit == "周" else 1)):
        return None
    return read.date()


@lru_cache(maxsize=1024)
def later(count: int, unit: str) -> timedelta | None:
    """How long `count` 小时 or 分钟 are; below zero into the past."""
    base = datetime(2000, 1, 15)  # noqa: DTZ001  # any base: hours and minutes do not depend on it
    read = _relative(base).get_date_data(f"{abs(count)}{unit}{'后' if count >= 0 else '前'}").date_obj
    return None if read is None else read - base


def foreign(text: str, now: datetime) -> datetime | None:
    """A date in Latin script (Dec 5 2026, 5 December 15:00, 2026-12-05T15:00) that is the whole text."""
    if len(text) > _LONGEST_FOREIGN or not _FOREIGN.search(text):
        return None
    return _foreign(datetime.combine(now.date(), time())).get_date_data(text.strip()).date_obj
