"""The file of a backup: an SQLite database of its own, whichever database it was taken from.

What is still to be handled or filled in (updates, open forms, uploads) and the text of messages that are out stay
behind. The table ``backup`` says when it was taken, of which schema, from which database, and how many rows it holds.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import (
    Connection,
    MetaData,
    Table,
    bindparam,
    create_engine,
    func,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.engine import make_url

from bot.storage.engine import is_sqlite, metadata, open_engine

CHUNK = 1_000
#: Tables that hold only what is under way.
UNDER_WAY = ("dialog", "plan_upload", "roster_upload")
_SETTLED_TEXT = "UPDATE outgoing SET text = '', buttons = '[]' WHERE state NOT IN ('new', 'sending')"
_REVISION = "alembic_version"
_ABOUT = "backup"


class BadBackup(Exception):
    """The file is not a whole backup; ``reason`` is one of "no backup", "damaged", "incomplete"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class About:
    """What a backup says of itself. ``counts``: rows by table."""

    made_at: datetime
    revision: str
    from_sqlite: bool
    counts: Mapping[str, int]


def make(url: str, file: Path, now: datetime) -> About:
    """Take a backup of the database at ``url`` into the new ``file``, of one moment, while the bot may be at work.

    The file is checked before it gets its name, and only its owner may read it.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    try:
        if is_sqlite(url):
            _copy_sqlite(Path(str(make_url(url).database)), part)
        else:
            _copy_rows_from_server(url, part)
        about = _trim(part, now, from_sqlite=is_sqlite(url))
        read(part)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    return about


def read(file: Path) -> About:
    """What a backup says of itself, after checking that it is whole. Raises BadBackup."""
    if not file.is_file():
        raise BadBackup("no backup")
    try:
        with closing(_open(file, read_only=True)) as connection:
            if connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise BadBackup("damaged")
            if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
                raise BadBackup("incomplete")
            tables = _tables(connection)
            if _ABOUT not in tables:
                raise BadBackup("no backup")
            row = connection.execute("SELECT made_at, revision, from_sqlite, counts FROM backup").fetchone()
            counts = {table: _count(connection, table) for table in tables if table != _ABOUT}
    except sqlite3.DatabaseError as error:
        raise BadBackup("damaged") from error
    if row is None or counts != json.loads(row[3]):
        raise BadBackup("incomplete")
    return About(datetime.fromisoformat(row[0]), row[1], bool(row[2]), counts)


def rows_of(url: str) -> dict[str, int]:
    """How many rows each table of a database holds; nothing when there is no database."""
    if is_sqlite(url) and not Path(str(make_url(url).database)).exists():
        return {}
    with _reading(url) as connection:
        return {
            name: connection.execute(select(func.count()).select_from(text(f'"{name}"'))).scalar_one()
            for name in sorted(inspect(connection).get_table_names())
        }


def write_file(backup: Path, target: Path) -> None:
    """Make the SQLite file ``target`` (new) from a backup of an SQLite file."""
    target.touch(mode=0o600)
    with closing(_open(backup, read_only=True)) as source, closing(_open(target)) as copy:
        source.backup(copy)
        copy.execute(f"DROP TABLE {_ABOUT}")


def write_rows(backup: Path, connection: Connection) -> None:
    """Put the rows of a backup in place of those in the tables behind ``connection``, in its transaction."""
    ordered = metadata.sorted_tables
    for table in reversed(ordered):
        connection.execute(table.delete())
    source_engine = create_engine(f"sqlite:///{backup}")
    with source_engine.connect() as source:
        for table in ordered:
            _copy_table(source, table, connection, table)
    source_engine.dispose()
    if connection.dialect.name == "postgresql":
        _reset_sequences(connection)


# -- making ------------------------------------------------------------------------------------------------


def _copy_sqlite(source: Path, part: Path) -> None:
    with closing(_open(source, read_only=True)) as database, closing(_open(part)) as copy:
        database.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")


def _copy_rows_from_server(url: str, part: Path) -> None:
    """Table by table, from one snapshot; the tables as they are there, whatever version they have."""
    with _reading(url) as source:
        there = MetaData()
        there.reflect(source)
        portable = MetaData()
        for table in there.sorted_tables:
            copy = table.to_metadata(portable)
            copy.indexes.clear()
            for column in copy.columns:
                column.server_default = None
                column.type = column.type.as_generic()
        engine = create_engine(f"sqlite:///{part}")
        with engine.begin() as target:
            portable.create_all(target)
            for table in there.sorted_tables:
                _copy_table(source, table, target, portable.tables[table.name])
        engine.dispose()


def _copy_table(source: Connection, table: Table, target: Connection, copy: Table) -> None:
    """Copy all rows. What refers to the same table is filled in when all its rows are there."""
    own = [column.name for column in copy.columns if any(map(column.references, copy.primary_key))]
    later = []
    rows = source.execution_options(yield_per=CHUNK).execute(select(table))
    for chunk in rows.mappings().partitions(CHUNK):
        target.execute(insert(copy), [{**row, **dict.fromkeys(own)} for row in chunk])
        later += [{"key": row["id"], **{name: row[name] for name in own}} for row in chunk if own]
    if later:
        fill = (
            copy.update().where(copy.c.id == bindparam("key")).values({name: bindparam(name) for name in own})
        )
        target.execute(fill, later)


def _trim(part: Path, now: datetime, *, from_sqlite: bool) -> About:
    """Leave out what a backup need not hold, and write down what it holds."""
    with closing(_open(part)) as connection:
        tables = _tables(connection)
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("BEGIN")
        for table in set(UNDER_WAY) & set(tables):
            connection.execute(f'DELETE FROM "{table}"')  # noqa: S608 - a name of ours
        if "inbox" in tables:
            connection.execute("DELETE FROM inbox WHERE state = 'waiting'")
        if "outgoing" in tables:
            connection.execute(_SETTLED_TEXT)
        counts = {table: _count(connection, table) for table in tables}
        revision = (
            str(connection.execute(f"SELECT version_num FROM {_REVISION}").fetchone()[0])  # noqa: S608
            if _REVISION in tables
            else ""
        )
        connection.execute(f"CREATE TABLE {_ABOUT} (made_at, revision, from_sqlite, counts)")
        connection.execute(
            f"INSERT INTO {_ABOUT} VALUES (?, ?, ?, ?)",  # noqa: S608 - a name of ours
            (now.isoformat(), revision, from_sqlite, json.dumps(counts)),
        )
        connection.execute("COMMIT")
        # What was deleted leaves the file too.
        connection.execute("VACUUM")
    return About(now, revision, from_sqlite, counts)


def _open(file: Path, *, read_only: bool = False) -> sqlite3.Connection:
    mode = "ro" if read_only else "rwc"
    return sqlite3.connect(
        f"{file.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None, timeout=30
    )


def _tables(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    return sorted(row[0] for row in rows)


def _count(connection: sqlite3.Connection, table: str) -> int:
    return int(connection.execute(f'SELECT COUNT(*) FROM "{table}"').fetchone()[0])  # noqa: S608


@contextmanager
def _reading(url: str) -> Iterator[Connection]:
    """One snapshot of a database."""
    engine = open_engine(url, writing=False)
    try:
        if engine.dialect.name == "postgresql":
            # SQLite reads one snapshot in a transaction anyway.
            engine = engine.execution_options(isolation_level="REPEATABLE READ")
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _reset_sequences(connection: Connection) -> None:
    """Numbers go on after the highest that came in with the rows."""
    for table in metadata.sorted_tables:
        column = table.autoincrement_column
        if column is None:
            continue
        sequence = connection.execute(
            text("SELECT pg_get_serial_sequence(:name, :column)"),
            {"name": f'"{table.name}"', "column": column.name},
        ).scalar()
        if sequence is not None:
            highest = connection.execute(select(func.max(column))).scalar()
            connection.execute(
                text("SELECT setval(CAST(:sequence AS regclass), :value, :used)"),
                {"sequence": sequence, "value": highest or 1, "used": highest is not None},
            )
