"""What members say in own words about a place they have: another slot, a swap with a colleague, somebody in their stead."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time

from sqlmodel import Session, col, select

from bot.activities import rules, slots
from bot.activities.model import Activity, SignUp
from bot.activities.rules import SignUpStatus
from bot.activities.rules_terms import HandoverKind
from bot.activities.slots import SlotDay
from bot.activities.terms import swapping
from bot.activities.terms.texts import handing as texts
from bot.language.found import Found
from bot.members.model import Member
from bot.members.rules import Actor
from bot.refused import Refused
from bot.wording import local

#: More than so many choices are not offered: a name says who, a title says which.
MOST_CHOICES = 6


@dataclass(frozen=True, slots=True)
class Choice:
    """One way of doing what was said: this colleague, for this activity."""

    activity_id: int
    title: str
    kind: HandoverKind
    member_id: int
    name: str
    group: str


@dataclass(frozen=True, slots=True)
class OtherSlots:
    """The slots of the first day that has what was wished for; ``found`` False: there is none, and all are shown.
    ``wished``: only those that fit are listed."""

    day: SlotDay
    found: bool
    wished: bool = False


def member_named(session: Session, written: Sequence[str]) -> str | None:
    """The first of some readings of a name that is a member's."""
    known = set(
        session.exec(select(Member.name).where(col(Member.name).in_(written), col(Member.left_on).is_(None)))
    )
    return next((name for name in written if name in known), None)


def choices(
    session: Session, actor: Actor, now: datetime, *, kind: HandoverKind, name: str, meant: Collection[int]
) -> tuple[Choice, ...]:
    """Whom of that name the actor can ask, for which of the own activities (of ``meant``, if any was named). Raises Refused
    with the reason where there is one activity alone, or nobody anywhere."""
    own = _own(session, actor, now, slotted=kind is HandoverKind.SWAP)
    among = [one for one in own if one in meant] if meant else own
    if not among:
        raise Refused("none", texts.no_place_to_hand_on(kind))
    found: list[Choice] = []
    refused: list[Refused] = []
    for activity_id in among:
        try:
            title = swapping.check_may_ask(session, actor, now, activity_id=activity_id, kind=kind)
            people = swapping.colleagues(session, actor, now, activity_id=activity_id, kind=kind, name=name)
        except Refused as no:
            refused.append(no)
            continue
        found += [Choice(activity_id, title, kind, one.member_id, one.name, one.group) for one in people]
    if not found:
        raise refused[0]
    return tuple(found[:MOST_CHOICES])


def only_own(
    session: Session, actor: Actor, now: datetime, *, kind: HandoverKind, meant: Collection[int]
) -> tuple[int, str] | None:
    """Number and title of the one place that can be meant; None where there are several or none. Raises Refused when it
    cannot be handed on or swapped."""
    own = _own(session, actor, now, slotted=kind is HandoverKind.SWAP)
    among = [one for one in own if one in meant] if meant else own
    if len(among) != 1:
        return None
    return among[0], swapping.check_may_ask(session, actor, now, activity_id=among[0], kind=kind)


def other_slots(
    session: Session, actor: Actor, now: datetime, *, meant: Collection[int], wished: Sequence[Found]
) -> OtherSlots | None:
    """The slots with room that fit what was said (下午, 8点半, 周二), of the own activity with slots. None: it is not clear
    which activity is meant."""
    own = _own(session, actor, now, slotted=True)
    among = [one for one in own if one in meant] if meant else own
    if len(among) != 1:
        return None
    return fitting(session, actor, now, activity_id=among[0], wished=wished)


def fitting(
    session: Session, actor: Actor, now: datetime, *, activity_id: int, wished: Sequence[Found]
) -> OtherSlots:
    """The slots with room of the first day that has what was said; all of the first day with room where nothing was said,
    or nothing fits. Raises Refused as ``slot_day`` does."""
    first = slots.slot_day(session, actor, now, activity_id=activity_id, day=None)
    for number in range(len(first.days)) if wished else ():
        day = slots.slot_day(session, actor, now, activity_id=activity_id, day=number)
        lines = tuple(
            line
            for line in day.lines
            if line.free and not line.own and all(fits(one, line.starts_at) for one in wished)
        )
        if lines:
            return OtherSlots(replace(day, lines=lines), found=True, wished=True)
    return OtherSlots(first, found=not wished)


def fits(wished: Found, starts_at: datetime) -> bool:
    """Whether a slot begins when that was said, in one of its readings. A weekday fits in any week."""
    start = local(starts_at)
    for one in (wished, *wished.alternatives):
        on_day = (
            one.first_on is None
            or one.first_on <= start.date() <= (one.last_on or one.first_on)
            or (
                one.first_on == one.last_on
                and texts.A_WEEKDAY.search(one.text)
                and one.first_on.weekday() == start.weekday()
            )
        )
        if on_day and _at_hour(one, start.time()):
            return True
    return False


def _at_hour(wished: Found, at: time) -> bool:
    begin, end = (_clock(value) for value in (wished.start, wished.end))
    if begin is None and end is None:
        return True
    if wished.end is None and wished.mod is None:
        return at == begin
    return (begin is None or at >= begin) and (end is None or at < end)


def _clock(value: object) -> time | None:
    if isinstance(value, datetime):
        return value.time()
    return value if isinstance(value, time) else None


def _own(session: Session, actor: Actor, now: datetime, *, slotted: bool) -> list[int]:
    """The activities to come at which the actor has a place, the earliest first."""
    statement = (
        select(Activity.id)
        .join(SignUp, col(SignUp.activity_id) == col(Activity.id))
        .where(
            SignUp.member_id == actor.member_id,
            SignUp.status == SignUpStatus.PLACED,
            col(Activity.state).in_(rules.PUBLISHED),
            Activity.starts_at > now,
        )
        .order_by(col(Activity.starts_at), col(Activity.id))
    )
    if slotted:
        statement = statement.where(col(SignUp.slot_id).is_not(None))
    return [one for one in session.exec(statement) if one is not None]
