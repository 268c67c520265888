"""The terms of an activity, looked up: how its places are given and passed on, what to prepare."""

from datetime import datetime
from typing import Protocol

from sqlmodel import Session

from bot import outbox
from bot.activities.limits import Locked
from bot.activities.model import Activity
from bot.activities.rules_terms import Way
from bot.activities.terms.model import Terms
from bot.activities.terms.texts import arranging as term_texts
from bot.wording import local


class Giving(Protocol):
    """What an activity says of how its places are given; ``draw``: not at the sign-up."""

    @property
    def id(self) -> int | None: ...

    @property
    def draw(self) -> bool: ...


def terms_of(session: Session, activity_id: int) -> Terms:
    """The terms of an activity; the usual ones where none were set."""
    return session.get(Terms, activity_id) or Terms(activity_id=activity_id)


def way_of(session: Session, activity: Giving) -> Way:
    """How the places of an activity are given from here on. One look-up, and none where they are given at once."""
    if not activity.draw or activity.id is None:
        return Way.FIRST
    row = session.get(Terms, activity.id)
    return Way(row.way) if row is not None and row.way != Way.FIRST else Way.DRAW


def tell_who_decides(session: Session, activity: Locked, now: datetime) -> None:
    """Somebody waits for a yes: who opened the activity hears of it, once a day."""
    outbox.push(
        session,
        key=f"activity:{activity.id}:decide:{local(now).date().isoformat()}",
        to=session.get_one(Activity, activity.id).created_by,
        due_at=now,
        message=term_texts.decide_soon(activity),
        reference=f"activity:{activity.id}",
        valid_until=activity.closes_at,
    )
