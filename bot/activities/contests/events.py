"""The events of a sports meeting: one sign-up, several events to be ticked, each with its own places and queue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_
from sqlmodel import Session, col, func, select

from bot import audit
from bot.activities import places, rules, rules_events, texts
from bot.activities.contests.crews import mate_of
from bot.activities.contests.following import serve_event
from bot.activities.contests.model import ActivityEvent, EventEntry
from bot.activities.contests.part import contest_terms
from bot.activities.contests.texts import events as event_texts
from bot.activities.eligibility import Eligibility, not_for_you
from bot.activities.limits import Locked, lock, read
from bot.activities.lists import people as lists
from bot.activities.model import SignUp
from bot.activities.organising import publishing
from bot.activities.own import find_own
from bot.activities.places import Person
from bot.activities.rules import PUBLISHED, SignUpStatus
from bot.activities.rules_events import MOST_EVENTS, Answer
from bot.activities.rules_teams import Sex
from bot.members.model import Group, Member
from bot.members.rules import Actor, Right, may
from bot.refused import Refused
from bot.wording import local

TITLE_LIMIT = 20


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event as one person sees it; ``status`` None: not entered. ``position`` in its queue, from 1."""

    event_id: int
    title: str
    capacity: int | None
    placed: int
    status: SignUpStatus | None
    position: int | None

    @property
    def full(self) -> bool:
        return rules.left(self.capacity, self.placed) == 0


@dataclass(frozen=True, slots=True)
class Meeting:
    """The events of an activity. ``people_waiting``: the person waits for a place in the activity itself."""

    activity_id: int
    title: str
    each: int
    lines: tuple[EventLine, ...]
    changeable: bool
    people_waiting: bool


@dataclass(frozen=True, slots=True)
class Starter:
    """Somebody in an event."""

    member_id: int
    name: str
    group: str
    status: SignUpStatus
    result: str
    rank: int | None
    phone: str | None


@dataclass(frozen=True, slots=True)
class EventPeople:
    """Who takes part in an event, by result where there is one, and who waits."""

    event_id: int
    activity_id: int
    title: str
    event: str
    capacity: int | None
    placed: tuple[Starter, ...]
    waiting: tuple[Starter, ...]


def read_events(text: str) -> list[tuple[str, int | None]]:
    """Events as typed, one a line, with the number of places where there is a limit: 100米 8. Raises Refused."""
    found: dict[str, int | None] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        name, _, number = line.rpartition(" ")
        number = number.removesuffix(event_texts.PEOPLE)
        limited = bool(name.strip()) and number.isdecimal() and number.isascii()
        title = " ".join((name if limited else line).split())
        capacity = int(number) if limited else None
        if not 1 <= len(title) <= TITLE_LIMIT or title in found or (len(number) > 6 and limited):
            raise Refused("event", event_texts.not_events(line))
        publishing.check_capacity(capacity)
        found[title] = capacity
    if not found:
        raise Refused("event", event_texts.not_events(""))
    if len(found) > MOST_EVENTS:
        raise Refused("event", event_texts.too_many(MOST_EVENTS))
    return list(found.items())


def set_events(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    activity_id: int,
    events: Sequence[tuple[str, int | None]],
    each: int,
) -> None:
    """Divide an activity into events, of which everybody enters at most ``each``; no events: it is undivided. Raises
    Refused: rights, somebody has signed up, the activity has teams, slots or a form, or everybody must come."""
    publishing.require(actor)
    row = publishing.locked(session, activity_id)
    if row.state not in rules.UNFINISHED:
        raise Refused("over", texts.gone())
    if row.queue:
        raise Refused("signed_up", event_texts.too_late_for_events())
    terms = contest_terms(session, activity_id)
    if row.compulsory or row.asks or row.last_start_at is not None or terms.team_least is not None:
        raise Refused("not_with", event_texts.no_events_with())
    if events and not 1 <= each <= len(events):
        raise Refused("each", event_texts.bad_each(len(events)))
    for old in session.exec(select(ActivityEvent).where(ActivityEvent.activity_id == activity_id)).all():
        session.delete(old)
    session.flush()
    for title, capacity in events:
        session.add(ActivityEvent(activity_id=activity_id, title=title, capacity=capacity))
        session.flush()
    terms.events_each = each if events else None
    row.limited = True
    session.add(terms)
    session.add(row)
    session.flush()
    audit.note(session, actor.member_id, now, "activity.events", f"activity:{activity_id}", n=len(events))


