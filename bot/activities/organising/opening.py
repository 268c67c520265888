"""The sign-up opens at a set time: until then people may ask to be told, and are told once.

Nothing is switched at that time: whether people may sign up is decided by the time at which they press.
"""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session, col, delete, select

from bot import audit, outbox, reminders
from bot.activities.card import Card, activity_card, card_of
from bot.activities.contests.part import part_of
from bot.activities.eligibility import audience_of
from bot.activities.limits import SHOWN
from bot.activities.model import Activity
from bot.activities.organising.model import OpeningWish
from bot.activities.organising.texts import managing as committee
from bot.activities.rules import ActivityState
from bot.activities.texts import cards
from bot.members import audience_query
from bot.members.rules import Actor
from bot.refused import Refused
from bot.reminders import Due
from bot.storage import signal
from bot.wording import local

OPENING = "activity.opening"


def check(opens_at: datetime | None, until: datetime, now: datetime) -> None:
    """Raises Refused unless the opening is to come and before ``until``, when the sign-up ends."""
    if opens_at is not None and not now < opens_at < until:
        raise Refused("opening", committee.bad_opening(opens_at, until))


def schedule(session: Session, row: Activity, now: datetime) -> None:
    """Set the moment at which people are told, or take it back."""
    activity_id = row.id or 0
    reminders.cancel(session, OPENING, activity_id)
    if row.opens_at is not None and row.opens_at > now:
        reminders.schedule(
            session,
            key=f"{OPENING}:{activity_id}:{row.opens_at:%Y%m%d%H%M}",
            kind=OPENING,
            subject_id=activity_id,
            due_at=row.opens_at,
            valid_until=row.deadline_at or row.starts_at,
        )


def wish(session: Session, actor: Actor, now: datetime, *, activity_id: int, wants: bool) -> Card:
    """Ask to be told when the sign-up opens, or take it back. Once it is open, or for somebody it is not for, nothing is
    kept. Returns the card as it is now. Raises Refused as ``activity_card`` does."""
    card = activity_card(session, actor, now, activity_id=activity_id)
    row = session.get(OpeningWish, (activity_id, actor.member_id))
    if wants and row is None and card.may_wish:
        session.add(OpeningWish(activity_id=activity_id, member_id=actor.member_id, asked_at=now))
    elif not wants and row is not None:
        session.delete(row)
    else:
        return card
    session.flush()
    audit.note(session, actor.member_id, now, "activity.opening_wish", f"activity:{activity_id}", wants=wants)
    return activity_card(session, actor, now, activity_id=activity_id)


def open_due(session: Session, now: datetime, due: Due) -> None:
    """The sign-up is open: tell those who asked, and have the cards in group chats say so."""
    row = session.get(Activity, due.subject_id)
    if row is None or row.state != ActivityState.OPEN or row.opens_at is None or row.opens_at > now:
        return
    tell(session, row, now, late=due.late)


def tell(session: Session, row: Activity, now: datetime, *, late: bool = False) -> int:
    """Tell whoever asked for it that the sign-up is open, once. Returns how many."""
    activity_id = row.id or 0
    signal(session, SHOWN)
    audience = audience_of(row.audience)
    wishing = set(
        session.exec(select(OpeningWish.member_id).where(OpeningWish.activity_id == activity_id)).all()
    )
    if not wishing:
        return 0
    members = [
        one for one in audience_query.members_of(session, audience, local(now).date()) if one in wishing
    ]
    card = card_of(row, audience_query.describe(session, audience), now)
    # Nobody has a part in it yet: what a stranger sees.
    card = replace(card, part=part_of(session, activity_id, 0))
    outbox.push_many(
        session,
        keys={
            one: f"activity:{activity_id}:opened:{row.opens_at or now:%Y%m%d%H%M}:{one}" for one in members
        },
        due_at=now,
        message=cards.opened(card, late=late),
        reference=f"activity:{activity_id}",
        valid_until=row.deadline_at or row.starts_at,
        priority=outbox.Priority.PERSONAL,
    )
    session.connection().execute(delete(OpeningWish).where(col(OpeningWish.activity_id) == activity_id))
    return len(members)
