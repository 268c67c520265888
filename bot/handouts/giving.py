"""Handing over: once for each member, to somebody else where the member wishes, and back when it was a mistake."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, delete, select

from bot import audit, outbox
from bot.handouts import rules, texts
from bot.handouts.entitled import (
    check_gives_out,
    chosen_of,
    entitled,
    find_handout,
    helps,
    is_for,
    items_of,
)
from bot.handouts.model import Chosen, Collection, Handout
from bot.handouts.texts import giving as giving_texts
from bot.members.groups import tree
from bot.members.model import Member
from bot.members.rules import Actor, Right, reach
from bot.message import Message
from bot.refused import Refused

LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Person:
    """A member who may collect ``each`` pieces. ``item``: the chosen one of ``items``. ``given_by`` and ``at``: who handed
    it over already, and when. ``check``: the code's digits, where the giver sees this person by the code alone."""

    handout_id: int
    title: str
    member_id: int
    name: str
    group: str
    each: int = 1
    items: tuple[str, ...] = ()
    item: str = ""
    check: str = ""
    at: datetime | None = None
    given_by: str = ""
    proxy: str = ""


@dataclass(frozen=True, slots=True)
class ForGroup:
    """Shares that a leader fetches for the own group: of so many people, by item."""

    handout_id: int
    title: str
    each: int
    people: int
    items: tuple[tuple[str, int], ...]


def find_person(session: Session, actor: Actor, now: datetime, *, handout_id: int, code: str) -> Person:
    """Whose code this is. Raises Refused: no such code, not within the actor's reach."""
    row = check_gives_out(session, actor, handout_id=handout_id)
    read = rules.read_code(code)
    if read is None or not rules.fits(row.secret, *read):
        raise Refused("code", texts.wrong_code())
    return person(session, actor, now, handout_id=handout_id, member_id=read[0], check=read[1])


def person(
    session: Session, actor: Actor, now: datetime, *, handout_id: int, member_id: int, check: str = ""
) -> Person:
    """One who may collect. ``check``: the digits of the code that this person showed, without which a volunteer sees
    nobody. Raises Refused: rights, not entitled."""
    row = find_handout(session, handout_id)
    member = session.get(Member, member_id)
    if member is None:
        raise Refused("gone", texts.not_yours())
    by_code = ""
    if not _reaches(actor, member):
        by_code = check
        helping = helps(session, handout_id, actor.member_id)
        if not helping or not rules.fits(row.secret, member_id, check):
            raise Refused("gone", texts.not_yours())
    taken = _collection(session, handout_id, member_id)
    if taken is None and not is_for(session, row, member_id, now):
        raise Refused("not_entitled", texts.not_entitled(member.name, row.title))
    found = Person(
        handout_id,
        row.title,
        member_id,
        member.name,
        tree(session).path(member.group_id),
        row.each,
        items_of(row),
        chosen_of(session, handout_id, [member_id]).get(member_id, ""),
        by_code,
    )
    if taken is None:
        return found
    giver = session.get_one(Member, taken.given_by).name
    return replace(found, at=taken.at, given_by=giver, proxy=taken.proxy)


def give(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    handout_id: int,
    member_id: int,
    proxy: str = "",
    check: str = "",
) -> Person:
    """Note that the member's share is handed over, to ``proxy`` where that is somebody else; the member is told. Raises
    Refused: given already, nothing chosen yet, nothing is given out any more, and what ``person`` raises."""
    row = find_handout(session, handout_id, lock=True)
    found = person(session, actor, now, handout_id=handout_id, member_id=member_id, check=check)
    if found.at is not None:
        raise Refused("given", giving_texts.given_already(found))
    if row.closed_at is not None:
        raise Refused("closed", texts.ended(row.title))
    if found.items and not found.item:
        raise Refused("item", giving_texts.choose_first(found))
    name = " ".join(proxy.split())
    if len(name) > LONGEST_NAME:
        raise Refused("proxy", texts.bad_proxy())
    _note(session, actor, now, handout_id, member_id, name)
    message = texts.you_collected(row.title, now, actor.name, name, row.each, found.item)
    _tell(session, now, handout_id, member_id, message)
    return person(session, actor, now, handout_id=handout_id, member_id=member_id, check=check)


def choose(session: Session, actor: Actor, now: datetime, *, handout_id: int, item: int) -> None:
    """Keep which item (from 0) the actor wants. Raises Refused: handed over already, no such item, not entitled, nothing is
    given out any more."""
    row = find_handout(session, handout_id, lock=True)
    if not is_for(session, row, actor.member_id, now):
        raise Refused("not_entitled", texts.not_for_you(row.title))
    _choose(session, actor, now, row, actor.member_id, item)


def choose_for(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    handout_id: int,
    member_id: int,
    item: int,
    check: str = "",
) -> Person:
    """The same for somebody who says it at the table. Raises Refused, also as ``person`` does."""
    row = find_handout(session, handout_id, lock=True)
    person(session, actor, now, handout_id=handout_id, member_id=member_id, check=check)
    _choose(session, actor, now, row, member_id, item)
    return person(session, actor, now, handout_id=handout_id, member_id=member_id, check=check)


