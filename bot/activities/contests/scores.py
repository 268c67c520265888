"""How a contest came out: results by event or over all, awards, points by group; told to everybody who took part."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from bot import audit, outbox
from bot.activities import rules_scores, texts
from bot.activities.contests import events
from bot.activities.contests import stages as contests
from bot.activities.contests.model import ActivityEvent, Team
from bot.activities.contests.part import contest_terms
from bot.activities.contests.texts import scores as score_texts
from bot.activities.model import Activity, SignUp
from bot.activities.organising import publishing
from bot.activities.rules import SignUpStatus
from bot.members.model import Group, Member
from bot.members.rules import Actor, Right, may
from bot.refused import Refused


@dataclass(frozen=True, slots=True)
class Scored:
    """One result. ``name`` is of the person or the team (``member_id`` is its captain's); a team's points go to the
    captain's group. ``rank`` None: did not start, gave up or the like."""

    member_id: int
    rank: int | None
    name: str
    group: str
    result: str
    points: int


@dataclass(frozen=True, slots=True)
class Section:
    """The results of one event; 0 and no ``title``: of the whole contest."""

    event_id: int
    title: str
    lines: tuple[Scored, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """A result that is not what was made known: rank and words before and now, None where there was or is none."""

    event: str
    name: str
    before: tuple[int | None, str] | None
    now: tuple[int | None, str] | None


@dataclass(frozen=True, slots=True)
class Scores:
    """``groups``: rank, group and points; empty where no points are given. ``told``: it was made known. ``changes``: what
    is different from that."""

    activity_id: int
    title: str
    sections: tuple[Section, ...]
    groups: tuple[tuple[int, str, int], ...]
    told: bool
    manages: bool
    changes: tuple[Changed, ...] = ()


def scores(session: Session, actor: Actor, *, activity_id: int) -> Scores:
    """How a contest came out. Members see it once it was told. Raises Refused."""
    activity = session.get(Activity, activity_id)
    terms = contest_terms(session, activity_id)
    manages = may(actor, Right.MANAGE_ACTIVITIES)
    if activity is None or not (manages or (terms.results_told_at and may(actor, Right.SEE_ACTIVITIES))):
        raise Refused("gone", texts.gone())
    table = rules_scores.table_of(terms.points)
    sections = [
        Section(event.id or 0, event.title, _of_event(session, event, table))
        for event in events.events_of(session, activity_id)
    ]
    sections.append(Section(0, "", _of_all(session, activity_id, table)))
    shown = tuple(section for section in sections if section.lines)
    scored = [(line.group, line.points) for section in shown for line in section.lines]
    groups = tuple(rules_scores.sums(scored)) if table and scored else ()
    told = terms.results_told_at is not None
    changes = _changes(session, activity_id, shown, terms.results_told) if told and manages else ()
    return Scores(activity_id, activity.title, shown, groups, told, manages, changes)


def tell(session: Session, actor: Actor, now: datetime, *, activity_id: int) -> int:
    """Tell everybody who took part how it came out, with the own result; told before, what has changed since. The same
    outcome is told once. Returns how many. Raises Refused: rights, no results yet, nothing has changed."""
    publishing.require(actor)
    publishing.locked(session, activity_id)
    shown = scores(session, actor, activity_id=activity_id)
    if not shown.sections:
        raise Refused("empty", score_texts.no_results_yet(shown.title))
    if shown.told and not shown.changes:
        raise Refused("told", score_texts.told_already(shown.title))
    message = score_texts.corrected(shown) if shown.told else score_texts.told(shown)
    digest = hashlib.sha256(f"{message.text}{_as_told(shown)}".encode()).hexdigest()[:12]
    members = session.exec(
        select(SignUp.member_id).where(
            SignUp.activity_id == activity_id, SignUp.status == SignUpStatus.PLACED
        )
    ).all()
    own = {} if shown.told else _own_lines(session, activity_id, shown)
    reference = f"activity:{activity_id}"
    keys = {one: f"activity:{activity_id}:scores:{digest}:{one}" for one in members}
    for member_id, lines in own.items():
        if member_id in keys:
            mine = score_texts.told(shown, lines)
            outbox.push(
                session, key=keys.pop(member_id), to=member_id, due_at=now, message=mine, reference=reference
            )
    outbox.push_many(session, keys=keys, due_at=now, message=message, reference=reference)
    mark_told(session, shown, now)
    audit.note(
        session, actor.member_id, now, "activity.scores_told", f"activity:{activity_id}", n=len(members)
    )
    return len(members)


def mark_told(session: Session, shown: Scores, now: datetime) -> None:
    """These results are known to everybody from now on."""
    terms = contest_terms(session, shown.activity_id)
    terms.results_told_at, terms.results_told = now, _as_told(shown)
    row = publishing.locked(session, shown.activity_id)
    row.limited = True
    session.add(terms)
    session.add(row)
    session.flush()


def _own_lines(session: Session, activity_id: int, shown: Scores) -> dict[int, list[tuple[str, Scored]]]:
    """The results of each person, those of a team for all of it."""
    mates = {captain: them for captain, (_, them) in contests.teams_of(session, activity_id).items()}
    found: dict[int, list[tuple[str, Scored]]] = {}
    for section in shown.sections:
        for one in section.lines:
            for member_id in (one.member_id, *(mates.get(one.member_id, ()) if not section.event_id else ())):
                found.setdefault(member_id, []).append((section.title, one))
    return found


def _as_told(shown: Scores) -> str:
    """What is kept of results that were made known, by event and person."""
    return json.dumps(
        {
            f"{section.event_id}:{one.member_id}": [one.rank, one.result]
            for section in shown.sections
            for one in section.lines
        },
        ensure_ascii=False,
    )


def _changes(
    session: Session, activity_id: int, sections: tuple[Section, ...], told: str
) -> tuple[Changed, ...]:
    before: dict[str, list[Any]] = json.loads(told or "{}")
    found = []
    for section in sections:
        for one in section.lines:
            was = before.pop(f"{section.event_id}:{one.member_id}", None)
            if was != [one.rank, one.result]:
                then = (was[0], was[1]) if was is not None else None
                found.append(Changed(section.title, one.name, then, (one.rank, one.result)))
    titles = {event.id or 0: event.title for event in events.events_of(session, activity_id)}
    for key, was in before.items():
        event_id, member_id = map(int, key.split(":"))
        member = session.get(Member, member_id)
        if member is not None:
            found.append(Changed(titles.get(event_id, ""), member.name, (was[0], was[1]), None))
    return tuple(found)


def _of_event(session: Session, event: ActivityEvent, table: tuple[int, ...]) -> tuple[Scored, ...]:
    return tuple(
        Scored(
            one.member_id,
            one.rank,
            one.name,
            one.group,
            one.result,
            rules_scores.points_of(one.rank or 0, table),
        )
        for one in events.starters_of(session, event.id or 0)
        if one.result
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
            SignUp.result != "",
            SignUp.people > 0,
        )
        .order_by(col(SignUp.rank).is_(None), col(SignUp.rank), col(SignUp.queue))
    ).all()
    return tuple(
        Scored(
            row.member_id,
            row.rank,
            teams.get(row.member_id, name),
            group,
            row.result,
            rules_scores.points_of(row.rank or 0, table),
        )
        for row, name, group in rows
    )
