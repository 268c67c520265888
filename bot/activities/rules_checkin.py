"""Check-in: a code on the screen that changes, and the list of the leader."""

import hashlib
import hmac
import re
from datetime import datetime, timedelta

#: A code is shown for five minutes and taken for ten, so that nobody types in vain.
PERIOD = timedelta(minutes=5)
EARLIEST = timedelta(hours=2)
LATEST = timedelta(hours=2)
#: So long after the end somebody can still be noted as having been there.
ENTERED_WITHIN = timedelta(days=30)
_LINK = re.compile(r"in_([0-9]{1,9})_([0-9]{6})")


def code(secret: str, at: datetime, *, periods_ago: int = 0) -> str:
    """Six digits for the five minutes of ``at``."""
    number = int(at.timestamp() // PERIOD.total_seconds()) - periods_ago
    digest = hmac.new(secret.encode(), str(number).encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8], 'big') % 1_000_000:06d}"


def taken_until(at: datetime) -> datetime:
    """Until when the code of ``at`` is taken."""
    seconds = PERIOD.total_seconds()
    return at + timedelta(seconds=2 * seconds - at.timestamp() % seconds)


def fits(secret: str, typed: str, now: datetime) -> bool:
    """Whether the code is the present one or the one before."""
    return bool(secret) and any(
        hmac.compare_digest(code(secret, now, periods_ago=ago).encode(), typed.strip().encode())
        for ago in (0, 1)
    )


def opens_at(starts_at: datetime) -> datetime:
    """From when people check in."""
    return starts_at - EARLIEST


def closes_at(ends_at: datetime) -> datetime:
    """Until when people check in."""
    return ends_at + LATEST


def is_time(starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """From two hours before the start until two hours after the end."""
    return opens_at(starts_at) <= now <= closes_at(ends_at)


def may_enter(starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Whether a leader can note who is there: from two hours before the start until thirty days after the end."""
    return opens_at(starts_at) <= now <= ends_at + ENTERED_WITHIN


def is_late(ends_at: datetime, now: datetime) -> bool:
    """Whether noting somebody now is an addition afterwards, to be marked as such."""
    return now > closes_at(ends_at)


def link_text(activity_id: int, shown: str) -> str:
    """What stands behind ``?start=`` in the link of the QR code."""
    return f"in_{activity_id}_{shown}"


def of_link(text: str) -> tuple[int, str] | None:
    """Activity and code of such a link; None for another one."""
    found = _LINK.fullmatch(text)
    return (int(found[1]), found[2]) if found else None
