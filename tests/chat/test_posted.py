"""Cards in group chats: brought up to date together, in place, and left alone when they are gone."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlmodel import Session

from bot.activities import places
from bot.activities.model import Activity
from bot.activities.sharing import cards as sharing
from bot.chat.posted import GATHER_SECONDS
from bot.members.actors import find_actor
from bot.members.model import Role
from bot.preview.standin import acts
from bot.preview.standin.errors import ApiError
from bot.preview.standin.state import Chat, Message
from bot.storage import Database
from tests.setups import SETUPS
from tests.world import World


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    world = World(tmp_path)
    world.member("孙丙", role=Role.COMMITTEE)
    for number in range(6):
        world.member(f"会员{number}")
    await world.start()
    yield world
    await world.stop()


async def post(world: World) -> Chat:
    """The card of an activity in a group chat of everybody."""
    await SETUPS["活动"](world, "健步走 12-05 15:00 名额 3")
    everybody = list(world.people.values())
    chat = acts.add_group(world.standin, "工会之家", everybody)
    await world.settle()
    for label in ("📣 发到群里", "工会之家"):
        if label == "📣 发到群里":
            acts.say(world.standin, world.people["孙丙"], "/manage")
            await world.settle()
            acts.press(world.standin, world.people["孙丙"], button="12月5日15:00 健步走｜0/3")
            await world.settle()
        acts.press(world.standin, world.people["孙丙"], button=label)
        await world.settle()
    return chat


async def join(world: World, *names: str) -> None:
    def run(session: Session) -> None:
        for name in names:
            actor = find_actor(session, world.people[name])
            assert actor is not None
            places.take_place(session, actor, world.clock.now(), activity_id=1)

    await world.house.database.write(run)


def edits(world: World, chat: Chat) -> list[Message]:
    return [
        event.body
        for event in world.standin.events
        if event.kind == "edit" and event.chat_id == chat.id and isinstance(event.body, Message)
    ]


def _enlarge(session: Session) -> None:
    session.get_one(Activity, 1).capacity = 9


def test_changes_are_gathered_for_three_seconds() -> None:
    assert GATHER_SECONDS >= 3


async def test_many_sign_ups_are_one_edit(world: World) -> None:
    chat = await post(world)
    world.house.posted.gather_seconds = 0.2
    for number in range(5):
        await join(world, f"会员{number}")
    await world.settle()
    [edited] = edits(world, chat)
    assert "已报 3/3，已满，候补 2 人" in edited.text
    assert "会员" not in edited.text.replace("全体会员", "")


async def test_what_the_committee_changes_is_shown(world: World) -> None:
    chat = await post(world)
    acts.press(world.standin, world.people["孙丙"], button="⬅ 返回")
    await world.settle()
    acts.press(world.standin, world.people["孙丙"], button="⏹ 截止报名")
    await world.settle()
    assert "报名已截止" in edits(world, chat)[-1].text


async def test_a_card_that_was_deleted_is_forgotten(world: World) -> None:
    chat = await post(world)
    chat.messages.clear()
    await join(world, "会员0")
    await world.settle()
    now, name = world.clock.now(), world.standin.username
    assert await world.house.database.read(sharing.outdated, now, name) == []


async def test_a_chat_without_us_is_left_alone(world: World) -> None:
    chat = await post(world)
    acts.put_bot(world.standin, world.people["孙丙"], chat.id, inside=False)
    await world.settle()
    await join(world, "会员0")
    await world.settle()
    assert edits(world, chat) == []
    with pytest.raises(ApiError, match="kicked"):
        world.standin.call("sendMessage", {"chat_id": chat.id, "text": "x"})


async def test_after_a_restart_the_card_is_caught_up(world: World) -> None:
    chat = await post(world)
    await world.stop()
    database = Database(world.settings.database.url)
    database.write_now(_enlarge)
    database.close()
    await world.start()
    await world.settle()
    assert "已报 0/9" in edits(world, chat)[-1].text


async def test_in_a_group_the_bot_speaks_only_when_spoken_to(world: World) -> None:
    chat = await post(world)
    before = len(chat.messages)
    everyday = ("大家好", "/start@other_bot", "/start@union_preview_bot cards", "活动")
    for text in everyday:
        acts.say(world.standin, world.people["会员0"], text, chat_id=chat.id)
    await world.settle()
    assert len(chat.messages) == before + len(everyday)
    for number, text in enumerate(
        ("/mine", "/mine@union_preview_bot", "@Union_Preview_Bot 我报了吗"), start=1
    ):
        acts.say(world.standin, world.people["会员0"], text, chat_id=chat.id)
        await world.settle()
        assert len(chat.messages) == before + len(everyday) + 2 * number
