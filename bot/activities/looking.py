"""Looking things up: what is coming, what has a name, the own sign-ups. Each list is one query."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, func, or_, select, text, tuple_
from sqlmodel import Session, col

from bot.activities import rules, texts
from bot.activities.eligibility import Eligibility
from bot.activities.model import COMING, Activity, SignUp
from bot.activities.rules import ActivityKind, ActivityState, SignUpStatus
from bot.language import KnownActivity
from bot.members.rules import Actor, Right, may, reach
from bot.refused import Refused
from bot.storage import Prepared
from bot.wording import local

PAGE_SIZE = 5


#: How many activities free text can name at once.
MOST_KNOWN = 200
#: So many more than a page are looked at, since some may be for others.
SPARE = 3


#: More own sign-ups than this at a time are not listed.
MOST_MINE = 20


#: Of these, people outside the audience see no more than who may come.
SHELTERED = frozenset({ActivityKind.HEALTH})


_BATCH_MOST = 500


_END = datetime(9999, 1, 1, tzinfo=UTC)


class Line(NamedTuple):
    """An activity in a list, with the person's own standing. ``position`` is known in the own list only; ``opens_at``: when
    the sign-up opens, where that is still to come."""

    activity_id: int
    title: str
    kind: ActivityKind
    state: ActivityState
    starts_at: datetime
    place: str
    capacity: int | None
    placed: int
    status: SignUpStatus | None
    people: int
    position: int | None = None
    opens_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of what is coming. ``first``: nothing comes before it; ``more``: something comes after it."""

    lines: tuple[Line, ...]
    first: bool
    more: bool


@dataclass(frozen=True, slots=True)
class Mine:
    """The own sign-ups."""

    lines: tuple[Line, ...]
    past: bool


@cache
def _coming(kind: bool, back: bool) -> Prepared:
    return Prepared(list_statement(kind, back))


def list_statement(kind: bool, back: bool) -> Any:
    """The page after (or before) a place in the list, with the own sign-ups; walks ``ix_activity_coming``."""
    place = tuple_(col(Activity.starts_at), col(Activity.id))
    cursor = tuple_(
        bindparam("at", type_=Activity.__table__.c.starts_at.type),  # type: ignore[attr-defined]
        bindparam("id"),
    )
    order = (
        (col(Activity.starts_at).desc(), col(Activity.id).desc())
        if back
        else (col(Activity.starts_at), col(Activity.id))
    )
    statement = (
        select(
            col(Activity.id),
            col(Activity.title),
            col(Activity.kind),
            col(Activity.state),
            col(Activity.starts_at),
            col(Activity.place),
            col(Activity.capacity),
            col(Activity.placed),
            col(Activity.audience),
            col(SignUp.status),
            col(SignUp.people),
            col(Activity.opens_at),
        )
        .select_from(Activity)
        .outerjoin(
            SignUp,
            and_(
                col(SignUp.activity_id) == col(Activity.id), col(SignUp.member_id) == bindparam("member_id")
            ),
        )
        .where(text(COMING), place < cursor if back else place > cursor)
        .where(
            col(Activity.starts_at) >= bindparam("start")
            if back
            else col(Activity.starts_at) < bindparam("end")
        )
        .order_by(*order)
        .limit(bindparam("most"))
    )
    return statement.where(col(Activity.kind) == bindparam("kind")) if kind else statement


def upcoming(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    kind: ActivityKind | None = None,
    cursor: tuple[int, int] | None = None,
    back: bool = False,
    size: int = PAGE_SIZE,
) -> Page:
    """What the actor may come to, by start: from ``start`` (now) until before ``end``.

    ``cursor`` (seconds since 1970 of a start, and an id) is a place in the list, so that a page stays the same page
    when activities are added; ``back``: the page before it. Raises Refused without the right.
    """
    if not may(actor, Right.SEE_ACTIVITIES):
        raise Refused("no_right", texts.no_right())
    since = start or now
    at, last_id = (datetime.fromtimestamp(cursor[0], UTC), cursor[1]) if cursor and cursor[1] else (since, -1)
    lines = _admitted(session, actor, now, since, end or _END, kind, (at, last_id), back, size + 1)
    if back and len(lines) <= size:
        # Going back came to the beginning: show the first page, whole.
        return upcoming(session, actor, now, start=start, end=end, kind=kind, size=size)
    more = back or len(lines) > size
    shown = lines[:size][::-1] if back else lines[:size]
    first = not back and last_id < 0
    return Page(tuple(shown), first=first, more=more)


