"""From one point to another."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.language import clocks, words
from bot.language.clocks import Clock
from bot.language.days import Days, Scene
from bot.language.expression import Expression, at_minutes, moment, other_moments, time_at, time_with_second
from bot.language.found import Kind, Value
from bot.language.points import Point, Writing, chain_at, point_at


def stretch(writing: Writing, left: Point, right: Point) -> Expression | None:
    known = all(p.days is None or p.days.known for p in (left, right))
    # The two ends of a range make each other plain: 8.8-8.15 are no figures.
    note = left.note or right.note
    if left.moments or right.moments:
        return _moment_range(writing, left, right)
    if left.days is None and writing.tokens[right.first_token].name == "next_day":
        right = replace(right, days=None)  # 22:00 至次日 6:00
    if left.clock and right.clock and right.days is None:
        return _clock_range(left, left.clock, right)
    if left.clock is None and right.clock is None and left.days and right.days:
        start, end = left.days.start, right.days.end
        if end < start:
            return None
        return Expression(Kind.DATERANGE, start, end, left.at, right.to, known=known, note=note)
    if right.days is None:
        return None
    first = moment(left.days or Days(writing.today, writing.today, "day"), left.clock, end=False)
    last = moment(right.days, right.clock, end=True)
    if last <= first:
        return None
    return Expression(Kind.DATETIMERANGE, first, last, left.at, right.to, known=known, note=note)


def running(writing: Writing, point: Point, i: int) -> Point:
    """11月1日至30日 said on the 21st is going on; it does not begin next year."""
    needs = writing.tokens[point.first_token].pattern.needs
    if point.days is None or needs not in ("year", "month") or point.days.start <= writing.today:
        return point
    anchor = writing.today.replace(day=1, month=1) if needs == "year" else writing.today.replace(day=1)
    begun, _ = chain_at(writing, point.first_token, Scene(writing.today, anchor))
    if begun is None or begun.start > writing.today:
        return point
    right = point_at(writing, i, begun)
    if right is None or right.days is None or right.days.end < writing.today:
        return point
    if writing.tokens[i].pattern.needs == "" and right.days.start.year > begun.start.year:
        return point
    return replace(point, days=begun)


def is_clock_day(writing: Writing, left: Point, right: Point) -> bool:
    """12月1日至5日9:00-11:00: the second range is of clock times."""
    if left.clock or not right.clock or right.days is None or right.next_token >= len(writing.tokens):
        return False
    gap = writing.text[right.to : writing.tokens[right.next_token].start]
    return bool(words.TO.fullmatch(gap)) and writing.tokens[right.next_token].name in clocks.CLOCKS | {"part"}


def clock_tokens(writing: Writing, point: Point) -> int:
    """How many tokens the clock time of a point takes."""
    return 2 if writing.tokens[point.next_token - 2].name == "part" else 1


def closed(writing: Writing, expression: Expression) -> Expression:
    mark = words.BETWEEN.match(writing.text, expression.to) or words.UNTIL.match(writing.text, expression.to)
    mark = (
        mark
        or words.BEFORE.match(writing.text, expression.to)
        or words.CLOSES.match(writing.text, expression.to)
    )
    prefix = words.SINCE_PREFIX.search(writing.text, max(0, expression.at - 4), expression.at)
    return replace(
        expression,
        to=mark.end() if mark else expression.to,
        at=prefix.start() if prefix else expression.at,
    )


def _moment_range(writing: Writing, left: Point, right: Point) -> Expression | None:
    if not left.moments:
        return None
    if right.days and not right.clock:
        return Expression(Kind.DATERANGE, writing.today, right.days.end, left.at, right.to)
    first = left.moments[0]
    if right.clock and right.days is None:
        last = datetime.combine(writing.today, time()) + timedelta(minutes=right.clock.minutes)
        while last <= first:
            last += timedelta(hours=12 if right.clock.others else 24)
    elif right.days:
        last = moment(right.days, right.clock, end=True)
    else:
        last = right.moments[1] if right.moments else first
    return Expression(Kind.DATETIMERANGE, first, last, left.at, right.to)


def _clock_range(left: Point, begins: Clock, right: Point) -> Expression | None:
    if right.clock is None:
        return None
    ends = clocks.ending(begins, right.clock)
    finish = ends.minutes if ends.until is None else ends.until
    certain = not (begins.others and right.clock.others)
    if left.days is None:
        others: tuple[tuple[Value, Value], ...] = ()
        if not certain and finish + 720 <= 1440:
            others = ((time_at(begins.minutes + 720), time_at(finish + 720)),)
        return Expression(
            Kind.TIMERANGE,
            begins.at,
            time_with_second(finish, ends.second),
            left.at,
            right.to,
            certain=certain,
            others=others,
        )
    start = at_minutes(left.days.start, begins.minutes, begins.second)
    end = at_minutes(left.days.start, finish, ends.second)
    day_others = other_moments(left.days, begins.minutes, finish)
    if not certain and finish + 720 <= 1440:
        day_others = ((start + timedelta(hours=12), end + timedelta(hours=12)), *day_others)
    return Expression(
        Kind.DATETIMERANGE,
        start,
        end,
        left.at,
        right.to,
        certain=certain and left.days.certain,
        others=day_others,
        known=left.days.known,
        note=left.note,
    )
