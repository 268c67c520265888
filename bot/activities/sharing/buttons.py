"""Buttons for passing an activity on."""

from dataclasses import dataclass

from bot.buttons import button


@button("acshare1")
@dataclass(frozen=True, slots=True)
class Share:
    """The ways to pass an activity on."""

    activity_id: int


@button("acposter1")
@dataclass(frozen=True, slots=True)
class SendPoster:
    """The poster of an activity with its QR code."""

    activity_id: int


@button("acgroups1")
@dataclass(frozen=True, slots=True)
class ChooseGroupChat:
    """The group chats an activity can be posted in."""

    activity_id: int


@button("acpost1")
@dataclass(frozen=True, slots=True)
class PostInGroupChat:
    """Post the short card of an activity in this group chat; ``chat`` is the number of the row, not Telegram's id."""

    activity_id: int
    chat: int
