"""One turn: what one person sent, and the ways to answer it. Handlers get nothing else."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlmodel import Session
from telegram import CallbackQuery, Chat, Document, Update, User

from bot.buttons import Payload
from bot.chat import dialogs, inbox
from bot.chat.dialogs import Answers, Flow, Standing
from bot.chat.replies import Replies
from bot.members.rules import Actor, Role
from bot.message import Message
from bot.settings import Settings
from bot.storage import Database

P = ParamSpec("P")
T = TypeVar("T")

Keyboard = Sequence[Sequence[str]]
Desk = Sequence[tuple[str, Payload]]


@dataclass(slots=True)
class Turn:
    """What one person sent in one update. ``text`` is cleaned; ``argument`` is what followed a /command."""

    update: Update
    user: User
    chat: Chat
    now: datetime
    standing: Standing
    settings: Settings
    known: Actor | None
    bot_username: str
    received_id: int
    #: Further updates with parts of ``text``; they are settled together with this one.
    parts: tuple[int, ...] = ()
    text: str = ""
    #: ``text`` is the value of one of the question's ready answers, whether its button was pressed or its label typed.
    chosen: bool = False
    argument: str = ""
    _database: Database = field(repr=False, kw_only=True)
    _replies: Replies = field(repr=False, kw_only=True)
    _keyboard_for: Callable[[Actor], Keyboard] = field(repr=False, kw_only=True)
    _desk_for: Callable[[Actor], Desk] = field(repr=False, kw_only=True)
    _fetched: dict[str, bytes] = field(default_factory=dict, repr=False)
    wants_menu: bool = False
    #: Whether this is the answer to a question of the open form.
    answers_question: bool = False
    _answering: "asyncio.Task[None] | None" = field(default=None, repr=False)

    @property
    def actor(self) -> Actor:
        """The member who acts. Only in handlers that declare a right, which nobody unbound passes."""
        if self.known is None:
            raise LookupError("this handler must declare a right")
        return self.known

    @property
    def keyboard(self) -> Keyboard:
        """The keys this person may use; none without a binding."""
        return self._keyboard_for(self.known) if self.known else ()

    @property
    def desk(self) -> Desk:
        """What this person looks after; nothing without a binding."""
        return self._desk_for(self.known) if self.known else ()

    @property
    def press(self) -> CallbackQuery | None:
        """The button press, if the update is one."""
        return self.update.callback_query

    @property
    def document(self) -> Document | None:
        """The document, if the message carries one."""
        return self.update.effective_message.document if self.update.effective_message else None

    @property
    def photo(self) -> str | None:
        """Telegram's id of the photo in its largest size, if the message carries one."""
        sent = self.update.effective_message.photo if self.update.effective_message else ()
        return sent[-1].file_id if sent else None

    @property
    def answers(self) -> Answers:
        """What was answered so far in the open form."""
        return self.standing.draft.answers if self.standing.draft else {}

    @property
    def request(self) -> str:
        """A name for this update that stays the same when it is handled again: the key of what it creates."""
        return f"update:{self.received_id}"

    # -- use cases ----------------------------------------------------------------------------------------

    async def do(
        self,
        use_case: Callable[Concatenate[Session, Actor, datetime, P], T],
        *args: P.args,
        **facts: P.kwargs,
    ) -> T:
        """Run a use case for the actor in one transaction; returns after the commit. Leaves a form open."""
        return await self._write(lambda session: use_case(session, self.actor, self.now, *args, **facts))

    async def finish(
        self,
        use_case: Callable[Concatenate[Session, Actor, datetime, P], T],
        *args: P.args,
        **facts: P.kwargs,
    ) -> T:
        """The same for the last answer of a form: the use case and the end of the form stand or fall together."""

        def run(session: Session) -> T:
            result = use_case(session, self.actor, self.now, *args, **facts)
            dialogs.close(session, self.user.id)
            return result

        return await self._write(run)

    async def finish_unbound(
        self, fn: Callable[Concatenate[Session, P], T], *args: P.args, **facts: P.kwargs
    ) -> T:
        """``write`` for the last answer of a form that somebody without a binding filled in."""

        def run(session: Session) -> T:
            result = fn(session, *args, **facts)
            dialogs.close(session, self.user.id)
            return result

        return await self._write(run)

    async def write(self, fn: Callable[Concatenate[Session, P], T], *args: P.args, **facts: P.kwargs) -> T:
        """Run a function that needs no actor (binding an account) in one transaction."""
        return await self._write(lambda session: fn(session, *args, **facts))

    async def read(self, fn: Callable[Concatenate[Session, P], T], *args: P.args, **facts: P.kwargs) -> T:
        """Look something up."""
        return await self._database.read(fn, *args, **facts)

    async def _write(self, run: Callable[[Session], T]) -> T:
        def in_one(session: Session) -> T:
            inbox.mark_effect(session, self.received_id, self.now)
            if self.parts:
                inbox.finish(session, self.parts)
            return run(session)

        return await self._database.write(in_one)

    # -- forms --------------------------------------------------------------------------------------------

    async def ask(self, flow: Flow, step: str, answers: Answers | None = None, **more: Any) -> None:
        """Keep the answers given so far and put the next question of a form."""
        kept = {**(self.answers if answers is None else answers), **more}
        expires_at = self.now + timedelta(hours=self.settings.chat.dialog_hours)
        goes_on = self.answers_question
        may_go_back = await self._write(
            lambda session: dialogs.ask(session, self.user.id, flow, step, kept, expires_at, goes_on=goes_on)
        )
        await self.show(flow.question(step, kept, may_go_back=may_go_back))

    async def step_back(self) -> Standing:
        """Take the last answer of the open form back; returns where the person stands then."""

        def run(session: Session) -> Standing:
            dialogs.step_back(session, self.user.id)
            session.flush()
            return dialogs.standing_of(session, self.user.id, self.now)

        return await self._write(run)

    async def give_up(self) -> None:
        """Close the open form, if any."""
        await self._write(lambda session: dialogs.close(session, self.user.id))

    async def remember_shown(self, shown: Mapping[str, Any]) -> None:
        """Keep what is being shown, so that "the second one" can be understood for half an hour."""
        # No effect that must not come twice: after a restart the question is simply answered again.
        await self._database.write(dialogs.remember_shown, self.user.id, shown, self.now)

    # -- answers ------------------------------------------------------------------------------------------

    async def show(self, message: Message) -> None:
        """The next screen: takes the place of the pressed message, or is sent when nothing was pressed."""
        pressed = self.press.message if self.press else None
        if pressed is None:
            await self.reply(message)
            return
        self._begin_to_answer()
        await self._replies.edit(self.chat.id, pressed.message_id, message)

    async def reply(self, message: Message, *, keyboard: Keyboard | None = None) -> None:
        """A new message. ``keyboard``: rows of labels that stay below the input field."""
        self._begin_to_answer()
        await self._replies.send(self.chat.id, message, keyboard=keyboard)

    async def open_menu(self, message: Message) -> None:
        """A message with the person's keys below the input field; a longer command menu where rights allow."""
        self.wants_menu = self.actor.highest_role is not Role.MEMBER
        await self.reply(message, keyboard=self.keyboard)

    async def toast(self, text: str, *, alert: bool = False) -> None:
        """The short note at a button press (at most 200 characters); without a press a message."""
        if self.press is None:
            await self.reply(Message(text))
        elif self._answering is None:
            self._answering = asyncio.create_task(self._replies.answer(self.press.id, text, alert=alert))
            await self._answering

    async def send_file(self, name: str, content: bytes, caption: str = "") -> None:
        """A file, at most 50 MB."""
        self._begin_to_answer()
        await self._replies.document(self.chat.id, name, content, caption)

    async def send_picture(self, name: str, content: bytes, caption: str = "") -> None:
        """A PNG, at most 10 MB, that is seen in the chat at once."""
        self._begin_to_answer()
        await self._replies.picture(self.chat.id, name, content, caption)

    async def send_known_file(self, file_id: str, *, photo: bool, caption: str = "") -> None:
        """A photo or document that somebody sent to us, by Telegram's id of it."""
        self._begin_to_answer()
        await self._replies.known_file(self.chat.id, file_id, photo=photo, caption=caption)

    async def fetch_file(self, document: Document) -> bytes:
        """The content of a document that was sent to us. Raises TelegramError when it cannot be had."""
        self._begin_to_answer()
        if document.file_unique_id not in self._fetched:
            file = await document.get_file()
            self._fetched[document.file_unique_id] = bytes(await file.download_as_bytearray())
        return self._fetched[document.file_unique_id]

    def _begin_to_answer(self) -> None:
        """A press is answered at once, side by side with the work, or the phone shows a waiting button."""
        if self.press is not None and self._answering is None:
            self._answering = asyncio.create_task(self._replies.answer(self.press.id))

    async def end(self) -> None:
        """See to it that a press was answered."""
        self._begin_to_answer()
        if self._answering is not None:
            await self._answering
