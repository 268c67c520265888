"""Updates through the whole bot, side by side with a stock PTB bot that stores nothing.

The stand-in is a process of its own over HTTP; answers to the bot's calls take ``--latency-ms``, a waiting long poll is
answered at once, as Telegram does. Every contender is a process too, in turn, several rounds; what is printed are medians,
and ratios of the same round. "Answered" means: the pressed button stopped spinning, after the commit (synchronous=FULL).

    python -m bench updates [--rounds 6] [--seconds 5] [--latency-ms 50] [--only presses,echo,slow,flood]
"""

import argparse
import asyncio
import contextlib
import gc
import logging
import multiprocessing
import random
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Self

from aiohttp import web
from sqlalchemy import event, insert
from sqlmodel import Session
from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, ContextTypes, MessageHandler, filters

from bot import tables
from bot.__main__ import run_loop
from bot.activities.buttons import Join
from bot.activities.organising import publishing
from bot.activities.organising.publishing import Draft
from bot.activities.rules import ActivityKind
from bot.buttons import pack
from bot.chat.routes import Route
from bot.chat.turn import Turn
from bot.clock import SystemClock
from bot.members.model import Account, Group, Member
from bot.members.rules import Actor, Grant, Role
from bot.message import Message
from bot.preview.standin import acts
from bot.preview.standin.core import FIRST_PERSON_ID, TOKEN, StandIn
from bot.preview.standin.door import Door
from bot.preview.standin.server import create_app
from bot.preview.standin.state import Message as Shown
from bot.settings import load
from bot.storage import Database, database

SPAWN = multiprocessing.get_context("spawn")
PEOPLE = 4_000
ECHOES = 2_000
SLOW_COMMIT = 0.010
OURS, STOCK, CONCURRENT, ONE_BY_ONE = (
    "unionbot",
    "stock PTB",
    "stock PTB, concurrent_updates",
    "one commit each",
)


# -- the stand-in, a process of its own --------------------------------------------------------------------------


class Street:
    """People who press and write at a given rate, and how long they wait."""

    def __init__(self, core: StandIn) -> None:
        self.core = core
        self.people = list(core.people)
        self.dice = random.Random(1)
        self.answered_at: dict[str, float] = {}
        self.cards: dict[int, int] = {}
        answered = core.answered

        def note(press: Any, answer: dict[str, Any]) -> None:
            self.answered_at[press.query_id] = time.monotonic()
            answered(press, answer)

        core.answered = note  # type: ignore[method-assign]

    async def press(self, rate: float, seconds: float, patience: float) -> tuple[float, list[float]]:
        """Everybody presses once, ``rate`` a second, at even distances. The share answered and their seconds."""
        begun = time.monotonic()
        asked: dict[str, float] = {}
        for number in range(int(rate * seconds)):
            await asyncio.sleep(max(0.0, begun + number / rate - time.monotonic()))
            person = self.people.pop()
            pressed, _ = acts.press(self.core, person, message_id=self.cards[person], data=pack(Join(1)))
            asked[pressed.query_id] = time.monotonic()
        until = time.monotonic() + patience
        while time.monotonic() < until and not asked.keys() <= self.answered_at.keys():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        waits = [self.answered_at[each] - at for each, at in asked.items() if each in self.answered_at]
        return len(waits) / len(asked), waits

    async def echo(self, number: int) -> float:
        """``number`` texts wait already; the seconds until all are answered."""
        before = self.core.traffic.finished
        begun = time.monotonic()
        for each in range(number):
            acts.say(self.core, self.people[each % 200], str(each))
        while self.core.traffic.finished - before < number:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        return time.monotonic() - begun

    async def flood(
        self, rate: float, share: float, seconds: float, patience: float
    ) -> tuple[list[float], int]:
        """Texts at ``rate``, of which one member sends ``share``; the seconds the others waited, and how many answers
        came out of order."""
        loud, *others = self.people[:200]
        first, begun = self.core.last_seq, time.monotonic()
        said: dict[str, float] = {}
        for number in range(int(rate * seconds)):
            await asyncio.sleep(max(0.0, begun + number / rate - time.monotonic()))
            flooding = self.dice.random() < share
            acts.say(self.core, loud if flooding else others[number % len(others)], f"{number:06}")
            if not flooding:
                said[f"{number:06}"] = time.monotonic()
        await asyncio.sleep(patience)
        heard: dict[int, list[str]] = {}
        waits = []
        epoch = time.monotonic() - time.time()
        for each in self.core.events:
            if each.seq <= first or not isinstance(each.body, Shown) or not each.from_bot:
                continue
            # What is said to the one who floods is no echo.
            if each.kind == "message" and each.body.text.isdecimal():
                heard.setdefault(each.body.chat_id, []).append(each.body.text)
                if each.body.text in said:
                    waits.append(each.at.timestamp() + epoch - said[each.body.text])
        return waits, sum(texts != sorted(texts) for texts in heard.values())


