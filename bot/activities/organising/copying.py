"""An activity held once more: what belongs to the activity itself comes along, what belongs to its people does not."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from bot.activities.contests import timing as contest_timing
from bot.activities.contests.model import ActivityEvent, ContestTerms
from bot.activities.limits import KEPT, OPTION
from bot.activities.model import Activity, Question, Quota, Slot
from bot.activities.organising.taken import Part
from bot.activities.rules_floors import FLOOR
from bot.activities.rules_terms import Way
from bot.activities.series.model import Batch, Lesson, Retention
from bot.activities.terms.model import ChoiceAudience, Terms


def taken_over(session: Session, from_id: int) -> dict[Part, int]:
    """What beside time, place and words comes along when an activity is held once more, and how many of each."""

    def number(model: type, *where: object) -> int:
        statement = select(func.count()).select_from(model).where(model.activity_id == from_id, *where)  # type: ignore[attr-defined,arg-type]
        return session.exec(statement).one()

    terms, contest = session.get(Terms, from_id), session.get(ContestTerms, from_id)
    counts = {
        Part.QUESTIONS: number(Question),
        Part.SLOTS: number(Slot),
        Part.LESSONS: number(Lesson),
        Part.QUOTAS: number(Quota, col(Quota.kind).not_in([OPTION, *KEPT])),
        Part.KEPT: number(Quota, Quota.kind == FLOOR),
        Part.EVENTS: number(ActivityEvent),
        Part.TEAMS: int(contest is not None and contest.team_least is not None),
        Part.POINTS: int(contest is not None and bool(contest.points)),
        Part.WAY: int(terms is not None and terms.way != Way.FIRST),
        Part.PREPARATION: int(terms is not None and bool(terms.preparation)),
        Part.SERIES: number(Batch),
    }
    return {part: how_many for part, how_many in counts.items() if how_many}


def first_start(session: Session, old: Activity) -> datetime:
    """When an activity began: with its first slot or lesson, where it has some."""
    for model in (Slot, Lesson):
        starts = select(func.min(model.starts_at)).where(model.activity_id == old.id)
        first = session.exec(starts).one()
        if first is not None:
            return first
    return old.starts_at


def copy_terms(session: Session, from_id: int, row: Activity, now: datetime) -> None:
    """Give ``row``, which is new and stored, all that is set for an earlier activity; times move with its start. Lots that
    were chosen for the new one stay chosen."""
    old = session.get(Activity, from_id)
    if old is None:
        return
    moved = row.starts_at - first_start(session, old)
    _copy_way(session, from_id, row)
    _copy_form(session, from_id, row)
    _copy_slots(session, from_id, row, moved)
    _copy_contest(session, from_id, row, moved, now)
    batch, retention = session.get(Batch, from_id), session.get(Retention, from_id)
    if batch is not None:
        session.add(Batch(activity_id=row.id or 0, series_id=batch.series_id))
        row.limited = True
    if retention is not None:
        session.add(Retention(activity_id=row.id or 0, days=retention.days))
    session.add(row)
    session.flush()


def _copy_way(session: Session, from_id: int, row: Activity) -> None:
    old = session.get(Terms, from_id)
    if old is None:
        return
    way = Way.DRAW if row.draw else Way(old.way) if old.way != Way.DRAW else Way.FIRST
    session.add(
        Terms(
            activity_id=row.id or 0,
            way=way,
            substitutes=old.substitutes,
            preparation=old.preparation,
        )
    )
    row.draw = way is not Way.FIRST and not row.compulsory


def _copy_form(session: Session, from_id: int, row: Activity) -> None:
    questions = session.exec(
        select(Question).where(Question.activity_id == from_id).order_by(col(Question.position))
    ).all()
    quotas = session.exec(select(Quota).where(Quota.activity_id == from_id, Quota.kind == OPTION)).all()
    for question in questions:
        new = Question(
            activity_id=row.id or 0,
            position=question.position,
            kind=question.kind,
            text=question.text,
            choices=question.choices,
        )
        session.add(new)
        session.flush()
        for audience in session.exec(
            select(ChoiceAudience).where(ChoiceAudience.question_id == question.id)
        ).all():
            session.add(
                ChoiceAudience(
                    question_id=new.id or 0, position=audience.position, audience=audience.audience
                )
            )
        for quota in quotas:
            question_id, _, index = quota.ref.partition(":")
            if int(question_id) == question.id:
                _add_quota(session, row, OPTION, f"{new.id}:{index}", quota.capacity)
    row.asks = row.asks or bool(questions)


def _copy_slots(session: Session, from_id: int, row: Activity, moved: timedelta) -> None:
    slots = session.exec(select(Slot).where(Slot.activity_id == from_id).order_by(col(Slot.starts_at))).all()
    for slot in slots:
        ends_at = slot.ends_at + moved if slot.ends_at else None
        session.add(
            Slot(
                activity_id=row.id or 0,
                starts_at=slot.starts_at + moved,
                ends_at=ends_at,
                capacity=slot.capacity,
            )
        )
    lessons = session.exec(select(Lesson).where(Lesson.activity_id == from_id)).all()
    for lesson in lessons:
        session.add(
            Lesson(
                activity_id=row.id or 0,
                starts_at=lesson.starts_at + moved,
                ends_at=lesson.ends_at + moved,
            )
        )
    parts: Sequence[Slot | Lesson] = [*slots, *lessons]
    if parts:
        row.ends_at = max(one.ends_at or one.starts_at for one in parts) + moved
    if slots:
        row.last_start_at = slots[-1].starts_at + moved
        row.limited = True


def _copy_contest(session: Session, from_id: int, row: Activity, moved: timedelta, now: datetime) -> None:
    old = session.get(ContestTerms, from_id)
    until = old.kept_until + moved if old is not None and old.kept_until is not None else None
    keeps = until is not None and now < until <= row.starts_at and row.capacity is not None
    for quota in session.exec(select(Quota).where(Quota.activity_id == from_id, Quota.kind != OPTION)).all():
        if keeps or quota.kind not in KEPT:
            _add_quota(session, row, quota.kind, quota.ref, quota.capacity)
    for event in session.exec(
        select(ActivityEvent).where(ActivityEvent.activity_id == from_id).order_by(col(ActivityEvent.id))
    ).all():
        session.add(ActivityEvent(activity_id=row.id or 0, title=event.title, capacity=event.capacity))
    if old is None:
        return
    keeps = keeps and old.released_at is None
    session.add(
        ContestTerms(
            activity_id=row.id or 0,
            team_least=old.team_least,
            team_most=old.team_most,
            team_substitutes=old.team_substitutes,
            team_men=old.team_men,
            team_women=old.team_women,
            events_each=old.events_each,
            kept_until=until if keeps else None,
            points=old.points,
        )
    )
    row.limited = True
    if keeps and until is not None:
        contest_timing.schedule_release(session, row.id or 0, until)


def _add_quota(session: Session, row: Activity, kind: str, ref: str, capacity: int) -> None:
    session.add(Quota(activity_id=row.id or 0, kind=kind, ref=ref, capacity=capacity))
    row.limited = True
