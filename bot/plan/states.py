"""The states of documents, items and their times."""

from enum import StrEnum


class DocumentState(StrEnum):
    """draft → confirmed → undone; a draft can be given up too."""

    DRAFT = "draft"
    CONFIRMED = "confirmed"
    UNDONE = "undone"


class ItemState(StrEnum):
    """draft → confirmed | not_an_item | merged (into an item that stood already); withdrawn with its document."""

    DRAFT = "draft"
    CONFIRMED = "confirmed"
    NOT_AN_ITEM = "not_an_item"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"


class TaskState(StrEnum):
    """open → done | dropped; what was done can be opened again."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class OccurrenceState(StrEnum):
    """planned → done | postponed (no new date yet) | cancelled; all of them can be planned again."""

    PLANNED = "planned"
    DONE = "done"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
