"""The stand-in as one aiohttp application: the bot's door, the control API and, if wanted, the chat page."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.clock import Clock
from bot.preview.standin import http_door
from bot.preview.standin.control import people, stage, views
from bot.preview.standin.control.stage import TIME, OnClock, Time, moving
from bot.preview.standin.core import StandIn
from bot.preview.standin.door import Door
from bot.preview.standin.errors import ActRefused
from bot.preview.standin.http_door import DOOR, LARGEST_REQUEST
from bot.preview.standin.webhook import deliver

_LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
_BOT_PATH = re.compile(r"/(file/)?bot[^/]+/")
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def create_app(
    core: StandIn,
    *,
    clock: Clock,
    page_dir: Path | None = None,
    on_clock: OnClock | None = None,
    door: Door | None = None,
) -> web.Application:
    """The application; serve it on 127.0.0.1 only.

    ``on_clock`` is awaited with the instant (UTC) the clock shall show; without it a MovableClock is moved and nobody else
    is told. ``door`` is needed when an in-process door to the same core exists. ``page_dir`` with an `index.html` is served
    at `/`.
    """
    app = web.Application(middlewares=[_guard], client_max_size=LARGEST_REQUEST)
    app[DOOR] = door or Door(core)
    app[TIME] = Time(clock, on_clock or moving(clock))
    http_door.add_routes(app)
    for part in (people, stage, views):
        part.add_routes(app)
    if page_dir is not None:
        index = page_dir / "index.html"

        async def page(_: web.Request) -> web.FileResponse:
            return web.FileResponse(index)

        app.router.add_get("/", page)
        app.router.add_static("/", page_dir)
    app.on_response_prepare.append(_add_headers)
    app.on_shutdown.append(_end_waits)
    app.cleanup_ctx.append(_webhook)
    return app


@web.middleware
async def _guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Only pages from this very address may drive the people; refusals become JSON."""
    if _BOT_PATH.match(request.path):
        return await handler(request)
    try:
        host = urlsplit(f"//{request.host}").hostname
        origin = request.headers.get("Origin")
        if host not in _LOCAL_HOSTS or (origin is not None and urlsplit(origin).netloc != request.host):
            raise ActRefused("only this machine's own page may do this", 403)
        return await handler(request)
    except ActRefused as refused:
        return web.json_response({"error": str(refused)}, status=refused.status)
    except ValueError:
        return web.json_response({"error": "the request cannot be read"}, status=400)


async def _add_headers(request: web.Request, response: web.StreamResponse) -> None:
    if not _BOT_PATH.match(request.path):
        response.headers.update(_HEADERS)


async def _end_waits(app: web.Application) -> None:
    app[DOOR].close()


async def _webhook(app: web.Application) -> AsyncIterator[None]:
    task = asyncio.create_task(deliver(app[DOOR]))
    yield
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
