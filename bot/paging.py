"""A long list in pages: cut where it is looked up, turned by two buttons below it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.buttons import Payload
from bot.message import Button
from bot.wording import NEXT_PAGE, PREVIOUS_PAGE

T = TypeVar("T")
MOST_PAGES = 100_000


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list; ``number`` counts from 0, ``more``: something comes after it."""

    lines: tuple[T, ...]
    number: int
    more: bool


def page_number(asked: int) -> int:
    """The number of a page as a button asks for it; a forged one becomes the first or a last one nobody reaches."""
    return min(max(asked, 0), MOST_PAGES)


def page_of(rows: Sequence[T], number: int, size: int) -> Page[T]:
    """The page ``number`` out of ``rows``, which were looked up from its beginning with one row too many."""
    return Page(tuple(rows[:size]), number, len(rows) > size)


def turning(number: int, more: bool, to: Callable[[int], Payload]) -> tuple[tuple[Button, ...], ...]:
    """The row of buttons that turn the page; no row when there is only one page."""
    keys = []
    if number > 0:
        keys.append(Button(PREVIOUS_PAGE, to(number - 1)))
    if more:
        keys.append(Button(NEXT_PAGE, to(number + 1)))
    return (tuple(keys),) if keys else ()
