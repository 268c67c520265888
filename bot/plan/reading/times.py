"""Every mention of time in a piece of plan text: months, days, parts of a month, quarters, terms, festivals, recurrences."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache

from .calendar_words import FESTIVALS, LOOKALIKES, SEASONS
from .recurring import RECURRENCES, recurrence
from .shapes import Doubt, MonthDay
from .when import LAST_DAY, Grain, Mention, When, span, span_of_months
from .writing import number

_THIRDS = {"上": (1, 10), "中": (11, 20), "下": (21, 31), "初": (1, 10), "底": (21, 31), "末": (21, 31)}

_Y = r"(?:(?:20\d\d|\d\d(?=年)|20[xX_*×?○〇]{2}|二[〇○零0][一二三四五六七八九〇○零]{2}|今|本|当|明|来|次|翌|下一|同|去|上|前|上一)(?:学年|年)度?的?\s*|20\d\d[./-](?=\d{1,2}月))"
_M = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九元])"
_D = r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二十[一二三四五六七八九]?|廿[一二三四五六七八九]?|十[一二三四五六七八九]?|[一二三四五六七八九])"
_TO = r"\s*(?:-+|~+|(?:起|开始)?(?:至|到)|(?<=月)\s*一(?=\s*\d{1,2}\s*月))\s*"
_AND = r"\s*(?:[、,和及与或/]|以及)\s*"
_CLEAR = r"(?<![\d十第每几半个.])"
_WEEKDAY = r"(?:\s*\(?\s*(?:星期|周|礼拜)[一二三四五六日天]\s*\)?)?"
_BEFORE = re.compile(
    r"\s*(?:\([^)]{0,6}\))?\s*(?:底|末)?\s*(?:以前|之前|截稿|前(?![后往夕列去来沿三四五六十半进景言几两]|提(?!交|出|报))|截止|截至|止)"
)
_AROUND = re.compile(r"\s*(?:前后|左右|前夕|期间|当天|当日|来临之际|到来之际|之际)")
_DONE = re.compile(
    r"(?:底|末)?(?:前|内|之前)?\s*(?:全部|基本|全面|正式)?(?:制定|制订|修订)?(?:完成|完毕|结束|报送|上报|上交|交齐|到位)"
)


def _year(words: str | None) -> tuple[int | None, int]:
    """The year a prefix names, or how many years after the plan's."""
    if not words:
        return None, 0
    if any(word in words for word in ("明年", "来年", "次年", "翌年", "下一年")):
        return None, 1
    if words[0] in "去上前":
        return None, -1
    digits = re.match(r"\d+", words)
    if digits and len(digits[0]) in (2, 4) and "x" not in words.lower():
        year = int(digits[0])
        return (year if year > 99 else 2000 + year), 0
    if words.startswith("二"):
        return number(words[:4].replace("○", "〇").replace("0", "〇")), 0
    return None, 0


def _span(first: MonthDay, last: MonthDay, **rest: object) -> When:
    return When(Grain.DAY, span_of_months(first.month, last.month), first, last, **rest)  # type: ignore[arg-type]


def _day(month: int | None, day: int | None) -> MonthDay | None:
    return MonthDay(month, day) if month and day and day <= LAST_DAY.get(month, 0) else None


def _date(found: re.Match[str]) -> When | None:
    first = _day(number(found["m"]), number(found["d"]))
    if first is None:
        return None
    last = first
    if found["d2"]:
        last = _day(number(found["m2"]) if found["m2"] else first.month, number(found["d2"])) or first
    year, offset = _year(found["y"])
    when = _span(first, last, year=year, year_offset=offset)
    if "农历" in found[0] or "阴历" in found[0]:
        return _lunar(first)
    return when


def _lunar(day: MonthDay) -> When:
    month = day.month % 12 + 1
    return When(Grain.MONTH, (month,), doubts=(Doubt.LUNAR,), start=None)


def _lunar_date(found: re.Match[str]) -> When | None:
    month = {"正": 1, "冬": 11, "腊": 12}.get(found["m"]) or number(found["m"])
    day = number(found["d"]) if found["d"] else 15
    return _lunar(MonthDay(month, min(day or 15, 30))) if month else None


