"""What the clock does for activities: remind the day before, let offers run out, put away what is over."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot import audit, outbox
from bot.activities import places, rules, texts
from bot.activities.limits import lock
from bot.activities.managing import people_of
from bot.activities.model import Activity, SignUp
from bot.activities.rules import ActivityState, SignUpStatus
from bot.reminders import Due


@dataclass(frozen=True, slots=True)
class Coming:
    """What a reminder says of an activity."""

    activity_id: int
    title: str
    starts_at: datetime
    ends_at: datetime | None
    place: str
    description: str


def remind_day_before(session: Session, now: datetime, due: Due) -> None:
    """Remind everybody who has a place at this moment; those who wait are not told to come."""
    activity = session.get(Activity, due.subject_id)
    if activity is None or activity.state not in rules.PUBLISHED:
        return
    coming = Coming(
        activity.id or 0,
        activity.title,
        activity.starts_at,
        activity.ends_at,
        activity.place,
        activity.description,
    )
    members = people_of(session, activity_id=coming.activity_id, statuses=(SignUpStatus.PLACED,))
    outbox.push_many(
        session,
        keys={member_id: f"{due.key}:{member_id}" for member_id in members},
        due_at=now,
        message=texts.day_before(coming, late=due.late),
        reference=f"activity:{activity.id}",
        valid_until=activity.starts_at,
        priority=outbox.Priority.PERSONAL,
    )


def put_away(session: Session, now: datetime, due: Due) -> None:
    """The activity is over."""
    activity = session.get(Activity, due.subject_id)
    if activity is None or activity.state not in rules.PUBLISHED:
        return
    activity.state = ActivityState.DONE
    session.add(activity)
    session.flush()
    audit.note(session, None, now, "activity.done", f"activity:{activity.id}")


def let_offer_run_out(session: Session, now: datetime, due: Due) -> None:
    """Nobody took the offer in time: the place goes to the next, and the person is told how to come back."""
    sign_up = session.get(SignUp, due.subject_id)
    if sign_up is None or sign_up.status != SignUpStatus.OFFERED or sign_up.offered_until != due.due_at:
        return
    activity = lock(session, sign_up.activity_id)
    if not rules.serves_queue(activity.state, activity.starts_at, now):
        return
    key = f"sign-up:{sign_up.id}:{sign_up.revision + 1}"
    places.release(session, activity, sign_up, SignUpStatus.CANCELLED, now)
    audit.note(session, None, now, "sign_up.expired", f"sign_up:{sign_up.id}", activity=activity.id)
    outbox.push(
        session,
        key=key,
        to=sign_up.member_id,
        due_at=now,
        message=texts.offer_ran_out(activity),
        reference=f"activity:{activity.id}",
        valid_until=activity.starts_at,
    )
