"""The record of effects: one row each, and a change of any row shows."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlmodel import Session, select

from bot import audit
from bot.audit import Audit
from bot.storage import Database

NOW = datetime(2026, 12, 5, 7, 0, tzinfo=UTC)


def note(session: Session, number: int, at: datetime = NOW) -> None:
    audit.note(session, number or None, at, "thing.done", f"thing:{number}", n=number, state="新")


def fill(database: Database) -> None:
    for number in range(10):
        database.write_now(note, number)


def test_an_untouched_chain_is_whole(any_database: Database) -> None:
    assert any_database.read_now(audit.first_broken) is None
    fill(any_database)
    assert any_database.read_now(audit.first_broken) is None


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM audit WHERE id = 5",
        "UPDATE audit SET at = 'x' WHERE id = 5",
        "UPDATE audit SET member_id = 99 WHERE id = 5",
        "UPDATE audit SET action = 'x' WHERE id = 5",
        "UPDATE audit SET subject = 'x' WHERE id = 5",
        "UPDATE audit SET detail = '{}' WHERE id = 5",
        "UPDATE audit SET hash = 'x' WHERE id = 5",
        "INSERT INTO audit (id, at, action, subject, detail, hash) VALUES (99, '', 'x', '', '', 'x')",
    ],
)
def test_whatever_is_changed_shows_at_its_place(any_database: Database, change: str) -> None:
    fill(any_database)
    any_database.write_now(lambda session: session.connection().execute(text(change)))
    expected = 6 if change.startswith("DELETE") else 99 if change.startswith("INSERT") else 5
    assert any_database.read_now(audit.first_broken) == expected


def test_what_is_undone_leaves_no_row(any_database: Database) -> None:
    def note_and_fail(session: Session) -> None:
        audit.note(session, 1, NOW, "thing.done", "thing:1")
        raise ValueError("no")

    fill(any_database)
    with pytest.raises(ValueError, match="no"):
        any_database.write_now(note_and_fail)
    fill(any_database)
    assert any_database.read_now(lambda session: len(session.exec(select(Audit)).all())) == 20
    assert any_database.read_now(audit.first_broken) is None


def test_instants_are_kept_in_utc(database: Database) -> None:
    beijing = NOW.astimezone(timezone(timedelta(hours=8)))
    database.write_now(note, 1, beijing)
    assert (
        database.read_now(lambda session: session.exec(select(Audit)).one().at) == "2026-12-05T07:00:00+00:00"
    )
