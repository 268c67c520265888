"""What a router holds: handlers with the right each needs, and what stands in menus and on keys."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from bot.buttons import Payload
from bot.chat.turn import Turn
from bot.members.rules import Right

Handler = Callable[[Turn], Awaitable[None]]
FileHandler = Callable[[Turn], Awaitable[bool]]
Listener = Callable[[Turn], Awaitable[bool]]
PressHandler = Callable[[Turn, Any], Awaitable[None]]
F = TypeVar("F")
K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Route(Generic[F]):
    """A handler and the right it needs; ``right`` None: open to everybody, bound or not."""

    handle: F
    right: Right | None


@dataclass(frozen=True, slots=True)
class Command:
    """A /command with what it does, in Chinese, for the menu of those who may use it."""

    name: str
    about: str
    right: Right | None


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the reply keyboard; keys stand in the order of ``place``."""

    place: int
    label: str
    right: Right | None


@dataclass(frozen=True, slots=True)
class DeskEntry:
    """A button on the desk of those who look after something; entries stand in the order of ``place``."""

    place: int
    label: str
    action: Payload
    right: Right


def put(routes: dict[K, Route[F]], key: K, route: Route[F]) -> None:
    """Add a route. Raises ValueError when there is one."""
    if key in routes:
        raise ValueError(f"{key!r} has two handlers")
    routes[key] = route


def merge(mine: dict[K, Route[F]], theirs: dict[K, Route[F]]) -> None:
    """Add the routes of another router."""
    for key, route in theirs.items():
        put(mine, key, route)
