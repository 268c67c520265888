"""Every fault, through both doors: what the bot meets, and whether the call had its effect."""

import asyncio
from datetime import timedelta

import pytest
import telegram
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.preview.standin import acts
from bot.preview.standin.door import order_fault
from bot.preview.standin.faults import FaultKind
from tests.preview.conftest import Stage

MEETS = [
    ("500", NetworkError, False),
    ("502", NetworkError, False),
    ("504", NetworkError, False),
    ("502_html", NetworkError, False),
    ("429", RetryAfter, False),
    ("401", InvalidToken, False),
    ("403", Forbidden, False),
    ("409", Conflict, False),
    ("timeout_before", TimedOut, False),
    ("timeout_after", TimedOut, True),
    ("reset_before", NetworkError, False),
    ("reset_after", NetworkError, True),
    ("truncated", TelegramError, True),
    ("slow", None, True),
]


def sent(stage: Stage) -> list[str]:
    return [
        m.text for m in stage.core.chats[stage.person].messages.values() if m.sender_id == stage.core.bot_id
    ]


@pytest.mark.parametrize(("kind", "error", "effect"), MEETS, ids=[kind for kind, _, _ in MEETS])
async def test_what_the_bot_meets(
    stage: Stage,
    kind: str,
    error: type[TelegramError] | None,
    effect: bool,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caplog.set_level("CRITICAL")
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    order_fault(stage.core, FaultKind(kind), method="sendMessage", seconds=0.3)
    async with stage.bot() as bot:
        if error is None:
            await bot.send_message(stage.person, "一")
        else:
            with pytest.raises(error) as met:
                await bot.send_message(stage.person, "一", read_timeout=0.2)
            assert not isinstance(met.value, BadRequest)
        assert sent(stage) == ["一"] * effect
        await bot.send_message(stage.person, "二")
    assert sent(stage)[-1] == "二"


async def test_ok_false_comes_with_200(stage: Stage) -> None:
    order_fault(stage.core, FaultKind.NOT_OK)
    status, body = await stage.call("getMe")
    assert (status, body["ok"]) == (200, False)


async def test_html_is_not_json(served: Stage) -> None:
    order_fault(served.core, FaultKind.HTML_502)
    assert served.http is not None
    async with served.http.get(f"{served.base}/bot{served.core.token}/getMe") as response:
        assert (response.status, response.content_type) == (502, "text/html")
        assert "<html>" in await response.text()


async def test_a_fault_can_last(stage: Stage) -> None:
    order_fault(stage.core, FaultKind.UNAUTHORIZED, count=None, for_seconds=60)
    assert [(await stage.call("getMe"))[0] for _ in range(3)] == [401] * 3
    stage.clock.advance(timedelta(seconds=60))
    assert (await stage.call("getMe"))[0] == 200


async def test_chance_is_reproducible(stage: Stage) -> None:
    async def run() -> list[int]:
        stage.core.faults.remove()
        order_fault(stage.core, FaultKind.ERROR_500, count=None, probability=0.5, seed=7)
        return [(await stage.call("getMe"))[0] for _ in range(20)]

    first = await run()
    assert first == await run()
    assert set(first) == {200, 500}


async def test_counts_are_spent_in_order(stage: Stage) -> None:
    order_fault(stage.core, FaultKind.ERROR_500, count=2)
    order_fault(stage.core, FaultKind.FLOOD, method="getMe", seconds=3600)
    order_fault(stage.core, FaultKind.ERROR_504, method="getFile")
    met = [await stage.call("getMe") for _ in range(4)]
    assert [status for status, _ in met] == [500, 500, 429, 200]
    assert met[2][1]["parameters"] == {"retry_after": 3600}


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        ("duplicate_updates", ["0", "1", "2", "0", "1", "2"]),
        ("shuffle_updates", ["0", "2", "1"]),
        ("drop_updates", []),
        ("poison_update", [None, "0", "1", "2"]),
    ],
)
async def test_spoilt_updates(stage: Stage, kind: str, texts: list[str | None]) -> None:
    order_fault(stage.core, FaultKind(kind), seed=2)
    assert await stage.result("getUpdates") == [], "it waits for an answer that has updates"
    for number in range(3):
        acts.say(stage.core, stage.person, str(number))
    assert [update["message"].get("text") for update in await stage.result("getUpdates")] == texts
    left = [] if kind == "drop_updates" else ["0", "1", "2"]
    assert [update["message"]["text"] for update in await stage.result("getUpdates")] == left


async def test_restarted_ids(stage: Stage) -> None:
    acts.say(stage.core, stage.person, "一")
    assert order_fault(stage.core, FaultKind.RESTART_IDS, seed=3) is None
    acts.say(stage.core, stage.person, "二")
    old, new = await stage.result("getUpdates")
    assert new["update_id"] != old["update_id"] + 1


async def test_latency(stage: Stage) -> None:
    stage.core.limits.latency = 0.05
    loop = asyncio.get_running_loop()
    before = loop.time()
    await stage.result("getMe")
    assert loop.time() - before >= 0.05


async def test_a_bot_of_the_library_works_through_both_doors(stage: Stage) -> None:
    keys = telegram.InlineKeyboardMarkup([[telegram.InlineKeyboardButton("报名", callback_data="a:1")]])
    async with stage.bot() as bot:
        assert bot.name == "@union_preview_bot"
        acts.say(stage.core, stage.person, "/plan")
        (update,) = await bot.get_updates(timeout=1)
        assert update.message is not None
        assert update.message.entities[0].type == "bot_command"
        sent = await update.message.reply_text(
            "<b>健步走</b>😀", parse_mode="HTML", reply_markup=keys, do_quote=True
        )
        assert sent.parse_entities() == {sent.entities[0]: "健步走"}
        assert sent.reply_to_message == update.message
        pressed, _ = acts.press(stage.core, stage.person, button="报名")
        (update,) = await bot.get_updates(offset=update.update_id + 1, timeout=1)
        query = update.callback_query
        assert query is not None
        await query.answer("已报上")
        await query.edit_message_text("您已报上。")
        assert pressed.answer is not None
        document = await bot.send_document(stage.person, b"PK\x03\x04", filename="名单.xlsx", caption="名单")
        assert document.document is not None
        assert document.document.file_name == "名单.xlsx"
        file = await bot.get_file(document.document.file_id)
        assert bytes(await file.download_as_bytearray()) == b"PK\x03\x04"
        await bot.set_my_commands([("plan", "本月计划")], scope=telegram.BotCommandScopeChat(stage.person))
        assert [c.command for c in await bot.get_my_commands(telegram.BotCommandScopeChat(stage.person))] == [
            "plan"
        ]
        await bot.send_chat_action(stage.person, "typing")
        chat = await bot.get_chat(stage.person)
        assert chat.first_name == "赵甲"
        assert (await bot.get_chat_member(stage.person, stage.person)).status == "member"
        await bot.pin_chat_message(stage.person, sent.message_id)
        assert await bot.delete_message(stage.person, sent.message_id)
