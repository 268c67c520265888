"""Inline mode of the stand-in: as strict as Telegram about what is offered, and only what was offered can be sent."""

from datetime import timedelta
from typing import Any

import pytest

from bot.preview.standin import acts
from bot.preview.standin.errors import ActRefused
from tests.preview.conftest import Stage

TEXT = {"message_text": "<b>健步走</b>", "parse_mode": "HTML"}
KEYS = {"inline_keyboard": [[{"text": "私聊报名", "url": "https://t.me/bot?start=act_1"}]]}


def article(result_id: str = "act-1", **facts: Any) -> dict[str, Any]:
    return {"type": "article", "id": result_id, "title": "健步走", "input_message_content": TEXT, **facts}


def asked(stage: Stage, text: str = "健步") -> str:
    asking, _ = acts.ask_inline(stage.core, stage.person, text)
    return asking.query_id


async def test_what_is_typed_reaches_the_bot(stage: Stage) -> None:
    query_id = asked(stage)
    [update] = await stage.result("getUpdates")
    query = update["inline_query"]
    assert (query["id"], query["query"], query["chat_type"]) == (query_id, "健步", "sender")
    assert (await stage.result("getMe"))["supports_inline_queries"] is True


async def test_a_chosen_result_is_a_message_of_the_person(stage: Stage) -> None:
    query_id = asked(stage)
    answered = {"inline_query_id": query_id, "results": [article(reply_markup=KEYS)], "is_personal": True}
    assert await stage.result("answerInlineQuery", **answered) is True
    message = acts.choose_inline(stage.core, stage.person, query_id, "act-1")
    assert (message.sender_id, message.text, message.inline) == (stage.person, "健步走", KEYS)
    heard = (await stage.result("getUpdates"))[-1]["message"]
    assert heard["via_bot"]["username"] == stage.core.username
    with pytest.raises(ActRefused):
        acts.choose_inline(stage.core, stage.person, query_id, "act-2")
    other = acts.add_person(stage.core, "钱乙").id
    with pytest.raises(ActRefused):
        acts.choose_inline(stage.core, other, query_id, "act-1")


@pytest.mark.parametrize(
    ("results", "more", "said"),
    [
        ([article(), article()], {}, "RESULT_ID_DUPLICATE"),
        ([article("x" * 65)], {}, "RESULT_ID_INVALID"),
        ([article("")], {}, "RESULT_ID_INVALID"),
        ([article(str(number)) for number in range(51)], {}, "RESULTS_TOO_MUCH"),
        ([article(title=" ")], {}, "ARTICLE_TITLE_EMPTY"),
        ([article(input_message_content={"message_text": ""})], {}, "message text is empty"),
        ([article(input_message_content={"message_text": "x" * 4097})], {}, "MESSAGE_TOO_LONG"),
        ([article(colour="red")], {}, "unknown field"),
        ([], {"button": {"text": "加入"}}, "exactly one"),
        ([], {"button": {"text": "加入", "start_parameter": "两个 字"}}, "START_PARAM_INVALID"),
    ],
)
async def test_what_telegram_refuses(
    stage: Stage, results: list[dict[str, Any]], more: dict[str, Any], said: str
) -> None:
    error = await stage.error("answerInlineQuery", inline_query_id=asked(stage), results=results, **more)
    assert said in error


async def test_an_answer_counts_once_and_in_time(stage: Stage) -> None:
    query_id = asked(stage)
    await stage.result("answerInlineQuery", inline_query_id=query_id, results=[])
    for late in (query_id, "1"):
        assert "query is too old" in await stage.error("answerInlineQuery", inline_query_id=late, results=[])
    query_id = asked(stage)
    stage.clock.advance(timedelta(seconds=16))
    assert "query is too old" in await stage.error("answerInlineQuery", inline_query_id=query_id, results=[])


async def test_the_bot_is_put_out_of_a_group_and_in_again(stage: Stage) -> None:
    chat = acts.add_group(stage.core, "工会之家", [stage.person])
    await stage.result("getUpdates")
    for inside, status in ((False, "left"), (True, "member")):
        acts.put_bot(stage.core, stage.person, chat.id, inside=inside)
        acts.put_bot(stage.core, stage.person, chat.id, inside=inside)
        update = (await stage.result("getUpdates"))[-1]
        assert update["my_chat_member"]["new_chat_member"]["status"] == status
    outsider = acts.add_person(stage.core, "钱乙").id
    with pytest.raises(ActRefused):
        acts.put_bot(stage.core, outsider, chat.id, inside=False)


async def test_the_control_api_asks_and_chooses(served: Stage) -> None:
    assert served.http is not None
    body = {"from": served.person, "query": "健步", "timeout": 0}
    async with served.http.post(f"{served.base}/sim/inline", json=body) as response:
        told = await response.json()
    assert (told["answered"], told["results"], told["button"]) == (False, [], None)
    await served.result("answerInlineQuery", inline_query_id=told["query_id"], results=[article()])
    choice = {"from": served.person, "query_id": told["query_id"], "result": "act-1"}
    async with served.http.post(f"{served.base}/sim/inline/choose", json=choice) as response:
        assert "message_id" in await response.json()
