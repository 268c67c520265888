"""What one can sign up for in a month, beside what its plan says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import and_, func, or_
from sqlmodel import Session, col, select

from bot.activities.model import Activity, SignUp
from bot.activities.rules import LIVE, ActivityState, SignUpStatus
from bot.wording import midnight

#: More than this at once is a list to turn over, not an offer.
MOST = 30


@dataclass(frozen=True, slots=True)
class Offer:
    """An activity that is open for sign-up now; ``audience`` says to whom. ``standing``: how the one who is told of it is
    signed up, None for not at all."""

    activity_id: int
    title: str
    starts_at: datetime
    audience: str
    standing: SignUpStatus | None = None


def offers_between(
    session: Session, first: date, last: date, now: datetime, linked: Iterable[int | None]
) -> tuple[Offer, ...]:
    """The activities that are open now and begin, or close their sign-up, on these days (both included); those of the
    plan's items (``linked``) whenever they are. The next first. Later stages of a contest, to which few may come,
    are left out."""
    start, end = midnight(first), midnight(last + timedelta(1))
    ids = {activity_id for activity_id in linked if activity_id is not None}
    within = or_(
        and_(col(Activity.starts_at) >= start, col(Activity.starts_at) < end),
        and_(col(Activity.deadline_at) >= start, col(Activity.deadline_at) < end),
        col(Activity.id).in_(ids),
    )
    rows = session.exec(
        select(Activity.id, Activity.title, Activity.starts_at, Activity.audience)
        .where(
            Activity.state == ActivityState.OPEN,
            col(Activity.stage_of).is_(None),
            col(Activity.starts_at) >= now,
            func.coalesce(Activity.deadline_at, Activity.starts_at) >= now,
            within,
        )
        .order_by(col(Activity.starts_at), col(Activity.id))
        .limit(MOST)
    )
    return tuple(
        Offer(activity_id or 0, title, starts_at, audience)
        for activity_id, title, starts_at, audience in rows
    )


#: By activity and member: how the member is signed up.
Standings = Mapping[tuple[int, int], SignUpStatus]


def standings(
    session: Session, activity_ids: Iterable[int | None], member_id: int | None = None
) -> Standings:
    """Who is signed up for these activities, or waits; of one member alone when ``member_id`` is given."""
    ids = {activity_id for activity_id in activity_ids if activity_id is not None}
    if not ids:
        return {}
    query = select(SignUp.activity_id, SignUp.member_id, SignUp.status).where(
        col(SignUp.activity_id).in_(ids), col(SignUp.status).in_(LIVE)
    )
    if member_id is not None:
        query = query.where(SignUp.member_id == member_id)
    return {(activity_id, of): SignUpStatus(status) for activity_id, of, status in session.exec(query)}


def as_told_to(offers: Iterable[Offer], member_id: int, signed_up: Standings) -> tuple[Offer, ...]:
    """The same offers with the standing of a member."""
    return tuple(replace(offer, standing=signed_up.get((offer.activity_id, member_id))) for offer in offers)
