"""Requests over aiohttp against the stand-in's HTTP door and against servers that misbehave."""

import asyncio
import logging
import socket
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import (
    BadRequest,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.chat.outcomes import Trouble, classify, seconds_to_wait
from bot.chat.transport import AiohttpRequest, NotSent
from bot.clock import SystemClock
from bot.preview.standin import acts
from bot.preview.standin.core import TOKEN, StandIn
from bot.preview.standin.faults import FaultKind
from bot.preview.standin.server import create_app

Line = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Wire:
    """A bot connected over HTTP to a stand-in with one person who started it."""

    def __init__(self, standin: StandIn, url: str, request: AiohttpRequest) -> None:
        self.standin = standin
        self.request = request
        self.bot = Bot(TOKEN, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot", request=request)
        self.person = acts.add_person(standin, "赵甲").id
        acts.start(standin, self.person)

    def fault(self, kind: FaultKind, **facts: float) -> None:
        self.standin.faults.add(kind, self.standin.now(), method="sendMessage", **facts)  # type: ignore[arg-type]

    def seen(self) -> list[str]:
        chat = self.standin.chats[self.person]
        return [
            message.text for message in chat.messages.values() if message.sender_id == self.standin.bot_id
        ]


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    clock = SystemClock()
    standin = StandIn(clock.now)
    runner = web.AppRunner(create_app(standin, clock=clock), shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    request = AiohttpRequest(connections=4, read_timeout=0.5)
    yield Wire(standin, f"http://{host}:{port}", request)
    await request.shutdown()
    await runner.cleanup()


@asynccontextmanager
async def server(line: Line) -> AsyncIterator[Bot]:
    """A bot whose Bot API is ``line``: whatever it does with a connection."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await line(reader, writer)
        finally:
            writer.close()

    listener = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    request = AiohttpRequest(connections=1, read_timeout=0.2)
    try:
        yield Bot(TOKEN, base_url=f"http://127.0.0.1:{port}/bot", request=request)
    finally:
        await request.shutdown()
        listener.close()
        await listener.wait_closed()


def http(body: bytes, status: str = "200 OK") -> bytes:
    """An HTTP answer."""
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


async def error_of(bot: Bot) -> TelegramError:
    with pytest.raises(TelegramError) as caught:
        await bot.send_message(1, "您好")
    assert TOKEN.partition(":")[2] not in "".join(traceback.format_exception(caught.value))
    return caught.value


async def test_texts_buttons_and_files_arrive_exactly(wire: Wire) -> None:
    text = "您好 👍 <b>&amp;</b>\n“引号”"
    buttons = InlineKeyboardMarkup([[InlineKeyboardButton("我要报名", callback_data="a1:7")]])
    await wire.bot.send_message(wire.person, text, parse_mode="HTML", reply_markup=buttons)
    content = bytes(range(256)) * 5000
    await wire.bot.send_document(wire.person, content, filename='报名 "表".xlsx', caption="名单")
    message, file = list(wire.standin.chats[wire.person].messages.values())[-2:]
    assert message.text == "您好 👍 &\n“引号”"
    assert message.inline == {"inline_keyboard": [[{"text": "我要报名", "callback_data": "a1:7"}]]}
    assert file.file is not None
    assert (file.file.name, file.file.data, file.text) == ('报名 "表".xlsx', content, "名单")
    got = await (await wire.bot.get_file(file.file.id)).download_as_bytearray()
    assert bytes(got) == content


@pytest.mark.parametrize(
    ("kind", "trouble", "arrives"),
    [
        (FaultKind.ERROR_500, Trouble.NOT_DONE, False),
        (FaultKind.ERROR_502, Trouble.NOT_DONE, False),
        (FaultKind.HTML_502, Trouble.NOT_DONE, False),
        (FaultKind.ERROR_504, Trouble.NOT_DONE, False),
        (FaultKind.NOT_OK, Trouble.NOT_DONE, False),
        (FaultKind.FLOOD, Trouble.FLOOD, False),
        (FaultKind.FORBIDDEN, Trouble.BLOCKED, False),
        (FaultKind.UNAUTHORIZED, Trouble.TOKEN, False),
        (FaultKind.TIMEOUT_BEFORE, Trouble.UNKNOWN, False),
        (FaultKind.TIMEOUT_AFTER, Trouble.UNKNOWN, True),
        (FaultKind.RESET_BEFORE, Trouble.UNKNOWN, False),
        (FaultKind.RESET_AFTER, Trouble.UNKNOWN, True),
        (FaultKind.TRUNCATED, Trouble.UNKNOWN, True),
    ],
)
async def test_each_fault_is_known_for_what_it_is(
    wire: Wire, kind: FaultKind, trouble: Trouble, arrives: bool
) -> None:
    wire.fault(kind)
    with pytest.raises(TelegramError) as caught:
        await wire.bot.send_message(wire.person, "您好")
    assert classify(caught.value) is trouble
    assert wire.seen() == (["您好"] if arrives else [])
    await wire.bot.send_message(wire.person, "再次")
    assert wire.seen()[-1] == "再次"


async def test_a_slow_answer_times_out(wire: Wire) -> None:
    wire.fault(FaultKind.SLOW, seconds=5)
    with pytest.raises(TimedOut):
        await wire.bot.send_message(wire.person, "您好")
    wire.fault(FaultKind.SLOW, seconds=1)
    await wire.bot.send_message(wire.person, "慢慢来", read_timeout=3)


async def test_the_seconds_of_a_429_are_told(wire: Wire) -> None:
    wire.fault(FaultKind.FLOOD, seconds=17)
    with pytest.raises(RetryAfter) as caught:
        await wire.bot.send_message(wire.person, "您好")
    assert seconds_to_wait(caught.value) == 17


async def test_who_is_not_there_is_not_written_to() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    request = AiohttpRequest(connections=1)
    error = await error_of(Bot(TOKEN, base_url=f"http://127.0.0.1:{port}/bot", request=request))
    assert isinstance(error, NotSent)
    assert classify(error) is Trouble.NOT_DONE
    await request.shutdown()


async def test_a_dead_proxy_means_not_sent_and_the_environment_is_not_asked(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        dead = f"http://127.0.0.1:{free.getsockname()[1]}"
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, dead)
    await wire.bot.send_message(wire.person, "您好")
    assert wire.seen() == ["您好"]
    request = AiohttpRequest(connections=1, proxy=dead)
    assert isinstance(
        await error_of(Bot(TOKEN, base_url="http://api.example.org/bot", request=request)), NotSent
    )
    await request.shutdown()


async def test_a_full_pool_means_not_sent(wire: Wire) -> None:
    request = AiohttpRequest(connections=1, read_timeout=5)
    bot = Bot(TOKEN, base_url=wire.bot.base_url.removesuffix(TOKEN), request=request)
    wire.fault(FaultKind.SLOW, seconds=1)
    slow = asyncio.create_task(bot.send_message(wire.person, "慢"))
    await asyncio.sleep(0.1)
    with pytest.raises(NotSent):
        await bot.send_message(wire.person, "快", pool_timeout=0.05, connect_timeout=0.05)
    await slow
    assert wire.seen() == ["慢"]
    await request.shutdown()


async def test_a_silent_server_is_unknown() -> None:
    async def silent(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await reader.read(-1)

    async with server(silent) as bot:
        error = await error_of(bot)
    assert isinstance(error, TimedOut)
    assert classify(error) is Trouble.UNKNOWN


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        (http(b"hello"), Trouble.UNKNOWN),
        (http(b"null"), Trouble.UNKNOWN),
        (http(b'{"ok":true')[:-1], Trouble.UNKNOWN),
        (http(b'{"ok":true'), Trouble.UNKNOWN),
        (b"not http at all\r\n\r\n", Trouble.UNKNOWN),
        (b"", Trouble.UNKNOWN),
        (http(b'{"ok":false,"error_code":403,"description":"Forbidden"}'), Trouble.BLOCKED),
        (http(f"<p>/bot{TOKEN}/sendMessage</p>".encode(), "502 Bad Gateway"), Trouble.NOT_DONE),
        (http(b"", "302 Found\r\nLocation: http://evil.example/"), Trouble.UNKNOWN),
    ],
    ids=["word", "null", "cut short", "not JSON", "not HTTP", "nothing", "a no", "a page", "a redirect"],
)
async def test_what_is_not_the_bot_api_is_never_taken_for_it(answer: bytes, trouble: Trouble) -> None:
    async def line(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()

    async with server(line) as bot:
        assert classify(await error_of(bot)) is trouble


async def test_renewing_ends_what_hangs_and_goes_on(wire: Wire) -> None:
    wire.fault(FaultKind.SLOW, seconds=30)
    hanging = asyncio.create_task(wire.bot.send_message(wire.person, "挂起", read_timeout=60))
    await asyncio.sleep(0.1)
    await wire.request.renew()
    with pytest.raises(NetworkError):
        await asyncio.wait_for(hanging, 2)
    await wire.bot.send_message(wire.person, "又通了")
    assert wire.seen()[-1] == "又通了"


async def test_the_token_is_in_no_log_line(wire: Wire, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        for logger in ("aiohttp", "telegram", "asyncio", "bot"):
            logging.getLogger(logger).setLevel(logging.DEBUG)
        for kind in (FaultKind.TRUNCATED, FaultKind.HTML_502, FaultKind.RESET_BEFORE, FaultKind.UNAUTHORIZED):
            wire.fault(kind)
            with pytest.raises(TelegramError):
                await wire.bot.send_message(wire.person, "您好")
    secret = TOKEN.partition(":")[2]
    ours = [record for record in caplog.records if not record.name.startswith("aiohttp.access")]
    assert secret not in "\n".join(record.getMessage() + str(record.exc_info) for record in ours)


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (Forbidden("Forbidden: bot was blocked by the user"), Trouble.BLOCKED),
        (Forbidden("Forbidden: user is deactivated"), Trouble.DEACTIVATED),
        (Forbidden("Forbidden: bot was kicked from the supergroup chat"), Trouble.BLOCKED),
        (BadRequest("Bad Request: USER_IS_BLOCKED"), Trouble.BLOCKED),
        (BadRequest("Chat not found"), Trouble.NO_CHAT),
        (BadRequest("Message is too long"), Trouble.TOO_LONG),
        (BadRequest("Can't parse entities: unsupported start tag"), Trouble.CANNOT_PARSE),
        (BadRequest("Message is not modified: specified new message content"), Trouble.NOT_MODIFIED),
        (BadRequest("Query is too old and response timeout expired"), Trouble.TOO_OLD),
        (BadRequest("Message to edit not found"), Trouble.MESSAGE_GONE),
        (BadRequest("BUTTON_DATA_INVALID"), Trouble.REFUSED),
        (InvalidToken("Unauthorized"), Trouble.TOKEN),
        (TelegramError("Invalid server response"), Trouble.UNKNOWN),
    ],
)
def test_errors_by_their_wording(error: TelegramError, trouble: Trouble) -> None:
    assert classify(error) is trouble
