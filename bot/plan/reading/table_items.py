"""Items out of tables: a row per act, a row per month, or a matrix of acts and months."""

import re
from collections.abc import Sequence
from dataclasses import replace

from .acts import acts
from .calendar_words import CAMPAIGNS
from .columns import TIMES, UNITS, Column, column_of, is_account, is_header
from .combining import combined
from .drafts import dropped
from .shapes import Cell, Doubt, DraftItem, LineNote, LineSense, MonthDay, Table
from .tense import Tense, tense_of_clause
from .times import find_times
from .when import LAST_DAY, Grain, When, span
from .wording import ROUND, STAGE, kind_of, names_people, owner_of, title_of
from .writing import fold, marker_of, number
from .years import YearOrder

_TICK = re.compile(r"[√✓✔☑●○◎■□★☆▲△◆◇*xX+VvＶ]+|是|有|1|[—\-]{2,}>?")
_HALF_HEAD = re.compile(r"(?:开始|起始?|结束|截?止|终止|完成)(?:时间|日期|月份)?")  # 时间 over 开始 and 结束
_BLANK = re.compile(r"[\s\-/\\无×]*")
_DITTO = re.compile(r"[\s〃\"'′″同上]*")


class TableReader:
    """One pass over the rows of one table."""

    def __init__(self, table: Table, plan_title: str, scope: When | None, years: YearOrder) -> None:
        self.rows = table.rows
        self.plan_title = plan_title
        self.scope = scope
        self.years = years
        self.items: list[DraftItem] = []
        self.notes: list[tuple[LineNote, tuple[int, ...]]] = []

    def read(self) -> None:
        head = next(
            (
                i
                for i, row in enumerate(self.rows[:4])
                if is_header(_texts(row)) or len(_month_columns(row)) >= 3
            ),
            None,
        )
        if self.scope is None and (head is None or head > 0) and is_account(_texts(self.rows[0])):
            for row in self.rows:
                self._note(row, LineSense.MONEY)
            return
        body = self.rows[head + 1 :] if head is not None else self.rows
        for row in self.rows[: head + 1 if head is not None else 0]:
            self._note(row, LineSense.TABLE_HEAD)
        header = self.rows[head] if head is not None else ()
        if (
            body
            and header
            and all(
                _HALF_HEAD.fullmatch(cell.text) or cell.text in ("", above.text)
                for above, cell in zip(header, body[0], strict=True)
            )
        ):
            header = tuple(
                replace(above, text="时间") if _HALF_HEAD.fullmatch(cell.text) else above
                for above, cell in zip(header, body[0], strict=True)
            )
            self._note(body[0], LineSense.TABLE_HEAD)
            body = body[1:]
        if len(_month_columns(header)) >= 3:
            self._matrix(header, body)
            return
        roles = self._roles(header, body)
        halves = _halves(roles)
        for at, row in enumerate(body):
            if is_header(_texts(row)):  # another table below the first
                roles = self._roles(row, body[at + 1 :])
                halves = _halves(roles)
                self._note(row, LineSense.TABLE_HEAD)
                continue
            count = len(self.items)
            self._row(row, roles, halves)
            made = len(self.items) - count
            self._note(row, LineSense.ITEMS if made else LineSense.FIELD)

    def _note(self, row: Sequence[Cell], sense: LineSense) -> None:
        self.notes.append((LineNote(row[0].line, _row_text(row), sense), tuple({cell.line for cell in row})))

    # --- a row per act or per month ---------------------------------------------------------------------------

    def _roles(self, header: Sequence[Cell], body: Sequence[Sequence[Cell]]) -> list[Column | None]:
        width = max((len(row) for row in self.rows), default=0)
        roles: list[Column | None] = [column_of(cell.text) for cell in header] + [None] * (
            width - len(header)
        )
        if not any(role in TIMES for role in roles):
            for column in range(width):
                cells = [row[column].text for row in body if column < len(row) and row[column].text.strip()]
                if (
                    cells
                    and roles[column] in (None, Column.CATEGORY, Column.NAME)
                    and sum(is_time(text, "") for text in cells) >= 0.6 * len(cells)
                ):
                    roles[column] = Column.TIME
                    break
        if not header:
            for column in range(width):
                cells = [row[column].text for row in body if column < len(row) and row[column].text.strip()]
                if roles[column] is None and cells:
                    roles[column] = self._guess(cells)
        if Column.CONTENT in roles and Column.NAME in roles:
            name = roles.index(Column.NAME)
            values = [row[name].text for row in body if name < len(row)]
            roles[name if len(set(values)) < 0.7 * len(values) else roles.index(Column.CONTENT)] = Column.NOTE
        if Column.CONTENT not in roles and Column.NAME not in roles:
            roles = [role if role is not None else Column.CONTENT for role in roles]
            if Column.CONTENT not in roles and Column.NOTE in roles:
                roles[roles.index(Column.NOTE)] = Column.CONTENT
        elif header and roles.count(None) and not any(r in (Column.NAME, Column.CONTENT) for r in roles):
            roles = [role or Column.CONTENT for role in roles]
        return roles

    def _guess(self, cells: list[str]) -> Column:
        if all(re.fullmatch(r"\d{1,3}[.、]?", fold(text).strip()) for text in cells):
            return Column.INDEX
        people = sum(names_people(fold(text).replace("\n", "、")) for text in cells)
        return Column.OWNER if people >= 0.6 * len(cells) else Column.CONTENT

    def _row(self, row: Sequence[Cell], roles: list[Column | None], halves: list[range]) -> None:
        distinct = {cell.text.strip() for cell in row if cell.text.strip()}
        alone = any(
            cell.text.strip() and role is Column.CONTENT for cell, role in zip(row, roles, strict=True)
        )
        merged = len(row) > 1 and all(cell.text == row[0].text for cell in row)
        if len(distinct) == 1 and len(row) > 1 and (merged or not alone):
            only = distinct.pop()
            if is_time(only, ""):
                self.scope = self.years.seen(when) if (when := _when_of(only, "", None)) else self.scope
            return
        for columns in halves:
            part = [(row[c], roles[c]) for c in columns if c < len(row)]
            self._half(part)

    def _half(self, part: list[tuple[Cell, Column | None]]) -> None:
        when, undated, times = self._row_time(part)
        contents = [
            cell
            for cell, role in part
            if role in (Column.CONTENT, Column.NAME) and not _BLANK.fullmatch(cell.text)
        ]
        owner = _joined(part, Column.OWNER)
        audience = _joined(part, Column.AUDIENCE)
        audiences = _pieces(next((cell.text for cell, role in part if role is Column.AUDIENCE), ""))
        owners = _pieces(next((cell.text for cell, role in part if role is Column.OWNER), ""))
        made: list[DraftItem] = []
        for cell in contents:
            lines = _lines(cell)
            paired = len(times) == len(lines) > 1
            for at, piece in enumerate(lines):
                scope = times[at] if paired else when
                made.extend(self._acts(piece, None if undated else scope))
        for at, item in enumerate(made):
            who = audiences[at] if len(audiences) == len(made) > 1 else audience
            by = owners[at] if len(owners) == len(made) > 1 else owner
            self.items.append(
                replace(item, audience=(who or item.audience)[:40], owner=(by or item.owner)[:30])
            )

    def _row_time(self, part: list[tuple[Cell, Column | None]]) -> tuple[When | None, bool, list[When]]:
        """The time of a row (from the rows above when its cell is empty), whether it is told to be open, and its times line by line."""
        when = self.scope
        undated = told = False
        times: list[When] = []
        for cell, role in sorted(part, key=lambda told: told[1] is not Column.WEEK):  # days are firmer
            if role not in TIMES:
                continue
            if _DITTO.fullmatch(cell.text):
                continue
            head = UNITS.get(role, "") if role else ""
            found = _when_of(cell.text, head, when)
            if found is None:
                undated = not re.fullmatch(r"[\d\s.、]*", cell.text)
                continue
            if role is Column.DEADLINE:
                last = found.end or (
                    MonthDay(found.months[-1], LAST_DAY[found.months[-1]]) if found.months else None
                )
                found = replace(
                    found, deadline=not found.recurrence, end=last if not found.recurrence else None
                )
            if when and when.months and found.months and told and role is Column.TIME:
                wide = when.grain in (Grain.QUARTER, Grain.HALF, Grain.YEAR)
                within = wide and set(found.months) <= set(when.months)  # 一季度 | 3月
                found = found if within else span(when, found)
            when, told = self.years.seen(found), role is Column.TIME
            undated = False
            times = [w for line in cell.text.split("\n") if (w := _when_of(line, head, when))]
        if when is not None and not undated:
            self.scope = when
        return when, undated, times

    def _acts(self, cell: Cell, when: When | None) -> list[DraftItem]:
        plain = fold(cell.text)
        body = marker_of(plain).length
        found = []
        for act in acts(plain, cell.text, body, len(plain), when, listed=True, year=self.years.year):
            clause = plain[act.begin : act.end]
            if tense_of_clause(clause) is Tense.PAST or self.years.over(act.when) or dropped(clause):
                continue
            quote = cell.text[act.begin : act.end].strip(" 　，,；;：:。、")
            doubts = (*(act.when.doubts if act.when else (Doubt.NO_DATE,)),)
            item = DraftItem(
                quote,
                cell.line,
                self.plan_title,
                act.title,
                kind=kind_of(act.title),
                owner=owner_of(clause),
                doubts=doubts,
            )
            found.append(self.years.dated(item, act.when))
        return found

    # --- acts against months ----------------------------------------------------------------------------------

    def _matrix(self, header: Sequence[Cell], body: Sequence[Sequence[Cell]]) -> None:
        months = _month_columns(header)
        roles = [column_of(cell.text) for cell in header]
        labels = [
            c
            for c in range(len(header))
            if c not in months and roles[c] in (None, Column.NAME, Column.CONTENT, Column.CATEGORY, *TIMES)
        ]
        owner_at = next((c for c, role in enumerate(roles) if role is Column.OWNER), None)
        for row in body:
            count = len(self.items)
            names = [row[c] for c in labels if c < len(row) and row[c].text.strip()]
            label = names[-1] if names else row[0]
            owner = row[owner_at].text.strip() if owner_at is not None and owner_at < len(row) else ""
            self._matrix_row(row, months, label, owner)
            made = len(self.items) - count
            self._note(row, LineSense.ITEMS if made else LineSense.FIELD)

    def _matrix_row(self, row: Sequence[Cell], months: dict[int, When], label: Cell, owner: str) -> None:
        ticked: list[When] = []
        previous = ""
        for column, month in months.items():
            if column >= len(row) or _BLANK.fullmatch(row[column].text):
                previous = ""
                continue
            cell = row[column]
            plain = fold(cell.text).strip()
            if ROUND.fullmatch(plain):
                self._named(label, month, owner, round_=cell)
                continue
            if _TICK.fullmatch(plain) or STAGE.fullmatch(plain):
                ticked.append(month)
                continue
            if cell.text == previous and len(plain) > 1:
                continue
            previous = cell.text
            part = _when_of(plain, "", month)
            if part is not None and is_time(plain, ""):
                self._named(label, part, owner)
            else:
                self.items.extend(
                    replace(item, owner=owner or item.owner)
                    for piece in _lines(cell)
                    for item in self._acts(piece, month)
                )
        if ticked:
            merged = tuple(dict.fromkeys(m for when in ticked for m in when.months))
            self._named(
                label, replace(ticked[0], months=merged, start=None, end=None, grain=Grain.MONTH), owner
            )

    def _named(self, label: Cell, when: When, owner: str, round_: Cell | None = None) -> None:
        """The item a row is named after, or one round of it."""
        plain = fold(label.text)
        title = title_of(label.text[marker_of(plain).length :], plain[marker_of(plain).length :], [])
        if title:
            item = DraftItem(
                (round_ or label).text.strip(),
                label.line,
                self.plan_title,
                title + (round_.text.strip() if round_ else ""),
                kind=kind_of(title),
                owner=owner[:30],
                doubts=when.doubts,
            )
            self.items.append(self.years.dated(item, when))


