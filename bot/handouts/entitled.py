"""A hand-out, whom it is for, what may be chosen of it, and who may give it out."""

from datetime import datetime

from sqlmodel import Session, col, select

from bot.handouts import texts
from bot.handouts.model import Chosen, Handout, Volunteer
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


def helps(session: Session, handout_id: int, member_id: int) -> bool:
    """Whether this member gives out this one thing by the codes that people show."""
    return session.get(Volunteer, (handout_id, member_id)) is not None


def check_gives_out(session: Session, actor: Actor, *, handout_id: int) -> Handout:
    """The hand-out, for a leader, the committee or a volunteer of it. Raises Refused."""
    row = find_handout(session, handout_id)
    if not helps(session, handout_id, actor.member_id):
        require_giving(actor)
    return row


def items_of(row: Handout) -> tuple[str, ...]:
    """What one chooses between; empty when there is nothing to choose."""
    return tuple(row.items.split("\n")) if row.items else ()


def chosen_of(session: Session, handout_id: int, member_ids: list[int] | None = None) -> dict[int, str]:
    """The chosen item by member, of all or of some."""
    query = select(Chosen).where(Chosen.handout_id == handout_id)
    if member_ids is not None:
        query = query.where(col(Chosen.member_id).in_(member_ids))
    return {one.member_id: one.item for one in session.exec(query)}