def _dotted(found: re.Match[str]) -> When | None:
    first = _day(number(found["m"]), number(found["d"]))
    if first is None:
        return None
    last = first
    if found["d2"]:
        last = _day(int(found["m2"]) if found["m2"] else first.month, int(found["d2"])) or first
    return _span(first, last, year=int(found["y"]) if found["y"] else None)


def _third(found: re.Match[str]) -> When | None:
    month = number(found["m"])
    if not month:
        return None
    last_month = (number(found["m2"]) if found["m2"] else None) or month
    first_day = _THIRDS[found["x"][0]][0]
    last_day = min(_THIRDS[found["x2"] or found["x"][-1]][1], LAST_DAY[last_month])
    year, offset = _year(found["y"])
    return replace(
        _span(MonthDay(month, first_day), MonthDay(last_month, last_day), year=year, year_offset=offset),
        grain=Grain.MONTH,
    )


def _week_of_month(found: re.Match[str]) -> When | None:
    month, week = number(found["m"]), number(found["w"]) if found["w"] != "最后一" else 9
    if not month or not week:
        return None
    first = 7 * (week - 1) + 1 if week <= 4 else LAST_DAY[month] - 6
    return replace(
        _span(MonthDay(month, first), MonthDay(month, min(first + 6, LAST_DAY[month]))), grain=Grain.MONTH
    )


def _two_months(found: re.Match[str]) -> When | None:
    first, last = number(found["m"]), number(found["n"])
    together = first and last and last == first + 1
    return When(Grain.MONTH, (first, last)) if together and first and last else None


def _month_list(found: re.Match[str]) -> When | None:
    years = re.findall(_Y, found[0])
    parts = re.findall(
        rf"({_TO}|{_AND})?({_Y})?({_M})(?=月|[两三四]个|\s*[-~、,和及与或/至到]|$|份)", found[0]
    )
    months: list[int] = []
    for joint, _, words in parts:
        month = number(words)
        if not month or month > 12:
            return None
        if months and joint and not re.fullmatch(_AND, joint):
            months.extend(span_of_months(months[-1], month)[1:])
        else:
            months.append(month)
    year, offset = _year(years[0]) if years and found[0].startswith(years[0]) else (None, 0)
    return When(Grain.MONTH, tuple(dict.fromkeys(months)), year=year, year_offset=offset) if months else None


_ENGLISH = {name: at for at, name in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)}  # fmt: skip


def _english(found: re.Match[str]) -> When | None:
    first = _ENGLISH[found["m"][:3].lower()]
    if found["d"]:
        day = _day(first, int(found["d"]))
        return _span(day, day) if day else None
    last = _ENGLISH[found["m2"][:3].lower()] if found["m2"] else first
    return When(Grain.MONTH, span_of_months(first, last))


def _quarters(found: re.Match[str]) -> When | None:
    first = number(found["q"]) or 0
    last = (number(found["q2"]) or first) if found["q2"] else first
    if not 1 <= first <= last <= 4:
        return None
    year, offset = _year(found["y"])
    months = span_of_months(first * 3 - 2, last * 3)
    return When(
        Grain.QUARTER,
        months,
        MonthDay(months[0], 1),
        MonthDay(months[-1], LAST_DAY[months[-1]]),
        year,
        offset,
    )


def _half(found: re.Match[str]) -> When:
    year, offset = _year(found["y"])
    first = found["h"] in ("上", "前")
    months = (1, 2, 3, 4, 5, 6) if first else (7, 8, 9, 10, 11, 12)
    return When(
        Grain.HALF, months, MonthDay(months[0], 1), MonthDay(months[-1], LAST_DAY[months[-1]]), year, offset
    )


def _dotted_feast(found: re.Match[str]) -> When | None:
    day = _day(int(found["m"]), int(found["d"]))
    return When(Grain.FESTIVAL, (day.month,), day, day, doubts=(Doubt.FESTIVAL,)) if day else None


def _middle(_: re.Match[str]) -> When:
    return When(Grain.HALF, (6,))


