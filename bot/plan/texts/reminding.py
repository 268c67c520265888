"""What the plan pushes: the digest of a month, the reminders of a day, the outlook, what was missed."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from bot.activities.buttons import ShowActivity
from bot.message import Button, Message, escape
from bot.paging import turning
from bot.plan.buttons import (
    DropAllMissed,
    DropMissed,
    ListDocuments,
    ListMissed,
    SendDigest,
    SendMissed,
    ShowItem,
    ShowMonth,
    TurnMissed,
)
from bot.plan.buttons_actions import TaskDone
from bot.plan.rules import month_of
from bot.plan.texts import living, words
from bot.proposals.buttons import WriteProposal
from bot.wording import day_of, shortened, when

if TYPE_CHECKING:
    from bot.plan.linked import DriveLine, TaskLine
    from bot.plan.looking import Line
    from bot.plan.missed import MissedPage, Resent
    from bot.plan.offers import Offer
    from bot.plan.reminding import Mention

_MOST_BUTTONS = 8
_LABEL = 18


def _late(late: bool) -> str:
    return "【补发】" if late else ""


def digest(
    month: int, lines: Sequence["Line"], offers: Sequence["Offer"], *, late: bool, managing: bool
) -> Message:
    """The month's items by week; what one can sign up for has a button."""
    parts = [f"{_late(late)}🗓 <b>{words.month(month, year=True)}工会计划安排</b>"]
    for head, own in living.by_week(lines, month):
        if head:
            parts.append(f"<u>{head}</u>")
        parts += [f"· {living.in_month(line, offers)}" for line in own]
    parts += living.offers(offers, lines)
    parts.append(
        "\n最新的安排，随时点“计划安排”看。" if not managing else "\n点下面可以建活动、改期、标记完成。"
    )
    rows = (*living.offer_rows(offers), (Button("看计划安排", ShowMonth(month)),))
    return Message("\n".join(parts), rows)


def reminder(mentions: Sequence["Mention"], day: date, *, late: bool) -> Message:
    """Everything a day has to say to one person."""
    parts = [f"{_late(late)}📌 <b>计划提醒</b>"]
    rows: list[tuple[Button, ...]] = []
    for mention in mentions:
        parts.append(_mention(mention, day))
        if (key := _key(mention)) is not None and (key,) not in rows:
            rows.append((key,))
    return Message("\n".join(parts), tuple(rows[:_MOST_BUTTONS]))


def _key(mention: "Mention") -> Button | None:
    """What can be done about it at once."""
    line = mention.line
    label = shortened(line.title, _LABEL)
    if mention.task is not None and mention.cause.value != "long_overdue":
        return Button(f"✅ 办好了：{shortened(mention.task.title, _LABEL)}", TaskDone(mention.task.task_id))
    if mention.mine:
        return Button(f"办理：{label}", ShowItem(line.occurrence_id))
    if mention.drive is not None:
        return Button("💡 写建议", WriteProposal())
    if line.open_activity and line.activity_id is not None:
        head = "✅ 已报名" if mention.joined else "✍ 报名"
        return Button(f"{head}：{label}", ShowActivity(line.activity_id))
    return None


def _mention(mention: "Mention", day: date) -> str:
    line = mention.line
    if mention.task is not None:
        return _of_task(mention.task, mention.cause.value, day)
    if mention.drive is not None:
        return _of_drive(mention.drive, day)
    title = f"<b>{escape(line.title)}</b>"
    time = words.span(line.span, deadline=line.deadline)
    match mention.cause.value:
        case "overdue":
            return f"· {title}（计划时间：{time}）已到期，办完了吗？请点“办理”标记完成、改期或推迟。"
        case "long_overdue":
            owner = f"{escape(line.owner)}负责" if line.owner else "没有写负责人"
            return f"· {title}（计划时间：{time}，{owner}）到期一周还没有消息，请您过问。"
    ahead = words.until(line.target, day)
    if line.span.standing and not line.deadline:
        return f"· {ahead}到期（{time}）：{title}"
    if not line.span.exact and not line.deadline:
        return f"· {ahead}进入{words.month(month_of(line.target))}：{title}"
    return f"· {ahead}{'截止' if line.deadline else ''}，{time}：{title}"


