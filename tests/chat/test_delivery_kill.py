"""kill −9 in the middle of a push, with real processes: nobody is missed, hardly anybody hears it twice."""

import asyncio
import random
import sys
from pathlib import Path

import pytest
from aiohttp import web
from sqlalchemy import text

from bot import outbox
from bot.clock import SystemClock
from bot.message import Message
from bot.outbox import OutgoingState
from bot.preview.standin.core import StandIn
from bot.preview.standin.server import create_app
from tests.chat.post import Post

PEOPLE = 60
KILLS = 4


@pytest.mark.parametrize("rate", [30, 300])
async def test_a_push_survives_kills(tmp_path: Path, root: Path, rate: int) -> None:
    url = f"sqlite:///{tmp_path / 'post.db'}"
    office = Post(url)
    members = office.members(PEOPLE)
    office.write(
        outbox.push_many,
        keys={member: f"notice:1:{member}" for member in members},
        due_at=SystemClock().now(),
        message=Message("通知"),
        reference="notice:1",
    )
    office.standin.limits.latency = 0.05
    api_url, runner = await serve(office.standin)
    dice = random.Random(rate)
    office.database.close()

    async def run(seconds: float | None) -> None:
        sender = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.chat.sender_process",
            url,
            api_url,
            str(rate),
            cwd=root,
            stdout=asyncio.subprocess.PIPE,
        )
        assert sender.stdout is not None
        async with asyncio.timeout(60):
            await sender.stdout.readline()
            if seconds is not None:
                await asyncio.sleep(seconds)
            else:
                await until_sent(office)
            sender.kill()
            await sender.wait()

    office.database = office.database.__class__(url)
    try:
        for _ in range(KILLS):
            await run(dice.uniform(0.05, 0.4 * PEOPLE / rate / KILLS + 0.1))
            # What was being sent goes out again at once instead of in half a minute.
            office.write(lambda session: session.execute(text("UPDATE outgoing SET due_at = '2026-01-01'")))
        await run(None)
    finally:
        await runner.cleanup()
    copies = [len(office.seen(member)) for member in members]
    assert min(copies) >= 1, "nobody is missed"
    rows = office.rows()
    assert all(len(office.seen(row.member_id or 0)) <= 1 + row.unknown_outcomes for row in rows)
    assert sum(copies) - PEOPLE <= KILLS * 16, "the window bounds what is heard twice"
    assert office.totals().total == PEOPLE
    office.database.close()


async def serve(standin: StandIn) -> tuple[str, web.AppRunner]:
    runner = web.AppRunner(create_app(standin, clock=SystemClock()), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    return f"http://{host}:{port}", runner


async def until_sent(office: Post) -> None:
    """Wait until every row is settled; a resend is not waited for but made due."""
    while True:
        await asyncio.sleep(0.2)
        office.write(
            lambda session: session.execute(
                text(
                    "UPDATE outgoing SET due_at = '2026-01-01' WHERE state = 'new' AND due_at > '2026-01-01'"
                )
            )
        )
        open_states = {OutgoingState.NEW, OutgoingState.SENDING}
        if not open_states & set(office.states()):
            return
