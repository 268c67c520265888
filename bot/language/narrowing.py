"""What a chain of day tokens means: 明年 | 三月 | 第一周, each token a part of the one before it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.language import calendar, counting, leaf
from bot.language.days import Days, Scene, iso_week, months, one, span, step, whole_year
from bot.language.numerals import value
from bot.language.tokens import Token

_CYCLE = 9  # years to look ahead: 29 February may be eight years away
_WEEKDAYS = "一二三四五六日"
_THIS_MILLENNIUM = 2000
_JUST_GONE = timedelta(31)


Reader = Callable[[Token, Days | None, Scene], Days | None]


def resolve(chain: Sequence[Token], scene: Scene) -> Days | None:
    """The days of a chain of tokens; where no year, month or week is written, the nearest that has not ended."""
    if chain[0].name == "month" and len(chain) == 1:
        return _first(chain, scene, "year")
    return _first(chain, scene, chain[0].pattern.needs)


def _first(chain: Sequence[Token], scene: Scene, needs: str) -> Days | None:
    if needs.startswith("left"):
        if scene.left is None:
            return None
        needs = needs.removeprefix("left ")
    if needs == "day":
        return _read(chain, scene.left, scene)
    if not needs:
        return _read(chain, None, scene)
    past = None
    for wider in _widening(needs, scene.anchor):
        found = _read(chain, wider, scene)
        if found is None:
            continue
        if found.end >= scene.anchor:
            return _with_past(found, past, scene)
        if chain[0].name in ("half", "quarter") and len(chain) == 1:
            return replace(found, certain=False, others=((_next_year(found.start), _next_year(found.end)),))
        past = found
    return None


def _next_year(day: date) -> date:
    return leaf.day(day.year + 1, day.month, day.day) or date(day.year + 1, 2, 28)


def _with_past(found: Days, past: Days | None, scene: Scene) -> Days:
    """What has just gone by may have been meant: 11月7号 said on 21 November."""
    if past is None or scene.left is not None or found.start - past.end < 3 * _JUST_GONE:
        return found
    if scene.today - past.end > _JUST_GONE:
        return found
    return replace(found, certain=False, others=(*found.others, (past.start, past.end)))


def _widening(needs: str, anchor: date) -> Iterator[Days]:
    if needs == "year":
        for year in range(anchor.year, min(anchor.year + _CYCLE, 9999)):
            yield whole_year(year)
    elif needs == "month":
        start = anchor.replace(day=1)
        for _ in range(12):
            month = months(start.year, start.month)
            yield month
            start = month.end + timedelta(1)
    elif needs == "week":
        monday = anchor - timedelta(anchor.weekday())
        yield span(monday, 7, "week")
        yield span(monday + timedelta(7), 7, "week")


def _read(chain: Sequence[Token], days: Days | None, scene: Scene) -> Days | None:
    for token in chain:
        days = READERS[token.name](token, days, scene)
        if days is None:
            return None
    return days


def follows(token: Token, days: Days) -> bool:
    """Whether a token may be a part of these days."""
    inside = token.pattern.inside
    return days.grain in inside or ("lunar" in inside and days.lunar is not None)


def _ymd(token: Token, _days: Days | None, _scene: Scene) -> Days | None:
    part = token.found.groupdict()
    return one(
        leaf.day(
            int(part["y"]) + (_THIS_MILLENNIUM if len(part["y"]) == 2 else 0), int(part["m"]), int(part["d"])
        )
    )


def _ym(token: Token, _days: Days | None, _scene: Scene) -> Days | None:
    return months(int(token.found["y"]), int(token.found["m"]))


def _stated_year(token: Token, _days: Days | None, scene: Scene) -> Days | None:
    part = token.found.groupdict()
    if part.get("y"):
        year = value(part["y"])
    else:
        century = scene.today.year // 100 * 100
        year = century + value(part["yy"])
        if year > scene.today.year + 50:
            year -= 100
    return whole_year(year) if 1 <= year < date.max.year else None


def _this_year(token: Token, _days: Days | None, scene: Scene) -> Days:
    return whole_year(scene.today.year + step(token.found["rel"]))


def _decade(token: Token, _days: Days | None, scene: Scene) -> Days:
    tens = value(token.found["tens"])
    written = token.found["century"]
    century = scene.today.year // 100 * 100
    if written and written.startswith("上"):
        century -= 100
    elif written and written != "本":
        century = (value(written) - 1) * 100
    start = century + tens
    days = Days(date(start, 1, 1), date(start + 9, 12, 31), "days")
    if written:
        return days
    other = start - 100
    return replace(days, certain=False, others=((date(other, 1, 1), date(other + 9, 12, 31)),))


def _half(token: Token, days: Days | None, scene: Scene) -> Days:
    year = days.start.year if days else scene.today.year
    return months(year, 1 if token.found["rel"] in "上前" else 7, 6, "half")


def _this_quarter(token: Token, _days: Days | None, scene: Scene) -> Days:
    quarter = scene.today.year * 4 + (scene.today.month - 1) // 3 + step(token.found["rel"])
    return months(quarter // 4, quarter % 4 * 3 + 1, 3, "quarter")


def _quarter(token: Token, days: Days | None, scene: Scene) -> Days:
    year = days.start.year if days else scene.today.year
    number = value(next(part for part in token.found.groups() if part))
    return months(year, number * 3 - 2, 3, "quarter")


def _this_month(token: Token, days: Days | None, scene: Scene) -> Days:
    month = scene.today.year * 12 + scene.today.month - 1 + step(token.found["rel"])
    return months(days.start.year if days else month // 12, month % 12 + 1)


def _stated_month(token: Token, days: Days | None, _scene: Scene) -> Days | None:
    return months(days.start.year, value(token.found["m"])) if days else None


def _month_day(token: Token, days: Days | None, _scene: Scene) -> Days | None:
    on = leaf.day(days.start.year, int(token.found["m"]), int(token.found["d"])) if days else None
    if on is None:
        return None
    # 12.5 may be a figure; 3/4 a fraction.
    return replace(one(on) or iso_week(on), certain=False)


def _day(token: Token, days: Days | None, _scene: Scene) -> Days | None:
    return one(leaf.day(days.start.year, days.start.month, value(token.found["d"]))) if days else None


def _lunar(token: Token, days: Days | None, scene: Scene) -> Days | None:
    if days is None:
        return None
    part = token.found.groupdict()
    written = part.get("m") or "正"
    month = {"正": 1, "腊": 12, "冬": 11}.get(written) or value(written.replace("闰", ""))
    if written.startswith("闰"):
        month = -month
    if not part["d"]:
        return _lunar_month(days.start.year, month)
    number = value(part["d"].removeprefix("初"))
    on = calendar.lunar_days(days.start.year, month, number)
    if not on:
        return None
    coming = next((d for d in on if d >= scene.anchor), on[-1])
    return one(coming, lunar=(month, number))


def _lunar_month(year: int, month: int) -> Days | None:
    on = calendar.lunar_days(year, month, 1)
    if not on:
        return None
    try:
        last = calendar.lunar(on[0].year - (month > 10 and on[0].month < 3), month, -1)
    except ValueError:
        return None
    return Days(on[0], last, "days")


def _lunar_day(token: Token, days: Days | None, scene: Scene) -> Days | None:
    left = days or scene.left
    if left is None or left.lunar is None:
        return None
    number = value(token.found["d"].removeprefix("初"))
    month = left.lunar[0] if number >= left.lunar[1] else left.lunar[0] % 12 + 1
    for year in (left.start.year, left.start.year + 1):
        for on in calendar.lunar_days(year, month, number):
            if on >= left.start:
                return one(on, lunar=(month, number))
    return None


def _festival(token: Token, days: Days | None, scene: Scene) -> Days | None:
    if days is None:
        return None
    row = calendar.festivals()[int((token.found.lastgroup or "").split("_")[1])]
    on = calendar.festival_days(row, days.start.year)
    if not on:
        return None
    coming = next((d for d in on if d >= scene.anchor), on[-1])
    kind, rule = row.rule
    lunar = None
    if kind == "lunar":
        month, _, number = rule.partition("-")
        lunar = (int(month), 30 if number == "-1" else int(number))
    return one(leaf.day(coming.year, coming.month, coming.day), festival=row.holiday, lunar=lunar)


def _new_year(_token: Token, days: Days | None, _scene: Scene) -> Days | None:
    on = calendar.lunar_days(days.start.year, 1, 1) if days else ()
    return one(on[0], festival="春节", lunar=(1, 1)) if on else None


def _off(token: Token, days: Days | None, _scene: Scene) -> Days | None:
    if days is None or days.festival is None:
        # 妇女节期间, 重阳节期间: no days off, so the day itself.
        return days if days and "期间" in token.found[0] else None
    block = calendar.holiday(days.festival, days.start)
    return Days(block.start, block.end, "holiday", festival=days.festival, known=block.known)


def _next_off(_token: Token, _days: Days | None, scene: Scene) -> Days:
    block = calendar.next_holiday(scene.today)
    return Days(block.start, block.end, "break", festival=block.name, known=block.known, certain=False)


def _term(token: Token, days: Days | None, scene: Scene) -> Days | None:
    found = calendar.term(token.found["term"], max(scene.today, days.start) if days else scene.today)
    return Days(*found, "term") if found else None


def _relative_day(token: Token, days: Days | None, scene: Scene) -> Days | None:
    word = token.found["word"]
    if days is not None:  # 去年的今天
        on = scene.today
        return one(leaf.day(days.start.year, on.month, on.day)) if word.startswith("今") else None
    ahead = {"大后": 3, "大前": -3}.get(word[:2]) or {"明": 1, "后": 2, "昨": -1, "前": -2}.get(word[0], 0)
    return one(leaf.shifted(scene.today, ahead, "天"))


def _pair(token: Token, _days: Days | None, scene: Scene) -> Days:
    word = token.found["which"]
    first = 1 if word.startswith("明") else 0
    length = 3 if ("明后" in word and first == 0) or word in ("这几天", "这三天") else 2
    days = span(scene.today + timedelta(first), length, "days")
    return replace(days, certain=not word.startswith("这"))


def _this_week(token: Token, _days: Days | None, scene: Scene) -> Days:
    ahead = step(token.found["rel"])
    monday = scene.today + timedelta(7 * ahead - scene.today.weekday())
    written = token.found["wd"]
    if not written:
        return span(monday, 7, "week")
    if written[-1] in "末日天" and (written[0] == "六" or written == "末"):
        return span(monday + timedelta(5), 2, "days")
    on = monday + timedelta(_weekday(written))
    days = one(leaf.day(on.year, on.month, on.day)) or span(on, 1, "day")
    if ahead > 0 and scene.today.weekday() == 6:
        # On a Sunday many take the week to begin today.
        later = on + timedelta(7)
        return replace(days, certain=False, others=((later, later),))
    return days


def _weekday(written: str) -> int:
    return int(written) - 1 if written.isascii() else _WEEKDAYS.index(written.replace("天", "日"))


def _bare_weekday(token: Token, days: Days | None, scene: Scene) -> Days | None:
    if days is None:
        return None
    on = days.start + timedelta(_weekday(token.found["wd"]))
    found = one(leaf.day(on.year, on.month, on.day))
    if found and on == scene.today == scene.anchor and token.pattern.needs:
        later = on + timedelta(7)
        return replace(found, certain=False, others=((later, later),))
    return found


def _weekend(_token: Token, days: Days | None, scene: Scene) -> Days | None:
    if days is None:
        return None
    found = span(days.start + timedelta(5), 2, "days")
    if scene.today == found.end:
        return replace(found, certain=False, others=((found.start + timedelta(7), found.end + timedelta(7)),))
    return found


def _week_half(token: Token, days: Days | None, _scene: Scene) -> Days | None:
    if days is None:
        return None
    if token.found["rel"] in "上前":
        return span(days.start, 3, "days")
    return span(days.start + timedelta(3), 4, "days")


def _month_half(token: Token, days: Days | None, _scene: Scene) -> Days | None:
    if days is None:
        return None
    middle = days.start.replace(day=15)
    if token.found["rel"] in "上前":
        return Days(days.start, middle, "days")
    return Days(middle + timedelta(1), days.end, "days")


def _xun(token: Token, days: Days | None, _scene: Scene) -> Days | None:
    if days is None:
        return None
    first, last = token.found["rel"][0], token.found["rel"][-1]
    start = days.start.replace(day={"上": 1, "中": 11, "下": 21}[first])
    return Days(
        start, days.end if last == "下" else days.start.replace(day=10 if last == "上" else 20), "days"
    )


def _edge(token: Token, days: Days | None, _scene: Scene) -> Days | None:
    if days is None:
        return None
    part = token.found.groupdict()
    where = part.get("edge") or part.get("edge2") or "末"
    last = leaf.day(days.end.year, days.end.month, days.end.day)
    if where not in "初中":
        opening = days.end.replace(day=21 if days.grain == "month" else 1)
        return one(last, certain=False, others=((opening, days.end),))
    if days.grain == "month":
        first = days.start.replace(day=1 if where == "初" else 11)
        point = days.start.replace(day=1 if where == "初" else 15)
        return Days(first, first + timedelta(9), "days", certain=False, others=((point, point),))
    around = months(
        days.start.year, days.start.month + (0 if where == "初" else 5), 1 if where == "初" else 2
    )
    return replace(around, grain="days", certain=False, others=((days.start, days.start),))


READERS: dict[str, Reader] = {
    "ymd": _ymd,
    "ym": _ym,
    "year": _stated_year,
    "this_year": _this_year,
    "decade": _decade,
    "half": _half,
    "this_quarter": _this_quarter,
    "quarter": _quarter,
    "this_month": _this_month,
    "month": _stated_month,
    "month_day": _month_day,
    "day": _day,
    "bare_day": _day,
    "lunar": _lunar,
    "lunar_day": _lunar_day,
    "festival": _festival,
    "new_year": _new_year,
    "off": _off,
    "next_off": _next_off,
    "term": _term,
    "relative_day": _relative_day,
    "pair": _pair,
    "this_week": _this_week,
    "weekday": _bare_weekday,
    "weekend": _weekend,
    "week_half": _week_half,
    "month_half": _month_half,
    "xun": _xun,
    "month_edge": _edge,
    "year_edge": _edge,
    "quarter_edge": _edge,
    "edge": _edge,
    **counting.READERS,
}
