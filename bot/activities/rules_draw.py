"""The draw: a committed list and a public seed give one order, which anybody can compute again.

    printf '%s:%s' SEED MEMBER | sha256sum

for every member; the smallest number comes first. The list is committed to by the hash of its members.
"""

import hashlib
from collections.abc import Sequence


def order(member_ids: Sequence[int], seed: str) -> list[int]:
    """The members in the order of the lots."""
    return sorted(member_ids, key=lambda member_id: _hash(f"{seed}:{member_id}"))


def list_hash(member_ids: Sequence[int]) -> str:
    """What is published before the seed is known: it fixes who takes part."""
    return _hash(",".join(str(member_id) for member_id in sorted(member_ids)))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
