"""`run.py plan-read FILE [--year Y] [--json]`: what the bot would draft from a document."""

import json
from collections.abc import Iterator
from pathlib import Path

from bot.files.safety import Unreadable
from bot.files.texts import no_such_file, refusal
from bot.refused import Refused

from . import texts
from .as_json import as_json as item_json
from .isolation import read_in_child


def run(path: Path, year: int | None = None, as_json: bool = False) -> Iterator[str]:
    """Lines to print: one JSON object an item, or a list for people with a note on every line left out.

    A document that cannot be read gives one sentence; with `as_json` Unreadable is raised instead.
    """
    try:
        content = path.read_bytes()
    except OSError:
        raise Refused("no_file", no_such_file(path)) from None
    try:
        reading = read_in_child(content, path.name, year=year)
    except Unreadable as refused:
        if as_json:
            raise
        yield refusal(refused.reason)
        return
    if as_json:
        for item in reading.items:
            yield json.dumps(item_json(item, path.name), ensure_ascii=False)
        return
    yield texts.found(reading)
    number = 0
    for plan in reading.plans:
        yield f"\n{plan.title or path.stem}　{texts.year(plan.year)}"
        for item in reading.items:
            if item.plan_title == plan.title:
                number += 1
                yield texts.item_line(item, number)
    yield ""
    for note in reading.lines:
        if not note.items:
            yield texts.line_note(note.line, note.text, note.sense)