def stand_in(pipe: Connection, latency: float) -> None:
    """Serve until told to end; play the street as told."""
    asyncio.run(_stand_in(pipe, latency))


async def _stand_in(pipe: Connection, latency: float) -> None:
    # A bot that is killed breaks its connections; that is no news here.
    logging.getLogger("aiohttp").setLevel(logging.CRITICAL)

    @web.middleware
    async def slow(request: web.Request, handler: Callable[..., Awaitable[web.StreamResponse]]) -> Any:
        if not request.path.endswith("/getUpdates"):
            await asyncio.sleep(latency)
        return await handler(request)

    core = StandIn(SystemClock().now)
    for number in range(PEOPLE):
        person = acts.add_person(core, f"会员{number}")
        acts.start(core, person.id)
    core.updates.drop_all()
    street, door = Street(core), Door(core)
    for person_id in street.people:
        card = {"chat_id": person_id, "text": "健步走"}
        await door.serve(TOKEN, "sendMessage", card)
        street.cards[person_id] = max(core.chats[person_id].messages)
    app = create_app(core, clock=SystemClock(), door=door)
    app.middlewares.append(slow)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    # What stands there from the start is not looked through for garbage in the middle of a measurement.
    gc.freeze()
    pipe.send("http://{}:{}".format(*runner.addresses[0][:2]))
    while (order := await asyncio.to_thread(pipe.recv)) is not None:
        what, *facts = order
        pipe.send(await getattr(street, what)(*facts))
    await runner.cleanup()


# -- the contenders ----------------------------------------------------------------------------------------------


def contend(name: str, api: str, folder: str, delay: float) -> None:
    """Run one bot until it is killed."""
    if name in {STOCK, CONCURRENT}:
        _stock(api, concurrent=name == CONCURRENT)
        return
    if name == ONE_BY_ONE:
        database.BATCH, database.GATHER_SECONDS = 1, 0.0
    run_loop(_ours(api, Path(folder), delay))


