"""A small union in a real database: SQLite always, PostgreSQL where the fixture of the house offers it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from bot import tables
from bot.members.actors import find_actor
from bot.members.model import Account, Group, GroupLevel, Member, Role, RoleGrant, id_of
from bot.members.rules import Actor
from bot.storage import Database

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
KEY = b"k" * 32


class Union:
    """The database with a union in it; ``do`` writes, ``see`` reads."""

    def __init__(self, url: str) -> None:
        self.database = Database(url)
        self.do(lambda session: tables.metadata.create_all(session.connection()))
        self.root = self.group("示例工会", None, GroupLevel.UNION)
        self.teaching = self.group("教务组", self.root)
        self.logistics = self.group("后勤组", self.root)

    def do(self, fn: Callable[..., Any], *args: Any, **facts: Any) -> Any:
        return self.database.write_now(fn, *args, **facts)

    def see(self, fn: Callable[..., Any], *args: Any, **facts: Any) -> Any:
        return self.database.read_now(fn, *args, **facts)

    def group(self, name: str, parent: int | None, level: GroupLevel = GroupLevel.GROUP) -> int:
        def make(session: Session) -> int:
            group = Group(name=name, parent_id=parent, level=level)
            session.add(group)
            session.flush()
            return id_of(group)

        return int(self.do(make))

    def member(
        self, name: str, group: int | None = None, *, telegram_id: int | None = None, **facts: Any
    ) -> int:
        def make(session: Session) -> int:
            member = Member(name=name, group_id=group or self.teaching, created_at=NOW, **facts)
            session.add(member)
            session.flush()
            if telegram_id is not None:
                session.add(Account(telegram_id=telegram_id, member_id=id_of(member), bound_at=NOW))
            return id_of(member)

        return int(self.do(make))

    def grant(self, member_id: int, role: Role, group: int | None = None) -> None:
        self.do(
            lambda session: session.add(
                RoleGrant(member_id=member_id, role=role, group_id=group, granted_at=NOW)
            )
        )

    def actor(self, telegram_id: int) -> Actor:
        actor = self.see(find_actor, telegram_id)
        assert isinstance(actor, Actor)
        return actor

    def officer(self, name: str, role: Role, telegram_id: int, group: int | None = None) -> Actor:
        """A member with an account and a role."""
        self.grant(self.member(name, group, telegram_id=telegram_id), role, group)
        return self.actor(telegram_id)


@pytest.fixture
def union(tmp_path: Path) -> Iterator[Union]:
    made = Union(f"sqlite:///{tmp_path / 'union.db'}")
    yield made
    made.database.close()


@pytest.fixture
def chair(union: Union) -> Actor:
    return union.officer("主席甲", Role.CHAIR, 900)


@pytest.fixture
def committee(union: Union) -> Actor:
    return union.officer("委员乙", Role.COMMITTEE, 901)
