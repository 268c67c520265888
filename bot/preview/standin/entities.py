"""Formatted text as the Bot API sees it: UTF-16 units, HTML parse mode, entities, and safe HTML for the page.

Offsets and lengths of entities count UTF-16 units; the byte offsets in error texts count UTF-8, as Telegram's do.
"""

import html
import re

from bot.preview.standin.errors import bad_request
from bot.preview.standin.html_mode import LINK, Entity, parse_html, utf16_length

_UNWANTED = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f]")
_INVISIBLE = re.compile("[\r\u2028-\u202e]")
_DETECTED = (
    ("url", re.compile(r"https?://[^\s<>\"'，。；！？、（）【】《》]+")),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]*\w", re.ASCII)),
    ("mention", re.compile(r"(?<![\w@/])@[A-Za-z0-9_]{4,32}(?![A-Za-z0-9_])")),
    (
        "bot_command",
        re.compile(r"(?<![\w/@])/[A-Za-z0-9_]{1,32}(?:@[A-Za-z0-9_]{3,32})?(?![\w@/])", re.ASCII),
    ),
    ("hashtag", re.compile(r"(?<!\w)#\w*[^\W\d]\w*")),
)
_HINTS = re.compile(r"[/@#]")
MAX_ENTITIES = 100


def clean(text: str) -> str:
    """The text as the server keeps it: control characters become spaces, some invisible marks disappear."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    return _INVISIBLE.sub("", _UNWANTED.sub(" ", text))


def formatted(text: str, parse_mode: str | None, given: list[Entity] | None) -> tuple[str, list[Entity]]:
    """Text and entities of a message as the server stores them. Raises ApiError 400 when it cannot be parsed."""
    text = clean(text)
    if parse_mode:
        if parse_mode.lower() != "html":
            raise bad_request("unsupported parse_mode")
        text, entities = parse_html(text)
    else:
        entities = _checked(text, given or [])
    return _trimmed(text, entities + detect(text, entities))


def _checked(text: str, given: list[Entity]) -> list[Entity]:
    total = utf16_length(text)
    for entity in given:
        if entity["offset"] < 0 or entity["length"] <= 0 or entity["offset"] + entity["length"] > total:
            raise bad_request(
                f"entity beginning at UTF-16 offset {entity['offset']} ends after the end of the text "
                f"at UTF-16 offset {entity['offset'] + entity['length']}"
            )
    return _sorted([dict(entity) for entity in given[:MAX_ENTITIES]])


def _sorted(entities: list[Entity]) -> list[Entity]:
    return sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def detect(text: str, known: list[Entity]) -> list[Entity]:
    """Commands, addresses, mentions and hashtags the server finds by itself, outside code and links."""
    if not _HINTS.search(text):
        return []
    taken = [
        (e["offset"], e["offset"] + e["length"]) for e in known if e["type"] in ("code", "pre", "text_link")
    ]
    found: list[Entity] = []
    for kind, pattern in _DETECTED:
        for match in pattern.finditer(text):
            start = utf16_length(text[: match.start()])
            end = start + utf16_length(match.group())
            if all(end <= low or start >= high for low, high in taken):
                taken.append((start, end))
                found.append({"type": kind, "offset": start, "length": end - start})
            if len(found) == MAX_ENTITIES:
                return found
    return found


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    stripped = text.strip()
    if stripped == text:
        return text, _sorted(entities)[:MAX_ENTITIES]
    lead = utf16_length(text[: len(text) - len(text.lstrip())])
    total = utf16_length(stripped)
    kept = []
    for entity in entities:
        start = max(entity["offset"] - lead, 0)
        end = min(entity["offset"] - lead + entity["length"], total)
        if end > start:
            kept.append({**entity, "offset": start, "length": end - start})
    return stripped, _sorted(kept)[:MAX_ENTITIES]


_SHOWN = {
    "bold": ("<b>", "</b>"),
    "italic": ("<i>", "</i>"),
    "underline": ("<u>", "</u>"),
    "strikethrough": ("<s>", "</s>"),
    "spoiler": ('<span class="spoiler">', "</span>"),
    "code": ("<code>", "</code>"),
    "pre": ("<pre>", "</pre>"),
    "blockquote": ("<blockquote>", "</blockquote>"),
    "expandable_blockquote": ("<blockquote>", "</blockquote>"),
}


def as_html(text: str, entities: list[Entity]) -> str:
    """Safe HTML for the page: everything escaped, only the tags of the entities; overlapping ones are cut to fit."""
    if not entities:
        return html.escape(text)
    units = text.encode("utf-16-le", "surrogatepass")

    def piece(start: int, end: int) -> str:
        return html.escape(units[2 * start : 2 * end].decode("utf-16-le", "replace"))

    def render(start: int, end: int, inside: list[Entity]) -> str:
        out: list[str] = []
        position = start
        while inside:
            first, *inside = inside
            low = max(first["offset"], position)
            high = min(first["offset"] + first["length"], end)
            if high <= low:
                continue
            nested = [entity for entity in inside if entity["offset"] < high]
            inside = [entity for entity in inside if entity["offset"] >= high]
            opening, closing = _tags(first, units)
            out += [piece(position, low), opening, render(low, high, nested), closing]
            position = high
        return "".join([*out, piece(position, end)])

    return render(0, len(units) // 2, _sorted(entities))


def _tags(entity: Entity, units: bytes) -> tuple[str, str]:
    kind = entity["type"]
    address = entity.get("url", "")
    if kind in ("url", "email"):
        start = 2 * entity["offset"]
        address = units[start : start + 2 * entity["length"]].decode("utf-16-le", "replace")
        address = f"mailto:{address}" if kind == "email" else address
    if kind in ("text_link", "url", "email") and LINK.match(address):
        return f'<a href="{html.escape(address)}" target="_blank" rel="noopener noreferrer">', "</a>"
    return _SHOWN.get(kind, ("", ""))
