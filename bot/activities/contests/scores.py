"""How a contest came out: results by event or over all, awards, points by group; told to everybody who took part."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from bot import audit, outbox
from bot.activities import rules_scores, texts
from bot.activities.contests import events
from bot.activities.contests import stages as contests
from bot.activities.contests.model import ActivityEvent, EventEntry, Team
from bot.activities.contests.part import contest_terms
from bot.activities.contests.texts import events as event_texts
from bot.activities.contests.texts import scores as score_texts
from bot.activities.model import Activity, SignUp
from bot.activities.organising import publishing
from bot.activities.rules import SignUpStatus
from bot.members.model import Group, Member
from bot.members.rules import Actor, Right, may
from bot.refused import Refused


@dataclass(frozen=True, slots=True)
class Scored:
    """One result. ``name`` is of the person or the team; a team's points go to the captain's group."""

    rank: int
    name: str
    group: str
    result: str
    points: int


@dataclass(frozen=True, slots=True)
class Section:
    """The results of one event; ``title`` empty: of the whole contest."""

    title: str
    lines: tuple[Scored, ...]


@dataclass(frozen=True, slots=True)
class Scores:
    """``groups``: rank, group and points; empty where no points are given. ``told``: it was made known."""

    activity_id: int
    title: str
    sections: tuple[Section, ...]
    groups: tuple[tuple[int, str, int], ...]
    told: bool
    manages: bool


def scores(session: Session, actor: Actor, *, activity_id: int) -> Scores:
    """How a contest came out. Members see it once it was told. Raises Refused."""
    activity = session.get(Activity, activity_id)
    terms = contest_terms(session, activity_id)
    manages = may(actor, Right.MANAGE_ACTIVITIES)
    if activity is None or not (manages or (terms.results_told_at and may(actor, Right.SEE_ACTIVITIES))):
        raise Refused("gone", texts.gone())
    table = rules_scores.table_of(terms.points)
    sections = [
        Section(event.title, _of_event(session, event, table))
        for event in events.events_of(session, activity_id)
    ]
    sections.append(Section("", _of_all(session, activity_id, table)))
    shown = tuple(section for section in sections if section.lines)
    scored = [(line.group, line.points) for section in shown for line in section.lines]
    groups = tuple(rules_scores.sums(scored)) if table and scored else ()
    told = terms.results_told_at is not None
    return Scores(activity_id, activity.title, shown, groups, told, manages)


def tell(session: Session, actor: Actor, now: datetime, *, activity_id: int) -> int:
    """Tell everybody who took part how it came out; the same outcome is told once. Returns how many. Raises Refused:
    rights, no results yet."""
    publishing.require(actor)
    publishing.locked(session, activity_id)
    shown = scores(session, actor, activity_id=activity_id)
    if not shown.sections:
        raise Refused("empty", score_texts.no_results_yet(shown.title))
    message = score_texts.told(shown)
    digest = hashlib.sha256(message.text.encode()).hexdigest()[:12]
    members = session.exec(
        select(SignUp.member_id).where(
            SignUp.activity_id == activity_id, SignUp.status == SignUpStatus.PLACED
        )
    ).all()
    outbox.push_many(
        session,
        keys={one: f"activity:{activity_id}:scores:{digest}:{one}" for one in members},
        due_at=now,
        message=message,
        reference=f"activity:{activity_id}",
    )
    terms = contest_terms(session, activity_id)
    terms.results_told_at = now
    session.add(terms)
    session.flush()
    audit.note(
        session, actor.member_id, now, "activity.scores_told", f"activity:{activity_id}", n=len(members)
    )
    return len(members)


def known_event(session: Session, actor: Actor, *, event_id: int) -> str:
    """The title of an event whose results are to be written. Raises Refused: rights, no such event."""
    publishing.require(actor)
    event = session.get(ActivityEvent, event_id)
    if event is None:
        raise Refused("gone", event_texts.event_gone())
    return event.title


def record_event(
    session: Session, actor: Actor, now: datetime, *, event_id: int, text: str
) -> events.EventPeople:
    """Write down the results of an event as typed, best first; each is told. Raises Refused: rights, no such event, a
    name that is not in it."""
    title = known_event(session, actor, event_id=event_id)
    event = session.get_one(ActivityEvent, event_id)
    activity = publishing.locked(session, event.activity_id)
    starters = [one for one in events.starters_of(session, event_id) if one.status is SignUpStatus.PLACED]
    found = contests.read_lines([(one.member_id, one.name) for one in starters], text)
    ranks = rules_scores.ranks(list(found.values()))
    for entry in session.exec(select(EventEntry).where(EventEntry.event_id == event_id)).all():
        entry.rank, entry.result = None, ""
        session.add(entry)
    session.flush()
    for (member_id, result), rank in zip(found.items(), ranks, strict=True):
        entry = session.get_one(EventEntry, (event_id, member_id))
        entry.rank, entry.result = rank, result[: contests.RESULT_LIMIT]
        session.add(entry)
        session.flush()
        outbox.push(
            session,
            key=f"event:{event_id}:{member_id}:result:{now.timestamp():.0f}",
            to=member_id,
            due_at=now,
            message=event_texts.your_result(activity.title, event.activity_id, title, entry.result),
        )
    audit.note(session, actor.member_id, now, "event.results", f"event:{event_id}", n=len(found))
    return events.people(session, actor, event_id=event_id)


def _of_event(session: Session, event: ActivityEvent, table: tuple[int, ...]) -> tuple[Scored, ...]:
    return tuple(
        Scored(one.rank, one.name, one.group, one.result, rules_scores.points_of(one.rank, table))
        for one in events.starters_of(session, event.id or 0)
        if one.rank is not None
    )


def _of_all(session: Session, activity_id: int, table: tuple[int, ...]) -> tuple[Scored, ...]:
    teams = dict(
        session.exec(select(Team.captain_id, Team.name).where(Team.activity_id == activity_id)).all()
    )
    rows = session.exec(
        select(SignUp, Member.name, Group.name)
        .join(Member, col(Member.id) == col(SignUp.member_id))
        .join(Group, col(Group.id) == col(SignUp.group_id))
        .where(
            SignUp.activity_id == activity_id,
            SignUp.status == SignUpStatus.PLACED,
            col(SignUp.rank).is_not(None),
            SignUp.people > 0,
        )
        .order_by(col(SignUp.rank), col(SignUp.queue))
    ).all()
    return tuple(
        Scored(
            row.rank or 0,
            teams.get(row.member_id, name),
            group,
            row.result,
            rules_scores.points_of(row.rank or 0, table),
        )
        for row, name, group in rows
    )
