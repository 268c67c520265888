"""From the bytes of a document to its paragraphs and tables."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

from bot.files.decoding import text_of
from bot.files.safety import Kind, Reason, Unreadable, check_parts, kind_of

from .shapes import Cell, Document, Paragraph, Table
from .tense import Tense, tense_of_heading
from .text_tables import tables_in

MAX_ROWS = 5000
MAX_COLUMNS = 60
MAX_PAGES = 300
LONGEST_LINE = 20_000  # characters; a plan that somebody pasted without any break is shorter
MOST_PARAGRAPHS = 20 * MAX_ROWS  # with those in the cells of tables


def open_document(data: bytes, filename: str) -> Document:
    """The document's blocks in reading order. Raises Unreadable; never trusts the file's name."""
    kind = kind_of(data, filename)
    openers = {Kind.DOCX: _docx, Kind.XLSX: _xlsx, Kind.PDF: _pdf, Kind.TEXT: _text}
    try:
        if kind in (Kind.DOCX, Kind.XLSX):
            check_parts(data)
        blocks = openers[kind](data)
    except Unreadable:
        raise
    except MemoryError as error:
        raise Unreadable(Reason.TOO_HEAVY) from error
    except Exception as error:  # a damaged file fails anywhere inside its library
        raise Unreadable(Reason.BROKEN) from error
    if not blocks:
        raise Unreadable(Reason.SCAN if kind is Kind.DOCX and b"word/media/" in data else Reason.EMPTY)
    return Document(tuple(_with_tables(blocks)))


def text_blocks(text: str) -> list[Paragraph | Table]:
    """The blocks of plain text; lines are numbered as they stand."""
    lines = re.split(r"\r\n|\r|\n|\u2028", text)
    if sum(bool(line.strip()) for line in lines) > MAX_ROWS:
        raise Unreadable(Reason.TOO_MANY_ROWS)
    if any(len(line) > LONGEST_LINE for line in lines):
        raise Unreadable(Reason.TOO_HEAVY)
    return list(tables_in([Paragraph(line, at) for at, line in enumerate(lines, 1)]))


def _with_tables(blocks: Sequence[Paragraph | Table]) -> Iterator[Paragraph | Table]:
    """Tables pasted as text are found in every format."""
    run: list[Paragraph] = []
    for block in blocks:
        if isinstance(block, Table):
            yield from tables_in(run)
            run = []
            yield block
        else:
            run.append(block)
    yield from tables_in(run)


def _text(data: bytes) -> list[Paragraph | Table]:
    text = text_of(data)
    if text is None:
        raise Unreadable(Reason.ENCODING)
    return text_blocks(text)


# --- Word -----------------------------------------------------------------------------------------------------

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_CHINESE = "零一二三四五六七八九十"


def _docx(data: bytes) -> list[Paragraph | Table]:
    _count_paragraphs(data)
    import docx

    word = docx.Document(io.BytesIO(data))
    levels = {
        style.style_id: int(found[1])
        for style in word.styles
        if (found := re.fullmatch(r"(?:[Hh]eading|标题) ?([1-6])", style.name or ""))
    }
    return _Body(levels, _number_formats(word)).blocks(word.element.body)


def _count_paragraphs(data: bytes) -> None:
    """Refuse huge documents before the library builds them."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        content = archive.read("word/document.xml")
    if sum(content.count(tag) for tag in (b"<w:p>", b"<w:p ", b"<w:p/>")) > MOST_PARAGRAPHS:
        raise Unreadable(Reason.TOO_MANY_ROWS)


def _number_formats(word: Any) -> dict[tuple[str, str], tuple[str, str]]:
    """(numId, level) → (format, text) of Word's automatic numbers."""
    try:
        root = word.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return {}
    abstract = {node.get(f"{_W}abstractNumId"): node for node in root.iter(f"{_W}abstractNum")}
    formats: dict[tuple[str, str], tuple[str, str]] = {}
    for num in root.iter(f"{_W}num"):
        target = num.find(f"{_W}abstractNumId")
        node = abstract.get(target.get(f"{_W}val")) if target is not None else None
        for level in node.iter(f"{_W}lvl") if node is not None else ():
            kind, text = level.find(f"{_W}numFmt"), level.find(f"{_W}lvlText")
            if kind is not None and text is not None:
                formats[num.get(f"{_W}numId"), level.get(f"{_W}ilvl")] = (
                    kind.get(f"{_W}val"),
                    text.get(f"{_W}val") or "",
                )
    return formats


