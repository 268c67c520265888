"""Tables of the course catalogue and of who would like which course."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class Course(SQLModel, table=True):
    """A course members may wish for. ``activity_id``: it is held. ``closed_at``: it is no longer offered."""

    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(unique=True)
    activity_id: int | None = Field(default=None, foreign_key="activity.id", index=True)
    created_by: int = Field(foreign_key="member.id")
    created_at: datetime
    closed_at: datetime | None = None


class CourseVote(SQLModel, table=True):
    """A member would like to learn it; taken back by deleting the row."""

    __tablename__ = "course_vote"
    __table_args__ = (UniqueConstraint("course_id", "member_id"),)

    id: int | None = Field(default=None, primary_key=True)
    course_id: int = Field(foreign_key="course.id")
    member_id: int = Field(foreign_key="member.id", index=True)
    at: datetime
