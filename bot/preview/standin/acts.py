"""What people do: start, write, press, send files, block. Each act changes the chat and queues what the bot hears."""

from typing import Any

from bot.preview.standin import inline
from bot.preview.standin.core import (
    FIRST_GROUP_ID,
    FIRST_SUPERGROUP_ID,
    Press,
    StandIn,
    Upload,
)
from bot.preview.standin.entities import detect
from bot.preview.standin.errors import ActRefused
from bot.preview.standin.html_mode import utf16_length
from bot.preview.standin.messages import MAX_CAPTION, MAX_TEXT, as_api, chat_as_api
from bot.preview.standin.state import Chat, Message, Person
from bot.preview.standin.texts import bot_added, group_upgraded

NOT_FOUND = 404
CONFLICT = 409
GROUP_TYPES = ("group", "supergroup")


def add_person(
    core: StandIn, name: str, *, username: str | None = None, person_id: int | None = None
) -> Person:
    """A new Telegram account that has not met the bot yet. Raises ActRefused for a taken id or an empty name."""
    if not name.strip():
        raise ActRefused("the name is empty")
    new_id = core.next_person_id if person_id is None else person_id
    if new_id in core.people or new_id <= 0 or new_id == core.bot_id:
        raise ActRefused(f"the id {new_id} is taken or not positive", CONFLICT)
    core.next_person_id = max(core.next_person_id, new_id + 1)
    person = core.people[new_id] = Person(new_id, name.strip(), username)
    core.tell_person(person)
    return person


def add_group(core: StandIn, title: str, members: list[int], *, kind: str = "group") -> Chat:
    """A new group or supergroup with these people and the bot."""
    if kind not in GROUP_TYPES:
        raise ActRefused('a group has the type "group" or "supergroup"')
    if not members:
        raise ActRefused("a group needs somebody in it")
    people = [person_of(core, member) for member in members]
    chat_id = _free_id(core, kind)
    chat = core.chats[chat_id] = Chat(chat_id, kind, title, {person.id for person in people})
    core.tell_chat(chat)
    _bot_status(core, chat, people[0], "left", "member")
    _speak(core, people[0], chat, service=bot_added(), extra={"new_chat_members": [core.as_user()]})
    return chat


def put_bot(core: StandIn, person_id: int, chat_id: int, *, inside: bool) -> None:
    """Somebody in a group takes the bot out of it, or puts it in again."""
    person, chat = person_of(core, person_id), _chat(core, chat_id)
    if chat.is_private or person_id not in chat.members:
        raise ActRefused("only somebody in a group can do this", CONFLICT)
    if chat.bot_inside == inside:
        return
    chat.bot_inside = inside
    core.tell_chat(chat)
    _bot_status(core, chat, person, *(("left", "member") if inside else ("member", "left")))


def upgrade_group(core: StandIn, chat_id: int) -> Chat:
    """The group becomes a supergroup with a new id; both service messages reach the bot."""
    old = _chat(core, chat_id)
    if old.type != "group" or old.migrated_to is not None:
        raise ActRefused("only a group that was not upgraded yet can be upgraded", CONFLICT)
    new_id = (
        min([FIRST_SUPERGROUP_ID + 1, *(c.id for c in core.chats.values() if c.type == "supergroup")]) - 1
    )
    new = core.chats[new_id] = Chat(new_id, "supergroup", old.title, set(old.members), keyboard=old.keyboard)
    somebody = core.people[min(old.members)]
    _speak(core, somebody, old, service=group_upgraded(), extra={"migrate_to_chat_id": new_id})
    _speak(core, somebody, new, service=group_upgraded(), extra={"migrate_from_chat_id": old.id})
    old.migrated_to = new_id
    core.tell_chat(old)
    core.tell_chat(new)
    return new


def start(core: StandIn, person_id: int, payload: str = "") -> Message:
    """Press Start: unblocks the bot if need be and sends `/start`, with the payload of a deep link."""
    person = person_of(core, person_id)
    if person.blocked:
        block(core, person_id, blocked=False)
    return say(core, person_id, f"/start {payload}".strip())[0]


def say(
    core: StandIn, person_id: int, text: str, *, chat_id: int | None = None, reply_to: int | None = None
) -> list[Message]:
    """Send a text; the client cuts one above 4,096 units into several messages. Raises ActRefused."""
    person = person_of(core, person_id)
    if not text.strip():
        raise ActRefused("the text is empty")
    chat = _open_chat(core, person, chat_id)
    return [_speak(core, person, chat, text=part, reply_to=reply_to) for part in _parts(text.strip())]


