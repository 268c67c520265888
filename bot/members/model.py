"""Tables of members, groups, roles, accounts and invitations."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.members.rules import Role

__all__ = [
    "Account",
    "Group",
    "GroupLevel",
    "Invite",
    "Member",
    "Nomination",
    "Role",
    "RoleGrant",
    "RosterUpload",
    "Sex",
    "WrongCode",
    "id_of",
]


class GroupLevel(StrEnum):
    """总工会 → 基层工会 → 工会小组. A union may use one level only."""

    FEDERATION = "federation"
    UNION = "union"
    GROUP = "group"


class Sex(StrEnum):
    """As the roster says; unknown is None."""

    FEMALE = "female"
    MALE = "male"


class Group(SQLModel, table=True):
    """A node of the union's tree. A group that was dissolved keeps its row with ``closed_on``."""

    __tablename__ = "union_group"
    __table_args__ = (UniqueConstraint("parent_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    parent_id: int | None = Field(default=None, foreign_key="union_group.id", index=True)
    level: str = GroupLevel.GROUP
    name: str
    closed_on: date | None = None


class Member(SQLModel, table=True):
    """One person of the roster. ``left_on`` is set when the person left; the row stays for the records."""

    __table_args__ = (Index("ix_member_name", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    name: str
    group_id: int = Field(foreign_key="union_group.id", index=True)
    employee_no: str | None = Field(default=None, unique=True)
    phone: str | None = Field(default=None, index=True)
    sex: str | None = None
    born_on: date | None = None
    hired_on: date | None = None
    retired: bool = False
    front_line: bool = False
    left_on: date | None = None
    created_at: datetime


class RoleGrant(SQLModel, table=True):
    """A role of a member within a group and everything below it; no group means the whole union."""

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("member_id", "role", "group_id"),)

    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="member.id", index=True)
    role: str
    group_id: int | None = Field(default=None, foreign_key="union_group.id")
    granted_at: datetime
    granted_by: int | None = Field(default=None, foreign_key="member.id")


class Nomination(SQLModel, table=True):
    """A member whom the chair wants in an office over the whole union; a second person has to confirm it."""

    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="member.id", index=True)
    role: str
    nominated_by: int = Field(foreign_key="member.id")
    nominated_at: datetime
    decided_by: int | None = Field(default=None, foreign_key="member.id")
    decided_at: datetime | None = None


class Account(SQLModel, table=True):
    """The Telegram account of a member. One account per member, one member per account."""

    id: int | None = Field(default=None, primary_key=True)
    telegram_id: int = Field(sa_type=BigInteger, unique=True)
    member_id: int = Field(foreign_key="member.id", unique=True)
    bound_at: datetime
    reachable: bool = True
    unreachable_since: datetime | None = None


class Invite(SQLModel, table=True):
    """A one-time code for one roster row (none: for the first chair); only its keyed hash is stored.

    ``replaces_account``: it was made for a member who already has an account and may take its place.
    """

    id: int | None = Field(default=None, primary_key=True)
    code_hash: str = Field(unique=True)
    member_id: int | None = Field(default=None, foreign_key="member.id", index=True)
    replaces_account: bool = False
    created_by: int | None = Field(default=None, foreign_key="member.id")
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    withdrawn_at: datetime | None = None


class WrongCode(SQLModel, table=True):
    """A wrong invitation code that somebody typed; too many lock that account for a while."""

    __tablename__ = "wrong_code"

    id: int | None = Field(default=None, primary_key=True)
    telegram_id: int = Field(sa_type=BigInteger, index=True)
    at: datetime = Field(index=True)


class RosterUpload(SQLModel, table=True):
    """The rows of a roster file between its preview and the committee's yes; kept one day at most."""

    __tablename__ = "roster_upload"

    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="member.id", index=True)
    file_name: str
    rows: str
    created_at: datetime


def id_of(row: "Group | Member | RoleGrant | Nomination | Invite | RosterUpload") -> int:
    """The id of a stored row. Raises LookupError before it is stored."""
    if row.id is None:
        raise LookupError(f"this {type(row).__name__} is not stored yet")
    return row.id
