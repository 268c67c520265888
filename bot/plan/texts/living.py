"""What is said about the plan as it is lived with: months, years, lists; why something cannot be done."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.activities.buttons import ShowActivity
from bot.activities.rules import SignUpStatus
from bot.buttons import Payload
from bot.message import Button, Message, escape
from bot.paging import turning
from bot.plan.buttons import (
    ChangeOwner,
    ExportMonth,
    ExportYear,
    ListDocuments,
    ShowItem,
    ShowMonth,
    ShowYear,
    TurnYear,
)
from bot.plan.buttons_actions import ShowOutlook, ShowSummary
from bot.plan.rules import Span, first_of, last_of, month_of
from bot.plan.states import OccurrenceState
from bot.plan.texts import words
from bot.wording import day_of, shortened, when

if TYPE_CHECKING:
    from bot.plan.looking import Line, MonthPage, Series, YearPage
    from bot.plan.offers import Offer

_IN_A_ROW = 5
#: More items than this in one month are named in the text only.
_MOST_BUTTONS = 40
#: More than this can be found under “活动”.
_MOST_OFFERS = 8
_OFFER_LABEL = 18
_SPOKEN = "要改也可以直接说，例如：第2项挪到下个月。"
_STANDING = {
    SignUpStatus.PLACED: "✅ 已报名",
    SignUpStatus.OFFERED: "❗ 待您确认",
    SignUpStatus.WAITING: "⏳ 候补中",
}


def months(page: "MonthPage") -> Message:
    """The plan of one or two months; numbers lead to the items."""
    parts: list[str] = []
    number = 0
    for month in page.months:
        parts.append(f"🗓 <b>{words.month(month.number, year=True)}计划安排</b>")
        if not month.lines:
            parts.append("这个月没有计划安排。")
        for head, lines in by_week(month.lines, month.number):
            if head:
                parts.append(f"<u>{head}</u>")
            for line in lines:
                number += 1
                parts.append(f"{number}. {in_month(line, page.offers)}")
        parts.append("")
    keys = [
        Button(str(place), ShowItem(line.occurrence_id))
        for place, line in enumerate(numbered(page)[:_MOST_BUTTONS], 1)
    ]
    told = offers(page.offers, [line for month in page.months for line in month.lines])
    if told:
        parts += [*told, ""]
    rows = [tuple(keys[start : start + _IN_A_ROW]) for start in range(0, len(keys), _IN_A_ROW)]
    rows += offer_rows(page.offers)
    rows += _month_rows(page)
    if keys:
        parts.append("点数字看这一项的详情。" + (_SPOKEN if page.managing else ""))
    return Message("\n".join(parts).strip(), tuple(rows))


def _month_rows(page: "MonthPage") -> list[tuple[Button, ...]]:
    """What leads away from a page of months: to calendars, the months beside it, the year."""
    calendars = [
        Button(f"📆 {words.month(month.number)}加入日历", ExportMonth(month.number))
        for month in page.months
        if any(line.span.exact or line.activity_id is not None for line in month.lines)
    ]
    beside = []
    if page.before is not None:
        beside.append(Button(f"◀ {words.month(page.before)}", ShowMonth(page.before)))
    if page.after is not None:
        beside.append(Button(f"{words.month(page.after)} ▶", ShowMonth(page.after)))
    first = page.months[0].number
    far = [Button("🗓 全年", ShowYear(first_of(first).year))]
    if page.managing:
        far += [Button("📋 月末小结", ShowOutlook(first)), Button("管理计划", ListDocuments())]
    return [tuple(row) for row in (calendars, beside, far) if row]


def numbered(page: "MonthPage") -> list["Line"]:
    """The lines of a page in the order of their numbers."""
    return [
        line for month in page.months for _, lines in by_week(month.lines, month.number) for line in lines
    ]


def offers(found: Sequence["Offer"], lines: Sequence["Line"]) -> list[str]:
    """What can be signed up for and stands in no line of the plan."""
    planned = {line.activity_id for line in lines}
    others = [offer for offer in found[:_MOST_OFFERS] if offer.activity_id not in planned]
    told = [f"· {when(offer.starts_at)}　{escape(offer.title)}{_standing(offer)}" for offer in others]
    if len(found) > _MOST_OFFERS:
        told.append(f"还有 {len(found) - _MOST_OFFERS} 项，点“活动”看。")
    return ["<u>正在报名的活动</u>", *told] if told else []


def _standing(offer: "Offer") -> str:
    """How the one who reads this is signed up."""
    return f"　{_STANDING[offer.standing]}" if offer.standing is not None else ""


def offer_rows(found: Sequence["Offer"]) -> list[tuple[Button, ...]]:
    """A button for each activity that can be signed up for, or that one is signed up for."""
    rows: list[tuple[Button, ...]] = []
    for offer in found[:_MOST_OFFERS]:
        head = "✍ 报名" if offer.standing is None else _STANDING[offer.standing]
        label = f"{head}：{shortened(offer.title, _OFFER_LABEL)}"
        rows.append((Button(label, ShowActivity(offer.activity_id)),))
    return rows


def year(page: "YearPage") -> Message:
    """A whole year, month by month, with its files."""
    if not page.items:
        return Message(f"{page.year}年还没有计划安排。", _beside(page))
    parts = [f"🗓 <b>{page.year}年计划安排</b>（{page.items} 项）"]
    if page.recurring:
        parts.append("<u>经常性工作</u>")
    parts += [_series(one) for one in page.recurring]
    for month in page.months:
        parts.append(f"<u>{words.month(month.number)}</u>")
        parts += [f"· {_line(one)}" for one in month.lines]
    files = (
        Button("📆 加入日历", ExportYear(page.year, "ics")),
        Button("📊 表格", ExportYear(page.year, "xlsx")),
        Button("🖼 年历图", ExportYear(page.year, "png")),
    )
    rows = (*turning(page.number, page.more, lambda number: TurnYear(page.year, number)), files)
    if page.managing:
        rows += ((Button("🧾 全年小结", ShowSummary(page.year)),),)
    return Message("\n".join(parts), (*rows, *_beside(page)))


def _series(one: "Series") -> str:
    """每月　校务公开（已办 3/12 次）."""
    held = f"（已办 {one.held}/{one.due} 次）" if one.due > 1 and not one.line.everyday else ""
    return f"· {words.recurrence(one.line.recurrence)}　{escape(one.line.title)}{held}"


def _beside(page: "YearPage") -> tuple[tuple[Button, ...], ...]:
    """The years before and after."""
    keys = [Button(f"◀ {page.year - 1}年", ShowYear(page.year - 1))] if page.before else []
    keys += [Button(f"{page.year + 1}年 ▶", ShowYear(page.year + 1))] if page.after else []
    return (tuple(keys),) if keys else ()


def by_week(lines: Sequence["Line"], month: int) -> list[tuple[str, list["Line"]]]:
    """The lines of a month: those with days by week, then what the month holds, then what goes on for long."""
    weeks: dict[date, list[Line]] = {}
    within: list[Line] = []
    standing: list[Line] = []
    for line in lines:
        if line.everyday or line.span.standing:
            standing.append(line)
        elif line.span.exact:
            day = max(line.span.start_on, first_of(month))
            weeks.setdefault(day - timedelta(day.weekday()), []).append(line)
        else:
            within.append(line)
    found = []
    for monday in sorted(weeks):
        first, last = max(monday, first_of(month)), min(monday + timedelta(6), last_of(month))
        days = f"{first.day}日" if first == last else f"{first.day}—{last.day}日"
        found.append((f"{words.month(month)}{days}", weeks[monday]))
    if within:
        found.append(("本月内" if found or standing else "", within))
    if standing:
        found.append(("持续进行", standing))
    return found


def in_month(line: "Line", offers: Sequence["Offer"]) -> str:
    """A line for somebody to whom these ``offers`` are made: whether it can be signed up for, or was."""
    offer = next((one for one in offers if one.activity_id == line.activity_id), None)
    if offer is None:
        return _line(line, "")
    return _line(line, "　✍ 可报名" if offer.standing is None else _standing(offer))


def _line(line: "Line", sign: str | None = None) -> str:
    time = words.span(line.span, deadline=line.deadline) if line.span.exact or line.deadline else ""
    if not line.span.exact and month_of(line.span.start_on) != month_of(line.span.end_on):
        time = words.span(line.span)
    if line.everyday:
        time = words.recurrence(line.recurrence)
    if sign is None:
        sign = "　✍ 可报名" if line.open_activity else ""
    return f"{words.MARK[line.state]}{time + '　' if time else ''}{escape(line.title)}{sign}"


line = _line


def owners(found: Sequence[tuple[str, Sequence["Line"]]], *, managing: bool) -> Message:
    """Who is responsible for what; where the plan names nobody, the committee can name somebody (``managing``)."""
    if not found:
        return Message("这段时间没有计划安排。")
    nameless = {line.item_id: line for owner, lines in found if not owner for line in reversed(lines)}
    rows: list[tuple[Button, ...]] = []
    if managing:
        rows = [
            (Button(f"👤 定负责人：{shortened(line.title, _OFFER_LABEL)}", ChangeOwner(line.occurrence_id)),)
            for line in list(reversed(nameless.values()))[:_MOST_OFFERS]
        ]
    parts = []
    if len(found) == 1 and nameless:
        hint = "点下面就能定，到时我会提醒本人。" if managing else "想了解可以问工会委员。"
        parts.append(f"下面 {len(nameless)} 项，计划里没有写负责人。{hint}")
    several = len({line.span.start_on.year for _, lines in found for line in lines}) > 1
    for owner, lines in found:
        if owner or len(found) > 1:
            parts.append(f"<b>{escape(owner) if owner else '未写明负责人'}</b>")
        parts += [
            f"· {words.span(line.span, deadline=line.deadline, year=several)}　{escape(line.title)}"
            for line in lines
        ]
    return Message("\n".join(parts), tuple(rows))


def listing(
    lines: Sequence["Line"], first: date, last: date, *, once: bool = False, what: str = "的计划安排"
) -> Message:
    """The plan between two days, for a question in free text: ``what`` names it; ``once``: what recurs stands there
    once."""
    days = day_of(first, year=True) if first == last else f"{day_of(first, year=True)}至{day_of(last)}"
    if not lines:
        return Message(
            f"{days}没有{what.removeprefix('的')}。",
            ((Button("看全部计划安排", ShowMonth(month_of(first))),),),
        )
    parts = [f"🗓 {days}{what}："]
    keys = []
    for number, line in enumerate(lines, 1):
        time = words.recurrence(line.recurrence) if once else ""
        time = time or words.span(line.span, deadline=line.deadline)
        parts.append(f"{number}. {words.MARK[line.state]}{time}　{escape(line.title)}")
        if number <= _MOST_BUTTONS:
            keys.append(Button(str(number), ShowItem(line.occurrence_id)))
    rows = [tuple(keys[start : start + _IN_A_ROW]) for start in range(0, len(keys), _IN_A_ROW)]
    return Message("\n".join(parts), tuple(rows))


def which_item(choices: Sequence[tuple["Line", Payload]]) -> Message:
    """Several items may be meant."""
    several = len({line.span.start_on.year for line, _ in choices}) > 1
    rows = tuple(
        (
            Button(
                f"{shortened(line.title, 24)}（{words.span(line.span, deadline=line.deadline, year=several)}）",
                payload,
            ),
        )
        for line, payload in choices
    )
    return Message("您说的是计划里的哪一项？", rows)


# -- refusals ---------------------------------------------------------------------------------------------


def gone() -> str:
    return "这一项不在计划里了，可能已经撤销或改过。请重新打开“计划安排”。"


def no_right() -> str:
    return "改动计划需要工会委员的权限。"


def no_such_number(listed: int) -> str:
    return f"刚才只列了 {listed} 项，没有这个数字。" if listed else "刚才的单子里没有计划项。"


def not_planned(state: OccurrenceState) -> str:
    return f"这一项现在是“{words.STATE[state]}”，请先恢复为计划中。"


def not_done() -> str:
    return "人数和花费在完成以后填，请先点“完成”。"


def figures_too_large() -> str:
    return "这个数字太大了，请看看是不是多写了几个零。"


def owner_name(most: int) -> str:
    return f"请输入负责人的姓名，最多 {most} 字。"


def one_time_only() -> str:
    return "这一项请只给一个时间，例如 12月5日。"


def already_past(span: Span) -> str:
    return f"{words.span(span, year=True)}已经过去了，请给一个将来的时间。"


def reason_needed() -> str:
    return "请写一句推迟的原因。"


def reason_too_long(limit: int, length: int) -> str:
    return f"原因最多 {limit} 字，您写了 {length} 字，请精简一下再发。"
