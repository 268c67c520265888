"""Walking through a plan unit by unit: headings decide tense and month, lists and sentences give the items."""

import re
from dataclasses import dataclass, replace

from .acts import Act, acts, combined
from .plans import Stretch, is_title
from .records import Field, Record, fields_of
from .shapes import Doubt, DraftItem, LineNote, LineSense, PlanText, Table
from .table_items import items_of_table
from .tense import Tense, tense_of_clause, tense_of_heading, tense_of_text, weigh
from .times import Grain, Mention, When, find_times
from .units import Unit
from .writing import fold
from .wording import ACT_VERB, EVENT, OPENS_ACT, audience_of, kind_of, names_people, owner_of
from .years import YearOrder

_HEADER_REST = re.compile(
    r"[\s:、,.\-~()\[\]]*(?:份|的|度)?[\s:]*(?:\([^)]{0,20}\))?[\s]*(?:工会)?(?:主要|重点|具体|各项|活动)?(?:工作|活动|任务)?(?:内容|安排|计划|重点|要点|日程|事项|项目|任务|主题)?(?:如下|表)?[\s:.\-~()\[\]]*"
)
_ANNOUNCES = re.compile(
    r"[^,。;]{0,12}(?:安排|计划|工作|活动|任务|几件事|[一二两三四五六七八九\d]+(?:件事|项[^,。;]{0,6}))[^,。;]{0,8}:?"
)
_THEME = re.compile(
    r"[\s:、,.\-~()\[\]\"]*.{2,24}(?:[活动年题传教育产服务康化育]月|主题月|月)[\"\s:.\-~()\[\]]*|[\s:、\-~]*(?:活动|工作)?主题\s*[:\"].{2,40}"
)
_CLOSING = re.compile(
    r"(?:以上|各(?:单位|部门|工会|级|小组|科室)|请(?!专家|老师|律师|医生)|要求|说明|备注|注[:意]|希望|总之|附[件:]|联系人|20[\dx]{2}年|新的一年|今后|为|在.{2,30}(?:下|中),)|.{0,30}[:]$"
)
_HEADING_STYLES = {"part": 40, "section": 45, "bracketed": 36}
_VAGUE = re.compile(r"定期|定时|适时|不定期|择期|择机|待定|时间另行通知|经常性?")
_SIGNATURE = re.compile(
    r"\(?\s*(?:20\d\d|二[〇○零0][一二三四五六七八九〇○零]{2})\s*年\s*[\d一二三四五六七八九十]{1,3}\s*月(?:\s*[\d一二三四五六七八九十廿]{1,3}\s*[日号])?\s*\)?"
)


@dataclass(slots=True)
class Scope:
    """The month heading that rules the lines below it, until a line that is not its child."""

    when: When
    style: str
    rank: int
    level: int
    child: str | None = None
    child_rank: int = 9
    parent: "Scope | None" = None

    def rules(self, unit: Unit) -> bool:
        """Whether the unit still stands under this heading; learns the style of its first child."""
        if unit.level:
            return bool(self.level) and unit.level > self.level
        if self.style and (unit.marker.style == self.style or unit.marker.rank < self.rank):
            return False
        if self.child is None:
            if not unit.marker.style and (len(unit.plain) > 150 or unit.spoken or _CLOSING.match(unit.plain)):
                return False
            self.child, self.child_rank = unit.marker.style, unit.marker.rank
            return True
        if unit.marker.rank < self.child_rank:
            return self.child == "" and unit.marker.rank > 2
        if not unit.marker.style:
            if unit.spoken:
                return False
            limit = 90 if self.child == "" else 60
            return len(unit.plain) <= limit and not _CLOSING.match(unit.plain)
        return True


