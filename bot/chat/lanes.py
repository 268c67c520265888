"""Fair order: each sender's updates one after another, many senders side by side.

A sender's turn is taken first and one of the places in the program second; the other way round one flooding
sender would hold all places. What a lane cannot hold stays in the inbox table, so that memory does not grow.
Who sends far more than is answered is told once; what comes then is let go until all before it is answered.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from bot.chat import inbox
from bot.chat.inbox import Waiting
from bot.storage import Database

PLACES = 256
PER_SENDER = 16
IN_MEMORY = 2_000
#: So many updates of one sender may wait: more than anybody writes, far less than a broken program sends.
MOST_WAITING = 200
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Lane:
    waiting: deque[Waiting] = field(default_factory=deque)
    last_id: int = 0
    #: The newest update of this sender that was left in the inbox table; 0 when all are here.
    left_behind: int = 0
    #: How many were left there.
    in_table: int = 0
    turned_away: set[int] = field(default_factory=set)


class Lanes:
    """Reads the inbox and has ``handle(update)`` called in fair order."""

    def __init__(
        self,
        database: Database,
        handle: Callable[[Waiting], Awaitable[None]],
        *,
        places: int = PLACES,
        on_flood: Callable[[int], Coroutine[Any, Any, None]] | None = None,
    ) -> None:
        """``places``: how many senders are served at the same time. ``handle`` settles the update.

        ``on_flood(sender)`` tells somebody, once, that more than MOST_WAITING wait; None: all are handled.
        """
        self._database = database
        self._handle = handle
        self._on_flood = on_flood
        self._lanes: dict[int, _Lane] = {}
        self._places = asyncio.Semaphore(places)
        self._tasks: set[asyncio.Task[None]] = set()
        self._held = 0
        #: The newest update that was given to a lane, here or to be read by it.
        self._cursor = 0
        self._drained = asyncio.Event()
        self._more = asyncio.Event()
        #: From the first update that is left to the reader until the reader has found nothing more.
        self._catching_up = True
        self._stopping = False
        self._reader: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin with what waits in the inbox."""
        self._more.set()
        self._reader = asyncio.create_task(self._read_for_ever(), name="inbox reader")

    def received(self, stored: list[Waiting]) -> None:
        """Take over updates that were just committed, in the order of their ids. Saves reading them back."""
        for update in stored:
            if self._catching_up or self._held >= IN_MEMORY:
                self._catching_up = True
                self._more.set()
            elif update.id > self._cursor:
                self._take(update)

    @property
    def held(self) -> int:
        """How many updates are in memory, waiting or being handled."""
        return self._held

    @property
    def idle(self) -> bool:
        """Whether all that was received is handled."""
        return self._held == 0 and not self._catching_up

    @property
    def _is_full(self) -> bool:
        return self._held >= IN_MEMORY // 2

    async def stop(self, grace: float) -> None:
        """Take no more; give what is being handled ``grace`` seconds. The rest stays in the inbox."""
        self._stopping = self._catching_up = True
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
        most = IN_MEMORY // 4
        while True:
            await self._more.wait()
            # Before the read: what is committed from now on sets it again, and is read the next time.
            self._more.clear()
            rows = await self._read(inbox.waiting_after, self._cursor, most)
            for row in rows:
                self._take(row)
            if self._is_full:
                self._drained.clear()
                await self._drained.wait()
            if len(rows) == most:
                self._more.set()
            elif not self._more.is_set():
                self._catching_up = False

    async def _read(self, fn: Callable[..., list[Waiting]], *args: int) -> list[Waiting]:
        """Read, for as long as it takes until the database can be read."""
        while True:
            try:
                return await self._database.read(fn, *args)
            except Exception as error:
                _log.error("the inbox cannot be read: %s", type(error).__name__)
                await asyncio.sleep(1)

    def _take(self, update: Waiting) -> None:
        self._cursor = update.id
        lane = self._lanes.get(update.sender)
        if lane is None:
            lane = self._lanes[update.sender] = _Lane()
            self._append(lane, update)
            self._start(self._run(update.sender, lane))
        elif (
            self._on_flood and len(lane.waiting) + lane.in_table >= MOST_WAITING and not update.effect_stored
        ):
            self._turn_away(lane, update, self._on_flood)
        elif lane.left_behind or len(lane.waiting) >= PER_SENDER:
            lane.left_behind = update.id
            lane.in_table += 1
        else:
            self._append(lane, update)

    def _turn_away(
        self, lane: _Lane, update: Waiting, on_flood: Callable[[int], Coroutine[Any, Any, None]]
    ) -> None:
        if not lane.turned_away:
            _log.warning("more than %d updates of one sender wait", MOST_WAITING)
            self._start(on_flood(update.sender))
        lane.turned_away.add(update.id)
        self._database.write_later(inbox.finish, update.id)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

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
                        await self._handle_next(lane)
            if not lane.left_behind:
                del self._lanes[sender]
                return
            expected = lane.left_behind
            most = 1 if self._is_full else PER_SENDER
            rows = await self._read(inbox.waiting_of, sender, lane.last_id, most)
            if self._stopping:
                return
            for row in rows:
                if row.id in lane.turned_away:
                    lane.last_id = row.id
                else:
                    lane.in_table -= 1
                    self._append(lane, row)
            if lane.left_behind == expected and (not rows or lane.last_id >= expected):
                lane.left_behind = lane.in_table = 0

    async def _handle_next(self, lane: _Lane) -> None:
        update = lane.waiting.popleft()
        try:
            await self._handle(update)
        except Exception:
            # It stays in the inbox for the next start; those behind it must not wait for that.
            _log.exception("update %d was not settled", update.id)
        finally:
            self._held -= 1
            if not self._is_full:
                self._drained.set()
