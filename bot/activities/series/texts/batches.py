"""What is said about series: batches, and who may go again when."""

import re
from datetime import datetime
from typing import TYPE_CHECKING

from bot.activities.buttons import MoreSettings
from bot.activities.series.buttons import DropWent, SetYears, ShowSeries, ToggleBatch, WriteWent
from bot.activities.texts import headed
from bot.message import Button, Message, escape
from bot.wording import day_of, local, shortened

if TYPE_CHECKING:
    from bot.activities.series.batches import Shown

FORM = "补记去过的人"
_YEAR = re.compile(r"((?:19|20)\d\d)\s*年?\s*[：:]?(.*)")
_NAMES = re.compile(r"[、,，;；\s]+")
_CHOICES = (1, 2, 3, 5)


def other_batch(title: str, starts_at: datetime) -> str:
    return f"您已经报了{headed(title)}（{day_of(local(starts_at).date())}），每人只能报一批。想换批次，请先取消那一批。"


def went_already(year: int, once_in_years: int, again: int) -> str:
    return f"您 {year} 年参加过。这项活动{_often(once_in_years)}，您从 {again} 年起可以再报。"


def _often(years: int) -> str:
    return "每年一次" if years == 1 else f" {years} 年一次"


def show(shown: "Shown") -> Message:
    """The series of an activity for the committee."""
    lines = [f"<b>{headed(shown.title)}</b>的批次"]
    if shown.once_in_years:
        lines.append(
            f"归在一起的活动，每人只能报其中一批；<b>{_often(shown.once_in_years).strip()}</b>，没到年份不能再报。"
        )
    else:
        lines.append("现在没有限制。选几年一次，或点别的活动归到一起（每人只能报其中一批）：")
    lines += [
        f"· {year} 年去过 {len(names)} 人：{escape(shortened('、'.join(names), 300))}"
        for year, names in shown.went
    ]
    rows: list[tuple[Button, ...]] = [
        (
            Button(
                f"{'☑' if other.belongs else '☐'} {day_of(local(other.starts_at).date(), year=True)} {shortened(other.title, 16)}",
                ToggleBatch(shown.activity_id, other.activity_id),
            ),
        )
        for other in shown.others
    ]
    rows.append(
        tuple(
            Button(
                ("● " if years == shown.once_in_years else "") + _often(years).strip(),
                SetYears(shown.activity_id, years),
            )
            for years in _CHOICES
        )
    )
    clear = (Button("清除补记", DropWent(shown.activity_id)),) if shown.went else ()
    rows.append((Button("📒 补记以前去过的人", WriteWent(shown.activity_id)), *clear))
    rows.append((Button("⬅ 返回", MoreSettings(shown.activity_id)),))
    return Message("\n".join(lines), tuple(rows))


def ask_went() -> Message:
    return Message("请写<b>以前去过的人</b>，一年一行，比如：\n2024：赵甲、钱乙\n2025：孙丙")


def went_noted(number: int, unknown: tuple[str, ...], activity_id: int) -> Message:
    lines = [f"已记下 {number} 人次。"]
    if unknown:
        lines.append(f"这些名字没有记：{escape('、'.join(unknown))}。名册里没有，或有重名，请核对。")
    return Message("\n".join(lines), ((Button("⬅ 返回批次", ShowSeries(activity_id)),),))


def read_years(text: str) -> list[tuple[int, list[str]]]:
    """The years with the names behind them."""
    found = []
    for line in text.splitlines():
        match = _YEAR.match(line.strip())
        names = [name for name in _NAMES.split(match[2]) if name] if match else []
        if match and names:
            found.append((int(match[1]), names))
    return found


def no_years_read() -> str:
    return "没有看懂。请一年写一行，比如“2024：赵甲、钱乙”。"


def bad_years(most: int) -> str:
    return f"请写 1 到 {most} 之间的年数。"
