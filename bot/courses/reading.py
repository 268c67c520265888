"""When a course meets, as typed: 12月5日、12日、19日 15:00-16:00, or 每周六下午3点到4点，12月5日到26日."""

from datetime import date, datetime, time, timedelta

from bot.language.dates import find
from bot.language.found import Found, Kind
from bot.wording import local, midnight

#: A lesson for which no end is said.
USUAL_LENGTH = timedelta(hours=1)
MOST_LESSONS = 40
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

Span = tuple[datetime, datetime]


def read_lessons(text: str, now: datetime) -> tuple[Span, ...]:
    """The lessons in order; empty when no day or no clock time was understood. A clock time counts for the days before
    it that have none."""
    found = find(text, local(now))
    hours = next((one for one in map(_hours, reversed(found)) if one is not None), None)
    if hours is None:
        return ()
    days: list[date] = []
    for one in found:
        days += _days(one, found)
    own = {span[0].date(): span for span in map(_span, found) if span is not None}
    spans = [own.get(day) or _on(day, hours) for day in sorted({*days, *own})]
    return tuple(spans[:MOST_LESSONS])


def _days(one: Found, found: list[Found] | tuple[Found, ...]) -> list[date]:
    """The days of one expression; a period holds the weekdays of the rule beside it."""
    if one.first_on is None or one.last_on is None:
        return []
    rule = next((other.rrule for other in found if other.kind is Kind.SET and other.rrule), None)
    days = [one.first_on + timedelta(days=number) for number in range((one.last_on - one.first_on).days + 1)]
    if rule is None:
        return days if one.kind is not Kind.DATETIMERANGE else [one.first_on]
    weekdays = rule.partition("BYDAY=")[2].partition(";")[0].split(",")
    return [day for day in days if weekdays == [""] or _WEEKDAYS[day.weekday()] in weekdays]


def _hours(one: Found) -> tuple[time, timedelta] | None:
    start, end = one.start, one.end
    if isinstance(start, datetime):
        length = end - start if isinstance(end, datetime) else USUAL_LENGTH
        return start.timetz().replace(tzinfo=None), length
    if isinstance(start, time):
        first = datetime.combine(date.min, start.replace(tzinfo=None))
        last = (
            datetime.combine(date.min, end.replace(tzinfo=None))
            if isinstance(end, time)
            else first + USUAL_LENGTH
        )
        return first.time(), last - first if last > first else USUAL_LENGTH
    return None


def _span(one: Found) -> Span | None:
    if (
        isinstance(one.start, datetime)
        and isinstance(one.end, datetime)
        and one.start.date() == one.end.date()
    ):
        return one.start, one.end
    return None


def _on(day: date, hours: tuple[time, timedelta]) -> Span:
    start = midnight(day) + timedelta(hours=hours[0].hour, minutes=hours[0].minute)
    return start, start + hours[1]
