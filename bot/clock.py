"""The only place that reads the time. Everybody else is given ``now``."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the present instant."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class MovableClock:
    """A clock that can be moved: stands still at ``start``, or runs with the machine when no start is given."""

    def __init__(self, start: datetime | None = None) -> None:
        if start is not None and start.tzinfo is None:
            raise ValueError("the start needs a time zone")
        self._fixed = start.astimezone(UTC) if start else None
        self._offset = timedelta()

    def now(self) -> datetime:
        return (self._fixed or datetime.now(UTC)) + self._offset

    def advance(self, by: timedelta) -> None:
        """Move the clock by ``by`` (may be negative)."""
        self._offset += by

    def move_to(self, at: datetime) -> None:
        """Move the clock to the aware instant ``at``."""
        self.advance(at - self.now())


def in_seconds(wait: float) -> datetime:
    """The machine's own instant ``wait`` seconds from now, for timers that know no other clock."""
    return datetime.now(UTC) + timedelta(seconds=wait)
