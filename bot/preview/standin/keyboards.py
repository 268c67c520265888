"""Checks `reply_markup` beyond its types: what Telegram refuses when a keyboard is well-formed but wrong."""

import re
from typing import Any

from bot.preview.standin.errors import bad_request

MAX_CALLBACK_BYTES = 64
MAX_BUTTONS = 100
MAX_PLACEHOLDER = 64
_URL = re.compile(r"(https?://[^\s/?#]+|tg://\S|mailto:\S|tel:\S|[\w-]+(\.[\w-]+)+)", re.IGNORECASE)
_ACTIONS = frozenset(
    {
        "url",
        "callback_data",
        "web_app",
        "login_url",
        "switch_inline_query",
        "switch_inline_query_current_chat",
        "switch_inline_query_chosen_chat",
        "copy_text",
        "callback_game",
        "pay",
    }
)


def checked_inline(markup: dict[str, Any] | None) -> dict[str, Any] | None:
    """The inline keyboard, or None for one without buttons. Raises ApiError 400 for a button Telegram refuses."""
    rows = [row for row in (markup or {}).get("inline_keyboard", []) if row]
    for row in rows:
        for button in row:
            _check_inline_button(button)
    if sum(len(row) for row in rows) > MAX_BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    return {"inline_keyboard": rows} if rows else None


def _check_inline_button(button: dict[str, Any]) -> None:
    if not button["text"].strip():
        raise bad_request('can\'t parse inline keyboard button: Field "text" must be non-empty')
    actions = _ACTIONS.intersection(button)
    if not actions:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if len(actions) > 1:
        raise bad_request(
            "can't parse inline keyboard button: exactly one of the optional fields must be used"
        )
    data = button.get("callback_data")
    if data is not None and not 1 <= len(data.encode()) <= MAX_CALLBACK_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    url = button.get("url")
    if url is not None and not _URL.match(url):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def shown_keyboard(markup: dict[str, Any]) -> dict[str, Any]:
    """The reply keyboard as clients show it, or without what only other clients need. Raises ApiError 400 for an empty one."""
    rows = []
    for row in markup["keyboard"]:
        shown = []
        for button in row:
            if not button["text"].strip():
                raise bad_request('can\'t parse keyboard button: Field "text" must be non-empty')
            shown.append(
                {k: v for k, v in button.items() if k in ("text", "request_contact", "request_location")}
            )
        if shown:
            rows.append(shown)
    if not rows:
        raise bad_request("reply markup is empty")
    if sum(len(row) for row in rows) > 3 * MAX_BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    placeholder = markup.get("input_field_placeholder")
    if placeholder is not None and not 1 <= len(placeholder) <= MAX_PLACEHOLDER:
        raise bad_request("can't parse reply keyboard markup: input field placeholder is too long")
    return {
        "rows": rows,
        "placeholder": placeholder,
        "one_time": markup.get("one_time_keyboard", False),
        "persistent": markup.get("is_persistent", False),
    }
