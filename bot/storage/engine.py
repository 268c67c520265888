"""Engines for the two databases, set up so that what was committed stays committed."""

import sqlite3
from typing import Any

from sqlalchemy import Engine, MetaData, create_engine, event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.pool import QueuePool
from sqlmodel import SQLModel

BUSY_TIMEOUT_MS = 5_000

#: Every constraint has a name, so that migrations can change it on both databases.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata: MetaData = SQLModel.metadata
metadata.naming_convention = NAMING
# Rows come from typed code and from the database: the validators of nearly all tables are never asked for.
SQLModel.model_config["defer_build"] = True


def is_sqlite(url: str) -> bool:
    """Whether the database URL names an SQLite file."""
    return make_url(url).get_backend_name() == "sqlite"


def open_engine(url: str, *, writing: bool, pool_size: int = 1) -> Engine:
    """An engine for ``url`` (``sqlite:///FILE`` or ``postgresql://…``).

    A writing engine has one connection and begins every transaction with the write lock; a reading one
    refuses to write.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
        options = " ".join((*_given_options(parsed), "-c timezone=UTC"))
        if not writing:
            options += " -c default_transaction_read_only=on"
        return create_engine(
            parsed, pool_size=pool_size, max_overflow=0, pool_pre_ping=True, connect_args={"options": options}
        )
    engine = create_engine(
        parsed,
        poolclass=QueuePool,
        pool_size=pool_size,
        max_overflow=0,
        connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000},
    )
    _prepare_sqlite(engine, writing=writing)
    return engine


def _given_options(url: URL) -> tuple[str, ...]:
    """What the URL itself asks the server for (``?options=…``)."""
    given = url.query.get("options", ())
    return (given,) if isinstance(given, str) else given


def _prepare_sqlite(engine: Engine, *, writing: bool) -> None:
    @event.listens_for(engine, "connect")
    def on_connect(connection: sqlite3.Connection, _record: Any) -> None:
        # The driver's own transaction control commits before DDL and begins too late; ours is explicit.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        if writing:
            cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA secure_delete = ON")
        if not writing:
            cursor.execute("PRAGMA query_only = ON")
        cursor.close()

    begin = "BEGIN IMMEDIATE" if writing else "BEGIN"

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        # The driver's own call: through SQLAlchemy it costs more than the whole transaction of a short question.
        driver: Any = connection.connection.driver_connection
        driver.execute(begin)
