"""Buttons as Telegram wants them."""

import json
from collections.abc import Sequence
from functools import lru_cache

from bot.chat.calls import Markup
from bot.message import Message, pack_rows

Labels = Sequence[Sequence[str]]


class ContactKey(str):
    """The label of a key that sends the person's own contact card when pressed."""

    __slots__ = ()


def inline(message: Message) -> Markup | None:
    """The buttons below a message; None without any."""
    return from_packed(pack_rows(message.rows)) if message.rows else None


@lru_cache(maxsize=64)
def from_packed(packed: str) -> Markup | None:
    """The buttons as ``bot.message.pack_rows`` wrote them down."""
    rows = json.loads(packed)
    if not rows:
        return None
    return {"inline_keyboard": [[_button(*plain) for plain in row] for row in rows]}


def below_input(labels: Labels) -> Markup:
    """Rows of labels that stay below the input field."""
    keys = [[_key(label) for label in row] for row in labels]
    return {"keyboard": keys, "resize_keyboard": True, "is_persistent": True}


def _button(label: str, kind: str, value: str) -> Markup:
    return {"text": label, ("url" if kind == "url" else "callback_data"): value}


def _key(label: str) -> Markup:
    return {"text": label, "request_contact": True} if isinstance(label, ContactKey) else {"text": label}
