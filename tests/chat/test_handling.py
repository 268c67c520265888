"""From a stored update to an answered one: everything settled, nothing done twice, and the person told."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import select

from bot.buttons import pack
from bot.chat import handling, inbox, parts, texts
from bot.chat.dialogs import Flow
from bot.chat.inbox import Received, ReceivedState
from bot.chat.router import GoOn
from bot.chat.turn import Turn
from bot.members.model import Role
from bot.message import Message
from bot.outbox import Outgoing
from bot.preview.standin import acts
from bot.preview.standin.state import Message as Shown
from bot.refused import Refused
from bot.storage import StorageUnavailable
from tests.chat.machine import Machine, populated, record
from tests.world import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path)
    populated(made, 2)
    return made


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handling, "RETRY_SECONDS", (0.01, 0.02))


@asynccontextmanager
async def living(world: World, **how: Any) -> AsyncIterator[Machine]:
    machine = Machine(world, **how)
    await machine.start()
    yield machine
    await machine.drop()


def heard(world: World, name: str) -> list[str]:
    """What the bot said to a person."""
    return [
        event.body.text
        for event in world.standin.events
        if isinstance(event.body, Shown) and event.from_bot and event.chat_id == world.people[name]
    ]


async def until_heard(world: World, name: str) -> None:
    async with asyncio.timeout(10):
        while not heard(world, name):  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.005)


def effects(machine: Machine) -> list[str]:
    return list(
        machine.database.read_now(
            lambda session: (
                session.connection().execute(text("SELECT action FROM audit ORDER BY id")).scalars()
            )
        )
    )


def received(machine: Machine) -> list[Received]:
    return list(machine.database.read_now(lambda session: session.exec(select(Received)).all()))


@contextmanager
def storage_away(machine: Machine, *, from_write: int = 0) -> Iterator[Callable[[], None]]:
    """The ``from_write``-th write and all after it fail, until the given function is called."""
    real = type(machine.database).write
    count = 0
    away = True

    async def write(fn: Any, *args: Any, **kwargs: Any) -> Any:
        nonlocal count
        count += 1
        if away and count > from_write:
            raise StorageUnavailable("full")
        return await real(machine.database, fn, *args, **kwargs)

    def back() -> None:
        nonlocal away
        away = False

    machine.database.write = write  # type: ignore[method-assign]
    yield back
    back()


POISON: list[dict[str, Any]] = [
    {"message": "text"},
    {"message": {"message_id": 1}},
    {"message": {"message_id": 1, "date": 10**20, "chat": {"id": 1, "type": "private"}}},
    {"message": {"message_id": 1, "date": "today", "chat": {"id": 1, "type": "private"}}},
    {"callback_query": {"id": "1"}},
    {"callback_query": []},
    {"my_chat_member": {"chat": None}},
    {
        "message": {
            "message_id": 1,
            "date": 0,
            "chat": {"id": 1, "type": "private"},
            "entities": [{"type": 1}],
        }
    },
]


@pytest.mark.parametrize("poison", POISON, ids=lambda poison: ascii(poison)[:60])
async def test_one_that_cannot_be_read_holds_up_nobody(world: World, poison: dict[str, Any]) -> None:
    """In every place of a batch: it is put aside without its text, and all others are answered."""
    places = 7
    for place in range(places):
        for number in range(places):
            if number == place:
                world.standin.update({**poison, "n": place})
            else:
                acts.say(world.standin, world.people["赵甲"], f"{place}-{number}")
    async with living(world) as machine:
        await machine.until_done_or_crashed()
        rows = received(machine)
    assert len(heard(world, "赵甲")) == places * (places - 1)
    aside = [row for row in rows if row.state == ReceivedState.QUARANTINED]
    assert {row.state for row in rows} <= {ReceivedState.DONE, ReceivedState.QUARANTINED}
    assert all(row.raw is None and row.trouble.isidentifier() for row in aside)


async def test_a_text_that_the_phone_cut_is_one_text(world: World) -> None:
    """One effect and one answer; what was said before and after stays apart."""
    long = "".join(f"第{number}条：多开窗。" for number in range(900))
    for said in ("之前", long, "之后"):
        acts.say(world.standin, world.people["赵甲"], said)
    acts.say(world.standin, world.people["钱乙"], "另一个人")
    async with living(world) as machine:
        await machine.until_done_or_crashed()
        assert sorted(effects(machine)) == sorted(["之前", long, "之后", "另一个人"])
        assert {row.state for row in received(machine)} == {ReceivedState.DONE}
    assert "".join(heard(world, "赵甲")) == f"之前{long}之后"


async def test_a_long_text_that_is_whole_takes_nothing_along(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "LOOK_SECONDS", 0.001)
    full, person = "长" * 4_096, world.people["赵甲"]
    acts.say(world.standin, person, full)
    acts.say(world.standin, person, "/help")
    acts.say(world.standin, person, full)
    world.clock.advance(timedelta(seconds=5))
    acts.say(world.standin, person, "过了一会儿")
    acts.say(world.standin, person, full)
    async with living(world) as machine:
        await machine.until_done_or_crashed()
        assert effects(machine) == [full, full, "过了一会儿", full]


async def test_parts_whose_effect_is_stored_are_not_handled_again(world: World) -> None:
    """The process ends between the effect and the answer."""
    long = "很长。" * 2_000
    acts.say(world.standin, world.people["赵甲"], long)
    stopped = asyncio.Event()

    async def store_and_hang(turn: Turn) -> None:
        await turn.write(record, turn.actor.member_id, turn.text)
        stopped.set()
        await asyncio.Event().wait()

    async with living(world, handle=store_and_hang):
        await asyncio.wait_for(stopped.wait(), 10)
    async with living(world) as machine:
        await machine.until_done_or_crashed()
        assert effects(machine) == [long]
        assert {row.state for row in received(machine)} == {ReceivedState.DONE}


async def test_unreadable_ones_are_told_to_the_committee_once_an_hour(world: World) -> None:
    world.member("王主席", role=Role.CHAIR)
    for number in range(5):
        world.standin.update({"message": "text", "n": number})
    async with living(world) as machine:
        await machine.until_done_or_crashed()
        notices = machine.database.read_now(lambda session: session.exec(select(Outgoing)).all())
    assert [notice.text for notice in notices] == [texts.quarantined().text]


@pytest.mark.parametrize(
    "content", [None, [], "text", 7, {}, {"update_id": "x"}, {"update_id": -5}, {"update_id": 2**70}]
)
async def test_what_is_no_update_at_all_is_put_aside(world: World, content: object) -> None:
    async with living(world) as machine:
        stored = await machine.database.write(inbox.store, [content], world.clock.now())
        machine.lanes.received(stored)
        await machine.until_done_or_crashed()
        [row] = received(machine)
    assert row.state in {ReceivedState.QUARANTINED, ReceivedState.DONE}
    assert heard(world, "赵甲") == []


async def test_while_storage_is_away_nothing_is_lost_and_the_person_is_told_once(world: World) -> None:
    async with living(world) as machine:
        await machine.until_done_or_crashed()
        with storage_away(machine, from_write=1) as back:
            # The first write keeps the update; its effect then finds the disk full.
            acts.say(world.standin, world.people["赵甲"], "报名")
            await until_heard(world, "赵甲")
            await asyncio.sleep(0.1)
            assert heard(world, "赵甲") == [texts.busy()]
            back()
        await machine.until_done_or_crashed()
        assert effects(machine) == ["报名"]
    assert heard(world, "赵甲") == [texts.busy(), "报名"]


async def test_while_storage_is_away_nothing_is_confirmed(world: World) -> None:
    async with living(world) as machine:
        await machine.until_done_or_crashed()
        with storage_away(machine) as back:
            acts.say(world.standin, world.people["赵甲"], "报名")
            await asyncio.sleep(0.2)
            assert len(world.standin.updates) == 1, "Telegram still has it"
            back()
        await machine.until_done_or_crashed()
    assert heard(world, "赵甲") == ["报名"]


async def test_an_answered_update_is_not_handled_again_when_only_its_mark_fails(world: World) -> None:
    async with living(world) as machine:
        await machine.until_done_or_crashed()
        with storage_away(machine, from_write=2) as back:
            # Kept, done and answered; then the disk is full.
            acts.say(world.standin, world.people["赵甲"], "报名")
            await until_heard(world, "赵甲")
            await asyncio.sleep(0.1)
            back()
        await machine.until_done_or_crashed()
        assert effects(machine) == ["报名"]
    assert heard(world, "赵甲") == ["报名"]


async def test_an_effect_is_not_repeated_when_a_later_write_of_the_same_update_fails(world: World) -> None:
    async def two_writes(turn: Turn) -> None:
        await turn.write(record, turn.actor.member_id, "first")
        await turn.write(record, turn.actor.member_id, "second")
        await turn.reply(Message("done"))

    async with living(world, handle=two_writes) as machine:
        await machine.until_done_or_crashed()
        with storage_away(machine, from_write=2) as back:
            acts.say(world.standin, world.people["赵甲"], "报名")
            await until_heard(world, "赵甲")
            back()
        await machine.until_done_or_crashed()
        assert effects(machine) == ["first"]
        [later] = machine.database.read_now(lambda session: session.exec(select(Outgoing)).all())
    assert later.text == texts.saved_before_restart(None).text


async def test_a_crash_before_the_question_was_put_leads_back_to_it(world: World) -> None:
    """The answer is stored, the next question was not asked yet: after the restart the person is led there."""
    flow = Flow("test", 1, "试试", {"one": lambda _answers: Message("一？")})

    async def ask(turn: Turn) -> None:
        await turn.ask(flow, "one", {})

    # Before and after the commit of the update are 0 and 1; 3 is after the commit of the question.
    crash = iter([False, False, False, True])
    acts.say(world.standin, world.people["赵甲"], "开始")
    machine = Machine(world, handle=ask, crash_now=lambda: next(crash, False))
    await machine.start()
    assert not await machine.until_done_or_crashed()
    await machine.drop()
    async with living(world, handle=ask) as machine:
        await machine.until_done_or_crashed()
        [led] = machine.database.read_now(lambda session: session.exec(select(Outgoing)).all())
    assert heard(world, "赵甲") == []
    assert led.text == texts.saved_before_restart(GoOn()).text
    assert pack(GoOn()) in led.buttons


async def test_an_ordinary_no_is_said_kindly_and_settled(world: World) -> None:
    async def refuse(turn: Turn) -> None:
        raise Refused("full", Message("名额已满"))

    acts.say(world.standin, world.people["赵甲"], "报名")
    async with living(world, handle=refuse) as machine:
        await machine.until_done_or_crashed()
        assert [row.state for row in received(machine)] == [ReceivedState.DONE]
    assert heard(world, "赵甲") == ["名额已满"]


async def test_a_bug_gets_a_number_and_is_settled(world: World, caplog: pytest.LogCaptureFixture) -> None:
    async def bug(turn: Turn) -> None:
        raise RuntimeError("a bug")

    for name in ("赵甲", "钱乙"):
        acts.say(world.standin, world.people[name], "报名")
    async with living(world, handle=bug) as machine:
        await machine.until_done_or_crashed()
        assert [row.state for row in received(machine)] == [ReceivedState.DONE] * 2
    incidents = [entry.getMessage().split()[-1] for entry in caplog.records if entry.msg == "incident %s"]
    assert len(set(incidents)) == 2
    for name in ("赵甲", "钱乙"):
        [said] = heard(world, name)
        assert any(number in said for number in incidents)


@pytest.mark.parametrize("sender", sorted(handling.NOBODY))
async def test_accounts_that_speak_for_nobody_are_not_heard(world: World, sender: int) -> None:
    person = {"id": sender, "is_bot": False, "first_name": "?"}
    chat = {"id": sender, "type": "private", "first_name": "?"}
    world.standin.update(
        {"message": {"message_id": 1, "date": 1, "from": person, "chat": chat, "text": "/start"}}
    )
    async with living(world) as machine:
        await machine.until_done_or_crashed()
        assert effects(machine) == []
        assert [row.state for row in received(machine)] == [ReceivedState.DONE]


async def test_in_a_group_nothing_personal_is_said(world: World) -> None:
    group = acts.add_group(world.standin, "第一小组", [world.people["赵甲"]])
    acts.say(world.standin, world.people["赵甲"], "/start", chat_id=group.id)
    async with living(world) as machine:
        await machine.until_done_or_crashed()
        assert effects(machine) == ["group_chat.joined"]
    said = [
        event.body.text for event in world.standin.events if isinstance(event.body, Shown) and event.from_bot
    ]
    assert len(said) == 1
    assert "t.me" in said[0] or "私聊" in said[0]
    assert "赵甲" not in said[0]
