"""Tables of plans: the document, its items, when they fall due, and files that wait for an answer."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.plan.reading import Kind
from bot.plan.states import DocumentState, ItemState, OccurrenceState


class PlanDocument(SQLModel, table=True):
    """One plan of one year. ``request`` is the message it came by, ``digest`` the SHA-256 of its bytes."""

    __tablename__ = "plan_document"
    __table_args__ = (UniqueConstraint("request"), Index("ix_plan_document_digest", "digest", "year"))

    id: int | None = Field(default=None, primary_key=True)
    request: str
    file_name: str
    title: str
    digest: str
    year: int = Field(index=True)
    state: str = DocumentState.DRAFT
    imported_by: int = Field(foreign_key="member.id")
    imported_at: datetime
    confirmed_at: datetime | None = None
    undone_at: datetime | None = None


class PlanItem(SQLModel, table=True):
    """One act of a plan. ``year`` is the plan's; ``title_key`` compares titles whatever their punctuation.

    ``recurrence`` is the wording of ``bot.plan.rules_times.Recurring``, empty for what happens once. ``audience`` is the
    text form of an Audience; ``owner`` is who is named, ``owner_id`` the member of that name. ``updates_id``: a draft
    that would change that item; ``before`` is what it changed, for taking it back. ``remind_days`` overrides the
    settings: days before, separated by commas.
    """

    __tablename__ = "plan_item"
    __table_args__ = (
        UniqueConstraint("document_id", "serial"),
        Index("ix_plan_item_key", "year", "title_key"),
    )

    id: int | None = Field(default=None, primary_key=True)
    document_id: int = Field(foreign_key="plan_document.id")
    serial: int
    title: str
    title_key: str
    quote: str
    line: int
    year: int
    kind: str = Kind.OTHER
    deadline: bool = False
    recurrence: str = ""
    audience: str = "everyone"
    audience_text: str = ""
    owner: str = ""
    owner_id: int | None = Field(default=None, foreign_key="member.id")
    doubts: str = ""
    checked: bool = False
    remind_days: str | None = None
    state: str = ItemState.DRAFT
    updates_id: int | None = Field(default=None, foreign_key="plan_item.id")
    before: str = ""
    changed_at: datetime


class PlanOccurrence(SQLModel, table=True):
    """When an item falls due: days inclusive. ``exact``: the plan names days, not just months. ``people`` and
    ``spent_fen`` (yuan × 100) are what was reported when it was done, None for not reported."""

    __tablename__ = "plan_occurrence"
    __table_args__ = (
        Index("ix_plan_occurrence_item", "item_id", "start_on"),
        Index("ix_plan_occurrence_days", "start_on", "end_on"),
        Index("ix_plan_occurrence_end", "end_on"),
        Index("ix_plan_occurrence_activity", "activity_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="plan_item.id")
    start_on: date
    end_on: date
    exact: bool
    state: str = OccurrenceState.PLANNED
    reason: str = ""
    activity_id: int | None = None
    people: int | None = None
    spent_fen: int | None = Field(default=None, sa_type=BigInteger)
    changed_at: datetime


class PlanUpload(SQLModel, table=True):
    """A file between its arrival and the answer to a question about it (which year, which kind); kept one day."""

    __tablename__ = "plan_upload"

    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="member.id", index=True)
    file_name: str
    content: bytes
    created_at: datetime
