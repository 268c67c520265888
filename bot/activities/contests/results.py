"""Results of a contest, or of one event of it, written down by the committee. Nobody hears of them before they are told
(``scores.tell``)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot import audit
from bot.activities import rules, rules_scores
from bot.activities.contests import events, stages
from bot.activities.contests.model import ActivityEvent, ContestTerms, EventEntry
from bot.activities.contests.part import contest_terms
from bot.activities.contests.reading import Known, mark, usual_order
from bot.activities.contests.texts import events as event_texts
from bot.activities.contests.texts import result_words as words
from bot.activities.contests.texts import results as result_texts
from bot.activities.model import Activity, SignUp
from bot.activities.organising import publishing
from bot.activities.rules import SignUpStatus
from bot.activities.rules_scores import Order
from bot.members.model import Group
from bot.members.rules import Actor, Right, may
from bot.refused import Refused

RESULT_LIMIT = 60
_BACK, _AHEAD = timedelta(days=60), timedelta(days=2)
_MOST_PLACES = 20


@dataclass(frozen=True, slots=True)
class Field:
    """Those who may have a result in a contest (``event_id`` 0) or in one of its events, and the results they ``had`` so
    far, best first. ``ordering``: how they were ranked, empty where nothing was written yet."""

    activity_id: int
    event_id: int
    title: str
    event: str
    known: tuple[Known, ...]
    had: tuple[tuple[int, str], ...]
    ordering: str


@dataclass(frozen=True, slots=True)
class Place:
    """A contest (``event_id`` 0) or an event, found by what somebody said."""

    activity_id: int
    event_id: int
    title: str
    event: str


@dataclass(frozen=True, slots=True)
class Line:
    """A result with its rank; None: without one."""

    key: int
    rank: int | None
    result: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the results come to. ``measured``: the committee can choose which way they are ranked. ``others``: so many
    had a result before that was not written again."""

    lines: tuple[Line, ...]
    order: Order
    measured: bool
    others: int


def field(session: Session, actor: Actor, *, activity_id: int, event_id: int = 0) -> Field:
    """Whose results can be written. Raises Refused: rights, no such activity or event, nobody takes part, a health check,
    of which only attendance is kept."""
    publishing.require(actor)
    if event_id:
        return _of_event(session, event_id)
    shown = stages.standings(session, actor, activity_id=activity_id)
    if session.get_one(Activity, activity_id).kind == rules.ActivityKind.HEALTH:
        raise Refused("health", result_texts.no_results_of_checks())
    groups = dict(
        session.exec(
            select(SignUp.member_id, Group.name)
            .join(Group, col(Group.id) == col(SignUp.group_id))
            .where(SignUp.activity_id == activity_id)
        ).all()
    )
    known = tuple(
        Known(one.member_id, one.name, "" if one.mates else groups.get(one.member_id, ""))
        for one in shown.runners
    )
    if not known:
        raise Refused("nobody", result_texts.nobody_takes_part(shown.title))
    had = tuple((one.member_id, one.result) for one in shown.runners if one.result)
    ordering = contest_terms(session, activity_id).ordering
    return Field(activity_id, 0, shown.title, "", known, had, ordering)


def _of_event(session: Session, event_id: int) -> Field:
    event = session.get(ActivityEvent, event_id)
    if event is None:
        raise Refused("gone", event_texts.event_gone())
    title = session.get_one(Activity, event.activity_id).title
    starters = [one for one in events.starters_of(session, event_id) if one.status is SignUpStatus.PLACED]
    if not starters:
        raise Refused("nobody", result_texts.nobody_takes_part(title))
    return Field(
        event.activity_id,
        event_id,
        title,
        event.title,
        tuple(Known(one.member_id, one.name, one.group) for one in starters),
        tuple((one.member_id, one.result) for one in starters if one.result),
        event.ordering,
    )


def places_of(session: Session, actor: Actor, now: datetime, *, words: str) -> tuple[Place, ...]:
    """The contests of these days and their events, in which ``words`` occur if there are any, the latest first. Raises
    Refused without the right."""
    publishing.require(actor)
    found = []
    for activity in _contests(session, now):
        of_it = events.events_of(session, activity.id or 0)
        found += [Place(activity.id or 0, one.id or 0, activity.title, one.title) for one in of_it]
        if not of_it:
            found.append(Place(activity.id or 0, 0, activity.title, ""))
    named = [
        one
        for one in found
        if words and (words in f"{one.title}{one.event}" or (one.event or one.title) in words)
    ]
    return tuple((named if words else found)[:_MOST_PLACES])


