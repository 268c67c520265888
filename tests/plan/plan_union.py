"""A small union with a plan in a real database."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from bot import reminders, tables
from bot.members.actors import find_actor
from bot.members.model import Account, Group, GroupLevel, Member, Role, RoleGrant
from bot.members.rules import Actor
from bot.outbox import Outgoing
from bot.plan import confirming, drafting, missed, reminding
from bot.plan.model import PlanItem, PlanOccurrence
from bot.plan.reading import read_text
from bot.plan.rules import Policy
from bot.reminders import Reminder, ReminderState, Taken
from bot.storage import Database

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
POLICY = Policy(
    digest_day=1,
    digest_time=time(9, 0),
    outlook_day=25,
    reminder_days=(7, 1),
    owner_days=(14, 7, 1, 0),
    deadline_days=(3, 1),
    reminder_time=time(9, 0),
    late=timedelta(hours=2),
    quiet_from=time(22, 0),
    quiet_until=time(7, 30),
)


class PlanUnion:
    """``do`` writes, ``see`` reads; 孙丙 is of the committee, 李丁 the chair, 赵甲 and 钱乙 are members."""

    def __init__(self, url: str) -> None:
        self.database = Database(url)
        self.do(lambda session: tables.metadata.create_all(session.connection()))
        self.group = self._add(Group(name="示例工会", level=GroupLevel.UNION))
        self.committee = self.member("孙丙", Role.COMMITTEE)
        self.chair = self.member("李丁", Role.CHAIR)
        self.first = self.member("赵甲")
        self.second = self.member("钱乙", sex="female")
        self._requests = 0

    def do(self, fn: Callable[..., Any], *args: Any, **facts: Any) -> Any:
        return self.database.write_now(fn, *args, **facts)

    def see(self, fn: Callable[..., Any], *args: Any, **facts: Any) -> Any:
        return self.database.read_now(fn, *args, **facts)

    def _add(self, row: Any) -> int:
        def add(session: Session) -> int:
            session.add(row)
            session.flush()
            return int(row.id)

        return int(self.do(add))

    def member(self, name: str, role: Role | None = None, **facts: Any) -> int:
        member_id = self._add(Member(name=name, group_id=self.group, created_at=NOW, **facts))
        self._add(Account(telegram_id=member_id + 1000, member_id=member_id, bound_at=NOW))
        if role is not None:
            self._add(RoleGrant(member_id=member_id, role=role, group_id=None, granted_at=NOW))
        return member_id

    def actor(self, member_id: int) -> Actor:
        found = self.see(find_actor, member_id + 1000)
        assert isinstance(found, Actor)
        return found

    # -- plans ----------------------------------------------------------------------------------------------

    def draft(self, text: str, *, year: int = 2027, now: datetime = NOW, digest: str = "") -> int:
        """The id of the document that this text becomes."""
        self._requests += 1
        drafted = self.do(
            drafting.draft_plan,
            self.actor(self.committee),
            now,
            reading=read_text(f"{year}年工会工作计划\n{text}"),
            year=year,
            file_name="计划.txt",
            digest=digest or f"digest-{self._requests}",
            request=f"request-{self._requests}",
        )
        return int(drafted.document_id)

    def confirm(self, document_id: int, now: datetime = NOW) -> confirming.Confirmed:
        done = self.do(
            confirming.confirm_plan, self.actor(self.committee), now, document_id=document_id, policy=POLICY
        )
        assert isinstance(done, confirming.Confirmed)
        return done

    def plan(self, text: str, *, year: int = 2027, now: datetime = NOW) -> int:
        """Draft and confirm."""
        document_id = self.draft(text, year=year, now=now)
        self.confirm(document_id, now)
        return document_id

    def items(self) -> dict[str, tuple[PlanItem, list[PlanOccurrence]]]:
        """Confirmed items by title."""

        def look(session: Session) -> dict[str, tuple[PlanItem, list[PlanOccurrence]]]:
            times: dict[int, list[PlanOccurrence]] = defaultdict(list)
            for row in session.exec(select(PlanOccurrence).order_by(col(PlanOccurrence.start_on))):
                times[row.item_id].append(row)
            items = session.exec(select(PlanItem).where(PlanItem.state == "confirmed")).all()
            return {item.title: (item, times[item.id or 0]) for item in items}

        found: dict[str, tuple[PlanItem, list[PlanOccurrence]]] = self.see(look)
        return found

    def days(self, title: str) -> list[tuple[date, date]]:
        return [(row.start_on, row.end_on) for row in self.items()[title][1]]

    def occurrence(self, title: str) -> int:
        return int(self.items()[title][1][0].id or 0)

    def waiting(self) -> dict[str, datetime]:
        """The reminders that wait: key → due time."""

        def look(session: Session) -> dict[str, datetime]:
            rows: Iterable[Reminder] = session.exec(
                select(Reminder).where(Reminder.state == ReminderState.WAITING)
            )
            return {row.key: row.due_at for row in rows}

        found: dict[str, datetime] = self.see(look)
        return found

    def outgoing(self) -> list[Outgoing]:
        """Everything that was queued, in its order."""
        rows: list[Outgoing] = self.see(
            lambda session: list(session.exec(select(Outgoing).order_by(col(Outgoing.id))))
        )
        return rows


ZONE = ZoneInfo("Asia/Shanghai")
TEXT = "一月份：召开教代会\n三月份：教职工乒乓球比赛（3月20日）\n三月份：征集合理化建议（3月26日前）\n"


def at(month: int, day: int, hour: int = 9, minute: int = 0, year: int = 2027) -> datetime:
    """A time on the union's clocks."""
    return datetime(year, month, day, hour, minute, tzinfo=ZONE)


def pass_time(union: PlanUnion, now: datetime) -> Taken:
    """Run what is due at ``now``, as the waking does."""

    def run(session: Session) -> Taken:
        taken = reminders.take_due(session, now, tick=60, limit=1000)
        for due in taken.fit:
            reminding.RUNS[due.kind](session, now, due, POLICY)
        for due in taken.missed:
            missed.tell_of_missed(session, now, due, POLICY)
        return taken

    taken = union.do(run)
    assert isinstance(taken, Taken)
    return taken


def told(union: PlanUnion, reference: str) -> dict[int | None, str]:
    """What was queued for a reminder, by member."""
    return {row.member_id: row.text for row in union.outgoing() if row.reference == reference}
