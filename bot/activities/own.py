"""The own sign-up of a member, read together with the activity it belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, select
from sqlmodel import Session, col

from bot.activities import texts
from bot.activities.limits import (
    LOCKED,
    Locked,
    lock,
    locked_of,
)
from bot.activities.model import Activity, SignUp
from bot.activities.rules import SignUpStatus
from bot.refused import Refused


@dataclass(frozen=True, slots=True)
class Own:
    """A member's sign-up, live or not."""

    id: int
    status: SignUpStatus
    people: int
    queue: int
    revision: int
    slot_id: int | None
    quotas: str
    offered_until: datetime | None
    member_id: int
    answered_at: datetime | None


_OWN_COLUMNS = tuple(col(getattr(SignUp, name)) for name in Own.__dataclass_fields__)


_of_member = col(SignUp.member_id) == bindparam("member_id")


_OWN = select(*_OWN_COLUMNS).where(col(SignUp.activity_id) == bindparam("activity_id"), _of_member)


_BOTH = (
    select(*LOCKED, *_OWN_COLUMNS)
    .select_from(Activity)
    .outerjoin(SignUp, and_(col(SignUp.activity_id) == col(Activity.id), _of_member))
    .where(col(Activity.id) == bindparam("activity_id"))
)


def find_own(session: Session, activity_id: int, member_id: int) -> Own | None:
    """A member's sign-up, live or not, or None."""
    keys = {"activity_id": activity_id, "member_id": member_id}
    row = session.connection().execute(_OWN, keys).first()
    return _own_of(row) if row is not None else None


def _own_of(row: Sequence[Any]) -> Own:
    return Own(row[0], SignUpStatus(row[1]), *row[2:])


def lock_both(session: Session, activity_id: int, member_id: int) -> tuple[Locked, Own | None]:
    """The activity, locked, and the member's sign-up.

    On SQLite, where the transaction has the only write lock from its beginning, one query does; elsewhere the sign-up
    must be read after the lock is had.
    """
    if session.connection().dialect.name != "sqlite":
        return lock(session, activity_id), find_own(session, activity_id, member_id)
    session.flush()
    row = session.connection().execute(_BOTH, {"activity_id": activity_id, "member_id": member_id}).first()
    if row is None:
        raise Refused("gone", texts.gone())
    width = len(LOCKED)
    return locked_of(row[:width]), _own_of(row[width:]) if row[width] is not None else None
