"""SQLite's log stays short, although somebody is always reading."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session

from bot.storage import Database, journal

SHORT = 100_000


@pytest.fixture
def read_all_the_time(database: Database) -> Iterator[None]:
    """Readers whose transactions overlap, so that at every moment one of them is open."""
    over = threading.Event()

    def look(session: Session) -> None:
        for _ in range(2):
            session.connection().execute(text("SELECT MAX(id) FROM audit")).all()
            time.sleep(0.01)

    def look_for_ever(after: float) -> None:
        time.sleep(after)
        while not over.is_set():
            database.read_now(look)

    readers = [threading.Thread(target=look_for_ever, args=(n / 200,)) for n in range(4)]
    for reader in readers:
        reader.start()
    yield
    over.set()
    for reader in readers:
        reader.join()


def write_much(database: Database, times: int) -> int:
    """How long the log became, in bytes."""
    log = Path(database.url.removeprefix("sqlite:///") + "-wal")
    add = text("INSERT INTO audit (at, action, subject, detail, hash) VALUES ('', '', '', :much, '')")
    longest = 0
    for _ in range(times):
        database.write_now(lambda session: session.connection().execute(add, {"much": "x" * 20_000}))
        longest = max(longest, log.stat().st_size)
    return longest


@pytest.mark.usefixtures("read_all_the_time")
def test_the_log_stays_short(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "LONGEST", SHORT)
    monkeypatch.setattr(journal, "REST_SECONDS", 0.0)
    monkeypatch.setattr(journal, "WAIT_MS", 2000)
    assert write_much(database, 100) < 10 * SHORT
    count = text("SELECT COUNT(*) FROM audit")
    assert database.read_now(lambda session: session.connection().execute(count).scalar()) == 100


def test_what_goes_wrong_with_it_stops_no_write(
    database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_journal: journal.Journal) -> None:
        raise OSError("disk")

    monkeypatch.setattr(journal, "LONGEST", 0)
    monkeypatch.setattr(journal, "LOOK_EVERY", 1)
    monkeypatch.setattr(journal.Journal, "_empty", broken)
    assert write_much(database, 3) > 0
    assert write_much(database, 1) > 0
    assert caplog.text.count("the log of the database stays long: OSError") == 1
