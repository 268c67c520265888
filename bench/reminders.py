"""Reminders in time: 10,000 overdue at the start, 1,000 due in one second, single ones on the dot.

Measured side by side in the same run, median of the rounds: APScheduler's own one-shot jobs (with its default grace,
and without any), and reminder rows behind `bot.waking`. A heartbeat beside them tells for how long the event loop was
blocked. Checked: every reminder put its message into the outbox exactly once.

    python -m bench reminders [--overdue 10000] [--at-once 1000] [--single 100] [--rounds 6]
"""

import argparse
import asyncio
import gc
import logging
import statistics
import sys
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any, Self

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import insert
from sqlmodel import Session, col, func, select

from bot import outbox, tables
from bot.clock import SystemClock
from bot.members.model import Group, Member
from bot.message import Message
from bot.outbox import Outgoing
from bot.reminders import Due, Reminder
from bot.storage import Database
from bot.waking import DueJob, Waking

BEAT = 0.001
PATIENCE = 60.0


@dataclass
class Heartbeat:
    """The longest time that nothing else could run, in milliseconds."""

    longest: float = 0.0
    _task: "asyncio.Task[None] | None" = field(default=None, repr=False)

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._beat())
        await asyncio.sleep(0.05)
        self.longest = 0.0
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _beat(self) -> None:
        while True:
            before = perf_counter()
            await asyncio.sleep(BEAT)
            self.longest = max(self.longest, (perf_counter() - before - BEAT) * 1000)


@dataclass(frozen=True)
class Figures:
    """What one round gave. ``delays``: milliseconds from the due time to the run."""

    done: int
    seconds: float
    blocked: float
    delays: tuple[float, ...] = ()


def now() -> datetime:
    return SystemClock().now()


# -- ours -------------------------------------------------------------------------------------------------


def prepare(folder: Path, dues: list[datetime]) -> Database:
    """A database with these reminders."""
    database = Database(f"sqlite:///{folder / 'reminders.db'}")

    def fill(session: Session) -> None:
        tables.metadata.create_all(session.connection())
        group = Group(name="示例工会")
        session.add(group)
        session.flush()
        session.add(Member(name="赵甲", group_id=group.id or 0, created_at=now()))
        session.flush()
        session.connection().execute(
            insert(Reminder),
            [
                {
                    "key": f"bench:{number}",
                    "kind": "bench",
                    "subject_id": number,
                    "due_at": due,
                    "valid_until": due + timedelta(hours=2),
                    "state": "waiting",
                }
                for number, due in enumerate(dues)
            ],
        )

    database.write_now(fill)
    return database


async def ours(dues: list[datetime]) -> Figures:
    """Reminder rows, woken by one alarm."""
    delays: list[float] = []

    def run(session: Session, at: datetime, due: Due) -> None:
        delays.append((now() - due.due_at).total_seconds() * 1000)
        outbox.push(session, key=due.key, to=1, due_at=at, message=Message("提醒"))

    with tempfile.TemporaryDirectory() as folder:
        database = await asyncio.to_thread(prepare, Path(folder), dues)
        waking = Waking(database, SystemClock(), UTC, [DueJob("bench", run)])  # type: ignore[arg-type]
        gc.collect()
        try:
            async with Heartbeat() as heart:
                begun = perf_counter()
                waking.start()
                await _until(lambda: len(delays) >= len(dues))
                await _until(lambda: waking.idle)
                took = perf_counter() - begun
            await waking.stop()
            queued = database.read_now(lambda s: s.exec(select(func.count(col(Outgoing.id)))).one())
            return Figures(queued, took, heart.longest, tuple(delays))
        finally:
            await asyncio.to_thread(database.close)


# -- APScheduler's own jobs -------------------------------------------------------------------------------


async def theirs(dues: list[datetime], *, grace: int | None) -> Figures:
    """One APScheduler job for each reminder, without any row to write."""
    delays: list[float] = []

    async def run(due: datetime) -> None:
        delays.append((now() - due).total_seconds() * 1000)

    scheduler = AsyncIOScheduler(timezone=UTC, job_defaults={"misfire_grace_time": grace})
    for due in dues:
        scheduler.add_job(run, "date", run_date=due, args=[due])
    gc.collect()
    async with Heartbeat() as heart:
        begun = perf_counter()
        scheduler.start()
        await _until(lambda: not scheduler.get_jobs())
        await asyncio.sleep(0.05)
        took = perf_counter() - begun
    scheduler.shutdown(wait=False)
    return Figures(len(delays), took, heart.longest, tuple(delays))


async def _until(done: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not done():  # noqa: ASYNC110 - what is measured knows nothing of the bench
            await asyncio.sleep(0.005)


# -- rounds -----------------------------------------------------------------------------------------------


def overdue(count: int) -> list[datetime]:
    """All due an hour ago."""
    return [now() - timedelta(hours=1)] * count


def at_once(count: int) -> list[datetime]:
    """All due at the same moment, a second and a half from now."""
    return [now() + timedelta(seconds=1.5)] * count


def single(count: int) -> list[datetime]:
    """One after the other, every 30 ms."""
    first = now() + timedelta(seconds=1.5)
    return [first + timedelta(milliseconds=30 * number) for number in range(count)]


def p99(values: tuple[float, ...]) -> float:
    return statistics.quantiles(values, n=100)[98] if len(values) > 1 else max(values, default=0.0)


async def measure(make: Callable[[], Awaitable[Figures]], rounds: int) -> list[Figures]:
    return [await make() for _ in range(rounds)]


def _row(name: str, count: int, figures: list[Figures], *, wake: bool = False) -> str:
    done = min(each.done for each in figures)
    seconds = statistics.median(each.seconds for each in figures)
    blocked = statistics.median(each.blocked for each in figures)
    late = statistics.median(p99(each.delays) for each in figures) if wake else 0.0
    first = statistics.median(min(each.delays, default=0.0) for each in figures) if wake else 0.0
    told = f"{first:8.1f} {late:8.1f}" if wake else f"{'–':>8} {'–':>8}"
    return f"{name:<44} {done:>6}/{count:<6} {seconds:>7.2f} s {blocked:>9.1f} ms {told} ms"


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--overdue", type=int, default=10_000)
    parser.add_argument("--at-once", type=int, default=1_000)
    parser.add_argument("--single", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=6)
    options = parser.parse_args(argv)
    cases: list[tuple[str, int, Callable[[int], list[datetime]], bool]] = [
        ("overdue at start", options.overdue, overdue, False),
        ("due at one moment", options.at_once, at_once, True),
        ("due one by one", options.single, single, True),
    ]
    print(f"{'':<44} {'run':>6}/{'of':<6} {'time':>9} {'blocked':>12} {'first':>8} {'p99':>8} late")
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
    failed = []
    for name, count, dues, wake in cases:
        ways: list[tuple[str, Callable[[], Awaitable[Any]]]] = [
            ("APScheduler jobs, default grace", lambda d=dues, n=count: theirs(d(n), grace=1)),
            ("APScheduler jobs, no grace", lambda d=dues, n=count: theirs(d(n), grace=None)),
            ("reminder rows", lambda d=dues, n=count: ours(d(n))),
        ]
        for way, make in ways:
            figures = asyncio.run(measure(make, options.rounds))
            print(_row(f"{name}: {way}", count, figures, wake=wake), flush=True)
            if way == "reminder rows" and any(each.done != count for each in figures):
                failed.append(name)
    if failed:
        sys.exit(f"reminders were lost: {', '.join(failed)}")


if __name__ == "__main__":
    main(sys.argv[1:])
