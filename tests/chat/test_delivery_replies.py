"""Direct answers: what a person sees, and what each error leads to."""

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from telegram.error import Forbidden, NetworkError, RetryAfter

from bot.chat.pacing import EVERYTHING
from bot.message import Button, Message
from bot.preview.standin import acts
from bot.preview.standin.faults import FaultKind
from tests.chat.post import Post

LINK = Button("地图", url="https://example.org/")


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    office = Post(f"sqlite:///{tmp_path / 'post.db'}")
    await office.delivery.start()
    yield office
    await office.close()


@pytest.fixture
def chat(post: Post) -> int:
    return post.people[post.member("赵甲")]


async def test_a_message_with_buttons_and_a_keyboard(post: Post, chat: int) -> None:
    message_id = await post.replies.send(chat, Message("<b>健步走</b>", ((LINK,),)))
    sent = post.standin.chats[chat].messages[message_id]
    assert (sent.text, sent.inline) == (
        "健步走",
        {"inline_keyboard": [[{"text": "地图", "url": "https://example.org/"}]]},
    )
    await post.replies.send(chat, Message("菜单"), keyboard=[["近期活动", "我的报名"]])
    keyboard = post.standin.chats[chat].keyboard
    assert keyboard is not None
    assert [[key["text"] for key in row] for row in keyboard["rows"]] == [["近期活动", "我的报名"]]


async def test_an_edit_and_the_same_edit_again(post: Post, chat: int) -> None:
    message_id = await post.replies.send(chat, Message("一"))
    await post.replies.edit(chat, message_id, Message("二", ((LINK,),)))
    await post.replies.edit(chat, message_id, Message("二", ((LINK,),)))
    assert post.seen_in(chat) == ["二"]


async def test_an_edit_of_what_is_gone_is_sent_anew(post: Post, chat: int) -> None:
    await post.replies.edit(chat, 9999, Message("新的"))
    assert post.seen_in(chat) == ["新的"]


async def test_an_answer_to_an_old_press_is_let_go(post: Post, chat: int) -> None:
    message_id = await post.replies.send(chat, Message("选", ((LINK,),)))
    assert message_id
    await post.replies.answer("12345", "晚了")


async def test_a_note_is_cut_to_what_telegram_takes(post: Post, chat: int) -> None:
    await post.bot.send_message(
        chat,
        "选",
        reply_markup={"inline_keyboard": [[{"text": "要", "callback_data": "a1:7"}]]},  # type: ignore[arg-type]
    )
    press, _ = acts.press(post.standin, chat, button="要")
    await post.replies.answer(press.query_id, "工" * 300, alert=True)
    assert press.answer is not None
    assert (len(press.answer["text"]), press.answer["alert"]) == (200, True)


async def test_a_long_text_comes_in_parts_and_a_very_long_one_as_a_file(post: Post, chat: int) -> None:
    long = "".join(f"第{number}行\n" for number in range(1, 1500))
    last = await post.replies.send(chat, Message(long, ((LINK,),)))
    assert "\n".join(text.strip() for text in post.seen_in(chat)) == long.strip()
    messages = list(post.standin.chats[chat].messages.values())
    assert [message.inline is not None for message in messages][-3:] == [False, False, True]
    assert messages[-1].id == last
    await post.replies.send(chat, Message("<b>" + "工会工作总结，" * 4000 + "</b>"))
    file = list(post.standin.chats[chat].messages.values())[-2].file
    assert file is not None
    assert file.data.decode() == "工会工作总结，" * 4000


async def test_an_edit_with_a_long_text_goes_on_below(post: Post, chat: int) -> None:
    message_id = await post.replies.send(chat, Message("短"))
    await post.replies.edit(chat, message_id, Message("工" * 5000, ((LINK,),)))
    assert "".join(post.seen_in(chat)) == "工" * 5000
    assert list(post.standin.chats[chat].messages.values())[-1].inline is not None


async def test_a_file_with_its_name_and_caption(post: Post, chat: int) -> None:
    await post.replies.document(chat, "名单.xlsx", b"content", "共 3 人")
    message = list(post.standin.chats[chat].messages.values())[-1]
    assert message.file is not None
    assert (message.file.name, message.file.data, message.text) == ("名单.xlsx", b"content", "共 3 人")
    await post.replies.document(chat, "名单.xlsx", b"content", "人" * 2000)
    assert post.seen_in(chat)[-1] == "人" * 2000


async def test_wrong_marks_go_out_as_plain_text(
    post: Post, chat: int, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.CRITICAL, "bot.chat.replies"):
        await post.replies.send(chat, Message("<b>甲<i>乙</b>"))
    assert post.seen_in(chat) == ["甲乙"]


async def test_what_had_no_effect_is_tried_again(
    post: Post, chat: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.chat.replies.RETRY_SECONDS", (0.01, 0.01))
    post.fault(FaultKind.ERROR_502, count=2)
    await post.replies.send(chat, Message("您好"))
    assert post.seen_in(chat) == ["您好"]
    post.fault(FaultKind.ERROR_502, count=3)
    with pytest.raises(NetworkError):
        await post.replies.send(chat, Message("再见"))
    assert post.seen_in(chat) == ["您好"]


@pytest.mark.parametrize("kind", [FaultKind.TIMEOUT_AFTER, FaultKind.RESET_AFTER])
async def test_an_unknown_outcome_is_never_repeated(post: Post, chat: int, kind: FaultKind) -> None:
    post.fault(kind)
    with pytest.raises(NetworkError):
        await post.replies.send(chat, Message("您好"))
    assert post.seen_in(chat) == ["您好"]


async def test_a_short_pause_is_waited_for(post: Post, chat: int) -> None:
    post.fault(FaultKind.FLOOD, seconds=1)
    loop = asyncio.get_running_loop()
    begun = loop.time()
    await post.replies.send(chat, Message("您好"))
    assert loop.time() - begun >= 1
    assert post.seen_in(chat) == ["您好"]


async def test_a_long_pause_is_not_waited_for_and_nothing_is_asked(post: Post, chat: int) -> None:
    post.delivery.pacing.pause(EVERYTHING, 10_072)
    calls = post.standin.traffic.finished
    with pytest.raises(RetryAfter):
        await post.replies.send(chat, Message("您好"))
    assert post.standin.traffic.finished == calls


async def test_who_blocked_the_bot_is_told_to_the_caller_only(post: Post, chat: int) -> None:
    acts.block(post.standin, chat, blocked=True)
    with pytest.raises(Forbidden):
        await post.replies.send(chat, Message("您好"))
    assert not await post.replies.try_send(chat, Message("您好"))
