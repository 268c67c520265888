"""Dates in Chinese text: find them, say how they were read, and how sure that is.

    >>> find("下周三下午三点前报名", now)[0].reading
    '2026年11月25日（周三）15:00前'

Conventions: weeks start on Monday (这周X, 本周X: this week, even if past; 下周X: the next). Where no year, month or
week is written, the nearest day on or after today. Date ranges include both ends. 25号前 includes the 25th; before a
festival ends on the day before it. Parts of the day are windows (下午 13:00-18:00). A hidden guess is never made: what
has several readings is not `certain` and carries them as `alternatives`, the best one first.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.language import calendar, date_texts, leaf, tokens
from bot.language.expression import Expression
from bot.language.expressions import read
from bot.language.found import Found, Kind, Mod, Value
from bot.language.normal import Normal, normal

__all__ = ["Found", "Kind", "Mod", "as_scored", "describe", "find", "period", "point", "warm_up"]

_LONGEST = 4000  # a Telegram message has at most 4096 characters


def find(text: str, now: datetime) -> list[Found]:
    """All date expressions of a message, from left to right.

    `now` is the moment of the message in local time; an aware one gives aware datetimes. Text beyond 4000 characters
    is not read. Never raises for any text.
    """
    local = now.replace(tzinfo=None)
    even = normal(text[:_LONGEST])
    found = [_found(expression, even, text, now) for expression in read(even.text, local)]
    if not found:
        moment = leaf.foreign(text, local)
        if moment is not None:
            found = [_foreign(moment, text, now)]
    return found


def point(text: str, now: datetime) -> Found | None:
    """The one day or moment a person typed, or None when there is none or several: for fields such as a deadline.

    A deadline (25号前) comes as the day or moment itself, with `deadline` set. A clock time alone is taken as its next
    occurrence.
    """
    usable = [found for found in (_as_point(f, now) for f in find(text, now)) if found]
    return usable[0] if len(usable) == 1 else None


def period(text: str, now: datetime) -> tuple[date, date] | None:
    """The days a question is about, both included: 下周, 周三晚上, 12月. Open sides end at today or a year away.

    None when no day is written, or a rule.
    """
    for found in find(text, now):
        if found.kind in (Kind.TIME, Kind.TIMERANGE, Kind.SET):
            continue
        today = now.date()
        first, last = found.first_on, found.last_on
        return first or min(today, last or today), last or max(today, first or today) + timedelta(365)
    return None


def describe(found: Found) -> str:
    """The reading, and if there is one the note why to look twice."""
    return f"{found.reading}（{found.note}）" if found.note else found.reading


def warm_up(now: datetime) -> None:
    """Loads tables, patterns and dateparser, so that the first message is as quick as the others."""
    tokens.table()
    for year in (now.year, now.year + 1, now.year + 2):
        for festival in calendar.festivals():
            calendar.festival_days(festival, year)
    for text in (
        "明天下午3点",
        "下周五前",
        "2026年12月5日",
        "三天后",
        "每月第一个周三",
        "春节",
        "3个月后",
        "清明",
        "Dec 5 2026",
    ):
        find(text, now)


def as_scored(text: str, reference: datetime) -> list[dict[str, str | None]]:
    """The findings as plain dictionaries of ISO texts, the shape evaluation programs take."""
    return [
        {
            "type": found.kind.value,
            "start": _iso(found.start),
            "end": _iso(found.end),
            "rrule": found.rrule,
            "mod": found.mod.value if found.mod else None,
            "daypart": found.daypart,
            "text": found.text,
        }
        for found in find(text, reference)
    ]


def _iso(value: Value) -> str | None:
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(timespec="seconds")
    return value.isoformat()


def _found(expression: Expression, even: Normal, text: str, now: datetime) -> Found:
    span = even.span(expression.at, expression.to)
    best = _value(expression, expression.start, expression.end, span, text, now)
    alternatives = tuple(
        replace(_value(expression, start, end, span, text, now), certain=False, note="")
        for start, end in expression.others
    )
    return replace(best, alternatives=alternatives)


def _value(
    expression: Expression, start: Value, end: Value, span: tuple[int, int], text: str, now: datetime
) -> Found:
    kind = expression.kind
    if kind is Kind.DATE and end is not None:
        kind = Kind.DATERANGE
    elif kind is Kind.DATERANGE and expression.mod is None and start == end:
        kind, end = Kind.DATE, None
    start, end = _zoned(start, now), _zoned(end, now)
    return Found(
        kind=kind,
        start=start,
        end=end,
        text=text[span[0] : span[1]],
        span=span,
        reading=date_texts.reading(kind, start, end, expression.mod, expression.rrule),
        rrule=expression.rrule,
        mod=expression.mod,
        deadline=expression.deadline,
        daypart=expression.daypart,
        certain=expression.certain,
        known=expression.known,
        note=expression.note,
    )


def _zoned(value: Value, now: datetime) -> Value:
    return value.replace(tzinfo=now.tzinfo) if isinstance(value, datetime) else value


def _foreign(moment: datetime, text: str, now: datetime) -> Found:
    timed = moment.time() != time()
    value: Value = moment.replace(tzinfo=now.tzinfo) if timed else moment.date()
    kind = Kind.DATETIME if timed else Kind.DATE
    return Found(
        kind,
        value,
        None,
        text,
        (0, len(text)),
        date_texts.reading(kind, value, None, None, None),
        certain=False,
    )


def _as_point(found: Found, now: datetime) -> Found | None:
    if found.kind is Kind.SET:
        return None
    value = found.end if found.mod is Mod.BEFORE else found.start
    if found.end is not None and found.mod is None:
        return None
    if isinstance(value, time):
        value = _next(value, now)
    if value is None:
        return None
    kind = Kind.DATETIME if isinstance(value, datetime) else Kind.DATE
    others: Sequence[Found | None] = [_as_point(other, now) for other in found.alternatives]
    return replace(
        found,
        kind=kind,
        start=value,
        end=None,
        mod=None,
        reading=date_texts.reading(kind, value, None, None, None),
        alternatives=tuple(other for other in others if other),
    )


def _next(at: time, now: datetime) -> datetime:
    moment = datetime.combine(now.date(), at, now.tzinfo)
    return moment if moment > now else moment + timedelta(1)
