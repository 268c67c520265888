"""Handing over: once for each member, to somebody else where the member wishes, and back when it was a mistake."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, delete, select

from bot import audit, outbox
from bot.handouts import rules, texts
from bot.handouts.entitled import find_handout, is_for
from bot.handouts.model import Collection
from bot.members.groups import tree
from bot.members.model import Member
from bot.members.rules import Actor, Right, reach
from bot.refused import Refused

LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Person:
    """A member who may collect. ``given_by`` and ``at``: who handed it over already, and when."""

    handout_id: int
    title: str
    member_id: int
    name: str
    group: str
    at: datetime | None = None
    given_by: str = ""
    proxy: str = ""


def find_person(session: Session, actor: Actor, now: datetime, *, handout_id: int, code: str) -> Person:
    """Whose code this is. Raises Refused: no such code, not within the actor's reach."""
    row = find_handout(session, handout_id)
    read = rules.read_code(code)
    if read is None or not rules.fits(row.secret, *read):
        raise Refused("code", texts.wrong_code())
    return person(session, actor, now, handout_id=handout_id, member_id=read[0])


def person(session: Session, actor: Actor, now: datetime, *, handout_id: int, member_id: int) -> Person:
    """One who may collect. Raises Refused: rights, not entitled."""
    row = find_handout(session, handout_id)
    member = session.get(Member, member_id)
    if member is None or not _gives_to(actor, member):
        raise Refused("gone", texts.not_yours())
    taken = _collection(session, handout_id, member_id)
    if taken is None and not is_for(session, row, member_id, now):
        raise Refused("not_entitled", texts.not_entitled(member.name, row.title))
    group = tree(session).path(member.group_id)
    found = Person(handout_id, row.title, member_id, member.name, group)
    if taken is None:
        return found
    giver = session.get_one(Member, taken.given_by).name
    return Person(handout_id, row.title, member_id, member.name, group, taken.at, giver, taken.proxy)


def give(
    session: Session, actor: Actor, now: datetime, *, handout_id: int, member_id: int, proxy: str = ""
) -> Person:
    """Note that the member's share is handed over, to ``proxy`` where that is somebody else; the member is told. Raises
    Refused: given already, nothing is given out any more, and what ``person`` raises."""
    row = find_handout(session, handout_id, lock=True)
    found = person(session, actor, now, handout_id=handout_id, member_id=member_id)
    if found.at is not None:
        raise Refused("given", texts.given_already(found))
    if row.closed_at is not None:
        raise Refused("closed", texts.ended(row.title))
    name = " ".join(proxy.split())
    if len(name) > LONGEST_NAME:
        raise Refused("proxy", texts.bad_proxy())
    session.add(
        Collection(handout_id=handout_id, member_id=member_id, at=now, given_by=actor.member_id, proxy=name)
    )
    session.flush()
    audit.note(
        session,
        actor.member_id,
        now,
        "handout.given",
        f"handout:{handout_id}",
        member=member_id,
        proxy=bool(name),
    )
    outbox.push(
        session,
        key=f"handout:{handout_id}:given:{member_id}:{now.timestamp():.0f}",
        to=member_id,
        due_at=now,
        message=texts.you_collected(row.title, now, actor.name, name),
        reference=f"handout:{handout_id}:given:{member_id}",
    )
    return person(session, actor, now, handout_id=handout_id, member_id=member_id)


def take_back(session: Session, actor: Actor, now: datetime, *, handout_id: int, member_id: int) -> Person:
    """It was noted by mistake: the member may collect again, and is told. Raises Refused."""
    row = find_handout(session, handout_id, lock=True)
    found = person(session, actor, now, handout_id=handout_id, member_id=member_id)
    if found.at is not None:
        session.connection().execute(
            delete(Collection).where(
                col(Collection.handout_id) == handout_id, col(Collection.member_id) == member_id
            )
        )
        outbox.cancel(session, f"handout:{handout_id}:given:{member_id}")
        audit.note(
            session, actor.member_id, now, "handout.taken_back", f"handout:{handout_id}", member=member_id
        )
        outbox.push(
            session,
            key=f"handout:{handout_id}:back:{member_id}:{now.timestamp():.0f}",
            to=member_id,
            due_at=now,
            message=texts.taken_back(row.title, handout_id),
        )
    return person(session, actor, now, handout_id=handout_id, member_id=member_id)


def _gives_to(actor: Actor, member: Member) -> bool:
    reached = reach(actor, Right.CHASE_GROUP)
    return reached is None or member.group_id in reached


def _collection(session: Session, handout_id: int, member_id: int) -> Collection | None:
    return session.exec(
        select(Collection).where(Collection.handout_id == handout_id, Collection.member_id == member_id)
    ).first()
