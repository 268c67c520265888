"""Ranks and points: pure rules. docs/报名规则.md says the same with examples."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

MOST_RANKS = 30
MOST_POINTS = 1000


class Order(StrEnum):
    """How results are ranked: less is better (times), more is better (points, lengths), or as they were written."""

    LISTED = "listed"
    LESS = "less"
    MORE = "more"


class Unit(StrEnum):
    """What a measure counts: seconds; metres, pieces and the like; or it does not say."""

    TIME = "time"
    AMOUNT = "amount"
    NONE = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """One result as it was written, and what it says: a ``measure``, the rank ``said`` in words, or that the person is
    ``out`` (did not start, gave up, was disqualified)."""

    text: str
    unit: Unit = Unit.NONE
    measure: Decimal | None = None
    said: int | None = None
    out: bool = False


def ranked(marks: Sequence[Mark], order: Order) -> list[int | None]:
    """The rank of each; who is out has none. By measure equal ones share a rank and the next counts on behind them (1, 2,
    2, 4), and a result without a measure has no rank. As written, a rank said in words counts, and equal results next to
    each other share one."""
    if order is not Order.LISTED:
        measures = [one.measure for one in marks if one.measure is not None and not one.out]
        return [
            None
            if one.measure is None or one.out
            else 1
            + sum(other < one.measure if order is Order.LESS else other > one.measure for other in measures)
            for one in marks
        ]
    counted = [index for index, one in enumerate(marks) if not one.out]
    places = dict(zip(counted, ranks([marks[index].text for index in counted]), strict=True))
    return [None if one.out else one.said or places[index] for index, one in enumerate(marks)]


def ranks(results: Sequence[str]) -> list[int]:
    """The rank of each result, which stand best first; equal results next to each other share a rank, and the next one
    counts on behind them: 1, 2, 2, 4."""
    found: list[int] = []
    for index, result in enumerate(results):
        shares = index > 0 and result == results[index - 1]
        found.append(found[-1] if shares else index + 1)
    return found


def points_of(rank: int, table: Sequence[int]) -> int:
    """What a rank (from 1) gives; ranks behind the table give nothing."""
    return table[rank - 1] if 1 <= rank <= len(table) else 0


def sums(scored: Iterable[tuple[str, int]]) -> list[tuple[int, str, int]]:
    """The points of each group: rank, group and sum, the most first; groups with equal sums share a rank and stand in
    the order of their names."""
    total: dict[str, int] = {}
    for group, points in scored:
        total[group] = total.get(group, 0) + points
    ordered = sorted(total.items(), key=lambda item: (-item[1], item[0]))
    places = ranks([str(points) for _, points in ordered])
    return [(rank, group, points) for rank, (group, points) in zip(places, ordered, strict=True)]


def table_of(text: str) -> tuple[int, ...]:
    """A points table as it is stored: ``7,5,4``."""
    return tuple(int(part) for part in text.split(",") if part)


def fits(table: Sequence[int]) -> bool:
    """Whether this can be a points table: from one to many ranks, none gives more than the one before it."""
    return (
        1 <= len(table) <= MOST_RANKS
        and all(0 <= points <= MOST_POINTS for points in table)
        and all(better >= worse for better, worse in pairwise(table))
    )
