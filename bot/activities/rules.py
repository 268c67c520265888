"""Who gets a place, who waits, who moves up: pure rules. docs/报名规则.md says the same with examples."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from bot.activities.rules_floors import taken
from bot.wording import local, midnight

T = TypeVar("T")
#: An activity without an end is taken to last this long where only overlapping counts.
USUAL_LENGTH = timedelta(hours=2)
MOST_CAPACITY = 100_000


class ActivityKind(StrEnum):
    """竞赛, 体检, 会议, 节日文体, 培训, 出游, 慰问关爱, 其他."""

    CONTEST = "contest"
    HEALTH = "health"
    MEETING = "meeting"
    FESTIVAL = "festival"
    TRAINING = "training"
    TRIP = "trip"
    CARE = "care"
    OTHER = "other"


class ActivityState(StrEnum):
    """draft → open ⇄ closed → done; cancelled from any of the first three."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    DONE = "done"


class SignUpStatus(StrEnum):
    """placed and offered hold places; waiting stands in the queue; the others hold nothing.

    declined: the person said with a reason not to come. excused: let off a compulsory activity by the leader.
    rejected: the committee, which decides there, said no.
    """

    PLACED = "placed"
    OFFERED = "offered"
    WAITING = "waiting"
    CANCELLED = "cancelled"
    DECLINED = "declined"
    EXCUSED = "excused"
    REJECTED = "rejected"


#: What counts against a capacity.
HOLDING = (SignUpStatus.PLACED, SignUpStatus.OFFERED)
#: What a person may leave.
LIVE = (*HOLDING, SignUpStatus.WAITING)
#: What members see as coming.
PUBLISHED = (ActivityState.OPEN, ActivityState.CLOSED)
#: What the committee still works on.
UNFINISHED = (ActivityState.DRAFT, *PUBLISHED)
NEXT: dict[ActivityState, tuple[ActivityState, ...]] = {
    ActivityState.DRAFT: (ActivityState.OPEN, ActivityState.CANCELLED),
    ActivityState.OPEN: (ActivityState.CLOSED, ActivityState.CANCELLED, ActivityState.DONE),
    ActivityState.CLOSED: (ActivityState.OPEN, ActivityState.CANCELLED, ActivityState.DONE),
    ActivityState.CANCELLED: (),
    ActivityState.DONE: (),
}


class Hindrance(StrEnum):
    """Why nobody can sign up at this moment."""

    DRAFT = "draft"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    OVER = "over"
    DEADLINE = "deadline"
    NOT_YET = "not_yet"


def hindrance(
    state: ActivityState,
    starts_at: datetime,
    deadline_at: datetime | None,
    now: datetime,
    opens_at: datetime | None = None,
) -> Hindrance | None:
    """Why signing up is not possible now; None when it is. The deadline itself still counts as in time, and so does the
    moment of the opening."""
    by_state = {
        ActivityState.DRAFT: Hindrance.DRAFT,
        ActivityState.CLOSED: Hindrance.CLOSED,
        ActivityState.CANCELLED: Hindrance.CANCELLED,
        ActivityState.DONE: Hindrance.OVER,
    }
    if state in by_state and state is not ActivityState.CLOSED:
        return by_state[state]
    if now >= starts_at:
        return Hindrance.OVER
    if state is ActivityState.CLOSED:
        return Hindrance.CLOSED
    if opens_at is not None and now < opens_at:
        return Hindrance.NOT_YET
    return Hindrance.DEADLINE if deadline_at is not None and now > deadline_at else None


def may_leave(state: ActivityState, starts_at: datetime, now: datetime) -> bool:
    """Giving a place back is possible until the start, also after the deadline: somebody waits for it."""
    return state in PUBLISHED and now < starts_at


def serves_queue(state: ActivityState, starts_at: datetime, now: datetime) -> bool:
    """Whether free places still go to those who wait: until the start, also after the deadline."""
    return may_leave(state, starts_at, now)


def left(capacity: int | None, taken: int) -> int | None:
    """Places left; None when there is no limit. Never below 0, though a lowered capacity throws nobody out."""
    return None if capacity is None else max(capacity - taken, 0)


def fits(people: int, free: Iterable[int | None]) -> bool:
    """Whether all of a party fits into every limit it falls under: all or none."""
    return all(places is None or people <= places for places in free)


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who waits, with those who come along; ``limits`` names the limits the party falls under."""

    sign_up_id: int
    member_id: int
    people: int
    limits: tuple[Hashable, ...] = ()


def served(
    queue: Iterable[Party],
    free: Mapping[Hashable, int | None],
    kept: Mapping[Hashable, int] = MappingProxyType({}),
) -> Iterator[Party]:
    """Who of the queue (in its order) gets a place out of ``free``: the first who fits with everybody that comes along.
    ``kept``: the limits that share places kept for groups, and how many of those each has not taken.

    A smaller party may so be served before a larger one that does not fit; never one that stands behind another
    which would have fitted.
    """
    rest, left_for_groups = dict(free), dict(kept)
    for party in queue:
        if fits(party.people, (rest.get(limit) for limit in party.limits)):
            rest, left_for_groups = taken(rest, party.limits, party.people, left_for_groups)
            yield party


def last_over(holding: Iterable[T], people: Callable[[T], int], too_many: int) -> list[T]:
    """Of those who hold places (the last who came first) as many as must go for ``too_many`` people to be gone."""
    over: list[T] = []
    for one in holding:
        if too_many <= 0:
            break
        over.append(one)
        too_many -= people(one)
    return over


def overlap(start: datetime, end: datetime | None, other_start: datetime, other_end: datetime | None) -> bool:
    """Whether two activities fall into the same time; one that ends when the other begins does not."""
    return start < (other_end or other_start + USUAL_LENGTH) and other_start < (end or start + USUAL_LENGTH)


def remind_at(starts_at: datetime, at: time) -> datetime:
    """The evening before: ``at`` o'clock on the union's day before the activity."""
    day = local(starts_at).date() - timedelta(days=1)
    return midnight(day) + timedelta(hours=at.hour, minutes=at.minute)
