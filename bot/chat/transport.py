"""The way to the Bot API: python-telegram-bot's requests over aiohttp.

PTB's own transport gets slower with every request under way (see docs/decisions/0006-transport.md). Errors name
classes only: addresses contain the token.
"""

import json
from io import BytesIO
from typing import Any, Self

from aiohttp import (
    ClientConnectorError,
    ClientHttpProxyError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    FormData,
    InvalidURL,
    TCPConnector,
)
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

CONNECT_SECONDS = 10.0
READ_SECONDS = 15.0
WRITE_SECONDS = 15.0
UPLOAD_SECONDS = 120.0
POOL_SECONDS = 30.0
_OK = range(200, 300)
#: What aiohttp raises before it wrote a byte of the request to Telegram.
_BEFORE_WRITING = (ClientConnectorError, ClientHttpProxyError, ConnectionTimeoutError, InvalidURL)


class NotSent(NetworkError):
    """The request certainly did not reach Telegram; asking again cannot do anything twice."""


class AiohttpRequest(BaseRequest):
    """One pool of at most ``connections`` connections.

    Raises NotSent when nothing was written, TimedOut or NetworkError when the request was written and no valid
    answer came: then nobody knows whether it was carried out. ``proxy`` is an ``http://…`` address; proxies named by
    the environment are not used.
    """

    def __init__(
        self, *, connections: int, proxy: str | None = None, read_timeout: float = READ_SECONDS
    ) -> None:
        self._connections = connections
        self._proxy = proxy
        self._read_timeout = read_timeout
        self._session: ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Seconds without a byte of the answer before a request is given up."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Open the pool; a request opens it too."""
        self._open()

    async def shutdown(self) -> None:
        """Close every connection; what is under way fails. A later request opens the pool again."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def renew(self) -> None:
        """Let go of connections that may be dead, and begin afresh."""
        await self.shutdown()

    def _open(self) -> ClientSession:
        if self._session is None:
            self._session = ClientSession(
                connector=TCPConnector(limit=self._connections),
                cookie_jar=DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
                trust_env=False,
            )
        return self._session

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
        """Make one request. Returns the status and the body, which for a Bot API method is a JSON object."""
        uploading = request_data is not None and request_data.contains_files
        timeout = _timeout(
            read=_or(read_timeout, self._read_timeout),
            write=_or(write_timeout, UPLOAD_SECONDS if uploading else WRITE_SECONDS),
            connect=_or(connect_timeout, CONNECT_SECONDS),
            pool=_or(pool_timeout, POOL_SECONDS),
            whole=method == "POST",
        )
        body, headers = _body(request_data)
        try:
            async with self._open().request(
                method,
                url,
                data=body,
                headers=headers,
                timeout=timeout,
                proxy=self._proxy,
                allow_redirects=False,
            ) as response:
                status, payload = response.status, await response.read()
        except _BEFORE_WRITING as error:
            raise NotSent(f"not sent: {type(error).__name__}") from None
        except TimeoutError:
            raise TimedOut from None
        except Exception as error:  # noqa: BLE001 - left alone, PTB would quote it, and with it the address
            raise NetworkError(f"no answer: {type(error).__name__}") from None
        return (status, payload) if method == "GET" else _checked(status, payload)

    async def __aenter__(self) -> Self:
        await self.initialize()
        return self


def _or(given: Any, default: float) -> float | None:
    return default if given is BaseRequest.DEFAULT_NONE else given


def _timeout(
    *, read: float | None, write: float | None, connect: float | None, pool: float | None, whole: bool
) -> ClientTimeout:
    """aiohttp counts the wait for a free connection as connecting, and knows writing only as part of the whole."""
    until_connected = None if connect is None or pool is None else connect + pool
    parts = (until_connected, write, read)
    total = sum(part for part in parts if part is not None) if whole and None not in parts else None
    return ClientTimeout(total=total, connect=until_connected, sock_connect=connect, sock_read=read)


def _body(data: RequestData | None) -> tuple[bytes | FormData | None, dict[str, str]]:
    if data is None:
        return None, {}
    if not data.contains_files:
        return data.json_payload, {"Content-Type": "application/json"}
    form = FormData(quote_fields=False)
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (file_name, content, mime) in data.multipart_data.items():
        stream = BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, stream, filename=file_name, content_type=mime)
    return form, {}


def _checked(status: int, payload: bytes) -> tuple[int, bytes]:
    """An answer that PTB can read. Raises NetworkError for a success that is not the Bot API's."""
    if status in _OK and payload.startswith(b'{"ok":true') and payload.endswith(b"}"):
        return status, payload
    try:
        answer = json.loads(payload)
    except ValueError:
        answer = None
    if not isinstance(answer, dict) or "ok" not in answer:
        if status in _OK:
            raise NetworkError("no valid answer")
        # A page of some proxy; it may quote the address, and with it the token.
        return status, b"{}"
    if status in _OK and not answer["ok"]:
        code = answer.get("error_code")
        return (code if isinstance(code, int) and code not in _OK else 500), payload
    return status, payload
