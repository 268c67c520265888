"""How long a freed place is kept for the first who waits, where the committee chose offers instead of promotion."""

from datetime import datetime, timedelta

#: An offer shorter than this is no offer: the place is given at once.
SHORTEST = timedelta(minutes=30)


def offered_until(now: datetime, hours: int, starts_at: datetime) -> datetime | None:
    """Until when the offer stands: ``hours``, but at most a quarter of the time left before the start.

    None when the start is so near that asking would waste the place: it is then given at once.
    """
    length = min(timedelta(hours=hours), (starts_at - now) / 4)
    return now + length if length >= SHORTEST else None
