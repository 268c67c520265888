"""`run.py understand`: what the bot makes of a text, for people and for programs."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import date, datetime, time
from enum import Enum

from bot.language.found import Found
from bot.language.reading import Match, People, Reading, Slots, When
from bot.language.understanding import understand


def run(texts: Iterable[str], now: datetime, *, as_json: bool) -> Iterator[str]:
    """One line per text: a JSON object, or the same in words."""
    for text in texts:
        reading = understand(text, now)
        yield json.dumps(to_json(reading), ensure_ascii=False) if as_json else _in_words(reading)


def to_json(reading: Reading) -> dict[str, object]:
    """The reading as plain values: text, intent, confidence, slots, dates and, when there are more wishes, also."""
    out: dict[str, object] = {
        "text": reading.text,
        "intent": reading.intent.value,
        "confidence": reading.confidence,
        "slots": _slots(reading.slots),
        "dates": [_date(found) for found in reading.dates],
    }
    if reading.also:
        out["also"] = [
            {"intent": r.intent.value, "confidence": r.confidence, "slots": _slots(r.slots)}
            for r in reading.also
        ]
    return out


def _slots(filled: Slots) -> dict[str, object]:
    """Only what was said."""
    out: dict[str, object] = {}
    for name in (field.name for field in fields(filled)):
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
        return {f.name: _plain(v) for f in fields(value) if (v := getattr(value, f.name)) is not None}
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


def _in_words(reading: Reading) -> str:
    parts = [f"{reading.intent.value} {reading.confidence:.2f}"]
    parts += [f"{name}={value}" for name, value in _slots(reading.slots).items()]
    parts += [found.reading for found in reading.dates]
    parts += [f"+ {further.intent.value}" for further in reading.also]
    return f"{reading.text}\t{'  '.join(parts)}"
