"""Tables of interest groups. They stand here because audiences ask who belongs to one."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class Circle(SQLModel, table=True):
    """An interest group (乒乓球小组, 合唱团). ``leader_id``: the member who speaks for it."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    about: str = ""
    leader_id: int | None = Field(default=None, foreign_key="member.id")
    closed_at: datetime | None = None
    created_at: datetime


class CircleMember(SQLModel, table=True):
    """A member belongs to an interest group; leaving deletes the row."""

    __tablename__ = "circle_member"
    __table_args__ = (UniqueConstraint("circle_id", "member_id"),)

    id: int | None = Field(default=None, primary_key=True)
    circle_id: int = Field(foreign_key="circle.id")
    member_id: int = Field(foreign_key="member.id", index=True)
    joined_at: datetime
