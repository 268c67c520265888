"""Tables for people: .xlsx and .csv in which nothing that somebody wrote can act as a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

#: What spreadsheets take for the start of a formula, also in full width.
_FORMULA = re.compile(r"^[\s\ufeff]*[=+\-@\t\r＝＋－＠]|[\r\n][\s\ufeff]*[=+\-@＝＋－＠]")
#: Signs that cannot stand in the XML of a workbook.
_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LONGEST_CELL = 32_767

Value = str | int | float | datetime | None


def workbook(
    title: str, header: Sequence[str], rows: Iterable[Sequence[Value]], *, widths: Sequence[int] = ()
) -> bytes:
    """An .xlsx with one sheet: bold header that stays in view, text as text (numbers of phones and staff keep their
    digits), dates as dates. ``widths`` in characters."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\\/*?:\[\]]", " ", title)[:31] or "1")
    sheet.freeze_panes = "A2"
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width

    def cell(value: Value) -> Any:
        if not isinstance(value, str):
            return WriteOnlyCell(sheet, value)
        made = WriteOnlyCell(sheet, _IMPOSSIBLE.sub("", value)[:LONGEST_CELL])
        # openpyxl would make a formula of "=…"; the quote prefix keeps it text when somebody edits the cell.
        made.data_type = "s"
        made.number_format = "@"
        made.quotePrefix = bool(_FORMULA.search(value))
        made.alignment = Alignment(vertical="top", wrap_text="\n" in value)
        return made

    heads = [cell(name) for name in header]
    for head in heads:
        head.font = Font(bold=True)
    sheet.append(heads)
    for row in rows:
        sheet.append([cell(value) for value in row])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


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
