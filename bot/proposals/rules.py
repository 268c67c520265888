"""Which change of state is allowed, and which needs words."""

from enum import StrEnum


class ProposalState(StrEnum):
    """征集 → 受理 → 采纳 / 未采纳 → 实施中 → 已实施; the proposer may take back what nobody took up."""

    SUBMITTED = "submitted"
    TAKEN_UP = "taken_up"
    ADOPTED = "adopted"
    DECLINED = "declined"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    WITHDRAWN = "withdrawn"


_S = ProposalState
NEXT: dict[ProposalState, tuple[ProposalState, ...]] = {
    _S.SUBMITTED: (_S.TAKEN_UP, _S.ADOPTED, _S.DECLINED),
    _S.TAKEN_UP: (_S.ADOPTED, _S.DECLINED),
    _S.ADOPTED: (_S.IN_PROGRESS, _S.DONE),
    _S.DECLINED: (_S.ADOPTED,),
    _S.IN_PROGRESS: (_S.DONE,),
    _S.DONE: (),
    _S.WITHDRAWN: (),
}
#: A member is never turned down, or told of success, without a word.
NEEDS_WORDS = frozenset({_S.ADOPTED, _S.DECLINED, _S.DONE})
#: What the committee still owes an answer.
OPEN = (_S.SUBMITTED, _S.TAKEN_UP)


def may_become(current: ProposalState, wanted: ProposalState) -> bool:
    """Whether the committee may lead a proposal from one state to the other."""
    return wanted in NEXT[current]


def number_of(year: int, serial: int) -> str:
    """How a proposal is called: ``2026-007``."""
    return f"{year}-{serial:03d}"
