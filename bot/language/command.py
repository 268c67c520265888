"""`run.py understand`: what the bot makes of a text, for people and for programs."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from bot.language import plain
from bot.language.reading import Reading
from bot.language.understanding import understand


def run(texts: Iterable[str], now: datetime, as_json: bool) -> Iterator[str]:
    """One line per text: a JSON object, or the same in words."""
    for text in texts:
        reading = understand(text, now)
        yield json.dumps(plain.as_json(reading), ensure_ascii=False) if as_json else _in_words(reading)


def _in_words(reading: Reading) -> str:
    parts = [f"{reading.intent.value} {reading.confidence:.2f}"]
    parts += [f"{name}={value}" for name, value in plain.slots_of(reading.slots).items()]
    parts += [found.reading for found in reading.dates]
    parts += [f"+ {further.intent.value}" for further in reading.also]
    return f"{reading.text}\t{'  '.join(parts)}"
