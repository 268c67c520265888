"""What the dispatcher reads from the outbox and writes back: claim, settle, recover.

One process sends; another one would take rows that are being sent for those of a killed process.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, select, text, update
from sqlmodel import Session, col

from bot import outbox
from bot.members.binding import mark_unreachable
from bot.members.model import Account, Member
from bot.outbox import Outgoing, OutgoingState, Priority
from bot.storage import Prepared, signal

#: A message of unknown outcome is sent again after these; then it stays unconfirmed.
RESEND_AFTER = (timedelta(seconds=30), timedelta(minutes=5))
#: Rows looked at in one transaction, so that others get their turn.
LOOK_AT_MOST = 256
#: Called in the transaction that settles the last open row of a reference.
OnFinished = Callable[[Session, str, datetime], None]
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row that this process is about to send. ``attempts`` counts this one."""

    id: int
    chat_id: int
    to_member: bool
    reference: str
    due_at: datetime
    text: str
    buttons: str
    attempts: int
    unknown_outcomes: int


@dataclass(frozen=True, slots=True)
class Claim:
    """``rows`` to send; chats with due rows that must wait; when the next row will be due; whether to ask again."""

    rows: list[Claimed]
    held: set[int]
    next_due: datetime | None
    more: bool


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a row: its new content. ``unreachable`` is an account to mark, ``moved`` a chat's old and new id."""

    id: int
    reference: str
    due_at: datetime
    state: OutgoingState
    attempts: int
    unknown_outcomes: int
    trouble: str = ""
    sent_at: datetime | None = None
    message_id: int | None = None
    unreachable: int | None = None
    moved: tuple[int, int] | None = None


def after_unknown(outcomes: int, now: datetime) -> tuple[OutgoingState, datetime]:
    """State and next time of a row whose outcome is unknown for the ``outcomes``-th time."""
    if outcomes > len(RESEND_AFTER):
        return OutgoingState.UNCONFIRMED, now
    return OutgoingState.NEW, now + RESEND_AFTER[outcomes - 1]


_chat = func.coalesce(Outgoing.chat_id, Account.telegram_id, 0)
# The state is written out, not bound: only so do the databases see that the index of the waiting rows fits.
_DUE = (
    select(
        col(Outgoing.id),
        col(Outgoing.reference),
        col(Outgoing.due_at),
        col(Outgoing.text),
        col(Outgoing.buttons),
        col(Outgoing.attempts),
        col(Outgoing.unknown_outcomes),
        col(Outgoing.valid_until),
        col(Outgoing.member_id),
        _chat.label("chat"),
        col(Account.reachable),
        col(Member.left_on),
    )
    .outerjoin(Member, col(Member.id) == col(Outgoing.member_id))
    .outerjoin(Account, col(Account.member_id) == col(Outgoing.member_id))
    .where(
        text("outgoing.state = 'new'"),
        col(Outgoing.priority) == bindparam("priority"),
        col(Outgoing.due_at) <= bindparam("now"),
    )
    .order_by(col(Outgoing.due_at), col(Outgoing.id))
    .limit(bindparam("most"))
)
_DUE_ELSEWHERE = _DUE.where(_chat.not_in(bindparam("held", expanding=True)))
_TAKE = Prepared(
    update(Outgoing)
    .where(col(Outgoing.id) == bindparam("row_id"))
    .values(state=OutgoingState.SENDING.value, attempts=col(Outgoing.attempts) + 1)
)
_SETTLE = (
    update(Outgoing)
    .where(col(Outgoing.id) == bindparam("row_id"))
    .values(
        state=bindparam("new_state"),
        attempts=bindparam("new_attempts"),
        unknown_outcomes=bindparam("new_outcomes"),
        trouble=bindparam("new_trouble"),
        due_at=bindparam("new_due_at"),
        sent_at=bindparam("new_sent_at"),
        message_id=bindparam("new_message_id"),
    )
)
#: What changes when all went well, which is nearly always.
_SENT = Prepared(
    update(Outgoing)
    .where(col(Outgoing.id) == bindparam("row_id"))
    .values(
        state=OutgoingState.SENT.value,
        trouble="",
        sent_at=bindparam("new_sent_at"),
        message_id=bindparam("new_message_id"),
    )
)
_SENDING = select(
    col(Outgoing.id), col(Outgoing.reference), col(Outgoing.attempts), col(Outgoing.unknown_outcomes)
).where(text("state = 'sending'"))


