"""Days and periods that are counted: 三天后, 未来两周, 第一个周五, 最后一个工作日, 国庆后第一周."""

from dataclasses import replace
from datetime import date, timedelta

from bot.language import calendar, leaf
from bot.language.days import Days, Scene, iso_week, months, one, span, weeks_of, whole_year
from bot.language.numerals import value
from bot.language.tokens import Token

_PAST = frozenset({"过去", "最近", "近", "此前", "之前", "上", "前"})
_LOOSE = "在的我们他她你您于从把有是就请这那和了"
_SOME = 5  # 头几天
_WEEKDAYS = "一二三四五六日"


def _amount(token: Token) -> tuple[int, str, int]:
    """How many, of what (天 周 个月 年 工作日), and days to add: 一个半月 is one month and fifteen days."""
    part = token.found.groupdict()
    unit = {"日": "天", "星期": "周", "礼拜": "周", "月": "个月"}.get(part["unit"], part["unit"])
    half = bool(part.get("half") or part.get("more"))
    if part["n"] == "半":
        return {"个月": (0, "天", 15), "年": (6, "个月", 0)}.get(unit, (0, "", 0))
    count = value(part["n"])
    if unit == "季度":
        return count * 3, "个月", 0
    if half and unit == "年":
        return count * 12 + 6, "个月", 0
    return count, unit, {"个月": 15, "周": 3}.get(unit, 0) if half else 0


def _moved(base: date, amount: tuple[int, str, int], sign: int) -> date | None:
    count, unit, extra = amount
    if unit == "工作日":
        return calendar.next_workday(base, sign * count) if count else base
    if not unit:
        return None
    moved = leaf.shifted(base, sign * count, unit)
    return moved + timedelta(sign * extra) if moved else None


def _shift(token: Token, _days: Days | None, scene: Scene) -> Days | None:
    return one(_moved(scene.today, _amount(token), -1 if token.found["dir"] == "前" else 1))


def _week_shift(token: Token, _days: Days | None, scene: Scene) -> Days:
    """两周后的周五: of the week that lies two weeks ahead."""
    part = token.found.groupdict()
    weeks = value(part["n"] or part["m"]) * (-1 if part["dir"] == "前" else 1)
    monday = iso_week(scene.today).start + timedelta(7 * weeks)
    if part["wd"] == "末":
        return span(monday + timedelta(5), 2, "days")
    return span(monday + timedelta(_WEEKDAYS.index(part["wd"].replace("天", "日"))), 1, "day")


def _within(token: Token, _days: Days | None, scene: Scene) -> Days | None:
    sign = -1 if token.found["side"] in _PAST else 1
    end = _moved(scene.today, _amount(token), sign)
    if end is None:
        return None
    return Days(min(scene.today, end), max(scene.today, end), "days")


def _rolling(token: Token, _days: Days | None, scene: Scene) -> Days | None:
    return _adjoining(scene.today, _amount(token), -1 if token.found["side"] in _PAST else 1)


def _adjoining(today: date, amount: tuple[int, str, int], sign: int) -> Days | None:
    """The stretch that ends yesterday or begins tomorrow."""
    far = _moved(today, amount, sign)
    if far is None or far == today:
        return None
    near = today + timedelta(sign)
    return Days(min(near, far), max(near, far), "days")


def _some(token: Token, days: Days | None, scene: Scene) -> Days | None:
    side = token.found["side"].rstrip("面")
    if days is None:
        return _calendar_units(token, side, scene)
    if days.grain in ("day", "days", "break"):
        return _away(token, side, days)
    return _part(token, side, days)


