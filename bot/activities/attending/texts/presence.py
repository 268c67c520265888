"""What is said about who did not come."""

from typing import TYPE_CHECKING

from bot.activities.buttons import ManageActivity, Participants
from bot.activities.terms.buttons import ClosePresence
from bot.activities.texts import headed
from bot.message import Button, Message, escape
from bot.wording import when

if TYPE_CHECKING:
    from bot.activities.attending.presence import Absent, Absentee


def absent(shown: "Absent") -> Message:
    """Who is not marked as having come."""
    missing = shown.expected - shown.present
    head = f"📋 {headed(shown.title)}应到 {shown.expected} 人，已到 {shown.present} 人，"
    head += f"<b>没来 {missing} 人</b>" if shown.closed else f"还没登记到的 {missing} 人"
    lines = [f"· {_named(one)}" for one in shown.lines]
    if missing > len(lines):
        lines.append(f"……一共 {missing} 人")
    note = (
        "登记已完毕。只记来没来，不记检查结果。"
        if shown.closed
        else "都登记完了，请点下面；没登记到的就算没来，以后按积分给名额时会算进去。"
    )
    close = ClosePresence(shown.activity_id, closed=not shown.closed)
    label = "重新登记" if shown.closed else "✅ 登记完毕"
    rows = ((Button(label, close),),) if shown.may_close else ()
    back = ManageActivity(shown.activity_id) if shown.may_close else Participants(shown.activity_id, 0)
    return Message("\n".join([head, *lines, note]), (*rows, (Button("⬅ 返回", back),)))


def _named(one: "Absentee") -> str:
    return f"{escape(one.name)}（{when(one.slot_starts_at)}）" if one.slot_starts_at else escape(one.name)


# -- refusals ---------------------------------------------------------------------------------------------


def not_yet(title: str) -> str:
    return f"{headed(title)}还没到时间，开始前 2 小时起可以登记谁到了。"
