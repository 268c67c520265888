"""Items out of tables."""

from .shapes import DraftItem, LineNote, Table
from .times import When
from .years import YearOrder


def items_of_table(table: Table, plan_title: str, scope: When | None, years: YearOrder) -> tuple[list[DraftItem], list[LineNote]]:
    return [], []