def _year_part(found: re.Match[str]) -> When:
    word = found["p"]
    if word == "初":
        return When(Grain.MONTH, (1,))
    if word == "中":
        return When(Grain.MONTH, (6,))
    return When(Grain.MONTH, (12,))


def _whole_year(found: re.Match[str]) -> When:
    within = found[0].endswith("内")
    doubts = (Doubt.WHOLE_PERIOD,)
    return When(
        Grain.YEAR, span_of_months(1, 12), MonthDay(1, 1), MonthDay(12, 31), deadline=within, doubts=doubts
    )


def _partial(found: re.Match[str]) -> When | None:
    if found["x"]:
        first, last = _THIRDS[found["x"][0]][0], _THIRDS[found["x"][-1]][1]
    elif found["p"]:
        first, last = _THIRDS[found["p"]]
    else:
        first = number(found["d"]) or 0
        last = (number(found["d2"]) or first) if found["d2"] else first
        if not 1 <= first <= last <= 31:
            return None
    return When(Grain.PARTIAL, days=(first, last))


def _week(found: re.Match[str]) -> When | None:
    first = number(found["w"])
    last = number(found["w2"]) if found["w2"] else first
    return When(Grain.WEEK, week=(first, last), doubts=(Doubt.WEEK_NUMBER,)) if first and last else None


