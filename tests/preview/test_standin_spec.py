"""The table the stand-in checks calls against is the official one."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.preview.standin import derive_methods
from bot.preview.standin.core import METHODS
from bot.preview.standin.errors import ApiError
from bot.preview.standin.spec import prepare


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
