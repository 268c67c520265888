"""What is said about sign-up forms and about signing up with others."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.activities.buttons import AddQuestion, DropQuestions, ManageActivity, ShowQuestions
from bot.activities.rules_forms import QuestionKind, read_file
from bot.activities.terms.buttons import ShowAnswerFiles
from bot.activities.texts import headed
from bot.buttons import Payload
from bot.members.texts import TRAITS
from bot.message import Button, Message, escape

if TYPE_CHECKING:
    from bot.activities.forms.answer_files import AnswerFiles
    from bot.activities.forms.questions import Asked

FORM = "报名"
QUESTION_FORM = "报名要填的内容"
YES = "同意"
PEOPLE = "人"
Choice = tuple[str, Payload]

KIND = {
    QuestionKind.TEXT: "填一句话",
    QuestionKind.CHOICE: "选一项",
    QuestionKind.NUMBER: "填数字",
    QuestionKind.DATE: "填日期",
    QuestionKind.CONSENT: "要同意",
    QuestionKind.FILE: "交照片或文件",
}
#: The word before for whom a choice is.
ONLY = "仅限"
#: The words for whom a choice may be, as audiences are stored.
AUDIENCES = {
    **{label: f"traits={trait.value}" for trait, label in TRAITS.items()},
    "女": "traits=women",
    "男": "traits=men",
    "退休": "traits=retired",
    "在职": "traits=serving",
    "在职职工": "traits=serving",
    "退休职工": "traits=retired",
}
_HANDED_IN = "已交文件"
KEEP_FILE = "📎 用已经交的"


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
        QuestionKind.FILE: "请发一张照片或一个文件，只有工会委员看得到。",
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
    if any(one.kind is QuestionKind.FILE for one in questions):
        rows.append((Button("📎 看交来的文件", ShowAnswerFiles(activity_id)),))
    if questions:
        rows.append((Button("全部去掉", DropQuestions(activity_id)),))
    return Message("\n".join(lines), (*rows, (Button("⬅ 返回", ManageActivity(activity_id)),)))


def shown_answer(value: str) -> str:
    """An answer as a list shows it: of a file only that it was handed in."""
    return _HANDED_IN if read_file(value) else value


def files_sent(files: "AnswerFiles") -> Message:
    back = ((Button("⬅ 返回", ShowQuestions(files.activity_id)),),)
    if not files.lines:
        return Message(f"{headed(files.title)}还没有人交文件。", back)
    more = f"（一共 {files.total} 份，先发这些）" if files.total > len(files.lines) else ""
    return Message(f"{headed(files.title)}交来的 {len(files.lines)} 份都在上面{more}，请妥善保管。", back)


def file_of(name: str, question: str) -> str:
    return f"{escape(name)}：{escape(question)}"


def choice(label: str, capacity: int | None, audience: str) -> str:
    """妇科套餐（20 人，仅限女职工）."""
    notes = [f"{capacity} 人"] if capacity is not None else []
    notes += [f"{ONLY}{audience}"] if audience else []
    return f"{label}（{'，'.join(notes)}）" if notes else label


def ask_question() -> Message:
    return Message("要问<b>什么</b>？写成一句话，比如“衣服尺码”“紧急联系电话”。")


def ask_choices() -> Message:
    return Message(
        "有哪些<b>选项</b>？一行一个；要限人数就在后面空一格写数字，只给一部分人就再写“女职工”“退休会员”等，比如：\n"
        "常规套餐\n妇科套餐 20 女职工\n三高筛查 30 退休会员"
    )


# -- refusals ---------------------------------------------------------------------------------------------


def not_an_answer(kind: QuestionKind) -> str:
    return {
        QuestionKind.CHOICE: "请点下面的一个选项。选项满了就选别的。",
        QuestionKind.NUMBER: "请写一个数字，比如 2。",
        QuestionKind.DATE: "没有看懂日期，请写成“1990年5月1日”这样。",
        QuestionKind.CONSENT: "需要您点“同意”才能报名；不想报名就说“取消”。",
        QuestionKind.TEXT: "请写 1 到 200 个字。",
        QuestionKind.FILE: "这一项要发照片或文件，请点输入框旁边的回形针来发。",
    }[kind]


def missing(question: str) -> str:
    return f"还差一项没有填好：{escape(question)}。请重新报名填写。"


def not_choices() -> str:
    return "选项请一行一个，2 到 12 个，每个不超过 20 字，不要重复。"


def question_length(most: int) -> str:
    return f"问题请写 1 到 {most} 个字。"


def too_late_for_questions() -> str:
    return "已经有人报名，不能再改要填的内容了。"


def nothing_to_choose(title: str) -> str:
    return f"{headed(title)}现在没有您可以选的项目：已经满了，或者不在您的范围里。有疑问请联系工会委员。"


def choice_not_for_you(label: str) -> str:
    return f"“{escape(label)}”不在您可以选的范围里，请选别的一项。"


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