def told_of(session: Session, actor: Actor, now: datetime, *, words: str) -> tuple[Place, ...]:
    """The contests of these days whose results were made known, in which ``words`` occur if there are any."""
    if not may(actor, Right.SEE_ACTIVITIES):
        return ()
    told = [one for one in _contests(session, now) if contest_terms(session, one.id or 0).results_told_at]
    named = [one for one in told if words and (words in one.title or one.title in words)]
    return tuple(Place(one.id or 0, 0, one.title, "") for one in (named if words else told)[:_MOST_PLACES])


def _contests(session: Session, now: datetime) -> Sequence[Activity]:
    """What is a contest by its kind or by having teams, events or points, around now, the latest first."""
    of_contests = select(ContestTerms.activity_id)
    return session.exec(
        select(Activity)
        .where(
            (col(Activity.kind) == rules.ActivityKind.CONTEST) | col(Activity.id).in_(of_contests),
            col(Activity.state).in_([*rules.PUBLISHED, rules.ActivityState.DONE]),
            Activity.starts_at > now - _BACK,
            Activity.starts_at < now + _AHEAD,
        )
        .order_by(col(Activity.starts_at).desc(), col(Activity.id))
        .limit(_MOST_PLACES)
    ).all()


def outcome(
    of: Field, written: Sequence[tuple[int, str]], *, order: Order | None = None, keep: bool = True
) -> Outcome:
    """What the results written now come to, with (``keep``) those written before about others; a result that says so
    takes the earlier one away. ``order`` None: the one used before, or the usual one of such results."""
    new = dict(written)
    others = [(key, result) for key, result in of.had if key not in new]
    merged = [*(others if keep else []), *written]
    merged = [(key, result[:RESULT_LIMIT]) for key, result in merged if result not in words.ERASE]
    marks = [mark(result) for _, result in merged]
    measured = sum(one.measure is not None for one in marks) > 1
    usual = Order(of.ordering) if of.ordering else usual_order(marks, of.event or of.title)
    chosen = order or (usual if measured or usual is Order.LISTED else Order.LISTED)
    ranks = rules_scores.ranked(marks, chosen)
    lines = [Line(key, rank, result) for (key, result), rank in zip(merged, ranks, strict=True)]
    lines.sort(key=lambda line: (line.rank is None, line.rank or 0))
    return Outcome(tuple(lines), chosen, measured, len(others))


def record(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    activity_id: int,
    event_id: int = 0,
    written: Sequence[tuple[int, str]],
    order: Order | None = None,
    keep: bool = True,
) -> Outcome:
    """Write down results: the members (a team by its captain) with what was written about them. Raises Refused: rights,
    nobody takes part, somebody does not (any more)."""
    publishing.require(actor)
    publishing.locked(session, activity_id)
    of = field(session, actor, activity_id=activity_id, event_id=event_id)
    if {key for key, _ in written} - {one.key for one in of.known}:
        raise Refused("gone", result_texts.somebody_left())
    made = outcome(of, written, order=order, keep=keep)
    lines = {line.key: line for line in made.lines}
    if event_id:
        _write_entries(session, event_id, lines)
        event = session.get_one(ActivityEvent, event_id)
        event.ordering = made.order
        session.add(event)
    else:
        _write_sign_ups(session, activity_id, lines)
        terms = contest_terms(session, activity_id)
        terms.ordering = made.order
        session.add(terms)
    row = publishing.locked(session, activity_id)
    row.limited = True
    session.add(row)
    session.flush()
    subject = f"event:{event_id}" if event_id else f"activity:{activity_id}"
    audit.note(session, actor.member_id, now, "contest.results", subject, n=len(lines))
    return made


def _write_entries(session: Session, event_id: int, lines: Mapping[int, Line]) -> None:
    for entry in session.exec(select(EventEntry).where(EventEntry.event_id == event_id)).all():
        line = lines.get(entry.member_id)
        entry.rank, entry.result = (line.rank, line.result) if line else (None, "")
        session.add(entry)


def _write_sign_ups(session: Session, activity_id: int, lines: Mapping[int, Line]) -> None:
    captains = {
        mate: captain
        for captain, (_, mates) in stages.teams_of(session, activity_id).items()
        for mate in mates
    }
    for row in session.exec(select(SignUp).where(SignUp.activity_id == activity_id)).all():
        line = lines.get(captains.get(row.member_id, row.member_id))
        placed = row.status == SignUpStatus.PLACED
        row.rank, row.result = (line.rank, line.result) if line and placed else (None, "")
        session.add(row)
