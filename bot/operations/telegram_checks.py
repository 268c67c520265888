"""What ``doctor`` asks Telegram: whether it can be reached, knows the token, and what time it is there."""

import asyncio
import json
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.clock import SystemClock
from bot.operations.finding import Finding, fail, ok, warn
from bot.operations.texts import doctor as texts
from bot.settings import Settings
from bot.settings.sections import Telegram

PATIENCE_SECONDS = 4.0
DRIFT_WARN, DRIFT_FAIL = 5.0, 60.0
UNAUTHORIZED = {401, 404}


def all_of(settings: Settings) -> Iterator[Finding]:
    """Every check that needs the network; nothing is changed there."""
    if not settings.telegram.token:
        return
    try:
        me, webhook, drift = asyncio.run(_ask(settings.telegram))
    except (TimeoutError, ClientError, OSError, ValueError) as error:
        # The name of the error only: the address holds the token.
        yield fail(texts.TELEGRAM, texts.unreachable(type(error).__name__), texts.todo_unreachable())
        return
    yield account(me)
    yield clock(drift)
    if me.get("ok"):
        yield receiving(settings.telegram, webhook)


def account(me: dict[str, Any]) -> Finding:
    """The answer to getMe."""
    if me.get("ok"):
        return ok(texts.TELEGRAM, texts.reached(me["result"].get("username", "")))
    if me.get("error_code") in UNAUTHORIZED:
        return fail(texts.TELEGRAM, texts.token_refused(), texts.todo_token())
    return fail(texts.TELEGRAM, texts.telegram_in_trouble(me.get("error_code", 0)), texts.todo_unreachable())


def clock(drift: float) -> Finding:
    """Seconds between the clock here and there."""
    if abs(drift) > DRIFT_FAIL:
        return fail(texts.CLOCK, texts.clock_differs(drift), texts.todo_clock())
    if abs(drift) > DRIFT_WARN:
        return warn(texts.CLOCK, texts.clock_differs(drift), texts.todo_clock())
    return ok(texts.CLOCK, texts.clock_agrees())


def receiving(telegram: Telegram, webhook: dict[str, Any]) -> Finding:
    """Whether Telegram sends updates the way they are waited for here."""
    result = webhook.get("result", {})
    there = result.get("url", "")
    if telegram.mode == "webhook" and there != telegram.webhook_url:
        return warn(texts.RECEIVING, texts.webhook_differs(), texts.todo_webhook())
    if telegram.mode == "polling" and there:
        return warn(texts.RECEIVING, texts.webhook_left(), texts.todo_webhook())
    return ok(texts.RECEIVING, texts.receiving_by(telegram.mode, result.get("pending_update_count", 0)))


async def _ask(telegram: Telegram) -> tuple[dict[str, Any], dict[str, Any], float]:
    base = f"{telegram.base_url}{telegram.token}"
    timeout = ClientTimeout(total=PATIENCE_SECONDS)
    async with ClientSession(timeout=timeout, trust_env=False) as session:
        answers = []
        drift = 0.0
        for method in ("getMe", "getWebhookInfo"):
            async with session.get(f"{base}/{method}", proxy=telegram.proxy or None) as response:
                drift = _drift(response.headers.get("Date"), SystemClock().now())
                answer = json.loads(await response.read())
                answers.append(answer if isinstance(answer, dict) else {})
    return answers[0], answers[1], drift


def _drift(date: str | None, now: datetime) -> float:
    """Seconds by which the clock here is ahead; 0 when the other side does not say its time."""
    if date is None:
        return 0.0
    # The header is cut to whole seconds.
    seconds = (now - parsedate_to_datetime(date)).total_seconds()
    return 0.0 if 0 <= seconds < 1 else seconds
