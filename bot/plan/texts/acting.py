"""What is said about tasks, drives for proposals, and the figures of what was done."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from bot.buttons import Payload
from bot.language.numerals import value
from bot.message import Button, Message, escape
from bot.plan.buttons import ItemDone, ShowItem
from bot.plan.buttons_actions import AssignTask, DropTask, MyTasks, ShowTasks, TaskAgain, TaskDone
from bot.plan.states import OccurrenceState, TaskState
from bot.plan.texts import card as cards
from bot.plan.texts import words
from bot.proposals.buttons import WriteProposal
from bot.wording import day_of, shortened

if TYPE_CHECKING:
    from bot.plan.card import ItemCard
    from bot.plan.linked import DriveLine, TaskLine
    from bot.plan.tasks import Person

TASK_FORM = "派任务"
DRIVE_FORM = "征集建议"
DRIVE_END_FORM = "征集的截止日"
FIGURES_FORM = "人数和花费"
ABOUT_TASKS = "交给我办的任务"
WORDS_TASKS = ("我的任务", "交给我的任务", "派给我的任务", "我有什么任务", "有什么任务要我办")
_LABEL = 16

_NUMBER = r"(?P<{}>\d[\d,]*(?:\.\d+)?|[〇零一二两三四五六七八九十百千]+)\s*(?P<{}_>万)?\s*"
_MONEY = re.compile(_NUMBER.format("yuan", "yuan") + r"(?:元|块钱|块|rmb|人民币)", re.IGNORECASE)
_PRICED = re.compile(r"[¥￥]\s*" + _NUMBER.format("yuan", "yuan"))
_PEOPLE = re.compile(_NUMBER.format("people", "people") + r"(?:人次|人|位|名)")
_FREE = re.compile(r"没有?花钱|不花钱|没有?花费|没有?开支|零花费|免费")


# -- figures ----------------------------------------------------------------------------------------------


def ask_figures(answers: Mapping[str, Any], *, skip: Payload) -> Message:
    known = f"（现在记的是：{answers['known']}）" if answers["known"] else ""
    return Message(
        f"✅ <b>{escape(answers['title'])}</b> 已记为完成{known}。\n"
        "多少人参加、花了多少元？写一句就行，例如：32人，860元。不方便就不填，以后也能补。",
        ((Button("先不填", skip),),),
    )


def figures_in(text: str) -> tuple[int | None, int | None]:
    """People and fen (yuan × 100) in 36人次，花了1280.5元; None for what is not said."""
    plain = unicodedata.normalize("NFKC", text)
    people, spent = None, None
    if found := _PEOPLE.search(plain):
        amount = _amount(found, "people")
        people = int(amount) if amount is not None and amount == int(amount) else None
    if (found := _MONEY.search(plain) or _PRICED.search(plain)) is not None:
        amount = _amount(found, "yuan")
        spent = None if amount is None else int((amount * 100).quantize(Decimal(1), ROUND_HALF_UP))
    elif _FREE.search(plain):
        spent = 0
    return people, spent


def _amount(found: re.Match[str], name: str) -> Decimal | None:
    digits = found[name].replace(",", "")
    try:
        number = Decimal(digits) if digits[0].isascii() else Decimal(value(digits))
    except (InvalidOperation, ValueError):
        return None
    return number * 10_000 if found[f"{name}_"] else number


def no_figures() -> str:
    return "没有看出人数或花费。请写上单位，例如：32人，860元；没有花钱就写“没花钱”。"


# -- tasks ------------------------------------------------------------------------------------------------


def task_preview(
    answers: Mapping[str, Any],
    *,
    give: Payload,
    title: Payload,
    person: Payload,
    due: Payload,
    drop: Payload,
) -> Message:
    day = day_of(date.fromisoformat(answers["due_on"]), year=True)
    return Message(
        f"📋 派任务（计划项：{escape(answers['item'])}）\n"
        f"做什么：<b>{escape(answers['title'])}</b>\n交给：<b>{escape(answers['name'])}</b>\n期限：<b>{day}前</b>\n"
        "派出后我会马上告诉本人，到期前提醒，办好了告诉您。",
        (
            (Button(f"✅ 派给{shortened(answers['name'], 10)}", give),),
            (Button("改内容", title), Button("换人", person), Button("改期限", due)),
            (Button("✖ 取消", drop),),
        ),
    )


def ask_task_title(answers: Mapping[str, Any], *, drop: Payload) -> Message:
    return Message(
        f"计划项：{escape(answers['item'])}\n要办什么事？请写一句，例如：联系场地。",
        ((Button("✖ 取消", drop),),),
    )


def ask_person(
    answers: Mapping[str, Any], choices: Sequence[tuple[str, Payload]], *, drop: Payload
) -> Message:
    keys = [Button(name, payload) for name, payload in choices]
    rows = [tuple(keys[start : start + 3]) for start in range(0, len(keys), 3)]
    return Message(
        f"<b>{escape(answers['title'])}</b> 交给谁办？点选，或输入会员的姓名、工号。",
        (*rows, (Button("✖ 取消", drop),)),
    )


def ask_due(answers: Mapping[str, Any], *, drop: Payload) -> Message:
    return Message(
        f"<b>{escape(answers['title'])}</b> 最晚哪一天办好？例如：12月5日、下周五。",
        ((Button("✖ 取消", drop),),),
    )


def people_offered(people: "Sequence[Person]") -> list[list[Any]]:
    """Names to choose from, as an open form keeps them."""
    return [[person.member_id, person.name] for person in people]


def task_given(card: "ItemCard") -> Message:
    """The item with its new task."""
    shown = cards.item(card)
    return Message(f"✅ 任务已派出。\n\n{shown.text}", shown.rows)


def task_for_you(line: "TaskLine", giver: str) -> Message:
    return Message(
        f"📋 <b>{escape(giver)}请您办一件事</b>\n<b>{escape(line.title)}</b>\n"
        f"期限：{day_of(line.due_on, year=True)}前\n计划项：{escape(line.item)}\n办好了点下面告诉一声。",
        (
            (Button("✅ 办好了", TaskDone(line.task_id)),),
            (Button("📋 我的任务", MyTasks()), Button("看计划项", ShowItem(line.occurrence_id))),
        ),
    )


def task_was_done(line: "TaskLine", left: int, *, settled: bool) -> Message:
    told = f"☑ {escape(line.name)}办好了：<b>{escape(line.title)}</b>（{escape(line.item)}）"
    rows: list[tuple[Button, ...]] = []
    if left:
        told += f"\n这一项还有 {left} 个任务没办完。"
    elif not settled:
        told += "\n这一项的任务都办完了，整项办完就点“完成”。"
        rows.append((Button("✅ 整项完成", ItemDone(line.occurrence_id)),))
    return Message(told, (*rows, (Button("看计划项", ShowItem(line.occurrence_id)),)))


def tasks(card: "ItemCard", member_id: int) -> Message:
    """The tasks of an item, each with what who looks (``member_id``) may do."""
    number = card.line.occurrence_id
    rows: list[tuple[Button, ...]] = []
    for one in card.tasks:
        label = shortened(one.title, _LABEL)
        mine = card.managing or one.member_id == member_id
        if mine and one.state is TaskState.OPEN:
            keys = [Button(f"✅ 办好了：{label}", TaskDone(one.task_id))]
            if card.managing:
                keys.append(Button("✖ 不办了", DropTask(one.task_id, sure=False)))
            rows.append(tuple(keys))
        elif mine:
            rows.append((Button(f"↩ 还没办好：{label}", TaskAgain(one.task_id)),))
    if card.managing and card.line.state is OccurrenceState.PLANNED:
        rows.append((Button("📋 再派一个", AssignTask(number)),))
    rows.append((Button("⬅ 返回", ShowItem(number)),))
    told = [f"<b>{escape(card.line.title)}</b> 的任务", *(cards.task(one) for one in card.tasks)]
    return Message("\n".join(told if card.tasks else [*told, "还没有派任务。"]), tuple(rows))


def my_tasks(found: "Sequence[TaskLine]") -> Message:
    if not found:
        return Message("现在没有交给您办的任务。")
    rows = [
        (
            Button(f"✅ 办好了：{shortened(one.title, _LABEL)}", TaskDone(one.task_id)),
            Button("看计划项", ShowItem(one.occurrence_id)),
        )
        for one in found[:10]
    ]
    told = [f"{number}. {cards.task(one)}　{escape(one.item)}" for number, one in enumerate(found, 1)]
    return Message("\n".join([f"📋 交给您办的任务（{len(found)}）：", *told]), tuple(rows))


def task_settled(line: "TaskLine") -> Message:
    """What is shown to who pressed."""
    told = "办好了，谢谢您！" if line.state is TaskState.DONE else "已改回没办好。"
    return Message(
        f"{told}\n{cards.task(line)}",
        ((Button("📋 我的任务", MyTasks()), Button("看计划项", ShowItem(line.occurrence_id))),),
    )


def ask_drop_task(line: "TaskLine") -> Message:
    return Message(
        f"“{escape(line.title)}”不用{escape(line.name)}办了？",
        (
            (
                Button("确定", DropTask(line.task_id, sure=True)),
                Button("⬅ 不了", ShowTasks(line.occurrence_id)),
            ),
        ),
    )


# -- drives -----------------------------------------------------------------------------------------------


def drive_preview(answers: Mapping[str, Any], *, start: Payload, end: Payload, drop: Payload) -> Message:
    last = date.fromisoformat(answers["ends_on"])
    call = drive_call(answers["title"], last)
    return Message(
        f"💡 征集建议：发给<b>{escape(answers['whom'])}（{answers['heads']} 人）</b>，"
        f"今天开始，<b>{day_of(last, year=True)}</b>截止。\n会员收到的是：\n\n"
        f"<blockquote>{call.text}</blockquote>\n截止前 3 天提醒还没写的人一次，截止后把件数和人数告诉委员。",
        (
            (Button("📣 开始征集", start),),
            (Button("📅 改截止日", end), Button("✖ 取消", drop)),
        ),
    )


def ask_drive_end(answers: Mapping[str, Any], *, drop: Payload) -> Message:
    return Message(
        f"<b>{escape(answers['title'])}</b> 征集到哪一天？例如：5月31日、下周五。",
        ((Button("✖ 取消", drop),),),
    )


def drive_call(title: str, ends_on: date) -> Message:
    """What members get."""
    return Message(
        f"💡 <b>{escape(title)}</b>\n对工会和单位的工作，您有什么建议？一两句话就行，每一条都会有答复。\n"
        f"截止：{day_of(ends_on, year=True)}。",
        ((Button("💡 写建议", WriteProposal()),),),
    )


def drive_opened(card: "ItemCard") -> Message:
    shown = cards.item(card)
    heads = card.drive.heads if card.drive else 0
    return Message(f"✅ 已开始征集，正在发给 {heads} 位会员。\n\n{shown.text}", shown.rows)


# -- refusals ---------------------------------------------------------------------------------------------


def no_right() -> str:
    return "改动计划需要工会委员的权限。"


def not_planned(state: OccurrenceState) -> str:
    return f"这一项现在是“{words.STATE[state]}”，请先恢复为计划中。"


def nobody_of(written: str, found: int) -> str:
    if found:
        return f"有 {found} 位会员叫“{written}”，请改写工号。"
    return f"会员里没有“{written}”，请写姓名或工号。" if written else "这位会员已经离会，请换一个人。"


def task_title(most: int) -> str:
    return f"请用一句话写要办什么事，最多 {most} 字。"


def day_is_over(day: date) -> str:
    return f"{day_of(day, year=True)}已经过了，请写今天或以后的一天。"


def no_day() -> str:
    return "没有看出是哪一天。请这样输入：12月5日、下周五、月底。"


def task_gone() -> str:
    return "这个任务已经取消，或者不是交给您的。"


def drive_stands(drive: "DriveLine") -> str:
    return f"这一项已经在征集了：{cards.drive_figures(drive)}。"


def drive_gone() -> str:
    return "这一项还没有开始征集。"


def nobody_to_ask() -> str:
    return "这一项的参加对象里现在没有会员。"
