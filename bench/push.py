"""A broadcast, side by side: the outbox, the same pacer without an outbox, and PTB's AIORateLimiter.

The stand-in allows 600 messages a second over HTTP, 3 % of the people have blocked the bot, and a person asks for an
answer twice a second meanwhile. Every contender is a process of its own, in turn, several rounds; what is printed
are medians and ratios of the same round. What kills and a million rows do to it: bench/push_stress.py.

    python -m bench push [--people 20000] [--rounds 6] [--rate 600] [--latency-ms 20]
"""

import argparse
import asyncio
import multiprocessing
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from aiohttp import web
from sqlalchemy import insert, text
from sqlmodel import Session
from telegram import Bot
from telegram.error import TelegramError
from telegram.ext import AIORateLimiter, ExtBot

from bot import outbox, tables
from bot.chat.delivery import Delivery
from bot.chat.outcomes import Trouble, classify
from bot.chat.pacing import Pacing
from bot.chat.replies import Replies
from bot.chat.transport import AiohttpRequest
from bot.clock import SystemClock
from bot.members.model import Account, Group, Member
from bot.message import Message
from bot.preview.standin import acts
from bot.preview.standin.core import FIRST_PERSON_ID, TOKEN, StandIn
from bot.preview.standin.server import create_app
from bot.storage import Database

SPAWN = multiprocessing.get_context("spawn")
BLOCKED_EVERY = 33
NOTICE = "关于组织健步走活动的通知：12月5日（周六）15:00，操场集合，请您准时参加。"
ASKED = "健步走还能报吗？能，还有 3 个名额。"
PATIENCE = 600.0


@dataclass(frozen=True)
class Rates:
    """The settings ``[sending]`` of a run."""

    per_second: float
    per_chat_per_second: float = 1.0
    per_group_per_minute: int = 18
    in_flight: int = 16


@dataclass(frozen=True)
class Figures:
    """What one contender did in one round."""

    rate_share: float
    cpu_us: float
    slowest_reply: float
    floods: int = 0


# -- the stand-in, a process of its own --------------------------------------------------------------------------


def stand_in(pipe: Connection, people: int, rate: float | None, latency: float) -> None:
    """Serve until told to end. Sends its address, then answers each request with (429s, copies per chat)."""
    asyncio.run(_stand_in(pipe, people, rate, latency))


async def _stand_in(pipe: Connection, people: int, rate: float | None, latency: float) -> None:
    floods = 0

    @web.middleware
    async def count(request: web.Request, handler: Callable[..., Awaitable[web.StreamResponse]]) -> Any:
        nonlocal floods
        response = await handler(request)
        floods += response.status == 429
        return response

    core = StandIn(SystemClock().now)
    for number in range(people + 1):
        person = acts.add_person(core, f"会员{number}")
        acts.start(core, person.id)
        if number % BLOCKED_EVERY == 1:
            acts.block(core, person.id, blocked=True)
    core.updates.drop_all()
    core.limits.per_second, core.limits.latency = rate, latency
    app = create_app(core, clock=SystemClock())
    app.middlewares.append(count)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    pipe.send("http://{}:{}".format(*runner.addresses[0][:2]))
    while await asyncio.to_thread(pipe.recv) == "counts":
        copies = {
            chat.id: sum(message.sender_id == core.bot_id for message in chat.messages.values())
            for chat in core.chats.values()
        }
        pipe.send((floods, copies))
        floods = 0
    await runner.cleanup()


class Telegram:
    """The running stand-in process."""

    def __init__(self, people: int, rate: float | None, latency: float) -> None:
        self._pipe, theirs = SPAWN.Pipe()
        self._process = SPAWN.Process(target=stand_in, args=(theirs, people, rate, latency), daemon=True)
        self._process.start()
        self.url: str = self._pipe.recv()

    def counts(self) -> tuple[int, dict[int, int]]:
        """429s since the last question, and how many messages of the bot each chat holds."""
        self._pipe.send("counts")
        counted: tuple[int, dict[int, int]] = self._pipe.recv()
        return counted

    def end(self) -> None:
        self._pipe.send("end")
        self._process.join()


