"""Tables of activities that belong together: batches of a convalescence, lessons of a course, and how long answers
are kept."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class Series(SQLModel, table=True):
    """Activities of which a member joins one at a time: the batches of a year, and those of the years before.
    ``once_in_years``: who went in a year may go again so many years later."""

    __tablename__ = "activity_series"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    once_in_years: int = 1
    created_by: int = Field(foreign_key="member.id")
    created_at: datetime


class Batch(SQLModel, table=True):
    """An activity as part of a series."""

    __tablename__ = "activity_batch"

    activity_id: int = Field(
        primary_key=True, foreign_key="activity.id", sa_column_kwargs={"autoincrement": False}
    )
    series_id: int = Field(foreign_key="activity_series.id", index=True)


class Went(SQLModel, table=True):
    """Who went in a year of which the bot keeps no list."""

    __tablename__ = "activity_went"
    __table_args__ = (UniqueConstraint("series_id", "member_id", "year"),)

    id: int | None = Field(default=None, primary_key=True)
    series_id: int = Field(foreign_key="activity_series.id")
    member_id: int = Field(foreign_key="member.id")
    year: int


class Lesson(SQLModel, table=True):
    """One meeting of a course; everybody who signed up for the activity comes to all of them."""

    __tablename__ = "activity_lesson"
    __table_args__ = (UniqueConstraint("activity_id", "starts_at"),)

    id: int | None = Field(default=None, primary_key=True)
    activity_id: int = Field(foreign_key="activity.id")
    starts_at: datetime
    ends_at: datetime


class Presence(SQLModel, table=True):
    """A member was at a lesson. ``entered_by``: who noted it from the list; None: by the code."""

    __tablename__ = "activity_presence"

    lesson_id: int = Field(
        primary_key=True, foreign_key="activity_lesson.id", sa_column_kwargs={"autoincrement": False}
    )
    member_id: int = Field(
        primary_key=True, foreign_key="member.id", sa_column_kwargs={"autoincrement": False}
    )
    at: datetime
    entered_by: int | None = Field(default=None, foreign_key="member.id")


class Retention(SQLModel, table=True):
    """How long what people filled in is kept. ``days`` after the end (None: the usual time); ``erased_at``: it is gone."""

    __tablename__ = "activity_retention"

    activity_id: int = Field(
        primary_key=True, foreign_key="activity.id", sa_column_kwargs={"autoincrement": False}
    )
    days: int | None = None
    erased_at: datetime | None = None
