"""Headings and what they declare: the past or the plan."""

import re
from collections.abc import Sequence

from .shapes import Table
from .tense import Tense, tense_of_heading, tense_of_text, weigh
from .units import Unit

_HEADING_STYLES = {"part": 40, "section": 45, "bracketed": 36}
# What turns a summary into a plan; 上半年主要工作 does not.
_TURN = re.compile(r"计划|打算|安排|下一步|下一阶段|明年|来年|今后|下半年|思路|新的一年|20\d\d年(?!.*总结)")
_SERIES = re.compile(r".*篇[一二三四五六七八九十\d]+")


_ANNOUNCES = re.compile(
    r"(?:说|讲|谈|聊|布置|安排|通知|对)(?:一|下|一下|一说|一讲)[^。;]{0,20}(?:打算|计划|安排|活动)|"
    r"(?:今年|明年|来年|新的一年|新学期|本学期|下半年|接下来|下一步|下面)[^。;]{0,16}(?:的?打算|计划|安排)(?:是|如下|为|这|:|。|,)"
)


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
        """PAST under a heading like 工作回顾; what calls itself a plan is still judged by its words."""
        return Tense.PAST if self._declared[-1][1] is Tense.PAST else Tense.OPEN

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
    mixed = said is Tense.OPEN and "总结" in title and not _SERIES.fullmatch(title)
    planned = any(
        isinstance(unit, Unit)
        and heading_like(unit)
        and unit.plain not in title
        and tense_of_heading(unit.plain) is Tense.PLAN
        for unit in units[1:]
    )
    return Tense.PAST if mixed and planned else said
