"""The control API, as docs/preview.md describes it."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import FormData, web
from aiohttp.test_utils import TestClient, TestServer

from bot.clock import SystemClock
from bot.preview.standin.core import StandIn
from bot.preview.standin.server import create_app
from tests.preview.conftest import Stage

KEYS = {
    "inline_keyboard": [
        [{"text": "报名", "callback_data": "a:1"}, {"text": "地图", "url": "https://example.org/"}]
    ]
}


class Sim:
    """A person at the control API."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.me = stage.person

    async def ask(self, verb: str, path: str, status: int = 200, **body: Any) -> Any:
        assert self.stage.http is not None
        given = body if verb == "POST" else None
        async with self.stage.http.request(verb, f"{self.stage.base}/sim/{path}", json=given) as response:
            answer = await response.json()
            assert response.status == status, answer
        return answer

    async def get(self, path: str, status: int = 200) -> Any:
        return await self.ask("GET", path, status)

    async def post(self, path: str, status: int = 200, **body: Any) -> Any:
        return await self.ask("POST", path, status, **body)

    async def events(self, *kinds: str, after: int = 0) -> list[Any]:
        told = await self.get(f"transcript?chat={self.me}&after={after}")
        return [event for event in told["events"] if not kinds or event["kind"] in kinds]


@pytest.fixture
def sim(served: Stage) -> Sim:
    return Sim(served)


async def test_people_and_state(sim: Sim) -> None:
    new = await sim.post("people", name="钱乙", username="qianyi")
    assert new == {
        "id": sim.me + 1,
        "name": "钱乙",
        "username": "qianyi",
        "started": False,
        "blocked": False,
        "deactivated": False,
        "commands": [],
    }
    await sim.post("start", **{"from": new["id"]}, payload="join-1")
    state = await sim.get("state")
    assert state["now"] == "2026-12-01T01:00:00Z"
    assert state["bot"]["name"] == "工会小助手"
    assert [(person["name"], person["started"]) for person in state["people"]] == [
        ("赵甲", True),
        ("钱乙", True),
    ]
    assert [(chat["id"], chat["type"], chat["title"]) for chat in state["chats"]][1] == (
        new["id"],
        "private",
        "钱乙",
    )
    assert state["last_seq"] == state["chats"][1]["last_seq"]


async def test_a_conversation(sim: Sim) -> None:
    said = await sim.post("message", **{"from": sim.me}, text="近期活动")
    message = await sim.stage.result(
        "sendMessage", chat_id=sim.me, text="<b>健步走</b> &lt;1&gt;", parse_mode="HTML", reply_markup=KEYS
    )
    asked, answered = (await sim.events("message"))[-2:]
    assert (asked["message_id"], asked["from_bot"], asked["from"]["name"]) == (
        said["message_id"],
        False,
        "赵甲",
    )
    assert answered["from_bot"] is True
    assert (answered["text"], answered["html"]) == ("健步走 <1>", "<b>健步走</b> &lt;1&gt;")
    assert answered["inline"] == [
        [{"text": "报名", "data": "a:1"}, {"text": "地图", "url": "https://example.org/"}]
    ]
    await sim.stage.result("editMessageText", chat_id=sim.me, message_id=message["message_id"], text="已满")
    await sim.stage.result("deleteMessage", chat_id=sim.me, message_id=message["message_id"])
    later = await sim.events(after=answered["seq"])
    assert [(event["kind"], event["message_id"]) for event in later] == [
        ("edit", message["message_id"]),
        ("delete", message["message_id"]),
    ]


async def test_a_press_waits_for_its_answer(sim: Sim) -> None:
    sent = await sim.stage.result("sendMessage", chat_id=sim.me, text="好", reply_markup=KEYS)
    press = asyncio.create_task(sim.post("callback", **{"from": sim.me}, button="报名"))
    updates = await sim.stage.result("getUpdates", offset=-1, timeout=5)
    query = updates[0]["callback_query"]
    assert (query["data"], query["message"]["message_id"]) == ("a:1", sent["message_id"])
    await sim.stage.result(
        "answerCallbackQuery", callback_query_id=query["id"], text="名额已满", show_alert=True
    )
    assert await press == {
        "update_id": updates[0]["update_id"],
        "answered": True,
        "text": "名额已满",
        "alert": True,
        "url": None,
    }
    (toast,) = await sim.events("toast")
    assert (toast["person"], toast["text"], toast["alert"]) == (sim.me, "名额已满", True)


