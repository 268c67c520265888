"""New activities: what fits, the preview, the draft, and opening it for signing up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlmodel import Session, col, select

from bot import audit, outbox, reminders
from bot.activities import rules, texts
from bot.activities.card import Card, card_of
from bot.activities.contests import finals
from bot.activities.contests import timing as contest_timing
from bot.activities.contests.part import part_of
from bot.activities.duties import enrolling
from bot.activities.duties.texts import chasing as duty_texts
from bot.activities.eligibility import audience_of
from bot.activities.limits import SHOWN
from bot.activities.model import Activity, Slot
from bot.activities.organising import copying, opening, telling
from bot.activities.organising.texts import managing as committee
from bot.activities.rules import ActivityKind, ActivityState
from bot.activities.texts import cards
from bot.members import audience_query
from bot.members.audience_query import Reach
from bot.members.rules import Actor, Right, may
from bot.refused import Refused
from bot.storage import signal
from bot.wording import local

DAY_BEFORE = "activity.day_before"


NEXT_SLOT = "activity.next_slot"
OVER = "activity.over"


TITLE_LIMIT = 60


PLACE_LIMIT = 60


DESCRIPTION_LIMIT = 800
#: Most people one member signs up, and hours a place is kept for somebody who waits.
MOST_PEOPLE, MOST_HOURS = 20, 168


#: An activity is put among the past ones even when the bot was down for long.
_EVER = timedelta(days=3650)


@dataclass(frozen=True, slots=True)
class Timing:
    """When people are reminded on the day before, and how late that may come."""

    remind: time = time(18, 0)
    late: timedelta = timedelta(hours=2)


USUAL_TIMING = Timing()


@dataclass(frozen=True, slots=True)
class Draft:
    """What an activity is to be. ``audience`` in its stored form; ``source`` names what it came from (plan_item:12);
    ``cloned_from``: the activity that is held once more."""

    title: str
    kind: ActivityKind
    starts_at: datetime
    ends_at: datetime | None = None
    place: str = ""
    deadline_at: datetime | None = None
    capacity: int | None = None
    audience: str = "everyone"
    description: str = ""
    most_people: int = 1
    offer_hours: int | None = None
    compulsory: bool = False
    draw: bool = False
    stage_of: int | None = None
    source: str = ""
    cloned_from: int | None = None
    opens_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """An activity that members see now; ``told`` is how many of its audience can be told."""

    activity_id: int
    title: str
    told: int


@dataclass(frozen=True, slots=True)
class Preview:
    """A draft as members will see it, with the head counts of its audience."""

    card: Card
    reach: Reach


def draft_of(answers: Mapping[str, Any]) -> Draft:
    """The activity behind the answers of the form."""
    return Draft(
        title=answers["title"],
        kind=ActivityKind(answers["kind"]),
        starts_at=datetime.fromisoformat(answers["start"]),
        ends_at=datetime.fromisoformat(answers["end"]) if answers.get("end") else None,
        place=answers["place"],
        deadline_at=datetime.fromisoformat(answers["deadline"]) if answers["deadline"] else None,
        capacity=answers["capacity"] or None,
        audience=answers["audience"],
        description=answers.get("description", ""),
        most_people=answers.get("people", 1),
        compulsory=answers.get("compulsory", False),
        draw=answers.get("draw", False),
        stage_of=answers.get("stage_of"),
        offer_hours=answers.get("offer") or None,
        source=answers.get("source", ""),
        cloned_from=answers.get("again_of"),
        opens_at=datetime.fromisoformat(answers["opens"]) if answers.get("opens") else None,
    )


def fit(draft: Draft, now: datetime) -> None:
    """Check a draft. Raises Refused with the first thing that does not fit."""
    check_title(draft.title)
    check_times(draft.starts_at, draft.ends_at, draft.deadline_at, now)
    check_capacity(draft.capacity)
    check_place(draft.place)
    check_description(draft.description)
    opening.check(draft.opens_at, draft.deadline_at or draft.starts_at, now)
    if draft.opens_at is not None and draft.compulsory:
        raise Refused("opening", committee.nothing_to_open())


def check_title(title: str) -> str:
    """The title in one line. Raises Refused when it is empty or too long."""
    line = " ".join(title.split())
    if not 1 <= len(line) <= TITLE_LIMIT:
        raise Refused("title", committee.title_length(TITLE_LIMIT))
    return line


def check_place(place: str) -> str:
    """The place in one line. Raises Refused when it is too long."""
    line = " ".join(place.split())
    if len(line) > PLACE_LIMIT:
        raise Refused("place", committee.place_too_long(PLACE_LIMIT))
    return line


def check_description(description: str) -> str:
    """The description. Raises Refused when it is too long."""
    if len(description) > DESCRIPTION_LIMIT:
        raise Refused("description", committee.description_too_long(DESCRIPTION_LIMIT))
    return description.strip()


def within_start(deadline: datetime, start: datetime) -> datetime:
    """A deadline given as the day of the activity means: until it begins."""
    return start if local(deadline).date() == local(start).date() else deadline


def check_times(
    starts_at: datetime, ends_at: datetime | None, deadline_at: datetime | None, now: datetime
) -> None:
    """Raises Refused unless the start is to come, the end after it and the deadline not after it."""
    if starts_at <= now:
        raise Refused("past", committee.start_is_past(starts_at))
    if ends_at is not None and ends_at <= starts_at:
        raise Refused("end", committee.end_before_start())
    if deadline_at is not None and not now < deadline_at <= starts_at:
        raise Refused("deadline", committee.bad_deadline(deadline_at, starts_at))


def check_capacity(capacity: int | None) -> None:
    """Raises Refused for numbers nobody means."""
    if capacity is not None and not 1 <= capacity <= rules.MOST_CAPACITY:
        raise Refused("capacity", committee.bad_capacity())


def check_people(number: int) -> int:
    """How many people one may sign up. Raises Refused for numbers nobody means."""
    if not 1 <= number <= MOST_PEOPLE:
        raise Refused("people", committee.bad_people(MOST_PEOPLE))
    return number


def check_hours(number: int) -> int:
    """For how many hours a place is kept, 0: not at all. Raises Refused."""
    if not 0 <= number <= MOST_HOURS:
        raise Refused("hours", committee.bad_hours(MOST_HOURS))
    return number


def preview(session: Session, actor: Actor, now: datetime, *, draft: Draft) -> Preview:
    """The card of a draft, and how many members it is for. Raises Refused."""
    require(actor)
    fit(draft, now)
    audience = audience_of(draft.audience)
    row = _row(draft, actor, now, "preview")
    row.state = ActivityState.OPEN
    card = card_of(row, audience_query.describe(session, audience), now)
    return Preview(card, audience_query.reach_of(session, audience, local(now).date()))


def create_activity(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    draft: Draft,
    request: str,
    publish: bool,
    tell: bool = False,
    timing: Timing = USUAL_TIMING,
) -> Published:
    """Store an activity, publish it, and tell its audience. ``request`` names what it came by: the same again gives
    the same activity and stores nothing. Raises Refused."""
    require(actor)
    stored = session.exec(select(Activity).where(col(Activity.request) == request)).first()
    if stored is not None:
        return Published(id_of(stored), stored.title, 0)
    fit(draft, now)
    row = _row(draft, actor, now, request)
    session.add(row)
    session.flush()
    if draft.cloned_from is not None:
        copying.copy_terms(session, draft.cloned_from, row, now)
    audit.note(session, actor.member_id, now, "activity.created", f"activity:{row.id}")
    if not publish:
        return Published(id_of(row), row.title, 0)
    return publish_activity(session, actor, now, activity_id=id_of(row), tell=tell, timing=timing)


def publish_activity(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    activity_id: int,
    tell: bool,
    timing: Timing = USUAL_TIMING,
) -> Published:
    """Open a draft for signing up. ``tell``: push its card to everybody it is for. A second time changes nothing."""
    require(actor)
    row = locked(session, activity_id)
    if row.state != ActivityState.DRAFT:
        return Published(activity_id, row.title, 0)
    check_times(row.starts_at, row.ends_at, row.deadline_at, now)
    row.state = ActivityState.OPEN
    row.published_at = now
    session.add(row)
    session.flush()
    schedule(session, row, now, timing)
    opening.schedule(session, row, now)
    if row.limited:
        contest_timing.schedule_filling(session, row, now)
    audit.note(session, actor.member_id, now, "activity.published", f"activity:{activity_id}")
    if row.compulsory:
        enrolling.enrol_everybody(session, row, now)
    elif row.stage_of is not None:
        enrolled = enrolling.enrol_qualified(session, row, now)
        return Published(activity_id, row.title, len(enrolled))
    return Published(activity_id, row.title, _tell_audience(session, row, now) if tell else 0)


def require(actor: Actor) -> None:
    """Raises Refused for everybody who does not manage activities."""
    if not may(actor, Right.MANAGE_ACTIVITIES):
        raise Refused("no_right", texts.no_right())


def locked(session: Session, activity_id: int) -> Activity:
    """The activity, its row locked to be changed. Raises Refused when there is none."""
    signal(session, SHOWN)
    row = session.exec(
        select(Activity)
        .where(Activity.id == activity_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if row is None:
        raise Refused("gone", texts.gone())
    return row


def known(session: Session, activity_id: int) -> Activity:
    """The activity, to be looked at. Raises Refused when there is none."""
    row = session.get(Activity, activity_id)
    if row is None:
        raise Refused("gone", texts.gone())
    return row


def _row(draft: Draft, actor: Actor, now: datetime, request: str) -> Activity:
    return Activity(
        title=check_title(draft.title),
        kind=draft.kind,
        starts_at=draft.starts_at,
        ends_at=draft.ends_at,
        place=" ".join(draft.place.split()),
        deadline_at=draft.deadline_at,
        capacity=draft.capacity,
        audience=draft.audience,
        description=draft.description.strip(),
        most_people=draft.most_people,
        offer_hours=draft.offer_hours,
        compulsory=draft.compulsory,
        draw=draft.draw,
        stage_of=draft.stage_of,
        source=draft.source,
        cloned_from=draft.cloned_from,
        opens_at=draft.opens_at,
        request=request,
        created_by=actor.member_id,
        created_at=now,
    )


def schedule(session: Session, row: Activity, now: datetime, timing: Timing) -> None:
    """Set the reminders of the days before, unless their moment has passed, and the end of the activity."""
    activity_id = id_of(row)
    for kind in (DAY_BEFORE, NEXT_SLOT, OVER):
        reminders.cancel(session, kind, activity_id)
    slots = session.exec(select(Slot.starts_at).where(Slot.activity_id == activity_id)).all()
    for starts_at in _first_of_days(slots or [row.starts_at]):
        due_at = rules.remind_at(starts_at, timing.remind)
        if due_at > now:
            key = f"{DAY_BEFORE}:{activity_id}:{starts_at:%Y%m%d%H%M}"
            valid_until = min(starts_at, due_at + timing.late)
            _remind(session, key, DAY_BEFORE, activity_id, due_at, valid_until)
    for starts_at in sorted(slots)[:-1]:
        if starts_at >= now:
            key = f"{NEXT_SLOT}:{activity_id}:{starts_at:%Y%m%d%H%M}"
            _remind(session, key, NEXT_SLOT, activity_id, starts_at, starts_at + _EVER)
    ends_at = row.ends_at or row.starts_at + rules.USUAL_LENGTH
    _remind(
        session, f"{OVER}:{activity_id}:{ends_at:%Y%m%d%H%M}", OVER, activity_id, ends_at, ends_at + _EVER
    )


def _remind(
    session: Session, key: str, kind: str, activity_id: int, due_at: datetime, valid_until: datetime
) -> None:
    reminders.schedule(
        session, key=key, kind=kind, subject_id=activity_id, due_at=due_at, valid_until=valid_until
    )


def _first_of_days(starts: Sequence[datetime]) -> list[datetime]:
    """The first start of each day of the union."""
    first: dict[date, datetime] = {}
    for starts_at in sorted(starts):
        first.setdefault(local(starts_at).date(), starts_at)
    return list(first.values())


def _tell_audience(session: Session, row: Activity, now: datetime) -> int:
    audience = audience_of(row.audience)
    # Nobody has a part in it yet: what a stranger sees.
    card = replace(
        card_of(row, audience_query.describe(session, audience), now), part=part_of(session, id_of(row), 0)
    )
    members = audience_query.members_of(session, audience, local(now).date())
    outbox.push_many(
        session,
        keys={member_id: f"activity:{row.id}:published:{member_id}" for member_id in members},
        due_at=now,
        message=duty_texts.must_come(row, in_teams=finals.in_teams(session, row.id or 0))
        if row.compulsory
        else cards.announcement(card),
        reference=f"activity:{row.id}",
        valid_until=row.deadline_at or row.starts_at,
    )
    telling.tell_leaders(session, row, members, now)
    return audience_query.reach_of(session, audience, local(now).date()).reachable


def id_of(row: Activity) -> int:
    if row.id is None:
        raise LookupError("the activity is not stored yet")
    return row.id
