"""A point: a day, a clock time or both, with the weekday, date or festival that is written beside it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from bot.language import clocks, narrowing, words
from bot.language.clocks import Clock
from bot.language.date_texts import WEEKDAY_DIFFERS
from bot.language.days import Days, Scene
from bot.language.tokens import Token

_RELATIVE = frozenset({"weekday", "this_week", "relative_day", "festival", "nth", "same_day"})
_OPEN_A_DATE = frozenset(
    {"year", "this_year", "ym", "month", "this_month", "lunar", "half", "day", "bare_day"}
)
_STATED = frozenset({"month", "ymd", "year", "month_day", "lunar", "day"})


@dataclass(frozen=True, slots=True)
class Writing:
    """A normalised text cut into tokens, and the local moment it is read against."""

    text: str
    tokens: Sequence[Token]
    now: datetime

    @property
    def today(self) -> date:
        return self.now.date()


class _Beside(NamedTuple):
    """Days with what is written beside them taken in."""

    days: Days
    next_token: int
    to: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A day, a clock time or both, as far as one end of a range goes."""

    days: Days | None
    clock: Clock | None
    at: int
    to: int
    first_token: int
    next_token: int
    moments: tuple[datetime, datetime] | None = None
    note: str = ""


def point_at(writing: Writing, i: int, left: Days | None = None) -> Point | None:
    token = writing.tokens[i]
    if token.name.startswith("hours"):
        return _hours(writing, i)
    if token.name == "now":
        return Point(None, None, token.start, token.end, i, i + 1, moments=(writing.now, writing.now))
    anchor = left.start if left else writing.today
    note = ""
    days, j = chain_at(writing, i, Scene(writing.today, anchor, left))
    to = writing.tokens[j - 1].end if j > i else token.start
    if days is not None:
        days, j, to, note = _confirm(writing, days, i, j, to)
        if j < len(writing.tokens) and writing.tokens[j].name == "same_day" and writing.tokens[j].start == to:
            j, to = j + 1, writing.tokens[j].end
    clock = None
    if j < len(writing.tokens) and (days is None or days.grain == "day" or _is_part(writing, j)):
        gap = writing.text[to : writing.tokens[j].start]
        if days is None or words.TIME_GLUE.fullmatch(gap):
            read = clocks.read(writing.tokens, j, writing.text)
            if read:
                clock, j = read
                to = writing.tokens[j - 1].end
    if days is None and clock is None:
        return None
    return Point(days, clock, token.start, to, i, j, note=note)


def _lacks_month(writing: Writing, i: int) -> bool:
    """The 5日 of 13月5日."""
    token = writing.tokens[i]
    alone = i == 0 or writing.tokens[i - 1].end < token.start
    return token.name in ("day", "bare_day") and alone and writing.text[token.start - 1 : token.start] == "月"


def _is_part(writing: Writing, j: int) -> bool:
    """A part of the day without a clock time goes with a whole week or weekend too: 周末下午."""
    following = writing.tokens[j + 1].name if j + 1 < len(writing.tokens) else ""
    return writing.tokens[j].name == "part" and following not in clocks.CLOCKS


def chain_at(writing: Writing, i: int, scene: Scene) -> tuple[Days | None, int]:
    """The longest run of tokens from i on that reads as one chain of days."""
    if writing.tokens[i].name not in narrowing.READERS or _lacks_month(writing, i):
        return None, i
    days = narrowing.resolve(writing.tokens[i : i + 1], scene)
    best, j = days, i + 1
    reach = days
    while reach is not None and j < len(writing.tokens):
        token = writing.tokens[j]
        if not words.GLUE.fullmatch(writing.text[writing.tokens[j - 1].end : token.start]):
            break
        if token.name not in narrowing.READERS or not narrowing.follows(token, reach):
            break
        longer = narrowing.resolve(writing.tokens[i : j + 1], scene)
        if longer is None:
            # 2月30日 is no date, and its 2月 is none either; nor is 2027年寒假 the whole year.
            if token.name in ("day", "bare_day", "term"):
                return None, i
            break
        best = reach = longer
        j += 1
    return best, (j if best is not None else i)


def after_impossible(writing: Writing, i: int) -> int:
    """The token after those of a day that does not exist, so that 30日 is not read out of 2月30日."""
    j = i + 1
    if writing.tokens[i].name == "nth":  # 第三周周五 of a term nobody has written down
        while j < len(writing.tokens) and writing.tokens[j].start == writing.tokens[j - 1].end:
            j += 1
        return j
    if writing.tokens[i].name not in _OPEN_A_DATE:
        return j
    while j < len(writing.tokens) and writing.tokens[j].start == writing.tokens[j - 1].end:
        if writing.tokens[j].name not in ("month", "day", "bare_day") or writing.tokens[j - 1].name in (
            "day",
            "bare_day",
        ):
            break
        j += 1
    return j


