"""A text longer than Telegram's limit comes as several messages right after each other; they are one text.

The phone cuts at 4,096 UTF-16 units, or a little before. What follows at once in the inbox from the same person belongs
to it, unless it is a command or forwarded.
"""

import asyncio
from collections.abc import Callable
from datetime import timedelta

from telegram import Message, Update
from telegram.error import TelegramError

from bot.chat import inbox
from bot.chat.inbox import Waiting
from bot.chat.splitting import units
from bot.storage import Database

#: Shorter messages are whole.
PERHAPS_CUT = 4_000
LIMIT = 4_096
#: The parts are dated at most so far apart.
APART = timedelta(seconds=2)
#: How often the inbox is looked at for the next part, and how long in between.
LOOKS, LOOK_SECONDS = 5, 0.2


async def further_parts(
    database: Database, parse: Callable[[Waiting], Update], waiting: Waiting, message: Message
) -> list[tuple[Waiting, str]]:
    """What goes on from ``message``, the content of ``waiting``: the updates and their texts, in order.

    Returns at once unless the text may have been cut; then after at most a second without a next part.
    """
    found: list[tuple[Waiting, str]] = []
    while units(message.text or "") >= PERHAPS_CUT:
        following = await _following(database, found[-1][0] if found else waiting)
        part = _part(parse, following, message) if following is not None else None
        if following is None or part is None:
            break
        found.append((following, part.text or ""))
        message = part
    return found


def joined(parts: list[str]) -> str:
    """The text as it was written: a part that is not full was cut at a line's end, which is gone."""
    text = ""
    for part in parts:
        text += part if units(part) >= LIMIT or part is parts[-1] else f"{part}\n"
    return text


async def _following(database: Database, waiting: Waiting) -> Waiting | None:
    for _ in range(LOOKS):
        rows = await database.look_up(inbox.waiting_of, waiting.sender, waiting.id, 1)
        if rows:
            return rows[0]
        await asyncio.sleep(LOOK_SECONDS)
    return None


def _part(parse: Callable[[Waiting], Update], waiting: Waiting, before: Message) -> Message | None:
    """The message in ``waiting`` if it goes on from ``before``."""
    try:
        message = parse(waiting).message
    except (TypeError, ValueError, LookupError, AttributeError, OverflowError, TelegramError):
        return None  # it is put aside when it is its turn
    if (
        message is None
        or not message.text
        or message.text.startswith("/")
        or message.forward_origin is not None
        or message.chat.id != before.chat.id
        or message.date - before.date > APART
        or waiting.effect_stored
    ):
        return None
    return message
