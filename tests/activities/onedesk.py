"""What the machines run on: one database in memory, one transaction for each example, undone at its end.

What is tested there are the use cases, not the storage: they run on the real schema, each under a savepoint, and a
look at everything that matters is a handful of plain statements.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from sqlmodel import Session

from bot.storage import Database, open_engine
from tests.activities.conftest import Union


class OneDesk:
    """Runs use cases as the database does, one at a time. ``begin`` and ``undo`` enclose an example."""

    def __init__(self) -> None:
        self._connection = open_engine("sqlite://", writing=True).connect()
        self._connection.begin()
        self._session = Session(self._connection, expire_on_commit=False)
        self._driver: Any = self._connection.connection.driver_connection

    def write_now(self, fn: Callable[..., Any], *args: Any, **facts: Any) -> Any:
        """Run a use case; what it raises undoes it."""
        self._driver.execute("SAVEPOINT work")
        try:
            result = fn(self._session, *args, **facts)
            self._session.flush()
        except BaseException:
            self._driver.execute("ROLLBACK TO work")
            raise
        finally:
            self._driver.execute("RELEASE work")
            self._session.expunge_all()
        return result

    read_now = write_now

    def begin(self) -> None:
        """From here on everything will be undone."""
        self._driver.execute("SAVEPOINT example")

    def undo(self) -> None:
        """Back to where it began."""
        self._driver.execute("ROLLBACK TO example")
        self._driver.execute("RELEASE example")

    def ask(self, sql: str, *facts: Any) -> list[tuple[Any, ...]]:
        """The rows of a plain statement."""
        rows: list[tuple[Any, ...]] = self._driver.execute(sql, facts).fetchall()
        return rows


def union_in_memory() -> tuple[OneDesk, Union]:
    """A small union on a desk of its own."""
    desk = OneDesk()
    return desk, Union(cast("Database", desk))


def instant(stored: str | None) -> datetime | None:
    """A time as SQLite keeps it."""
    return datetime.fromisoformat(stored).replace(tzinfo=UTC) if stored else None


def _numbers(stored: str) -> frozenset[int]:
    return frozenset(int(part) for part in stored.split(",") if part)


@dataclass(frozen=True, slots=True)
class Row:
    """A live sign-up as it is stored."""

    id: int
    member_id: int
    status: str
    people: int
    queue: int
    slot_id: int | None
    quotas: frozenset[int]
    offered_until: datetime | None
    revision: int


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything of one activity that decides about places. ``slots``: begin, capacity and counter; ``quotas``: kind,
    whom it is for, capacity and counter; ``told``: keys and members of the messages that came since the last look."""

    state: str
    starts_at: datetime
    closes_at: datetime
    deadline_at: datetime | None
    capacity: int | None
    counters: tuple[int, int, int]
    draw: bool
    compulsory: bool
    offer_hours: int | None
    rows: tuple[Row, ...]
    slots: dict[int, tuple[datetime, int, int]]
    quotas: dict[int, tuple[str, str, int, int]]
    told: frozenset[tuple[str, int]]
    last_message: int

    @property
    def by_member(self) -> dict[int, Row]:
        return {row.member_id: row for row in self.rows}

    @property
    def waiting(self) -> list[Row]:
        """Who waits, in the order of coming."""
        return [row for row in self.rows if row.status == "waiting"]

    @property
    def held(self) -> list[Row]:
        return [row for row in self.rows if row.status != "waiting"]


def look(desk: OneDesk, activity_id: int, last_message: int = 0) -> Seen:
    """How an activity stands."""
    [facts] = desk.ask(
        "SELECT state, starts_at, COALESCE(last_start_at, starts_at), deadline_at, capacity, placed, waiting,"
        " waiting_parties, draw, compulsory, offer_hours FROM activity WHERE id = ?",
        activity_id,
    )
    rows = desk.ask(
        "SELECT id, member_id, status, people, queue, slot_id, quotas, offered_until, revision FROM sign_up"
        " WHERE activity_id = ? AND status IN ('placed', 'offered', 'waiting') ORDER BY queue",
        activity_id,
    )
    slots = desk.ask(
        "SELECT id, starts_at, capacity, placed FROM activity_slot WHERE activity_id = ? ORDER BY starts_at",
        activity_id,
    )
    quotas = desk.ask(
        "SELECT id, kind, ref, capacity, placed FROM activity_quota WHERE activity_id = ?", activity_id
    )
    told = desk.ask("SELECT id, key, member_id FROM outgoing WHERE id > ? ORDER BY id", last_message)
    state, starts_at, closes_at, deadline_at, capacity, placed, waiting, parties, *rest = facts
    return Seen(
        state,
        datetime.fromisoformat(starts_at).replace(tzinfo=UTC),
        datetime.fromisoformat(closes_at).replace(tzinfo=UTC),
        instant(deadline_at),
        capacity,
        (placed, waiting, parties),
        bool(rest[0]),
        bool(rest[1]),
        rest[2],
        tuple(Row(*[*row[:6], _numbers(row[6]), instant(row[7]), row[8]]) for row in rows),
        {row[0]: (datetime.fromisoformat(row[1]).replace(tzinfo=UTC), row[2], row[3]) for row in slots},
        {row[0]: (row[1], row[2], row[3], row[4]) for row in quotas},
        frozenset((key, member_id) for _, key, member_id in told),
        told[-1][0] if told else last_message,
    )
