"""Looking up members: lists by group, by name, one member's card."""

from sqlmodel import Session, col, func, select

from bot.members import texts
from bot.members.actors import groups_below
from bot.members.groups import tree
from bot.members.model import Account, Member, RoleGrant, id_of
from bot.members.people import Held, Listed, MemberCard, MembersPage, NumberedGroup
from bot.members.rules import Actor, Right, Role, may, reach
from bot.members.written import NAME_LIMIT
from bot.refused import Refused

PAGE = 10
MOST_FOUND = 20


def members_page(session: Session, actor: Actor, *, group_id: int, page: int = 0) -> MembersPage:
    """A page of the members of a group and everything below it; group 0 is all that the actor reaches.

    Leaders see their own groups. Raises Refused beyond that.
    """
    reached = reach(actor, Right.SEE_GROUP_LISTS)
    if group_id and not may(actor, Right.SEE_GROUP_LISTS, group_id=group_id):
        raise Refused("not_allowed", texts.not_allowed())
    whole = tree(session)
    if group_id and group_id not in whole:
        raise Refused("no_such_group", texts.no_such_group())
    wanted = groups_below(session, {group_id})[group_id] if group_id else reached
    here = [col(Member.left_on).is_(None)]
    if wanted is not None:
        here.append(col(Member.group_id).in_(sorted(wanted)))
    total, bound = session.exec(
        select(func.count(), func.count(col(Account.id)))
        .select_from(Member)
        .outerjoin(Account, col(Account.member_id) == col(Member.id))
        .where(*here)
    ).one()
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 0), pages - 1)
    rows = session.exec(
        select(Member, Account)
        .outerjoin(Account, col(Account.member_id) == col(Member.id))
        .where(*here)
        .order_by(col(Member.group_id), col(Member.name), col(Member.id))
        .offset(page * PAGE)
        .limit(PAGE)
    ).all()
    return MembersPage(
        group_id,
        whole.path(group_id) if group_id else "",
        tuple(_listed(member, account, whole.path(member.group_id)) for member, account in rows),
        page,
        pages,
        total,
        bound,
        may(actor, Right.MANAGE_MEMBERS, group_id=group_id or None),
        may(actor, Right.INVITE_MEMBERS, group_id=group_id or None),
    )


def find_members(session: Session, actor: Actor, *, name: str) -> tuple[Listed, ...]:
    """Active members within reach whose name holds ``name``, at most 20; the same name first."""
    if not may(actor, Right.SEE_GROUP_LISTS):
        raise Refused("not_allowed", texts.not_allowed())
    wanted = "".join(name.split())[:NAME_LIMIT]
    if not wanted:
        return ()
    reached = reach(actor, Right.SEE_GROUP_LISTS)
    query = (
        select(Member, Account)
        .outerjoin(Account, col(Account.member_id) == col(Member.id))
        .where(col(Member.left_on).is_(None), col(Member.name).contains(wanted, autoescape=True))
        .order_by(func.length(Member.name), col(Member.name), col(Member.id))
        .limit(MOST_FOUND)
    )
    if reached is not None:
        query = query.where(col(Member.group_id).in_(sorted(reached)))
    whole = tree(session)
    return tuple(
        _listed(member, account, whole.path(member.group_id)) for member, account in session.exec(query).all()
    )


def named_in(session: Session, actor: Actor, *, text: str) -> tuple[tuple[int, str], ...]:
    """The active members within reach whose names stand in ``text``, without the actor: id and name. A name that is part
    of a longer one that stands there, too, does not count."""
    reached = reach(actor, Right.SEE_GROUP_LISTS)
    query = select(Member.id, Member.name).where(col(Member.left_on).is_(None))
    if reached is not None:
        query = query.where(col(Member.group_id).in_(sorted(reached)))
    written = "".join(text.split())
    found = [
        (member_id or 0, name)
        for member_id, name in session.exec(query)
        if len(name) > 1 and name in written and member_id != actor.member_id
    ]
    return tuple(
        (member_id, name)
        for member_id, name in found
        if not any(name != other and name in other for _, other in found)
    )


def member_card(session: Session, actor: Actor, *, member_id: int) -> MemberCard:
    """One member within reach. Raises Refused."""
    member = session.get(Member, member_id)
    if member is None or member.left_on is not None:
        raise Refused("no_such_member", texts.no_such_member())
    if not may(actor, Right.SEE_GROUP_LISTS, group_id=member.group_id):
        raise Refused("not_allowed", texts.not_allowed())
    manages = may(actor, Right.MANAGE_MEMBERS, group_id=member.group_id)
    account = session.exec(select(Account).where(Account.member_id == member_id)).first()
    whole = tree(session)
    grants = session.exec(
        select(RoleGrant).where(RoleGrant.member_id == member_id).order_by(col(RoleGrant.id))
    ).all()
    return MemberCard(
        member_id,
        member.name,
        member.group_id,
        whole.path(member.group_id),
        account is not None,
        account is not None and account.reachable,
        member.employee_no if manages else None,
        member.phone[-4:] if manages and member.phone else None,
        member.hired_on if manages else None,
        tuple(
            Held(
                Role(grant.role),
                grant.group_id,
                None if grant.group_id is None else whole.path(grant.group_id),
            )
            for grant in grants
        ),
        manages,
        may(actor, Right.INVITE_MEMBERS, group_id=member.group_id),
        may(actor, Right.GRANT_ROLES),
    )


def groups_to_list(session: Session, actor: Actor) -> tuple[NumberedGroup, ...]:
    """The open groups the actor may list, each with its own number of active members."""
    reached = reach(actor, Right.SEE_GROUP_LISTS)
    number = dict(
        iter(
            session.exec(
                select(Member.group_id, func.count())
                .where(col(Member.left_on).is_(None))
                .group_by(col(Member.group_id))
            )
        )
    )
    return tuple(
        NumberedGroup(node.id, node.path, number.get(node.id, 0))
        for node in tree(session).nodes()
        if reached is None or node.id in reached
    )


def _listed(member: Member, account: Account | None, path: str) -> Listed:
    return Listed(
        id_of(member), member.name, path, account is not None, account is not None and account.reachable
    )


def path_of_group(session: Session, *, group_id: int) -> str:
    """The path of a group, closed ones too; empty when there is none."""
    whole = tree(session)
    return whole.path(group_id) if group_id in whole else ""
