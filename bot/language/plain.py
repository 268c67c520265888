"""A reading as plain values, for JSON."""

from dataclasses import fields
from datetime import date, datetime, time
from enum import Enum

from bot.language.found import Found
from bot.language.reading import Match, People, Reading, Slots, When

_NAMES = {"from_on": "from", "until_on": "to"}


def as_json(reading: Reading) -> dict[str, object]:
    """The reading as plain values: text, intent, confidence, slots, dates and, when there are more wishes, also."""
    out: dict[str, object] = {
        "text": reading.text,
        "intent": reading.intent.value,
        "confidence": reading.confidence,
        "slots": slots_of(reading.slots),
        "dates": [_date(found) for found in reading.dates],
    }
    if reading.also:
        out["also"] = [
            {"intent": r.intent.value, "confidence": r.confidence, "slots": slots_of(r.slots)}
            for r in reading.also
        ]
    return out


def slots_of(filled: Slots) -> dict[str, object]:
    """The slots that hold something; what was written stands in the text itself."""
    out: dict[str, object] = {}
    for name in (field.name for field in fields(filled) if field.name != "written"):
        value = getattr(filled, name)
        if value is None or value == ():
            continue
        out[name] = _plain(value)
    return out


def _plain(value: object) -> object:
    if isinstance(value, Match):
        return {"id": value.id, "title": value.title, "score": value.score}
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | time):
        return _stamp(value)
    if isinstance(value, When | People):
        return {
            _NAMES.get(f.name, f.name): _plain(v)
            for f in fields(value)
            if (v := getattr(value, f.name)) is not None
        }
    return value


def _date(found: Found) -> dict[str, object]:
    return {
        "type": str(found.kind),
        "start": _stamp(found.start),
        "end": _stamp(found.end),
        "rrule": found.rrule,
        "text": found.text,
    }


def _stamp(value: date | datetime | time | None) -> str | None:
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(timespec="minutes")
    return value.isoformat(timespec="minutes") if isinstance(value, time) else value.isoformat()