# -- the contenders, processes of their own ----------------------------------------------------------------------


def fill(url: str, people: int, pending: int = 0) -> None:
    """A database with the members, their accounts and a notice to all of them; ``pending`` more rows to the first."""
    database = Database(url)
    now = datetime.now(UTC)

    def rows(session: Session) -> None:
        tables.metadata.create_all(session.connection())
        session.add(Group(id=1, name="第一小组"))
        session.flush()
        connection, numbers = session.connection(), range(1, people + 1)
        connection.execute(
            insert(Member),
            [
                {
                    "id": n,
                    "name": f"会员{n}",
                    "group_id": 1,
                    "created_at": now,
                    "retired": False,
                    "front_line": False,
                }
                for n in numbers
            ],
        )
        connection.execute(
            insert(Account),
            [
                {"telegram_id": FIRST_PERSON_ID + n, "member_id": n, "bound_at": now, "reachable": True}
                for n in numbers
            ],
        )
        keys = {n: f"notice:1:{n}" for n in numbers}
        outbox.push_many(session, keys=keys, due_at=now, message=Message(NOTICE), reference="notice:1")

    def more(session: Session, start: int) -> None:
        columns = "key, reference, member_id, text, buttons, priority, due_at, state, attempts, unknown_outcomes, trouble"
        numbers = f"WITH RECURSIVE n(i) AS (SELECT {start} UNION ALL SELECT i + 1 FROM n WHERE i < {start + 99_999})"
        session.execute(
            text(
                f"INSERT INTO outgoing ({columns}) {numbers} SELECT 'more:' || i, 'more', 1 + i % {people}, "
                ":notice, '[]', 1, (SELECT due_at FROM outgoing LIMIT 1), 'new', 0, 0, '' FROM n"
            ),
            {"notice": NOTICE},
        )

    database.write_now(rows)
    for start in range(0, pending, 100_000):
        database.write_now(more, start)
    database.close()


def contend(pipe: Connection, name: str, api: str, people: int, rates: Rates, database_url: str) -> None:
    """Send the notice to all, measure, and report (seconds, CPU seconds, replies' seconds, RSS in MB)."""
    pipe.send(asyncio.run(_contend(name, api, people, rates, database_url)))


async def _contend(
    name: str, api: str, people: int, rates: Rates, database_url: str
) -> tuple[float, float, list[float], float]:
    request = AiohttpRequest(connections=256)
    if name == "AIORateLimiter":
        limiter = AIORateLimiter(overall_max_rate=rates.per_second, overall_time_period=1, max_retries=20)
        bot: Bot = ExtBot(TOKEN, base_url=f"{api}/bot", request=request, rate_limiter=limiter)
    else:
        bot = Bot(TOKEN, base_url=f"{api}/bot", request=request)
    pacing = Pacing(rates, time.monotonic)
    replies = Replies(bot, pacing)
    chats = [FIRST_PERSON_ID + number for number in range(1, people + 1)]
    taken: list[float] = []

    async def ask() -> None:
        # Answers stop waiting with the push, so that a queue behind it shows as what it is.
        while True:
            begun = time.monotonic()
            if name == "AIORateLimiter":
                await bot.send_message(FIRST_PERSON_ID, ASKED)
            else:
                await replies.send(FIRST_PERSON_ID, Message(ASKED))
            taken.append(time.monotonic() - begun)
            await asyncio.sleep(0.5)

    await bot.send_message(FIRST_PERSON_ID, "开始")
    asking = asyncio.create_task(ask())
    cpu, begun = time.process_time(), time.monotonic()
    if name == "outbox":
        await _by_outbox(Database(database_url), bot, rates, pacing)
    elif name == "pacer":
        await _by_pacer(bot, chats, rates, pacing)
    else:
        await asyncio.gather(*(_one(bot, chat) for chat in chats))
    seconds, cpu = time.monotonic() - begun, time.process_time() - cpu
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    await request.shutdown()
    return seconds, cpu, taken, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def _by_outbox(database: Database, bot: Bot, rates: Rates, pacing: Pacing) -> None:
    done = asyncio.Event()
    database.listen(outbox.FINISHED, done.set)
    delivery = Delivery(database, bot, SystemClock(), rates, pacing=pacing)
    await delivery.start()
    async with asyncio.timeout(PATIENCE):
        await done.wait()
    await delivery.stop()
    database.close()


