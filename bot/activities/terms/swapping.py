"""Two members change slots, or one hands the place to another: both agree, all or nothing, no counter moves twice."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from bot import audit, outbox
from bot.activities import places, rules, rules_terms, texts
from bot.activities.contests.following import check_alone
from bot.activities.eligibility import admits_member, not_for_you
from bot.activities.forms import questions as forms
from bot.activities.limits import CHANGE_SIGN_UP, Locked, count, free_places, limits_of, lock, quotas_of, read
from bot.activities.model import SignUp
from bot.activities.own import Own, find_own
from bot.activities.rules import SignUpStatus
from bot.activities.rules_terms import HandoverKind, HandoverState, Substitutes
from bot.activities.series import conditions as series
from bot.activities.terms import handing, own_reminders
from bot.activities.terms.handing import Wanted
from bot.activities.terms.looking import terms_of
from bot.activities.terms.model import Handover
from bot.activities.terms.texts import handing as handing_texts
from bot.activities.waiting import serve_queue
from bot.members.model import Account, Group, Member
from bot.members.rules import Actor, Right, may
from bot.message import Message
from bot.refused import Refused
from bot.wording import local

MOST_ASKED = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """A request on its way: to how many people, or to whom, and until when it stands."""

    handover_id: int
    activity_id: int
    title: str
    kind: HandoverKind
    to: int
    until: datetime
    name: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """What an answer came to. ``starts_at``: when it begins now for who agreed."""

    activity_id: int
    title: str
    kind: HandoverKind
    agreed: bool
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Of which activity a request was withdrawn."""

    activity_id: int
    title: str


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who can be asked."""

    member_id: int
    name: str
    group: str


def colleagues(
    session: Session, actor: Actor, now: datetime, *, activity_id: int, kind: HandoverKind, name: str
) -> tuple[Colleague, ...]:
    """The active members with exactly this name who could be asked: with an account, for a swap in another slot, for the
    place eligible and not signed up. Raises Refused when the actor has nothing to hand on, or nobody can be asked."""
    activity = read(session, activity_id)
    own = _own(session, activity, actor.member_id, now)
    wanted = "".join(name.split())
    rows = session.exec(
        select(Member.id, Member.name, Group.name)
        .join(Account, col(Account.member_id) == col(Member.id))
        .join(Group, col(Group.id) == col(Member.group_id))
        .where(
            Member.name == wanted,
            col(Member.left_on).is_(None),
            col(Member.id) != actor.member_id,
            col(Account.reachable).is_(True),
        )
        .order_by(col(Member.id))
        .limit(8)
    )
    found = tuple(Colleague(member_id or 0, full, group) for member_id, full, group in rows)
    fit = tuple(one for one in found if _can_be_asked(session, activity, own, one.member_id, kind, now))
    if not fit:
        raise Refused("nobody", handing_texts.nobody_of_that_name(kind, wanted))
    return fit


def check_may_ask(
    session: Session, actor: Actor, now: datetime, *, activity_id: int, kind: HandoverKind
) -> str:
    """The title of an activity whose place the actor may hand on or swap now. Raises Refused with the reason."""
    activity = read(session, activity_id)
    own = _own(session, activity, actor.member_id, now)
    if kind is HandoverKind.SUBSTITUTE:
        _check_substitutes(session, activity, own, now)
    elif own.slot_id is None:
        raise Refused("slot", handing_texts.nothing_to_swap(activity.title))
    return activity.title


def ask_colleague(
    session: Session, actor: Actor, now: datetime, *, activity_id: int, kind: HandoverKind, member_id: int
) -> Asked:
    """Ask a named colleague to swap slots or to take the place. Raises Refused: no place, not allowed, not this person."""
    activity = lock(session, activity_id)
    own = _own(session, activity, actor.member_id, now)
    if kind is HandoverKind.SUBSTITUTE:
        _check_substitutes(session, activity, own, now)
    if member_id == actor.member_id or not _can_be_asked(session, activity, own, member_id, kind, now):
        raise Refused("nobody", handing_texts.cannot_be_asked(kind))
    other = find_own(session, activity_id, member_id) if kind is HandoverKind.SWAP else None
    until = _until(session, activity, own, other.slot_id if other else None, now)
    wanted = Wanted(kind, actor.member_id, member_id, own.slot_id, other.slot_id if other else None)
    row = handing.put(session, activity, wanted, now, until)
    mine = places.starts_of(session, activity, own.slot_id)
    theirs = places.starts_of(session, activity, other.slot_id if other else None)
    message = handing_texts.asked(activity, row, actor.name, mine, theirs)
    _push(session, row, [member_id], message, now, until)
    name = session.get_one(Member, member_id).name
    return Asked(row.id or 0, activity_id, activity.title, kind, 1, until, name)


def seek_swap(session: Session, actor: Actor, now: datetime, *, activity_id: int, slot_id: int) -> Asked:
    """Ask everybody in a slot whether somebody swaps; no names are told before one agrees. Raises Refused: no place of
    one's own, nobody there to ask."""
    activity = lock(session, activity_id)
    own = _own(session, activity, actor.member_id, now)
    there = session.exec(
        select(SignUp.member_id)
        .join(Account, col(Account.member_id) == col(SignUp.member_id))
        .where(
            SignUp.activity_id == activity_id,
            SignUp.slot_id == slot_id,
            SignUp.status == SignUpStatus.PLACED,
            SignUp.people == own.people,
            col(Account.reachable).is_(True),
        )
        .order_by(col(SignUp.queue).desc())
        .limit(MOST_ASKED)
    ).all()
    if own.slot_id in (None, slot_id) or not there:
        raise Refused("nobody", handing_texts.nobody_there())
    until = _until(session, activity, own, slot_id, now)
    wanted = Wanted(HandoverKind.SWAP, actor.member_id, None, own.slot_id, slot_id)
    row = handing.put(session, activity, wanted, now, until)
    mine = places.starts_of(session, activity, own.slot_id)
    theirs = places.starts_of(session, activity, slot_id)
    message = handing_texts.asked(activity, row, None, mine, theirs)
    _push(session, row, list(there), message, now, until)
    return Asked(row.id or 0, activity_id, activity.title, HandoverKind.SWAP, len(there), until)


