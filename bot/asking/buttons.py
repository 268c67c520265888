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
