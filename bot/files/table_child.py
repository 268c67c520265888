"""The child process that reads tables: ``python -m bot.files.table_child``."""

import csv
import io
import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any

from bot.files.child import serve
from bot.files.safety import Kind, Reason, Unreadable, check_parts, kind_of
from bot.files.tables import MOST_COLUMNS, MOST_ROWS, Cell, CellKind, Row, Sheet, to_json

MOST_SHEETS = 20
MOST_CELLS = 400_000
#: With the empty ones between: a cell far below makes the reader walk there row by row.
LAST_ROW = 20_000
LONGEST_CELL = 2_000
_ZEROS = re.compile(r"0{2,20}")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def read(data: bytes) -> list[Any]:
    """The sheets of the file as JSON values. Raises Unreadable."""
    match kind_of(data):
        case Kind.XLSX:
            check_parts(data)
            return to_json(list(_workbook(data)))
        case Kind.TEXT:
            return to_json([_separated(data)])
        case Kind.DOCX | Kind.PDF:
            raise Unreadable(Reason.NO_TABLE)


# -- workbooks ----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Layout:
    """What openpyxl leaves out when it reads row by row: merged ranges and hidden rows. ``last_row``: with anything in it."""

    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    last_row: int = 0


def _workbook(data: bytes) -> Iterator[Sheet]:
    layouts = _layouts(data)
    # Loading it takes a while, and most refusals come before.
    from openpyxl import load_workbook
    from openpyxl.utils.datetime import MAC_EPOCH

    with warnings.catch_warnings():
        # Data validation, colours and the like, which nobody needs here.
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        from_1904 = book.epoch == MAC_EPOCH
        total = 0
        for sheet in book.worksheets[:MOST_SHEETS]:
            if sheet.sheet_state != "visible" or sheet.title not in layouts:
                continue
            # The dimension in the file is often wrong, and then cells would be missing.
            sheet.reset_dimensions()
            layout = layouts[sheet.title]
            rows = _filled(_rows(sheet, layout.last_row), layout)
            total += len(rows)
            if total > MOST_ROWS:
                raise Unreadable(Reason.TOO_MANY_ROWS)
            yield Sheet(sheet.title, tuple(rows), from_1904)


def _rows(sheet: Any, last: int) -> Iterator[Row]:
    if last > LAST_ROW:
        raise Unreadable(Reason.TOO_MANY_ROWS)
    for number, cells in enumerate(sheet.iter_rows(max_row=last, max_col=MOST_COLUMNS + 1), start=1):
        read = tuple(_cell(cell) for cell in cells)
        while read and not read[-1].text:
            read = read[:-1]
        if len(read) > MOST_COLUMNS:
            raise Unreadable(Reason.TOO_MANY_COLUMNS)
        if read:
            yield Row(number, read)


def _cell(cell: Any) -> Cell:
    value = cell.value
    if value is None:
        return Cell()
    match cell.data_type:
        case "b":
            return Cell(CellKind.BOOL, "1" if value else "0")
        case "e":
            return Cell(CellKind.ERROR, str(value)[:LONGEST_CELL])
    if isinstance(value, datetime):
        whole = value.time() == time()
        return Cell(CellKind.DATE, value.date().isoformat() if whole else value.isoformat())
    if isinstance(value, date):
        return Cell(CellKind.DATE, value.isoformat())
    if isinstance(value, int | float):
        return Cell(CellKind.NUMBER, _plain(value, cell.number_format or ""))
    text = str(value)[:LONGEST_CELL].strip()
    return Cell(CellKind.TEXT, text) if text else Cell()


def _plain(value: float, shown_as: str) -> str:
    """A number in plain digits, with the leading zeros its format shows."""
    whole = int(value) if float(value).is_integer() else None
    if whole is None:
        return repr(value)
    return str(whole).zfill(len(shown_as)) if _ZEROS.fullmatch(shown_as) else str(whole)


