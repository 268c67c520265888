"""What is said about how a contest came out."""

from typing import TYPE_CHECKING

from bot.activities.buttons import ManageActivity, ShowActivity
from bot.activities.contests.buttons import ShowScores, TellResults
from bot.activities.contests.texts import result_words
from bot.activities.texts import headed
from bot.message import Button, Message, escape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.activities.contests.scores import Changed, Scored, Scores

_MEDAL = {1: "🥇", 2: "🥈", 3: "🥉"}
#: So many lines of one event are shown in a chat.
_MOST_LINES = 12
_MOST_TEXT = 3600
_MOST_CHANGES = 20


def scores(shown: "Scores") -> Message:
    """Results, awards and points, as they are told too."""
    rows: list[tuple[Button, ...]] = []
    back = ManageActivity(shown.activity_id) if shown.manages else ShowActivity(shown.activity_id)
    text = _text(shown) if shown.sections else f"{headed(shown.title)}还没有登记成绩。"
    if shown.manages and shown.sections:
        if not shown.told:
            rows.append((Button("📣 公布给参加的人", TellResults(shown.activity_id)),))
            text += "\n会员还看不到，公布以后才看得到。"
        elif shown.changes:
            rows.append((Button("📣 告诉大家改了哪里", TellResults(shown.activity_id)),))
            text += "\n" + "\n".join(["⚠️ 和公布过的不一样：", *_changes(shown.changes)])
        else:
            text += "\n📣 已经公布。"
    return Message(text, (*rows, (Button("⬅ 返回", back),)))


def told(shown: "Scores", own: "Sequence[tuple[str, Scored]]" = ()) -> Message:
    """Pushed to everybody who took part, the own results first."""
    mine = "；".join(
        f"{escape(event)} " * bool(event) + with_rank(one.rank, one.result) for event, one in own
    )
    head = f"📣 成绩公布\n👉 您：<b>{mine}</b>\n" if own else "📣 成绩公布\n"
    return Message(f"{head}{_text(shown, to_all=True)}", _to_results(shown.activity_id))


def corrected(shown: "Scores") -> Message:
    """Pushed to everybody who took part: what is not as it was told."""
    lines = [f"📣 <b>{headed(shown.title)}成绩更正</b>", *_changes(shown.changes)]
    if shown.groups:
        lines.append("<b>更正以后的小组积分</b>")
        lines += [f"{rank}. {escape(group)} {points} 分" for rank, group, points in shown.groups]
    return Message("\n".join(lines), _to_results(shown.activity_id))


def _to_results(activity_id: int) -> tuple[tuple[Button, ...], ...]:
    return ((Button("🏅 全部成绩", ShowScores(activity_id)), Button("查看活动", ShowActivity(activity_id))),)


def _changes(changes: "Sequence[Changed]") -> list[str]:
    lines = [
        f"· {f'{escape(one.event)} ' if one.event else ''}{escape(one.name)}：{_worded(one.before)} → {_worded(one.now)}"
        for one in changes[:_MOST_CHANGES]
    ]
    if len(changes) > _MOST_CHANGES:
        lines.append(f"…… 共 {len(changes)} 处")
    return lines


def _worded(result: tuple[int | None, str] | None) -> str:
    if result is None:
        return "没有成绩"
    rank, text = result
    return with_rank(rank, text)


def with_rank(rank: int | None, text: str) -> str:
    """第 2 名（13秒）; what says its rank itself stays as it is: 第一名, 一等奖."""
    said = result_words.PLACED.search(text) or result_words.PRIZE.search(text)
    if rank is None or said or any(title in text for title in result_words.TITLES):
        return escape(text)
    return f"第 {rank} 名（{escape(text)}）"


def told_to(number: int, activity_id: int) -> Message:
    return Message(
        f"正在把成绩告诉参加的 {number} 人。", ((Button("🏅 成绩和积分", ShowScores(activity_id)),),)
    )


def _text(shown: "Scores", *, to_all: bool = False) -> str:
    lines = [f"🏅 <b>{headed(shown.title)}成绩</b>"]
    for section in shown.sections:
        if section.title:
            lines.append(f"<b>{escape(section.title)}</b>")
        # Who did not start is nobody's business but the committee's.
        listed = [one for one in section.lines if one.rank or (shown.manages and not to_all)]
        lines += [_line(one) for one in listed[:_MOST_LINES]]
        if len(listed) > _MOST_LINES:
            lines.append(f"…… 共 {len(listed)} 个成绩")
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
    mark = _MEDAL.get(one.rank, f"{one.rank}.") if one.rank else "·"
    points = f"，{one.points} 分" if one.points else ""
    return f"{mark} {escape(one.name)}（{escape(one.group)}）{escape(one.result)}{points}"


def told_already(title: str) -> str:
    return f"{headed(title)}的成绩已经告诉大家了，之后没有改动。"


def no_results_yet(title: str) -> str:
    return f"{headed(title)}还没有登记成绩，请先登记。"
