"""Giving places after the deadline: by lot, or by points with lots for equals. What counted is kept for each member."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, delete, select

from bot import outbox
from bot.activities import rules_draw, rules_points, texts
from bot.activities.contests.model import Team
from bot.activities.model import Activity, SignUp
from bot.activities.organising import publishing
from bot.activities.rules import SignUpStatus
from bot.activities.rules_points import Record
from bot.activities.rules_terms import Way
from bot.activities.terms.fairness import records_of, standing_of
from bot.activities.terms.looking import way_of
from bot.activities.terms.model import Allotted
from bot.activities.terms.texts import allotting as allotting_texts
from bot.members.model import Member
from bot.members.rules import Actor
from bot.refused import Refused


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody who takes part, with what counts."""

    member_id: int
    name: str
    points: int


@dataclass(frozen=True, slots=True)
class Entries:
    """The list that is committed to before the seed is known. ``by_points``: not all alike."""

    activity_id: int
    title: str
    by_points: bool
    lines: tuple[Entry, ...]
    list_hash: str


def entries(session: Session, actor: Actor, now: datetime, *, activity_id: int) -> Entries:
    """Who takes part, and with how many points. Raises Refused without the right."""
    publishing.require(actor)
    activity = session.get(Activity, activity_id)
    if activity is None:
        raise Refused("gone", texts.gone())
    rows = session.exec(
        select(SignUp.member_id, Member.name)
        .join(Member, col(Member.id) == col(SignUp.member_id))
        .where(SignUp.activity_id == activity_id, SignUp.status == SignUpStatus.WAITING)
        .order_by(col(SignUp.member_id))
    ).all()
    by_points = way_of(session, activity) is Way.POINTS
    records = records_of(session, [row[0] for row in rows], activity, now)
    # Teams are drawn as a whole and stand under their names.
    teams = dict(
        session.exec(select(Team.captain_id, Team.name).where(Team.activity_id == activity_id)).all()
    )
    lines = tuple(
        Entry(
            member_id, teams.get(member_id, name), rules_points.points(records[member_id]) if by_points else 0
        )
        for member_id, name in rows
    )
    return Entries(activity_id, activity.title, by_points, lines, _hash(lines))


def list_file(shown: Entries) -> bytes:
    """The list as it is published: number, points and name with tabs between, one a line."""
    lines = [f"{one.member_id}\t{one.points}\t{one.name}\n" for one in shown.lines]
    return "".join(lines).encode()


def settle(
    session: Session, activity_id: int, member_ids: Sequence[int], seed: str, now: datetime
) -> tuple[list[int], str]:
    """The order in which places are given to these members, and the hash of the list; what counted for each is kept."""
    activity = session.get_one(Activity, activity_id)
    by_points = way_of(session, activity) is Way.POINTS
    records = records_of(session, member_ids, activity, now) if by_points else {}
    points = {one: rules_points.points(records[one]) if by_points else 0 for one in member_ids}
    order = rules_draw.order_by_points(points, seed)
    session.connection().execute(delete(Allotted).where(col(Allotted.activity_id) == activity_id))
    for position, member_id in enumerate(order, start=1):
        record = records.get(member_id, Record())
        session.add(
            Allotted(
                activity_id=activity_id,
                member_id=member_id,
                points=points[member_id],
                placed=record.placed,
                missed=record.missed,
                absent=record.absent,
                position=position,
            )
        )
    session.flush()
    return order, _hash([Entry(member_id, "", points[member_id]) for member_id in points])


def tell_not_placed(session: Session, activity_id: int, now: datetime) -> None:
    """Tell those who got no place where they stand in the waiting list, and why."""
    activity = session.get_one(Activity, activity_id)
    waiting = session.exec(
        select(SignUp.id, SignUp.member_id, SignUp.revision)
        .where(SignUp.activity_id == activity_id, SignUp.status == SignUpStatus.WAITING)
        .order_by(col(SignUp.queue))
    ).all()
    for position, (sign_up_id, member_id, revision) in enumerate(waiting, start=1):
        standing = standing_of(session, activity, member_id)
        if standing is not None:
            outbox.push(
                session,
                key=f"sign-up:{sign_up_id}:not-placed:{revision}",
                to=member_id,
                due_at=now,
                message=allotting_texts.not_placed(activity.title, activity_id, position, standing),
                reference=f"activity:{activity_id}",
                valid_until=activity.last_start_at or activity.starts_at,
            )


def _hash(lines: Sequence[Entry]) -> str:
    points = {one.member_id: one.points for one in lines}
    if any(points.values()):
        return rules_draw.points_hash(points)
    return rules_draw.list_hash(list(points))
