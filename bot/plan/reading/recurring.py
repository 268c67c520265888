"""Recurrences: how often, how many times, and where in the period."""

import re

from .shapes import Freq, Recurrence
from .writing import number

_N = r"[一二三四五六七八九十两\d]"
_TIMES = rf"(?:{_N}(?:[-~至到、]{_N})?(?:到{_N})?)次"
_ONCE = rf"(?:至少|不少于)?{_N}(?:次|公开|公布|主题|活动|例会|学习|报|结|评|查|检|会|更新|总结|通报|讲|课|练|赛|训|考核|小结)"

# pattern, frequency, interval. The order is that of strength.
RECURRENCES: tuple[tuple[re.Pattern[str], Freq, int], ...] = tuple(
    (re.compile(pattern), freq, interval)
    for pattern, freq, interval in (
        (r"每(?:隔)?(?:两|二|2)个?(?:周|星期)|隔周|双周|单周", Freq.WEEKLY, 2),
        (
            r"每(?:个)?(?:周|星期|礼拜)(?!年|边|转|围)[一二三四五六日天]?(?:[、和及][一二三四五六日天])*|每?逢(?:周|星期)[一二三四五六日天]|(?<![\d一二三四五六七八九十])周周(?![一二三四五六日天])|每双休日",
            Freq.WEEKLY,
            1,
        ),
        (
            r"每(?:隔)?(?:两|二|2)个?月|隔月|每?逢?[双单]月(?!刊)|(?<!\d)(?:两|二|2)个?月(?=一次|1次)",
            Freq.BIMONTHLY,
            1,
        ),
        (
            r"每(?:隔)?(?:三|3)个?月(?!份)|每(?:个|一)?季度?(?!节)|按季度?|逐季|季季|"
            + rf"(?<![第二三四])一(?:个)?季度?(?={_ONCE})",
            Freq.QUARTERLY,
            1,
        ),
        (
            r"上、?下半年(?=各)|每(?:隔)?(?:半年|(?:六|6)个?月(?!份))|半年(?=一次|一小?结|一总结|一?检查|一?公布)|每半年度?",
            Freq.HALFYEARLY,
            1,
        ),
        (
            r"每(?:个|一)?学期(?:的)?(?:期?[末中初]|结束前?|开学|开始)?|(?<![本上下第新一二])学期[末初中](?:期)?|(?<![长短分定学周任工孕])期末(?!考)|开学初|学期(?:开始|结束)(?:时|前)",
            Freq.SEMESTER,
            1,
        ),
        (
            r"每(?:个|一)?月(?!饼)(?:的)?(?:份)?|月月(?!红)|按月|逐月|"
            + rf"(?<![\d十第])一(?:个)?月(?={_ONCE})",
            Freq.MONTHLY,
            1,
        ),
        (
            r"每(?:个|一)?(?:学年|年度?)(?:的)?|" + rf"(?<![\d十第近新])一年(?={_TIMES}|一度(?!的))",
            Freq.YEARLY,
            1,
        ),
        (r"每(?:个|一)?(?:工作日|天|日|晚)(?!常)|天天", Freq.DAILY, 1),
    )
)

_ALLOWANCE = re.compile(r"(?:补助|发放|缴纳|交纳|工资|收入|会费)?[^,。;]{0,6}\d+(?:\.\d+)?(?:万|千|百)?元")
_SLOGAN = re.compile(r"锻炼(?:一|1)小时|进步")
_HOURS = re.compile(r"(\d{1,2})[::](\d{2})\s*(?:-+|~+|至|到)\s*(\d{1,2})[::](\d{2})")
_COUNT = re.compile(
    rf"(不少于|至少|不低于|不得少于)?[^,。;、]{{0,14}}?({_N}+(?:\s*[-~至到]+\s*{_N}+)?)\s*[次场期回](以上)?"
)
_DIGITS = {
    "一": "1",
    "二": "2",
    "两": "2",
    "三": "3",
    "四": "4",
    "五": "5",
    "六": "6",
    "七": "7",
    "八": "8",
    "九": "9",
    "十": "10",
}
_WEEKDAYS = dict(
    zip("一二三四五六日天", ("mon", "tue", "wed", "thu", "fri", "sat", "sun", "sun"), strict=True)
)


_IN_TERM = (("末", "end"), ("结束", "end"), ("初", "start"), ("开", "start"), ("中", "middle"))
_IN_PERIOD = re.compile(
    r"的?(?:末?(\d{1,2}|[一二三四五六七八九十]{1,3})[日号](?:前|之前)?|(?:第([一二三四1-4])|最后一)个?(?:周|星期)([一二三四五六日天])?|([初底末])(?:个?月(?:\d{1,2}[日号])?(?:之?前)?)?|([上中下])旬)"
)
_EDGES = {"初": "start", "底": "end", "末": "end", "上": "start", "中": "middle", "下": "end"}


def recurrence(found: re.Match[str], text: str, freq: Freq, interval: int) -> tuple[Recurrence, int] | None:
    """The recurrence these words tell and where they end; None when they only say a rate (每月补助500元)."""
    begin, end = found.span()
    if (
        _ALLOWANCE.match(text, end)
        or _SLOGAN.match(text, end)
        or text[max(0, begin - 2) : begin] in ("每人", "人均")
    ):
        return None
    place, until = _place(found[0], text, end, freq)
    return Recurrence(freq, _times(text, until), interval, place), until


def _times(text: str, end: int) -> str:
    counted = _COUNT.match(text, end)
    if counted is None:
        return "1"
    words = "".join(_DIGITS.get(c, c) for c in counted[2])
    plain = re.sub(r"\s*[-~至到]+\s*", "-", words)
    return f">={plain}" if counted[1] or counted[3] else plain


def _place(words: str, text: str, end: int, freq: Freq) -> tuple[str, int]:
    """Where in the period, and where the words for it end."""
    if freq is Freq.DAILY:
        return ",".join(_hours(text[end : end + 60])), end
    if freq is Freq.WEEKLY:
        return ",".join(_WEEKDAYS[c] for c in words if c in _WEEKDAYS), end
    if freq is Freq.SEMESTER:
        return next((at for sign, at in _IN_TERM if sign in words), ""), end
    following = _IN_PERIOD.match(text, end)
    if following is None:
        return "", end
    day, week, weekday, edge, third = following.groups()
    if day:
        place = f"day {number(day)}"
    elif edge or third:
        place = _EDGES[edge or third]
    else:
        place = f"week {_DIGITS.get(week, week) if week else 'last'}"
        place += f" {_WEEKDAYS[weekday]}" if weekday else ""
    return place, following.end()


def _hours(text: str) -> list[str]:
    """Opening hours; a later window that begins earlier on the clock is the afternoon (7:00-7:30, 4:00-4:30)."""
    windows: list[str] = []
    latest = 0
    for found in _HOURS.finditer(text):
        begin, begin_minute, until, until_minute = (int(part) for part in found.groups())
        shift = 12 if begin * 60 + begin_minute < latest and begin < 12 else 0
        latest = (until + shift) * 60 + until_minute
        windows.append(f"{begin + shift:02d}:{begin_minute:02d}-{until + shift:02d}:{until_minute:02d}")
    return windows
