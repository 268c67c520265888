"""Where a person stands in a form: one row per person, so that a restart continues at the same question."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, bindparam, select
from sqlmodel import Field, Session, SQLModel, col

from bot.message import Message
from bot.storage.prepared import Prepared

#: How long the last list shown to a person answers to "the second one".
SHOWN_FOR = timedelta(minutes=30)

Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Flow:
    """A form: its questions in order by step. A change of steps raises ``version``; old drafts are given back.

    ``title`` is how the form is called when the person is reminded of it.
    """

    name: str
    version: int
    title: str
    questions: Mapping[str, Callable[[Answers], Message]]


class Dialog(SQLModel, table=True):
    """The open form of a person (``flow`` None: no form) and what was last shown to them."""

    telegram_id: int = Field(sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    flow: str | None = None
    version: int = 0
    step: str = ""
    answers: str = "{}"
    expires_at: datetime | None = None
    shown: str = "{}"
    shown_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """An open form as the router sees it."""

    flow: str
    version: int
    step: str
    answers: Answers


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands: the open draft, if any, and the last list shown, if still fresh."""

    draft: Draft | None = None
    shown: Mapping[str, Any] | None = None
    shown_at: datetime | None = None


_STANDING = Prepared(
    select(
        col(Dialog.flow),
        col(Dialog.version),
        col(Dialog.step),
        col(Dialog.answers),
        col(Dialog.expires_at),
        col(Dialog.shown),
        col(Dialog.shown_at),
    ).where(col(Dialog.telegram_id) == bindparam("telegram_id"))
)


def standing_of(session: Session, telegram_id: int, now: datetime) -> Standing:
    """Where this person stands. An expired draft counts as none."""
    rows = _STANDING.rows(session, {"telegram_id": telegram_id})
    if not rows:
        return Standing()
    [(flow, version, step, answers, expires_at, shown, shown_at)] = rows
    draft = None
    if flow is not None and expires_at is not None and now < expires_at:
        draft = Draft(flow, version, step, json.loads(answers))
    fresh = shown_at is not None and now < shown_at + SHOWN_FOR
    return Standing(draft, json.loads(shown) if fresh else None, shown_at if fresh else None)


def ask(
    session: Session, telegram_id: int, flow: Flow, step: str, answers: Answers, expires_at: datetime
) -> None:
    """Put the person before the question ``step`` with the answers given so far."""
    if step not in flow.questions:
        raise ValueError(f"the form {flow.name} has no step {step!r}")
    row = _row(session, telegram_id)
    row.flow, row.version, row.step = flow.name, flow.version, step
    row.answers = json.dumps(dict(answers), ensure_ascii=False)
    row.expires_at = expires_at


def close(session: Session, telegram_id: int) -> None:
    """The form is done or given up."""
    row = _row(session, telegram_id)
    row.flow, row.step, row.answers, row.expires_at = None, "", "{}", None


def remember_shown(session: Session, telegram_id: int, shown: Mapping[str, Any], now: datetime) -> None:
    """Keep what was shown (ids in order, period …) for a follow-up question."""
    row = _row(session, telegram_id)
    row.shown, row.shown_at = json.dumps(dict(shown), ensure_ascii=False), now


def _row(session: Session, telegram_id: int) -> Dialog:
    row = session.get(Dialog, telegram_id)
    if row is None:
        row = Dialog(telegram_id=telegram_id)
        session.add(row)
    return row
