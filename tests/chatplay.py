"""Plays a story (`tests/chats/*.chat`) through the real bot and writes down what was said.

A story is its own transcript: the lines people act by are played, the bot's lines are written anew, and the
whole must come out as it stands. `pytest tests/test_chats.py --rewrite-chats` puts the new transcript in place.

    现在：2026-11-21 10:00            when it begins (otherwise this very time)
    会员：赵甲、钱乙（第二小组，女）   members with bound accounts; also 组长： 委员： 主席：
    生人：周戊                        a Telegram account nobody knows
    活动：…                           set-up lines of the concepts, see tests/setups.py
    赵甲：下周有什么活动               says; `⏎` stands for a line break, `┊` for an empty line of the bot
    赵甲 按 我要报名                   presses the newest button with this label
    赵甲 发文件 计划.txt：第一行⏎第二行   sends a file with this text (or `发文件 计划.docx` from tests/chats/files)
    赵甲 屏蔽 / 解除屏蔽
    群：工会之家 孙丙、赵甲            the first makes a group chat with the bot in it
    赵甲 在工会之家：大家好             says something there
    赵甲 在工会之家输入 健步走           types the bot's name and this there, without sending it
    赵甲 在工会之家选 健步走             sends the suggestion with this title
    孙丙 把工会之家升级为超级群           the group becomes a supergroup, with another id
    重启                              the process stops and starts
    过了 2 天 / 3 小时 / 10 分钟        time passes
    到了 12-05 09:00                  time passes until then

What comes back: `机器人：` to who acted last, `钱乙收到：` to somebody else; buttons in brackets below;
`提示：` a toast, `弹窗：` an alert, `文件：` a document or picture, `工会之家群里：` to a group, `候选：` a suggestion.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.members.model import Role
from bot.preview.standin import acts, inline
from bot.preview.standin.core import Upload
from bot.preview.standin.errors import ActRefused
from bot.preview.standin.state import Event, Message
from tests.setups_contests import SETUPS
from tests.world import World, local

FILES = Path(__file__).parent / "chats" / "files"
ROLES = {"会员": Role.MEMBER, "组长": Role.LEADER, "委员": Role.COMMITTEE, "主席": Role.CHAIR}
FACTS: dict[str, dict[str, Any]] = {
    "女": {"sex": "female"},
    "男": {"sex": "male"},
    "退休": {"retired": True},
    "一线": {"front_line": True},
}
UNITS = {"天": "days", "小时": "hours", "分钟": "minutes"}
_ANSWER = re.compile(r"^(机器人|\S+收到|\S+群里|提示|弹窗|文件|\S+收到文件|候选)：|^  ")
_BEGIN = re.compile(r"^现在：(.+)$")


def is_answer(line: str) -> bool:
    """Whether the bot wrote this line."""
    return bool(_ANSWER.match(line))


def begins_at(story: str) -> str | None:
    """The time in the first line 现在：…, if there is one."""
    found = next((match for line in story.splitlines() if (match := _BEGIN.match(line))), None)
    return found.group(1) if found else None


class Player:
    """Plays one story in one world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._seen = 0
        self._last = ""
        self._groups: dict[str, int] = {}
        self._asking: inline.Asking | None = None

    async def play(self, story: str) -> str:
        """The transcript of the story as it really goes."""
        written: list[str] = []
        for line in story.splitlines():
            if is_answer(line):
                continue
            written.append(line)
            if line.strip() and not line.startswith("#") and not _BEGIN.match(line):
                try:
                    await self._act(line)
                except ActRefused as refused:
                    raise AssertionError("\n".join([*written, *self._heard(), str(refused)])) from None
                written += self._heard()
        return "\n".join(written).rstrip() + "\n"

    async def _act(self, line: str) -> None:
        head, colon, rest = line.partition("：")
        if colon and head in ROLES:
            for person in rest.split("、"):
                self._add_member(person.strip(), ROLES[head])
        elif colon and head == "生人":
            for name in rest.split("、"):
                self.world.account(name.strip())
        elif colon and head == "群":
            title, people = rest.split(" ", 1)
            members = [self.world.people[name] for name in people.split("、")]
            self._groups[title] = acts.add_group(self.world.standin, title, members).id
            self._last = people.split("、")[0]
        elif colon and head in SETUPS:
            await SETUPS[head](self.world, rest)
            await self.world.settle()
            self._skip()
        elif line == "重启":
            await self.world.restart()
        elif match := re.fullmatch(r"过了 (\d+) (天|小时|分钟)", line):
            await self.world.advance(timedelta(**{UNITS[match[2]]: int(match[1])}))
        elif match := re.fullmatch(r"到了 (.+)", line):
            await self.world.advance_to(local(match[1], self.world.clock.now()))
        else:
            self._person_acts(line)
        await self.world.settle()

    def _add_member(self, person: str, role: Role) -> None:
        match = re.fullmatch(r"([^（]+)(?:（(.+)）)?", person)
        if match is None:
            raise ValueError(f"not a person: {person}")
        facts: dict[str, Any] = {}
        group = None
        for word in (match[2] or "").split("，"):
            if word in FACTS:
                facts |= FACTS[word]
            elif word:
                group = word
        self.world.member(match[1], role=role, **({"group": group} if group else {}), **facts)

    def _person_acts(self, line: str) -> None:
        deeds: list[tuple[str, Callable[[int, re.Match[str]], object]]] = [
            (r"(\S+) 按 (.+)", lambda who, m: acts.press(self.world.standin, who, button=m[2])),
            (r"(\S+) 发文件 ([^：]+)(?:：(.*))?", lambda who, m: self._send_file(who, m[2], m[3])),
            (r"(\S+) 在(\S+)输入 ?(.*)", lambda who, m: self._ask(who, m[2], m[3])),
            (r"(\S+) 在(\S+)选 (.+)", lambda who, m: self._choose(who, m[2], m[3])),
            (r"(\S+) 在([^：]+)：(.*)", lambda who, m: self._say_in_group(who, m[2], m[3])),
            (r"(\S+) 把(\S+)升级为超级群", lambda _who, m: self._upgrade(m[2])),
            (r"(\S+) 屏蔽", lambda who, _m: acts.block(self.world.standin, who, blocked=True)),
            (r"(\S+) 解除屏蔽", lambda who, _m: acts.block(self.world.standin, who, blocked=False)),
            (r"([^：\s]+)：(.*)", lambda who, m: acts.say(self.world.standin, who, m[2].replace("⏎", "\n"))),
        ]
        for pattern, deed in deeds:
            if match := re.fullmatch(pattern, line):
                if match[1] not in self.world.people:
                    raise ValueError(f"nobody is called {match[1]}: {line}")
                self._last = match[1]
                deed(self.world.people[match[1]], match)
                return
        raise ValueError(f"this line says nothing to play: {line}")

    def _say_in_group(self, who: int, group: str, text: str) -> None:
        acts.say(self.world.standin, who, text, chat_id=self._groups[group])

    def _upgrade(self, group: str) -> None:
        self._groups[group] = acts.upgrade_group(self.world.standin, self._groups[group]).id

    def _ask(self, who: int, group: str, text: str) -> None:
        self._asking, _ = acts.ask_inline(self.world.standin, who, text, chat_id=self._groups[group])

    def _choose(self, who: int, group: str, title: str) -> None:
        asking = self._asking
        if asking is None or asking.answer is None:
            raise ValueError("nothing was offered")
        chosen = next(result.id for result in asking.answer.results if result.title == title)
        acts.choose_inline(self.world.standin, who, asking.query_id, chosen, chat_id=self._groups[group])
        self._asking = None

    def _send_file(self, who: int, name: str, content: str | None) -> None:
        data = (FILES / name).read_bytes() if content is None else content.replace("⏎", "\n").encode()
        acts.send_document(self.world.standin, who, Upload(name, data))

    # -- what came back -----------------------------------------------------------------------------------

    def _skip(self) -> None:
        self._seen = self.world.standin.last_seq

    def _heard(self) -> list[str]:
        """The lines of what came since, to the acting person first."""
        events = [event for event in self.world.standin.events if event.seq > self._seen]
        self._skip()
        places = {**self.world.people, **self._groups}
        names = {chat_id: name for name, chat_id in places.items()}
        order = {name: index for index, name in enumerate(places)}
        by_person: dict[str, list[str]] = {}
        for event in events:
            name = names.get(event.chat_id or 0)
            if name is not None:
                who = f"{name}群里" if name in self._groups else f"{name}收到"
                by_person.setdefault(name, []).extend(_lines(event, who, mine=name == self._last))
        people = sorted(by_person, key=lambda name: (name != self._last, order[name]))
        return [*self._offered(), *(line for name in people for line in by_person[name])]

    def _offered(self) -> list[str]:
        answer = self._asking.answer if self._asking else None
        if answer is None:
            return []
        lines = [f"候选：{result.title}｜{result.description}" for result in answer.results]
        return [*lines, *([f"  [{answer.button['text']}]"] if answer.button else [])]


def _lines(event: Event, who: str, *, mine: bool) -> list[str]:
    if isinstance(event.body, Message):
        ours = event.from_bot or "via_bot" in event.body.extra
        return _message_lines(event, event.body, who, mine=mine) if ours else []
    if event.kind == "toast" and event.body.get("text"):
        return [f"{'弹窗' if event.body['alert'] else '提示'}：{event.body['text']}"]
    return []


def _message_lines(event: Event, message: Message, who: str, *, mine: bool) -> list[str]:
    if event.kind not in {"message", "edit"}:
        return []
    lines = []
    if message.file is not None:
        lines.append(f"{'文件' if mine else who + '文件'}：{message.file.name}")
    if message.text:
        first, *rest = message.text.split("\n")
        lines += [f"{'机器人' if mine else who}：{first}", *(f"  {line}" if line else "  ┊" for line in rest)]
    for row in (message.inline or {}).get("inline_keyboard", []):
        lines.append("  " + " ".join(f"[{button['text']}]" for button in row))
    return lines
