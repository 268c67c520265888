"""Which plans a document holds: their titles, first lines and years."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from .shapes import PlanText, Table
from .times import find_times
from .units import Unit
from .wording import PLAN_WORD
from .writing import fold, number

_SERIES = re.compile(r".{0,40}篇[一二三四五六七八九十]{1,3}|.{0,40}\(?篇\d{1,2}\)?")
_TITLE = re.compile(rf".{{2,50}}{PLAN_WORD}(?:表|书)?\s*(?:\(.{{1,24}}\))?\s*")
_HOUSE = re.compile(
    r"工会|公司|学校|学院|医院|[区市县省分]局|厂|中心|街道|社区|银行|集团|项目部?|支行|小学|中学|幼儿园|大队|车间|[矿站段院所]"
)
_YEAR = re.compile(
    r"(?<!\d)(20\d\d)(?:\s*[-/~至]\s*(20\d\d))?\s*(?=年|学年|届|春|秋|上|下|第)|(二[〇○零0]二[〇○零0一二三四五六七八九])年"
)
_SECOND_TERM = re.compile(r"第?二学期|下学期|春季学期|春学期|下半学年")
_BOTH = re.compile(r"总结.*(?:计划|打算|安排|思路|要点)")
_FIRST_MENTION = re.compile(r"(?<!\d)(20\d\d)\s*年")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A plan and its units."""

    plan: PlanText
    units: tuple[Unit | Table, ...]
    school: bool  # it speaks of terms, so its weeks are weeks of term
    school_year: bool


def stretches(units: Sequence[Unit | Table], year: int | None) -> list[Stretch]:
    """The document cut into its plans. Text before the first title belongs to the first plan."""
    starts = _starts(units)
    bounds = [0, *starts[1:], len(units)] if starts else [0, len(units)]
    found = []
    for number_, (first, last) in enumerate(pairwise(bounds)):
        head = units[starts[number_]] if starts else None
        title = _clean(head.text) if isinstance(head, Unit) else ""
        own = tuple(units[first:last])
        line = head.line if head is not None else (own[0].line if own else 1)
        known = year or _year(title, units[starts[number_] : last] if starts else own)
        told = [unit.plain for unit in own if isinstance(unit, Unit)]
        school = any(re.search(r"学期|学年|开学|教学周", plain) for plain in (fold(title), *told))
        school_year = bool(re.search(r"学年|学期", fold(title))) or any("新学年" in p for p in told[:6])
        found.append(Stretch(PlanText(title, known, line), own, school, school_year))
    return found


def is_title(unit: Unit, plan: PlanText) -> bool:
    return unit.line == plan.line and _clean(unit.text) == plan.title


def _clean(text: str) -> str:
    return text.strip().strip("#*— ").strip()


def _starts(units: Sequence[Unit | Table]) -> list[int]:
    series = [
        i
        for i, unit in enumerate(units)
        if isinstance(unit, Unit) and len(unit.plain) <= 46 and _SERIES.fullmatch(unit.plain.strip("* "))
    ]
    if len(series) >= 2:
        return series
    titles = [i for i, unit in enumerate(units) if isinstance(unit, Unit) and _titled(unit)]
    first = next((i for i in titles if i < 8), None)
    if first is None:
        return [0] if units and isinstance(units[0], Unit) and _title_like(units[0]) else []
    later = [i for i in titles if i > first + 1 and isinstance(unit := units[i], Unit) and _another(unit)]
    return [first, *later]


def _another(unit: Unit) -> bool:
    """A title further down begins another plan only if it is a heading or names its year."""
    dated = re.search(r"20[\dxX_*]{2}|二[〇○零]|年度|学年|学期", unit.plain)
    return bool(_HOUSE.search(unit.plain) and len(unit.plain) >= 8 and (unit.level or dated))


def _title_like(unit: Unit) -> bool:
    """A short first line that names a union or its activities."""
    plain = unit.plain
    return (
        not unit.marker.style
        and not unit.spoken
        and 4 <= len(plain) <= 40
        and not re.search(r"[。;,:!?]", plain)
        and bool(re.search(r"工会|活动|工作|年度", plain))
        and not find_times(plain)
    )


def _titled(unit: Unit) -> bool:
    plain = re.sub(r"\s*\([^()]*\)\s*$", "", unit.plain.strip("* "))
    if unit.marker.style or len(plain) > 50 or re.search(r"[。;,:!?]", plain):
        return False
    named = _HOUSE.search(plain) or len(plain) >= 8 or re.search(r"工会|年度", plain)
    return bool(named and _TITLE.fullmatch(plain))


def _year(title: str, units: Sequence[Unit | Table]) -> int | None:
    plain = fold(title)
    named = list(_YEAR.finditer(plain))
    found = next(iter(named[-1:] if _BOTH.search(plain) else named), None)
    if found is None:
        if re.search(r"20[xX_*]{2}|[xX]{2,4}年", plain):
            return None
        heads = [unit.plain for unit in units[:6] if isinstance(unit, Unit)]
        dated = next((m for head in heads if (m := _YEAR.search(head) or _FIRST_MENTION.search(head))), None)
        if dated is None or any(re.search(r"20[xX_*]{2}", head) for head in heads[:3]):
            return None
        found = dated
    if found.re is _YEAR and found[3]:
        return number(re.sub("[○0]", "〇", found[3]))
    if found.re is _YEAR and found[2] and _SECOND_TERM.search(plain):
        return int(found[2])
    return int(found[1])
