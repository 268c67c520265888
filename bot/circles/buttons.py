"""Buttons of interest groups."""

from dataclasses import dataclass

from bot.buttons import button


@button("cilist1")
@dataclass(frozen=True, slots=True)
class Circles:
    """All interest groups."""


@button("cishow1")
@dataclass(frozen=True, slots=True)
class ShowCircle:
    """One interest group."""

    circle_id: int


@button("cijoin1")
@dataclass(frozen=True, slots=True)
class JoinCircle:
    """Join, or leave when ``join`` is False."""

    circle_id: int
    join: bool


@button("ciwho1")
@dataclass(frozen=True, slots=True)
class CircleMembers:
    """Who belongs to it, for its leader and the committee."""

    circle_id: int


@button("cilead1")
@dataclass(frozen=True, slots=True)
class MakeLeader:
    """The committee names the leader."""

    circle_id: int
    member_id: int


@button("citell1")
@dataclass(frozen=True, slots=True)
class TellCircle:
    """A message to everybody in it; asks for the words."""

    circle_id: int


@button("ciact1")
@dataclass(frozen=True, slots=True)
class NewForCircle:
    """The committee opens an activity for it."""

    circle_id: int


@button("cinew1")
@dataclass(frozen=True, slots=True)
class NewCircle:
    """The committee begins a new one."""


@button("ciend1")
@dataclass(frozen=True, slots=True)
class CloseCircle:
    """It is no longer; ``sure`` False: ask first."""

    circle_id: int
    sure: bool
