"""What is said about sign-up forms and about signing up with others."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.activities.buttons import AddQuestion, DropQuestions, ManageActivity
from bot.activities.rules_forms import QuestionKind
from bot.activities.texts import headed
from bot.buttons import Payload
from bot.message import Button, Message, escape

if TYPE_CHECKING:
    from bot.activities.forms import Asked

FORM = "报名"
QUESTION_FORM = "报名要填的内容"
YES = "同意"
PEOPLE = "人"
ALONE = "不带家属"
Choice = tuple[str, Payload]

KIND = {
    QuestionKind.TEXT: "填一句话",
    QuestionKind.CHOICE: "选一项",
    QuestionKind.NUMBER: "填数字",
    QuestionKind.DATE: "填日期",
    QuestionKind.CONSENT: "要同意",
}


def asks_for_phone(question: str) -> bool:
    """Whether the roster's phone number is a ready answer."""
    return "手机" in question or "电话" in question


def ask_people(title: str, most: int, choices: Sequence[Choice]) -> Message:
    return _asked(f"{headed(title)}一共<b>几个人</b>参加（含您本人，最多 {most} 人）？", choices, 4)


def ask_guests(title: str, people: int) -> Message:
    return Message(
        f"{headed(title)}请写下同行 {people - 1} 人的<b>姓名</b>，用顿号隔开。只登记姓名，不收别的信息。"
    )


def ask(title: str, number: int, total: int, asked: "Asked", choices: Sequence[Choice]) -> Message:
    """One question of the form."""
    hint = {
        QuestionKind.CHOICE: "请点一项：",
        QuestionKind.NUMBER: "请写一个数字。",
        QuestionKind.DATE: "请写日期，比如“1990年5月1日”。",
        QuestionKind.CONSENT: "同意就点下面；不同意可以点“取消”，不会报名。",
    }.get(asked.kind, "直接写就行。")
    return _asked(f"{headed(title)}（{number}/{total}）\n<b>{escape(asked.text)}</b>\n{hint}", choices, 2)


def managed(title: str, activity_id: int, questions: Sequence["Asked"]) -> Message:
    """The committee's view of a form."""
    lines = [f"<b>{headed(title)}报名要填的内容</b>"]
    lines += [
        f"{number}. {escape(one.text)}（{KIND[one.kind]}{'：' + escape('、'.join(one.labels)) if one.labels else ''}）"
        for number, one in enumerate(questions, start=1)
    ]
    if not questions:
        lines.append("现在什么都不用填，会员点一下就报上。")
    kinds = [Button(f"➕ {label}", AddQuestion(activity_id, kind)) for kind, label in KIND.items()]
    rows = [tuple(kinds[start : start + 3]) for start in range(0, len(kinds), 3)]
    if questions:
        rows.append((Button("全部去掉", DropQuestions(activity_id)),))
    return Message("\n".join(lines), (*rows, (Button("⬅ 返回", ManageActivity(activity_id)),)))


def ask_question() -> Message:
    return Message("要问<b>什么</b>？写成一句话，比如“衣服尺码”“紧急联系电话”。")


def ask_choices() -> Message:
    return Message(
        "有哪些<b>选项</b>？一行一个；要限人数就在后面空一格写数字，比如：\n红队 10\n蓝队 10\n观众"
    )


# -- refusals ---------------------------------------------------------------------------------------------


def not_an_answer(kind: QuestionKind) -> str:
    return {
        QuestionKind.CHOICE: "请点上面的一个选项。选项满了就选别的。",
        QuestionKind.NUMBER: "请写一个数字，比如 2。",
        QuestionKind.DATE: "没有看懂日期，请写成“1990年5月1日”这样。",
        QuestionKind.CONSENT: "需要您点“同意”才能报名；不想报名就说“取消”。",
        QuestionKind.TEXT: "请写 1 到 200 个字。",
    }[kind]


def missing(question: str) -> str:
    return f"还差一项没有填好：{escape(question)}。请重新报名填写。"


def not_choices() -> str:
    return "选项请一行一个，2 到 12 个，每个不超过 20 字，不要重复。"


def question_length(most: int) -> str:
    return f"问题请写 1 到 {most} 个字。"


def too_late_for_questions() -> str:
    return "已经有人报名，不能再改要填的内容了。"


def not_with_slots() -> str:
    return "同一项活动，分时段和要填的内容只能选一样。"


def too_many_questions(most: int) -> str:
    return f"最多问 {most} 项，太多了大家不愿意填。"


def guests_do_not_fit(needed: int) -> str:
    return f"请写 {needed} 个人的姓名，用顿号隔开，每个不超过 20 字。"


def _asked(question: str, choices: Sequence[Choice], in_a_row: int) -> Message:
    buttons = [Button(label, action) for label, action in choices]
    return Message(
        question,
        tuple(tuple(buttons[start : start + in_a_row]) for start in range(0, len(buttons), in_a_row)),
    )
