"""What people filled in is kept for a while after the end and then erased; numbers and attendance stay."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, delete, func, or_, select, update

from bot import audit, outbox
from bot.activities import rules
from bot.activities import texts as activity_texts
from bot.activities.forms import questions as forms
from bot.activities.forms.texts import retention as texts
from bot.activities.model import Activity, Answer, SignUp
from bot.activities.organising import publishing
from bot.activities.rules import ActivityState
from bot.activities.rules_forms import QuestionKind
from bot.activities.series.model import Retention
from bot.members.rules import Actor
from bot.refused import Refused
from bot.wording import local

MOST_DAYS = 3650
#: The organiser is told so many days before.
WARNED = timedelta(days=3)
#: So many activities are looked through at once; the rest waits for the next day.
MOST_AT_ONCE = 200
_OVER = (ActivityState.DONE.value, ActivityState.CANCELLED.value)


@dataclass(frozen=True, slots=True)
class Kept:
    """For how long the answers are kept: ``days`` after the end, ``own`` if set for this activity."""

    activity_id: int
    title: str
    days: int
    own: int | None
    usual: int
    erases_on: date
    erased_on: date | None
    may_ask: bool


def days_of(session: Session, *, activity_id: int, usual: int) -> int:
    """For how many days after its end the answers to an activity are kept."""
    row = session.get(Retention, activity_id)
    return row.days if row is not None and row.days is not None else usual


def show_retention(session: Session, actor: Actor, *, activity_id: int, usual: int) -> Kept:
    """The retention of an activity for the committee. Raises Refused."""
    publishing.require(actor)
    activity = session.get(Activity, activity_id)
    if activity is None:
        raise Refused("gone", activity_texts.gone())
    row = session.get(Retention, activity_id)
    days = days_of(session, activity_id=activity_id, usual=usual)
    return Kept(
        activity_id,
        activity.title,
        days,
        row.days if row is not None else None,
        usual,
        local(_ended(activity) + timedelta(days=days)).date(),
        local(row.erased_at).date() if row is not None and row.erased_at is not None else None,
        not activity.queue and activity.state in rules.UNFINISHED and activity.last_start_at is None,
    )


def set_days(
    session: Session, actor: Actor, now: datetime, *, activity_id: int, days: int, usual: int
) -> Kept:
    """Keep the answers for so many days after the end; 0: for the usual time. Raises Refused."""
    publishing.require(actor)
    publishing.locked(session, activity_id)
    if not 0 <= days <= MOST_DAYS:
        raise Refused("days", texts.bad_days(MOST_DAYS))
    row = session.get(Retention, activity_id) or Retention(activity_id=activity_id)
    if row.erased_at is not None:
        raise Refused("erased", texts.erased_already())
    row.days = days or None
    session.add(row)
    session.flush()
    audit.note(session, actor.member_id, now, "activity.retention", f"activity:{activity_id}", days=days)
    return show_retention(session, actor, activity_id=activity_id, usual=usual)


def ask_for_children(session: Session, actor: Actor, now: datetime, *, activity_id: int, usual: int) -> Kept:
    """Put the questions about a child into the form, and have the answers erased soon after the end. Raises Refused."""
    for text, agreed in texts.CHILD:
        kind = QuestionKind.CONSENT if agreed else QuestionKind.TEXT
        forms.add_question(session, actor, now, activity_id=activity_id, kind=kind, text=text)
    days = min(texts.CHILD_DAYS, usual)
    return set_days(session, actor, now, activity_id=activity_id, days=days, usual=usual)


# -- what the clock does ------------------------------------------------------------------------------------


def erase_due(session: Session, now: datetime, *, usual_days: int) -> int:
    """Erase the answers whose time is over, and tell who opened an activity some days before. Returns how many
    activities were erased."""
    _warn(session, now, usual_days)
    rows = _past(session, now, usual_days)
    for activity in rows:
        _erase(session, now, activity.id or 0)
    return len(rows)


def _past(session: Session, now: datetime, usual_days: int) -> list[Activity]:
    """What is over for long enough by the usual time or its own, and not erased yet, the oldest first."""
    usual = now - timedelta(days=usual_days)
    query = (
        select(Activity, Retention)
        .outerjoin(Retention, col(Retention.activity_id) == col(Activity.id))
        .where(col(Activity.state).in_(_OVER), col(Retention.erased_at).is_(None))
        .where(or_(col(Retention.days).is_not(None), Activity.starts_at < usual))
        .order_by(col(Activity.starts_at))
        .limit(MOST_AT_ONCE)
    )
    found: list[tuple[Activity, Any]] = list(session.exec(query))
    return [
        activity
        for activity, row in found
        if _ended(activity) + timedelta(days=_days(row, usual_days)) <= now
    ]


def _warn(session: Session, now: datetime, usual_days: int) -> None:
    for activity in _past(session, now + WARNED, usual_days):
        row = session.get(Retention, activity.id)
        erased_at = _ended(activity) + timedelta(days=_days(row, usual_days))
        answered = session.exec(
            select(func.count())
            .select_from(Answer)
            .join(SignUp, col(SignUp.id) == col(Answer.sign_up_id))
            .where(SignUp.activity_id == activity.id)
        ).one()
        if answered and erased_at > now:
            outbox.push(
                session,
                key=f"activity:{activity.id}:erased-soon",
                to=activity.created_by,
                due_at=now,
                message=texts.erased_soon(activity.title, activity.id or 0, local(erased_at).date()),
                valid_until=erased_at,
            )


def _erase(session: Session, now: datetime, activity_id: int) -> None:
    connection = session.connection()
    own = select(SignUp.id).where(SignUp.activity_id == activity_id)
    answers = connection.execute(delete(Answer).where(col(Answer.sign_up_id).in_(own))).rowcount
    emptied = connection.execute(
        update(SignUp)
        .where(
            col(SignUp.activity_id) == activity_id, or_(col(SignUp.guests) != "", col(SignUp.reason) != "")
        )
        .values(guests="", reason="")
    ).rowcount
    row = session.get(Retention, activity_id) or Retention(activity_id=activity_id)
    row.erased_at = now
    session.add(row)
    session.flush()
    if answers or emptied:
        subject = f"activity:{activity_id}"
        audit.note(session, None, now, "activity.erased", subject, answers=answers, sign_ups=emptied)


def _days(row: Retention | None, usual_days: int) -> int:
    return row.days if row is not None and row.days is not None else usual_days


def _ended(activity: Activity) -> datetime:
    return activity.ends_at or activity.starts_at + rules.USUAL_LENGTH
