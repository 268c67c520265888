"""A roster file's rows: which column is what, and what each row says about one person. Knows no database."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from bot.files import texts as file_texts
from bot.files.child import Leash
from bot.files.safety import Unreadable
from bot.files.tables import Cell, CellKind, Row, Sheet, read_tables
from bot.members import phones
from bot.members.model import Sex
from bot.members.texts import roster as texts
from bot.members.texts import words
from bot.members.written import EPOCH, EPOCH_1904, person_name, serial_day, tidy, written_day, written_month
from bot.refused import Refused

GROUP_LIMIT = 40
EMPLOYEE_NO_LIMIT = 32
#: How far down a header may stand, below titles and remarks.
HEADER_WITHIN = 15
_EMPLOYEE_NO = re.compile(r"[0-9A-Za-z\u3400-\u9fff][0-9A-Za-z\u3400-\u9fff./_-]*")
_SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+?\d{1,3}")
_BRACKETS = re.compile(r"[(\[【].*?[)\]】]")


@dataclass(frozen=True, slots=True)
class RosterRow:
    """What one row says; None: it says nothing about that. ``group`` is a path as written, its parts joined by /.

    ``errors`` keep the row from being imported, ``notes`` do not.
    """

    number: int
    name: str = ""
    group: str = ""
    phone: str | None = None
    employee_no: str | None = None
    sex: str | None = None
    born_on: date | None = None
    hired_on: date | None = None
    retired: bool | None = None
    front_line: bool | None = None
    errors: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RosterFile:
    """The rows of a roster, in the order of the file, and the columns that were not taken over."""

    rows: tuple[RosterRow, ...]
    dropped: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()


def read_roster(data: bytes, leash: Leash | None = None, *, filename: str = "") -> RosterFile:
    """Read an .xlsx or .csv by its content. Raises Refused with what is wrong with the file.

    Takes up to 20 seconds in a child process: call it within ``read_aside``, never in a transaction.
    """
    try:
        return from_sheets(read_tables(data, leash, filename=filename))
    except Unreadable as bad:
        raise Refused(bad.reason.value, file_texts.refusal(bad.reason)) from bad


def from_sheets(sheets: Sequence[Sheet]) -> RosterFile:
    """The rows of every sheet that has a roster's header. Raises Refused when none has."""
    lacking: tuple[str, ...] = ()
    read: list[RosterFile] = []
    for sheet in sheets:
        header = _find_header(sheet)
        if header is None:
            continue
        if header.lacks:
            lacking = lacking or header.lacks
            continue
        read.append(_rows_below(sheet, header))
    if not read and lacking:
        raise Refused("header_lacks", texts.header_lacks(lacking))
    if not read:
        raise Refused("no_header", texts.no_header())
    rows = tuple(row for part in read for row in part.rows)
    if not rows:
        raise Refused("no_rows", texts.no_rows())
    return RosterFile(
        rows,
        tuple(dict.fromkeys(name for part in read for name in part.dropped)),
        tuple(dict.fromkeys(name for part in read for name in part.ignored)),
    )


# -- header -------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Header:
    number: int
    columns: dict[str, int] = field(default_factory=dict)
    union: int | None = None
    dropped: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)

    @property
    def lacks(self) -> tuple[str, ...]:
        return tuple(name for name in ("name", "group") if name not in self.columns)


def header_word(written: str) -> str:
    """A header as it is compared: without brackets, marks, spaces and line breaks, full-width folded."""
    folded = _BRACKETS.sub("", unicodedata.normalize("NFKC", written).lower())
    return "".join(sign for sign in folded if unicodedata.category(sign)[0] in "LN")


_FIELD_OF = {word: name for name, headers in words.HEADERS.items() for word in headers}


def _find_header(sheet: Sheet) -> _Header | None:
    """The row that names most columns, if it names at least two."""
    best: _Header | None = None
    for row in sheet.rows[:HEADER_WITHIN]:
        heads = [header_word(cell.text) for cell in row.cells]
        known = {_FIELD_OF[head] for head in heads if head in _FIELD_OF}
        if (
            len(known) >= min(2, len(heads))
            and "name" in known
            and (best is None or len(known) > len(best.columns))
        ):
            best = _header(row)
    return best


