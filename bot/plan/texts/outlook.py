"""The committee's page at the end of a month, in words: the paper for the monthly meeting."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from bot.message import Button, Message, escape
from bot.plan.buttons import ShowMonth
from bot.plan.buttons_actions import DoneInOutlook, DraftInOutlook
from bot.plan.rules import month_of
from bot.plan.states import OccurrenceState
from bot.plan.texts import living, words
from bot.wording import shortened

if TYPE_CHECKING:
    from bot.plan.looking import Line, Series
    from bot.plan.outcomes import Turnout
    from bot.plan.outlook import Outlook

_MOST_BUTTONS = 10
_LABEL = 18


def marked_done(title: str) -> str:
    return f"已记为完成：{shortened(title, 40)}"


def outlook(page: "Outlook", *, late: bool = False) -> Message:
    """What became of the month, what comes next; a button for each that nobody was heard of, or that needs a draft."""
    month = page.month
    parts = [f"{'【补发】' if late else ''}📋 <b>{words.month(month, year=True)}小结和下月展望</b>"]
    parts += _month_end(page)
    parts.append(f"\n<b>下月（{words.month(month + 1)}）</b>")
    for head, own in living.by_week(page.coming, month + 1):
        if head:
            parts.append(f"<u>{head}</u>")
        parts += [f"· {living.line(line)}" for line in own]
    if not page.coming:
        parts.append("没有计划项。")
    rows = [
        (Button(f"✅ 已完成：{shortened(line.title, _LABEL)}", DoneInOutlook(line.occurrence_id, month)),)
        for line in page.ending
        if _standing(line, page.month, page.today) == "还没有消息"
    ]
    rows += [
        (Button(f"🎪 建活动：{shortened(line.title, _LABEL)}", DraftInOutlook(line.occurrence_id)),)
        for line in page.coming
        if line.activity_id is None and not line.everyday and not line.span.standing
    ]
    return Message("\n".join(parts), (*rows[:_MOST_BUTTONS], (Button("看计划安排", ShowMonth(month)),)))


def _month_end(page: "Outlook") -> list[str]:
    """Done (and how many ``came``), in progress, postponed, nothing heard, still to come, then what recurs, held versus
    due: the paper for the monthly meeting."""
    groups: dict[str, list[str]] = {}
    for line in page.ending:
        groups.setdefault(_standing(line, page.month, page.today), []).append(_told(line, page.came))
    names = ("已完成", "进行中", "已推迟", "还没有消息", "本月还有", "已取消")
    found = [f"{name} {len(groups[name])} 项：{'；'.join(groups[name])}" for name in names if name in groups]
    if page.series:
        found += ["", "<b>经常性工作</b>（今年到本月底）"]
        found += [f"· {_held(one, page.today)}" for one in page.series]
    return found or ["本月没有计划项。"]


def _held(series: "Series", today: date) -> str:
    line = series.line
    told = f"{escape(line.title)}（{words.recurrence(line.recurrence)}）：应办 {series.due} 次，已办 {series.held} 次"
    missing = "、".join(words.span(span) for span in series.missing if span.end_on < today)
    left = "，本月待办" if any(span.end_on >= today for span in series.missing) else ""
    return f"⚠ {told}，<b>缺：{missing}</b>{left}" if missing else f"{told}{left}"


def _told(line: "Line", came: Mapping[int, "Turnout"]) -> str:
    more = words.outcome(line, came.get(line.occurrence_id)) or escape(line.reason)
    return escape(line.title) + (f"（{more}）" if more else "")


def _standing(line: "Line", month: int, today: date) -> str:
    match line.state:
        case OccurrenceState.DONE:
            return "已完成"
        case OccurrenceState.POSTPONED:
            return "已推迟"
        case OccurrenceState.CANCELLED:
            return "已取消"
    goes_on = line.span.standing and month_of(line.span.end_on) > month
    if line.everyday or goes_on or line.activity_id is not None:
        return "进行中" if line.span.start_on <= today else "本月还有"
    if line.span.exact and line.span.start_on > today:
        return "本月还有"
    return "还没有消息"
