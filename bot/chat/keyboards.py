"""Buttons as Telegram wants them."""

import json
from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardMarkup

from bot.message import Message, pack_rows

Labels = Sequence[Sequence[str]]


def inline(message: Message) -> InlineKeyboardMarkup | None:
    """The buttons below a message; None without any."""
    return from_packed(pack_rows(message.rows)) if message.rows else None


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
    return ReplyKeyboardMarkup([list(row) for row in labels], resize_keyboard=True, is_persistent=True)
