"""Text from outside, made fit to be stored, shown and exported exactly."""

import unicodedata

_KEPT_CONTROLS = {"\n", "\t"}
#: Marks that reorder what is shown, so that a name could pretend to be another.
_BIDI = {*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A)), "\u200e", "\u200f", "\u061c"}
_ZERO_WIDTH = {"\u200b", "\u200c", "\u200d", "\u2060", "\ufeff"}
_MOST_ZERO_WIDTH = 2


def clean(text: str) -> str:
    """NFC; without control signs, lone surrogates, reordering marks and long runs of zero-width signs.

    Emoji (with their joiners) and line breaks stay; white space at both ends goes. ``clean`` of the result is
    the result.
    """
    kept: list[str] = []
    run = 0
    for sign in unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")):
        if sign in _BIDI or unicodedata.category(sign) == "Cs":
            continue
        if unicodedata.category(sign) == "Cc" and sign not in _KEPT_CONTROLS:
            continue
        run = run + 1 if sign in _ZERO_WIDTH else 0
        if run <= _MOST_ZERO_WIDTH:
            kept.append(sign)
    cleaned = unicodedata.normalize("NFC", "".join(kept)).strip()
    # What nobody can see is no text.
    return cleaned if any(sign not in _ZERO_WIDTH and not sign.isspace() for sign in cleaned) else ""


def one_line(text: str) -> str:
    """``clean`` on one line, runs of white space as one space: for names and titles."""
    return " ".join(clean(text).split())
