"""A course meets several times: who was at which lesson."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from bot.activities import rules_checkin
from bot.activities.series.model import Lesson, Presence


@dataclass(frozen=True, slots=True)
class Figures:
    """``held``: lessons that have begun, of ``lessons``; ``heads``: people who came at all; ``visits``: counted each time."""

    lessons: int
    held: int
    heads: int
    visits: int


def unnoted(session: Session, activity_id: int, member_id: int, now: datetime) -> int | None:
    """The lesson at this time where the member is not noted yet."""
    lesson = _at(session, activity_id, now)
    if lesson is None or session.get(Presence, (lesson, member_id)) is not None:
        return None
    return lesson


def note_present(
    session: Session, activity_id: int, member_id: int, now: datetime, *, entered_by: int | None = None
) -> None:
    """Note that the member is at the lesson of this time, if there is one; ``entered_by``: by whose hand."""
    lesson = unnoted(session, activity_id, member_id, now)
    if lesson is not None:
        session.add(Presence(lesson_id=lesson, member_id=member_id, at=now, entered_by=entered_by))
        session.flush()


def figures(session: Session, activity_id: int, now: datetime) -> Figures:
    """How often the course met, and who came."""
    lessons = session.exec(select(Lesson.starts_at).where(Lesson.activity_id == activity_id)).all()
    present = session.exec(
        select(Presence.member_id)
        .join(Lesson, col(Lesson.id) == col(Presence.lesson_id))
        .where(Lesson.activity_id == activity_id)
    ).all()
    return Figures(len(lessons), sum(1 for start in lessons if start <= now), len(set(present)), len(present))


def _at(session: Session, activity_id: int, now: datetime) -> int | None:
    """The lesson for which one checks in now; of two the one that begins next to now."""
    lessons = session.exec(select(Lesson).where(Lesson.activity_id == activity_id)).all()
    open_now = [one for one in lessons if rules_checkin.is_time(one.starts_at, one.ends_at, now)]
    nearest = min(open_now, key=lambda one: abs(one.starts_at - now), default=None)
    return nearest.id if nearest is not None else None
