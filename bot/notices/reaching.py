"""Those a notice has not reached: their names, reminding them, and having them told by their group leaders."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlmodel import Session, col

from bot import audit, outbox
from bot.members.groups import union_name
from bot.members.model import Account, Group, Member
from bot.members.roles import leaders_for
from bot.members.rules import Actor, Right, may, reach
from bot.notices import rules, texts
from bot.notices.model import Notice, NoticeReceipt, NoticeTold
from bot.notices.service import notice_for_committee, reference
from bot.outbox import Outgoing, OutgoingState
from bot.paging import Page, page_number, page_of
from bot.refused import Refused

NAMES_ON_A_PAGE = 60
KEYS_ON_A_PAGE = 20


@dataclass(frozen=True, slots=True)
class Names:
    """A page of those who have not confirmed, by group."""

    notice_id: int
    total: int
    by_group: tuple[tuple[str, tuple[str, ...]], ...]
    page: int
    more: bool
    may_relay: bool


@dataclass(frozen=True, slots=True)
class Relayed:
    """The leaders who were asked, and for how many members."""

    leaders: int
    people: int


@dataclass(frozen=True, slots=True)
class ToTell:
    """A member a leader is to tell in person; ``told``: it is done."""

    member_id: int
    name: str
    told: bool


@dataclass(frozen=True, slots=True)
class Telling:
    """A notice, and a page of the leader's members it has not reached."""

    notice_id: int
    text: str
    left: int
    people: Page[ToTell]


