"""How Chinese documents are written: character folding, list markers, numerals. Offsets are never changed by folding."""

import re
from dataclasses import dataclass

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_VARIANTS = (
    {"\u3000": " ", "\u00a0": " ", "\t": " "}
    | dict.fromkeys("‐‑‒–—―−─━﹣", "-")
    | dict.fromkeys("～∼〜˜", "~")
)
_FOLD = str.maketrans({**{chr(k): chr(v) for k, v in _FULL_WIDTH.items()}, **_VARIANTS, "﹑": "、", "→": ":", "﹒": ".", "“": '"', "”": '"',
                       "〝": '"', "〞": '"', "‘": "'", "’": "'", "「": '"', "」": '"', "【": "[", "】": "]", "〔": "(", "〕": ")"})  # fmt: skip

_DIGITS = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "两": 2,
    "元": 1,
    "正": 1,
    "○": 0,
    "冬": 11,
    "腊": 12,
}


_MEANT = str.maketrans("lIOo", "1100")
_MISREAD = re.compile(
    r"(?<![A-Za-z])[lI]{1,2}(?=[\dOo]?[月日])|^\s*[lI](?=[、.]\s*[\u4e00-\u9fff])|(?<=\d)[Oo](?=\d?[\d月日号年])"
)


def fold(text: str) -> str:
    """The same text, character for character, with half-width forms, one sort of dash, tilde, quote and bracket.

    Letters that a scan put for digits are digits again: l8日, 1O月.
    """
    plain = text.translate(_FOLD)
    return _MISREAD.sub(lambda found: found[0].translate(_MEANT), plain)


def number(text: str) -> int | None:
    """A small numeral in digits or Chinese (三, 十二, 二十一, 廿五, 初九, 元, 腊), or None."""
    text = text.strip().lstrip("初")
    if text.isascii() and text.isdigit():
        return int(text)
    text = text.replace("廿", "二十").replace("卅", "三十")
    if "十" in text:
        tens, _, ones = text.partition("十")
        if tens not in ("", *_DIGITS) or ones not in ("", *_DIGITS):
            return None
        return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)
    if text and all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text)) if len(text) > 1 else _DIGITS[text]
    return None


_CN = "[一二三四五六七八九十]"
# style, rank (outer lists have the lower one), pattern on folded text
_MARKERS = tuple(
    (style, rank, re.compile(pattern))
    for style, rank, pattern in (
        ("part", 0, rf"第(?P<n>{_CN}{{1,3}}|\d{{1,2}})(?:部分|章|篇)[、:. ]*"),
        ("titled", 1, r"(?=\[(?!.*(?:计划|安排|方案|要点|月|季度))[^\[\]\d]{2,10}\]:?\s*$)(?P<n>)"),
        ("section", 1, rf"(?P<n>{_CN}{{1,3}})(?:[、.](?![一二三四五六七八九十、]+月)|:(?=\S{{2,}}))"),
        ("bracketed", 2, rf"\((?P<n>{_CN}{{1,3}})\)[、.:]?"),
        ("first", 2, rf"第?(?P<n>{_CN})是(?=\S)"),
        ("number", 3, r"(?P<n>\d{1,2})(?:、(?!\d{1,2}月)|\.(?!\d)|\)(?!\d)|,(?=\D))"),
        ("decimal", 3, r"(?P<n>\d{1,2})\.[1-9](?:\.\d{1,2})?(?=\s+[^\d\s]|[\u4e00-\u9fff]{4})(?!\s*[日号])"),
        ("round", 4, r"\((?P<n>\d{1,2})\)[、.]?"),
        ("circled", 5, r"(?P<n>[①-⑳⑴-⒇])[、.]?"),
        ("letter", 5, r"(?P<n>[A-Za-z])[、.)](?=\s*[\u4e00-\u9fff])"),
        ("result", 5, r"(?:KR|O)\s?(?P<n>\d{1,2})(?:[:、.]\s*|\s+)"),
        ("keycap", 4, r"(?P<n>\d)\ufe0f?\u20e3\s*|\U0001f51f\s*"),
        ("dash", 6, r"(?P<n>[-*+▍▌▎•●○◆◇■□▪▲△★☆※►▶✓✔√➢❖·‧])\s*(?=[^\s\-*|])"),
        ("emoji", 6, r"(?P<n>[\u2600-\u27bf\U0001f300-\U0001faff]\ufe0f?)\s*"),
    )
)


@dataclass(frozen=True, slots=True)
class Marker:
    """The list marker a line begins with; an unmarked line has style "" and rank 9."""

    style: str = ""
    rank: int = 9
    number: int | None = None
    length: int = 0


NO_MARKER = Marker()
_HASHES = re.compile(r"(#{1,6})\s*")


def marker_of(plain: str) -> Marker:
    """The marker at the start of folded text; "- 2、" counts as 2、."""
    blank = len(plain) - len(plain.lstrip())
    rest = plain[blank:]
    for style, rank, pattern in _MARKERS:
        if found := pattern.match(rest):
            length = blank + found.end()
            if style in ("dash", "emoji"):
                inner = marker_of(plain[length:])
                if inner.style:
                    return Marker(inner.style, inner.rank, inner.number, length + inner.length)
            length += len(plain[length:]) - len(plain[length:].lstrip())
            return Marker(found["n"] if style == "dash" else style, rank, number(found["n"] or "10"), length)
    return Marker(length=blank)


def heading_level(plain: str) -> tuple[int, int]:
    """Level of a markdown heading (0: none) and the length of its hashes."""
    found = _HASHES.match(plain)
    return (len(found[1]), found.end()) if found else (0, 0)
