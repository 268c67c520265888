"""The plan as files: for calendars (.ics), for Excel (.xlsx), and as a picture of the year (.png)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import partial

from sqlmodel import Session, col, select

from bot.activities.model import Activity
from bot.files.sheets import workbook
from bot.members.rules import Actor, Right, may
from bot.plan import looking
from bot.plan.card import item_card, people_of
from bot.plan.drafting import require_right, spans_by_item
from bot.plan.drafts import document_row, draft_rows, id_of
from bot.plan.looking import Line
from bot.plan.model import PlanItem, PlanOccurrence
from bot.plan.outcomes import Turnout
from bot.plan.picture import draw_year
from bot.plan.rules import first_of, last_of
from bot.plan.states import OccurrenceState
from bot.plan.texts import exporting as texts
from bot.refused import Refused
from bot.wording import local

#: From here the changes of an item are numbered, in seconds.
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


class Form(StrEnum):
    """What sort of file."""

    CALENDAR = "ics"
    TABLE = "xlsx"
    PICTURE = "png"


@dataclass(frozen=True, slots=True)
class Exported:
    """What goes into a file; ``content()`` makes it and takes up to a second: call it in a thread."""

    name: str
    caption: str
    year: int
    lines: tuple[Line, ...]
    changes: dict[int, int]
    starts: dict[int, tuple[datetime, datetime | None]]
    came: dict[int, Turnout]
    form: Form

    def content(self, now: datetime) -> bytes:
        """The bytes of the file."""
        make = {
            Form.CALENDAR: partial(calendar_of, self.lines, self.changes, self.starts, now),
            Form.TABLE: partial(table_of, self.lines, self.came, self.year),
            Form.PICTURE: partial(draw_year, self.lines, self.year),
        }
        return make[self.form]()


def export_year(session: Session, actor: Actor, now: datetime, *, year: int, form: Form) -> Exported:
    """What the actor may see of a year. Raises Refused when that is nothing."""
    lines = looking.items_in(session, actor, now, first=date(year, 1, 1), last=date(year, 12, 31))
    if not lines:
        raise Refused("nothing", texts.nothing(year))
    name = texts.file_name(year, form.value)
    caption, came = (
        texts.caption(year, form.value, managing=may(actor, Right.MANAGE_PLAN)),
        looking.turnouts_of(session, lines),
    )
    return Exported(name, caption, year, lines, _changes(session, lines), _starts(session, lines), came, form)


def export_month(session: Session, actor: Actor, now: datetime, *, month: int) -> Exported:
    """What the actor may see of a month, for the calendar of a phone. Raises Refused when that is nothing."""
    if not 2000 * 12 <= month < 2100 * 12:
        raise Refused("no_month", texts.nothing(month // 12))
    seen = looking.items_in(session, actor, now, first=first_of(month), last=last_of(month))
    lines = tuple(line for line in seen if in_a_calendar(line))
    if not lines:
        raise Refused("nothing", texts.nothing_for_calendars(month))
    changes, starts = _changes(session, lines), _starts(session, lines)
    name, caption = texts.month_file_name(month), texts.item_caption()
    return Exported(name, caption, month // 12, lines, changes, starts, {}, Form.CALENDAR)


def _changes(session: Session, lines: Sequence[Line]) -> dict[int, int]:
    """By occurrence, a number that grows with every change of the item, its time or its activity: a calendar takes the
    file with the higher one."""
    ids = [line.occurrence_id for line in lines]
    rows = session.exec(
        select(PlanOccurrence.id, PlanOccurrence.changed_at, PlanItem.changed_at, Activity.revision)
        .join(PlanItem, col(PlanItem.id) == col(PlanOccurrence.item_id))
        .outerjoin(Activity, col(Activity.id) == col(PlanOccurrence.activity_id))
        .where(col(PlanOccurrence.id).in_(ids))
    )
    return {
        number or 0: int((max(time_at, item_at) - _EPOCH).total_seconds()) + (activity or 0)
        for number, time_at, item_at, activity in rows
    }


def export_item(session: Session, actor: Actor, now: datetime, *, occurrence_id: int) -> Exported:
    """One item for the calendar of a phone. Raises Refused."""
    line = item_card(session, actor, now, occurrence_id=occurrence_id).line
    starts = _starts(session, [line])
    return Exported(
        texts.item_file_name(line.title),
        texts.item_caption(),
        line.span.start_on.year,
        (line,),
        _changes(session, [line]),
        starts,
        {},
        Form.CALENDAR,
    )


def _starts(session: Session, lines: Sequence[Line]) -> dict[int, tuple[datetime, datetime | None]]:
    """The hours of the activities made from items."""
    ids = [line.activity_id for line in lines if line.activity_id is not None]
    if not ids:
        return {}
    rows = session.exec(
        select(Activity.id, Activity.starts_at, Activity.ends_at).where(col(Activity.id).in_(ids))
    )
    return {activity_id or 0: (starts_at, ends_at) for activity_id, starts_at, ends_at in rows}


def in_a_calendar(line: Line) -> bool:
    """Whether it makes an entry: whole years and what happens daily would cover every day."""
    return line.activity_id is not None or not (line.everyday or line.span.standing)


def calendar_of(
    lines: Sequence[Line],
    changes: Mapping[int, int],
    starts: dict[int, tuple[datetime, datetime | None]],
    now: datetime,
) -> bytes:
    """An iCalendar file (RFC 5545). An item keeps its UID whenever it is exported again and its SEQUENCE grows with its
    ``changes``, so that a calendar moves it instead of doubling it. Whole months and what happens daily are left out: they would cover every day."""
    from icalendar import Calendar, Event, Timezone

    zone = local(now).tzinfo
    calendar = Calendar()
    calendar.add("prodid", "-//unionbot//plan//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", texts.calendar_name())
    calendar.add_component(Timezone.from_tzid(str(zone)))
    for line in lines:
        hours = starts.get(line.activity_id or 0)
        if hours is None and not in_a_calendar(line):
            continue
        event = Event()
        event.add("uid", f"plan-occurrence-{line.occurrence_id}@unionbot")
        event.add("sequence", changes[line.occurrence_id])
        event.add("dtstamp", now)
        event.add("summary", line.title)
        if hours is not None:
            event.add("dtstart", local(hours[0]))
            event.add("dtend", local(hours[1] or hours[0] + timedelta(hours=2)))
        else:
            event.add("dtstart", line.span.start_on)
            event.add("dtend", line.span.end_on + timedelta(1))
            event.add("transp", "OPAQUE" if line.span.exact else "TRANSPARENT")
        if line.owner:
            event.add("description", texts.owner(line.owner))
        event.add("status", "CANCELLED" if line.state is OccurrenceState.CANCELLED else "CONFIRMED")
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def table_of(lines: Sequence[Line], came: Mapping[int, Turnout], year: int) -> bytes:
    """The plan as a table that can be edited and sent back: its columns are those of plans. What was done says how
    many ``came``, by occurrence, and what it cost."""
    by_item: dict[int, list[Line]] = {}
    for line in lines:
        by_item.setdefault(line.item_id, []).append(line)
    rows: list[tuple[str | int | float, ...]] = []
    for own in by_item.values():
        # A recurring item is one row, as in a plan; its times follow from it.
        for part in [own] if own[0].recurrence else [[line] for line in own]:
            done = [line for line in part if line.state is OccurrenceState.DONE]
            people = [people_of(line, came.get(line.occurrence_id)) for line in done]
            spent = [line.spent_fen for line in done]
            rows.append(
                texts.row(
                    part[0],
                    len(rows) + 1,
                    state=texts.progress(part, came),
                    people=_sum(people),
                    spent_fen=_sum(spent),
                )
            )
    return workbook(texts.sheet(year), texts.HEADER, rows, widths=texts.WIDTHS)


def _sum(known: Sequence[int | None]) -> int | None:
    """The sum of what is known, None when nothing is."""
    figures = [figure for figure in known if figure is not None]
    return sum(figures) if figures else None


def export_draft(session: Session, actor: Actor, *, document_id: int) -> tuple[str, bytes, str]:
    """Name, content and caption of a draft as a table. Sent back under its name it takes the place of the draft.
    Raises Refused."""
    require_right(actor)
    document = document_row(session, document_id)
    items = draft_rows(session, document_id)
    spans = spans_by_item(session, [id_of(item) for item in items])
    rows = [texts.draft_row(item, spans[id_of(item)], number) for number, item in enumerate(items, 1)]
    content = workbook(texts.sheet(document.year), texts.DRAFT_HEADER, rows, widths=texts.WIDTHS)
    return texts.draft_file_name(document.year, document_id), content, texts.draft_caption()
