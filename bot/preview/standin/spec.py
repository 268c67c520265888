"""Checks the parameters of a call against the official description of the Bot API (`methods.json`).

The real server ignores most unknown fields and forgives many wrong types. Here both are errors: a misspelt field is a bug
of the bot and should be seen before a member sees its effect.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from bot.preview.standin.errors import ApiError, bad_request

Check = Callable[[Any], str | None]
"""Says what is wrong with a value, or nothing."""

_TABLE: dict[str, Any] = json.loads(Path(__file__).with_name("methods.json").read_text(encoding="utf-8"))
_SCALARS: dict[str, tuple[type, ...]] = {
    "String": (str,),
    "Integer": (int,),
    "Float": (int, float),
    "Boolean": (bool,),
    "True": (bool,),
}
_EMPTY = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
}
_TRUE, _FALSE = frozenset({"true", "True", "1"}), frozenset({"false", "False", "0"})

METHOD_NAMES: dict[str, str] = {name.lower(): name for name in _TABLE["methods"]}
"""The known methods; Telegram does not look at upper and lower case."""


def _scalar(name: str) -> Check:
    kinds = _SCALARS[name]

    def check(value: Any) -> str | None:
        if isinstance(value, kinds) and (name in ("Boolean", "True") or not isinstance(value, bool)):
            return None
        return f"{name} expected"

    return check


def _array(item: Check) -> Check:
    def check(value: Any) -> str | None:
        if not isinstance(value, list):
            return "Array expected"
        for place, part in enumerate(value):
            if wrong := item(part):
                return f"[{place}] {wrong}"
        return None

    return check


def _one_of(names: tuple[str, ...]) -> Check:
    def check(value: Any) -> str | None:
        wrongs = [_check(name)(value) for name in names]
        return None if None in wrongs else " or ".join(dict.fromkeys(wrong for wrong in wrongs if wrong))

    return check


def _object(name: str, described: Mapping[str, str]) -> Check:
    required = {field for field, types in described.items() if types.endswith("!")}
    fields = {field: types.rstrip("!") for field, types in described.items()}

    def check(value: Any) -> str | None:
        if not isinstance(value, dict):
            return f"{name} expected"
        for field, part in value.items():
            if field not in fields:
                return f'unknown field "{field}" of {name}'
            if wrong := _check(fields[field])(part):
                return f'field "{field}" of {name}: {wrong}'
        for field in required:
            if field not in value:
                return f'field "{field}" of {name} is missing'
        return None

    return check


_checks: dict[str, Check] = {}


def _check(types: str) -> Check:
    if types not in _checks:
        _checks[types] = _build(types)
    return _checks[types]


def _build(types: str) -> Check:
    if "|" in types:
        return _one_of(tuple(types.split("|")))
    if types.startswith("Array of "):
        return _array(_check(types.removeprefix("Array of ")))
    if types in _SCALARS:
        return _scalar(types)
    if types == "InputFile":
        return lambda _: "uploaded file expected"
    described = _TABLE["types"][types]
    return _one_of(tuple(described)) if isinstance(described, list) else _object(types, described)


def _from_form(types: str, value: str) -> Any:
    """Forms carry text only: numbers, truth values and objects arrive as their JSON text."""
    parts = types.split("|")
    if "Integer" in parts and value.lstrip("-").isascii() and value.lstrip("-").isdigit():
        return int(value)
    if "String" in parts:
        return value
    if "Boolean" in parts and (value in _TRUE or value in _FALSE):
        return value in _TRUE
    try:
        return json.loads(value)
    except ValueError:
        return value


def prepare(method: str, given: Mapping[str, Any], uploads: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of ``method`` with their real types. Raises ApiError 400 for what the description does not allow.

    A field that is uploaded as a file of its own name is left out here and counts as given.
    """
    described: dict[str, str] = _TABLE["methods"][method]
    prepared: dict[str, Any] = {}
    for field, value in given.items():
        types = described.get(field)
        if types is None:
            raise bad_request(f'unknown parameter "{field}" of {method}')
        types = types.rstrip("!")
        typed = _from_form(types, value) if isinstance(value, str) and types != "String" else value
        if wrong := _check(types)(typed):
            raise _ill_typed(field, wrong)
        prepared[field] = typed
    for field, types in described.items():
        if types.endswith("!") and field not in prepared and field not in uploads:
            raise bad_request(_EMPTY.get(field, f'parameter "{field}" is required'))
    return prepared


def _ill_typed(field: str, wrong: str) -> ApiError:
    if field == "reply_markup":
        return bad_request(f"can't parse reply keyboard markup JSON object: {wrong}")
    return bad_request(f'can\'t parse parameter "{field}": {wrong}')
