"""Items written as fields: 活动名称：… 时间：… 地点：… 责任人：…, on lines of their own or in one line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .acts import acts
from .combining import combined
from .deadlines import due
from .shapes import DraftItem
from .times import find_times
from .units import Unit
from .when import When
from .wording import FIELD_KEY, kind_of, title_of
from .writing import fold

_FIELD = re.compile(rf"(?:^|(?<=[\s,;。|/、)\]]))[\[(]?(?:{FIELD_KEY.pattern})[\])]?\s*:\s*")


@dataclass(frozen=True, slots=True)
class Field:
    sort: str
    text: str
    begin: int


def fields_of(plain: str, text: str, body: int) -> list[Field]:
    """The fields a line consists of; empty unless the line begins with one."""
    start = _FIELD.match(plain, body)
    if start is None or len(plain) > 240:
        return []
    marks = list(_FIELD.finditer(plain, body))
    if len(marks) == 1 and start.lastgroup in ("name", "other") and start.end() == len(plain):
        return []
    fields = []
    for at, mark in enumerate(marks):
        end = marks[at + 1].start() if at + 1 < len(marks) else len(plain)
        fields.append(
            Field(mark.lastgroup or "other", text[mark.end() : end].strip(" 　；;，,。|/"), mark.end())
        )
    return fields


@dataclass(slots=True)
class Record:
    """Fields collected for one item."""

    unit: Unit | None = None
    title: str = ""
    values: dict[str, tuple[Field, Unit]] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        return self.unit is None

    def head(self, unit: Unit) -> None:
        self.unit = unit
        self.title = unit.text[unit.body :].strip("：: 。；;")

    def full_before(self, coming: Field) -> bool:
        """The coming field begins the next record."""
        again = coming.sort in self.values and coming.sort in ("name", "time", "content")
        named = self.title or "name" in self.values or "content" in self.values
        return again and "time" in self.values and bool(named)

    def put(self, coming: Field, unit: Unit) -> None:
        self.values.setdefault(coming.sort, (coming, unit))
        self.unit = self.unit or unit

    def items(self, plan_title: str, scope: When | None) -> Iterator[tuple[DraftItem, When | None]]:
        """The items these fields make: the name with its time, or the acts of a content that lists several."""
        if "minutes" in self.values or ("纪要" in plan_title and "name" not in self.values):
            return  # the head of the minutes of a meeting held
        when: When | None = scope
        if "time" in self.values:
            plain = fold(self.values["time"][0].text)
            when = combined(find_times(plain), scope, plain, 0)[0] or scope
        elif scope is None or not self.values:
            return
        when = self._signed_up(when)
        named = self.title or self._text("name")
        if "content" in self.values:
            found = list(self._content(plan_title, when))
            if len(found) > 1 or not named:
                yield from found
                return
        if named and self.unit is not None:
            unit = self.unit if self.title else self.values["name"][1]
            yield self._item(named, unit.line, plan_title, title_of(named, fold(named), [])), when

    def _signed_up(self, when: When | None) -> When | None:
        plain = fold(self._text("sign_up"))
        by, _ = combined(find_times(plain), when, plain, 0)
        return when if by is None or not by.months else due(when, by, registration=True)

    def _content(self, plan_title: str, when: When | None) -> Iterator[tuple[DraftItem, When | None]]:
        field_, unit = self.values["content"]
        plain = fold(field_.text)
        for act in acts(plain, field_.text, 0, len(plain), when, listed=True):
            quote = field_.text[act.begin : act.end].strip(" 　，,；;：:、")
            yield self._item(quote, unit.line_at(field_.begin + act.begin), plan_title, act.title), act.when

    def _item(self, quote: str, line: int, plan_title: str, title: str) -> DraftItem:
        return DraftItem(
            quote,
            line,
            plan_title,
            title,
            kind=kind_of(title),
            owner=self._text("owner")[:30],
            audience=self._text("audience")[:40],
        )

    def _text(self, sort: str) -> str:
        return self.values[sort][0].text if sort in self.values else ""
