"""The durable inbox: whatever happens, each accepted update has its effect once, in order, and its writer is told."""

import json
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, text
from sqlmodel import Session, select

from bot.chat import inbox
from bot.chat.inbox import Received, ReceivedState
from bot.chat.polling import Poller
from bot.preview.standin import acts
from bot.storage import Database
from tests.chat.machine import Machine, check, populated
from tests.world import World

NOW = datetime(2026, 12, 5, 7, 0, tzinfo=UTC)


def update(number: int, sender: int = 7, text: str = "您好") -> dict[str, Any]:
    return {"update_id": number, "message": {"from": {"id": sender}, "chat": {"id": sender}, "text": text}}


def rows(database: Database) -> list[Received]:
    return list(database.read_now(lambda session: session.exec(select(Received).order_by(Received.id)).all()))  # type: ignore[arg-type]


# ------------------------------------------------------------------------------------------- crashes


class CrashAt:
    """Says yes at the ``point``-th boundary of a commit."""

    def __init__(self, point: int) -> None:
        self.left = point

    def __call__(self) -> bool:
        self.left -= 1
        return self.left == -1


async def live_through(
    world: World, said: dict[str, list[str]], crash_now: Callable[[], bool], **how: Any
) -> int:
    """Say everything, and start the machine again after each crash until all is done. Returns the crashes."""
    for round_of in zip(*said.values(), strict=True):
        for name, what in zip(said, round_of, strict=True):
            acts.say(world.standin, world.people[name], what)
    crashes = 0
    while True:
        machine = Machine(world, crash_now=crash_now, **how)
        await machine.start()
        done = await machine.until_done_or_crashed()
        await machine.drop()
        if done:
            return crashes
        crashes += 1


def script(names: list[str], messages: int) -> dict[str, list[str]]:
    return {name: [f"{name}第{number}句" for number in range(messages)] for name in names}


async def test_a_crash_at_every_boundary_of_every_commit(tmp_path: Path) -> None:
    """Two people, three messages each: before and after each commit the process is dropped and started again."""
    points = 0
    while True:
        (tmp_path / str(points)).mkdir()
        world = World(tmp_path / str(points))
        said = script(populated(world, 2), 3)
        crash = CrashAt(points)
        crashes = await live_through(world, said, crash)
        database = Database(world.settings.database.url)
        check(world, database, said)
        database.close()
        if not crashes:
            break
        points += 1
    # Storing, the effects of three messages one after another, and the last marks, each before and after.
    assert points >= 2 * (1 + 3 + 1)


@pytest.mark.parametrize("seed", range(4))
async def test_hundreds_of_crashes_in_one_life(tmp_path: Path, seed: int) -> None:
    """Crashes at random boundaries, one after the other, until everything is through."""
    dice = random.Random(seed)
    world = World(tmp_path)
    said = script(populated(world, 5), 40)
    crashes = await live_through(world, said, lambda: dice.random() < 0.2)
    assert crashes >= 100
    database = Database(world.settings.database.url)
    check(world, database, said)
    database.close()


class ConfirmsFirst(Poller):
    """The planted bug: tells Telegram before the commit, as most bots do."""

    async def poll_once(self) -> int:
        updates: Any = await self._bot.do_api_request(
            "getUpdates", api_kwargs={"offset": self._offset, "timeout": 0}
        )
        if updates:
            confirmed = {"offset": updates[-1]["update_id"] + 1, "timeout": 0, "limit": 1}
            await self._bot.do_api_request("getUpdates", api_kwargs=confirmed)
            self._on_stored(await self._database.write(inbox.store, updates, self._clock.now()))
        return len(updates)


async def test_confirming_first_is_caught(tmp_path: Path) -> None:
    """The test above can fail: with the bug planted, a crash loses messages and the check sees it."""
    world = World(tmp_path)
    said = script(populated(world, 2), 3)
    await live_through(world, said, CrashAt(0), poller=ConfirmsFirst)
    database = Database(world.settings.database.url)
    with pytest.raises(AssertionError, match="not once"):
        check(world, database, said)
    database.close()


# ------------------------------------------------------------------------------------------- doubles


def effects_of(database: Database, deliveries: list[list[Any]]) -> list[tuple[int, int]]:
    """Store the deliveries one after the other; what there is to handle, as (update id, sender)."""
    return [
        (json.loads(waiting.raw)["update_id"], waiting.sender)
        for delivery in deliveries
        for waiting in database.write_now(inbox.store, delivery, NOW)
    ]


def test_ten_thousand_updates_twice_and_shuffled(any_database: Database) -> None:
    dice = random.Random(1)
    updates = [update(number, number % 50 + 1, f"第{number}句") for number in range(1, 10_001)]
    first = effects_of(any_database, [updates[at : at + 100] for at in range(0, 10_000, 100)])
    assert first == [(number, number % 50 + 1) for number in range(1, 10_001)]
    dice.shuffle(updates)
    assert effects_of(any_database, [updates[at : at + 100] for at in range(0, 10_000, 100)]) == []


def test_numbers_that_begin_anew_hide_nothing(any_database: Database) -> None:
    """After a quiet week Telegram goes on from a random number, perhaps one that was there before."""
    before = [update(number, text="从前") for number in range(100, 200)]
    after = [update(number, text="如今") for number in range(50, 150)]
    assert len(effects_of(any_database, [before])) == 100
    assert effects_of(any_database, [after]) == [(number, 7) for number in range(50, 150)]


