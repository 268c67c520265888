"""Buttons as Telegram wants them."""

import json
from collections.abc import Sequence
from functools import lru_cache

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup

from bot.message import Message, pack_rows

Labels = Sequence[Sequence[str]]


class ContactKey(str):
    """The label of a key that sends the person's own contact card when pressed."""

    __slots__ = ()


def inline(message: Message) -> InlineKeyboardMarkup | None:
    """The buttons below a message; None without any."""
    return from_packed(pack_rows(message.rows)) if message.rows else None


@lru_cache(maxsize=64)
def from_packed(packed: str) -> InlineKeyboardMarkup | None:
    """The buttons as ``bot.message.pack_rows`` wrote them down."""
    rows = json.loads(packed)
    if not rows:
        return None
    return InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton(label, url=value)
                if kind == "url"
                else InlineKeyboardButton(label, callback_data=value)
                for label, kind, value in row
            ]
            for row in rows
        ]
    )


def below_input(labels: Labels) -> ReplyKeyboardMarkup:
    """Rows of labels that stay below the input field."""
    keys = [
        [KeyboardButton(label, request_contact=isinstance(label, ContactKey) or None) for label in row]
        for row in labels
    ]
    return ReplyKeyboardMarkup(keys, resize_keyboard=True, is_persistent=True)
