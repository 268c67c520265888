"""The way to Telegram, and the first question on it: sent before the rest of the program is loaded.

Loading takes longer than Telegram's answer. Nothing is lost when the start fails after that question: Telegram keeps
every update until a later getUpdates confirms it, which is made only when it is stored.
"""

import asyncio
import contextlib
from typing import Any

from telegram import Bot
from telegram.request import BaseRequest

from bot.chat import calls
from bot.chat.transport import AiohttpRequest
from bot.settings.sections import Telegram

#: What the bot uses; everything else Telegram need not send.
ALLOWED_UPDATES = ["message", "callback_query", "my_chat_member", "inline_query"]
BATCH = 100


class Opening:
    """The bot's connections to Telegram: one for polling, the others for everything else."""

    def __init__(self, telegram: Telegram, *, request: BaseRequest | None = None) -> None:
        """``request``: the way to the Bot API in tests; otherwise aiohttp."""
        proxy = telegram.proxy or None
        self.polling = request or AiohttpRequest(connections=1, proxy=proxy)
        self.replying = request or AiohttpRequest(connections=256, proxy=proxy)
        self.bot = Bot(
            telegram.token,
            base_url=telegram.base_url,
            base_file_url=telegram.base_file_url,
            request=self.replying,
            get_updates_request=self.polling,
        )
        #: The answer to the first getUpdates, when it was asked already.
        self.first: asyncio.Task[Any] | None = None
        self._timeout = telegram.poll_timeout_seconds

    def ask(self) -> None:
        """Send the first getUpdates."""
        question = calls.get_updates(
            self.bot, offset=0, limit=BATCH, seconds=self._timeout, kinds=ALLOWED_UPDATES
        )
        self.first = asyncio.create_task(question)

    async def close(self) -> None:
        """Let go of the connections, and of a question that nobody waits for."""
        if self.first is not None:
            self.first.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await self.first
        for request in (self.polling, self.replying):
            await request.shutdown()
