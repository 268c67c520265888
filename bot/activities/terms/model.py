"""Tables for what only few activities have: how places are given, hand-overs between members, own reminders."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from bot.activities.rules_terms import HandoverState, Substitutes, Way


class Terms(SQLModel, table=True):
    """The terms of one activity, where they are not the usual ones.

    ``preparation`` stands in the reminder of the evening before (空腹). ``attendance_closed_at``: the list of those
    who came is complete; who is not marked on it did not come.
    """

    __tablename__ = "activity_terms"

    activity_id: int = Field(
        primary_key=True, foreign_key="activity.id", sa_column_kwargs={"autoincrement": False}
    )
    way: str = Way.FIRST
    substitutes: str = Substitutes.IF_NOBODY_WAITS
    preparation: str = ""
    attendance_closed_at: datetime | None = None


class Handover(SQLModel, table=True):
    """What one member asks of another: to change slots (``kind`` swap) or to take the place over (substitute).

    ``slot_id`` is the asking member's slot at that time, ``wanted_slot_id`` the one to get; ``to_member_id`` None:
    whoever has the wanted slot may agree.
    """

    __tablename__ = "sign_up_handover"
    __table_args__ = (
        Index("ix_sign_up_handover_open", "activity_id", "state"),
        Index("ix_sign_up_handover_from", "from_member_id", "state"),
    )

    id: int | None = Field(default=None, primary_key=True)
    activity_id: int = Field(foreign_key="activity.id")
    kind: str
    from_member_id: int = Field(foreign_key="member.id")
    to_member_id: int | None = Field(default=None, foreign_key="member.id", index=True)
    slot_id: int | None = Field(default=None, foreign_key="activity_slot.id")
    wanted_slot_id: int | None = Field(default=None, foreign_key="activity_slot.id")
    state: str = HandoverState.OPEN
    created_at: datetime
    expires_at: datetime
    decided_at: datetime | None = None


class ChoiceAudience(SQLModel, table=True):
    """For whom one of the choices of a question is; a choice without a row is for everybody."""

    __tablename__ = "activity_choice_audience"

    question_id: int = Field(
        primary_key=True, foreign_key="activity_question.id", sa_column_kwargs={"autoincrement": False}
    )
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    audience: str


class OwnReminder(SQLModel, table=True):
    """When a member wants to be reminded of one activity, where it is not the evening before."""

    __tablename__ = "own_reminder"

    activity_id: int = Field(
        primary_key=True, foreign_key="activity.id", sa_column_kwargs={"autoincrement": False}
    )
    member_id: int = Field(
        primary_key=True, foreign_key="member.id", sa_column_kwargs={"autoincrement": False}
    )
    lead: str


class Allotted(SQLModel, table=True):
    """One line of the list by which places were given: what counted for this member, and the place in the order."""

    __tablename__ = "activity_allotted"

    activity_id: int = Field(
        primary_key=True, foreign_key="activity.id", sa_column_kwargs={"autoincrement": False}
    )
    member_id: int = Field(
        primary_key=True, foreign_key="member.id", sa_column_kwargs={"autoincrement": False}
    )
    points: int
    placed: int
    missed: int
    absent: int
    position: int
