"""Who was there: a code on the screen, or the word of the leader. Everybody counts once."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from bot import audit
from bot.activities import publishing, rules, rules_checkin, texts
from bot.activities.model import Activity, SignUp, Slot
from bot.activities.rules import SignUpStatus
from bot.activities.texts import attendance as attendance_texts
from bot.members.rules import Actor
from bot.refused import Refused


@dataclass(frozen=True, slots=True)
class Code:
    """The present code of an activity, and how many have checked in."""

    activity_id: int
    title: str
    code: str
    present: int
    placed: int


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """``already``: the member was counted before."""

    activity_id: int
    title: str
    already: bool


def show_code(session: Session, actor: Actor, now: datetime, *, activity_id: int) -> Code:
    """The code to put on the screen now. Raises Refused: rights, not the time."""
    publishing.require(actor)
    row = publishing.locked(session, activity_id)
    _check_time(session, row, now)
    if not row.check_in_secret:
        row.check_in_secret = secrets.token_hex(16)
        session.add(row)
        session.flush()
        audit.note(session, actor.member_id, now, "activity.check_in", f"activity:{activity_id}")
    present = session.exec(
        select(SignUp.people).where(SignUp.activity_id == activity_id, col(SignUp.checked_in_at).is_not(None))
    ).all()
    return Code(
        activity_id, row.title, rules_checkin.code(row.check_in_secret, now), sum(present), row.placed
    )


def check_in(session: Session, actor: Actor, now: datetime, *, activity_id: int, code: str) -> CheckedIn:
    """Note that the actor is there. Raises Refused: wrong code, not the time, not signed up."""
    row = publishing.locked(session, activity_id)
    sign_up = session.exec(
        select(SignUp).where(
            SignUp.activity_id == activity_id,
            SignUp.member_id == actor.member_id,
            SignUp.status == SignUpStatus.PLACED,
        )
    ).first()
    if sign_up is None:
        raise Refused("not_signed_up", attendance_texts.not_on_list(row.title))
    if sign_up.checked_in_at is not None:
        return CheckedIn(activity_id, row.title, already=True)
    _check_time(session, row, now)
    if not rules_checkin.fits(row.check_in_secret, code, now):
        raise Refused("code", attendance_texts.wrong_code())
    sign_up.checked_in_at = now
    session.add(sign_up)
    session.flush()
    audit.note(session, actor.member_id, now, "sign_up.checked_in", f"sign_up:{sign_up.id}")
    return CheckedIn(activity_id, row.title, already=False)


def _check_time(session: Session, row: Activity, now: datetime) -> None:
    first = session.exec(
        select(Slot.starts_at).where(Slot.activity_id == row.id).order_by(col(Slot.starts_at))
    ).first()
    ends_at = row.ends_at or row.starts_at + rules.USUAL_LENGTH
    if row.state in {rules.ActivityState.DRAFT, rules.ActivityState.CANCELLED}:
        raise Refused("gone", texts.gone())
    if not rules_checkin.is_time(first or row.starts_at, ends_at, now):
        raise Refused("time", attendance_texts.not_the_time(row.title))
