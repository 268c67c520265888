"""What the committee does with an activity that is there: change, close, cancel."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from bot import audit, outbox, reminders
from bot.activities import rules, slots, texts
from bot.activities.card import Card, activity_card
from bot.activities.contests import part as contest_part
from bot.activities.contests import timing as contest_timing
from bot.activities.eligibility import audience_of
from bot.activities.model import Activity, SignUp
from bot.activities.organising import copying, moments, opening, publishing, telling
from bot.activities.organising.publishing import (
    DAY_BEFORE,
    DESCRIPTION_LIMIT,
    NEXT_SLOT,
    OVER,
    USUAL_TIMING,
    Timing,
    check_capacity,
    check_times,
    check_title,
    locked,
    require,
    schedule,
)
from bot.activities.organising.texts import managing as committee
from bot.activities.rules import ActivityKind, ActivityState, SignUpStatus
from bot.activities.rules_terms import Way
from bot.activities.terms import own_reminders
from bot.activities.terms.looking import terms_of
from bot.activities.waiting import serve_queue
from bot.members import audience_query
from bot.members.audience_query import Reach
from bot.members.rules import Actor
from bot.refused import Refused
from bot.wording import local


@dataclass(frozen=True, slots=True)
class Change:
    """New values of some fields; what is None stays. ``capacity`` 0 and ``no_deadline`` take the limit away, ``opens_now``
    the wait for the opening, ``offer_hours`` 0 the asking of who waits. Another ``audience`` throws nobody out."""

    title: str | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    place: str | None = None
    deadline_at: datetime | None = None
    no_deadline: bool = False
    capacity: int | None = None
    description: str | None = None
    most_people: int | None = None
    offer_hours: int | None = None
    opens_at: datetime | None = None
    opens_now: bool = False
    audience: str | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """What a change led to: how many were told, how many moved up from the waiting list; ``without_deadline``: the one that
    was over was taken away."""

    activity_id: int
    title: str
    told: int
    promoted: int
    without_deadline: bool = False


def change_activity(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    activity_id: int,
    change: Change,
    timing: Timing = USUAL_TIMING,
) -> Changed:
    """Change an activity. More capacity serves those who wait, less throws nobody out; another time, place or name
    is told to everybody signed up, and who has a place is asked again when time or place change. Slots still to come move
    with the start, everybody in the own one. Raises Refused."""
    require(actor)
    row = locked(session, activity_id)
    if row.state in {ActivityState.CANCELLED, ActivityState.DONE}:
        raise Refused("over", committee.over_for_good(row.title, ActivityState(row.state)))
    before = telling.known_of(row)
    _apply(row, change)
    moved = timedelta(0)
    if change.starts_at is not None and row.last_start_at is not None:
        moved = slots.move_all(session, row, now, change.starts_at)
    check_title(row.title)
    check_capacity(row.capacity)
    check_times(
        row.starts_at if change.starts_at else max(row.starts_at, now + timedelta(seconds=1)),
        None if change.starts_at is None and change.ends_at is None else row.ends_at,
        row.deadline_at if change.deadline_at else None,
        now,
    )
    _check_opening(row, change, now)
    if telling.known_of(row) != before:
        row.revision += 1
    session.add(row)
    session.flush()
    told = promoted = 0
    if row.limited:
        contest_timing.schedule_filling(session, row, now)
    if row.state != ActivityState.DRAFT:
        waited = people_of(session, activity_id=activity_id, statuses=(SignUpStatus.WAITING,))
        promoted = serve_queue(session, activity_id, now, news=telling.news_of(row, before, moved))
        wait = people_of(session, activity_id=activity_id, statuses=(SignUpStatus.WAITING,))
        moved_up = frozenset(waited).difference(wait)
        told = telling.tell_change(session, row, before, moved, now, knowing=moved_up)
        if row.starts_at != before[1] or row.ends_at != before[2]:
            schedule(session, row, now, timing)
            own_reminders.plan(session, activity_id, now)
    audit.note(
        session, actor.member_id, now, "activity.changed", f"activity:{activity_id}", revision=row.revision
    )
    if change.opens_at is not None or change.opens_now:
        opening.schedule(session, row, now)
        if row.state == ActivityState.OPEN and row.opens_at is None:
            opening.tell(session, row, now)
    return Changed(activity_id, row.title, told, promoted)


def lead_activity(
    session: Session, actor: Actor, now: datetime, *, activity_id: int, state: ActivityState
) -> Changed:
    """Close the sign-up, or open it again; those who are in stay in. Raises Refused when the state does not allow it."""
    require(actor)
    row = locked(session, activity_id)
    current = ActivityState(row.state)
    over = False
    if state is not current:
        if state not in rules.PUBLISHED or state not in rules.NEXT[current] or current is ActivityState.DRAFT:
            raise Refused("state", committee.not_in_this_state(row.title, current))
        over = state is ActivityState.OPEN and row.deadline_at is not None and row.deadline_at <= now
        if over:
            row.deadline_at = None
        row.state = state
        session.add(row)
        session.flush()
        if row.limited:
            contest_timing.schedule_filling(session, row, now)
        audit.note(session, actor.member_id, now, f"activity.{state}", f"activity:{activity_id}")
    promoted = serve_queue(session, activity_id, now)
    return Changed(activity_id, row.title, 0, promoted, without_deadline=over)


def cancel_activity(
    session: Session, actor: Actor, now: datetime, *, activity_id: int, reason: str
) -> Changed:
    """Cancel an activity: everybody signed up or waiting is told the reason, its reminders go with it. Raises Refused
    without a reason, or when it is over."""
    require(actor)
    if not reason.strip() or len(reason) > DESCRIPTION_LIMIT:
        raise Refused("reason", committee.reason_needed(DESCRIPTION_LIMIT))
    row = locked(session, activity_id)
    current = ActivityState(row.state)
    if current is ActivityState.CANCELLED:
        return Changed(activity_id, row.title, 0, 0)
    if ActivityState.CANCELLED not in rules.NEXT[current]:
        raise Refused("state", committee.not_in_this_state(row.title, current))
    row.state, row.reason = ActivityState.CANCELLED, reason.strip()
    session.add(row)
    session.flush()
    for kind in (DAY_BEFORE, NEXT_SLOT, OVER, opening.OPENING):
        reminders.cancel(session, kind, activity_id)
    outbox.cancel(session, f"activity:{activity_id}")
    audit.note(session, actor.member_id, now, "activity.cancelled", f"activity:{activity_id}")
    members = people_of(session, activity_id=activity_id)
    outbox.push_many(
        session,
        keys={member_id: f"activity:{activity_id}:cancelled:{member_id}" for member_id in members},
        due_at=now,
        message=texts.activity_cancelled(row.title, row.starts_at, row.reason),
        reference=f"activity:{activity_id}",
    )
    return Changed(activity_id, row.title, len(members), 0)


def people_of(
    session: Session, *, activity_id: int, statuses: tuple[SignUpStatus, ...] = rules.LIVE
) -> list[int]:
    """The members signed up for an activity (by default with places and waiting, and whoever is in a team or looks for
    one), in the order of their coming."""
    query = (
        select(SignUp.member_id)
        .where(
            SignUp.activity_id == activity_id, col(SignUp.status).in_([status.value for status in statuses])
        )
        .order_by(col(SignUp.queue))
    )
    people = list(session.exec(query))
    if statuses == rules.LIVE:
        people += contest_part.others_in_teams(session, activity_id, set(people))
    return people


@dataclass(frozen=True, slots=True)
class AudienceAfter:
    """Another audience: how it is called, how many it is, and how many who signed up are not in it."""

    worded: str
    total: int
    outside: int


def audience_after(
    session: Session, actor: Actor, now: datetime, *, activity_id: int, audience: str
) -> AudienceAfter:
    """What another audience would come to. Raises Refused."""
    require(actor)
    wanted = audience_of(audience)
    members = set(audience_query.members_of(session, wanted, local(now).date()))
    outside = [one for one in people_of(session, activity_id=activity_id) if one not in members]
    return AudienceAfter(audience_query.describe(session, wanted), len(members), len(outside))


@dataclass(frozen=True, slots=True)
class Reached:
    """Who would hear of an activity; ``draft``: it is not published yet."""

    title: str
    draft: bool
    reach: Reach


def reach_of(session: Session, actor: Actor, now: datetime, *, activity_id: int) -> Reached:
    """Who would hear of an activity if it were published now. Raises Refused."""
    require(actor)
    row = publishing.known(session, activity_id)
    reach = audience_query.reach_of(session, audience_of(row.audience), local(now).date())
    return Reached(row.title, row.state == ActivityState.DRAFT, reach)


def managed_card(session: Session, actor: Actor, now: datetime, *, activity_id: int) -> Card:
    """An activity for the committee. Raises Refused without the right."""
    require(actor)
    return activity_card(session, actor, now, activity_id=activity_id)


def _check_opening(row: Activity, change: Change, now: datetime) -> None:
    """Raises Refused when the opening does not fit to what is there now."""
    if change.opens_at is not None:
        if row.compulsory:
            raise Refused("opening", committee.nothing_to_open())
        if row.queue:
            raise Refused("opening", committee.opening_with_people(row.title))
    if change.opens_at is not None or (row.opens_at is not None and row.opens_at > now):
        opening.check(row.opens_at, row.deadline_at or row.starts_at, now)


def _apply(row: Activity, change: Change) -> None:
    for name in (
        "title",
        "place",
        "description",
        "most_people",
        "offer_hours",
        "deadline_at",
        "opens_at",
        "audience",
    ):
        value = getattr(change, name)
        if value is not None:
            setattr(row, name, value)
    if change.offer_hours is not None:
        row.offer_hours = change.offer_hours or None
    if change.no_deadline:
        row.deadline_at = None
    if change.opens_now:
        row.opens_at = None
    if change.capacity is not None:
        row.capacity = change.capacity or None
    if change.starts_at is not None:
        if row.last_start_at is None:
            row.starts_at, row.ends_at = change.starts_at, change.ends_at
        if row.deadline_at is not None and row.deadline_at > row.starts_at:
            row.deadline_at = row.starts_at


@dataclass(frozen=True, slots=True)
class Again:
    """What is taken over when an activity is held once more; ``kept`` are answers of the form."""

    title: str
    kind: ActivityKind
    kept: Mapping[str, Any]


def draft_again(session: Session, actor: Actor, now: datetime, *, activity_id: int) -> Again:
    """Everything of an activity but its time, which is proposed; its terms and its form are copied when the new one is
    stored. Raises Refused."""
    require(actor)
    row = session.get(Activity, activity_id)
    if row is None:
        raise Refused("gone", texts.gone())
    way = Way(terms_of(session, activity_id).way)
    first = copying.first_start(session, row)
    proposed = moments.same_weekday_next_year(first, now)
    lasts = row.ends_at - first if row.ends_at is not None else None
    kept = {
        "proposed": [proposed.isoformat(), (proposed + lasts).isoformat() if lasts else ""],
        "lasts": lasts.total_seconds() if lasts else 0,
        "closed_before": (first - row.deadline_at).total_seconds() if row.deadline_at else None,
        "taken": copying.taken_over(session, activity_id),
        "place": row.place,
        "capacity": row.capacity or 0,
        "audience": row.audience,
        "description": row.description,
        "people": row.most_people,
        "compulsory": row.compulsory,
        "offer": row.offer_hours or 0,
        "draw": bool(row.draw or row.draw_seed) and way in {Way.FIRST, Way.DRAW},
        "again_of": activity_id,
    }
    return Again(row.title, ActivityKind(row.kind), kept)