def _choose(session: Session, actor: Actor, now: datetime, row: Handout, member_id: int, item: int) -> None:
    items, handout_id = items_of(row), row.id or 0
    if row.closed_at is not None:
        raise Refused("closed", texts.ended(row.title))
    if not 0 <= item < len(items):
        raise Refused("gone", texts.gone())
    if _collection(session, handout_id, member_id) is not None:
        raise Refused("given", texts.collected_already(row.title))
    chosen = session.get(Chosen, (handout_id, member_id))
    if chosen is None:
        chosen = Chosen(handout_id=handout_id, member_id=member_id, item=items[item], at=now)
    chosen.item, chosen.at = items[item], now
    session.add(chosen)
    session.flush()
    audit.note(session, actor.member_id, now, "handout.chosen", f"handout:{handout_id}", member=member_id)


def for_group(session: Session, actor: Actor, now: datetime, *, handout_id: int) -> ForGroup:
    """What a leader would fetch for the own group now. Raises Refused: leads none, nothing left, not all have chosen."""
    row = find_handout(session, handout_id)
    members = _left_in_group(session, actor, row, now)
    items = items_of(row)
    chosen = chosen_of(session, handout_id, members)
    if not members:
        raise Refused("nobody", texts.nobody_left(row.title))
    without = [session.get_one(Member, one).name for one in members if items and one not in chosen]
    if without:
        raise Refused("item", giving_texts.not_all_chosen(row.title, without, handout_id))
    counted = tuple((item, list(chosen.values()).count(item)) for item in items)
    return ForGroup(handout_id, row.title, row.each, len(members), tuple(one for one in counted if one[1]))


def take_for_group(session: Session, actor: Actor, now: datetime, *, handout_id: int) -> ForGroup:
    """Note that the leader fetched the shares of the own group; everybody is told whom to ask. Raises Refused."""
    row = find_handout(session, handout_id, lock=True)
    if row.closed_at is not None:
        raise Refused("closed", texts.ended(row.title))
    taken = for_group(session, actor, now, handout_id=handout_id)
    for member_id in _left_in_group(session, actor, row, now):
        own = member_id == actor.member_id
        _note(session, actor, now, handout_id, member_id, "" if own else actor.name)
        if not own:
            message = texts.leader_has_yours(row.title, actor.name, row.each)
            _tell(session, now, handout_id, member_id, message)
    return taken


def _left_in_group(session: Session, actor: Actor, row: Handout, now: datetime) -> list[int]:
    """Who has not collected of the groups the actor leads. The committee, which reaches all, leads none by that."""
    reached = reach(actor, Right.CHASE_GROUP)
    if not reached:
        raise Refused("no_right", texts.leaders_only())
    wanted = entitled(session, row, now)
    rows = session.exec(
        select(Member.id).where(col(Member.id).in_(wanted), col(Member.group_id).in_(sorted(reached)))
    ).all()
    taken = set(session.exec(select(Collection.member_id).where(Collection.handout_id == row.id)))
    return sorted(one for one in rows if one is not None and one not in taken)


def _note(session: Session, actor: Actor, now: datetime, handout_id: int, member_id: int, proxy: str) -> None:
    session.add(
        Collection(handout_id=handout_id, member_id=member_id, at=now, given_by=actor.member_id, proxy=proxy)
    )
    session.flush()
    about = f"handout:{handout_id}"
    audit.note(session, actor.member_id, now, "handout.given", about, member=member_id, proxy=bool(proxy))


def _tell(session: Session, now: datetime, handout_id: int, member_id: int, message: Message) -> None:
    outbox.push(
        session,
        key=f"handout:{handout_id}:given:{member_id}:{now.timestamp():.0f}",
        to=member_id,
        due_at=now,
        message=message,
        reference=f"handout:{handout_id}:given:{member_id}",
    )


def take_back(
    session: Session, actor: Actor, now: datetime, *, handout_id: int, member_id: int, check: str = ""
) -> Person:
    """It was noted by mistake: the member may collect again, and is told. Raises Refused."""
    row = find_handout(session, handout_id, lock=True)
    found = person(session, actor, now, handout_id=handout_id, member_id=member_id, check=check)
    if found.at is not None:
        session.connection().execute(
            delete(Collection).where(
                col(Collection.handout_id) == handout_id, col(Collection.member_id) == member_id
            )
        )
        outbox.cancel(session, f"handout:{handout_id}:given:{member_id}")
        audit.note(
            session, actor.member_id, now, "handout.taken_back", f"handout:{handout_id}", member=member_id
        )
        outbox.push(
            session,
            key=f"handout:{handout_id}:back:{member_id}:{now.timestamp():.0f}",
            to=member_id,
            due_at=now,
            message=texts.taken_back(row.title, handout_id),
        )
    return person(session, actor, now, handout_id=handout_id, member_id=member_id, check=check)


def _reaches(actor: Actor, member: Member) -> bool:
    reached = reach(actor, Right.CHASE_GROUP)
    return reached is None or member.group_id in reached


def _collection(session: Session, handout_id: int, member_id: int) -> Collection | None:
    return session.exec(
        select(Collection).where(Collection.handout_id == handout_id, Collection.member_id == member_id)
    ).first()
