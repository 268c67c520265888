"""The database as the bot sees it: ``await write(fn, …)`` and ``await read(fn, …)``.

All writes go through one thread. The functions that wait are run in one transaction, each under its own
savepoint, and nobody is answered before the commit (group commit): a refusal undoes only itself, the order
of writes is the order of asking, and a slow disk is paid once for many.
"""

import asyncio
import contextlib
import logging
import queue
import sqlite3
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from bot.storage.engine import is_sqlite, open_engine

P = ParamSpec("P")
T = TypeVar("T")

BATCH = 256
READERS = 4
DEADLOCK_ATTEMPTS = 3
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
    done: "asyncio.Future[Any] | queue.SimpleQueue[Any]"
    result: Any = None
    error: BaseException | None = None
    deadlocks: int = 0


def signal(session: Session, topic: str) -> None:
    """Tell the listeners of the database, after the commit, that ``topic`` has something new."""
    session.info.setdefault("signals", set()).add(topic)


class Database:
    """One writer thread and a few reader threads over one URL."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.sqlite = is_sqlite(url)
        self._engine = open_engine(url, writing=True)
        self._reader_engine = open_engine(url, writing=False, pool_size=READERS)
        self._queue: queue.SimpleQueue[_Work | None] = queue.SimpleQueue()
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        self._listeners: list[tuple[str, asyncio.AbstractEventLoop, Callable[[], None]]] = []
        self._closed = False
        self._closing = threading.Lock()
        self._writer = threading.Thread(target=self._write_for_ever, name="writer", daemon=True)
        self._writer.start()

    # -- asking -------------------------------------------------------------------------------------------

    async def write(self, fn: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``fn(session, …)`` in the writer's next transaction; return after the commit.

        Raises what ``fn`` raised (its changes undone), or StorageUnavailable when the commit failed.
        ``fn`` may be run again after a deadlock: it must touch nothing but the session.
        """
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._put(_Work(lambda session: fn(session, *args, **kwargs), future))
        return await future

    def write_now(self, fn: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same for code without an event loop (command line, tests)."""
        answer: queue.SimpleQueue[_Work] = queue.SimpleQueue()
        self._put(_Work(lambda session: fn(session, *args, **kwargs), answer))
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

    def read_now(self, fn: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same in the calling thread."""
        try:
            with Session(self._reader_engine, expire_on_commit=False) as session:
                return fn(session, *args, **kwargs)
        except OperationalError as error:
            if _is_of_the_machine(error):
                raise StorageUnavailable(type(error.orig).__name__) from error
            raise

    def listen(self, topic: str, listener: Callable[[], None]) -> None:
        """Call ``listener()`` in the running event loop after each commit that signalled ``topic``."""
        self._listeners.append((topic, asyncio.get_running_loop(), listener))

    @property
    def waiting(self) -> int:
        """How many writes wait for the writer."""
        return self._queue.qsize()

    def close(self) -> None:
        """Finish what was asked, then let go of the files. A second call does nothing."""
        with self._closing:
            if self._closed:
                return
            self._closed = True
            self._queue.put(None)
        self._writer.join()
        self._readers.shutdown()
        self._engine.dispose()
        self._reader_engine.dispose()

    # -- the writer ---------------------------------------------------------------------------------------

    def _put(self, work: _Work) -> None:
        with self._closing:
            if self._closed:
                raise StorageUnavailable("closed")
            self._queue.put(work)

    def _write_for_ever(self) -> None:
        while (first := self._queue.get()) is not None:
            batch = [first]
            ended = False
            with contextlib.suppress(queue.Empty):
                while len(batch) < BATCH:
                    more = self._queue.get_nowait()
                    if more is None:
                        ended = True
                        break
                    batch.append(more)
            self._run(batch)
            if ended:
                return

    def _run(self, batch: list[_Work]) -> None:
        signals = self._store(batch)
        self._answer(batch)
        for topic, loop, listener in self._listeners:
            if topic in signals:
                with contextlib.suppress(RuntimeError):  # the loop has ended
                    loop.call_soon_threadsafe(listener)

    def _store(self, batch: list[_Work]) -> set[str]:
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
        work.error = _unavailable(error) if error is not None and _is_of_the_machine(error) else error
        work.deadlocks += _is_deadlock(error)
        return _is_deadlock(error) and work.deadlocks < DEADLOCK_ATTEMPTS

    def _commit(self, batch: list[_Work]) -> set[str]:
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
            work.error = _unavailable(error) if _is_of_the_machine(error) else error
        finally:
            # The next function must not see objects that this one left stale.
            session.expunge_all()

    @staticmethod
    def _answer(batch: list[_Work]) -> None:
        by_loop: dict[asyncio.AbstractEventLoop, list[_Work]] = {}
        for work in batch:
            if isinstance(work.done, asyncio.Future):
                by_loop.setdefault(work.done.get_loop(), []).append(work)
            else:
                work.done.put(work)
        for loop, works in by_loop.items():
            # The loop may have ended meanwhile; then nobody waits for the answer any more.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(_resolve, works)


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
