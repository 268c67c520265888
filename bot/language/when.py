"""The dates of a message as the days it asks about. The one place that meets `bot.language.dates`."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from bot.language import slots
from bot.language.reading import When

if TYPE_CHECKING:
    from bot.language.dates import Found

Finder = Callable[[str, datetime], "list[Found]"]


def finder() -> Finder:
    """The project's reader of dates, loaded when the first message comes: it is the slowest import here."""
    from bot.language.dates import find

    return find


def asked_for(dates: "Sequence[Found]", text: str) -> When | None:
    """The days, part of day and clock time that a wish names; None when it names none."""
    part = slots.part_of_day(text)
    from_on = until_on = None
    at: time | None = None
    for found in dates:
        start, end = found.start, found.end
        if at is None and isinstance(start, datetime | time) and not isinstance(end, datetime | time):
            at = start.time() if isinstance(start, datetime) else start
        if (from_on or until_on) is None:
            from_on, until_on = _day(start), _day(end)
            if until_on is None and from_on is not None and getattr(found, "mod", None) is None:
                until_on = from_on
    if from_on is None and until_on is None and part is None and at is None:
        return None
    return When(from_on, until_on, part, at)


def _day(moment: date | datetime | time | None) -> date | None:
    if isinstance(moment, datetime):
        return moment.date()
    return moment if isinstance(moment, date) else None