def items_of_table(
    table: Table, plan_title: str, scope: When | None, years: YearOrder
) -> tuple[list[DraftItem], list[tuple[LineNote, tuple[int, ...]]]]:
    """The items of a table, and a note for every row with the lines it stands on. `scope` is the time of the heading above the table."""
    reader = TableReader(table, plan_title, scope, years)
    reader.read()
    return reader.items, reader.notes


def _texts(row: Sequence[Cell]) -> list[str]:
    return [cell.text for cell in row]


def _row_text(row: Sequence[Cell]) -> str:
    return " | ".join(cell.text.replace("\n", " ") for cell in row)


def _halves(roles: list[Column | None]) -> list[range]:
    """Tables set side by side (时间|内容|时间|内容) are read one after the other."""
    times = [c for c, role in enumerate(roles) if role is Column.TIME]
    contents = [c for c, role in enumerate(roles) if role in (Column.CONTENT, Column.NAME)]
    if len(times) == 2 and len(contents) == 2 and times[0] < contents[0] < times[1] < contents[1]:
        return [range(times[1]), range(times[1], len(roles))]
    return [range(len(roles))]


def _month_columns(row: Sequence[Cell]) -> dict[int, When]:
    found: dict[int, When] = {}
    for column, cell in enumerate(row):
        if is_time(cell.text, "") and (when := _when_of(cell.text, "", None)) and when.months:
            found[column] = when
    return found


