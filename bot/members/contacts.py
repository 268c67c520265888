"""Whom a member turns to: the leader of the own group, the chair, the committee. Names only."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from bot.members.actors import administrators
from bot.members.directory import path_of_group
from bot.members.model import Member, RoleGrant
from bot.members.roles import leaders_for
from bot.members.rules import Actor, Role


@dataclass(frozen=True, slots=True)
class Contacts:
    """The people of the union for one member. ``leaders`` is empty where the committee looks after the group itself."""

    name: str
    group: str
    leaders: tuple[str, ...]
    chairs: tuple[str, ...]
    committee: tuple[str, ...]


def contacts(session: Session, actor: Actor) -> Contacts:
    """Whom the actor can turn to; everybody may ask."""
    everywhere = administrators(session)
    leaders = [member_id for member_id in leaders_for(session, actor.group_id) if member_id not in everywhere]
    chairs = set(
        session.exec(
            select(RoleGrant.member_id).where(RoleGrant.role == Role.CHAIR, col(RoleGrant.group_id).is_(None))
        )
    )
    rows = session.exec(
        select(Member.id, Member.name)
        .where(col(Member.id).in_([*leaders, *everywhere]), col(Member.left_on).is_(None))
        .order_by(col(Member.id))
    ).all()

    def names(of: set[int]) -> tuple[str, ...]:
        return tuple(name for member_id, name in rows if member_id in of)

    return Contacts(
        name=actor.name,
        group=path_of_group(session, group_id=actor.group_id),
        leaders=names(set(leaders)),
        chairs=names(chairs),
        committee=names(set(everywhere) - chairs),
    )