def _header(row: Row) -> _Header:
    header = _Header(row.number)
    groups: list[tuple[int, str]] = []
    seen: dict[str, str] = {}
    for column, cell in enumerate(row.cells):
        word = header_word(cell.text)
        name = _FIELD_OF.get(word)
        shown = " ".join(cell.text.split())[:20]
        if not word or word in words.MEANINGLESS:
            continue
        if name is None:
            sensitive = any(part in word for part in words.SENSITIVE)
            (header.dropped if sensitive else header.ignored).append(shown)
        elif name == "group":
            groups.append((column, word))
        elif name in header.columns and seen[name] != shown:
            raise Refused("header_twice", texts.header_twice(name, seen[name], shown))
        elif name not in header.columns:
            header.columns[name] = column
            seen[name] = shown
    _choose_group(header, groups)
    return header


def _choose_group(header: _Header, groups: list[tuple[int, str]]) -> None:
    """工会 | 小组 together make a path; 部门 | 工会小组 leaves the department aside."""
    if not groups:
        return
    unions = [column for column, word in groups if word in words.UNION_HEADERS]
    rest = [(column, word) for column, word in groups if word not in words.UNION_HEADERS]
    if not rest:
        header.columns["group"] = unions[-1]
        return
    header.columns["group"] = next(
        (column for first in words.GROUP_FIRST for column, word in rest if word == first), rest[0][0]
    )
    header.union = unions[0] if unions else None


# -- rows ---------------------------------------------------------------------------------------------------


def _rows_below(sheet: Sheet, header: _Header) -> RosterFile:
    rows = []
    for row in sheet.rows:
        if row.number <= header.number:
            continue
        cells = {name: _at(row, column) for name, column in header.columns.items()}
        first = next((cell.text for cell in row.cells if cell.text), "")
        nobody = not cells["name"].text and not any(
            cells[name].text for name in ("phone", "employee_no") if name in cells
        )
        again = header_word(cells["name"].text) in words.HEADERS["name"]
        if again or first.startswith(words.NOT_PEOPLE) or (nobody and not cells["group"].text):
            continue
        union = _at(row, header.union) if header.union is not None else Cell()
        rows.append(_Reader(row.number, cells, union, sheet.from_1904).read())
    return RosterFile(tuple(rows), tuple(header.dropped), tuple(header.ignored))


def _at(row: Row, column: int) -> Cell:
    return row.cells[column] if column < len(row.cells) else Cell()


