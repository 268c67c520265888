"""Fair order: each sender's updates one after another, many senders side by side.

A sender's turn is taken first and one of the places in the program second; the other way round one flooding
sender would hold all places. What a lane cannot hold stays in the inbox table, so that memory does not grow.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.chat import inbox
from bot.chat.inbox import Waiting
from bot.storage import Database

PLACES = 256
PER_SENDER = 16
IN_MEMORY = 2_000
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Lane:
    waiting: deque[Waiting] = field(default_factory=deque)
    last_id: int = 0
    #: The newest update of this sender that was left in the inbox table; 0 when all are here.
    left_behind: int = 0


class Lanes:
    """Reads the inbox and has ``handle(update)`` called in fair order."""

    def __init__(self, database: Database, handle: Callable[[Waiting], Awaitable[None]]) -> None:
        self._database = database
        self._handle = handle
        self._lanes: dict[int, _Lane] = {}
        self._places = asyncio.Semaphore(PLACES)
        self._tasks: set[asyncio.Task[None]] = set()
        self._held = 0
        self._cursor = 0
        self._more = asyncio.Event()
        self._drained = asyncio.Event()
        self._reader: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin with what waits in the inbox."""
        self._more.set()
        self._reader = asyncio.create_task(self._read_for_ever(), name="inbox reader")

    def received(self, stored: list[Waiting]) -> None:
        """Take over updates that were just committed, in order. Saves reading them back."""
        for update in stored:
            if update.id > self._cursor and not self._more.is_set() and self._held < IN_MEMORY:
                self._take(update)
            else:
                self._more.set()

    @property
    def held(self) -> int:
        """How many updates are in memory, waiting or being handled."""
        return self._held

    async def stop(self, grace: float) -> None:
        """Take no more; give what is being handled ``grace`` seconds. The rest stays in the inbox."""
        if self._reader is not None:
            self._reader.cancel()
            await asyncio.gather(self._reader, return_exceptions=True)
        for lane in self._lanes.values():
            self._held -= len(lane.waiting)
            lane.waiting.clear()
        if self._tasks:
            _done, late = await asyncio.wait(self._tasks, timeout=grace)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _read_for_ever(self) -> None:
        while True:
            await self._more.wait()
            try:
                rows = await self._database.read(inbox.waiting_after, self._cursor, IN_MEMORY // 4)
            except Exception:
                _log.exception("the inbox cannot be read")
                await asyncio.sleep(1)
                continue
            for row in rows:
                self._take(row)
            if self._held >= IN_MEMORY:
                await self._until_drained()
            elif len(rows) < IN_MEMORY // 4:
                # Nothing can have come in between: there was no await since the rows were taken.
                self._more.clear()
                if await self._database.read(inbox.waiting_after, self._cursor, 1):
                    self._more.set()

    async def _until_drained(self) -> None:
        while self._held >= IN_MEMORY // 2:
            self._drained.clear()
            await self._drained.wait()

    def _take(self, update: Waiting) -> None:
        self._cursor = max(self._cursor, update.id)
        lane = self._lanes.get(update.sender)
        if lane is None:
            lane = self._lanes[update.sender] = _Lane()
            self._append(lane, update)
            task = asyncio.create_task(self._run(update.sender, lane))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        elif lane.left_behind or len(lane.waiting) >= PER_SENDER:
            lane.left_behind = update.id
        else:
            self._append(lane, update)

    def _append(self, lane: _Lane, update: Waiting) -> None:
        lane.waiting.append(update)
        lane.last_id = update.id
        self._held += 1

    async def _run(self, sender: int, lane: _Lane) -> None:
        while True:
            while lane.waiting:
                async with self._places:
                    # A stop may have emptied the lane while this sender waited for a place.
                    if lane.waiting:
                        update = lane.waiting.popleft()
                        try:
                            await self._handle(update)
                        finally:
                            self._held -= 1
                            if self._held < IN_MEMORY // 2:
                                self._drained.set()
            if not lane.left_behind:
                del self._lanes[sender]
                return
            try:
                rows = await self._database.read(inbox.waiting_of, sender, lane.last_id, PER_SENDER)
            except Exception:
                _log.exception("the inbox cannot be read")
                await asyncio.sleep(1)
                continue
            for row in rows:
                self._append(lane, row)
            if lane.last_id >= lane.left_behind or not rows:
                lane.left_behind = 0
