"""Derive `methods.json` from a machine-readable copy of the official Bot API description.

    python -m bot.preview.standin.derive_methods bot-api-spec.json

The source is one JSON object with `version`, `methods` and `types`, each with `fields` of `name`, `types` and `required`
(the layout of the common scrapes of core.telegram.org/bots/api). The result keeps the methods the stand-in knows and the
types they can carry: a field is its types joined by `|`, with `!` behind a required one; a union is the list of its members.
"""

import json
import sys
from pathlib import Path
from typing import Any

TARGET = Path(__file__).with_name("methods.json")
METHODS = (
    "answerCallbackQuery",
    "answerInlineQuery",
    "close",
    "deleteMessage",
    "deleteMessages",
    "deleteMyCommands",
    "deleteWebhook",
    "editMessageCaption",
    "editMessageReplyMarkup",
    "editMessageText",
    "getChat",
    "getChatAdministrators",
    "getChatMember",
    "getChatMemberCount",
    "getFile",
    "getMe",
    "getMyCommands",
    "getMyDescription",
    "getMyName",
    "getMyShortDescription",
    "getUpdates",
    "getWebhookInfo",
    "leaveChat",
    "logOut",
    "pinChatMessage",
    "sendChatAction",
    "sendDocument",
    "sendMessage",
    "sendPhoto",
    "setChatMenuButton",
    "setMyCommands",
    "setMyDescription",
    "setMyName",
    "setMyShortDescription",
    "setWebhook",
    "unpinAllChatMessages",
    "unpinChatMessage",
)
SCALARS = frozenset({"String", "Integer", "Boolean", "Float", "True", "InputFile"})


def derive(specification: dict[str, Any]) -> dict[str, Any]:
    """The compact table for the methods of the stand-in. Raises KeyError when a method or type is missing."""
    methods = {name: _fields(specification["methods"][name]) for name in METHODS}
    types: dict[str, Any] = {}
    waiting = [part for fields in methods.values() for part in _type_names(fields)]
    while waiting:
        name = waiting.pop()
        if name in types or name in SCALARS:
            continue
        described = specification["types"][name]
        if described.get("subtypes"):
            types[name] = sorted(described["subtypes"])
            waiting += types[name]
        else:
            types[name] = _fields(described)
            waiting += _type_names(types[name])
    return {"version": specification["version"], "methods": methods, "types": dict(sorted(types.items()))}


def _fields(described: dict[str, Any]) -> dict[str, str]:
    fields = described.get("fields", [])
    return {field["name"]: "|".join(field["types"]) + "!" * field["required"] for field in fields}


def _type_names(fields: dict[str, str]) -> list[str]:
    parts = (part for types in fields.values() for part in types.rstrip("!").split("|"))
    return [part.rpartition("Array of ")[2] for part in parts]


if __name__ == "__main__":
    table = derive(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    lines = []
    for section in ("methods", "types"):
        rows = [f"  {json.dumps(name)}: {json.dumps(fields)}" for name, fields in table[section].items()]
        lines.append(f' "{section}": {{\n' + ",\n".join(rows) + "\n }")
    version = json.dumps(table["version"])
    TARGET.write_text(f'{{\n "version": {version},\n' + ",\n".join(lines) + "\n}\n", encoding="utf-8")
