"""Who acts: the member behind a Telegram account, with the grants spelled out as groups."""

from sqlalchemy import Executable, bindparam, select
from sqlmodel import Session, col

from bot.members.model import Account, Group, Member, RoleGrant
from bot.members.rules import Actor, Grant, Role
from bot.storage.prepared import Prepared

_ACCOUNT = Prepared(
    select(
        col(Member.id),
        col(Member.name),
        col(Member.group_id),
        col(RoleGrant.role),
        col(RoleGrant.group_id).label("scope"),
    )
    .select_from(Account)
    .join(Member, col(Member.id) == col(Account.member_id))
    .outerjoin(RoleGrant, col(RoleGrant.member_id) == col(Member.id))
    .where(col(Account.telegram_id) == bindparam("telegram_id"), col(Member.left_on).is_(None))
)

_start = (
    select(col(Group.id).label("top"), col(Group.id).label("id"))
    .where(col(Group.id).in_(bindparam("tops", expanding=True)))
    .cte("below", recursive=True)
)
_below = _start.union_all(
    select(_start.c.top, col(Group.id)).join(_start, col(Group.parent_id) == _start.c.id)
)
_BELOW = select(_below.c.top, _below.c.id)

_ADMINISTRATORS: Executable = (
    select(col(Member.id))
    .join(RoleGrant, col(RoleGrant.member_id) == col(Member.id))
    .where(
        col(RoleGrant.role).in_([Role.COMMITTEE.value, Role.CHAIR.value]),
        col(RoleGrant.group_id).is_(None),
        col(Member.left_on).is_(None),
    )
    .distinct()
    .order_by(col(Member.id))
)


def find_actor(session: Session, telegram_id: int) -> Actor | None:
    """The member bound to this account, or None when nobody is bound or the member has left. At most two queries."""
    rows = _ACCOUNT.rows(session, {"telegram_id": telegram_id})
    if not rows:
        return None
    member_id, name, group_id, *_ = rows[0]
    # The outer join gives one row without a role to somebody without grants.
    held: list[tuple[str, int | None]] = [(role, scope) for *_, role, scope in rows if role]
    scopes = groups_below(session, {scope for _, scope in held if scope is not None})
    grants = tuple(Grant(Role(role), None if scope is None else scopes[scope]) for role, scope in held)
    return Actor(member_id, telegram_id, name, group_id, grants)


def groups_below(session: Session, tops: set[int]) -> dict[int, frozenset[int]]:
    """For each group its whole subtree, itself included, closed groups too."""
    if not tops:
        return {}
    found: dict[int, set[int]] = {top: {top} for top in tops}
    for top, group_id in session.connection().execute(_BELOW, {"tops": sorted(tops)}):
        found[top].add(group_id)
    return {top: frozenset(group_ids) for top, group_ids in found.items()}


def administrators(session: Session) -> list[int]:
    """The members who look after the whole union: its chair and committee."""
    found: list[int] = list(session.connection().execute(_ADMINISTRATORS).scalars())
    return found


def roles_of(session: Session, member_id: int) -> frozenset[Role]:
    """The roles granted to a member, in whatever group."""
    roles = session.connection().execute(
        select(col(RoleGrant.role)).where(col(RoleGrant.member_id) == member_id)
    )
    return frozenset(Role(role) for role in roles.scalars())
