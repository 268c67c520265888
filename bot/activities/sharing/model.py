"""Tables of group chats and of the cards posted in them."""

from datetime import datetime

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, SQLModel


class GroupChat(SQLModel, table=True):
    """A group chat somebody put the bot into. ``left_at``: since when the bot is not in it any more."""

    __tablename__ = "group_chat"

    id: int | None = Field(default=None, primary_key=True)
    chat_id: int = Field(sa_type=BigInteger, unique=True)
    title: str = ""
    joined_at: datetime
    left_at: datetime | None = None


class PostedCard(SQLModel, table=True):
    """The short card of an activity in a group chat. ``key`` is that of its row in the outbox, which knows the message;
    ``shown`` names what the message says now."""

    __tablename__ = "posted_card"
    __table_args__ = (UniqueConstraint("activity_id", "group_chat_id"),)

    id: int | None = Field(default=None, primary_key=True)
    activity_id: int = Field(foreign_key="activity.id")
    group_chat_id: int = Field(foreign_key="group_chat.id", index=True)
    key: str
    shown: str = ""
    posted_by: int = Field(foreign_key="member.id")
    posted_at: datetime
