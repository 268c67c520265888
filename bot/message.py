"""What is said to a person: a text in Telegram's HTML, with buttons below it."""

import html
import json
from dataclasses import dataclass
from typing import Self

from bot.buttons import Payload, pack


@dataclass(frozen=True, slots=True)
class Button:
    """One inline button: a label and either an action (a typed payload) or a link."""

    label: str
    action: Payload | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A text (HTML; escape what people wrote with ``escape``) and rows of inline buttons."""

    text: str
    rows: tuple[tuple[Button, ...], ...] = ()

    def with_rows(self, *rows: tuple[Button, ...]) -> Self:
        """The same message with more rows of buttons."""
        return type(self)(self.text, (*self.rows, *rows))


def escape(text: str) -> str:
    """Text that people wrote, made safe for Telegram's HTML. The one place where this is done."""
    return html.escape(text, quote=False)


def pack_rows(rows: tuple[tuple[Button, ...], ...]) -> str:
    """Rows of buttons as JSON for the outbox: ``[[[label, "data"|"url", value], …], …]``."""
    return json.dumps([[_plain(button) for button in row] for row in rows], ensure_ascii=False)


def _plain(button: Button) -> tuple[str, str, str]:
    if button.url is not None:
        return (button.label, "url", button.url)
    if button.action is None:
        raise ValueError(f"the button {button.label!r} leads nowhere")
    return (button.label, "data", pack(button.action))