def meeting(session: Session, actor: Actor, now: datetime, *, activity_id: int) -> Meeting:
    """The events of an activity as the actor sees them. Raises Refused: no such activity, no events, not for you."""
    return _meeting(session, actor, now, _open_to(session, actor, now, read(session, activity_id)))


def tick(session: Session, actor: Actor, now: datetime, *, event_id: int, enter: bool) -> Meeting:
    """Enter an event (the first one signs up for the activity) or leave it (the last one gives the place back); who
    waits for it moves up. Raises Refused: too late, too many events, whatever hinders signing up."""
    event = session.get(ActivityEvent, event_id)
    if event is None:
        raise Refused("gone", event_texts.event_gone())
    activity = _open_to(session, actor, now, lock(session, event.activity_id))
    session.refresh(event)
    hindrance = activity.hindrance(now)
    if hindrance is not None:
        raise places.refusal(activity, hindrance)
    entry = session.get(EventEntry, (event_id, actor.member_id))
    if enter and entry is None:
        if not _fits(event.title, mate_of(session, actor.member_id).sex):
            raise Refused("sex", event_texts.not_your_event(event.title))
        _enter(session, actor, now, activity, event)
    elif not enter and entry is not None:
        event.placed -= entry.status == SignUpStatus.PLACED
        session.delete(entry)
        session.add(event)
        session.flush()
        audit.note(session, actor.member_id, now, "event.left", f"event:{event_id}", activity=activity.id)
        serve_event(session, activity, event, now)
        _leave_with_the_last(session, actor, now, activity)
    return _meeting(session, actor, now, lock(session, activity.id))


def _enter(session: Session, actor: Actor, now: datetime, activity: Locked, event: ActivityEvent) -> None:
    own = find_own(session, activity.id, actor.member_id)
    if own is None or own.status not in rules.LIVE:
        places.put(session, activity, Person(actor.member_id, actor.group_id), own, now)
        own = find_own(session, activity.id, actor.member_id)
    if own is None or own.status not in rules.HOLDING:
        return
    each = contest_terms(session, activity.id).events_each or 0
    answer = rules_events.enter(
        len(_own_entries(session, activity.id, actor.member_id)), each, event.capacity, event.placed
    )
    if answer is Answer.ENOUGH:
        raise Refused("enough", event_texts.enough(each))
    event.queue += 1
    event.placed += answer is Answer.PLACED
    session.add(event)
    session.add(
        EventEntry(
            event_id=event.id or 0,
            member_id=actor.member_id,
            activity_id=activity.id,
            status=answer.value,
            queue=event.queue,
        )
    )
    session.flush()
    audit.note(session, actor.member_id, now, "event.entered", f"event:{event.id}", status=answer.value)


def _leave_with_the_last(session: Session, actor: Actor, now: datetime, activity: Locked) -> None:
    if _own_entries(session, activity.id, actor.member_id):
        return
    own = find_own(session, activity.id, actor.member_id)
    if own is not None and own.status in rules.LIVE:
        places.release(session, activity, own, SignUpStatus.CANCELLED, now)
        audit.note(
            session, actor.member_id, now, "sign_up.cancelled", f"sign_up:{own.id}", activity=activity.id
        )


def people(session: Session, actor: Actor, *, event_id: int) -> EventPeople:
    """Who takes part in an event. Raises Refused: rights, no such event."""
    publishing.require(actor)
    event = session.get(ActivityEvent, event_id)
    if event is None:
        raise Refused("gone", event_texts.event_gone())
    starters = starters_of(session, event_id)
    return EventPeople(
        event_id,
        event.activity_id,
        read(session, event.activity_id).title,
        event.title,
        event.capacity,
        tuple(one for one in starters if one.status is SignUpStatus.PLACED),
        tuple(one for one in starters if one.status is SignUpStatus.WAITING),
    )


