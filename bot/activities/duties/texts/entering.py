"""What is said when somebody signs up a colleague."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.activities.buttons import EnterMember, Participants, ShowActivity, ShowMissing
from bot.activities.rules import SignUpStatus
from bot.activities.rules_terms import Way
from bot.activities.terms.buttons import BookSlotFor, ShowEntered, ShowSlotsFor, WithdrawMember
from bot.activities.texts import STATUS, headed
from bot.activities.texts.slots import day_of_slots
from bot.message import Button, Message, escape
from bot.wording import when

if TYPE_CHECKING:
    from bot.activities.duties.entering import EnteredList, Held
    from bot.activities.model import Activity
    from bot.activities.places import LeaveOutcome, SignUpOutcome
    from bot.activities.slots import SlotDay
    from bot.language import KnownActivity


def _where(outcome: "SignUpOutcome") -> str:
    if outcome.status is SignUpStatus.PLACED:
        return "已报上"
    if outcome.way is Way.APPROVAL:
        return "已登记，等委员审核"
    return "已登记，等抽签" if outcome.drawn_later else f"排在候补第 {outcome.position} 位"


def entered(outcome: "SignUpOutcome", name: str) -> str:
    return f"{name}{_where(outcome)}，也会告诉本人。"


def booked(outcome: "SignUpOutcome", name: str) -> Message:
    return Message(
        f"✅ {escape(name)}：{headed(outcome.title)}{when(outcome.starts_at)}，{_where(outcome)}。也会告诉本人。",
        (
            (
                Button("✏️ 替人报的", ShowEntered(outcome.activity_id)),
                Button("🔔 还没回应的人", ShowMissing(outcome.activity_id)),
            ),
        ),
    )


def ask_to_enter(member_id: int, name: str, activities: "Sequence[KnownActivity]") -> Message:
    """One activity is asked back with its time; of several one is chosen."""
    if len(activities) == 1:
        [one] = activities
        at = f"，{when(one.starts_at)}" if one.starts_at else ""
        return Message(
            f"替<b>{escape(name)}</b>报名{headed(one.title)}{at}？报上后也会告诉本人。",
            (
                (Button(f"✅ 替{name}报名", EnterMember(one.id, member_id)),),
                (Button("看看这项活动", ShowActivity(one.id)),),
            ),
        )
    rows = tuple((Button(one.title, EnterMember(one.id, member_id)),) for one in activities)
    return Message(f"替<b>{escape(name)}</b>报哪一项？", rows)


def ask_to_withdraw(member_id: int, name: str, held: "Sequence[Held]") -> Message:
    if not held:
        return Message(f"{escape(name)}没有报您说的活动，不用取消。")
    rows = tuple(
        (Button(f"取消{name}的{one.title}", WithdrawMember(one.activity_id, member_id, one.revision)),)
        for one in held
    )
    lines = [f"· {headed(one.title)}{when(one.starts_at)}" for one in held]
    return Message(
        "\n".join([f"<b>{escape(name)}</b>报了：", *lines, "要取消就点下面，也会告诉本人。"]), rows
    )


def slot_day(shown: "SlotDay", name: str) -> Message:
    """The slots of one day, for a member of the own group."""
    who = shown.member_id or 0
    return day_of_slots(
        shown,
        f"替<b>{escape(name)}</b>选一个时段：",
        lambda slot_id: BookSlotFor(shown.activity_id, who, slot_id),
        lambda day: ShowSlotsFor(shown.activity_id, who, day),
        Button("⬅ 返回", ShowMissing(shown.activity_id)),
    )


def listed(shown: "EnteredList") -> Message:
    """Whom others signed up, each to be moved or withdrawn."""
    back = Button("⬅ 返回名单", Participants(shown.activity_id, 0))
    if not shown.lines:
        return Message(f"{headed(shown.title)}还没有替别人报的名。", ((back,),))
    lines = [f"✏️ {headed(shown.title)}替人报的："]
    rows = []
    for one in shown.lines:
        at = f"，{when(one.slot_starts_at)}" if one.slot_starts_at else ""
        lines.append(f"· {escape(one.name)}（{STATUS[one.status]}{at}）")
        row = [Button(f"取消{one.name}", WithdrawMember(shown.activity_id, one.member_id, one.revision))]
        if shown.slotted:
            row.insert(0, Button(f"{one.name}改时段", ShowSlotsFor(shown.activity_id, one.member_id, -1)))
        rows.append(tuple(row))
    return Message("\n".join(lines), (*rows, (back,)))


def withdrawn(outcome: "LeaveOutcome") -> str:
    return f"已取消{headed(outcome.title)}的这一份报名，也会告诉本人。"


def entered_for_you(outcome: "SignUpOutcome", by: str) -> Message:
    return Message(
        f"{escape(by)}替您报名了{headed(outcome.title)}（{when(outcome.starts_at)}），{_where(outcome)}。",
        ((Button("查看活动", ShowActivity(outcome.activity_id)),),),
    )


def please_enter(activity: "Activity", number: int) -> Message:
    deadline = f"，报名截止 {when(activity.deadline_at)}" if activity.deadline_at else ""
    return Message(
        f"🙋 新活动{headed(activity.title)}（{when(activity.starts_at)}{deadline}）：您组里有 {number} 位收不到机器人的消息，"
        "请您告诉他们，也可以替他们报名。",
        (
            (
                Button("替人报名", ShowMissing(activity.id or 0)),
                Button("查看活动", ShowActivity(activity.id or 0)),
            ),
        ),
    )


def withdrawn_for_you(title: str, activity_id: int, by: str) -> Message:
    return Message(
        f"{escape(by)}替您取消了{headed(title)}的报名。还想参加可以重新报名。",
        ((Button("查看活动", ShowActivity(activity_id)),),),
    )


# -- refusals ---------------------------------------------------------------------------------------------


def form_needed(name: str) -> str:
    return f"替{escape(name)}报名要先填几项内容，请重新点“替{escape(name)}报名”。"


def changed_meanwhile() -> str:
    return "这份报名刚刚变了，请重新打开名单看看。"
