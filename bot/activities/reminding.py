"""What the clock does for activities: remind the day before, let offers run out, put away what is over."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot import audit, outbox
from bot.activities import places, rules, slots, texts
from bot.activities.attending import feedback
from bot.activities.limits import SHOWN, lock
from bot.activities.model import Activity, SignUp, Slot
from bot.activities.organising.managing import people_of
from bot.activities.rules import ActivityState, SignUpStatus
from bot.activities.terms import own_reminders
from bot.activities.terms.looking import terms_of
from bot.reminders import Due
from bot.storage import signal
from bot.wording import local


@dataclass(frozen=True, slots=True)
class Coming:
    """What a reminder says of an activity."""

    activity_id: int
    title: str
    starts_at: datetime
    ends_at: datetime | None
    place: str
    description: str
    preparation: str = ""


def remind_day_before(session: Session, now: datetime, due: Due) -> None:
    """Remind everybody who has a place at this moment; those who wait are not told to come. Of an activity with slots
    those whose slot is on the next day, each of the own slot. Who wants no reminder then gets none."""
    activity = session.get(Activity, due.subject_id)
    if activity is None or activity.state not in rules.PUBLISHED:
        return
    preparation = terms_of(session, activity.id or 0).preparation
    without = own_reminders.without_evening(session, activity.id or 0, preparation)
    for starts_at, ends_at, members in _to_remind(session, activity, due):
        coming = Coming(
            activity.id or 0,
            activity.title,
            starts_at,
            ends_at,
            activity.place,
            activity.description,
            preparation,
        )
        outbox.push_many(
            session,
            keys={member_id: f"{due.key}:{member_id}" for member_id in members if member_id not in without},
            due_at=now,
            message=texts.day_before(coming, late=due.late),
            reference=f"activity:{activity.id}",
            valid_until=starts_at,
            priority=outbox.Priority.PERSONAL,
        )


def _to_remind(
    session: Session, activity: Activity, due: Due
) -> list[tuple[datetime, datetime | None, list[int]]]:
    """Start, end and members of what is on the day after the reminder."""
    placed = (SignUpStatus.PLACED,)
    if activity.last_start_at is None:
        people = people_of(session, activity_id=activity.id or 0, statuses=placed)
        return [(activity.starts_at, activity.ends_at, people)]
    day = local(due.due_at).date() + timedelta(days=1)
    rows = session.exec(
        select(Slot, SignUp.member_id)
        .join(SignUp, col(SignUp.slot_id) == col(Slot.id))
        .where(Slot.activity_id == activity.id, SignUp.status == SignUpStatus.PLACED)
        .order_by(col(Slot.starts_at), col(SignUp.queue))
    )
    by_slot: dict[tuple[datetime, datetime | None], list[int]] = {}
    for slot, member_id in rows:
        if local(slot.starts_at).date() == day:
            by_slot.setdefault((slot.starts_at, slot.ends_at), []).append(member_id)
    return [(*times, members) for times, members in by_slot.items()]


def go_to_next_slot(session: Session, now: datetime, due: Due) -> None:
    """A slot has begun: the activity stands in the lists under the next one."""
    activity = session.get(Activity, due.subject_id)
    if activity is not None and activity.state in rules.PUBLISHED:
        slots.roll(session, activity, now)


def put_away(session: Session, now: datetime, due: Due) -> None:
    """The activity is over; tomorrow those who were there are asked what they thought."""
    activity = session.get(Activity, due.subject_id)
    if activity is None or activity.state not in rules.PUBLISHED:
        return
    activity.state = ActivityState.DONE
    signal(session, SHOWN)
    session.add(activity)
    session.flush()
    feedback.plan(session, activity)
    audit.note(session, None, now, "activity.done", f"activity:{activity.id}")


def let_offer_run_out(session: Session, now: datetime, due: Due) -> None:
    """Nobody took the offer in time: the place goes to the next, and the person is told how to come back."""
    sign_up = session.get(SignUp, due.subject_id)
    if sign_up is None or sign_up.status != SignUpStatus.OFFERED or sign_up.offered_until != due.due_at:
        return
    activity = lock(session, sign_up.activity_id)
    if not rules.serves_queue(activity.state, activity.closes_at, now):
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
