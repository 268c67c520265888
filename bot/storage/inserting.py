"""INSERT that knows what to do with a row that is there already: both databases have it, each as its own class."""

from typing import TYPE_CHECKING

from sqlmodel import Session, SQLModel

if TYPE_CHECKING:
    from sqlalchemy.dialects.postgresql import Insert as PostgresqlInsert
    from sqlalchemy.dialects.sqlite import Insert as SqliteInsert


def insert_into(session: Session, table: type[SQLModel]) -> "SqliteInsert | PostgresqlInsert":
    """The INSERT of the session's database, with ``on_conflict_do_nothing`` and ``on_conflict_do_update``."""
    # Imported late: a bot on one of the databases needs not load the other one's dialect.
    if session.connection().dialect.name == "sqlite":
        from sqlalchemy.dialects import sqlite

        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table)
