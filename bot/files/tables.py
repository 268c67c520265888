"""Tables out of .xlsx and .csv files, as rows of plain cells.

Merged cells carry their value in every place, hidden rows are there and marked, dates come out of
either of Excel's day counts, and a number that lost digits says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.files.child import Leash, run_limited
from bot.files.safety import kind_of

MOST_ROWS = 5_000
MOST_COLUMNS = 60
#: From here on a spreadsheet's number does not hold all its digits any more (it keeps 15).
LOST_DIGITS = 10**15


class CellKind(StrEnum):
    """What a cell holds."""

    EMPTY = "empty"
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BOOL = "bool"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Cell:
    """``text``: what was written; a number in plain digits, a date as ISO (with the time if it has one)."""

    kind: CellKind = CellKind.EMPTY
    text: str = ""

    @property
    def lost_digits(self) -> bool:
        """Whether this is a number of 16 digits or more, whose last ones the spreadsheet has dropped."""
        if self.kind is not CellKind.NUMBER:
            return False
        return abs(float(self.text)) >= LOST_DIGITS


@dataclass(frozen=True, slots=True)
class Row:
    """``number`` as the spreadsheet shows it, from 1. ``hidden``: also by a filter."""

    number: int
    cells: tuple[Cell, ...]
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows with anything in them; hidden sheets are not read. ``from_1904``: numbers of days count from there."""

    name: str
    rows: tuple[Row, ...]
    from_1904: bool = False


def read_tables(data: bytes, leash: Leash | None = None, *, filename: str = "") -> tuple[Sheet, ...]:
    """The visible sheets of an .xlsx, or the one table of a text file (comma, semicolon or tab; UTF-8, UTF-16 or
    GB18030). Raises Unreadable, without a child process where the file shows it at first sight. Blocks: call it
    within ``bot.files.child.read_aside``."""
    kind_of(data, filename)
    return tuple(_sheet(sheet) for sheet in run_limited("bot.files.table_child", data, leash=leash))


def to_json(sheets: Sequence[Sheet]) -> list[Any]:
    """The sheets as JSON values, on their way out of the child process."""
    return [
        [
            sheet.name,
            sheet.from_1904,
            [
                [row.number, row.hidden, [[cell.kind, cell.text] if cell.text else 0 for cell in row.cells]]
                for row in sheet.rows
            ],
        ]
        for sheet in sheets
    ]


def _sheet(value: list[Any]) -> Sheet:
    name, from_1904, rows = value
    return Sheet(
        name,
        tuple(
            Row(number, tuple(Cell(CellKind(cell[0]), cell[1]) if cell else Cell() for cell in cells), hidden)
            for number, hidden, cells in rows
        ),
        from_1904,
    )