class _Reader:
    """Reads one row, collecting what is wrong with it."""

    def __init__(self, number: int, cells: Mapping[str, Cell], union: Cell, from_1904: bool) -> None:
        self._number = number
        self._cells = cells
        self._union = union
        self._epoch = EPOCH_1904 if from_1904 else EPOCH
        self._errors: list[str] = []
        self._notes: list[str] = []

    def read(self) -> RosterRow:
        row = RosterRow(
            self._number,
            self._name(),
            self._group(),
            self._phone(),
            self._employee_no(),
            self._choice(
                "sex",
                dict.fromkeys(words.FEMALE, Sex.FEMALE.value) | dict.fromkeys(words.MALE, Sex.MALE.value),
            ),
            self._date("born_on"),
            self._date("hired_on"),
            self._truth("retired", words.RETIRED, words.SERVING),
            self._truth("front_line", words.FRONT_LINE, words.OTHER_LINE),
        )
        return replace(row, errors=tuple(self._errors), notes=tuple(self._notes))

    def _text(self, name: str) -> str:
        """The cell as text. A number that lost digits or an error value is an error of the row."""
        cell = self._cells.get(name, Cell())
        if cell.kind is CellKind.ERROR:
            self._errors.append(texts.formula_error(name, cell.text))
            return ""
        if cell.lost_digits:
            self._errors.append(texts.digits_lost(name))
            return ""
        text = tidy(cell.text)
        if name in {"phone", "employee_no"} and _SCIENTIFIC.fullmatch(text):
            self._errors.append(texts.scientific(name, text))
            return ""
        return text

    def _name(self) -> str:
        before = len(self._errors)
        text = self._text("name")
        if len(self._errors) > before:
            return ""
        name = person_name(text)
        if not text:
            self._errors.append(texts.name_missing())
        elif name is None:
            self._errors.append(texts.name_bad(text))
        return name or ""

    def _group(self) -> str:
        before = len(self._errors)
        parts = [part for part in (tidy(self._union.text), self._text("group")) if part]
        if len(self._errors) > before:
            return ""
        if not self._cells["group"].text:
            self._errors.append(texts.group_missing())
            return ""
        path = "/".join(parts)
        if any(len(part) > GROUP_LIMIT for part in path.split("/")):
            self._errors.append(texts.group_bad(path))
            return ""
        return path

    def _phone(self) -> str | None:
        text = self._text("phone")
        if not text:
            return None
        number = phones.normal(text)
        if number is None:
            self._errors.append(texts.phone_bad(text))
        return number

    def _employee_no(self) -> str | None:
        text = self._text("employee_no").replace(" ", "")
        if not text:
            return None
        if len(text) > EMPLOYEE_NO_LIMIT or not _EMPLOYEE_NO.fullmatch(text):
            self._errors.append(texts.employee_no_bad(text))
            return None
        return text

    # What follows is optional: what cannot be read is left out and said so.

    def _choice(self, name: str, meanings: Mapping[str, str]) -> str | None:
        text = self._optional(name)
        if text and text.lower() not in meanings:
            self._notes.append(texts.value_unclear(name, text))
        return meanings.get(text.lower())

    def _truth(self, name: str, yes: frozenset[str], no: frozenset[str]) -> bool | None:
        said = self._choice(name, dict.fromkeys(words.YES | yes, "yes") | dict.fromkeys(words.NO | no, "no"))
        return None if said is None else said == "yes"

    def _date(self, name: str) -> date | None:
        cell = self._cells.get(name, Cell())
        text = self._optional(name)
        if not text:
            return None
        day = serial_day(text, self._epoch) if cell.kind is CellKind.NUMBER else None
        day = day or written_day(text)
        if day is None and name == "hired_on":
            # For how long somebody has been there the month is enough.
            day = written_month(text)
        if day is None:
            incomplete = name == "born_on" and written_month(text) is not None
            note = texts.date_incomplete if incomplete else texts.value_unclear
            self._notes.append(note(name, text))
        return day

    def _optional(self, name: str) -> str:
        cell = self._cells.get(name, Cell())
        if cell.kind is CellKind.ERROR:
            self._notes.append(texts.value_unclear(name, cell.text))
            return ""
        return tidy(cell.text)


# -- keeping rows -------------------------------------------------------------------------------------------


def to_json(file: RosterFile) -> dict[str, Any]:
    """The file as JSON values, to be kept between preview and import."""
    return {
        "dropped": file.dropped,
        "ignored": file.ignored,
        "rows": [
            {
                name: value.isoformat() if isinstance(value, date) else value
                for name, value in asdict(row).items()
                if value not in (None, (), "")
            }
            for row in file.rows
        ],
    }


def from_json(value: Mapping[str, Any]) -> RosterFile:
    """The file behind ``to_json``."""
    return RosterFile(
        tuple(RosterRow(**{name: _back(name, part) for name, part in row.items()}) for row in value["rows"]),
        tuple(value["dropped"]),
        tuple(value["ignored"]),
    )


def _back(name: str, value: Any) -> Any:
    if name in {"born_on", "hired_on"}:
        return date.fromisoformat(value)
    return tuple(value) if isinstance(value, list) else value


def is_roster_name(file_name: str) -> bool:
    """Whether the name of a file says that it is a roster."""
    return any(word in file_name.lower() for word in words.FILE_NAMES)
