"""Leaving the union: the places somebody held go back with the membership, in one transaction."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from bot import audit
from bot.activities import rules
from bot.activities.contests import teams
from bot.activities.limits import lock
from bot.activities.model import Activity, SignUp
from bot.activities.own import find_own
from bot.activities.places import release, starts_of
from bot.activities.rules import SignUpStatus
from bot.members import roles
from bot.members.rules import Actor


@dataclass(frozen=True, slots=True)
class Left:
    """Who left, and the names of the activities where a place, or a place in the queue, was given back."""

    name: str
    activities: tuple[str, ...]


def leave_union(session: Session, actor: Actor, now: datetime, *, member_id: int, on: date) -> Left:
    """The member has left the union on ``on``: unbound, without office, and signed up for nothing that is to come;
    who waited for those places gets them. What has begun stays as it was. Raises Refused as ``roles.leave`` does."""
    name = roles.leave(session, actor, now, member_id=member_id, on=on)
    signed_up = session.exec(
        select(SignUp.activity_id)
        .join(Activity, col(Activity.id) == col(SignUp.activity_id))
        .where(
            SignUp.member_id == member_id,
            col(SignUp.status).in_([status.value for status in rules.LIVE]),
            col(Activity.state).in_([state.value for state in rules.PUBLISHED]),
        )
        # Always in this order: two transactions that lock several activities must not wait for each other.
        .order_by(col(SignUp.activity_id))
    ).all()
    given_back = []
    for activity_id in sorted({*signed_up, *teams.joined_by(session, member_id)}):
        activity = lock(session, activity_id)
        teams.drop_member(session, activity, member_id, name, now)
        own = find_own(session, activity_id, member_id)
        if own is None or own.status not in rules.LIVE:
            continue
        if rules.may_leave(activity.state, starts_of(session, activity, own.slot_id), now):
            release(session, activity, own, SignUpStatus.CANCELLED, now)
            audit.note(
                session, actor.member_id, now, "sign_up.cancelled", f"sign_up:{own.id}", activity=activity_id
            )
            given_back.append(activity.title)
    return Left(name, tuple(given_back))
