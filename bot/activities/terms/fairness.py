"""Fairness memory, looked up: what members had of this year's places, and what counted when places were given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from bot.activities import rules
from bot.activities.model import Activity, SignUp
from bot.activities.rules import ActivityState, SignUpStatus
from bot.activities.rules_points import Record
from bot.activities.rules_terms import Way
from bot.activities.terms.model import Allotted, Terms
from bot.wording import local


@dataclass(frozen=True, slots=True)
class Standing:
    """What counted for one member: the place in the order of ``of``, and why."""

    position: int
    of: int
    points: int
    record: Record
    by_points: bool


def records_of(
    session: Session, member_ids: Sequence[int], activity: Activity, now: datetime
) -> dict[int, Record]:
    """What each of the members had in the calendar year of ``activity``: of the other activities with limited places that
    were not cancelled. A place counts also when it is still to come; missed is who waited until it began."""
    year = local(activity.starts_at).replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    rows = session.execute(
        select(
            col(SignUp.member_id),
            col(SignUp.status),
            col(SignUp.checked_in_at),
            col(Activity.starts_at),
            col(Terms.attendance_closed_at),
        )
        .join(Activity, col(Activity.id) == col(SignUp.activity_id))
        .outerjoin(Terms, col(Terms.activity_id) == col(Activity.id))
        .where(
            col(SignUp.member_id).in_(member_ids),
            col(SignUp.status).in_([SignUpStatus.PLACED.value, SignUpStatus.WAITING.value]),
            col(Activity.id) != activity.id,
            col(Activity.capacity).is_not(None),
            col(Activity.compulsory).is_(False),
            col(Activity.state).in_([state.value for state in (*rules.PUBLISHED, ActivityState.DONE)]),
            col(Activity.starts_at) >= year,
            col(Activity.starts_at) < year.replace(year=year.year + 1),
        )
    )
    counted: dict[int, list[int]] = {member_id: [0, 0, 0] for member_id in member_ids}
    for member_id, status, checked_in_at, starts_at, closed_at in rows:
        mine = counted[member_id]
        if status == SignUpStatus.PLACED:
            mine[0] += 1
            mine[2] += closed_at is not None and checked_in_at is None
        elif starts_at <= now:
            mine[1] += 1
    return {
        member_id: Record(placed, missed, absent) for member_id, (placed, missed, absent) in counted.items()
    }


def standing_of(session: Session, activity: Activity, member_id: int) -> Standing | None:
    """What counted for a member when the places were given; None: they were not given so."""
    row = session.get(Allotted, (activity.id, member_id)) if activity.draw_seed else None
    if row is None:
        return None
    number = session.execute(
        select(func.count()).select_from(Allotted).where(col(Allotted.activity_id) == activity.id)
    ).scalar_one()
    terms = session.get(Terms, activity.id)
    return Standing(
        row.position,
        int(number),
        row.points,
        Record(row.placed, row.missed, row.absent),
        by_points=terms is not None and terms.way == Way.POINTS,
    )
