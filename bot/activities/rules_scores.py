"""Ranks and points: pure rules. docs/报名规则.md says the same with examples."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

MOST_RANKS = 30
MOST_POINTS = 1000


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
