"""Walking through a plan unit by unit: headings decide tense and period, lists and sentences give the items."""

import re
from dataclasses import replace

from .acts import acts
from .combining import YEAR_END, near_year_end
from .drafts import draft, is_rule, refusal, why_not
from .periods import Scope, is_chapter, leading, opened, period, stage, term_begins, time_of
from .plans import Stretch, is_title
from .records import Field, Record, fields_of
from .sections import Sections, heading_like, turn_inside
from .shapes import DraftItem, LineNote, LineSense, Table
from .table_items import items_of_table
from .tense import Tense
from .units import Unit
from .when import Grain, When, one_day
from .wording import names_people, owner_before
from .years import YearOrder

_SIGNATURE = re.compile(
    r"\(?\s*(?:20\d\d|二[〇○零0][一二三四五六七八九〇○零]{2})\s*年\s*[\d一二三四五六七八九十]{1,3}\s*月(?:\s*[\d一二三四五六七八九十廿]{1,3}\s*[日号])?\s*\)?"
)


_BRACKETED = re.compile(r"\([^()]*\)")
# 篮球赛啥时候？ — the answer names only the time.
_ASKS_WHEN = re.compile(
    r"(?:那|请问|主席|年底的|今年的?|咱们?的?|[,、 ])*(?P<what>[^,。?;:]{2,12}?)(?:是|在|还|定在|安排在|放在|打算)*(?:啥时候|什么时候|几月|几号|何时|哪天|[办搞]不[办搞]|[办搞]吗)[^,。;]{0,6}[?]?\s*$"
)
_SIGNER = re.compile(r"[^,。;:\d]{1,24}(?:工会|委员会|分会|联合会)")


