"""Putting people on a list without their pressing: everybody of a compulsory activity, the qualified of a stage."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, text
from sqlmodel import Session, col, select

from bot import audit, outbox
from bot.activities.contests import crews, finals
from bot.activities.contests.model import TeamMember
from bot.activities.contests.texts import stages as contest_texts
from bot.activities.duties.texts import chasing as duty_texts
from bot.activities.eligibility import audience_of
from bot.activities.model import COMING, Activity, SignUp
from bot.activities.rules import SignUpStatus
from bot.members import audience_query
from bot.members.model import Member
from bot.refused import Refused
from bot.wording import local


def enrol_everybody(session: Session, row: Activity, now: datetime) -> int:
    """Put everybody of the audience of a compulsory activity on its list who is not there yet. Returns how many."""
    members = audience_query.members_of(session, audience_of(row.audience), local(now).date())
    known = _known(session, row.id or 0)
    return len(_enrol(session, row, [one for one in members if one not in known], now))


def enrol_for_teams(session: Session, row: Activity, now: datetime) -> None:
    """The compulsory activity is one of teams from now on: everybody on its list needs a team, and is told. Nobody may
    have answered yet."""
    session.connection().execute(delete(SignUp).where(col(SignUp.activity_id) == row.id))
    row.placed = 0
    session.add(row)
    session.flush()
    session.expire_all()
    members = audience_query.members_of(session, audience_of(row.audience), local(now).date())
    _need_team(session, row, members, now)
    outbox.push_many(
        session,
        keys={
            member_id: f"activity:{row.id}:teams:{member_id}:{now.timestamp():.0f}" for member_id in members
        },
        due_at=now,
        message=duty_texts.must_come(row, in_teams=True),
        reference=f"activity:{row.id}",
        valid_until=row.deadline_at or row.starts_at,
    )


def enrol_one_by_one(session: Session, row: Activity, now: datetime) -> None:
    """The compulsory activity is no longer one of teams: everybody has a place again."""
    session.connection().execute(delete(TeamMember).where(col(TeamMember.activity_id) == row.id))
    enrol_everybody(session, row, now)


def _known(session: Session, activity_id: int) -> set[int]:
    """Whoever is on the list, in whatever way."""
    known = set(session.exec(select(SignUp.member_id).where(SignUp.activity_id == activity_id)))
    return known | set(
        session.exec(select(TeamMember.member_id).where(TeamMember.activity_id == activity_id))
    )


def _need_team(session: Session, row: Activity, members: Sequence[int], now: datetime) -> None:
    first = crews.next_number(session, row.id or 0)
    rows = [
        {"activity_id": row.id, "member_id": member_id, "team_id": None, "number": number, "joined_at": now}
        for number, member_id in enumerate(members, start=first)
    ]
    if rows:
        session.connection().execute(insert(TeamMember), rows)


def enrol_newcomers(session: Session, now: datetime) -> int:
    """Who joined since a compulsory activity was published is on its list too, and is told. Returns how many."""
    coming = session.exec(
        select(Activity.id)
        .where(col(Activity.compulsory).is_(True), Activity.starts_at > now, text(COMING))
        .order_by(col(Activity.id))
    ).all()
    number = 0
    for activity_id in coming:
        row = session.exec(select(Activity).where(Activity.id == activity_id).with_for_update()).one()
        on = local(now).date()
        members = audience_query.members_of(session, audience_of(row.audience), on)
        known = _known(session, activity_id or 0)
        number += len(tell_new(session, row, [one for one in members if one not in known], now))
    return number


def tell_new(session: Session, row: Activity, members: Sequence[int], now: datetime) -> list[int]:
    """Put these on the list of a compulsory activity and tell them. Returns who."""
    added = _enrol(session, row, members, now)
    outbox.push_many(
        session,
        keys={member_id: f"activity:{row.id}:published:{member_id}" for member_id in added},
        due_at=now,
        message=duty_texts.must_come(row, in_teams=finals.in_teams(session, row.id or 0)),
        reference=f"activity:{row.id}",
        valid_until=row.deadline_at or row.starts_at,
    )
    if added:
        audit.note(session, None, now, "activity.enrolled", f"activity:{row.id}", n=len(added))
    return added


def enrol_one(session: Session, activity_id: int, member_id: int, now: datetime) -> None:
    """Put somebody on the list of a compulsory activity who acts before the list knew the newcomer."""
    row = session.exec(
        select(Activity).where(Activity.id == activity_id).execution_options(populate_existing=True)
    ).one()
    _enrol(session, row, [member_id], now)


def _enrol(session: Session, row: Activity, members: Sequence[int], now: datetime) -> list[int]:
    if finals.in_teams(session, row.id or 0):
        _need_team(session, row, members, now)
        return list(members)
    groups = dict(session.exec(select(Member.id, Member.group_id).where(col(Member.id).in_(members))).all())
    rows = [
        {
            "activity_id": row.id,
            "member_id": member_id,
            "group_id": groups[member_id],
            "status": SignUpStatus.PLACED.value,
            "people": 1,
            "guests": "",
            "queue": number,
            "quotas": "",
            "reason": "",
            "result": "",
            "qualified": False,
            "created_at": now,
            "changed_at": now,
            "revision": 1,
        }
        for number, member_id in enumerate(members, start=row.queue + 1)
    ]
    if rows:
        session.connection().execute(insert(SignUp), rows)
    row.placed += len(rows)
    row.queue += len(rows)
    session.add(row)
    session.flush()
    return list(members)


def enrol_qualified(session: Session, row: Activity, now: datetime) -> list[int]:
    """Give a place in the next stage to everybody who qualified in the one before, teams as they were. Raises Refused when
    they do not fit."""
    if finals.in_teams(session, row.stage_of or 0):
        return finals.enrol_teams(session, row, now)
    members = session.exec(
        select(SignUp.member_id, SignUp.group_id)
        .where(SignUp.activity_id == row.stage_of, col(SignUp.qualified).is_(True))
        .order_by(col(SignUp.rank).is_(None), col(SignUp.rank), col(SignUp.queue))
    ).all()
    if row.capacity is not None and len(members) > row.capacity:
        raise Refused("capacity", contest_texts.too_many_qualified(len(members), row.capacity))
    for number, (member_id, group_id) in enumerate(members, start=row.queue + 1):
        session.add(
            SignUp(
                activity_id=row.id or 0,
                member_id=member_id,
                group_id=group_id,
                status=SignUpStatus.PLACED,
                queue=number,
                created_at=now,
                changed_at=now,
            )
        )
    row.placed += len(members)
    row.queue += len(members)
    session.add(row)
    session.flush()
    outbox.push_many(
        session,
        keys={member_id: f"activity:{row.id}:qualified:{member_id}" for member_id, _ in members},
        due_at=now,
        message=contest_texts.you_go_on(row),
        reference=f"activity:{row.id}",
        valid_until=row.starts_at,
    )
    return [member_id for member_id, _ in members]
