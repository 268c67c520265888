"""One stand-in, reached through either of its doors."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
import telegram
from aiohttp import ClientSession, ClientTimeout, FormData, web
from telegram import InputFile
from telegram.request import HTTPXRequest, RequestData
from telegram.request._requestparameter import RequestParameter

from bot.clock import MovableClock
from bot.preview.standin import acts
from bot.preview.standin.core import TOKEN, StandIn
from bot.preview.standin.door import Door
from bot.preview.standin.inprocess import StandInRequest
from bot.preview.standin.server import create_app

START = datetime(2026, 12, 1, 1, tzinfo=UTC)


@dataclass
class Stage:
    """A stand-in with 赵甲, who has pressed Start, and a way to call it."""

    core: StandIn
    clock: MovableClock
    door: Door
    person: int
    call: Callable[..., Any]
    base: str
    bot: Callable[[], telegram.Bot]
    http: ClientSession | None = None

    async def result(self, method: str, **params: Any) -> Any:
        status, body = await self.call(method, **params)
        assert status == 200, body
        return body["result"]

    async def error(self, method: str, **params: Any) -> str:
        status, body = await self.call(method, **params)
        assert status == body["error_code"], body
        description: str = body["description"]
        return description


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(START)


@pytest.fixture
def core(clock: MovableClock) -> StandIn:
    return StandIn(clock.now, name="工会小助手")


def _met(core: StandIn) -> int:
    person = acts.add_person(core, "赵甲")
    acts.start(core, person.id)
    core.updates.drop_all()
    return person.id


@pytest.fixture
async def served(core: StandIn, clock: MovableClock) -> AsyncIterator[Stage]:
    """Through the HTTP door."""
    door = Door(core)
    runner = web.AppRunner(create_app(core, clock=clock, door=door), shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    session = ClientSession(timeout=ClientTimeout(total=10), trust_env=False)

    async def call(
        method: str, *, token: str = TOKEN, files: dict[str, Any] | None = None, **params: Any
    ) -> Any:
        url = f"{base}/bot{token}/{method}"
        if files is None:
            async with session.post(url, json=params) as response:
                return response.status, json.loads(await response.read())
        form = FormData(quote_fields=False)
        for field, value in params.items():
            form.add_field(field, value if isinstance(value, str) else json.dumps(value))
        for field, (name, data) in files.items():
            form.add_field(field, data, filename=name)
        async with session.post(url, data=form) as response:
            return response.status, json.loads(await response.read())

    def bot() -> telegram.Bot:
        return telegram.Bot(
            TOKEN,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=HTTPXRequest(httpx_kwargs={"trust_env": False}),
            get_updates_request=HTTPXRequest(httpx_kwargs={"trust_env": False}),
        )

    yield Stage(core, clock, door, _met(core), call, base, bot, session)
    await session.close()
    await runner.cleanup()
    await asyncio.sleep(0)


@pytest.fixture
def inside(core: StandIn, clock: MovableClock) -> Stage:
    """Through the in-process door."""
    door = Door(core)
    request = StandInRequest(door)

    async def call(
        method: str, *, token: str = TOKEN, files: dict[str, Any] | None = None, **params: Any
    ) -> Any:
        parameters = [RequestParameter.from_input(name, value) for name, value in params.items()]
        for field, (name, data) in (files or {}).items():
            parameters.append(RequestParameter(field, None, [InputFile(data, name)]))
        status, body = await request.do_request(
            f"https://x/bot{token}/{method}", "POST", RequestData(parameters)
        )
        return status, json.loads(body)

    def bot() -> telegram.Bot:
        return telegram.Bot(TOKEN, request=StandInRequest(door), get_updates_request=StandInRequest(door))

    return Stage(core, clock, door, _met(core), call, "", bot)


@pytest.fixture(params=["http", "in-process"])
def stage(request: pytest.FixtureRequest) -> Stage:
    """The same test through both doors."""
    found: Stage = request.getfixturevalue("served" if request.param == "http" else "inside")
    return found
