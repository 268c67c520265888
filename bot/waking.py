"""APScheduler wakes, rows decide.

One wake-up job is always set to the earliest due reminder, with a safety tick beside it; what is due is read
from the rows, so that a late start, a moved clock or a restart loses nothing and doubles nothing.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from bot import reminders
from bot.clock import Clock, in_seconds
from bot.reminders import Due
from bot.storage import Database, StorageUnavailable

TICK_SECONDS = 30
BATCH = 20
LONGEST_ALARM_SECONDS = 24 * 3600.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DueJob:
    """What runs, in one transaction with its mark, when a reminder of ``kind`` is due; ``missed`` runs instead
    when it is past its window."""

    kind: str
    run: Callable[[Session, datetime, Due], None]
    missed: Callable[[Session, datetime, Due], None] | None = None


@dataclass(frozen=True, slots=True)
class PeriodicJob:
    """What runs once in each period of the length ``every``, counted from midnight of 1970-01-01 UTC."""

    name: str
    every: timedelta
    run: Callable[[Session, datetime], object]


class ReminderFailed(Exception):
    """The use case of one reminder does not work; its cause is the error."""

    def __init__(self, due: Due) -> None:
        super().__init__(due.kind)
        self.due = due


class Waking:
    """Runs the jobs in time."""

    def __init__(
        self, database: Database, clock: Clock, timezone: ZoneInfo, jobs: Iterable[DueJob | PeriodicJob]
    ) -> None:
        self._database = database
        self._clock = clock
        jobs = list(jobs)
        self._by_kind: Mapping[str, DueJob] = {job.kind: job for job in jobs if isinstance(job, DueJob)}
        self._periodic = [job for job in jobs if isinstance(job, PeriodicJob)]
        self._scheduler = AsyncIOScheduler(
            timezone=timezone,
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Do what is due and go on in time."""
        self._database.listen(reminders.TOPIC, self.poke)
        self._scheduler.add_job(self._rouse, "interval", seconds=TICK_SECONDS, id="tick")
        self._scheduler.start()
        self.poke()
        self._task = asyncio.create_task(self._sweep_for_ever(), name="waking")

    async def stop(self) -> None:
        """Finish the batch at hand and wake no more."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def poke(self) -> None:
        """Look at the rows now: one was written or moved, or the clock was."""
        self._idle.clear()
        self._wake.set()

    @property
    def idle(self) -> bool:
        """Whether everything due has run."""
        return self._idle.is_set()

    async def _rouse(self) -> None:
        self.poke()

    async def _sweep_for_ever(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                await self.sweep()
                await self._set_alarm()
            except StorageUnavailable:
                _log.warning("reminders wait: the database cannot be written")
            except Exception:
                _log.exception("reminders wait for the next tick")
            if not self._wake.is_set():
                self._idle.set()

    async def sweep(self) -> int:
        """Run everything that is due now. Returns how many reminders were taken."""
        for job in self._periodic:
            await self._run_period(job)
        taken = 0
        while True:
            now = self._clock.now()
            try:
                batch = await self._database.write(self._run_due, now)
            except ReminderFailed as failed:
                # All of the batch is undone; without this one the others pass the next time.
                _log.error(
                    "a reminder of the kind %s is put aside", failed.due.kind, exc_info=failed.__cause__
                )
                batch = await self._database.write(reminders.fail, failed.due.id, now)
            if not batch:
                return taken
            taken += batch

    def _run_due(self, session: Session, now: datetime) -> int:
        due = reminders.take_due(session, now, tick=TICK_SECONDS * 2, limit=BATCH)
        for reminder in [*due.fit, *due.missed]:
            try:
                job = self._job_of(reminder)
                run = job.missed if reminder in due.missed else job.run
                if run is not None:
                    run(session, now, reminder)
                    session.flush()
            except OperationalError:
                raise
            except Exception as error:
                raise ReminderFailed(reminder) from error
        return due.taken

    def _job_of(self, reminder: Due) -> DueJob:
        job = self._by_kind.get(reminder.kind)
        if job is None:
            raise LookupError(f"no job for reminders of the kind {reminder.kind!r}")
        return job

    async def _run_period(self, job: PeriodicJob) -> None:
        """Run a periodic job unless it ran in this period. One that fails holds up nobody and is due again."""

        def run(session: Session, now: datetime) -> None:
            period = int(now.timestamp() // job.every.total_seconds())
            if reminders.claim_period(session, job.name, str(period), now):
                job.run(session, now)

        try:
            await self._database.write(run, self._clock.now())
        except StorageUnavailable:
            raise
        except Exception:
            _log.exception("the periodic job %s failed", job.name)

    async def _set_alarm(self) -> None:
        due_at = await self._database.read(reminders.earliest_due)
        if due_at is None:
            return
        wait = min(max((due_at - self._clock.now()).total_seconds(), 0.0), LONGEST_ALARM_SECONDS)
        self._scheduler.add_job(
            self._rouse, "date", run_date=in_seconds(wait), id="alarm", replace_existing=True
        )
