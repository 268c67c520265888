"""A post office for tests: real database, real dispatcher, real PTB; the stand-in plays Telegram."""

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import Session, select
from telegram import Bot

from bot import outbox, tables
from bot.chat.claiming import OnFinished
from bot.chat.delivery import Delivery
from bot.chat.pacing import Pacing
from bot.chat.replies import Replies
from bot.clock import MovableClock
from bot.members.model import Account, Group, Member
from bot.message import Message
from bot.outbox import Outgoing, OutgoingState, Totals
from bot.preview.standin import acts
from bot.preview.standin.core import TOKEN, StandIn
from bot.preview.standin.door import Door
from bot.preview.standin.faults import Fault, FaultKind
from bot.preview.standin.inprocess import StandInRequest
from bot.storage import Database

START = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Quick:
    """Rates that do not make tests wait."""

    per_second: float = 1000.0
    per_chat_per_second: float = 100.0
    per_group_per_minute: int = 6000
    in_flight: int = 4


class Post:
    """People with accounts, an outbox and its dispatcher."""

    def __init__(
        self, url: str, settings: Quick | None = None, on_finished: OnFinished | None = None
    ) -> None:
        self.settings = settings or Quick()
        self.clock = MovableClock(START)
        self.standin = StandIn(self.clock.now)
        self.door = Door(self.standin)
        self.bot = Bot(TOKEN, request=StandInRequest(self.door, 0.2))
        self.database = Database(url)
        self.database.write_now(lambda session: tables.metadata.create_all(session.connection()))
        self.on_finished = on_finished
        self.people: dict[int, int] = {}
        self.group_id = self.write(self._add_group)
        self.delivery = self._delivery()
        self.replies = Replies(self.bot, self.delivery.pacing)

    def _delivery(self) -> Delivery:
        pacing = Pacing(self.settings, time.monotonic)
        return Delivery(
            self.database, self.bot, self.clock, self.settings, pacing=pacing, on_finished=self.on_finished
        )

    @staticmethod
    def _add_group(session: Session) -> int:
        group = Group(name="第一小组")
        session.add(group)
        session.flush()
        return group.id or 0

    def write(self, fn: Any, *args: Any, **kwargs: Any) -> Any:
        return self.database.write_now(fn, *args, **kwargs)

    def member(self, name: str, *, bound: bool = True) -> int:
        """A member; bound ones have an account whose owner has started the bot. Returns the member's id."""

        def add(session: Session) -> int:
            member = Member(name=name, group_id=self.group_id, created_at=START)
            session.add(member)
            session.flush()
            if bound:
                session.add(Account(telegram_id=person.id, member_id=member.id or 0, bound_at=START))
            return member.id or 0

        person = acts.add_person(self.standin, name)
        acts.start(self.standin, person.id)
        member_id: int = self.write(add)
        self.people[member_id] = person.id
        return member_id

    def members(self, count: int) -> list[int]:
        return [self.member(f"会员{number}") for number in range(1, count + 1)]

    def push(self, to: int, text: str = "您好", *, key: str = "", after: float = 0, **facts: Any) -> None:
        self.write(
            outbox.push,
            key=key or f"{text}:{to}",
            to=to,
            due_at=self.clock.now() + timedelta(seconds=after),
            message=Message(text),
            **facts,
        )

    def push_all(
        self, to: Iterable[int], text: str = "通知", reference: str = "notice:1", **facts: Any
    ) -> None:
        self.write(
            outbox.push_many,
            keys={member: f"{reference}:{member}" for member in to},
            due_at=self.clock.now(),
            message=Message(text),
            reference=reference,
            **facts,
        )

    def fault(self, kind: FaultKind, method: str = "sendMessage", **facts: Any) -> Fault:
        return self.standin.faults.add(kind, self.clock.now(), method=method, **facts)

    def seen(self, member: int) -> list[str]:
        """The texts that the member sees."""
        return self.seen_in(self.people[member])

    def seen_in(self, chat_id: int) -> list[str]:
        chat = self.standin.chats.get(chat_id)
        messages = chat.messages.values() if chat else ()
        return [
            message.text for message in messages if message.sender_id == self.standin.bot_id and message.text
        ]

    def rows(self) -> list[Outgoing]:
        return self.database.read_now(lambda session: list(session.exec(select(Outgoing).order_by("id"))))

    def states(self) -> list[OutgoingState]:
        return [OutgoingState(row.state) for row in self.rows()]

    def totals(self, reference: str = "notice:1") -> Totals:
        return self.database.read_now(outbox.totals, reference)

    def account(self, member: int) -> Account:
        return self.database.read_now(
            lambda session: session.exec(select(Account).where(Account.member_id == member)).one()
        )

    async def settle(self) -> None:
        """Wait until all that can be sent now is sent and recorded."""
        quiet = 0
        for _ in range(4000):
            quiet = quiet + 1 if self.delivery.idle else 0
            if quiet >= 3:
                return
            await asyncio.sleep(0.002)
        raise TimeoutError("the dispatcher does not come to rest")

    async def advance(self, **by: float) -> None:
        self.clock.advance(timedelta(**by))
        self.delivery.poke()
        await self.settle()

    async def restart(self) -> None:
        """As after a kill: the rows stay as they are, a new dispatcher begins."""
        for task in (*self.delivery._loops, *self.delivery._sending):
            task.cancel()
        self.delivery = self._delivery()
        await self.delivery.start()
        await self.settle()

    async def close(self) -> None:
        await self.delivery.stop()
        self.database.close()
