"""Tables of notices and their receipts. The single messages are rows of the outbox."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel


class Notice(SQLModel, table=True):
    """A notice that was confirmed. ``request`` is the press it came by; ``public``: also for people without binding;
    ``source``: what it was written about (``plan_occurrence:12``), empty for nothing in particular."""

    __table_args__ = (
        UniqueConstraint("request"),
        Index("ix_notice_public", "public", "id"),
        Index("ix_notice_source", "source"),
    )

    id: int | None = Field(default=None, primary_key=True)
    request: str
    text: str
    audience: str
    head_count: int
    public: bool = False
    created_by: int = Field(foreign_key="member.id")
    created_at: datetime
    due_at: datetime
    cancelled_at: datetime | None = None
    chases: int = 0
    source: str = ""
    chased_at: datetime | None = None


class NoticeReceipt(SQLModel, table=True):
    """A member has pressed 收到. Once per member and notice."""

    __tablename__ = "notice_receipt"

    notice_id: int = Field(foreign_key="notice.id", primary_key=True)
    member_id: int = Field(foreign_key="member.id", primary_key=True, index=True)
    at: datetime


class NoticeTold(SQLModel, table=True):
    """A group leader has told a member in person, or by telephone. Once per member and notice."""

    __tablename__ = "notice_told"

    notice_id: int = Field(foreign_key="notice.id", primary_key=True)
    member_id: int = Field(foreign_key="member.id", primary_key=True, index=True)
    told_by: int = Field(foreign_key="member.id")
    at: datetime