class _Body:
    """Walks the body of a Word document and numbers its paragraphs and table rows."""

    def __init__(self, levels: dict[str, int], formats: dict[tuple[str, str], tuple[str, str]]) -> None:
        self.levels = levels
        self.formats = formats
        self.counters: dict[tuple[str, str], int] = {}
        self.line = 0

    def blocks(self, parent: Any) -> list[Paragraph | Table]:
        found: list[Paragraph | Table] = []
        for node in parent:
            if node.tag == f"{_W}p":
                found.extend(self._paragraph(node))
            elif node.tag == f"{_W}tbl":
                found.extend(self._table(node))
            elif node.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}smartTag", f"{_W}ins"):
                found.extend(self.blocks(node))
            if self.line > MAX_ROWS:
                raise Unreadable(Reason.TOO_MANY_ROWS)
        return found

    def _paragraph(self, node: Any) -> list[Paragraph | Table]:
        style = node.find(f"{_W}pPr/{_W}pStyle")
        level = self.levels.get(style.get(f"{_W}val"), 0) if style is not None else 0
        text = self._number(node) + _words(node)
        found: list[Paragraph | Table] = []
        for line in text.split("\n"):
            self.line += 1
            if len(line) > LONGEST_LINE:
                raise Unreadable(Reason.TOO_HEAVY)
            if line.strip():
                found.append(Paragraph(line, self.line, level))
        for box in node.iter(f"{_W}txbxContent"):
            if not any(above.tag == f"{_MC}Fallback" for above in box.iterancestors()):
                found.extend(self.blocks(box))
        return found

    def _number(self, node: Any) -> str:
        """The automatic number in front of a paragraph, spelled out."""
        num, level = node.find(f"{_W}pPr/{_W}numPr/{_W}numId"), node.find(f"{_W}pPr/{_W}numPr/{_W}ilvl")
        if num is None or not _words(node).strip():
            return ""
        key = (num.get(f"{_W}val"), level.get(f"{_W}val") if level is not None else "0")
        kind, text = self.formats.get(key, ("bullet", ""))
        if kind in ("bullet", "none"):
            return "- "
        self.counters[key] = count = self.counters.get(key, 0) + 1
        for other in [k for k in self.counters if k[0] == key[0] and k[1] > key[1]]:
            del self.counters[other]
        if "chinese" in kind or "ideograph" in kind.lower() or "japanese" in kind:
            spelled = (
                _CHINESE[count] if count <= 10 else f"十{_CHINESE[count - 10]}" if count < 20 else str(count)
            )
        else:
            spelled = chr(0x2460 + count - 1) if "Circle" in kind and count <= 20 else str(count)
        return re.sub(r"%\d", spelled, re.sub(r"(?:%\d\.)+(?=%\d)", "", text)) or f"{spelled}."

    def _table(self, node: Any) -> list[Paragraph | Table]:
        """The table, or what stands in its cells when it only frames other tables."""
        if next(node.iter(f"{_W}tc"), None) is not None and any(
            inner is not node for inner in node.iter(f"{_W}tbl")
        ):
            cells = [tc for tc in node.iter(f"{_W}tc") if next(tc.iterancestors(f"{_W}tbl")) is node]
            return [block for cell in cells for block in self.blocks(cell)]
        rows: list[tuple[Cell, ...]] = []
        above: list[Cell] = []
        for tr in node.iter(f"{_W}tr"):
            if next(tr.iterancestors(f"{_W}tbl")) is not node:
                continue
            self.line += 1
            row: list[Cell] = []
            for tc in tr.iter(f"{_W}tc"):
                if next(tc.iterancestors(f"{_W}tr")) is not tr:
                    continue
                cell = self._cell(tc, above[len(row)] if len(row) < len(above) else None)
                span = tc.find(f"{_W}tcPr/{_W}gridSpan")
                row.extend([cell] * min(int(span.get(f"{_W}val")) if span is not None else 1, MAX_COLUMNS))
            if len(row) > MAX_COLUMNS:
                raise Unreadable(Reason.TOO_MANY_COLUMNS)
            if len(rows) > MAX_ROWS:
                raise Unreadable(Reason.TOO_MANY_ROWS)
            if any(cell.text.strip() for cell in row):
                rows.append(tuple(row))
            above = row
        width = max((len(row) for row in rows), default=0)
        even = tuple(row + (Cell("", row[0].line),) * (width - len(row)) for row in rows)
        return [Table(even)] if even else []

    def _cell(self, tc: Any, above: Cell | None) -> Cell:
        merge = tc.find(f"{_W}tcPr/{_W}vMerge")
        if merge is not None and merge.get(f"{_W}val") != "restart" and above is not None:
            return Cell(above.text, self.line)
        texts = [self._number(p) + _words(p) for p in tc.iter(f"{_W}p")]
        return Cell("\n".join(text for text in texts if text.strip()), self.line)


