"""A draft item as a JSON-ready dict, with the keys `plan-read --json` prints."""

from typing import Any

from .shapes import DraftItem


def as_json(item: DraftItem, seed: str = "") -> dict[str, Any]:
    """Days as "MM-DD"; months as a list; `seed` is the name of the file read."""
    how = item.recurrence
    return {
        "seed": seed,
        "plan_title": item.plan_title,
        "line": item.line,
        "quote": item.quote,
        "title": item.title,
        "months": list(item.months),
        "start": str(item.start) if item.start else None,
        "end": str(item.end) if item.end else None,
        "recurrence": {"freq": how.freq.value, "times": how.times, "interval": how.interval, "at": how.at}
        if how
        else None,
        "kind": item.kind.value,
        "deadline": item.deadline,
        "sign_up_by": str(item.sign_up_by) if item.sign_up_by else None,
        "year_offset": item.year_offset,
        "audience": item.audience,
        "owner": item.owner,
        "doubts": [doubt.value for doubt in item.doubts],
    }