def unconfirmed_names(session: Session, actor: Actor, *, notice_id: int, page: int) -> Names:
    """Who neither pressed 收到 nor was told by the leader, by group; those the bot cannot reach are marked."""
    notice = notice_for_committee(session, actor, notice_id)
    rows = (
        session.connection()
        .execute(
            _missing(notice_id, col(Group.name), col(Member.name), col(Account.reachable)).order_by(
                Group.name, col(Member.id)
            )
        )
        .all()
    )
    first = max(0, min(page, (len(rows) - 1) // NAMES_ON_A_PAGE)) * NAMES_ON_A_PAGE
    by_group: dict[str, list[str]] = {}
    for group, name, reachable in rows[first : first + NAMES_ON_A_PAGE]:
        by_group.setdefault(group, []).append(name if reachable else texts.unreachable_name(name))
    return Names(
        notice_id,
        len(rows),
        tuple((group, tuple(people)) for group, people in by_group.items()),
        first // NAMES_ON_A_PAGE,
        first + NAMES_ON_A_PAGE < len(rows),
        bool(rows) and notice.cancelled_at is None and not _relayed(session, notice_id),
    )


def chase(session: Session, actor: Actor, now: datetime, *, notice_id: int) -> int:
    """Send the notice again to those who have not confirmed. Returns how many. Raises Refused when it is too soon."""
    notice = notice_for_committee(session, actor, notice_id, lock=True)
    if notice.cancelled_at or not rules.may_chase(notice.chases, notice.chased_at, notice.due_at, now):
        raise Refused("too_soon", texts.chase_later())
    got = col(Outgoing.state).in_([OutgoingState.SENT, OutgoingState.UNCONFIRMED])
    missing = (
        session.connection().execute(_missing(notice_id, col(Outgoing.member_id)).where(got)).scalars().all()
    )
    notice.chases += 1
    notice.chased_at = now
    session.add(notice)
    session.flush()
    outbox.push_many(
        session,
        keys={member_id: f"notice:{notice_id}:chase{notice.chases}:{member_id}" for member_id in missing},
        due_at=now,
        message=texts.chase(notice.text, union_name(session), notice.due_at, notice_id),
        reference=f"{reference(notice_id)}:chase",
    )
    audit.note(session, actor.member_id, now, "notice.chased", f"notice:{notice_id}", people=len(missing))
    return len(missing)


def relay(session: Session, actor: Actor, now: datetime, *, notice_id: int) -> Relayed:
    """Ask the leaders, once per notice, to tell those of their groups whom it has not reached; where a group has no
    leader, those of the groups above, at last the committee. The actor needs no asking. Raises Refused when they were
    asked already."""
    notice = notice_for_committee(session, actor, notice_id, lock=True)
    if notice.cancelled_at or _relayed(session, notice_id):
        raise Refused("relayed", texts.relayed_already())
    counted: dict[int, int] = defaultdict(int)
    missing = session.connection().execute(_missing(notice_id, col(Member.group_id), col(Member.id))).all()
    leaders = {group_id: leaders_for(session, group_id) for group_id in {row.group_id for row in missing}}
    for group_id, member_id in missing:
        for leader in leaders[group_id]:
            if leader not in (actor.member_id, member_id):
                counted[leader] += 1
    for leader, people in counted.items():
        outbox.push(
            session,
            key=f"notice:{notice_id}:relay:{leader}",
            to=leader,
            due_at=now,
            message=texts.please_tell(notice.text, notice_id, people),
            reference=_relay_reference(notice_id),
        )
    audit.note(session, actor.member_id, now, "notice.relayed", f"notice:{notice_id}", people=len(missing))
    return Relayed(len(counted), sum(counted.values()))


def people_to_tell(session: Session, actor: Actor, *, notice_id: int, page: int) -> Telling:
    """The actor's members whom the notice has not reached, those who were told last. Raises Refused."""
    reached = reach(actor, Right.CHASE_GROUP)
    notice = session.get(Notice, notice_id)
    if notice is None or reached == frozenset():
        raise Refused("gone", texts.gone())
    told = col(NoticeTold.told_by).is_not(None)
    query = _without_receipt(notice_id, col(Member.id), col(Member.name), told.label("told"))
    if reached is not None:
        query = query.where(col(Member.group_id).in_(sorted(reached)))
    rows = session.connection().execute(query.order_by(told, col(Member.group_id), col(Member.id))).all()
    first = page_number(page) * KEYS_ON_A_PAGE
    shown = [ToTell(row.id, row.name, row.told) for row in rows[first : first + KEYS_ON_A_PAGE + 1]]
    left = sum(not row.told for row in rows)
    return Telling(notice_id, notice.text, left, page_of(shown, page_number(page), KEYS_ON_A_PAGE))


def note_told(
    session: Session, actor: Actor, now: datetime, *, notice_id: int, member_id: int, told: bool, page: int
) -> Telling:
    """Note that the actor has told a member of an own group, or take it back. Raises Refused beyond the own groups."""
    member = session.get(Member, member_id)
    sent = session.connection().execute(
        select(col(Outgoing.id)).where(_first_copies(notice_id), col(Outgoing.member_id) == member_id)
    )
    if member is None or not may(actor, Right.CHASE_GROUP, group_id=member.group_id) or sent.first() is None:
        raise Refused("gone", texts.gone())
    row = session.get(NoticeTold, (notice_id, member_id))
    if told and row is None:
        session.add(NoticeTold(notice_id=notice_id, member_id=member_id, told_by=actor.member_id, at=now))
    elif not told and row is not None:
        session.delete(row)
    audit.note(
        session, actor.member_id, now, "notice.told", f"notice:{notice_id}", member=member_id, told=told
    )
    session.flush()
    return people_to_tell(session, actor, notice_id=notice_id, page=page)


def _missing(notice_id: int, *columns: Any) -> Select:  # type: ignore[type-arg]
    """Active members the notice was meant for who neither confirmed nor were told."""
    return _without_receipt(notice_id, *columns).where(col(NoticeTold.told_by).is_(None))


def _without_receipt(notice_id: int, *columns: Any) -> Select:  # type: ignore[type-arg]
    return (
        select(*columns)
        .select_from(Outgoing)
        .join(Member, col(Member.id) == col(Outgoing.member_id))
        .join(Group, col(Group.id) == col(Member.group_id))
        .outerjoin(Account, col(Account.member_id) == col(Member.id))
        .outerjoin(
            NoticeReceipt,
            (col(NoticeReceipt.member_id) == col(Member.id)) & (col(NoticeReceipt.notice_id) == notice_id),
        )
        .outerjoin(
            NoticeTold,
            (col(NoticeTold.member_id) == col(Member.id)) & (col(NoticeTold.notice_id) == notice_id),
        )
        .where(
            _first_copies(notice_id), col(NoticeReceipt.member_id).is_(None), col(Member.left_on).is_(None)
        )
    )


def _first_copies(notice_id: int) -> ColumnElement[bool]:
    return col(Outgoing.reference) == reference(notice_id)


def _relayed(session: Session, notice_id: int) -> bool:
    return outbox.totals(session, _relay_reference(notice_id)).total > 0


def _relay_reference(notice_id: int) -> str:
    return f"{reference(notice_id)}:relay"
