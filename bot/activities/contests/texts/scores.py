"""What is said about how a contest came out."""

from typing import TYPE_CHECKING

from bot.activities.buttons import ManageActivity, ShowActivity
from bot.activities.contests.buttons import ShowScores, TellResults
from bot.activities.texts import headed
from bot.message import Button, Message, escape

if TYPE_CHECKING:
    from bot.activities.contests.scores import Scored, Scores

_MEDAL = {1: "🥇", 2: "🥈", 3: "🥉"}
#: So many lines of one event are shown in a chat.
_MOST_LINES = 12
_MOST_TEXT = 3600


def scores(shown: "Scores") -> Message:
    """Results, awards and points, as they are told too."""
    rows: list[tuple[Button, ...]] = []
    if shown.manages and shown.sections:
        label = "📣 再告诉参加的人" if shown.told else "📣 公布给参加的人"
        rows.append((Button(label, TellResults(shown.activity_id)),))
    back = ManageActivity(shown.activity_id) if shown.manages else ShowActivity(shown.activity_id)
    text = _text(shown) if shown.sections else f"{headed(shown.title)}还没有登记成绩。"
    return Message(text, (*rows, (Button("⬅ 返回", back),)))


def told(shown: "Scores") -> Message:
    """Pushed to everybody who took part."""
    return Message(f"📣 成绩公布\n{_text(shown)}", ((Button("查看活动", ShowActivity(shown.activity_id)),),))


def told_to(number: int, activity_id: int) -> Message:
    return Message(
        f"正在把成绩告诉参加的 {number} 人。", ((Button("🏅 成绩和积分", ShowScores(activity_id)),),)
    )


def _text(shown: "Scores") -> str:
    lines = [f"🏅 <b>{headed(shown.title)}成绩</b>"]
    for section in shown.sections:
        if section.title:
            lines.append(f"<b>{escape(section.title)}</b>")
        lines += [_line(one) for one in section.lines[:_MOST_LINES]]
        if len(section.lines) > _MOST_LINES:
            lines.append(f"…… 共 {len(section.lines)} 个成绩")
    if shown.groups:
        lines.append("<b>小组积分</b>")
        lines += [f"{rank}. {escape(group)} {points} 分" for rank, group, points in shown.groups]
    kept: list[str] = []
    for line in lines:
        if sum(map(len, kept)) + len(line) > _MOST_TEXT:
            kept.append("……")
            break
        kept.append(line)
    return "\n".join(kept)


def _line(one: "Scored") -> str:
    mark = _MEDAL.get(one.rank, f"{one.rank}.")
    points = f"，{one.points} 分" if one.points else ""
    return f"{mark} {escape(one.name)}（{escape(one.group)}）{escape(one.result)}{points}"


def no_results_yet(title: str) -> str:
    return f"{headed(title)}还没有登记成绩，请先登记。"
