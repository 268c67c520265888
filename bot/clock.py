"""The only place that reads the time. Everybody else is given ``now``."""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

#: A clock that shows suddenly so much more than has passed is not believed.
MOST_JUMP = timedelta(days=1)
_log = logging.getLogger(__name__)


class Clock(Protocol):
    """Tells the present instant."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def _wall() -> datetime:
    return datetime.now(UTC)


def _seconds_passed() -> float:
    """Seconds of a clock that nobody sets; where the system has it, one that counts while the machine sleeps."""
    boot_time = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot_time is None else time.clock_gettime(boot_time)


class SteadyClock:
    """The clock of the machine, unless it leaps ahead by more than a day: a wrong year must not make everything due.

    Then time goes on from where it was, until the clock is right again or the program is started anew. A leap from a
    time before this program was written is a clock being put right.
    """

    def __init__(
        self, wall: Callable[[], datetime] = _wall, passed: Callable[[], float] = _seconds_passed
    ) -> None:
        """``wall`` may be set by anybody; ``passed`` gives seconds and only grows."""
        self._wall, self._passed = wall, passed
        self._latest, self._latest_at = wall(), passed()
        self._written = datetime.fromtimestamp(Path(__file__).stat().st_mtime, UTC)
        self._told = False

    def now(self) -> datetime:
        wall, passed = self._wall(), self._passed()
        expected = self._latest + timedelta(seconds=passed - self._latest_at)
        if wall - expected > MOST_JUMP and expected >= self._written:
            if not self._told:
                self._told = True
                _log.critical(
                    "the clock leapt ahead by %d days; if that is right, restart", (wall - expected).days
                )
            return expected
        self._told = False
        if wall > expected:
            self._latest, self._latest_at = wall, passed
        return wall


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
