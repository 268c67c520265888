"""What an error of the Bot API means for the message that was to be sent."""

from datetime import timedelta
from enum import StrEnum

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.chat.transport import NotSent


class Trouble(StrEnum):
    """The classes of errors; each has its own rule."""

    FLOOD = "flood"
    """429: wait as long as the answer says."""
    NOT_DONE = "not done"
    """5xx, or the request was never written: it had no effect, asking again is safe."""
    UNKNOWN = "unknown"
    """Written, but no valid answer came: it may have been carried out."""
    BLOCKED = "blocked"
    """The person stopped the bot or never started it, or the bot was put out of the chat."""
    DEACTIVATED = "deactivated"
    """The account is deleted."""
    NO_CHAT = "no chat"
    """Telegram knows no such chat."""
    MIGRATED = "migrated"
    """The group became a supergroup with another id."""
    TOO_LONG = "too long"
    CANNOT_PARSE = "cannot parse"
    """The marks in the text are not understood; as plain text it would go."""
    NOT_MODIFIED = "not modified"
    """The message already looks like this: as good as done."""
    TOO_OLD = "too old"
    """The button press was not answered in time; nothing can be done."""
    MESSAGE_GONE = "message gone"
    """The message to change is not there or cannot be changed any more."""
    TOKEN = "token"  # noqa: S105 - the name of an error
    CONFLICT = "conflict"
    REFUSED = "refused"
    """Any other "no": the same request would be refused again."""


#: The account cannot be reached until its owner writes again.
UNREACHABLE = frozenset({Trouble.BLOCKED, Trouble.DEACTIVATED, Trouble.NO_CHAT})

#: Descriptions of errors 400 and 403, in lower case. Telegram words the same trouble as either code.
_DESCRIPTIONS = (
    ("user is deactivated", Trouble.DEACTIVATED),
    ("deleted account", Trouble.DEACTIVATED),
    ("input_user_deactivated", Trouble.DEACTIVATED),
    ("bot was blocked", Trouble.BLOCKED),
    ("user_is_blocked", Trouble.BLOCKED),
    ("can't initiate conversation", Trouble.BLOCKED),
    ("bot was kicked", Trouble.BLOCKED),
    ("bot is not a member", Trouble.BLOCKED),
    ("bot can't send messages to bots", Trouble.BLOCKED),
    ("chat not found", Trouble.NO_CHAT),
    ("user not found", Trouble.NO_CHAT),
    ("peer_id_invalid", Trouble.NO_CHAT),
    ("group chat was deactivated", Trouble.NO_CHAT),
    ("chat was deleted", Trouble.NO_CHAT),
    ("group chat was deleted", Trouble.NO_CHAT),
    ("message is too long", Trouble.TOO_LONG),
    ("message_too_long", Trouble.TOO_LONG),
    ("caption is too long", Trouble.TOO_LONG),
    ("can't parse entities", Trouble.CANNOT_PARSE),
    ("message is not modified", Trouble.NOT_MODIFIED),
    ("query is too old", Trouble.TOO_OLD),
    ("query_id_invalid", Trouble.TOO_OLD),
    ("message to edit not found", Trouble.MESSAGE_GONE),
    ("message to delete not found", Trouble.MESSAGE_GONE),
    ("message can't be edited", Trouble.MESSAGE_GONE),
    ("message can't be deleted", Trouble.MESSAGE_GONE),
    ("message_id_invalid", Trouble.MESSAGE_GONE),
    ("there is no text in the message to edit", Trouble.MESSAGE_GONE),
)
#: PTB turns any other status into a plain NetworkError with the description or the name of the status.
_STATUSES = (
    ("internal server error", Trouble.NOT_DONE),
    ("bad gateway", Trouble.NOT_DONE),
    ("service unavailable", Trouble.NOT_DONE),
    ("gateway timeout", Trouble.NOT_DONE),
    ("request entity too large", Trouble.TOO_LONG),
)


def classify(error: TelegramError) -> Trouble:
    """The class of an error; UNKNOWN when in doubt whether the request had an effect."""
    text = error.message.lower()
    if isinstance(error, RetryAfter):
        return Trouble.FLOOD
    if isinstance(error, ChatMigrated):
        return Trouble.MIGRATED
    if isinstance(error, InvalidToken):
        return Trouble.TOKEN
    if isinstance(error, Conflict):
        return Trouble.CONFLICT
    if isinstance(error, Forbidden):
        return _look_up(text, _DESCRIPTIONS) or Trouble.BLOCKED
    if isinstance(error, BadRequest):
        return _look_up(text, _DESCRIPTIONS) or Trouble.REFUSED
    if isinstance(error, NotSent):
        return Trouble.NOT_DONE
    if isinstance(error, NetworkError):
        return _look_up(text, _STATUSES) or Trouble.UNKNOWN
    return Trouble.UNKNOWN


def seconds_to_wait(error: RetryAfter) -> float:
    """How long Telegram told us to wait."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def _look_up(text: str, table: tuple[tuple[str, Trouble], ...]) -> Trouble | None:
    return next((trouble for part, trouble in table if part in text), None)
