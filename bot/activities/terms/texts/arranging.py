"""What is said about the terms of an activity and about the committee's yes or no to a sign-up."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from bot.activities.buttons import ManageActivity, ShowActivity
from bot.activities.rules_terms import Substitutes, Way
from bot.activities.terms.buttons import (
    Approve,
    AskPreparation,
    Reject,
    SetSubstitutes,
    SetWay,
    ShowPending,
    ShowTerms,
)
from bot.activities.texts import headed
from bot.buttons import Payload
from bot.message import Button, Message, escape
from bot.paging import turning
from bot.wording import when

if TYPE_CHECKING:
    from bot.activities.limits import Locked
    from bot.activities.terms.approving import Decided, PendingPage
    from bot.activities.terms.arranging import Shown

PREPARATION_FORM = "检查前的准备"
REJECT_FORM = "不通过的原因"
WORDS_NO_PREPARATION = frozenset({"无", "没有", "不用", "不需要"})
WAY = {
    Way.FIRST: "先到先得",
    Way.DRAW: "抽签",
    Way.POINTS: "按积分",
    Way.APPROVAL: "委员审核",
}
_WAY_MEANS = {
    Way.FIRST: "谁先报谁有名额，满了排候补。",
    Way.DRAW: "先登记，不分先后；截止后抽签。",
    Way.POINTS: "先登记；截止后今年落选多、参加少的优先，同分抽签。",
    Way.APPROVAL: "先登记；委员逐个点“通过”才占名额。",
}
SUBSTITUTES = {
    Substitutes.IF_NOBODY_WAITS: "没人候补时可以",
    Substitutes.ALWAYS: "随时可以",
    Substitutes.NEVER: "不可以",
}
_SUBSTITUTES_MEAN = {
    Substitutes.IF_NOBODY_WAITS: "报名截止前、没有人候补时，报上的人可以让给指定的同事；有人候补就只能取消，名额按顺序转正。",
    Substitutes.ALWAYS: "开始前都可以让给指定的同事，有人候补也可以（比如队里换人）。",
    Substitutes.NEVER: "来不了只能取消，名额按顺序给候补。",
}


def terms(shown: "Shown") -> Message:
    """The terms of one activity, each with the choices."""
    activity_id = shown.activity_id
    lines = [
        f"🎫 <b>{headed(shown.title)}名额怎么给</b>",
        f"· 给名额：<b>{WAY[shown.way]}</b>。{_WAY_MEANS[shown.way]}"
        + ("（已经有人报名，不再改）" if shown.fixed else ""),
        f"· 让给同事：<b>{SUBSTITUTES[shown.substitutes]}</b>。{_SUBSTITUTES_MEAN[shown.substitutes]}",
        f"· 要准备的：{escape(shown.preparation) or '没有'}"
        + ("（写在前一天晚上的提醒里）" if shown.preparation else ""),
    ]
    ways = tuple(Button(label, SetWay(activity_id, way)) for way, label in WAY.items() if way != shown.way)
    others = tuple(
        Button(f"让给同事：{label}", SetSubstitutes(activity_id, each))
        for each, label in SUBSTITUTES.items()
        if each is not shown.substitutes
    )
    rows = [
        *(() if shown.fixed else (ways,)),
        *((button,) for button in others),
        (Button("🍽 要准备的（如空腹）", AskPreparation(activity_id)),),
    ]
    if shown.way is Way.APPROVAL:
        rows.append((Button("🗳 待审核的报名", ShowPending(activity_id, 0)),))
    return Message("\n".join(lines), (*rows, (Button("⬅ 返回", ManageActivity(activity_id)),)))


def ask_preparation(title: str) -> Message:
    return Message(
        f"{headed(title)}参加的人要<b>准备什么</b>？比如“请空腹，带身份证，晚上10点后不再进食”。"
        "会写在前一天晚上的提醒里。不需要就写“无”。"
    )


def preparation(text: str) -> str:
    """The line in a reminder; empty without any."""
    return f"\n🍽 {escape(text)}" if text else ""


# -- the committee's yes or no ----------------------------------------------------------------------------


def pending(shown: "PendingPage") -> Message:
    """Sign-ups that wait for a yes."""
    back = Button("⬅ 返回", ShowTerms(shown.activity_id))
    room = "名额不限" if shown.free is None else f"还剩 {shown.free} 个名额"
    if not shown.lines:
        return Message(f"{headed(shown.title)}没有等着审核的报名，{room}。", ((back,),))
    lines = [f"🗳 {headed(shown.title)}等审核 {shown.total} 人，{room}："]
    rows: list[tuple[Button, ...]] = []
    for number, one in enumerate(shown.lines, start=shown.first):
        party = f"（共 {one.people} 人）" if one.people > 1 else ""
        said = f"\n　{escape('；'.join(one.answers))}" if one.answers else ""
        lines.append(f"{number}. {escape(one.name)}{party}　{escape(one.group)}{said}")
        rows.append(
            (
                Button(f"✅ {one.name}", Approve(one.sign_up_id, one.revision)),
                Button(f"✖ {one.name}", Reject(one.sign_up_id)),
            )
        )
    keys = turning(shown.number, shown.more, lambda number: ShowPending(shown.activity_id, number))
    return Message("\n".join(lines), (*rows, *keys, (back,)))


def ask_why_not(title: str, name: str, drop: Payload) -> Message:
    return Message(
        f"为什么不通过{escape(name)}的报名（{headed(title)}）？请写一句<b>原因</b>，会告诉本人。",
        ((Button("✖ 先不处理", drop),),),
    )


def decided(done: "Decided") -> str:
    return f"已{'通过' if done.placed else '回复不通过'}：{done.name}，会告诉本人。"


def decide_soon(activity: "Locked") -> Message:
    """To who opened the activity: somebody waits for a yes."""
    return Message(
        f"🗳 {headed(activity.title)}有人报名，等委员审核。",
        ((Button("去审核", ShowPending(activity.id, 0)),),),
    )


def approved(activity: "Locked", starts_at: datetime, place: str) -> Message:
    where = f"，{escape(place)}" if place else ""
    return Message(
        f"🎉 审核通过，您已报上{headed(activity.title)}：{when(starts_at)}{where}。",
        ((Button("查看活动", ShowActivity(activity.id)),),),
    )


def rejected(activity: "Locked", reason: str) -> Message:
    return Message(
        f"{headed(activity.title)}的报名没有通过。\n原因：{escape(reason)}\n有疑问请联系工会委员。",
        ((Button("查看活动", ShowActivity(activity.id)),),),
    )


# -- refusals ---------------------------------------------------------------------------------------------


def too_late_for_way() -> str:
    return "已经有人按现在的办法报了名，不能再改名额的给法。"


def nothing_to_give() -> str:
    return "人人参加的活动每个人都在名单上，不用选名额的给法。"


def preparation_too_long(most: int) -> str:
    return f"最多 {most} 个字，请写短一点。"


def decided_already(name: str) -> str:
    return f"{escape(name)}的报名已经处理过了，或者本人已经退出。"


def full(name: str, full_limits: Sequence[str]) -> str:
    what = escape("、".join(full_limits))
    return f"放不下{escape(name)}：{what}已满。可以先改大名额，或不通过这项报名。"


def whole() -> str:
    return "总名额"


def reason_length(most: int) -> str:
    return f"原因请写 1 到 {most} 个字。"


def approval_only(title: str) -> str:
    return f"{headed(title)}不用委员审核。"
