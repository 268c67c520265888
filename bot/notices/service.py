"""Use cases of notices: send, confirm, report, stop."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

from sqlalchemy import ColumnElement, String, cast, literal
from sqlmodel import Session, col, func, select

from bot import audit, outbox
from bot.members.audience import EVERYONE, Audience
from bot.members.audience_query import Reach, describe, members_of, reach_of
from bot.members.groups import union_name
from bot.members.rules import Actor, Right, may, reach
from bot.notices import rules, texts
from bot.notices.model import Notice, NoticeReceipt, NoticeTold
from bot.outbox import Outgoing, OutgoingState, Priority
from bot.paging import Page, page_number, page_of
from bot.refused import Refused
from bot.wording import local

PAGE_SIZE = 6
TEXT_LIMIT = 3_000


@dataclass(frozen=True, slots=True)
class Plan:
    """What sending would mean: to whom, how many, and until when it is held (None: at once)."""

    audience: str
    reach: Reach
    held_until: datetime | None

    def as_answers(self) -> dict[str, Any]:
        """The form an open form keeps."""
        return {**asdict(self), "held_until": self.held_until.isoformat() if self.held_until else None}

    @classmethod
    def from_answers(cls, kept: Mapping[str, Any]) -> Self:
        """The plan behind ``as_answers``."""
        held_until = datetime.fromisoformat(kept["held_until"]) if kept["held_until"] else None
        return cls(kept["audience"], Reach(**kept["reach"]), held_until)


@dataclass(frozen=True, slots=True)
class Sent:
    """A notice on its way."""

    notice_id: int
    head_count: int
    due_at: datetime
    held: bool


@dataclass(frozen=True, slots=True)
class Report:
    """How a notice stands; ``sent + open + unreachable + unconfirmed + cancelled`` = ``total``. ``told``: in person, by a
    leader; ``not_confirmed`` and ``not_reached`` are those of the sent and the unreachable who were not."""

    notice_id: int
    text: str
    audience: str
    due_at: datetime
    total: int
    sent: int
    open: int
    unreachable: int
    unconfirmed: int
    cancelled: int
    confirmed: int
    told: int
    not_confirmed: int
    not_reached: int
    may_chase: bool
    chases_left: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A notice in a list."""

    notice_id: int
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Reading:
    """A notice as a member reads it."""

    notice_id: int
    text: str
    union: str
    at: datetime
    confirmed: bool


def fit_text(text: str) -> str:
    """The text of a notice as it may be sent. Raises Refused when it is empty or too long."""
    if not text.strip():
        raise Refused("empty", texts.empty())
    if len(text) > TEXT_LIMIT:
        raise Refused("too_long", texts.too_long(TEXT_LIMIT, len(text)))
    return text


def plan_notice(
    session: Session, actor: Actor, now: datetime, *, audience: str, held_until: datetime | None
) -> Plan:
    """What sending to ``audience`` would mean. Raises Refused without the right or beyond the own groups."""
    whom = _admitted(actor, audience)
    return Plan(describe(session, whom), reach_of(session, whom, local(now).date()), held_until)


def send_notice(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    text: str,
    audience: str,
    public: bool,
    held_until: datetime | None,
    request: str,
    source: str = "",
) -> Sent:
    """Queue the notice for everyone in the audience, one row each. The same ``request`` again sends nothing.
    ``source``: what it is about, kept with it."""
    whom = _admitted(actor, audience)
    fit_text(text)
    stored = session.exec(select(Notice).where(Notice.request == request)).first()
    if stored is None:
        people = members_of(session, whom, local(now).date())
        if not people:
            raise Refused("nobody", texts.nobody())
        due_at = held_until or now
        stored = Notice(
            request=request,
            text=text,
            audience=whom.to_text(),
            head_count=len(people),
            public=public,
            created_by=actor.member_id,
            created_at=now,
            due_at=due_at,
            source=source,
        )
        session.add(stored)
        session.flush()
        notice_id = _id(stored)
        outbox.push_many(
            session,
            keys={member_id: f"notice:{notice_id}:{member_id}" for member_id in people},
            due_at=due_at,
            message=texts.notice(text, union_name(session), due_at, notice_id),
            reference=reference(notice_id),
            priority=Priority.BULK,
        )
        audit.note(session, actor.member_id, now, "notice.sent", f"notice:{notice_id}", people=len(people))
    return Sent(_id(stored), stored.head_count, stored.due_at, stored.due_at > now)


