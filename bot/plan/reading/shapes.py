"""What a reading of a plan document consists of: plans, draft items, a note for every line."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What sort of work an item is; decides the form its activity gets."""

    CONTEST = "contest"
    HEALTH = "health"
    MEETING = "meeting"
    FESTIVAL = "festival"
    TRAINING = "training"
    CARE = "care"
    VOTE = "vote"
    COLLECTION = "collection"
    PUBLICATION = "publication"
    INSPECTION = "inspection"
    OTHER = "other"


class Freq(StrEnum):
    """How often a recurring item falls due."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    BIMONTHLY = "bimonthly"
    QUARTERLY = "quarterly"
    HALFYEARLY = "halfyearly"
    SEMESTER = "semester"
    YEARLY = "yearly"


class Doubt(StrEnum):
    """Why the committee should look at an item before it is confirmed."""

    NO_DATE = "no_date"
    POINTS_BACK = "points_back"
    FESTIVAL = "festival"
    LUNAR = "lunar"
    SEASON = "season"
    WHOLE_PERIOD = "whole_period"
    WEEK_NUMBER = "week_number"
    YEAR_MISMATCH = "year_mismatch"
    NO_SUCH_DAY = "no_such_day"
    PROSE = "prose"
    LONG = "long"


class LineSense(StrEnum):
    """What a line of the document was taken for."""

    TITLE = "title"
    HEADING = "heading"
    PERIOD = "period"
    ITEMS = "items"
    UNDATED = "undated"
    PAST = "past"
    FIELD = "field"
    TABLE_HEAD = "table_head"
    FURNITURE = "furniture"
    RULE = "rule"
    TARGET = "target"
    DROPPED = "dropped"
    TALK = "talk"
    QUOTE = "quote"
    MONEY = "money"
    PROSE = "prose"


@dataclass(frozen=True, slots=True, order=True)
class MonthDay:
    """A day of a year that may not be known yet. February runs to 29 here; `on` clamps it."""

    month: int
    day: int

    def __str__(self) -> str:
        return f"{self.month:02d}-{self.day:02d}"

    def on(self, year: int) -> date:
        """The date in that year; 29 February becomes the 28th in a common year."""
        return date(year, self.month, min(self.day, monthrange(year, self.month)[1]))


@dataclass(frozen=True, slots=True)
class Recurrence:
    """`times` is the wording of the number ("1", "1-2", ">=4"); `at` is where in the period ("end", "07:00-07:30", "wed")."""

    freq: Freq
    times: str = "1"
    interval: int = 1
    at: str = ""


@dataclass(frozen=True, slots=True)
class PlanText:
    """One plan inside the document; the title is "" when it has none. `year` is None when it is masked (20xx年) or absent: ask."""

    title: str
    year: int | None
    line: int


@dataclass(frozen=True, slots=True)
class DraftItem:
    """One act of the plan as read, before anybody confirmed it.

    `months` are in the order of time; `start` and `end` are exact days where the document gives them; they lie in the
    plan's year plus `year_offset` (an end before its start lies one year later). An item with neither months nor a
    recurrence is undated and carries `Doubt.NO_DATE`. `sign_up_by` is the last day of its registration, where told. `line` counts physical lines from 1 (paragraphs and table rows in
    a Word or Excel file).
    """

    quote: str
    line: int
    plan_title: str
    title: str
    months: tuple[int, ...] = ()
    start: MonthDay | None = None
    end: MonthDay | None = None
    recurrence: Recurrence | None = None
    kind: Kind = Kind.OTHER
    deadline: bool = False
    sign_up_by: MonthDay | None = None
    year_offset: int = 0
    audience: str = ""
    owner: str = ""
    doubts: tuple[Doubt, ...] = ()

    @property
    def dated(self) -> bool:
        return bool(self.months or self.recurrence)


@dataclass(frozen=True, slots=True)
class LineNote:
    """What became of one line; `items` counts the drafts taken from it."""

    line: int
    text: str
    sense: LineSense
    items: int = 0


@dataclass(frozen=True, slots=True)
class PlanReading:
    plans: tuple[PlanText, ...]
    items: tuple[DraftItem, ...]
    lines: tuple[LineNote, ...]
    source: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """Text of a table cell; `line` of its first character."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; merged cells are repeated, so every row has its own."""

    rows: tuple[tuple[Cell, ...], ...]

    @property
    def line(self) -> int:
        return self.rows[0][0].line


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A physical line. `level` is 1–6 for a heading style, 0 otherwise."""

    text: str
    line: int
    level: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """A document opened: its paragraphs and tables in reading order."""

    blocks: tuple[Paragraph | Table, ...]
