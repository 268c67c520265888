"""Typed payloads of inline buttons.

Buttons live for years in old chats: every action is a dataclass with a code that is never used again for
something else. What comes back is only a hint: the use case checks actor, right and state again.
"""

from collections.abc import Callable
from dataclasses import fields
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, ClassVar, Protocol, TypeVar, get_type_hints

MAX_BYTES = 64
_SEPARATOR = ":"


class Payload(Protocol):
    """A frozen dataclass registered with ``@button(code)``; fields are int, str, bool, date or StrEnum."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


C = TypeVar("C", bound=type)
_by_code: dict[str, type] = {}
_codes: dict[type, str] = {}


def button(code: str) -> Callable[[C], C]:
    """Register a payload class under ``code`` (letters and a version number, such as ``place1``)."""
    if not code.isalnum() or not code.isascii():
        raise ValueError(f"a button code is ASCII letters and digits, not {code!r}")

    def register(cls: C) -> C:
        if code in _by_code:
            raise ValueError(f"the button code {code!r} is taken by {_by_code[code].__name__}")
        _by_code[code] = cls
        _codes[cls] = code
        return cls

    return register


def codes() -> dict[str, type]:
    """All registered payload classes by code."""
    return dict(_by_code)


def pack(payload: Payload) -> str:
    """The callback data of a payload, at most 64 bytes. Raises ValueError when it does not fit."""
    cls = type(payload)
    parts = [_codes[cls]]
    parts += [_to_text(getattr(payload, field.name)) for field in fields(payload)]
    data = _SEPARATOR.join(parts)
    if len(data.encode()) > MAX_BYTES:
        raise ValueError(f"{cls.__name__} does not fit into {MAX_BYTES} bytes")
    return data


def unpack(data: str) -> Payload | None:
    """The payload behind callback data, or None when it is unknown, old or forged."""
    if not data.isprintable():
        return None
    code, *parts = data.split(_SEPARATOR)
    cls = _by_code.get(code)
    if cls is None:
        return None
    kinds = _kinds(cls)
    if len(parts) != len(kinds):
        return None
    try:
        payload: Payload = cls(*(_from_text(kind, part) for kind, part in zip(kinds, parts, strict=True)))
    except (ValueError, OverflowError):
        return None
    return payload


@cache
def _kinds(cls: type) -> tuple[Any, ...]:
    hints = get_type_hints(cls)
    return tuple(hints[field.name] for field in fields(cls))


def _to_text(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, Enum):
        value = value.value
    text = value.isoformat() if isinstance(value, date) else str(value)
    if _SEPARATOR in text:
        raise ValueError(f"a button field may not hold {_SEPARATOR!r}: {text!r}")
    return text


def _from_text(kind: Any, text: str) -> Any:
    if kind is bool:
        if text not in {"0", "1"}:
            raise ValueError(text)
        return text == "1"
    if kind is int:
        if len(text) > 20 or not text.lstrip("-").isascii() or not text.lstrip("-").isdigit():
            raise ValueError(text)
        if abs(number := int(text)) >= 2**63:
            raise ValueError("no database holds such a number")
        return number
    if kind is date:
        return date.fromisoformat(text)
    return kind(text)
