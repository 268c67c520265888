"""Where a person stands in a form: one row per person, so that a restart continues at the same question."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, bindparam, select
from sqlmodel import Field, Session, SQLModel, col

from bot.buttons import button
from bot.chat import texts
from bot.message import Button, Message
from bot.storage.prepared import Prepared

#: How long the last list shown to a person answers to "the second one".
SHOWN_FOR = timedelta(minutes=30)
#: So many answers can be taken back one after the other.
LONGEST_TRAIL = 12

NO_TRAIL = "[]"

Answers = Mapping[str, Any]


@button("back1")
@dataclass(frozen=True, slots=True)
class StepBack:
    """Take the last answer of the open form back, seen from the question ``step``."""

    flow: str
    step: str


@dataclass(frozen=True)
class Flow:
    """A form: its questions in order by step. A change of steps raises ``version``; old drafts are given back.

    ``title`` is how the form is called when the person is reminded of it. ``back``: it offers a step back (上一步).
    ``lets_ask``: steps that would take any text, in which a clear question is answered nevertheless.
    """

    name: str
    version: int
    title: str
    questions: Mapping[str, Callable[[Answers], Message]]
    back: bool = False
    lets_ask: frozenset[str] = frozenset()

    def question(self, step: str, answers: Answers, *, may_go_back: bool) -> Message:
        """The question as it is put; with a step back where there is somewhere to go."""
        put = self.questions[step](answers)
        if not (self.back and may_go_back):
            return put
        return put.with_rows((Button(texts.STEP_BACK, StepBack(self.name, step)),))


class Dialog(SQLModel, table=True):
    """The open form of a person (``flow`` None: no form) and what was last shown to them. ``trail``: the questions answered
    on the way here, each with the answers as they stood there (JSON), the last one last."""

    telegram_id: int = Field(sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    flow: str | None = None
    version: int = 0
    step: str = ""
    answers: str = "{}"
    trail: str = Field(default=NO_TRAIL, sa_column_kwargs={"server_default": NO_TRAIL})
    expires_at: datetime | None = None
    shown: str = "{}"
    shown_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """An open form as the router sees it; ``may_go_back``: an answer was given in it that can be taken back."""

    flow: str
    version: int
    step: str
    answers: Answers
    may_go_back: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands: the open draft, if any, and the last list shown, if still fresh. ``lapsed``: the form that was
    left open too long, until this was told."""

    draft: Draft | None = None
    shown: Mapping[str, Any] | None = None
    shown_at: datetime | None = None
    lapsed: str | None = None


_STANDING = Prepared(
    select(
        col(Dialog.flow),
        col(Dialog.version),
        col(Dialog.step),
        col(Dialog.answers),
        col(Dialog.expires_at),
        col(Dialog.shown),
        col(Dialog.shown_at),
        (col(Dialog.trail) != NO_TRAIL).label("may_go_back"),
    ).where(col(Dialog.telegram_id) == bindparam("telegram_id"))
)


def standing_of(session: Session, telegram_id: int, now: datetime) -> Standing:
    """Where this person stands. An expired draft counts as none."""
    rows = _STANDING.rows(session, {"telegram_id": telegram_id})
    if not rows:
        return Standing()
    [(flow, version, step, answers, expires_at, shown, shown_at, may_go_back)] = rows
    draft = None
    if flow is not None and expires_at is not None and now < expires_at:
        draft = Draft(flow, version, step, json.loads(answers), bool(may_go_back))
    fresh = shown_at is not None and now < shown_at + SHOWN_FOR
    lapsed = flow if draft is None else None
    return Standing(draft, json.loads(shown) if fresh else None, shown_at if fresh else None, lapsed)


def ask(
    session: Session,
    telegram_id: int,
    flow: Flow,
    step: str,
    answers: Answers,
    expires_at: datetime,
    *,
    goes_on: bool = False,
) -> bool:
    """Put the person before the question ``step`` with the answers given so far; ``goes_on``: as the next one of the
    open form, not at a beginning. Returns whether there is a way back."""
    if step not in flow.questions:
        raise ValueError(f"the form {flow.name} has no step {step!r}")
    row = _row(session, telegram_id)
    trail = json.loads(row.trail) if goes_on and row.flow == flow.name and flow.back else []
    if goes_on and row.flow == flow.name and flow.back and row.step != step:
        trail = [*trail, [row.step, json.loads(row.answers)]][-LONGEST_TRAIL:]
    row.trail = json.dumps(trail, ensure_ascii=False)
    row.flow, row.version, row.step = flow.name, flow.version, step
    row.answers = json.dumps(dict(answers), ensure_ascii=False)
    row.expires_at = expires_at
    return bool(trail)


def step_back(session: Session, telegram_id: int) -> None:
    """Put the person before the question answered last, with the answers as they stood there. Without one, nothing is
    changed."""
    row = _row(session, telegram_id)
    trail = json.loads(row.trail)
    if trail:
        row.step, answers = trail.pop()
        row.answers, row.trail = (
            json.dumps(answers, ensure_ascii=False),
            json.dumps(trail, ensure_ascii=False),
        )


def close(session: Session, telegram_id: int) -> None:
    """The form is done or given up."""
    row = _row(session, telegram_id)
    row.flow, row.step, row.answers, row.expires_at = None, "", "{}", None
    row.trail = NO_TRAIL


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
