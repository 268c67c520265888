"""What is said about having to come, not coming, and being reminded."""

from typing import TYPE_CHECKING

from bot.activities.buttons import (
    Chase,
    ConfirmComing,
    DecideExcuse,
    Decline,
    EnterMember,
    Join,
    Participants,
    ShowActivity,
)
from bot.activities.contests.buttons import SeekTeam, ShowTeam
from bot.activities.terms.buttons import ShowEntered
from bot.activities.texts import headed
from bot.message import Button, Message, escape
from bot.wording import span, when

if TYPE_CHECKING:
    from bot.activities.duties.chasing import Chased, Missing
    from bot.activities.model import Activity
    from bot.activities.places import SignUpOutcome

FORM = "不参加的原因"
_MOST_NAMED = 60


def ask_reason(title: str, *, compulsory: bool) -> Message:
    if compulsory:
        return Message(
            f"{headed(title)}要求人人参加。确实来不了，请写一句<b>原因</b>，组长同意以后才算请假。"
        )
    return Message(f"不参加{headed(title)}，请写一句<b>原因</b>，方便组长了解。")


def declined(outcome: "SignUpOutcome", *, compulsory: bool) -> Message:
    name = headed(outcome.title)
    text = (
        f"已向组长请假：{name}。同意了会通知您。"
        if compulsory
        else f"知道了，您不参加{name}。改主意了随时可以报名。"
    )
    return Message(text, ((Button("查看活动", ShowActivity(outcome.activity_id)),),))


def confirmed(outcome: "SignUpOutcome") -> Message:
    return Message(
        f"好的，您参加{headed(outcome.title)}：{when(outcome.starts_at)}。前一天我会提醒您。",
        ((Button("查看活动", ShowActivity(outcome.activity_id)),),),
    )


def missing(shown: "Missing") -> Message:
    """Who of the own groups has not answered."""
    back = Button("⬅ 返回名单", Participants(shown.activity_id, 0))
    if not shown.names:
        return Message(f"{headed(shown.title)}大家都回应了。", ((back,),))
    named = "、".join(escape(name) for name in shown.names[:_MOST_NAMED])
    more = f" 等 {len(shown.names)} 人" if len(shown.names) > _MOST_NAMED else f"（{len(shown.names)} 人）"
    entering = [Button(f"替{name}报名", EnterMember(shown.activity_id, who)) for who, name in shown.to_enter]
    rows = [tuple(entering[start : start + 3]) for start in range(0, len(entering), 3)]
    chase = (
        ((Button(f"🔔 提醒这 {shown.reachable} 人", Chase(shown.activity_id)),),) if shown.reachable else ()
    )
    mine = Button("✏️ 替人报的", ShowEntered(shown.activity_id))
    return Message(f"{headed(shown.title)}还没有回应：\n{named}{more}", (*chase, *rows, (mine, back)))


def chased(done: "Chased") -> Message:
    again = f"有 {done.already} 人一小时内提醒过，这次不重复。" if done.already else ""
    if done.reminded:
        text = f"{headed(done.title)}正在提醒 {done.reminded} 人，一小时内不会重复提醒。{again}"
    else:
        text = f"{headed(done.title)}{again or '没有要提醒的人。'}"
    if done.without_account:
        text += f"\n还有 {done.without_account} 人收不到机器人的消息，请您当面或打电话告诉。"
    return Message(text)


# -- pushes -----------------------------------------------------------------------------------------------


def must_come(activity: "Activity", *, in_teams: bool = False) -> Message:
    if in_teams:
        return _must_come_in_a_team(activity)
    return Message(
        f"📌 {headed(activity.title)}要求人人参加，您已在名单上。\n🕘 {span(activity.starts_at, activity.ends_at)}"
        + (f"\n📍 {escape(activity.place)}" if activity.place else "")
        + "\n请点一下告诉组长您来不来。",
        (
            (
                Button("✅ 我参加", ConfirmComing(activity.id or 0)),
                Button("🙋 请假", Decline(activity.id or 0)),
            ),
        ),
    )


def _must_come_in_a_team(activity: "Activity") -> Message:
    at = activity.deadline_at
    filled = f"到{when(at)}还没有队伍的，自动配队。" if at is not None else "到时候还没有队伍的，自动配队。"
    return Message(
        f"📌 {headed(activity.title)}要求人人参加，组队报名，您已在名单上。\n"
        f"🕘 {span(activity.starts_at, activity.ends_at)}"
        + (f"\n📍 {escape(activity.place)}" if activity.place else "")
        + f"\n请组队、进队，或者点“等着配队”。{filled}",
        (
            (
                Button("👥 组队", ShowTeam(activity.id or 0)),
                Button("🙋 请假", Decline(activity.id or 0)),
            ),
            (Button("✅ 参加，等着配队", SeekTeam(activity.id or 0, True)),),
        ),
    )


def please_answer(activity: "Activity", leader: str, *, in_teams: bool = False) -> Message:
    if activity.compulsory:
        asked = must_come(activity, in_teams=in_teams)
        return Message(f"🔔 {escape(leader)}提醒您：\n{asked.text}", asked.rows)
    deadline = f"\n⏳ 报名截止 {when(activity.deadline_at)}" if activity.deadline_at else ""
    activity_id = activity.id or 0
    return Message(
        f"🔔 {escape(leader)}提醒您：{headed(activity.title)}还没有回应。\n"
        f"🕘 {span(activity.starts_at, activity.ends_at)}{deadline}",
        (
            (Button("我要报名", Join(activity_id)), Button("不参加", Decline(activity_id))),
            (Button("查看活动", ShowActivity(activity_id)),),
        ),
    )


def excuse_wanted(title: str, name: str, reason: str, sign_up_id: int) -> Message:
    return Message(
        f"🙋 {escape(name)}向您请假：{headed(title)}\n原因：{escape(reason)}",
        (
            (
                Button("同意", DecideExcuse(sign_up_id, True)),
                Button("不同意", DecideExcuse(sign_up_id, False)),
            ),
        ),
    )


def excuse_answered(title: str, activity_id: int, leader: str, *, grant: bool) -> Message:
    text = (
        f"{escape(leader)}同意了您的请假：{headed(title)}，不用参加了。"
        if grant
        else f"{escape(leader)}没有同意您的请假：{headed(title)}，请按时参加，有困难当面沟通。"
    )
    return Message(text, ((Button("查看活动", ShowActivity(activity_id)),),))


def excuse_decided(name: str, *, grant: bool) -> Message:
    return Message(f"已{'同意' if grant else '回复不同意'}{escape(name)}的请假，本人会收到通知。")


# -- refusals ---------------------------------------------------------------------------------------------


def reason_length(most: int) -> str:
    return f"原因请写 1 到 {most} 个字。"


def decided(name: str) -> str:
    return f"{escape(name)}的请假已经处理过了。"


def nobody_to_chase(title: str) -> str:
    return f"{headed(title)}已经开始或不再办理，不用提醒了。"
