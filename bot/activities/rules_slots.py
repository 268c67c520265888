"""How a morning is divided into slots."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

MOST_SLOTS = 400
SHORTEST = timedelta(minutes=5)


def split(begin: datetime, end: datetime, length: timedelta) -> Iterator[tuple[datetime, datetime]]:
    """Start and end of each slot of ``length`` that fits between ``begin`` and ``end``; a rest at the end is left out.

    A length below five minutes gives none.
    """
    if length < SHORTEST:
        return
    start = begin
    while start + length <= end:
        yield start, start + length
        start += length


def shift_order(starts: Iterable[datetime], by: timedelta) -> list[datetime]:
    """In which order slots are moved ``by`` so that none takes for a moment the time of another: the last one first
    when they go later, the first one first when they go earlier."""
    return sorted(starts, reverse=by > timedelta(0))
