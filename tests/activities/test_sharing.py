"""Passing an activity on: poster, group chats, suggestions in other chats."""

from io import BytesIO

import pytest
from PIL import Image
from sqlmodel import Session

from bot.activities.card import activity_card
from bot.activities.rules import ActivityKind
from bot.activities.sharing import cards as sharing
from bot.activities.sharing import poster, texts
from bot.files import drawing
from bot.refused import Refused
from tests.activities.conftest import NOW, START, Union

LINK = "https://t.me/some_bot?start=act_1"
CHAT = -1001


def posted(union: Union, activity_id: int) -> int:
    """A card in a group chat; the id of the chat's row."""
    union.write(sharing.note_group_chat, union.committee, NOW, chat_id=CHAT, title="工会之家", inside=True)
    [chat] = union.read(sharing.group_chats, union.committee, activity_id=activity_id).chats
    facts = {"activity_id": activity_id, "chat": chat.number, "link": LINK, "request": "r1"}
    union.write(sharing.post_in_group_chat, union.committee, NOW, **facts)
    return int(chat.number)


def test_the_poster_is_an_a4_sheet_whatever_the_texts(union: Union) -> None:
    if drawing.font_file() is None:
        pytest.skip("no Chinese font on this machine")
    for title, place in (("健步走", ""), ("很长的名称" * 12, "很长的地点" * 10), ("<b>&", "a" * 50)):
        activity_id = union.activity(title=title, place=place)
        card = union.read(activity_card, union.committee, NOW, activity_id=activity_id)
        content, caption = poster.draw_poster(card, "示例学校工会", LINK)
        assert Image.open(BytesIO(content)).size == (1240, 1754)
        assert LINK in caption


def test_without_a_font_the_poster_says_so_and_gives_the_link(
    union: Union, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(poster, "font_file", lambda: None)
    activity_id = union.activity(place="操场")
    card = union.read(activity_card, union.committee, NOW, activity_id=activity_id)
    content, caption = poster.draw_poster(card, "示例学校工会", LINK)
    assert len(Image.open(BytesIO(content)).getcolors() or ()) == 2
    for part in (LINK, "操场", "12月5日（周六）15:00", "没有中文字体"):
        assert part in caption


def test_a_qr_code_has_whole_modules_and_a_margin() -> None:
    code = drawing.qr_code(LINK, 640)
    assert code.width == code.height <= 640
    assert code.getpixel((0, 0)) == 255
    assert set(code.tobytes()) == {0, 255}


def test_nothing_private_goes_to_a_group_chat(union: Union) -> None:
    actor = union.member("赵甲")
    check = union.activity(kind=ActivityKind.HEALTH, audience="traits=women")
    with pytest.raises(Refused, match="audience"):
        union.read(sharing.group_chats, union.committee, activity_id=check)
    with pytest.raises(Refused, match="no_right"):
        union.read(sharing.group_chats, actor, activity_id=union.activity())
    card = union.read(activity_card, union.committee, NOW, activity_id=union.activity(title="<b>"))
    message = texts.short_card(card, LINK)
    assert "&lt;b&gt;" in message.text
    assert all(button.url for row in message.rows for button in row)


def test_a_card_is_outdated_when_what_it_shows_has_changed(union: Union) -> None:
    activity_id = union.activity(capacity=2)
    posted(union, activity_id)
    assert union.read(sharing.outdated, NOW, "some_bot") == []  # not sent yet
    union.write(_sent)
    assert union.read(sharing.outdated, NOW, "some_bot") == []
    later = START.replace(hour=16)
    [card] = union.read(sharing.outdated, later, "some_bot")
    assert (card.chat_id, card.message_id) == (CHAT, 7)
    assert "已开始" in card.message.text
    union.write(sharing.settle, {card.card_id: card.shown})
    assert union.read(sharing.outdated, later, "some_bot") == []
    union.write(sharing.settle, {card.card_id: None})
    assert union.rows("SELECT * FROM posted_card") == []


def test_a_group_that_became_a_supergroup_is_the_same_chat(union: Union) -> None:
    activity_id = union.activity()
    number = posted(union, activity_id)
    union.write(_sent)
    for _ in range(2):  # Telegram says it twice
        union.write(sharing.move_group_chat, NOW, CHAT, -100200, "some_bot")
    [chat] = union.read(sharing.group_chats, union.committee, activity_id=activity_id).chats
    assert (chat.number, chat.posted) == (number, True)
    [(text,)] = union.rows("SELECT text FROM outgoing WHERE chat_id = -100200")
    assert "健步走" in text


def test_cards_of_what_has_begun_do_not_move_along(union: Union) -> None:
    posted(union, union.activity())
    union.write(_sent)
    union.write(sharing.move_group_chat, START, CHAT, -100200, "some_bot")
    assert union.rows("SELECT * FROM posted_card") == []
    assert union.rows("SELECT * FROM outgoing WHERE chat_id = -100200") == []


def test_the_supergroup_may_be_known_before_the_group_moves(union: Union) -> None:
    posted(union, union.activity())
    union.write(_sent)
    union.write(sharing.note_group_chat, None, NOW, chat_id=-100200, title="工会之家", inside=True)
    union.write(sharing.move_group_chat, NOW, CHAT, -100200, "some_bot")
    assert union.rows("SELECT chat_id FROM group_chat") == [(-100200,)]
    assert len(union.rows("SELECT * FROM posted_card")) == 1


def test_a_chat_we_were_put_out_of_is_not_offered(union: Union) -> None:
    activity_id = union.activity()
    number = posted(union, activity_id)
    union.write(sharing.note_group_chat, None, NOW, chat_id=CHAT, title="工会之家", inside=False)
    assert union.read(sharing.group_chats, union.committee, activity_id=activity_id).chats == ()
    facts = {"activity_id": activity_id, "chat": number, "link": LINK, "request": "r2"}
    for chat in (number, 999):
        with pytest.raises(Refused, match="not_in_chat"):
            union.write(sharing.post_in_group_chat, union.committee, NOW, **{**facts, "chat": chat})


def test_suggestions_are_what_everybody_may_see(union: Union) -> None:
    union.activity(title="羽毛球 比赛")
    union.activity(title="健步走")
    union.activity(title="羽毛球体检", kind=ActivityKind.HEALTH, audience="traits=women")
    woman = union.member("赵甲", sex="female")
    for words, wanted in (("羽毛球", ["羽毛球 比赛"]), ("", ["羽毛球 比赛", "健步走"]), ("游泳", [])):
        found = union.read(sharing.offered, woman, NOW, words=words)
        assert [card.title for card in found] == wanted


def _sent(session: Session) -> None:
    session.connection().exec_driver_sql(
        "UPDATE outgoing SET state = 'sent', message_id = 7 WHERE chat_id < 0"
    )
