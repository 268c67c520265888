"""The rush on the preview's own process, started the way people start it: 500 press 我要报名 within 5 seconds.

    python -m bench presses_preview [--people 500] [--places 200] [--seconds 5] [--rounds 3]

The preview is a process of its own (``python run.py preview``). As many members are written into its union beside it; they
press Start, then each presses the button once, spread evenly over the seconds, through the control API as the page does.
Measured: from the press until the person's phone shows the answer to it. Checked in the preview's database: exactly the
places are taken, one sign-up each, nobody placed twice.
"""

import argparse
import asyncio
import os
import re
import signal
import statistics
import sys
import tempfile
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

from aiohttp import ClientSession, ClientTimeout, TCPConnector
from sqlmodel import Session, col, select

from bot.activities.buttons import Join
from bot.activities.model import Activity, SignUp
from bot.activities.organising import publishing
from bot.activities.organising.publishing import Draft
from bot.activities.rules import ActivityKind, SignUpStatus
from bot.buttons import pack
from bot.members.model import Account, Group, Member
from bot.members.rules import Actor, Grant, Role
from bot.storage import Database

ROOT = Path(__file__).parents[1]
FIRST_ID = 6_000_000_001
START_SECONDS = 120.0
ANSWER_SECONDS = 30.0


async def started(folder: Path) -> tuple[asyncio.subprocess.Process, str]:
    """A preview that is ready, and its address."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(ROOT / "run.py"),
        "preview",
        "--port",
        "0",
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(folder)},
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    if process.stdout is None:
        raise RuntimeError("no output of the preview")
    async with asyncio.timeout(START_SECONDS):
        while True:
            line = (await process.stdout.readline()).decode()
            if not line:
                raise SystemExit("the preview did not start")
            if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                return process, found[0]


def fill(session: Session, people: int, places: int) -> int:
    """Members with accounts, and an open activity for them; the id of the activity."""
    now = datetime.now(UTC)
    group = session.exec(select(Group)).first()
    chair = session.exec(select(Member)).first()
    if group is None or group.id is None or chair is None or chair.id is None:
        raise RuntimeError("the preview has no union")
    members = [
        Member(name=f"会员{number:04d}", group_id=group.id, created_at=now) for number in range(people)
    ]
    session.add_all(members)
    session.flush()
    session.add_all(
        Account(telegram_id=FIRST_ID + number, member_id=member.id or 0, bound_at=now)
        for number, member in enumerate(members)
    )
    session.flush()
    draft = Draft("抢名额", ActivityKind.FESTIVAL, now + timedelta(days=7), capacity=places)
    actor = Actor(chair.id, 0, "", group.id, (Grant(Role.CHAIR),))
    made = publishing.create_activity(
        session, actor, now, draft=draft, request="bench", publish=True, tell=False
    )
    return made.activity_id


def faults(session: Session, activity_id: int, people: int, places: int) -> list[str]:
    """What is wrong afterwards; empty when all is right."""
    rows = session.exec(
        select(SignUp.member_id, SignUp.status, SignUp.queue)
        .where(SignUp.activity_id == activity_id)
        .order_by(col(SignUp.queue))
    ).all()
    placed = [member for member, status, _ in rows if status == SignUpStatus.PLACED]
    found = []
    if len(placed) != min(places, people) or session.get_one(Activity, activity_id).placed != len(placed):
        found.append(f"{len(placed)} placed instead of {places}")
    if len(rows) != people or len({member for member, _, _ in rows}) != people:
        found.append(f"{len(rows)} sign-ups of {people} people")
    if any(status == SignUpStatus.PLACED for _, status, _ in rows[places:]):
        found.append("somebody overtook")
    return found


async def press_all(url: str, people: int, activity_id: int, seconds: float) -> list[float]:
    """Everybody meets the bot, then everybody presses; the seconds until each saw the answer."""
    times: list[float] = []
    connector = TCPConnector(limit=0)
    async with ClientSession(connector=connector, timeout=ClientTimeout(total=120)) as http:

        async def post(path: str, **body: object) -> dict[str, object]:
            async with http.post(f"{url}/sim/{path}", json=body) as response:
                answer: dict[str, object] = await response.json()
                if not response.ok:
                    raise SystemExit(str(answer))
                return answer

        for number in range(people):
            await post("people", name=f"会员{number:04d}", id=FIRST_ID + number)
            await post("start", **{"from": FIRST_ID + number})
        await post("idle", timeout=60)

        async def press(number: int) -> None:
            await asyncio.sleep(seconds * number / people)
            start = perf_counter()
            told = await post(
                "callback",
                **{"from": FIRST_ID + number},
                message_id=1,
                data=pack(Join(activity_id)),
                timeout=ANSWER_SECONDS,
            )
            times.append(perf_counter() - start if told["answered"] else ANSWER_SECONDS)

        await asyncio.gather(*(press(number) for number in range(people)))
        await post("idle", timeout=60)
    return times


async def one_round(people: int, places: int, seconds: float) -> list[float]:
    """One fresh preview."""
    with tempfile.TemporaryDirectory() as folder:
        process, url = await started(Path(folder))
        try:
            [file] = Path(folder).glob("unionbot-*/unionbot.db")  # noqa: ASYNC240 - nothing else runs yet
            database = Database(f"sqlite:///{file}")
            try:
                activity_id = await asyncio.to_thread(database.write_now, fill, people, places)
                times = await press_all(url, people, activity_id, seconds)
                wrong = await asyncio.to_thread(database.read_now, faults, activity_id, people, places)
            finally:
                await asyncio.to_thread(database.close)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            await process.wait()
    if wrong:
        raise SystemExit("; ".join(wrong))
    return times


def main(argv: list[str]) -> None:
    """Run the rounds and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--places", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args(argv)
    tails = []
    for number in range(1, asked.rounds + 1):
        times = asyncio.run(one_round(asked.people, asked.places, asked.seconds))
        tails.append(statistics.quantiles(times, n=20)[18])
        print(
            f"round {number}: {asked.people} presses in {asked.seconds:.0f} s, answer median "
            f"{statistics.median(times) * 1000:.0f} ms, p95 {tails[-1] * 1000:.0f} ms, worst {max(times) * 1000:.0f} ms; "
            f"{asked.places} placed, 0 over"
        )
    print(f"p95, median of the rounds: {statistics.median(tails) * 1000:.0f} ms (to reach: below 1000)")


if __name__ == "__main__":
    main(sys.argv[1:])
