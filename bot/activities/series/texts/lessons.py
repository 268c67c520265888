"""What is said about the lessons of a course."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from bot.activities.attending.buttons import ShowRoll
from bot.activities.buttons import AskLeave, ManageActivity, Participants, ShowActivity
from bot.activities.series.buttons import ShowLessonRoll, TickLesson
from bot.activities.texts import headed
from bot.message import Button, Message, escape
from bot.paging import turning
from bot.wording import short_day, span, when

if TYPE_CHECKING:
    from bot.activities.series.lesson_roll import LessonRoll, Lessons


def lesson_tomorrow(
    title: str,
    activity_id: int,
    number: int,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    *,
    late: bool,
) -> Message:
    head = "⏰ 补发提醒：" if late else "⏰ 提醒："
    where = f"\n📍 {escape(place)}" if place else ""
    return Message(
        f"{head}{headed(title)}第 {number} 次课\n🕘 {span(starts_at, ends_at)}{where}",
        ((Button("查看活动", ShowActivity(activity_id)), Button("不上了，取消", AskLeave(activity_id))),),
    )


def lesson_list(spans: Sequence[tuple[datetime, datetime]]) -> str:
    """What stands in the description of a course."""
    if len(spans) < 2:
        return ""
    lines = [f"第 {number} 次 {span(*one)}" for number, one in enumerate(spans, start=1)]
    return "\n".join([f"共 {len(spans)} 次课，报名就是报全部：", *lines])


# -- who was there ----------------------------------------------------------------------------------------


def lessons(shown: "Lessons") -> Message:
    """The lessons, each with the list of who was there."""
    lines = [
        f"<b>{headed(shown.title)}点名</b>",
        f"报名 {shown.members} 位，共 {len(shown.lines)} 次课。哪一次？",
    ]
    rows: list[tuple[Button, ...]] = []
    for number, one in enumerate(shown.lines, start=1):
        if one.open:
            label = f"第 {number} 次 {short_day(one.starts_at)}｜到 {one.here}/{shown.members}"
            rows.append((Button(label, ShowLessonRoll(one.lesson_id, 0)),))
        else:
            lines.append(f"· 第 {number} 次 {span(one.starts_at, one.ends_at)}：到 {one.here} 位，现在不能点")
    back = ManageActivity(shown.activity_id) if shown.manages else Participants(shown.activity_id, 0)
    return Message("\n".join(lines), (*rows, (Button("⬅ 返回", back),)))


def lesson_roll(shown: "LessonRoll") -> Message:
    """The list of one lesson to tick, 20 names on a page."""
    lines = [
        f"<b>{headed(shown.title)}第 {shown.lesson} 次课点名</b>",
        f"🕘 {span(shown.starts_at, shown.ends_at)}",
        f"报名 {shown.members} 位，到了 {shown.here} 位。",
        "点名字打勾，再点一次取消。" if shown.lines else "没有人报名。",
    ]
    if shown.late:
        lines.append("⚠️ 这次课已经结束，现在打勾会记为<b>补签</b>，并写明是您补的。")
    keys = [
        Button(
            f"{'☑' if line.here else '☐'} {line.name}",
            TickLesson(shown.lesson_id, line.member_id, shown.number),
        )
        for line in shown.lines
    ]
    rows = [tuple(keys[start : start + 2]) for start in range(0, len(keys), 2)]
    more_follows = (shown.number + 1) * shown.size < shown.members
    return Message(
        "\n".join(lines),
        (
            *rows,
            *turning(shown.number, more_follows, lambda page: ShowLessonRoll(shown.lesson_id, page)),
            (Button("⬅ 别的课", ShowRoll(shown.activity_id, 0)),),
        ),
    )


def not_the_time(title: str, opens_at: datetime, now: datetime) -> str:
    if now < opens_at:
        return f"{headed(title)}这次课还没到点名的时间：{when(opens_at)}起可以点名。"
    return f"{headed(title)}这次课结束已经超过 30 天，不能再点名了。"
