"""Putting people on a list without their pressing: everybody of a compulsory activity, the qualified of a stage."""

from datetime import datetime

from sqlalchemy import insert
from sqlmodel import Session, col, select

from bot import outbox
from bot.activities.eligibility import audience_of
from bot.activities.model import Activity, SignUp
from bot.activities.rules import SignUpStatus
from bot.activities.texts import contests as contest_texts
from bot.members import audience_query
from bot.members.model import Member
from bot.refused import Refused
from bot.wording import local


def enrol_everybody(session: Session, row: Activity, now: datetime) -> int:
    """Put everybody of the audience of a compulsory activity on its list. Returns how many."""
    members = audience_query.members_of(session, audience_of(row.audience), local(now).date())
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
        for number, member_id in enumerate(members, start=1)
    ]
    if rows:
        session.connection().execute(insert(SignUp), rows)
    row.placed, row.queue = len(rows), len(rows)
    session.add(row)
    session.flush()
    return len(rows)


def enrol_qualified(session: Session, row: Activity, now: datetime) -> list[int]:
    """Give a place in the next stage to everybody who qualified in the one before. Raises Refused when they do not fit."""
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
