"""The in-process door: python-telegram-bot talks to the stand-in without sockets."""

import asyncio
from typing import Any
from urllib.parse import unquote

from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.preview.standin.core import StandIn, Upload
from bot.preview.standin.door import ConnectionBroken, Door, NoAnswer

READ_TIMEOUT = 10.0


class StandInRequest(BaseRequest):
    """A transport for `telegram.Bot`; the host in the bot's base URL does not matter.

    Every request of one bot, and the HTTP door if there is one, must share one Door. The errors are those of
    python-telegram-bot's own transport: TimedOut and NetworkError.
    """

    def __init__(self, door: Door | StandIn, read_timeout: float | None = READ_TIMEOUT) -> None:
        self._door = door if isinstance(door, Door) else Door(door)
        self._read_timeout = read_timeout

    @property
    def read_timeout(self) -> float | None:
        return self._read_timeout

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        del method, write_timeout, connect_timeout, pool_timeout
        await asyncio.sleep(0)
        seconds = self._read_timeout if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        try:
            async with asyncio.timeout(seconds):
                return await self._answer(unquote(url), request_data)
        except TimeoutError:
            raise TimedOut from None
        except ConnectionBroken:
            raise NetworkError("connection reset by the stand-in") from None

    async def _answer(self, url: str, request_data: RequestData | None) -> tuple[int, bytes]:
        head, _, path = url.partition("/file/bot")
        if path and "/bot" not in head:
            token, _, name = path.partition("/")
            return self._download(token, name)
        token, _, call = url.partition("/bot")[2].partition("/")
        try:
            params = dict(request_data.json_parameters) if request_data else {}
            answer = await self._door.serve(token, call, params, _uploads(request_data))
        except NoAnswer as silence:
            await asyncio.sleep(silence.seconds)
            raise TimedOut from None
        return answer.status, answer.body

    def _download(self, token: str, path: str) -> tuple[int, bytes]:
        stored = self._door.core.files_by_path.get(path)
        if token != self._door.core.token or stored is None:
            return 404, b'{"ok": false, "error_code": 404, "description": "Not Found"}'
        return 200, stored.data


def _uploads(request_data: RequestData | None) -> dict[str, Upload]:
    if request_data is None or not request_data.contains_files:
        return {}
    uploads = {}
    for field, (name, content, mime) in (request_data.multipart_data or {}).items():
        data = content if isinstance(content, bytes) else content.read()
        uploads[field] = Upload(name, data, mime)
    return uploads
