"""What the tests of the storage write: entries in the order in which they came."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import text
from sqlmodel import Session

from bot.storage import Database

NOW = datetime(2026, 12, 5, 7, 0, tzinfo=UTC)


def enter(session: Session, name: str) -> None:
    """Write one entry."""
    session.connection().execute(
        text("INSERT INTO audit (at, action, subject, detail, hash) VALUES ('', :name, '', '', '')"),
        {"name": name},
    )


def entries(session: Session) -> list[str]:
    """All entries, oldest first."""
    return list(session.connection().execute(text("SELECT action FROM audit ORDER BY id")).scalars())


@contextmanager
def stall(database: Database) -> Iterator[None]:
    """Keep the writer busy, so that what is asked meanwhile waits together."""
    busy, free = threading.Event(), threading.Event()

    def wait(_session: Session) -> None:
        busy.set()
        free.wait(30)

    thread = threading.Thread(target=lambda: database.write_now(wait))
    thread.start()
    busy.wait(30)
    try:
        yield
    finally:
        free.set()
        thread.join()


def wait_until(true: Callable[[], bool], *, seconds: float = 30) -> None:
    """Block until something is true. Raises TimeoutError."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.005)
