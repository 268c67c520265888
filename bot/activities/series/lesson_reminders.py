"""The lessons of a course are noted, and those who come are reminded the evening before each."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, func, select

from bot import outbox, reminders
from bot.activities import rules
from bot.activities.model import Activity
from bot.activities.organising.managing import people_of
from bot.activities.organising.publishing import Timing
from bot.activities.rules import SignUpStatus
from bot.activities.series.model import Lesson
from bot.activities.series.texts import lessons as texts
from bot.reminders import Due

REMINDER = "activity.lesson"


def add_lessons(
    session: Session,
    now: datetime,
    activity_id: int,
    spans: Sequence[tuple[datetime, datetime]],
    timing: Timing,
) -> None:
    """Note the lessons of a course; the evening before each but the first (of which the activity itself reminds)
    everybody with a place is reminded."""
    for number, (starts_at, ends_at) in enumerate(sorted(spans)):
        lesson = Lesson(activity_id=activity_id, starts_at=starts_at, ends_at=ends_at)
        session.add(lesson)
        session.flush()
        due_at = rules.remind_at(starts_at, timing.remind)
        if number and due_at > now:
            valid_until = min(starts_at, due_at + timing.late)
            reminders.schedule(
                session,
                key=f"{REMINDER}:{lesson.id}",
                kind=REMINDER,
                subject_id=lesson.id,
                due_at=due_at,
                valid_until=valid_until,
            )


def remind(session: Session, now: datetime, due: Due) -> None:
    """Tell everybody who has a place now that there is a lesson tomorrow."""
    lesson = session.get(Lesson, due.subject_id)
    activity = session.get(Activity, lesson.activity_id) if lesson else None
    if lesson is None or activity is None or activity.state not in rules.PUBLISHED:
        return
    members = people_of(session, activity_id=lesson.activity_id, statuses=(SignUpStatus.PLACED,))
    number = session.exec(
        select(func.count())
        .select_from(Lesson)
        .where(Lesson.activity_id == lesson.activity_id, Lesson.starts_at <= lesson.starts_at)
    ).one()
    outbox.push_many(
        session,
        keys={member_id: f"{due.key}:{member_id}" for member_id in members},
        due_at=now,
        message=texts.lesson_tomorrow(
            activity.title,
            lesson.activity_id,
            number,
            lesson.starts_at,
            lesson.ends_at,
            activity.place,
            late=due.late,
        ),
        reference=f"activity:{lesson.activity_id}",
        valid_until=lesson.starts_at,
    )