def take_back(session: Session, actor: Actor, now: datetime, *, handover_id: int) -> TakenBack:
    """Withdraw the own request. Raises Refused when there is none any more."""
    row = session.get(Handover, handover_id)
    if row is None or row.from_member_id != actor.member_id:
        raise Refused("gone", texts.gone())
    activity = lock(session, row.activity_id)
    _check_open(session, row, now)
    handing.close(session, row, HandoverState.WITHDRAWN, now)
    return TakenBack(activity.id, activity.title)


def needs_form(session: Session, actor: Actor, *, handover_id: int) -> int | None:
    """The activity whose form the actor must fill before taking the place over; None: nothing is asked."""
    row = session.get(Handover, handover_id)
    if row is None or row.kind != HandoverKind.SUBSTITUTE or row.to_member_id != actor.member_id:
        return None
    return row.activity_id if read(session, row.activity_id).asks else None


def answer(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    handover_id: int,
    agree: bool,
    answers: Mapping[int, str] | None = None,
) -> Answered:
    """The answer to a request. Agreed: both sign-ups change in this transaction and both members are told. Raises
    Refused: not asked, too late, somebody else agreed before, either place is another one by now."""
    row = session.get(Handover, handover_id)
    if row is None or not may(actor, Right.SIGN_UP):
        raise Refused("gone", handing_texts.over())
    activity = lock(session, row.activity_id)
    _check_open(session, row, now)
    kind = HandoverKind(row.kind)
    if row.from_member_id == actor.member_id or row.to_member_id not in (None, actor.member_id):
        raise Refused("gone", handing_texts.over())
    giver = find_own(session, activity.id, row.from_member_id)
    taker = find_own(session, activity.id, actor.member_id)
    if giver is None or giver.status != SignUpStatus.PLACED or giver.slot_id != row.slot_id:
        raise Refused("gone", handing_texts.over())
    if kind is HandoverKind.SWAP and (
        taker is None or taker.status != SignUpStatus.PLACED or taker.slot_id != row.wanted_slot_id
    ):
        raise Refused("gone", handing_texts.over())
    starts_at = places.starts_of(session, activity, giver.slot_id)
    if not agree:
        if row.to_member_id is not None:
            handing.close(session, row, HandoverState.REFUSED, now)
            message = handing_texts.refused(activity.title, activity.id, actor.name, kind)
            handing.tell(session, row, row.from_member_id, now, message)
        return Answered(activity.id, activity.title, kind, agreed=False, starts_at=starts_at)
    if not rules.may_leave(activity.state, starts_at, now):
        raise Refused("too_late", handing_texts.over())
    handing.close(session, row, HandoverState.AGREED, now)
    if kind is HandoverKind.SWAP and taker is not None:
        _swap(session, activity, row, giver, taker, actor, now)
    else:
        _substitute(session, activity, row, giver, taker, actor, now, answers)
    return Answered(activity.id, activity.title, kind, agreed=True, starts_at=starts_at)


