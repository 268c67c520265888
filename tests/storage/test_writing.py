"""The writer: one transaction for many, each under its own savepoint, nobody answered before the commit."""

import asyncio
import contextlib
import sqlite3
import threading
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, insert, select, text
from sqlalchemy.exc import IntegrityError, InternalError, OperationalError, ProgrammingError
from sqlmodel import Session

from bot.audit import Audit
from bot.reminders import JobRun
from bot.storage import Database, StorageUnavailable, signal
from tests.storage.ledger import NOW, enter, entries, stall, wait_until


async def all_of(*writes: Coroutine[Any, Any, object]) -> list[Any]:
    """Ask for all in this order; what each gave or raised."""
    return list(await asyncio.gather(*writes, return_exceptions=True))


async def test_the_order_of_asking_is_the_order_of_writing(any_database: Database) -> None:
    await all_of(*(any_database.write(enter, f"{number:04}") for number in range(1_000)))
    assert any_database.read_now(entries) == [f"{number:04}" for number in range(1_000)]


async def test_many_that_wait_are_one_commit(any_database: Database) -> None:
    commits: list[object] = []
    event.listen(any_database._engine, "commit", commits.append)
    with stall(any_database):
        writes = [asyncio.ensure_future(any_database.write(enter, str(number))) for number in range(200)]
        await asyncio.sleep(0)
    await asyncio.gather(*writes)
    # One for the function that stalled the writer, one for all that waited meanwhile.
    assert len(commits) == 2


async def test_nobody_is_answered_before_the_commit(any_database: Database) -> None:
    answered_before: list[bool] = []
    answered = threading.Event()

    def look(_connection: object) -> None:
        answered_before.append(answered.is_set())

    event.listen(any_database._engine, "commit", look)
    await any_database.write(enter, "a")
    answered.set()
    assert answered_before == [False]
    assert any_database.read_now(entries) == ["a"]


async def test_a_refusal_undoes_only_itself(any_database: Database) -> None:
    def refuse(session: Session) -> None:
        enter(session, "half")
        raise ValueError("no")

    with stall(any_database):
        writes = all_of(
            any_database.write(enter, "a"), any_database.write(refuse), any_database.write(enter, "b")
        )
        task = asyncio.ensure_future(writes)
        await asyncio.sleep(0)
    outcome = await task
    assert [type(one) for one in outcome] == [type(None), ValueError, type(None)]
    assert any_database.read_now(entries) == ["a", "b"]


@pytest.mark.parametrize("place", range(5))
async def test_what_breaks_the_transaction_breaks_no_other(any_database: Database, place: int) -> None:
    """An entity that cannot be flushed ends the transaction of all; the others are stored even so, in order."""
    await any_database.write(lambda session: session.add(JobRun(job="j", period="p", at=NOW)))
    runs: list[str] = []

    def same_again(session: Session) -> None:
        session.add(JobRun(job="j", period="p", at=NOW))

    def counted(session: Session, name: str) -> str:
        runs.append(name)
        enter(session, name)
        return name

    works: list[Coroutine[Any, Any, object]] = [any_database.write(counted, name) for name in "abcd"]
    works.insert(place, any_database.write(same_again))
    with stall(any_database):
        task = asyncio.ensure_future(all_of(*works))
        await asyncio.sleep(0)
    outcome = await task
    assert isinstance(outcome.pop(place), IntegrityError)
    assert outcome == list("abcd")
    assert any_database.read_now(entries) == list("abcd")
    assert len(runs) <= 2 * 4


@pytest.mark.parametrize("end", ["ROLLBACK", "COMMIT"])
async def test_a_function_that_ends_the_transaction_is_told(database: Database, end: str) -> None:
    def end_it(session: Session) -> None:
        enter(session, "mine")
        session.connection().connection.driver_connection.execute(end)  # type: ignore[union-attr]

    with stall(database):
        task = asyncio.ensure_future(all_of(database.write(end_it), database.write(enter, "b")))
        await asyncio.sleep(0)
    first, second = await task
    assert isinstance(first, Exception)
    assert second is None
    assert "b" in database.read_now(entries)


