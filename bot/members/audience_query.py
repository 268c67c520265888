"""Audiences as questions to the database: who they are, how many, and who of them cannot be reached."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Executable, Select, and_, bindparam, false, or_, select, true
from sqlmodel import Session, col, func

from bot.members import texts
from bot.members.actors import groups_below
from bot.members.audience import Audience, Facts, Trait
from bot.members.groups import tree
from bot.members.model import Account, Group, Member, RoleGrant, Sex
from bot.members.model_circles import Circle, CircleMember
from bot.members.rules import Role


@dataclass(frozen=True, slots=True)
class Reach:
    """Head counts of an audience: ``total`` = ``reachable`` + ``unreachable`` (blocked the bot) + ``unbound``."""

    total: int
    reachable: int
    unreachable: int
    unbound: int


_MEMBER: Executable = (
    select(
        col(Member.group_id),
        col(Member.sex),
        col(Member.retired),
        col(Member.front_line),
        col(Member.hired_on),
        col(RoleGrant.role),
    )
    .select_from(Member)
    .outerjoin(RoleGrant, col(RoleGrant.member_id) == col(Member.id))
    .where(col(Member.id) == bindparam("member_id"), col(Member.left_on).is_(None))
)
_own = (
    select(col(Group.id).label("id"), col(Group.parent_id).label("parent_id"))
    .where(col(Group.id) == bindparam("group_id"))
    .cte("above", recursive=True)
)
_above = _own.union_all(
    select(col(Group.id), col(Group.parent_id)).join(_own, col(Group.id) == _own.c.parent_id)
)
_ABOVE: Executable = select(_above.c.id)
_CIRCLES: Executable = select(col(CircleMember.circle_id)).where(
    col(CircleMember.member_id) == bindparam("member_id")
)


def members_of(session: Session, audience: Audience, on: date) -> list[int]:
    """The ids of all active members who belong to the audience on that day, in ascending order."""
    query: Select[Any] = (
        select(col(Member.id)).where(_belongs(session, audience, on)).order_by(col(Member.id))
    )
    found: list[int] = list(session.connection().execute(query).scalars())
    return found


def count(session: Session, audience: Audience, on: date) -> int:
    """How many members belong to the audience on that day."""
    query: Select[Any] = select(func.count()).select_from(Member).where(_belongs(session, audience, on))
    number: int = session.connection().execute(query).scalar_one()
    return number


def reach_of(session: Session, audience: Audience, on: date) -> Reach:
    """The head counts of the audience on that day."""
    query = (
        select(col(Account.reachable), func.count())
        .select_from(Member)
        .outerjoin(Account, col(Account.member_id) == col(Member.id))
        .where(_belongs(session, audience, on))
        .group_by(col(Account.reachable))
    )
    # Who has no account comes without a mark.
    number: dict[bool | None, int] = dict(iter(session.connection().execute(query)))
    return Reach(sum(number.values()), number.get(True, 0), number.get(False, 0), number.get(None, 0))


def facts_of(session: Session, member_id: int) -> Facts | None:
    """What audiences ask of this member; None when there is no such active member. Three fast queries."""
    connection = session.connection()
    rows = connection.execute(_MEMBER, {"member_id": member_id}).all()
    if not rows:
        return None
    member = rows[0]
    roles = {row.role for row in rows}
    above = connection.execute(_ABOVE, {"group_id": member.group_id}).scalars()
    return Facts(
        member_id,
        frozenset(above),
        female=member.sex == Sex.FEMALE,
        male=member.sex == Sex.MALE,
        retired=member.retired,
        front_line=member.front_line,
        hired_on=member.hired_on,
        leader=Role.LEADER in roles,
        committee=not roles.isdisjoint({Role.COMMITTEE, Role.CHAIR}),
        circle_ids=circles_of(session, member_id),
    )


def circles_of(session: Session, member_id: int) -> frozenset[int]:
    """The interest groups a member has joined."""
    return frozenset(session.connection().execute(_CIRCLES, {"member_id": member_id}).scalars())


def describe(session: Session, audience: Audience) -> str:
    """The audience in Chinese: 全体会员, 教务组的女职工, 指定的 3 人."""
    whole = tree(session)
    names = [whole.path(group_id) for group_id in sorted(audience.groups) if group_id in whole]
    traits = sorted(audience.traits, key=list(Trait).index)
    return texts.audience(names, traits, len(audience.members), _circle_names(session, audience))


def _circle_names(session: Session, audience: Audience) -> list[str]:
    if not audience.circles:
        return []
    query = (
        select(col(Circle.name)).where(col(Circle.id).in_(sorted(audience.circles))).order_by(col(Circle.id))
    )
    return list(session.connection().execute(query).scalars())


def _belongs(session: Session, audience: Audience, on: date) -> ColumnElement[bool]:
    active = col(Member.left_on).is_(None)
    if audience.everyone:
        return active
    named = col(Member.id).in_(sorted(audience.members)) if audience.members else false()
    if audience.only_named:
        return and_(active, named)
    below = groups_below(session, set(audience.groups))
    in_group = (
        col(Member.group_id).in_(sorted(frozenset[int]().union(*below.values())))
        if audience.groups
        else true()
    )
    has_trait = or_(*(_has(trait, on) for trait in sorted(audience.traits))) if audience.traits else true()
    in_circle = (
        col(Member.id).in_(
            select(col(CircleMember.member_id)).where(
                col(CircleMember.circle_id).in_(sorted(audience.circles))
            )
        )
        if audience.circles
        else true()
    )
    return and_(active, or_(named, and_(in_group, has_trait, in_circle)))


def _has(trait: Trait, on: date) -> ColumnElement[bool]:
    match trait:
        case Trait.WOMEN:
            return col(Member.sex) == Sex.FEMALE
        case Trait.MEN:
            return col(Member.sex) == Sex.MALE
        case Trait.SERVING:
            return col(Member.retired).is_(False)
        case Trait.RETIRED:
            return col(Member.retired).is_(True)
        case Trait.FRONT_LINE:
            return col(Member.front_line).is_(True)
        case Trait.NEW:
            return and_(col(Member.hired_on) > _year_before(on), col(Member.hired_on) <= on)
        case Trait.LEADERS:
            return _holds(Role.LEADER)
        case Trait.COMMITTEE:
            return _holds(Role.COMMITTEE, Role.CHAIR)


def _year_before(on: date) -> date:
    """The last day whose first anniversary is not after ``on``."""
    try:
        return on.replace(year=on.year - 1)
    except ValueError:
        return date(on.year - 1, 2, 28)


def _holds(*roles: Role) -> ColumnElement[bool]:
    return (
        select(col(RoleGrant.id))
        .where(
            col(RoleGrant.member_id) == col(Member.id),
            col(RoleGrant.role).in_([role.value for role in roles]),
        )
        .exists()
    )