def edit(core: StandIn, person_id: int, message_id: int, text: str, *, chat_id: int | None = None) -> Message:
    """Change an own message."""
    person = person_of(core, person_id)
    chat = _open_chat(core, person, chat_id)
    message = chat.messages.get(message_id)
    if message is None or message.sender_id != person_id:
        raise ActRefused("people can edit their own messages only", NOT_FOUND)
    if not text.strip() or utf16_length(text.strip()) > MAX_TEXT:
        raise ActRefused("the text is empty or too long")
    text = text.strip()
    changed = core.change(message, text=text, entities=detect(text, []), edited_at=core.now())
    if _heard(core, chat, changed):
        core.update({"edited_message": as_api(core, changed)})
    return changed


def press(
    core: StandIn,
    person_id: int,
    *,
    chat_id: int | None = None,
    message_id: int | None = None,
    data: str | None = None,
    button: str | None = None,
) -> tuple[Press, int | None]:
    """Press a button by its label, or send ``data`` as given, shown or not. The press and the id of its update.

    Raises ActRefused when no such button is shown.
    """
    person = person_of(core, person_id)
    chat = _open_chat(core, person, chat_id)
    if data is None:
        if not button:
            raise ActRefused("name the button or its data")
        message_id, data = _find_button(chat, button, message_id)
    elif message_id is None:
        raise ActRefused("a press with data needs the message it comes from")
    shown = chat.messages.get(message_id)
    query_id = core.next_query_id()
    pressed = Press(query_id, person.id, chat.id, message_id, core.now() + core.answer_within)
    core.remember(pressed)
    gone = {"chat": chat_as_api(core, chat), "message_id": message_id, "date": 0}
    query = {
        "id": query_id,
        "from": person.as_user(),
        "chat_instance": str(chat.id * 7919),
        "message": as_api(core, shown) if shown else gone,
        "data": data,
    }
    return pressed, core.update({"callback_query": query})


def send_document(
    core: StandIn, person_id: int, upload: Upload, *, caption: str = "", chat_id: int | None = None
) -> Message:
    """Send a file with an optional caption."""
    person = person_of(core, person_id)
    if utf16_length(caption) > MAX_CAPTION:
        raise ActRefused("the caption is too long")
    chat = _open_chat(core, person, chat_id)
    return _speak(core, person, chat, text=caption, file=core.store("document", upload))


def ask_inline(
    core: StandIn, person_id: int, text: str, *, chat_id: int | None = None
) -> tuple[inline.Asking, int | None]:
    """Type the bot's name and ``text`` in a chat; the query, whose answer comes later, and the id of its update."""
    person = person_of(core, person_id)
    return inline.ask(core, person, _open_chat(core, person, chat_id), text)


def choose_inline(
    core: StandIn, person_id: int, query_id: str, result_id: str, *, chat_id: int | None = None
) -> Message:
    """Send one of the results that were offered."""
    person = person_of(core, person_id)
    chat = _open_chat(core, person, chat_id)
    result = inline.chosen(core, person_id, query_id, result_id)
    message = core.post(inline.as_message(core, chat, person_id, result))
    core.update({"message": as_api(core, message)})
    return message


def share_contact(
    core: StandIn,
    person_id: int,
    *,
    phone: str | None = None,
    owner_id: int | None = None,
    chat_id: int | None = None,
) -> Message:
    """Share the own contact, or somebody else's; `contact.user_id` always names its owner."""
    person = person_of(core, person_id)
    owner = person_of(core, person_id if owner_id is None else owner_id)
    chat = _open_chat(core, person, chat_id)
    number = phone or f"+86138{owner.id % 10**8:08d}"
    contact = {"phone_number": number, "first_name": owner.name, "user_id": owner.id}
    return _speak(core, person, chat, extra={"contact": contact})


def block(core: StandIn, person_id: int, *, blocked: bool) -> None:
    """Block the bot or let it in again; it hears so as `my_chat_member`."""
    person = person_of(core, person_id)
    if person.blocked == blocked:
        return
    chat = core.chats.get(person.id)
    if chat is None:
        raise ActRefused("this person never opened the chat with the bot", CONFLICT)
    person.blocked = blocked
    core.tell_person(person)
    _bot_status(core, chat, person, *(("member", "kicked") if blocked else ("kicked", "member")))


