"""New members typed into the chat, one a line: what is asked, and how a line is read."""

import re

from bot.message import Message, escape

FORM = "加会员"
ABOUT = "加新会员（委员）"
WORDS = ("加会员", "加一个会员", "加一位会员", "加新会员", "新增会员", "添加会员")
#: The header of the roster that the lines become.
COLUMNS = ("姓名", "工会小组", "手机号", "工号")
MOST_LINES = 50
_PHONE = re.compile(r"(?:\+?86)?1\d{10}")
_BETWEEN = re.compile(r"[\s,，、;；|]+")


def ask_lines(group: str) -> Message:
    where = f"加到<b>{escape(group)}</b>。" if group else ""
    parts, example = ("姓名", "周子 13800000000") if group else ("姓名、小组", "周子 第一小组 13800000000")
    return Message(
        f"{where}请把新会员发给我，一行一位：{parts}，后面可以写手机号或工号，用空格隔开。比如：\n{example}\n\n"
        "发来后先给您看一遍，点了才算数。"
    )


def too_little(line: str, *, group: bool) -> str:
    lacking = "小组" if group else "姓名"
    return f"“{line[:30]}”里缺了{lacking}。一行一位，用空格隔开，请整段再发一次。"


def too_many() -> str:
    return f"一次最多 {MOST_LINES} 位。再多的话，发表格（.xlsx）更省事。"


def cells(line: str, group: str) -> tuple[str, str, str, str] | None:
    """Name, group, phone and employee number of a line; None when it has no group and ``group`` names none."""
    parts = [part for part in _BETWEEN.split(line.strip()) if part]
    phone = next((part for part in parts if _PHONE.fullmatch(part)), "")
    words = [part for part in parts if part != phone]
    name = words.pop(0) if words else ""
    if not group:
        if not words:
            return None
        group = words.pop(0)
    return name, group, phone, words[0] if words else ""
