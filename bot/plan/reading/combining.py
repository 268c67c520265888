"""One time out of several: the mentions of a clause, and the heading above it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from .shapes import Freq, Recurrence
from .when import Grain, Mention, When, resolve, span_of_months

MOVED = re.compile(r"(?:改[到为至在]|推迟[到至]|调整[到为至]|延[期后]?[到至]|[移挪]到|提前到)\s*$")
QUANTITY = re.compile(
    r"[一二三四五六七八九十两\d]+(?:[-~至到][一二三四五六七八九十两\d]+)?\s*(?:次|场|期|届|轮|回|批)"
)
_AMOUNT = re.compile(rf"{QUANTITY.pattern}|[一二三四五六七八九十两\d]+[篇份]")
_LENGTH = {Freq.MONTHLY: 1, Freq.BIMONTHLY: 2, Freq.QUARTERLY: 3, Freq.HALFYEARLY: 6}  # months
YEAR_END = re.compile(r"(?:今|本|当|同|全)?年[底终末]|岁[末尾]")
FIRM = (Grain.DAY, Grain.MONTH, Grain.QUARTER, Grain.HALF)
FEASTS = (Grain.FESTIVAL, Grain.SEASON)


def near_year_end(when: When) -> bool:
    """A month whose work may be called that of the end of the year, as in January 年终总结."""
    return when.grain <= Grain.MONTH and set(when.months) <= {12, 1, 2}


def firm(own: list[Mention]) -> list[Mention]:
    """The mentions that are more than the name of a festival or season."""
    return [mention for mention in own if mention.when.grain not in FEASTS]


def combined(own: Sequence[Mention], scope: When | None, plain: str, begin: int) -> tuple[When | None, str]:
    """One time out of the mentions of a clause that begins at `begin`, and whether it leads the clause ("lead", "inner")."""
    if not own:
        return None, ""
    moved = [m for m in own if MOVED.search(plain[begin : m.begin])]
    if moved:
        return moved[-1].when, "inner"
    bracketed = plain[max(begin, own[0].begin - 1)] == "(" and own[0].begin - begin > 1
    place = "lead" if own[0].begin - begin <= 8 and not bracketed else "inner"
    whens = [mention.when for mention in own]
    recurring = next((when for when in whens if when.grain is Grain.RECURRING), None)
    if any(when.grain in FIRM for when in whens):
        best = _firmest(whens)
        return (replace(best, recurrence=recurring.recurrence) if recurring else best), place
    if recurring:
        return recurring, place
    return _softest(whens, scope, plain[begin:]), place


def _firmest(whens: list[When]) -> When:
    """The most exact of the firm times; equal ones are joined (3月5日、8日)."""
    best = min((when for when in whens if when.grain in FIRM), key=lambda when: when.grain)
    same = [when for when in whens if when.grain is best.grain]
    months = tuple(dict.fromkeys(month for when in same for month in when.months))
    deadline = any(when.deadline for when in whens)
    best = replace(best, months=months, deadline=deadline, end=same[-1].end if best.end or deadline else None)
    parts = [when for when in whens if when.grain is Grain.PARTIAL]
    if not parts:
        return best
    if best.grain is Grain.DAY:
        last = resolve(parts[-1], best)
        return replace(best, end=last.end) if last else best
    return next((exact for part in parts if (exact := resolve(part, best))), best)


def _softest(whens: list[When], scope: When | None, text: str) -> When | None:
    """What is left when no mention is firm: a part of the heading's month, a week, festivals, the year."""
    for grain in (Grain.PARTIAL, Grain.WEEK, Grain.FESTIVAL, Grain.SEASON, Grain.YEAR):
        same = [when for when in whens if when.grain is grain]
        if not same:
            continue
        if grain is Grain.PARTIAL:
            first, last = resolve(same[0], scope), resolve(same[-1], scope)
            if first is not None:
                return replace(first, end=last.end) if last else first
            continue
        if grain is Grain.WEEK:
            if scope is None or scope.grain is Grain.DAY or scope.week:
                return same[0]
            return replace(same[0], months=scope.months, year_offset=scope.year_offset)
        if grain is Grain.YEAR:
            return _yearly(same[0], text)
        months = tuple(dict.fromkeys(month for when in same for month in when.months))
        one = len(same) == 1
        return replace(
            same[0], months=months, start=same[0].start if one else None, end=same[0].end if one else None
        )
    return None


def _yearly(when: When, text: str) -> When:
    counted = _AMOUNT.search(re.split(r"[。;]", text)[0])
    least = re.search(r"不少于|至少|不低于|以上", text)
    if counted is None:
        return when
    amount = re.sub(r"\D", "", counted[0].translate(str.maketrans("一二两三四五六七八九", "1223456789")))[:2]
    return replace(when, recurrence=Recurrence(Freq.YEARLY, (">=" if least else "") + (amount or "1")))


def under(when: When, scope: When, words: str, *, heading: bool) -> When:
    """A soft time under a heading with months: the heading rules, and a recurrence happens within it.

    Without `heading` the scope is only what the sentence told before.
    """
    inside = heading or set(scope.months) <= set(when.months)
    wider = when.grain in (Grain.QUARTER, Grain.HALF) and scope.grain <= Grain.MONTH and inside
    same = when.grain is Grain.MONTH and when.end is None and when.months == scope.months
    soft = when.grain in (Grain.FESTIVAL, Grain.SEASON)
    if (
        ((wider or same) and not when.deadline)
        or soft
        or (when.grain is Grain.YEAR and scope.grain < Grain.YEAR)
    ):
        return replace(scope, recurrence=None)
    if when.grain is Grain.RECURRING and not when.months and scope.grain <= Grain.QUARTER:
        how = when.recurrence if words.startswith(("每", "天天", "周周")) else None
        if how is not None and _LENGTH.get(how.freq, 0) * how.interval >= len(scope.months):
            return when  # 每季度 below 三月 happens in every quarter
        return replace(scope, recurrence=how)
    return when


def until(first: When, last: When) -> When:
    """`first` going on to the month of `last`: 4月开始，到9月结束."""
    months = (
        *first.months,
        *(
            m
            for m in span_of_months(first.months[-1], (last.months or first.months)[-1])
            if m not in first.months
        ),
    )
    return replace(first, months=months, end=last.end if first.start else None)
