"""Buttons under an answer to free text."""

from dataclasses import dataclass

from bot.buttons import button


@button("askhelp1")
@dataclass(frozen=True, slots=True)
class ShowHelp:
    """What can be asked."""


@button("askover1")
@dataclass(frozen=True, slots=True)
class HandOver:
    """没懂我: hand what was typed to the committee. The text is the one last kept for this person."""


@button("askmova1")
@dataclass(frozen=True, slots=True)
class MoveActivity:
    """The activity that is to be at another time; the time was typed and is kept for this person."""

    activity_id: int


@button("askmovp1")
@dataclass(frozen=True, slots=True)
class MovePlanned:
    """The same for an item of the plan."""

    occurrence_id: int
