"""The stand-in says no where Telegram says no, in Telegram's words, through both doors."""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from bot.preview.standin import acts
from bot.preview.standin.errors import NOT_MODIFIED, QUERY_TOO_OLD
from tests.preview.conftest import Stage

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 640, 480) + b"\x08\x02\x00\x00\x00" + bytes(4)


def inline(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"inline_keyboard": [list(buttons)]}


def text(**params: Any) -> dict[str, Any]:
    return {"text": "您好", **params}


@dataclass(frozen=True)
class Refusal:
    name: str
    method: str
    params: dict[str, Any]
    error: str
    prepare: Callable[[Stage], None] = lambda stage: None


def blocked(stage: Stage) -> None:
    acts.block(stage.core, stage.person, blocked=True)


def gone(stage: Stage) -> None:
    acts.deactivate(stage.core, stage.person)


def stranger(stage: Stage) -> None:
    acts.add_person(stage.core, "钱乙", person_id=42)


def group(stage: Stage) -> None:
    acts.add_group(stage.core, "第一小组", [stage.person])


def old_group(stage: Stage) -> None:
    group(stage)
    acts.upgrade_group(stage.core, -4000000001)


def left_group(stage: Stage) -> None:
    group(stage)
    stage.core.call("leaveChat", {"chat_id": -4000000001})


def sent(stage: Stage) -> None:
    stage.core.call("sendMessage", {"chat_id": stage.person, **text()})


def sent_with_keyboard(stage: Stage) -> None:
    keyboard = {"keyboard": [[{"text": "报名"}]]}
    stage.core.call("sendMessage", {"chat_id": stage.person, "reply_markup": keyboard, **text()})


def sent_long_ago(stage: Stage) -> None:
    sent(stage)
    stage.clock.advance(timedelta(hours=48, seconds=1))


def flood(stage: Stage) -> None:
    stage.core.limits.per_chat_per_second = 1
    sent(stage)


