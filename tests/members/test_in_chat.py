"""Joining and looking after members as it goes in the chat, with the real application."""

import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.files import sheets
from bot.members import invites
from bot.members.actors import find_actor
from bot.members.model import Role
from bot.members.secret import invite_key
from bot.preview.standin import acts
from bot.preview.standin.core import Upload
from bot.preview.standin.state import Message
from tests.setups import SETUPS
from tests.world import World

HEADER = ("姓名", "工会小组", "手机号")


class Chat:
    """A world, and what each person heard since the last question."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def says(self, name: str, text: str) -> str:
        return await self._heard(name, lambda who: acts.say(self.world.standin, who, text))

    async def presses(self, name: str, button: str) -> str:
        return await self._heard(name, lambda who: acts.press(self.world.standin, who, button=button))

    async def sends(self, name: str, file: Upload) -> str:
        return await self._heard(name, lambda who: acts.send_document(self.world.standin, who, file))

    async def _heard(self, name: str, act: Callable[[int], object]) -> str:
        seen = self.world.standin.last_seq
        who = self.world.account(name)
        act(who)
        await self.world.settle()
        return self.since(seen, who)

    def since(self, seen: int, who: int) -> str:
        said = []
        for event in self.world.standin.events:
            if (
                event.seq > seen
                and event.chat_id == who
                and event.from_bot
                and isinstance(event.body, Message)
            ):
                said.append(event.body.file.name if event.body.file else event.body.text or "")
                rows = (event.body.inline or {}).get("inline_keyboard", [])
                said += [f"[{button['text']}]" for row in rows for button in row]
            elif event.seq > seen and event.chat_id == who and isinstance(event.body, dict):
                said.append(event.body.get("text") or "")
        return "\n".join(said)

    def code(self, name: str) -> str:
        key = invite_key(self.world.settings.files.data_dir)
        [issued] = self.world.house.database.write_now(
            invites.issue_by_name, self.world.clock.now(), name=name, key=key
        )
        return issued.code


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[Chat]:
    world = World(tmp_path)
    await world.start()
    yield Chat(world)
    await world.stop()


async def test_a_newcomer_joins_by_typing_the_code(chat: Chat) -> None:
    world = chat.world
    world.member("赵甲", role=Role.COMMITTEE)
    roster = sheets.workbook(
        "名册", HEADER, [("钱乙", "第二小组", "13800000002"), ("孙丙", "", "1380000000")]
    )
    preview = await chat.sends("赵甲", Upload("会员名册.xlsx", roster))
    assert "新增 1 人、变更 0 人、不变 0 人、出错 1 行" in preview
    assert "第 3 行（孙丙）：没有写工会小组，请补上；手机号“1380000000”不是 11 位手机号" in preview
    assert "名册检查结果.xlsx" in await chat.presses("赵甲", "逐行说明（表格）")
    assert "已导入" in await chat.presses("赵甲", "只导入没有问题的行")
    assert "邀请码" in await chat.says("钱乙", "/start")
    assert "绑定后就能" in await chat.says("钱乙", "你好")
    code = chat.code("钱乙")
    assert "绑定成功" in await chat.says("钱乙", f" {code[:5]}-{code[5:].lower()} ")
    assert "已经绑定" in await chat.says("钱乙", f"/start {code}")


async def test_who_came_by_the_link_of_an_activity_sees_it_after_joining(chat: Chat) -> None:
    world = chat.world
    world.member("赵甲", role=Role.COMMITTEE)
    await SETUPS["活动"](world, "健步走 12-05 15:00")
    roster = sheets.workbook("名册", HEADER, [("钱乙", "第二小组", "13800000002")])
    await chat.sends("赵甲", Upload("会员名册.xlsx", roster))
    await chat.presses("赵甲", "导入")
    assert "健步走" not in await chat.says("钱乙", "/start act_1")
    await chat.says("钱乙", "你好")
    joined = await chat.says("钱乙", chat.code("钱乙"))
    assert "绑定成功" in joined
    assert "【健步走】" in joined
    assert "【健步走】" not in await chat.says("钱乙", "/start")


async def test_five_wrong_codes_and_the_chat_says_until_when(chat: Chat) -> None:
    chat.world.account("周戊")
    for _ in range(5):
        assert "这个邀请码不对" in await chat.says("周戊", "2222222222")
    assert "请在11:00之后再试" in await chat.says("周戊", "2222222222")


async def test_the_committee_looks_after_members(chat: Chat) -> None:
    world = chat.world
    world.member("赵甲", role=Role.CHAIR)
    for name in ("钱乙", "孙丙"):
        world.member(name, group="第二小组")
    assert "第二小组（2）" in await chat.says("赵甲", "会员")
    assert "2 人，已绑定 2 人" in await chat.presses("赵甲", "第二小组（2）")
    assert "[任免职务]" in await chat.presses("赵甲", "✅ 钱乙")
    await chat.presses("赵甲", "任免职务")
    assert "小组长可以看本组名单" in await chat.presses("赵甲", "任命为工会小组长（第二小组）")
    assert "职务：工会小组长（第二小组）" in await chat.presses("赵甲", "确定")
    assert "第二小组" in await chat.says("钱乙", "/members")
    assert "换绑" in await chat.presses("赵甲", "📨 换绑码")
    answer = await chat.presses("赵甲", "签发换绑码")
    assert re.search(r"[2-9A-Z]{5}-[2-9A-Z]{5}", answer)
    assert "已作废" in await chat.presses("钱乙", "不是我要求的，作废")
    await chat.says("赵甲", "会员")
    await chat.presses("赵甲", "🔍 按姓名查找")
    assert "[✅ 孙丙（第二小组）]" in await chat.says("赵甲", "孙")
    await chat.presses("赵甲", "✅ 孙丙（第二小组）")
    await chat.presses("赵甲", "已离会")
    assert "离会" in await chat.presses("赵甲", "确定离会")
    assert world.house.database.read_now(find_actor, world.account("孙丙")) is None


async def test_members_get_no_lists(chat: Chat) -> None:
    chat.world.member("赵甲")
    assert "没有权限" in await chat.says("赵甲", "/members")
    roster = sheets.workbook("名册", HEADER, [("钱乙", "第二小组", "13800000002")])
    assert "新增" not in await chat.sends("赵甲", Upload("会员名册.xlsx", roster))


async def test_the_first_chair_is_asked_for_a_name_even_across_a_restart(chat: Chat) -> None:
    world = chat.world
    key = invite_key(world.settings.files.data_dir)
    code = world.house.database.write_now(invites.setup_code, world.clock.now(), key=key)
    assert "真实姓名" in await chat.says("周戊", f"/start {code}")
    await world.restart()
    assert "设置完成" in await chat.says("周戊", "周戊")
    actor = world.house.database.read_now(find_actor, world.account("周戊"))
    assert actor is not None
    assert actor.highest_role is Role.CHAIR


async def test_a_group_gets_its_codes_as_a_table(chat: Chat) -> None:
    world = chat.world
    world.member("赵甲", role=Role.COMMITTEE)
    roster = sheets.separated(
        HEADER, [("钱乙", "第二小组", "13800000002"), ("孙丙", "第二小组", "13800000003")]
    )
    await chat.sends("赵甲", Upload("名单.csv", roster))
    await chat.presses("赵甲", "导入")
    await chat.says("赵甲", "/members")
    await chat.presses("赵甲", "第二小组（2）")
    assert "还有 2 位会员没有绑定" in await chat.presses("赵甲", "📨 未绑定会员的邀请码")
    assert "邀请码-第二小组.xlsx" in await chat.presses("赵甲", "生成 2 个")


async def test_codes_made_twice_by_accident_stay_valid(chat: Chat) -> None:
    world = chat.world
    world.member("赵甲", role=Role.COMMITTEE)
    await chat.sends("赵甲", Upload("名单.csv", sheets.separated(HEADER, [("钱乙", "第二小组", "")])))
    await chat.presses("赵甲", "导入")
    await chat.presses("赵甲", "看小组，发邀请码")
    await chat.presses("赵甲", "第二小组（1）")
    await chat.presses("赵甲", "📨 未绑定会员的邀请码")
    who = world.account("赵甲")
    question = max(world.standin.chats[who].messages)
    seen = world.standin.last_seq
    for _ in range(2):
        acts.press(world.standin, who, message_id=question, button="生成 1 个")
    await world.settle()
    assert chat.since(seen, who).count("邀请码-第二小组.xlsx") == 1
    assert "刚刚已经生成过" in chat.since(seen, who)


async def test_a_leader_sees_the_own_group_at_once(chat: Chat) -> None:
    chat.world.member("赵甲", role=Role.LEADER)
    chat.world.member("钱乙", group="第二小组")
    shown = await chat.says("赵甲", "👥 会员名单")
    assert "第一小组：1 人" in shown
    assert "钱乙" not in shown
