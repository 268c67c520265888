"""The calls of the Bot API that answers and pushes consist of, as plain JSON both ways.

python-telegram-bot would make an object of every button that goes out and of the whole message that comes back, of
which only the id is wanted; that is a third of the work of an answer. All raise TelegramError.
"""

import warnings
from collections.abc import Mapping
from typing import Any

from telegram import Bot
from telegram.warnings import PTBUserWarning

#: Buttons or keys as ``bot.chat.keyboards`` makes them.
Markup = Mapping[str, Any]
# The library asks to use its own methods, which would build those objects.
warnings.filterwarnings("ignore", message=r"Please use 'Bot\.", category=PTBUserWarning)


async def get_updates(bot: Bot, *, offset: int, limit: int, seconds: int, kinds: list[str]) -> Any:
    """What getUpdates answered within a long poll of ``seconds``: parsed by the library all together, one that
    cannot be parsed would block the others."""
    facts = {"offset": offset, "limit": limit, "timeout": seconds, "allowed_updates": kinds}
    return await bot.do_api_request("getUpdates", facts, read_timeout=seconds + 10)


async def send_message(bot: Bot, chat_id: int, text: str, mode: str | None, markup: Markup | None) -> int:
    """Send a text; returns the id of the message."""
    facts = {"chat_id": chat_id, "text": text, "parse_mode": mode, "reply_markup": markup}
    sent = await bot.do_api_request("sendMessage", facts)
    return int(sent["message_id"])


async def edit_text(
    bot: Bot, chat_id: int, message_id: int, text: str, mode: str | None, markup: Markup | None
) -> None:
    """Put a text and its buttons in the place of an earlier message."""
    facts = {
        "chat_id": chat_id,
        "message_id": message_id,
        "text": text,
        "parse_mode": mode,
        "reply_markup": markup,
    }
    await bot.do_api_request("editMessageText", facts)


async def answer_press(bot: Bot, query_id: str, text: str | None, *, alert: bool) -> None:
    """Let the pressed button stop spinning, with a note."""
    facts = {"callback_query_id": query_id, "text": text, "show_alert": alert}
    await bot.do_api_request("answerCallbackQuery", facts)
