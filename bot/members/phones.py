"""Phone numbers in one form, so that a roster's and Telegram's can be compared."""

import re
import unicodedata

_MAINLAND = re.compile(r"1[3-9]\d{9}")
_ABROAD = re.compile(r"\+[1-9]\d{6,14}")


def normal(written: str) -> str | None:
    """``13800000001`` for a mainland mobile number however it is written, ``+85291234567`` for one from abroad
    with its country code; None when it is neither."""
    folded = unicodedata.normalize("NFKC", written)
    kept = "".join(sign for sign in folded if sign.isdigit() or sign == "+")
    if any(not (sign.isdigit() or sign.isspace() or sign in "+-()–—.") for sign in folded.strip()):
        return None
    bare = re.sub(r"^(\+86|0086|86(?=1[3-9]\d{9}$))", "", kept)
    if _MAINLAND.fullmatch(bare):
        return bare
    return kept if _ABROAD.fullmatch(kept) and not kept.startswith("+86") else None


def from_telegram(number: str) -> str | None:
    """The number of a shared contact: always with the country code, sometimes without the plus."""
    return normal(number if number.startswith("+") else f"+{number}")
