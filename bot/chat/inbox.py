"""The durable inbox: an update is committed here before Telegram is told that we have it.

States: waiting → done | quarantined. ``effect_at`` is written in the transaction of the update's effect, so
that an update whose effect is stored is never handled a second time, even if the process died before answering.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Index, UniqueConstraint, bindparam, delete, select, text, update
from sqlmodel import Field, Session, SQLModel

from bot.storage import Prepared, insert_into

KEEP_FOR = timedelta(days=7)


class ReceivedState(StrEnum):
    """What became of an update."""

    WAITING = "waiting"
    DONE = "done"
    QUARANTINED = "quarantined"


class Received(SQLModel, table=True):
    """One update as it came. ``raw`` is emptied when it is done; the rest stays a week to know doubles."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("update_id", "digest"),
        Index(
            "ix_inbox_waiting",
            "id",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(
            "ix_inbox_waiting_of",
            "sender",
            "id",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_inbox_received_at", "received_at"),
        # An id names an update for ever (see Turn.request) and the lanes only look ahead: it must never come again.
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    update_id: int = Field(sa_type=BigInteger)
    digest: str
    sender: int = Field(sa_type=BigInteger)
    raw: str | None
    received_at: datetime
    state: str = ReceivedState.WAITING
    effect_at: datetime | None = None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An update that waits to be handled."""

    id: int
    sender: int
    raw: str
    effect_stored: bool = False


def sender_of(update: object) -> int:
    """Whose order this update belongs to: the user's id, else the chat's, else 0."""
    if not isinstance(update, dict):
        return 0
    for key, content in update.items():
        if key == "update_id" or not isinstance(content, dict):
            continue
        for owner in (content.get("from"), content.get("user"), content.get("chat")):
            if isinstance(owner, dict) and fits(owner.get("id")):
                return int(owner["id"])
    return 0


def fits(number: object) -> bool:
    """Whether it is an integer that both databases can hold."""
    return type(number) is int and abs(number) < 2**63


_columns = (Received.id, Received.sender, Received.raw, Received.effect_at)
# Written out, not bound: only so do the databases see that the index of the waiting rows fits.
_waiting = text("state = 'waiting'")
_AFTER = (
    select(*_columns)  # type: ignore[call-overload]
    .where(_waiting, Received.id > bindparam("after"))
    .order_by(Received.id)
    .limit(bindparam("most"))
)
_AFTER_OF = (
    select(*_columns)  # type: ignore[call-overload]
    .where(_waiting, Received.sender == bindparam("sender"), Received.id > bindparam("after"))
    .order_by(Received.id)
    .limit(bindparam("most"))
)
_STANDING = select(Received.state, Received.effect_at).where(Received.id == bindparam("received_id"))  # type: ignore[call-overload]
_SETTLE = Prepared(
    update(Received)
    .where(Received.id == bindparam("received_id"))  # type: ignore[arg-type]
    .values(state=bindparam("new_state"), raw=None, trouble=bindparam("new_trouble"))
)
_EFFECT = Prepared(
    update(Received)
    .where(Received.id == bindparam("received_id"))  # type: ignore[arg-type]
    .values(effect_at=bindparam("now"))
)


def store(session: Session, updates: Iterable[Any], now: datetime) -> list[Waiting]:
    """Keep the raw updates in the order given; doubles (same id, same content) are left out.

    What is not a JSON object with an integer ``update_id`` is kept under id 0 and will be quarantined.
    """
    connection = session.connection()
    insert = insert_into(session, Received).on_conflict_do_nothing(index_elements=["update_id", "digest"])
    statement = insert.returning(Received.id)  # type: ignore[call-overload]
    stored = []
    for content in updates:
        raw = json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        update_id = content.get("update_id", 0) if isinstance(content, dict) else 0
        if not fits(update_id):
            update_id = 0
        sender = sender_of(content)
        row_id = connection.execute(
            statement,
            {
                "update_id": update_id,
                "digest": hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest(),
                "sender": sender,
                "raw": raw.encode("utf-8", "replace").decode(),
                "received_at": now,
                "state": ReceivedState.WAITING.value,
                "trouble": "",
            },
        ).scalar_one_or_none()
        if row_id is not None:
            stored.append(Waiting(row_id, sender, raw))
    return stored


def waiting_after(session: Session, after: int, most: int) -> list[Waiting]:
    """The waiting updates with an id above ``after``, oldest first."""
    rows = session.connection().execute(_AFTER, {"after": after, "most": most}).all()
    return [Waiting(row[0], row[1], row[2], row[3] is not None) for row in rows]


def waiting_of(session: Session, sender: int, after: int, most: int) -> list[Waiting]:
    """The same for one sender."""
    rows = session.connection().execute(_AFTER_OF, {"sender": sender, "after": after, "most": most}).all()
    return [Waiting(row[0], row[1], row[2], row[3] is not None) for row in rows]


@dataclass(frozen=True, slots=True)
class Standing:
    """How far an update got: whether it is settled, and whether its effect is stored."""

    settled: bool
    effect_stored: bool


def standing_of(session: Session, received_id: int) -> Standing:
    """How far an update got; one that is not there any more is settled."""
    row = session.connection().execute(_STANDING, {"received_id": received_id}).first()
    if row is None:
        return Standing(settled=True, effect_stored=True)
    return Standing(row.state != ReceivedState.WAITING, row.effect_at is not None)


def finish(session: Session, items: Sequence[int]) -> None:
    """The updates with these ids are handled; their content is forgotten."""
    _settle(session, items, ReceivedState.DONE, "")


def quarantine(session: Session, received_id: int, trouble: str) -> None:
    """The update cannot be understood by the program; ``trouble`` is the class of the error, never text."""
    _settle(session, [received_id], ReceivedState.QUARANTINED, trouble)


def mark_effect(session: Session, received_id: int, now: datetime) -> None:
    """Say, in the transaction of the effect, that this update must not be handled again."""
    _EFFECT.run(session, [{"received_id": received_id, "now": now}])


def forget_old(session: Session, now: datetime) -> int:
    """Delete what was settled more than a week ago. Returns how many rows."""
    statement = delete(Received).where(
        Received.received_at < now - KEEP_FOR,  # type: ignore[arg-type]
        Received.state != ReceivedState.WAITING,  # type: ignore[arg-type]
    )
    return session.connection().execute(statement).rowcount


def _settle(session: Session, received_ids: Sequence[int], state: ReceivedState, trouble: str) -> None:
    same = {"new_state": state.value, "new_trouble": trouble}
    _SETTLE.run(session, [{"received_id": each, **same} for each in received_ids])
