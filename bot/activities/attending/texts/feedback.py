"""The three questions after an activity, and their totals."""

from typing import TYPE_CHECKING

from bot.activities.attending.buttons import (
    Answer,
    AnswerAnew,
    AnswerNext,
    FeedbackFile,
    ShowFeedback,
)
from bot.activities.buttons import ManageActivity, ShowActivity
from bot.activities.rules_feedback import ANSWERS, FEWEST_SHOWN, LAST, NUMBER, Question, average
from bot.activities.texts import headed
from bot.buttons import Payload
from bot.message import Button, Message
from bot.wording import when

if TYPE_CHECKING:
    from bot.activities.attending.feedback import Asking, Totals

KEY = "💬 说说感受"
KEY_ANEW = "↩ 重新回答"
SHEET = "反馈汇总"
HEADER = ("问题", "回答", "人数", "占比")
WIDTHS = (24, 20, 10, 10)
_QUESTION = {
    Question.SCORE: "总体满意吗？5 分最满意。",
    Question.BEST: "最喜欢哪一点？",
    Question.WORST: "最需要改进哪一点？",
    Question.AGAIN: "下次还来吗？",
}
_SHORT = {
    Question.SCORE: "满意度",
    Question.BEST: "最喜欢（打 4、5 分的人）",
    Question.WORST: "最需改进（打 1—3 分的人）",
    Question.AGAIN: "下次还来",
}
_POINT = {
    "content": "活动内容",
    "order": "组织安排",
    "time": "时间",
    "place": "地点",
    "food": "吃的用的",
    "none": "说不上来",
}
_ANSWER: dict[Question, dict[str, str]] = {
    Question.SCORE: {"1": "1 分", "2": "2 分", "3": "3 分", "4": "4 分", "5": "5 分"},
    Question.BEST: _POINT,
    Question.WORST: _POINT,
    Question.AGAIN: {"yes": "还来", "maybe": "看情况", "no": "不来了"},
}
_IN_A_ROW = {Question.SCORE: 5, Question.BEST: 3, Question.WORST: 3, Question.AGAIN: 3}


def first(title: str, activity_id: int) -> Message:
    """The push of the morning after."""
    head = f"感谢您参加{headed(title)}！三个问题，点一下就行。不记名，委员只看到合计。\n\n"
    question = _asked(activity_id, Question.SCORE)
    return Message(head + question.text, question.rows)


def shown(asking: "Asking") -> Message:
    """The next question, or thanks; what was answered can be given anew."""
    anew: tuple[tuple[Button, ...], ...] = ()
    if asking.nonce:
        anew = ((Button(KEY_ANEW, AnswerAnew(asking.activity_id, asking.given, asking.nonce)),),)
    if asking.question is None:
        until = f"\n{when(asking.until)}以前可以改。" if anew and asking.until else ""
        return Message(
            f"{headed(asking.title)}您的反馈已收到，谢谢！{until}",
            (*anew, (Button("查看活动", ShowActivity(asking.activity_id)),)),
        )
    question = _asked(asking.activity_id, asking.question, asking.given, asking.nonce)
    return Message(f"{headed(asking.title)}\n{question.text}", (*question.rows, *anew))


def _asked(activity_id: int, question: Question, given: str = "", nonce: str = "") -> Message:
    def choice(answer: str) -> Payload:
        if nonce:
            return AnswerNext(activity_id, question.value, answer, given, nonce)
        return Answer(activity_id, question.value, answer)

    keys = [
        Button(_ANSWER[question][answer].removesuffix(" 分"), choice(answer)) for answer in ANSWERS[question]
    ]
    most = _IN_A_ROW[question]
    rows = tuple(tuple(keys[start : start + most]) for start in range(0, len(keys), most))
    return Message(f"<b>{NUMBER[question]}/{LAST}</b> {_QUESTION[question]}", rows)


def totals(found: "Totals") -> Message:
    """What the committee sees."""
    back = Button("⬅ 返回", ManageActivity(found.activity_id))
    share = f"（{100 * found.answered / found.asked:.0f}%）" if found.asked else ""
    head = f"<b>{headed(found.title)}反馈</b>\n回答了 {found.answered} 位，到场 {found.asked} 位{share}"
    again = Button("🔄 刷新", ShowFeedback(found.activity_id))
    if not found.counts:
        wait = f"满 {FEWEST_SHOWN} 位才显示结果，免得看出是谁答的。活动结束的第二天上午会自动请到场的人回答。"
        return Message(f"{head}\n{wait}", ((again, back),))
    scores = found.counts[Question.SCORE]
    lines = [f"满意度平均 <b>{average(scores):.1f}</b> 分"]
    for question in Question:
        counts = found.counts[question]
        said = [f"{_ANSWER[question][answer]} {number}" for answer, number in counts.items() if number]
        if question is Question.SCORE:
            said.reverse()
        if said:
            lines.append(f"{_SHORT[question]}：{'，'.join(said)}")
    return Message(
        "\n".join([head, *lines]),
        ((Button("📄 导出 Excel", FeedbackFile(found.activity_id)), again), (back,)),
    )


def rows(found: "Totals") -> list[tuple[str | int, ...]]:
    """The rows under ``HEADER``."""
    table: list[tuple[str | int, ...]] = []
    for question, counts in found.counts.items():
        number = sum(counts.values())
        table += [
            (
                _SHORT[question],
                _ANSWER[question][answer],
                given,
                f"{100 * given / number:.0f}%" if number else "",
            )
            for answer, given in counts.items()
        ]
    return table


def file_name(found: "Totals") -> str:
    return f"{found.title}反馈.xlsx"


def file_caption(found: "Totals") -> str:
    return f"{headed(found.title)}反馈：{found.answered} 位回答，满意度平均 {average(found.counts[Question.SCORE]):.1f} 分。不含姓名。"


def counted_already() -> str:
    return "这一题已经记下了。"


# -- refusals ---------------------------------------------------------------------------------------------


def only_participants(title: str) -> str:
    return f"{headed(title)}只请到场的人说感受，没有您的到场记录。"


def not_the_time(title: str) -> str:
    return f"{headed(title)}结束后 30 天内可以说感受，现在不行。"


def changed_already(title: str) -> str:
    return f"{headed(title)}这一份已经改过了，请看最新的那一条。"


def too_few(title: str, fewest: int) -> str:
    return f"{headed(title)}的回答还不到 {fewest} 份，先不导出，免得看出是谁答的。"
