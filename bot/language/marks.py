"""A point and the words before and after it that make it a deadline or a beginning."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.language import calendar, words
from bot.language.clocks import Clock
from bot.language.date_texts import NOT_ANNOUNCED
from bot.language.days import Days
from bot.language.expression import Expression, at_minutes, other_moments, time_at, time_with_second
from bot.language.found import Kind, Mod
from bot.language.patterns import PERIODS
from bot.language.points import Point, Writing


def marked(writing: Writing, point: Point) -> Expression:
    """A single point with the words before and after it that make it a deadline or a beginning."""
    text, at, to = writing.text, point.at, point.to
    inside = words.INSIDE.match(text, to) if point.days and point.days.grain in PERIODS else None
    if inside:
        to = inside.end()
    including = words.INCLUDING.match(text, to)
    before, until = words.BEFORE.match(text, to), words.UNTIL.match(text, to)
    after, since = words.AFTER.match(text, to), words.SINCE.match(text, to)
    closes, begins = words.CLOSES.match(text, to), words.BEGINS.match(text, to)
    until_prefix = words.UNTIL_PREFIX.search(text, max(0, at - 12), at)
    since_prefix = words.SINCE_PREFIX.search(text, max(0, at - 4), at)
    if including:
        mod = Mod.BEFORE if including["way"] == "前" else Mod.SINCE
        return _open(writing, point, mod, at, including.end(), inclusive=True)
    if before and not closes:
        return _open(writing, point, Mod.BEFORE, at, before.end(), inclusive=bool(until_prefix))
    if until or until_prefix:
        start = until_prefix.start() if until_prefix else at
        return _open(writing, point, Mod.BEFORE, start, until.end() if until else to, inclusive=True)
    if after:
        return _open(writing, point, Mod.AFTER, at, after.end(), inclusive=False)
    if since:
        start = since_prefix.start() if since_prefix else at
        return _open(writing, point, Mod.SINCE, start, since.end(), inclusive=True)
    period = point.days is not None and point.clock is None and point.days.grain in PERIODS
    if (begins and (since_prefix or period)) or (since_prefix and period and "自" in since_prefix[0]):
        start = since_prefix.start() if since_prefix else at
        return _open(writing, point, Mod.SINCE, start, begins.end() if begins else to, inclusive=True)
    expression = _plain(writing, point, at, to)
    return replace(expression, deadline=True, to=closes.end()) if closes else expression


def _plain(writing: Writing, point: Point, at: int, to: int) -> Expression:
    days, clock = point.days, point.clock
    if point.moments:
        first, last = point.moments
        if first == last:
            return Expression(Kind.DATETIME, first, None, at, to)
        return Expression(Kind.DATETIMERANGE, first, last, at, to)
    if days is None:
        return (
            _clock_alone(clock, at, to) if clock else Expression(Kind.TIME, writing.now.time(), None, at, to)
        )
    note = point.note or ("" if days.known else NOT_ANNOUNCED)
    if clock is None or days.grain != "day":
        if days.grain == "day":
            kind, others = Kind.DATE, tuple((a, None if a == b else b) for a, b in days.others)
            return Expression(
                kind,
                days.start,
                None,
                at,
                to,
                certain=days.certain,
                others=others,
                known=days.known,
                note=note,
            )
        return Expression(
            Kind.DATERANGE,
            days.start,
            days.end,
            at,
            to,
            certain=days.certain,
            others=days.others,
            daypart=clock.part if clock else None,
            known=days.known,
            note=note,
        )
    if clock.until is not None:
        start, end = at_minutes(days.start, clock.minutes), at_minutes(days.start, clock.until)
        return Expression(
            Kind.DATETIMERANGE,
            start,
            end,
            at,
            to,
            daypart=clock.part,
            certain=days.certain,
            others=other_moments(days, clock.minutes, clock.until),
            known=days.known,
            note=note,
        )
    return _day_and_clock(writing, days, clock, at, to, note)


def _day_and_clock(writing: Writing, days: Days, clock: Clock, at: int, to: int, note: str) -> Expression:
    start = at_minutes(days.start, clock.minutes, clock.second)
    hours = [at_minutes(days.start, minutes, clock.second) for minutes in clock.others]
    if days.start == writing.today and hours and start <= writing.now < hours[0]:
        start, hours = hours[0], [start]
    days_others = other_moments(days, clock.minutes, None)
    if days.start == writing.today and start < writing.now and not hours and days_others:
        # 周六早上8点 said on a Saturday at ten.
        (later, _), *rest = days_others
        if isinstance(later, datetime) and later > writing.now:
            start, days_others = later, ((start, None), *rest)
    others = (*((h, None) for h in hours), *days_others)
    return Expression(
        Kind.DATETIME,
        start,
        None,
        at,
        to,
        certain=days.certain and not clock.others,
        others=others,
        known=days.known,
        note=note,
    )


def _clock_alone(clock: Clock, at: int, to: int) -> Expression:
    if clock.until is not None:
        return Expression(Kind.TIMERANGE, clock.at, time_at(clock.until), at, to, daypart=clock.part)
    others = tuple((time_at(minutes), None) for minutes in clock.others)
    return Expression(Kind.TIME, clock.at, None, at, to, certain=not others, others=others)


def _open(writing: Writing, point: Point, mod: Mod, at: int, to: int, *, inclusive: bool) -> Expression:
    """A range with one open side."""
    deadline = mod is Mod.BEFORE
    days, clock = point.days, point.clock
    if point.moments:
        start, end = (None, point.moments[1]) if deadline else (point.moments[0], None)
        return Expression(Kind.DATETIMERANGE, start, end, at, to, mod=mod, deadline=deadline)
    if days is None and clock:
        return _open_clock(clock, mod, at, to)
    if days is None:
        return _plain(writing, point, at, to)
    note = point.note or ("" if days.known else NOT_ANNOUNCED)
    certain = days.certain or (days.grain == "day" and all(a != b for a, b in days.others))
    if clock:
        bounds = _clock_bounds(writing, days, clock, deadline)
        moment, *rest = bounds
        others = tuple((None, m) if deadline else (m, None) for m in rest)
        return Expression(
            Kind.DATETIMERANGE,
            None if deadline else moment,
            moment if deadline else None,
            at,
            to,
            mod=mod,
            deadline=deadline,
            certain=certain and not rest,
            others=others,
            known=days.known,
            note=note,
        )
    edge, known = _edge(days, mod, inclusive)
    moved = [_edge(replace(days, start=a, end=b), mod, inclusive)[0] for a, b in days.others if a == b]
    days_others = tuple((None, d) if deadline else (d, None) for d in moved)
    return Expression(
        Kind.DATERANGE,
        None if deadline else edge,
        edge if deadline else None,
        at,
        to,
        mod=mod,
        deadline=deadline,
        certain=certain,
        others=days_others,
        known=known,
        note=note or ("" if known else NOT_ANNOUNCED),
    )


def _clock_bounds(writing: Writing, days: Days, clock: Clock, deadline: bool) -> list[datetime]:
    if clock.until is None:
        bounds = [at_minutes(days.start, m, clock.second) for m in (clock.minutes, *clock.others)]
        if days.start == writing.today and len(bounds) > 1 and bounds[0] <= writing.now < bounds[1]:
            bounds.reverse()
        return bounds
    if clock.part == "noon":
        return [at_minutes(days.start, 720)]
    return [at_minutes(days.start, clock.until if deadline else clock.minutes)]


def _open_clock(clock: Clock, mod: Mod, at: int, to: int) -> Expression:
    deadline = mod is Mod.BEFORE
    minutes = clock.minutes
    if clock.until is not None:
        minutes = 720 if clock.part == "noon" else clock.until if deadline else clock.minutes
    moment = time_with_second(minutes, clock.second)
    others = tuple((None, time_at(m)) if deadline else (time_at(m), None) for m in clock.others)
    return Expression(
        Kind.TIMERANGE,
        None if deadline else moment,
        moment if deadline else None,
        at,
        to,
        mod=mod,
        deadline=deadline,
        certain=not others,
        others=others,
    )


def _edge(days: Days, mod: Mod, inclusive: bool) -> tuple[date, bool]:
    """The day at which an open range of days ends or begins, and whether it is announced."""
    if mod is Mod.SINCE:
        return days.start, days.known
    if mod is Mod.AFTER:
        if days.festival and days.grain == "day":
            block = calendar.holiday(days.festival, days.start)
            return block.end + timedelta(1), block.known
        return days.end + timedelta(1), days.known
    if inclusive or (days.grain == "day" and not days.festival and days.lunar is None):
        return days.end, days.known
    if days.grain == "days" and days.others and not days.certain:
        return days.end, days.known
    return days.start - timedelta(1), days.known
