"""Taking and giving back places: the hot path, with statements built once.

Every function here runs in one transaction with what it decides: the activity's row is locked, the counters are
moved, those who wait are served and told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select
from sqlmodel import Session, col

from bot import audit
from bot.activities import rules, texts
from bot.activities.contests import part as contest_part
from bot.activities.contests.following import check_alone, follow
from bot.activities.eligibility import Eligibility, not_for_you
from bot.activities.limits import (
    ALL,
    CHANGE_SIGN_UP,
    Locked,
    count,
    free_places,
    limits_of,
    lock,
    quotas_of,
    start_of_slots,
)
from bot.activities.model import Answer, SignUp
from bot.activities.own import Own, find_own, lock_both
from bot.activities.rules import ActivityState, Hindrance, SignUpStatus
from bot.activities.rules_terms import Way
from bot.activities.series import conditions as series
from bot.activities.terms import handing, own_reminders
from bot.activities.terms.looking import tell_who_decides, way_of
from bot.activities.waiting import serve_queue
from bot.members.rules import Actor, Right, may
from bot.refused import Refused
from bot.wording import local


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled form, checked: answers by question, and the quotas of the chosen options."""

    answers: Mapping[int, str]
    quotas: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """For whom a place is taken, and who takes it when that is somebody else."""

    member_id: int
    group_id: int
    entered_by: int | None = None


@dataclass(frozen=True, slots=True)
class SignUpOutcome:
    """Where a member stands after pressing. ``position`` in the waiting list counts from 1; ``already``: nothing
    was changed by this press; ``drawn_later``: who gets a place is decided later, in this ``way``; ``room_for_others``: only the member's own group, kind or
    slot is full, or (``kept_until`` then) what is left is kept for other groups."""

    activity_id: int
    title: str
    starts_at: datetime
    place: str
    status: SignUpStatus
    people: int
    position: int | None
    already: bool
    drawn_later: bool = False
    room_for_others: bool = False
    kept_until: datetime | None = None
    way: Way = Way.FIRST


@dataclass(frozen=True, slots=True)
class LeaveOutcome:
    """What was given back. ``already``: there was nothing to give back any more; ``stale``: the sign-up is another
    one by now, and nothing was done. ``given_later``: places were not given yet, nobody stood in a queue."""

    activity_id: int
    title: str
    was: SignUpStatus
    already: bool
    stale: bool = False
    given_later: bool = False


_INSERT = insert(SignUp)


_AHEAD = (
    select(func.count())
    .select_from(SignUp)
    .where(
        col(SignUp.activity_id) == bindparam("activity_id"),
        col(SignUp.status) == SignUpStatus.WAITING.value,
        col(SignUp.queue) < bindparam("before"),
    )
)


def take_place(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    activity_id: int,
    people: int = 1,
    guests: str = "",
    slot_id: int | None = None,
    filled: Filled | None = None,
) -> SignUpOutcome:
    """Give the actor a place, or the next place in the waiting list. Pressing again changes nothing.

    ``people`` counts the member and those who come along; all of them get places or none. ``filled``: the form, where
    there is one. Raises Refused with the
    reason: no such activity, too late, not for this member, too many people.
    """
    if not may(actor, Right.SIGN_UP):
        raise Refused("no_right", texts.no_right())
    activity, own = lock_both(session, activity_id, actor.member_id)
    person = Person(actor.member_id, actor.group_id)
    if own is not None and own.status in rules.LIVE and activity.state is not ActivityState.CANCELLED:
        return _again(session, activity, own, person, now)
    if not Eligibility(session, actor, local(now).date()).admits(activity.audience):
        raise not_for_you(session, activity.title, activity.audience)
    check_alone(session, activity, events_too=True)
    if activity.asks and filled is None:
        raise Refused("form", texts.fill_first(activity.title, activity_id))
    return put(
        session, activity, person, own, now, people=people, guests=guests, slot_id=slot_id, filled=filled
    )


def _again(session: Session, activity: Locked, own: Own, person: Person, now: datetime) -> SignUpOutcome:
    """Where somebody stands already; an offer that waits for this person is taken."""
    if own.status != SignUpStatus.OFFERED:
        if own.answered_at is None:
            # After a change of time or place everybody is asked again.
            session.connection().execute(CHANGE_SIGN_UP, {"row_id": own.id, "answered_at": now})
        return _outcome(session, activity, own, already=True)
    placed = {
        "status": SignUpStatus.PLACED.value,
        "revision": own.revision + 1,
        "offered_until": None,
        "answered_at": now,
        "changed_at": now,
    }
    session.connection().execute(CHANGE_SIGN_UP, {"row_id": own.id, **placed})
    follow(session, activity, now)
    audit.note(session, person.member_id, now, "sign_up.accepted", f"sign_up:{own.id}", activity=activity.id)
    taken = find_own(session, activity.id, person.member_id)
    return _outcome(session, activity, taken, already=False)


