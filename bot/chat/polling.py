"""Fetching updates: raw getUpdates → commit → only then the next poll, which confirms to Telegram.

Never gives up on a bad network or a full disk; ends the process when the token is wrong or another instance polls.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any

from telegram import Bot
from telegram.error import Conflict, EndPointNotFound, InvalidToken, RetryAfter, TelegramError, TimedOut

from bot.chat import calls, inbox
from bot.chat.ending import Ending, Stop
from bot.chat.inbox import Waiting
from bot.chat.opening import ALLOWED_UPDATES, BATCH
from bot.chat.outcomes import seconds_to_wait
from bot.clock import Clock
from bot.storage import Database

CONFLICTS = 3
CONFLICT_WINDOW = 35.0
CONFLICT_SECONDS = 3.0
BACKOFF_MOST = 60.0
REST_SECONDS = 5.0
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Progress:
    """When something last succeeded, and when it last came to an end at all; a watchdog looks at the ages."""

    at: float = 0.0
    ended_at: float = 0.0

    def mark(self) -> None:
        """It succeeded."""
        self.at = self.ended_at = monotonic()

    def mark_failure(self) -> None:
        """It failed for a reason that was told: nothing stands still."""
        self.ended_at = monotonic()

    @property
    def age(self) -> float:
        """Seconds since the last success."""
        return monotonic() - self.at

    @property
    def silence(self) -> float:
        """Seconds since the last success or answered failure."""
        return monotonic() - self.ended_at


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
        first: Awaitable[Any] | None = None,
    ) -> None:
        """``first``: the answer to a first getUpdates that is under way already."""
        self._bot = bot
        self._database = database
        self._clock = clock
        self._timeout = timeout
        self._on_stored = on_stored
        self._reasons = reasons
        self.progress = Progress()
        self._offset = 0
        self._asked = first

    async def run(self) -> None:
        """Poll until cancelled. Raises Stop when it makes no sense to go on."""
        self.progress.mark()
        backoff = 1.0
        conflicts: list[float] = []
        while True:
            try:
                await self.poll_once()
                backoff = 1.0
            except (InvalidToken, EndPointNotFound) as error:
                raise Stop(Ending.TOKEN_REFUSED, self._reasons(Ending.TOKEN_REFUSED)) from error
            except Conflict as error:
                conflicts = [at for at in conflicts if monotonic() - at < CONFLICT_WINDOW] + [monotonic()]
                if len(conflicts) >= CONFLICTS:
                    raise Stop(Ending.ANOTHER_INSTANCE, self._reasons(Ending.ANOTHER_INSTANCE)) from error
                await self._end_webhook(error)
                await self._rest(CONFLICT_SECONDS)
            except RetryAfter as error:
                await self._rest(seconds_to_wait(error))
            except Exception as error:  # noqa: BLE001 - whatever an answer held, the next one may be better
                _log.warning("no updates: %s; next try in %.0f s", type(error).__name__, backoff)
                # Silence may come from a dead connection; any other failure only a new attempt can cure.
                await self._rest(backoff, told=not isinstance(error, TimedOut))
                backoff = min(backoff * 2, BACKOFF_MOST)

    async def _rest(self, seconds: float, *, told: bool = True) -> None:
        """Wait on purpose; the watchdog is told."""
        while seconds > 0:
            if told:
                self.progress.mark_failure()
            await asyncio.sleep(min(seconds, REST_SECONDS))
            seconds -= REST_SECONDS

    async def _end_webhook(self, error: Conflict) -> None:
        """Whoever changes from a webhook to polling must tell Telegram; waiting updates stay."""
        if "webhook" in error.message.lower():
            with suppress(TelegramError):
                await self._bot.delete_webhook()

    async def poll_once(self) -> int:
        """One getUpdates and one commit. Returns how many updates came."""
        asked, self._asked = self._asked, None
        updates = await (
            asked
            or calls.get_updates(
                self._bot, offset=self._offset, limit=BATCH, seconds=self._timeout, kinds=ALLOWED_UPDATES
            )
        )
        if not isinstance(updates, list):
            raise TelegramError("getUpdates did not answer with a list")
        if updates:
            stored = await self._database.write(inbox.store, updates, self._clock.now())
            before, self._offset = self._offset, max(map(_id, updates)) + 1
            self._on_stored(stored)
            if not stored and self._offset == before:
                # An update without a number cannot be confirmed and comes again at once, until others follow.
                await asyncio.sleep(1)
        else:
            # Nothing is left that the offset could confirm; ids may go on anywhere, also below it.
            self._offset = 0
        self.progress.mark()
        return len(updates)


def _id(update: Any) -> int:
    """The number of an update, 0 for what has none. Never negative: such an offset throws updates away."""
    value = update.get("update_id") if isinstance(update, dict) else None
    return value if isinstance(value, int) and 0 < value < 2**63 - 1 else 0
