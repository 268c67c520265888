"""The real process over HTTP: it starts, answers, ends in order, and stands every way of being killed."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.buttons import pack
from bot.chat.router import Choose
from bot.preview.standin import acts
from bot.preview.standin.faults import FaultKind
from tests.e2e.union import Union, campaign, union


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Union]:
    async with union(tmp_path) as made:
        made.populate(8, capacity=3)
        yield made


async def started(made: Union) -> None:
    await made.start()
    await made.until(lambda: "已启动" in made.printed)


async def test_it_answers_and_ends_in_order(town: Union) -> None:
    await started(town)
    town.propose(town.people[1], "食堂加一个素菜窗口")
    await town.until_settled()
    assert town.count("proposal") == 1
    begun = time.monotonic()
    assert await town.terminate() == 0
    assert time.monotonic() - begun < 10
    assert "Traceback" not in town.printed


async def test_a_stop_under_load_takes_less_than_ten_seconds_and_loses_nothing(town: Union) -> None:
    town.core.limits.latency = 0.2
    await started(town)
    for number in range(40):
        for person in town.people:
            town.propose(person, f"第{number}条，来自{person}")
    await town.until(lambda: town.count("proposal") >= 5)
    begun = time.monotonic()
    assert await town.terminate() == 0
    assert time.monotonic() - begun < 10
    town.core.limits.latency = 0.0
    await started(town)
    await town.until_settled()
    assert town.count("proposal") == 40 * 8
    assert town.rows("SELECT COUNT(DISTINCT text) FROM proposal") == [(40 * 8,)]
    assert await town.terminate() == 0
    assert "Traceback" not in town.printed


@pytest.mark.parametrize("how", ["in order", "killed"])
async def test_a_restart_in_mid_form_goes_on_at_the_same_question(town: Union, how: str) -> None:
    person = town.people[2]
    await started(town)
    acts.say(town.core, person, "/propose")
    await town.until_settled()
    await town.until(lambda: len(town.said_to(person)) >= 1)
    if how == "killed":
        await town.kill()
    else:
        assert await town.terminate() == 0
    acts.say(town.core, person, "电梯常坏，请检修")
    await town.start()
    await town.until_settled()
    acts.press(town.core, person, message_id=1, data=pack(Choose("propose", "preview", "submit")))
    await town.until_settled()
    assert town.rows("SELECT text FROM proposal") == [("电梯常坏，请检修",)]


async def test_killed_at_random_moments_nothing_is_lost_or_doubled(town: Union) -> None:
    found = await campaign(town, kills=10, rounds=12, seed=20261205, capacity=3)
    assert found.faults == {}, found
    assert found.updates >= 2 * found.proposals


async def test_it_asks_telegram_before_it_is_loaded_and_may_be_ended_then(town: Union) -> None:
    """What that first question brought was not confirmed: it comes again."""
    town.propose(town.people[1], "好")
    await town.start()
    await town.until(lambda: town.core.updates.allowed)
    assert await town.terminate() == 0
    assert "Traceback" not in town.printed
    assert len(town.core.updates) + town.count("inbox") >= 2
    await town.start()
    await town.until_settled()
    assert town.count("proposal") == 1
    assert await town.terminate() == 0


async def test_without_a_network_it_waits_and_comes_back(tmp_path: Path) -> None:
    async with union(tmp_path) as made:
        made.populate(1, capacity=1)
        made.core.faults.add(FaultKind.RESET_BEFORE, made.core.now(), count=2)
        await started(made)
        made.core.faults.add(FaultKind.ERROR_502, made.core.now(), method="getUpdates", count=2)
        made.propose(made.people[0], "好")
        await made.until_settled()
        assert made.count("proposal") == 1
        made.extra_env["UNIONBOT_API_URL"] = "http://127.0.0.1:9"
        await made.kill()
        process = await made.start()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(process.wait(), 4)
        assert await made.terminate() == 0


@pytest.mark.parametrize(
    ("env", "code", "sentence"),
    [
        ({"UNIONBOT_TOKEN": "1:wrong"}, 77, "令牌"),
        ({"UNIONBOT_TOKEN": ""}, 78, "UNIONBOT_TOKEN"),
        ({"UNIONBOT_DATABASE_URL": "postgresql://nobody@127.0.0.1:9/nothing"}, 75, "数据库"),
        ({"UNIONBOT_DATABASE_URL": "sqlite:////proc/nowhere/x.db"}, 75, "数据库"),
        ({"UNIONBOT_DATA_DIR": "/proc/nowhere"}, 75, "文件夹"),
    ],
)
async def test_what_it_cannot_work_with_is_said_in_one_sentence(
    town: Union, env: dict[str, str], code: int, sentence: str
) -> None:
    town.extra_env |= env
    process = await town.start()
    assert await asyncio.wait_for(process.wait(), 20) == code, town.printed
    assert sentence in town.printed
    assert "Traceback" not in town.printed
    assert len(town.printed.strip().splitlines()) <= 4


async def test_a_second_start_is_refused_and_the_first_goes_on(town: Union) -> None:
    await started(town)
    first = town.process
    second = await town.start()
    assert await asyncio.wait_for(second.wait(), 20) == 75
    assert "另一个" in town.printed
    town.process = first
    town.propose(town.people[1], "好")
    await town.until_settled()
    assert await town.terminate() == 0


@pytest.mark.parametrize(("revision", "word"), [("0000", "migrate"), ("9999", "restore")])
async def test_a_schema_that_does_not_fit_is_refused_with_the_command(
    town: Union, revision: str, word: str
) -> None:
    with closing(sqlite3.connect(town.file, isolation_level=None)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    # An older revision must be a known one.
    if revision == "0000":
        with closing(sqlite3.connect(town.file, isolation_level=None)) as connection:
            connection.execute("DELETE FROM alembic_version")
    process = await town.start()
    assert await asyncio.wait_for(process.wait(), 20) == 78
    assert word in town.printed
    assert "Traceback" not in town.printed


async def test_another_poller_ends_it_with_a_sentence(town: Union) -> None:
    await started(town)
    town.core.faults.add(FaultKind.CONFLICT, town.core.now(), method="getUpdates", count=None)
    assert town.process is not None
    assert await asyncio.wait_for(town.process.wait(), 35) == 75
    assert "另一个程序" in town.printed
