"""The expressions of a text, from left to right."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time

from bot.language import clocks, recurrence, tokens, words
from bot.language.date_texts import LUNAR_RULE
from bot.language.days import Days
from bot.language.expression import Expression, time_at
from bot.language.found import Kind, Mod
from bot.language.marks import marked
from bot.language.points import Point, Writing, after_impossible, point_at
from bot.language.ranges import clock_tokens, closed, is_clock_day, running, stretch


def read(text: str, now: datetime) -> Iterator[Expression]:
    """All expressions of a normalised text."""
    rules = recurrence.rules(text)
    free = [t for t in tokens.tokens(text) if not any(r.start < t.end and t.start < r.end for r in rules)]
    writing = Writing(text, free, now)
    i = 0
    left: Days | None = None
    last_end = -1
    while i < len(writing.tokens) or rules:
        if rules and (i >= len(writing.tokens) or rules[0].start < writing.tokens[i].start):
            expression, i = _set(writing, rules.pop(0), i)
            yield expression
            left = None
            continue
        listed = (
            left is not None
            and last_end >= 0
            and words.AND.fullmatch(writing.text[last_end : writing.tokens[i].start])
        )
        point = point_at(writing, i, left if listed or _tight(writing, i, last_end) else None)
        if point is None:
            i = after_impossible(writing, i)
            continue
        if point.days and point.days.grain == "day" and point.clock is None:
            point = _shared_clock(writing, point)
        if listed and point.days is None and point.clock and left and left.grain == "day":
            point = replace(point, days=left)
        if writing.tokens[i].name == "now" and _ranged(writing, point) is None:
            i += 1  # 从现在开始 is no date
            continue
        expression, i = _extend(writing, point)
        yield expression
        left = point.days
        last_end = expression.to


def _extend(writing: Writing, point: Point) -> tuple[Expression, int]:
    """The expression that begins with a point: a range if one follows, or else the marks around the point."""
    ranged = _ranged(writing, point)
    if ranged is not None:
        return ranged
    expression, i = marked(writing, point), point.next_token
    while i < len(writing.tokens) and writing.tokens[i].start < expression.to:  # 12月10日前（含10日）
        i += 1
    return expression, i


def _ranged(writing: Writing, point: Point) -> tuple[Expression, int] | None:
    i = point.next_token
    if i >= len(writing.tokens):
        return None
    gap = writing.text[point.to : writing.tokens[i].start]
    listed = words.AND.fullmatch(gap) or _two_festivals(writing, point, i, gap)
    short = writing.tokens[i].name == "bare_day" and gap in ("", "-", "~", "到", "至")
    if not (listed or short or words.TO.fullmatch(gap)):
        return None
    left = running(writing, point, i)
    right = point_at(writing, i, left.days or Days(writing.today, writing.today, "day"))
    if right is None:
        return None
    if listed and not (words.BETWEEN.match(writing.text, right.to) or _during(writing, point, right)):
        return None
    if is_clock_day(writing, left, right):
        after = right.next_token - clock_tokens(writing, right)
        right = replace(right, clock=None, next_token=after, to=writing.tokens[after - 1].end)
    expression = stretch(writing, left, right)
    return (closed(writing, expression), right.next_token) if expression else None


def _two_festivals(writing: Writing, point: Point, i: int, gap: str) -> bool:
    return not gap and {writing.tokens[point.next_token - 1].name, writing.tokens[i].name} == {"festival"}


def _during(writing: Writing, left: Point, right: Point) -> bool:
    """元旦春节期间, 中秋、国庆期间: from the one through the other."""
    last = writing.tokens[right.next_token - 1]
    return (
        writing.tokens[left.next_token - 1].name == "festival"
        and last.name == "off"
        and "期间" in last.found[0]
    )


def _shared_clock(writing: Writing, point: Point) -> Point:
    """周六、周日上午9点: the clock time is that of both days."""
    i = point.next_token
    if i >= len(writing.tokens) or not (
        words.BOTH.fullmatch(writing.text[point.to : writing.tokens[i].start]) or _tight(writing, i, point.to)
    ):
        return point
    right = point_at(writing, i, point.days)
    if (
        right is None
        or right.clock is None
        or right.days is None
        or words.BETWEEN.match(writing.text, right.to)
    ):
        return point
    return replace(point, clock=right.clock)


def _tight(writing: Writing, i: int, last_end: int) -> bool:
    """A token such as 、四 carries its own comma."""
    return last_end == writing.tokens[i].start and writing.tokens[i].pattern.needs.startswith("left")


def _set(writing: Writing, rule: recurrence.Rule, i: int) -> tuple[Expression, int]:
    to = rule.end
    start: time | None = None
    end: time | None = None
    part = None
    while i < len(writing.tokens) and writing.tokens[i].end <= rule.start:
        i += 1
    certain = rule.certain
    if i < len(writing.tokens) and words.TIME_GLUE.fullmatch(writing.text[to : writing.tokens[i].start]):
        read = clocks.read(writing.tokens, i, writing.text)
        if read:
            clock, i = read
            to = writing.tokens[i - 1].end
            start, part = clock.at, clock.part if clock.until is not None else None
            end = time_at(clock.until) if clock.until is not None else None
            certain = certain and not clock.others
            if (
                clock.until is None
                and i < len(writing.tokens)
                and words.TO.fullmatch(writing.text[to : writing.tokens[i].start])
            ):
                follow = clocks.read(writing.tokens, i, writing.text)
                if follow:
                    right, i = follow
                    to = writing.tokens[i - 1].end
                    finish = clocks.ending(clock, right)
                    end = time_at(finish.minutes if finish.until is None else finish.until)
    mark = words.BEFORE.match(writing.text, to)
    expression = Expression(
        Kind.SET,
        start,
        end,
        rule.start,
        mark.end() if mark else to,
        rrule=rule.rrule,
        certain=certain,
        daypart=part,
        deadline=bool(mark),
        mod=Mod.BEFORE if mark else None,
        note=LUNAR_RULE if rule.festival else "",
    )
    return expression, i
