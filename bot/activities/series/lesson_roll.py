"""Who was at which lesson of a course, by the list: the leader's own groups, for the committee everybody."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from bot import audit
from bot.activities import rules_checkin, texts
from bot.activities.attending.model import HandCheckIn
from bot.activities.attending.texts import attendance as attendance_texts
from bot.activities.model import Activity, SignUp
from bot.activities.rules import ActivityState, SignUpStatus
from bot.activities.series.model import Lesson, Presence
from bot.activities.series.texts import lessons as lesson_texts
from bot.members.model import Member
from bot.members.rules import Actor, Right, may, reach
from bot.paging import page_number
from bot.refused import Refused

NAMES_ON_PAGE = 20


@dataclass(frozen=True, slots=True)
class LessonLine:
    """A lesson. ``here``: so many were there; ``open``: who is there can be noted now."""

    lesson_id: int
    starts_at: datetime
    ends_at: datetime
    here: int
    open: bool


@dataclass(frozen=True, slots=True)
class Lessons:
    """The lessons of a course, of ``members`` within the actor's reach."""

    activity_id: int
    title: str
    lines: tuple[LessonLine, ...]
    members: int
    manages: bool


@dataclass(frozen=True, slots=True)
class Pupil:
    """Somebody who has a place in the course. ``here``: was at this lesson."""

    member_id: int
    name: str
    here: bool


@dataclass(frozen=True, slots=True)
class LessonRoll:
    """A page of the list of one lesson, from 0. ``late``: who is noted now is an addition afterwards."""

    activity_id: int
    lesson_id: int
    title: str
    lesson: int
    starts_at: datetime
    ends_at: datetime
    lines: tuple[Pupil, ...]
    number: int
    size: int
    members: int
    here: int
    late: bool


def lessons_of(session: Session, actor: Actor, now: datetime, *, activity_id: int) -> Lessons | None:
    """The lessons to note who was there; None: this is no course. Raises Refused without the right."""
    rows = _lessons(session, activity_id)
    if not rows:
        return None
    activity = _activity(session, actor, activity_id)
    pupils = {member_id for member_id, _ in _pupils(session, actor, activity_id)}
    lines = []
    for row in rows:
        present = session.exec(select(Presence.member_id).where(Presence.lesson_id == row.id)).all()
        open_now = rules_checkin.may_enter(row.starts_at, row.ends_at, now)
        lines.append(
            LessonLine(row.id or 0, row.starts_at, row.ends_at, len(pupils & set(present)), open_now)
        )
    return Lessons(
        activity_id, activity.title, tuple(lines), len(pupils), may(actor, Right.MANAGE_ACTIVITIES)
    )