def _confirm(writing: Writing, days: Days, i: int, j: int, to: int) -> _Beside:
    """A weekday written beside a date, or a date beside a weekday: 12月5日（周六）, 周六（12月5日）."""
    if days.grain != "day":
        return _Beside(days, j, to)
    if j < len(writing.tokens) and words.BRACKET.fullmatch(writing.text[to : writing.tokens[j].start]):
        if writing.tokens[j].name == "festival" and writing.tokens[j - 1].name != "festival":
            return _named(writing, days, i, j, to)
        if writing.tokens[j - 1].name in _RELATIVE and writing.tokens[j].name in _STATED:
            return _stated(writing, days, j, to, bracket="(" in writing.text[to : writing.tokens[j].start])
    if writing.tokens[j - 1].name in ("weekday", "this_week"):
        return _Beside(days, j, to)
    hit = words.CONFIRM.match(writing.text, to)
    if hit is None or ("," in hit[0] and _starts_own(writing, hit)):
        return _Beside(days, j, to)
    while j < len(writing.tokens) and writing.tokens[j].start < hit.end():
        j += 1
    wanted = "一二三四五六日".index(hit["wd"].replace("天", "日"))
    return _with_weekday(days, wanted, j, hit.end())


def _starts_own(writing: Writing, hit: re.Match[str]) -> bool:
    """A weekday after a comma that goes on to a clock time of its own is another point."""
    return "(" not in hit[0] and writing.text[hit.end() : hit.end() + 1] not in (
        "",
        ",",
        "。",
        " ",
        ")",
        "、",
    )


def _with_weekday(days: Days, wanted: int, j: int, to: int) -> _Beside:
    if days.start.weekday() == wanted:
        return _Beside(replace(days, certain=True, others=()), j, to)
    fitting = next((o for o in days.others if o[0] == o[1] and o[0].weekday() == wanted), None)
    if fitting:
        return _Beside(replace(days, start=fitting[0], end=fitting[1], certain=True, others=()), j, to)
    return _Beside(replace(days, certain=False), j, to, WEEKDAY_DIFFERS)


def _named(writing: Writing, days: Days, i: int, j: int, to: int) -> _Beside:
    """A festival written beside its day: 9月10日教师节, 八月十五中秋节."""
    named = narrowing.resolve([writing.tokens[j]], Scene(writing.today, days.start))
    if named is None:
        return _Beside(days, j, to)
    end = writing.tokens[j].end + (writing.text[writing.tokens[j].end : writing.tokens[j].end + 1] == ")")
    if named.start == days.start:
        return _Beside(replace(days, certain=True, others=()), j + 1, end)
    if named.lunar == (days.start.month, days.start.day) and writing.tokens[i].name != "lunar":
        year = narrowing.resolve(
            [*writing.tokens[i : j - 2], writing.tokens[j]], Scene(writing.today, writing.today)
        )
        return _Beside(year or named, j + 1, end)
    return _Beside(days, j, to)


def _stated(writing: Writing, days: Days, j: int, to: int, bracket: bool) -> _Beside:
    stated, after = chain_at(writing, j, Scene(writing.today, writing.today))
    if stated is None or stated.grain != "day":
        return _Beside(days, j, to)
    end = writing.tokens[after - 1].end
    if writing.text[end : end + 1] == ")":
        end += 1
    if stated.start == days.start:
        return _Beside(replace(stated, certain=True, others=()), after, end)
    weekday = days.start.weekday()
    near = [stated.start, *(o[0] for o in stated.others)]
    near += [
        d for d in (_same_day(stated.start, n) for n in (-1, 1)) if d and abs((d - writing.today).days) < 200
    ]
    fitting = next((d for d in near if d.weekday() == weekday), None)
    if writing.tokens[j - 1].name == "relative_day" and not bracket:
        return _Beside(days, j, to)
    if fitting:
        return _Beside(replace(stated, start=fitting, end=fitting, certain=True, others=()), after, end)
    others = ((days.start, days.end),)
    return _Beside(replace(stated, certain=False, others=others), after, end, WEEKDAY_DIFFERS)


def _same_day(day: date, years: int) -> date | None:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return None


def _hours(writing: Writing, i: int) -> Point | None:
    token = writing.tokens[i]
    length = clocks.lasting(token)
    if length is None:
        return None
    part = token.found.groupdict()
    if token.name == "hours_shift":
        moment = writing.now + (-length if part["dir"] == "前" else length)
        moments = (moment, moment)
    elif token.name == "hours_rolling" and part["side"] in ("过去", "最近", "之前", "上"):
        moments = (writing.now - length, writing.now)
    else:
        moments = (writing.now, writing.now + length)
    return Point(None, None, token.start, token.end, i, i + 1, moments=moments)
