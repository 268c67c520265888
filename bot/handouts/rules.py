"""Codes of hand-outs: whose it is can be read from a code, and that it is genuine. What one may choose between."""

import hashlib
import hmac
import re

#: So many pieces at most are for one person, and so many items to choose between.
MOST_EACH = 99
MOST_ITEMS = 12
LONGEST_ITEM = 12
_BETWEEN = re.compile(r"[、,，;；/\s]+")
_NUMBER = re.compile(r"[0-9]+")
_LONGEST_NUMBER = 8

_DIGITS = 10_000
_TYPED = re.compile(r"(\d{1,9})\s*[-—–－ 　]\s*(\d{4})")
_LINK = re.compile(r"take_(\d{1,9})_(\d{1,9})_(\d{4})")


def code_of(secret: str, member_id: int) -> str:
    """``12-4821``: the member's number and four digits that nobody can guess from another member's."""
    return f"{member_id}-{_check(secret, member_id)}"


def read_code(text: str) -> tuple[int, str] | None:
    """Member and check digits of a code as typed; None when it is none."""
    found = _TYPED.fullmatch(text.strip())
    return (int(found[1]), found[2]) if found else None


def fits(secret: str, member_id: int, check: str) -> bool:
    """Whether these are the member's digits."""
    return hmac.compare_digest(_check(secret, member_id), check)


def link_of(handout_id: int, code: str) -> str:
    """What a scanned code brings back behind /start."""
    return f"take_{handout_id}_{code.replace('-', '_')}"


def of_link(text: str) -> tuple[int, str] | None:
    """Hand-out and code of such a link; None for another one."""
    found = _LINK.fullmatch(text)
    return (int(found[1]), f"{found[2]}-{found[3]}") if found else None


def each_in(text: str) -> int | None:
    """How many pieces a person gets, as typed with or without words around it; None when it is no such number."""
    found = _NUMBER.findall(text.strip()[: _LONGEST_NUMBER + 1])
    number = int(found[0]) if len(found) == 1 and len(text.strip()) <= _LONGEST_NUMBER else 0
    return number if 1 <= number <= MOST_EACH else None


def items_in(text: str) -> tuple[str, ...] | None:
    """The items of a list as typed (S、M、L); None when there are too few, too many or too long ones."""
    items = tuple(dict.fromkeys(part for part in _BETWEEN.split(text.strip()) if part))
    fits_ = 2 <= len(items) <= MOST_ITEMS and all(len(item) <= LONGEST_ITEM for item in items)
    return items if fits_ else None


def _check(secret: str, member_id: int) -> str:
    digest = hmac.new(secret.encode(), str(member_id).encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8], 'big') % _DIGITS:04d}"
