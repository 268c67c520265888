"""What became of a year's plan, in words."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.message import Button, Message, escape
from bot.plan.buttons import ExportYear, ShowYear
from bot.plan.texts import words
from bot.wording import day_of

if TYPE_CHECKING:
    from bot.plan.looking import Line
    from bot.plan.summary import Progress, YearSummary

_MOST_NAMED = 8


def summary(found: "YearSummary") -> Message:
    """The figures first, then kind by kind, then what is wanting."""
    files = (
        Button("📊 逐项的表格", ExportYear(found.year, "xlsx")),
        Button("⬅ 全年计划", ShowYear(found.year)),
    )
    if not found.due and not found.postponed and not found.cancelled:
        return Message(f"{found.year}年还没有到期或办完的计划项。", (files,))
    lines = [
        f"🧾 <b>{found.year}年计划小结</b>（到{day_of(found.until)}）",
        f"应办 {found.due} 次，办了 <b>{found.done}</b> 次；参加 <b>{found.visits} 人次</b>"
        + (f"（报名的活动里共 {found.members} 位会员）" if found.members else "")
        + f"；花费 <b>{words.yuan(found.spent_fen)}</b>。",
        "",
    ]
    for one in found.kinds:
        told = f"· {words.kind(one.kind)}：应办 {one.due}，办了 {one.done}"
        told += f"，{one.visits} 人次" if one.visits else ""
        lines.append(told + (f"，{words.yuan(one.spent_fen)}" if one.spent_fen else ""))
    drives = [one.drive for one in found.held if one.drive is not None]
    if drives:
        got, people = sum(one.proposals for one in drives), sum(one.proposers for one in drives)
        lines.append(f"· 征集建议 {len(drives)} 次：收到 {got} 件（{people} 人次）")
    lines.append("")
    for head, own in (
        ("还没有消息", found.unheard),
        ("已推迟", found.postponed),
        ("已取消", found.cancelled),
    ):
        if own:
            lines.append(f"{head} {len(own)} 次：{_named(own)}")
    if found.uncounted:
        lines.append(f"办了但没有填人数和花费的 {found.uncounted} 次，打开那一项点“🧾 填人数和花费”就能补。")
    return Message("\n".join(lines).strip(), (files,))


def progress(found: "Progress", coming: Sequence["Line"]) -> Message:
    """How far the year has come, for a member; ``coming``: what is left, what recurs once."""
    rows = ((Button("🗓 全年计划", ShowYear(found.year)),),)
    if not found.due and not found.left:
        return Message(f"{found.year}年没有您能看到的计划安排。", rows)
    lines = [f"🧾 <b>{found.year}年计划办到哪了</b>（到{day_of(found.until)}）"]
    if found.due:
        lines.append(f"您能看到的计划，到现在应办 {found.due} 次，办了 <b>{found.done}</b> 次。")
    else:
        lines.append("您能看到的计划都还没到时间。")
    if coming:
        lines.append("\n接下来还有：")
        lines += [
            f"· {words.span(line.span, deadline=line.deadline)}　{escape(line.title)}"
            for line in coming[:_MOST_NAMED]
        ]
        if len(coming) > _MOST_NAMED:
            lines.append(f"……还有 {len(coming) - _MOST_NAMED} 项，点“全年计划”看。")
    return Message("\n".join(lines), rows)


def _named(lines: Sequence["Line"]) -> str:
    told = "、".join(f"{escape(line.title)}（{words.span(line.span)}）" for line in lines[:_MOST_NAMED])
    return told + (f"等 {len(lines)} 次" if len(lines) > _MOST_NAMED else "")
