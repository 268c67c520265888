"""Use cases of facilities: whether they are open, and their hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, delete, select

from bot import audit
from bot.facilities import rules, texts
from bot.facilities.booking import DAYS_AHEAD, drop_outside
from bot.facilities.hours import find_facility, hours_of, require
from bot.facilities.model import Facility, FacilityBooking, FacilityHours
from bot.facilities.reading import day_of
from bot.facilities.rules import Hours, Opening
from bot.language.dates import find
from bot.members.rules import Actor, Right, may
from bot.refused import Refused
from bot.wording import local

NAME_LIMIT = 20
PLACE_LIMIT = 60
LENGTHS = (30, 60, 90, 120)
PLACES = (1, 2, 4, 6, 10, 20)


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a facility is open now (``open_until``, in minutes of the day) or when it opens next. ``book_from``: the
    first day worth looking for a time to book; None: nobody books."""

    facility_id: int
    name: str
    has_hours: bool
    today: date
    open_until: int | None
    next: Opening | None
    book_from: date | None = None


@dataclass(frozen=True, slots=True)
class Mine:
    """A time the actor booked."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Card:
    """One facility as one member sees it."""

    standing: Standing
    place: str
    hours: tuple[Hours, ...]
    holiday: str | None
    slot_minutes: int | None
    places: int
    mine: tuple[Mine, ...]
    manages: bool


# -- looking ------------------------------------------------------------------------------------------------


def board(session: Session, actor: Actor, now: datetime) -> tuple[Standing, ...]:
    """All facilities in use. Raises Refused without the right."""
    require(actor, Right.SEE_ACTIVITIES)
    rows = session.exec(select(Facility).where(col(Facility.closed_at).is_(None)).order_by(col(Facility.id)))
    return tuple(_standing(row, hours_of(session, row.id or 0), now) for row in rows)


def facility_card(session: Session, actor: Actor, now: datetime, *, facility_id: int) -> Card:
    """One facility. Raises Refused."""
    require(actor, Right.SEE_ACTIVITIES)
    row = find_facility(session, facility_id)
    hours = hours_of(session, facility_id)
    today = local(now).date()
    rows = session.exec(
        select(FacilityBooking)
        .where(
            FacilityBooking.facility_id == facility_id,
            FacilityBooking.member_id == actor.member_id,
            col(FacilityBooking.cancelled_at).is_(None),
            FacilityBooking.ends_at > now,
        )
        .order_by(col(FacilityBooking.starts_at))
    )
    standing = _standing(row, hours, now)
    return Card(
        standing,
        row.place,
        hours,
        day_of(today).holiday,
        row.slot_minutes,
        row.capacity,
        tuple(Mine(one.starts_at, one.ends_at) for one in rows),
        may(actor, Right.MANAGE_ACTIVITIES),
    )


def answer(
    session: Session, actor: Actor, now: datetime, *, text: str
) -> tuple[list[str], list[Standing]] | None:
    """The answer to 活动室几点开门, 明天乒乓室开吗; None: no facility is meant."""
    shown = board(session, actor, now)
    named = [one for one in shown if one.name in text]
    other = texts.ANY_PLACE.search(text)
    if not shown or (not named and other is None):
        return None
    meant = named or list(shown)
    missing = [texts.not_listed(other[0])] if other is not None and not named else []
    day = next((one.first_on for one in find(text, local(now)) if one.first_on is not None), None)
    if day is None or day == local(now).date():
        lines = [texts.standing_line(one) for one in meant]
        if len(meant) == 1:
            lines += texts.hour_lines(hours_of(session, meant[0].facility_id))
        return missing + lines, meant
    lines = [
        texts.on_day(one.name, day, rules.windows_on(hours_of(session, one.facility_id), day_of(day)))
        for one in meant
    ]
    return missing + lines, meant


def _standing(row: Facility, hours: tuple[Hours, ...], now: datetime) -> Standing:
    here = local(now)
    minute = here.hour * 60 + here.minute
    window = rules.open_now(rules.windows_on(hours, day_of(here.date())), minute)
    coming = None if window else rules.next_opening(hours, day_of, here.date(), minute)
    first = here.date() if window or coming is None else coming.on
    last = here.date() + timedelta(days=DAYS_AHEAD - 1)
    return Standing(
        row.id or 0,
        row.name,
        bool(hours),
        here.date(),
        window.closes if window else None,
        coming,
        min(first, last) if row.slot_minutes is not None and hours else None,
    )


# -- the committee ------------------------------------------------------------------------------------------


def fit_name(text: str) -> tuple[str, str]:
    """Name and place out of one line: 活动室 二号楼三层. Raises Refused."""
    name, _, place = " ".join(text.split()).partition(" ")
    if not 1 <= len(name) <= NAME_LIMIT or len(place) > PLACE_LIMIT:
        raise Refused("name", texts.bad_name(NAME_LIMIT))
    return name, place


def add_facility(
    session: Session, actor: Actor, now: datetime, *, name: str, place: str, hours: Sequence[Hours]
) -> int:
    """A facility with its hours; one given up before comes back. Raises Refused: rights, the name is taken."""
    require(actor, Right.MANAGE_ACTIVITIES)
    row = session.exec(select(Facility).where(Facility.name == name)).first()
    if row is not None and row.closed_at is None:
        raise Refused("name", texts.bad_name(NAME_LIMIT))
    row = row or Facility(name=name, created_at=now)
    row.place, row.closed_at = place, None
    session.add(row)
    session.flush()
    audit.note(session, actor.member_id, now, "facility.added", f"facility:{row.id}")
    set_hours(session, actor, now, facility_id=row.id or 0, hours=hours)
    return row.id or 0


def set_hours(
    session: Session, actor: Actor, now: datetime, *, facility_id: int, hours: Sequence[Hours]
) -> int:
    """Add rules; one for the same days takes the place of the old one. Who booked a time that is closed now is told.
    Returns how many were. Raises Refused."""
    require(actor, Right.MANAGE_ACTIVITIES)
    row = find_facility(session, facility_id, lock=True)
    return _store(session, actor, now, row, rules.with_rules(hours_of(session, facility_id), hours))


def drop_hours(session: Session, actor: Actor, now: datetime, *, facility_id: int, number: int) -> int:
    """Take away the rule with this number of ``hours_of``. Raises Refused."""
    require(actor, Right.MANAGE_ACTIVITIES)
    row = find_facility(session, facility_id, lock=True)
    hours = hours_of(session, facility_id)
    if not 0 <= number < len(hours):
        raise Refused("gone", texts.no_such_rule())
    return _store(session, actor, now, row, (*hours[:number], *hours[number + 1 :]))


def set_booking(session: Session, actor: Actor, now: datetime, *, facility_id: int, minutes: int) -> None:
    """Times of this length can be booked; 0: none any more. Raises Refused."""
    require(actor, Right.MANAGE_ACTIVITIES)
    row = find_facility(session, facility_id, lock=True)
    if minutes and minutes not in LENGTHS:
        raise Refused("length", texts.not_bookable())
    row.slot_minutes = minutes or None
    session.add(row)
    session.flush()
    audit.note(session, actor.member_id, now, "facility.booking", f"facility:{facility_id}", minutes=minutes)


def set_places(session: Session, actor: Actor, now: datetime, *, facility_id: int, places: int) -> None:
    """So many members may book the same time; fewer than before throws nobody out. Raises Refused."""
    require(actor, Right.MANAGE_ACTIVITIES)
    row = find_facility(session, facility_id, lock=True)
    if places not in PLACES:
        raise Refused("places", texts.not_bookable())
    row.capacity = places
    session.add(row)
    session.flush()
    audit.note(session, actor.member_id, now, "facility.places", f"facility:{facility_id}", places=places)


def close_facility(session: Session, actor: Actor, now: datetime, *, facility_id: int) -> None:
    """Offer it no longer; those who booked are told. Raises Refused."""
    require(actor, Right.MANAGE_ACTIVITIES)
    row = find_facility(session, facility_id, lock=True)
    _store(session, actor, now, row, ())
    row.closed_at, row.slot_minutes = now, None
    session.add(row)
    session.flush()
    audit.note(session, actor.member_id, now, "facility.closed", f"facility:{facility_id}")


def _store(session: Session, actor: Actor, now: datetime, row: Facility, hours: tuple[Hours, ...]) -> int:
    facility_id = row.id or 0
    session.connection().execute(delete(FacilityHours).where(col(FacilityHours.facility_id) == facility_id))
    for rule in hours:
        for window in rule.windows or (None,):
            opens, closes = (window.opens, window.closes) if window else (None, None)
            session.add(
                FacilityHours(facility_id=facility_id, days=rule.days.to_text(), opens=opens, closes=closes)
            )
            session.flush()
    audit.note(session, actor.member_id, now, "facility.hours", f"facility:{facility_id}", n=len(hours))
    return drop_outside(session, now, row, hours)