def confirm_receipt(session: Session, actor: Actor, now: datetime, *, notice_id: int) -> Reading:
    """Note that the actor has read the notice. A second time changes nothing."""
    notice = _readable(session, actor, notice_id)
    if session.get(NoticeReceipt, (notice_id, actor.member_id)) is None:
        session.add(NoticeReceipt(notice_id=notice_id, member_id=actor.member_id, at=now))
        session.flush()
    return Reading(notice_id, notice.text, union_name(session), notice.due_at, confirmed=True)


def read_notice(session: Session, actor: Actor | None, *, notice_id: int) -> Reading:
    """One notice for somebody it was sent to, or a public one for anybody. Raises Refused otherwise."""
    notice = _readable(session, actor, notice_id)
    confirmed = actor is None or session.get(NoticeReceipt, (notice_id, actor.member_id)) is not None
    return Reading(notice_id, notice.text, union_name(session), notice.due_at, confirmed)


def notices_for(session: Session, actor: Actor | None, now: datetime, *, page: int) -> Page[Line]:
    """What was sent to the actor, to everyone, or is public, newest first; only public ones without a binding."""
    query = select(Notice).where(Notice.due_at <= now, col(Notice.cancelled_at).is_(None))
    mine = select(Outgoing.id).where(
        Outgoing.member_id == (actor.member_id if actor else None),
        # The key is built here and nowhere else, so that the unique index answers.
        Outgoing.key == literal("notice:") + cast(Notice.id, String) + f":{actor.member_id if actor else 0}",
    )
    visible: ColumnElement[bool] = col(Notice.public).is_(True)
    if actor:
        # Who joined later reads what was meant for everyone, too.
        visible = visible | (col(Notice.audience) == EVERYONE.to_text()) | mine.exists()
    query = query.where(visible)
    return _page(session, query, page)


def sent_notices(session: Session, actor: Actor, *, page: int) -> Page[Line]:
    """All notices, newest first, for the committee."""
    _require_right(actor)
    return _page(session, select(Notice), page)


def delivery_report(session: Session, actor: Actor, now: datetime, *, notice_id: int) -> Report:
    """How the notice stands. Raises Refused without the right."""
    return _report(session, notice_for_committee(session, actor, notice_id), now)


def stop_notice(session: Session, actor: Actor, now: datetime, *, notice_id: int) -> int:
    """Cancel what is not yet being sent. Returns how many messages."""
    notice = notice_for_committee(session, actor, notice_id)
    stopped = outbox.cancel(session, reference(notice_id))
    if stopped == notice.head_count:
        notice.cancelled_at = now
        session.add(notice)
    audit.note(session, actor.member_id, now, "notice.stopped", f"notice:{notice_id}", people=stopped)
    return stopped


def report_when_finished(session: Session, reference: str, now: datetime) -> None:
    """Nothing under ``reference`` is open any more: tell the sender of the notice the result, once."""
    kind, _, number = reference.partition(":")
    if kind != "notice" or not number.isdigit():
        return
    notice = _notice(session, int(number))
    outbox.push(
        session,
        key=f"notice:{notice.id}:report",
        to=notice.created_by,
        due_at=now,
        message=texts.report(_report(session, notice, now), finished=True),
    )