def is_time(text: str, head: str) -> bool:
    """The cell holds a time and nothing to do."""
    plain = _spelled(text, head)
    mentions = find_times(plain)
    if not mentions or any(campaign.search(plain) for campaign, _ in CAMPAIGNS):
        return False
    rest = "".join(c for i, c in enumerate(plain) if not any(m.begin <= i < m.end for m in mentions))
    rest = re.sub(r"\([^()]{1,12}\)|[一二两三四五六七八九十\d]+[场次期批](?:以上)?", "", rest)
    return bool(
        re.fullmatch(
            r"[\s,、;:.\-~()\[\]\"份前后左右期间底初内起至到和及上下午晚全天周星期一二三四五六日天\d:]*", rest
        )
    )


def _spelled(text: str, head: str) -> str:
    """A time cell with its bare numbers spelled out: 3 → 3月 or 第3周, 3.8 → 3月8日, 3-4 → 3-4月."""
    plain = fold(text).strip()
    if head and re.fullmatch(
        r"\d{1,2}(?:\s*[-~、至]\s*\d{1,2})*|[一二三四五六七八九十]{1,2}(?:[-~、至][一二三四五六七八九十]{1,2})*",
        plain,
    ):
        values = [number(part) or 0 for part in re.split(r"[-~、至]+", plain.replace(" ", ""))]
        if all(1 <= value <= (12 if head == "月" else 30) for value in values):
            return plain + head if head == "月" else f"第{plain}{head}"
    return (
        re.sub(
            r"(?<![\d.])(\d{1,2})[./](\d{1,2})(?![\d.])(?!\s*[-~至])",
            lambda m: f"{m[1]}月{m[2]}日" if 1 <= int(m[1]) <= 12 and 1 <= int(m[2]) <= 31 else m[0],
            plain,
        )
        if not re.search(r"20\d\d[./-]|\d\s*[-~至到]+\s*\d", plain)
        else plain
    )


