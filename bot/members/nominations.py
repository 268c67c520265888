"""Offices over others take two: the chair nominates, another member of the committee or chair confirms."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot import audit, outbox
from bot.members import roles, texts
from bot.members.actors import administrators, roles_of
from bot.members.groups import node_of
from bot.members.model import Member, Nomination, Role, id_of
from bot.members.rules import Actor
from bot.refused import Refused

OPEN_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a nomination. ``agreed`` False: it was turned down."""

    name: str
    role: Role
    agreed: bool


def nominate(session: Session, actor: Actor, now: datetime, *, member_id: int, role: Role) -> int:
    """Nominate a member for an office over the whole union. Returns how many were asked to confirm it; 0: it is given
    already, because there is nobody else yet who could. Doing it again while it is open asks nobody twice.

    Raises Refused: only the chair may.
    """
    member = roles.granting(session, actor, member_id)
    asked = roles.second_people(session, {actor.member_id, member_id})
    if not asked or role in roles_of(session, member_id):
        roles.give_role(session, actor, now, member=member, role=role, group_id=None)
        return 0
    stored = session.exec(
        select(Nomination).where(
            Nomination.member_id == member_id,
            Nomination.role == role,
            col(Nomination.decided_at).is_(None),
            Nomination.nominated_by == actor.member_id,
            Nomination.nominated_at > now - OPEN_FOR,
        )
    ).first()
    if stored is None:
        stored = Nomination(member_id=member_id, role=role, nominated_by=actor.member_id, nominated_at=now)
        session.add(stored)
        session.flush()
        audit.note(session, actor.member_id, now, "role.nominated", f"member:{member_id}", role=role)
    path = node_of(session, member.group_id).path
    for to in asked:
        outbox.push(
            session,
            key=f"nomination:{stored.id}:{to}",
            to=to,
            due_at=now,
            message=texts.please_confirm(actor.name, member.name, path, member.phone, role, id_of(stored)),
            valid_until=stored.nominated_at + OPEN_FOR,
        )
    return len(asked)


def settle_nomination(
    session: Session, actor: Actor, now: datetime, *, nomination_id: int, agree: bool
) -> Settled:
    """The second person's yes or no. The chair who nominated is told.

    Raises Refused: not asked (the nominating chair, the candidate, no office of one's own), settled or expired, or
    who nominated is not the chair any more.
    """
    stored = session.exec(select(Nomination).where(Nomination.id == nomination_id).with_for_update()).first()
    if stored is None or stored.decided_at is not None or now - stored.nominated_at > OPEN_FOR:
        raise Refused("settled", texts.nomination_is_settled())
    if actor.member_id not in roles.second_people(session, {stored.nominated_by, stored.member_id}):
        raise Refused("not_allowed", texts.second_person_only())
    member = session.get_one(Member, stored.member_id)
    role = Role(stored.role)
    chairs = stored.nominated_by in administrators(session) and Role.CHAIR in roles_of(
        session, stored.nominated_by
    )
    if member.left_on is not None or not chairs:
        raise Refused("settled", texts.nomination_is_settled())
    stored.decided_by, stored.decided_at = actor.member_id, now
    if agree:
        roles.give_role(session, actor, now, member=member, role=role, group_id=None)
    else:
        audit.note(session, actor.member_id, now, "role.declined", f"member:{member.id}", role=role)
    outbox.push(
        session,
        key=f"nomination:{nomination_id}:settled",
        to=stored.nominated_by,
        due_at=now,
        message=texts.nomination_was_settled(actor.name, member.name, role, agreed=agree),
    )
    return Settled(member.name, role, agree)
