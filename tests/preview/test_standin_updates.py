"""What getUpdates confirms, keeps and loses."""

import asyncio
import random
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import MovableClock
from bot.preview.standin import acts
from bot.preview.standin.core import StandIn
from bot.preview.standin.updates import UpdateQueue
from tests.preview.conftest import START, Stage


def ids(updates: list[Any]) -> list[int]:
    return [update["update_id"] for update in updates]


@pytest.fixture
def queue() -> UpdateQueue:
    queue = UpdateQueue(101)
    for number in range(5):
        queue.add({"message": {"text": str(number)}}, START)
    return queue


def test_nothing_is_lost_until_it_is_confirmed(queue: UpdateQueue) -> None:
    assert ids(queue.take(0, 100, START)) == [101, 102, 103, 104, 105]
    assert ids(queue.take(0, 100, START)) == [101, 102, 103, 104, 105]


def test_the_offset_destroys_everything_below(queue: UpdateQueue) -> None:
    assert ids(queue.take(103, 2, START)) == [103, 104]
    assert ids(queue.take(0, 100, START)) == [103, 104, 105]
    assert ids(queue.take(50, 100, START)) == [103, 104, 105]
    assert ids(queue.take(106, 100, START)) == []
    assert len(queue) == 0


def test_a_negative_offset_keeps_the_newest(queue: UpdateQueue) -> None:
    assert ids(queue.take(-2, 100, START)) == [104, 105]
    assert ids(queue.take(0, 100, START)) == [104, 105]


@pytest.mark.parametrize("limit", [0, -1, 101, 1000])
def test_at_most_a_hundred_at_once(queue: UpdateQueue, limit: int) -> None:
    for _ in range(200):
        queue.add({"message": {}}, START)
    assert len(queue.take(0, limit, START)) == 100


def test_presses_are_kept_150_seconds_and_messages_a_day(queue: UpdateQueue) -> None:
    queue.add({"callback_query": {}}, START)
    assert len(queue.take(0, 100, START + timedelta(seconds=149))) == 6
    assert len(queue.take(0, 100, START + timedelta(seconds=150))) == 5
    assert queue.take(0, 100, START + timedelta(hours=24)) == []


def test_only_wanted_kinds_are_queued(queue: UpdateQueue) -> None:
    assert queue.add({"chat_member": {}}, START) is None
    queue.allow(["chat_member", "nonsense"])
    assert queue.allowed == ["chat_member"]
    assert queue.add({"chat_member": {}}, START) == 106
    assert queue.add({"message": {}}, START) is None
    queue.allow([])
    assert queue.add({"message": {}}, START) == 107


@pytest.mark.parametrize("seed", range(20))
def test_restarted_ids_lose_nothing_and_end(seed: int) -> None:
    queue, dice = UpdateQueue(2**30), random.Random(seed)
    for _ in range(3):
        queue.add({"message": {}}, START)
    queue.restart_ids(dice)
    for _ in range(3):
        queue.add({"message": {}}, START)
    seen: list[int] = []
    offset = 0
    for _ in range(7):
        given = ids(queue.take(offset, 1, START))
        seen += given
        offset = given[-1] + 1 if given else offset
    assert len(set(seen)) == 6
    assert len(queue) == 0


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 5), st.booleans()), max_size=40))
def test_who_confirms_what_it_has_gets_everything_in_order(steps: list[tuple[int, int, bool]]) -> None:
    queue, made, kept, offset = UpdateQueue(77), 0, [], 0
    for added, limit, stored in [*steps, *[(0, 100, True)] * 2]:
        for _ in range(added):
            queue.add({"message": {"text": made}}, START)
            made += 1
        given_now = queue.take(offset, limit, START)
        if stored and given_now:
            kept += [update["message"]["text"] for update in given_now]
            offset = given_now[-1]["update_id"] + 1
    assert kept == list(range(made))


def test_an_offset_from_before_the_restart_confirms_nothing() -> None:
    queue = UpdateQueue(5)
    queue.add({"message": {}}, START)
    assert ids(queue.take(1_000_000, 100, START)) == [5]


async def test_a_long_poll_waits_for_the_next_update(stage: Stage) -> None:
    poll = asyncio.create_task(stage.result("getUpdates", timeout=5))
    await asyncio.sleep(0.05)
    assert not poll.done()
    acts.say(stage.core, stage.person, "您好")
    assert [update["message"]["text"] for update in await poll] == ["您好"]


async def test_a_second_poller_ends_the_first(stage: Stage) -> None:
    first = asyncio.create_task(stage.call("getUpdates", timeout=5))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(stage.result("getUpdates", timeout=5))
    status, body = await first
    assert (status, body["description"]) == (
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    )
    acts.say(stage.core, stage.person, "您好")
    assert len(await second) == 1


async def test_polling_and_webhook_exclude_each_other(stage: Stage) -> None:
    poll = asyncio.create_task(stage.call("getUpdates", timeout=5))
    await asyncio.sleep(0.05)
    await stage.result("setWebhook", url="https://example.invalid/hook", allowed_updates=["message"])
    assert (await poll)[0] == 409
    assert (await stage.call("getUpdates"))[0] == 409
    info = await stage.result("getWebhookInfo")
    assert info["url"] == "https://example.invalid/hook"
    assert info["allowed_updates"] == ["message"]
    await stage.result("deleteWebhook")
    assert await stage.result("getUpdates") == []


def test_blocking_is_told_and_start_unblocks(core: StandIn, clock: MovableClock) -> None:
    person = acts.add_person(core, "赵甲")
    acts.start(core, person.id)
    acts.block(core, person.id, blocked=True)
    acts.start(core, person.id, "abc")
    told = core.updates.take(0, 100, clock.now())
    assert [next(reversed(update)) for update in told] == [
        "message",
        "my_chat_member",
        "my_chat_member",
        "message",
    ]
    assert [told[n]["my_chat_member"]["new_chat_member"]["status"] for n in (1, 2)] == ["kicked", "member"]
    assert told[3]["message"]["text"] == "/start abc"


def test_a_long_text_is_cut_as_clients_do(core: StandIn) -> None:
    person = acts.add_person(core, "赵甲")
    parts = acts.say(core, person.id, "长😀" * 3000)
    assert [len(part.text.encode("utf-16-le")) // 2 for part in parts] == [4096, 4095, 809]
    assert "".join(part.text for part in parts) == "长😀" * 3000
