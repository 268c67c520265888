"""Tables of what an item of the plan was turned into: tasks of single people, drives for proposals.

An activity is named by the occurrence itself, a notice names the occurrence as its source.
"""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.plan.states import TaskState


class PlanTask(SQLModel, table=True):
    """What one person has to do for an item until the end of a day. ``request`` is the press it came by."""

    __tablename__ = "plan_task"
    __table_args__ = (
        UniqueConstraint("request"),
        Index("ix_plan_task_occurrence", "occurrence_id"),
        Index("ix_plan_task_member", "member_id", "state"),
        Index("ix_plan_task_due", "state", "due_on"),
    )

    id: int | None = Field(default=None, primary_key=True)
    occurrence_id: int = Field(foreign_key="plan_occurrence.id")
    request: str
    title: str
    member_id: int = Field(foreign_key="member.id")
    due_on: date
    state: str = TaskState.OPEN
    created_by: int = Field(foreign_key="member.id")
    created_at: datetime
    changed_at: datetime


class PlanDrive(SQLModel, table=True):
    """A call for proposals: everyone in the audience is told, and what comes in from ``opened_at`` to the end of
    ``ends_on`` is counted. One for each time of an item."""

    __tablename__ = "plan_drive"
    __table_args__ = (UniqueConstraint("occurrence_id"), Index("ix_plan_drive_end", "ends_on"))

    id: int | None = Field(default=None, primary_key=True)
    occurrence_id: int = Field(foreign_key="plan_occurrence.id")
    title: str
    audience: str
    heads: int
    opened_by: int = Field(foreign_key="member.id")
    opened_at: datetime
    ends_on: date
