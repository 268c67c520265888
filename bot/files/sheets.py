"""Tables for people: .xlsx and .csv in which nothing that somebody wrote can act as a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

#: What spreadsheets take for the start of a formula, also in full width.
_FORMULA = re.compile(r"^[\s\ufeff]*[=+\-@\t\r＝＋－＠]|[\r\n][\s\ufeff]*[=+\-@＝＋－＠]")
#: Signs that cannot stand in the XML of a workbook.
_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LONGEST_CELL = 32_767
_A4 = 9

Value = str | int | float | datetime | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook: its name, the header, rows, and the widths of the columns in characters."""

    title: str
    header: Sequence[str]
    rows: Iterable[Sequence[Value]]
    widths: Sequence[int] = ()


def workbook(
    title: str, header: Sequence[str], rows: Iterable[Sequence[Value]], *, widths: Sequence[int] = ()
) -> bytes:
    """An .xlsx with one sheet, as ``book`` makes it."""
    return book([Sheet(title, header, rows, widths)])


def book(sheets: Iterable[Sheet]) -> bytes:
    """An .xlsx: bold header that stays in view, text as text (numbers of phones and staff keep their digits), dates as
    dates. It prints on A4 across, as wide as the paper, with the header on every page."""
    from openpyxl import Workbook

    made = Workbook(write_only=True)
    for one in sheets:
        _write(made, one)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def _write(made: Any, one: Sheet) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet = made.create_sheet(re.sub(r"[\\/*?:\[\]]", " ", one.title)[:31] or "1")
    # The head of the file is written with the first row: this comes before, the rest after.
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.freeze_panes = "A2"
    for column, width in enumerate(one.widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    cells = _Cells(sheet)
    heads = cells.row(one.header)
    for head in heads:
        head.font = Font(bold=True)
    sheet.append(heads)
    cells = _Cells(sheet)
    number = 1
    for number, row in enumerate(one.rows, start=2):  # noqa: B007 - the last number is the length
        sheet.append(cells.row(row))
    sheet.print_title_rows = "1:1"
    sheet.print_area = f"A1:{get_column_letter(len(one.header))}{number}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToHeight = 0


class _Cells:
    """The cells of one row after another: a row is written when it is appended, so the same cells serve for all, and a
    style is worked out once."""

    def __init__(self, sheet: Any) -> None:
        from openpyxl.cell import WriteOnlyCell

        self._make = WriteOnlyCell
        self._sheet = sheet
        self._made: dict[tuple[int, bool, bool], Any] = {}

    def row(self, values: Sequence[Value]) -> list[Any]:
        return [self._cell(column, value) for column, value in enumerate(values)]

    def _cell(self, column: int, value: Value) -> Any:
        if not isinstance(value, str) or not value:
            # Numbers need no style, dates change the one of their cell by themselves; an empty text is no cell.
            return None if value == "" else value
        quoted, wraps = bool(_FORMULA.search(value)), "\n" in value
        key = (column, quoted, wraps)
        cell = self._made.get(key)
        if cell is None:
            from openpyxl.styles import Alignment

            cell = self._made[key] = self._make(self._sheet)
            cell.number_format = "@"
            cell.quotePrefix = quoted
            cell.alignment = Alignment(vertical="top", wrap_text=wraps)
        cell.value = _IMPOSSIBLE.sub("", value)[:LONGEST_CELL]
        # openpyxl would make a formula of "=…"; the quote prefix keeps it text when somebody edits the cell.
        cell.data_type = "s"
        return cell


def separated(header: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """A .csv that Excel and WPS open as UTF-8; text that could be taken for a formula gets an apostrophe in front."""
    content = io.StringIO(newline="")
    writer = csv.writer(content)
    writer.writerow(header)
    for row in rows:
        writer.writerow([_harmless(value) if isinstance(value, str) else value for value in row])
    return b"\xef\xbb\xbf" + content.getvalue().encode("utf-8", "replace")


def _harmless(value: str) -> str:
    kept = _IMPOSSIBLE.sub("", value)
    return f"'{kept}" if _FORMULA.search(kept) else kept