async def test_wrong_sql_is_a_bug_and_not_called_unavailable(any_database: Database) -> None:
    def wrong(session: Session) -> None:
        session.connection().execute(text("SELECT nothing FROM nowhere"))

    with pytest.raises((OperationalError, ProgrammingError)):
        await any_database.write(wrong)
    with pytest.raises((OperationalError, ProgrammingError)):
        await any_database.read(wrong)
    await any_database.write(enter, "a")


async def test_what_one_left_stale_the_next_does_not_see(any_database: Database) -> None:
    def change_and_refuse(session: Session) -> None:
        row = session.get(JobRun, ("j", "p"))
        assert row is not None
        row.job = "changed"
        raise ValueError

    def look(session: Session) -> str:
        row = session.get(JobRun, ("j", "p"))
        assert row is not None
        return row.job

    await any_database.write(lambda session: session.add(JobRun(job="j", period="p", at=NOW)))
    with stall(any_database):
        task = asyncio.ensure_future(all_of(any_database.write(change_and_refuse), any_database.write(look)))
        await asyncio.sleep(0)
    assert (await task)[1] == "j"


async def test_readers_cannot_write(any_database: Database) -> None:
    with pytest.raises((StorageUnavailable, InternalError)) as refused:
        await any_database.read(enter, "a")
    assert "read" in str(refused.value.__cause__)
    assert any_database.read_now(entries) == []


async def test_a_reader_sees_what_was_answered_and_nothing_else(any_database: Database) -> None:
    seen_inside: list[list[str]] = []

    def enter_and_look(session: Session) -> None:
        enter(session, "open")
        session.flush()
        seen_inside.append(any_database.read_now(entries))

    await any_database.write(enter_and_look)
    assert seen_inside == [[]]
    assert await any_database.read(entries) == ["open"]


async def test_listeners_hear_after_the_commit_only(any_database: Database) -> None:
    heard: list[list[str]] = []
    woken = asyncio.Event()

    def listen() -> None:
        heard.append(any_database.read_now(entries))
        woken.set()

    any_database.listen("news", listen)

    def enter_and_signal(session: Session, name: str) -> None:
        enter(session, name)
        signal(session, "news")

    await any_database.write(enter_and_signal, "a")
    await asyncio.wait_for(woken.wait(), 10)
    await any_database.write(enter, "no signal")
    await any_database.read(entries)
    assert heard == [["a"]]


async def test_close_finishes_what_was_asked_and_takes_no_more(any_database: Database) -> None:
    with stall(any_database):
        tasks = [asyncio.ensure_future(any_database.write(enter, f"{number:03}")) for number in range(300)]
        await asyncio.sleep(0)
        closing = asyncio.ensure_future(asyncio.to_thread(any_database.close))
        await asyncio.to_thread(wait_until, lambda: any_database._closed)
        with pytest.raises(StorageUnavailable):
            await any_database.write(enter, "late")
    await asyncio.gather(*tasks)
    await closing
    any_database.close()
    again = Database(any_database.url)
    assert len(again.read_now(entries)) == 300
    again.close()


def test_a_loop_that_ended_meanwhile_stops_nobody(any_database: Database) -> None:
    async def ask_and_leave() -> None:
        any_database.listen("news", lambda: None)
        asyncio.ensure_future(any_database.write(enter, "left"))  # noqa: RUF006 - nobody waits for it
        await asyncio.sleep(0)

    with stall(any_database):
        asyncio.run(ask_and_leave())
    any_database.write_now(enter, "next")
    assert any_database.read_now(entries) == ["left", "next"]


async def test_asked_and_cancelled_is_written_even_so(any_database: Database) -> None:
    """Whoever gives up waiting cannot know; the row is there or the inbox asks again."""
    with stall(any_database):
        task = asyncio.ensure_future(any_database.write(enter, "a"))
        await asyncio.sleep(0)
        task.cancel()
    await any_database.write(enter, "b")
    assert task.cancelled()
    assert any_database.read_now(entries) == ["a", "b"]


# ----------------------------------------------------------------------- later, and short questions


def enter_all(session: Session, items: Sequence[str]) -> None:
    for item in items:
        enter(session, item)