def _when_of(text: str, head: str, scope: When | None) -> When | None:
    plain = _spelled(text.replace("\n", "、"), head)
    return combined(find_times(plain), scope, plain, 0)[0]


def _joined(part: list[tuple[Cell, Column | None]], role: Column) -> str:
    return "、".join(
        dict.fromkeys(
            cell.text.replace("\n", "、").strip() for cell, r in part if r is role and cell.text.strip()
        )
    )


def _pieces(text: str) -> list[str]:
    pieces = [
        re.sub(r"^\s*\(?\d{1,2}[.、)]\s*|^[①-⑳]\s*", "", fold(piece)).strip()
        for piece in re.split(r"\n|[;；]|(?=\d{1,2}[.、](?!\d))|(?=[①-⑳])", text)
    ]
    return [piece for piece in pieces if piece]


def _lines(cell: Cell) -> list[Cell]:
    """The lines of a cell; a line that goes on with the sentence before is joined to it."""
    lines: list[str] = []
    for line in cell.text.split("\n"):
        text = line.strip()
        if not text:
            continue
        plain = fold(text)
        open_end = bool(lines) and (
            re.search(r"[,、(]$", fold(lines[-1]))
            or (len(lines[-1]) >= 12 and len(text) <= 4 and not marker_of(plain).style)
        )
        if open_end and not marker_of(plain).style:
            lines[-1] += text
        else:
            lines.append(text)
    return [Cell(text, cell.line) for text in lines]