def _swap(
    session: Session, activity: Locked, row: Handover, giver: Own, taker: Own, actor: Actor, now: datetime
) -> None:
    if giver.people != taker.people:
        raise Refused("people", handing_texts.over())
    starts = {one.id: places.starts_of(session, activity, one.slot_id) for one in (giver, taker)}
    if not all(rules.may_leave(activity.state, start, now) for start in starts.values()):
        raise Refused("too_late", handing_texts.over())
    for one, slot_id in ((giver, taker.slot_id), (taker, giver.slot_id)):
        changed = {"slot_id": slot_id, "revision": one.revision + 1, "changed_at": now}
        session.connection().execute(CHANGE_SIGN_UP, {"row_id": one.id, **changed})
        handing.withdraw(session, activity, one.member_id, now)
        own_reminders.plan(session, activity.id, now, member_id=one.member_id)
    audit.note(
        session, actor.member_id, now, "sign_up.swapped", f"sign_up:{giver.id}", other=taker.id, by=row.id
    )
    message = handing_texts.swapped(activity, starts[giver.id], starts[taker.id], actor.name)
    handing.tell(session, row, giver.member_id, now, message)


def _substitute(
    session: Session,
    activity: Locked,
    row: Handover,
    giver: Own,
    taker: Own | None,
    actor: Actor,
    now: datetime,
    answers: Mapping[int, str] | None,
) -> None:
    """The place, with its number in the order of coming, goes from ``giver`` to the actor."""
    _check_substitutes(session, activity, giver, now)
    if not admits_member(session, actor.member_id, activity.audience, local(now).date()):
        raise not_for_you(session, activity.title, activity.audience)
    if taker is not None and taker.status in rules.LIVE:
        raise Refused("live", handing_texts.has_a_place(activity.title))
    if activity.limited:
        series.check(session, activity.id, activity.starts_at, actor.member_id)
    if activity.asks and answers is None:
        raise Refused("form", texts.fill_first(activity.title, activity.id))
    filled = None
    if answers is not None:
        filled = forms.fill(session, now, activity_id=activity.id, member_id=actor.member_id, answers=answers)
    quotas = quotas_of(session, activity.id, actor.member_id, now) if activity.limited else ""
    quotas = ",".join(filter(None, [quotas, *map(str, filled.quotas if filled else ())]))
    count(session, activity, limits_of(giver.slot_id, giver.quotas), placed=-giver.people)
    limits = limits_of(giver.slot_id, quotas)
    # The place itself is being handed on: only what the taker falls under beside it must have room.
    free = free_places(session, activity, now)
    if not rules.fits(giver.people, [free.get(limit) for limit in limits if limit[0] == "quota"]):
        raise Refused("quota", handing_texts.no_room_for_you(activity.title))
    last = activity.queue + 1
    gone = {"status": SignUpStatus.CANCELLED.value, "queue": last, "revision": giver.revision + 1}
    session.connection().execute(CHANGE_SIGN_UP, {"row_id": giver.id, **gone, "changed_at": now})
    taken: dict[str, Any] = {
        "status": SignUpStatus.PLACED.value,
        "people": giver.people,
        "guests": "",
        "queue": giver.queue,
        "group_id": actor.group_id,
        "slot_id": giver.slot_id,
        "quotas": quotas,
        "answered_at": now,
        "reason": "",
        "changed_at": now,
    }
    if taker is None:
        new = SignUp(activity_id=activity.id, member_id=actor.member_id, created_at=now, **taken)
        session.add(new)
        session.flush()
        taker_id = new.id or 0
    else:
        taker_id = taker.id
        changed = {**taken, "entered_by": None, "revision": taker.revision + 1}
        session.connection().execute(CHANGE_SIGN_UP, {"row_id": taker_id, **changed})
    count(session, activity, limits, placed=giver.people, last=last)
    if filled is not None:
        places.store_answers(session, taker_id, filled.answers)
    handing.withdraw(session, activity, giver.member_id, now)
    own_reminders.plan(session, activity.id, now, member_id=actor.member_id)
    audit.note(
        session, actor.member_id, now, "sign_up.substituted", f"sign_up:{giver.id}", other=taker_id, by=row.id
    )
    message = handing_texts.substituted(activity, actor.name)
    handing.tell(session, row, giver.member_id, now, message)
    serve_queue(session, activity.id, now)


