"""Check-in by a code on the screen that changes."""

import hashlib
import hmac
from datetime import datetime, timedelta

#: A code is shown for five minutes and taken for ten, so that nobody types in vain.
PERIOD = timedelta(minutes=5)
EARLIEST = timedelta(hours=2)
LATEST = timedelta(hours=2)


def code(secret: str, at: datetime, *, periods_ago: int = 0) -> str:
    """Six digits for the five minutes of ``at``."""
    number = int(at.timestamp() // PERIOD.total_seconds()) - periods_ago
    digest = hmac.new(secret.encode(), str(number).encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8], 'big') % 1_000_000:06d}"


def fits(secret: str, typed: str, now: datetime) -> bool:
    """Whether the code is the present one or the one before."""
    return bool(secret) and any(
        hmac.compare_digest(code(secret, now, periods_ago=ago), typed.strip()) for ago in (0, 1)
    )


def is_time(starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """From two hours before the start until two hours after the end."""
    return starts_at - EARLIEST <= now <= ends_at + LATEST
