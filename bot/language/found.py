"""What was read: the value every part of the bot gets from a written date."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum


class Kind(StrEnum):
    """The shape of a date expression."""

    DATE = "date"
    DATETIME = "datetime"
    TIME = "time"
    TIMERANGE = "timerange"
    DATERANGE = "daterange"
    DATETIMERANGE = "datetimerange"
    SET = "set"


class Mod(StrEnum):
    """The open side of a range: before and until leave the start open, after and since the end."""

    BEFORE = "before"
    AFTER = "after"
    SINCE = "since"


Value = date | datetime | time | None


@dataclass(frozen=True, slots=True)
class Found:
    """A date expression in a text, and how it was read. Local wall time throughout.

    date, datetime and time have a start and no end. Date ranges include both ends; of an open range one side is
    None. A set carries an RFC 5545 rule and, if stated, its clock times as start and end. datetimes have the tzinfo
    of the `now` they were read against.
    """

    kind: Kind
    start: Value
    end: Value
    text: str
    """The words as the person wrote them."""
    span: tuple[int, int]
    """Where they stand in the original text, half-open."""
    reading: str
    """The reading in Chinese with weekdays, to be echoed before anything is stored."""
    rrule: str | None = None
    mod: Mod | None = None
    deadline: bool = False
    """The words name a last moment: 前, 截止, 截至."""
    daypart: str | None = None
    """early, morning, forenoon, noon, afternoon or evening when no clock time was written."""
    certain: bool = True
    alternatives: tuple["Found", ...] = ()
    """Other readings, best first; ask with buttons when `certain` is False."""
    known: bool = True
    """False when it rests on holidays the State Council has not announced."""
    note: str = ""
    """For people: why it is uncertain or not yet known."""

    @property
    def first_on(self) -> date | None:
        """The first day, if the expression has a day and is not open there."""
        return _day(self.start)

    @property
    def last_on(self) -> date | None:
        """The last day, if the expression has a day and is not open there."""
        if self.kind in (Kind.DATE, Kind.DATETIME):
            return _day(self.start)
        return _day(self.end)


def _day(value: Value) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None
