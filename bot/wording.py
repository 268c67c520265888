"""How dates and long texts are worded, everywhere the same: weekday beside every date, local time."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

_WEEKDAYS = "一二三四五六日"
PREVIOUS_PAGE = "◀ 上一页"
NEXT_PAGE = "下一页 ▶"
_zone = ZoneInfo("Asia/Shanghai")


def use_zone(zone: ZoneInfo) -> None:
    """The zone of the union, told once at the start."""
    global _zone  # noqa: PLW0603 - one union, one zone
    _zone = zone


def local(moment: datetime) -> datetime:
    """An instant on the union's clocks."""
    return moment.astimezone(_zone)


def weekday(day: date) -> str:
    """周一 … 周日."""
    return f"周{_WEEKDAYS[day.weekday()]}"


def day_of(day: date, *, year: bool = False) -> str:
    """12月5日（周六）; with the year 2026年12月5日（周六）."""
    head = f"{day.year}年" if year else ""
    return f"{head}{day.month}月{day.day}日（{weekday(day)}）"


def short_day(moment: datetime) -> str:
    """12月5日周六: for buttons, where room is scarce."""
    day = local(moment).date()
    return f"{day.month}月{day.day}日{weekday(day)}"


def clock(moment: datetime) -> str:
    """15:00."""
    return f"{local(moment):%H:%M}"


def when(moment: datetime, *, year: bool = False) -> str:
    """12月5日（周六）15:00."""
    return f"{day_of(local(moment).date(), year=year)}{clock(moment)}"


def span(start: datetime, end: datetime | None) -> str:
    """12月5日（周六）15:00—17:00, or both days when it ends on another day."""
    if end is None:
        return when(start)
    if local(start).date() == local(end).date():
        return f"{when(start)}—{clock(end)}"
    return f"{when(start)} 至 {when(end)}"


def days(start: date, end: date) -> str:
    """12月5日（周六）, or 12月5日（周六）至12月7日（周一）."""
    return day_of(start) if start == end else f"{day_of(start)}至{day_of(end)}"


def shortened(text: str, most: int) -> str:
    """On one line, at most ``most`` signs."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def midnight(day: date) -> datetime:
    """The instant at which a day begins for the union."""
    return datetime(day.year, day.month, day.day, tzinfo=_zone)


def end_of(day: date) -> datetime:
    """The last minute of a day for the union."""
    return midnight(day + timedelta(days=1)) - timedelta(minutes=1)