def deactivate(core: StandIn, person_id: int) -> None:
    """The account is deleted; the bot is not told, it finds out by 403."""
    person = person_of(core, person_id)
    person.deactivated = True
    core.tell_person(person)


def person_of(core: StandIn, person_id: int) -> Person:
    """The person. Raises ActRefused when there is none."""
    person = core.people.get(person_id)
    if person is None:
        raise ActRefused(f"there is no person {person_id}", NOT_FOUND)
    return person


def _free_id(core: StandIn, kind: str) -> int:
    first = FIRST_GROUP_ID if kind == "group" else FIRST_SUPERGROUP_ID
    return min([first + 1, *(chat.id for chat in core.chats.values() if chat.type == kind)]) - 1


def _chat(core: StandIn, chat_id: int) -> Chat:
    chat = core.chats.get(chat_id)
    if chat is None:
        raise ActRefused(f"there is no chat {chat_id}", NOT_FOUND)
    return chat


def _open_chat(core: StandIn, person: Person, chat_id: int | None) -> Chat:
    if person.deactivated:
        raise ActRefused("this account was deleted", CONFLICT)
    if chat_id is not None and chat_id != person.id:
        chat = _chat(core, chat_id)
        if person.id not in chat.members:
            raise ActRefused("this person is not in the chat", CONFLICT)
        if chat.migrated_to is not None:
            raise ActRefused(f"the group goes on as {chat.migrated_to}", CONFLICT)
        return chat
    if person.blocked:
        raise ActRefused("this person blocked the bot; unblock it first", CONFLICT)
    if not person.started:
        person.started = True
        chat = core.chats[person.id] = Chat(person.id, "private", person.name, {person.id})
        core.tell_person(person)
        core.tell_chat(chat)
    return core.chats[person.id]


def _speak(
    core: StandIn,
    person: Person,
    chat: Chat,
    *,
    text: str = "",
    reply_to: int | None = None,
    **fields: Any,
) -> Message:
    message = core.post(
        Message(
            id=core.next_message_id(chat),
            chat_id=chat.id,
            sender_id=person.id,
            sent_at=core.now(),
            text=text,
            entities=detect(text, []),
            reply_to=reply_to if reply_to in chat.messages else None,
            **fields,
        )
    )
    if _heard(core, chat, message):
        core.update({"message": as_api(core, message)})
    return message


def _heard(core: StandIn, chat: Chat, message: Message) -> bool:
    """In groups a bot hears commands, mentions, answers to itself and service messages only (privacy mode)."""
    if chat.is_private or message.service or chat.bot_is_admin:
        return True
    if not chat.bot_inside:
        return False
    replied = chat.messages.get(message.reply_to) if message.reply_to else None
    if replied and replied.sender_id == core.bot_id:
        return True
    command = message.text.split(maxsplit=1)[0] if message.text.startswith("/") else ""
    addressed = command.partition("@")[2].lower()
    mentioned = f"@{core.username}".lower() in message.text.lower()
    return bool(command and addressed in ("", core.username.lower())) or mentioned


def _bot_status(core: StandIn, chat: Chat, person: Person, old: str, new: str) -> None:
    def member(status: str) -> dict[str, Any]:
        until = {"until_date": 0} if status == "kicked" else {}
        return {"user": core.as_user(), "status": status, **until}

    change = {
        "chat": chat_as_api(core, chat),
        "from": person.as_user(),
        "date": int(core.now().timestamp()),
        "old_chat_member": member(old),
        "new_chat_member": member(new),
    }
    core.update({"my_chat_member": change})


def _find_button(chat: Chat, label: str, message_id: int | None) -> tuple[int, str]:
    for message in reversed(chat.messages.values()):
        if message_id not in (None, message.id):
            continue
        for row in message.inline["inline_keyboard"] if message.inline else []:
            for button in row:
                if button["text"] == label and "callback_data" in button:
                    return message.id, button["callback_data"]
    raise ActRefused(f'no button "{label}" is shown', NOT_FOUND)


def _parts(text: str) -> list[str]:
    parts, rest = [], text
    while utf16_length(rest) > MAX_TEXT:
        head = rest.encode("utf-16-le", "surrogatepass")[: 2 * MAX_TEXT].decode("utf-16-le", "ignore")
        parts.append(head)
        rest = rest[len(head) :]
    return [*parts, rest]