_Builder = Callable[[re.Match[str]], When | None]
_EN = r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
_LEAD = r"(?P<y>" + _Y + r")?"
# In order of strength: what an earlier row takes, a later one does not see.
_GRAMMAR: tuple[tuple[re.Pattern[str], _Builder], ...] = tuple(
    (re.compile(pattern), build)
    for pattern, build in (
        (rf"(?:农历|阴历)\s*(?P<m>{_M}|正|冬|腊)月(?P<d>初?{_D})?[日号]?", _lunar_date),
        (rf"(?P<m>正|腊|冬)月(?P<d>初?{_D}|[二廿]十?几)?|{_CLEAR}(?P<m1>{_M})月初(?P<d1>[一二三四五六七八九十])(?=日|[^次个场份期项])", lambda f: _lunar_date(f) if f["m"] else None),
        (rf"{_CLEAR}(?P<m>{_M})月份?的?第(?P<w>[一二三四五1-5])(?:周|个?星期)|{_CLEAR}(?P<m0>{_M})月份?的?(?P<w0>最后一)周", lambda f: _week_of_month(f) if f["m"] else None),
        (rf"(?:农历|阴历)?{_LEAD}{_CLEAR}(?P<m>{_M})月\s*(?P<d>{_D})\s*(?:[日号]|(?=\s*(?:-|~|至|到)\s*(?:(?:{_M}月)?{_D}[日号]|{_M}月{_D}(?!\d)))|(?=\s*(?:前|\(|$|那天|当天|这天))|(?=[、,]\s*{_D}[日号]))"
         rf"{_WEEKDAY}(?:{_TO}(?:{_Y})?(?:(?P<m2>{_M})月)?\s*(?P<d2>{_D})(?:[日号]|(?<=月\d)(?!\d)|(?<=月\d\d)){_WEEKDAY})?", _date),
        (r"(?P<y>20\d\d)[-./](?P<m>\d{1,2})[-./](?P<d>\d{1,2})[日号]?(?!\d)(?:\s*(?:-+|~+|至|到)\s*(?:20\d\d[-./])?(?:(?P<m2>\d{1,2})[-./])?(?P<d2>\d{1,2})(?!\d))?", _dotted),
        (r"(?<![\d.])(?P<y>(?!))?(?P<m>1[0-2]|0?[1-9])[./](?P<d>3[01]|[12]\d|0?[1-9])[日号]?(?:\([^)]{1,4}\))?\s*(?:-+|~+|至|到)\s*(?P<m2>1[0-2]|0?[1-9])[./](?P<d2>3[01]|[12]\d|0?[1-9])(?![\d.%])", _dotted),
        (r"(?<![\d.])(?P<y>(?!))?(?P<m>1[0-2]|0?[1-9])[./](?P<d>3[01]|[12]\d|0?[1-9])(?:[日号]|(?=\s*\(?(?:周|星期)[一二三四五六日天])|(?=前|之前|截止))(?P<m2>(?!))?(?P<d2>(?!))?", _dotted),
        (r"(?<![\d.])(?P<y>(?!))?(?P<m>1[0-2]|0?[1-9])\.(?P<d>3[01]|[12]\d|0[1-9])(?=\s*[\u4e00-\u9fff(:])(?!\s*(?:[万亿元倍级吨亩平厘千克斤度岁个米折版分]|公里|小时))(?P<m2>(?!))?(?P<d2>(?!))?", _dotted),
        (r"(?<![^\0])(?P<y>(?!))?(?P<m>1[0-2]|[1-9])\.(?P<d>[1-9])(?=\s+[\u4e00-\u9fff])(?P<m2>(?!))?(?P<d2>(?!))?", _dotted),
        (r"(?<![^\0\s\-:,;(])(?P<y>(?!))?(?P<m>1[0-2]|0?[1-9])/(?P<d>3[01]|[12]\d|0?[1-9])(?=\s*[\u4e00-\u9fff(\"\0])(?!的|以[上下内]|左右|多)(?P<m2>(?!))?(?P<d2>(?!))?", _dotted),
        (rf"{_LEAD}{_CLEAR}(?P<m>{_M})月份?的?\s*(?P<x>上、?中|中、?下|[上中下])旬(?:{_TO}(?:(?P<m2>{_M})月份?)?(?P<x2>[上中下])旬)?", _third),
        (rf"{_LEAD}{_CLEAR}(?P<m>{_M})月份?(?P<x>初(?!步|级|中|赛|评|审|选|稿)|底|末)(?:{_TO}(?:(?P<m2>{_M})月份?)(?P<x2>[初底末]))?", _third),
        (rf"{_LEAD}{_CLEAR}(?P<m>{_M})月份?(?P<x>中)(?![旬国央层心小华考学医级期途文西])(?P<m2>(?!))?(?P<x2>(?!))?", _third),
        (r"(?<![\d十第])(?P<m>[一二三四五六七八]|十(?=[一]))(?P<n>[二三四五六七八九])月份?(?!\d|初[一二三四五六七八九十])", _two_months),
        (r"(?<![\d.])(?P<all>(?:1[0-2]|[1-9])(?:\s+(?:1[0-2]|[1-9])){1,3})\s*[两二三四]个月", lambda f: When(Grain.MONTH, tuple(int(m) for m in f["all"].split()))),
        (rf"(?:{_Y})?{_CLEAR}{_M}(?:(?:月份?)?(?:{_TO}|{_AND})(?:{_Y})?{_M})*\s*(?:[两三四]个)?月(?:份(?!额))?(?![\u4e00-\u9fff]?饼)", _month_list),
        (rf"\b(?P<m>{_EN})\b\.?(?:\s*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?!月)|\s*[-~]\s*(?P<m2>{_EN})\b\.?)?", _english),
        (r"(?<![^\0])(?P<m>0[1-9]|1[0-2])/(?=\s+[\u4e00-\u9fff])", lambda f: When(Grain.MONTH, (int(f["m"]),))),
        (rf"{_LEAD}第?(?P<q>[一二三四1-4])(?:(?:季度)?(?:{_TO}|{_AND})第?(?P<q2>[一二三四1-4]))?季度?(?![节])", _quarters),
        (rf"{_LEAD}\b[Qq](?P<q>[1-4])(?:-[Qq]?(?P<q2>[1-4]))?\b", _quarters),
        (rf"{_LEAD}(?P<h>[上下前后])半年(?!度?(?:工作)?(?:总结|小结))", _half),
        (r"(?<![上下前后每一])半年(?=[^,。;]{0,2}(?:工作)?(?:小结|总结))", _middle),
        (r"(?:今|本|当|每|同|全)?年(?P<p>初(?!中|级)|底|终|末|中(?![\u4e00-\u9fff]?学))(?!奖|岁)|岁(?P<e>末|尾)", lambda f: When(Grain.MONTH, (12,)) if f["e"] else _year_part(f)),
        (r"(?:本|今|当|一)?年(?:度)?(?:之)?内|全年度?|一年四季|(?:整个)?年度内", _whole_year),
        (r"(?<![A-Za-z])[Ww](?:eek)?\s?(?P<w>\d{1,2})(?:\s*[-~]\s*[Ww]?(?P<w2>\d{1,2}))?(?=[\s(:周]|$)", _week),
        (r"(?<![\d.])(?P<m>1[0-2]|[1-9])[·・](?P<d>3[01]|[12]\d|[1-9])(?!\d|\"?(?:劳动奖|服务卡))\"?", _dotted_feast),
        (rf"(?:开学)?第(?P<w>\d{{1,2}}|{_D})(?:{_TO}第?(?P<w2>\d{{1,2}}|{_D}))?(?:教学)?周(?!年|岁|末活动)(?:的?(?:周|星期)[一二三四五六日])?", _week),
        (rf"(?P<x>上、?中|中、?下|[上中下])旬|(?<![年])(?:当|本|同|该)?月(?P<p>初(?!步)|底|末)|(?<![\d月年/.第])(?P<d>{_D})(?:{_TO}(?P<d2>{_D}))?[日号](?![楼机文令码院线常益均用活企岗])", _partial),
    )
)  # fmt: skip