def test_doubles_within_one_delivery_are_one(any_database: Database) -> None:
    assert effects_of(any_database, [[update(1), update(2), update(1)]]) == [(1, 7), (2, 7)]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
odd_updates = json_values | st.fixed_dictionaries(
    {"update_id": json_values, "message": st.fixed_dictionaries({"from": json_values, "chat": json_values})}
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.lists(odd_updates, max_size=5))
def test_whatever_comes_is_kept(any_database: Database, delivery: list[Any]) -> None:
    """Nothing that JSON can hold makes the commit fail, which would hold up everything behind it."""
    for waiting in any_database.write_now(inbox.store, delivery, NOW):
        assert abs(waiting.sender) < 2**63
        any_database.write_now(inbox.finish, [waiting.id])


@pytest.mark.parametrize(
    "nasty", ["\0", "\ud800", "\udfff\ud800", "👨‍👩‍👧", "\u202e", "'; DROP TABLE inbox"], ids=ascii
)
def test_text_that_databases_dislike_is_kept(any_database: Database, nasty: str) -> None:
    [waiting] = any_database.write_now(inbox.store, [update(1, text=nasty)], NOW)
    [again] = any_database.read_now(inbox.waiting_after, 0, 10)
    assert again.id == waiting.id
    assert json.loads(again.raw)["update_id"] == 1


# ------------------------------------------------------------------------------------------- rows


def test_the_raw_text_goes_when_it_is_handled_and_the_row_after_a_week(any_database: Database) -> None:
    first, second, third = any_database.write_now(inbox.store, [update(number) for number in (1, 2, 3)], NOW)
    any_database.write_now(inbox.finish, [first.id])
    any_database.write_now(inbox.quarantine, second.id, "KeyError")
    assert [(row.state, row.raw is None, row.trouble) for row in rows(any_database)] == [
        (ReceivedState.DONE, True, ""),
        (ReceivedState.QUARANTINED, True, "KeyError"),
        (ReceivedState.WAITING, False, ""),
    ]
    assert any_database.write_now(inbox.forget_old, NOW + timedelta(days=6)) == 0
    assert any_database.write_now(inbox.forget_old, NOW + timedelta(days=8)) == 2
    assert [row.id for row in rows(any_database)] == [third.id], "what waits is never forgotten"


def test_how_far_an_update_got(any_database: Database) -> None:
    [waiting] = any_database.write_now(inbox.store, [update(1)], NOW)

    def look() -> inbox.Standing:
        return any_database.read_now(inbox.standing_of, waiting.id)

    assert look() == inbox.Standing(settled=False, effect_stored=False)
    any_database.write_now(inbox.mark_effect, waiting.id, NOW)
    assert look() == inbox.Standing(settled=False, effect_stored=True)
    any_database.write_now(inbox.finish, [waiting.id])
    assert look().settled
    assert any_database.read_now(inbox.standing_of, 999).settled


def test_looking_for_the_next_uses_the_index_of_the_waiting(database: Database) -> None:
    """A week of settled updates lies in the table; looking for those that wait must not pass over them."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, values: Any, *_: object) -> None:
        if statement.startswith("SELECT"):
            asked.append((statement, values))

    event.listen(database._reader_engine, "before_cursor_execute", note)
    database.read_now(inbox.waiting_after, 0, 10)
    database.read_now(inbox.waiting_of, 7, 0, 10)
    for (statement, values), index in zip(
        tuple(asked), ("ix_inbox_waiting", "ix_inbox_waiting_of"), strict=True
    ):
        plan = database.read_now(explain, statement, values)
        assert f"INDEX {index} " in plan


def explain(session: Session, statement: str, values: Any) -> str:
    return str(session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all())


def test_a_sender_is_found_in_every_kind_of_update() -> None:
    for content, sender in (
        ({"message": {"from": {"id": 5}, "chat": {"id": -9}}}, 5),
        ({"callback_query": {"from": {"id": 5}, "message": {"chat": {"id": -9}}}}, 5),
        ({"poll_answer": {"user": {"id": 6}}}, 6),
        ({"channel_post": {"chat": {"id": -100}}}, -100),
        ({"my_chat_member": {"from": {"id": 2**62}, "chat": {"id": 1}}}, 2**62),
        ({"message": {"from": {"id": 2**63}}}, 0),
        ({"message": {"from": {"id": "5"}}}, 0),
        ({"message": "text"}, 0),
        ([1, 2], 0),
        (None, 0),
    ):
        assert inbox.sender_of(content) == sender


def test_memory_of_what_waits_is_bounded_by_what_is_asked_for(any_database: Database) -> None:
    any_database.write_now(inbox.store, [update(number, number % 3) for number in range(1, 301)], NOW)
    assert len(any_database.read_now(inbox.waiting_after, 0, 100)) == 100
    found = any_database.read_now(inbox.waiting_of, 1, 0, 10)
    assert [waiting.sender for waiting in found] == [1] * 10
    assert [waiting.id for waiting in found] == sorted(waiting.id for waiting in found)
    assert (
        any_database.read_now(
            lambda session: session.connection().execute(text("SELECT COUNT(*) FROM inbox")).scalar()
        )
        == 300
    )
