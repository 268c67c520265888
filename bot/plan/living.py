"""Living with the plan: an item is moved, made an activity, done, postponed, cancelled."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlmodel import Session, select

from bot import audit
from bot.activities.model import Activity
from bot.activities.publishing import Draft, create_activity
from bot.activities.rules import ActivityKind, ActivityState
from bot.members.rules import Actor
from bot.plan import reminding, rules
from bot.plan.drafting import People, require_right
from bot.plan.looking import ItemCard, Line, item_card
from bot.plan.model import PlanItem, PlanOccurrence
from bot.plan.reading import Kind
from bot.plan.rules import Policy, Span
from bot.plan.states import OccurrenceState
from bot.plan.texts import living as texts
from bot.plan.timing import Timing
from bot.refused import Refused
from bot.wording import midnight

REASON_LIMIT = 200
OWNER_LIMIT = 40
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
    row = _locked(session, occurrence_id)
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
        request=f"plan_occurrence:{occurrence_id}:{linked.id if linked else 0}",
        publish=False,
    )
    row.activity_id, row.changed_at = made.activity_id, now
    session.add(row)
    session.flush()
    audit.note(session, actor.member_id, now, "plan.activity_made", _subject(row), activity=made.activity_id)
    return Made(made.activity_id, made.title, draft.starts_at, again=False)


def _draft(line: Line, now: datetime) -> Draft:
    """What the activity is to be, as far as the plan says."""
    title = line.title if len(line.title) <= ACTIVITY_TITLE else f"{line.title[: ACTIVITY_TITLE - 1]}…"
    return Draft(
        title=title,
        kind=_KINDS.get(line.kind, ActivityKind.OTHER),
        starts_at=_start(line.span, now),
        audience=line.audience,
        source=f"plan_occurrence:{line.occurrence_id}",
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


def move_item(
    session: Session, actor: Actor, now: datetime, *, occurrence_id: int, timing: Timing, policy: Policy
) -> ItemCard:
    """Give the item another time; it is planned again, and its reminders follow. Raises Refused."""
    require_right(actor)
    row = _locked(session, occurrence_id)
    if len(timing.spans) != 1:
        raise Refused("one_time", texts.one_time_only())
    span = timing.spans[0]
    if span.end_on < rules.local_day(now):
        raise Refused("past", texts.already_past(span))
    row.start_on, row.end_on, row.exact = span.start_on, span.end_on, span.exact
    row.state, row.reason, row.changed_at = OccurrenceState.PLANNED, "", now
    session.add(row)
    session.flush()
    reminding.keep_schedule(session, now, policy)
    audit.note(session, actor.member_id, now, "plan.item_moved", _subject(row))
    return item_card(session, actor, now, occurrence_id=occurrence_id)


def check_may_settle(card: ItemCard) -> None:
    """Raises Refused when neither the committee nor the owner looks at the item."""
    if not card.managing and not card.may_settle:
        raise Refused("no_right", texts.no_right())


def settle_item(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    occurrence_id: int,
    state: OccurrenceState,
    reason: str = "",
    policy: Policy,
) -> ItemCard:
    """Say what became of the item: the committee anything, its owner that it was done or is postponed.
    A postponed item needs a reason. The same again changes nothing. Raises Refused."""
    card = item_card(session, actor, now, occurrence_id=occurrence_id)
    by_owner = state in {OccurrenceState.DONE, OccurrenceState.POSTPONED} and card.may_settle
    if not card.managing and not by_owner:
        raise Refused("no_right", texts.no_right())
    reason = " ".join(reason.split())
    if state is OccurrenceState.POSTPONED and not reason:
        raise Refused("no_reason", texts.reason_needed())
    if len(reason) > REASON_LIMIT:
        raise Refused("too_long", texts.reason_too_long(REASON_LIMIT, len(reason)))
    row = _locked(session, occurrence_id)
    if row.state != state or row.reason != reason:
        row.state, row.reason, row.changed_at = state, reason, now
        session.add(row)
        session.flush()
        reminding.keep_schedule(session, now, policy)
        audit.note(session, actor.member_id, now, f"plan.item_{state}", _subject(row))
    return item_card(session, actor, now, occurrence_id=occurrence_id)


def set_reminders(
    session: Session, actor: Actor, now: datetime, *, occurrence_id: int, days: str, policy: Policy
) -> ItemCard:
    """Remind those who look after the item these days ahead (``7,1``), as the settings say (``usual``) or not at all
    (``none``). Raises Refused for anything else."""
    require_right(actor)
    item = _item(session, actor, now, occurrence_id)
    chosen = {"usual": None, "none": ""}.get(days, days or "-")
    if chosen and not all(
        part.isascii() and part.isdigit() and int(part) <= 90 for part in chosen.split(",")
    ):
        raise Refused("no_days", texts.gone())
    item.remind_days, item.changed_at = chosen, now
    session.add(item)
    session.flush()
    reminding.keep_schedule(session, now, policy)
    audit.note(session, actor.member_id, now, "plan.reminders_set", f"plan_item:{item.id}", days=days)
    return item_card(session, actor, now, occurrence_id=occurrence_id)


def set_owner(
    session: Session, actor: Actor, now: datetime, *, occurrence_id: int, name: str, policy: Policy
) -> ItemCard:
    """Name who is responsible. A name that exactly one active member has makes that member the owner, who is reminded
    and may say what became of the item; any other name is kept as it is. Raises Refused."""
    require_right(actor)
    name = " ".join(name.split())
    if not 1 <= len(name) <= OWNER_LIMIT:
        raise Refused("bad_name", texts.owner_name(OWNER_LIMIT))
    item = _item(session, actor, now, occurrence_id)
    item.owner, item.owner_id, item.changed_at = name, People(session).member(name), now
    session.add(item)
    session.flush()
    reminding.keep_schedule(session, now, policy)
    audit.note(session, actor.member_id, now, "plan.owner_set", f"plan_item:{item.id}", owner=item.owner_id)
    return item_card(session, actor, now, occurrence_id=occurrence_id)


def _item(session: Session, actor: Actor, now: datetime, occurrence_id: int) -> PlanItem:
    card = item_card(session, actor, now, occurrence_id=occurrence_id)
    return session.get_one(PlanItem, card.line.item_id)


def _locked(session: Session, occurrence_id: int) -> PlanOccurrence:
    query = select(PlanOccurrence).where(PlanOccurrence.id == occurrence_id).with_for_update()
    row = session.exec(query).first()
    if row is None:
        raise Refused("gone", texts.gone())
    return row


def _subject(row: PlanOccurrence) -> str:
    return f"plan_occurrence:{row.id}"
