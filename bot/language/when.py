"""The dates of a message as the days it asks about. The one place that meets `bot.language.dates`."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta

from bot.language import slots
from bot.language.found import Found, Kind
from bot.language.reading import When

Finder = Callable[[str, datetime], list[Found]]


def finder() -> Finder:
    """The project's reader of dates, loaded when the first message comes: it is the slowest import here."""
    from bot.language.dates import find

    return find


def asked_for(dates: Sequence[Found], text: str) -> When | None:
    """The days, part of day and clock time that a wish names; None when it names none."""
    part = slots.part_of_day(text)
    from_on = until_on = None
    at: time | None = None
    for found in dates:
        if at is None and found.kind in (Kind.DATETIME, Kind.TIME):
            at = found.start.time() if isinstance(found.start, datetime) else _clock(found.start)
        if from_on is None and until_on is None:
            from_on, until_on = found.first_on, _last_on(found)
    if from_on is None and until_on is None and part is None and at is None:
        return None
    return When(from_on, until_on, part, at)


def _last_on(found: Found) -> date | None:
    """A period that ends at midnight ends on the day before."""
    last, end = found.last_on, found.end
    if last and isinstance(end, datetime) and end.time() == time.min and last != found.first_on:
        return last - timedelta(days=1)
    return last


def _clock(value: object) -> time | None:
    return value if isinstance(value, time) else None
