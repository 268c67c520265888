"""``run.py preview``: the real bot in a browser chat, with an invented union; no account, no token, no network."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from aiohttp import web
from sqlmodel import Session

from bot import wording
from bot.chat.ending import Ending, Stop
from bot.clock import MovableClock
from bot.compose import House
from bot.plan.rules import Policy
from bot.preview import texts
from bot.preview.demo import sample, union
from bot.preview.demo.people import Person
from bot.preview.passing import pass_time
from bot.preview.standin import acts
from bot.preview.standin.core import TOKEN, StandIn
from bot.preview.standin.door import Door
from bot.preview.standin.server import create_app
from bot.settings import Settings, load
from bot.storage import Database, schema

PAGE = Path(__file__).parent / "page"
HOST = "127.0.0.1"
#: How long the bot may take to greet everybody, in seconds.
GREETING = 30.0


async def serve(*, port: int) -> int:
    """Serve the preview on ``port`` of the loopback address (0: any free one) until it is stopped.

    Raises Stop when the port is taken.
    """
    serving = asyncio.create_task(_serve(port))
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):  # Windows has no signal handlers in the loop
            loop.add_signal_handler(name, serving.cancel)
    with suppress(asyncio.CancelledError):
        await serving
    print(texts.stopped(), flush=True)
    return 0


async def _serve(port: int) -> None:
    clock = MovableClock()
    core = StandIn(clock.now, name=texts.BOT_NAME)
    core.description = texts.DESCRIPTION
    door = Door(core)
    house: House | None = None

    async def on_clock(at: datetime) -> None:
        if house is None:
            clock.move_to(at)
        else:
            await pass_time(house, clock, at)

    app = create_app(core, clock=clock, page_dir=PAGE, on_clock=on_clock, door=door)
    app.router.add_get(sample.TEXT_PATH, _sample(clock, sample.TEXT_NAME, sample.as_text))
    app.router.add_get(sample.WORD_PATH, _sample(clock, sample.WORD_NAME, sample.as_word))
    async with AsyncExitStack() as stack:
        # The port first: whoever has it already may be a preview in use.
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=2)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        try:
            await web.TCPSite(runner, HOST, port).start()
        except OSError as error:
            raise Stop(Ending.BAD_SETTINGS, texts.port_taken(port)) from error
        address = f"http://{HOST}:{runner.addresses[0][1]}"
        print(texts.preparing(), flush=True)
        folder = stack.enter_context(TemporaryDirectory(prefix="unionbot-", ignore_cleanup_errors=True))
        settings = _settings(Path(folder), address)
        wording.use_zone(settings.time.timezone)
        people = await asyncio.to_thread(_fresh_union, settings, clock.now())
        house = House(settings, clock)
        stack.push_async_callback(house.stop)
        await house.start()
        door.busy = lambda: not house.idle
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(house.fetch())
            await house.working.wait()
            for person in people:
                acts.add_person(core, f"{person.name}{person.tag}", person_id=person.telegram_id)
                acts.start(core, person.telegram_id)
            await door.idle(GREETING, 0.05)
            await house.database.write(union.announce, people, clock.now())
            await door.idle(GREETING, 0.05)
            print(texts.ready(address), flush=True)


def _sample(
    clock: MovableClock, name: str, make: Callable[[int], bytes]
) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Next year's plan as a document, to be dropped into a committee member's chat."""

    async def give(_request: web.Request) -> web.Response:
        year = wording.local(clock.now()).year + 1
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name.format(year=year))}"}
        content = await asyncio.to_thread(make, year)
        return web.Response(body=content, content_type="application/octet-stream", headers=headers)

    return give


def _settings(folder: Path, address: str) -> Settings:
    """The settings of the checkout with a folder and a database of its own, and the stand-in for Telegram."""
    settings = load()
    return replace(
        settings,
        union=replace(settings.union, name=texts.UNION),
        files=replace(settings.files, data_dir=folder),
        database=replace(settings.database, url=f"sqlite:///{folder / 'unionbot.db'}"),
        backup=replace(settings.backup, every_hours=0, folder=folder),
        telegram=replace(
            settings.telegram, api_url=address, token=TOKEN, proxy="", mode="polling", poll_timeout_seconds=10
        ),
    )


def _fresh_union(settings: Settings, now: datetime) -> list[Person]:
    schema.upgrade(settings.database.url)
    database = Database(settings.database.url)
    try:

        def fill(session: Session) -> list[Person]:
            return union.fill(session, now, Policy.of(settings))

        return database.write_now(fill)
    finally:
        database.close()
