"""Keeps the cards posted in group chats up to date: edited in place, some seconds after what they show has changed."""

import asyncio
import logging
from contextlib import suppress

from telegram import Bot
from telegram.constants import ParseMode
from telegram.error import ChatMigrated, RetryAfter, TelegramError

from bot.activities.limits import SHOWN
from bot.activities.sharing import cards as sharing
from bot.activities.sharing.cards import Outdated
from bot.chat import calls, keyboards
from bot.chat.elsewhere import move_chat
from bot.chat.outcomes import UNREACHABLE, Trouble, classify, seconds_to_wait
from bot.chat.pacing import Pacing
from bot.clock import Clock
from bot.storage import Database, StorageUnavailable

#: What changes within so many seconds is shown by one edit.
GATHER_SECONDS = 3.0
#: Time passes without anybody pressing: a deadline, a start.
TICK_SECONDS = 30.0
#: A chat that may not be written to for longer than this is looked at again later.
PATIENCE_SECONDS = 30.0
_GONE = UNREACHABLE | {Trouble.MESSAGE_GONE, Trouble.REFUSED}
_log = logging.getLogger(__name__)


class PostedCards:
    """Edits the cards; makes way for nobody, as each edit takes its turn among the pushes."""

    def __init__(self, database: Database, bot: Bot, pacing: Pacing, clock: Clock) -> None:
        """``pacing`` is shared with pushes and answers."""
        self.gather_seconds = GATHER_SECONDS
        self._database = database
        self._bot = bot
        self._pacing = pacing
        self._clock = clock
        self._wake = asyncio.Event()
        self._busy = False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Look now, and whenever something was changed."""
        self._database.listen(SHOWN, self._wake.set)
        self._wake.set()
        self._task = asyncio.create_task(self._look_for_ever(), name="posted cards")

    async def stop(self) -> None:
        """Edit no more; what is not shown yet is seen at the next start."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    @property
    def idle(self) -> bool:
        """Whether every card says what is so, as far as it was told of changes."""
        return not self._wake.is_set() and not self._busy

    async def _look_for_ever(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(TICK_SECONDS):
                    await self._wake.wait()
            self._busy = True
            try:
                if self._wake.is_set():
                    await asyncio.sleep(self.gather_seconds)
                self._wake.clear()
                await self._bring_up_to_date()
            except StorageUnavailable:
                _log.warning("cards in group chats wait: the database cannot be used")
            finally:
                self._busy = False

    async def _bring_up_to_date(self) -> None:
        found = await self._database.read(sharing.outdated, self._clock.now(), self._bot.username)
        for card in found:
            settled = await self._edit(card)
            if settled:
                await self._database.write(sharing.settle, settled)

    async def _edit(self, card: Outdated) -> dict[int, str | None]:
        """What to keep of a card after trying to edit it; nothing when it is to be tried again."""
        wait = max(self._pacing.wait_to_push(), self._pacing.wait_of_chat(card.chat_id))
        if wait > PATIENCE_SECONDS:
            return {}
        await asyncio.sleep(wait)
        self._pacing.pushed(card.chat_id)
        begun = self._pacing.monotonic()
        buttons = keyboards.inline(card.message)
        try:
            await calls.edit_text(
                self._bot, card.chat_id, card.message_id, card.message.text, ParseMode.HTML, buttons
            )
        except TelegramError as error:
            trouble = classify(error)
            if isinstance(error, RetryAfter):
                self._pacing.flooded(card.chat_id, seconds_to_wait(error), asked_at=begun)
            if isinstance(error, ChatMigrated):
                await self._database.write(
                    move_chat, self._clock.now(), card.chat_id, error.new_chat_id, self._bot.username
                )
                return {}
            if trouble in _GONE:
                return {card.card_id: None}
            if trouble is not Trouble.NOT_MODIFIED:
                _log.warning("a card in a group chat waits for the next look: %s", trouble.value)
                return {}
        return {card.card_id: card.shown}
