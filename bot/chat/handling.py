"""From a stored update to an answered one: parse, admit, route, answer; and what happens when that fails."""

import asyncio
import itertools
import json
import logging
import secrets
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlmodel import Session
from telegram import Update
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import Application, ContextTypes, TypeHandler

from bot import outbox
from bot.chat import dialogs, inbox, parts, texts
from bot.chat.cleaning import clean
from bot.chat.dialogs import Standing
from bot.chat.elsewhere import Elsewhere
from bot.chat.inbox import Waiting
from bot.chat.menus import desk_for, keyboard_for, publish_menu_of
from bot.chat.replies import Replies
from bot.chat.router import GoOn, Router
from bot.chat.turn import Turn
from bot.clock import Clock
from bot.members.actors import administrators, find_actor
from bot.members.binding import is_away, mark_unreachable
from bot.members.rules import Actor
from bot.message import Message
from bot.refused import Refused
from bot.settings import Settings
from bot.storage import Database, StorageUnavailable

#: Anonymous group administrators, Telegram's own service account and channels speak for nobody.
NOBODY = {1087968824, 777000, 136817688}
#: Attempts that fail otherwise than by storage, before an update is put aside.
MOST_FAILURES = 3
RETRY_SECONDS = (0.5, 1, 2, 5, 10, 30)
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Handled:
    """The update being handled; PTB swallows what a handler raises, so a failure is kept here."""

    received_id: int
    #: Further updates that are parts of the same text, and that text.
    parts: tuple[int, ...] = ()
    text: str | None = None
    failure: Exception | None = None


_handled: ContextVar[_Handled] = ContextVar("handled")