def _own(session: Session, activity: Locked, member_id: int, now: datetime) -> Own:
    """The actor's place, which is there and has not begun. Raises Refused."""
    own = find_own(session, activity.id, member_id)
    if own is None or own.status != SignUpStatus.PLACED:
        raise Refused("not_signed_up", texts.not_signed_up(activity.title))
    if not rules.may_leave(activity.state, places.starts_of(session, activity, own.slot_id), now):
        raise Refused("too_late", texts.too_late_to_leave(activity.title))
    check_alone(session, activity, events_too=True)
    return own


def _can_be_asked(
    session: Session, activity: Locked, own: Own, member_id: int, kind: HandoverKind, now: datetime
) -> bool:
    other = find_own(session, activity.id, member_id)
    if kind is HandoverKind.SUBSTITUTE:
        free = other is None or other.status not in rules.LIVE
        return free and admits_member(session, member_id, activity.audience, local(now).date())
    return (
        other is not None
        and other.status == SignUpStatus.PLACED
        and other.slot_id not in (None, own.slot_id)
        and own.slot_id is not None
        and other.people == own.people
        and places.starts_of(session, activity, other.slot_id) > now
    )


def _check_substitutes(session: Session, activity: Locked, own: Own, now: datetime) -> None:
    if activity.compulsory:
        raise Refused("compulsory", texts.compulsory(activity.title, activity.id))
    if own.people > 1:
        raise Refused("people", handing_texts.not_with_guests())
    allowed = Substitutes(terms_of(session, activity.id).substitutes)
    against = rules_terms.substitute_obstacle(allowed, activity.deadline_at, activity.waiting_parties, now)
    if against is not None:
        raise Refused(
            f"substitute_{against}", handing_texts.no_substitute(against, activity.title, activity.id)
        )


def _until(session: Session, activity: Locked, own: Own, other_slot: int | None, now: datetime) -> datetime:
    starts = [places.starts_of(session, activity, slot) for slot in (own.slot_id, other_slot or own.slot_id)]
    return rules_terms.stands_until(now, min(starts))


def _check_open(session: Session, row: Handover, now: datetime) -> None:
    session.refresh(row)
    if row.state != HandoverState.OPEN or now >= row.expires_at:
        raise Refused("over", handing_texts.over())


def _push(
    session: Session,
    row: Handover,
    to: list[int],
    message: Message,
    now: datetime,
    until: datetime,
) -> None:
    outbox.push_many(
        session,
        keys={member_id: f"handover:{row.id}:{member_id}" for member_id in to},
        due_at=now,
        message=message,
        reference=f"handover:{row.id}",
        valid_until=until,
        priority=outbox.Priority.PERSONAL,
    )
