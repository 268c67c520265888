"""The bot's methods that write, change and remove messages."""

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.preview.standin.entities import formatted
from bot.preview.standin.errors import NOT_MODIFIED, QUERY_TOO_OLD, ApiError, bad_request
from bot.preview.standin.html_mode import Entity, utf16_length
from bot.preview.standin.images import image_size
from bot.preview.standin.keyboards import checked_inline, shown_keyboard
from bot.preview.standin.state import Chat, Message, StoredFile

if TYPE_CHECKING:
    from bot.preview.standin.core import Handler, StandIn, Upload

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_TOAST = 200
MAX_UPLOAD = 50_000_000
MAX_PHOTO = 10_000_000
DELETABLE_FOR = timedelta(hours=48)
CHAT_ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)


def as_api(core: "StandIn", message: Message) -> dict[str, Any]:
    """The Bot API's Message. Of the keyboards only inline ones are part of it."""
    chat = core.chats[message.chat_id]
    sender = core.as_user() if message.sender_id == core.bot_id else core.people[message.sender_id].as_user()
    told: dict[str, Any] = {
        "message_id": message.id,
        "from": sender,
        "chat": chat_as_api(core, chat),
        "date": int(message.sent_at.timestamp()),
    }
    if message.edited_at:
        told["edit_date"] = int(message.edited_at.timestamp())
    if message.file:
        told |= message.file.in_message()
    if message.text:
        told["caption" if message.file else "text"] = message.text
    if message.entities:
        told["caption_entities" if message.file else "entities"] = message.entities
    if message.inline:
        told["reply_markup"] = message.inline
    replied = chat.messages.get(message.reply_to) if message.reply_to else None
    if replied:
        told["reply_to_message"] = as_api(core, replied)
        told["reply_to_message"].pop("reply_to_message", None)
    return told | message.extra


def chat_as_api(core: "StandIn", chat: Chat) -> dict[str, Any]:
    """The Bot API's Chat."""
    told: dict[str, Any] = {"id": chat.id, "type": chat.type}
    if chat.is_private:
        person = core.people[chat.id]
        told["first_name"] = person.name
        if person.username:
            told["username"] = person.username
    else:
        told["title"] = chat.title
    return told


def _text(params: dict[str, Any], field: str, entities: str) -> tuple[str, list[Entity]]:
    return formatted(params.get(field, ""), params.get("parse_mode"), params.get(entities))


def _send_message(core: "StandIn", params: dict[str, Any], _: Mapping[str, "Upload"]) -> dict[str, Any]:
    text, entities = _text(params, "text", "entities")
    if not text:
        raise bad_request("message text is empty")
    if utf16_length(text) > MAX_TEXT:
        raise bad_request("message is too long")
    return _deliver(core, params, text, entities, None)


def _send_document(core: "StandIn", params: dict[str, Any], files: Mapping[str, "Upload"]) -> dict[str, Any]:
    return _send_file(core, params, files, "document")


def _send_photo(core: "StandIn", params: dict[str, Any], files: Mapping[str, "Upload"]) -> dict[str, Any]:
    return _send_file(core, params, files, "photo")


