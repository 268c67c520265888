"""What is said to the committee when it announces something to collect, and when it ends that."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.buttons import Payload
from bot.handouts.buttons import EndHandout, ShowBoard
from bot.message import Button, Message, escape
from bot.wording import day_of


def ask_title() -> Message:
    return Message("发<b>什么</b>？比如“端午粽子礼盒”“夏季防暑用品”。")


def ask_audience(title: str, choices: Sequence[tuple[str, Payload]]) -> Message:
    keys = [Button(label, action) for label, action in choices]
    rows = [tuple(keys[start : start + 2]) for start in range(0, len(keys), 2)]
    return Message(
        f"<b>{escape(title)}</b>发给<b>谁</b>？点一个，或写小组的名字，几个小组用顿号隔开。", tuple(rows)
    )


def ask_until() -> Message:
    return Message("领到<b>哪一天</b>为止？比如“6月20日”“下周五”。")


def ask_place() -> Message:
    return Message("在<b>哪里、什么时间</b>领？比如“工会办公室，工作日 9 点到 16 点”。")


def confirm(
    answers: Mapping[str, Any], until_on: date, *, yes: Payload, each: Payload, items: Payload, drop: Payload
) -> Message:
    number, listed = answers.get("each", 1), answers.get("items", [])
    lines = [
        f"🎁 <b>{escape(answers['title'])}</b>，每人 {number} 份",
        f"👥 {escape(answers['who'])}，{answers['heads']} 人",
        f"📍 {escape(answers['place'])}",
        f"⏳ 领到{day_of(until_on)}",
    ]
    if listed:
        lines.append(f"👕 每人选一样：{escape('、'.join(listed))}")
    lines.append("发布后马上通知这些会员，每人有自己的领取码，只能领一次。")
    return Message(
        "\n".join(lines),
        (
            (Button("✅ 发布并通知", yes),),
            (Button("🔢 每人几份", each), Button("👕 让会员选（尺码等）", items)),
            (Button("✖ 取消", drop),),
        ),
    )


def ask_each(choices: Sequence[tuple[str, Payload]]) -> Message:
    return Message("每人<b>几份</b>？", (tuple(Button(label, action) for label, action in choices),))


def ask_items(nothing: Payload) -> Message:
    return Message(
        "让会员<b>从哪几样里选一样</b>？用顿号隔开，比如“S、M、L、XL”或“咸粽子、甜粽子”。",
        ((Button("不用选", nothing),),),
    )


def ask_end(title: str, handout_id: int) -> Message:
    return Message(
        f"结束<b>{escape(title)}</b>的发放吗？结束后领取码就不能用了。",
        ((Button("确定结束", EndHandout(handout_id, True)), Button("⬅ 返回", ShowBoard(handout_id))),),
    )


def file_name(title: str) -> str:
    return f"{title}领取登记.xlsx"


def file_caption(title: str, taken: int, number: int) -> str:
    return f"{escape(title)}：应领 {number} 人，已领 {taken} 人。请妥善保管，用后删除。"
