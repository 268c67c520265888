"""What is said about the lessons of a course."""

from collections.abc import Sequence
from datetime import datetime

from bot.activities.buttons import AskLeave, ShowActivity
from bot.activities.texts import headed
from bot.message import Button, Message, escape
from bot.wording import span


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