class Walk:
    """One pass over the units of one plan."""

    def __init__(self, stretch: Stretch) -> None:
        self.plan: PlanText = stretch.plan
        self.units = stretch.units
        self.years = YearOrder(stretch.plan.year, stretch.school_year, stretch.plan.title)
        self.items: list[DraftItem] = []
        self.notes: list[LineNote] = []
        self.scope: Scope | None = None
        self.declared: list[tuple[int, Tense]] = [(-1, tense_of_heading(stretch.plan.title))]
        self.before = ""
        self.record = Record()
        self.section = 0
        self.around = self._weights()
        self.scheduled = (
            sum(
                1
                for unit in self.units
                if isinstance(unit, Unit)
                and not self._past(unit)
                and (lead := _leading(unit))
                and lead[1].grain is not Grain.DAY
            )
            >= 2
        )

    def run(self) -> None:
        for index, unit in enumerate(self.units):
            following = self.units[index + 1] if index + 1 < len(self.units) else None
            after = self.units[index + 2] if index + 2 < len(self.units) else None
            count = len(self.items)
            if isinstance(unit, Table):
                self._flush()
                found, notes = items_of_table(
                    unit, self.plan.title, self.scope.when if self.scope else None, self.years
                )
                if self._declared() is not Tense.PAST:
                    self.items.extend(found)
                self.notes.extend(notes)
                continue
            sense = self._read(unit, following, after)
            made = len(self.items) - count
            if made:
                sense = (
                    LineSense.ITEMS if any(item.dated for item in self.items[count:]) else LineSense.UNDATED
                )
            self.notes.append(LineNote(unit.line, unit.text, sense, made))
        self._flush()

    # --- one unit -------------------------------------------------------------------------------------------

    def _read(self, unit: Unit, following: Unit | Table | None, after: Unit | Table | None) -> LineSense:
        if is_title(unit, self.plan):
            return LineSense.TITLE
        fields = fields_of(unit.plain, unit.text, unit.body)
        if self._time_alone(fields, following) and (named := _leading_in(fields[0].text)):
            self._flush()
            self._open(unit, named)
            return LineSense.PERIOD
        if fields:
            self._read_fields(unit, fields)
            return LineSense.FIELD
        self._flush()
        self._note_heading(unit)
        if _SIGNATURE.fullmatch(unit.plain.strip()) and self._signs(unit, following):
            return LineSense.FURNITURE
        if (
            isinstance(following, Unit)
            and len(unit.plain) <= 60
            and self._heads_record(unit, following, after)
        ):
            self.record.head(unit)
            return LineSense.HEADING
        opened = self._period(unit, following)
        if opened is not None and not self._past(unit):
            when, rest = opened
            if rest is None or not unit.spoken:
                self._open(unit, when)
            if rest is None:
                return LineSense.PERIOD
            self._take(unit, rest, when, listed=True, lead=unit.body)
            return LineSense.PERIOD
        if self.scope is not None:
            while self.scope is not None and not self.scope.rules(unit):
                self.scope = self.scope.parent
        if self.scope is not None:
            if names_people(unit.plain[unit.body :]):
                return LineSense.FIELD
            self._take(unit, unit.body, self.scope.when, listed=True)
            self.before = unit.text[unit.body :][:40]
            return LineSense.PROSE
        return self._prose(unit)

    def _prose(self, unit: Unit) -> LineSense:
        heading = _heading_like(unit)
        declared = self._declared()
        if declared is Tense.PAST:
            return LineSense.HEADING if heading else LineSense.PAST
        past = tense_of_text(unit.plain, self.around.get(self.section, (0, 0)), declared) is Tense.PAST
        self._take(unit, unit.body, None, listed=False, past=past)
        if heading:
            self.before = unit.text[unit.body :].rstrip("：:。 ")
            return LineSense.HEADING
        return LineSense.PAST if past else LineSense.PROSE

    def _take(
        self,
        unit: Unit,
        begin: int,
        scope: When | None,
        *,
        listed: bool,
        past: bool = False,
        lead: int | None = None,
    ) -> None:
        """Turn the acts of a unit into items; the quote of the first one reaches back to `lead`, its time."""
        if self._declared() is Tense.PAST:
            return
        for act in acts(
            unit.plain, unit.text, begin, len(unit.plain), scope, listed=listed, before=self.before
        ):
            clause = unit.plain[act.begin : act.end]
            tense = tense_of_clause(clause)
            if tense is Tense.PAST or (past and tense is not Tense.PLAN) or not _worth(act, clause, listed):
                continue
            first = lead is not None and act.begin - begin <= 3
            self.items.append(self._item(unit, act, lead if first and lead is not None else act.begin))

    def _item(self, unit: Unit, act: Act, begin: int) -> DraftItem:
        quote = unit.text[begin : act.end].strip(" \u3000，,；;：:、")
        plain = unit.plain[act.begin : act.end]
        when = act.when
        doubts = list(when.doubts) if when else [Doubt.NO_DATE]
        if (
            act.title
            and act.title not in quote
            and act.own_time
            and len(act.title) > 3
            and act.title[:4] not in quote
        ):
            doubts.append(Doubt.POINTS_BACK)
        if len(quote) > 120:
            doubts.append(Doubt.LONG)
        item = DraftItem(
            quote,
            unit.line_at(act.begin),
            self.plan.title,
            act.title,
            kind=kind_of(act.title),
            audience=audience_of(plain),
            owner=owner_of(plain),
            doubts=tuple(doubts),
        )
        return self.years.dated(item, when)

    # --- headings -------------------------------------------------------------------------------------------

    def _note_heading(self, unit: Unit) -> None:
        """Keep the stack of sections, and with it what they declare about past and plan."""
        if not _heading_like(unit):
            return
        rank = _rank(unit)
        if rank <= 1:
            self.section = unit.line
        while len(self.declared) > 1 and self.declared[-1][0] >= rank:
            self.declared.pop()
        said = tense_of_heading(unit.plain)
        if said is not Tense.OPEN and not (
            said is Tense.PAST
            and _leading(unit)
            and (unit.marker.rank > 2 and not unit.level or ":" in unit.plain)
        ):
            self.declared.append((rank, said))

    def _declared(self) -> Tense:
        return self.declared[-1][1] if self.declared[-1][1] is not Tense.PLAN else Tense.OPEN

    def _weights(self) -> dict[int, tuple[int, int]]:
        weights: dict[int, tuple[int, int]] = {}
        section = 0
        for unit in self.units:
            if isinstance(unit, Table):
                continue
            if _heading_like(unit) and _rank(unit) <= 1:
                section = unit.line
            past, future = weigh(unit.plain)
            one, two = weights.get(section, (0, 0))
            weights[section] = (one + past, two + future)
        return weights

    def _period(self, unit: Unit, following: Unit | Table | None) -> tuple[When, int | None] | None:
        """The time a unit opens for itself and its children, and where its own acts begin (None: nowhere)."""
        lead = _leading(unit)
        if lead is None:
            return None
        mention, when = lead
        rest = unit.plain[mention.end :]
        listed = isinstance(following, Unit) and _below(unit, following)
        child = listed and isinstance(following, Unit) and not _leading(following)
        announces = _ANNOUNCES.fullmatch(rest) and (listed or rest.endswith(":"))
        if _HEADER_REST.fullmatch(rest) or announces or (_THEME.fullmatch(rest) and child):
            return when, None
        if not self.scheduled and not re.match(r"\s*(?:\([^)]{0,12}\))?\s*:", rest):
            return None
        if when.grain is Grain.DAY and not re.match(r"\s*:", rest):
            return None
        return when, mention.end

    def _open(self, unit: Unit, when: When) -> None:
        when = self.years.seen(when)
        parent = self.scope
        while parent is not None and (
            not set(when.months) < set(parent.when.months)
            or (parent.style and parent.style == unit.marker.style)
        ):
            parent = parent.parent
        self.scope = Scope(when, unit.marker.style, unit.marker.rank, unit.level, parent=parent)

    def _past(self, unit: Unit) -> bool:
        around = self.around.get(self.section, (0, 0)) if len(unit.plain) > 40 else (0, 0)
        return self._declared() is Tense.PAST or tense_of_text(unit.plain, around, Tense.OPEN) is Tense.PAST

    def _signs(self, unit: Unit, following: Unit | Table | None) -> bool:
        """A lone date with its year signs the document unless a list stands below it."""
        if isinstance(following, Table):
            return False
        return following is None or not following.marker.style or following.marker.rank <= 1

    # --- records --------------------------------------------------------------------------------------------

    def _heads_record(self, unit: Unit, following: Unit, after: Unit | Table | None) -> bool:
        fields = fields_of(following.plain, following.text, following.body)
        if (
            len(fields) == 1
            and unit.marker.number
            and isinstance(after, Unit)
            and after.marker.style == unit.marker.style
            and after.marker.number == 1
        ):
            return False  # the field is the heading of the next list
        return (
            bool(fields)
            and any(field.sort == "time" for field in fields)
            or bool(fields and unit.marker.style and fields[0].sort != "name")
        )

    def _time_alone(self, fields: list[Field], following: Unit | Table | None) -> bool:
        """时间：九月 above a list is a heading, not the field of a record."""
        if len(fields) != 1 or fields[0].sort != "time" or not self.record.empty:
            return False
        return isinstance(following, Unit) and not fields_of(following.plain, following.text, following.body)

    def _read_fields(self, unit: Unit, fields: list[Field]) -> None:
        for field in fields:
            if self.record.full_before(field):
                self._flush()
            self.record.put(field, unit)

    def _flush(self) -> None:
        item = self.record.item(self.plan.title, self.scope.when if self.scope else None)
        if item is not None and self._declared() is not Tense.PAST:
            self.items.append(self.years.dated(item[0], item[1]))
        self.record = Record()


