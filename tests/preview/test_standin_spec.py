"""The table the stand-in checks calls against is the official one."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clock import MovableClock
from bot.preview.standin import acts, derive_methods
from bot.preview.standin.core import METHODS, StandIn, Upload
from bot.preview.standin.errors import ApiError
from bot.preview.standin.spec import prepare
from tests.preview.conftest import START


def table() -> Any:
    return json.loads(derive_methods.TARGET.read_text(encoding="utf-8"))


def test_every_method_has_a_description_and_an_answer() -> None:
    assert set(table()["methods"]) == set(METHODS) == set(derive_methods.METHODS)


def test_the_table_is_the_official_one(root: Path) -> None:
    source = root.parent / "shared" / "bot-api-spec.json"
    if not source.exists():
        pytest.skip("the official description (../shared/bot-api-spec.json) is not here")
    assert derive_methods.derive(json.loads(source.read_text(encoding="utf-8"))) == table()


def test_forms_carry_text_that_becomes_typed() -> None:
    markup = '{"inline_keyboard": [[{"text": "好", "callback_data": "a"}]]}'
    given = {"chat_id": "5000000001", "text": "12", "protect_content": "true", "reply_markup": markup}
    assert prepare("sendMessage", given, {}) == {
        "chat_id": 5000000001,
        "text": "12",
        "protect_content": True,
        "reply_markup": json.loads(markup),
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"chat_id": 1.5},
        {"chat_id": True},
        {"text": 5},
        {"text": None},
        {"protect_content": "yes"},
        {"entities": {}},
        {"entities": [{"type": "bold", "offset": "0", "length": 1}]},
        {"entities": [{"type": "bold", "offset": 0}]},
        {"reply_markup": "{"},
        {"reply_markup": []},
        {"reply_markup": {}},
        {"reply_markup": {"inline_keyboard": [{"text": "a"}]}},
        {"reply_markup": {"keyboard": [[{"text": "a"}]], "shown": True}},
        {"link_preview_options": {"is_disabled": 1}},
    ],
    ids=str,
)
def test_ill_typed_parameters_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ApiError) as error:
        prepare("sendMessage", {"chat_id": 1, "text": "a", **wrong}, {})
    assert error.value.code == 400


PERSON = 5_000_000_001
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
LIKELY = st.sampled_from(
    [
        PERSON,
        str(PERSON),
        -4_000_000_001,
        1,
        2,
        3,
        2**70,
        "HTML",
        "<b>",
        "chat",
        "default",
        "plan",
        "attach://a",
        "http://x",
    ]
)
WORDS = st.sampled_from(
    [
        "type",
        "chat_id",
        "user_id",
        "text",
        "url",
        "callback_data",
        "keyboard",
        "inline_keyboard",
        "force_reply",
        "remove_keyboard",
        "selective",
        "offset",
        "length",
        "message_id",
        "command",
        "description",
        "is_disabled",
        "quote",
    ]
)
VALUES = st.recursive(
    SCALARS | LIKELY,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize("method", sorted(METHODS))
@settings(max_examples=40)
@given(data=st.data())
def test_any_parameters_get_an_answer(method: str, data: st.DataObject) -> None:
    clock = MovableClock(START)
    core = StandIn(clock.now)
    acts.add_person(core, "赵甲", person_id=PERSON)
    acts.start(core, PERSON)
    acts.add_group(core, "第一小组", [PERSON])
    core.call("sendMessage", {"chat_id": PERSON, "text": "您好"})
    fields = list(table()["methods"][method])
    params = data.draw(st.fixed_dictionaries({}, optional=dict.fromkeys(fields, VALUES | LIKELY)))
    if "chat_id" in fields and data.draw(st.booleans()):
        params["chat_id"] = PERSON
    try:
        answer = core.call(method, params, {"a": Upload("a.png", b"x")})
    except ApiError as error:
        answer = error.body()
    json.dumps(answer)
    for chat in core.chats.values():
        json.dumps([event.as_json() for event in chat.events])
