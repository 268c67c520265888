"""Telling everybody signed up that an activity is another one now, and asking again where it matters."""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

from bot import outbox
from bot.activities import rules, texts
from bot.activities.model import Activity, SignUp, Slot
from bot.activities.rules import SignUpStatus
from bot.activities.texts import committee

#: Name, start, end and place of an activity: what people were told.
Known = tuple[str, datetime, datetime | None, str]


def known_of(row: Activity) -> Known:
    """What people were told of an activity."""
    return (row.title, row.starts_at, row.ends_at, row.place)


def tell_change(session: Session, row: Activity, before: Known, moved: timedelta, now: datetime) -> int:
    """Tell everybody signed up what changed, each of the own slot; ``moved``: by how much the slots went. Another time or
    place asks those with a place whether they still come. Returns how many were told."""
    after = known_of(row)
    if after == before:
        return 0
    asks = after[1:] != before[1:]
    if asks:
        session.connection().execute(
            update(SignUp)
            .where(col(SignUp.activity_id) == row.id, col(SignUp.status) == SignUpStatus.PLACED.value)
            .values(answered_at=None)
        )
    live = [status.value for status in rules.LIVE]
    people = session.exec(
        select(SignUp.member_id, SignUp.status, Slot.starts_at, Slot.ends_at)
        .outerjoin(Slot, col(Slot.id) == col(SignUp.slot_id))
        .where(SignUp.activity_id == row.id, col(SignUp.status).in_(live))
        .order_by(col(SignUp.queue))
    ).all()
    groups: dict[tuple[bool, datetime | None, datetime | None], list[int]] = {}
    for member_id, status, starts_at, ends_at in people:
        groups.setdefault((status == SignUpStatus.PLACED, starts_at, ends_at), []).append(member_id)
    for (placed, own_start, own_end), members in groups.items():
        old, new = before, after
        if own_start is not None:
            # Whoever has a slot is told of that, not of the whole morning.
            new = (after[0], own_start, own_end, after[3])
            old = (before[0], own_start - moved, own_end - moved if own_end else None, before[3])
        lines = committee.differences(old, new)
        if lines:
            outbox.push_many(
                session,
                keys={one: f"activity:{row.id}:changed:{row.revision}:{one}" for one in members},
                due_at=now,
                message=texts.changed(before[0], row.id or 0, lines, asks=asks and placed),
                reference=f"activity:{row.id}",
                valid_until=row.starts_at if own_start is None else own_start,
            )
    return len(people)
