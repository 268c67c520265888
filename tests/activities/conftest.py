"""A small union and its activities, without any chat."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session

from bot import tables
from bot.activities.organising import publishing
from bot.activities.organising.publishing import Draft, Published
from bot.activities.rules import ActivityKind
from bot.members.model import Account, Group, GroupLevel, Member
from bot.members.rules import Actor, Grant, Role
from bot.storage import Database

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=ZONE)
START = datetime(2026, 12, 5, 15, 0, tzinfo=ZONE)


class Union:
    """A union with a root, two groups and as many members as asked for."""

    def __init__(self, database: Database) -> None:
        self.database = database
        database.write_now(lambda session: tables.metadata.create_all(session.connection()))
        self.root, self.first, self.second = database.write_now(self._groups)
        self.committee = self.member("孙丙", grants=(Grant(Role.COMMITTEE),))
        self._requests = 0

    @staticmethod
    def _groups(session: Session) -> tuple[int, int, int]:
        root = Group(name="示例学校工会", level=GroupLevel.UNION)
        session.add(root)
        session.flush()
        groups = [Group(name=name, parent_id=root.id) for name in ("第一小组", "第二小组")]
        session.add_all(groups)
        session.flush()
        return int(root.id or 0), int(groups[0].id or 0), int(groups[1].id or 0)

    def member(
        self, name: str = "赵甲", *, group: int | None = None, grants: tuple[Grant, ...] = (), **facts: Any
    ) -> Actor:
        """A member with an account."""

        def make(session: Session) -> Actor:
            group_id = group or self.first
            row = Member(name=name, group_id=group_id, created_at=NOW, **facts)
            session.add(row)
            session.flush()
            member_id = int(row.id or 0)
            session.add(Account(telegram_id=1000 + member_id, member_id=member_id, bound_at=NOW))
            return Actor(member_id, 1000 + member_id, name, group_id, grants)

        return self.database.write_now(make)

    def members(self, count: int) -> list[Actor]:
        """Several of them."""
        return [self.member(f"会员{number}") for number in range(count)]

    def activity(self, **facts: Any) -> int:
        """A published activity."""
        self._requests += 1
        draft = Draft(**{"title": "健步走", "kind": ActivityKind.FESTIVAL, "starts_at": START, **facts})
        published: Published = self.write(
            publishing.create_activity,
            self.committee,
            NOW,
            draft=draft,
            request=f"test:{self._requests}",
            publish=True,
        )
        return published.activity_id

    def write(self, use_case: Callable[..., Any], *args: Any, **facts: Any) -> Any:
        """Run a use case."""
        return self.database.write_now(use_case, *args, **facts)

    def read(self, fn: Callable[..., Any], *args: Any, **facts: Any) -> Any:
        """Look something up."""
        return self.database.read_now(fn, *args, **facts)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        return [
            tuple(row)
            for row in self.database.read_now(lambda session: session.connection().exec_driver_sql(sql).all())
        ]


def later(**by: float) -> datetime:
    """Some time after NOW."""
    return NOW + timedelta(**by)


@pytest.fixture
def union(database: Database) -> Union:
    return Union(database)


@pytest.fixture
def any_union(any_database: Database) -> Union:
    """The same on SQLite and on PostgreSQL."""
    return Union(any_database)