_AFTER_YEARLY = tuple(row for row in _GRAMMAR if row[1] in (_third, _month_list, _date))


@lru_cache(maxsize=1024)
def find_times(plain: str) -> tuple[Mention, ...]:
    """All mentions in folded text, in order; names of books, programmes and counts are not mistaken for times."""
    mentions: list[Mention] = []
    free = _hide_quotations(_hide(plain, re.compile(r"《[^》]{0,80}》")))
    for pattern, freq, interval in RECURRENCES:
        for found in pattern.finditer(free):
            told = recurrence(found, free, freq, interval)
            if told is None:
                continue
            how, until = told
            months = _month_list_after(free, until) if freq == "yearly" else None
            end = months.end if months else until
            when = When(Grain.RECURRING, months.when.months if months else (), recurrence=how)
            mentions.append(Mention(found.start(), end, when))
            free = free[: found.start()] + "\0" * (end - found.start()) + free[end:]
    free = _hide(free, LOOKALIKES)
    for pattern, build in _GRAMMAR:
        for found in pattern.finditer(free):
            built = build(found)
            if built is not None and not _attribute(free, found.start(), found.end()):
                mentions.append(_with_suffix(free, found, built))
                free = free[: found.start()] + "\0" * (found.end() - found.start()) + free[found.end() :]
    mentions.extend(_festivals(_hide(free, LOOKALIKES) if "\0" not in free else free))
    known = _ranges(plain, sorted(mentions, key=lambda mention: mention.begin))
    return tuple(sorted((*known, *_same_month(free, known)), key=lambda mention: mention.begin))


def _same_month(free: str, mentions: list[Mention]) -> Iterator[Mention]:
    """同月 is the single month named last before it."""
    for found in re.finditer(r"同月", free):
        before = [m.when for m in mentions if m.end <= found.start() and m.when.grain <= Grain.MONTH]
        if before and len(before[-1].months) == 1:
            yield Mention(
                found.start(),
                found.end(),
                replace(before[-1], grain=Grain.MONTH, start=None, end=None, deadline=False),
            )


def _ranges(plain: str, mentions: list[Mention]) -> list[Mention]:
    """Two firm times with 至 between them are one: 6月下旬—7月1日."""
    merged: list[Mention] = []
    for mention in mentions:
        last = merged[-1] if merged else None
        if (
            last
            and _firm_pair(last.when, mention.when)
            and re.fullmatch(_TO, plain[last.end : mention.begin])
        ):
            merged[-1] = Mention(last.begin, mention.end, span(last.when, mention.when))
        else:
            merged.append(mention)
    return merged


def _firm_pair(first: When, last: When) -> bool:
    firm = (Grain.DAY, Grain.MONTH, Grain.QUARTER)
    return first.grain in firm and last.grain in firm and bool(first.months and last.months)


def _month_list_after(text: str, at: int) -> Mention | None:
    for pattern, build in _AFTER_YEARLY:
        found = pattern.match(text, at)
        if found and (when := build(found)):
            return Mention(found.start(), found.end(), when)
    return None


