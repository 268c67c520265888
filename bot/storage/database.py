"""The database as the bot sees it: ``await write(fn, …)`` and ``await read(fn, …)``.

All writes go through one thread. The functions that wait are run in one transaction, each under its own
savepoint, and nobody is answered before the commit (group commit): a refusal undoes only itself, the order
of writes is the order of asking, and a slow disk is paid once for many. Short questions share a transaction too.
"""

import asyncio
import contextlib
import logging
import queue
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from bot.storage.engine import is_sqlite, open_engine
from bot.storage.journal import Journal

P = ParamSpec("P")
T = TypeVar("T")

BATCH = 256
READERS = 4
DEADLOCK_ATTEMPTS = 3
#: Before it begins, the writer waits this share of what a commit takes, at most so many seconds: whoever was answered
#: by the last commit asks for the next thing now, and would otherwise wait for two commits instead of one.
GATHER_SHARE = 0.2
GATHER_SECONDS = 0.005
LEAST_SLEEP_SECONDS = 0.0002
#: What may be written later goes with the next transaction, at the latest after this.
LATER_SECONDS = 0.05
_SQLITE_TROUBLES = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_NOMEM,
}
_log = logging.getLogger(__name__)


class _TransactionLost(Exception):
    """The transaction of a batch is gone, by the work at the position ``at``; the cause is the error that broke it."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at


class StorageUnavailable(Exception):
    """The database cannot be used now (disk full, locked, gone).

    What was asked is not stored, unless the connection broke in the very commit: whoever asks again uses a
    unique key, or looks first.
    """


@dataclass(slots=True)
class _Work:
    run: Callable[[Session], Any]
    #: Who waits for it; nobody for what is written later.
    done: "asyncio.Future[Any] | queue.SimpleQueue[Any] | None" = None
    result: Any = None
    error: BaseException | None = None
    deadlocks: int = 0


@dataclass(slots=True, kw_only=True)
class _Later(_Work):
    fn: Callable[[Session, Sequence[Any]], None]
    items: list[Any]


#: None: look whether there is something else to do, or the end.
_Queue = queue.SimpleQueue[_Work | None]


def signal(session: Session, topic: str) -> None:
    """Tell the listeners of the database, after the commit, that ``topic`` has something new."""
    session.info.setdefault("signals", set()).add(topic)


class Database:
    """One writer thread, one for short questions and a few for long ones, over one URL."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.sqlite = is_sqlite(url)
        self._engine = open_engine(url, writing=True)
        self._reader_engine = open_engine(url, writing=False, pool_size=READERS + 1)
        self._journal = Journal(url, self._engine)
        self._queue: _Queue = queue.SimpleQueue()
        self._questions: _Queue = queue.SimpleQueue()
        self._later: dict[Callable[[Session, Sequence[Any]], None], list[Any]] = {}
        self._later_since = self._commit_seconds = 0.0
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        self._listeners: list[tuple[str, asyncio.AbstractEventLoop, Callable[[], None]]] = []
        self._closed = False
        self._lock = threading.Lock()
        self._threads = [
            threading.Thread(target=self._write_for_ever, name="writer", daemon=True),
            threading.Thread(target=self._look_up_for_ever, name="looking up", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    # -- asking -------------------------------------------------------------------------------------------

    async def write(self, fn: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``fn(session, …)`` in the writer's next transaction; return after the commit.

        Raises what ``fn`` raised (its changes undone), or StorageUnavailable when the commit failed.
        ``fn`` may be run again after a deadlock: it must touch nothing but the session.
        """
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._put(self._queue, _Work(lambda session: fn(session, *args, **kwargs), future))
        return await future

    def write_later(self, fn: Callable[[Session, Sequence[T]], None], item: T) -> None:
        """Have ``fn(session, items)`` run soon with all items given for it, before anything asked for after this.

        For what nobody waits for: it goes with the next transaction, and is kept until one succeeds.
        """
        loop = asyncio.get_running_loop()
        with self._lock:
            if self._closed:
                raise StorageUnavailable("closed")
            if not self._later:
                self._later_since = time.monotonic()
                loop.call_later(LATER_SECONDS, self._queue.put, None)
            self._later.setdefault(fn, []).append(item)

    def write_now(self, fn: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same for code without an event loop (command line, tests)."""
        answer: queue.SimpleQueue[_Work] = queue.SimpleQueue()
        self._put(self._queue, _Work(lambda session: fn(session, *args, **kwargs), answer))
        work = answer.get()
        if work.error is not None:
            raise work.error
        result: T = work.result
        return result

    async def read(self, fn: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``fn(session, …)`` on a reader thread; it sees everything answered so far and cannot write.

        Raises what ``fn`` raised, or StorageUnavailable when the database cannot be read.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._readers, lambda: self.read_now(fn, *args, **kwargs))

    async def look_up(self, fn: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """``read`` for a short question: those asked at the same time are answered together, one after another."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._put(self._questions, _Work(lambda session: fn(session, *args, **kwargs), future))
        return await future

    def read_now(self, fn: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same in the calling thread."""
        try:
            with Session(self._reader_engine, expire_on_commit=False) as session:
                return fn(session, *args, **kwargs)
        except OperationalError as error:
            raise _as_told(error) from error.__cause__

    def listen(self, topic: str, listener: Callable[[], None]) -> None:
        """Call ``listener()`` in the running event loop after each commit that signalled ``topic``."""
        self._listeners.append((topic, asyncio.get_running_loop(), listener))

    @property
    def waiting(self) -> int:
        """How many writes wait for the writer."""
        return self._queue.qsize()

    def close(self) -> None:
        """Finish what was asked, then let go of the files. A second call does nothing."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
        self._queue.put(None)
        self._questions.put(None)
        for thread in self._threads:
            thread.join()
        self._readers.shutdown()
        self._engine.dispose()
        self._reader_engine.dispose()

    # -- the writer ---------------------------------------------------------------------------------------

    def _put(self, waiting: _Queue, work: _Work) -> None:
        with self._lock:
            if self._closed:
                raise StorageUnavailable("closed")
            waiting.put(work)

    def _write_for_ever(self) -> None:
        while not (self._closed and self._queue.empty()):
            first = self._queue.get()
            if (
                first is None
                and not self._closed
                and time.monotonic() < self._later_since + LATER_SECONDS / 2
            ):
                continue  # what this was to remind of went along before; the rest has a reminder of its own
            gather = min(self._commit_seconds * GATHER_SHARE, GATHER_SECONDS)
            if gather > LEAST_SLEEP_SECONDS:
                time.sleep(gather)
            batch = _all_waiting(self._queue, first)
            later = self._take_later()
            if later or batch:
                self._run(later, batch)
                self._journal.shorten()

    def _take_later(self) -> list[_Later]:
        with self._lock:
            later, self._later = self._later, {}
        return [_Later(_with_items(fn, items), fn=fn, items=items) for fn, items in later.items()]

    def _run(self, later: list[_Later], batch: list[_Work]) -> None:
        signals = self._store([*later, *batch])
        self._answer(batch)
        for work in later:
            if isinstance(work.error, StorageUnavailable):
                with self._lock:
                    self._later[work.fn] = [*work.items, *self._later.get(work.fn, ())]
            elif work.error is not None:
                _log.error("what was to be written later is refused", exc_info=work.error)
        for topic, loop, listener in self._listeners:
            if topic in signals:
                with contextlib.suppress(RuntimeError):  # the loop has ended
                    loop.call_soon_threadsafe(listener)

    def _store(self, batch: Sequence[_Work]) -> set[str]:
        """Commit all, in order. What breaks the common transaction gets one of its own, to break no other."""
        signals: set[str] = set()
        parts = deque([batch])
        while parts:
            part = parts.popleft()
            try:
                signals |= self._commit(part)
            except _TransactionLost as lost:
                if len(part) > 1:
                    before, at, after = part[: lost.at], part[lost.at : lost.at + 1], part[lost.at + 1 :]
                    parts.extendleft(some for some in (after, at, before) if some)
                elif self._may_try_again(part[0], lost.__cause__):
                    parts.appendleft(part)
        return signals

    @staticmethod
    def _may_try_again(work: _Work, error: BaseException | None) -> bool:
        work.error = _as_told(error) if error is not None else None
        work.deadlocks += _is_deadlock(error)
        return _is_deadlock(error) and work.deadlocks < DEADLOCK_ATTEMPTS

    def _commit(self, batch: Sequence[_Work]) -> set[str]:
        """Run all in one transaction. Raises _TransactionLost when nothing is stored and all may be run again."""
        try:
            with (
                self._engine.connect() as connection,
                connection.begin(),
                Session(connection, expire_on_commit=False) as session,
            ):
                for at, work in enumerate(batch):
                    self._run_under_savepoint(connection, session, work, at)
                signals: set[str] = session.info.get("signals", set())
                begun = time.perf_counter()
            self._commit_seconds += (time.perf_counter() - begun - self._commit_seconds) / 8
        except _TransactionLost:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, those who wait must be told
            # All of it is undone; even a refusal may have rested on what is undone now.
            _log.error("commit failed: %s", type(error).__name__)
            for work in batch:
                work.error = _unavailable(error)
            return set()
        return signals

    @staticmethod
    def _run_under_savepoint(connection: Connection, session: Session, work: _Work, at: int) -> None:
        # The driver's own call: through the SQL compiler a savepoint costs more than most of the functions.
        driver: Any = connection.connection.driver_connection
        driver.execute("SAVEPOINT work")
        try:
            work.result = work.run(session)
            session.flush()
            driver.execute("RELEASE work")
            work.error = None
        except BaseException as error:
            # After a deadlock only the end of the whole transaction lets go of the locks that the others took.
            lost = connection.invalidated or not session.is_active or not _in_transaction(connection)
            if lost or _is_deadlock(error):
                raise _TransactionLost(at) from error
            driver.execute("ROLLBACK TO work")
            work.error = _as_told(error)
        finally:
            # The next function must not see objects that this one left stale.
            session.expunge_all()

    # -- short questions ----------------------------------------------------------------------------------

    def _look_up_for_ever(self) -> None:
        while not (self._closed and self._questions.empty()):
            batch = _all_waiting(self._questions, self._questions.get())
            with Session(self._reader_engine, expire_on_commit=False) as session:
                for work in batch:
                    try:
                        work.result = work.run(session)
                    except Exception as error:  # noqa: BLE001 - it is for the one who asked
                        work.error = _as_told(error)
                        session.rollback()
            self._answer(batch)

    # -- answering ----------------------------------------------------------------------------------------

    @staticmethod
    def _answer(batch: list[_Work]) -> None:
        by_loop: dict[asyncio.AbstractEventLoop, list[_Work]] = {}
        for work in batch:
            if isinstance(work.done, asyncio.Future):
                by_loop.setdefault(work.done.get_loop(), []).append(work)
            elif work.done is not None:
                work.done.put(work)
        for loop, works in by_loop.items():
            # The loop may have ended meanwhile; then nobody waits for the answer any more.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(_resolve, works)


def _all_waiting(waiting: _Queue, first: _Work | None) -> list[_Work]:
    batch = [first] if first is not None else []
    with contextlib.suppress(queue.Empty):
        while len(batch) < BATCH:
            if (more := waiting.get_nowait()) is not None:
                batch.append(more)
    return batch


def _with_items(fn: Callable[[Session, Sequence[Any]], None], items: list[Any]) -> Callable[[Session], None]:
    return lambda session: fn(session, items)


def _as_told(error: BaseException) -> BaseException:
    return _unavailable(error) if _is_of_the_machine(error) else error


def _unavailable(error: BaseException) -> StorageUnavailable:
    unavailable = StorageUnavailable(type(error).__name__)
    unavailable.__cause__ = error
    return unavailable


def _in_transaction(connection: Connection) -> bool:
    """SQLite may end the whole transaction by itself, for instance when the disk is full."""
    driver = connection.connection.driver_connection
    return driver.in_transaction if isinstance(driver, sqlite3.Connection) else True


def _is_of_the_machine(error: BaseException) -> bool:
    """Full disk, lock, lost server; on SQLite the same class also tells of wrong SQL, which is a bug."""
    if not isinstance(error, OperationalError):
        return False
    code = getattr(error.orig, "sqlite_errorcode", None)
    return code is None or code & 0xFF in _SQLITE_TROUBLES


def _is_deadlock(error: BaseException | None) -> bool:
    """PostgreSQL gave up a transaction that waited for another one in a circle."""
    return isinstance(error, OperationalError) and getattr(error.orig, "sqlstate", None) in {"40P01", "40001"}


def _resolve(works: list[_Work]) -> None:
    for work in works:
        if not isinstance(work.done, asyncio.Future) or work.done.done():
            continue
        if work.error is not None:
            work.done.set_exception(work.error)
        else:
            work.done.set_result(work.result)
