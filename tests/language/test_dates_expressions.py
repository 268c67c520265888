"""Our own expressions with gold, on five reference days; see tests/language/data/dates.jsonl."""

import json
from datetime import datetime, time
from pathlib import Path
from typing import Any

import pytest

from bot.language import dates
from bot.language.found import Found, Value

ROWS = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "dates.jsonl").read_text("utf-8").splitlines()
]


def short(value: Value) -> str | None:
    if value is None:
        return None
    if isinstance(value, datetime | time):
        return value.isoformat(timespec="minutes")
    return value.isoformat()


def summary(found: Found, gold: dict[str, str | None]) -> dict[str, str | None]:
    """As much of what was found as the gold states."""
    read = {"kind": found.kind.value, "start": short(found.start), "end": short(found.end)}
    if "rrule" in gold:
        read["rrule"] = found.rrule
    if "daypart" in gold:
        read["daypart"] = found.daypart
    return read


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['now'][:10]} {row['text']}" for row in ROWS])
def test_expression_is_read_as_written_down(row: dict[str, Any]) -> None:
    found = dates.find(row["text"], datetime.fromisoformat(row["now"]))

    assert len(found) == len(row["found"]), [f.reading for f in found]
    assert [summary(f, gold) for f, gold in zip(found, row["found"], strict=True)] == row["found"]
    if row.get("certain") is False:
        assert not found[0].certain


def test_there_are_enough_expressions_on_five_days() -> None:
    assert len(ROWS) >= 300
    assert len({row["now"][:10] for row in ROWS}) >= 5
