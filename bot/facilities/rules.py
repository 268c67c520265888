"""When a facility is open: the most particular rule for a day decides. Days are of China's calendar."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Self

DAY_MINUTES = 24 * 60
#: How far ahead the next opening is looked for.
LOOK_AHEAD = 60


class DayKind(StrEnum):
    """Which days a rule is for, from the most general to the most particular."""

    EVERY = "every"
    WEEKDAYS = "weekdays"
    WORKDAYS = "workdays"
    RESTDAYS = "restdays"
    HOLIDAYS = "holidays"
    HOLIDAY = "holiday"
    DATES = "dates"


#: Working days and rest days never meet, so they stand on one step.
_STEP = {
    DayKind.EVERY: 0,
    DayKind.WEEKDAYS: 1,
    DayKind.WORKDAYS: 2,
    DayKind.RESTDAYS: 2,
    DayKind.HOLIDAYS: 3,
    DayKind.HOLIDAY: 4,
    DayKind.DATES: 5,
}


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar: make-up days are worked; ``holiday`` is the festival for which it is off."""

    on: date
    workday: bool
    holiday: str | None = None


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a rule: weekdays count 1 (Monday) … 7; both dates belong to it."""

    kind: DayKind
    weekdays: frozenset[int] = frozenset()
    holiday: str = ""
    first_on: date | None = None
    last_on: date | None = None

    def to_text(self) -> str:
        """``every``, ``weekdays=1,2``, ``holiday=春节``, ``dates=2026-12-25,2026-12-28`` …"""
        values = {
            DayKind.WEEKDAYS: ",".join(map(str, sorted(self.weekdays))),
            DayKind.HOLIDAY: self.holiday,
            DayKind.DATES: f"{self.first_on},{self.last_on}",
        }.get(self.kind)
        return self.kind.value if values is None else f"{self.kind.value}={values}"

    @classmethod
    def from_text(cls, text: str) -> Self:
        """The days behind ``to_text``. Raises ValueError."""
        name, _, values = text.partition("=")
        kind = DayKind(name)
        if kind is DayKind.WEEKDAYS:
            return cls(kind, weekdays=frozenset(map(int, values.split(","))))
        if kind is DayKind.HOLIDAY:
            return cls(kind, holiday=values)
        if kind is DayKind.DATES:
            first, last = map(date.fromisoformat, values.split(","))
            return cls(kind, first_on=first, last_on=last)
        return cls(kind)

    def hold(self, day: Day) -> bool:
        """Whether the day is one of these."""
        match self.kind:
            case DayKind.EVERY:
                return True
            case DayKind.WEEKDAYS:
                return day.on.isoweekday() in self.weekdays
            case DayKind.WORKDAYS:
                return day.workday
            case DayKind.RESTDAYS:
                return not day.workday
            case DayKind.HOLIDAYS:
                return day.holiday is not None
            case DayKind.HOLIDAY:
                return day.holiday == self.holiday
            case DayKind.DATES:
                return (
                    self.first_on is not None
                    and self.last_on is not None
                    and self.first_on <= day.on <= self.last_on
                )

    @property
    def particular(self) -> tuple[int, int]:
        """The greater, the more particular: a named day before a holiday before a weekday; fewer days before more."""
        size = len(self.weekdays)
        if self.first_on is not None and self.last_on is not None:
            size = (self.last_on - self.first_on).days
        return (_STEP[self.kind], -size)


@dataclass(frozen=True, slots=True)
class Window:
    """Open from ``opens`` until before ``closes``, in minutes after midnight."""

    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class Hours:
    """A rule: open in these windows on these days; no window: closed."""

    days: Days
    windows: tuple[Window, ...]


@dataclass(frozen=True, slots=True)
class Opening:
    """A day with the window that comes next on it."""

    on: date
    window: Window


def windows_on(hours: Iterable[Hours], day: Day) -> tuple[Window, ...]:
    """When it is open on that day: by the most particular rule that holds for it, windows that meet joined."""
    fitting = [rule for rule in hours if rule.days.hold(day)]
    if not fitting:
        return ()
    most = max(rule.days.particular for rule in fitting)
    return joined(window for rule in fitting if rule.days.particular == most for window in rule.windows)


def joined(windows: Iterable[Window]) -> tuple[Window, ...]:
    """The same hours, in order, none overlapping another."""
    found: list[Window] = []
    for window in sorted(windows, key=lambda one: (one.opens, one.closes)):
        if found and window.opens <= found[-1].closes:
            found[-1] = Window(found[-1].opens, max(found[-1].closes, window.closes))
        else:
            found.append(window)
    return tuple(found)


def open_now(windows: Iterable[Window], minute: int) -> Window | None:
    """The window in which this minute of the day lies."""
    return next((window for window in windows if window.opens <= minute < window.closes), None)


def next_opening(
    hours: tuple[Hours, ...], day_of: Callable[[date], Day], on: date, minute: int
) -> Opening | None:
    """The next window that begins after this minute, within two months."""
    for later in range(LOOK_AHEAD + 1):
        day = on + timedelta(days=later)
        for window in windows_on(hours, day_of(day)):
            if later or window.opens > minute:
                return Opening(day, window)
    return None


def slots_in(windows: Iterable[Window], minutes: int) -> tuple[Window, ...]:
    """The times of this length that can be booked; what is left at the end of a window is not offered."""
    return tuple(
        Window(start, start + minutes)
        for window in windows
        for start in range(window.opens, window.closes - minutes + 1, minutes)
    )


def with_rules(old: Iterable[Hours], new: Iterable[Hours]) -> tuple[Hours, ...]:
    """The new rules beside the old ones; a rule for the very same days takes the place of the old one."""
    fresh = {rule.days: rule for rule in new}
    return (*(rule for rule in old if rule.days not in fresh), *fresh.values())