async def _by_pacer(bot: Bot, chats: list[int], rates: Rates, pacing: Pacing) -> None:
    window = asyncio.Semaphore(rates.in_flight)

    async def send(chat: int) -> None:
        try:
            await _one(bot, chat)
        finally:
            window.release()

    async with asyncio.TaskGroup() as tasks:
        for chat in chats:
            await window.acquire()
            while (wait := pacing.wait_to_push()) > 0:  # noqa: ASYNC110 - the pace is a time, not an event
                await asyncio.sleep(wait)
            pacing.pushed(chat)
            tasks.create_task(send(chat))


async def _one(bot: Bot, chat: int) -> None:
    try:
        await bot.send_message(chat, NOTICE, parse_mode="HTML")
    except TelegramError as error:
        if classify(error) is not Trouble.BLOCKED:
            raise


# -- rounds ------------------------------------------------------------------------------------------------------


def one_round(
    name: str, telegram: Telegram, people: int, rates: Rates, folder: Path, latency: float
) -> Figures:
    """One contender, once."""
    url = f"sqlite:///{folder / f'{time.monotonic_ns()}.db'}"
    if name == "outbox":
        fill(url, people)
    telegram.counts()
    ours, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=contend, args=(theirs, name, telegram.url, people, rates, url))
    process.start()
    theirs.close()
    seconds, cpu, taken, _ = ours.recv()
    process.join()
    floods, _ = telegram.counts()
    return Figures(people / seconds / rates.per_second, cpu / people * 1e6, max(taken) / latency, floods)


def main(argv: list[str]) -> None:
    """Run the comparison."""
    parser = argparse.ArgumentParser(prog="bench push", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--people", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--rate", type=float, default=600)
    parser.add_argument("--latency-ms", type=float, default=20)
    parser.add_argument("--only", choices=["outbox", "pacer", "AIORateLimiter"])
    asked = parser.parse_args(argv)
    latency = asked.latency_ms / 1000
    names = [asked.only] if asked.only else ["pacer", "outbox", "AIORateLimiter"]
    with tempfile.TemporaryDirectory() as folder:
        rounds: dict[str, list[Figures]] = {name: [] for name in names}
        for number in range(asked.rounds):
            for name in names if number % 2 == 0 else names[::-1]:
                telegram = Telegram(asked.people, asked.rate, latency)
                figures = one_round(name, telegram, asked.people, Rates(asked.rate), Path(folder), latency)
                telegram.end()
                rounds[name].append(figures)
                print(f"round {number + 1} {name}: {asdict(figures)}", flush=True)
        report(rounds, asked.people, asked.rate)


def report(rounds: dict[str, list[Figures]], people: int, rate: float) -> None:
    """Medians, and the ratio to the pacer of the same round."""
    count = min(map(len, rounds.values()))
    if not count:
        return
    print(f"\n{people} people, {rate:.0f}/s allowed, {count} rounds, medians; a reply's slowest in latencies")
    print("                 share of rate   429   slowest reply   CPU/message   ratio to the pacer (paired)")
    for name, figures in rounds.items():
        ratio = ""
        if "pacer" in rounds:
            pairs = [mine.cpu_us / base.cpu_us for mine, base in zip(figures, rounds["pacer"], strict=True)]
            ratio = f"{statistics.median(pairs):.2f}"
        middle = {
            field: statistics.median(getattr(each, field) for each in figures)
            for field in ("rate_share", "slowest_reply", "cpu_us")
        }
        print(
            f"{name:16} {middle['rate_share']:13.3f} {sum(each.floods for each in figures):5} "
            f"{middle['slowest_reply']:15.2f} {middle['cpu_us']:10.0f} µs   {ratio}"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
