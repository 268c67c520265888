"""Rules that repeat: 每周二和周四, 每月最后一个工作日, 每季度末, as RFC 5545 rules without clock times."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from bot.language.calendar import festivals
from bot.language.numerals import NUMBER as N
from bot.language.numerals import value

_Z = "一二三四五六日天"
_BYDAY = dict(zip("一二三四五六日", ("MO", "TU", "WE", "TH", "FR", "SA", "SU"), strict=True)) | {"天": "SU"}
_ORDER = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WORKDAYS = "MO,TU,WE,TH,FR"
_WEEK = "(?:周|星期|礼拜)"
_AND = "(?:、|,|和|及|与|/)"
_TO = "(?:-|~|到|至)"
_DAY = "(?:3[01]|[12][0-9]|0?[1-9]|三十一?|[二廿]十?[一二三四五六七八九]|二十|十[一二三四五六七八九]?|[一二三四五六七八九])"
_MONTH = "(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAYS_OF_WEEK = rf"(?:[1-6](?:{_AND}[1-6])*(?![0-9次天个])|[{_Z}](?:{_TO}{_WEEK}?[{_Z}]|(?:{_AND}?每?{_WEEK}?[{_Z}](?!次|天|个))*))"
_NTH = "[1-5一二三四五]"
_DIGIT = "(?:10|[0-9]|十|[一二三四五六七八九])"
_ONCE = r"(?:[一1两2二三3][次回趟])?"
_IN_MONTH = (
    rf"(?:(?:的)?(?:(?P<days>{_DAY}(?:[日号]?(?:{_AND}|{_TO}){_DAY})*(?:[日号]|(?![0-9一-龥])))"
    r"|月?(?P<last>底|末|最后一天)|月?(?P<first>初(?![一二三四五六七八九十])|第一天|头一天|首日)|(?P<xun>[上中下])旬"
    rf"|(?:倒数第(?P<back>{_NTH})|第(?P<nth>{_NTH}(?:{_AND}第?{_NTH})*)|(?P<final>最后一?)|(?P<head>首|头一))个?"
    rf"(?:{_WEEK}(?:的?{_WEEK})?(?P<wd>[{_Z}末])?|(?P<work>工作日))"
    rf"|前(?P<before>{N})(?P<beforework>个?工作日|天|日)))"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A repeating rule and where it stands in the normalised text."""

    rrule: str
    start: int
    end: int
    certain: bool = True
    festival: str | None = None
    """A lunar festival or solar term, which RFC 5545 cannot state."""


_Part = dict[str, str | None]


def _interval(part: _Part) -> str:
    written = part.get("n")
    if not written:
        return ""
    count = value(written) + (1 if part.get("skip") else 0)
    return f";INTERVAL={count}" if count > 1 else ""


def _byday(written: str) -> str:
    letters = [_Z[int(c) - 1] if c.isdigit() else c for c in re.findall(rf"[{_Z}1-6]", written)]
    if re.search(_TO, written) and len(letters) == 2:
        first, last = (_ORDER.index(_BYDAY[c]) for c in letters)
        return ",".join(_ORDER[first : last + 1] if first <= last else _ORDER[first:] + _ORDER[: last + 1])
    return ",".join(sorted({_BYDAY[c] for c in letters}, key=_ORDER.index))


def _daily(part: _Part) -> str:
    return "FREQ=DAILY" + _interval(part)


def _weekly(part: _Part) -> str:
    rule = "FREQ=WEEKLY" + (";INTERVAL=2" if part.get("alternate") else _interval(part))
    if part.get("weekend"):
        return rule + ";BYDAY=SA,SU"
    return rule + (f";BYDAY={_byday(part['wds'] or '')}" if part.get("wds") else "")


def _working(_part: _Part) -> str:
    return f"FREQ=WEEKLY;BYDAY={_WORKDAYS}"


def _by_digit(part: _Part) -> str:
    """每月逢5: the 5th, the 15th and the 25th."""
    digits = {value(digit) % 10 for digit in re.findall(_DIGIT, part["digits"] or "")}
    days = [day for day in range(1, 31) if day % 10 in digits]
    return "FREQ=MONTHLY;BYMONTHDAY=" + ",".join(map(str, days))


