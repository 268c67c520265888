"""Who could not be reached and comes back: what was missed is offered as one list, not sent over again."""

from datetime import datetime, timedelta

from sqlalchemy import String, cast, literal
from sqlmodel import Session, col, func, select

from bot import outbox
from bot.members.binding import mark_reachable
from bot.members.model import Account
from bot.notices import texts
from bot.notices.model import Notice, NoticeReceipt
from bot.notices.service import PAGE_SIZE, Line
from bot.outbox import Outgoing, OutgoingState

LISTED_FOR = timedelta(days=30)


def come_back(session: Session, telegram_id: int, now: datetime) -> None:
    """This account wrote, or let the bot in again: it can be reached, and gets one list of the notices of the last 30
    days that could not be sent. For an account that was reachable all along nothing happens."""
    since = mark_reachable(session, telegram_id, now)
    if since is None:
        return
    member_id = session.exec(select(Account.member_id).where(Account.telegram_id == telegram_id)).one()
    missed = (
        select(Notice)
        .join(
            Outgoing,
            col(Outgoing.key) == literal("notice:") + cast(Notice.id, String) + literal(f":{member_id}"),
        )
        .outerjoin(
            NoticeReceipt,
            (col(NoticeReceipt.notice_id) == col(Notice.id))
            & (col(NoticeReceipt.member_id) == literal(member_id)),
        )
        .where(
            col(Outgoing.state).in_([OutgoingState.UNREACHABLE, OutgoingState.EXPIRED]),
            Notice.due_at >= now - LISTED_FOR,
            col(Notice.cancelled_at).is_(None),
            col(NoticeReceipt.member_id).is_(None),
        )
    )
    total = session.exec(select(func.count()).select_from(missed.subquery())).one()
    if not total:
        return
    rows = session.exec(missed.order_by(col(Notice.id).desc()).limit(PAGE_SIZE)).all()
    outbox.push(
        session,
        key=f"missed:{member_id}:{since.isoformat()}",
        to=member_id,
        due_at=now,
        message=texts.missed([Line(row.id or 0, row.text, row.due_at) for row in rows], total),
    )
