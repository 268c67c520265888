"""Messages: what people wrote is shown as they wrote it, and buttons keep what they mean."""

import html
import json
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.buttons import button
from bot.message import Button, Message, escape, pack_rows


@button("testmessage1")
@dataclass(frozen=True, slots=True)
class Go:
    number: int


@given(st.text())
def test_escaped_text_reads_as_it_was_written(text: str) -> None:
    assert html.unescape(escape(text)) == html.unescape(html.escape(text, quote=False))
    assert "<" not in escape(text)
    assert ">" not in escape(text)


@pytest.mark.parametrize("text", ["<b>", "&lt;", "a & b", "</a><a href='x'>", "&"])
def test_marks_of_people_are_only_text(text: str) -> None:
    assert html.unescape(escape(text)) == text


def test_rows_are_packed_as_they_are_sent() -> None:
    rows = ((Button("去", Go(7)), Button("看", url="https://example.org/")), (Button("<b>", Go(8)),))
    assert json.loads(pack_rows(rows)) == [
        [["去", "data", "testmessage1:7"], ["看", "url", "https://example.org/"]],
        [["<b>", "data", "testmessage1:8"]],
    ]


def test_a_button_that_leads_nowhere_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="leads nowhere"):
        pack_rows(((Button("去"),),))


def test_more_rows_leave_the_message_alone() -> None:
    message = Message("好", ((Button("去", Go(1)),),))
    more = message.with_rows((Button("看", Go(2)),))
    assert len(message.rows) == 1
    assert [row[0].label for row in more.rows] == ["去", "看"]
