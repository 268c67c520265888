"""Series: who went waits for some years. Counted by calendar years, as the places are given out by year."""

from collections.abc import Iterable

#: The longest wait that can be set.
MOST_YEARS = 10


def free_again(went: Iterable[int], once_in_years: int, year: int) -> int | None:
    """The first year in which somebody who went in the years ``went`` may go again, when that is after ``year``; None:
    may go in ``year``. Once in three years: who went in 2024 may go again in 2027."""
    counted = [gone for gone in went if gone <= year]
    if not counted:
        return None
    again = max(counted) + once_in_years
    return again if again > year else None
