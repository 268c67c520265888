"""What an organiser types for a time or a number, as it is to be asked back or stored."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.activities.organising.texts import managing as committee
from bot.activities.organising.texts import publishing as creating
from bot.activities.rules import MOST_CAPACITY
from bot.language.dates import find, point
from bot.language.found import Found, Kind
from bot.language.numerals import value
from bot.refused import Refused
from bot.wording import end_of, local, midnight

#: Hours offered when only the day is known.
USUAL_HOURS = (time(9, 0), time(14, 30), time(16, 0))
#: When sign-up closes on a day for which nobody said it.
USUAL_DEADLINE = time(18, 0)
#: When sign-up opens on a day for which nobody said it.
USUAL_OPENING = time(9, 0)
#: So many days later it is the same weekday of the next year.
_YEAR = timedelta(weeks=52)
#: More readings than this are no help as buttons.
MOST_READINGS = 3
MOST_DAYS = 31
MOST_DIGITS = 7


@dataclass(frozen=True, slots=True)
class Span:
    """A start, and an end where one was written."""

    start: datetime
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Typed:
    """The readings of what was typed, best first. One: it is clear. Several: ask which. ``day`` (to ``last_day``):
    no clock time was written. Nothing at all: not understood."""

    spans: tuple[Span, ...] = ()
    day: date | None = None
    last_day: date | None = None


def read_span(text: str, now: datetime) -> Typed:
    """When an activity is to be, as typed: 12月5日下午3点到5点, 下周三 15:00, 12月5日."""
    found = [one for one in find(text, local(now)) if one.kind not in (Kind.SET, Kind.TIME, Kind.TIMERANGE)]
    if len(found) != 1:
        return Typed()
    readings = _unique(_span(one) for one in (found[0], *(() if found[0].certain else found[0].alternatives)))
    if readings:
        return Typed(readings[:MOST_READINGS])
    first, last = found[0].first_on, found[0].last_on
    return Typed(day=first, last_day=last) if first is not None and last is not None else Typed()


def read_point(text: str, now: datetime) -> tuple[datetime, ...]:
    """A last moment as typed, its readings best first; a day alone means its last minute. Empty: not understood."""
    found = point(text, local(now))
    if found is None:
        return ()
    moments = []
    for one in (found, *(() if found.certain else found.alternatives)):
        if isinstance(one.start, datetime):
            moments.append(one.start)
        elif isinstance(one.start, date):
            moments.append(end_of(one.start))
    return tuple(dict.fromkeys(moments))[:MOST_READINGS]


def read_deadline(text: str, start: datetime, now: datetime) -> tuple[datetime, ...]:
    """The same for a deadline, which may also be told from the activity's ``start``: 前一天下午五点, 提前两小时. Days
    before the start without a clock time end at 18:00."""
    told = creating.BEFORE_START.search(text)
    if told is None:
        return read_point(text, now)
    number, unit = value(told[1]), told[2]
    if unit not in creating.DAYS_OF_UNIT:
        return (start - timedelta(hours=number),)
    day = local(start).date() - timedelta(days=number * creating.DAYS_OF_UNIT[unit])
    hours = read_hour(text[told.end() :], day).spans
    return tuple(span.start for span in hours) or (at_hour(day, USUAL_DEADLINE),)


def read_opening(text: str, now: datetime) -> tuple[datetime, ...]:
    """When sign-up opens as typed, its readings best first; a day alone means 9:00. Empty: not understood."""
    read = read_point(text, now)
    return tuple(
        at_hour(day, USUAL_OPENING) if moment == end_of(day := local(moment).date()) else moment
        for moment in read
    )


def same_weekday_next_year(start: datetime, now: datetime) -> datetime:
    """52 weeks later at the same hour: the same weekday, and as good as the same date; of what is long ago the first such
    day that is still to come."""
    years = max((now - start) // _YEAR + 1, 1)
    return start + years * _YEAR


def at_hour(day: date, hour: time) -> datetime:
    """A clock time on a day of the union."""
    return midnight(day) + timedelta(hours=hour.hour, minutes=hour.minute)


def read_hour(text: str, day: date) -> Typed:
    """A clock time for a day that is known already: 下午3点, 15:00到17:00."""
    typed = read_span(f"{day.isoformat()} {text}", midnight(day) - timedelta(days=1))
    return typed if typed.spans else Typed()


def read_days(text: str, now: datetime) -> list[date]:
    """Several days as typed: 12月7日、12月8日, 12月7日到11日. Empty: not understood, or more than a month."""
    days: list[date] = []
    for found in find(text, local(now)):
        if found.first_on is None or found.last_on is None:
            return []
        days += [found.first_on + timedelta(days=n) for n in range((found.last_on - found.first_on).days + 1)]
    return sorted(set(days)) if len(days) <= MOST_DAYS else []


def read_hours(text: str, now: datetime) -> tuple[time, time] | None:
    """From when to when as typed: 8点到10点半, 8:00-10:30. None: not understood."""
    for found in find(text, local(now)):
        if isinstance(found.start, time) and isinstance(found.end, time) and found.start < found.end:
            return found.start, found.end
    return None


def usual_deadlines(start: datetime, now: datetime) -> tuple[datetime, ...]:
    """Deadlines to choose from: three days and one day before at 18:00, as far as they are still to come."""
    days = [local(start).date() - timedelta(days=before) for before in (3, 1)]
    return tuple(moment for day in days if (moment := at_hour(day, USUAL_DEADLINE)) > now)


def moved_deadline(deadline: datetime, old: datetime, new: datetime, now: datetime) -> datetime | None:
    """The deadline as many days before the ``new`` start as it was before the ``old`` one, at the same hour; one on the day
    of the start as many hours before it. None: that would be over already."""
    by = new - old
    if local(deadline).date() != local(old).date():
        by = local(new).date() - local(old).date()
    moved = min(deadline + by, new)
    return moved if moved > now else None


def usual_openings(until: datetime, now: datetime) -> tuple[datetime, ...]:
    """When sign-up may open, to choose from: tomorrow and next Monday at 9:00, as far as that is before ``until``."""
    today = local(now).date()
    days = (today + timedelta(days=1), today + timedelta(days=7 - today.weekday()))
    return tuple(moment for day in dict.fromkeys(days) if (moment := at_hour(day, USUAL_OPENING)) < until)


def _span(found: Found) -> Span | None:
    start, end = found.start, found.end
    if found.daypart is not None or not isinstance(start, datetime):
        return None
    return Span(start, end if isinstance(end, datetime) else None)


def _unique(spans: Iterable[Span | None]) -> tuple[Span, ...]:
    return tuple(dict.fromkeys(one for one in spans if one is not None))


def read_capacity(text: str) -> int:
    """A number of people, 0 for no limit. Raises Refused for anything else."""
    plain = text.strip().rstrip(creating.COUNTERS).strip()
    if plain in creating.WORDS_NO_LIMIT:
        return 0
    try:
        number = value(plain) if len(plain) <= MOST_DIGITS else MOST_CAPACITY + 1
    except ValueError:
        raise Refused("capacity", committee.no_number_read()) from None
    if number > MOST_CAPACITY:
        raise Refused("capacity", committee.bad_capacity())
    return number
