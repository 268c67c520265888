"""Fetching updates: raw getUpdates → commit → only then the next poll, which confirms to Telegram.

Never gives up on a bad network; ends the process when the token is wrong or another instance polls.
"""

import asyncio
import logging
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any

from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.warnings import PTBUserWarning

from bot.chat import inbox
from bot.chat.ending import Ending, Stop
from bot.chat.inbox import Waiting
from bot.chat.outcomes import seconds_to_wait
from bot.clock import Clock
from bot.storage import Database, StorageUnavailable

#: What the bot uses; everything else Telegram need not send.
ALLOWED_UPDATES = ["message", "callback_query", "my_chat_member"]
BATCH = 100
CONFLICTS = 3
CONFLICT_WINDOW = 35.0
BACKOFF_MOST = 60.0
_log = logging.getLogger(__name__)
# The library's own get_updates parses all updates at once: one that cannot be parsed would block the others.
warnings.filterwarnings("ignore", message="Please use 'Bot.getUpdates'", category=PTBUserWarning)


@dataclass(slots=True)
class Progress:
    """When something last succeeded, on the monotonic clock; a watchdog looks at its age."""

    at: float = 0.0

    def mark(self) -> None:
        self.at = monotonic()

    @property
    def age(self) -> float:
        """Seconds since the last success."""
        return monotonic() - self.at


class Poller:
    """Long polling with a durable inbox."""

    def __init__(
        self,
        bot: Bot,
        database: Database,
        clock: Clock,
        *,
        timeout: int,
        on_stored: Callable[[list[Waiting]], None],
        reasons: Callable[[Ending], str],
    ) -> None:
        self._bot = bot
        self._database = database
        self._clock = clock
        self._timeout = timeout
        self._on_stored = on_stored
        self._reasons = reasons
        self.progress = Progress()
        self._offset = 0

    async def run(self) -> None:
        """Poll until cancelled. Raises Stop when it makes no sense to go on."""
        self.progress.mark()
        backoff = 1.0
        conflicts: list[float] = []
        while True:
            try:
                await self.poll_once()
                backoff = 1.0
            except InvalidToken as error:
                raise Stop(Ending.TOKEN_REFUSED, self._reasons(Ending.TOKEN_REFUSED)) from error
            except Conflict as error:
                conflicts = [at for at in conflicts if monotonic() - at < CONFLICT_WINDOW] + [monotonic()]
                if len(conflicts) >= CONFLICTS:
                    raise Stop(Ending.ANOTHER_INSTANCE, self._reasons(Ending.ANOTHER_INSTANCE)) from error
                await asyncio.sleep(3)
            except RetryAfter as error:
                await asyncio.sleep(seconds_to_wait(error))
            except (TelegramError, StorageUnavailable) as error:
                _log.warning("no updates: %s; next try in %.0f s", type(error).__name__, backoff)
                await asyncio.sleep(backoff)
                backoff = min(backoff * 2, BACKOFF_MOST)

    async def poll_once(self) -> int:
        """One getUpdates and one commit. Returns how many updates came."""
        updates: Any = await self._bot.do_api_request(
            "getUpdates",
            api_kwargs={
                "offset": self._offset,
                "limit": BATCH,
                "timeout": self._timeout,
                "allowed_updates": ALLOWED_UPDATES,
            },
            read_timeout=self._timeout + 10,
        )
        if not isinstance(updates, list):
            raise TelegramError("getUpdates did not answer with a list")
        if updates:
            stored = await self._database.write(inbox.store, updates, self._clock.now())
            self._offset = max((_id(update) for update in updates), default=self._offset - 1) + 1
            self._on_stored(stored)
        else:
            # Nothing is left that the offset could confirm; ids may go on anywhere, also below it.
            self._offset = 0
        self.progress.mark()
        return len(updates)


def _id(update: Any) -> int:
    value = update.get("update_id") if isinstance(update, dict) else None
    return value if isinstance(value, int) else 0
