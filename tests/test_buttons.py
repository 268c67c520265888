"""Payloads of buttons: what is packed comes back, and nothing else does."""

import string
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import handlers
from bot import buttons
from bot.buttons import MAX_BYTES, button, pack, unpack


class Side(StrEnum):
    LEFT = "left"
    RIGHT = "right"


@button("testonly1")
@dataclass(frozen=True, slots=True)
class Everything:
    number: int
    yes: bool
    day: date
    side: Side
    word: str


printable = st.text(st.characters(exclude_characters=":", exclude_categories=("C", "Z")), max_size=3)


@given(st.integers(-(2**62), 2**62), st.booleans(), st.dates(), st.sampled_from(Side), printable)
def test_what_is_packed_comes_back(number: int, yes: bool, day: date, side: Side, word: str) -> None:
    payload = Everything(number, yes, day, side, word)
    assert unpack(pack(payload)) == payload


@given(st.text(max_size=64))
@example("testonly1:1:1:2026-12-05:left:")
@example("testonly1:99999999999999999999:1:2026-12-05:left:a")
@example("testonly1:9223372036854775808:1:2026-12-05:left:a")
@example("testonly1:--1:1:2026-12-05:left:a")
@example("testonly1:1-:1:2026-12-05:left:a")
@example("testonly1:٣:1:2026-12-05:left:a")
@example("testonly1:1:2:2026-12-05:left:a")
@example("testonly1:1:1:2026-13-05:left:a")
@example("testonly1:1:1:2026-12-05:middle:a")
@example("testonly1:1:1:2026-12-05:left")
@example("testonly1:1:1:2026-12-05:left:a:b")
@example("testonly1:1:1:2026-12-05:left:\0")
@example("testonly1:1:1:2026-12-05:left:\u202e")
@example("")
@example(":")
def test_anything_else_is_nothing_or_a_payload_that_can_be_stored(data: str) -> None:
    payload = unpack(data)
    if payload is not None:
        for name in payload.__dataclass_fields__:
            value = getattr(payload, name)
            assert not isinstance(value, int) or abs(value) < 2**63
            assert not isinstance(value, str) or value.isprintable()


FORGED = st.lists(
    st.one_of(
        st.integers().map(str), st.sampled_from(["0", "1", "left", "2026-12-05", "", "-", "1e9", "None"])
    ),
    max_size=6,
)


@given(st.data())
def test_every_button_of_the_house_survives_forgery(data: st.DataObject) -> None:
    handlers.build_router()
    code = data.draw(st.sampled_from(sorted(buttons.codes())))
    parts = data.draw(FORGED)
    payload = unpack(":".join([code, *parts]))
    assert payload is None or type(payload) is buttons.codes()[code]


def test_a_payload_that_does_not_fit_is_refused() -> None:
    fitting = Everything(1, True, date(2026, 12, 5), Side.LEFT, "a" * 30)
    assert len(pack(fitting).encode()) <= MAX_BYTES
    with pytest.raises(ValueError, match="64 bytes"):
        pack(Everything(1, True, date(2026, 12, 5), Side.LEFT, "工" * 20))
    with pytest.raises(ValueError, match="may not hold"):
        pack(Everything(1, True, date(2026, 12, 5), Side.LEFT, "a:b"))


def test_a_code_is_given_once() -> None:
    with pytest.raises(ValueError, match="taken by Everything"):
        button("testonly1")(type("Another", (), {}))
    for wrong in ("", "a b", "a:1", "按钮1"):
        with pytest.raises(ValueError, match="ASCII"):
            button(wrong)


def test_every_code_ends_with_its_version() -> None:
    handlers.build_router()
    for code in buttons.codes():
        assert code[0] in string.ascii_lowercase
        assert code[-1] in string.digits, f"{code} has no version"