def _filled(rows: Iterator[Row], layout: _Layout) -> list[Row]:
    """The rows with merged values in every place; a row of nothing but such values is no row of its own."""
    found = {}
    for row in rows:
        found[row.number] = row
        if len(found) > MOST_ROWS:
            raise Unreadable(Reason.TOO_MANY_ROWS)
    budget = MOST_CELLS
    for top, left, bottom, right in layout.merged:
        anchor = found.get(top)
        if anchor is None or left > len(anchor.cells):
            continue
        value = anchor.cells[left - 1]
        for number in range(top, min(bottom, max(found)) + 1):
            inside = found.get(number)
            budget -= 1 + (right - left)
            if budget < 0:
                raise Unreadable(Reason.TOO_HEAVY)
            if inside is not None:
                found[number] = replace(
                    inside, cells=_with(inside.cells, left, min(right, MOST_COLUMNS), value)
                )
    return [
        replace(row, hidden=True) if row.number in layout.hidden_rows else row
        for row in found.values()
        if row.cells
    ]


def _with(cells: tuple[Cell, ...], left: int, right: int, value: Cell) -> tuple[Cell, ...]:
    wide = list(cells) + [Cell()] * (right - len(cells))
    for column in range(left - 1, right):
        if not wide[column].text:
            wide[column] = value
    return tuple(wide)


def _layouts(data: bytes) -> dict[str, _Layout]:
    from defusedxml.ElementTree import fromstring, iterparse

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        relations = {
            relation.get("Id"): relation.get("Target", "")
            for relation in fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        }
        found: dict[str, _Layout] = {}
        for sheet in fromstring(archive.read("xl/workbook.xml")).iter(f"{_MAIN}sheet"):
            target = relations.get(sheet.get(_RELATION), "")
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if not path.startswith("xl/worksheets/"):
                continue
            part = archive.read(path)
            kinds = Counter(re.findall(rb"<(?:\w+:)?(c|row|mergeCell)[ >/]", part))
            if max(kinds.values(), default=0) > MOST_CELLS or kinds[b"mergeCell"] > MOST_CELLS // 10:
                raise Unreadable(Reason.TOO_HEAVY)
            found[sheet.get("name", "")] = _layout(iterparse(io.BytesIO(part)))
    return found


def _layout(elements: Iterator[tuple[str, Any]]) -> _Layout:
    from openpyxl.utils import range_boundaries

    layout = _Layout()
    number = 0
    for _, element in elements:
        match element.tag.removeprefix(_MAIN):
            case "mergeCell":
                left, top, right, bottom = range_boundaries(element.get("ref"))
                # Whole rows or columns have no bounds; nobody merges those.
                if left and top and right and bottom:
                    layout.merged.append((top, left, bottom, right))
            case "row":
                number = int(element.get("r") or number + 1)
                if any(len(cell) for cell in element):
                    layout.last_row = max(layout.last_row, number)
                if element.get("hidden") in {"1", "true"}:
                    layout.hidden_rows.add(number)
                element.clear()
    return layout


# -- text files ---------------------------------------------------------------------------------------------


def _separated(data: bytes) -> Sheet:
    text = _decoded(data)
    first = text[:10_000]
    separator = max(",\t;，", key=first.count)
    if separator == "，":
        text, separator = text.replace("，", ","), ","
    rows = []
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        for number, values in enumerate(reader, start=1):
            cells = tuple(_written(value) for value in values)
            while cells and not cells[-1].text:
                cells = cells[:-1]
            if len(cells) > MOST_COLUMNS:
                raise Unreadable(Reason.TOO_MANY_COLUMNS)
            if cells:
                rows.append(Row(number, cells))
            if len(rows) > MOST_ROWS:
                raise Unreadable(Reason.TOO_MANY_ROWS)
    except csv.Error as error:
        raise Unreadable(Reason.BROKEN) from error
    return Sheet("", tuple(rows))


def _written(value: str) -> Cell:
    # How spreadsheets are made to keep digits as text: ="0123", '0123, or a tab in front.
    text = value.strip().removeprefix("'")
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1]
    text = text[:LONGEST_CELL].strip()
    return Cell(CellKind.TEXT, text) if text else Cell()


def _decoded(data: bytes) -> str:
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    # GB18030 reads nearly anything, so it comes last.
    encodings = ("utf-16",) if marked else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(ord(sign) < 32 and sign not in "\t\r\n\f\v" for sign in text):
            return text
    raise Unreadable(Reason.ENCODING)


if __name__ == "__main__":
    serve(read)
