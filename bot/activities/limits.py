"""The limits of an activity (its capacity, its slots, its quotas) and the counters behind them."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlmodel import Session, col

from bot.activities import rules, texts
from bot.activities.eligibility import audience_of
from bot.activities.model import Activity, Quota, SignUp, Slot
from bot.activities.rules import ActivityState, Hindrance
from bot.activities.rules_floors import FLOOR, REST, free_of_parts, missing
from bot.members import audience_query
from bot.members.audience import matches
from bot.refused import Refused
from bot.storage import signal
from bot.wording import local

#: The limit every sign-up falls under: the capacity of the whole activity.
ALL = "all"
#: Signalled when something may have changed that cards in group chats show.
SHOWN = "activities.shown"
#: The kind of quota that an answer of the form falls under; the other kinds are parts of an audience.
OPTION = "option"
#: The kinds of quota that keep places for groups.
KEPT = frozenset({FLOOR, REST})


@dataclass(frozen=True, slots=True)
class Locked:
    """The facts of an activity that decide about places, its row locked until the end of the transaction."""

    id: int
    title: str
    state: ActivityState
    starts_at: datetime
    place: str
    deadline_at: datetime | None
    capacity: int | None
    audience: str
    placed: int
    waiting_parties: int
    queue: int
    most_people: int
    offer_hours: int | None
    compulsory: bool
    draw: bool
    limited: bool
    asks: bool
    last_start_at: datetime | None
    opens_at: datetime | None

    @property
    def closes_at(self) -> datetime:
        """When the activity, or the last of its slots, begins: from then on nothing is given or given back."""
        return self.last_start_at or self.starts_at

    def hindrance(self, now: datetime) -> Hindrance | None:
        """Why nobody can sign up at this moment; None: people can."""
        return rules.hindrance(self.state, self.closes_at, self.deadline_at, now, self.opens_at)


#: The columns of ``Locked``, in its order.
LOCKED = tuple(col(getattr(Activity, name)) for name in Locked.__dataclass_fields__)
_READ = select(*LOCKED).where(col(Activity.id) == bindparam("activity_id"))
_LOCK = _READ.with_for_update()


#: Given ``row_id`` and the columns to set.
CHANGE_SIGN_UP = update(SignUp).where(col(SignUp.id) == bindparam("row_id"))
_COUNT = (
    update(Activity)
    .where(col(Activity.id) == bindparam("row_id"))
    .values(
        placed=col(Activity.placed) + bindparam("more_placed"),
        waiting=col(Activity.waiting) + bindparam("more_waiting"),
        waiting_parties=col(Activity.waiting_parties) + bindparam("more_parties"),
        queue=bindparam("last"),
    )
)


_COUNT_ONLY = (
    update(Activity)
    .where(col(Activity.id) == bindparam("row_id"))
    .values(
        placed=col(Activity.placed) + bindparam("more_placed"),
        waiting=col(Activity.waiting) + bindparam("more_waiting"),
        waiting_parties=col(Activity.waiting_parties) + bindparam("more_parties"),
    )
)


_COUNT_SLOT = (
    update(Slot)
    .where(col(Slot.id) == bindparam("row_id"))
    .values(placed=col(Slot.placed) + bindparam("more_placed"))
)


_COUNT_QUOTA = (
    update(Quota)
    .where(col(Quota.id) == bindparam("row_id"))
    .values(placed=col(Quota.placed) + bindparam("more_placed"))
)


_SLOTS = select(col(Slot.id), col(Slot.capacity), col(Slot.placed), col(Slot.starts_at)).where(
    col(Slot.activity_id) == bindparam("activity_id")
)


_QUOTAS = select(
    col(Quota.id), col(Quota.capacity), col(Quota.placed), col(Quota.kind), col(Quota.ref)
).where(col(Quota.activity_id) == bindparam("activity_id"))


def lock(session: Session, activity_id: int) -> Locked:
    """Lock an activity's row until the transaction ends. Raises Refused when there is none."""
    session.flush()
    row = session.connection().execute(_LOCK, {"activity_id": activity_id}).first()
    if row is None:
        raise Refused("gone", texts.gone())
    return locked_of(row)


