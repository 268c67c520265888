"""The committee's settings of a contest: places kept for groups until a set time, and how ranks give points."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from bot import audit
from bot.activities import rules, rules_scores, texts
from bot.activities.contests import stages as contests
from bot.activities.contests.events import events_of
from bot.activities.contests.part import contest_terms, shape_of
from bot.activities.contests.texts import terms as contest_texts
from bot.activities.contests.timing import schedule_release
from bot.activities.limits import KEPT
from bot.activities.model import Quota
from bot.activities.organising import publishing
from bot.activities.rules_floors import FLOOR, REST
from bot.activities.rules_teams import Shape
from bot.activities.waiting import serve_queue
from bot.members.groups import tree
from bot.members.rules import Actor
from bot.refused import Refused
from bot.reminders import Due

_NUMBERS = re.compile(r"[0-9]{1,5}")


@dataclass(frozen=True, slots=True)
class KeptPart:
    """Places kept for a group: how many, and how many of them it has taken."""

    group: str
    places: int
    placed: int


@dataclass(frozen=True, slots=True)
class Shown:
    """What a contest has. ``events``: id, title and how many are in it; ``kept_until`` None: nothing is kept."""

    activity_id: int
    title: str
    shape: Shape | None
    events: tuple[tuple[int, str, int], ...]
    each: int
    kept: tuple[KeptPart, ...]
    kept_until: datetime | None
    released: bool
    points: tuple[int, ...]


def show(session: Session, actor: Actor, *, activity_id: int) -> Shown:
    """What only contests have. Raises Refused: rights, no such activity."""
    publishing.require(actor)
    row = publishing.known(session, activity_id)
    terms = contest_terms(session, activity_id)
    whole = tree(session)
    floors = session.exec(
        select(Quota).where(Quota.activity_id == activity_id, Quota.kind == FLOOR).order_by(col(Quota.id))
    ).all()
    return Shown(
        activity_id,
        row.title,
        shape_of(terms),
        tuple((event.id or 0, event.title, event.placed) for event in events_of(session, activity_id)),
        terms.events_each or 0,
        tuple(KeptPart(whole.path(int(one.ref)), one.capacity, one.placed) for one in floors),
        terms.kept_until,
        terms.released_at is not None,
        rules_scores.table_of(terms.points),
    )


# -- places kept for groups -------------------------------------------------------------------------------


def read_kept(session: Session, text: str) -> dict[int, int]:
    """Places for groups as typed, one a line: 第一小组 3. Raises Refused for what is no group, or when one group lies
    in another."""
    whole = tree(session)
    found: dict[int, int] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        name, _, number = line.rpartition(" ")
        number = number.removesuffix(contest_texts.PEOPLE)
        groups = whole.find(name.strip()) if name.strip() else []
        if len(groups) != 1 or not (number.isdecimal() and number.isascii() and len(number) < 6):
            raise Refused("kept", contest_texts.not_kept(line))
        found[groups[0]] = int(number)
    if not found:
        raise Refused("kept", contest_texts.not_kept(""))
    for group_id in found:
        if set(whole.chain(group_id)) & (found.keys() - {group_id}):
            raise Refused("kept", contest_texts.group_in_group(whole.path(group_id)))
    return found


def set_kept(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    activity_id: int,
    kept: Mapping[int, int],
    until: datetime,
) -> None:
    """Keep places for groups ``until`` then, when they go to everybody in the order of the waiting list. Raises
    Refused: rights, the activity is over or has no capacity, more is kept than there is, the time does not fit."""
    publishing.require(actor)
    row = publishing.locked(session, activity_id)
    if row.state not in rules.UNFINISHED:
        raise Refused("over", texts.gone())
    if row.capacity is None:
        raise Refused("capacity", contest_texts.capacity_first())
    if sum(kept.values()) > row.capacity:
        raise Refused("capacity", contest_texts.more_than_there_is(sum(kept.values()), row.capacity))
    if not now < until <= row.starts_at:
        raise Refused("until", contest_texts.bad_until(until, row.starts_at))
    _drop_kept(session, activity_id)
    for group_id, places in kept.items():
        session.add(Quota(activity_id=activity_id, kind=FLOOR, ref=str(group_id), capacity=places))
    session.add(Quota(activity_id=activity_id, kind=REST, ref="", capacity=0))
    terms = contest_terms(session, activity_id)
    terms.kept_until, terms.released_at = until, None
    row.limited = True
    session.add(terms)
    session.add(row)
    session.flush()
    contests.recount(session, activity_id, now)
    schedule_release(session, activity_id, until)
    audit.note(session, actor.member_id, now, "activity.kept", f"activity:{activity_id}", n=len(kept))
    serve_queue(session, activity_id, now)


def release_due(session: Session, now: datetime, due: Due) -> None:
    """The time has come: what is still kept goes to those who wait, in their order."""
    activity_id = due.subject_id or 0
    terms = contest_terms(session, activity_id)
    if terms.kept_until is None or terms.released_at is not None or terms.kept_until > now:
        return
    _release(session, activity_id, now)
    audit.note(session, None, now, "activity.released", f"activity:{activity_id}")


def release_now(session: Session, actor: Actor, now: datetime, *, activity_id: int) -> int:
    """The same at the committee's word. Returns how many moved up. Raises Refused."""
    publishing.require(actor)
    publishing.locked(session, activity_id)
    terms = contest_terms(session, activity_id)
    if terms.kept_until is None or terms.released_at is not None:
        return 0
    audit.note(session, actor.member_id, now, "activity.released", f"activity:{activity_id}")
    return _release(session, activity_id, now)


def _release(session: Session, activity_id: int, now: datetime) -> int:
    terms = contest_terms(session, activity_id)
    terms.released_at = now
    session.add(terms)
    session.flush()
    _drop_kept(session, activity_id)
    contests.recount(session, activity_id, now)
    return serve_queue(session, activity_id, now)


def _drop_kept(session: Session, activity_id: int) -> None:
    rows = session.exec(
        select(Quota).where(Quota.activity_id == activity_id, col(Quota.kind).in_(sorted(KEPT)))
    ).all()
    for row in rows:
        session.delete(row)
    session.flush()


# -- points -----------------------------------------------------------------------------------------------


def read_points(text: str) -> tuple[int, ...]:
    """A points table as typed: 7-5-4-3-2-1; nothing for 不计分. Raises Refused for what cannot be one."""
    if text.strip() in contest_texts.WORDS_NO_POINTS:
        return ()
    table = tuple(int(number) for number in _NUMBERS.findall(text))
    if not rules_scores.fits(table):
        raise Refused("points", contest_texts.not_points())
    return table


def set_points(
    session: Session, actor: Actor, now: datetime, *, activity_id: int, points: tuple[int, ...]
) -> None:
    """Have ranks give points to the groups. Raises Refused without the right."""
    publishing.require(actor)
    row = publishing.locked(session, activity_id)
    terms = contest_terms(session, activity_id)
    terms.points = ",".join(map(str, points))
    row.limited = True
    session.add(terms)
    session.add(row)
    session.flush()
    audit.note(session, actor.member_id, now, "activity.points", f"activity:{activity_id}", n=len(points))
