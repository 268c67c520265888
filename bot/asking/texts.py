"""What is said in answer to free text."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.activities.buttons import AskLeave, ShowActivity
from bot.asking.buttons import HandOver, ShowHelp
from bot.buttons import Payload
from bot.language import Intent, PartOfDay, When
from bot.message import Button, Message, escape
from bot.wording import day_of, days, when

if TYPE_CHECKING:
    from bot.activities.looking import Line

_PART = {
    PartOfDay.MORNING: "上午",
    PartOfDay.NOON: "中午",
    PartOfDay.AFTERNOON: "下午",
    PartOfDay.EVENING: "晚上",
}
LIKELY = {
    Intent.QUERY_ACTIVITIES: "看近期活动",
    Intent.SIGNUP: "我要报名",
    Intent.QUERY_SIGNUPS: "我的报名",
    Intent.CANCEL: "取消报名",
    Intent.QUERY_PLAN: "计划安排",
    Intent.PROPOSE: "提建议",
}
_MOST_LIKELY = 3


def period(asked: When | None) -> str:
    """The days asked about, in words; empty when none were named."""
    if asked is None:
        return ""
    part = _PART.get(asked.part, "") if asked.part else ""
    if asked.from_on and asked.until_on:
        return f"{days(asked.from_on, asked.until_on)}{part}"
    if asked.until_on:
        return f"{day_of(asked.until_on)}以前"
    if asked.from_on:
        return f"{day_of(asked.from_on)}以后"
    return part


def none_but(heading: str, nearest: "Line | None") -> Message:
    """Nothing in the period; the next activity after it is one button away."""
    if nearest is None:
        return Message(f"{heading}没有安排活动，近期也没有别的活动。有新活动会通知您。")
    return Message(
        f"{heading}没有安排活动。最近的一项是{when(nearest.starts_at)}：",
        ((Button(nearest.title, ShowActivity(nearest.activity_id)),),),
    )


def which(name: str, choices: Sequence[tuple[str, int]]) -> Message:
    """Several activities may be meant."""
    return Message(
        f"您说的“{escape(name)}”是哪一项？" if name else "您说的是哪一项？",
        tuple((Button(title, ShowActivity(activity_id)),) for title, activity_id in choices),
    )


def none_called(name: str) -> Message:
    return Message(f"没有找到叫“{escape(name)}”的活动，看看近期的：")


def confirm_sign_up(title: str, card: Message) -> Message:
    return Message(f"您是想报名【{escape(title)}】吗？看一眼再点下面的按钮。\n\n{card.text}", card.rows)


def what_to_leave(choices: Sequence[tuple[str, int]]) -> Message:
    return Message(
        "您想取消哪一项？", tuple((Button(title, AskLeave(activity_id)),) for title, activity_id in choices)
    )


def nothing_to_leave() -> Message:
    return Message("您现在没有报名任何活动，不用取消。")


def case(contact: str) -> Message:
    """Trouble at work or at home is nothing for a form: a person answers."""
    return Message(
        "您说的事很重要，工会愿意帮您，内容只会告诉经办的人。\n"
        f"{escape(contact)}。\n也可以点下面的按钮，把刚才这段话交给工会委员，请他们联系您。",
        ((Button("请委员联系我", HandOver()),),),
    )


def unknown(likely: Sequence[tuple[Intent, Payload]]) -> Message:
    """One kind sentence with the likely ways on."""
    keys = [Button(LIKELY[intent], action) for intent, action in likely[:_MOST_LIKELY]]
    return Message(
        "这句话我没太明白。您可以换个说法，或者点下面的按钮：",
        (tuple(keys), (Button("怎么用", ShowHelp()), Button("没懂我，转给委员", HandOver()))),
    )


def handed_over() -> Message:
    return Message("已经转给工会委员，他们会联系您。")


def nothing_to_hand_over() -> str:
    return "这段话已经过了一会儿，请再说一遍，我帮您转给委员。"


def for_committee(name: str, group: str, text: str) -> Message:
    return Message(f"💬 {escape(name)}（{escape(group)}）有话想对委员说，请抽空联系：\n\n{escape(text)}")


def not_for_members() -> Message:
    return Message("这一项由工会委员办理。您有想法可以直接“提建议”，我会转给他们。")
