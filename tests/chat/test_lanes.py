"""Fair order: one after another for each sender, side by side for many; a flood delays nobody else and fills nothing."""

import asyncio
import random
import tracemalloc
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session

from bot.chat import inbox, lanes
from bot.chat.inbox import Waiting
from bot.chat.lanes import Lanes
from bot.storage import Database, StorageUnavailable

NOW = datetime(2026, 12, 5, 7, 0, tzinfo=UTC)


def update(number: int, sender: int) -> dict[str, Any]:
    return {"update_id": number, "message": {"from": {"id": sender}}}


async def store(database: Database, senders: list[int], first: int = 1) -> list[Waiting]:
    updates = [update(first + number, sender) for number, sender in enumerate(senders)]
    return await database.write(inbox.store, updates, NOW)


class Desk:
    """Handles updates: notes them, settles them, and takes as long as it is told."""

    def __init__(self, database: Database, work: Callable[[Waiting], Awaitable[None]] | None = None) -> None:
        self.database = database
        self.work = work
        self.begun: list[Waiting] = []
        self.done: list[Waiting] = []
        self.at_once: dict[int, int] = {}
        self.most_at_once = 0

    async def handle(self, waiting: Waiting) -> None:
        self.begun.append(waiting)
        self.at_once[waiting.sender] = self.at_once.get(waiting.sender, 0) + 1
        assert self.at_once[waiting.sender] == 1, "two updates of one sender at the same time"
        self.most_at_once = max(self.most_at_once, sum(self.at_once.values()))
        try:
            if self.work is not None:
                await self.work(waiting)
            await self.database.write(inbox.finish, [waiting.id])
            self.done.append(waiting)
        finally:
            self.at_once[waiting.sender] -= 1

    async def until(self, number: int) -> None:
        async with asyncio.timeout(60):
            while len(self.done) < number:  # noqa: ASYNC110 - what is waited for has no event
                await asyncio.sleep(0.002)

    def ids_of(self, sender: int) -> list[int]:
        return [waiting.id for waiting in self.done if waiting.sender == sender]


@asynccontextmanager
async def running(
    desk: Desk, places: int = 256, on_flood: Callable[[int], Coroutine[Any, Any, None]] | None = None
) -> AsyncIterator[Lanes]:
    opened = Lanes(desk.database, desk.handle, places=places, on_flood=on_flood)
    opened.start()
    yield opened
    await opened.stop(1)


async def test_what_waits_at_the_start_is_handled_in_order(any_database: Database) -> None:
    desk = Desk(any_database)
    await store(any_database, [number % 7 for number in range(1, 3_001)])
    async with running(desk):
        await desk.until(3_000)
    for sender in range(7):
        assert desk.ids_of(sender) == sorted(desk.ids_of(sender))
    assert len({waiting.id for waiting in desk.done}) == 3_000


@pytest.mark.parametrize("seed", range(5))
async def test_order_holds_while_new_ones_keep_coming(database: Database, seed: int) -> None:
    """Deliveries of any size, handling of any length, backlog or none: nothing lost, doubled or out of order."""
    dice = random.Random(seed)

    async def dawdle(_waiting: Waiting) -> None:
        if dice.random() < 0.3:
            await asyncio.sleep(dice.random() * 0.002)

    desk = Desk(database, dawdle)
    await store(database, [dice.randrange(1, 40) for _ in range(dice.randrange(0, 1_500))])
    stored = len(await database.read(inbox.waiting_after, 0, 10_000))
    async with running(desk, places=dice.choice([1, 8, 256])) as opened:
        for _ in range(60):
            senders = [
                dice.randrange(1, 40) if dice.random() < 0.6 else 1 for _ in range(dice.randrange(1, 100))
            ]
            opened.received(await store(database, senders, first=stored + 1))
            stored += len(senders)
            if dice.random() < 0.5:
                await asyncio.sleep(dice.random() * 0.01)
        await desk.until(stored)
        assert opened.held == 0
    assert sorted(waiting.id for waiting in desk.done) == list(range(1, stored + 1))
    for sender in range(1, 40):
        assert desk.ids_of(sender) == sorted(desk.ids_of(sender))


async def test_an_update_committed_while_the_reader_reads_is_not_passed_over(database: Database) -> None:
    """The reader has read, but not yet returned, when one update is committed and announced, and then another."""
    desk = Desk(database)
    real_read = database.read
    reads = 0

    async def slow_read(fn: Any, *args: Any, **kwargs: Any) -> Any:
        nonlocal reads
        result = await real_read(fn, *args, **kwargs)
        reads += 1
        if reads <= 2:
            opened.received(await store(database, [reads], first=reads))
        return result

    database.read = slow_read  # type: ignore[method-assign]
    opened = Lanes(database, desk.handle)
    opened.start()
    await desk.until(2)
    await opened.stop(1)
    assert [waiting.id for waiting in desk.done] == [1, 2]


async def test_a_flood_of_one_delays_nobody(database: Database) -> None:
    """With one place per member in flight, a member with a thousand updates holds one place, not all."""
    gate = asyncio.Event()

    async def work(waiting: Waiting) -> None:
        if waiting.sender == 1:
            await gate.wait()

    desk = Desk(database, work)
    await store(database, [1] * 1_000)
    async with running(desk, places=4) as opened:
        opened.received(await store(database, list(range(2, 102)), first=2_000))
        await desk.until(100)
        assert {waiting.sender for waiting in desk.done} == set(range(2, 102))
        gate.set()
        await desk.until(1_100)
    assert desk.ids_of(1) == list(range(1, 1_001))
    assert desk.most_at_once <= 4


