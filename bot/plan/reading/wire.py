"""A reading as JSON and back, for the pipe between the child that parses and the bot."""

from dataclasses import asdict
from typing import Any

from bot.files.safety import Reason, Unreadable

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
    Recurrence,
)


def to_values(reading: PlanReading) -> dict[str, Any]:
    """The reading as JSON values."""
    return asdict(reading)


def from_values(told: dict[str, Any]) -> PlanReading:
    """The reading the child told. Raises Unreadable when it is none."""
    try:
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
            "sign_up_by": MonthDay(**told["sign_up_by"]) if told["sign_up_by"] else None,
            "kind": Kind(told["kind"]),
            "doubts": tuple(Doubt(doubt) for doubt in told["doubts"]),
        }
    )
