"""What is said about interest groups."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.buttons import Payload
from bot.circles.buttons import (
    CircleMembers,
    Circles,
    CloseCircle,
    JoinCircle,
    MakeLeader,
    NewCircle,
    NewForCircle,
    ShowCircle,
    TellCircle,
)
from bot.message import Button, Message, escape

if TYPE_CHECKING:
    from bot.circles.service import Card, Line, People

ABOUT = "兴趣小组：看一看，加入或退出"
WORDS = ("有什么兴趣小组", "有什么社团")
DESK = "🎾 兴趣小组"
NEW_FORM = "新的兴趣小组"
TELL_FORM = "发给组员"
#: Somebody wants to join or leave, or asks for interest groups at all.
ASKS = re.compile("加入|参加|退出|进|报名|怎么")
GENERAL = re.compile("兴趣小组|社团|文体协会")
NOT_ASKING = re.compile("建议|希望|通知|反映|投诉|要求|发布|新建|活动")
LONGEST_QUESTION = 25
_MOST_BUTTONS = 60


def circles(lines: Sequence["Line"], *, manages: bool) -> Message:
    """All interest groups."""
    new = ((Button("➕ 新的兴趣小组", NewCircle()),),) if manages else ()
    if not lines:
        return Message("工会还没有登记兴趣小组。", new)
    rows = tuple(
        (Button(f"{'✅ ' if line.mine else ''}{line.name}｜{line.members} 人", ShowCircle(line.circle_id)),)
        for line in lines
    )
    return Message("<b>兴趣小组</b>，点名称加入或退出：", (*rows, *new))


def card(shown: "Card") -> Message:
    """One interest group."""
    leader = f"，组长{escape(shown.leader)}" if shown.leader else ""
    lines = [f"🎾 <b>{escape(shown.name)}</b>　{shown.members} 人{leader}"]
    if shown.about:
        lines.append(escape(shown.about))
    if shown.mine:
        lines.append("👉 您已加入，小组的活动和消息会通知您。")
    rows: list[tuple[Button, ...]] = []
    label = "退出小组" if shown.mine else "🙋 加入小组"
    rows.append((Button(label, JoinCircle(shown.circle_id, not shown.mine)),))
    if shown.speaks:
        rows.append(
            (
                Button("📣 发给组员", TellCircle(shown.circle_id)),
                Button("👥 组员", CircleMembers(shown.circle_id)),
            )
        )
    if shown.manages:
        rows.append(
            (
                Button("📅 给小组开活动", NewForCircle(shown.circle_id)),
                Button("解散小组", CloseCircle(shown.circle_id, False)),
            )
        )
    rows.append((Button("⬅ 全部小组", Circles()),))
    return Message("\n".join(lines), tuple(rows))


def people(shown: "People") -> Message:
    """Who belongs to it; for the committee a tap names the leader."""
    back = (Button("⬅ 返回", ShowCircle(shown.circle_id)),)
    if not shown.people:
        return Message(f"<b>{escape(shown.name)}</b>还没有人加入。", (back,))
    names = "、".join(f"{'👑' if one == shown.leader_id else ''}{name}" for one, name in shown.people)
    text = f"<b>{escape(shown.name)}</b> {len(shown.people)} 人：{escape(names)}"
    if not shown.manages:
        return Message(text, (back,))
    keys = [Button(name, MakeLeader(shown.circle_id, one)) for one, name in shown.people[:_MOST_BUTTONS]]
    rows = [tuple(keys[start : start + 4]) for start in range(0, len(keys), 4)]
    return Message(f"{text}\n点一个名字，请这位组员当组长：", (*rows, back))


def message(name: str, circle_id: int, sender: str, text: str) -> Message:
    """Pushed to everybody of the interest group."""
    return Message(
        f"🎾 <b>{escape(name)}</b>　{escape(sender)}：\n{escape(text)}",
        ((Button("看小组", ShowCircle(circle_id)),),),
    )


def you_lead(name: str, circle_id: int) -> Message:
    return Message(
        f"👑 请您担任<b>{escape(name)}</b>的组长。您可以随时给组员发消息。",
        ((Button("看小组", ShowCircle(circle_id)),),),
    )


def ask_new() -> Message:
    return Message(
        "兴趣小组叫什么<b>名字</b>？第二行可以写一句介绍，比如：\n乒乓球小组\n每周三下班后在乒乓室练球"
    )


def ask_text(name: str) -> Message:
    return Message(f"要对<b>{escape(name)}</b>的组员说什么？写一条消息，会署您的名字。")


def confirm_text(name: str, text: str, *, yes: Payload, drop: Payload) -> Message:
    return Message(
        f"发给<b>{escape(name)}</b>的组员：\n\n{escape(text)}\n\n想改就重写。",
        ((Button("✅ 发送", yes), Button("✖ 取消", drop)),),
    )


def told(name: str, number: int, circle_id: int) -> Message:
    return Message(
        f"✅ 正在发给{escape(name)}的 {number} 人。", ((Button("⬅ 返回小组", ShowCircle(circle_id)),),)
    )


def ask_close(name: str, circle_id: int) -> Message:
    return Message(
        f"解散<b>{escape(name)}</b>吗？组员名单会清空。",
        ((Button("确定解散", CloseCircle(circle_id, True)), Button("⬅ 返回", ShowCircle(circle_id))),),
    )


# -- refusals -----------------------------------------------------------------------------------------------


def no_right() -> str:
    return "这一项由小组的组长或工会委员来办。"


def gone() -> str:
    return "找不到这个兴趣小组，它可能已经解散。"


def not_a_member() -> str:
    return "组长要从组员里请，这位会员现在不在小组里。"


def bad_name(most: int, most_about: int) -> str:
    return f"小组名字请写 1 到 {most} 个字，不能和已有的重名；介绍最多 {most_about} 个字。"


def bad_text(most: int) -> str:
    return f"消息请写 1 到 {most} 个字。"


def too_many(most: int) -> str:
    return f"最多登记 {most} 个兴趣小组。"
