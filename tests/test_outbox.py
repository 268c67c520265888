"""The outbox as the concepts use it, and what the dispatcher keeps beside it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from bot import outbox
from bot.members.model import Group, Member
from bot.message import Message
from bot.outbox import Outgoing, OutgoingState
from bot.storage import Database

NOW = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
MEMBERS = [1, 2, 3]


@pytest.fixture
def database(any_database: Database) -> Database:
    def prepare(session: Session) -> None:
        session.add(Group(id=1, name="第一小组"))
        session.flush()
        for number in MEMBERS:
            session.add(Member(id=number, name=f"会员{number}", group_id=1, created_at=NOW))

    any_database.write_now(prepare)
    return any_database


def push_all(session: Session, reference: str = "notice:1", message: str = "通知") -> None:
    keys = {member: f"{reference}:{member}" for member in MEMBERS}
    outbox.push_many(session, keys=keys, due_at=NOW, message=Message(message), reference=reference)


def rows(database: Database) -> list[Outgoing]:
    return database.read_now(lambda session: list(session.exec(select(Outgoing).order_by("id"))))


def test_the_same_key_changes_nothing(database: Database) -> None:
    database.write_now(push_all)
    database.write_now(push_all, message="另一条")
    assert [(row.member_id, row.text, row.state) for row in rows(database)] == [
        (member, "通知", OutgoingState.NEW) for member in MEMBERS
    ]


def test_a_push_falls_with_its_cause(database: Database) -> None:
    def fails(session: Session) -> None:
        push_all(session)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        database.write_now(fails)
    assert rows(database) == []


def test_totals_add_up_whatever_happens(database: Database) -> None:
    database.write_now(push_all)
    first = rows(database)[0]

    def send_one(session: Session) -> None:
        row = session.get_one(Outgoing, first.id)
        row.state = OutgoingState.SENDING

    database.write_now(send_one)
    assert database.write_now(outbox.cancel, "notice:1") == 2
    totals = database.read_now(outbox.totals, "notice:1")
    assert totals.by_state == {OutgoingState.SENDING: 1, OutgoingState.CANCELLED: 2}
    assert (totals.total, totals.open) == (3, 1)
    assert database.read_now(outbox.is_open, "notice:1")
    assert not database.read_now(outbox.is_open, "notice:2")


def test_the_next_due_instant(database: Database) -> None:
    assert database.read_now(outbox.next_due, NOW) is None
    for minutes, key in ((10, "b"), (5, "a"), (-5, "past")):
        due_at = NOW + timedelta(minutes=minutes)
        database.write_now(outbox.push, key=key, to=1, due_at=due_at, message=Message(key))
    assert database.read_now(outbox.next_due, NOW) == NOW + timedelta(minutes=5)


def test_a_group_that_moved(database: Database) -> None:
    for key, chat in (("a", -7), ("b", -8)):
        database.write_now(outbox.push_to_chat, key=key, chat_id=chat, due_at=NOW, message=Message(key))
    assert database.write_now(outbox.move_chat, -7, -1007) == 1
    assert [row.chat_id for row in rows(database)] == [-1007, -8]


def test_pauses_are_kept_and_the_longer_one_counts(database: Database) -> None:
    database.write_now(outbox.keep_pause, 0, 30.0, NOW)
    database.write_now(outbox.keep_pause, 0, 5.0, NOW)
    database.write_now(outbox.keep_pause, 7, 3.0, NOW)
    assert database.read_now(outbox.pauses, NOW + timedelta(seconds=10)) == {0: 20.0}
    assert database.read_now(outbox.pauses, NOW - timedelta(days=365)) == {0: 30.0, 7: 3.0}, (
        "a clock that was set back makes no pause longer"
    )
    database.write_now(outbox.forget_pauses, NOW + timedelta(seconds=10))
    assert database.read_now(outbox.pauses, NOW) == {0: 30.0}
