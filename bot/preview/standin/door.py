"""Carries out calls in time: long polling, latency and faults. Both doors (HTTP and in-process) go through here."""

import asyncio
import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.preview.standin.core import StandIn, Upload
from bot.preview.standin.errors import SECOND_POLLER, ApiError, too_many_requests
from bot.preview.standin.faults import Fault, FaultKind
from bot.preview.standin.spec import METHOD_NAMES

LONGEST_POLL = 50
IDLE_STEP = 0.005
JSON_TYPE = "application/json"
_BAD_GATEWAY = (
    b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n"
    b"<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)
_POISON: dict[str, Any] = {"message": {"message_id": "not a number", "date": None, "chat": []}}
_BEFORE = frozenset({FaultKind.TIMEOUT_BEFORE, FaultKind.RESET_BEFORE})
_TIMEOUTS = frozenset({FaultKind.TIMEOUT_BEFORE, FaultKind.TIMEOUT_AFTER})


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back to the bot."""

    status: int
    body: bytes
    content_type: str = JSON_TYPE


class NoAnswer(Exception):
    """The client gets no answer: it waits ``seconds`` in vain, then the connection ends."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"no answer for {seconds} s")
        self.seconds = seconds


class ConnectionBroken(Exception):
    """The connection breaks at once."""


class Bell:
    """Wakes everybody who waits."""

    def __init__(self, listeners: list[Callable[[], None]]) -> None:
        self._waiting: set[asyncio.Future[None]] = set()
        listeners.append(self.ring)

    def ring(self) -> None:
        for future in self._waiting:
            if not future.done():
                future.set_result(None)
        self._waiting.clear()

    async def wait(self, seconds: float) -> None:
        """Return at the next ring, at the latest after ``seconds``."""
        future = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            await asyncio.wait([future], timeout=max(0.0, seconds))
        finally:
            self._waiting.discard(future)


class Door:
    """The way into a stand-in. All doors to one stand-in share one, so that a second poller is seen."""

    def __init__(self, core: StandIn) -> None:
        self.core = core
        self.closed = False
        #: Whether the bot still works on what it took; only who runs the bot can say.
        self.busy: Callable[[], bool] = lambda: False
        self.updates = Bell(core.listeners.update)
        self.answers = Bell(core.listeners.answer)
        self.events = Bell(core.listeners.event)

    def close(self) -> None:
        """End every wait, so that the server can stop."""
        self.closed = True
        for bell in (self.updates, self.answers, self.events):
            bell.ring()

    async def serve(
        self, token: str, method: str, params: Mapping[str, Any], files: Mapping[str, Upload] | None = None
    ) -> Answer:
        """Answer one call. Raises NoAnswer and ConnectionBroken where a fault wants it."""
        method = METHOD_NAMES.get(method.lower(), method)
        traffic = self.core.traffic
        polling = method == "getUpdates"
        traffic.in_flight += not polling
        try:
            return await self._serve(token, method, params, files or {})
        except ApiError as error:
            return _error(error)
        finally:
            traffic.in_flight -= not polling
            traffic.finished += not polling

    async def idle(self, within: float, quiet: float) -> bool:
        """Wait until all is done: every update confirmed, no call for ``quiet`` seconds, and the bot not ``busy``.

        False when that is not so within ``within`` seconds.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + within
        finished, since = self.core.traffic.finished, loop.time()
        while True:
            traffic, now = self.core.traffic, loop.time()
            called = traffic.in_flight or traffic.finished != finished
            if called or len(self.core.updates) or self.busy():
                finished, since = traffic.finished, now
            elif now - since >= quiet:
                return True
            if now >= until:
                return False
            await asyncio.sleep(IDLE_STEP)

    async def _serve(
        self, token: str, method: str, params: Mapping[str, Any], files: Mapping[str, Upload]
    ) -> Answer:
        core = self.core
        core.check_token(token)
        if core.limits.latency:
            await asyncio.sleep(core.limits.latency)
        fault = core.faults.hit(method, core.now())
        if fault is None:
            return _result(await self._run(method, params, files))
        if fault.kind is FaultKind.SLOW:
            await asyncio.sleep(fault.seconds)
            return _result(await self._run(method, params, files))
        if (spoilt := _instead(fault)) is not None:
            return spoilt
        if fault.kind not in _BEFORE:
            answer = await self._effect(method, params, files)
            if fault.kind is FaultKind.TRUNCATED:
                return Answer(answer.status, answer.body[: len(answer.body) // 2])
        if fault.kind in _TIMEOUTS:
            raise NoAnswer(fault.seconds)
        raise ConnectionBroken

    async def _effect(self, method: str, params: Mapping[str, Any], files: Mapping[str, Upload]) -> Answer:
        try:
            return _result(await self._run(method, params, files))
        except ApiError as error:
            return _error(error)

    async def _run(self, method: str, params: Mapping[str, Any], files: Mapping[str, Upload]) -> Any:
        prepared = self.core.prepare(method, params, files)
        if method == "getUpdates":
            return await self._poll(method, prepared)
        return self.core.run(method, prepared, files)

    async def _poll(self, method: str, prepared: dict[str, Any]) -> list[Any]:
        core, loop = self.core, asyncio.get_running_loop()
        mine = core.begin_poll()
        until = loop.time() + min(prepared.get("timeout", 0), LONGEST_POLL)
        while True:
            if core.polls != mine:
                raise ApiError(409, SECOND_POLLER)
            found: list[Any] = core.run(method, prepared, {})
            if found and (fault := core.faults.hit("getUpdates", core.now(), of_updates=True)):
                found = _spoil(found, fault, core)
            left = until - loop.time()
            if found or left <= 0 or self.closed:
                return found
            await self.updates.wait(left)


def _result(result: Any) -> Answer:
    return Answer(200, json.dumps({"ok": True, "result": result}).encode())


def _error(error: ApiError) -> Answer:
    return Answer(error.code, json.dumps(error.body()).encode())


def _instead(fault: Fault) -> Answer | None:
    """The answer of a fault that keeps the call from having any effect."""
    match fault.kind:
        case FaultKind.ERROR_500 | FaultKind.ERROR_502 | FaultKind.ERROR_504:
            return _error(ApiError(int(fault.kind)))
        case FaultKind.HTML_502:
            return Answer(502, _BAD_GATEWAY, "text/html")
        case FaultKind.FLOOD:
            return _error(too_many_requests(max(1, int(fault.seconds))))
        case FaultKind.UNAUTHORIZED:
            return _error(ApiError(401))
        case FaultKind.FORBIDDEN:
            return _error(ApiError(403, "bot was blocked by the user"))
        case FaultKind.CONFLICT:
            return _error(ApiError(409, SECOND_POLLER))
        case FaultKind.NOT_OK:
            return Answer(200, json.dumps(ApiError(500).body()).encode())
        case _:
            return None


def _spoil(found: list[Any], fault: Fault, core: StandIn) -> list[Any]:
    match fault.kind:
        case FaultKind.DUPLICATE_UPDATES:
            return found + found
        case FaultKind.SHUFFLE_UPDATES:
            return fault.dice.sample(found, len(found))
        case FaultKind.DROP_UPDATES:
            core.updates.drop_all()
            return []
        case _:
            return [{"update_id": found[0]["update_id"] - 1, **_POISON}, *found]


def order_fault(core: StandIn, kind: FaultKind, **wanted: Any) -> Fault | None:
    """Order a fault for the calls to come; `restart_ids` happens at once and leaves no order."""
    if kind is FaultKind.RESTART_IDS:
        core.updates.restart_ids(random.Random(wanted.get("seed", 0)))  # noqa: S311 - reproducible on purpose
        return None
    return core.faults.add(kind, core.now(), **wanted)
