"""Only one process may work with a database: two pollers would take each other's updates."""

import time
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from filelock import FileLock, Timeout

# It is the first thing a start does; an SQLite file is locked without loading what speaks to databases.
if TYPE_CHECKING:
    from sqlalchemy import Connection

_LEASE = 7_261_000
_TAKE = f"SELECT pg_try_advisory_lock({_LEASE})"
_ATTEMPTS = 10
_SECONDS_BETWEEN = 0.1


class AlreadyRunning(Exception):
    """Another process works with this database."""


class OnlyInstance(AbstractContextManager["OnlyInstance"]):
    """Held while the process works; the system lets go of it when the process dies, however it dies."""

    def __init__(self, url: str, data_dir: Path) -> None:
        self._url = url
        database = _file_of(url)
        # However the file is named, by a link or from another folder, the lock is the same.
        self._file = FileLock(f"{Path(database).resolve()}.lock" if database else data_dir / "unionbot.lock")
        self._lease: Connection | None = None
        self._shared = database is None

    def __enter__(self) -> Self:
        """Raises AlreadyRunning within a second instead of waiting, StorageUnavailable for a folder that cannot be
        written, and what the driver raises for a server that is away."""
        try:
            Path(self._file.lock_file).parent.mkdir(parents=True, exist_ok=True)
            self._file.acquire(blocking=False)
        except Timeout as error:
            raise AlreadyRunning from error
        except OSError as error:
            from bot.storage import StorageUnavailable

            raise StorageUnavailable(type(error).__name__) from error
        if self._shared:
            # Several machines may share a PostgreSQL database; their file locks do not meet.
            try:
                self._take_lease()
            except BaseException:
                self._let_go()
                raise
        return self

    def _take_lease(self) -> None:
        from bot.storage import open_engine

        self._lease = open_engine(self._url, writing=False).connect()
        for _ in range(_ATTEMPTS):
            taken = self._lease.exec_driver_sql(_TAKE).scalar()
            self._lease.commit()
            if taken:
                return
            # The server may not have noticed yet that a process of ours has just died.
            time.sleep(_SECONDS_BETWEEN)
        raise AlreadyRunning

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._let_go()

    def _let_go(self) -> None:
        if self._lease is not None:
            self._lease.close()
            self._lease.engine.dispose()
            self._lease = None
        self._file.release()


def _file_of(url: str) -> str | None:
    """The file behind an SQLite URL, as SQLAlchemy reads it; None for a server."""
    parts = urlsplit(url, allow_fragments=False)
    return parts.path.removeprefix("/") if parts.scheme.partition("+")[0] == "sqlite" else None