CAPTION = {"document": ("表.xlsx", b"x")}
BAD = "Bad Request: "
PARSE = BAD + "can't parse entities: "
REFUSALS = [
    Refusal("unknown method", "sendLove", {}, "Not Found: method not found"),
    Refusal("unknown chat", "sendMessage", text(chat_id=77), BAD + "chat not found"),
    Refusal("unknown name", "sendMessage", text(chat_id="@nobody"), BAD + "chat not found"),
    Refusal("no chat", "sendMessage", text(chat_id=None), BAD + "chat_id is empty"),
    Refusal("no text", "sendMessage", {}, BAD + "message text is empty"),
    Refusal("blank text", "sendMessage", {"text": " \n "}, BAD + "message text is empty"),
    Refusal(
        "only tags", "sendMessage", {"text": "<b></b>", "parse_mode": "HTML"}, BAD + "message text is empty"
    ),
    Refusal("4097 letters", "sendMessage", {"text": "a" * 4097}, BAD + "message is too long"),
    Refusal("2049 emoji", "sendMessage", {"text": "😀" * 2049}, BAD + "message is too long"),
    Refusal(
        "unknown field", "sendMessage", text(colour="red"), BAD + 'unknown parameter "colour" of sendMessage'
    ),
    Refusal(
        "ill-typed",
        "sendMessage",
        text(protect_content="maybe"),
        BAD + 'can\'t parse parameter "protect_content"',
    ),
    Refusal("bad mode", "sendMessage", text(parse_mode="Wiki"), BAD + "unsupported parse_mode"),
    Refusal(
        "unknown tag",
        "sendMessage",
        {"text": "您<x>", "parse_mode": "HTML"},
        PARSE + 'Unsupported start tag "x" at byte offset 3',
    ),
    Refusal(
        "unclosed tag",
        "sendMessage",
        {"text": "<b>您", "parse_mode": "HTML"},
        PARSE + 'Can\'t find end tag corresponding to start tag "b"',
    ),
    Refusal(
        "entity outside",
        "sendMessage",
        text(entities=[{"type": "bold", "offset": 1, "length": 5}]),
        BAD + "entity beginning at UTF-16 offset 1 ends after the end of the text",
    ),
    Refusal(
        "65 bytes",
        "sendMessage",
        text(reply_markup=inline({"text": "好", "callback_data": "a" * 65})),
        BAD + "BUTTON_DATA_INVALID",
    ),
    Refusal(
        "22 signs",
        "sendMessage",
        text(reply_markup=inline({"text": "好", "callback_data": "报" * 22})),
        BAD + "BUTTON_DATA_INVALID",
    ),
    Refusal(
        "no data",
        "sendMessage",
        text(reply_markup=inline({"text": "好", "callback_data": ""})),
        BAD + "BUTTON_DATA_INVALID",
    ),
    Refusal(
        "button without action",
        "sendMessage",
        text(reply_markup=inline({"text": "好"})),
        BAD + "can't parse inline keyboard button: Text",
    ),
    Refusal(
        "button with two actions",
        "sendMessage",
        text(reply_markup=inline({"text": "好", "callback_data": "a", "url": "https://example.org"})),
        BAD + "can't parse inline keyboard button: exactly one",
    ),
    Refusal(
        "button address",
        "sendMessage",
        text(reply_markup=inline({"text": "好", "url": "nowhere"})),
        BAD + "inline keyboard button URL 'nowhere' is invalid",
    ),
    Refusal(
        "odd button field",
        "sendMessage",
        text(reply_markup=inline({"text": "好", "data": "a"})),
        BAD + "can't parse reply keyboard markup",
    ),
    Refusal(
        "101 buttons",
        "sendMessage",
        text(reply_markup=inline(*[{"text": "好", "callback_data": "a"}] * 101)),
        BAD + "REPLY_MARKUP_TOO_LONG",
    ),
    Refusal(
        "empty keyboard", "sendMessage", text(reply_markup={"keyboard": []}), BAD + "reply markup is empty"
    ),
    Refusal(
        "reply to nothing",
        "sendMessage",
        text(reply_parameters={"message_id": 99}),
        BAD + "message to be replied not found",
    ),
    Refusal(
        "never met",
        "sendMessage",
        text(chat_id=42),
        "Forbidden: bot can't initiate conversation with a user",
        stranger,
    ),
    Refusal("blocked", "sendMessage", text(), "Forbidden: bot was blocked by the user", blocked),
    Refusal("deactivated", "sendMessage", text(), "Forbidden: user is deactivated", gone),
    Refusal(
        "kicked",
        "sendMessage",
        text(chat_id=-4000000001),
        "Forbidden: bot was kicked from the group chat",
        left_group,
    ),
    Refusal(
        "upgraded",
        "sendMessage",
        text(chat_id=-4000000001),
        BAD + "group chat was upgraded to a supergroup chat",
        old_group,
    ),
    Refusal("flood", "sendMessage", text(), "Too Many Requests: retry after 1", flood),
    Refusal("edit nothing", "editMessageText", text(message_id=99), BAD + "message to edit not found"),
    Refusal("edit another's", "editMessageText", text(message_id=1), BAD + "message can't be edited"),
    Refusal(
        "edit with keyboard",
        "editMessageText",
        text(message_id=2),
        BAD + "message can't be edited",
        sent_with_keyboard,
    ),
    Refusal("same text", "editMessageText", text(message_id=2), BAD + NOT_MODIFIED, sent),
    Refusal(
        "edit too long",
        "editMessageText",
        {"message_id": 2, "text": "a" * 4097},
        BAD + "MESSAGE_TOO_LONG",
        sent,
    ),
    Refusal("same keyboard", "editMessageReplyMarkup", {"message_id": 2}, BAD + NOT_MODIFIED, sent),
    Refusal("delete nothing", "deleteMessage", {"message_id": 99}, BAD + "message to delete not found"),
    Refusal(
        "delete too late",
        "deleteMessage",
        {"message_id": 2},
        BAD + "message can't be deleted for everyone",
        sent_long_ago,
    ),
    Refusal(
        "pin without right",
        "pinChatMessage",
        {"chat_id": -4000000001, "message_id": 1},
        BAD + "not enough rights to manage pinned",
        group,
    ),
    Refusal(
        "unknown press",
        "answerCallbackQuery",
        {"chat_id": None, "callback_query_id": "1"},
        BAD + QUERY_TOO_OLD,
    ),
    Refusal(
        "unknown action", "sendChatAction", {"action": "dancing"}, BAD + "wrong parameter action in request"
    ),
    Refusal(
        "unknown file",
        "sendDocument",
        {"document": "nothing"},
        BAD + "wrong file identifier/HTTP URL specified",
    ),
    Refusal(
        "long caption",
        "sendDocument",
        {"caption": "a" * 1025, "files": CAPTION},
        BAD + "message caption is too long",
    ),
    Refusal(
        "empty file",
        "sendDocument",
        {"files": {"document": ("表.xlsx", b"")}},
        BAD + "file must be non-empty",
    ),
    Refusal("no picture", "sendPhoto", {"files": {"photo": ("a.png", b"x")}}, BAD + "IMAGE_PROCESS_FAILED"),
    Refusal(
        "no such file",
        "getFile",
        {"chat_id": None, "file_id": "x"},
        BAD + "wrong file_id or the file is temporarily unavailable",
    ),
    Refusal(
        "capital command",
        "setMyCommands",
        {"chat_id": None, "commands": [{"command": "Plan", "description": "计划"}]},
        BAD + "BOT_COMMAND_INVALID",
    ),
    Refusal(
        "no description",
        "setMyCommands",
        {"chat_id": None, "commands": [{"command": "plan", "description": ""}]},
        BAD + "BOT_COMMAND_DESCRIPTION_INVALID",
    ),
    Refusal(
        "plain webhook",
        "setWebhook",
        {"chat_id": None, "url": "http://example.org/"},
        BAD + "bad webhook: An HTTPS URL must be provided",
    ),
]


