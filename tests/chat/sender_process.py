"""A process that does nothing but send an outbox: ``DATABASE_URL API_URL PER_SECOND``. Made to be killed."""

import asyncio
import sys
from dataclasses import dataclass

from telegram import Bot

from bot import tables  # noqa: F401 - the tables refer to each other
from bot.chat.delivery import Delivery
from bot.chat.transport import AiohttpRequest
from bot.clock import SystemClock
from bot.preview.standin.core import TOKEN
from bot.storage import Database


@dataclass(frozen=True)
class Settings:
    """Rates for one push."""

    per_second: float
    per_chat_per_second: float = 100.0
    per_group_per_minute: int = 18
    in_flight: int = 16


async def main(database_url: str, api_url: str, per_second: str) -> None:
    """Send until killed."""
    request = AiohttpRequest(connections=16)
    bot = Bot(TOKEN, base_url=f"{api_url}/bot", request=request)
    database = Database(database_url)
    delivery = Delivery(database, bot, SystemClock(), Settings(float(per_second)))
    await delivery.start()
    print("sending", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
