"""What is said about how long answers are kept."""

from datetime import date
from typing import TYPE_CHECKING

from bot.activities.buttons import ManageActivity, MoreSettings, ParticipantFile
from bot.activities.series.buttons import AskForChildren, SetRetention
from bot.activities.texts import headed
from bot.message import Button, Message
from bot.wording import day_of

if TYPE_CHECKING:
    from bot.activities.forms.retention import Kept

_CHOICES = (7, 30, 90)
#: What is asked about a child: the question, and whether it is to be agreed to.
CHILD = (
    ("孩子姓名", False),
    ("孩子年龄", False),
    ("过敏、用药等要注意的", False),
    ("接送人姓名和电话", False),
    ("同意工会只为这次活动使用以上信息", True),
)
CHILD_DAYS = 30


def kept_for(question: Message, days: int) -> Message:
    """The first question of a form, with how long the answers are kept."""
    return Message(
        f"{question.text}\n<i>您填的内容只有工会委员看得到，活动结束 {days} 天后自动删除。</i>", question.rows
    )


def show(kept: "Kept") -> Message:
    """For how long the answers to an activity are kept."""
    activity_id = kept.activity_id
    back = (Button("⬅ 返回", MoreSettings(activity_id)),)
    name = headed(kept.title)
    if kept.erased_on is not None:
        return Message(
            f"{name}填写的内容已于{day_of(kept.erased_on, year=True)}删除，人数和签到照样保留。", (back,)
        )
    lines = [
        f"{name}报名时填的内容和同行人姓名，活动结束 <b>{kept.days} 天</b>后（{day_of(kept.erases_on, year=True)}）自动删除。",
        "报名的人填写以前会看到这句话；删除前 3 天提醒发起人，需要的请先导出。人数和签到不受影响。",
    ]
    choices = tuple(
        Button(("● " if kept.own == days else "") + f"{days} 天", SetRetention(activity_id, days))
        for days in _CHOICES
    )
    usual = Button(("● " if kept.own is None else "") + f"照常 {kept.usual} 天", SetRetention(activity_id, 0))
    child = ((Button("👧 加上孩子信息的问题", AskForChildren(activity_id)),),) if kept.may_ask else ()
    return Message("\n".join(lines), (choices, (usual,), *child, back))


def erased_soon(title: str, activity_id: int, on: date) -> Message:
    return Message(
        f"🗑 {headed(title)}报名时填的内容将在{day_of(on)}自动删除。还需要的话，请先导出，用完也请删除。",
        (
            (
                Button("📄 导出 Excel", ParticipantFile(activity_id)),
                Button("⚙️ 打开活动", ManageActivity(activity_id)),
            ),
        ),
    )


def bad_days(most: int) -> str:
    return f"请选 1 到 {most} 天。"


def erased_already() -> str:
    return "填写的内容已经删除，不用再设。"
