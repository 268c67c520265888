"""The clock: what anybody may set is believed within reason."""

import logging
from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import SteadyClock

#: After the program was written.
START = datetime(2050, 12, 5, 7, 0, tzinfo=UTC)
YEARS = timedelta(days=3653)


class Machine:
    """A machine whose clock can be set."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.seconds = 1_000.0

    def sleep(self, hours: float) -> None:
        self.at += timedelta(hours=hours)
        self.seconds += hours * 3600

    def clock(self) -> SteadyClock:
        return SteadyClock(lambda: self.at, lambda: self.seconds)


@pytest.mark.parametrize(
    "by", [timedelta(hours=1), timedelta(hours=24), -timedelta(hours=1), -timedelta(hours=24), -YEARS]
)
def test_the_clock_may_be_set_by_a_day_or_back(by: timedelta) -> None:
    machine = Machine(START)
    clock = machine.clock()
    machine.at += by
    assert clock.now() == START + by
    machine.sleep(1)
    assert clock.now() == START + by + timedelta(hours=1)


def test_a_leap_of_years_is_not_believed(caplog: pytest.LogCaptureFixture) -> None:
    machine = Machine(START)
    clock = machine.clock()
    machine.at += YEARS
    with caplog.at_level(logging.CRITICAL):
        assert clock.now() == START
        machine.sleep(2)
        assert clock.now() == START + timedelta(hours=2)
    assert len(caplog.records) == 1
    machine.at -= YEARS
    assert clock.now() == START + timedelta(hours=2)
    assert machine.clock().now() == clock.now()


def test_a_new_start_believes_the_clock() -> None:
    machine = Machine(START)
    old = machine.clock()
    machine.at += YEARS
    assert old.now() == START
    assert machine.clock().now() == START + YEARS


def test_set_back_and_right_again() -> None:
    machine = Machine(START)
    clock = machine.clock()
    for by in (-YEARS, -timedelta(days=3)):
        machine.at += by
        assert clock.now() == START + by
        machine.at -= by
        assert clock.now() == START


def test_a_long_sleep_of_the_machine_is_no_leap() -> None:
    machine = Machine(START)
    clock = machine.clock()
    machine.sleep(24 * 30)
    assert clock.now() == START + timedelta(days=30)


def test_a_machine_that_started_without_the_time_learns_it() -> None:
    machine = Machine(datetime(2000, 1, 1, tzinfo=UTC))
    clock = machine.clock()
    machine.at = START
    assert clock.now() == START
