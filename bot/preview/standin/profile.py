"""The bot's methods that do not write messages: updates, webhook, files, commands, names, chats."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.preview.standin.errors import WEBHOOK_ACTIVE, ApiError, bad_request
from bot.preview.standin.messages import chat_as_api

if TYPE_CHECKING:
    from bot.preview.standin.core import Handler, StandIn, Upload
    from bot.preview.standin.state import Person

MAX_COMMANDS = 100
MAX_COMMAND_TEXT = 256
MAX_NAME = 64
MAX_DESCRIPTION = 512
MAX_SHORT_DESCRIPTION = 120
MAX_DOWNLOAD = 20_000_000
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_WEBHOOK = re.compile(r"https://\S+|http://(127\.0\.0\.1|localhost)[:/]\S*")
_CHAT_SCOPES = frozenset({"chat", "chat_administrators", "chat_member"})
_SCOPES = (
    frozenset({"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}) | _CHAT_SCOPES
)
_CLIENT_LANGUAGES = ("zh", "")


def _get_me(core: "StandIn", _params: dict[str, Any], _: Mapping[str, "Upload"]) -> dict[str, Any]:
    return {
        **core.as_user(),
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def _get_updates(core: "StandIn", params: dict[str, Any], _: Mapping[str, "Upload"]) -> list[Any]:
    if core.webhook["url"]:
        raise ApiError(409, WEBHOOK_ACTIVE)
    if "allowed_updates" in params:
        core.updates.allow(params["allowed_updates"])
    return core.updates.take(params.get("offset", 0), params.get("limit", 100), core.now())


def _set_webhook(core: "StandIn", params: dict[str, Any], _: Mapping[str, "Upload"]) -> bool:
    url = params["url"]
    if url and not _WEBHOOK.fullmatch(url):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    secret = params.get("secret_token")
    if secret is not None and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    if "allowed_updates" in params:
        core.updates.allow(params["allowed_updates"])
    _change_webhook(core, {"url": url, "secret": secret}, drop=params.get("drop_pending_updates", False))
    return True


def _delete_webhook(core: "StandIn", params: dict[str, Any], _: Mapping[str, "Upload"]) -> bool:
    _change_webhook(core, {"url": ""}, drop=params.get("drop_pending_updates", False))
    return True


def _change_webhook(core: "StandIn", webhook: dict[str, Any], *, drop: bool) -> None:
    core.webhook = webhook
    if drop:
        core.updates.drop_all()
    for listener in core.listeners.update:
        listener()


def _get_webhook_info(core: "StandIn", _params: dict[str, Any], _: Mapping[str, "Upload"]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "url": core.webhook["url"],
        "has_custom_certificate": False,
        "pending_update_count": len(core.updates),
    }
    if core.updates.allowed:
        told["allowed_updates"] = core.updates.allowed
    return told


def _get_file(core: "StandIn", params: dict[str, Any], _: Mapping[str, "Upload"]) -> dict[str, Any]:
    stored = core.files.get(params["file_id"])
    if stored is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(stored.data) > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    size = len(stored.data)
    return {
        "file_id": stored.id,
        "file_unique_id": f"AQ{stored.id[-8:]}",
        "file_size": size,
        "file_path": stored.path,
    }


def _scope(core: "StandIn", params: dict[str, Any]) -> tuple[str, ...]:
    scope = params.get("scope", {"type": "default"})
    if scope["type"] not in _SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    language = params.get("language_code", "")
    if language and not re.fullmatch("[a-z]{2}", language):
        raise bad_request("invalid language code specified")
    parts = [scope["type"]]
    if scope["type"] in _CHAT_SCOPES:
        if "chat_id" not in scope:
            raise bad_request('can\'t parse BotCommandScope: field "chat_id" is missing')
        parts.append(str(core.chat_for_bot(scope["chat_id"], writing=False).id))
    if scope["type"] == "chat_member":
        if scope.get("user_id") not in core.people:
            raise bad_request("user not found")
        parts.append(str(scope["user_id"]))
    return (*parts, language)


def _set_my_commands(core: "StandIn", params: dict[str, Any], _: Mapping[str, "Upload"]) -> bool:
    scope = _scope(core, params)
    commands: list[dict[str, str]] = params["commands"]
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not _COMMAND.fullmatch(command["command"].removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"].strip()) <= MAX_COMMAND_TEXT:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    if commands:
        core.commands[scope] = [{**c, "command": c["command"].removeprefix("/")} for c in commands]
    else:
        core.commands.pop(scope, None)
    _tell_commands(core, scope)
    return True


def _delete_my_commands(core: "StandIn", params: dict[str, Any], _: Mapping[str, "Upload"]) -> bool:
    scope = _scope(core, params)
    core.commands.pop(scope, None)
    _tell_commands(core, scope)
    return True


def _tell_commands(core: "StandIn", scope: tuple[str, ...]) -> None:
    person: Person | None = core.people.get(int(scope[1])) if scope[0] == "chat" else None
    if person:
        core.tell_person(person)
    else:
        core.tell("bot", None, {"bot": core.bot_as_state()})


def _get_my_commands(
    core: "StandIn", params: dict[str, Any], _: Mapping[str, "Upload"]
) -> list[dict[str, str]]:
    return core.commands.get(_scope(core, params), [])


def shown_commands(core: "StandIn", chat_id: int) -> list[dict[str, str]]:
    """The command menu of a private chat: the narrowest scope that has one, in Chinese before the common one."""
    for scope in (("chat", str(chat_id)), ("all_private_chats",), ("default",)):
        for language in _CLIENT_LANGUAGES:
            if found := core.commands.get((*scope, language)):
                return found
    return []


def _set_my_name(core: "StandIn", params: dict[str, Any], _: Mapping[str, "Upload"]) -> bool:
    core.name = _limited(params, "name", MAX_NAME) or core.name
    return _told(core)


def _set_my_description(core: "StandIn", params: dict[str, Any], _: Mapping[str, "Upload"]) -> bool:
    core.description = _limited(params, "description", MAX_DESCRIPTION)
    return _told(core)


def _set_my_short_description(core: "StandIn", params: dict[str, Any], _: Mapping[str, "Upload"]) -> bool:
    core.short_description = _limited(params, "short_description", MAX_SHORT_DESCRIPTION)
    return _told(core)


def _told(core: "StandIn") -> bool:
    core.tell("bot", None, {"bot": core.bot_as_state()})
    return True


def _limited(params: dict[str, Any], field: str, longest: int) -> str:
    text: str = params.get(field, "")
    if len(text) > longest:
        raise bad_request(f"{field.upper()}_TOO_LONG")
    return text


def _get_my_name(core: "StandIn", _params: dict[str, Any], _: Mapping[str, "Upload"]) -> dict[str, str]:
    return {"name": core.name}


def _get_my_description(
    core: "StandIn", _params: dict[str, Any], _: Mapping[str, "Upload"]
) -> dict[str, str]:
    return {"description": core.description}


def _get_my_short_description(
    core: "StandIn", _params: dict[str, Any], _: Mapping[str, "Upload"]
) -> dict[str, str]:
    return {"short_description": core.short_description}


def _get_chat(core: "StandIn", params: dict[str, Any], _: Mapping[str, "Upload"]) -> dict[str, Any]:
    chat = core.chat_for_bot(params["chat_id"], writing=False)
    gifts = (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    )
    return {
        **chat_as_api(core, chat),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }


def _get_chat_member(core: "StandIn", params: dict[str, Any], _: Mapping[str, "Upload"]) -> dict[str, Any]:
    chat = core.chat_for_bot(params["chat_id"], writing=False)
    user_id = params["user_id"]
    if user_id == core.bot_id:
        return {"status": "member", "user": core.as_user()}
    person = core.people.get(user_id)
    if person is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    inside = user_id in chat.members
    return {"status": "member" if inside else "left", "user": person.as_user()}


def _get_chat_member_count(core: "StandIn", params: dict[str, Any], _: Mapping[str, "Upload"]) -> int:
    chat = core.chat_for_bot(params["chat_id"], writing=False)
    return len(chat.members) + 1


def _get_chat_administrators(core: "StandIn", params: dict[str, Any], _: Mapping[str, "Upload"]) -> list[Any]:
    chat = core.chat_for_bot(params["chat_id"], writing=False)
    if chat.is_private:
        raise bad_request("there are no administrators in the private chat")
    return []


def _leave_chat(core: "StandIn", params: dict[str, Any], _: Mapping[str, "Upload"]) -> bool:
    chat = core.chat_for_bot(params["chat_id"], writing=False)
    if chat.is_private:
        raise bad_request("chat member status can't be changed in private chats")
    chat.bot_inside = False
    core.tell_chat(chat)
    return True


def _true(_core: "StandIn", _params: dict[str, Any], _: Mapping[str, "Upload"]) -> bool:
    return True


METHODS: dict[str, "Handler"] = {
    "close": _true,
    "deleteMyCommands": _delete_my_commands,
    "deleteWebhook": _delete_webhook,
    "getChat": _get_chat,
    "getChatAdministrators": _get_chat_administrators,
    "getChatMember": _get_chat_member,
    "getChatMemberCount": _get_chat_member_count,
    "getFile": _get_file,
    "getMe": _get_me,
    "getMyCommands": _get_my_commands,
    "getMyDescription": _get_my_description,
    "getMyName": _get_my_name,
    "getMyShortDescription": _get_my_short_description,
    "getUpdates": _get_updates,
    "getWebhookInfo": _get_webhook_info,
    "leaveChat": _leave_chat,
    "logOut": _true,
    "setChatMenuButton": _true,
    "setMyCommands": _set_my_commands,
    "setMyDescription": _set_my_description,
    "setMyName": _set_my_name,
    "setMyShortDescription": _set_my_short_description,
    "setWebhook": _set_webhook,
}
