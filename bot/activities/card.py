"""One activity as one person sees it."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select, text
from sqlmodel import Session, col

from bot.activities import rules, rules_checkin, texts
from bot.activities.eligibility import Eligibility, audience_of
from bot.activities.looking import SHELTERED
from bot.activities.model import COMING, Activity, SignUp, Slot
from bot.activities.rules import ActivityKind, ActivityState, Hindrance, SignUpStatus
from bot.members import audience_query
from bot.members.rules import Actor, Right, may, reach
from bot.refused import Refused
from bot.wording import local


@dataclass(frozen=True, slots=True)
class Overlap:
    """An own sign-up at the same time."""

    activity_id: int
    title: str
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Card:
    """An activity as one person sees it. ``audience`` is worded; ``refusal`` says why this person cannot sign up."""

    activity_id: int
    title: str
    kind: ActivityKind
    state: ActivityState
    starts_at: datetime
    ends_at: datetime | None
    place: str
    deadline_at: datetime | None
    capacity: int | None
    placed: int
    waiting: int
    audience: str
    description: str
    reason: str
    most_people: int
    offer_hours: int | None
    compulsory: bool
    hindrance: Hindrance | None
    has_room: bool
    status: SignUpStatus | None = None
    people: int = 0
    position: int | None = None
    revision: int = 0
    offered_until: datetime | None = None
    refusal: str = ""
    overlaps: tuple[Overlap, ...] = ()
    may_join: bool = False
    may_leave: bool = False
    manages: bool = False
    sees_group: bool = False
    slotted: bool = False
    asks: bool = False
    may_decline: bool = False
    draw: bool = False
    changes: int = 0
    result: str = ""
    may_check_in: bool = False
    unanswered: bool = False
    excuse_asked: bool = False
    own_slot: tuple[datetime, datetime | None] | None = None


def activity_card(session: Session, actor: Actor, now: datetime, *, activity_id: int) -> Card:
    """One activity as the actor sees it. Raises Refused: no such activity, or a health check meant for others."""
    activity = session.get(Activity, activity_id)
    manages = may(actor, Right.MANAGE_ACTIVITIES)
    if activity is None or (activity.state == ActivityState.DRAFT and not manages):
        raise Refused("gone", texts.gone())
    admitted = Eligibility(session, actor, local(now).date()).admits(activity.audience)
    who = audience_query.describe(session, audience_of(activity.audience))
    if not admitted and not manages and activity.kind in SHELTERED:
        raise Refused("audience", texts.not_for_you(activity.title, who))
    card = card_of(activity, who, now)
    own = session.execute(
        select(SignUp).where(col(SignUp.activity_id) == activity_id, col(SignUp.member_id) == actor.member_id)
    ).scalar_one_or_none()
    status = SignUpStatus(own.status) if own is not None and own.status != SignUpStatus.CANCELLED else None
    live = status in rules.LIVE
    starts_at = activity.starts_at
    if own is not None and status is not None:
        slot = session.get(Slot, own.slot_id) if own.slot_id is not None else None
        starts_at = slot.starts_at if slot else starts_at
        card = replace(card, own_slot=(slot.starts_at, slot.ends_at) if slot and live else None)
        card = replace(
            card,
            status=status,
            people=own.people,
            revision=own.revision,
            offered_until=own.offered_until,
            position=_position(session, own) if status is SignUpStatus.WAITING else None,
        )
    refusal = texts.not_for_you(activity.title, who) if not admitted and not live else ""
    may_join = not live and admitted and card.hindrance is None and may(actor, Right.SIGN_UP)
    return replace(
        card,
        refusal=refusal,
        overlaps=overlaps(session, actor, activity) if may_join or live else (),
        may_join=may_join,
        may_decline=admitted
        and status not in {SignUpStatus.DECLINED, SignUpStatus.EXCUSED}
        and (not live or activity.compulsory)
        and rules.may_leave(card.state, starts_at, now),
        unanswered=live and own is not None and own.answered_at is None,
        result=own.result if own is not None else "",
        may_check_in=_may_check_in(activity, own, now),
        excuse_asked=own is not None and own.excuse_asked_at is not None,
        may_leave=live and not activity.compulsory and rules.may_leave(card.state, starts_at, now),
        manages=manages,
        sees_group=reach(actor, Right.SEE_GROUP_LISTS) != frozenset(),
    )


def _may_check_in(activity: Activity, own: SignUp | None, now: datetime) -> bool:
    if own is None or own.status != SignUpStatus.PLACED or own.checked_in_at or not activity.check_in_secret:
        return False
    ends_at = activity.ends_at or activity.starts_at + rules.USUAL_LENGTH
    return rules_checkin.is_time(activity.starts_at, ends_at, now)


def card_of(activity: Activity, who: str, now: datetime) -> Card:
    """The card of an activity as a stranger to it would see it."""
    state = ActivityState(activity.state)
    free = rules.left(activity.capacity, activity.placed)
    return Card(
        activity_id=activity.id or 0,
        title=activity.title,
        kind=ActivityKind(activity.kind),
        state=state,
        starts_at=activity.starts_at,
        ends_at=activity.ends_at,
        place=activity.place,
        deadline_at=activity.deadline_at,
        capacity=activity.capacity,
        placed=activity.placed,
        waiting=activity.waiting,
        audience=who,
        description=activity.description,
        reason=activity.reason,
        most_people=activity.most_people,
        offer_hours=activity.offer_hours,
        compulsory=activity.compulsory,
        hindrance=rules.hindrance(
            state, activity.last_start_at or activity.starts_at, activity.deadline_at, now
        ),
        slotted=activity.last_start_at is not None,
        asks=activity.asks,
        draw=activity.draw,
        changes=activity.revision,
        has_room=free is None or free > 0,
    )


def overlaps(session: Session, actor: Actor, activity: Activity) -> tuple[Overlap, ...]:
    """The actor's other live sign-ups at the time of this activity."""
    rows = session.execute(
        select(col(Activity.id), col(Activity.title), col(Activity.starts_at), col(Activity.ends_at))
        .join(SignUp, col(SignUp.activity_id) == col(Activity.id))
        .where(
            col(SignUp.member_id) == actor.member_id,
            col(SignUp.status).in_([status.value for status in rules.LIVE]),
            col(Activity.id) != activity.id,
            text(COMING),
        )
        .order_by(col(Activity.starts_at))
    )
    return tuple(
        Overlap(row.id, row.title, row.starts_at)
        for row in rows
        if rules.overlap(activity.starts_at, activity.ends_at, row.starts_at, row.ends_at)
    )


def _position(session: Session, own: SignUp) -> int:
    ahead = session.execute(
        select(func.count())
        .select_from(SignUp)
        .where(
            col(SignUp.activity_id) == own.activity_id,
            col(SignUp.status) == SignUpStatus.WAITING.value,
            col(SignUp.queue) <= own.queue,
        )
    ).scalar_one()
    return int(ahead)