def claim(
    session: Session,
    now: datetime,
    *,
    most: int,
    held: Collection[int],
    is_busy: Callable[[int], bool],
    on_finished: OnFinished | None = None,
) -> Claim:
    """Take at most ``most`` due rows for sending, personal ones first, one per chat.

    Chats in ``held`` are passed over, as are those that ``is_busy``. Rows whose time is over and members who cannot
    be reached are settled on the way.
    """
    taken: dict[int, Claimed] = {}
    waiting = set(held)
    looked_at = 0
    for priority in Priority:
        while len(taken) < most and looked_at < LOOK_AT_MOST:
            wanted = most - len(taken)
            rows = _due(session, priority, now, {*waiting, *taken}, wanted)
            looked_at += len(rows)
            dead = [result for row in rows if (result := _dead(row, now)) is not None]
            if dead:
                settle(session, dead, now, on_finished)
            known_dead = {result.id for result in dead}
            for row in rows:
                if row.id in known_dead:
                    continue
                if row.chat in taken or is_busy(row.chat):
                    waiting.add(row.chat)
                else:
                    taken[row.chat] = _claimed(row)
            if len(rows) < wanted:
                break
    if taken:
        _TAKE.run(session, [{"row_id": row.id} for row in taken.values()])
    more = len(taken) >= most or looked_at >= LOOK_AT_MOST
    return Claim(list(taken.values()), waiting, None if more else outbox.next_due(session, now), more)


def settle(
    session: Session,
    results: Sequence[Result],
    now: datetime,
    on_finished: OnFinished | None = None,
    *,
    at_hand: Collection[str] = (),
) -> None:
    """Write down what became of claimed rows, and what follows from it for accounts and chats.

    ``at_hand``: references of other claimed rows, which are surely not finished.
    """
    sent = [
        {"row_id": result.id, "new_sent_at": result.sent_at, "new_message_id": result.message_id}
        for result in results
        if result.state is OutgoingState.SENT
    ]
    if sent:
        _SENT.run(session, sent)
    others = [result for result in results if result.state is not OutgoingState.SENT]
    if others:
        session.connection().execute(_SETTLE, [_facts(result) for result in others])
    for result in others:
        if result.unreachable is not None:
            mark_unreachable(session, result.unreachable, now)
        if result.moved is not None:
            outbox.move_chat(session, *result.moved)
    closed = {result.reference for result in results if result.state is not OutgoingState.NEW}
    _finish(session, closed.difference(at_hand), now, on_finished)


def recover(session: Session, now: datetime, on_finished: OnFinished | None = None) -> int:
    """Rows that a killed process was sending have an unknown outcome. Returns how many."""
    results = []
    for row in session.connection().execute(_SENDING):
        outcomes = row.unknown_outcomes + 1
        state, due_at = after_unknown(outcomes, now)
        results.append(Result(row.id, row.reference, due_at, state, row.attempts, outcomes, "killed"))
    if results:
        settle(session, results, now, on_finished)
    return len(results)


def _facts(result: Result) -> dict[str, Any]:
    return {
        "row_id": result.id,
        "new_state": result.state.value,
        "new_attempts": result.attempts,
        "new_outcomes": result.unknown_outcomes,
        "new_trouble": result.trouble,
        "new_due_at": result.due_at,
        "new_sent_at": result.sent_at,
        "new_message_id": result.message_id,
    }


def _due(
    session: Session, priority: Priority, now: datetime, passed: Collection[int], most: int
) -> Sequence[Any]:
    facts: dict[str, Any] = {"priority": int(priority), "now": now, "most": most}
    if not passed:
        return session.connection().execute(_DUE, facts).all()
    return session.connection().execute(_DUE_ELSEWHERE, {**facts, "held": list(passed)}).all()


def _claimed(row: Any) -> Claimed:
    return Claimed(
        id=row.id,
        chat_id=row.chat,
        to_member=row.member_id is not None,
        reference=row.reference,
        due_at=row.due_at,
        text=row.text,
        buttons=row.buttons,
        attempts=row.attempts + 1,
        unknown_outcomes=row.unknown_outcomes,
    )


def _dead(row: Any, now: datetime) -> Result | None:
    """Why a due row is not sent, if so. One that may have arrived before stays unconfirmed."""
    trouble, state = "", OutgoingState.UNREACHABLE
    if row.valid_until is not None and now > row.valid_until:
        trouble, state = "too late", OutgoingState.EXPIRED
    elif row.member_id is not None:
        if row.left_on is not None:
            trouble = "left"
        elif not row.chat:
            trouble = "unbound"
        elif not row.reachable:
            trouble = "unreachable"
    if not trouble:
        return None
    if row.unknown_outcomes:
        state = OutgoingState.UNCONFIRMED
    return Result(row.id, row.reference, row.due_at, state, row.attempts, row.unknown_outcomes, trouble)


def _finish(
    session: Session, references: Iterable[str], now: datetime, on_finished: OnFinished | None
) -> None:
    for reference in references:
        if not reference or outbox.is_open(session, reference):
            continue
        signal(session, outbox.FINISHED)
        if on_finished is None:
            continue
        try:
            with session.begin_nested():
                on_finished(session, reference, now)
        except Exception:  # noqa: BLE001 - the messages went out; what is made of it must not undo their record
            _log.exception("what follows the end of %s failed", reference.partition(":")[0])
