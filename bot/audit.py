"""Who did what when: one row per effect, chained by hashes so that a missing or changed row shows."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import text
from sqlmodel import Field, Session, SQLModel

_LAST = text("SELECT hash FROM audit ORDER BY id DESC LIMIT 1")
_LOCK = text("SELECT pg_advisory_xact_lock(7261001)")
_INSERT = text(
    "INSERT INTO audit (at, member_id, action, subject, detail, hash)"
    " VALUES (:at, :member_id, :action, :subject, :detail, :hash)"
)
_ALL = text("SELECT id, at, member_id, action, subject, detail, hash FROM audit ORDER BY id")


class Audit(SQLModel, table=True):
    """One effect. ``at`` is an ISO instant in UTC as text, because the hash covers it to the letter."""

    id: int | None = Field(default=None, primary_key=True)
    at: str
    member_id: int | None = None
    action: str = Field(index=True)
    subject: str
    detail: str = "{}"
    hash: str


def note(
    session: Session,
    member_id: int | None,
    now: datetime,
    action: str,
    subject: str,
    **detail: str | int | bool | None,
) -> None:
    """Write that ``member_id`` (None: the bot itself) did ``action`` (``sign_up.taken``) to ``subject``
    (``sign_up:12``). ``detail`` holds ids, numbers and states, never what people wrote."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(_LOCK)
    previous = connection.execute(_LAST).scalar_one_or_none() or ""
    row = {
        "at": now.astimezone(UTC).isoformat(),
        "member_id": member_id,
        "action": action,
        "subject": subject,
        "detail": json.dumps(detail, ensure_ascii=False, sort_keys=True),
    }
    connection.execute(_INSERT, {**row, "hash": _hash(previous, row)})


def first_broken(session: Session) -> int | None:
    """The id of the first row that does not fit its predecessor, or None when the chain is whole."""
    previous = ""
    for row in session.connection().execute(_ALL).mappings():
        fields = {key: row[key] for key in ("at", "member_id", "action", "subject", "detail")}
        if row["hash"] != _hash(previous, fields):
            broken: int = row["id"]
            return broken
        previous = row["hash"]
    return None


def _hash(previous: str, row: Mapping[str, object]) -> str:
    canonical = json.dumps([previous, *row.values()], ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
