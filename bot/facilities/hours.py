"""A facility with its rules, as the use cases look it up."""

from sqlmodel import Session, col, select

from bot.facilities import texts
from bot.facilities.model import Facility, FacilityHours
from bot.facilities.rules import Days, Hours, Window
from bot.members.rules import Actor, Right, may
from bot.refused import Refused


def hours_of(session: Session, facility_id: int) -> tuple[Hours, ...]:
    """The rules of a facility in the order they were written."""
    rows = session.exec(
        select(FacilityHours).where(FacilityHours.facility_id == facility_id).order_by(col(FacilityHours.id))
    )
    by_days: dict[str, list[Window]] = {}
    for row in rows:
        windows = by_days.setdefault(row.days, [])
        if row.opens is not None and row.closes is not None:
            windows.append(Window(row.opens, row.closes))
    return tuple(Hours(Days.from_text(days), tuple(windows)) for days, windows in by_days.items())


def find_facility(session: Session, facility_id: int, *, lock: bool = False) -> Facility:
    """A facility in use. Raises Refused when there is none."""
    query = select(Facility).where(Facility.id == facility_id, col(Facility.closed_at).is_(None))
    row = session.exec(query.with_for_update() if lock else query).first()
    if row is None:
        raise Refused("gone", texts.gone())
    return row


def require(actor: Actor, right: Right) -> None:
    """Raises Refused without the right."""
    if not may(actor, right):
        raise Refused("no_right", texts.no_right())
