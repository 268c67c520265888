"""What is due is read from rows: taken once, in time or marked late, never done twice, never lost without a trace."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import event
from sqlmodel import Session, select

from bot import reminders
from bot.reminders import Reminder, ReminderState
from bot.storage import Database

NOW = datetime(2026, 12, 5, 7, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def schedule(
    database: Database, key: str, due_at: datetime, *, valid: timedelta = 2 * HOUR, subject: int = 1
) -> None:
    database.write_now(
        reminders.schedule,
        key=key,
        kind="test",
        subject_id=subject,
        due_at=due_at,
        valid_until=due_at + valid,
    )


def take(database: Database, now: datetime, limit: int = 20) -> reminders.Taken:
    return database.write_now(reminders.take_due, now, tick=60, limit=limit)


def states(database: Database) -> dict[str, str]:
    return {
        row.key: row.state for row in database.read_now(lambda session: session.exec(select(Reminder)).all())
    }


def test_in_order_and_once(any_database: Database) -> None:
    for hours in (3, 1, 2):
        schedule(any_database, f"in {hours}", NOW + hours * HOUR)
    assert any_database.read_now(reminders.earliest_due) == NOW + HOUR
    assert take(any_database, NOW).taken == 0
    taken = take(any_database, NOW + 2 * HOUR)
    assert [due.key for due in taken.fit] == ["in 1", "in 2"]
    assert [due.late for due in taken.fit] == [True, False]
    assert take(any_database, NOW + 2 * HOUR).taken == 0
    assert any_database.read_now(reminders.earliest_due) == NOW + 3 * HOUR


def test_past_its_window_it_is_missed_and_listed(any_database: Database) -> None:
    schedule(any_database, "old", NOW, valid=HOUR)
    schedule(any_database, "just", NOW, valid=3 * HOUR)
    taken = take(any_database, NOW + 3 * HOUR)
    assert [due.key for due in taken.fit] == ["just"]
    assert [due.key for due in taken.missed] == ["old"]
    assert states(any_database) == {"old": ReminderState.MISSED, "just": ReminderState.DONE}


def test_the_same_key_moves_it_until_it_is_done(any_database: Database) -> None:
    schedule(any_database, "key", NOW)
    schedule(any_database, "key", NOW + HOUR)
    assert take(any_database, NOW).taken == 0
    any_database.write_now(reminders.cancel, "test", 1)
    assert take(any_database, NOW + HOUR).taken == 0
    schedule(any_database, "key", NOW + HOUR)
    assert take(any_database, NOW + HOUR).taken == 1
    schedule(any_database, "key", NOW + HOUR)
    assert take(any_database, NOW + 2 * HOUR).taken == 0


def test_cancelling_one_subject_leaves_the_others(any_database: Database) -> None:
    for subject in (1, 2):
        schedule(any_database, f"of {subject}", NOW, subject=subject)
    any_database.write_now(reminders.cancel, "test", 1)
    assert [due.subject_id for due in take(any_database, NOW).fit] == [2]


def test_a_period_is_claimed_once(any_database: Database) -> None:
    def claim(session: Session, period: str) -> bool:
        return reminders.claim_period(session, "digest", period, NOW)

    assert [any_database.write_now(claim, period) for period in ("1", "1", "2", "1")] == [
        True,
        False,
        True,
        False,
    ]


def test_looking_for_what_is_due_uses_the_index_of_the_waiting(database: Database) -> None:
    statements: list[tuple[str, tuple[object, ...]]] = []

    def note(
        _connection: object, _cursor: object, statement: str, parameters: tuple[object, ...], *_: object
    ) -> None:
        statements.append((statement, parameters))

    event.listen(database._reader_engine, "before_cursor_execute", note)
    database.read_now(reminders.earliest_due)
    event.remove(database._reader_engine, "before_cursor_execute", note)
    event.listen(database._engine, "before_cursor_execute", note)
    take(database, NOW)
    event.remove(database._engine, "before_cursor_execute", note)
    looked = [one for one in statements if "FROM reminder" in one[0]]
    assert len(looked) == 2
    for statement, parameters in looked:
        assert "ix_reminder_waiting" in database.read_now(plan, statement, parameters)


def plan(session: Session, statement: str, parameters: tuple[object, ...]) -> str:
    """How SQLite goes about a statement."""
    return str(session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all())
