"""Loose cells laid under the headings of their table: of all ways to cut them into rows, the one that fits best."""

import re
from collections.abc import Sequence

from .columns import TIMES, UNITS, Column
from .shapes import Cell
from .table_items import is_time
from .wording import names_people
from .writing import fold

_INDEX = re.compile(r"\s*\d{1,3}\s*[.、]?\s*")
_VAGUE_TIME = re.compile(r"待定|另定|适时|长期|常年|全年|随时|机动|另行通知|不定期|日常|择期|同上|按.{2,6}")
_PLACE = re.compile(r".*(?:室|场|馆|楼|厅|广场|公园|中心|大厦|校区|食堂|线上|院|基地)")
# What it costs a row to leave a column empty, and a cell to stand in a column that is not its own.
_EMPTY = {
    Column.CONTENT: 6.0,
    Column.NAME: 4.0,
    Column.INDEX: 3.0,
    Column.OWNER: 2.0,
    Column.TIME: 1.5,
    Column.WEEK: 1.5,
    Column.DEADLINE: 1.5,
    Column.AUDIENCE: 1.5,
    Column.PLACE: 1.0,
    Column.CATEGORY: 0.7,
    Column.NOTE: 0.5,
}
_WRONG = 8.0
_SECOND_LINE = 2.5  # a cell of several lines


def rows_of(cells: Sequence[Cell], roles: Sequence[Column | None]) -> list[tuple[Cell, ...]]:
    """The rows these cells make, read left to right and top to bottom. Empty cells may be missing from `cells`.

    A column left out of a row gets an empty cell; several lines of one cell are joined by a line break.
    """
    return _laid(cells, roles, one_row=False)


def one_row(cells: Sequence[Cell], roles: Sequence[Column | None]) -> tuple[Cell, ...]:
    """The cells of a single row under their headings."""
    return _laid(cells, roles, one_row=True)[0]


def _laid(cells: Sequence[Cell], roles: Sequence[Column | None], *, one_row: bool) -> list[tuple[Cell, ...]]:
    width = len(roles)
    empty = [_EMPTY.get(role, 1.0) if role else 1.0 for role in roles]
    if Column.NAME in roles and Column.CONTENT in roles:
        empty[roles.index(Column.CONTENT)] = 2.0  # the name says what it is
    before = [sum(empty[:column]) for column in range(width + 1)]  # the cost of leaving out the first columns
    timed = any(role in TIMES for role in roles)
    costs: list[list[float]] = []
    steps: list[list[tuple[int, bool]]] = []  # the column of the cell before, and whether a row begins here
    for at, cell in enumerate(cells):
        fits = [_misfit(cell, role, timed=timed) for role in roles]
        if at == 0:
            costs.append([before[column] + fits[column] for column in range(width)])
            steps.append([(-1, True)] * width)
            continue
        last = costs[-1]
        closing = min(range(width), key=lambda c: last[c] + before[width] - before[c + 1])
        closed = last[closing] + before[width] - before[closing + 1]
        row, step = [], []
        for column in range(width):
            ways = [(last[column] + _SECOND_LINE + (column == 0) * _WRONG, (column, False))]
            ways += [
                (last[left] + before[column] - before[left + 1], (left, False)) for left in range(column)
            ]
            if not one_row:
                ways.append((closed + before[column], (closing, True)))
            cost, way = min(ways)
            row.append(cost + fits[column])
            step.append(way)
        costs.append(row)
        steps.append(step)
    return _collected(cells, costs, steps, before)


def _collected(
    cells: Sequence[Cell],
    costs: list[list[float]],
    steps: list[list[tuple[int, bool]]],
    before: list[float],
) -> list[tuple[Cell, ...]]:
    """The rows along the cheapest way."""
    width = len(before) - 1
    column = min(range(width), key=lambda c: costs[-1][c] + before[width] - before[c + 1])
    rows: list[dict[int, list[Cell]]] = [{}]
    for at in range(len(cells) - 1, -1, -1):
        rows[-1].setdefault(column, []).insert(0, cells[at])
        column, begins = steps[at][column]
        if begins and at:
            rows.append({})
    return [
        tuple(_joined(row[column]) if column in row else Cell("", _line(row)) for column in range(width))
        for row in reversed(rows)
    ]


def _joined(cells: list[Cell]) -> Cell:
    return Cell("\n".join(cell.text for cell in cells), cells[0].line)


def _line(row: dict[int, list[Cell]]) -> int:
    return row[min(row)][0].line


def _misfit(cell: Cell, role: Column | None, *, timed: bool) -> float:
    """How badly a cell fits a column, from 0 (made for it)."""
    plain = fold(cell.text).strip()
    if role is Column.INDEX:
        return 0.0 if _INDEX.fullmatch(plain) else _WRONG
    if role in TIMES:
        if is_time(plain, UNITS.get(role, "") if role else ""):
            return 0.0
        return 3.0 if _VAGUE_TIME.fullmatch(plain) else _WRONG
    if timed and is_time(plain, ""):
        return 0.0 if role is Column.CATEGORY else _WRONG
    people = names_people(plain.replace("\n", "、"))
    if role is Column.OWNER:
        return 0.0 if people else 2.0 + len(plain) / 5
    if role is Column.AUDIENCE:
        return 0.2 if people else 0.5 + len(plain) / 8
    if role is Column.PLACE:
        return 0.3 if _PLACE.match(plain) and len(plain) <= 12 else 1.0 + len(plain) / 8 + people
    if role is Column.CATEGORY:
        return 1.0 + len(plain) / 8 + people * 2
    if role in (Column.CONTENT, Column.NAME):
        return 4.0 if people else 0.0 if len(plain) > 3 else 0.8
    return 0.6 + len(plain) / 40  # notes hold anything