async def test_forged_and_missing_buttons(sim: Sim) -> None:
    forged = await sim.post("callback", **{"from": sim.me}, message_id=1, data="admin:1", timeout=0)
    assert forged["answered"] is False
    gone = await sim.post("callback", **{"from": sim.me}, message_id=999, data="a", timeout=0)
    updates = await sim.stage.result("getUpdates")
    assert [update["callback_query"]["data"] for update in updates] == ["admin:1", "a"]
    assert updates[1]["update_id"] == gone["update_id"]
    assert updates[1]["callback_query"]["message"]["date"] == 0
    refused = await sim.post("callback", 404, **{"from": sim.me}, button="没有")
    assert refused == {"error": 'no button "没有" is shown'}


async def test_files_both_ways(sim: Sim) -> None:
    assert sim.stage.http is not None
    form = FormData(quote_fields=False)
    form.add_field("from", str(sim.me))
    form.add_field("caption", "明年计划")
    form.add_field("file", "一月：慰问".encode(), filename="计划.txt", content_type="text/plain")
    async with sim.stage.http.post(f"{sim.stage.base}/sim/document", data=form) as response:
        assert response.status == 200
    (update,) = await sim.stage.result("getUpdates")
    assert update["message"]["document"]["file_name"] == "计划.txt"
    assert update["message"]["caption"] == "明年计划"
    await sim.stage.result("sendDocument", chat_id=sim.me, files={"document": ("名单 1.xlsx", b"PK")})
    event = (await sim.events("message"))[-1]
    assert (event["file"]["name"], event["file"]["size"]) == ("名单 1.xlsx", 2)
    async with sim.stage.http.get(sim.stage.base + event["file"]["url"]) as response:
        assert await response.read() == b"PK"
        disposition = response.headers["Content-Disposition"]
        assert disposition == "attachment; filename*=UTF-8''%E5%90%8D%E5%8D%95%201.xlsx"


async def test_contacts_groups_and_reachability(sim: Sim) -> None:
    other = (await sim.post("people", name="钱乙"))["id"]
    await sim.post("contact", **{"from": sim.me}, phone="+8613800000001")
    await sim.post("contact", **{"from": sim.me}, owner=other)
    own, foreign = [update["message"]["contact"] for update in await sim.stage.result("getUpdates")]
    assert (own["user_id"], own["phone_number"], foreign["user_id"]) == (sim.me, "+8613800000001", other)
    group = await sim.post("groups", title="第一小组", members=[sim.me, other])
    assert (group["type"], group["members"]) == ("group", [sim.me, other])
    new = (await sim.post("upgrade", chat=group["id"]))["chat"]
    await sim.post("message", **{"from": other}, chat=new, text="/plan")
    await sim.post("message", 409, **{"from": other}, chat=group["id"], text="/plan")
    await sim.post("block", **{"from": sim.me}, blocked=True)
    assert "blocked by the user" in await sim.stage.error("sendMessage", chat_id=sim.me, text="好")
    await sim.post("message", 409, **{"from": sim.me}, text="好")
    await sim.post("start", **{"from": sim.me})
    await sim.post("deactivate", **{"from": sim.me})
    assert "deactivated" in await sim.stage.error("sendMessage", chat_id=sim.me, text="好")


