"""A webhook: 200 only for what is committed; nothing without the secret; doubles are one."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.chat import inbox, webhook
from bot.chat.inbox import Waiting
from bot.chat.lanes import Lanes
from bot.chat.polling import Progress
from bot.clock import SystemClock
from bot.storage import Database, StorageUnavailable

SECRET = "a-secret"
HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET}


class Post:
    """The webhook of a bot whose updates are only noted."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.handled: list[int] = []
        self.progress = Progress()
        self.lanes = Lanes(database, self.handle)

    async def handle(self, waiting: Waiting) -> None:
        self.handled.append(json.loads(waiting.raw)["update_id"])
        await self.database.write(inbox.finish, [waiting.id])

    async def serve(self) -> "TestClient[Any, Any]":
        app = webhook.create_app(
            self.database, SystemClock(), secret=SECRET, on_stored=self.lanes.received, progress=self.progress
        )
        client = TestClient(TestServer(app))
        await client.start_server()
        self.lanes.start()
        return client


@pytest.fixture
async def post(database: Database) -> Post:
    return Post(database)


@pytest.fixture
async def client(post: Post) -> AsyncIterator["TestClient[Any, Any]"]:
    served = await post.serve()
    yield served
    await post.lanes.stop(1)
    await served.close()


async def send(client: "TestClient[Any, Any]", body: Any, headers: dict[str, str] | None = None) -> int:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    async with client.post(
        webhook.PATH, data=io.BytesIO(data), headers=HEADERS if headers is None else headers
    ) as answer:
        return answer.status


def update(number: int, sender: int = 1) -> dict[str, Any]:
    return {"update_id": number, "message": {"from": {"id": sender}}}


async def settled(post: Post, number: int) -> None:
    async with asyncio.timeout(20):
        while len(post.handled) < number:  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.005)


async def test_many_at_once_are_each_handled_once(post: Post, client: "TestClient[Any, Any]") -> None:
    codes = await asyncio.gather(*(send(client, update(number, number % 9)) for number in range(1, 301)))
    assert set(codes) == {200}
    await settled(post, 300)
    assert sorted(post.handled) == list(range(1, 301))
    assert post.progress.age < 20


async def test_the_same_again_is_accepted_and_not_handled_again(
    post: Post, client: "TestClient[Any, Any]"
) -> None:
    assert [await send(client, update(1)) for _ in range(3)] == [200] * 3
    assert await send(client, update(2)) == 200
    await settled(post, 2)
    assert post.handled == [1, 2]


@pytest.mark.parametrize(
    "headers", [{}, {"X-Telegram-Bot-Api-Secret-Token": "wrong"}, {"X-Telegram-Bot-Api-Secret-Token": "密"}]
)
async def test_without_the_secret_nothing_is_taken(
    post: Post, client: "TestClient[Any, Any]", headers: dict[str, str]
) -> None:
    assert await send(client, update(1), headers) == 403
    assert post.database.read_now(inbox.waiting_after, 0, 10) == []


async def test_storage_that_fails_is_not_answered_with_success(
    post: Post, client: "TestClient[Any, Any]"
) -> None:
    real = post.database.write

    async def full(*_: Any, **__: Any) -> Any:
        raise StorageUnavailable("full")

    post.database.write = full  # type: ignore[method-assign]
    assert await send(client, update(1)) == 503
    post.database.write = real  # type: ignore[method-assign]
    assert await send(client, update(1)) == 200
    await settled(post, 1)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff\xfe", b"[" * 100_000], ids=["nothing", "cut off", "no text", "too deep"]
)
async def test_what_is_no_json_is_refused(post: Post, client: "TestClient[Any, Any]", body: bytes) -> None:
    assert await send(client, body) == 400


async def test_what_is_too_large_is_refused(client: "TestClient[Any, Any]") -> None:
    assert await send(client, b" " * (webhook.MOST_BYTES + 1)) == 413


async def test_other_addresses_and_methods_are_not_there(client: "TestClient[Any, Any]") -> None:
    async with client.get(webhook.PATH, headers=HEADERS) as answer:
        assert answer.status == 405
    async with client.post("/", headers=HEADERS) as answer:
        assert answer.status == 404


def test_an_empty_secret_is_a_mistake(database: Database) -> None:
    with pytest.raises(ValueError, match="secret"):
        webhook.create_app(database, SystemClock(), secret="", on_stored=lambda _: None, progress=Progress())