def _in_month(part: _Part) -> str:
    written = part.get("days")
    if written:
        return f";BYMONTHDAY={_month_days(written)}"
    if part.get("last"):
        return ";BYMONTHDAY=-1"
    if part.get("first"):
        return ";BYMONTHDAY=1"
    if part.get("xun"):
        first = {"上": 1, "中": 11, "下": 21}[part["xun"] or "上"]
        return ";BYMONTHDAY=" + ",".join(str(d) for d in range(first, 32 if first == 21 else first + 10))
    if part.get("before"):
        count = value(part["before"] or "1")
        if "工作日" in (part.get("beforework") or ""):
            return f";BYDAY={_WORKDAYS};BYSETPOS=" + ",".join(str(n + 1) for n in range(count))
        return ";BYMONTHDAY=" + ",".join(str(n + 1) for n in range(count))
    if not (part.get("nth") or part.get("back") or part.get("final") or part.get("head")):
        return ""
    if part.get("nth"):
        which = [value(n) for n in re.findall(_NTH, part["nth"] or "")]
    elif part.get("back"):
        which = [-value(part["back"] or "1")]
    else:
        which = [-1 if part.get("final") else 1]
    if part.get("work"):
        return f";BYDAY={_WORKDAYS};BYSETPOS={','.join(str(n) for n in which)}"
    weekday = part.get("wd")
    if weekday:
        names = ("SA", "SU") if weekday == "末" else (_BYDAY[weekday],)
        return ";BYDAY=" + ",".join(f"{n}{name}" for n in which for name in names)
    firsts = [(n - 1) * 7 + 1 if n > 0 else -7 for n in which]
    return ";BYMONTHDAY=" + ",".join(str(first + n) for first in firsts for n in range(7))


def _month_days(written: str) -> str:
    numbers = [value(w) for w in re.findall(_DAY, written)]
    if re.search(_TO, written) and len(numbers) == 2 and numbers[0] < numbers[1]:
        numbers = list(range(numbers[0], numbers[1] + 1))
    return ",".join(str(n) for n in numbers)


def _monthly(part: _Part) -> str:
    if part.get("parity"):
        months = "2,4,6,8,10,12" if part["parity"] == "双" else "1,3,5,7,9,11"
        return f"FREQ=MONTHLY;BYMONTH={months}" + _in_month(part)
    return "FREQ=MONTHLY" + _interval(part) + _in_month(part)


def _quarterly(part: _Part) -> str:
    if part.get("edge"):
        last = part["edge"] not in ("初", "第一天")
        months = "3,6,9,12" if last else "1,4,7,10"
        return f"FREQ=MONTHLY;BYMONTH={months};BYMONTHDAY={-1 if last else 1}"
    if part.get("month"):
        which = part["month"] or ""
        first = (
            3 if which.startswith(("最", "末")) else 1 if which.startswith(("首", "头")) else value(which[1:])
        )
        return f"FREQ=MONTHLY;BYMONTH={first},{first + 3},{first + 6},{first + 9}" + _in_month(part)
    if part.get("work") or part.get("before"):
        last = bool(part.get("final"))
        return f"FREQ=MONTHLY;BYMONTH={'3,6,9,12' if last else '1,4,7,10'}" + _in_month(part)
    return "FREQ=MONTHLY;INTERVAL=3"


def _yearly(part: _Part) -> str:
    rule = "FREQ=YEARLY" + _interval(part)
    if part.get("end"):
        return rule + ";BYMONTH=12;BYMONTHDAY=31"
    if part.get("m"):
        months = [str(value(m)) for m in re.findall(_MONTH, part["m"] or "")]
        return rule + f";BYMONTH={','.join(months)}" + _in_month(part)
    if part.get("festival"):
        return rule + _festival_rule(part["festival"] or "")
    return rule


def _festival_rule(name: str) -> str:
    kind, written = next(row.rule for row in festivals() if name in row.names)
    numbers = written.split("-")
    if kind == "solar":
        return f";BYMONTH={numbers[0]};BYMONTHDAY={numbers[1]}"
    if kind == "weekday":
        return f";BYMONTH={numbers[0]};BYDAY={numbers[1]}{_ORDER[int(numbers[2]) - 1]}"
    return ""


def _hourly(part: _Part) -> str:
    return ("FREQ=HOURLY" if part.get("unit") == "小时" else "FREQ=MINUTELY") + _interval(part)


def _times(part: _Part) -> str:
    unit = part.get("unit") or part.get("unit2") or ""
    count = 1 if not part.get("n") or part["n"] == "半" else value(part["n"] or "1")
    if part.get("n") == "半":
        return "FREQ=MONTHLY;INTERVAL=6" if unit == "年" else "FREQ=DAILY;INTERVAL=15"
    if unit in ("季度", "季"):
        return f"FREQ=MONTHLY;INTERVAL={3 * count}"
    frequency = {"天": "DAILY", "日": "DAILY", "月": "MONTHLY", "年": "YEARLY"}.get(unit, "WEEKLY")
    return f"FREQ={frequency}" + (f";INTERVAL={count}" if count > 1 else "")


def _festival_names() -> str:
    names = sorted({name for row in festivals() for name in row.names}, key=len, reverse=True)
    return "|".join(re.escape(name) for name in names)


