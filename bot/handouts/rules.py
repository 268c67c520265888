"""Codes of hand-outs: whose it is can be read from a code, and that it is genuine."""

import hashlib
import hmac
import re

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


def _check(secret: str, member_id: int) -> str:
    digest = hmac.new(secret.encode(), str(member_id).encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8], 'big') % _DIGITS:04d}"
