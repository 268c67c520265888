"""One outbox for every push: reminders, notices, promotions, answers to proposals.

A row is written in the transaction of its cause, under a unique key, one per recipient, with the final text.
It is promised to arrive at least once, normally once, at most three times; the uncertain ones are listed.
Who sends the rows is ``bot.chat.delivery``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from sqlalchemy import BigInteger, Index, bindparam, delete, select, text, update
from sqlmodel import Field, Session, SQLModel
from sqlmodel import select as sqlmodel_select

from bot.message import Message, pack_rows
from bot.storage import insert_into, signal

TOPIC = "outbox"
#: Signalled when a reference has no open row any more.
FINISHED = "outbox.finished"


class OutgoingState(StrEnum):
    """new → sending → sent | unreachable | unconfirmed | cancelled | expired."""

    NEW = "new"
    SENDING = "sending"
    SENT = "sent"
    UNREACHABLE = "unreachable"
    UNCONFIRMED = "unconfirmed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class Priority(IntEnum):
    """What goes first when both are due. Direct answers to a person do not pass through here at all."""

    PERSONAL = 0
    BULK = 1


class Outgoing(SQLModel, table=True):
    """One message to one recipient: a member (wherever the member's account is by then) or a group chat.

    ``due_at`` is when it is to be sent next: a resend moves it. ``trouble`` names the last error, never any text.
    """

    __table_args__ = (
        Index(
            "ix_outgoing_open",
            "priority",
            "due_at",
            "id",
            sqlite_where=text("state = 'new'"),
            postgresql_where=text("state = 'new'"),
        ),
        Index(
            "ix_outgoing_sending",
            "id",
            sqlite_where=text("state = 'sending'"),
            postgresql_where=text("state = 'sending'"),
        ),
        Index("ix_outgoing_reference", "reference", "state"),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    reference: str = ""
    member_id: int | None = Field(default=None, foreign_key="member.id", index=True)
    chat_id: int | None = Field(default=None, sa_type=BigInteger)
    text: str
    buttons: str = "[]"
    priority: int = Priority.PERSONAL
    due_at: datetime
    valid_until: datetime | None = None
    state: str = OutgoingState.NEW
    attempts: int = 0
    unknown_outcomes: int = 0
    sent_at: datetime | None = None
    message_id: int | None = Field(default=None, sa_type=BigInteger)
    trouble: str = ""


class SendingPause(SQLModel, table=True):
    """Until when Telegram told us to send nothing to a chat (``chat_id`` 0: to anybody); a restart obeys it."""

    __tablename__ = "sending_pause"

    chat_id: int = Field(sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    not_before: datetime
    seconds: float


@dataclass(frozen=True, slots=True)
class Totals:
    """How many rows of one reference stand in each state; together they are the audience."""

    by_state: Mapping[OutgoingState, int]

    @property
    def total(self) -> int:
        return sum(self.by_state.values())

    @property
    def open(self) -> int:
        return self.by_state.get(OutgoingState.NEW, 0) + self.by_state.get(OutgoingState.SENDING, 0)


def push(
    session: Session,
    *,
    key: str,
    to: int,
    due_at: datetime,
    message: Message,
    reference: str = "",
    valid_until: datetime | None = None,
    priority: Priority = Priority.PERSONAL,
) -> None:
    """Queue ``message`` for the member ``to``. A second call with the same key changes nothing."""
    push_many(
        session,
        keys={to: key},
        due_at=due_at,
        message=message,
        reference=reference,
        valid_until=valid_until,
        priority=priority,
    )


def push_many(
    session: Session,
    *,
    keys: Mapping[int, str],
    due_at: datetime,
    message: Message,
    reference: str = "",
    valid_until: datetime | None = None,
    priority: Priority = Priority.BULK,
) -> None:
    """Queue the same ``message`` for many members (``keys``: member id → unique key)."""
    if not keys:
        return
    same = {
        "reference": reference,
        "text": message.text,
        "buttons": pack_rows(message.rows),
        "due_at": due_at,
        "valid_until": valid_until,
        "priority": int(priority),
    }
    _insert(session, ({**same, "key": key, "member_id": member_id} for member_id, key in keys.items()))


def push_to_chat(
    session: Session, *, key: str, chat_id: int, due_at: datetime, message: Message, reference: str = ""
) -> None:
    """Queue ``message`` for a group chat."""
    row = {
        "key": key,
        "chat_id": chat_id,
        "reference": reference,
        "text": message.text,
        "buttons": pack_rows(message.rows),
        "due_at": due_at,
        "priority": int(Priority.BULK),
    }
    _insert(session, [row])


def cancel(session: Session, reference: str) -> int:
    """Cancel what is not yet being sent under ``reference``. Returns how many rows."""
    statement = (
        update(Outgoing)
        .where(Outgoing.reference == reference, Outgoing.state == OutgoingState.NEW)  # type: ignore[arg-type]
        .values(state=OutgoingState.CANCELLED)
    )
    return session.connection().execute(statement).rowcount


def totals(session: Session, reference: str) -> Totals:
    """Count the rows under ``reference`` by state."""
    rows = session.connection().execute(
        text("SELECT state, COUNT(*) FROM outgoing WHERE reference = :reference GROUP BY state"),
        {"reference": reference},
    )
    return Totals({OutgoingState(state): count for state, count in rows})


# The state is written out, not bound: only so do the databases see that the index of the waiting rows fits.
_NEXT_DUE = (
    select(Outgoing.due_at)  # type: ignore[call-overload]
    .where(
        text("state = 'new'"),
        Outgoing.priority == bindparam("priority"),
        Outgoing.due_at > bindparam("after"),
    )
    .order_by(Outgoing.due_at)
    .limit(1)
)
_ONE_OPEN = text(
    "SELECT 1 FROM outgoing WHERE reference = :reference AND state IN ('new', 'sending') LIMIT 1"
)


def next_due(session: Session, after: datetime) -> datetime | None:
    """When the next row is due that is not due at ``after`` yet."""
    connection = session.connection()
    dues = [
        connection.execute(_NEXT_DUE, {"priority": int(each), "after": after}).scalar_one_or_none()
        for each in Priority
    ]
    return min((due for due in dues if due is not None), default=None)


def is_open(session: Session, reference: str) -> bool:
    """Whether a row under ``reference`` still waits or is being sent."""
    return session.connection().execute(_ONE_OPEN, {"reference": reference}).first() is not None


def move_chat(session: Session, old_id: int, new_id: int) -> int:
    """A group became a supergroup: what waits for it goes to the new id. Returns how many rows."""
    statement = (
        update(Outgoing)
        .where(
            Outgoing.chat_id == old_id,  # type: ignore[arg-type]
            Outgoing.state.in_([OutgoingState.NEW, OutgoingState.SENDING]),  # type: ignore[attr-defined]
        )
        .values(chat_id=new_id)
    )
    signal(session, TOPIC)
    return session.connection().execute(statement).rowcount


def keep_pause(session: Session, chat_id: int, seconds: float, now: datetime) -> None:
    """Remember that Telegram asked for a pause of ``seconds``; a longer one that runs already stays."""
    until = now + timedelta(seconds=seconds)
    row = session.get(SendingPause, chat_id)
    if row is None:
        session.add(SendingPause(chat_id=chat_id, not_before=until, seconds=seconds))
    elif row.not_before < until:
        row.not_before, row.seconds = until, seconds


def pauses(session: Session, now: datetime) -> dict[int, float]:
    """The seconds left of each pause by chat. A clock that was set back makes none longer than it was."""
    left = {
        row.chat_id: min(row.seconds, (row.not_before - now).total_seconds())
        for row in session.exec(sqlmodel_select(SendingPause))
    }
    return {chat_id: seconds for chat_id, seconds in left.items() if seconds > 0}


def forget_pauses(session: Session, now: datetime) -> None:
    """Delete the pauses that are over."""
    session.connection().execute(delete(SendingPause).where(SendingPause.not_before <= now))  # type: ignore[arg-type]


_DEFAULTS = {
    "state": OutgoingState.NEW.value,
    "attempts": 0,
    "unknown_outcomes": 0,
    "trouble": "",
    "member_id": None,
    "chat_id": None,
    "valid_until": None,
}


def _insert(session: Session, rows: Iterable[Mapping[str, object]]) -> None:
    statement = insert_into(session, Outgoing).on_conflict_do_nothing(index_elements=["key"])
    session.connection().execute(statement, [{**_DEFAULTS, **row} for row in rows])
    signal(session, TOPIC)