@cache
def _table() -> tuple[tuple[re.Pattern[str], Callable[[_Part], str]], ...]:
    every = rf"(?:每逢|每|逢)(?P<skip>间?隔)?(?P<n>{N})?个?"
    rows: list[tuple[str, Callable[[_Part], str]]] = [
        (
            rf"(?:每个?|逢)?(?<![个0-9{_Z}七八九十几两后前当非])工作日(?:的|期间)?(?:每天|每日)?(?!内|后|前|之|以)|(?:每个?|逢)工作日",
            _working,
        ),
        (rf"每?{_WEEK}(?P<wds>[{_Z}]{_TO}{_WEEK}?[{_Z}])(?:的|期间)?,?(?:每天|每日|每)(?=.)", _weekly),
        # 周二四六 without separators is how a timetable is spoken.
        (
            rf"(?<![本这下上个该]){_WEEK}(?!六[日天])(?P<wds>(?=[{_Z}]{{2}})一?二?三?四?五?六?[日天]?)"
            rf"(?![{_Z}七八九十点时月号年个刻分早次0-9])",
            _weekly,
        ),
        (
            rf"(?<![本这下上个该]){_WEEK}(?P<wds>[{_Z}]{_TO}{_WEEK}?[{_Z}])(?:的|期间)?,?(?=(?:早上|上午|中午|下午|晚上|早|晚)?"
            rf"(?:[0-9]{{1,2}}[:点时]|[一二两三四五六七八九十]{{1,3}}[点时]))",
            _weekly,
        ),
        (
            rf"(?:每逢|每|逢)?(?P<alternate>隔一?个?{_WEEK}|双{_WEEK}|单{_WEEK})(?:的?{_WEEK}?(?P<wds>{_DAYS_OF_WEEK})(?!次|回))?{_ONCE}",
            _weekly,
        ),
        (
            rf"{every}{_WEEK}(?:的?(?P<weekend>末)|的?{_WEEK}?(?P<wds>{_DAYS_OF_WEEK})(?!次|回))?{_ONCE}",
            _weekly,
        ),
        (r"(?:每逢|每个|逢)(?:双休日|周末)(?P<weekend>)", lambda _part: "FREQ=WEEKLY;BYDAY=SA,SU"),
        (rf"每半个?(?P<unit>年|月)(?P<n>){_ONCE}", lambda part: _times({"unit": part["unit"], "n": "半"})),
        (
            rf"{every}(?:天|日)(?!里)|(?<![今明昨后前半春夏秋冬一二两三四五六七八九十0-9])天天(?!气|安门)|每一天|每(?=[早晚晨])",
            _daily,
        ),
        (rf"隔一?[天日](?=[一1]次|[早中下晚]|练|进行|开展){_ONCE}", lambda _part: "FREQ=DAILY;INTERVAL=2"),
        (rf"{every}(?P<unit>小时|分钟)", _hourly),
        (
            rf"每个?月(?:的|里)?每?逢(?P<digits>{_DIGIT}(?:(?:{_AND}|逢)+{_DIGIT})*)(?![0-9月点周])(?:的?[日号天])?",
            _by_digit,
        ),
        (rf"{every}月份?{_IN_MONTH}?{_ONCE}", _monthly),
        (rf"(?:每逢|每|逢)?(?:个)?(?P<parity>[双单])月份?(?:的)?{_IN_MONTH}", _monthly),
        (rf"月月(?P<n>){_IN_MONTH}?", _monthly),
        (
            rf"每个?季度?(?:的)?(?:(?P<edge>末|底|最后一天|初|第一天)|(?P<month>第[一二三123]|最后一|末|首|头一)个?月)?{_IN_MONTH}?{_ONCE}",
            _quarterly,
        ),
        (
            # 每年1月1日至3月31日 is read as the range it is.
            rf"(?:{every}年|(?<![明今去前后来本当])年年)(?!的?(?:从|自)?{_MONTH}月(?:{_DAY}[日号]?)?起?{_TO}(?:{_MONTH}月|次年|第二年))(?:的)?(?:(?P<m>{_MONTH}(?:月?{_AND}{_MONTH})*)月份?{_IN_MONTH}?|年?(?P<end>底|末)|(?P<festival>{_festival_names()}))?{_ONCE}",
            _yearly,
        ),
        (
            rf"(?<![0-9{_Z}第每隔])(?:(?P<n>半|{N})?个?(?P<unit>天|日|周|星期|礼拜|月|季度|年)[一1][次回]"
            r"|[一1]个?(?P<unit2>天|日|周|星期|礼拜|月|季度|年)[两2三3][次回])",
            _times,
        ),
    ]
    return tuple((re.compile(regex), make) for regex, make in rows)


_TRIGGER = re.compile(
    r"[每逢隔双单]|天天|工作日|年年|月月|[周期拜月天日度年][一1两2三3][次回]|[周期拜][一二三四五六日][-~到至一二三四五六日天]"
)


def rules(text: str) -> list[Rule]:
    """The repeating rules of a normalised text, none overlapping."""
    if not _TRIGGER.search(text):
        return []
    found: list[Rule] = []
    at = 0
    while at < len(text):
        for regex, make in _table():
            hit = regex.match(text, at)
            if hit and hit.end() > at:
                found.append(_rule(hit, make))
                at = hit.end() - 1
                break
        at += 1
    return found


def _rule(hit: re.Match[str], make: Callable[[_Part], str]) -> Rule:
    part = hit.groupdict()
    name = part.get("festival")
    unstatable = None
    if name and not _festival_rule(name):
        unstatable = name
    return Rule(make(part), hit.start(), hit.end(), certain=unstatable is None, festival=unstatable)