class Walk:
    """One pass over the units of one plan."""

    def __init__(self, stretch: Stretch) -> None:
        self.plan = stretch.plan
        self.units = stretch.units
        self.years = YearOrder(
            stretch.plan.year,
            stretch.plan.title,
            school=stretch.school,
            school_year=stretch.school_year,
            term_begins=term_begins(stretch.units),
        )
        self.items: list[DraftItem] = []
        self.sections = Sections(stretch.plan.title, stretch.units)
        self.scope: Scope | None = None
        self.numbers: dict[str, int] = {}  # how far each style of numbering has come
        self.before = ""  # what a sentence that points back would mean
        self.record = Record()
        self.scheduled = self._leading_times() >= 2
        self._why_not: LineSense | None = None  # why the unit being read gave no item
        self._senses: list[tuple[LineNote, tuple[int, ...]]] = []

    def run(self) -> None:
        """Read every unit; afterwards `items` and `notes` are complete."""
        for index, unit in enumerate(self.units):
            following, after = (*self.units[index + 1 : index + 3], None, None)[:2]
            if isinstance(unit, Table):
                self._read_table(unit)
                continue
            self._why_not = why_not(unit.plain, spoken=unit.spoken)
            sense = self._read(unit, following, after)
            if sense in (LineSense.PROSE, LineSense.PERIOD) and self._why_not is not None:
                sense = self._why_not
            if unit.marker.number:
                self.numbers[unit.marker.style] = unit.marker.number
            self._senses.append(
                (LineNote(unit.line, unit.text, sense), tuple(line for _, line in unit.lines))
            )
        self._flush()

    @property
    def notes(self) -> list[LineNote]:
        """A note for every unit and table row, with the number of items taken from it."""
        notes: list[LineNote] = []
        left: dict[int, list[DraftItem]] = {}
        for item in self.items:
            left.setdefault(item.line, []).append(item)
        for note, lines in self._senses:
            made = [item for line in dict.fromkeys(lines) for item in left.pop(line, [])]
            sense = note.sense
            if made:
                sense = LineSense.ITEMS if any(item.dated for item in made) else LineSense.UNDATED
            notes.append(replace(note, sense=sense, items=len(made)))
        return notes

    def _leading_times(self) -> int:
        """How many units begin with a period and are not about the past."""
        units = [unit for unit in self.units if isinstance(unit, Unit)]
        times = [mention for unit in units if (mention := leading(unit)) and not self._past(unit)]
        return sum(not one_day(mention.when) for mention in times)

    # --- one unit ---------------------------------------------------------------------------------------------

    def _read(self, unit: Unit, following: Unit | Table | None, after: Unit | Table | None) -> LineSense:
        if is_title(unit, self.plan) or self._subtitle(unit):
            return LineSense.TITLE
        if fields := fields_of(unit.plain, unit.text, unit.body):
            return self._read_fields(unit, fields, following)
        self._flush()
        if _SIGNATURE.fullmatch(unit.plain.strip()) and self._signs(following):
            return LineSense.FURNITURE
        if _SIGNER.fullmatch(unit.plain.strip()) and self.items and _ends(following):
            return LineSense.FURNITURE
        if (
            isinstance(following, Unit)
            and len(unit.plain) <= 60
            and self._heads_record(unit, following, after)
        ):
            self.record.head(unit)
            return LineSense.HEADING
        if unit.spoken and (asked := _ASKS_WHEN.match(unit.plain, unit.body)):
            self.before = unit.text[asked.start("what") : asked.end("what")]
            return LineSense.PROSE
        if self.scope is None or unit.level or unit.marker.style or unit.plain.endswith(":"):
            staged = stage(unit, heads=True) is not None
            self.sections.enter(unit, timed=leading(unit) is not None, staged=staged)
        opening = period(unit, following, scheduled=self.scheduled)
        if opening is not None and not self._past(unit) and not self._named_after_year_end(unit):
            return self._read_period(unit, *opening)
        return self._read_below(unit, following)

    def _read_below(self, unit: Unit, following: Unit | Table | None) -> LineSense:
        """A unit that opens no period: under the one that still rules it, or running text."""
        while self.scope is not None and not self.scope.rules(unit):
            self.scope = self.scope.parent
        if self.scope is None:
            return self._read_prose(unit)
        if names_people(unit.plain[unit.body :]):
            return LineSense.FIELD
        if is_chapter(unit, following):
            self.scope.child = None
            return LineSense.HEADING
        self._take(unit, unit.body, self.scope.when, listed=True)
        self.before = unit.text[unit.body :][:40]
        return LineSense.PROSE

    def _subtitle(self, unit: Unit) -> bool:
        """（2027年上半年） below the title says what the plan is about; it rules no lines."""
        mention = leading(unit) if _BRACKETED.fullmatch(unit.plain) and not self.items else None
        wide = mention is not None and mention.when.grain in (Grain.HALF, Grain.YEAR)
        return wide and self.scope is None and unit.line - self.plan.line <= 3

    def _named_after_year_end(self, unit: Unit) -> bool:
        """年终慰问 in a list below 一月 is an act of January; it opens no period."""
        scope, style = self.scope, unit.marker.style
        listed = scope is not None and style and style != scope.style and near_year_end(scope.when)
        told = YEAR_END.match(unit.plain, unit.body)
        return bool(listed and told and unit.plain[told.end() : told.end() + 1] not in ("前", ":"))

    def _read_period(self, unit: Unit, when: When, rest: int | None) -> LineSense:
        when = self.years.seen(when)
        if when.week and not when.months and self.scope:
            when = replace(when, months=self.scope.when.months, year_offset=self.scope.when.year_offset)
        if rest is None or not unit.spoken:
            self.scope = opened(when, unit, self.scope, self.numbers, inline=rest is not None)
        if rest is not None:
            self._take(unit, rest, when, listed=True, lead=unit.body)
        return LineSense.PERIOD

    def _read_prose(self, unit: Unit) -> LineSense:
        heading = heading_like(unit)
        past = self.sections.past(unit, around=not unit.spoken)
        if unit.spoken and unit.plain.count("。") >= 3:
            past = self.sections.silent  # in speech every sentence tells its own tense
        if self.sections.declared is Tense.RULES:
            return LineSense.HEADING if heading else LineSense.RULE
        self._take(unit, unit.body, None, listed=False, past=past, turned=turn_inside(unit.plain))
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
        turned: int | None = None,
        lead: int | None = None,
    ) -> None:
        """Turn the acts of a unit into items; the quote of the first one reaches back to `lead`, its time.

        What stands before `turned` in a unit of the `past` tells of the past.
        """
        if self.sections.silent:
            return
        if is_rule(unit.plain):
            self._why_not = LineSense.RULE
            return
        plain = unit.plain
        owner, behind = ("", begin) if unit.spoken else owner_before(plain, begin)
        begin = max(begin, behind)
        for act in acts(
            plain,
            unit.text,
            begin,
            len(plain),
            scope,
            listed=listed,
            before=self.before,
            led=lead is not None and unit.spoken,
            year=self.plan.year,
        ):
            clause = plain[act.begin : act.end]
            before_turn = past and (turned is None or act.begin < turned)
            why_not = refusal(act, clause, listed=listed, past=before_turn)
            if self.years.over(act.when) or why_not is not None:
                self._why_not = self._why_not or why_not
                continue
            quoted_from = lead if lead is not None and act.begin - begin <= 3 else act.begin
            item = draft(unit, act, quoted_from, self.plan.title, listed=listed)
            item = replace(item, owner=item.owner or owner)
            self.items.append(self.years.dated(item, act.when))

    def _read_table(self, table: Table) -> None:
        self._flush()
        found, notes = items_of_table(
            table, self.plan.title, self.scope.when if self.scope else None, self.years
        )
        if not self.sections.silent:
            self.items.extend(found)
        self._senses.extend(notes)

    def _past(self, unit: Unit) -> bool:
        return self.sections.past(unit, around=len(unit.plain) > 40 and not unit.spoken)

    def _signs(self, following: Unit | Table | None) -> bool:
        """A lone date with its year signs the document unless a list stands below it."""
        if isinstance(following, Table):
            return False
        return following is None or not following.marker.style or following.marker.rank <= 1

    # --- fields -----------------------------------------------------------------------------------------------

    def _read_fields(self, unit: Unit, fields: list[Field], following: Unit | Table | None) -> LineSense:
        alone = len(fields) == 1
        if (
            alone
            and fields[0].sort == "time"
            and self.record.empty
            and _no_field(following)
            and (when := time_of(fields[0].text))
        ):
            self.scope = opened(
                self.years.seen(when), unit, self.scope, self.numbers
            )  # 时间：九月 above a list
            return LineSense.PERIOD
        if alone and fields[0].sort == "other" and len(unit.plain) > 14 and self.record.empty:
            self._flush()
            return self._read_prose(unit)
        for field in fields:
            if self.record.full_before(field):
                self._flush()
            self.record.put(field, unit)
        return LineSense.FIELD

    def _heads_record(self, unit: Unit, following: Unit, after: Unit | Table | None) -> bool:
        """The unit names what the fields below it tell."""
        fields = fields_of(following.plain, following.text, following.body)
        if not fields:
            return False
        restarts = (
            isinstance(after, Unit) and after.marker.style == unit.marker.style and after.marker.number == 1
        )
        if len(fields) == 1 and unit.marker.number and restarts:
            return False  # the field is the heading of the next list
        timed = any(field.sort == "time" for field in fields)
        return timed or bool(unit.marker.style and fields[0].sort not in ("name", "other"))

    def _flush(self) -> None:
        """Close the record that was open and take its items."""
        scope = self.scope.when if self.scope else None
        if not self.sections.silent:
            for item, when in self.record.items(self.plan.title, scope):
                self.items.append(self.years.dated(item, self.years.seen(when) if when else None))
        self.record = Record()


def _ends(following: Unit | Table | None) -> bool:
    """Nothing but the date of the document follows."""
    return following is None or (
        isinstance(following, Unit) and bool(_SIGNATURE.fullmatch(following.plain.strip()))
    )


def _no_field(following: Unit | Table | None) -> bool:
    return isinstance(following, Unit) and not fields_of(following.plain, following.text, following.body)
