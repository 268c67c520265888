"""Signing up for somebody else: a leader for a member of the own group, for instance one without Telegram."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from bot import audit, outbox
from bot.activities import places, rules, slots, texts
from bot.activities.contests import finals, guests
from bot.activities.contests.following import check_alone
from bot.activities.duties.texts import entering as entering_texts
from bot.activities.eligibility import check_may_enter
from bot.activities.forms import questions as forms
from bot.activities.limits import CHANGE_SIGN_UP, lock, read
from bot.activities.model import Activity, SignUp, Slot
from bot.activities.own import find_own
from bot.activities.places import LeaveOutcome, Person, SignUpOutcome
from bot.activities.rules import SignUpStatus
from bot.members.audience import EVERYONE
from bot.members.model import Member
from bot.members.rules import Actor, Right, may, reach
from bot.refused import Refused
from bot.wording import local

MOST_ENTERED = 24


@dataclass(frozen=True, slots=True)
class WayIn:
    """What must be asked before this member can be signed up: a slot, a form, a team, or nothing (or it is done already)."""

    activity_id: int
    title: str
    name: str
    slotted: bool
    asks: bool
    live: bool
    in_teams: bool = False


@dataclass(frozen=True, slots=True)
class Entered:
    """A live sign-up that somebody made for this member."""

    member_id: int
    name: str
    status: SignUpStatus
    revision: int
    slot_starts_at: datetime | None


@dataclass(frozen=True, slots=True)
class Held:
    """A live sign-up of a member, whoever made it."""

    activity_id: int
    title: str
    starts_at: datetime
    revision: int


@dataclass(frozen=True, slots=True)
class EnteredList:
    """Whom others signed up, as far as the actor looks after them."""

    activity_id: int
    title: str
    slotted: bool
    lines: tuple[Entered, ...]


def way_in(session: Session, actor: Actor, now: datetime, *, activity_id: int, member_id: int) -> WayIn:
    """What must be asked. Raises Refused: rights, not for this member, too late."""
    activity = read(session, activity_id)
    if finals.in_teams(session, activity_id):
        chosen = guests.choices(session, actor, now, activity_id=activity_id, member_id=member_id)
        return WayIn(activity_id, activity.title, chosen.name, False, False, False, in_teams=True)
    member = _member(session, actor, now, member_id, activity.audience, activity.title)
    own = find_own(session, activity_id, member_id)
    live = own is not None and own.status in rules.LIVE
    hindrance = activity.hindrance(now)
    if hindrance is not None and not live:
        raise places.refusal(activity, hindrance)
    return WayIn(
        activity_id, activity.title, member.name, activity.last_start_at is not None, activity.asks, live
    )


def enter_member(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    activity_id: int,
    member_id: int,
    slot_id: int | None = None,
    answers: Mapping[int, str] | None = None,
) -> SignUpOutcome:
    """Sign up a member of the own group, or move the member's booking to ``slot_id``; the member is told. Raises
    Refused: rights, not for this member, a form is to be filled, and whatever hinders signing up."""
    activity = lock(session, activity_id)
    member = _member(session, actor, now, member_id, activity.audience, activity.title)
    own = find_own(session, activity_id, member_id)
    if own is not None and own.status in rules.LIVE:
        if slot_id is None or slot_id == own.slot_id:
            session.connection().execute(CHANGE_SIGN_UP, {"row_id": own.id, "answered_at": now})
            return places.standing(session, activity, member_id)
        outcome = slots.move(
            session, activity, own, now, member_id=member_id, slot_id=slot_id, by=actor.member_id
        )
    else:
        check_alone(session, activity)
        if activity.asks and answers is None:
            raise Refused("form", entering_texts.form_needed(member.name))
        filled = None
        if answers is not None:
            filled = forms.fill(session, now, activity_id=activity_id, member_id=member_id, answers=answers)
        person = Person(member_id, member.group_id, entered_by=actor.member_id)
        outcome = places.put(session, activity, person, own, now, slot_id=slot_id, filled=filled)
    stands = find_own(session, activity_id, member_id)
    outbox.push(
        session,
        key=f"entered:{activity_id}:{member_id}:{stands.revision if stands else 1}",
        to=member_id,
        due_at=now,
        message=entering_texts.entered_for_you(outcome, actor.name),
        reference=f"activity:{activity_id}",
        valid_until=outcome.starts_at,
    )
    return outcome


def withdraw_member(
    session: Session, actor: Actor, now: datetime, *, activity_id: int, member_id: int, revision: int
) -> LeaveOutcome:
    """Give back the places of a member of the own group, who is told. ``revision``: only if the sign-up is still the one
    that was shown. Raises Refused: rights, nothing to give back, too late, compulsory."""
    activity = lock(session, activity_id)
    if finals.in_teams(session, activity_id):
        guests.take_out(session, actor, now, activity_id=activity_id, member_id=member_id)
        return LeaveOutcome(activity_id, activity.title, SignUpStatus.PLACED, already=False)
    _member(session, actor, now, member_id, "everyone", activity.title)
    own = find_own(session, activity_id, member_id)
    if own is None or own.status not in rules.LIVE or own.revision != revision:
        raise Refused("stale", entering_texts.changed_meanwhile())
    if not rules.may_leave(activity.state, places.starts_of(session, activity, own.slot_id), now):
        raise Refused("too_late", texts.too_late_to_leave(activity.title))
    if activity.compulsory:
        raise Refused("compulsory", texts.compulsory(activity.title, activity_id))
    check_alone(session, activity)
    places.release(session, activity, own, SignUpStatus.CANCELLED, now)
    audit.note(session, actor.member_id, now, "sign_up.cancelled", f"sign_up:{own.id}", activity=activity_id)
    outbox.push(
        session,
        key=f"entered:{activity_id}:{member_id}:{own.revision + 1}",
        to=member_id,
        due_at=now,
        message=entering_texts.withdrawn_for_you(activity.title, activity_id, actor.name),
        reference=f"activity:{activity_id}",
        valid_until=activity.closes_at,
    )
    return LeaveOutcome(activity_id, activity.title, own.status, already=False)


def held_by(session: Session, actor: Actor, now: datetime, *, member_id: int) -> tuple[Held, ...]:
    """What a member of the own group is signed up for and has not begun, the next first. Raises Refused."""
    _member(session, actor, now, member_id, EVERYONE.to_text(), "")
    rows = session.exec(
        select(SignUp, Activity.title, Activity.starts_at, Slot.starts_at)
        .join(Activity, col(Activity.id) == col(SignUp.activity_id))
        .outerjoin(Slot, col(Slot.id) == col(SignUp.slot_id))
        .where(
            SignUp.member_id == member_id,
            col(SignUp.status).in_([status.value for status in rules.LIVE]),
            col(Activity.state).in_([state.value for state in rules.PUBLISHED]),
        )
    )
    held = [
        Held(row.activity_id, title, slot if row.slot_id else starts_at, row.revision)
        for row, title, starts_at, slot in rows
    ]
    return tuple(sorted((one for one in held if one.starts_at > now), key=lambda one: one.starts_at))


def entered(session: Session, actor: Actor, *, activity_id: int) -> EnteredList:
    """Whom others signed up, at most 24, the latest first. Raises Refused for people who look after no group."""
    activity = session.get(Activity, activity_id)
    reached = reach(actor, Right.CHASE_GROUP)
    if activity is None or reached == frozenset():
        raise Refused("gone", texts.gone())
    live = [status.value for status in rules.LIVE]
    query = (
        select(SignUp, Member.name, Slot.starts_at)
        .join(Member, col(Member.id) == col(SignUp.member_id))
        .outerjoin(Slot, col(Slot.id) == col(SignUp.slot_id))
        .where(
            SignUp.activity_id == activity_id,
            col(SignUp.entered_by).is_not(None),
            col(SignUp.status).in_(live),
        )
        .order_by(col(SignUp.queue).desc())
        .limit(MOST_ENTERED)
    )
    if reached is not None:
        query = query.where(col(Member.group_id).in_(sorted(reached)))
    lines = tuple(
        Entered(row.member_id, name, SignUpStatus(row.status), row.revision, starts_at)
        for row, name, starts_at in session.exec(query)
    )
    in_teams = tuple(
        Entered(member_id, name, SignUpStatus.PLACED, 0, None)
        for member_id, name, group_id in guests.entered_by_others(session, activity_id)
        if reached is None or group_id in reached
    )
    return EnteredList(
        activity_id, activity.title, activity.last_start_at is not None, (lines + in_teams)[:MOST_ENTERED]
    )


def _member(
    session: Session, actor: Actor, now: datetime, member_id: int, audience: str, title: str
) -> Member:
    if not may(actor, Right.CHASE_GROUP):
        raise Refused("gone", texts.gone())
    return check_may_enter(session, actor, local(now).date(), member_id, audience, title)