def _calendar_units(token: Token, side: str, scene: Scene) -> Days | None:
    """前两个月, 下三周: whole calendar months and weeks; 前一周, 后一年: the stretch next to today."""
    if side not in ("上", "下", "前", "后") or token.found["n"] == "几" or _hangs_on(token):
        return None
    if token.found["unit"] == "季度" and side == "前":  # 前三季度: of the year
        return _part(token, side, whole_year(scene.today.year))
    count, unit, _ = _amount(token)
    sign = -1 if side in _PAST else 1
    if unit in ("天", "工作日") or (count == 1 and side in ("前", "后")):
        return None if count == 1 and unit == "天" else _adjoining(scene.today, (count, unit, 0), sign)
    if unit == "周":
        monday = iso_week(scene.today).start
        start = monday + timedelta(7 if sign > 0 else -7 * count)
        return span(start, 7 * count, "week" if count == 1 else "days")
    if unit == "年":
        start_year = scene.today.year + (1 if sign > 0 else -count)
        years = Days(whole_year(start_year).start, whole_year(start_year + count - 1).end, "days")
        return replace(years, grain="year") if count == 1 else years
    now = scene.today.year * 12 + scene.today.month - 1
    first = now + (1 if sign > 0 else -count)
    return months(first // 12, first % 12 + 1, count, "month" if count == 1 else "days")


def _hangs_on(token: Token) -> bool:
    """会前三天, 活动后两周 are counted from something that is no date."""
    before = token.found.string[max(0, token.start - 1) : token.start]
    return "\u4e00" <= before <= "\u9fff" and before not in _LOOSE


def _away(token: Token, side: str, days: Days) -> Days | None:
    """端午节前一天, 国庆前一周: counted from a day."""
    if side not in ("前", "后"):
        return None
    if token.found["n"] == "几":
        return None
    sign = -1 if side == "前" else 1
    base = days.start if sign < 0 else days.end
    amount = _amount(token)
    stretch = _adjoining(base, amount, sign)
    if amount[1] in ("天", "工作日") and stretch:
        point = stretch.start if sign < 0 else stretch.end
        if amount[0] == 1:
            return one(point)
        found = one(point)
        return replace(found, certain=False, others=((stretch.start, stretch.end),)) if found else None
    return stretch


def _part(token: Token, side: str, days: Days) -> Days | None:
    """The first or last so many days, weeks, months of a period."""
    vague = token.found["n"] == "几"
    unit = token.found["unit"]
    count = _SOME if vague else value(token.found["n"])
    last = side in ("最后", "后", "末")
    found: Days | None
    if unit in ("天", "日"):
        found = span(days.end - timedelta(count - 1) if last else days.start, count, "days")
    elif unit == "工作日":
        working = [d for d in calendar.days(days.start, days.end) if calendar.is_workday(d)]
        chosen = working[-count:] if last else working[:count]
        found = Days(chosen[0], chosen[-1], "days") if chosen else None
    elif unit in ("周", "星期", "礼拜"):
        monday, weeks = weeks_of(days)
        found = span(monday + timedelta(7 * (weeks - count) if last else 0), 7 * count, "days")
    elif unit in ("月", "季度"):
        size = count * (3 if unit == "季度" else 1)
        first = (
            days.end.year * 12 + days.end.month - size
            if last
            else days.start.year * 12 + days.start.month - 1
        )
        found = months(first // 12, first % 12 + 1, size, "days")
    else:
        found = None
    if found is None or found.start < days.start - timedelta(7) or found.end > days.end + timedelta(7):
        return None
    return replace(found, certain=not vague)


def _nth(token: Token, days: Days | None, scene: Scene) -> Days | None:
    part = token.found.groupdict()
    unit, weekday = part["unit"], part["wd"]
    if part["next"]:
        return _beside(scene.today, 1, unit, weekday) if days is None else None
    if days is None:
        return _school_week(part, scene)
    number = (
        value(part["n"]) if part["n"] else -value(part["back"]) if part["back"] else -1 if part["last"] else 1
    )
    if number == 0:
        return None
    found = _pick(days, number, unit, weekday)
    if found is None:
        return None
    return found


def _school_week(part: dict[str, str | None], scene: Scene) -> Days | None:
    """第十周 of the school term, where the union wrote down when it begins."""
    if not part["n"] or part["wd"] or part["unit"] not in ("周", "星期", "礼拜"):
        return None
    found = calendar.school_term(scene.today)
    week = (
        span(iso_week(found[0]).start + timedelta(7 * (value(part["n"]) - 1)), 7, "week") if found else None
    )
    return week if week and found and week.start <= found[1] else None


def _nth_weekday(token: Token, days: Days | None, _scene: Scene) -> Days | None:
    """第二个周六 without a month: of this month or the next, and the chat asks."""
    if days is None:
        return None
    number = value(token.found["n"]) if token.found["n"] else -1
    found = _pick(days, number, "周", token.found["wd"]) if number else None
    return replace(found, certain=False) if found else None


def _pick(days: Days, number: int, unit: str, weekday: str | None) -> Days | None:
    index = number - 1 if number > 0 else number
    if unit in ("月", "季度"):
        return _pick_months(days, number, 3 if unit == "季度" else 1)
    if weekday is None and unit not in ("天", "日", "工作日"):
        monday, weeks = weeks_of(days)
        index = index if index >= 0 else weeks + index
        return span(monday + timedelta(7 * index), 7, "week") if 0 <= index <= weeks else None
    every = calendar.days(days.start, days.end)
    if weekday == "末":
        fitting = [d for d in every if d.weekday() == 5]
    elif weekday:
        fitting = [d for d in every if d.weekday() == _WEEKDAYS.index(weekday.replace("天", "日"))]
    elif unit == "工作日":
        fitting = [d for d in every if calendar.is_workday(d)]
    else:
        fitting = list(every)
    if not -len(fitting) <= index < len(fitting):
        return None
    on = fitting[index]
    if weekday == "末":
        return span(on, 2, "days")
    known = unit != "工作日" or calendar.is_announced(on.year)
    return one(leaf.day(on.year, on.month, on.day), known=known)


def _pick_months(days: Days, number: int, size: int) -> Days | None:
    first = days.start.year * 12 + days.start.month - 1 + (number - 1) * size
    if number < 0:
        first = days.end.year * 12 + days.end.month + number * size
    found = months(first // 12, first % 12 + 1, size, "quarter" if size > 1 else "month")
    return found if days.start <= found.start and found.end <= days.end else None


def _beside_it(token: Token, days: Days | None, _scene: Scene) -> Days | None:
    if days is None:
        return None
    which = token.found["which"]
    number = value(which.removeprefix("第")) if which.startswith("第") else 1
    sign = -1 if token.found["dir"] == "前" else 1
    unit = "工作日" if token.found.groupdict().get("work") else token.found["unit"]
    block = days
    if days.festival and days.grain == "day" and unit not in ("天", "日"):
        holiday = calendar.holiday(days.festival, days.start)
        block = Days(holiday.start, holiday.end, "break", known=holiday.known)
    return _beside(
        block.end if sign > 0 else block.start, sign * number, unit, token.found["wd"], block.known
    )


def _beside(base: date, number: int, unit: str, weekday: str | None, known: bool = True) -> Days | None:
    sign = 1 if number > 0 else -1
    if unit in ("天", "日"):
        return one(leaf.shifted(base, number, "天"))
    if unit == "工作日":
        on = calendar.next_workday(base, number)
        return one(leaf.day(on.year, on.month, on.day), known=known and calendar.is_announced(on.year))
    if unit == "月":
        month = base.year * 12 + base.month - 1 + number
        return months(month // 12, month % 12 + 1)
    if unit == "季度":
        return None
    if weekday is None:
        week = span(iso_week(base).start + timedelta(7 * number), 7, "week")
        near = (
            Days(base + timedelta(1), base + timedelta(7), "days")
            if sign > 0
            else Days(base - timedelta(7), base - timedelta(1), "days")
        )
        return replace(week, certain=False, others=((near.start, near.end),), known=known)
    wanted = 5 if weekday == "末" else _WEEKDAYS.index(weekday.replace("天", "日"))
    on = base + timedelta(sign)
    while on.weekday() != wanted:
        on += timedelta(sign)
    on += timedelta(7 * (number - sign))
    return span(on, 2, "days") if weekday == "末" else one(leaf.day(on.year, on.month, on.day), known=known)


def _its_week(_token: Token, days: Days | None, _scene: Scene) -> Days | None:
    return iso_week(days.start) if days else None


def _same_time(_token: Token, days: Days | None, scene: Scene) -> Days | None:
    """去年这个时候: around this day, a year ago."""
    if days is None or days.grain != "year":
        return None
    return one(leaf.day(days.start.year, scene.today.month, scene.today.day), certain=False)


def _eve(_token: Token, days: Days | None, _scene: Scene) -> Days | None:
    return one(leaf.shifted(days.start, -1, "天")) if days else None


def _next_day(_token: Token, days: Days | None, _scene: Scene) -> Days | None:
    return one(leaf.shifted(days.end, 1, "天")) if days else None


def _same_day(_token: Token, days: Days | None, _scene: Scene) -> Days | None:
    return days


READERS = {
    "week_shift": _week_shift,
    "shift": _shift,
    "within": _within,
    "rolling": _rolling,
    "some": _some,
    "nth_weekday": _nth_weekday,
    "nth": _nth,
    "beside": _beside_it,
    "its_week": _its_week,
    "same_time": _same_time,
    "eve": _eve,
    "next_day": _next_day,
    "same_day": _same_day,
}
