"""Kill −9 at random moments while many people write, sign up and press twice; then count what came of it.

The real process over HTTP against the stand-in; every figure but the first three must be nothing, copies of a message
at most one more than its unknown outcomes.

    python -m bench kills [--kills 50] [--people 300] [--rounds 4] [--capacity 40] [--seed 1]
"""

import argparse
import asyncio
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from tests.e2e.union import campaign, union


async def run(options: argparse.Namespace) -> int:
    """One campaign; 0 when nothing was lost, doubled or out of bounds."""
    with tempfile.TemporaryDirectory() as folder:
        async with union(Path(folder)) as made:
            made.populate(options.people, capacity=options.capacity)
            begun = time.monotonic()
            found = await campaign(
                made, kills=options.kills, rounds=options.rounds, seed=options.seed, capacity=options.capacity
            )
            seconds = time.monotonic() - begun
    print(f"{options.people} people, seed {options.seed}, {seconds:.0f} s")
    for name, value in asdict(found).items():
        print(f"  {name.replace('_', ' '):22} {'-' if value is None else value}")
    print("nothing lost, doubled or out of bounds" if not found.faults else f"FAULTS: {found.faults}")
    return bool(found.faults)


def main(argv: list[str]) -> None:
    """Run a campaign and print what came of it."""
    parser = argparse.ArgumentParser(prog="bench kills")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--people", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--capacity", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    sys.exit(asyncio.run(run(parser.parse_args(argv))))
