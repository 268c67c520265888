"""How well Chinese is read: the tables of dates, intents and plans, printed one after the other.

    python3 run.py bench accuracy [--errors N]

Dates: the scorer's table for every evaluation set beside the checkout (../shared/dates), where there are any.
Plans: drafts against what a careful reader finds, in collected plans (../shared/plans) and in our own layouts.
Intents: both halves of our own utterances; the test half is never tuned on. Speed: milliseconds per message.
"""

import argparse
import sys
from collections.abc import Sequence

from bench import dates, intents, plan_reading


def main(argv: Sequence[str] | None = None) -> int:
    """Prints the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--errors", type=int, default=0, help="print so many errors of each set")
    asked = parser.parse_args(argv)
    print("Dates: time per message")
    dates.speed()
    print("\nDates: readings", flush=True)
    dates.accuracy(asked.errors)
    print("\nIntents")
    intents.report(intents.HALVES, asked.errors)
    print("\nPlans", flush=True)
    plan_reading.accuracy()
    return 0


if __name__ == "__main__":
    sys.exit(main())
