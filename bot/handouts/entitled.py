"""A hand-out, whom it is for, and who may give it out."""

from datetime import datetime

from sqlmodel import Session, select

from bot.handouts import texts
from bot.handouts.model import Handout
from bot.members import audience_query
from bot.members.audience import Audience, matches
from bot.members.rules import Actor, Right, may, reach
from bot.refused import Refused
from bot.wording import local


def entitled(session: Session, row: Handout, now: datetime) -> list[int]:
    """The members it is for today."""
    return audience_query.members_of(session, Audience.from_text(row.audience), local(now).date())


def is_for(session: Session, row: Handout, member_id: int, now: datetime) -> bool:
    """Whether this member may collect it today."""
    facts = audience_query.facts_of(session, member_id)
    return facts is not None and matches(Audience.from_text(row.audience), facts, local(now).date())


def find_handout(session: Session, handout_id: int, *, lock: bool = False) -> Handout:
    """Raises Refused when there is none."""
    query = select(Handout).where(Handout.id == handout_id)
    row = session.exec(query.with_for_update() if lock else query).first()
    if row is None:
        raise Refused("gone", texts.gone())
    return row


def require_management(actor: Actor) -> None:
    """Raises Refused for everybody who does not announce hand-outs."""
    if not may(actor, Right.MANAGE_ACTIVITIES):
        raise Refused("no_right", texts.no_right())


def require_giving(actor: Actor) -> None:
    """Raises Refused for everybody who looks after no group."""
    if reach(actor, Right.CHASE_GROUP) == frozenset():
        raise Refused("no_right", texts.no_right())
