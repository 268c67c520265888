"""How a morning is divided into slots."""

from collections.abc import Iterator
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
