"""The stand-in for the Bot API: a state machine without network, files or a clock of its own.

One event loop drives it; it is not for several threads.
"""

import random
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot.preview.standin import inline, messages, profile, spec
from bot.preview.standin.errors import ApiError, bad_request, too_many_requests
from bot.preview.standin.faults import Faults
from bot.preview.standin.limits import Limits
from bot.preview.standin.state import Chat, Event, Message, Person, StoredFile
from bot.preview.standin.updates import UpdateQueue

TOKEN = "7000000001:preview-token-without-any-secret-in"  # noqa: S105 - opens nothing but the stand-in
FIRST_PERSON_ID = 5_000_000_001
FIRST_GROUP_ID = -4_000_000_001
FIRST_SUPERGROUP_ID = -1_002_000_000_001
KEPT_EVENTS = 20_000
KEPT_PRESSES = 10_000
Handler = Callable[["StandIn", dict[str, Any], Mapping[str, "Upload"]], Any]
METHODS: dict[str, Handler] = {**messages.METHODS, **inline.METHODS, **profile.METHODS}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file in a multipart request."""

    name: str
    data: bytes
    mime: str = "application/octet-stream"


@dataclass(slots=True)
class Press:
    """A button press and, once the bot answered, what the person sees."""

    query_id: str
    person_id: int
    chat_id: int
    message_id: int
    expires_at: datetime
    answer: dict[str, Any] | None = None


@dataclass(slots=True)
class Listeners:
    """Called, without arguments, after something happened."""

    update: list[Callable[[], None]] = field(default_factory=list)
    event: list[Callable[[], None]] = field(default_factory=list)
    answer: list[Callable[[], None]] = field(default_factory=list)


@dataclass(slots=True)
class Traffic:
    """Calls other than getUpdates."""

    in_flight: int = 0
    finished: int = 0


class StandIn:
    """People, chats and one bot. ``call`` is the bot's side; `acts` is the people's side.

    ``now`` gives the virtual time. A press must be answered within ``answer_within``, as with Telegram, or the answer comes
    too late.
    """

    def __init__(
        self,
        now: Callable[[], datetime],
        *,
        token: str = TOKEN,
        name: str = "unionbot",
        username: str = "union_preview_bot",
        first_update_id: int = 1,
        seed: int = 0,
        answer_within: timedelta = timedelta(seconds=30),
    ) -> None:
        self.now = now
        self.token = token
        self.bot_id = int(token.partition(":")[0])
        self.name = name
        self.username = username
        self.description = ""
        self.short_description = ""
        self.answer_within = answer_within
        self.dice = random.Random(seed)  # noqa: S311 - reproducible on purpose
        self.listeners = Listeners()
        self.last_seq = 0
        self._first_update_id = first_update_id
        self.reset()

    def reset(self) -> None:
        """Forget people, chats, messages, updates, files, commands, webhook, faults and limits."""
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, StoredFile] = {}
        self.files_by_path: dict[str, StoredFile] = {}
        self.commands: dict[tuple[str, ...], list[dict[str, str]]] = {}
        self.presses: OrderedDict[str, Press] = OrderedDict()
        self.askings: OrderedDict[str, inline.Asking] = OrderedDict()
        self.updates = UpdateQueue(self._first_update_id)
        self.events: deque[Event] = deque(maxlen=KEPT_EVENTS)
        self.faults = Faults()
        self.limits = Limits()
        self.traffic = Traffic()
        self.webhook: dict[str, Any] = {"url": ""}
        self.polls = 0
        self.next_person_id = FIRST_PERSON_ID
        self._last_message_id = 0
        self._last_file = 0
        self._last_query = self.dice.randrange(2**40, 2**62)
        self.tell("reset", None, {})

    # The bot's side

    def check_token(self, token: str) -> None:
        """Raises ApiError 401 for a token that is not the bot's."""
        if token != self.token:
            raise ApiError(401)

    def prepare(self, method: str, params: Mapping[str, Any], files: Mapping[str, Upload]) -> dict[str, Any]:
        """The parameters with their real types. Raises ApiError 404 for an unknown method, 400 for wrong parameters."""
        known = spec.METHOD_NAMES.get(method.lower())
        if known is None:
            raise ApiError(404, "method not found")
        return spec.prepare(known, params, files)

    def run(self, method: str, prepared: dict[str, Any], files: Mapping[str, Upload]) -> Any:
        """Carry out a prepared call; its `result`. Raises ApiError."""
        return METHODS[spec.METHOD_NAMES[method.lower()]](self, prepared, files)

    def call(self, method: str, params: Mapping[str, Any], files: Mapping[str, Upload] | None = None) -> Any:
        """One call of the bot, at once: the `result` of the answer. Raises ApiError for every other answer."""
        uploads = files or {}
        return self.run(method, self.prepare(method, params, uploads), uploads)

    def begin_poll(self) -> int:
        """A new getUpdates takes over; the one that waits sees another number in ``polls`` and ends with 409."""
        self.polls += 1
        self._ring(self.listeners.update)
        return self.polls

    def chat_for_bot(self, chat_id: int | str, *, writing: bool = True) -> Chat:
        """The chat the bot may use. Raises ApiError as Telegram does for who cannot be reached."""
        if isinstance(chat_id, str) and chat_id.lstrip("-").isdigit():
            chat_id = int(chat_id)
        person = self.people.get(chat_id) if isinstance(chat_id, int) else None
        if person is not None and writing:
            if person.deactivated:
                raise ApiError(403, "user is deactivated")
            if person.blocked:
                raise ApiError(403, "bot was blocked by the user")
            if not person.started:
                raise ApiError(403, "bot can't initiate conversation with a user")
        chat = self.chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None:
            raise bad_request("chat not found")
        if chat.migrated_to is not None:
            parameters = {"migrate_to_chat_id": chat.migrated_to}
            raise ApiError(400, "group chat was upgraded to a supergroup chat", parameters)
        if not chat.bot_inside:
            raise ApiError(403, f"bot was kicked from the {chat.type} chat")
        return chat

    def pace(self, chat: Chat) -> None:
        """Raises ApiError 429 when the flood limits allow no further message to this chat now."""
        seconds = self.limits.wait(chat.id, self.now().timestamp())
        if seconds:
            raise too_many_requests(seconds)

    # What both sides share

    def as_user(self) -> dict[str, Any]:
        """The bot as the Bot API's User."""
        return {"id": self.bot_id, "is_bot": True, "first_name": self.name, "username": self.username}

    def next_message_id(self, chat: Chat) -> int:
        """Supergroups count for themselves, all other chats of the bot together."""
        if chat.type == "supergroup":
            chat.last_message_id += 1
            return chat.last_message_id
        self._last_message_id += 1
        return self._last_message_id

    def next_query_id(self) -> str:
        self._last_query += 1
        return str(self._last_query)

    def post(self, message: Message) -> Message:
        """Put a new message into its chat and the transcript."""
        self.chats[message.chat_id].keep(message)
        self._tell_message("message", message)
        return message

    def change(self, message: Message, **fields: Any) -> Message:
        """Put a new state of a message in place of the old one."""
        changed = replace(message, **fields)
        self.chats[message.chat_id].messages[message.id] = changed
        self._tell_message("edit", changed)
        return changed

    def store(self, kind: str, upload: Upload, width: int = 0, height: int = 0) -> StoredFile:
        """Keep a file for getFile and the download link."""
        self._last_file += 1
        prefix = "AgACAgUAAxkB" if kind == "photo" else "BQACAgUAAxkB"
        file_id = f"{prefix}{self._last_file:08d}"
        stored = StoredFile(file_id, kind, upload.name, upload.mime, upload.data, width, height)
        self.files[stored.id] = self.files_by_path[stored.path] = stored
        return stored

    def update(self, body: dict[str, Any]) -> int | None:
        """Queue an update for the bot; its id, or None when the bot did not ask for this kind."""
        update_id = self.updates.add(body, self.now())
        self._ring(self.listeners.update)
        return update_id

    def remember(self, press: Press) -> None:
        """Keep a press for its answer."""
        self.presses[press.query_id] = press
        if len(self.presses) > KEPT_PRESSES:
            self.presses.popitem(last=False)

    def remember_asking(self, asking: inline.Asking) -> None:
        """Keep an inline query for its answer and for the choice."""
        self.askings[asking.query_id] = asking
        if len(self.askings) > KEPT_PRESSES:
            self.askings.popitem(last=False)

    def offered(self, asking: inline.Asking, answer: inline.Answer) -> None:
        """The bot answered an inline query."""
        asking.answer = answer
        self._ring(self.listeners.answer)

    def answered(self, press: Press, answer: dict[str, Any]) -> None:
        """The bot answered a press: its person sees a toast or a dialog box."""
        press.answer = answer
        self.tell(
            "toast", press.chat_id, {"person": press.person_id, "message_id": press.message_id, **answer}
        )
        self._ring(self.listeners.answer)

    def tell(self, kind: str, chat_id: int | None, body: dict[str, Any]) -> None:
        """Write an event into the transcript."""
        self.last_seq += 1
        self._keep_event(Event(self.last_seq, kind, self.now(), chat_id, body))

    def tell_chat(self, chat: Chat) -> None:
        """Write into the transcript that a chat was opened or changed."""
        self.tell("chat", chat.id, {"chat": chat.as_state()})

    def tell_person(self, person: Person) -> None:
        """Write into the transcript that a person was added or changed."""
        self.tell("person", None, {"person": self.person_as_state(person)})

    def person_as_state(self, person: Person) -> dict[str, Any]:
        """The person as `/sim/state` tells it."""
        return {
            "id": person.id,
            "name": person.name,
            "username": person.username,
            "started": person.started,
            "blocked": person.blocked,
            "deactivated": person.deactivated,
            "commands": profile.shown_commands(self, person.id),
        }

    def bot_as_state(self) -> dict[str, Any]:
        """The bot as `/sim/state` tells it."""
        return {
            "id": self.bot_id,
            "name": self.name,
            "username": self.username,
            "description": self.description,
            "short_description": self.short_description,
        }

    def _tell_message(self, kind: str, message: Message) -> None:
        self.last_seq += 1
        from_bot = message.sender_id == self.bot_id
        name = self.name if from_bot else self.people[message.sender_id].name
        self._keep_event(Event(self.last_seq, kind, self.now(), message.chat_id, message, name, from_bot))

    def _keep_event(self, event: Event) -> None:
        self.events.append(event)
        if event.chat_id is not None:
            self.chats[event.chat_id].events.append(event)
        self._ring(self.listeners.event)

    @staticmethod
    def _ring(listeners: list[Callable[[], None]]) -> None:
        for listener in listeners:
            listener()