@dataclass(slots=True)
class Handling:
    """Handles one stored update after another; called by the lanes."""

    application: "Application[Any, Any, Any, Any, Any, Any]"
    database: Database
    replies: Replies
    router: Router
    settings: Settings
    clock: Clock
    elsewhere: Elsewhere
    #: Somebody who could not be reached (the Telegram id) is back.
    on_return: Callable[[Session, int, datetime], None]
    #: Updates that were answered as parts of the one before them.
    _answered_before: set[int] = field(default_factory=set)

    def register(self) -> None:
        """Have the application send every update here."""
        self.application.add_handler(TypeHandler(Update, self._on_update))

    async def handle(self, waiting: Waiting) -> None:
        """Handle one update and settle it, however long storage is down. Only a cancellation is raised."""
        if waiting.id in self._answered_before:
            self._answered_before.discard(waiting.id)
            return
        told = False
        failures = 0
        for attempt in itertools.count():
            try:
                await (self._go_on(waiting) if attempt else self._begin(waiting))
                return
            except StorageUnavailable:
                if not told:
                    told = True
                    await self._say_busy(waiting)
            except Exception as error:  # a bug below the handlers: never let it stop the lane
                _log.exception("update %d cannot be settled", waiting.id)
                failures += 1
                if failures >= MOST_FAILURES and await self._quarantine(waiting, error):
                    return
            await asyncio.sleep(RETRY_SECONDS[min(attempt, len(RETRY_SECONDS) - 1)])

    async def _begin(self, waiting: Waiting) -> None:
        if waiting.effect_stored:
            await self.database.write(_say_saved, waiting, self.clock.now())
            return
        try:
            update = self._parse(waiting)
        except Exception as error:
            if not await self._quarantine(waiting, error):
                raise StorageUnavailable("quarantine") from error
            return
        handled = _Handled(waiting.id)
        if update.message is not None:
            further = await parts.further_parts(self.database, self._parse, waiting, update.message)
            if further:
                handled.parts = tuple(part.id for part, _ in further)
                handled.text = parts.joined([update.message.text or "", *(text for _, text in further)])
        _handled.set(handled)
        await self.application.process_update(update)
        if handled.failure is not None:
            raise handled.failure
        self._answered_before.update(handled.parts)
        # It is answered: nobody waits for the mark.
        for received_id in (waiting.id, *handled.parts):
            self.database.write_later(inbox.finish, received_id)

    def _parse(self, waiting: Waiting) -> Update:
        update = Update.de_json(json.loads(waiting.raw), self.application.bot)
        if not isinstance(update, Update):
            raise TypeError("not an update")
        return update

    async def _go_on(self, waiting: Waiting) -> None:
        """Once more after a failure. What the failed attempt stored is not done again, only told."""
        standing = await self.database.read(inbox.standing_of, waiting.id)
        if not standing.settled:
            await self._begin(replace(waiting, effect_stored=standing.effect_stored))

    async def _quarantine(self, waiting: Waiting, error: Exception) -> bool:
        """Put an update aside that cannot be handled. Returns whether that is stored."""
        _log.error("update %d is quarantined: %s", waiting.id, type(error).__name__)

        def settle(session: Session) -> None:
            inbox.quarantine(session, waiting.id, type(error).__name__)
            _tell_administrators(session, self.clock.now(), "quarantine", texts.quarantined())

        try:
            await self.database.write(settle)
        except StorageUnavailable:
            return False
        return True

    async def calm(self, sender: int) -> None:
        """Tell somebody who sends far more than can be answered that the rest is let go."""
        if sender > 0:
            await self.replies.try_send(sender, Message(texts.too_much_at_once()))

    async def _say_busy(self, waiting: Waiting) -> None:
        if waiting.sender > 0:
            await self.replies.try_send(waiting.sender, Message(texts.busy()))

    # -- the one handler of the application ---------------------------------------------------------------

    async def _on_update(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        handled = _handled.get()
        try:
            await self._answer(update, handled)
        except Exception as failure:
            handled.failure = failure

    async def _answer(self, update: Update, handled: _Handled) -> None:
        user, chat = update.effective_user, update.effective_chat
        if update.my_chat_member is not None:
            await self._on_membership(update)
            return
        if update.inline_query is not None:
            await self.elsewhere.on_inline_query(update.inline_query)
            return
        if user is None or chat is None or user.is_bot or user.id in NOBODY:
            return
        message = update.message or (update.callback_query.message if update.callback_query else None)
        if message is None or update.edited_message is not None:
            return
        if update.message is not None and update.message.via_bot is not None:
            return  # a card somebody sent by our own name: it is for the people in the chat
        if chat.type != ChatType.PRIVATE:
            await self.elsewhere.on_message(update)
            return
        now = self.clock.now()
        actor, standing, away = await self.database.look_up(_who, user.id, now)
        if away:
            await self.database.write(self.on_return, user.id, now)
        typed = handled.text or (update.message.text or update.message.caption if update.message else None)
        turn = Turn(
            update=update,
            user=user,
            chat=chat,
            now=now,
            standing=standing,
            settings=self.settings,
            known=actor,
            bot_username=self.application.bot.username,
            received_id=handled.received_id,
            parts=handled.parts,
            text=clean(typed or ""),
            _database=self.database,
            _replies=self.replies,
            _keyboard_for=partial(keyboard_for, self.router),
            _desk_for=partial(desk_for, self.router),
        )
        try:
            await self._guarded(turn)
        finally:
            await self.replies.quietly(turn.end())
        if turn.wants_menu and turn.known is not None:
            await self.replies.quietly(publish_menu_of(self.application.bot, self.router, turn.known))

    async def _guarded(self, turn: Turn) -> None:
        try:
            await self.router.handle(turn)
        except Refused as refused:
            await self._refuse(turn, refused)
        except StorageUnavailable:
            raise
        except TelegramError as error:
            # The effect, if any, is stored; a push or the next screen will tell.
            _log.warning("an answer could not be sent: %s", type(error).__name__)
        except Exception:
            incident = secrets.token_hex(3).upper()
            _log.exception("incident %s", incident)
            await self.database.write(_report_incident, incident, self.clock.now())
            await self.replies.try_send(turn.chat.id, Message(texts.incident(incident)))

    @staticmethod
    async def _refuse(turn: Turn, refused: Refused) -> None:
        short = len(refused.message.text) <= texts.TOAST_LIMIT and "<" not in refused.message.text
        if turn.press is not None and short and not refused.message.rows:
            await turn.toast(refused.message.text, alert=True)
        else:
            await turn.reply(refused.message)

    async def _on_membership(self, update: Update) -> None:
        """The person blocked the bot or came back, or the bot was put into a group chat or out of it."""
        change = update.my_chat_member
        if change is None:
            return
        if change.chat.type != ChatType.PRIVATE:
            await self.elsewhere.on_membership(change)
            return
        gone = change.new_chat_member.status in {"kicked", "left"}
        await self.database.write(
            mark_unreachable if gone else self.on_return, change.from_user.id, self.clock.now()
        )


def _who(session: Session, telegram_id: int, now: datetime) -> tuple[Actor | None, Standing, bool]:
    standing = dialogs.standing_of(session, telegram_id, now)
    return find_actor(session, telegram_id), standing, is_away(session, telegram_id)


def _say_saved(session: Session, waiting: Waiting, now: datetime) -> None:
    """The effect is stored but the answer was cut off: say so instead of doing it again."""
    actor = find_actor(session, waiting.sender)
    if actor is not None:
        draft = dialogs.standing_of(session, waiting.sender, now).draft
        outbox.push(
            session,
            key=f"inbox:{waiting.id}:restarted",
            to=actor.member_id,
            due_at=now,
            message=texts.saved_before_restart(GoOn() if draft else None),
            valid_until=now + timedelta(hours=24),
        )
    inbox.finish(session, [waiting.id])


def _report_incident(session: Session, incident: str, now: datetime) -> None:
    _tell_administrators(session, now, "incident", texts.incident_for_administrators(incident))


def _tell_administrators(session: Session, now: datetime, what: str, message: Message) -> None:
    """At most once an hour, whatever happens."""
    for member_id in administrators(session):
        outbox.push(
            session, key=f"{what}:{now:%Y%m%d%H}:{member_id}", to=member_id, due_at=now, message=message
        )
