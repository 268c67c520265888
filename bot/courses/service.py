"""Use cases of courses: the catalogue, who would like which, and holding one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, delete, func, select

from bot import audit, outbox
from bot.activities.organising import publishing
from bot.activities.organising.publishing import USUAL_TIMING, Draft, Timing
from bot.activities.rules import ActivityKind
from bot.activities.series import lesson_reminders, lessons
from bot.activities.series.lessons import Figures
from bot.activities.series.texts import lessons as lesson_texts
from bot.courses import rules, texts
from bot.courses.model import Course, CourseVote
from bot.courses.reading import Span
from bot.members.actors import administrators
from bot.members.rules import Actor, Right, may
from bot.refused import Refused

TITLE_LIMIT = 30
MOST_COURSES = 40


@dataclass(frozen=True, slots=True)
class Line:
    """A course in the catalogue. ``mine``: the actor would like it. ``activity_id``: it is held."""

    course_id: int
    title: str
    votes: int
    mine: bool
    activity_id: int | None


@dataclass(frozen=True, slots=True)
class Card:
    """A course as the committee sees it; ``figures`` where it is held."""

    course_id: int
    title: str
    votes: int
    activity_id: int | None
    figures: Figures | None


@dataclass(frozen=True, slots=True)
class Opened:
    """A course that is held now; ``told`` of those who had wished for it."""

    activity_id: int
    title: str
    told: int


def catalogue(session: Session, actor: Actor) -> tuple[Line, ...]:
    """The courses one may wish for, those wished for most first. Raises Refused."""
    if not may(actor, Right.SIGN_UP):
        raise Refused("no_right", texts.no_right())
    votes = func.count(col(CourseVote.id))
    rows = session.exec(
        select(Course.id, Course.title, Course.activity_id, votes)
        .outerjoin(CourseVote, col(CourseVote.course_id) == col(Course.id))
        .where(col(Course.closed_at).is_(None))
        .group_by(col(Course.id), col(Course.title), col(Course.activity_id))
        .order_by(col(Course.activity_id).is_not(None), votes.desc(), col(Course.id))
        .limit(MOST_COURSES)
    ).all()
    mine = set(session.exec(select(CourseVote.course_id).where(CourseVote.member_id == actor.member_id)))
    return tuple(
        Line(course_id or 0, title, number, course_id in mine, activity_id)
        for course_id, title, activity_id, number in rows
    )


def toggle_vote(session: Session, actor: Actor, now: datetime, *, course_id: int) -> tuple[Line, ...]:
    """Wish for a course, or no longer; one vote for each course. The committee hears when it is enough. Raises Refused."""
    if not may(actor, Right.SIGN_UP):
        raise Refused("no_right", texts.no_right())
    course = _course(session, course_id)
    if course.activity_id is not None:
        raise Refused("held", texts.held_already(course.title, course.activity_id))
    before = _votes(session, course_id)
    own = session.exec(
        select(CourseVote).where(CourseVote.course_id == course_id, CourseVote.member_id == actor.member_id)
    ).first()
    if own is None:
        session.add(CourseVote(course_id=course_id, member_id=actor.member_id, at=now))
    else:
        session.delete(own)
    session.flush()
    action = "course.wished" if own is None else "course.unwished"
    audit.note(session, actor.member_id, now, action, f"course:{course_id}")
    if own is None and rules.is_enough(before, before + 1):
        for member_id in administrators(session):
            outbox.push(
                session,
                key=f"course:{course_id}:enough:{member_id}",
                to=member_id,
                due_at=now,
                message=texts.enough(course.title, before + 1, course_id),
            )
    return catalogue(session, actor)


# -- the committee ------------------------------------------------------------------------------------------


def add_courses(session: Session, actor: Actor, now: datetime, *, text: str) -> tuple[Line, ...]:
    """Add courses, one a line; what is there already stays as it is. Raises Refused."""
    publishing.require(actor)
    titles = list(dict.fromkeys(" ".join(line.split()) for line in texts.titles_in(text)))
    if not titles or any(len(title) > TITLE_LIMIT for title in titles):
        raise Refused("title", texts.bad_titles(TITLE_LIMIT))
    open_now = session.exec(
        select(func.count()).select_from(Course).where(col(Course.closed_at).is_(None))
    ).one()
    known = {
        course.title: course for course in session.exec(select(Course).where(col(Course.title).in_(titles)))
    }
    if open_now + len(titles) > MOST_COURSES:
        raise Refused("many", texts.too_many(MOST_COURSES))
    for title in titles:
        course = known.get(title)
        if course is None:
            course = Course(title=title, created_by=actor.member_id, created_at=now)
        elif course.closed_at is not None or course.activity_id is not None:
            # Once more: those who learned it do not wish for it any longer.
            session.connection().execute(delete(CourseVote).where(col(CourseVote.course_id) == course.id))
            course.closed_at, course.activity_id = None, None
        session.add(course)
        session.flush()
        audit.note(session, actor.member_id, now, "course.added", f"course:{course.id}")
    return catalogue(session, actor)


def course_card(session: Session, actor: Actor, now: datetime, *, course_id: int) -> Card:
    """One course for the committee. Raises Refused."""
    publishing.require(actor)
    course = _course(session, course_id)
    figures = lessons.figures(session, course.activity_id, now) if course.activity_id is not None else None
    return Card(course_id, course.title, _votes(session, course_id), course.activity_id, figures)


def drop_course(session: Session, actor: Actor, now: datetime, *, course_id: int) -> tuple[Line, ...]:
    """Take a course out of the catalogue; one that is held goes on. Raises Refused."""
    publishing.require(actor)
    course = _course(session, course_id)
    course.closed_at = now
    session.add(course)
    session.flush()
    audit.note(session, actor.member_id, now, "course.closed", f"course:{course_id}")
    return catalogue(session, actor)


def open_course(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    course_id: int,
    spans: Sequence[Span],
    place: str,
    capacity: int | None,
    request: str,
    timing: Timing = USUAL_TIMING,
) -> Opened:
    """Hold a course: an activity with its lessons, published; those who wished for it are told first, all others find
    it among the activities. Raises Refused: rights, it is held already, times that do not fit."""
    publishing.require(actor)
    course = _course(session, course_id, lock=True)
    if course.activity_id is not None:
        raise Refused("held", texts.held_already(course.title, course.activity_id))
    draft = Draft(
        title=course.title,
        kind=ActivityKind.TRAINING,
        starts_at=spans[0][0],
        ends_at=spans[-1][1],
        place=place,
        capacity=capacity,
        description=lesson_texts.lesson_list(spans),
        source=f"course:{course_id}",
    )
    published = publishing.create_activity(
        session, actor, now, draft=draft, request=request, publish=True, timing=timing
    )
    activity_id = published.activity_id
    if len(spans) > 1:
        lesson_reminders.add_lessons(session, now, activity_id, spans, timing)
    course.activity_id = activity_id
    session.add(course)
    session.flush()
    voters = session.exec(select(CourseVote.member_id).where(CourseVote.course_id == course_id)).all()
    outbox.push_many(
        session,
        keys={member_id: f"course:{course_id}:opened:{activity_id}:{member_id}" for member_id in voters},
        due_at=now,
        message=texts.opened_for_you(course.title, activity_id, spans[0], len(spans), place),
        reference=f"activity:{activity_id}",
        valid_until=spans[0][0],
    )
    audit.note(session, actor.member_id, now, "course.opened", f"course:{course_id}", activity=activity_id)
    return Opened(activity_id, course.title, len(voters))


def _course(session: Session, course_id: int, *, lock: bool = False) -> Course:
    query = select(Course).where(Course.id == course_id, col(Course.closed_at).is_(None))
    row = session.exec(query.with_for_update() if lock else query).first()
    if row is None:
        raise Refused("gone", texts.gone())
    return row


def _votes(session: Session, course_id: int) -> int:
    return session.exec(
        select(func.count()).select_from(CourseVote).where(CourseVote.course_id == course_id)
    ).one()
