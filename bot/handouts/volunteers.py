"""Volunteers help to give out one thing: they see whose code it is and hand over, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from bot import audit, outbox
from bot.handouts import texts
from bot.handouts.entitled import find_handout, require_management
from bot.handouts.model import Collection, Handout, Volunteer
from bot.members.model import Member
from bot.members.rules import Actor
from bot.refused import Refused
from bot.wording import local, midnight

MOST_VOLUNTEERS = 20


@dataclass(frozen=True, slots=True)
class Helper:
    """A volunteer, and how many shares this person has given."""

    member_id: int
    name: str
    given: int


@dataclass(frozen=True, slots=True)
class Volunteers:
    """Who helps with a hand-out. ``unknown`` names are nobody's, ``namesakes`` are several people's."""

    handout_id: int
    title: str
    helpers: tuple[Helper, ...]
    unknown: tuple[str, ...] = ()
    namesakes: tuple[str, ...] = ()


def volunteers(session: Session, actor: Actor, *, handout_id: int) -> Volunteers:
    """Who helps. Raises Refused for all but the committee."""
    require_management(actor)
    row = find_handout(session, handout_id)
    givers = session.exec(select(Collection.given_by).where(Collection.handout_id == handout_id)).all()
    helpers = session.exec(
        select(Member.id, Member.name)
        .join(Volunteer, col(Volunteer.member_id) == col(Member.id))
        .where(Volunteer.handout_id == handout_id)
        .order_by(col(Volunteer.at), col(Member.id))
    ).all()
    return Volunteers(
        handout_id, row.title, tuple(Helper(one or 0, name, givers.count(one or 0)) for one, name in helpers)
    )


def add_volunteers(
    session: Session, actor: Actor, now: datetime, *, handout_id: int, names: Sequence[str]
) -> Volunteers:
    """Let members help, who are told how. Raises Refused: rights, it has ended, too many."""
    require_management(actor)
    row = find_handout(session, handout_id, lock=True)
    if row.closed_at is not None:
        raise Refused("closed", texts.ended(row.title))
    before = volunteers(session, actor, handout_id=handout_id)
    there = {one.member_id for one in before.helpers}
    if not names or len(there) + len(names) > MOST_VOLUNTEERS:
        raise Refused("names", texts.bad_volunteers(MOST_VOLUNTEERS))
    unknown: list[str] = []
    namesakes: list[str] = []
    for name in dict.fromkeys(names):
        found = session.exec(
            select(Member.id).where(Member.name == name, col(Member.left_on).is_(None))
        ).all()
        if len(found) != 1:
            (namesakes if found else unknown).append(name)
            continue
        member_id = found[0] or 0
        if member_id in there:
            continue
        session.add(Volunteer(handout_id=handout_id, member_id=member_id, added_by=actor.member_id, at=now))
        session.flush()
        audit.note(
            session, actor.member_id, now, "handout.volunteer", f"handout:{handout_id}", member=member_id
        )
        outbox.push(
            session,
            key=f"handout:{handout_id}:help:{member_id}:{now.timestamp():.0f}",
            to=member_id,
            due_at=now,
            message=texts.please_help(row.title, row.place, row.until_on, handout_id),
            reference=f"handout:{handout_id}",
            valid_until=midnight(row.until_on),
        )
    after = volunteers(session, actor, handout_id=handout_id)
    return Volunteers(handout_id, row.title, after.helpers, tuple(unknown), tuple(namesakes))


def drop_volunteer(
    session: Session, actor: Actor, now: datetime, *, handout_id: int, member_id: int
) -> Volunteers:
    """Somebody helps no longer. A second time changes nothing. Raises Refused for all but the committee."""
    require_management(actor)
    helper = session.get(Volunteer, (handout_id, member_id))
    if helper is not None:
        session.delete(helper)
        session.flush()
        audit.note(
            session, actor.member_id, now, "handout.no_volunteer", f"handout:{handout_id}", member=member_id
        )
    return volunteers(session, actor, handout_id=handout_id)


def helping(session: Session, actor: Actor, now: datetime) -> tuple[tuple[int, str], ...]:
    """What the actor helps to give out now: number and title."""
    rows = session.exec(
        select(Handout)
        .join(Volunteer, col(Volunteer.handout_id) == col(Handout.id))
        .where(
            Volunteer.member_id == actor.member_id,
            col(Handout.closed_at).is_(None),
            Handout.until_on >= local(now).date(),
        )
        .order_by(col(Handout.until_on), col(Handout.id))
    )
    return tuple((row.id or 0, row.title) for row in rows)
