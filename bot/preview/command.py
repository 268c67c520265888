"""``run.py preview``: the real bot in a browser chat, with an invented union; no account, no token, no network."""

import asyncio
import shutil
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from aiohttp import web
from sqlalchemy import update
from sqlmodel import Session

from bot import wording
from bot.chat.ending import Ending, Stop
from bot.clock import MovableClock
from bot.compose import House
from bot.outbox import Outgoing, OutgoingState
from bot.plan.rules import Policy
from bot.preview import texts
from bot.preview.demo import union
from bot.preview.demo.union import Person
from bot.preview.passing import pass_time
from bot.preview.standin import acts
from bot.preview.standin.core import TOKEN, StandIn
from bot.preview.standin.door import Door
from bot.preview.standin.server import create_app
from bot.settings import Settings, load
from bot.storage import Database, schema

PAGE = Path(__file__).parent / "page"
HOST = "127.0.0.1"
#: They greet the bot at the start, so that their chats show the menu.
GREETERS = 3


async def serve(*, port: int) -> int:
    """Serve the preview on ``port`` of the loopback address (0: any free one) until it is stopped."""
    clock = MovableClock()
    core = StandIn(clock.now, name=texts.BOT_NAME)
    core.description = texts.DESCRIPTION
    door = Door(core)
    settings = _settings()
    wording.use_zone(settings.time.timezone)
    print(texts.preparing(), flush=True)
    people = await asyncio.to_thread(_fresh_union, settings, clock.now())
    for person in people:
        acts.add_person(core, f"{person.name}{person.tag}", person_id=person.telegram_id)

    house: House | None = None

    async def on_clock(at: datetime) -> None:
        if house is None:
            clock.move_to(at)
        else:
            await pass_time(house, clock, at)

    app = create_app(core, clock=clock, page_dir=PAGE, on_clock=on_clock, door=door)
    app.router.add_get(texts.PLAN_PATH, _sample(clock))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=2)
    await runner.setup()
    try:
        site = web.TCPSite(runner, HOST, port)
        try:
            await site.start()
        except OSError as error:
            raise Stop(Ending.BAD_SETTINGS, texts.port_taken(port)) from error
        address = f"http://{HOST}:{runner.addresses[0][1]}"
        telegram = replace(settings.telegram, api_url=address, token=TOKEN, proxy="", mode="polling")
        house = House(replace(settings, telegram=telegram), clock)
        await house.start()
        for person in people:
            acts.start(core, person.telegram_id)
        print(texts.ready(address), flush=True)
        await _until_stopped(house)
    finally:
        if house is not None:
            await house.stop()
        await runner.cleanup()
    return 0


def _sample(clock: MovableClock) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Next year's plan as a document, to be dropped into a committee member's chat."""

    async def give(_request: web.Request) -> web.Response:
        year = wording.local(clock.now()).year + 1
        name = quote(texts.PLAN_FILE.format(year=year))
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
        return web.Response(text=union.plan_document(year), headers=headers)

    return give


async def _until_stopped(house: House) -> None:
    fetching = asyncio.create_task(house.fetch())
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):  # Windows has no signal handlers in the loop
            loop.add_signal_handler(name, fetching.cancel)
    with suppress(asyncio.CancelledError):
        await fetching
    print(texts.stopped(), flush=True)


def _settings() -> Settings:
    """The settings of the checkout with a database of its own, made anew at every start."""
    settings = load()
    data_dir = settings.files.data_dir / "preview"
    shutil.rmtree(data_dir, ignore_errors=True)
    data_dir.mkdir(parents=True)
    return replace(
        settings,
        union=replace(settings.union, name=texts.UNION),
        files=replace(settings.files, data_dir=data_dir),
        database=replace(settings.database, url=f"sqlite:///{data_dir / 'unionbot.db'}"),
        telegram=replace(settings.telegram, poll_timeout_seconds=10),
    )


def _fresh_union(settings: Settings, now: datetime) -> list[Person]:
    schema.upgrade(settings.database.url)
    database = Database(settings.database.url)
    try:

        def fill(session: Session) -> list[Person]:
            people = union.fill(session, now, Policy.of(settings))
            # What led up to today was told long ago.
            session.connection().execute(update(Outgoing).values(state=OutgoingState.SENT))
            return people

        return database.write_now(fill)
    finally:
        database.close()
