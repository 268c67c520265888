"""Delivers updates to the bot's webhook, one after the other, as the server does: until it is answered with 2xx."""

import asyncio
from typing import Any

import aiohttp

from bot.preview.standin.door import Door

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0
LONGEST_RETRY_AFTER = 3600.0
ANSWER_WITHIN = 30.0
IDLE = 30.0


async def deliver(door: Door) -> None:
    """Run until cancelled. Without a webhook it waits for one."""
    pause = FIRST_PAUSE
    timeout = aiohttp.ClientTimeout(total=ANSWER_WITHIN)
    async with aiohttp.ClientSession(timeout=timeout, trust_env=False) as session:
        while True:
            core = door.core
            waiting = core.updates.take(0, 1, core.now()) if core.webhook["url"] else []
            if not waiting:
                await door.updates.wait(IDLE)
                continue
            asked = await _post(session, core.webhook, waiting[0])
            if asked is None:
                pause = FIRST_PAUSE
                core.updates.take(waiting[0]["update_id"] + 1, 1, core.now())
            else:
                await asyncio.sleep(asked or pause)
                pause = min(2 * pause, LONGEST_PAUSE)


async def _post(
    session: aiohttp.ClientSession, webhook: dict[str, Any], update: dict[str, Any]
) -> float | None:
    """None when the bot took the update, else the seconds it asked to wait (0: nothing asked)."""
    headers = {"X-Telegram-Bot-Api-Secret-Token": webhook["secret"]} if webhook["secret"] else {}
    try:
        async with session.post(webhook["url"], json=update, headers=headers) as response:
            if response.ok:
                return None
            asked = response.headers.get("Retry-After", "")
            return min(float(asked), LONGEST_RETRY_AFTER) if asked.isascii() and asked.isdigit() else 0.0
    except (aiohttp.ClientError, TimeoutError):
        return 0.0