def _of_task(task: "TaskLine", cause: str, day: date) -> str:
    told = f"<b>{escape(task.title)}</b>（{escape(task.item)}）"
    match cause:
        case "overdue":
            return f"· {told}说好{day_of(task.due_on)}前办好，办完了吗？"
        case "long_overdue":
            return f"· {told}交给{escape(task.name)}，{day_of(task.due_on)}到期，一周还没有消息，请您过问。"
    return f"· {words.until(task.due_on, day)}到期：{told}，请在{day_of(task.due_on)}前办好。"


def _of_drive(drive: "DriveLine", day: date) -> str:
    title = f"<b>{escape(drive.title)}</b>"
    if drive.ends_on >= day:
        return f"· {words.until(drive.ends_on, day)}截止（{day_of(drive.ends_on)}）：{title}。您有什么建议？一两句话就行。"
    got = f"收到 {drive.proposals} 件（{drive.proposers} 人）" if drive.proposals else "没有收到建议"
    waiting = f"，{drive.waiting} 件还没有答复" if drive.waiting else ""
    return f"· {title}征集结束：{got}{waiting}。都办完了请点“办理”标记完成。"


# -- sending by hand, missed ones -------------------------------------------------------------------------


def ask_send_digest(month: int, heads: int) -> Message:
    return Message(
        f"现在就把{words.month(month)}的计划安排发给有关的 {heads} 位会员？",
        ((Button("📣 发送", SendDigest(month, sure=True)), Button("⬅ 不了", ShowMonth(month))),),
    )


def digest_sent(month: int, heads: int) -> Message:
    return Message(f"{words.month(month)}的计划安排正在发给 {heads} 位会员。")


def digest_sent_before(month: int) -> str:
    return f"{words.month(month)}的计划安排已经发过了。"


def something_was_missed(kind: str, subject_id: int, due_at: datetime) -> Message:
    return Message(
        f"⚠ 停机期间有提醒没有按时发出，例如 {when(due_at)} 的{_what(kind, subject_id)}。\n"
        "已经过了补发的时限，我没有自动发给会员。要不要补发，请您决定。",
        ((Button("漏发清单", ListMissed()),),),
    )


def missed(found: "MissedPage", told: str = "") -> Message:
    """The list of missed reminders, by pages."""
    head = f"{told}\n\n" if told else ""
    back = (Button("⬅ 全部计划", ListDocuments()),)
    if not found.total:
        return Message(f"{head}没有漏发的提醒。", (back,))
    lines = [f"{head}⚠ 没有按时发出的提醒 {found.total} 条："]
    rows: list[tuple[Button, ...]] = []
    for number, one in enumerate(found.page.lines, found.before + 1):
        lines.append(f"{number}. {when(one.due_at)} {_what(one.kind, one.subject_id)}")
        rows.append(
            (
                Button(f"补发第 {number} 条", SendMissed(one.reminder_id)),
                Button(f"第 {number} 条不发了", DropMissed(one.reminder_id)),
            )
        )
    rows += turning(found.page.number, found.page.more, TurnMissed)
    if found.total > 1:
        rows.append((Button(f"全部 {found.total} 条都不发了", DropAllMissed(sure=False)),))
    return Message("\n".join(lines), (*rows, back))


def ask_drop_all(total: int) -> Message:
    return Message(
        f"{total} 条漏发的提醒都不发了？会员不会收到任何消息。",
        ((Button("确定都不发", DropAllMissed(sure=True)), Button("⬅ 不了", TurnMissed(0))),),
    )


def dropped_all(count: int) -> str:
    return f"好的，{count} 条都不发了。"


def resent(outcome: "Resent") -> str:
    return f"已补发给 {outcome.told} 位会员。"


def missed_settled() -> str:
    return "这条提醒已经处理过了。"


def _what(kind: str, subject_id: int) -> str:
    match kind:
        case "plan.digest":
            return f"{words.month(subject_id)}计划安排"
        case "plan.outlook":
            return f"{words.month(subject_id)}小结和下月展望"
    return f"{day_of(date.fromordinal(max(subject_id, 1)))}计划提醒"
