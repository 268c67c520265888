"""Formatted text: UTF-16 units, HTML parse mode, detected entities, safe HTML."""

import html
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.preview.standin.entities import as_html, clean, detect, formatted
from bot.preview.standin.errors import ApiError
from bot.preview.standin.html_mode import Entity, parse_html, utf16_length

PLAIN = st.text(st.characters(codec="utf-8"), max_size=60)
TAGS = ("b", "i", "u", "s", "code", "tg-spoiler", "blockquote")
TREES = st.recursive(
    PLAIN.map(html.escape),
    lambda inner: st.tuples(st.sampled_from(TAGS), st.lists(inner, max_size=3)).map(
        lambda made: f"<{made[0]}>{''.join(made[1])}</{made[0]}>"
    ),
    max_leaves=8,
)


def spell(text: str, entity: Entity) -> str:
    units = text.encode("utf-16-le")
    return units[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le")


@given(PLAIN)
def test_length_counts_utf16_units(text: str) -> None:
    assert (
        utf16_length(text) == len(text.encode("utf-16-le")) // 2 == sum(1 + (ord(c) > 0xFFFF) for c in text)
    )


@given(PLAIN)
def test_escaped_text_comes_back_whole(text: str) -> None:
    assert parse_html(html.escape(text, quote=False)) == (text, [])


@given(TREES)
def test_entities_lie_where_the_tags_were(source: str) -> None:
    text, entities = parse_html(source)
    assert text == html.unescape(re.sub(r"</?[a-z-]+>", "", source))
    for entity in entities:
        assert 0 <= entity["offset"] < entity["offset"] + entity["length"] <= utf16_length(text)
        spell(text, entity)
    for one in entities:
        for other in entities:
            start, end = other["offset"], other["offset"] + other["length"]
            assert not one["offset"] < start < one["offset"] + one["length"] < end, (
                "tags nest, so entities nest"
            )


@given(st.text(st.sampled_from("<>/b i=\"'&;a你😀"), max_size=30))
def test_any_html_is_parsed_or_refused(source: str) -> None:
    refusal = ""
    text = ""
    entities: list[Entity] = []
    try:
        text, entities = formatted(source, "HTML", None)
    except ApiError as error:
        refusal = error.description
    assert not refusal or refusal.startswith("Bad Request: can't parse entities: ")
    assert all(entity["offset"] + entity["length"] <= utf16_length(text) for entity in entities)


class _Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.open: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.tags.add(tag)
        allowed = {"a": {"href", "target", "rel"}, "span": {"class"}}.get(tag, set())
        assert {name for name, _ in attrs} <= allowed

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


SPANS = st.lists(
    st.builds(
        lambda kind, offset, length: {
            "type": kind,
            "offset": offset,
            "length": length,
            "url": "javascript:alert(1)",
        },
        st.sampled_from(["bold", "italic", "code", "pre", "text_link", "url", "spoiler", "unheard_of"]),
        st.integers(0, 20),
        st.integers(1, 20),
    ),
    max_size=6,
)


@given(st.text(st.sampled_from("<>&\"'abc你 \n"), min_size=40, max_size=40), SPANS)
def test_shown_html_is_safe_whatever_overlaps(text: str, entities: list[Entity]) -> None:
    seen = _Seen()
    seen.feed(as_html(text, entities))
    seen.close()
    assert seen.text == text
    assert not seen.open
    assert seen.tags <= {"b", "i", "code", "pre", "span"}


def test_links_are_shown_as_links() -> None:
    text, entities = formatted('看<a href="https://example.org/?a=1&amp;b=2">这里</a>', "HTML", None)
    assert text == "看这里"
    assert as_html(text, entities) == (
        '看<a href="https://example.org/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer">这里</a>'
    )


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("健<p>x</p>", 'Unsupported start tag "p" at byte offset 3'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ('<a href="x>y</a>', "Unclosed start tag at byte offset 0"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_mistakes_are_told_as_telegram_does(source: str, reason: str) -> None:
    with pytest.raises(ApiError) as error:
        parse_html(source)
    assert error.value.description == f"Bad Request: can't parse entities: {reason}"


def test_only_four_names_are_decoded() -> None:
    assert (
        parse_html("&lt;&gt;&amp;&quot;&#65;&#x4e00;&nbsp;&copy; &lt &ltx")[0] == '<>&"A一&nbsp;&copy; < &ltx'
    )


def test_code_in_pre_names_the_language() -> None:
    text, entities = parse_html('<pre><code class="language-toml">a = 1</code></pre>')
    assert (text, entities) == ("a = 1", [{"type": "pre", "language": "toml", "offset": 0, "length": 5}])


def test_the_server_finds_commands_and_addresses() -> None:
    text = "😀 /plan@union_bot https://example.org/a a@example.org @zhaojia #健步走 1/2"
    found = {entity["type"]: spell(text, entity) for entity in detect(text, [])}
    assert found == {
        "bot_command": "/plan@union_bot",
        "url": "https://example.org/a",
        "email": "a@example.org",
        "mention": "@zhaojia",
        "hashtag": "#健步走",
    }


def test_text_is_cleaned_and_trimmed() -> None:
    text, entities = formatted("  <b>\x00您\u202e好\r</b> \n", "HTML", None)
    assert (text, entities) == ("您好", [{"type": "bold", "offset": 0, "length": 2}])
    with pytest.raises(ApiError):
        clean("\ud800")
