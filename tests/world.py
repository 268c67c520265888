"""A small union with the real bot in it, for tests: real Application, real SQLite; only Telegram and the clock
are stood in for."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.chat import inbox
from bot.clock import MovableClock
from bot.compose import House, tables
from bot.members.model import Account, Group, GroupLevel, Member, Role, RoleGrant
from bot.preview.standin import acts
from bot.preview.standin.core import TOKEN, StandIn
from bot.preview.standin.door import Door
from bot.preview.standin.inprocess import StandInRequest
from bot.preview.standin.state import Chat
from bot.settings import Settings, load
from bot.storage import Database

ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 11, 21, 10, 0, tzinfo=ZONE)
UNION = "示例学校工会"
FIRST_GROUP = "第一小组"


def quick_settings(data_dir: Path, database_url: str | None = None) -> Settings:
    """The defaults, with a sender that does not make tests wait."""
    env = {
        "UNIONBOT_TOKEN": TOKEN,
        "UNIONBOT_DATA_DIR": str(data_dir),
        "UNIONBOT_DATABASE_URL": database_url or f"sqlite:///{data_dir / 'unionbot.db'}",
    }
    settings = load(env=env)
    return replace(
        settings,
        sending=replace(
            settings.sending, per_second=1000.0, per_chat_per_second=100.0, per_group_per_minute=1000
        ),
    )


def _make_tables(url: str) -> None:
    database = Database(url)
    database.write_now(lambda session: tables.metadata.create_all(session.connection()))
    database.close()


@cache
def _empty_database() -> bytes:
    """An SQLite file with every table in it; made once, for it takes longer than most stories."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "unionbot.db"
        _make_tables(f"sqlite:///{file}")
        return file.read_bytes()


class World:
    """The union, its people's phones and the running bot."""

    def __init__(self, data_dir: Path, at: datetime = START, *, database_url: str | None = None) -> None:
        self.clock = MovableClock(at)
        self.settings = quick_settings(data_dir, database_url)
        self.standin = StandIn(self.clock.now)
        self.people: dict[str, int] = {}
        self.members: dict[str, int] = {}
        self.groups: dict[str, int] = {}
        if database_url is not None:
            _make_tables(database_url)
        elif not (file := data_dir / "unionbot.db").exists():
            file.write_bytes(_empty_database())
        self.house: House
        self._fetching: asyncio.Task[None]

    # -- running ------------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Start the bot, or start it again on the same database."""
        self.house = House(self.settings, self.clock, request=StandInRequest(Door(self.standin)))
        self.house.posted.gather_seconds = 0.01
        await self.house.start()
        self._fetching = asyncio.create_task(self.house.fetch())

    async def stop(self) -> None:
        """Stop it in order."""
        self._fetching.cancel()
        with suppress(asyncio.CancelledError):
            await self._fetching
        await self.house.stop()

    async def restart(self) -> None:
        """Stop and start."""
        await self.stop()
        await self.start()

    async def settle(self) -> None:
        """Wait until every update is answered and everything due is sent."""
        quiet = 0
        for _ in range(4000):
            busy = (
                len(self.standin.updates)
                or self.standin.traffic.in_flight
                or self.house.lanes.held
                or self.house.database.waiting
                # A write, not a look: what is to be written later goes along with it, and need not be waited for.
                or len(await self.house.database.write(inbox.waiting_after, 0, 1))
                or not self.house.delivery.idle
                or not self.house.waking.idle
                or not self.house.posted.idle
            )
            quiet = 0 if busy else quiet + 1
            if quiet >= 3:
                return
            await asyncio.sleep(0.002)
        raise TimeoutError("the bot does not come to rest")

    async def advance(self, by: timedelta) -> None:
        """Let time pass."""
        self.clock.advance(by)
        await self.house.moved_clock()
        await self.settle()

    async def advance_to(self, at: datetime) -> None:
        """Let time pass until ``at``."""
        await self.advance(at - self.clock.now())

    # -- people -------------------------------------------------------------------------------------------

    def account(self, name: str) -> int:
        """The Telegram id of a person; a stranger gets an account."""
        if name not in self.people:
            person = acts.add_person(self.standin, name)
            person.started = True
            self.standin.chats[person.id] = Chat(person.id, "private", name, {person.id})
            self.people[name] = person.id
        return self.people[name]

    def group(self, name: str) -> int:
        """The id of a group of the union; made when it does not exist."""
        if name in self.groups:
            return self.groups[name]

        def make(session: Session) -> int:
            parent = None if name == UNION else self.group_row(session, UNION)
            level = GroupLevel.UNION if name == UNION else GroupLevel.GROUP
            row = Group(name=name, level=level, parent_id=parent)
            session.add(row)
            session.flush()
            return int(row.id or 0)

        self.groups[name] = self._write(make)
        return self.groups[name]

    def group_row(self, session: Session, name: str) -> int:
        """The id of a group, made in the transaction at hand when it does not exist."""
        if name not in self.groups:
            row = Group(name=name, level=GroupLevel.UNION)
            session.add(row)
            session.flush()
            self.groups[name] = int(row.id or 0)
        return self.groups[name]

    def member(self, name: str, *, role: Role = Role.MEMBER, group: str = FIRST_GROUP, **facts: Any) -> int:
        """A member with a bound account; a leader's role covers the own group."""
        group_id = self.group(group)
        telegram_id = self.account(name)

        def make(session: Session) -> int:
            now = self.clock.now()
            member = Member(name=name, group_id=group_id, created_at=now, **facts)
            session.add(member)
            session.flush()
            member_id = int(member.id or 0)
            session.add(Account(telegram_id=telegram_id, member_id=member_id, bound_at=now))
            if role is not Role.MEMBER:
                scope = group_id if role is Role.LEADER else None
                session.add(RoleGrant(member_id=member_id, role=role, group_id=scope, granted_at=now))
            return member_id

        self.members[name] = self._write(make)
        return self.members[name]

    def _write(self, make: Callable[[Session], int]) -> int:
        database = self.house.database if hasattr(self, "house") else Database(self.settings.database.url)
        try:
            return database.write_now(make)
        finally:
            if not hasattr(self, "house"):
                database.close()


def local(text: str, now: datetime) -> datetime:
    """``2026-12-05 09:00`` or ``12-05 09:00`` (the next one) in the union's zone, as an instant."""
    parts = text.strip()
    if parts.count("-") == 1:
        here = now.astimezone(ZONE)
        candidate = datetime.strptime(f"{here.year}-{parts}", "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)
        return (candidate if candidate > here else candidate.replace(year=here.year + 1)).astimezone(UTC)
    return datetime.strptime(parts, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE).astimezone(UTC)
