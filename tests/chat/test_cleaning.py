"""Text from outside: harmless afterwards, otherwise unchanged, and cleaning twice is cleaning once."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.chat.cleaning import clean, one_line

any_text = st.text(st.characters(codec=None, exclude_categories=()))
SIGNS = "\0 \x1b \x85 \ud800 \udfff \u202e \u2066 \u200b \u200d \ufeff \r \n \t e \u0301 é 工 👨 \ufe0f \u3000 < = \u0345 \u1100 \u1161"
NASTY = st.text(st.sampled_from(SIGNS))


@given(any_text | NASTY)
@example("\u200b\u202e\u200b\u202e\u200b\u200b")
@example("a\u0301\u202e\u0301")
@example("\r\r\n")
def test_cleaned_text_is_clean(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not {"\0", "\r", "\u202e", "\u2066"} & set(cleaned)
    assert all(unicodedata.category(sign) not in {"Cc", "Cs"} or sign in "\n\t" for sign in cleaned)
    assert "\u200b\u200b\u200b" not in cleaned
    cleaned.encode()


@given(any_text | NASTY)
def test_one_line_is_one_line(text: str) -> None:
    line = one_line(text)
    assert one_line(line) == line
    assert len(line.splitlines()) <= 1
    assert "  " not in line


@pytest.mark.parametrize(
    "text",
    [
        "健步走 12月5日（周六）",
        "👨‍👩‍👧 🏳️‍🌈 👍🏽",
        "<b>=cmd|' /C calc'!A0",
        "第一行\n\n第二行\t表",
        "İstanbul ß ﬁ",
        "𠮷野家",
    ],
)
def test_what_is_harmless_stays_to_the_letter(text: str) -> None:
    assert clean(text) == unicodedata.normalize("NFC", text)


def test_a_name_cannot_pretend_to_be_another() -> None:
    assert clean("赵甲\u202e乙丙") == "赵甲乙丙"
    assert clean("赵\u200b\u200b\u200b\u200b甲") == "赵\u200b\u200b甲"
    assert one_line(" 赵\n甲\u3000乙 ") == "赵 甲 乙"
