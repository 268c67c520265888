"""Members as lists and cards show them."""

from dataclasses import dataclass
from datetime import date

from bot.members.rules import Role


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a list. ``bound``: has an account; ``reachable``: and has not blocked the bot."""

    id: int
    name: str
    group: str
    bound: bool
    reachable: bool


@dataclass(frozen=True, slots=True)
class MembersPage:
    """A page of a group's members. ``page`` counts from 0 and is always one that exists."""

    group_id: int
    title: str
    items: tuple[Listed, ...]
    page: int
    pages: int
    total: int
    bound: int
    may_manage: bool
    may_invite: bool


@dataclass(frozen=True, slots=True)
class Held:
    """A role of a member as the card shows it; ``path`` None: for the whole union."""

    role: Role
    group_id: int | None
    path: str | None


@dataclass(frozen=True, slots=True)
class MemberCard:
    """One member. Number, phone and dates only for those who manage members; of the phone the last four digits."""

    id: int
    name: str
    group_id: int
    group: str
    bound: bool
    reachable: bool
    employee_no: str | None
    phone_end: str | None
    hired_on: date | None
    roles: tuple[Held, ...]
    may_manage: bool
    may_invite: bool
    may_grant: bool


@dataclass(frozen=True, slots=True)
class NumberedGroup:
    """A group with the number of active members who belong to it directly."""

    id: int
    path: str
    number: int
