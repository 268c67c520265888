"""Telegram's HTML cut into messages that Telegram accepts, and made plain."""

import html
import re
import unicodedata
from collections.abc import Iterator
from itertools import islice, takewhile

#: Telegram allows 4,096 UTF-16 units after parsing; the rest is room for a footer.
LIMIT = 3900
_TOKEN = re.compile(r"<[^<>]*>|&(?:#x[0-9a-fA-F]{1,6}|#[0-9]{1,7}|[a-zA-Z]{1,8});|.", re.DOTALL)
_NAME = re.compile(r"</?\s*([a-zA-Z0-9-]*)")
_JOINER = "\u200d"
#: Better places to cut, best first.
_PLACES = ("\n", "。！？；!?;", "，、, \t　")
#: A better place is looked for in this last part of a message.
_LOOK_BACK = 0.3


def units(text: str) -> int:
    """The length of a plain text as Telegram counts it, in UTF-16 units."""
    return len(text) + sum(char > "\uffff" for char in text)


def plain(text: str) -> str:
    """The text without its tags, with references resolved."""
    return "".join(_shown(token) for token in _TOKEN.findall(text))


def split(text: str, limit: int = LIMIT) -> list[str]:
    """HTML in parts of at most ``limit`` (at least 100) UTF-16 units of shown text.

    Never cut inside a tag, a reference or an emoji; tags open at a cut are closed and opened again. Together the
    parts show the same text, but for parts of nothing but white space, which Telegram refuses and which are left out.
    """
    if 2 * len(text) <= limit or units(text) <= limit:
        return [text]
    parts = [part for part in _parts(text, limit) if plain(part).strip()]
    return parts or [text]


def _parts(text: str, limit: int) -> Iterator[str]:
    tokens = _TOKEN.findall(text)
    sizes = [units(_shown(token)) for token in tokens]
    opened: list[str] = []
    start = 0
    while start < len(tokens):
        end = _end_of_part(tokens, sizes, start, limit)
        prefix = "".join(opened)
        for token in tokens[start:end]:
            _follow(opened, token)
        suffix = "".join(f"</{_name(tag)}>" for tag in reversed(opened))
        yield prefix + "".join(tokens[start:end]) + suffix
        start = end


def _end_of_part(tokens: list[str], sizes: list[int], start: int, limit: int) -> int:
    size, end = 0, start
    while end < len(tokens) and size + sizes[end] <= limit:
        size += sizes[end]
        end += 1
    if end == len(tokens):
        return end
    lowest, room = end, limit * _LOOK_BACK
    while lowest > start + 1 and room > 0:
        lowest -= 1
        room -= sizes[lowest]
    for place in _PLACES:
        for cut in range(end, lowest, -1):
            if _shown(tokens[cut - 1]) in place and tokens[cut - 1][0] != "<" and _may_cut(tokens, cut):
                return cut
    for cut in range(end, lowest, -1):
        if _may_cut(tokens, cut):
            return cut
    return end


def _may_cut(tokens: list[str], cut: int) -> bool:
    """Whether what is shown before and after the cut are different signs for the reader."""
    before = next((shown for token in _backwards(tokens, cut) if (shown := _shown(token))), "")
    after = next((shown for token in islice(tokens, cut, None) if (shown := _shown(token))), "")
    if not before or not after:
        return True
    if _JOINER in (before[-1], after[0]) or unicodedata.category(after[0])[0] == "M":
        return False
    if 0x1F3FB <= ord(after[0]) <= 0x1F3FF or 0xE0020 <= ord(after[0]) <= 0xE007F:
        return False
    if not _is_flag_letter(after[0]):
        return True
    # Two such letters are one flag.
    letters = takewhile(_is_flag_letter, filter(None, map(_shown, _backwards(tokens, cut))))
    return sum(1 for _ in letters) % 2 == 0


def _backwards(tokens: list[str], cut: int) -> Iterator[str]:
    return (tokens[index] for index in range(cut - 1, -1, -1))


def _is_flag_letter(sign: str) -> bool:
    return 0x1F1E6 <= ord(sign[-1]) <= 0x1F1FF


def _follow(opened: list[str], token: str) -> None:
    if len(token) < 2 or token[0] != "<":
        return
    if not token.startswith("</"):
        opened.append(token)
    elif opened:
        opened.pop()


def _name(tag: str) -> str:
    found = _NAME.match(tag)
    return found[1] if found else ""


def _shown(token: str) -> str:
    if len(token) == 1:
        return token
    return "" if token[0] == "<" else html.unescape(token)