async def test_no_more_than_the_places_at_once(database: Database) -> None:
    async def work(_waiting: Waiting) -> None:
        await asyncio.sleep(0.002)

    desk = Desk(database, work)
    await store(database, list(range(1, 101)))
    async with running(desk, places=8):
        await desk.until(100)
    assert desk.most_at_once == 8


@pytest.mark.parametrize("senders", [1, 700, 100_000])
async def test_a_hundred_thousand_waiting_do_not_fill_memory(database: Database, senders: int) -> None:
    raw = '{"update_id":1,"message":{"text":"' + "长" * 300 + '"}}'
    many = text(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)"
        " INSERT INTO inbox (update_id, digest, sender, raw, received_at, state, trouble)"
        " SELECT i, i, i % :senders + 1, :raw, '2026-12-05 07:00:00.000000', 'waiting', '' FROM n"
    )

    def fill(session: Session) -> None:
        session.execute(many, {"senders": senders, "raw": raw})

    await database.write(fill)
    settled = asyncio.Event()

    async def work(_waiting: Waiting) -> None:
        await settled.wait()

    desk = Desk(database, work)
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    async with running(desk) as opened:
        for _ in range(200):
            await asyncio.sleep(0.005)
        assert 0 < opened.held <= lanes.IN_MEMORY
        now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert now - before < 10_000_000
    assert most - before < 10_000_000


async def test_stopping_finishes_what_is_begun_and_leaves_the_rest(any_database: Database) -> None:
    release = asyncio.Event()

    async def work(_waiting: Waiting) -> None:
        await release.wait()

    desk = Desk(any_database, work)
    await store(any_database, [number % 20 for number in range(1, 401)])
    opened = Lanes(any_database, desk.handle, places=10)
    opened.start()
    async with asyncio.timeout(10):
        while len(desk.begun) < 10:  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.002)
    stopping = asyncio.ensure_future(opened.stop(10))
    await asyncio.sleep(0.01)
    opened.received(await store(any_database, [99], first=1_000))
    release.set()
    await asyncio.wait_for(stopping, 5)
    assert len(desk.done) == 10
    assert opened.held == 0
    left = await any_database.read(inbox.waiting_after, 0, 1_000)
    assert len(left) == 401 - 10
    again = Desk(any_database)
    async with running(again):
        await again.until(391)
    assert not {waiting.id for waiting in desk.done} & {waiting.id for waiting in again.done}


async def test_stopping_does_not_wait_for_what_hangs(database: Database) -> None:
    async def work(_waiting: Waiting) -> None:
        await asyncio.Event().wait()

    desk = Desk(database, work)
    await store(database, [1] * 40)
    opened = Lanes(database, desk.handle)
    opened.start()
    async with asyncio.timeout(10):
        while not desk.begun:  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.002)
    await asyncio.wait_for(opened.stop(0.05), 5)
    assert len(desk.begun) == 1
    assert len(await database.read(inbox.waiting_after, 0, 100)) == 40


async def test_a_bug_below_the_handlers_does_not_stop_the_lane(database: Database) -> None:
    async def work(waiting: Waiting) -> None:
        if waiting.id == 2:
            raise RuntimeError("a bug")

    desk = Desk(database, work)
    await store(database, [1] * 40)
    async with running(desk):
        await desk.until(39)
    assert [waiting.id for waiting in await database.read(inbox.waiting_after, 0, 100)] == [2]


async def test_an_inbox_that_cannot_be_read_for_a_while_is_read_later(database: Database) -> None:
    desk = Desk(database)
    real_read = database.read
    failures = 2

    async def read(fn: Any, *args: Any, **kwargs: Any) -> Any:
        nonlocal failures
        failures -= 1
        if failures >= 0:
            raise StorageUnavailable("away")
        return await real_read(fn, *args, **kwargs)

    database.read = read  # type: ignore[method-assign]
    await store(database, [1, 2, 3])
    async with running(desk):
        await desk.until(3)


async def test_who_floods_is_told_once_and_the_rest_let_go_until_all_is_answered(
    any_database: Database,
) -> None:
    gate = asyncio.Event()
    told: list[int] = []

    async def slow(waiting: Waiting) -> None:
        if waiting.sender == 1:
            await gate.wait()

    async def tell(sender: int) -> None:
        told.append(sender)

    desk = Desk(any_database, slow)
    async with running(desk, on_flood=tell) as opened:
        for first in range(1, 2_000, 100):
            senders = [2 if number % 50 == 0 else 1 for number in range(100)]
            opened.received(await store(any_database, senders, first=first))
        await desk.until(40)
        assert desk.ids_of(1) == []
        gate.set()
        await desk.until(40 + 1 + lanes.MOST_WAITING)
        while not opened.idle:  # noqa: ASYNC110
            await asyncio.sleep(0.002)
        assert told == [1]
        assert len(desk.ids_of(2)) == 40
        assert desk.ids_of(1) == sorted(desk.ids_of(1))
        assert len(desk.ids_of(1)) == 1 + lanes.MOST_WAITING
        # It is calm again: the next one is answered as ever.
        opened.received(await store(any_database, [1], first=5_000))
        await desk.until(40 + 2 + lanes.MOST_WAITING)
    assert await any_database.read(inbox.waiting_after, 0, 10) == []