@pytest.mark.parametrize("case", REFUSALS, ids=lambda case: case.name)
async def test_refusal(stage: Stage, case: Refusal) -> None:
    case.prepare(stage)
    params = {"chat_id": stage.person, **case.params} if case.method != "sendLove" else {}
    given = {name: value for name, value in params.items() if value is not None}
    assert (await stage.error(case.method, **given)).startswith(case.error)


async def test_wrong_token(stage: Stage) -> None:
    status, body = await stage.call("getMe", token="7000000001:wrong")
    assert (status, body["description"]) == (401, "Unauthorized")


async def test_migration_names_the_new_chat(stage: Stage) -> None:
    old_group(stage)
    _, body = await stage.call("sendMessage", **text(chat_id=-4000000001))
    new = body["parameters"]["migrate_to_chat_id"]
    assert (await stage.result("sendMessage", **text(chat_id=new)))["chat"]["type"] == "supergroup"


async def test_a_flood_is_refused_until_it_has_waited(stage: Stage) -> None:
    stage.core.limits.per_second = 2
    say = {"chat_id": stage.person, **text()}
    assert [(await stage.call("sendMessage", **say))[0] for _ in range(3)] == [200, 200, 429]
    stage.clock.advance(timedelta(seconds=0.9))
    assert (await stage.call("sendMessage", **say))[1]["parameters"] == {"retry_after": 1}
    stage.clock.advance(timedelta(seconds=0.1))
    assert (await stage.call("sendMessage", **say))[0] == 200


