"""Webhook instead of polling: an update is committed before Telegram gets its 200."""

import hmac
import json
from collections.abc import Callable

from aiohttp import web

from bot.chat import inbox
from bot.chat.inbox import Waiting
from bot.chat.polling import Progress
from bot.clock import Clock
from bot.storage import Database, StorageUnavailable

PATH = "/telegram"
MOST_BYTES = 1024 * 1024
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header


def create_app(
    database: Database,
    clock: Clock,
    *,
    secret: str,
    on_stored: Callable[[list[Waiting]], None],
    progress: Progress,
) -> web.Application:
    """The HTTP side of a webhook; ``secret`` must be what was given to setWebhook, and not empty."""
    if not secret:
        raise ValueError("a webhook needs a secret")

    async def receive(request: web.Request) -> web.Response:
        if not hmac.compare_digest(request.headers.get(_SECRET_HEADER, "").encode(), secret.encode()):
            return web.Response(status=403)
        try:
            update = json.loads(await request.read())
        except (ValueError, RecursionError):
            return web.Response(status=400)
        try:
            stored = await database.write(inbox.store, [update], clock.now())
        except StorageUnavailable:
            # Telegram keeps the update and asks again.
            return web.Response(status=503, headers={"Retry-After": "5"})
        progress.mark()
        on_stored(stored)
        return web.Response()

    app = web.Application(client_max_size=MOST_BYTES)
    app.router.add_post(PATH, receive)
    return app
