"""SQLite's write-ahead log, kept short while there are always readers."""

import logging
import sqlite3
import time
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.storage.engine import BUSY_TIMEOUT_MS, is_sqlite

LONGEST = 8 * 1024 * 1024
#: So long the writer may wait for a moment without readers; and how long it then lets the log be, if there was none.
WAIT_MS = 100
REST_SECONDS = 2.0
#: Looking at the length costs as much as a small transaction: it is done after so many.
LOOK_EVERY = 8
_log = logging.getLogger(__name__)


class Journal:
    """The log beside one SQLite file; a server looks after its own.

    SQLite begins its log anew only when a commit finds nobody reading what stands in it. With many readers that moment
    never comes by itself: in a trial the log grew larger than the database.
    """

    def __init__(self, url: str, engine: Engine) -> None:
        self._file = Path(f"{make_url(url).database}-wal") if is_sqlite(url) else None
        self._engine = engine
        self._not_before = 0.0
        #: Transactions since the last look.
        self._unseen = 0

    def shorten(self) -> None:
        """Empty the log if it has grown long. For the one thread that writes, between its transactions."""
        self._unseen = (self._unseen + 1) % LOOK_EVERY
        if self._unseen:
            return
        try:
            if self._file and time.monotonic() > self._not_before and self._file.stat().st_size > LONGEST:
                self._empty()
        except (OSError, sqlite3.Error, SQLAlchemyError) as error:
            # Who writes next is told what is wrong with the disk.
            self._not_before = time.monotonic() + REST_SECONDS
            _log.warning("the log of the database stays long: %s", type(error).__name__)

    def _empty(self) -> None:
        connection = self._engine.raw_connection()
        cursor = connection.cursor()
        try:
            cursor.execute(f"PRAGMA busy_timeout = {WAIT_MS}")
            [(busy, *_)] = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
            cursor.close()
            connection.close()
        if busy:
            self._not_before = time.monotonic() + REST_SECONDS