def _stock(api: str, *, concurrent: bool) -> None:
    async def press(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        assert query is not None
        await query.answer()
        await query.edit_message_text(f"已报上 {query.id}")

    async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.effective_message is not None
        await update.effective_message.reply_text(update.effective_message.text or "")

    application = (
        Application.builder()
        .token(TOKEN)
        .base_url(f"{api}/bot")
        .concurrent_updates(concurrent)
        .connection_pool_size(256)
        .pool_timeout(60)
        .build()
    )
    application.add_handler(CallbackQueryHandler(press))
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling(poll_interval=0)


async def _ours(api: str, folder: Path, delay: float) -> None:
    from bot.compose import House

    async def echo(turn: Turn) -> None:
        await turn.reply(Message(turn.text))

    url = f"sqlite:///{folder / 'unionbot.db'}"
    settings = load(
        env={
            "UNIONBOT_TOKEN": TOKEN,
            "UNIONBOT_API_URL": api,
            "UNIONBOT_DATA_DIR": str(folder),
            "UNIONBOT_DATABASE_URL": url,
        }
    )
    fill(url)
    house = House(settings, SystemClock())
    gc.freeze()  # as the real process does
    house.router.free_text = Route(echo, None)
    if delay:
        event.listen(
            house.database._engine,  # noqa: SLF001
            "commit",
            lambda _connection: time.sleep(delay),
        )
    await house.start()
    await house.fetch()


def fill(url: str) -> None:
    """A database with the members, their accounts, and one activity with places for half of them."""
    opened = Database(url)
    now = SystemClock().now()
    numbers = range(1, PEOPLE + 1)

    def rows(session: Session) -> None:
        tables.metadata.create_all(session.connection())
        session.add(Group(id=1, name="第一小组"))
        session.flush()
        same = {"group_id": 1, "created_at": now, "retired": False, "front_line": False}
        session.connection().execute(insert(Member), [{"id": n, "name": f"会员{n}", **same} for n in numbers])
        session.connection().execute(
            insert(Account),
            [
                {"telegram_id": FIRST_PERSON_ID + n - 1, "member_id": n, "bound_at": now, "reachable": True}
                for n in numbers
            ],
        )
        chair = Actor(1, FIRST_PERSON_ID, "会员1", 1, (Grant(Role.CHAIR),))
        draft = Draft("健步走", ActivityKind.FESTIVAL, now + timedelta(days=30), capacity=PEOPLE // 2)
        publishing.create_activity(session, chair, now, draft=draft, request="bench", publish=True)

    opened.write_now(rows)
    opened.close()


# -- rounds ------------------------------------------------------------------------------------------------------


class Round:
    """One contender at one fresh stand-in."""

    def __init__(self, name: str, latency: float, delay: float = 0.0) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._pipe, theirs = SPAWN.Pipe()
        self._standin = SPAWN.Process(target=stand_in, args=(theirs, latency), daemon=True)
        self._standin.start()
        api = self._pipe.recv()
        self._bot = SPAWN.Process(target=contend, args=(name, api, self._folder.name, delay), daemon=True)
        self._bot.start()

    def __enter__(self) -> Self:
        # Warm: the bot is up and has answered once.
        self.ask("press", 5.0, 1.0, 60.0)
        return self

    def ask(self, what: str, *facts: float) -> Any:
        self._pipe.send((what, *facts))
        return self._pipe.recv()

    def __exit__(self, *_: object) -> None:
        self._bot.kill()
        self._bot.join()
        self._pipe.send(None)
        self._standin.join(5)
        self._standin.kill()
        with contextlib.suppress(OSError):
            self._folder.cleanup()


def p99(waits: list[float]) -> float:
    """Milliseconds; infinite when nothing was answered."""
    return statistics.quantiles(waits, n=100)[98] * 1000 if len(waits) > 1 else float("inf")


def presses(options: argparse.Namespace) -> None:
    """Sign-up presses, open loop."""
    latency = options.latency_ms / 1000
    for name, rate in ((OURS, 200), (OURS, 400), (STOCK, 200), (CONCURRENT, 200)):
        shares, times, middles = [], [], []
        for _ in range(options.rounds):
            with Round(name, latency) as played:
                share, waits = played.ask("press", float(rate), options.seconds, 5.0)
            shares.append(share)
            times.append(p99(waits))
            middles.append(statistics.median(waits) * 1000)
        print(
            f"  {name:32} {rate}/s: {statistics.median(shares):.0%} answered, median {statistics.median(middles):.0f} ms, "
            f"p99 {statistics.median(times):.0f} ms ({statistics.median(times) - options.latency_ms:+.0f} ms)",
            flush=True,
        )


def echo(options: argparse.Namespace) -> None:
    """A backlog of texts, answered one message each, without latency."""
    rates: dict[str, list[float]] = {OURS: [], STOCK: [], CONCURRENT: []}
    for _ in range(options.rounds):
        for name, found in rates.items():
            with Round(name, 0.0) as played:
                found.append(ECHOES / played.ask("echo", ECHOES))
    for name, found in rates.items():
        ratios = [ours / theirs for ours, theirs in zip(found, rates[STOCK], strict=True)]
        print(f"  {name:32} {statistics.median(found):.0f}/s, {statistics.median(ratios):.2f} x stock PTB")


def slow(options: argparse.Namespace) -> None:
    """Presses at 200/s while every commit takes 10 ms longer."""
    for name in (OURS, ONE_BY_ONE):
        shares, times = [], []
        for _ in range(options.rounds):
            with Round(name, options.latency_ms / 1000, SLOW_COMMIT) as played:
                # Served within the time of the offer: what is answered later has queued up.
                share, waits = played.ask("press", 200.0, options.seconds, 0.5)
            shares.append(share)
            times.append(p99(waits))
        print(f"  {name:32} {statistics.median(shares):.0%} served, p99 {statistics.median(times):.0f} ms")


def flood(options: argparse.Namespace) -> None:
    """The others' waits with one member sending 60 % of 300 a second, against 120 a second without."""
    with_flood, without, ratios, unordered = [], [], [], 0
    for _ in range(options.rounds):
        found = []
        for rate, share in ((120.0, 0.0), (300.0, 0.6)):
            with Round(OURS, options.latency_ms / 1000) as played:
                waits, disorder = played.ask("flood", rate, share, options.seconds, 2.0)
            found.append(p99(waits))
            unordered += disorder
        without.append(found[0])
        with_flood.append(found[1])
        ratios.append(found[1] / found[0])
    print(
        f"  others' p99 {statistics.median(without):.0f} ms without, {statistics.median(with_flood):.0f} ms with the "
        f"flood: {statistics.median(ratios):.2f} x; {unordered} chats out of order"
    )


def main(argv: list[str]) -> None:
    """Run the comparisons and print them."""
    parser = argparse.ArgumentParser(prog="bench updates")
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--latency-ms", type=float, default=50.0)
    parser.add_argument("--only", default="presses,echo,slow,flood")
    options = parser.parse_args(argv)
    for compare in (presses, echo, slow, flood):
        if compare.__name__ in options.only.split(","):
            print(compare.__doc__, flush=True)
            compare(options)