def _report(session: Session, notice: Notice, now: datetime) -> Report:
    notice_id = _id(notice)
    totals = outbox.totals(session, reference(notice_id))
    confirmed = session.exec(
        select(func.count()).select_from(NoticeReceipt).where(NoticeReceipt.notice_id == notice_id)
    ).one()
    told = _told(session, notice_id)
    told_sent = told.get(OutgoingState.SENT, 0) + told.get(OutgoingState.UNCONFIRMED, 0)
    count = totals.by_state.get
    unreachable = count(OutgoingState.UNREACHABLE, 0) + count(OutgoingState.EXPIRED, 0)
    sent = count(OutgoingState.SENT, 0) + count(OutgoingState.UNCONFIRMED, 0)
    missing = max(0, sent - confirmed - told_sent)
    return Report(
        notice_id=notice_id,
        text=notice.text,
        audience=describe(session, Audience.from_text(notice.audience)),
        due_at=notice.due_at,
        total=totals.total,
        sent=count(OutgoingState.SENT, 0),
        open=totals.open,
        unreachable=unreachable,
        unconfirmed=count(OutgoingState.UNCONFIRMED, 0),
        cancelled=count(OutgoingState.CANCELLED, 0),
        confirmed=confirmed,
        told=sum(told.values()),
        not_confirmed=missing,
        not_reached=max(0, unreachable - sum(told.values()) + told_sent),
        chases_left=notice.cancelled_at is None and notice.chases < rules.CHASES_MOST,
        may_chase=missing > 0
        and notice.cancelled_at is None
        and rules.may_chase(notice.chases, notice.chased_at, notice.due_at, now),
    )


def _told(session: Session, notice_id: int) -> dict[str, int]:
    """How many were told in person and have not confirmed themselves, by the state of their first copy."""
    rows = session.exec(
        select(Outgoing.state, func.count())
        .join(NoticeTold, col(NoticeTold.member_id) == col(Outgoing.member_id))
        .outerjoin(
            NoticeReceipt,
            (col(NoticeReceipt.member_id) == col(NoticeTold.member_id))
            & (col(NoticeReceipt.notice_id) == notice_id),
        )
        .where(
            Outgoing.reference == reference(notice_id),
            NoticeTold.notice_id == notice_id,
            col(NoticeReceipt.member_id).is_(None),
        )
        .group_by(Outgoing.state)
    )
    return dict(iter(rows))


def _require_right(actor: Actor) -> None:
    if not may(actor, Right.BROADCAST):
        raise Refused("no_right", texts.no_right())


def notice_for_committee(session: Session, actor: Actor, notice_id: int, *, lock: bool = False) -> Notice:
    """One notice for who may send notices; with ``lock`` nobody else changes it meanwhile. Raises Refused."""
    _require_right(actor)
    query = select(Notice).where(Notice.id == notice_id)
    notice = session.exec(query.with_for_update() if lock else query).first()
    if notice is None:
        raise Refused("gone", texts.gone())
    return notice


def _admitted(actor: Actor, audience: str) -> Audience:
    """The audience behind its text, if the actor may write to it."""
    _require_right(actor)
    whom = Audience.from_text(audience)
    own = reach(actor, Right.BROADCAST)
    if own is not None and not (whom.groups and whom.groups <= own and not whom.members):
        raise Refused("beyond_reach", texts.beyond_reach())
    return whom


def _notice(session: Session, notice_id: int) -> Notice:
    notice = session.get(Notice, notice_id)
    if notice is None:
        raise Refused("gone", texts.gone())
    return notice


def _readable(session: Session, actor: Actor | None, notice_id: int) -> Notice:
    notice = session.get(Notice, notice_id)
    if notice is not None and notice.public:
        return notice
    for_all = notice is not None and notice.audience == EVERYONE.to_text()
    if notice is not None and actor is not None and (for_all or may(actor, Right.BROADCAST)):
        return notice
    got = (
        actor is not None
        and session.exec(
            select(Outgoing.id).where(Outgoing.key == f"notice:{notice_id}:{actor.member_id}")
        ).first()
    )
    if notice is None or not got:
        raise Refused("gone", texts.gone())
    return notice


def _page(session: Session, query, page: int) -> Page[Line]:  # type: ignore[no-untyped-def]
    rows = session.exec(
        query.order_by(col(Notice.id).desc()).offset(page_number(page) * PAGE_SIZE).limit(PAGE_SIZE + 1)
    ).all()
    return page_of([Line(_id(row), row.text, row.due_at) for row in rows], page_number(page), PAGE_SIZE)


def reference(notice_id: int) -> str:
    """Under which the first copies of a notice stand in the outbox."""
    return f"notice:{notice_id}"


def _id(notice: Notice) -> int:
    if notice.id is None:
        raise LookupError("the notice is not stored yet")
    return notice.id
