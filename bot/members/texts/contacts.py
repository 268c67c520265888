"""What is said to somebody who asks whom to turn to."""

import re
from typing import TYPE_CHECKING

from bot.buttons import Payload
from bot.message import Button, Message, escape

if TYPE_CHECKING:
    from bot.members.contacts import Contacts

_MINE = "(?:我|俺|我们|咱|咱们|俺们|本)"
_OFFICE = "(?:工会)?(?:小组长|组长|主席|委员|负责人|领导)"
_WHO = "(?:谁|哪位|哪个|哪些(?:人)?|哪几个|哪几位)"
#: 谁是我们组长, 主席是谁, 怎么联系工会, 有事找谁, 我是哪个组的: whom to turn to, and where one belongs.
_ASKED = re.compile(
    f"{_WHO}(?:是|当){_MINE}?(?:小组|组)?的?{_OFFICE}"
    f"|{_MINE}?(?:小组|组)?的?{_OFFICE}(?:都)?(?:是|有|叫)(?:{_WHO}|(?:啥|什么)(?:名字)?)"
    f"|(?:我)?(?:要|想|该)?(?:怎么|咋|如何)(?:才能)?(?:联系|找)(?:到|上)?(?:一下)?{_MINE}?(?:工会|{_OFFICE})"
    "|(?:我)?(?:有|遇到)?(?:点)?(?:事|事情|问题|困难)(?:该|应该|要|可以)?(?:去)?找(?:谁|哪个|哪位)"
    f"|{_MINE}(?:是|在|属于|归)(?:哪|哪个|哪一个|什么|几)(?:工会)?(?:小)?组"
    "|工会(?:里)?(?:都)?有(?:哪些人|谁)"
)
_TAIL = re.compile(
    r"(?:请问|麻烦问下|问一下|想问下|问下)|[\s，。！？?!,.~～]|(?:的|呀|啊|呢|来着|吗|嘛|哦|了)$"
)


def asks_whom(text: str) -> bool:
    """Whether somebody asks who looks after whom in the union, and for nothing else."""
    before, said = "", text
    while before != said:
        before, said = said, _TAIL.sub("", said)
    return _ASKED.fullmatch(said) is not None


def contacts(found: "Contacts", call_back: Payload) -> Message:
    """The names, the nearest first. ``call_back`` hands the question to the committee."""
    lines = [f"{escape(found.name)}，您在【{escape(found.group)}】。"]
    for office, names in (
        ("小组长", found.leaders),
        ("工会主席", found.chairs),
        ("工会委员", found.committee),
    ):
        if names:
            lines.append(f"{office}：{'、'.join(map(escape, names))}")
    lines.append("\n有事可以直接找他们；也可以点下面，请委员联系您。")
    return Message("\n".join(lines), ((Button("请委员联系我", call_back),),))
