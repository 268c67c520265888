"""A broadcast under stress: killed at random moments, and beside a million waiting rows.

python -m bench push_stress [--kills 20] [--rate 600] [--latency-ms 20] [--pending 1000000]
"""

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import text
from sqlmodel import Session

from bench.push import BLOCKED_EVERY, SPAWN, Rates, Telegram, contend, fill
from bot.preview.standin.core import FIRST_PERSON_ID
from bot.storage import Database

#: Resends are not waited for.
AT_ONCE = "UPDATE outgoing SET due_at = '2026-01-01' WHERE state = 'new'"


def kills(count: int, rate: float, latency: float, folder: Path) -> None:
    """Kill the sender at random moments; count who heard it twice and who never did."""
    people = max(60, int(rate * count * 0.8))
    url = f"sqlite:///{folder / f'kills-{rate}.db'}"
    telegram = Telegram(people, None, latency)
    fill(url, people)
    dice = random.Random(7)
    rates = Rates(rate, per_chat_per_second=100)
    for last in [False] * count + [True]:
        ours, theirs = SPAWN.Pipe()
        process = SPAWN.Process(target=contend, args=(theirs, "outbox", telegram.url, people, rates, url))
        process.start()
        theirs.close()
        if last:
            ours.recv()
        else:
            _wait_for_sending(url)
            time.sleep(dice.uniform(0.2, 1.0))
            process.kill()
        process.join()
        database = Database(url)
        database.write_now(lambda session: session.execute(text(AT_ONCE)))
        database.close()
    _, copies = telegram.counts()
    telegram.end()
    reached = [copies.get(FIRST_PERSON_ID + n, 0) for n in range(1, people + 1) if n % BLOCKED_EVERY != 1]
    doubled = sum(each - 1 for each in reached if each > 1)
    print(
        f"{count} kills at {rate:.0f}/s: {sum(not each for each in reached)} of {len(reached)} missed, "
        f"{doubled} doubled ({doubled / count:.2f} per kill), at most {max(reached)} copies"
    )


def _wait_for_sending(url: str) -> None:
    database = Database(url)
    sent = "SELECT COUNT(*) FROM outgoing WHERE state = 'sent'"

    def count(session: Session) -> int:
        return int(session.execute(text(sent)).scalar_one())

    before, until = database.read_now(count), time.monotonic() + 30
    while database.read_now(count) == before and time.monotonic() < until:
        time.sleep(0.02)
    database.close()


def memory(pending: int, folder: Path) -> None:
    """How much more memory the sender needs when so many rows wait."""
    telegram = Telegram(100, None, 0.02)
    used = []
    for more in (0, pending):
        url = f"sqlite:///{folder / f'pending-{more}.db'}"
        fill(url, 100, more)
        ours, theirs = SPAWN.Pipe()
        process = SPAWN.Process(target=contend, args=(theirs, "outbox", telegram.url, 100, Rates(25), url))
        process.start()
        theirs.close()
        used.append(ours.recv()[3])
        process.join()
    telegram.end()
    print(f"memory of the sender: {used[0]:.1f} MB, with {pending} waiting rows {used[1]:.1f} MB")


def main(argv: list[str]) -> None:
    """Run both."""
    parser = argparse.ArgumentParser(prog="bench push_stress", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--rate", type=float, default=600)
    parser.add_argument("--latency-ms", type=float, default=20)
    parser.add_argument("--pending", type=int, default=1_000_000)
    asked = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        if asked.kills:
            kills(asked.kills, 30, 0.05, Path(folder))
            kills(asked.kills, asked.rate, asked.latency_ms / 1000, Path(folder))
        if asked.pending:
            memory(asked.pending, Path(folder))


if __name__ == "__main__":
    main(sys.argv[1:])
