"""The chat side of the bot as a thing that can be dropped at any moment and started again on the same rows.

Real poller, inbox, lanes, handling and replies; a minimal handler that stores one effect for each message and
answers it. Telegram is the stand-in, in this process.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import text
from sqlmodel import Session
from telegram.ext import Application, ApplicationBuilder

from bot.chat import inbox, texts
from bot.chat.elsewhere import Elsewhere
from bot.chat.handling import Handling
from bot.chat.inbox import ReceivedState
from bot.chat.lanes import Lanes
from bot.chat.pacing import Pacing
from bot.chat.polling import Poller
from bot.chat.replies import Replies
from bot.chat.router import Router
from bot.chat.turn import Turn
from bot.message import Message
from bot.preview.standin.core import TOKEN
from bot.preview.standin.door import Door
from bot.preview.standin.inprocess import StandInRequest
from bot.preview.standin.state import Message as Shown
from bot.storage import Database
from tests.world import World

P = ParamSpec("P")
T = TypeVar("T")
NAMES = ("赵甲", "钱乙", "孙丙", "李丁", "周戊")


class Fragile(Database):
    """A database whose process freezes before or after a commit, when ``crash_now`` says so."""

    def __init__(self, url: str, crash_now: Callable[[], bool]) -> None:
        super().__init__(url)
        self._crash_now = crash_now
        self.crashed = asyncio.Event()

    async def write(self, fn: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        await self._perhaps()
        result = await super().write(fn, *args, **kwargs)
        await self._perhaps()
        return result

    async def _perhaps(self) -> None:
        if self.crashed.is_set() or self._crash_now():
            self.crashed.set()
            await asyncio.Event().wait()


def record(session: Session, who: int, said: str) -> None:
    """The effect of a message: one row, in the order of effects."""
    session.connection().execute(
        text(
            "INSERT INTO audit (at, member_id, action, subject, detail, hash) VALUES ('', :who, :said, '', '', '')"
        ),
        {"who": who, "said": said},
    )


async def store_and_answer(turn: Turn) -> None:
    await turn.write(record, turn.actor.member_id, turn.text)
    await turn.reply(Message(turn.text))


def router_of(handle: Callable[[Turn], Any]) -> Router:
    router = Router()
    router.text(right=None)(handle)
    return router


class Machine:
    """One life of the process."""

    def __init__(
        self,
        world: World,
        *,
        crash_now: Callable[[], bool] = lambda: False,
        poller: type[Poller] = Poller,
        handle: Callable[[Turn], Any] = store_and_answer,
    ) -> None:
        self.world = world
        self.database = Fragile(world.settings.database.url, crash_now)
        self.door = Door(world.standin)
        request = StandInRequest(self.door)
        self.application: Application[Any, Any, Any, Any, Any, Any] = (
            ApplicationBuilder()
            .token(TOKEN)
            .request(request)
            .get_updates_request(request)
            .updater(None)
            .job_queue(None)
            .build()
        )
        replies = Replies(self.application.bot, Pacing(world.settings.sending, time.monotonic))
        handling = Handling(
            self.application,
            self.database,
            replies,
            router_of(handle),
            world.settings,
            world.clock,
            elsewhere=Elsewhere(self.application.bot, self.database, replies, world.clock),
            on_return=lambda *_: None,
        )
        handling.register()
        self.handling = handling
        self.lanes = Lanes(self.database, handling.handle)
        self.poller = poller(
            self.application.bot,
            self.database,
            world.clock,
            timeout=1,
            on_stored=self.lanes.received,
            reasons=texts.why_ended,
        )
        self._polling: asyncio.Task[None] | None = None

    async def start(self, *, poll: bool = True) -> None:
        await self.application.initialize()
        self.lanes.start()
        if poll:
            self._polling = asyncio.create_task(self.poller.run())

    async def until_done_or_crashed(self) -> bool:
        """Wait until every update is confirmed and settled. Returns False when it crashed before."""
        quiet = 0
        async with asyncio.timeout(60):
            while quiet < 2:
                if self.database.crashed.is_set():
                    return False
                busy = (
                    len(self.world.standin.updates)
                    or self.lanes.held
                    or bool(await self.database.read(inbox.waiting_after, 0, 1))
                )
                quiet = 0 if busy else quiet + 1
                await asyncio.sleep(0.002)
        return not self.database.crashed.is_set()

    async def drop(self) -> None:
        """The process is gone, without a word."""
        tasks = [task for task in (self._polling, self.lanes._reader, *self.lanes._tasks) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.door.close()
        await asyncio.to_thread(self.database.close)


def populated(world: World, people: int) -> list[str]:
    """Members with accounts; their names."""
    for name in NAMES[:people]:
        world.member(name)
    return list(NAMES[:people])


def check(world: World, database: Database, said: dict[str, list[str]]) -> None:
    """Each message had its effect once, in the order of its writer; its writer was told; nothing waits."""
    rows = database.read_now(
        lambda session: (
            session.connection().execute(text("SELECT member_id, action FROM audit ORDER BY id")).all()
        )
    )
    done: dict[int, list[str]] = {}
    for member_id, what in rows:
        done.setdefault(member_id, []).append(what)
    for name, messages in said.items():
        assert done.get(world.members[name], []) == messages, f"{name}: not once, or out of order"
    states = database.read_now(
        lambda session: session.connection().execute(text("SELECT DISTINCT state FROM inbox")).scalars().all()
    )
    assert set(states) <= {ReceivedState.DONE}
    answered = Counter(
        event.body.text for event in world.standin.events if isinstance(event.body, Shown) and event.from_bot
    )
    told_later = database.read_now(
        lambda session: session.connection().execute(text("SELECT COUNT(*) FROM outgoing")).scalar_one()
    )
    unanswered = [what for messages in said.values() for what in messages if not answered[what]]
    assert len(unanswered) <= told_later, f"nobody was told about {unanswered}"
