"""How a morning is divided into slots."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from bot.activities.rules import Party, fits

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


def would_overtake(
    waiting: Iterable[Party], limits: Sequence[Hashable], free: Mapping[Hashable, int | None]
) -> bool:
    """Whether somebody who has a place already, by moving to a slot, would take it from one who waits for that slot.

    ``limits``: what the mover falls under in the new slot: the whole activity, the slot, quotas. Whoever waits for the slot and is
    kept out only by limits the mover has room under already would have to look on.
    """
    held = {*limits} - {limits[1]}
    return any(
        limits[1] in party.limits
        and fits(party.people, (free.get(limit) for limit in party.limits if limit not in held))
        for party in waiting
    )
