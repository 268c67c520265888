"""Reading what people write: the dates in it and what they want. Knows no database and no chat."""

from bot.language.plain import as_json
from bot.language.reading import (
    ACT_FROM,
    SHOWN_FOR,
    Context,
    Courtesy,
    Intent,
    KnownActivity,
    Match,
    PartOfDay,
    People,
    Reading,
    Shown,
    Slots,
    Status,
    Topic,
    When,
)
from bot.language.slots import FAMILY
from bot.language.titles import matching
from bot.language.understanding import prepare, understand

__all__ = [
    "ACT_FROM",
    "FAMILY",
    "SHOWN_FOR",
    "Context",
    "Courtesy",
    "Intent",
    "KnownActivity",
    "Match",
    "PartOfDay",
    "People",
    "Reading",
    "Shown",
    "Slots",
    "Status",
    "Topic",
    "When",
    "as_json",
    "matching",
    "prepare",
    "understand",
]
