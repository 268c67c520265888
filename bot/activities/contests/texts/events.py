"""What is said about the events of a sports meeting."""

import re
from typing import TYPE_CHECKING

from bot.activities.buttons import ShowActivity
from bot.activities.contests.buttons import (
    ContestSettings,
    EventFile,
    ShowEvents,
    ShowScores,
    TickEvent,
    WriteEventResults,
)
from bot.activities.rules import SignUpStatus
from bot.activities.texts import STATUS, headed
from bot.message import Button, Message, escape

if TYPE_CHECKING:
    from bot.activities.contests.events import EventLine, EventPeople, Meeting, Starter

FORM = "设项目"
SHEET = "项目名单"
HEADER = ("项目", "姓名", "小组", "状态", "成绩", "手机")
WIDTHS = (16, 12, 18, 10, 14, 16)
WORDS_NO_EVENTS = frozenset({"不分项目", "无"})
PEOPLE = "人"
#: Of what the name of an event says for whom it is.
MEN = re.compile(r"男(?!女)(?:子|职工|教工|队|单|双|生|士|组)?")
WOMEN = re.compile(r"(?<!男)女(?:子|职工|教工|队|单|双|生|士|组)?")
_MOST_NAMED = 60


def meeting(shown: "Meeting") -> Message:
    """The events, each to be ticked."""
    ticked = [line for line in shown.lines if line.status is not None]
    lines = [f"🏃 <b>{headed(shown.title)}</b>每人最多报 {shown.each} 项，您报了 {len(ticked)} 项。"]
    if shown.people_waiting:
        lines.append("名额已满，您在候补；转正以后再选项目。")
    elif shown.changeable:
        lines.append("点一下报上，再点一下退出，截止前随时可以改：")
    else:
        lines.append("报名已经截止，项目不能再改。")
    for line in ticked:
        mark = "✅" if line.status is SignUpStatus.PLACED else f"⏳ 候补第 {line.position} 位"
        lines.append(f"· {escape(line.title)} {mark}")
    rows: list[tuple[Button, ...]] = []
    if shown.changeable and not shown.people_waiting:
        rows = [
            (Button(_label(line), TickEvent(line.event_id, line.status is None)),) for line in shown.lines
        ]
    return Message("\n".join(lines), (*rows, (Button("⬅ 返回", ShowActivity(shown.activity_id)),)))


def _label(line: "EventLine") -> str:
    mark = {None: "☐", SignUpStatus.PLACED: "☑"}.get(line.status, "⏳")
    places = "" if line.capacity is None else f"/{line.capacity}"
    full = "，可候补" if line.full and line.status is None else ""
    return f"{mark} {line.title}｜{line.placed}{places}{full}"


def ask_events(title: str) -> Message:
    return Message(
        f"{headed(title)}有哪些<b>项目</b>？一行一个，后面空一格写最多几人（不写就不限），比如：\n"
        "男子100米 8\n女子100米 8\n拔河 20\n跳绳\n写明“男子”“女子”的，只给男职工、女职工报。不分项目就写“不分项目”。"
    )


def ask_each(number: int, choices: list[Button]) -> Message:
    return Message(f"共 {number} 个项目。<b>每人最多报几项</b>？", (tuple(choices),))


def people(shown: "EventPeople") -> Message:
    """Who takes part in one event."""
    limit = f"，最多 {shown.capacity} 人" if shown.capacity is not None else ""
    lines = [f"🏃 <b>{headed(shown.title)}{escape(shown.event)}</b>：{len(shown.placed)} 人{limit}"]
    named = [f"{number}. {starter(one)}" for number, one in enumerate(shown.placed[:_MOST_NAMED], start=1)]
    lines += named or ["还没有人报。"]
    if len(shown.placed) > _MOST_NAMED:
        lines.append(f"…… 共 {len(shown.placed)} 人，全部名单见 Excel 文件。")
    if shown.waiting:
        lines.append("候补：" + "、".join(escape(one.name) for one in shown.waiting[:_MOST_NAMED]))
    rows: list[tuple[Button, ...]] = []
    if shown.placed:
        results = (Button("📝 登记成绩", WriteEventResults(shown.event_id)),)
        ranked = any(one.rank is not None for one in shown.placed)
        rows.append((*results, Button("🏆 成绩和积分", ShowScores(shown.activity_id))) if ranked else results)
    rows.append((Button("📄 项目名单（Excel）", EventFile(shown.activity_id)),))
    return Message("\n".join(lines), (*rows, (Button("⬅ 返回", ContestSettings(shown.activity_id)),)))


def starter(one: "Starter") -> str:
    result = f" {escape(one.result)}" if one.result else ""
    return f"{escape(one.name)}（{escape(one.group)}）{result}"


def cells(event: str, one: "Starter") -> tuple[str, ...]:
    """A line of the file."""
    return (event, one.name, one.group, STATUS[one.status], one.result, one.phone or "")


def file_name(title: str) -> str:
    return f"{title}项目名单.xlsx"


def file_caption(title: str, number: int) -> str:
    return f"{headed(title)}项目名单，{number} 人次。"


# -- pushes -----------------------------------------------------------------------------------------------


def promoted(title: str, activity_id: int, event: str) -> Message:
    return Message(
        f"🎉 候补转正：{headed(title)}的<b>{escape(event)}</b>，您可以参加了。",
        ((Button("我的项目", ShowEvents(activity_id)),),),
    )


# -- refusals ---------------------------------------------------------------------------------------------


def pick_events(title: str, activity_id: int) -> Message:
    return Message(
        f"{headed(title)}分项目报名，请自己选项目。", ((Button("🏃 选项目", ShowEvents(activity_id)),),)
    )


def no_events_here(title: str) -> str:
    return f"{headed(title)}不分项目，直接报名就行。"


def event_gone() -> str:
    return "这个项目已经取消了。"


def not_your_event(event: str) -> str:
    return f"{escape(event)}不是您能报的项目，请选别的。名册上的性别登记错了，请联系工会委员。"


def enough(each: int) -> str:
    return f"每人最多报 {each} 项。想换一项，请先退出一项。"


def not_events(line: str) -> str:
    return f"“{escape(line)}”没有看懂。请一行一个项目，后面空一格写人数，比如“100米 8”。"


def too_late_for_events() -> str:
    return "已经有人报名了，不能再改项目。"


def no_events_with() -> str:
    return "人人参加、分时段、要填内容或者组队的活动不能分项目。"


def bad_each(number: int) -> str:
    return f"请写 1 到 {number} 之间的数字。"


def too_many(most: int) -> str:
    return f"最多 {most} 个项目。"
