"""Set-up lines of the stories: what stands before the first word is said."""

from collections.abc import Awaitable, Callable

from tests.world import World

SETUPS: dict[str, Callable[[World, str], Awaitable[None]]] = {}


def setup(
    word: str,
) -> Callable[[Callable[[World, str], Awaitable[None]]], Callable[[World, str], Awaitable[None]]]:
    """Register what a set-up line ``word：…`` does."""

    def register(make: Callable[[World, str], Awaitable[None]]) -> Callable[[World, str], Awaitable[None]]:
        SETUPS[word] = make
        return make

    return register
