"""The schema of the database: brought up to date on request, refused when it does not fit the program."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect

from bot.storage.engine import metadata, open_engine

# Every start asks for the state, hardly any changes the schema: alembic (and with it mako) is loaded when it does.
if TYPE_CHECKING:
    from alembic.config import Config

_FOLDER = Path(__file__).parent / "migrations"


class SchemaState(StrEnum):
    """How the schema in the database stands to the one this program needs."""

    EMPTY = "empty"
    OLDER = "older"
    CURRENT = "current"
    NEWER = "newer"


class BrokenReferences(Exception):
    """The named tables hold rows that refer to rows that are not there."""


def state(url: str) -> SchemaState:
    """Compare the database's revision with the newest one of the program. Changes nothing."""
    known = revisions()
    with _connection(url, writing=False) as connection:
        tables = inspect(connection).get_table_names()
        if "alembic_version" not in tables:
            return SchemaState.OLDER if tables else SchemaState.EMPTY
        current = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    if current == known[-1]:
        return SchemaState.CURRENT
    return SchemaState.OLDER if current is None or current in known else SchemaState.NEWER


def revisions() -> list[str]:
    """The revisions of the program, oldest first. They are numbered, and a migration's file begins with its number."""
    return sorted(path.name.partition("_")[0] for path in (_FOLDER / "versions").glob("[0-9]*_*.py"))


def upgrade(url: str) -> None:
    """Bring the schema to the newest revision, in one transaction: a kill leaves the old or the new one.

    Raises BrokenReferences, with nothing changed, when rows would point to rows that are not there.
    """
    from alembic import command

    with _connection(url) as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            # A table is changed by making it anew; dropping the old one must not delete what refers to it.
            connection.connection.driver_connection.execute("PRAGMA foreign_keys = OFF")  # type: ignore[union-attr]
        with connection.begin():
            command.upgrade(_config(connection), "head")
            if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
                raise BrokenReferences(", ".join(sorted({row[0] for row in broken})))


def draft_revision(url: str, message: str) -> None:
    """Write the next migration from the difference between the tables and the database at ``url``."""
    from alembic import command

    number = f"{len(revisions()) + 1:04}"
    with _connection(url) as connection:
        command.revision(_config(connection), message, autogenerate=True, rev_id=number)


def differences(url: str) -> list[object]:
    """What a migration would still have to change; empty when migrations and tables agree."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with _connection(url, writing=False) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))


def _config(connection: Connection) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["connection"] = connection
    return config


@contextmanager
def _connection(url: str, *, writing: bool = True) -> Iterator[Connection]:
    engine = open_engine(url, writing=writing)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()
