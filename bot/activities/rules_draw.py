"""The draw, and giving by points: a committed list and a public seed give one order, which anybody can compute again.

    python3 rules_draw.py LIST SEED

with the list as it was published, one member a line (number, points, name; a tab or spaces between them), prints the hash of the
list and the order. This file needs nothing but Python. By hand: for every member ``printf '%s:%s' SEED NUMBER | sha256sum``; more points come
first, among the same points the smallest number. The list is committed to by the hash of its members and points.
"""

import hashlib
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path


def order(member_ids: Sequence[int], seed: str) -> list[int]:
    """The members in the order of the lots."""
    return sorted(member_ids, key=lambda member_id: _hash(f"{seed}:{member_id}"))


def list_hash(member_ids: Sequence[int]) -> str:
    """What is published before the seed is known: it fixes who takes part."""
    return _hash(",".join(str(member_id) for member_id in sorted(member_ids)))


def order_by_points(points: Mapping[int, int], seed: str) -> list[int]:
    """The members with the most points first; among the same points in the order of the lots."""
    return sorted(order(list(points), seed), key=lambda member_id: -points[member_id])


def points_hash(points: Mapping[int, int]) -> str:
    """What is published before the seed is known: it fixes who takes part, and with how many points."""
    return _hash(",".join(f"{member_id}={points[member_id]}" for member_id in sorted(points)))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def main(arguments: Sequence[str]) -> None:
    """Compute a draw again from the published list and the seed."""
    path, seed = arguments
    rows = [
        line.split(maxsplit=2)
        for line in Path(path).read_text(encoding="utf-8-sig").splitlines()
        if line.strip()
    ]
    points = {int(row[0]): int(row[1]) for row in rows}
    names = {int(row[0]): row[2] if len(row) > 2 else "" for row in rows}
    weighed = any(points.values())
    sys.stdout.write(f"{points_hash(points) if weighed else list_hash(list(points))}\n")
    for number, member_id in enumerate(order_by_points(points, " ".join(seed.split())), start=1):
        sys.stdout.write(f"{number}\t{member_id}\t{points[member_id]}\t{names[member_id]}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
