"""What the rehearsal of a year prints."""

import html
import re
from collections.abc import Sequence
from datetime import datetime

from bot.wording import when

_NAMED = 6
_TAG = re.compile(r"<[^>]+>")


def heading(year: int) -> str:
    return f"{year} 年计划预演：如果计划不再改动，谁会在什么时候收到什么（只在副本上推演，不会真的发送）"


def sent(at: datetime, text: str, names: Sequence[str], members: int) -> str:
    """One text with whom it goes to; everybody is called 全体."""
    if len(names) == members:
        people = f"全体 {members} 人"
    else:
        shown = "、".join(names[:_NAMED])
        people = shown if len(names) <= _NAMED else f"{shown} 等 {len(names)} 人"
    lines = [line for line in html.unescape(_TAG.sub("", text)).split("\n") if line.strip()]
    return "\n".join([f"\n{when(at, year=True)} → {people}", *(f"    {line}" for line in lines)])


def summed_up(texts: int, pushes: int) -> str:
    if not texts:
        return "这一年没有要发的内容：还没有确认过这一年的计划。"
    return f"\n一共 {texts} 份内容，{pushes} 条消息。"


def about() -> str:
    return "在副本上推演一整年：谁会在什么时候收到什么"
