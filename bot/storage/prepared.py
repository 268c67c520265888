"""The statement of a hot path: put into SQL once, then run by the driver itself."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect, Select, Update
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Form:
    """The statement for one kind of database. ``order``: the names of its values where they are told by place."""

    sql: str
    order: tuple[str, ...] | None
    given: Mapping[str, Any]
    inward: tuple[tuple[str, Convert], ...]
    outward: tuple[tuple[int, Convert], ...]


class Prepared:
    """A SELECT or UPDATE without lists of values (``IN``), on SQLite and PostgreSQL.

    What SQLAlchemy does for each execution (finding the compiled form, events, rows that know their names) takes several
    times as long as a short query itself; here it is done once. Values and columns have the types of the statement.
    """

    def __init__(self, statement: Select[*tuple[Any, ...]] | Update) -> None:
        self._statement = statement
        self._forms: dict[str, _Form] = {}

    def rows(self, session: Session, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """All rows, as plain tuples in the order of the columns. Raises what SQLAlchemy raises, and ValueError for a
        statement with a list of values."""
        connection = session.connection()
        form = self._form(connection.dialect)
        with _cursor(connection, form) as cursor:
            cursor.execute(form.sql, _told(form, values))
            found: list[tuple[Any, ...]] = list(cursor.fetchall())
        return [_converted(row, form.outward) for row in found] if form.outward else found

    def run(self, session: Session, each: Sequence[Mapping[str, Any]]) -> None:
        """The statement once for each of these values. Raises as ``rows`` does."""
        connection = session.connection()
        form = self._form(connection.dialect)
        with _cursor(connection, form) as cursor:
            cursor.executemany(form.sql, [_told(form, values) for values in each])

    def _form(self, dialect: Dialect) -> _Form:
        return self._forms.get(dialect.name) or self._prepare(dialect)

    def _prepare(self, dialect: Dialect) -> _Form:
        compiled = self._statement.compile(dialect=dialect)
        if any(bind.expanding for bind in compiled.binds.values()):
            raise ValueError("the text of a statement with IN depends on its values")
        inward = [
            (name, bind.type.dialect_impl(dialect).bind_processor(dialect))
            for name, bind in compiled.binds.items()
            if name
            in compiled.params  # a value of the statement itself stands there under a second name, too
        ]
        outward = [
            (place, column.type.dialect_impl(dialect).result_processor(dialect, None))
            for place, column in enumerate(
                self._statement.selected_columns if isinstance(self._statement, Select) else ()
            )
        ]
        form = self._forms[dialect.name] = _Form(
            str(compiled),
            tuple(compiled.positiontup) if compiled.positiontup else None,
            compiled.params,
            tuple((name, convert) for name, convert in inward if convert),
            tuple((place, convert) for place, convert in outward if convert),
        )
        return form


@contextmanager
def _cursor(connection: Connection, form: _Form) -> Iterator[Any]:
    driver, dialect = connection.connection, connection.dialect
    cursor = driver.cursor()
    try:
        yield cursor
    except dialect.loaded_dbapi.Error as error:
        raise DBAPIError.instance(
            form.sql, None, error, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect
        ) from error
    finally:
        cursor.close()


def _told(form: _Form, values: Mapping[str, Any]) -> Mapping[str, Any] | list[Any]:
    told = {**form.given, **values}
    for name, convert in form.inward:
        told[name] = convert(told[name])
    return [told[name] for name in form.order] if form.order else told


def _converted(row: tuple[Any, ...], outward: tuple[tuple[int, Convert], ...]) -> tuple[Any, ...]:
    fields = list(row)
    for place, convert in outward:
        fields[place] = convert(fields[place])
    return tuple(fields)
