"""Places kept for groups (每组至少几人): pure rules. docs/报名规则.md says the same with examples.

Every sign-up falls under one kept part: that of its own group, or the rest. ``free`` says how many places are left for
somebody of each part: the places nobody keeps, and the own group's kept ones on top.
"""

from collections.abc import Collection, Hashable, Mapping

#: The kinds of quota that keep places: for a group, and for all others.
FLOOR = "floor"
REST = "rest"


def free_of_parts(free: int | None, kept: Mapping[Hashable, tuple[int, int]]) -> dict[Hashable, int | None]:
    """The places left for somebody of each part. ``free``: the places left of all (None: no limit); ``kept``: for each
    part the places kept for it and those it has taken. Never below 0."""
    if free is None:
        return dict.fromkeys(kept)
    open_places = free - sum(missing(*part) for part in kept.values())
    return {key: max(open_places + missing(*part), 0) for key, part in kept.items()}


def missing(capacity: int, placed: int) -> int:
    """How many of the places kept for a group it has not taken yet."""
    return max(capacity - placed, 0)


def taken(
    free: Mapping[Hashable, int | None],
    limits: Collection[Hashable],
    people: int,
    kept: Mapping[Hashable, int],
) -> tuple[dict[Hashable, int | None], dict[Hashable, int]]:
    """What is left when a party takes its places. ``kept``: the parts and how many kept places each has not taken; what
    is taken beyond the own kept ones is gone for all parts."""
    own = next((limit for limit in limits if limit in kept), None)
    from_kept = min(people, kept[own]) if own is not None else 0
    left = {}
    for limit, places in free.items():
        used = people if limit in limits else people - from_kept if limit in kept else 0
        left[limit] = places if places is None else places - used
    return left, {part: number - from_kept if part == own else number for part, number in kept.items()}
