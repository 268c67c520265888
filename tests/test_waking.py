"""APScheduler wakes, rows decide: nothing lost, nothing twice, whatever fails or however the clock moves."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text
from sqlmodel import Session, select

from bot import reminders
from bot.clock import MovableClock
from bot.reminders import Due, JobRun, Reminder, ReminderState
from bot.storage import Database
from bot.waking import DueJob, PeriodicJob, Waking

NOW = datetime(2026, 12, 5, 7, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
ZONE = ZoneInfo("Asia/Shanghai")


class Clockwork:
    """A clock, a database, and a list of what ran."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = MovableClock(NOW)
        self.ran: list[str] = []
        self.late: list[str] = []
        self.jobs: list[DueJob | PeriodicJob] = [DueJob("test", run=self.run)]

    def run(self, session: Session, _now: datetime, due: Due) -> None:
        if "broken" in due.key:
            raise RuntimeError(due.key)
        if "unflushable" in due.key:
            session.add(JobRun(job="same", period="same", at=NOW))
        self.ran.append(due.key)
        self.late += [due.key] * due.late

    async def schedule(self, key: str, due_at: datetime, *, kind: str = "test") -> None:
        await self.database.write(
            reminders.schedule,
            key=key,
            kind=kind,
            subject_id=None,
            due_at=due_at,
            valid_until=due_at + 2 * HOUR,
        )

    async def states(self) -> dict[str, str]:
        rows = await self.database.read(lambda session: session.exec(select(Reminder)).all())
        return {row.key: row.state for row in rows}

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Waking]:
        waking = Waking(self.database, self.clock, ZONE, iter(self.jobs))
        waking.start()
        yield waking
        await waking.stop()

    async def until(self, true: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not true():  # noqa: ASYNC110 - what is waited for has no event
                await asyncio.sleep(0.005)


@pytest.fixture
def works(any_database: Database) -> Clockwork:
    return Clockwork(any_database)


async def test_what_became_due_while_nobody_ran_is_done_at_the_start(works: Clockwork) -> None:
    for number in range(50):
        await works.schedule(f"{number:02}", NOW - HOUR)
    async with works.running():
        await works.until(lambda: len(works.ran) == 50)
    assert works.ran == [f"{number:02}" for number in range(50)]
    assert works.late == works.ran
    async with works.running() as waking:
        await works.until(lambda: waking.idle)
    assert len(works.ran) == 50


async def test_an_earlier_one_moves_the_alarm(works: Clockwork) -> None:
    """The clock stands still here, so only the scheduler's own alarm can call."""
    works.clock = MovableClock()
    async with works.running() as waking:
        await works.schedule("far", works.clock.now() + HOUR)
        await works.until(lambda: waking.idle)
        await works.schedule("near", works.clock.now() + timedelta(seconds=0.3))
        await works.until(lambda: works.ran == ["near"])
    assert works.late == []


async def test_a_due_time_at_the_end_of_all_calendars_does_no_harm(works: Clockwork) -> None:
    await works.schedule("never", datetime(9999, 12, 1, tzinfo=UTC))
    async with works.running() as waking:
        await works.until(lambda: waking.idle)
        await works.schedule("now", works.clock.now())
        await works.until(lambda: works.ran == ["now"])


@pytest.mark.parametrize("place", [0, 7, 19, 20, 24])
@pytest.mark.parametrize("trouble", ["broken", "unflushable", "unknown kind"])
async def test_one_that_fails_is_put_aside_and_the_others_run(
    works: Clockwork, place: int, trouble: str
) -> None:
    await works.database.write(lambda session: session.add(JobRun(job="same", period="same", at=NOW)))
    for number in range(25):
        bad = number == place
        kind = "unknown" if bad and trouble == "unknown kind" else "test"
        await works.schedule(f"{number:02}{trouble if bad else ''}", NOW, kind=kind)
    async with works.running() as waking:
        await works.until(lambda: waking.idle)
    states = await works.states()
    bad_key = f"{place:02}{trouble}"
    assert states.pop(bad_key) == ReminderState.FAILED
    assert set(states.values()) == {ReminderState.DONE}
    assert set(states) <= set(works.ran)


async def test_a_periodic_job_that_fails_holds_up_nobody_and_runs_again(works: Clockwork) -> None:
    attempts: list[datetime] = []

    def fail_at_first(_session: Session, now: datetime) -> None:
        attempts.append(now)
        if len(attempts) == 1:
            raise RuntimeError("at first")

    works.jobs.insert(0, PeriodicJob("daily", timedelta(days=1), fail_at_first))
    await works.schedule("a", NOW)
    async with works.running() as waking:
        await works.until(lambda: works.ran == ["a"])
        for moves in range(3):
            waking.poke()
            await works.until(lambda: waking.idle)
            assert len(attempts) == 2, moves
        works.clock.advance(timedelta(days=1))
        waking.poke()
        await works.until(lambda: len(attempts) == 3)


async def test_storage_that_is_away_is_waited_for(works: Clockwork) -> None:
    away = True

    def need_the_disk(session: Session, _now: datetime, due: Due) -> None:
        if away and works.database.sqlite:
            driver = session.connection().connection.driver_connection
            driver.execute("PRAGMA query_only = 1")  # type: ignore[union-attr]
            try:
                session.connection().execute(text("DELETE FROM job_run"))
            finally:
                driver.execute("PRAGMA query_only = 0")  # type: ignore[union-attr]
        elif away:
            session.connection().execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        works.ran.append(due.key)

    works.jobs = [DueJob("test", run=need_the_disk)]
    await works.schedule("a", NOW)
    async with works.running() as waking:
        await works.until(lambda: waking.idle)
        assert (await works.states()) == {"a": ReminderState.WAITING}
        away = False
        waking.poke()
        await works.until(lambda: waking.idle)
    assert (await works.states()) == {"a": ReminderState.DONE}
    assert works.ran == ["a"]


async def test_a_clock_that_jumps_doubles_nothing(works: Clockwork) -> None:
    for hours in range(48):
        await works.schedule(f"{hours:02}", NOW + hours * HOUR)
    async with works.running() as waking:
        for jump in (timedelta(hours=24), timedelta(hours=-24), timedelta(hours=25), -HOUR, 3 * HOUR):
            works.clock.advance(jump)
            waking.poke()
            await works.until(lambda: waking.idle)
    assert len(works.ran) == len(set(works.ran))
    states = await works.states()
    passed = {key for key in states if int(key) <= 27}
    assert {key for key, state in states.items() if state != ReminderState.WAITING} == passed
    assert {key for key, state in states.items() if state == ReminderState.DONE} == set(works.ran)


async def test_a_year_restarted_at_every_step_runs_everything_once(works: Clockwork) -> None:
    due = [NOW + timedelta(days=day, hours=day % 7) for day in range(0, 365, 4)]
    for number, at in enumerate(due):
        await works.schedule(f"{number:03}", at)
    for number, at in enumerate(due):
        works.clock.move_to(at - timedelta(seconds=1))
        for seconds in (0, 1, 90):
            works.clock.advance(timedelta(seconds=seconds))
            async with works.running() as waking:
                await works.until(lambda waking=waking: waking.idle)  # type: ignore[misc]
            assert len(works.ran) == number + bool(seconds)
    assert works.ran == [f"{number:03}" for number in range(len(due))]
    assert works.late == []
