"""A reading as JSON and back, for the pipe between the child that parses and the bot."""

import json
from dataclasses import asdict
from typing import Any

from .shapes import (
    Doubt,
    DraftItem,
    Freq,
    Kind,
    LineNote,
    LineSense,
    MonthDay,
    PlanReading,
    PlanText,
    Reason,
    Recurrence,
    Unreadable,
)


def reading_to_json(reading: PlanReading) -> str:
    return json.dumps({"reading": asdict(reading)}, ensure_ascii=False)


def refusal_to_json(reason: Reason) -> str:
    return json.dumps({"refused": reason.value})


def reading_from_json(text: str | bytes) -> PlanReading:
    """The reading the child wrote. Raises Unreadable when it refused, or wrote anything else."""
    try:
        answer = json.loads(text)
        if "refused" in answer:
            raise Unreadable(Reason(answer["refused"]))
        told = answer["reading"]
        return PlanReading(
            tuple(PlanText(**plan) for plan in told["plans"]),
            tuple(_item(item) for item in told["items"]),
            tuple(LineNote(**{**note, "sense": LineSense(note["sense"])}) for note in told["lines"]),
            told["source"],
        )
    except (ValueError, KeyError, TypeError) as error:
        raise Unreadable(Reason.BROKEN) from error


def _item(told: dict[str, Any]) -> DraftItem:
    how = told["recurrence"]
    return DraftItem(
        **{
            **told,
            "months": tuple(told["months"]),
            "start": MonthDay(**told["start"]) if told["start"] else None,
            "end": MonthDay(**told["end"]) if told["end"] else None,
            "recurrence": Recurrence(**{**how, "freq": Freq(how["freq"])}) if how else None,
            "kind": Kind(told["kind"]),
            "doubts": tuple(Doubt(doubt) for doubt in told["doubts"]),
        }
    )