async def test_groups_have_a_limit_of_their_own(stage: Stage) -> None:
    group(stage)
    stage.core.limits.per_group_per_minute = 2
    statuses = [(await stage.call("sendMessage", **text(chat_id=-4000000001)))[0] for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert (await stage.call("sendMessage", **text(chat_id=stage.person)))[0] == 200


async def test_formatting_counts_after_parsing(stage: Stage) -> None:
    message = await stage.result(
        "sendMessage", chat_id=stage.person, text="<b>" + "😀" * 2048 + "</b>", parse_mode="HTML"
    )
    assert message["entities"] == [{"type": "bold", "offset": 0, "length": 4096}]


async def test_64_bytes_are_enough(stage: Stage) -> None:
    markup = inline({"text": "好", "callback_data": "报" * 21 + "a"})
    message = await stage.result("sendMessage", **text(chat_id=stage.person, reply_markup=markup))
    assert message["reply_markup"] == markup


async def test_reply_keyboards_are_never_echoed(stage: Stage) -> None:
    keyboard = {"keyboard": [[{"text": "近期活动"}]], "is_persistent": True}
    assert "reply_markup" not in await stage.result(
        "sendMessage", **text(chat_id=stage.person, reply_markup=keyboard)
    )
    shown = stage.core.chats[stage.person].keyboard
    assert shown is not None
    assert shown["rows"] == [[{"text": "近期活动"}]]
    await stage.result("sendMessage", **text(chat_id=stage.person, reply_markup={"remove_keyboard": True}))
    assert stage.core.chats[stage.person].keyboard is None


async def test_an_edit_without_keyboard_removes_it(stage: Stage) -> None:
    markup = inline({"text": "好", "callback_data": "a"})
    message = await stage.result("sendMessage", **text(chat_id=stage.person, reply_markup=markup))
    edited = await stage.result(
        "editMessageText", **text(chat_id=stage.person, message_id=message["message_id"])
    )
    assert "reply_markup" not in edited


async def test_a_press_is_answered_once_and_in_time(stage: Stage) -> None:
    markup = inline({"text": "报名", "callback_data": "a:1"})
    await stage.result("sendMessage", **text(chat_id=stage.person, reply_markup=markup))
    first, _ = acts.press(stage.core, stage.person, button="报名")
    assert await stage.result("answerCallbackQuery", callback_query_id=first.query_id, text="已报上") is True
    assert first.answer == {"text": "已报上", "alert": False, "url": None}
    assert await stage.error("answerCallbackQuery", callback_query_id=first.query_id) == BAD + QUERY_TOO_OLD
    late, _ = acts.press(stage.core, stage.person, button="报名")
    long = "长" * 201
    assert (
        await stage.error("answerCallbackQuery", callback_query_id=late.query_id, text=long)
        == BAD + "MESSAGE_TOO_LONG"
    )
    stage.clock.advance(stage.core.answer_within + timedelta(seconds=1))
    assert await stage.error("answerCallbackQuery", callback_query_id=late.query_id) == BAD + QUERY_TOO_OLD


async def test_files_go_out_and_come_back(stage: Stage) -> None:
    message = await stage.result(
        "sendDocument", chat_id=stage.person, caption="名单", files={"document": ("名单.xlsx", b"PK")}
    )
    assert message["document"]["file_name"] == "名单.xlsx"
    assert message["caption"] == "名单"
    again = await stage.result("sendDocument", chat_id=stage.person, document=message["document"]["file_id"])
    assert again["document"]["file_id"] == message["document"]["file_id"]
    photo = await stage.result("sendPhoto", chat_id=stage.person, files={"photo": ("a.png", PNG)})
    assert (photo["photo"][0]["width"], photo["photo"][0]["height"]) == (640, 480)
    error = await stage.error("editMessageText", **text(chat_id=stage.person, message_id=photo["message_id"]))
    assert error == BAD + "there is no text in the message to edit"


async def test_commands_live_in_scopes(stage: Stage) -> None:
    common, own = [{"command": "plan", "description": "计划"}], [{"command": "open", "description": "开活动"}]
    scope = {"type": "chat", "chat_id": stage.person}
    await stage.result("setMyCommands", commands=common)
    await stage.result("setMyCommands", commands=own, scope=scope)
    assert await stage.result("getMyCommands") == common
    assert stage.core.person_as_state(stage.core.people[stage.person])["commands"] == own
    await stage.result("deleteMyCommands", scope=scope)
    assert await stage.result("getMyCommands", scope=scope) == []
    assert stage.core.person_as_state(stage.core.people[stage.person])["commands"] == common


async def test_in_groups_the_bot_hears_what_is_meant_for_it(stage: Stage) -> None:
    group(stage)
    stage.core.updates.drop_all()
    for said in ("大家好", "/plan", "/plan@other_bot", "@union_preview_bot 您好"):
        acts.say(stage.core, stage.person, said, chat_id=-4000000001)
    asked = await stage.result("sendMessage", **text(chat_id=-4000000001))
    acts.say(stage.core, stage.person, "好的", chat_id=-4000000001, reply_to=asked["message_id"])
    heard = [update["message"]["text"] for update in await stage.result("getUpdates")]
    assert heard == ["/plan", "@union_preview_bot 您好", "好的"]
