"""Tables of facilities, their hours and the times members booked."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel


class Facility(SQLModel, table=True):
    """A room or hall that members may use. ``slot_minutes``: the length of a time that can be booked (None: nobody
    books), ``capacity``: how many members may book the same one. ``closed_at``: it is no longer offered."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    place: str = ""
    slot_minutes: int | None = None
    capacity: int = 1
    closed_at: datetime | None = None
    created_at: datetime


class FacilityHours(SQLModel, table=True):
    """From when to when a facility is open on some days. ``days`` is the text form of ``rules.Days``; ``opens`` and
    ``closes`` count minutes after midnight, both None: closed on these days."""

    __tablename__ = "facility_hours"

    id: int | None = Field(default=None, primary_key=True)
    facility_id: int = Field(foreign_key="facility.id", index=True)
    days: str
    opens: int | None = None
    closes: int | None = None


class FacilityBooking(SQLModel, table=True):
    """A time that a member booked; one row however often the member changes the mind."""

    __tablename__ = "facility_booking"
    __table_args__ = (
        UniqueConstraint("facility_id", "starts_at", "member_id"),
        Index("ix_facility_booking_member", "member_id", "starts_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    facility_id: int = Field(foreign_key="facility.id")
    member_id: int = Field(foreign_key="member.id")
    starts_at: datetime
    ends_at: datetime
    cancelled_at: datetime | None = None
    created_at: datetime