async def test_what_may_be_written_later_goes_along_in_front(any_database: Database) -> None:
    commits: list[object] = []
    event.listen(any_database._engine, "commit", commits.append)
    with stall(any_database):
        any_database.write_later(enter_all, "a")
        any_database.write_later(enter_all, "b")
        task = asyncio.ensure_future(any_database.write(enter, "c"))
        await asyncio.sleep(0)
    await task
    assert any_database.read_now(entries) == ["a", "b", "c"]
    assert len(commits) == 2  # that of the stall, and one for all


async def test_what_may_be_written_later_is_written_even_if_nothing_else_is(any_database: Database) -> None:
    any_database.write_later(enter_all, "a")
    await asyncio.to_thread(wait_until, lambda: any_database.read_now(entries) == ["a"])


async def test_what_may_be_written_later_outlasts_a_failure(database: Database) -> None:
    def read_only(value: int) -> None:
        connection = database._engine.raw_connection()
        connection.cursor().execute(f"PRAGMA query_only = {value}")
        connection.close()

    await database.write(enter, "first")
    read_only(1)
    database.write_later(enter_all, "a")
    with pytest.raises(StorageUnavailable):
        await database.write(enter, "lost")
    read_only(0)
    database.write_later(enter_all, "b")
    await database.write(enter, "c")
    assert database.read_now(entries) == ["first", "a", "b", "c"]


async def test_what_refuses_to_be_written_later_holds_up_nobody(any_database: Database) -> None:
    def refuse(_session: Session, _items: Sequence[str]) -> None:
        raise ValueError("no")

    any_database.write_later(refuse, "a")
    any_database.write_later(enter_all, "b")
    await any_database.write(enter, "c")
    assert any_database.read_now(entries) == ["b", "c"]


async def test_close_writes_what_was_to_be_written_later(any_database: Database) -> None:
    any_database.write_later(enter_all, "a")
    await asyncio.to_thread(any_database.close)
    with pytest.raises(StorageUnavailable):
        any_database.write_later(enter_all, "b")
    again = Database(any_database.url)
    assert again.read_now(entries) == ["a"]
    again.close()


async def test_short_questions_see_what_was_answered_and_fail_alone(any_database: Database) -> None:
    def wrong(session: Session) -> None:
        session.connection().execute(text("SELECT nothing FROM nowhere"))

    await any_database.write(enter, "a")
    outcome = await all_of(
        any_database.look_up(entries),
        any_database.look_up(wrong),
        any_database.look_up(enter, "b"),
        any_database.look_up(entries),
    )
    assert outcome[0] == outcome[3] == ["a"]
    assert isinstance(outcome[1], (OperationalError, ProgrammingError))
    assert isinstance(outcome[2], (StorageUnavailable, InternalError))
    await any_database.write(enter, "c")
    assert await any_database.look_up(entries) == ["a", "c"]


# ------------------------------------------------------------------------------------------- the machine


async def test_a_full_disk_loses_nothing_that_was_answered(database: Database) -> None:
    def limit(session: Session, more_pages: int) -> None:
        driver = session.connection().connection.driver_connection
        pages = driver.execute("PRAGMA page_count").fetchone()[0]  # type: ignore[union-attr]
        driver.execute(f"PRAGMA max_page_count = {pages + more_pages}")  # type: ignore[union-attr]

    await database.write(limit, 4)
    outcome = await all_of(*(database.write(enter, f"{number:03}" + "x" * 2_000) for number in range(40)))
    stored = [number for number, one in enumerate(outcome) if one is None]
    assert {type(one) for one in outcome} == {type(None), StorageUnavailable}
    assert [int(entry[:3]) for entry in database.read_now(entries)] == stored
    await database.write(limit, 10_000)
    await database.write(enter, "room again")
    assert database.read_now(entries)[-1] == "room again"


