"""What is said in answer to free text."""

from collections.abc import Sequence

from bot.asking.buttons import HandOver, ShowHelp
from bot.buttons import Payload
from bot.language import Intent, Match, PartOfDay, When
from bot.message import Button, Message, escape
from bot.wording import days

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


def period(when: When | None) -> str:
    """The days asked about, in words; empty when none were named."""
    if when is None:
        return ""
    part = _PART.get(when.part, "") if when.part else ""
    if when.from_on and when.until_on:
        return f"{days(when.from_on, when.until_on)}{part}"
    if when.until_on:
        return f"{days(when.until_on, when.until_on)}以前"
    if when.from_on:
        return f"{days(when.from_on, when.from_on)}以后"
    return part


def none_in(heading: str) -> str:
    return f"{heading}没有安排活动。" if heading else "近期没有安排活动。"


def nearest(heading: str, rows: Sequence[Sequence[Button]]) -> Message:
    return Message(f"{none_in(heading)}\n最近的一项是：", tuple(tuple(row) for row in rows))


def which(name: str, candidates: Sequence[tuple[Match, Payload]]) -> Message:
    """Several activities may be meant."""
    return Message(
        f"您说的“{escape(name)}”是哪一项？" if name else "您说的是哪一项？",
        tuple((Button(match.title, action),) for match, action in candidates),
    )


def none_called(name: str) -> Message:
    return Message(f"没有找到叫“{escape(name)}”的活动。下面是近期可以参加的：")


def confirm_sign_up(title: str) -> str:
    return f"您是想报名【{escape(title)}】吗？看一眼再点“我要报名”："


def what_to_join() -> Message:
    return Message("您想报名哪一项？点开就能报：")


def what_to_leave() -> Message:
    return Message("您想取消哪一项？点开就能取消：")


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
    return Message(
        f"💬 {escape(name)}（{escape(group)}）有话想对委员说，请抽空联系：\n\n{escape(text)}"
    )


def not_for_members() -> Message:
    return Message("这一项由工会委员办理。您有想法可以直接“提建议”，我会转给他们。")