def _below(unit: Unit, following: Unit) -> bool:
    own, next_ = unit.marker, following.marker
    return bool(next_.style) and next_.style != own.style and (not own.style or next_.rank >= own.rank)


def _rank(unit: Unit) -> int:
    return unit.level if unit.level else (unit.marker.rank if unit.marker.style else 1)


def _heading_like(unit: Unit) -> bool:
    if unit.level:
        return True
    limit = _HEADING_STYLES.get(unit.marker.style)
    if limit is not None:
        return len(unit.plain) <= limit
    if unit.marker.style:
        return len(unit.plain) <= 24 and unit.plain.endswith(":")
    return (
        len(unit.plain) <= 22
        and (unit.plain.endswith(":") or not re.search(r"[。;,、]", unit.plain))
        and tense_of_heading(unit.plain) is not Tense.OPEN
    )


def _leading(unit: Unit) -> tuple[Mention, When] | None:
    """The time a unit begins with, a bracket behind it taken in: 一季度（1—3月）."""
    begin = unit.body
    while begin < len(unit.plain) and unit.plain[begin] in " [(:~-*":
        begin += 1
    mentions = find_times("\0" * unit.body + unit.plain[unit.body : unit.body + 80])
    first = next(
        (
            m
            for m in mentions
            if m.begin == begin
            and m.when.grain
            in (Grain.DAY, Grain.MONTH, Grain.QUARTER, Grain.HALF, Grain.WEEK, Grain.YEAR, Grain.SEASON)
        ),
        None,
    )
    if first is None or (
        first.when.grain is Grain.YEAR
        and not re.match(r"全年[^:]{0,8}:|全年\S{0,4}$", unit.plain[first.begin :])
    ):
        return None
    if first.when.grain is Grain.SEASON and not _HEADER_REST.fullmatch(unit.plain[first.end :]):
        return None
    group = [first]
    for mention in mentions:
        between = unit.plain[group[-1].end : mention.begin]
        if (
            mention.begin >= group[-1].end
            and re.fullmatch(r"\s*[(\[,、]?\s*", between)
            and mention.when.grain is not Grain.RECURRING
            and mention.when.grain is not Grain.FESTIVAL
        ):
            group.append(mention)
    when, _ = combined(group, None, unit.plain, begin)
    if when is None or not when.months:
        return None
    end = group[-1].end
    if re.match(r"\s*[)\]]", unit.plain[end:]):
        end += len(unit.plain[end:]) - len(unit.plain[end:].lstrip()) + 1
    return Mention(first.begin, end, when), when


def _leading_in(text: str) -> When | None:
    plain = fold(text)
    return combined(find_times(plain), None, plain, 0)[0]


def _worth(act: Act, clause: str, listed: bool) -> bool:
    """Whether an act is one to put before the committee."""
    when = act.when
    if not listed and clause.endswith(":"):
        return False
    if when is None:
        return bool(listed or (_VAGUE.search(clause) and ACT_VERB.search(clause)))
    if when.grain is Grain.YEAR and not when.recurrence and "全年" in clause and not listed:
        return False
    if not listed and when.grain in (
        Grain.FESTIVAL,
        Grain.SEASON,
        Grain.YEAR,
        Grain.HALF,
        Grain.RECURRING,
        Grain.WEEK,
    ):
        return bool(OPENS_ACT.match(clause) or EVENT.search(clause) or ACT_VERB.search(clause))
    return bool(when.months or when.recurrence or listed)


__all__ = ["Walk", "replace"]
