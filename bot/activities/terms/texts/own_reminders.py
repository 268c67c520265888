"""What is said when a member chooses when to be reminded, and in that reminder."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from bot.activities.buttons import AskLeave, ShowActivity
from bot.activities.rules_terms import Lead
from bot.activities.terms.buttons import SetOwnReminder, ShowOwnReminder
from bot.activities.texts import headed
from bot.message import Button, Message, escape
from bot.wording import short_day, span

if TYPE_CHECKING:
    from bot.activities.looking import Line
    from bot.activities.model import Activity
    from bot.activities.terms.own_reminders import Chosen

LEAD = {
    Lead.EVENING: "前一天晚上",
    Lead.HOURS: "开始前 2 小时",
    Lead.BOTH: "两次都要",
    Lead.NONE: "不用提醒",
}


def choose(shown: "Chosen") -> Message:
    """When to be reminded of one activity."""
    note = (
        "\n这次要提前准备，选“开始前 2 小时”也会在前一天晚上提醒准备的事。"
        if shown.overnight and shown.lead is not Lead.NONE
        else ""
    )
    buttons = [
        Button(f"{'✅ ' if lead is shown.lead else ''}{label}", SetOwnReminder(shown.activity_id, lead))
        for lead, label in LEAD.items()
    ]
    return Message(
        f"⏰ {headed(shown.title)}什么时候提醒您？现在是：<b>{LEAD[shown.lead]}</b>。{note}",
        (tuple(buttons[:2]), tuple(buttons[2:]), (Button("⬅ 返回", ShowActivity(shown.activity_id)),)),
    )


def which(lines: "Sequence[Line]") -> Message:
    rows = tuple(
        (Button(f"{line.title}（{short_day(line.starts_at)}）", ShowOwnReminder(line.activity_id)),)
        for line in lines
    )
    return Message("您要改哪一项的提醒？", rows)


def nothing_to_remind_of() -> Message:
    return Message(
        "您现在没有报名的活动，没有单独的提醒。报名以后，在活动的卡片上点“⏰ 提醒时间”，可以改时间，也可以不用提醒。"
    )


def shortly(activity: "Activity", starts_at: datetime, ends_at: datetime | None) -> Message:
    where = f"\n📍 {escape(activity.place)}" if activity.place else ""
    activity_id = activity.id or 0
    return Message(
        f"⏰ 快开始了：{headed(activity.title)}\n🕘 {span(starts_at, ends_at)}{where}",
        ((Button("查看活动", ShowActivity(activity_id)), Button("来不了，取消", AskLeave(activity_id))),),
    )
