"""How many one slot takes, after people have chosen theirs: more serves its waiting list, fewer throws nobody out silently."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select as columns
from sqlmodel import Session, col, func, select

from bot import audit
from bot.activities import rules, texts
from bot.activities.limits import lock
from bot.activities.model import Activity, SignUp, Slot
from bot.activities.organising import publishing, shrinking
from bot.activities.organising.shrinking import Over
from bot.activities.organising.texts import managing as committee
from bot.activities.organising.texts import shrinking as shrinking_texts
from bot.activities.organising.texts import slot_sizes as size_texts
from bot.activities.rules import SignUpStatus
from bot.activities.waiting import serve_queue
from bot.members.rules import Actor
from bot.paging import Page, page_number, page_of
from bot.refused import Refused

ON_PAGE = 12


@dataclass(frozen=True, slots=True)
class Size:
    """A slot with how many it takes, has and keeps waiting (people)."""

    slot_id: int
    starts_at: datetime
    capacity: int
    placed: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Sizes:
    """A page of the slots still to come."""

    activity_id: int
    title: str
    page: Page[Size]


@dataclass(frozen=True, slots=True)
class Resized:
    """What another size led to: how many were set back to the waiting list, how many moved up from it."""

    activity_id: int
    title: str
    starts_at: datetime
    capacity: int
    set_back: int
    promoted: int


def sizes(session: Session, actor: Actor, now: datetime, *, activity_id: int, page: int) -> Sizes:
    """The slots of an activity for the committee. Raises Refused."""
    publishing.require(actor)
    row = publishing.known(session, activity_id)
    waiting = (
        select(func.coalesce(func.sum(SignUp.people), 0))
        .where(SignUp.slot_id == Slot.id, SignUp.status == SignUpStatus.WAITING.value)
        .scalar_subquery()
    )
    number = page_number(page)
    rows = session.execute(
        columns(
            *(col(getattr(Slot, name)) for name in ("id", "starts_at", "capacity", "placed")),
            waiting.label("waiting"),
        )
        .where(col(Slot.activity_id) == activity_id, col(Slot.starts_at) > now)
        .order_by(col(Slot.starts_at))
        .offset(number * ON_PAGE)
        .limit(ON_PAGE + 1)
    ).all()
    return Sizes(activity_id, row.title, page_of([Size(*one) for one in rows], number, ON_PAGE))


def slot_known(session: Session, actor: Actor, now: datetime, *, slot_id: int) -> tuple[Activity, Slot]:
    """A slot that can still be changed, with its activity. Raises Refused."""
    publishing.require(actor)
    slot = session.get(Slot, slot_id)
    if slot is None:
        raise Refused("gone", texts.gone())
    row = publishing.known(session, slot.activity_id)
    if row.state not in rules.UNFINISHED or slot.starts_at <= now:
        raise Refused("over", size_texts.slot_is_over(row.title, slot.starts_at))
    return row, slot


def over_after(
    session: Session, actor: Actor, now: datetime, *, slot_id: int, capacity: int
) -> tuple[Over, ...]:
    """Who of the slot would be over with this size: the last who came. Raises Refused."""
    if not 1 <= capacity <= rules.MOST_CAPACITY:
        raise Refused("capacity", committee.bad_slot_size())
    _, slot = slot_known(session, actor, now, slot_id=slot_id)
    return shrinking.last_over(session, slot.activity_id, slot.placed - capacity, slot_id)


def resize(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    slot_id: int,
    capacity: int,
    members: tuple[int, ...] = (),
    reason: str = "",
) -> Resized:
    """Have a slot take so many. ``members``, who were shown as being over, go to the head of the waiting list and are told
    the ``reason``; none: everybody stays, and nobody moves up until fewer are in. Raises Refused when other people would be over by now."""
    row, slot = slot_known(session, actor, now, slot_id=slot_id)
    activity_id = slot.activity_id
    lock(session, activity_id)
    session.refresh(slot)
    session.refresh(row)
    over = over_after(session, actor, now, slot_id=slot_id, capacity=capacity)
    if members and tuple(one.member_id for one in over) != members:
        raise Refused("stale", shrinking_texts.changed_meanwhile())
    whole = session.exec(select(func.sum(Slot.capacity)).where(Slot.activity_id == activity_id)).one()
    if row.capacity == whole:
        # A number of places of its own stays: 41 places in slots that could take more.
        row.capacity = whole - slot.capacity + capacity
    slot.capacity = capacity
    session.add(slot)
    session.add(row)
    session.flush()
    audit.note(
        session,
        actor.member_id,
        now,
        "activity.slot_resized",
        f"activity:{activity_id}",
        slot=slot_id,
        capacity=capacity,
    )
    shrinking.set_back(session, actor, now, activity_id, members, reason)
    promoted = serve_queue(session, activity_id, now)
    return Resized(activity_id, row.title, slot.starts_at, capacity, len(members), promoted)
