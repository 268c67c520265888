"""Tables of what comes with and after an activity: who was noted as being there by hand, and what people thought of it."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class HandCheckIn(SQLModel, table=True):
    """Somebody noted as being there by a leader or the committee. ``walk_in``: without a sign-up. ``late``: after the time
    for checking in was over."""

    __tablename__ = "hand_check_in"

    activity_id: int = Field(
        primary_key=True, foreign_key="activity.id", sa_column_kwargs={"autoincrement": False}
    )
    member_id: int = Field(
        primary_key=True, foreign_key="member.id", sa_column_kwargs={"autoincrement": False}
    )
    entered_by: int = Field(foreign_key="member.id")
    at: datetime
    walk_in: bool = False
    late: bool = False


class FeedbackGiven(SQLModel, table=True):
    """How many of the questions a member has answered. What was answered stands elsewhere, without a name; ``seal`` tells
    only whether answers that the member's own button brings back are the ones that were given."""

    __tablename__ = "feedback_given"

    activity_id: int = Field(
        primary_key=True, foreign_key="activity.id", sa_column_kwargs={"autoincrement": False}
    )
    member_id: int = Field(
        primary_key=True, foreign_key="member.id", sa_column_kwargs={"autoincrement": False}
    )
    answered: int = 0
    seal: str = Field(default="", sa_column_kwargs={"server_default": ""})


class FeedbackCount(SQLModel, table=True):
    """How often an answer was given to a question of the feedback. No link to people, and no time."""

    __tablename__ = "feedback_count"

    activity_id: int = Field(
        primary_key=True, foreign_key="activity.id", sa_column_kwargs={"autoincrement": False}
    )
    question: str = Field(primary_key=True)
    answer: str = Field(primary_key=True)
    number: int = 0
