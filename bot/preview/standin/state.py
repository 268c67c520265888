"""What the stand-in remembers: people, chats, messages, files, and the transcript people read."""

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.preview.standin.entities import as_html
from bot.preview.standin.html_mode import Entity

KEPT_MESSAGES = 1000
"""Messages kept per chat; older ones behave like deleted ones."""
KEPT_EVENTS = 1000
"""Transcript events kept per chat."""


@dataclass(slots=True)
class Person:
    """A Telegram account. The bot may write to it once it has started the chat and unless it blocked the bot."""

    id: int
    name: str
    username: str | None = None
    started: bool = False
    blocked: bool = False
    deactivated: bool = False

    def as_user(self) -> dict[str, Any]:
        """The Bot API's User."""
        user: dict[str, Any] = {
            "id": self.id,
            "is_bot": False,
            "first_name": self.name,
            "language_code": "zh-hans",
        }
        if self.username:
            user["username"] = self.username
        return user


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that was sent, by the bot or a person."""

    id: str
    kind: str
    name: str
    mime: str
    data: bytes
    width: int = 0
    height: int = 0

    @property
    def path(self) -> str:
        """The `file_path` of getFile."""
        suffix = self.name.rpartition(".")[2] if "." in self.name else "bin"
        suffix = suffix if suffix.isascii() and suffix.isalnum() else "bin"
        return f"{self.kind}s/file_{self.id[-8:].lstrip('0')}.{suffix}"

    def in_message(self) -> dict[str, Any]:
        """The fields a Message has for this file."""
        common = {"file_id": self.id, "file_unique_id": f"AQ{self.id[-8:]}", "file_size": len(self.data)}
        if self.kind == "photo":
            return {"photo": [{**common, "width": self.width, "height": self.height}]}
        return {"document": {**common, "file_name": self.name, "mime_type": self.mime}}

    def in_event(self) -> dict[str, Any]:
        """What the transcript says about the file."""
        return {
            "id": self.id,
            "kind": self.kind,
            "name": self.name,
            "size": len(self.data),
            "mime": self.mime,
            "url": f"/sim/file/{self.id}",
        }


@dataclass(frozen=True, slots=True)
class Message:
    """One state of one message; an edit puts a new state in its place."""

    id: int
    chat_id: int
    sender_id: int
    sent_at: datetime
    text: str = ""
    entities: list[Entity] = field(default_factory=list)
    file: StoredFile | None = None
    inline: dict[str, Any] | None = None
    fixed: bool = False
    """Sent with a reply keyboard: Telegram refuses to edit such a message."""
    reply_to: int | None = None
    edited_at: datetime | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    """Further fields of the Bot API's Message: a contact, or what a service message says."""
    service: str | None = None
    """The sentence clients show for a service message."""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the transcript. The body is a Message or the fields of the event."""

    seq: int
    kind: str
    at: datetime
    chat_id: int | None
    body: Message | dict[str, Any]
    sender_name: str = ""
    from_bot: bool = False

    def as_json(self) -> dict[str, Any]:
        """The event as `/sim/` tells it."""
        told: dict[str, Any] = {
            "seq": self.seq,
            "kind": self.kind,
            "at": instant(self.at),
            "chat_id": self.chat_id,
        }
        if isinstance(self.body, dict):
            return told | self.body
        return told | _told(self.body, self.sender_name, self.from_bot)


def _told(message: Message, sender_name: str, from_bot: bool) -> dict[str, Any]:
    contact = message.extra.get("contact")
    text = message.service or message.text
    if contact:
        text = f"{contact['first_name']} {contact['phone_number']}"
    told: dict[str, Any] = {
        "message_id": message.id,
        "from_bot": from_bot,
        "from": None if message.service else {"id": message.sender_id, "name": sender_name},
        "text": text,
        "html": as_html(text, message.entities),
        "file": message.file.in_event() if message.file else None,
        "inline": [[_button(b) for b in row] for row in message.inline["inline_keyboard"]]
        if message.inline
        else None,
        "reply_to": message.reply_to,
    }
    if message.service:
        told["service"] = message.service
    return told


def _button(button: dict[str, Any]) -> dict[str, Any]:
    told = {"text": button["text"]}
    if "callback_data" in button:
        told["data"] = button["callback_data"]
    if "url" in button:
        told["url"] = button["url"]
    return told


@dataclass(slots=True)
class Chat:
    """A private chat, group or supergroup."""

    id: int
    type: str
    title: str
    members: set[int] = field(default_factory=set)
    messages: OrderedDict[int, Message] = field(default_factory=OrderedDict)
    events: deque[Event] = field(default_factory=lambda: deque(maxlen=KEPT_EVENTS))
    keyboard: dict[str, Any] | None = None
    pinned: int | None = None
    bot_inside: bool = True
    bot_is_admin: bool = False
    migrated_to: int | None = None
    last_message_id: int = 0

    @property
    def is_private(self) -> bool:
        return self.type == "private"

    def keep(self, message: Message) -> None:
        """Remember a message or its new state."""
        self.messages[message.id] = message
        if len(self.messages) > KEPT_MESSAGES:
            self.messages.popitem(last=False)

    def as_state(self) -> dict[str, Any]:
        """The chat as `/sim/state` tells it."""
        return {
            "id": self.id,
            "type": self.type,
            "title": self.title,
            "members": sorted(self.members),
            "last_seq": self.events[-1].seq if self.events else 0,
            "pinned": self.pinned,
            "keyboard": self.keyboard,
        }


def instant(at: datetime) -> str:
    """ISO 8601 in UTC, as everything under `/sim/` tells instants."""
    return at.strftime("%Y-%m-%dT%H:%M:%S") + (f".{at.microsecond // 1000:03d}Z" if at.microsecond else "Z")