def lesson_roll(session: Session, actor: Actor, now: datetime, *, lesson_id: int, page: int) -> LessonRoll:
    """The list of one lesson to tick. Raises Refused: rights, no such lesson, not the time."""
    row, activity = _to_note(session, actor, now, lesson_id)
    present = set(session.exec(select(Presence.member_id).where(Presence.lesson_id == lesson_id)))
    lines = [Pupil(one, name, one in present) for one, name in _pupils(session, actor, row.activity_id)]
    number = min(page_number(page), max(0, (len(lines) - 1) // NAMES_ON_PAGE))
    order = [one.id for one in _lessons(session, row.activity_id)]
    return LessonRoll(
        row.activity_id,
        lesson_id,
        activity.title,
        order.index(lesson_id) + 1,
        row.starts_at,
        row.ends_at,
        tuple(lines[number * NAMES_ON_PAGE : (number + 1) * NAMES_ON_PAGE]),
        number,
        NAMES_ON_PAGE,
        len(lines),
        sum(line.here for line in lines),
        rules_checkin.is_late(row.ends_at, now),
    )


def tick_lesson(session: Session, actor: Actor, now: datetime, *, lesson_id: int, member_id: int) -> None:
    """Note somebody as being at a lesson, or take back what was noted by hand. Who was at one lesson was at the course.
    Raises Refused: rights, not the time, not in the course, or the member checked in by the code."""
    row, activity = _to_note(session, actor, now, lesson_id, lock=True)
    member = session.get(Member, member_id)
    if member is None or not may(actor, Right.CHASE_GROUP, group_id=member.group_id):
        raise Refused("gone", texts.gone())
    sign_up = session.exec(
        select(SignUp).where(
            SignUp.activity_id == row.activity_id,
            SignUp.member_id == member_id,
            SignUp.status == SignUpStatus.PLACED,
        )
    ).first()
    if sign_up is None:
        raise Refused("not_signed_up", attendance_texts.is_not_on_list(member.name, activity.title))
    there = session.get(Presence, (lesson_id, member_id))
    noted = session.get(HandCheckIn, (row.activity_id, member_id))
    if there is not None:
        if there.entered_by is None:
            raise Refused("by_code", attendance_texts.came_by_code(member.name))
        session.delete(there)
        session.flush()
        others = select(Presence.lesson_id).join(Lesson, col(Lesson.id) == col(Presence.lesson_id))
        own = (Presence.member_id == member_id, Lesson.activity_id == row.activity_id)
        if noted is not None and session.exec(others.where(*own)).first() is None:
            session.delete(noted)
            sign_up.checked_in_at = None
            session.add(sign_up)
    else:
        session.add(Presence(lesson_id=lesson_id, member_id=member_id, at=now, entered_by=actor.member_id))
        if sign_up.checked_in_at is None:
            sign_up.checked_in_at = now
            late = rules_checkin.is_late(row.ends_at, now)
            session.add(sign_up)
            session.add(
                HandCheckIn(
                    activity_id=row.activity_id,
                    member_id=member_id,
                    entered_by=actor.member_id,
                    at=now,
                    late=late,
                )
            )
    session.flush()
    action = "lesson.not_present" if there is not None else "lesson.present"
    audit.note(session, actor.member_id, now, action, f"lesson:{lesson_id}", member=member_id)


def _lessons(session: Session, activity_id: int) -> list[Lesson]:
    query = select(Lesson).where(Lesson.activity_id == activity_id).order_by(col(Lesson.starts_at))
    return list(session.exec(query))


def _pupils(session: Session, actor: Actor, activity_id: int) -> list[tuple[int, str]]:
    statement = (
        select(SignUp.member_id, Member.name)
        .join(Member, col(Member.id) == col(SignUp.member_id))
        .where(SignUp.activity_id == activity_id, SignUp.status == SignUpStatus.PLACED)
        .order_by(col(SignUp.group_id), col(SignUp.queue))
    )
    reached = reach(actor, Right.CHASE_GROUP)
    if reached is not None:
        statement = statement.where(col(Member.group_id).in_(sorted(reached)))
    return [(member_id, name) for member_id, name in session.exec(statement)]


def _activity(session: Session, actor: Actor, activity_id: int) -> Activity:
    if reach(actor, Right.CHASE_GROUP) == frozenset():
        raise Refused("no_right", attendance_texts.leaders_only())
    activity = session.get(Activity, activity_id)
    if activity is None or activity.state in {ActivityState.DRAFT, ActivityState.CANCELLED}:
        raise Refused("gone", texts.gone())
    return activity


def _to_note(
    session: Session, actor: Actor, now: datetime, lesson_id: int, *, lock: bool = False
) -> tuple[Lesson, Activity]:
    query = select(Lesson).where(Lesson.id == lesson_id)
    row = session.exec(query.with_for_update() if lock else query).first()
    if row is None:
        raise Refused("gone", texts.gone())
    activity = _activity(session, actor, row.activity_id)
    if not rules_checkin.may_enter(row.starts_at, row.ends_at, now):
        opens_at = rules_checkin.opens_at(row.starts_at)
        raise Refused("time", lesson_texts.not_the_time(activity.title, opens_at, now))
    return row, activity