async def test_keyboards_edits_and_raw_updates(sim: Sim) -> None:
    markup = {"keyboard": [[{"text": "发送手机号", "request_contact": True}]], "one_time_keyboard": True}
    await sim.stage.result("sendMessage", chat_id=sim.me, text="好", reply_markup=markup)
    (event,) = await sim.events("keyboard")
    expected = {"placeholder": None, "one_time": True, "persistent": False, "rows": markup["keyboard"]}
    assert event["keyboard"] == expected == (await sim.get("state"))["chats"][0]["keyboard"]
    said = (await sim.post("message", **{"from": sim.me}, text="我"))["message_id"]
    await sim.post("edit", **{"from": sim.me}, message_id=said, text="我们")
    await sim.post("update", future_kind={"a": 1})
    updates = await sim.stage.result("getUpdates")
    assert updates[1]["edited_message"]["text"] == "我们"
    assert updates[2]["future_kind"] == {"a": 1}


async def test_the_clock(sim: Sim) -> None:
    assert await sim.post("clock", advance_seconds=90) == {"now": "2026-12-01T01:01:30Z"}
    assert await sim.post("clock", to="2026-12-05T08:00:00+08:00") == {"now": "2026-12-05T00:00:00Z"}
    assert await sim.get("clock") == {"now": "2026-12-05T00:00:00Z"}
    for wrong in ({}, {"to": "tomorrow"}, {"to": "2026-12-05T08:00:00"}, {"advance_seconds": 1e18}):
        await sim.post("clock", 400, **wrong)


async def test_whoever_hears_about_the_clock_is_told_first() -> None:
    heard: list[datetime] = []

    async def hear(target: datetime) -> None:
        heard.append(target)

    core = StandIn(SystemClock().now)
    async with TestClient(TestServer(create_app(core, clock=SystemClock(), on_clock=hear))) as client:
        assert (await client.post("/sim/clock", json={"to": "2030-01-01T08:00:00+08:00"})).status == 200
    assert heard == [datetime(2030, 1, 1, tzinfo=UTC)]


async def test_idle(sim: Sim) -> None:
    assert await sim.post("idle", timeout=1, quiet_ms=10) == {"idle": True}
    await sim.post("message", **{"from": sim.me}, text="好")
    assert await sim.post("idle", timeout=0.05, quiet_ms=0) == {"idle": False}
    (update,) = await sim.stage.result("getUpdates")
    waiting = asyncio.create_task(sim.post("idle", timeout=5, quiet_ms=20))
    await sim.stage.result("getUpdates", offset=update["update_id"] + 1)
    assert await waiting == {"idle": True}


async def test_faults_and_limits(sim: Sim) -> None:
    fault = await sim.post("faults", method="sendMessage", kind="429", seconds=5)
    assert [listed["id"] for listed in (await sim.get("faults"))["faults"]] == [fault["id"]]
    _, body = await sim.stage.call("sendMessage", chat_id=sim.me, text="好")
    assert body["parameters"] == {"retry_after": 5}
    assert (await sim.get("faults"))["faults"] == []
    kept = await sim.post("faults", kind="500", count=None)
    await sim.ask("DELETE", f"faults/{kept['id']}")
    await sim.ask("DELETE", f"faults/{kept['id']}", 404)
    await sim.ask("DELETE", "faults")
    await sim.post("faults", 400, kind="gremlins")
    limits = await sim.post("limits", per_second=30, latency_ms=5)
    assert limits == {
        "per_second": 30,
        "per_chat_per_second": None,
        "per_group_per_minute": None,
        "latency_ms": 5,
    }
    assert (await sim.post("limits", per_second=None))["per_second"] is None


async def test_reset(sim: Sim) -> None:
    await sim.post("reset")
    state = await sim.get("state")
    assert (state["people"], state["chats"]) == ([], [])


async def read_events(sim: Sim, count: int, query: str = "", **headers: str) -> list[Any]:
    assert sim.stage.http is not None
    found: list[Any] = []
    async with sim.stage.http.get(f"{sim.stage.base}/sim/events{query}", headers=headers) as response:
        assert response.content_type == "text/event-stream"
        async for line in response.content:
            if line == b": connected\n":
                await sim.post("message", **{"from": sim.me}, text="新消息")
            if line.startswith(b"data: "):
                found.append(json.loads(line[6:]))
                if len(found) == count:
                    break
    return found


