"""A prepared query gives what SQLAlchemy gives, on both databases."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import ColumnElement, bindparam, func, literal, select, update
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlmodel import Session, col

from bot.members.model import Group, Member
from bot.storage import Database, Prepared

NOW = datetime(2026, 11, 21, 2, 0, 30, 5, tzinfo=UTC)
SINCE = (
    select(
        col(Member.id),
        col(Member.name),
        col(Member.created_at),
        col(Member.hired_on),
        col(Member.retired),
        col(Group.name),
        literal("100 %").label("share"),
    )
    .join(Group, col(Group.id) == col(Member.group_id))
    .where(col(Member.created_at) >= bindparam("since"), col(Member.retired) == bindparam("retired"))
    .where(func.length(col(Member.name)) < 100)
    .order_by(col(Member.id))
    .limit(2)
)


@pytest.fixture
def filled(any_database: Database) -> Database:
    def fill(session: Session) -> None:
        session.add(Group(id=1, name="示例工会"))
        session.flush()
        for number in range(1, 7):
            session.add(
                Member(
                    id=number,
                    name=f"会员{number}",
                    group_id=1,
                    created_at=NOW,
                    hired_on=date(2020, 2, 29) if number % 4 == 0 else None,
                    retired=number % 2 == 0,
                )
            )

    any_database.write_now(fill)
    return any_database


def test_the_same_rows_as_through_sqlalchemy(filled: Database) -> None:
    prepared = Prepared(SINCE)
    for values in ({"since": NOW, "retired": True}, {"since": NOW, "retired": False}):
        usual = filled.read_now(_through_sqlalchemy, values)
        assert filled.read_now(prepared.rows, values) == [tuple(row) for row in usual]
        assert len(usual) == 2
    assert filled.read_now(prepared.rows, {"since": NOW.replace(year=2027), "retired": True}) == []


def _through_sqlalchemy(session: Session, values: dict[str, Any]) -> list[Any]:
    return list(session.connection().execute(SINCE, values))


def test_it_sees_what_its_own_transaction_wrote(filled: Database) -> None:
    prepared = Prepared(SINCE)

    def write(session: Session) -> list[tuple[Any, ...]]:
        session.add(Member(id=70, name="会员70", group_id=1, created_at=NOW.replace(year=2027)))
        session.flush()
        return prepared.rows(session, {"since": NOW.replace(year=2027), "retired": False})

    [row] = filled.write_now(write)
    assert row == (70, "会员70", NOW.replace(year=2027), None, False, "示例工会", "100 %")


def test_what_fails_fails_as_through_sqlalchemy(filled: Database) -> None:
    """Who catches the errors of the database need not know how a query is run."""
    unknown: ColumnElement[int] = func.no_such_function(col(Member.id))
    with pytest.raises((OperationalError, ProgrammingError), match="no_such_function"):
        filled.read_now(Prepared(select(unknown)).rows, {})
    assert filled.read_now(Prepared(select(literal(7))).rows, {}) == [(7,)]


def test_a_list_of_values_is_refused(filled: Database) -> None:
    """Its length would be part of the text."""
    listed = Prepared(select(col(Member.id)).where(col(Member.id).in_([1, 2])))
    with pytest.raises(ValueError, match="IN"):
        filled.read_now(listed.rows, {})


def test_a_change_is_made_once_for_each_of_the_values(filled: Database) -> None:
    """Its own values have the types of the columns, like those that are given."""
    change = Prepared(
        update(Member)
        .where(col(Member.id) == bindparam("number"))
        .values(name=bindparam("new_name"), created_at=bindparam("at"), retired=True)
    )
    later = NOW.replace(year=2027)
    filled.write_now(change.run, [{"number": n, "new_name": f"会员{n}（改）", "at": later} for n in (1, 2)])
    rows = filled.read_now(Prepared(SINCE).rows, {"since": later, "retired": True})
    assert [(row[0], row[1], row[2]) for row in rows] == [
        (1, "会员1（改）", later),
        (2, "会员2（改）", later),
    ]