async def test_a_lock_by_another_program_is_waited_for(database: Database) -> None:
    other = sqlite3.connect(database.url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    task = asyncio.ensure_future(database.write(enter, "a"))
    await asyncio.sleep(0.3)
    assert not task.done()
    assert await database.read(entries) == []
    other.execute("ROLLBACK")
    await task
    other.close()
    assert database.read_now(entries) == ["a"]


async def test_a_lock_that_stays_is_told_and_passes(database: Database) -> None:
    def hurry(session: Session) -> None:
        session.connection().connection.driver_connection.execute("PRAGMA busy_timeout = 50")  # type: ignore[union-attr]

    await database.write(hurry)
    other = sqlite3.connect(database.url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageUnavailable):
        await database.write(enter, "a")
    other.execute("ROLLBACK")
    other.close()
    await database.write(enter, "b")
    assert database.read_now(entries) == ["b"]


async def test_a_database_that_became_read_only_is_told(database: Database) -> None:
    def read_only(value: int) -> None:
        connection = database._engine.raw_connection()
        connection.cursor().execute(f"PRAGMA query_only = {value}")
        connection.close()

    await database.write(enter, "a")
    read_only(1)
    with pytest.raises(StorageUnavailable):
        await database.write(enter, "b")
    read_only(0)
    await database.write(enter, "c")
    assert database.read_now(entries) == ["a", "c"]


async def test_a_file_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'nowhere' / 'x.db'}")
    with pytest.raises(StorageUnavailable):
        await database.write(enter, "a")
    with pytest.raises(StorageUnavailable):
        await database.read(entries)
    database.close()


async def test_a_server_that_drops_the_connection_is_met_again(postgresql_url: str) -> None:
    database = Database(postgresql_url)
    await database.write(enter, "a")
    await database.read(entries)
    other = Database(postgresql_url)
    gone = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid != pg_backend_pid()"
    await other.write(lambda session: session.connection().execute(text(gone)).all())
    assert await database.read(entries) == ["a"]
    await database.write(enter, "b")
    other.close()

    def dropped_in_the_middle(session: Session) -> None:
        enter(session, "c")
        session.connection().execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with pytest.raises(StorageUnavailable):
        await database.write(dropped_in_the_middle)
    await database.write(enter, "d")
    assert database.read_now(entries) == ["a", "b", "d"]
    database.close()


async def test_deadlocks_with_another_process_pass(postgresql_url: str) -> None:
    """Two writers take two rows in opposite order. One is undone by the server, and tries again."""
    one, two = Database(postgresql_url), Database(postgresql_url)
    for key in ("a", "b"):
        await one.write(enter, key)
    barrier = threading.Barrier(2)
    lock = select(Audit.id).where(Audit.action == "a").with_for_update()  # type: ignore[call-overload]
    other_lock = select(Audit.id).where(Audit.action == "b").with_for_update()  # type: ignore[call-overload]

    def both(session: Session, first: object, second: object, name: str) -> None:
        session.connection().execute(first)  # type: ignore[call-overload]
        if barrier.n_waiting < 2 and not barrier.broken:
            with contextlib.suppress(threading.BrokenBarrierError):
                barrier.wait(2)
            barrier.abort()
        session.connection().execute(second)  # type: ignore[call-overload]
        enter(session, name)

    await asyncio.gather(one.write(both, lock, other_lock, "c"), two.write(both, other_lock, lock, "d"))
    assert sorted(one.read_now(entries)) == ["a", "b", "c", "d"]
    one.close()
    two.close()


# ------------------------------------------------------------------------------------------- how it is set up


async def test_what_sqlite_is_told(database: Database) -> None:
    def told(session: Session, name: str) -> object:
        return session.connection().connection.driver_connection.execute(f"PRAGMA {name}").fetchone()[0]  # type: ignore[union-attr]

    for name, writer, reader in (
        ("journal_mode", "wal", "wal"),
        ("synchronous", 2, 2),
        ("foreign_keys", 1, 1),
        ("secure_delete", 1, 1),
        ("query_only", 0, 1),
        ("busy_timeout", 5_000, 5_000),
    ):
        assert await database.write(told, name) == writer, name
        assert await database.read(told, name) == reader, name


async def test_a_row_that_refers_to_nothing_is_refused(any_database: Database) -> None:
    orphan = text(
        "INSERT INTO account (telegram_id, member_id, bound_at, reachable) VALUES (1, 999, :now, true)"
    )
    with pytest.raises(IntegrityError):
        await any_database.write(lambda session: session.connection().execute(orphan, {"now": NOW}))


async def test_instants_come_back_aware_and_equal(any_database: Database) -> None:
    await any_database.write(
        lambda session: session.connection().execute(insert(JobRun).values(job="j", period="p", at=NOW))
    )
    row = await any_database.read(lambda session: session.get(JobRun, ("j", "p")))
    assert row is not None
    assert row.at == NOW
    assert row.at.tzinfo is not None
