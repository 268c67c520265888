"""Fairness memory: what a member had of this year's places counts when the next are given. docs/报名规则.md says it with
examples."""

from dataclasses import dataclass

#: For each time somebody waited to the end and got no place.
MISSED = 2
#: For each place somebody had.
PLACED = -1
#: For each place that was left empty without a word.
ABSENT = -2


@dataclass(frozen=True, slots=True)
class Record:
    """How often a member in one calendar year had a place, missed one, and did not come though having one."""

    placed: int = 0
    missed: int = 0
    absent: int = 0


def points(record: Record) -> int:
    """The more, the earlier: 2 for each time missed, less 1 for each place had, less 2 for each place left empty."""
    return MISSED * record.missed + PLACED * record.placed + ABSENT * record.absent
