"""What follows when the sign-ups of a contest change: mates have places with their captain, entries for events end with
the sign-up, and who waits behind a larger party hears why.

A team stands in the queue as its captain's sign-up, which counts everybody; a mate's own row counts nobody and is there
while the team has its places, so that lists, reminders and changes reach everybody.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, insert
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from bot import outbox
from bot.activities import rules
from bot.activities.contests.model import ActivityEvent, ContestTerms, EventEntry, Team, TeamMember
from bot.activities.contests.texts import events as event_texts
from bot.activities.contests.texts import teams as team_texts
from bot.activities.limits import CHANGE_SIGN_UP, Locked
from bot.activities.model import SignUp
from bot.activities.rules import Party, SignUpStatus
from bot.members.model import Member
from bot.refused import Refused
from bot.wording import local

_Carrier = aliased(SignUp)
_Mine = aliased(SignUp)
_CREWS: Any = (
    select_columns(
        col(Team.name),
        col(TeamMember.member_id),
        col(Member.group_id),
        col(_Carrier.status).label("carrier"),
        col(_Carrier.queue).label("queue"),
        col(_Mine.id).label("row_id"),
        col(_Mine.status).label("status"),
        col(_Mine.revision).label("revision"),
    )
    .join(TeamMember, col(TeamMember.team_id) == col(Team.id))
    .join(Member, col(Member.id) == col(TeamMember.member_id))
    .join(
        _Carrier,
        and_(
            col(_Carrier.activity_id) == col(Team.activity_id),
            col(_Carrier.member_id) == col(Team.captain_id),
        ),
    )
    .outerjoin(
        _Mine,
        and_(
            col(_Mine.activity_id) == col(Team.activity_id),
            col(_Mine.member_id) == col(TeamMember.member_id),
        ),
    )
    .where(col(TeamMember.member_id) != col(Team.captain_id))
)


def follow(session: Session, activity: Locked, now: datetime, *, tell: bool = True) -> None:
    """Bring mates and entries in step with the sign-ups they hang on. ``tell``: the mates whose team got its places or
    gave them back hear of it from here."""
    if not activity.limited:
        return
    terms = session.get(ContestTerms, activity.id)
    if terms is not None and terms.team_least is not None:
        _mates(session, activity, now, tell=tell)
    if terms is not None and terms.events_each is not None:
        _entries(session, activity, now)


def check_alone(session: Session, activity: Locked, *, events_too: bool = False) -> None:
    """Raises Refused where people come in teams only, and (``events_too``) where they come to events."""
    terms = session.get(ContestTerms, activity.id) if activity.limited else None
    if terms is None:
        return
    if terms.team_least is not None:
        raise Refused("team", team_texts.in_teams_only(activity.title, activity.id))
    if events_too and terms.events_each is not None:
        raise Refused("events", event_texts.pick_events(activity.title, activity.id))


def _mates(session: Session, activity: Locked, now: datetime, *, tell: bool) -> None:
    session.flush()
    for crew in session.execute(_CREWS.where(col(Team.activity_id) == activity.id)).all():
        placed = crew.carrier == SignUpStatus.PLACED
        if placed == (crew.status == SignUpStatus.PLACED):
            continue
        status = SignUpStatus.PLACED if placed else SignUpStatus.CANCELLED
        if crew.row_id is None:
            put_row(session, activity.id, crew.member_id, crew.group_id, status, crew.queue, now)
        else:
            changed = {"status": status.value, "people": 0, "queue": crew.queue, "changed_at": now}
            again = {"revision": crew.revision + 1, "reason": "", "answered_at": now, "quotas": ""}
            session.connection().execute(CHANGE_SIGN_UP, {"row_id": crew.row_id, **changed, **again})
        if tell:
            told = team_texts.team_has_places if placed else team_texts.team_lost_places
            outbox.push(
                session,
                key=f"team-mate:{activity.id}:{crew.member_id}:{status}:{now.timestamp():.3f}",
                to=crew.member_id,
                due_at=now,
                message=told(activity.title, activity.id, crew.name),
                reference=f"activity:{activity.id}",
                valid_until=activity.starts_at,
            )


def put_row(
    session: Session,
    activity_id: int,
    member_id: int,
    group_id: int,
    status: SignUpStatus,
    queue: int,
    now: datetime,
) -> None:
    """The row of somebody who goes with a team and counts nobody."""
    row = {
        "activity_id": activity_id,
        "member_id": member_id,
        "group_id": group_id,
        "status": status.value,
        "people": 0,
        "guests": "",
        "queue": queue,
        "quotas": "",
        "reason": "",
        "result": "",
        "qualified": False,
        "answered_at": now,
        "created_at": now,
        "changed_at": now,
        "revision": 1,
    }
    session.connection().execute(insert(SignUp), row)


def _entries(session: Session, activity: Locked, now: datetime) -> None:
    """Entries end with the sign-up; who waited for the event moves up."""
    session.flush()
    holding = select(SignUp.member_id).where(
        SignUp.activity_id == activity.id, col(SignUp.status).in_([one.value for one in rules.HOLDING])
    )
    gone = session.exec(
        select(EventEntry).where(
            EventEntry.activity_id == activity.id, col(EventEntry.member_id).not_in(holding)
        )
    ).all()
    for event_id in sorted({entry.event_id for entry in gone}):
        event = session.get_one(ActivityEvent, event_id)
        for entry in gone:
            if entry.event_id == event_id:
                event.placed -= entry.status == SignUpStatus.PLACED
                session.delete(entry)
        session.add(event)
        session.flush()
        serve_event(session, activity, event, now)


def serve_event(session: Session, activity: Locked, event: ActivityEvent, now: datetime) -> None:
    """Give the free places of an event to those who wait for it, in their order, and tell them."""
    waiting = session.exec(
        select(EventEntry)
        .where(EventEntry.event_id == event.id, EventEntry.status == SignUpStatus.WAITING)
        .order_by(col(EventEntry.queue))
    ).all()
    for entry in waiting:
        if rules.left(event.capacity, event.placed) == 0:
            break
        entry.status = SignUpStatus.PLACED
        event.placed += 1
        session.add(entry)
        session.add(event)
        session.flush()
        outbox.push(
            session,
            key=f"event:{event.id}:{entry.member_id}:{now.timestamp():.3f}",
            to=entry.member_id,
            due_at=now,
            message=event_texts.promoted(activity.title, activity.id, event.title),
            reference=f"activity:{activity.id}",
            valid_until=activity.starts_at,
        )


def tell_passed_over(
    session: Session, activity: Locked, queue: Sequence[Party], chosen: Sequence[Party], now: datetime
) -> None:
    """Who waits with many people hears why a smaller party that came later was served; at most once a day."""
    if not chosen:
        return
    ids = [party.sign_up_id for party in queue]
    last = ids.index(chosen[-1].sign_up_id)
    smallest = min(party.people for party in chosen)
    for party in queue[:last]:
        if party not in chosen and party.people > smallest:
            outbox.push(
                session,
                key=f"sign-up:{party.sign_up_id}:passed:{local(now).date().isoformat()}",
                to=party.member_id,
                due_at=now,
                message=team_texts.passed_over(activity.title, activity.id, party.people, smallest),
                reference=f"activity:{activity.id}",
                valid_until=activity.starts_at,
            )
