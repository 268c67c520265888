"""How quickly and how well dates are read.

    .venv/bin/python -m bench dates [--errors N]

Prints the first call in a fresh process after warm-up, median and 95th percentile per message, first and repeated
readings apart, for our own expressions; and, where the evaluation sets are beside the checkout (../shared/dates),
the table of their scorer.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.language import dates

OWN = Path(__file__).parents[1] / "tests" / "language" / "data" / "dates.jsonl"
SETS = Path(__file__).parents[2] / "shared" / "dates"
NOW = datetime(2026, 11, 21, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
PLAIN = ("好的收到", "羽毛球怎么报名？", "我不去了", "谢谢", "体检要空腹吗")
"""Most messages name no date."""


def main(argv: Sequence[str] | None = None) -> int:
    """Prints the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--errors", type=int, default=0, help="print so many errors of each set")
    asked = parser.parse_args(argv)
    speed()
    accuracy(asked.errors)
    return 0


def speed() -> None:
    """Milliseconds per message."""
    began = time.perf_counter()
    dates.warm_up(NOW)
    print(f"warm-up            {(time.perf_counter() - began) * 1000:8.2f} ms")
    texts = [json.loads(line)["text"] for line in OWN.read_text("utf-8").splitlines()]
    report("first call", [_milliseconds("重阳节当天上午九点半集合，下周三前报名", NOW)])
    # Every message is a minute later than the one before, as in a chat.
    first = [_milliseconds(text, NOW + timedelta(minutes=n)) for n, text in enumerate(texts)]
    report("new expressions", first)
    again = [_milliseconds(text, NOW + timedelta(days=1, minutes=n)) for n, text in enumerate(texts * 3)]
    report("seen expressions", again)
    report("no date in it", [_milliseconds(text, NOW) for text in PLAIN * 50])


def _milliseconds(text: str, now: datetime) -> float:
    began = time.perf_counter()
    dates.find(text, now)
    return (time.perf_counter() - began) * 1000


def report(name: str, times: list[float]) -> None:
    """One line of the table of speeds."""
    ordered = sorted(times)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    print(
        f"{name:18} {statistics.median(times):8.2f} ms median {p95:8.2f} ms p95 {ordered[-1]:8.2f} ms max  n={len(times)}"
    )


def accuracy(errors: int) -> None:
    """The scorer's table for every set that is there."""
    if not (SETS / "score.py").is_file():
        print("no evaluation sets beside the checkout")
        return
    sets = sorted(path.name for path in SETS.glob("*.jsonl"))
    command = [
        sys.executable,
        str(SETS / "score.py"),
        "bot.language.dates:as_scored",
        *(str(SETS / s) for s in sets),
    ]
    subprocess.run([*command, "--errors", str(errors)], cwd=Path(__file__).parents[1], check=True)


if __name__ == "__main__":
    sys.exit(main())
