"""Who may do what: one table, default deny. Router, use cases, menus, help and the handbook read it."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """会员, 工会小组长, 委员, 工会主席. Every active member is a MEMBER without a grant."""

    MEMBER = "member"
    LEADER = "leader"
    COMMITTEE = "committee"
    CHAIR = "chair"


class Right(StrEnum):
    """What a person may do."""

    SEE_ACTIVITIES = "see_activities"
    SIGN_UP = "sign_up"
    SEE_PLAN = "see_plan"
    PROPOSE = "propose"
    READ_NOTICES = "read_notices"
    SEE_GROUP_LISTS = "see_group_lists"
    CHASE_GROUP = "chase_group"
    INVITE_MEMBERS = "invite_members"
    MANAGE_ACTIVITIES = "manage_activities"
    MANAGE_PLAN = "manage_plan"
    ANSWER_PROPOSALS = "answer_proposals"
    BROADCAST = "broadcast"
    MANAGE_MEMBERS = "manage_members"
    EXPORT = "export"
    GRANT_ROLES = "grant_roles"


_MEMBER = frozenset({Right.SEE_ACTIVITIES, Right.SIGN_UP, Right.SEE_PLAN, Right.PROPOSE, Right.READ_NOTICES})
_LEADER = _MEMBER | {Right.SEE_GROUP_LISTS, Right.CHASE_GROUP, Right.INVITE_MEMBERS}
_COMMITTEE = _LEADER | {
    Right.MANAGE_ACTIVITIES,
    Right.MANAGE_PLAN,
    Right.ANSWER_PROPOSALS,
    Right.BROADCAST,
    Right.MANAGE_MEMBERS,
    Right.EXPORT,
}
RIGHTS: dict[Role, frozenset[Right]] = {
    Role.MEMBER: _MEMBER,
    Role.LEADER: _LEADER,
    Role.COMMITTEE: _COMMITTEE,
    Role.CHAIR: _COMMITTEE | {Right.GRANT_ROLES},
}


@dataclass(frozen=True, slots=True)
class Grant:
    """A role within a group and everything below it; ``group_ids`` None means the whole union."""

    role: Role
    group_ids: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """The member who acts. Built from the sender's id of this update only, never from names or chats."""

    member_id: int
    telegram_id: int
    name: str
    group_id: int
    grants: tuple[Grant, ...] = ()

    @property
    def highest_role(self) -> Role:
        """The role with the most rights, for menus and help."""
        held = {grant.role for grant in self.grants}
        return next((role for role in (Role.CHAIR, Role.COMMITTEE, Role.LEADER) if role in held), Role.MEMBER)


def may(actor: Actor | None, right: Right, *, group_id: int | None = None) -> bool:
    """Whether ``actor`` holds ``right``; for a ``group_id``, whether it reaches that group.

    A person without a binding (None) holds no right at all.
    """
    if actor is None:
        return False
    if right in _MEMBER and (group_id is None or group_id == actor.group_id):
        return True
    return any(
        right in RIGHTS[grant.role]
        and (group_id is None or grant.group_ids is None or group_id in grant.group_ids)
        for grant in actor.grants
    )


def reach(actor: Actor, right: Right) -> frozenset[int] | None:
    """The groups over which ``actor`` holds a granted ``right``: None for the whole union, empty for none."""
    reached: set[int] = set()
    for grant in actor.grants:
        if right in RIGHTS[grant.role]:
            if grant.group_ids is None:
                return None
            reached |= grant.group_ids
    return frozenset(reached)


def outranks_or_equals(actor: Actor, roles: frozenset[Role]) -> bool:
    """Whether ``actor`` holds, for the whole union, every right of ``roles``: who may hand out the account of
    somebody with these roles could act as that person."""
    needed = frozenset().union(*(RIGHTS[role] for role in roles)) - _MEMBER
    return all(reach(actor, right) is None for right in needed)
