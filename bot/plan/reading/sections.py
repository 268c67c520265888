"""Headings and what they declare: the past or the plan."""

import re
from collections.abc import Sequence

from .shapes import Table
from .tense import Tense, tense_of_heading, tense_of_text, weigh
from .units import Unit

_HEADING_STYLES = {"part": 40, "titled": 16, "section": 45, "bracketed": 36}
# What turns a summary into a plan; 上半年主要工作 does not.
_TURN = re.compile(r"计划|打算|安排|下一步|下一阶段|明年|来年|今后|下半年|思路|新的一年|20\d\d年(?!.*总结)")
_SERIES = re.compile(r".*篇[一二三四五六七八九十\d]+")


_ANNOUNCES = re.compile(
    r"(?:说|讲|谈|聊|布置|安排|通知|对)(?:一|下|一下|一说|一讲)[^。;]{0,20}(?:打算|计划|安排|活动)|"
    r"(?:今年|明年|来年|新的一年|新学期|本学期|下半年|接下来|下一步|下面)[^。;]{0,16}(?:的?打算|计划|安排)(?:是|如下|为|这|:|。|,)"
)


_TURN_INSIDE = re.compile(
    r"(?:^|[。;!?])\s*(?=(?:新的一年|明年|来年|新学期|接下来|下一步|下面)|今年(?:呢|我们|咱们?|工会|,)*(?:主要|打算|计划|准备|想|拟|重点|安排|就))"
)


def turn_inside(plain: str) -> int | None:
    """Where a paragraph that began with the past turns to what is to come."""
    found = _TURN_INSIDE.search(plain)
    return found.end() if found else None


def turns(plain: str) -> bool:
    """A sentence that announces plans, and no review with them: 说一下今年的打算."""
    return bool(_ANNOUNCES.search(plain)) and not re.search(r"总结|回顾|完成情况", plain)


def rank_of(unit: Unit) -> int:
    """How deep a heading stands; 0 and 1 open a section."""
    return unit.level or (unit.marker.rank if unit.marker.style else 1)


def heading_like(unit: Unit) -> bool:
    """A unit that stands above others rather than for itself."""
    if unit.level:
        return True
    if re.fullmatch(r"\[[^\[\]]{2,14}\]", unit.plain.strip()):
        return True
    limit = _HEADING_STYLES.get(unit.marker.style)
    if limit is not None:
        return len(unit.plain) <= limit
    if unit.marker.style:
        return len(unit.plain) <= 24 and unit.plain.endswith(":")
    if len(unit.plain) > 22:
        return False
    told = unit.plain.endswith(":") or not re.search(r"[。;,、]", unit.plain)
    return told and tense_of_heading(unit.plain) is not Tense.OPEN


class Sections:
    """The stack of headings above a unit, and the marks of tense in each section."""

    def __init__(self, title: str, units: Sequence[Unit | Table]) -> None:
        self._declared: list[tuple[int, Tense]] = [(-1, _of_title(title, units))]
        self._weights: dict[int, tuple[int, int]] = {}
        self._section = 0
        self._turns: list[int] = []  # the lines where prose says that it tells plans from here on
        section = 0
        for unit in units:
            if isinstance(unit, Table):
                continue
            if heading_like(unit) and rank_of(unit) <= 1:
                section = unit.line
            if turns(unit.plain):
                self._turns.append(unit.line)
            past, future = weigh(unit.plain)
            one, two = self._weights.get(section, (0, 0))
            self._weights[section] = (one + past, two + future)

    @property
    def declared(self) -> Tense:
        """PAST under a heading like 工作回顾, RULES under 管理制度; what calls itself a plan is still judged by its words."""
        said = self._declared[-1][1]
        return said if said in (Tense.PAST, Tense.RULES) else Tense.OPEN

    @property
    def silent(self) -> bool:
        """Nothing below this heading is an item."""
        return self.declared is not Tense.OPEN

    def enter(self, unit: Unit, *, timed: bool, staged: bool = False) -> None:
        """Go under a heading. `timed`: it begins with a time, so 12月：工作总结 is an act and declares nothing.

        `staged`: it names a stage of the plan and its time, as 总结阶段（10—12月） does.
        """
        if not heading_like(unit):
            return
        rank = rank_of(unit)
        if rank <= 1:
            self._section = unit.line
        while len(self._declared) > 1 and self._declared[-1][0] >= rank:
            self._declared.pop()
        said = Tense.PLAN if staged else tense_of_heading(unit.plain)
        act = timed and ((unit.marker.rank > 2 and not unit.level) or ":" in unit.plain)
        weak = said is Tense.PLAN and self._declared[0][1] is Tense.PAST and not _TURN.search(unit.plain)
        if said is not Tense.OPEN and not weak and not (said is Tense.PAST and act):
            self._declared.append((rank, said))

    def past(self, unit: Unit, *, around: bool = True) -> bool:
        """Whether a unit tells of the past, by its section, its own words, or those of its section."""
        if self.declared is Tense.PAST:
            return True
        turned = any(self._section < line < unit.line for line in self._turns)
        near = self._weights.get(self._section, (0, 0)) if around and not turned else (0, 0)
        return tense_of_text(unit.plain, near, Tense.OPEN) is Tense.PAST


def _of_title(title: str, units: Sequence[Unit | Table]) -> Tense:
    """A title 总结和计划 begins with the past, if a heading says where the plan begins."""
    said = tense_of_heading(title)
    if said is Tense.OPEN and re.search(r"(?:工作|情况)(?:汇报|报告|通报|小结)(?:\([^()]*\))?$", title):
        return Tense.PAST if not _announced(units) else Tense.OPEN
    mixed = said is Tense.OPEN and "总结" in title and not _SERIES.fullmatch(title)
    planned = any(unit.plain not in title for unit in _announced(units[1:]))
    return Tense.PAST if mixed and planned else said


def _announced(units: Sequence[Unit | Table]) -> list[Unit]:
    """The headings that say that plans follow."""
    return [
        unit
        for unit in units
        if isinstance(unit, Unit) and heading_like(unit) and tense_of_heading(unit.plain) is Tense.PLAN
    ]
