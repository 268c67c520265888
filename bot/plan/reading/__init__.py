"""Reading a plan document, as a story: open it, cut it into plans, put its lines together, draft its items.

`read_text` and `read_document` are pure: the same bytes give the same reading. Bytes from people go through `read_safely`,
which reads them in a child process with limits.
"""

# The patterns of the reading take a tenth of a second to compile. Everybody imports the shapes from here, at every
# start; the reading itself is imported when there is a plan to read.

from bot.files.safety import Reason, Unreadable

from .as_json import as_json
from .isolation import read_in_child, read_safely
from .shapes import (
    Document,
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

__all__ = [
    "Doubt",
    "DraftItem",
    "Freq",
    "Kind",
    "LineNote",
    "LineSense",
    "MonthDay",
    "PlanReading",
    "PlanText",
    "Reason",
    "Recurrence",
    "Unreadable",
    "as_json",
    "read_document",
    "read_in_child",
    "read_safely",
    "read_text",
]


def read_text(text: str, *, year: int | None = None, source: str = "") -> PlanReading:
    """Read a plan pasted as text. `year` overrides the year the plan names; lines are counted from 1."""
    from .opening import text_blocks
    from .story import read_blocks

    return read_blocks(Document(tuple(text_blocks(text))), year=year, source=source)


def read_document(data: bytes, filename: str, *, year: int | None = None) -> PlanReading:
    """Read a document in this process; its type is decided by content. Raises Unreadable with the reason."""
    from .opening import open_document
    from .story import read_blocks

    return read_blocks(open_document(data, filename), year=year, source=filename)