def starters_of(session: Session, event_id: int) -> list[Starter]:
    """Everybody in an event, by rank, then in the order of coming; the group is the one at the time of signing up."""
    rows = session.exec(
        select(EventEntry, Member, Group.name)
        .join(Member, col(Member.id) == col(EventEntry.member_id))
        .join(
            SignUp,
            and_(
                col(SignUp.activity_id) == col(EventEntry.activity_id),
                col(SignUp.member_id) == col(EventEntry.member_id),
            ),
        )
        .join(Group, col(Group.id) == col(SignUp.group_id))
        .where(EventEntry.event_id == event_id)
        .order_by(col(EventEntry.rank).is_(None), col(EventEntry.rank), col(EventEntry.queue))
    ).all()
    return [
        Starter(
            entry.member_id,
            member.name,
            group,
            SignUpStatus(entry.status),
            entry.result,
            entry.rank,
            member.phone,
        )
        for entry, member, group in rows
    ]


def events_of(session: Session, activity_id: int) -> Sequence[ActivityEvent]:
    """The events in the order of the committee's list."""
    return session.exec(
        select(ActivityEvent).where(ActivityEvent.activity_id == activity_id).order_by(col(ActivityEvent.id))
    ).all()


def export_rows(
    session: Session, actor: Actor, now: datetime, *, activity_id: int
) -> tuple[str, list[tuple[str, Starter]]]:
    """The title, and everybody in each event; it is noted that the list left the house. Raises Refused without the
    right."""
    publishing.require(actor)
    lists.note_export(session, actor, now, activity_id=activity_id)
    title = read(session, activity_id).title
    return title, [
        (event.title, starter)
        for event in events_of(session, activity_id)
        for starter in starters_of(session, event.id or 0)
    ]


def _meeting(session: Session, actor: Actor, now: datetime, activity: Locked) -> Meeting:
    terms = contest_terms(session, activity.id)
    if terms.events_each is None:
        raise Refused("no_events", event_texts.no_events_here(activity.title))
    own = {entry.event_id: entry for entry in _own_entries(session, activity.id, actor.member_id)}
    sex = mate_of(session, actor.member_id).sex
    lines = []
    for event in events_of(session, activity.id):
        entry = own.get(event.id or 0)
        if entry is None and not _fits(event.title, sex):
            continue
        status = SignUpStatus(entry.status) if entry is not None else None
        position = None
        if entry is not None and status is SignUpStatus.WAITING:
            position = session.exec(
                select(func.count())
                .select_from(EventEntry)
                .where(
                    EventEntry.event_id == event.id,
                    EventEntry.status == SignUpStatus.WAITING,
                    EventEntry.queue <= entry.queue,
                )
            ).one()
        lines.append(EventLine(event.id or 0, event.title, event.capacity, event.placed, status, position))
    mine = find_own(session, activity.id, actor.member_id)
    hindrance = activity.hindrance(now)
    waits = mine is not None and mine.status is SignUpStatus.WAITING
    return Meeting(
        activity.id, activity.title, terms.events_each, tuple(lines), hindrance is None, people_waiting=waits
    )


def _fits(title: str, sex: Sex) -> bool:
    """Whether an event is open to somebody: 男子100米 to men, 女子跳远 to women, all others to everybody; whose sex the
    roster does not say enters anything."""
    men, women = event_texts.MEN.search(title), event_texts.WOMEN.search(title)
    if sex is Sex.UNKNOWN or bool(men) == bool(women):
        return True
    return sex is (Sex.MALE if men else Sex.FEMALE)


def _own_entries(session: Session, activity_id: int, member_id: int) -> Sequence[EventEntry]:
    return session.exec(
        select(EventEntry).where(EventEntry.activity_id == activity_id, EventEntry.member_id == member_id)
    ).all()


def _open_to(session: Session, actor: Actor, now: datetime, activity: Locked) -> Locked:
    if activity.state not in PUBLISHED:
        raise Refused("gone", texts.gone())
    if not may(actor, Right.SIGN_UP):
        raise Refused("no_right", texts.no_right())
    if not Eligibility(session, actor, local(now).date()).admits(activity.audience):
        raise not_for_you(session, activity.title, activity.audience)
    return activity
