"""Roles: who is group leader, committee member or chair, and for which groups."""

from datetime import date, datetime

from sqlalchemy import delete
from sqlmodel import Session, col, func, select

from bot import audit, outbox
from bot.members import texts
from bot.members.actors import administrators
from bot.members.binding import TOPIC, withdraw_invites
from bot.members.groups import node_of, tree
from bot.members.model import Account, Member, RoleGrant, id_of
from bot.members.rules import Actor, Right, Role, may
from bot.refused import Refused
from bot.storage import signal

#: Offices over others: one person alone must not be able to hand them out.
NEEDS_TWO = frozenset({Role.COMMITTEE, Role.CHAIR})


def grant_role(
    session: Session, actor: Actor, now: datetime, *, member_id: int, role: Role, group_id: int | None = None
) -> bool:
    """Give a member a role for a group and everything below it (None: the whole union). False: held already.

    Raises Refused: only the chair may; a leader needs a group; the chair's role is for the whole union; an office over
    others needs a second person (``nominations.nominate``) as soon as there is one.
    """
    member = granting(session, actor, member_id)
    if role in NEEDS_TWO and second_people(session, {actor.member_id, member_id}):
        raise Refused("needs_two", texts.needs_two())
    return give_role(session, actor, now, member=member, role=role, group_id=group_id)


def give_role(
    session: Session, actor: Actor, now: datetime, *, member: Member, role: Role, group_id: int | None
) -> bool:
    """``grant_role`` for callers that have made sure who may."""
    member_id = id_of(member)
    if role is Role.MEMBER:
        raise Refused("not_a_role", texts.not_allowed())
    if role is Role.LEADER and group_id is None:
        raise Refused("leader_needs_group", texts.leader_needs_group())
    if role is Role.CHAIR and group_id is not None:
        raise Refused("chair_of_all", texts.chair_is_of_all())
    group = None if group_id is None else node_of(session, group_id)
    if group is not None and group.closed:
        raise Refused("no_such_group", texts.no_such_group())
    if _grant(session, member_id, role, group_id) is not None:
        return False
    grant = RoleGrant(
        member_id=member_id, role=role, group_id=group_id, granted_at=now, granted_by=actor.member_id
    )
    session.add(grant)
    session.flush()
    audit.note(
        session, actor.member_id, now, "role.granted", f"member:{member_id}", role=role, group=group_id
    )
    outbox.push(
        session,
        key=f"role-granted:{grant.id}",
        to=member_id,
        due_at=now,
        message=texts.role_was_granted(member.name, role, None if group is None else group.path),
    )
    return True


def revoke_role(
    session: Session, actor: Actor, now: datetime, *, member_id: int, role: Role, group_id: int | None = None
) -> bool:
    """Take a role away. False: was not held. Raises Refused: only the chair may; the last chair stays."""
    member = granting(session, actor, member_id)
    grant = _grant(session, member_id, role, group_id)
    if grant is None:
        return False
    if role is Role.CHAIR:
        _keep_a_chair(session, member)
    session.delete(grant)
    session.flush()
    audit.note(
        session, actor.member_id, now, "role.revoked", f"member:{member_id}", role=role, group=group_id
    )
    return True


def leave(session: Session, actor: Actor, now: datetime, *, member_id: int, on: date) -> str:
    """The member has left the union on ``on``: unbound at once, roles and open codes gone, the row stays.

    The places the member holds are given back by ``activities.leaving``, which calls this. Returns the name. Raises
    Refused: rights, the last chair, somebody with more rights than the actor.
    """
    member = session.get(Member, member_id)
    if member is None or member.left_on is not None:
        raise Refused("no_such_member", texts.no_such_member())
    if not may(actor, Right.MANAGE_MEMBERS, group_id=member.group_id):
        raise Refused("not_allowed", texts.not_allowed())
    held = session.exec(select(RoleGrant).where(RoleGrant.member_id == member_id)).all()
    if held and not may(actor, Right.GRANT_ROLES):
        raise Refused("outranked", texts.holds_an_office(member.name))
    if any(grant.role == Role.CHAIR for grant in held):
        _keep_a_chair(session, member)
    member.left_on = on
    connection = session.connection()
    connection.execute(delete(RoleGrant).where(col(RoleGrant.member_id) == member_id))
    connection.execute(delete(Account).where(col(Account.member_id) == member_id))
    withdraw_invites(session, now, member_id)
    audit.note(session, actor.member_id, now, "member.left", f"member:{member_id}")
    signal(session, TOPIC)
    return member.name


def second_people(session: Session, but: set[int]) -> list[int]:
    """Who can confirm an office: the chair and committee of the whole union with an account, except ``but``."""
    bound = session.exec(
        select(Account.member_id).where(col(Account.member_id).in_(administrators(session)))
    ).all()
    return sorted(set(bound) - but)


def granting(session: Session, actor: Actor, member_id: int) -> Member:
    """The member whose roles the actor may change. Raises Refused."""
    if not may(actor, Right.GRANT_ROLES):
        raise Refused("not_allowed", texts.only_the_chair())
    member = session.get(Member, member_id)
    if member is None or member.left_on is not None:
        raise Refused("no_such_member", texts.no_such_member())
    return member


def _grant(session: Session, member_id: int, role: Role, group_id: int | None) -> RoleGrant | None:
    scope = col(RoleGrant.group_id).is_(None) if group_id is None else col(RoleGrant.group_id) == group_id
    return session.exec(
        select(RoleGrant).where(RoleGrant.member_id == member_id, RoleGrant.role == role, scope)
    ).one_or_none()


def _keep_a_chair(session: Session, member: Member) -> None:
    others = session.exec(
        select(func.count())
        .select_from(RoleGrant)
        .join(Member, col(Member.id) == col(RoleGrant.member_id))
        .where(RoleGrant.role == Role.CHAIR, RoleGrant.member_id != member.id, col(Member.left_on).is_(None))
    ).one()
    if not others:
        raise Refused("last_chair", texts.last_chair(member.name))


def leaders_for(session: Session, group_id: int) -> list[int]:
    """The members who lead a group; where nobody does, those of the nearest group above, at last the administrators."""
    for nearest in tree(session).chain(group_id):
        leaders = session.exec(
            select(RoleGrant.member_id)
            .where(RoleGrant.group_id == nearest, RoleGrant.role == Role.LEADER)
            .distinct()
            .order_by(col(RoleGrant.member_id))
        ).all()
        if leaders:
            return list(leaders)
    return administrators(session)
