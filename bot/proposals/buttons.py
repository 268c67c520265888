"""Buttons of proposals."""

from dataclasses import dataclass

from bot.buttons import button
from bot.proposals.rules import ProposalState


@button("prmine1")
@dataclass(frozen=True, slots=True)
class MyProposals:
    """A page of the own proposals, from 0."""

    page: int


@button("prwrite1")
@dataclass(frozen=True, slots=True)
class WriteProposal:
    """Begin a new proposal."""


@button("prshow1")
@dataclass(frozen=True, slots=True)
class ShowProposal:
    """One proposal: the proposer's or the committee's view, by who presses."""

    proposal_id: int


@button("prback1")
@dataclass(frozen=True, slots=True)
class Withdraw:
    """The proposer takes it back."""

    proposal_id: int


@button("prlist1")
@dataclass(frozen=True, slots=True)
class ProposalList:
    """The committee's list: those without an answer, or all; a page from 0."""

    only_open: bool
    page: int


@button("prlead1")
@dataclass(frozen=True, slots=True)
class Lead:
    """Lead a proposal to another state."""

    proposal_id: int
    state: ProposalState
