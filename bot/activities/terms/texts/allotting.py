"""What is said about lots and points."""

from typing import TYPE_CHECKING

from bot.activities.buttons import ShowActivity
from bot.activities.rules_points import Record, points
from bot.activities.texts import headed
from bot.message import Button, Message

if TYPE_CHECKING:
    from bot.activities.terms.allotting import Entries
    from bot.activities.terms.fairness import Standing


def record(had: Record) -> str:
    """今年报上 2 次、落选 1 次，积分 0."""
    absent = f"、报上没来 {had.absent} 次" if had.absent else ""
    return f"今年报上 {had.placed} 次、落选 {had.missed} 次{absent}，积分 {points(had)}"


def why(standing: "Standing") -> str:
    """Why somebody stands where."""
    place = f"在 {standing.of} 人里排第 {standing.position}"
    return f"{record(standing.record)}，{place}" if standing.by_points else f"抽签{place}"


def list_name(shown: "Entries") -> str:
    return f"{shown.title}抽签名单.txt"


def list_caption(shown: "Entries") -> str:
    by = "，积分高的在前，同分抽签" if shown.by_points else ""
    return f"{headed(shown.title)}参加 {len(shown.lines)} 人{by}。先把名单和校验码公布出去，再写公开数字。"


def not_placed(title: str, activity_id: int, position: int, standing: "Standing") -> Message:
    """Pushed to who got no place; how it came about is said."""
    return Message(
        f"🎲 {headed(title)}名额给完了，这次没有轮到您，您在候补第 {position} 位（{why(standing)}）。\n"
        "有人取消就按顺序转正，马上通知您。",
        ((Button("查看活动", ShowActivity(activity_id)),),),
    )
