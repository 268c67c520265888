"""Table of those who wait for the sign-up of an activity to open."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class OpeningWish(SQLModel, table=True):
    """A member wants to be told when the sign-up of an activity opens."""

    __tablename__ = "activity_opening_wish"

    activity_id: int = Field(
        primary_key=True, foreign_key="activity.id", sa_column_kwargs={"autoincrement": False}
    )
    member_id: int = Field(
        primary_key=True, foreign_key="member.id", sa_column_kwargs={"autoincrement": False}
    )
    asked_at: datetime
