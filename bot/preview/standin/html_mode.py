"""HTML parse mode of the Bot API: tags become entities, mistakes get Telegram's wording."""

import re
from dataclasses import dataclass, field
from typing import Any

from bot.preview.standin.errors import ApiError, bad_request

Entity = dict[str, Any]
"""A MessageEntity: `type`, `offset` and `length` in UTF-16 units, and what its type adds."""

LINK = re.compile(r"(https?|tg|mailto|tel):", re.IGNORECASE)

_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(
    r"&(?:#[xX](?P<hex>[0-9a-fA-F]{1,6})|#(?P<dec>[0-9]{1,7})|(?P<name>lt|gt|amp|quot))(?![0-9A-Za-z]);?"
)
_START = re.compile(r"<(?!/)(?P<name>[^\s>]*)")
_END = re.compile(r"</(?P<name>[^\s>]*)\s*(?P<closed>>?)")
_TAG_END = re.compile(r"\s*>")
_ATTRIBUTE = re.compile(
    r"""\s*(?P<name>[^\s=>/"']+)(?:\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[A-Za-z0-9.\-]+)(?=[\s>])))?"""
)
_ASSIGNED = re.compile(r"\s*=")


def utf16_length(text: str) -> int:
    """The length Telegram counts: characters beyond the basic plane (most emoji) are two units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Text and entities, in order of appearance. Raises ApiError 400 "can't parse entities: …" as Telegram does."""
    return _Reader(source).read()


@dataclass(slots=True)
class _Opened:
    tag: str
    attributes: dict[str, str]
    offset: int


@dataclass(slots=True)
class _Reader:
    source: str
    parts: list[str] = field(default_factory=list)
    units: int = 0
    opened: list[_Opened] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def read(self) -> tuple[str, list[Entity]]:
        position = 0
        while (found := self.source.find("<", position)) >= 0:
            self._take(self.source[position:found])
            end = _END.match(self.source, found)
            position = self._close(end) if end else self._open(found)
        if self.opened:
            raise _unparsable(f'Can\'t find end tag corresponding to start tag "{self.opened[-1].tag}"')
        self._take(self.source[position:])
        self.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return "".join(self.parts), self.entities

    def _take(self, plain: str) -> None:
        text = _decoded(plain)
        self.parts.append(text)
        self.units += utf16_length(text)

    def _open(self, found: int) -> int:
        start = _START.match(self.source, found)
        name_end = start.end() if start else found + 1
        tag = self.source[found + 1 : name_end].lower()
        if name_end == len(self.source):
            raise self._mistake("Unclosed start tag", found)
        if tag not in _TYPES:
            raise self._mistake(f'Unsupported start tag "{tag}"', found)
        attributes, position = self._attributes(tag, found, name_end)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise self._mistake('Tag "span" must have class "tg-spoiler"', found)
        self.opened.append(_Opened(tag, attributes, self.units))
        return position

    def _attributes(self, tag: str, found: int, position: int) -> tuple[dict[str, str], int]:
        attributes: dict[str, str] = {}
        while not (end := _TAG_END.match(self.source, position)):
            attribute = _ATTRIBUTE.match(self.source, position)
            if attribute is None and self.source[position:].strip():
                raise self._mistake(f'Empty attribute name in the tag "{tag}"', found)
            if attribute is None or _ASSIGNED.match(self.source, attribute.end()):
                raise self._mistake("Unclosed start tag", found)
            value = attribute["double"] or attribute["single"] or attribute["bare"] or ""
            attributes[attribute["name"].lower()] = _decoded(value)
            position = attribute.end()
        return attributes, end.end()

    def _close(self, end: re.Match[str]) -> int:
        if not self.opened:
            raise self._mistake("Unexpected end tag", end.start())
        if not end["closed"]:
            raise self._mistake("Unclosed end tag", end.start())
        opened = self.opened.pop()
        name = end["name"].lower()
        if name and name != opened.tag:
            where = self._where(end.start())
            raise _unparsable(f'Unmatched end tag {where}, expected "</{opened.tag}>", found "</{name}>"')
        length = self.units - opened.offset
        if length and (entity := self._entity(opened)):
            self.entities.append({**entity, "offset": opened.offset, "length": length})
        return end.end()

    def _entity(self, opened: _Opened) -> Entity | None:
        tag, attributes = opened.tag, opened.attributes
        if tag == "a":
            url = attributes.get("href") or _after("".join(self.parts), opened.offset)
            return {"type": "text_link", "url": url} if LINK.match(url) else None
        if tag == "tg-emoji":
            return {"type": "custom_emoji", "custom_emoji_id": attributes.get("emoji-id", "")}
        if tag == "blockquote" and "expandable" in attributes:
            return {"type": "expandable_blockquote"}
        if tag == "code" and self.opened and self.opened[-1].tag == "pre":
            self.opened[-1].attributes["language"] = attributes.get("class", "").removeprefix("language-")
            return None
        if tag == "pre" and attributes.get("language"):
            return {"type": "pre", "language": attributes["language"]}
        return {"type": _TYPES[tag]}

    def _where(self, found: int) -> str:
        return f"at byte offset {len(self.source[:found].encode())}"

    def _mistake(self, what: str, found: int) -> ApiError:
        return _unparsable(f"{what} {self._where(found)}")


def _unparsable(reason: str) -> ApiError:
    return bad_request(f"can't parse entities: {reason}")


def _after(text: str, units: int) -> str:
    return text.encode("utf-16-le")[2 * units :].decode("utf-16-le")


def _decoded(source: str) -> str:
    return _REFERENCE.sub(_character, source) if "&" in source else source


def _character(reference: re.Match[str]) -> str:
    if reference["name"]:
        return _NAMED[reference["name"]]
    code = int(reference["hex"], 16) if reference["hex"] else int(reference["dec"])
    try:
        character = chr(code)
        character.encode()
    except (ValueError, OverflowError):
        return reference.group()
    return character if code else reference.group()
