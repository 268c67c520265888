"""Fewer places than people: the committee sees who would be over, and decides. Nobody is thrown out silently."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from bot import audit, outbox, reminders
from bot.activities import rules
from bot.activities.contests.following import follow
from bot.activities.limits import CHANGE_SIGN_UP, count, limits_of, lock, read
from bot.activities.model import SignUp
from bot.activities.organising import managing, publishing
from bot.activities.organising.managing import Change, Changed
from bot.activities.organising.publishing import USUAL_TIMING, Timing
from bot.activities.organising.texts import shrinking as shrinking_texts
from bot.activities.own import find_own
from bot.activities.rules import SignUpStatus
from bot.activities.terms import handing
from bot.activities.waiting import OFFER, serve_queue
from bot.members.model import Member
from bot.members.rules import Actor
from bot.refused import Refused

REASON_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Over:
    """Somebody who would be over the new number, the last who came first."""

    member_id: int
    name: str
    people: int


def over_after(session: Session, actor: Actor, *, activity_id: int, capacity: int) -> tuple[Over, ...]:
    """Who would be over with this capacity (0: no limit): of those with a place the last who came, until the others
    fit. Raises Refused without the right."""
    publishing.require(actor)
    row = read(session, activity_id)
    return last_over(session, activity_id, row.placed - capacity) if capacity else ()


def last_over(
    session: Session, activity_id: int, too_many: int, slot_id: int | None = None
) -> tuple[Over, ...]:
    """Of those with a place (in a slot, where one is given) the last who came, until ``too_many`` people are named."""
    if too_many <= 0:
        return ()
    statement = (
        select(SignUp.member_id, Member.name, SignUp.people)
        .join(Member, col(Member.id) == col(SignUp.member_id))
        .where(
            SignUp.activity_id == activity_id,
            col(SignUp.status).in_([status.value for status in rules.HOLDING]),
            SignUp.people > 0,
        )
        .order_by(col(SignUp.queue).desc())
    )
    if slot_id is not None:
        statement = statement.where(SignUp.slot_id == slot_id)
    holding = session.exec(statement).all()
    return tuple(
        Over(member_id, name, people)
        for member_id, name, people in rules.last_over(holding, lambda one: one[2], too_many)
    )


def shrink(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    activity_id: int,
    capacity: int,
    members: tuple[int, ...],
    reason: str,
    timing: Timing = USUAL_TIMING,
) -> Changed:
    """Lower the capacity and put ``members``, who were shown as being over, at the head of the waiting list; each is
    told by whom and why. Raises Refused when other people would be over by now, or without a reason."""
    lock(session, activity_id)
    over = over_after(session, actor, activity_id=activity_id, capacity=capacity)
    if tuple(one.member_id for one in over) != members:
        raise Refused("stale", shrinking_texts.changed_meanwhile())
    done = managing.change_activity(
        session, actor, now, activity_id=activity_id, change=Change(capacity=capacity), timing=timing
    )
    set_back(session, actor, now, activity_id, members, reason)
    promoted = serve_queue(session, activity_id, now)
    return Changed(activity_id, done.title, len(members), promoted)


def set_back(
    session: Session,
    actor: Actor,
    now: datetime,
    activity_id: int,
    members: tuple[int, ...],
    reason: str,
) -> None:
    """Put these at the head of the waiting list, each in the order of coming, and tell them by whom and why; the reason
    stands in the list beside them. Raises Refused without one."""
    why = " ".join(reason.split())
    if members and not 1 <= len(why) <= REASON_LIMIT:
        raise Refused("reason", shrinking_texts.reason_length(REASON_LIMIT))
    activity = lock(session, activity_id)
    for member_id in members:
        own = find_own(session, activity_id, member_id)
        if own is None:
            continue
        waits = {
            "status": SignUpStatus.WAITING.value,
            "offered_until": None,
            "reason": why,
            "changed_at": now,
        }
        session.connection().execute(
            CHANGE_SIGN_UP, {"row_id": own.id, "revision": own.revision + 1, **waits}
        )
        limits = limits_of(own.slot_id, own.quotas)
        count(session, activity, limits, placed=-own.people, waiting=own.people, parties=1)
        handing.withdraw(session, activity, member_id, now)
        reminders.cancel(session, OFFER, own.id)
        audit.note(
            session, actor.member_id, now, "sign_up.set_back", f"sign_up:{own.id}", activity=activity_id
        )
        outbox.push(
            session,
            key=f"sign-up:{own.id}:{own.revision + 1}",
            to=member_id,
            due_at=now,
            message=shrinking_texts.set_back(activity, why, actor.name),
            reference=f"activity:{activity_id}",
            valid_until=activity.closes_at,
        )
    follow(session, activity, now)
