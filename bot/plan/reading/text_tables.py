"""Tables that lost their lines: markdown, tabs, columns of spaces, commas, and one cell on each line."""

import re
from collections.abc import Sequence

from .columns import Column, column_of, is_header
from .laying import one_row, rows_of
from .shapes import Cell, Paragraph, Table
from .table_items import is_time
from .units import tidy
from .wording import names_people
from .writing import fold, heading_level, marker_of

_BOX = str.maketrans({"│": "|", "┃": "|", "║": "|", "┆": "|", "｜": "|"})
_RULE = re.compile(r"[\s|+:\-=─━┼├┤┬┴┌┐└┘╔╗╚╝═]+")
_SPACED_WORD = re.compile(r"(?<!\S)(?:[\u4e00-\u9fff]\s{1,3}){2,7}[\u4e00-\u9fff](?!\S)")  # 主 要 工 作
_WIDE = re.compile(r"\t+|[ \u3000]{2,}|\u3000")


def tables_in(lines: Sequence[Paragraph]) -> list[Paragraph | Table]:
    """The same lines with every table among them recognised."""
    blocks: list[Paragraph | Table] = []
    at = 0
    while at < len(lines):
        for find in (_piped, _spaced, _flattened):
            found = find(lines, at)
            if found is not None:
                table, at = found
                blocks.append(table)
                break
        else:
            blocks.append(lines[at])
            at += 1
    return blocks


_AFTER_TABLE = re.compile(r"\s*(?:备注|注|说明|附注|填表|制表)\s*:")
_Found = tuple[Table, int] | None


def _piped(lines: Sequence[Paragraph], at: int) -> _Found:
    rows: list[tuple[Cell, ...]] = []
    end = at
    while end < len(lines):
        text = lines[end].text.translate(_BOX).strip()
        if not text and rows and end + 1 < len(lines) and lines[end + 1].text.translate(_BOX).count("|") >= 2:
            end += 1
            continue
        if (
            text.count("|") < 2
            and not (text.count("|") == 1 and rows)
            and not (rows and _RULE.fullmatch(text) and text)
        ):
            break
        if not _RULE.fullmatch(text):
            cells = text.strip("|").split("|")
            rows.append(
                tuple(Cell(re.sub(r"<br\s*/?>", "\n", tidy(cell)), lines[end].line) for cell in cells)
            )
        end += 1
    return (Table(_even(rows)), end) if len(rows) >= 2 else None


def _spaced(lines: Sequence[Paragraph], at: int) -> _Found:
    """Columns held apart by tabs or runs of spaces, by single spaces under a line of known headings, or by commas."""
    head = _SPACED_WORD.sub(lambda word: re.sub(r"\s", "", word[0]), lines[at].text.strip())
    for split in (_WIDE, re.compile(r"\s+"), re.compile(r"\s*[,，]\s*")):
        cells = [cell for cell in split.split(head) if cell.strip()]
        if len(cells) >= 2 and (
            is_header(cells)
            and (
                split is _WIDE
                or len([c for c in cells if column_of(c)]) == len(cells)
                or _comma_rows(lines, at)
            )
        ):
            return _under_header(lines, at, cells, split)
    if "\t" in head:
        rows, end = [], at
        while end < len(lines) and "\t" in lines[end].text:
            rows.append(tuple(Cell(tidy(cell), lines[end].line) for cell in lines[end].text.split("\t")))
            end += 1
        if len(rows) >= 2 and max(len(row) for row in rows) >= 2:
            return Table(_even(rows)), end
    return None


def _comma_rows(lines: Sequence[Paragraph], at: int) -> bool:
    """The line and the two below it have equally many commas, as the lines of a .csv have."""
    counts = [len(re.findall(r"[,，]", line.text)) for line in lines[at : at + 3]]
    return len(counts) == 3 and counts[0] >= 3 and len(set(counts)) == 1


def _under_header(lines: Sequence[Paragraph], at: int, head: list[str], split: re.Pattern[str]) -> _Found:
    roles = [column_of(cell) for cell in head]
    rows = [tuple(Cell(cell, lines[at].line) for cell in head)]
    end = at + 1
    blanks = 0
    while end < len(lines):
        raw = lines[end].text
        text = tidy(raw) if "\t" not in raw else raw.strip("\r\n")
        if not text.strip():
            blanks += 1
            end += 1
            if blanks > 2:
                break
            continue
        if (
            heading_level(fold(text))[0]
            or _AFTER_TABLE.match(fold(text))
            or marker_of(fold(text)).style in ("section", "part")
        ):
            break
        exact = [tidy(cell) for cell in raw.split("\t")] if "\t" in raw else None
        cells = (
            exact
            if exact and len(exact) == len(head)
            else [tidy(cell) for cell in split.split(raw.strip()) if cell.strip()]
        )
        if len(rows) > 1 and _unfinished(rows[-1], roles) and _rest_of_row(cells, rows[-1], roles):
            rows[-1] = _appended(rows[-1], roles, *cells)
        elif (
            len(cells) == 1
            and not is_time(cells[0], "")
            and len(rows) > 1
            and not (len(cells[0]) > 60 or re.search(r"[。]$", cells[0]))
        ):
            rows[-1] = _appended(rows[-1], roles, cells[0])
        elif len(cells) == 1 and len(cells[0]) > 40:
            break
        else:
            loose = [Cell(cell, lines[end].line) for cell in cells]
            rows.append(tuple(loose) if len(cells) == len(roles) else one_row(loose, roles))
        blanks = 0
        end += 1
    return (Table(_even(rows)), end) if len(rows) >= 2 else None


