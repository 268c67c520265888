"""What is said about activities: names, refusals and pushes. Cards and lists stand in the modules beside."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from bot.activities.buttons import (
    AskLeave,
    Coming,
    ConfirmComing,
    JoinWith,
    MySignUps,
    ShowActivity,
    ShowSlots,
    WishOpening,
)
from bot.activities.rules import ActivityKind, ActivityState, Hindrance, SignUpStatus
from bot.activities.rules_terms import Way
from bot.message import Button, Message, escape
from bot.wording import span, when

if TYPE_CHECKING:
    from bot.activities.limits import Locked
    from bot.activities.reminding import Coming as ComingUp

KEY_ACTIVITIES = "📅 活动"
KEY_MINE = "🙋 我的报名"
ABOUT_ACTIVITIES = "近期活动和报名"
ABOUT_MINE = "我报了哪些活动"
ABOUT_NEW = "新建活动（委员）"
ABOUT_MANAGE = "管理活动（委员）"
WORDS_ACTIVITIES = ("活动", "近期活动", "活动列表")
WORDS_MINE = ("我的报名", "我报了哪些", "我报名的活动")
WORDS_NEW = ("新建活动", "发起活动")
WORDS_MANAGE = ("管理活动", "活动管理")

REMIND_OPENING = "🔔 开始报名时提醒我"

KIND = {
    ActivityKind.CONTEST: "竞赛",
    ActivityKind.HEALTH: "体检",
    ActivityKind.MEETING: "会议",
    ActivityKind.FESTIVAL: "节日文体",
    ActivityKind.TRAINING: "培训讲座",
    ActivityKind.TRIP: "出游疗养",
    ActivityKind.CARE: "慰问关爱",
    ActivityKind.OTHER: "其他",
}
STATE = {
    ActivityState.DRAFT: "草稿",
    ActivityState.OPEN: "正在报名",
    ActivityState.CLOSED: "报名已截止",
    ActivityState.CANCELLED: "已取消",
    ActivityState.DONE: "已结束",
}
STATUS = {
    SignUpStatus.PLACED: "已报名",
    SignUpStatus.OFFERED: "有空名额，待确认",
    SignUpStatus.WAITING: "候补",
    SignUpStatus.CANCELLED: "已取消",
    SignUpStatus.DECLINED: "不参加",
    SignUpStatus.EXCUSED: "已准假",
    SignUpStatus.REJECTED: "未通过",
}


def headed(title: str) -> str:
    """【健步走】, safe for HTML."""
    return f"【{escape(title)}】"


# -- refusals ---------------------------------------------------------------------------------------------


def no_right() -> str:
    return "这一项需要工会委员来办。"


def gone() -> str:
    return "找不到这项活动，它可能已经取消。"


def hindered(why: Hindrance, activity: "Locked") -> Message:
    name, deadline_at = headed(activity.title), activity.deadline_at
    if why is Hindrance.NOT_YET and activity.opens_at is not None:
        return Message(
            f"{name}<b>{when(activity.opens_at)}开始报名</b>，还没到时间。要我到时候提醒您吗？",
            (
                (Button(REMIND_OPENING, WishOpening(activity.id, wish=True)),),
                (Button("查看活动", ShowActivity(activity.id)),),
            ),
        )
    said = {
        Hindrance.DRAFT: f"{name}还没有开始报名，开始后会通知您。",
        Hindrance.CLOSED: f"{name}的报名已经截止。想参加请联系工会委员。",
        Hindrance.CANCELLED: f"{name}已经取消，不能报名了。",
        Hindrance.OVER: f"{name}已经开始或结束，不能报名了。",
        Hindrance.DEADLINE: f"{name}的报名已于{when(deadline_at)}截止。想参加请联系工会委员。"
        if deadline_at
        else f"{name}的报名已经截止。",
    }
    return Message(said[why])


def not_for_you(title: str, who: str) -> str:
    return f"{headed(title)}仅限：{escape(who)}。您不在这次的报名范围里，有疑问请联系工会委员。"


def too_many_people(most: int) -> str:
    if most == 1:
        return "这项活动只能本人报名，不能带家属。"
    return f"这项活动每人最多报 {most} 人（含本人）。"


def more_than_capacity(capacity: int) -> str:
    return f"这项活动一共只有 {capacity} 个名额，请减少人数再报。"


def fill_first(title: str, activity_id: int) -> Message:
    return Message(
        f"报名{headed(title)}要填几项内容，点下面开始：", ((Button("📝 开始填写", JoinWith(activity_id)),),)
    )


def option_full() -> str:
    return "您选的那一项刚刚满了，请重新报名，换一项。"


def choose_a_slot(activity_id: int) -> Message:
    return Message("这项活动分时段，请先选一个时段：", ((Button("🕘 选时段", ShowSlots(activity_id, -1)),),))


def not_signed_up(title: str) -> str:
    return f"您没有报名{headed(title)}，不用取消。"


def too_late_to_leave(title: str) -> str:
    return f"{headed(title)}已经开始或不再办理，报名不能取消了。临时有事请告诉工会委员。"


def compulsory(title: str, activity_id: int) -> Message:
    return Message(
        f"{headed(title)}要求人人参加，不能直接取消。确实来不了，请向组长请假。",
        ((Button("⬅ 返回", ShowActivity(activity_id)),),),
    )


# -- pushes -----------------------------------------------------------------------------------------------


def promoted(
    activity: "Locked", starts_at: datetime, *, drawn: Way | None, news: Sequence[str] = ()
) -> Message:
    """``drawn``: places were given in this way, not by somebody's leaving. ``news``: what was changed just now."""
    head = {None: "候补转正", Way.POINTS: "按积分名额给您了"}.get(drawn, "中签了")
    return Message(
        f"🎉 {head}，您已报上{headed(activity.title)}：{when(starts_at)}"
        f"{_at(activity.place)}。\n{_news(news)}来不了的话请尽早取消，把名额让给后面的人。",
        ((Button("查看活动", ShowActivity(activity.id)), Button("取消报名", AskLeave(activity.id))),),
    )


