"""Texts cut into messages: nothing lost, nothing broken, everything accepted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.splitting import LIMIT, plain, split, units
from bot.message import escape
from bot.preview.standin.html_mode import parse_html, utf16_length

EMOJI = [
    "👍🏽",
    "👨‍👩‍👧‍👦",
    "🇨🇳",
    "❤️",
    "1️⃣",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "é",
]
words = st.one_of(
    st.sampled_from(EMOJI),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=12),
    st.sampled_from(["工会通知。", "第一小组，", "您好\n", "a < b & c", "\n\n", " "]),
)
tags = st.sampled_from(["b", "i", "u", "s", "code", 'a href="https://example.org/?a=1&amp;b=2"'])


@st.composite
def documents(draw: st.DrawFn, depth: int = 0) -> str:
    parts = []
    for _ in range(draw(st.integers(1, 6))):
        if depth < 3 and draw(st.booleans()):
            tag = draw(tags)
            parts.append(f"<{tag}>{draw(documents(depth + 1))}</{tag.split()[0]}>")
        else:
            parts.append(escape("".join(draw(st.lists(words, max_size=12)))))
    return "".join(parts)


@given(text=documents(), limit=st.integers(100, 300))
def test_parts_are_valid_and_show_the_same_text(text: str, limit: int) -> None:
    shown = []
    for part in split(text, limit):
        parsed, _ = parse_html(part)
        assert parsed == plain(part)
        assert utf16_length(parsed) <= limit
        shown.append(parsed)
    assert "".join("".join(shown).split()) == "".join(parse_html(text)[0].split())


@given(text=documents(), limit=st.integers(100, 300))
def test_every_sign_keeps_its_marks(text: str, limit: int) -> None:
    def marked(source: str) -> list[tuple[str, frozenset[str]]]:
        shown, entities = parse_html(source)
        signs, at = [], 0
        for sign in shown:
            kinds = frozenset(
                entity["type"]
                for entity in entities
                if entity["offset"] <= at < entity["offset"] + entity["length"]
            )
            at += utf16_length(sign)
            if not sign.isspace():
                signs.append((sign, kinds))
        return signs

    assert [sign for part in split(text, limit) for sign in marked(part)] == marked(text)


@pytest.mark.parametrize("emoji", EMOJI)
def test_an_emoji_is_never_cut(emoji: str) -> None:
    for lead in range(30):
        text = "工" * lead + emoji * 200
        parts = split(text, 100)
        assert "".join(parts) == text
        for part in parts:
            assert not part.strip("工").replace(emoji, ""), "only whole emoji"


def test_a_text_that_fits_stays_as_it_is() -> None:
    text = "<b>好</b>" + "工" * (LIMIT - 8)
    assert split(text) == [text]
    assert split("") == [""]


def test_cuts_come_after_lines_or_sentences() -> None:
    lines = "".join(f"第{number}项：完成。\n" for number in range(100))
    assert all(part.endswith("\n") for part in split(lines, 200))
    sentences = "".join(f"第{number}项完成了。" for number in range(100))
    assert all(part.endswith("。") for part in split(sentences, 200))


def test_open_tags_are_closed_and_opened_again() -> None:
    first, second = split("<b><i>" + "工" * 150 + "</i></b>", 100)
    assert first == "<b><i>" + "工" * 100 + "</i></b>"
    assert second == "<b><i>" + "工" * 50 + "</i></b>"


def test_emoji_count_as_two_units() -> None:
    assert units("👍a工") == 4
    assert len(split("👍" * 4200)) == 3


def test_parts_of_white_space_are_left_out() -> None:
    assert split("前" + "\n" * 250 + "后", 100)[0].startswith("前")
    assert all(part.strip() for part in split("前" + "\n" * 250 + "后", 100))
    assert "".join(split("前" + "\n" * 250 + "后", 100)).replace("\n", "") == "前后"


def test_plain_shows_what_people_would_read() -> None:
    assert plain('<b>甲</b> &lt;乙&gt; &amp; <a href="https://example.org">丙</a>') == "甲 <乙> & 丙"
