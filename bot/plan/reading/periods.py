"""Lines that open a period (三月份：, 第一季度（1—3月）, 时间：九月) and how far it reaches."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .combining import combined
from .sections import heading_like
from .shapes import MonthDay, Table
from .tense import Tense, tense_of_heading
from .times import find_times
from .units import Unit
from .when import Grain, Mention, When, one_day
from .writing import fold

_HEADER_REST = re.compile(
    r"[\s:、,.\-~()\[\]]*(?:份|的|度)?[\s:]*(?:\([^)]{0,20}\))?[\s]*(?:工会)?(?:主要|重点|具体|各项|活动)?(?:工作|活动|任务)?"
    r"(?:内容|安排|计划|重点|要点|日程|事项|项目|任务|主题|打算)?(?:如下|表)?[\s:.\-~()\[\]]*"
)
_ANNOUNCES = re.compile(
    r"[^,。;]{0,12}(?:安排|计划|工作|活动|任务|几件事|[一二两三四五六七八九\d]+(?:件事|项[^,。;]{0,6}))[^,。;]{0,8}:?"
)
_EVERY = re.compile(r"\s*每(?:个|一)?(?:天|日|周|月|季|半年|学期|年)")
_THEME = re.compile(
    r"[\s:、,.\-~()\[\]\"]*.{2,24}(?:[活动年题传教育产服务康化育]月|主题月|月)[\"\s:.\-~()\[\]]*|[\s:、\-~]*(?:活动|工作)?主题\s*[:\"].{2,40}"
)
_CLOSING = re.compile(
    r"(?:以上|各(?:单位|部门|工会|级|小组|科室)|请(?!专家|老师|律师|医生)|要求|说明|备注|注[:意]|希望|总之|附[件:]|联系人|"
    r"20[\dx]{2}年|新的一年|今后|为|在.{2,30}(?:下|中),)|.{0,30}[:]$"
)
_STAGE_HEAD = re.compile(r"[^,。;:()]{2,24}\(([^()]{2,24})\)\s*(?::?[^,。;()]{0,16}[:。]?\s*$|[。:;])")
_WHOLE_YEAR = re.compile(r"全年[^:]{0,8}:|全年\S{0,4}$")
_TERM_OPENS = re.compile(r"(?:\([^)]{1,5}\))?\s*(?:正式)?(?:开学|上课|行课|为第一周|起为第一周)")
_TERM_OPENED = re.compile(r"(?:(?:开学|上课|行课)(?:时间|日期)?|第[一1]周)\s*[:(为是自从]*\s*$")
_FIRM = (Grain.DAY, Grain.MONTH, Grain.QUARTER, Grain.HALF)


@dataclass(slots=True)
class Scope:
    """The period that rules the lines below its heading, until a line that is not its child."""

    when: When
    style: str
    rank: int
    level: int
    child: str | None = None
    child_rank: int = 9
    parent: "Scope | None" = None
    numbers: dict[str, int] = field(default_factory=dict)
    inline: bool = False  # its line tells an act itself
    told: bool = False  # a paragraph that tells its acts itself

    def rules(self, unit: Unit) -> bool:
        """Whether the unit still stands under this heading; learns the style of its first child."""
        if unit.level:
            return bool(self.level) and unit.level > self.level
        if unit.plain.startswith("[") and tense_of_heading(unit.plain) in (Tense.PAST, Tense.RULES):
            return False
        if self.inline and not unit.marker.style and _EVERY.match(unit.plain):
            return False
        if self.style and (unit.marker.style == self.style or unit.marker.rank < self.rank):
            return False
        if self.child is None:
            number = unit.marker.number or 0
            if number > 1 and number == self.numbers.get(unit.marker.style, 0) + 1:
                return False  # it goes on with the numbers above the heading
            if not unit.marker.style and (
                self.told or len(unit.plain) > 150 or unit.spoken or _CLOSING.match(unit.plain)
            ):
                return False
            self.child, self.child_rank = unit.marker.style, unit.marker.rank
            return True
        if unit.marker.rank < self.child_rank:
            return self.child == "" and unit.marker.rank > 2
        if not unit.marker.style:
            limit = 90 if self.child == "" else 60
            return not unit.spoken and len(unit.plain) <= limit and not _CLOSING.match(unit.plain)
        return True


def opened(
    when: When, unit: Unit, current: Scope | None, numbers: Mapping[str, int], *, inline: bool = False
) -> Scope:
    """The scope of a period heading; it stands inside the current one when its months do.

    `numbers` tells how far each style of numbering has come above it.
    """
    parent = current
    while parent is not None and (
        not set(when.months) < set(parent.when.months) or (parent.style and parent.style == unit.marker.style)
    ):
        parent = parent.parent
    told = unit.plain.rstrip("。").count("。") > 0
    return Scope(
        when,
        unit.marker.style,
        unit.marker.rank,
        unit.level,
        parent=parent,
        numbers=dict(numbers),
        inline=inline,
        told=told,
    )


def below(unit: Unit, following: Unit | Table | None) -> bool:
    """The following unit begins a list under this one."""
    if not isinstance(following, Unit):
        return False
    own, other = unit.marker, following.marker
    return bool(other.style) and other.style != own.style and (not own.style or other.rank >= own.rank)


def period(unit: Unit, following: Unit | Table | None, *, scheduled: bool) -> tuple[When, int | None] | None:
    """The time a unit opens for itself and its children, and where its own acts begin (None: it has none).

    `scheduled` says that several lines of the plan begin with a time, so that this is how it is written.
    """
    mention = leading(unit)
    under = below(unit, following)
    bare = under and isinstance(following, Unit) and leading(following) is None
    if mention is None:
        return stage(unit, heads=under)
    when = mention.when
    rest = unit.plain[mention.end :]
    if when.grain is Grain.YEAR and not scheduled:
        return None
    wide = when.grain in (Grain.QUARTER, Grain.HALF, Grain.YEAR)
    motto = under and wide and re.fullmatch(r"[^,。;:()]{1,6}", rest.strip())
    announces = motto or (_ANNOUNCES.fullmatch(rest) and (under or rest.endswith(":")))
    if _HEADER_REST.fullmatch(rest) or announces or (_THEME.fullmatch(rest) and bare):
        return None if _only_a_scope(when, following) else (when, None)
    colon = re.match(r"\s*(?:\([^)]{0,12}\))?\s*:", rest)
    if colon is None and (not scheduled or one_day(when)):
        return None
    return when, mention.end


def _only_a_scope(when: When, following: Unit | Table | None) -> bool:
    """下半年工作安排 above chapters and prose says what the plan is about, not when its acts are."""
    if when.grain not in (Grain.HALF, Grain.YEAR) or not isinstance(following, Unit):
        return False
    chapter = following.marker.style in ("section", "bracketed", "first") and leading(following) is None
    return chapter or len(following.plain) > 60


def is_chapter(unit: Unit, following: Unit | Table | None) -> bool:
    """A heading inside a period: （一）民主管理 above its own lines."""
    if (
        unit.marker.style not in ("part", "titled", "section", "bracketed")
        or not heading_like(unit)
        or re.search(r"[;,]", unit.plain)
    ):
        return False
    return (
        isinstance(following, Unit)
        and following.marker.style != unit.marker.style
        and following.marker.rank > unit.marker.rank
    )


def leading(unit: Unit) -> Mention | None:
    """The time a unit begins with, a bracket behind it taken in: 一季度（1—3月）."""
    begin = unit.body
    while begin < len(unit.plain) and unit.plain[begin] in " [(:~-*":
        begin += 1
    mentions = find_times("\0" * unit.body + unit.plain[unit.body : unit.body + 80])
    starts = (*_FIRM, Grain.WEEK, Grain.YEAR, Grain.SEASON)
    first = next((m for m in mentions if m.begin == begin), None)
    if first is not None and first.when.grain is Grain.RECURRING:
        return first if re.match(r"\s*:", unit.plain[first.end :]) else None  # 每月：
    first = first if first is not None and first.when.grain in starts else None
    if first is None or (first.when.grain is Grain.YEAR and not _WHOLE_YEAR.match(unit.plain[begin:])):
        return None
    if first.when.grain is Grain.SEASON and not _HEADER_REST.fullmatch(unit.plain[first.end :]):
        return None
    group = [first]
    for mention in mentions:
        between = unit.plain[group[-1].end : mention.begin]
        near = mention.begin >= group[-1].end and re.fullmatch(r"\s*[(\[,、]?\s*", between)
        if near and mention.when.grain in (*_FIRM, Grain.PARTIAL, Grain.WEEK):
            group.append(mention)
    when, _ = combined(group, None, unit.plain, begin)
    if when is None or not (when.months or when.week):
        return None
    end = group[-1].end
    closing = re.match(r"\s*[)\]]", unit.plain[end:])
    return Mention(begin, end + (closing.end() if closing else 0), when)


def stage(unit: Unit, *, heads: bool) -> tuple[When, int | None] | None:
    """The time that a heading gives to what follows, in its line or (`heads`) below it: 第一阶段（1月—3月）：宣传发动."""
    found = _STAGE_HEAD.match(unit.plain, unit.body)
    if found is None:
        return None
    inline = found.end() < len(unit.plain)
    if not (unit.marker.rank <= 2 if inline else heads and len(unit.plain) <= 40):
        return None
    when = time_of(found[1])
    if when is None or not when.months or when.grain not in _FIRM:
        return None
    return when, found.end() if inline else None


def term_begins(units: Sequence[Unit | Table]) -> MonthDay | None:
    """The first day of term, where a line tells it: 8月31日开学, 开学时间：2月22日."""
    for unit in units:
        if isinstance(unit, Table) or not re.search(r"开学|上课|行课|第[一1]周|起为", unit.plain):
            continue
        for mention in find_times(unit.plain):
            near = unit.plain[max(0, mention.begin - 10) : mention.begin]
            told = _TERM_OPENS.match(unit.plain, mention.end) or _TERM_OPENED.search(near)
            if told and mention.when.grain is Grain.DAY:
                return mention.when.start
    return None


def time_of(text: str) -> When | None:
    """The time a field or bracket holds."""
    plain = fold(text)
    return combined(find_times(plain), None, plain, 0)[0]