async def test_live_events(sim: Sim) -> None:
    await sim.post("message", **{"from": sim.me}, text="旧消息")
    before = (await sim.get("state"))["last_seq"]
    (fresh,) = await read_events(sim, 1)
    assert (fresh["text"], fresh["seq"]) == ("新消息", before + 1)
    resumed = await read_events(sim, 2, **{"Last-Event-ID": str(before - 1)})
    assert [event["text"] for event in resumed] == ["旧消息", "新消息"]
    assert [event["seq"] for event in await read_events(sim, 2, f"?after={before - 1}")] == [
        before,
        before + 1,
    ]


async def test_lost_events_are_admitted(sim: Sim) -> None:
    await sim.post("reset")
    sim.me = (await sim.post("people", name="赵甲"))["id"]
    (first,) = await read_events(sim, 1, "?after=1")
    assert first["kind"] == "reset"


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
    ],
    ids=str,
)
async def test_other_sites_are_kept_out(served: Stage, headers: dict[str, str]) -> None:
    assert served.http is not None
    async with served.http.get(f"{served.base}/sim/state", headers=headers) as response:
        assert response.status == 403
    async with served.http.get(f"{served.base}/sim/state", headers={"Origin": served.base}) as response:
        assert response.status == 200
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("path", "body", "error"),
    [
        ("message", {"from": 5000000001}, 'field "text" is missing'),
        ("message", {"from": "5000000001", "text": "a"}, 'field "from" has the wrong type'),
        (
            "message",
            {"from": 5000000001, "text": "a", "to": 1},
            'unknown field "to"; known are from, text, chat, reply_to',
        ),
        ("message", {"from": 5000000001, "text": " "}, "the text is empty"),
        ("people", {"name": ""}, "the name is empty"),
        ("callback", {"from": 5000000001}, "name the button or its data"),
        ("callback", {"from": 5000000001, "data": "a"}, "a press with data needs the message it comes from"),
    ],
)
async def test_mistakes_are_named(sim: Sim, path: str, body: dict[str, Any], error: str) -> None:
    assert await sim.post(path, 400, **body) == {"error": error}


async def test_forms_cannot_drive_people(served: Stage) -> None:
    assert served.http is not None
    async with served.http.post(f"{served.base}/sim/reset", data="{}") as response:
        assert response.status == 415
    async with served.http.get(f"{served.base}/sim/transcript?chat=x") as response:
        assert response.status == 400


async def test_the_page_is_served_with_strict_headers(tmp_path: Path, core: StandIn) -> None:
    (tmp_path / "index.html").write_text("<!doctype html>", encoding="utf-8")
    (tmp_path / "bottom.css").write_text("p {}", encoding="utf-8")
    async with TestClient(TestServer(create_app(core, clock=SystemClock(), page_dir=tmp_path))) as client:
        for path in ("/", "/bottom.css"):
            response = await client.get(path)
            assert response.status == 200
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert "script-src 'self';" in response.headers["Content-Security-Policy"]
        assert (await client.get("/../pyproject.toml")).status == 404


async def test_a_webhook_gets_every_update_once_it_answers(sim: Sim) -> None:
    taken: list[tuple[int, str | None]] = []

    async def hook(request: web.Request) -> web.Response:
        body = await request.json()
        taken.append((body["update_id"], request.headers.get("X-Telegram-Bot-Api-Secret-Token")))
        return web.Response(status=503 if len(taken) == 1 else 200, headers={"Retry-After": "0"})

    receiver = web.Application()
    receiver.router.add_post("/hook", hook)
    async with TestServer(receiver) as server:
        await sim.stage.result("setWebhook", url=f"http://127.0.0.1:{server.port}/hook", secret_token="s")
        await sim.post("message", **{"from": sim.me}, text="一")
        await sim.post("message", **{"from": sim.me}, text="二")
        assert await sim.post("idle", timeout=5, quiet_ms=0) == {"idle": True}
        await sim.stage.result("deleteWebhook")
    first = taken[0][0]
    assert taken == [(first, "s"), (first, "s"), (first + 1, "s")]
