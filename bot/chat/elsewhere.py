"""What reaches the bot outside private chats: group chats it is put into, and its name typed in any chat.

In a group nothing personal is said, and nothing at all unless somebody turns to the bot.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session
from telegram import (
    Bot,
    ChatMemberUpdated,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Update,
)
from telegram.constants import ParseMode

from bot import outbox
from bot.activities.card import Card
from bot.activities.sharing import cards as sharing
from bot.activities.sharing import texts as sharing_texts
from bot.chat import texts
from bot.chat.replies import Replies
from bot.clock import Clock
from bot.members.actors import find_actor
from bot.refused import Refused
from bot.storage import Database

#: Where the button above an empty list of suggestions leads.
WAY_IN = "join"
_OUTSIDE = {"left", "kicked"}


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Answers in group chats and in the list of suggestions behind the bot's name."""

    bot: Bot
    database: Database
    replies: Replies
    clock: Clock

    async def on_membership(self, change: ChatMemberUpdated) -> None:
        """The bot was put into a group chat or taken out of it."""
        inside = change.new_chat_member.status not in _OUTSIDE
        await self.database.write(
            _note_chat, self.clock.now(), change.from_user.id, change.chat.id, change.chat.title or "", inside
        )

    async def on_message(self, update: Update) -> None:
        """A message or press in a group chat: who turns to the bot gets the way to the private chat."""
        message = update.message
        if update.callback_query is not None:
            await self.replies.quietly(
                self.replies.answer(update.callback_query.id, texts.only_in_private(), alert=True)
            )
        elif message is not None and message.migrate_to_chat_id is not None:
            await self.database.write(
                move_chat, self.clock.now(), message.chat.id, message.migrate_to_chat_id, self.bot.username
            )
        elif message is not None and self._is_meant(message.text or ""):
            link = f"https://t.me/{self.bot.username}"
            await self.replies.try_send(message.chat.id, texts.talk_in_private(link))

    def _is_meant(self, text: str) -> bool:
        """A command for nobody else, or our name. The /start that Telegram sends when we are added asks nothing."""
        name = f"@{self.bot.username}".lower()
        if not text.startswith("/"):
            return name in text.lower()
        command, _, argument = text.partition(" ")
        _, at, whom = command.lower().partition("@")
        return not argument.startswith("cards") and (not at or f"@{whom}" == name)

    async def on_inline_query(self, query: InlineQuery) -> None:
        """Somebody types the bot's name in a chat: offer the activities this person may see."""
        now = self.clock.now()
        found = await self.database.read(_offered, now, query.from_user.id, query.query)
        button = None
        if found is None:
            button = InlineQueryResultsButton(sharing_texts.inline_for_strangers(), start_parameter=WAY_IN)
        elif not found:
            button = InlineQueryResultsButton(sharing_texts.inline_nothing(), start_parameter=WAY_IN)
        await self.replies.quietly(
            self.bot.answer_inline_query(
                query.id,
                [self._suggestion(card, now) for card in found or ()],
                cache_time=0,
                is_personal=True,
                button=button,
            )
        )

    def _suggestion(self, card: Card, now: datetime) -> InlineQueryResultArticle:
        """Nobody tells us what becomes of it, so it says of which moment its number of places is."""
        link = sharing.link_to(self.bot.username, card.activity_id)
        message = sharing_texts.short_card(card, link, as_of=now)
        [[button]] = message.rows
        return InlineQueryResultArticle(
            f"act-{card.activity_id}",
            card.title,
            InputTextMessageContent(message.text, parse_mode=ParseMode.HTML),
            reply_markup=InlineKeyboardMarkup.from_button(InlineKeyboardButton(button.label, url=button.url)),
            description=sharing_texts.inline_line(card),
        )


def _note_chat(
    session: Session, now: datetime, telegram_id: int, chat_id: int, title: str, inside: bool
) -> None:
    actor = find_actor(session, telegram_id)
    sharing.note_group_chat(session, actor, now, chat_id=chat_id, title=title, inside=inside)


def move_chat(session: Session, now: datetime, old_id: int, new_id: int, bot_username: str) -> None:
    """A group became a supergroup: what waits for it goes there, and its cards are posted there anew."""
    outbox.move_chat(session, old_id, new_id)
    sharing.move_group_chat(session, now, old_id, new_id, bot_username)


def _offered(session: Session, now: datetime, telegram_id: int, words: str) -> list[Card] | None:
    """None: nobody we know."""
    actor = find_actor(session, telegram_id)
    if actor is None:
        return None
    try:
        return sharing.offered(session, actor, now, words=words)
    except Refused:
        return []
