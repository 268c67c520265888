"""What stands in the files of the plan."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from bot.plan.states import OccurrenceState
from bot.plan.texts import words
from bot.wording import shortened

if TYPE_CHECKING:
    from bot.plan.looking import Line
    from bot.plan.model import PlanItem
    from bot.plan.outcomes import Turnout
    from bot.plan.rules import Span

HEADER = ("序号", "时间", "工作内容", "责任人", "参加对象", "类别", "进展", "人次", "花费（元）")
WIDTHS = (6, 26, 44, 14, 20, 12, 24, 8, 12)
DRAFT_HEADER = HEADER[:5]
_DRAFT = re.compile(r"计划草稿(\d{1,9})(?!\d)", re.ASCII)
_FORMS = {"ics": "日历", "xlsx": "表格", "png": "年历图"}


def calendar_name() -> str:
    return "工会计划安排"


def owner(name: str) -> str:
    return f"负责：{name}"


def nothing(year: int) -> str:
    return f"{year}年没有您能看到的计划安排。"


def nothing_for_calendars(month: int) -> str:
    return f"{words.month(month, year=True)}没有能加入日历的计划安排。"


def month_file_name(month: int) -> str:
    return f"{words.month(month, year=True)}工会计划.ics"


def file_name(year: int, form: str) -> str:
    return f"{year}年工会计划{_FORMS[form]}.{form}"


def is_table_of(name: str, year: int) -> bool:
    """Whether a file is the table of a year, by its name (also when it was saved again as “… (1)”)."""
    return name.endswith(".xlsx") and f"{year}年工会计划{_FORMS['xlsx']}" in name


def caption(year: int, form: str, *, managing: bool) -> str:
    if form == "ics":
        return f"{year}年计划的日历文件，用手机打开就能加入日历。改期后再导出一次，日历里会跟着改。"
    if form == "xlsx":
        edit = "在表里改好时间、内容，把文件再发给我，我会逐项对照。" if managing else ""
        return f"{year}年计划表。{edit}"
    return f"{year}年工会计划年历图"


def item_file_name(title: str) -> str:
    safe = "".join(sign for sign in title if sign.isalnum())
    return f"{safe[:20] or '计划项'}.ics"


def item_caption() -> str:
    return "用手机打开这个文件，就能加入日历。"


def sheet(year: int) -> str:
    return f"{year}年工会工作计划"


def row(
    line: "Line", number: int, *, state: str, people: int | None, spent_fen: int | None
) -> tuple[str | int | float, ...]:
    """One item as a row of a plan."""
    time = words.recurrence(line.recurrence) or words.span(line.span, deadline=line.deadline)
    spent = "" if spent_fen is None else spent_fen / 100
    told = "" if people is None else people
    kind = words.kind(line.kind)
    return (number, time, line.title, line.owner, line.audience_text, kind, state, told, spent)


def progress(lines: "Sequence[Line]", came: "Mapping[int, Turnout]") -> str:
    """How an item stands, or how many of its times were held."""
    if len(lines) > 1:
        done = sum(line.state is OccurrenceState.DONE for line in lines)
        return f"已办 {done}/{len(lines)} 次"
    [line] = lines
    more = words.outcome(line, came.get(line.occurrence_id)) or line.reason
    return words.STATE[line.state] + (f"：{more}" if more else "")


def draft_row(item: "PlanItem", spans: "Sequence[Span]", number: int) -> tuple[str | int, ...]:
    """One draft item as a row of a plan."""
    time = words.recurrence(item.recurrence) or words.spans(spans, "", deadline=item.deadline)
    return (number, time if spans else "", item.title, item.owner, item.audience_text)


def draft_file_name(year: int, document_id: int) -> str:
    return f"{year}年工会计划草稿{document_id}.xlsx"


def draft_number(file_name: str) -> int | None:
    """The document of which a file is the draft, by its name (also when it was saved again as “… (1)”)."""
    found = _DRAFT.search(file_name)
    return int(found[1]) if found else None


def draft_caption() -> str:
    return "计划草稿。改好以后，不要改文件名，直接发回给我，就替换现在的草稿。"


def picture_title(year: int) -> str:
    return f"{year}年工会计划安排"


def picture_month(month: int) -> str:
    return f"{month}月"


def picture_line(line: "Line") -> str:
    """One item in its month: the day first where there is one."""
    day = f"{line.span.start_on.day}日 " if line.span.exact else ""
    freq = f"（{words.recurrence(line.recurrence)}）" if line.everyday else ""
    return f"{words.DRAWN_MARK[line.state]}{day}{shortened(line.title, 40)}{freq}"


def more(count: int) -> str:
    return f"……还有 {count} 项"


def no_font() -> str:
    return "运行机器人的电脑上没有中文字体，画不出年历图。请先用日历文件或表格；安装 fonts-noto-cjk 之后就能画了。"
