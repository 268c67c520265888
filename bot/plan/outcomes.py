"""What became of an item through its activity: it is done when the activity is over, with the people who came."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func
from sqlmodel import Session, col, select

from bot import audit
from bot.activities.contests.part import HEADS
from bot.activities.model import Activity, SignUp
from bot.activities.rules import PUBLISHED, USUAL_LENGTH, ActivityState, SignUpStatus
from bot.plan.model import PlanItem, PlanOccurrence
from bot.plan.states import ItemState, OccurrenceState


@dataclass(frozen=True, slots=True)
class Turnout:
    """People of an activity, companions included: ``placed`` had a place, ``present`` were checked in (0: nobody was,
    as a rule because nobody was asked to)."""

    placed: int
    present: int

    @property
    def people(self) -> int:
        """How many took part, as far as is known."""
        return self.present or self.placed


def turnouts(session: Session, activity_ids: Collection[int]) -> Mapping[int, Turnout]:
    """The people of these activities; those to which nobody came are left out. One query."""
    if not activity_ids:
        return {}
    present = case((col(SignUp.checked_in_at).is_not(None), HEADS), else_=0)
    rows = session.exec(
        select(SignUp.activity_id, func.sum(HEADS), func.sum(present))
        .where(col(SignUp.activity_id).in_(activity_ids), SignUp.status == SignUpStatus.PLACED)
        .group_by(col(SignUp.activity_id))
    )
    return {activity_id: Turnout(int(placed), int(came)) for activity_id, placed, came in rows}


def settle_held(session: Session, now: datetime) -> int:
    """Mark the items done whose activity (with all its further stages) is over and had people. What the committee
    changed after the activity stays as it is. Returns how many were marked."""
    rows = session.exec(
        select(PlanOccurrence, Activity)
        .join(PlanItem, col(PlanItem.id) == col(PlanOccurrence.item_id))
        .join(Activity, col(Activity.id) == col(PlanOccurrence.activity_id))
        .where(
            PlanItem.state == ItemState.CONFIRMED,
            PlanOccurrence.state == OccurrenceState.PLANNED,
            Activity.placed > 0,
            Activity.starts_at <= now,
        )
        .order_by(col(PlanOccurrence.id))
        .with_for_update(of=PlanOccurrence)
    ).all()
    marked = 0
    for row, first in rows:
        over_at = _over_at(session, first)
        if over_at is None or not row.changed_at < over_at <= now:
            continue
        row.state, row.changed_at = OccurrenceState.DONE, now
        session.add(row)
        audit.note(session, None, now, "plan.item_done", f"plan_occurrence:{row.id}", activity=first.id or 0)
        marked += 1
    session.flush()
    return marked


def _over_at(session: Session, activity: Activity) -> datetime | None:
    """When the activity and its further stages are over; None when one of them is a draft, or all were cancelled."""
    if activity.state not in {*PUBLISHED, ActivityState.DONE}:
        return None
    later = select(Activity).where(
        Activity.stage_of == activity.id, Activity.state != ActivityState.CANCELLED
    )
    if (stage := session.exec(later.order_by(col(Activity.id).desc())).first()) is not None:
        return _over_at(session, stage)
    return activity.ends_at or (activity.last_start_at or activity.starts_at) + USUAL_LENGTH
