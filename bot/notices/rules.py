"""When a notice goes out and how often people may be chased."""

from datetime import datetime, time, timedelta

CHASES_MOST = 3
CHASE_SPACING = timedelta(minutes=30)


def held_until(now: datetime, quiet_from: time, quiet_until: time) -> datetime | None:
    """The end of the quiet hours when ``now`` (local time) lies in them, else None. Equal ends: no quiet hours."""
    if quiet_from == quiet_until:
        return None
    clock = now.timetz().replace(tzinfo=None)
    over_midnight = quiet_from > quiet_until
    inside = (
        (clock >= quiet_from or clock < quiet_until) if over_midnight else quiet_from <= clock < quiet_until
    )
    if not inside:
        return None
    end = now.replace(hour=quiet_until.hour, minute=quiet_until.minute, second=0, microsecond=0)
    return end if end > now else end + timedelta(days=1)


def may_chase(chases: int, chased_at: datetime | None, sent_at: datetime, now: datetime) -> bool:
    """At most three times, at least half an hour after the notice and after the last time."""
    return chases < CHASES_MOST and now - (chased_at or sent_at) >= CHASE_SPACING