def put(
    session: Session,
    activity: Locked,
    person: Person,
    old: Own | None,
    now: datetime,
    *,
    people: int = 1,
    guests: str = "",
    slot_id: int | None = None,
    filled: Filled | None = None,
) -> SignUpOutcome:
    """Give a person, who stands nowhere now, places or the end of the queue. ``old``: the row of an earlier sign-up.

    Raises Refused when it cannot be.
    """
    hindrance = activity.hindrance(now)
    if hindrance is not None:
        raise refusal(activity, hindrance)
    if not 1 <= people <= activity.most_people:
        raise Refused("people", texts.too_many_people(activity.most_people))
    if activity.capacity is not None and people > activity.capacity:
        raise Refused("people", texts.more_than_capacity(activity.capacity))
    free: Mapping[Any, int | None] = {ALL: rules.left(activity.capacity, activity.placed)}
    quotas = ""
    if activity.limited:
        series.check(session, activity.id, activity.starts_at, person.member_id)
        free = free_places(session, activity, now)
        quotas = quotas_of(session, activity.id, person.member_id, now)
        if filled is not None:
            quotas = ",".join(part for part in (quotas, *map(str, filled.quotas)) if part)
            _check_options(free, filled, people)
    _check_slot(session, activity, free, slot_id, now)
    limits = limits_of(slot_id, quotas)
    waits = activity.draw or not rules.fits(people, (free.get(limit) for limit in limits))
    status = SignUpStatus.WAITING if waits else SignUpStatus.PLACED
    values = {
        "status": status.value,
        "people": people,
        "guests": guests,
        "queue": activity.queue + 1,
        "group_id": person.group_id,
        "slot_id": slot_id,
        "quotas": quotas,
        "entered_by": person.entered_by,
        "answered_at": now,
        "offered_until": None,
        "reason": "",
        "changed_at": now,
    }
    connection = session.connection()
    if old is None:
        key = {
            "activity_id": activity.id,
            "member_id": person.member_id,
            "created_at": now,
            "revision": 1,
            "result": "",
            "qualified": False,
        }
        sign_up_id = connection.execute(_INSERT, {**key, **values}).inserted_primary_key[0]  # type: ignore[index]
    else:
        sign_up_id = old.id
        connection.execute(CHANGE_SIGN_UP, {"row_id": old.id, "revision": old.revision + 1, **values})
        own_reminders.plan(session, activity.id, now, member_id=person.member_id)
    if filled is not None:
        store_answers(session, sign_up_id, filled.answers)
    count(
        session,
        activity,
        limits,
        placed=0 if waits else people,
        waiting=people if waits else 0,
        parties=1 if waits else 0,
        last=activity.queue + 1,
    )
    who = person.entered_by or person.member_id
    audit.note(
        session, who, now, f"sign_up.{status}", f"sign_up:{sign_up_id}", activity=activity.id, people=people
    )
    position = activity.waiting_parties + 1 if waits else None
    way = way_of(session, activity)
    if way is Way.APPROVAL:
        tell_who_decides(session, activity, now)
    blocked = [limit for limit in limits if not rules.fits(people, [free.get(limit)])] if waits else []
    return SignUpOutcome(
        activity.id,
        activity.title,
        starts_of(session, activity, slot_id),
        activity.place,
        status,
        people,
        position,
        already=False,
        drawn_later=activity.draw,
        room_for_others=waits and rules.fits(people, [free.get(ALL)]),
        kept_until=contest_part.waits_until(session, activity.id, blocked)
        if blocked and ALL not in blocked
        else None,
        way=way,
    )


