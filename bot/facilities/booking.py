"""Booking a time of a facility, giving it back, and what becomes of it when the hours change."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, func, select

from bot import audit, outbox
from bot.facilities import rules, texts
from bot.facilities.hours import find_facility, hours_of, require
from bot.facilities.model import Facility, FacilityBooking
from bot.facilities.reading import day_of
from bot.facilities.rules import Hours, Window
from bot.members.model import Member
from bot.members.rules import Actor, Right
from bot.refused import Refused
from bot.wording import local, midnight

#: How many days from today on can be booked, and how many times at once by one member.
DAYS_AHEAD = 7
MOST_BOOKED = 3
MOST_LISTED = 40


@dataclass(frozen=True, slots=True)
class Times:
    """The times of one day: window, places left, and whether the actor has it."""

    facility_id: int
    name: str
    on: date
    days: tuple[date, ...]
    lines: tuple[tuple[Window, int, bool], ...]


@dataclass(frozen=True, slots=True)
class Booked:
    """What a tap on a time came to; ``booked`` False: it was given back."""

    name: str
    starts_at: datetime
    ends_at: datetime
    booked: bool


@dataclass(frozen=True, slots=True)
class BookingLine:
    """A booked time with the member's name, for the committee."""

    starts_at: datetime
    ends_at: datetime
    member: str


def times_on(session: Session, actor: Actor, now: datetime, *, facility_id: int, on: date) -> Times:
    """The times of a day that can still be booked. Raises Refused."""
    require(actor, Right.SIGN_UP)
    row = find_facility(session, facility_id)
    today = local(now).date()
    days = tuple(today + timedelta(days=later) for later in range(DAYS_AHEAD))
    day = on if on in days else today
    taken: dict[datetime, int] = {}
    own: set[datetime] = set()
    for one in session.exec(
        select(FacilityBooking).where(
            FacilityBooking.facility_id == facility_id,
            col(FacilityBooking.cancelled_at).is_(None),
            FacilityBooking.starts_at >= midnight(day),
            FacilityBooking.starts_at < midnight(day + timedelta(days=1)),
        )
    ):
        taken[one.starts_at] = taken.get(one.starts_at, 0) + 1
        if one.member_id == actor.member_id:
            own.add(one.starts_at)
    lines = []
    for window in _bookable(session, row, day):
        starts_at = _at(day, window.opens)
        if starts_at > now:
            lines.append((window, row.capacity - taken.get(starts_at, 0), starts_at in own))
    return Times(facility_id, row.name, day, days, tuple(lines))


def book(session: Session, actor: Actor, now: datetime, *, facility_id: int, on: date, minute: int) -> Booked:
    """Book a time, or give it back when the actor has it. Raises Refused: full, not to be booked, over, too many."""
    require(actor, Right.SIGN_UP)
    row = find_facility(session, facility_id, lock=True)
    window = next((one for one in _bookable(session, row, on) if one.opens == minute), None)
    if window is None or not 0 <= (on - local(now).date()).days < DAYS_AHEAD:
        raise Refused("not_bookable", texts.not_bookable())
    starts_at, ends_at = _at(on, window.opens), _at(on, window.closes)
    if starts_at <= now:
        raise Refused("over", texts.already_over())
    live = col(FacilityBooking.cancelled_at).is_(None)
    same = (FacilityBooking.facility_id == facility_id, FacilityBooking.starts_at == starts_at)
    own = session.exec(
        select(FacilityBooking).where(*same, FacilityBooking.member_id == actor.member_id)
    ).first()
    if own is not None and own.cancelled_at is None:
        own.cancelled_at = now
        _keep(session, own, actor, now, "facility.given_back")
        return Booked(row.name, starts_at, ends_at, booked=False)
    if (
        session.exec(select(func.count()).select_from(FacilityBooking).where(*same, live)).one()
        >= row.capacity
    ):
        raise Refused("full", texts.time_is_full())
    coming = select(func.count()).select_from(FacilityBooking).where(
        FacilityBooking.facility_id == facility_id, FacilityBooking.member_id == actor.member_id, live, FacilityBooking.ends_at > now
    )  # fmt: skip
    if session.exec(coming).one() >= MOST_BOOKED:
        raise Refused("enough", texts.enough_booked(MOST_BOOKED))
    booking = own or FacilityBooking(
        facility_id=facility_id,
        member_id=actor.member_id,
        starts_at=starts_at,
        ends_at=ends_at,
        created_at=now,
    )
    booking.ends_at, booking.cancelled_at = ends_at, None
    _keep(session, booking, actor, now, "facility.booked")
    return Booked(row.name, starts_at, ends_at, booked=True)


def bookings(
    session: Session, actor: Actor, now: datetime, *, facility_id: int
) -> tuple[str, tuple[BookingLine, ...]]:
    """Who booked which time from now on, for the committee. Raises Refused."""
    require(actor, Right.MANAGE_ACTIVITIES)
    row = find_facility(session, facility_id)
    rows = session.exec(
        select(FacilityBooking, Member.name)
        .join(Member, col(Member.id) == col(FacilityBooking.member_id))
        .where(FacilityBooking.facility_id == facility_id, FacilityBooking.ends_at > now)
        .where(col(FacilityBooking.cancelled_at).is_(None))
        .order_by(col(FacilityBooking.starts_at), col(FacilityBooking.id))
        .limit(MOST_LISTED)
    )
    return row.name, tuple(BookingLine(one.starts_at, one.ends_at, name) for one, name in rows)


def drop_outside(session: Session, now: datetime, row: Facility, hours: tuple[Hours, ...]) -> int:
    """Give back the booked times that lie outside the hours now, and say so."""
    told = 0
    for booking in session.exec(
        select(FacilityBooking).where(
            FacilityBooking.facility_id == row.id,
            col(FacilityBooking.cancelled_at).is_(None),
            FacilityBooking.starts_at > now,
        )
    ).all():
        day = local(booking.starts_at).date()
        opens = int((booking.starts_at - midnight(day)).total_seconds() // 60)
        closes = int((booking.ends_at - midnight(day)).total_seconds() // 60)
        windows = rules.windows_on(hours, day_of(day))
        if any(window.opens <= opens and closes <= window.closes for window in windows):
            continue
        booking.cancelled_at = now
        session.add(booking)
        outbox.push(
            session,
            key=f"facility-booking:{booking.id}:dropped:{now.timestamp():.0f}",
            to=booking.member_id,
            due_at=now,
            message=texts.booking_dropped(row.name, booking.starts_at, booking.ends_at, row.id or 0),
            valid_until=booking.starts_at,
        )
        told += 1
    session.flush()
    return told


def _keep(session: Session, booking: FacilityBooking, actor: Actor, now: datetime, action: str) -> None:
    session.add(booking)
    session.flush()
    audit.note(session, actor.member_id, now, action, f"facility_booking:{booking.id}")


def _bookable(session: Session, row: Facility, on: date) -> tuple[Window, ...]:
    if row.slot_minutes is None:
        return ()
    return rules.slots_in(rules.windows_on(hours_of(session, row.id or 0), day_of(on)), row.slot_minutes)


def _at(on: date, minute: int) -> datetime:
    return midnight(on) + timedelta(minutes=minute)