def _send_file(
    core: "StandIn", params: dict[str, Any], files: Mapping[str, "Upload"], kind: str
) -> dict[str, Any]:
    text, entities = _text(params, "caption", "caption_entities")
    if utf16_length(text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    core.chat_for_bot(params["chat_id"])
    return _deliver(core, params, text, entities, _file(core, params, files, kind))


def _file(core: "StandIn", params: dict[str, Any], files: Mapping[str, "Upload"], kind: str) -> StoredFile:
    named = params.get(kind, "")
    upload = files.get(named.removeprefix("attach://") if named.startswith("attach://") else kind)
    if upload is None:
        stored = core.files.get(named)
        if stored is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if stored.kind != kind:
            raise bad_request(f"can't use file of type {stored.kind.title()} as {kind.title()}")
        return stored
    if not upload.data:
        raise bad_request("file must be non-empty")
    if len(upload.data) > MAX_UPLOAD:
        raise ApiError(413)
    if kind == "photo":
        size = image_size(upload.data)
        if size is None:
            raise bad_request("IMAGE_PROCESS_FAILED")
        if len(upload.data) > MAX_PHOTO:
            raise bad_request("file is too big")
        return core.store(kind, upload, *size)
    return core.store(kind, upload)


def _deliver(
    core: "StandIn", params: dict[str, Any], text: str, entities: list[Entity], file: StoredFile | None
) -> dict[str, Any]:
    chat = core.chat_for_bot(params["chat_id"])
    markup = params.get("reply_markup", {})
    inline = checked_inline(markup) if "inline_keyboard" in markup else None
    keyboard = shown_keyboard(markup) if "keyboard" in markup else None
    reply_to = _reply_to(chat, params.get("reply_parameters"))
    core.pace(chat)
    message = core.post(
        Message(
            id=core.next_message_id(chat),
            chat_id=chat.id,
            sender_id=core.bot_id,
            sent_at=core.now(),
            text=text,
            entities=entities,
            file=file,
            inline=inline,
            fixed=bool(markup) and "inline_keyboard" not in markup,
            reply_to=reply_to,
        )
    )
    if keyboard or (markup.get("remove_keyboard") and chat.keyboard):
        chat.keyboard = keyboard
        core.tell("keyboard", chat.id, {"keyboard": keyboard})
    return as_api(core, message)


def _reply_to(chat: Chat, wanted: dict[str, Any] | None) -> int | None:
    if wanted is None:
        return None
    message_id: int | None = wanted.get("message_id")
    if message_id in chat.messages:
        return message_id
    if wanted.get("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def _own_message(core: "StandIn", params: dict[str, Any]) -> Message:
    if "inline_message_id" in params:
        raise bad_request("MESSAGE_ID_INVALID")
    if "chat_id" not in params:
        raise bad_request("chat_id is empty")
    if "message_id" not in params:
        raise bad_request("message identifier is not specified")
    chat = core.chat_for_bot(params["chat_id"])
    message = chat.messages.get(params["message_id"])
    if message is None:
        raise bad_request("message to edit not found")
    if message.sender_id != core.bot_id or message.fixed:
        raise bad_request("message can't be edited")
    return message


def _edit(
    core: "StandIn", message: Message, text: str, entities: list[Entity], params: dict[str, Any]
) -> dict[str, Any]:
    inline = checked_inline(params.get("reply_markup"))
    if (text, entities, inline) == (message.text, message.entities, message.inline):
        raise bad_request(NOT_MODIFIED)
    core.pace(core.chats[message.chat_id])
    return as_api(
        core, core.change(message, text=text, entities=entities, inline=inline, edited_at=core.now())
    )


def _edit_message_text(core: "StandIn", params: dict[str, Any], _: Mapping[str, "Upload"]) -> dict[str, Any]:
    message = _own_message(core, params)
    text, entities = _text(params, "text", "entities")
    if not text:
        raise bad_request("message text is empty")
    if utf16_length(text) > MAX_TEXT:
        raise bad_request("MESSAGE_TOO_LONG")
    if message.file:
        raise bad_request("there is no text in the message to edit")
    return _edit(core, message, text, entities, params)


def _edit_message_caption(
    core: "StandIn", params: dict[str, Any], _: Mapping[str, "Upload"]
) -> dict[str, Any]:
    message = _own_message(core, params)
    text, entities = _text(params, "caption", "caption_entities")
    if utf16_length(text) > MAX_CAPTION:
        raise bad_request("MEDIA_CAPTION_TOO_LONG")
    if not message.file:
        raise bad_request("there is no caption in the message to edit")
    return _edit(core, message, text, entities, params)


def _edit_message_reply_markup(
    core: "StandIn", params: dict[str, Any], _: Mapping[str, "Upload"]
) -> dict[str, Any]:
    message = _own_message(core, params)
    return _edit(core, message, message.text, message.entities, params)


def _delete_message(core: "StandIn", params: dict[str, Any], _: Mapping[str, "Upload"]) -> bool:
    chat = core.chat_for_bot(params["chat_id"])
    message = chat.messages.get(params["message_id"])
    if message is None:
        raise bad_request("message to delete not found")
    foreign = message.sender_id != core.bot_id and not chat.is_private and not chat.bot_is_admin
    if foreign or core.now() - message.sent_at > DELETABLE_FOR:
        raise bad_request("message can't be deleted for everyone")
    _forget(core, chat, message)
    return True


def _delete_messages(core: "StandIn", params: dict[str, Any], _: Mapping[str, "Upload"]) -> bool:
    chat = core.chat_for_bot(params["chat_id"])
    for message_id in params["message_ids"]:
        message = chat.messages.get(message_id)
        if message is not None and core.now() - message.sent_at <= DELETABLE_FOR:
            _forget(core, chat, message)
    return True


def _forget(core: "StandIn", chat: Chat, message: Message) -> None:
    del chat.messages[message.id]
    core.tell("delete", chat.id, {"message_id": message.id})
    if chat.pinned == message.id:
        _pin(core, chat, None)


def _pin(core: "StandIn", chat: Chat, message_id: int | None) -> None:
    chat.pinned = message_id
    core.tell("pin", chat.id, {"message_id": message_id})


def _chat_to_pin(core: "StandIn", params: dict[str, Any]) -> Chat:
    chat = core.chat_for_bot(params["chat_id"])
    if not chat.is_private and not chat.bot_is_admin:
        raise bad_request("not enough rights to manage pinned messages in the chat")
    return chat


def _pin_chat_message(core: "StandIn", params: dict[str, Any], _: Mapping[str, "Upload"]) -> bool:
    chat = _chat_to_pin(core, params)
    if params["message_id"] not in chat.messages:
        raise bad_request("message to pin not found")
    _pin(core, chat, params["message_id"])
    return True


def _unpin_chat_message(core: "StandIn", params: dict[str, Any], _: Mapping[str, "Upload"]) -> bool:
    chat = _chat_to_pin(core, params)
    if "message_id" in params and params["message_id"] != chat.pinned:
        raise bad_request("message to unpin not found")
    if chat.pinned is not None:
        _pin(core, chat, None)
    return True


def _send_chat_action(core: "StandIn", params: dict[str, Any], _: Mapping[str, "Upload"]) -> bool:
    chat = core.chat_for_bot(params["chat_id"])
    if params["action"] not in CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    core.tell("action", chat.id, {"action": params["action"]})
    return True


def _answer_callback_query(core: "StandIn", params: dict[str, Any], _: Mapping[str, "Upload"]) -> bool:
    press = core.presses.get(params["callback_query_id"])
    if press is None or press.answer is not None or core.now() > press.expires_at:
        raise bad_request(QUERY_TOO_OLD)
    text = params.get("text", "")
    if utf16_length(text) > MAX_TOAST:
        raise bad_request("MESSAGE_TOO_LONG")
    answer = {"text": text or None, "alert": params.get("show_alert", False), "url": params.get("url")}
    core.answered(press, answer)
    return True


METHODS: dict[str, "Handler"] = {
    "answerCallbackQuery": _answer_callback_query,
    "deleteMessage": _delete_message,
    "deleteMessages": _delete_messages,
    "editMessageCaption": _edit_message_caption,
    "editMessageReplyMarkup": _edit_message_reply_markup,
    "editMessageText": _edit_message_text,
    "pinChatMessage": _pin_chat_message,
    "sendChatAction": _send_chat_action,
    "sendDocument": _send_document,
    "sendMessage": _send_message,
    "sendPhoto": _send_photo,
    "unpinAllChatMessages": _unpin_chat_message,
    "unpinChatMessage": _unpin_chat_message,
}