def _content_at(roles: Sequence[Column | None]) -> int:
    return next(
        (i for i, role in enumerate(roles) if role in (Column.CONTENT, Column.NAME)), min(1, len(roles) - 1)
    )


def _appended(
    row: tuple[Cell, ...], roles: Sequence[Column | None], text: str, owner: str = ""
) -> tuple[Cell, ...]:
    at = min(_content_at(roles), len(row) - 1)
    joint = "\n" if marker_of(fold(text)).style else ""
    longer = (*row[:at], Cell(row[at].text + joint + text, row[at].line), *row[at + 1 :])
    if not owner:
        return longer
    by = roles.index(Column.OWNER)
    return (*longer[:by], Cell(owner, row[at].line), *longer[by + 1 :])


def _unfinished(row: tuple[Cell, ...], roles: Sequence[Column | None]) -> bool:
    """What the row tells breaks off, as where a scan broke the lines of a cell."""
    told = fold(row[min(_content_at(roles), len(row) - 1)].text).rstrip()
    return len(told) >= 8 and (told.count("(") > told.count(")") or not re.search(r"[。;!)]$", told))


def _rest_of_row(cells: Sequence[str], row: tuple[Cell, ...], roles: Sequence[Column | None]) -> bool:
    """The cells of the next line go on with the row: the end of its sentence, and perhaps who is responsible."""
    first = fold(cells[0])
    told = fold(row[min(_content_at(roles), len(row) - 1)].text)
    open_pair = told.count("(") > told.count(")")
    if marker_of(first).style or not (open_pair or re.search(r"[。;!)]$", first)):
        return False
    if re.match(r"\d{1,2}月|[一二三四五六七八九十]{1,2}月", first):
        return False
    if len(cells) == 1:
        return True
    by = roles.index(Column.OWNER) if Column.OWNER in roles else None
    return len(cells) == 2 and by is not None and not row[by].text and names_people(fold(cells[1]))


def _flattened(lines: Sequence[Paragraph], at: int) -> _Found:
    """A table copied with one cell on each line: its headings stand below each other."""
    if (matrix := _flat_matrix(lines, at)) is not None:
        return matrix
    head: list[Paragraph] = []
    end = at
    while end < len(lines) and len(head) < 8:
        text = lines[end].text.strip()
        if text:
            if column_of(text) is None or text in [line.text.strip() for line in head]:
                break
            head.append(lines[end])
        elif not head:
            return None
        end += 1
    if len(head) < 2 or not is_header([line.text for line in head]):
        return None
    roles = [column_of(line.text) for line in head]
    body, end = _flat_body(lines, end)
    if not body:
        return None
    rows = rows_of(body, roles)
    header = tuple(Cell(line.text.strip(), line.line) for line in head)
    return Table(_even([header, *rows])), end


def _flat_matrix(lines: Sequence[Paragraph], at: int) -> _Found:
    """Acts against months or quarters with one cell on each line. A cell left empty must still have its line."""
    if column_of(lines[at].text) is None:
        return None
    head = [lines[at]]
    for line in lines[at + 1 :]:
        if not line.text.strip() and len(head) == 1:
            continue
        if not is_time(line.text, ""):
            break
        head.append(line)
    if len(head) < 4:
        return None
    body, end = _flat_body(lines, lines.index(head[-1]) + 1)
    rows = [body[i : i + len(head)] for i in range(0, len(body), len(head))]
    if not rows or len(rows[-1]) < len(head):
        return None
    header = tuple(Cell(line.text.strip(), line.line) for line in head)
    return Table((header, *(tuple(row) for row in rows))), end


def _flat_body(lines: Sequence[Paragraph], at: int) -> tuple[list[Cell], int]:
    body: list[Cell] = []
    end = at
    while end < len(lines):
        text = tidy(lines[end].text)
        plain = fold(text)
        if text and (
            heading_level(plain)[0]
            or len(text) > 90
            or _AFTER_TABLE.match(plain)
            or (marker_of(plain).style in ("section", "part") and not is_time(text, ""))
        ):
            break
        if text:
            body.append(Cell(text, lines[end].line))
        end += 1
    return body, end


def _even(rows: Sequence[tuple[Cell, ...]]) -> tuple[tuple[Cell, ...], ...]:
    width = max(len(row) for row in rows)
    return tuple(row + (Cell("", row[0].line),) * (width - len(row)) for row in rows)
