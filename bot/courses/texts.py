"""What is said about courses."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from bot.activities.buttons import Join, ManageActivity, ShowActivity
from bot.buttons import Payload
from bot.courses.buttons import (
    AddCourses,
    Catalogue,
    DropCourse,
    ManageCourse,
    ManageCourses,
    OpenCourse,
    Vote,
)
from bot.message import Button, Message, escape
from bot.wording import shortened, span

if TYPE_CHECKING:
    from bot.courses.service import Card, Line, Opened

ABOUT = "想学什么课，点一下投票"
WORDS = ("想学什么", "课程目录", "有什么课", "开什么课")
#: Typed alone they ask for the catalogue; in a form they may be answers, so they are no keywords.
BARE = frozenset({"课程", "点课", "想学的课", "培训课程"})
DESK = "🎓 课程点单"
ADD_FORM = "新增课程"
OPEN_FORM = "开课"
_ENDS = re.compile("[；;\n]")
#: Somebody asks for a course of the catalogue: such a word beside its title.
ASKS = re.compile("报|学|开班|开课|上课|什么时候|还有|想")
NOT_ASKING = re.compile("建议|希望|通知|反映|投诉|要求|发布|新建|名单|谁")
LONGEST_QUESTION = 25
_TAILS = ("培训班", "课程", "讲座", "班", "课")


def titles_in(text: str) -> list[str]:
    """The courses somebody typed: one a line, or divided by semicolons."""
    return [part.strip(" ·-、") for part in _ENDS.split(text) if part.strip(" ·-、")]


def named(text: str, titles: Sequence[tuple[int, str]]) -> int | None:
    """The course named in a sentence: its title, with or without 班 or 课."""
    for course_id, title in titles:
        core = next((title.removesuffix(tail) for tail in _TAILS if title.endswith(tail)), title)
        if title in text or (len(core) >= 2 and core in text):
            return course_id
    return None


def catalogue(lines: Sequence["Line"], *, manages: bool) -> Message:
    """All courses; a tap wishes for one, or no longer."""
    manage = ((Button(DESK, ManageCourses()),),) if manages else ()
    if not lines:
        return Message("工会还没有列出课程。", manage)
    text = "<b>您想学什么？</b>点一下投票，再点一次取消，可以点几门。想学的人多就开课，先通知投了票的人。"
    rows = tuple((_line_button(line),) for line in lines)
    return Message(text, (*rows, *manage))


def _line_button(line: "Line") -> Button:
    if line.activity_id is not None:
        return Button(f"🎓 {line.title}｜已开课，去报名", ShowActivity(line.activity_id))
    votes = f"｜{line.votes} 人想学" if line.votes else ""
    return Button(f"{'☑' if line.mine else '☐'} {line.title}{votes}", Vote(line.course_id))


def not_held_yet(line: "Line") -> Message:
    """The answer to 瑜伽班还能报吗 for a course that is not held yet."""
    votes = f"已有 {line.votes} 人想学" if line.votes else "还没有人投票"
    mine = "，您已经投了票" if line.mine else ""
    label = "取消投票" if line.mine else "🙋 我想学"
    return Message(
        f"<b>{escape(line.title)}</b>还没有开课，{votes}{mine}。开课了先通知投了票的人。",
        ((Button(label, Vote(line.course_id)), Button("看全部课程", Catalogue())),),
    )


def opened_for_you(
    title: str, activity_id: int, first: tuple[datetime, datetime], number: int, place: str
) -> Message:
    """Pushed to those who wished for the course."""
    lessons = f"，共 {number} 次" if number > 1 else ""
    where = f"\n📍 {escape(place)}" if place else ""
    return Message(
        f"🎓 您想学的<b>{escape(title)}</b>开课了，先通知您：\n🕘 {span(*first)}{lessons}{where}",
        ((Button("我要报名", Join(activity_id)), Button("查看活动", ShowActivity(activity_id))),),
    )


def enough(title: str, votes: int, course_id: int) -> Message:
    """Pushed to the committee."""
    return Message(
        f"🎓 想学<b>{escape(title)}</b>的已有 {votes} 人，可以开课了。",
        ((Button("开课", OpenCourse(course_id)), Button("看这门课", ManageCourse(course_id))),),
    )


# -- the committee ------------------------------------------------------------------------------------------


def managed(lines: Sequence["Line"]) -> Message:
    rows = [
        (
            Button(
                f"{'🎓 ' if line.activity_id is not None else ''}{shortened(line.title, 20)}｜{line.votes} 人想学",
                ManageCourse(line.course_id),
            ),
        )
        for line in lines
    ]
    text = "<b>课程点单</b>，点名称开课或撤下：" if lines else "还没有课程。加几门，会员就能投票。"
    return Message(
        text, (*rows, (Button("➕ 新增课程", AddCourses()), Button("会员看到的样子", Catalogue())))
    )


def card(shown: "Card") -> Message:
    lines = [f"🎓 <b>{escape(shown.title)}</b>：{shown.votes} 人想学"]
    rows: list[tuple[Button, ...]] = []
    if shown.activity_id is None:
        rows.append((Button("▶ 开课", OpenCourse(shown.course_id)),))
    else:
        if shown.figures is not None and shown.figures.lessons:
            one = shown.figures
            lines.append(f"共 {one.lessons} 次课，已上 {one.held} 次；签到 {one.heads} 人，{one.visits} 人次")
        rows.append((Button("⚙️ 管理这项活动", ManageActivity(shown.activity_id)),))
    rows.append((Button("从目录撤下", DropCourse(shown.course_id)), Button("⬅ 返回", ManageCourses())))
    return Message("\n".join(lines), tuple(rows))


def ask_titles() -> Message:
    return Message("加哪些<b>课程</b>？一行写一门，比如：\n急救知识\n瑜伽班\n手机摄影")


def ask_lessons(title: str) -> Message:
    return Message(
        f"<b>{escape(title)}</b>什么时候<b>上课</b>？几次都写上，比如：\n12月5日、12日、19日 15:00-16:00\n"
        "或：每周六下午3点到4点，12月5日到26日"
    )


def ask_place(title: str) -> Message:
    return Message(f"<b>{escape(title)}</b>在<b>哪里</b>上课？")


def ask_capacity(title: str, no_limit: Payload) -> Message:
    return Message(f"<b>{escape(title)}</b>收<b>多少人</b>？写一个数字。", ((Button("不限", no_limit),),))


def confirm(
    title: str,
    spans: Sequence[tuple[datetime, datetime]],
    place: str,
    capacity: int,
    *,
    yes: Payload,
    drop: Payload,
) -> Message:
    lines = [f"🎓 <b>{escape(title)}</b>，{len(spans)} 次课："]
    lines += [f"· {span(*one)}" for one in spans]
    lines.append(f"📍 {escape(place)}\n👥 {f'名额 {capacity}' if capacity else '名额不限'}")
    lines.append("开课后马上通知投了票的人，别人在“活动”里看得到。要改时间，直接重写。")
    return Message("\n".join(lines), ((Button("✅ 开课", yes), Button("✖ 取消", drop)),))


def opened(done: "Opened") -> Message:
    told = f"正在通知想学的 {done.told} 人。" if done.told else "会员在“活动”里就能看到。"
    return Message(
        f"✅ {escape(done.title)}已开课，{told}",
        ((Button("⚙️ 管理这项活动", ManageActivity(done.activity_id)),),),
    )


# -- refusals -----------------------------------------------------------------------------------------------


def no_right() -> str:
    return "这一项需要工会会员来办。"


def gone() -> str:
    return "找不到这门课，它可能已经从目录撤下。"


def held_already(title: str, activity_id: int) -> Message:
    return Message(
        f"{escape(title)}已经开课，可以直接报名：", ((Button("去报名", ShowActivity(activity_id)),),)
    )


def bad_titles(most: int) -> str:
    return f"请一行写一门课，每门 1 到 {most} 个字。"


def too_many(most: int) -> str:
    return f"目录里最多 {most} 门课，请先撤下几门。"


def no_lessons() -> str:
    return "没有看懂上课时间。请写清哪几天、几点到几点，比如“12月5日、12日 15:00-16:00”。"
