"""An activity as a calendar file (RFC 5545) that phones take over; the same one again replaces the earlier."""

from datetime import UTC, datetime

from bot.activities.card import Card
from bot.activities.rules import USUAL_LENGTH
from bot.wording import local

_SIGNS = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
_LONGEST_LINE = 75


def calendar_file(card: Card, now: datetime) -> bytes:
    """One event: stable UID, a SEQUENCE that grows with every change, the zone spelled out."""
    start, end = card.own_slot or (card.starts_at, card.ends_at)
    end = end or start + USUAL_LENGTH
    zone = str(local(start).tzinfo)
    offset = f"{local(start):%z}"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//unionbot//activities//ZH",
        "METHOD:PUBLISH",
        "BEGIN:VTIMEZONE",
        f"TZID:{zone}",
        "BEGIN:STANDARD",
        "DTSTART:19700101T000000",
        f"TZOFFSETFROM:{offset}",
        f"TZOFFSETTO:{offset}",
        "END:STANDARD",
        "END:VTIMEZONE",
        "BEGIN:VEVENT",
        f"UID:activity-{card.activity_id}@unionbot",
        f"SEQUENCE:{card.changes}",
        f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;TZID={zone}:{local(start):%Y%m%dT%H%M%S}",
        f"DTEND;TZID={zone}:{local(end):%Y%m%dT%H%M%S}",
        f"SUMMARY:{card.title.translate(_SIGNS)}",
        f"LOCATION:{card.place.translate(_SIGNS)}",
        f"DESCRIPTION:{card.description.translate(_SIGNS)}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _folded(line: str) -> str:
    """Lines of at most 75 bytes, never cut inside a character."""
    parts, part, size = [], "", 0
    for sign in line:
        length = len(sign.encode())
        if size + length > _LONGEST_LINE:
            parts.append(part)
            part, size = " ", 1
        part, size = part + sign, size + length
    return "\r\n".join([*parts, part])
