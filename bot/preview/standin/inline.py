"""Inline mode: somebody types the bot's name in a chat, the bot offers results, one of them is sent.

Only articles with a text are known; the bot is not told which result was chosen (that must be asked for at @BotFather).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.preview.standin.entities import formatted
from bot.preview.standin.errors import QUERY_TOO_OLD, ActRefused, bad_request
from bot.preview.standin.html_mode import Entity, utf16_length
from bot.preview.standin.keyboards import checked_inline
from bot.preview.standin.state import Chat, Message, Person

if TYPE_CHECKING:
    from bot.preview.standin.core import Handler, StandIn, Upload

MAX_QUERY = 256
MAX_RESULTS = 50
MAX_ID_BYTES = 64
MAX_TEXT = 4096
MAX_BUTTON = 64
ANSWER_WITHIN = timedelta(seconds=15)
NOT_FOUND = 404
_START = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Result:
    """One of the results a person can choose from."""

    id: str
    title: str
    description: str
    text: str
    entities: list[Entity]
    inline: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bot offered; ``button`` stands above the results."""

    results: tuple[Result, ...]
    button: dict[str, Any] | None


@dataclass(slots=True)
class Asking:
    """What somebody typed behind the bot's name and, once the bot answered, what is offered."""

    query_id: str
    person_id: int
    expires_at: datetime
    answer: Answer | None = None


def ask(core: "StandIn", person: Person, chat: Chat, text: str) -> tuple[Asking, int | None]:
    """Type ``@bot text`` in a chat without sending it. The query and the id of its update."""
    if utf16_length(text) > MAX_QUERY:
        raise ActRefused("the query is too long")
    asking = Asking(core.next_query_id(), person.id, core.now() + ANSWER_WITHIN)
    core.remember_asking(asking)
    query = {
        "id": asking.query_id,
        "from": person.as_user(),
        "query": text,
        "offset": "",
        "chat_type": "sender" if chat.is_private else chat.type,
    }
    return asking, core.update({"inline_query": query})


def chosen(core: "StandIn", person_id: int, query_id: str, result_id: str) -> Result:
    """The result somebody chose. Raises ActRefused for one that was not offered to this person."""
    asking = core.askings.get(query_id)
    if asking is None or asking.person_id != person_id or asking.answer is None:
        raise ActRefused("nothing was offered under this query", NOT_FOUND)
    for result in asking.answer.results:
        if result.id == result_id:
            return result
    raise ActRefused("this result was not offered", NOT_FOUND)


def as_message(core: "StandIn", chat: Chat, person_id: int, result: Result) -> Message:
    """The message a chosen result becomes: of the person, by way of the bot."""
    return Message(
        id=core.next_message_id(chat),
        chat_id=chat.id,
        sender_id=person_id,
        sent_at=core.now(),
        text=result.text,
        entities=result.entities,
        inline=result.inline,
        extra={"via_bot": core.as_user()},
    )


def _answer_inline_query(core: "StandIn", params: dict[str, Any], _: Mapping[str, "Upload"]) -> bool:
    asking = core.askings.get(params["inline_query_id"])
    if asking is None or asking.answer is not None or core.now() > asking.expires_at:
        raise bad_request(QUERY_TOO_OLD)
    given = params["results"]
    if len(given) > MAX_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    results = tuple(_result(result) for result in given)
    if len({result.id for result in results}) < len(results):
        raise bad_request("RESULT_ID_DUPLICATE")
    core.offered(asking, Answer(results, _button(params.get("button"))))
    return True


def _result(given: dict[str, Any]) -> Result:
    if given["type"] != "article" or "message_text" not in given["input_message_content"]:
        raise bad_request("the stand-in knows articles with a text only")
    if not 1 <= len(given["id"].encode()) <= MAX_ID_BYTES:
        raise bad_request("RESULT_ID_INVALID")
    if not given["title"].strip():
        raise bad_request("ARTICLE_TITLE_EMPTY")
    content = given["input_message_content"]
    text, entities = formatted(content["message_text"], content.get("parse_mode"), content.get("entities"))
    if not text:
        raise bad_request("message text is empty")
    if utf16_length(text) > MAX_TEXT:
        raise bad_request("MESSAGE_TOO_LONG")
    inline = checked_inline(given.get("reply_markup"))
    return Result(given["id"], given["title"], given.get("description", ""), text, entities, inline)


def _button(given: dict[str, Any] | None) -> dict[str, Any] | None:
    if given is None:
        return None
    if not given["text"].strip() or len(given["text"]) > MAX_BUTTON:
        raise bad_request("BUTTON_TEXT_INVALID")
    if ("web_app" in given) == ("start_parameter" in given):
        raise bad_request("exactly one of the fields web_app and start_parameter must be used")
    if "start_parameter" in given and not _START.fullmatch(given["start_parameter"]):
        raise bad_request("START_PARAM_INVALID")
    return given


METHODS: dict[str, "Handler"] = {"answerInlineQuery": _answer_inline_query}
