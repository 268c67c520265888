"""The composition root: settings → database → chat → delivery → clock; start and stop in order.

The one place that knows everybody.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from typing import Any

from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder
from telegram.request import BaseRequest

import handlers
import schedules
from bot import tables, wording
from bot.chat import texts
from bot.chat.delivery import Delivery
from bot.chat.elsewhere import Elsewhere
from bot.chat.ending import Ending, Stop
from bot.chat.handling import Handling
from bot.chat.lanes import Lanes
from bot.chat.menus import publish_menus
from bot.chat.opening import ALLOWED_UPDATES, Opening
from bot.chat.polling import Poller, Progress
from bot.chat.posted import PostedCards
from bot.chat.replies import Replies
from bot.chat.transport import AiohttpRequest
from bot.clock import Clock
from bot.language import calendar, prepare
from bot.notices import service as notices
from bot.notices.returning import come_back
from bot.operations.keeping import keep_backups
from bot.settings import Settings
from bot.storage import Database
from bot.waking import Waking

GRACE_SECONDS = 8.0
WATCH_SECONDS = 5.0
LONGEST_WAIT = 60.0
_log = logging.getLogger(__name__)
__all__ = ["House", "tables"]


class House:
    """The running bot."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        *,
        opening: Opening | None = None,
        request: BaseRequest | None = None,
    ) -> None:
        """``opening``: the way to Telegram, where something was asked on it already. ``request``: the way in tests."""
        self.settings = settings
        self.clock = clock
        self.database = Database(settings.database.url)
        self.opening = opening or Opening(settings.telegram, request=request)
        self.application: Application[Any, Any, Any, Any, Any, Any] = (
            ApplicationBuilder().bot(self.opening.bot).updater(None).job_queue(None).build()
        )
        self.router = handlers.build_router()
        self.delivery = Delivery(
            self.database,
            self.application.bot,
            clock,
            settings.sending,
            on_finished=notices.report_when_finished,
        )
        self.replies = Replies(self.application.bot, self.delivery.pacing)
        self.posted = PostedCards(self.database, self.application.bot, self.delivery.pacing, clock)
        handling = Handling(
            self.application,
            self.database,
            self.replies,
            self.router,
            settings,
            clock,
            elsewhere=Elsewhere(self.application.bot, self.database, self.replies, clock),
            on_return=come_back,
        )
        handling.register()
        self.lanes = Lanes(self.database, handling.handle, places=settings.chat.slots, on_flood=handling.calm)
        self.waking = Waking(self.database, clock, settings.time.timezone, schedules.all_jobs(settings))
        self.poller = Poller(
            self.application.bot,
            self.database,
            clock,
            timeout=settings.telegram.poll_timeout_seconds,
            on_stored=self.lanes.received,
            reasons=texts.why_ended,
            first=self.opening.first,
        )
        #: Set when updates are answered and not only stored.
        self.working = asyncio.Event()
        self._prepared: asyncio.Task[None]
        self._exit = AsyncExitStack()

    async def start(self) -> None:
        """All that comes before updates are taken. Waits for the network; raises Stop when the token is wrong."""
        self._exit.push_async_callback(self.opening.close)
        wording.use_zone(self.settings.time.timezone)
        calendar.use(self.settings.files.data_dir)
        # Half a second of reading tables: while Telegram answers, and not when somebody waits for the first answer.
        self._prepared = asyncio.create_task(asyncio.to_thread(prepare, self.clock.now()))
        await self._until_reachable()
        self._exit.push_async_callback(self.application.shutdown)
        await self.application.start()
        self._exit.push_async_callback(self.application.stop)

    async def _until_reachable(self) -> None:
        await self._until_done(self.application.initialize)

    @staticmethod
    async def _until_done(ask: Callable[[], Coroutine[Any, Any, object]]) -> None:
        """Ask Telegram something that the start needs, until it answers. Raises Stop when the token is wrong."""
        wait = 1.0
        while True:
            try:
                await ask()
                return
            except InvalidToken as error:
                raise Stop(Ending.TOKEN_REFUSED, texts.why_ended(Ending.TOKEN_REFUSED)) from error
            except TelegramError as error:
                _log.warning("Telegram cannot be reached: %s; next try in %.0f s", type(error).__name__, wait)
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)

    async def fetch(self) -> None:
        """Fetch updates and work on them until cancelled. Raises Stop when the process must end."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._work())
            tasks.create_task(keep_backups(self.settings, self.clock))
            if self.settings.telegram.mode == "webhook":
                tasks.create_task(self._serve_webhook(self.poller.progress))
            else:
                tasks.create_task(self.poller.run())
                tasks.create_task(self._watch())

    async def _work(self) -> None:
        """Begin to answer, send and wake. What comes before that waits in the inbox."""
        await self._prepared
        self.lanes.start()
        await self.delivery.start()
        self.waking.start()
        self.posted.start()
        self.working.set()
        await self.replies.quietly(publish_menus(self.application.bot, self.router))

    async def _watch(self) -> None:
        """Polling without success gets a fresh connection; if it stands still even so, the process ends.

        A network that is down, and says so, is no reason to end: the next attempt is as good as a new process.
        """
        telegram = self.settings.telegram
        renewed = False
        self.poller.progress.mark()
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            age = self.poller.progress.age
            if self.poller.progress.silence > telegram.watchdog_exit_seconds:
                raise Stop(Ending.STUCK, texts.why_ended(Ending.STUCK))
            if age > telegram.watchdog_renew_seconds and not renewed:
                renewed = True
                if isinstance(self.opening.polling, AiohttpRequest):
                    await self.opening.polling.renew()
            elif age <= telegram.watchdog_renew_seconds:
                renewed = False

    async def _serve_webhook(self, progress: Progress) -> None:
        # Late: with polling nobody needs the web server.
        from aiohttp import web

        from bot.chat import webhook

        telegram = self.settings.telegram
        app = webhook.create_app(
            self.database,
            self.clock,
            secret=telegram.webhook_secret,
            on_stored=self.lanes.received,
            progress=progress,
        )
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, telegram.webhook_listen, telegram.webhook_port).start()
            await self._until_done(
                lambda: self.application.bot.set_webhook(
                    telegram.webhook_url,
                    secret_token=telegram.webhook_secret,
                    allowed_updates=ALLOWED_UPDATES,
                )
            )
            await asyncio.Event().wait()
        finally:
            await runner.cleanup()

    async def stop(self) -> None:
        """Finish what is at hand within the grace period; the rest waits in the rows for the next start."""
        await self.waking.stop()
        # Side by side: what is under way on either side has the same seconds.
        await asyncio.gather(self.lanes.stop(GRACE_SECONDS), self.delivery.stop(), self.posted.stop())
        await self._exit.aclose()
        await asyncio.to_thread(self.database.close)

    @property
    def idle(self) -> bool:
        """Whether everything received is answered and everything due is done and sent."""
        return (
            self.working.is_set()
            and self.lanes.idle
            and not self.database.waiting
            and self.waking.idle
            and self.delivery.idle
            and self.posted.idle
        )

    async def moved_clock(self) -> None:
        """The clock was moved: look at what is due now."""
        self.waking.poke()
        self.delivery.poke()
