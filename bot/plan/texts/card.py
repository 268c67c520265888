"""One item of the plan: its card, and the questions that lead to its changes."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.activities.buttons import ManageActivity, ShowActivity
from bot.buttons import Payload
from bot.message import Button, Message, escape
from bot.notices.buttons import DeliveryReport
from bot.plan.buttons import (
    CancelItem,
    ChangeOwner,
    ChooseReminders,
    ExportItem,
    ItemDone,
    MoveItem,
    OpenActivity,
    PlanAgain,
    PostponeItem,
    PrepareCongress,
    SetReminders,
    ShowItem,
    ShowMonth,
    WriteItemNotice,
)
from bot.plan.buttons_actions import AssignTask, MoveDrive, OpenDrive, ReportFigures, ShowTasks
from bot.plan.rules import month_of
from bot.plan.states import OccurrenceState, TaskState
from bot.plan.texts import words
from bot.wording import day_of, shortened, when

if TYPE_CHECKING:
    from bot.plan.acting import Made
    from bot.plan.card import ItemCard
    from bot.plan.linked import DriveLine, TaskLine

MOVE_FORM = "计划项改期"
OWNER_FORM = "计划项的负责人"
POSTPONE_FORM = "推迟计划项"


def item(card: "ItemCard") -> Message:
    """One item: what, when, who, what became of it, from where, and what the one who looks may do."""
    shown = card.line
    lines = [f"<b>{escape(shown.title)}</b> · {words.STATE[shown.state]}"]
    lines.append(f"时间：{words.span(shown.span, deadline=shown.deadline, year=True)}")
    if shown.recurrence:
        lines.append(f"频次：{words.recurrence(shown.recurrence)}{_held(card)}")
    if outcome := words.outcome(shown, card.turnout):
        lines.append(f"已完成：{outcome}")
    if shown.reason:
        lines.append(f"说明：{escape(shown.reason)}")
    lines.append(f"类别：{words.kind(shown.kind)}")
    if card.audience_text:
        lines.append(f"参加：{escape(card.audience_text)}")
    if shown.owner:
        lines.append(f"负责：{escape(shown.owner)}")
    if card.managing and shown.remind_days is not None:
        lines.append(f"提醒：{_reminders(shown.remind_days)}")
    if card.drive is not None:
        lines.append(f"征集建议：{drive_figures(card.drive)}")
    for notice in card.notices:
        told = f"{when(notice.at)} 发给 {notice.heads} 人，{notice.confirmed} 人点了收到"
        lines.append(f"通知：{told}")
    if card.tasks:
        lines.append("任务：")
        lines += [f"· {task(one)}" for one in card.tasks]
    if card.managing:
        source = f"《{escape(card.document)}》第 {card.source_line} 行"
        lines.append(f"出处：{source}：<i>{escape(shortened(card.quote, 160))}</i>")
    return Message("\n".join(lines), _item_rows(card))


def _held(card: "ItemCard") -> str:
    """How many of the times of a recurring item were held, with their people and their cost."""
    if card.times < 2:
        return ""
    held = f"，已办 {card.held}/{card.times} 次（到今天应办 {card.due} 次）"
    if card.visits:
        held += f"，共 {card.visits} 人次"
    return held + (f"，共花费 {words.yuan(card.spent_fen)}" if card.spent_fen else "")


def drive_figures(drive: "DriveLine") -> str:
    """到5月31日（周一）截止，已收到 12 件（9 人），5 件待答复."""
    told = f"到{day_of(drive.ends_on)}截止，已收到 {drive.proposals} 件"
    if drive.proposals:
        told += f"（{drive.proposers} 人）" + (f"，{drive.waiting} 件待答复" if drive.waiting else "")
    return told


def task(one: "TaskLine") -> str:
    """☐ 布置会场（赵甲，3月20日（周六）前）."""
    mark = "☑" if one.state is TaskState.DONE else "☐"
    return f"{mark} {escape(one.title)}（{escape(one.name)}，{day_of(one.due_on)}前）"


def _item_rows(card: "ItemCard") -> tuple[tuple[Button, ...], ...]:
    shown = card.line
    number = shown.occurrence_id
    rows = _action_rows(card)
    if card.may_settle:
        if shown.state is OccurrenceState.PLANNED:
            rows += _settling_rows(card)
        else:
            if shown.state is OccurrenceState.DONE:
                rows.append((Button("🧾 填人数和花费", ReportFigures(number)),))
            if card.managing:
                rows.append(
                    (Button("📅 改期", MoveItem(number)), Button("↩ 恢复为计划中", PlanAgain(number)))
                )
    if card.managing:
        rows.append((Button("👤 负责人", ChangeOwner(number)), Button("🔔 提醒", ChooseReminders(number))))
    back = Button("⬅ 返回", ShowMonth(month_of(shown.span.start_on)))
    if shown.span.exact or shown.activity_id is not None:
        rows.append((Button("📆 加入日历", ExportItem(number)), back))
    else:
        rows.append((back,))
    return tuple(rows)


def _action_rows(card: "ItemCard") -> list[tuple[Button, ...]]:
    """What can be made of an item, and what was."""
    shown = card.line
    number = shown.occurrence_id
    keys: list[Button] = []
    planned = shown.state is OccurrenceState.PLANNED
    if card.managing:
        if words.calls_for_proposals(shown.kind, shown.title) and card.drive is None and planned:
            keys.append(Button("💡 征集建议", OpenDrive(number)))
        if shown.activity_id is not None:
            keys.append(Button("🎪 打开活动", ManageActivity(shown.activity_id)))
        elif planned:
            keys.append(Button("🎪 建活动", OpenActivity(number)))
        if planned:
            keys += [Button("📣 写通知", WriteItemNotice(number)), Button("📋 派任务", AssignTask(number))]
        if card.drive is not None and planned:
            keys.append(Button("💡 改征集截止日", MoveDrive(number)))
        if card.notices:
            keys.append(Button("📬 通知送达情况", DeliveryReport(card.notices[-1].notice_id)))
    elif shown.open_activity and shown.activity_id is not None:
        keys.append(Button("✍ 去报名", ShowActivity(shown.activity_id)))
    if card.tasks:
        done = sum(one.state is TaskState.DONE for one in card.tasks)
        keys.append(Button(f"☑ 任务（{done}/{len(card.tasks)}）", ShowTasks(number)))
    width = 3 if len(keys) == 3 else 2
    return [tuple(keys[start : start + width]) for start in range(0, len(keys), width)]


def _settling_rows(card: "ItemCard") -> list[tuple[Button, ...]]:
    number = card.line.occurrence_id
    if not card.managing:
        return [(Button("✅ 完成", ItemDone(number)), Button("⏸ 推迟", PostponeItem(number)))]
    rows: list[tuple[Button, ...]] = [
        (Button("✅ 完成", ItemDone(number)), Button("📅 改期", MoveItem(number)))
    ]
    if words.is_congress(card.line.title):
        rows.append((Button("🧭 倒排筹备工作", PrepareCongress(number)),))
    rows.append((Button("⏸ 推迟", PostponeItem(number)), Button("✖ 取消", CancelItem(number, sure=False))))
    return rows


def notice_text(card: "ItemCard") -> str:
    """What a notice about an item begins with; the committee reads it over before it goes out."""
    shown = card.line
    lines = [shown.title, f"时间：{words.span(shown.span, deadline=shown.deadline, year=True)}"]
    if card.audience_text:
        lines.append(f"参加：{card.audience_text}")
    if shown.owner:
        lines.append(f"负责：{shown.owner}")
    return "\n".join(lines)


def activity_made(made: "Made", occurrence_id: int) -> Message:
    """The draft of the activity stands; members do not see it yet."""
    head = "这一项已经建过活动：" if made.again else "已按计划项建好活动草稿："
    return Message(
        f"{head}<b>{escape(made.title)}</b>\n时间暂定 {when(made.starts_at, year=True)}，会员还看不到。\n"
        "请打开活动，核对时间、地点和名额，再发布报名。",
        (
            (Button("🎪 打开活动", ManageActivity(made.activity_id)),),
            (Button("⬅ 返回计划项", ShowItem(occurrence_id)),),
        ),
    )


def ask_cancel(card: "ItemCard") -> Message:
    number = card.line.occurrence_id
    return Message(
        f"取消计划项“{escape(card.line.title)}”（{words.span(card.line.span, year=True)}）？还没发的提醒会一并收回。",
        ((Button("确定取消", CancelItem(number, sure=True)), Button("⬅ 不了", ShowItem(number))),),
    )


def choose_reminders(card: "ItemCard") -> Message:
    """When those who look after the item are reminded."""
    number = card.line.occurrence_id
    ways = [
        ("提前 14、7、1 天", "14,7,1"),
        ("提前 7、1 天", "7,1"),
        ("提前 3、1 天", "3,1"),
        ("提前 1 天", "1"),
    ]
    ways += [("当天", "0"), ("不提醒", "none")]
    keys = [Button(label, SetReminders(number, days)) for label, days in ways]
    rows = [tuple(keys[start : start + 2]) for start in range(0, len(keys), 2)]
    return Message(
        f"<b>{escape(card.line.title)}</b>\n现在：{_reminders(card.line.remind_days)}。提前几天提醒负责人（没有负责人就提醒委员）？",
        (*rows, (Button("按统一设置", SetReminders(number, "usual")), Button("⬅ 返回", ShowItem(number)))),
    )


def _reminders(days: str | None) -> str:
    if days is None:
        return "按统一设置"
    return f"提前 {days.replace(',', '、')} 天" if days else "不提醒"


def ask_owner(answers: Mapping[str, Any], *, drop: Payload) -> Message:
    return Message(
        f"<b>{escape(answers['title'])}</b> 由谁负责？请输入姓名；是会员的话，到时我会提醒本人。",
        ((Button("✖ 取消", drop),),),
    )


def ask_move(answers: Mapping[str, Any], *, drop: Payload) -> Message:
    return Message(
        f"<b>{escape(answers['title'])}</b>，原定 {answers['old']}。\n改到什么时候？例如：12月5日、下周五、3月、4月8日至10日。",
        ((Button("✖ 取消", drop),),),
    )


def ask_reason(answers: Mapping[str, Any], *, drop: Payload) -> Message:
    return Message(
        f"<b>{escape(answers['title'])}</b> 推迟的原因是什么？会写进月末小结。", ((Button("✖ 取消", drop),),)
    )
