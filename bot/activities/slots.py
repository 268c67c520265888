"""Slots: the mornings of a health check. One booking for each person, moved in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlmodel import Session, col, select

from bot import audit
from bot.activities import places, rules, rules_slots, texts
from bot.activities.contests.part import check_plain
from bot.activities.eligibility import Eligibility, check_may_enter
from bot.activities.limits import CHANGE_SIGN_UP, Locked, count, free_places, limits_of, lock
from bot.activities.model import Activity, SignUp, Slot
from bot.activities.organising import publishing
from bot.activities.organising.publishing import USUAL_TIMING, Timing
from bot.activities.own import Own, find_own
from bot.activities.places import SignUpOutcome
from bot.activities.rules import SignUpStatus
from bot.activities.terms import handing, own_reminders
from bot.activities.texts import slots as slot_texts
from bot.activities.waiting import serve_queue, waiting_parties
from bot.members.rules import Actor, Right, may
from bot.refused import Refused
from bot.wording import local, midnight


@dataclass(frozen=True, slots=True)
class SlotLine:
    """A slot as one person sees it."""

    slot_id: int
    starts_at: datetime
    ends_at: datetime | None
    free: int
    own: bool


@dataclass(frozen=True, slots=True)
class SlotDay:
    """The slots of one of the days; ``day`` counts from 0. ``member_id``: the person somebody else books for."""

    activity_id: int
    title: str
    lines: tuple[SlotLine, ...]
    day: int
    days: tuple[date, ...]
    own_start: datetime | None
    member_id: int | None = None


def lay_out(
    days: Sequence[date], begin: time, end: time, length: timedelta, capacity: int
) -> tuple[tuple[datetime, datetime, int], ...]:
    """The slots of some days: start, end and capacity. Raises Refused when it comes to none or to too many."""
    laid = tuple(
        (start, until, capacity)
        for day in days
        for start, until in rules_slots.split(
            midnight(day) + timedelta(hours=begin.hour, minutes=begin.minute),
            midnight(day) + timedelta(hours=end.hour, minutes=end.minute),
            length,
        )
    )
    if not 1 <= len(laid) <= rules_slots.MOST_SLOTS:
        raise Refused("slots", slot_texts.bad_number(rules_slots.MOST_SLOTS))
    publishing.check_capacity(capacity)
    return laid


def add_slots(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    activity_id: int,
    slots: Sequence[tuple[datetime, datetime, int]],
    timing: Timing = USUAL_TIMING,
) -> int:
    """Divide an activity into slots (start, end, capacity); one that begins at the same time as another is left out.
    Returns how many were added. Raises Refused: rights, people without a slot are signed up already."""
    publishing.require(actor)
    row = publishing.locked(session, activity_id)
    if row.state not in rules.UNFINISHED:
        raise Refused("over", texts.gone())
    if row.last_start_at is None and row.queue:
        raise Refused("signed_up", slot_texts.people_without_slot())
    check_plain(session, activity_id)
    old = session.exec(select(Slot.starts_at, Slot.capacity).where(Slot.activity_id == activity_id)).all()
    known = {starts_at for starts_at, _ in old}
    fresh = [slot for slot in slots if slot[0] > now and slot[0] not in known]
    if not fresh and not known:
        raise Refused("past", slot_texts.all_past())
    for starts_at, ends_at, capacity in fresh:
        session.add(Slot(activity_id=activity_id, starts_at=starts_at, ends_at=ends_at, capacity=capacity))
    session.flush()
    before = sum(capacity for _, capacity in old)
    if row.capacity in (None, before):
        # A number of places of its own stays: 41 places in slots that could take more.
        row.capacity = before + sum(capacity for _, _, capacity in fresh)
    _follow(session, row, now)
    row.limited = True
    session.add(row)
    session.flush()
    publishing.schedule(session, row, now, timing)
    audit.note(session, actor.member_id, now, "activity.slots", f"activity:{activity_id}", n=len(fresh))
    serve_queue(session, activity_id, now)
    return len(fresh)


def move_all(session: Session, row: Activity, now: datetime, to: datetime) -> timedelta:
    """Move the slots still to come, everybody keeping the own one, so that the next begins at ``to``. Returns by how
    much. Raises Refused when one would come to lie on a slot that has begun."""
    rows = session.exec(select(Slot).where(Slot.activity_id == row.id)).all()
    coming = {slot.starts_at: slot for slot in rows if slot.starts_at > now}
    if not coming:
        raise Refused("over", slot_texts.all_past())
    by = to - min(coming)
    begun = {slot.starts_at for slot in rows} - coming.keys()
    if any(starts_at + by in begun for starts_at in coming):
        raise Refused("past", slot_texts.all_past())
    for starts_at in rules_slots.shift_order(coming, by):
        slot = coming[starts_at]
        slot.starts_at = starts_at + by
        slot.ends_at = slot.ends_at + by if slot.ends_at else None
        session.add(slot)
        session.flush()
    _follow(session, row, now)
    return by


def roll(session: Session, activity: Activity, now: datetime) -> None:
    """Have the activity stand in the lists under its next slot."""
    _follow(session, activity, now)
    session.add(activity)


def slot_day(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    activity_id: int,
    day: int | None,
    member_id: int | None = None,
) -> SlotDay:
    """The slots to come on one of the days; None: the first day with room. ``member_id``: for whom the actor books, who
    must be in reach. Raises Refused for people outside the audience: they do not learn of the slots."""
    activity = session.get(Activity, activity_id)
    if activity is None or activity.state not in rules.PUBLISHED:
        raise Refused("gone", texts.gone())
    who = member_id or actor.member_id
    if who != actor.member_id:
        check_may_enter(session, actor, local(now).date(), who, activity.audience, activity.title)
    elif not (
        Eligibility(session, actor, local(now).date()).admits(activity.audience)
        or may(actor, Right.MANAGE_ACTIVITIES)
    ):
        raise Refused("audience", texts.gone())
    rows = session.exec(
        select(Slot)
        .where(Slot.activity_id == activity_id, Slot.starts_at > now)
        .order_by(col(Slot.starts_at))
    ).all()
    if not rows:
        raise Refused("over", slot_texts.all_past())
    own = session.exec(
        select(SignUp.slot_id).where(
            SignUp.activity_id == activity_id,
            SignUp.member_id == who,
            col(SignUp.status).in_([status.value for status in rules.LIVE]),
        )
    ).first()
    days = tuple(dict.fromkeys(local(row.starts_at).date() for row in rows))
    free_days = [local(row.starts_at).date() for row in rows if row.placed < row.capacity]
    number = days.index(free_days[0]) if day is None and free_days else max(0, min(day or 0, len(days) - 1))
    lines = tuple(
        SlotLine(row.id or 0, row.starts_at, row.ends_at, max(row.capacity - row.placed, 0), row.id == own)
        for row in rows
        if local(row.starts_at).date() == days[number]
    )
    mine = session.get(Slot, own) if own is not None else None
    own_start = mine.starts_at if mine else None
    return SlotDay(activity_id, activity.title, lines, number, days, own_start, member_id)


def book(session: Session, actor: Actor, now: datetime, *, activity_id: int, slot_id: int) -> SignUpOutcome:
    """Take a place in a slot, or move there from another one: the old place is given up only when the new one is had.
    Raises Refused when the new slot is full, and the old place stays."""
    activity = lock(session, activity_id)
    own = find_own(session, activity_id, actor.member_id)
    if own is None or own.status not in rules.LIVE or own.slot_id in (None, slot_id):
        return places.take_place(session, actor, now, activity_id=activity_id, slot_id=slot_id)
    return move(session, activity, own, now, member_id=actor.member_id, slot_id=slot_id, by=actor.member_id)


def move(
    session: Session, activity: Locked, own: Own, now: datetime, *, member_id: int, slot_id: int, by: int
) -> SignUpOutcome:
    """Move a live sign-up to another slot, all or nothing; ``by``: the member who does it. Raises Refused."""
    activity_id = activity.id
    if not rules.may_leave(activity.state, places.starts_of(session, activity, own.slot_id), now):
        raise Refused("too_late", texts.too_late_to_leave(activity.title))
    free = free_places(session, activity, now)
    if ("slot", slot_id) not in free:
        raise Refused("slot", texts.choose_a_slot(activity_id))
    held = own.status in rules.HOLDING
    new = limits_of(slot_id, own.quotas)
    # Whoever holds a place has room under everything but the slot itself; before places are given there is only a
    # slot to wait for.
    gives = not held and not activity.draw
    needed = new if gives else new[1:2]
    full = not rules.fits(own.people, (free.get(limit) for limit in needed))
    if full or (held and rules_slots.would_overtake(waiting_parties(session, activity), new, free)):
        raise Refused("full", slot_texts.full(activity_id, slot_id))
    old = limits_of(own.slot_id, own.quotas)
    moved = {"slot_id": slot_id, "revision": own.revision + 1, "changed_at": now}
    status = {"status": SignUpStatus.PLACED.value} if gives else {}
    session.connection().execute(CHANGE_SIGN_UP, {"row_id": own.id, **moved, **status})
    if held:
        count(session, activity, old, placed=-own.people)
        count(session, activity, new, placed=own.people)
    elif gives:
        count(session, activity, new, placed=own.people, waiting=-own.people, parties=-1)
    audit.note(session, by, now, "sign_up.moved", f"sign_up:{own.id}", slot=slot_id)
    handing.withdraw(session, activity, member_id, now)
    own_reminders.plan(session, activity_id, now, member_id=member_id)
    serve_queue(session, activity_id, now)
    return places.standing(session, lock(session, activity_id), member_id)


def _follow(session: Session, row: Activity, now: datetime) -> None:
    """Keep start and end of an activity with slots in step with them."""
    slots = session.exec(select(Slot).where(Slot.activity_id == row.id).order_by(col(Slot.starts_at))).all()
    coming = [slot for slot in slots if slot.starts_at > now] or slots[-1:]
    row.starts_at, row.last_start_at = coming[0].starts_at, slots[-1].starts_at
    row.ends_at = max(slot.ends_at or slot.starts_at for slot in slots)
