"""Direct answers to a person: sent at once, ahead of every push, and never repeated on suspicion.

A request that certainly had no effect is tried again; one of unknown outcome is not, because the person is there
and asks again if nothing came.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from telegram import Bot, InputFile
from telegram.constants import ParseMode
from telegram.error import RetryAfter, TelegramError

from bot.chat import calls, keyboards, texts
from bot.chat.calls import Markup
from bot.chat.keyboards import Labels
from bot.chat.outcomes import Trouble, classify, seconds_to_wait
from bot.chat.pacing import Pacing
from bot.chat.splitting import plain, split
from bot.message import Message

#: Waits before trying again what had no effect.
RETRY_SECONDS = (0.5, 2.0, 5.0, 15.0, 30.0)
#: The longest pause of Telegram's that an answer waits for.
PATIENCE_SECONDS = 60.0
#: A text in more parts goes out as a file.
MOST_PARTS = 5
CAPTION_LIMIT = 1024
T = TypeVar("T")
_log = logging.getLogger(__name__)


class Replies:
    """The ways to answer. All raise TelegramError when the answer could not be given, unless they say otherwise."""

    def __init__(self, bot: Bot, pacing: Pacing) -> None:
        """``pacing`` is shared with the pushes, which make way."""
        self._bot = bot
        self._pacing = pacing

    async def send(self, chat_id: int, message: Message, *, keyboard: Labels | None = None) -> int:
        """A new message; returns the id of the last part. A text in more than five parts goes out as a file.

        ``keyboard``: labels below the input field; it goes with the last part, or with the first when the message
        has buttons of its own and more parts.
        """
        parts = split(message.text)
        if len(parts) > MOST_PARTS:
            content = plain(message.text).encode()
            await self.document(chat_id, texts.whole_text_file(), content)
            parts = [texts.whole_text_attached()]
        return await self._send_parts(chat_id, parts, message, keyboard)

    async def edit(self, chat_id: int, message_id: int, message: Message) -> None:
        """Put ``message`` in the place of an earlier one; sent anew when that is gone. The same again is fine."""
        first, *more = split(message.text)
        buttons = None if more else keyboards.inline(message)
        try:
            await self._with_marks(
                chat_id,
                first,
                lambda text, mode: calls.edit_text(self._bot, chat_id, message_id, text, mode, buttons),
            )
        except TelegramError as error:
            trouble = classify(error)
            if trouble is Trouble.MESSAGE_GONE:
                await self.send(chat_id, message)
                return
            if trouble is not Trouble.NOT_MODIFIED:
                raise
        if more:
            await self._send_parts(chat_id, more, message, None)

    async def answer(self, query_id: str, text: str | None = None, *, alert: bool = False) -> None:
        """Answer a button press, with a note of at most 200 characters. One that is too old is let go."""
        note = text[: texts.TOAST_LIMIT] if text else None
        try:
            await self._trying(None, lambda: calls.answer_press(self._bot, query_id, note, alert=alert))
        except TelegramError as error:
            if classify(error) is not Trouble.TOO_OLD:
                raise

    async def document(self, chat_id: int, name: str, content: bytes, caption: str = "") -> None:
        """A file of at most 50 MB; a caption too long for Telegram is sent after it."""
        file = InputFile(content, filename=name)
        await self._with_caption(
            chat_id,
            caption,
            lambda text, mode: self._bot.send_document(chat_id, file, caption=text or None, parse_mode=mode),
        )

    async def picture(self, chat_id: int, name: str, content: bytes, caption: str = "") -> None:
        """A PNG of at most 10 MB that is seen without opening it; the caption as with a document."""
        file = InputFile(content, filename=name)
        await self._with_caption(
            chat_id,
            caption,
            lambda text, mode: self._bot.send_photo(chat_id, file, caption=text or None, parse_mode=mode),
        )

    async def known_file(self, chat_id: int, file_id: str, *, photo: bool, caption: str = "") -> None:
        """A photo or document that Telegram has already; the caption as with a document."""
        send = self._bot.send_photo if photo else self._bot.send_document
        await self._with_caption(
            chat_id,
            caption,
            lambda text, mode: send(chat_id, file_id, caption=text or None, parse_mode=mode),
        )

    async def _with_caption(
        self, chat_id: int, caption: str, go: Callable[[str, ParseMode | None], Awaitable[object]]
    ) -> None:
        short = caption if len(plain(caption)) <= CAPTION_LIMIT // 2 else ""
        await self._with_marks(chat_id, short, go)
        if caption and not short:
            await self.send(chat_id, Message(caption))

    async def try_send(self, chat_id: int, message: Message) -> bool:
        """``send`` for where nothing depends on it: a failure is logged. Returns whether it went out."""
        return await self.quietly(self.send(chat_id, message))

    @staticmethod
    async def quietly(answering: Awaitable[object]) -> bool:
        """Await an answer on which nothing depends: a failure is logged. Returns whether it went out."""
        try:
            await answering
        except TelegramError as error:
            _log.warning("an answer could not be given: %s", classify(error).value)
            return False
        return True

    # -- how ----------------------------------------------------------------------------------------------

    async def _send_parts(
        self, chat_id: int, parts: list[str], message: Message, keyboard: Labels | None
    ) -> int:
        last = len(parts) - 1
        buttons = keyboards.inline(message)
        below = keyboards.below_input(keyboard) if keyboard is not None else None
        message_id = 0
        for number, part in enumerate(parts):
            markup: Markup | None = None
            if number == last:
                markup = buttons or below
            elif number == 0 and buttons is not None:
                markup = below

            async def go(text: str, mode: ParseMode | None, markup: Markup | None = markup) -> int:
                return await calls.send_message(self._bot, chat_id, text, mode, markup)

            message_id = await self._with_marks(chat_id, part, go)
        return message_id

    async def _with_marks(
        self, chat_id: int, text: str, go: Callable[[str, ParseMode | None], Awaitable[T]]
    ) -> T:
        """As HTML, or as plain text when Telegram does not understand the marks."""
        try:
            return await self._trying(chat_id, lambda: go(text, ParseMode.HTML))
        except TelegramError as error:
            if classify(error) is not Trouble.CANNOT_PARSE:
                raise
            _log.error("the marks of an answer are wrong; it goes out as plain text")
            return await self._trying(chat_id, lambda: go(plain(text), None))

    async def _trying(self, chat_id: int | None, go: Callable[[], Awaitable[T]]) -> T:
        """Make a request, again where it certainly had no effect. ``chat_id`` None: it sends no message."""
        retries = iter(RETRY_SECONDS)
        while True:
            if chat_id is not None:
                await self._obey_pause(chat_id)
                self._pacing.replied(chat_id)
            begun = self._pacing.monotonic()
            try:
                return await go()
            except TelegramError as error:
                trouble = classify(error)
                wait = next(retries, None)
                if wait is None or trouble not in {Trouble.NOT_DONE, Trouble.FLOOD}:
                    raise
                if isinstance(error, RetryAfter):
                    if chat_id is None:
                        raise
                    # A person who gets many answers at once fills only the own chat.
                    self._pacing.flooded(chat_id, seconds_to_wait(error), asked_at=begun)
                else:
                    await asyncio.sleep(wait)

    async def _obey_pause(self, chat_id: int) -> None:
        wait = self._pacing.wait_to_reply(chat_id)
        if wait > PATIENCE_SECONDS:
            raise RetryAfter(int(wait) + 1)
        if wait > 0:
            await asyncio.sleep(wait)
