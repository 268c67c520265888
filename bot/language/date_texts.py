"""Chinese for a date that was read."""

from datetime import date, datetime, time

from bot.language.found import Kind, Mod, Value

_WEEKDAYS = "一二三四五六日"
_BYDAY = {"MO": "周一", "TU": "周二", "WE": "周三", "TH": "周四", "FR": "周五", "SA": "周六", "SU": "周日"}
_WORKDAYS = "MO,TU,WE,TH,FR"


def day(on: date, year: bool = True) -> str:
    """2026年11月27日（周五）"""
    head = f"{on.year}年" if year else ""
    return f"{head}{on.month}月{on.day}日（周{_WEEKDAYS[on.weekday()]}）"


def clock(at: time) -> str:
    """15:00, or 15:00:30 when seconds were written"""
    return at.strftime("%H:%M:%S" if at.second else "%H:%M")


def reading(kind: Kind, start: Value, end: Value, mod: Mod | None, rrule: str | None) -> str:
    """One line that says exactly what was understood."""
    if kind is Kind.SET:
        return f"{rule(rrule or '')}{_times(start, end)}"
    if mod is Mod.BEFORE:
        return f"{_one(end)}前" if kind is not Kind.DATERANGE else f"{_one(end)}（含当日）前"
    if mod is Mod.AFTER or mod is Mod.SINCE:
        return f"{_one(start)}起"
    if end is None:
        return _one(start)
    if start is None:
        return f"{_one(end)}前"
    return _range(start, end)


def _times(start: Value, end: Value) -> str:
    if isinstance(start, time):
        return " " + clock(start) + (f"–{clock(end)}" if isinstance(end, time) else "")
    return ""


def _one(value: Value) -> str:
    if isinstance(value, datetime):
        return day(value.date()) + clock(value.time())
    if isinstance(value, time):
        return clock(value)
    return day(value) if value else ""


def _range(start: Value, end: Value) -> str:
    if isinstance(start, datetime) and isinstance(end, datetime):
        if start.date() == end.date():
            return f"{_one(start)}–{clock(end.time())}"
        return f"{_one(start)}至{day(end.date(), year=end.year != start.year)}{clock(end.time())}"
    if isinstance(start, time) and isinstance(end, time):
        return f"{clock(start)}–{clock(end)}"
    if isinstance(start, date) and isinstance(end, date):
        return f"{day(start)}至{day(end, year=end.year != start.year)}"
    return _one(start)


def rule(rrule: str) -> str:
    """每周二、周四; 每月最后一个工作日"""
    part = dict(piece.split("=", 1) for piece in rrule.split(";"))
    every = int(part.get("INTERVAL", "1"))
    days = part.get("BYDAY", "")
    match part["FREQ"]:
        case "WEEKLY":
            head = "每周" if every == 1 else f"每{every}周"
            if days == _WORKDAYS and every == 1:
                return "每个工作日（周一至周五）"
            names = "、".join(_BYDAY[d] for d in days.split(",") if d)
            return f"每{names}" if every == 1 and names else f"{head}{'的' if names else ''}{names}"
        case "DAILY":
            return "每天" if every == 1 else f"每{every}天"
        case "MONTHLY":
            return _monthly(part, every)
        case "YEARLY":
            month = part.get("BYMONTH", "")
            head = ("每年" if every == 1 else f"每{every}年") + (f"{month}月" if month else "")
            return head + _in_month(part)
        case "HOURLY":
            return "每小时" if every == 1 else f"每{every}小时"
        case _:
            return f"每{every}分钟"


def _monthly(part: dict[str, str], every: int) -> str:
    months = part.get("BYMONTH", "")
    if months:
        return "每年" + "、".join(months.split(",")) + "月" + _in_month(part)
    if every == 3:
        return "每季度"
    if every == 6:
        return "每半年"
    return ("每月" if every == 1 else f"每{every}个月") + _in_month(part)


def _in_month(part: dict[str, str]) -> str:
    days = part.get("BYDAY", "")
    if days == _WORKDAYS:
        positions = part.get("BYSETPOS", "1").split(",")
        return "、".join(_nth(int(p)) for p in positions) + "个工作日"
    if days:
        return "、".join(f"{_nth(int(d[:-2] or '1'))}个{_BYDAY[d[-2:]]}" for d in days.split(","))
    numbers = part.get("BYMONTHDAY", "")
    if numbers == "-1":
        return "最后一天"
    if numbers.startswith("-7"):
        return "最后七天"
    listed = numbers.split(",")
    if len(listed) > 2:
        return f"{listed[0]}–{listed[-1]}日"
    return "、".join(f"{d}日" for d in listed if d)


def _nth(number: int) -> str:
    return (
        f"第{'零一二三四五六七八九十'[number]}"
        if 0 < number <= 10
        else "最后一"
        if number == -1
        else f"倒数第{-number}"
    )


NOT_ANNOUNCED = "国务院还没有公布这一年的放假安排，先按惯例推算"
LUNAR_RULE = "农历和节气的日子每年不同，请按年设定"
WEEKDAY_DIFFERS = "日期和星期对不上，请核对"