def _admitted(
    session: Session,
    actor: Actor,
    now: datetime,
    start: datetime,
    end: datetime,
    kind: ActivityKind | None,
    place: tuple[datetime, int],
    back: bool,
    wanted: int,
) -> list[Line]:
    """The next ``wanted`` activities the actor belongs to. One query unless many are not for the actor."""
    eligibility = Eligibility(session, actor, local(now).date())
    statement = _coming(kind is not None, back)
    found: list[Line] = []
    batch = wanted + SPARE
    while True:
        facts: dict[str, Any] = {"member_id": actor.member_id, "at": place[0], "id": place[1], "most": batch}
        facts |= {"start": start} if back else {"end": end}
        if kind is not None:
            facts["kind"] = kind.value
        rows = statement.rows(session, facts)
        for row in rows:
            if eligibility.admits(row[8]):
                found.append(_line(row, now))
                if len(found) == wanted:
                    return found
        if len(rows) < batch:
            return found
        place = (rows[-1][4], rows[-1][0])
        batch = min(batch * 4, _BATCH_MOST)


def _line(row: Any, now: datetime) -> Line:
    activity_id, title, kind, state, starts_at, place, capacity, placed, _, status, people, opens_at = row
    standing = SignUpStatus(status) if status in rules.LIVE else None
    return Line(
        activity_id,
        title,
        ActivityKind(kind),
        ActivityState(state),
        starts_at,
        place,
        capacity,
        placed,
        standing,
        people or 0,
        opens_at=opens_at if opens_at is not None and now < opens_at else None,
    )


def find_visible(session: Session, actor: Actor, now: datetime) -> tuple[KnownActivity, ...]:
    """The activities whose titles the actor may hear: all that are coming, but a health check meant for others only when
    the actor looks after a group, whose members may need help with it."""
    eligibility = Eligibility(session, actor, local(now).date())
    leads = reach(actor, Right.CHASE_GROUP) != frozenset()
    rows = session.connection().execute(_KNOWN, {"at": now, "most": MOST_KNOWN})
    return tuple(
        KnownActivity(row.id, row.title, row.kind, row.starts_at)
        for row in rows
        if row.kind not in SHELTERED or leads or eligibility.admits(row.audience)
    )


_KNOWN = (
    select(
        col(Activity.id),
        col(Activity.title),
        col(Activity.kind),
        col(Activity.starts_at),
        col(Activity.audience),
    )
    .where(text(COMING), col(Activity.starts_at) >= bindparam("at"))
    .order_by(col(Activity.starts_at), col(Activity.id))
    .limit(bindparam("most"))
)


def my_sign_ups(session: Session, actor: Actor, now: datetime, *, past: bool = False) -> Mine:
    """The actor's live sign-ups, the next first; ``past``: those to what is over, the latest first."""
    other = SignUp.__table__.alias("other")  # type: ignore[attr-defined]
    ahead = (
        select(func.count())
        .select_from(other)
        .where(
            other.c.activity_id == col(SignUp.activity_id),
            other.c.status == SignUpStatus.WAITING.value,
            other.c.queue <= col(SignUp.queue),
        )
        .scalar_subquery()
    )
    statement = (
        select(Activity, col(SignUp.status), col(SignUp.people), ahead)
        .join(SignUp, col(SignUp.activity_id) == col(Activity.id))
        .where(col(SignUp.member_id) == actor.member_id)
        .where(
            col(SignUp.status).in_(
                [SignUpStatus.PLACED.value] if past else [status.value for status in rules.LIVE]
            )
        )
    )
    today = local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    if past:
        statement = statement.where(
            col(Activity.starts_at) < today, col(Activity.state) != ActivityState.CANCELLED.value
        ).order_by(col(Activity.starts_at).desc())
    else:
        # A course goes on for weeks after its first lesson.
        goes_on = or_(col(Activity.starts_at) >= today, col(Activity.ends_at) >= now)
        statement = statement.where(text(COMING), goes_on).order_by(col(Activity.starts_at))
    lines = []
    for activity, status, people, position in session.execute(statement.limit(MOST_MINE)):
        line = Line(
            activity.id,
            activity.title,
            ActivityKind(activity.kind),
            ActivityState(activity.state),
            activity.starts_at,
            activity.place,
            activity.capacity,
            activity.placed,
            SignUpStatus(status),
            people,
            position if status == SignUpStatus.WAITING and not activity.draw else None,
        )
        lines.append(line)
    return Mine(tuple(lines), past)
