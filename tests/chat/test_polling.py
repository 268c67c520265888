"""Fetching: goes on through every failure that can pass, ends with a sentence where it cannot."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from telegram import Bot

from bot.chat import opening, texts
from bot.chat.ending import Ending, Stop
from bot.chat.inbox import Waiting
from bot.chat.polling import Poller
from bot.preview.standin import acts
from bot.preview.standin.core import TOKEN
from bot.preview.standin.door import Door
from bot.preview.standin.faults import FaultKind
from bot.preview.standin.inprocess import StandInRequest
from bot.storage import Database
from tests.world import World


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Waiting takes no time, but is noted."""
    waits: list[float] = []
    real = asyncio.sleep

    async def sleep(seconds: float, *args: Any) -> None:
        waits.append(seconds)
        await real(min(seconds, 0.001), *args)

    monkeypatch.setattr("bot.chat.polling.asyncio.sleep", sleep)
    return waits


class Fetching:
    """A poller at the stand-in; ``got`` holds the texts of what it stored."""

    def __init__(self, world: World, timeout: int = 1) -> None:
        self.world = world
        self.database = Database(world.settings.database.url)
        self.got: list[str] = []
        self.door = Door(world.standin)
        request = StandInRequest(self.door, 0.2)
        self.bot = Bot(TOKEN, request=request, get_updates_request=request)
        self.poller = Poller(
            self.bot,
            self.database,
            world.clock,
            timeout=timeout,
            on_stored=self.take,
            reasons=texts.why_ended,
        )

    def take(self, stored: list[Waiting]) -> None:
        self.got += [waiting.raw for waiting in stored]

    async def until(self, true: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not true():  # noqa: ASYNC110 - what is waited for has no event
                await asyncio.sleep(0.001)


@pytest.fixture
async def fetching(tmp_path: Path) -> AsyncIterator[Fetching]:
    world = World(tmp_path)
    world.account("赵甲")
    made = Fetching(world)
    yield made
    made.door.close()
    made.database.close()


@asynccontextmanager
async def running(fetching: Fetching) -> AsyncIterator["asyncio.Task[None]"]:
    task = asyncio.create_task(fetching.poller.run())
    yield task
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def say(fetching: Fetching, what: str) -> None:
    acts.say(fetching.world.standin, fetching.world.people["赵甲"], what)


def fail(fetching: Fetching, kind: FaultKind, *, count: int | None, seconds: float = 0.01) -> None:
    standin = fetching.world.standin
    standin.faults.add(kind, standin.now(), method="getUpdates", count=count, seconds=seconds)


PASSING = sorted(
    set(FaultKind) - {FaultKind.UNAUTHORIZED, FaultKind.CONFLICT, FaultKind.DROP_UPDATES, FaultKind.SLOW}
)


@pytest.mark.parametrize("kind", PASSING)
async def test_what_can_pass_is_waited_for(fetching: Fetching, kind: FaultKind) -> None:
    """Three failures in a row, then all that was said is there, once, in order."""
    for number in range(5):
        say(fetching, f"第{number}句")
    fail(fetching, kind, count=3, seconds=0.01)
    async with running(fetching) as task:
        await fetching.until(lambda: len(fetching.got) >= 5 and not fetching.world.standin.updates)
        say(fetching, "后来")
        await fetching.until(lambda: any("后来" in raw for raw in fetching.got))
        assert not task.done()
    said = [raw for raw in fetching.got if '"text"' in raw]
    assert len(said) == len(set(said)) == 6
    assert ["后来" in raw for raw in said] == [False] * 5 + [True]


async def test_waits_grow_to_a_minute_and_begin_again_after_a_success(
    fetching: Fetching, hurried: list[float]
) -> None:
    fail(fetching, FaultKind.ERROR_502, count=10)
    async with running(fetching):
        say(fetching, "好")
        await fetching.until(lambda: len(fetching.got) == 1)
        between = sum(hurried)
        hurried.clear()
        fail(fetching, FaultKind.ERROR_502, count=1)
        say(fetching, "再")
        await fetching.until(lambda: len(fetching.got) == 2)
    assert between >= 1 + 2 + 4 + 8 + 16 + 32 + 4 * 60
    assert max(hurried) <= 1


@pytest.mark.parametrize("known", [False, True], ids=["at the start", "later"])
async def test_a_token_that_is_refused_ends_the_process(fetching: Fetching, known: bool) -> None:
    if known:
        # The library then takes the refusal for a method that does not exist.
        await fetching.bot.initialize()
    fail(fetching, FaultKind.UNAUTHORIZED, count=1)
    async with running(fetching) as task:
        with pytest.raises(Stop, match="UNIONBOT_TOKEN") as stop:
            await asyncio.wait_for(task, 10)
    assert stop.value.code == Ending.TOKEN_REFUSED.code == 77


async def test_another_instance_ends_the_process_within_35_seconds(
    fetching: Fetching, hurried: list[float]
) -> None:
    fail(fetching, FaultKind.CONFLICT, count=None)
    async with running(fetching) as task:
        with pytest.raises(Stop, match="另一个程序") as stop:
            await asyncio.wait_for(task, 10)
    assert stop.value.code == 75
    assert sum(hurried) <= 35


async def test_two_conflicts_are_borne(fetching: Fetching) -> None:
    """The connection of the process before may linger for some seconds."""
    fail(fetching, FaultKind.CONFLICT, count=2)
    say(fetching, "好")
    async with running(fetching):
        await fetching.until(lambda: len(fetching.got) == 1)


async def test_a_webhook_that_was_left_is_ended_without_losing_anything(fetching: Fetching) -> None:
    await fetching.bot.initialize()
    await fetching.bot.set_webhook("https://bot.example.org/telegram")
    say(fetching, "好")
    async with running(fetching):
        await fetching.until(lambda: len(fetching.got) == 1)


async def test_nothing_is_confirmed_before_it_is_stored(fetching: Fetching) -> None:
    for number in range(3):
        say(fetching, str(number))
    fetching.database.close()
    with pytest.raises(Exception, match="closed"):
        await fetching.poller.poll_once()
    assert len(fetching.world.standin.updates) == 3


@pytest.mark.parametrize("update_id", [None, "7", -7, 2**70])
async def test_an_update_without_a_number_neither_confirms_others_nor_runs_hot(
    fetching: Fetching, hurried: list[float], update_id: object
) -> None:
    """It stands in front of two others and comes again and again, as it cannot be confirmed by itself."""
    asked: list[int] = []
    waiting: list[Any] = [{"update_id": update_id, "message": "?"}]

    async def answer(_method: str, api_kwargs: dict[str, Any], **_: object) -> list[Any]:
        asked.append(api_kwargs["offset"])
        if api_kwargs["offset"] > 5:
            del waiting[:]
        return list(waiting)

    fetching.poller._bot = SimpleNamespace(do_api_request=answer)  # type: ignore[assignment]
    for _ in range(4):
        await fetching.poller.poll_once()
    assert asked == [0, 1, 1, 1]
    assert hurried == [1, 1, 1]
    waiting.append({"update_id": 5})
    await fetching.poller.poll_once()
    await fetching.poller.poll_once()
    assert asked[-1] == 6
    assert waiting == []
    await fetching.poller.poll_once()
    assert asked[-1] == 0, "nothing is left: numbers may go on anywhere"
    assert len(fetching.got) == 2


async def test_the_watchdog_sees_success_and_silence_apart(fetching: Fetching) -> None:
    progress = fetching.poller.progress
    progress.at = progress.ended_at = -1_000.0
    fail(fetching, FaultKind.ERROR_502, count=1)
    async with running(fetching):
        await fetching.until(lambda: progress.silence < 100)
        await fetching.until(lambda: progress.age < 100)


async def test_polling_asks_only_for_what_the_bot_uses(fetching: Fetching) -> None:
    await fetching.poller.poll_once()
    assert fetching.world.standin.updates.allowed == opening.ALLOWED_UPDATES
