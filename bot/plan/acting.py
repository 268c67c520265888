"""An item of the plan becomes an activity: prefilled, for the committee to look over."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlmodel import Session

from bot import audit
from bot.activities.model import Activity
from bot.activities.organising.publishing import Draft, create_activity
from bot.activities.rules import ActivityKind, ActivityState
from bot.members.rules import Actor
from bot.plan import rules
from bot.plan.card import item_card
from bot.plan.drafting import require_right
from bot.plan.linked import SOURCE
from bot.plan.living import locked, subject
from bot.plan.looking import Line
from bot.plan.reading import Kind
from bot.plan.rules import Span
from bot.plan.states import OccurrenceState
from bot.plan.texts import living as texts
from bot.refused import Refused
from bot.wording import midnight

#: Where the plan names no hour, an activity begins in the afternoon; the committee sees it before anybody else does.
USUAL_START = time(15, 0)
ACTIVITY_TITLE = 60
_KINDS = {
    Kind.CONTEST: ActivityKind.CONTEST,
    Kind.HEALTH: ActivityKind.HEALTH,
    Kind.MEETING: ActivityKind.MEETING,
    Kind.FESTIVAL: ActivityKind.FESTIVAL,
    Kind.TRAINING: ActivityKind.TRAINING,
    Kind.CARE: ActivityKind.CARE,
}


@dataclass(frozen=True, slots=True)
class Made:
    """The activity of an item: a draft that nobody but the committee sees. ``again``: it was there already."""

    activity_id: int
    title: str
    starts_at: datetime
    again: bool


def make_activity(session: Session, actor: Actor, now: datetime, *, occurrence_id: int) -> Made:
    """Make a draft of an activity out of the item and keep the link. A second time gives the same one, unless it
    was cancelled. Raises Refused."""
    require_right(actor)
    row = locked(session, occurrence_id)
    card = item_card(session, actor, now, occurrence_id=occurrence_id)
    linked = session.get(Activity, row.activity_id) if row.activity_id is not None else None
    if linked is not None and linked.state != ActivityState.CANCELLED:
        return Made(int(linked.id or 0), linked.title, linked.starts_at, again=True)
    if row.state != OccurrenceState.PLANNED:
        raise Refused("not_planned", texts.not_planned(OccurrenceState(row.state)))
    draft = _draft(card.line, now)
    made = create_activity(
        session,
        actor,
        now,
        draft=draft,
        request=f"{SOURCE}{occurrence_id}:{linked.id if linked else 0}",
        publish=False,
    )
    row.activity_id, row.changed_at = made.activity_id, now
    session.add(row)
    session.flush()
    audit.note(session, actor.member_id, now, "plan.activity_made", subject(row), activity=made.activity_id)
    return Made(made.activity_id, made.title, draft.starts_at, again=False)


def _draft(line: Line, now: datetime) -> Draft:
    """What the activity is to be, as far as the plan says."""
    title = line.title if len(line.title) <= ACTIVITY_TITLE else f"{line.title[: ACTIVITY_TITLE - 1]}…"
    return Draft(
        title=title,
        kind=_KINDS.get(line.kind, ActivityKind.OTHER),
        starts_at=_start(line.span, now),
        audience=line.audience,
        source=f"{SOURCE}{line.occurrence_id}",
    )


def _start(span: Span, now: datetime) -> datetime:
    """The afternoon of the named day, of the middle of the month, or of the next working day when that is over."""
    day = span.start_on
    if not span.exact:
        middle = span.start_on + timedelta(14)
        day = middle if rules.is_workday(middle) else rules.next_workday(middle)
    if day <= rules.local_day(now):
        day = rules.next_workday(rules.local_day(now))
    return midnight(day) + timedelta(hours=USUAL_START.hour, minutes=USUAL_START.minute)
