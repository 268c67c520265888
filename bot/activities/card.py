"""One activity as one person sees it."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select, text
from sqlmodel import Session, col

from bot.activities import rules, rules_checkin, texts
from bot.activities.contests.part import OwnLimit, Part, own_limits, part_of
from bot.activities.eligibility import Eligibility, audience_of
from bot.activities.looking import SHELTERED
from bot.activities.model import COMING, Activity, SignUp, Slot
from bot.activities.organising.model import OpeningWish
from bot.activities.rules import ActivityKind, ActivityState, Hindrance, SignUpStatus
from bot.activities.rules_points import Record
from bot.activities.rules_terms import HandoverState, Substitutes, Way, substitute_obstacle
from bot.activities.series import conditions as series
from bot.activities.series import lessons
from bot.activities.terms.fairness import Standing, records_of, standing_of
from bot.activities.terms.looking import terms_of, way_of
from bot.activities.terms.model import Handover
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
    """An activity as one person sees it. ``audience`` is worded; ``refusal`` says why this person cannot sign up.
    ``record``: what the person had this year, where that counts; ``allotted``: what counted when places were given;
    ``handover_id``: an own request to a colleague that waits for an answer; ``attendance``: it is time to note who came.
    ``opens_at``: when the sign-up opens, where that is still to come; ``may_wish``: the person may ask to be told then,
    ``wishes``: has asked. ``year``: the one it begins in, where that is not this year."""

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
    part: Part | None = None
    own_limits: tuple[OwnLimit, ...] = ()
    way: Way = Way.FIRST
    record: Record | None = None
    allotted: Standing | None = None
    preparation: str = ""
    may_swap: bool = False
    may_substitute: bool = False
    handover_id: int | None = None
    attendance: bool = False
    opens_at: datetime | None = None
    may_wish: bool = False
    wishes: bool = False
    year: int | None = None


def activity_card(session: Session, actor: Actor, now: datetime, *, activity_id: int) -> Card:
    """One activity as the actor sees it. Raises Refused: no such activity, or a health check meant for others, which only who
    looks after a group may see, to sign up its members."""
    activity = session.get(Activity, activity_id)
    manages = may(actor, Right.MANAGE_ACTIVITIES)
    if activity is None or (activity.state == ActivityState.DRAFT and not manages):
        raise Refused("gone", texts.gone())
    admitted = Eligibility(session, actor, local(now).date()).admits(activity.audience)
    who = audience_query.describe(session, audience_of(activity.audience))
    leads = reach(actor, Right.CHASE_GROUP) != frozenset()
    if not admitted and not leads and activity.kind in SHELTERED:
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
    card = _with_terms(session, actor, now, activity, own, card)
    refusal = texts.not_for_you(activity.title, who) if not admitted and not live else ""
    if activity.limited and admitted and not live:
        refusal = series.hindrance(session, activity_id, activity.starts_at, actor.member_id)
    may_join = not live and admitted and not refusal and card.hindrance is None and may(actor, Right.SIGN_UP)
    may_wish = (
        admitted
        and not refusal
        and not live
        and card.hindrance is Hindrance.NOT_YET
        and may(actor, Right.SIGN_UP)
    )
    card = replace(
        card,
        may_wish=may_wish,
        wishes=may_wish and session.get(OpeningWish, (activity_id, actor.member_id)) is not None,
        refusal=refusal,
        overlaps=overlaps(session, actor, activity) if may_join or live else (),
        may_join=may_join,
        may_decline=admitted
        and status not in {SignUpStatus.DECLINED, SignUpStatus.EXCUSED, SignUpStatus.REJECTED}
        and (not live or activity.compulsory)
        and rules.may_leave(card.state, starts_at, now),
        unanswered=live and own is not None and own.answered_at is None,
        result=own.result if own is not None else "",
        may_check_in=_may_check_in(session, activity, own, now),
        excuse_asked=own is not None and own.excuse_asked_at is not None,
        may_leave=live and not activity.compulsory and rules.may_leave(card.state, starts_at, now),
        manages=manages,
        sees_group=reach(actor, Right.SEE_GROUP_LISTS) != frozenset(),
    )
    if not activity.limited:
        return _with_part(card, None)
    if admitted and card.state in rules.PUBLISHED:
        card = replace(card, own_limits=own_limits(session, activity_id, actor.member_id, now))
    return _with_part(card, part_of(session, activity_id, actor.member_id))


def _with_part(card: Card, part: Part | None) -> Card:
    """Of a team nobody comes or goes alone: the page of the team does it. Events are entered by oneself. A result is seen
    when it was told."""
    if part is None or not part.told:
        card = replace(card, result="")
    if part is None or part.shape is None:
        alone = card.may_substitute and not (part is not None and part.events)
        return replace(card, part=part, may_substitute=alone)
    return replace(card, part=part, may_join=False, may_leave=False, may_decline=False, may_substitute=False)


def _with_terms(
    session: Session, actor: Actor, now: datetime, activity: Activity, own: SignUp | None, card: Card
) -> Card:
    """What the terms of the activity say to this person."""
    terms = terms_of(session, activity.id or 0)
    way = way_of(session, activity)
    start = card.own_slot[0] if card.own_slot else activity.starts_at
    placed = card.status is SignUpStatus.PLACED and rules.may_leave(card.state, start, now)
    substitutes = Substitutes(terms.substitutes)
    obstacle = substitute_obstacle(substitutes, activity.deadline_at, activity.waiting_parties, now)
    alone = own is not None and own.people == 1 and not activity.compulsory
    may_swap = placed and card.own_slot is not None
    may_substitute = placed and alone and obstacle is None
    waits_for = None
    if may_swap or may_substitute:
        waits_for = (
            session.execute(
                select(col(Handover.id)).where(
                    col(Handover.activity_id) == activity.id,
                    col(Handover.from_member_id) == actor.member_id,
                    col(Handover.state) == HandoverState.OPEN.value,
                    col(Handover.expires_at) > now,
                )
            )
            .scalars()
            .first()
        )
    counts = way is Way.POINTS
    return replace(
        card,
        way=way,
        record=records_of(session, [actor.member_id], activity, now)[actor.member_id] if counts else None,
        allotted=standing_of(session, activity, actor.member_id) if own is not None else None,
        preparation=terms.preparation,
        may_swap=may_swap,
        may_substitute=may_substitute,
        handover_id=waits_for,
        attendance=card.state is not ActivityState.CANCELLED and now >= start - rules_checkin.EARLIEST,
    )


def _may_check_in(session: Session, activity: Activity, own: SignUp | None, now: datetime) -> bool:
    if own is None or own.status != SignUpStatus.PLACED or not activity.check_in_secret:
        return False
    if own.checked_in_at and lessons.unnoted(session, own.activity_id, own.member_id, now) is None:
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
            state, activity.last_start_at or activity.starts_at, activity.deadline_at, now, activity.opens_at
        ),
        year=year if (year := local(activity.starts_at).year) != local(now).year else None,
        opens_at=activity.opens_at if activity.opens_at is not None and now < activity.opens_at else None,
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