def _hide(text: str, pattern: re.Pattern[str]) -> str:
    return pattern.sub(lambda found: "\0" * len(found[0]), text)


def _hide_quotations(text: str) -> str:
    """Quoted names hide their words, except short ones: “三八”, “五一”."""
    return re.sub(r"\"[^\"]*\"", lambda q: "\0" * len(q[0]) if 5 <= len(q[0]) <= 62 else q[0], text)


_DOCUMENT_VERB = re.compile(
    r"(?:制定|制订|订立|拟定|拟订|起草|撰写|编制|总结|回顾|部署|讨论|研究|审议|听取|谋划|安排|布置|确定|汇报|通报|小结|公布|公示|完善|根据|按照|对照|完成)[^,。;、]{0,8}$"
)
_DOCUMENT_NOUN = re.compile(
    r"[^,。;、:]{0,9}(?:计划|总结|小结|要点|打算|安排|目标|任务|预算|决算|报告|方案|思路|工作|情况)"
)
_DEFINED = re.compile(
    r"[^,。;、:]{0,5}(?:确定|制定|下达|提出|部署|签订|通过|发布|印发|开展|举办|召开|组织|评选)的|"
    r"[^,。;、:]{0,5}(?:计划|总结|小结|打算|要点|预算|决算)(?:讨论|征求意见|编制|制[定订]|撰写|上报|审议|研究|起草|修订)"
)


def _attribute(text: str, begin: int, end: int) -> bool:
    """The time belongs to a name (制订下半年工作计划, 年初确定的目标) and says nothing about when."""
    return bool(
        _DEFINED.match(text, end) or (_DOCUMENT_VERB.search(text[:begin]) and _DOCUMENT_NOUN.match(text, end))
    )


def _with_suffix(text: str, found: re.Match[str], when: When) -> Mention:
    end = found.end()
    if before := _BEFORE.match(text, end):
        end = before.end()
        last = when.end or (MonthDay(when.months[-1], LAST_DAY[when.months[-1]]) if when.months else None)
        whole = when.grain in (Grain.MONTH, Grain.QUARTER) and when.start is not None and when.start.day > 20
        start = None if when.grain is Grain.DAY or whole or when.start is None else when.start
        when = replace(when, deadline=True, start=start, end=last)
    elif around := _AROUND.match(text, end):
        end = around.end()
    if not when.deadline and _DONE.match(text, end):
        last = when.end or (MonthDay(when.months[-1], LAST_DAY[when.months[-1]]) if when.months else None)
        when = replace(when, deadline=True, end=last)
    return Mention(found.start(), end, when)


def _festivals(free: str) -> Iterator[Mention]:
    """Festivals and seasons in what the grammar left over."""
    for festival in FESTIVALS:
        for found in festival.pattern.finditer(free):
            if _OCCASION.match(free, found.end()):
                continue
            doubts = (Doubt.FESTIVAL,) if festival.lunar is None else (Doubt.LUNAR,)
            around = _AROUND.match(free, found.end()) or _BEFORE.match(free, found.end())
            end = around.end() if around else found.end()
            when = When(Grain.FESTIVAL, festival.months, festival.day, festival.day, doubts=doubts)
            if festival.day and festival.day.day == 1 and _EVE.match(free, found.end()):
                before = (festival.day.month - 2) % 12 + 1
                when = replace(when, months=(before,), start=None, end=None)  # 五一前 is April
            yield Mention(found.start(), end, when)
            free = free[: found.start()] + "\0" * (found.end() - found.start()) + free[found.end() :]
    for pattern, months in SEASONS:
        for found in pattern.finditer(free):
            yield Mention(found.start(), found.end(), When(Grain.SEASON, months, doubts=(Doubt.SEASON,)))
            free = free[: found.start()] + "\0" * (found.end() - found.start()) + free[found.end() :]


_EVE = re.compile(r"['\"]?\s*(?:前夕|之?前(?!后|来))")
_OCCASION = re.compile(r"['\"]?[^,。;]{0,6}(?:为契机|为载体|为主题|为抓手|的契机|精神)")