def read(session: Session, activity_id: int) -> Locked:
    """The same facts where nothing will be changed. Raises Refused when there is no such activity."""
    session.flush()
    row = session.connection().execute(_READ, {"activity_id": activity_id}).first()
    if row is None:
        raise Refused("gone", texts.gone())
    return locked_of(row)


def locked_of(row: Sequence[Any]) -> Locked:
    """The facts in the columns of ``LOCKED``."""
    return Locked(row[0], row[1], ActivityState(row[2]), *row[3:])


def limits_of(slot_id: int | None, quotas: str) -> tuple[Any, ...]:
    """The limits a sign-up falls under, the whole activity first."""
    slot = (("slot", slot_id),) if slot_id is not None else ()
    return (ALL, *slot, *(("quota", int(quota)) for quota in quotas.split(",") if quota))


def slot_of(limits: tuple[Any, ...]) -> int | None:
    """The slot among the limits of a sign-up, if there is one."""
    return next((limit[1] for limit in limits[1:] if limit[0] == "slot"), None)


def start_of_slots(session: Session, activity: Locked) -> dict[int | None, datetime]:
    """When each slot of an activity begins; empty for one without slots."""
    if activity.last_start_at is None:
        return {}
    return {
        row.id: row.starts_at for row in session.connection().execute(_SLOTS, {"activity_id": activity.id})
    }


def free_places(session: Session, activity: Locked, now: datetime) -> dict[Any, int | None]:
    """The places left under every limit of an activity; None: no limit. A slot that has begun has none."""
    free: dict[Any, int | None] = {ALL: rules.left(activity.capacity, activity.placed)}
    if activity.limited:
        connection = session.connection()
        for row in connection.execute(_SLOTS, {"activity_id": activity.id}):
            free["slot", row.id] = rules.left(row.capacity, row.placed) if row.starts_at > now else 0
        kept: dict[Hashable, tuple[int, int]] = {}
        for quota in connection.execute(_QUOTAS, {"activity_id": activity.id}):
            if quota.kind in KEPT:
                kept["quota", quota.id] = (quota.capacity, quota.placed)
            else:
                free["quota", quota.id] = rules.left(quota.capacity, quota.placed)
        free |= free_of_parts(free[ALL], kept)
    return free


def kept_places(session: Session, activity: Locked) -> dict[Hashable, int]:
    """The limits that share places kept for groups, and how many of those each has not taken yet."""
    if not activity.limited:
        return {}
    return {
        ("quota", row.id): missing(row.capacity, row.placed)
        for row in session.connection().execute(_QUOTAS, {"activity_id": activity.id})
        if row.kind in KEPT
    }


def quotas_of(session: Session, activity_id: int, member_id: int, now: datetime) -> str:
    """The quotas a member falls under, as a sign-up stores them."""
    rows = session.connection().execute(_QUOTAS, {"activity_id": activity_id}).all()
    facts = audience_query.facts_of(session, member_id) if rows else None
    if facts is None:
        return ""
    on = local(now).date()
    own = [
        row.id
        for row in rows
        if row.kind not in {OPTION, *KEPT} and matches(audience_of(f"{row.kind}={row.ref}"), facts, on)
    ]
    own += [row.id for row in rows if row.kind == FLOOR and int(row.ref) in facts.group_ids][:1] or [
        row.id for row in rows if row.kind == REST
    ]
    return ",".join(str(quota_id) for quota_id in sorted(own))


def count(
    session: Session,
    activity: Locked,
    limits: tuple[Any, ...],
    *,
    placed: int,
    waiting: int = 0,
    parties: int = 0,
    last: int | None = None,
) -> None:
    """Move the counters of the activity and of the limits a sign-up falls under."""
    signal(session, SHOWN)
    connection = session.connection()
    connection.execute(
        _COUNT if last is not None else _COUNT_ONLY,
        {
            "row_id": activity.id,
            "more_placed": placed,
            "more_waiting": waiting,
            "more_parties": parties,
            **({"last": last} if last is not None else {}),
        },
    )
    if placed:
        for limit in limits[1:]:
            statement = _COUNT_SLOT if limit[0] == "slot" else _COUNT_QUOTA
            connection.execute(statement, {"row_id": limit[1], "more_placed": placed})