def _words(paragraph: Any) -> str:
    """The visible text of a paragraph; deleted and moved revisions are left out, and so are its text boxes."""
    parts: list[str] = []
    aside = {
        inner
        for outer in paragraph.iter(f"{_W}txbxContent", f"{_W}moveFrom")
        for inner in outer.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr")
    }
    for node in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr"):
        if node in aside:
            continue
        if node.tag == f"{_W}t":
            parts.append(node.text or "")
        elif node.tag == f"{_W}tab" and node.getparent().tag == f"{_W}r":
            parts.append("\t")
        elif node.tag in (f"{_W}br", f"{_W}cr"):
            parts.append("\n")
    return "".join(parts)


# --- Excel ----------------------------------------------------------------------------------------------------


_PERIOD_SHEET = re.compile(r".{0,8}月份?.{0,6}|.{0,6}季度.{0,4}")


def _xlsx(data: bytes) -> list[Paragraph | Table]:
    from openpyxl import load_workbook

    _count_rows(data)
    book = load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
    blocks: list[Paragraph | Table] = []
    line = 0
    below = False
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        if sheet.max_row > MAX_ROWS:
            raise Unreadable(Reason.TOO_MANY_ROWS)
        if sheet.max_column > MAX_COLUMNS:
            raise Unreadable(Reason.TOO_MANY_COLUMNS)
        rows = [[_value(cell) for cell in row] for row in sheet.iter_rows()]
        for merged in sheet.merged_cells.ranges:
            first = rows[merged.min_row - 1][merged.min_col - 1]
            for r in range(merged.min_row - 1, min(merged.max_row, len(rows))):
                for c in range(merged.min_col - 1, min(merged.max_col, len(rows[r]))):
                    rows[r][c] = first
        named = tense_of_heading(sheet.title) is Tense.PAST or _PERIOD_SHEET.fullmatch(sheet.title)
        if len(book.worksheets) > 1 and any(any(row) for row in rows) and (named or below):
            blocks.append(Paragraph(sheet.title, line + 1, 2))
            below = True  # what such a heading says must not rule over the next sheet
        blocks.extend(_sheet(rows, line))
        line += len(rows)
    return blocks


def _count_rows(data: bytes) -> None:
    """Refuse huge sheets before the library builds them."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                content = archive.read(name)
                last = re.findall(rb"<row\b[^>]*?\br=\"(\d+)\"", content)
                if content.count(b"<row") > MAX_ROWS or (last and int(last[-1]) > MAX_ROWS * 4):
                    raise Unreadable(Reason.TOO_MANY_ROWS)


def _sheet(rows: list[list[str]], before: int) -> list[Paragraph | Table]:
    """A sheet's rows; lines that hold one text only are titles above the table or notes below it."""
    blocks: list[Paragraph | Table] = []
    table: list[tuple[Cell, ...]] = []
    for at, row in enumerate(rows, before + 1):
        texts = {text for text in row if text.strip()}
        if not texts:
            continue
        if len(texts) == 1 and not table:
            blocks.append(Paragraph(texts.pop(), at))
        else:
            table.append(tuple(Cell(text, at) for text in row))
    keep = [
        c
        for c in range(max((len(row) for row in table), default=0))
        if any(row[c].text.strip() for row in table)
    ]
    if keep:
        blocks.append(Table(tuple(tuple(row[c] for c in keep) for row in table)))
    return blocks


def _value(cell: Any) -> str:
    """A cell as a person sees it: Excel turns 3月 and 3月8日 into dates."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        shown = (cell.number_format or "").lower()
        if ("月" in shown and "d" not in shown and "日" not in shown) or re.fullmatch(
            r"(?:yy+[-/.])?m+(?:[-/.]yy+)?|mmm-yy", shown
        ):
            return f"{value.month}月"
        return (
            f"{value.year}年{value.month}月{value.day}日" if "y" in shown else f"{value.month}月{value.day}日"
        )
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


# --- PDF ------------------------------------------------------------------------------------------------------


def _pdf(data: bytes) -> list[Paragraph | Table]:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise Unreadable(Reason.PASSWORD)
    if len(reader.pages) > MAX_PAGES:
        raise Unreadable(Reason.TOO_MANY_ROWS)
    pages = [page.extract_text() or "" for page in reader.pages]
    text = "\n".join(pages)
    if len(re.findall(r"[\u4e00-\u9fff\w]", text)) < 8 * len(pages) or not re.search(r"\S", text):
        raise Unreadable(Reason.SCAN)
    return text_blocks(text)
