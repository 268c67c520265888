"""Tables of hand-outs and who collected them."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class Handout(SQLModel, table=True):
    """Something everybody of an audience may collect once, until ``until_on``: ``each`` pieces, of ``items`` (one a line)
    the one that was chosen. The codes of the members come from ``secret``. ``closed_at``: nothing is given out any more."""

    id: int | None = Field(default=None, primary_key=True)
    title: str
    audience: str = "everyone"
    place: str = ""
    until_on: date
    secret: str
    request: str = Field(unique=True)
    created_by: int = Field(foreign_key="member.id")
    created_at: datetime
    closed_at: datetime | None = None
    each: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    items: str = Field(default="", sa_column_kwargs={"server_default": ""})


class Collection(SQLModel, table=True):
    """A member's share was handed over by ``given_by``; ``proxy`` names who fetched it for the member."""

    __tablename__ = "handout_collection"
    __table_args__ = (UniqueConstraint("handout_id", "member_id"),)

    id: int | None = Field(default=None, primary_key=True)
    handout_id: int = Field(foreign_key="handout.id")
    member_id: int = Field(foreign_key="member.id", index=True)
    at: datetime
    given_by: int = Field(foreign_key="member.id")
    proxy: str = ""


class Chosen(SQLModel, table=True):
    """Which of the items a member wants."""

    __tablename__ = "handout_chosen"

    handout_id: int = Field(
        primary_key=True, foreign_key="handout.id", sa_column_kwargs={"autoincrement": False}
    )
    member_id: int = Field(
        primary_key=True, foreign_key="member.id", sa_column_kwargs={"autoincrement": False}
    )
    item: str
    at: datetime


class Volunteer(SQLModel, table=True):
    """Somebody who helps to give out this one thing, by the codes that people show."""

    __tablename__ = "handout_volunteer"

    handout_id: int = Field(
        primary_key=True, foreign_key="handout.id", sa_column_kwargs={"autoincrement": False}
    )
    member_id: int = Field(
        primary_key=True, foreign_key="member.id", sa_column_kwargs={"autoincrement": False}
    )
    added_by: int = Field(foreign_key="member.id")
    at: datetime