def offered(
    activity: "Locked", until: datetime, starts_at: datetime | None = None, news: Sequence[str] = ()
) -> Message:
    """``starts_at`` and ``news``: told where the activity was changed just now."""
    begins = f"🕘 {when(starts_at)}{_at(activity.place)}\n" if starts_at else ""
    return Message(
        f"{headed(activity.title)}空出了名额，为您保留到<b>{when(until)}</b>。\n{begins}{_news(news)}"
        "请在这之前确认，过时名额会让给下一位。",
        ((Button("去确认", ShowActivity(activity.id)),),),
    )


def offer_ran_out(activity: "Locked") -> Message:
    return Message(
        f"为您保留的{headed(activity.title)}名额已过确认时间，让给了下一位。\n还想参加，可以重新排候补。",
        ((Button("查看活动", ShowActivity(activity.id)),),),
    )


def day_before(coming: "ComingUp", *, late: bool) -> Message:
    head = "⏰ 补发提醒：" if late else "⏰ 提醒："
    note = f"\n{escape(coming.description)}" if coming.description else ""
    note += f"\n🍽 <b>请准备</b>：{escape(coming.preparation)}" if coming.preparation else ""
    return Message(
        f"{head}您报名的{headed(coming.title)}\n🕘 {span(coming.starts_at, coming.ends_at)}{_where(coming.place)}{note}",
        (
            (
                Button("查看活动", ShowActivity(coming.activity_id)),
                Button("来不了，取消", AskLeave(coming.activity_id)),
            ),
        ),
    )


def changed(title: str, activity_id: int, lines: Sequence[str], *, asks: bool) -> Message:
    """The activity's time, place or name is another one now; ``asks``: it is asked whether the person still comes."""
    head = f"📢 您报名的{headed(title)}有变动：\n" + "\n".join(lines)
    leave = Button("来不了，取消", AskLeave(activity_id))
    if asks:
        return Message(
            f"{head}\n名额还为您留着，<b>还来吗？</b>请点一下，方便安排。",
            (
                (Button("✅ 照常参加", ConfirmComing(activity_id)), leave),
                (Button("查看活动", ShowActivity(activity_id)),),
            ),
        )
    return Message(
        f"{head}\n您的报名（或候补）仍然有效；新安排来不了，请点下面取消。",
        ((Button("查看活动", ShowActivity(activity_id)), leave),),
    )


def activity_cancelled(title: str, starts_at: datetime, reason: str) -> Message:
    return Message(
        f"📢 {headed(title)}（原定{when(starts_at)}）<b>已取消</b>。\n原因：{escape(reason)}\n给您添麻烦了，不用再前往。",
        ((Button("看看别的活动", Coming(0, 0, back=False)), Button("我的报名", MySignUps(past=False))),),
    )


def _news(lines: Sequence[str]) -> str:
    return "📢 活动有变动：\n" + "".join(f"{line}\n" for line in lines) if lines else ""


def _at(place: str) -> str:
    return f"，{escape(place)}" if place else ""


def _where(place: str) -> str:
    return f"\n📍 {escape(place)}" if place else ""
