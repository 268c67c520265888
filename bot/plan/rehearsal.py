"""A whole year in virtual time on a copy: who would get what when, if nothing of the plan changed."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Table, func, insert, select
from sqlmodel import Session, SQLModel, col
from sqlmodel import select as sqlmodel_select

from bot import reminders
from bot.activities.model import Activity
from bot.members.model import Account, Group, Member, RoleGrant
from bot.outbox import Outgoing
from bot.plan import reminding, scheduling
from bot.plan.model import PlanDocument, PlanItem, PlanOccurrence
from bot.plan.model_actions import PlanDrive, PlanTask
from bot.plan.rules import Policy
from bot.plan.texts import rehearsing as texts
from bot.proposals.model import Proposal
from bot.settings import Settings
from bot.storage import Database
from bot.storage.engine import metadata
from bot.wording import midnight, use_zone

#: What the reminders of the plan are made of, parents first.
_COPIED: tuple[type[SQLModel], ...] = (
    Group,
    Member,
    RoleGrant,
    Account,
    Activity,
    PlanDocument,
    PlanItem,
    PlanOccurrence,
    PlanTask,
    PlanDrive,
    Proposal,
)
#: Reminders ahead of what the first days of a year hold.
_BEFORE = timedelta(days=31)
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Sent:
    """One text that goes out at a moment, and to whom."""

    at: datetime
    kind: str
    text: str
    members: tuple[int, ...]


def rehearse(settings: Settings, year: int) -> Iterator[str]:
    """The lines that ``run.py rehearse`` prints. The database itself is only read."""
    use_zone(settings.time.timezone)
    with tempfile.TemporaryDirectory() as folder:
        source = Database(settings.database.url)
        copy = Database(f"sqlite:///{Path(folder) / 'rehearsal.db'}")
        try:
            source.read_now(lambda session: copy.write_now(copy_plan, session))
            names = copy.read_now(_names)
            yield texts.heading(year)
            count = pushes = 0
            begin, end = midnight(date(year, 1, 1)) - _BEFORE, midnight(date(year + 1, 1, 1))
            for sent in play(copy, Policy.of(settings), begin, end):
                count, pushes = count + 1, pushes + len(sent.members)
                yield texts.sent(
                    sent.at, sent.text, [names[member_id] for member_id in sent.members], len(names)
                )
            yield texts.summed_up(count, pushes)
        finally:
            copy.close()
            source.close()


def copy_plan(target: Session, source: Session) -> None:
    """Copy the plan and its people into an empty database."""
    metadata.create_all(target.connection())
    for model in _COPIED:
        table: Table = model.__table__  # type: ignore[attr-defined]
        rows = [dict(row) for row in source.connection().execute(select(table)).mappings()]
        for start in range(0, len(rows), _CHUNK):
            target.connection().execute(insert(table), rows[start : start + _CHUNK])


def play(database: Database, policy: Policy, begin: datetime, end: datetime) -> Iterator[Sent]:
    """Let the time from ``begin`` to ``end`` (no longer included) pass and tell everything that is sent, in order.
    The database is a copy: nothing is really sent."""
    now = begin
    seen = database.read_now(_last_row)
    while now < end:
        database.write_now(scheduling.refresh, now, policy)
        due_at = database.read_now(reminders.earliest_due)
        if due_at is None or due_at >= end:
            return
        now = max(now, due_at)
        database.write_now(_run_due, now, policy)
        for last_row, sent in database.read_now(_sent_since, seen):
            seen = last_row
            yield sent


def _run_due(session: Session, now: datetime, policy: Policy) -> None:
    for due in reminders.take_due(session, now, tick=60, limit=100).fit:
        reminding.RUNS[due.kind](session, now, due, policy)


def _sent_since(session: Session, seen: int) -> list[tuple[int, Sent]]:
    """What was queued behind the row ``seen``, one for each text, with the last row that it holds."""
    rows = session.exec(
        sqlmodel_select(Outgoing).where(col(Outgoing.id) > seen).order_by(col(Outgoing.id))
    ).all()
    grouped: dict[tuple[datetime, str, str], list[int]] = {}
    for row in rows:
        kind = row.reference.partition(":")[0]
        grouped.setdefault((row.due_at, kind, row.text), []).append(row.member_id or 0)
    last = int(rows[-1].id or 0) if rows else seen
    return [(last, Sent(at, kind, text, tuple(members))) for (at, kind, text), members in grouped.items()]


def _last_row(session: Session) -> int:
    return session.exec(sqlmodel_select(func.max(Outgoing.id))).one() or 0


def _names(session: Session) -> dict[int, str]:
    rows: Any = session.exec(sqlmodel_select(Member.id, Member.name).where(col(Member.left_on).is_(None)))
    return dict(rows.all())
