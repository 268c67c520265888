"""A date expression in normalised text, and the moments in it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.language.clocks import Clock
from bot.language.days import Days
from bot.language.found import Kind, Mod, Value


@dataclass(frozen=True, slots=True)
class Expression:
    """A date expression in normalised text."""

    kind: Kind
    start: Value
    end: Value
    at: int
    to: int
    rrule: str | None = None
    mod: Mod | None = None
    deadline: bool = False
    daypart: str | None = None
    certain: bool = True
    others: tuple[tuple[Value, Value], ...] = ()
    known: bool = True
    note: str = ""


def at_minutes(on: date, minutes: int, second: int = 0) -> datetime:
    clock = Clock(minutes % 1440, second).at
    return datetime.combine(on + timedelta(minutes // 1440), clock)


def moment(days: Days, clock: Clock | None, end: bool) -> datetime:
    if clock is None:
        on = days.end + timedelta(1) if end else days.start
        return datetime.combine(on, time())
    minutes = clock.until if end and clock.until is not None else clock.minutes
    return at_minutes(days.end if end else days.start, minutes, clock.second)


def other_moments(days: Days, minutes: int, finish: int | None) -> tuple[tuple[Value, Value], ...]:
    return tuple(
        (at_minutes(a, minutes), None if finish is None else at_minutes(a, finish))
        for a, b in days.others
        if a == b
    )


def time_at(minutes: int) -> time:
    return Clock(minutes % 1440).at if minutes != 1440 else time(23, 59)


def time_with_second(minutes: int, second: int) -> time:
    return Clock(minutes % 1440, second).at
