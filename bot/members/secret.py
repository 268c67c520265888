"""The key of this installation, under which invitation codes are stored as keyed hashes."""

import contextlib
import functools
import hashlib
import hmac
import os
import re
import secrets
import unicodedata
from pathlib import Path

#: 32 signs that nobody mixes up on paper or phone: no 0 and O, no 1 and I.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 10
KEY_FILE = "invite.key"
_KEY_BYTES = 32
_IN_SENTENCE = re.compile(rf"(?<![0-9A-Z])[{ALPHABET}]{{5}}[-–—_]?[{ALPHABET}]{{5}}(?![0-9A-Z])")


@functools.cache
def invite_key(data_dir: Path) -> bytes:
    """The key in ``data_dir``, made at first use, readable by its owner only.

    It is not in the database, so a stolen copy of the database holds no usable code. Without the file the open
    codes are void and new ones are handed out; nothing else depends on it. Raises ValueError when it is damaged.
    """
    path = data_dir / KEY_FILE
    data_dir.mkdir(parents=True, exist_ok=True)
    # Written in full under another name first: two processes agree on one key, and none sees half of it.
    draft = data_dir / f".{KEY_FILE}.{secrets.token_hex(8)}"
    if not path.exists():
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(secrets.token_bytes(_KEY_BYTES))
                file.flush()
                os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):
                os.link(draft, path)
        finally:
            draft.unlink()
    key = path.read_bytes()
    if len(key) != _KEY_BYTES:
        raise ValueError(f"{path} is not a key of {_KEY_BYTES} bytes; remove it, and hand out new codes")
    return key


def new_code() -> str:
    """A fresh code: 10 of 32 signs, 50 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def as_typed(text: str) -> str | None:
    """The code a person may have meant: any case, full-width, with spaces or hyphens; None when it is no code."""
    folded = unicodedata.normalize("NFKC", text[:64]).upper()
    code = "".join(sign for sign in folded if not sign.isspace() and sign not in "-–—_")
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None


def within(text: str) -> str | None:
    """The code in what a person wrote: alone (see ``as_typed``) or in a sentence, written in one piece or with a hyphen."""
    alone = as_typed(text)
    if alone is not None:
        return alone
    found = _IN_SENTENCE.search(unicodedata.normalize("NFKC", text[:300]).upper())
    return as_typed(found[0]) if found else None


def nearly(text: str) -> bool:
    """Whether somebody may have meant a code: letters and digits of about that length, with a digit or a hyphen."""
    folded = unicodedata.normalize("NFKC", text[:64]).upper()
    signs = "".join(sign for sign in folded if not sign.isspace() and sign not in "-–—_")
    marked = any(sign.isdigit() for sign in signs) or signs != "".join(folded.split())
    return (
        signs.isascii()
        and signs.isalnum()
        and not signs.isdigit()
        and abs(len(signs) - LENGTH) <= 2
        and marked
    )


def hash_of(code: str, key: bytes) -> str:
    """What is stored of a code."""
    return hmac.new(key, code.encode(), hashlib.sha256).hexdigest()
