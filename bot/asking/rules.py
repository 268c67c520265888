"""From what was understood to what is looked up."""

from datetime import date, datetime, time, timedelta

from bot.language import PartOfDay, When
from bot.wording import midnight

#: The hours of a part of the day, begin and end; the end of the evening is the end of the day.
HOURS = {
    PartOfDay.MORNING: (time(0), time(12)),
    PartOfDay.NOON: (time(11), time(14)),
    PartOfDay.AFTERNOON: (time(12), time(18)),
    PartOfDay.EVENING: (time(17), time(0)),
}


def window(when: When | None, today: date) -> tuple[datetime | None, datetime | None]:
    """The instants asked about: from the first, until before the second; None is open. A past begin counts as now."""
    if when is None or (when.from_on is None and when.until_on is None):
        return None, None
    first, last = when.from_on, when.until_on
    start = midnight(first) if first is not None and first >= today else None
    end = midnight(last + timedelta(days=1)) if last is not None else None
    if when.part is not None and first is not None and first == last:
        begin, until = HOURS[when.part]
        start = midnight(first) + timedelta(hours=begin.hour)
        end = midnight(first) + timedelta(hours=until.hour or 24)
    return start, end