def leave(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    activity_id: int,
    revision: int | None = None,
    reason: str = "",
) -> LeaveOutcome:
    """Give back the own places and serve those who wait. ``revision``: only if the sign-up is still the one that was
    shown. ``reason``: what the member says to it. Raises Refused when it is too late or the activity is compulsory."""
    activity = lock(session, activity_id)
    own = find_own(session, activity_id, actor.member_id)
    if own is None:
        raise Refused("not_signed_up", texts.not_signed_up(activity.title))
    was = SignUpStatus(own.status)
    if was not in rules.LIVE:
        return LeaveOutcome(activity_id, activity.title, was, already=True)
    if revision is not None and revision != own.revision:
        return LeaveOutcome(activity_id, activity.title, was, already=False, stale=True)
    if not rules.may_leave(activity.state, starts_of(session, activity, own.slot_id), now):
        raise Refused("too_late", texts.too_late_to_leave(activity.title))
    if activity.compulsory:
        raise Refused("compulsory", texts.compulsory(activity.title, activity_id))
    check_alone(session, activity)
    release(session, activity, own, SignUpStatus.CANCELLED, now, reason=reason)
    audit.note(session, actor.member_id, now, "sign_up.cancelled", f"sign_up:{own.id}", activity=activity_id)
    return LeaveOutcome(activity_id, activity.title, was, already=False, given_later=activity.draw)


def release(
    session: Session, activity: Locked, own: Any, status: SignUpStatus, now: datetime, *, reason: str = ""
) -> None:
    """End a live sign-up with ``status`` and give its places to those who wait."""
    session.connection().execute(
        CHANGE_SIGN_UP,
        {
            "row_id": own.id,
            "status": status.value,
            "revision": own.revision + 1,
            "reason": reason,
            "offered_until": None,
            "changed_at": now,
        },
    )
    held = own.status in rules.HOLDING
    count(
        session,
        activity,
        limits_of(own.slot_id, own.quotas),
        placed=-own.people if held else 0,
        waiting=0 if held else -own.people,
        parties=0 if held else -1,
    )
    handing.withdraw(session, activity, own.member_id, now)
    follow(session, activity, now)
    if held:
        serve_queue(session, activity.id, now)


def refusal(activity: Locked, hindrance: Hindrance) -> Refused:
    """The kind no for what hinders everybody."""
    return Refused(hindrance.value, texts.hindered(hindrance, activity))


def store_answers(session: Session, sign_up_id: int, answers: Mapping[int, str]) -> None:
    """Put the answers of a form in the place of the earlier ones."""
    connection = session.connection()
    connection.execute(delete(Answer).where(col(Answer.sign_up_id) == sign_up_id))
    rows = [{"sign_up_id": sign_up_id, "question_id": key, "value": value} for key, value in answers.items()]
    if rows:
        connection.execute(insert(Answer), rows)


def _check_options(free: Mapping[Any, int | None], filled: Filled, people: int) -> None:
    if not rules.fits(people, (free.get(("quota", quota)) for quota in filled.quotas)):
        raise Refused("option", texts.option_full())


def standing(session: Session, activity: Locked, member_id: int) -> SignUpOutcome:
    """Where a member stands now, after a change. Raises Refused for somebody who never signed up."""
    own = find_own(session, activity.id, member_id)
    if own is None:
        raise Refused("not_signed_up", texts.not_signed_up(activity.title))
    return _outcome(session, activity, own, already=False)


def starts_of(session: Session, activity: Locked, slot_id: int | None) -> datetime:
    """When the activity begins for somebody with this slot."""
    return start_of_slots(session, activity).get(slot_id, activity.starts_at)


def _check_slot(
    session: Session, activity: Locked, free: Mapping[Any, int | None], slot_id: int | None, now: datetime
) -> None:
    has_slots = any(isinstance(limit, tuple) and limit[0] == "slot" for limit in free)
    known = ("slot", slot_id) in free
    # Nobody waits for a slot that has begun.
    begun = free.get(("slot", slot_id)) == 0 and starts_of(session, activity, slot_id) <= now
    if ((has_slots or slot_id is not None) and not known) or begun:
        raise Refused("slot", texts.choose_a_slot(activity.id))


def _outcome(session: Session, activity: Locked, own: Any, *, already: bool) -> SignUpOutcome:
    position = None
    if own.status == SignUpStatus.WAITING:
        position = position_of(session, activity.id, own.queue)
    return SignUpOutcome(
        activity.id,
        activity.title,
        starts_of(session, activity, own.slot_id),
        activity.place,
        SignUpStatus(own.status),
        own.people,
        position,
        already,
        drawn_later=activity.draw,
        way=way_of(session, activity),
    )


def position_of(session: Session, activity_id: int, queue: int) -> int:
    """The place in the waiting list, from 1, of somebody who waits with this number."""
    ahead = session.connection().execute(_AHEAD, {"activity_id": activity_id, "before": queue}).scalar_one()
    return int(ahead) + 1
