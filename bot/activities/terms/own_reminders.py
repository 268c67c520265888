"""When a member wants to be reminded: the evening before as usual, two hours before the start, both, or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from bot import audit, outbox, reminders
from bot.activities import rules, rules_terms, texts
from bot.activities.model import Activity, SignUp, Slot
from bot.activities.rules import SignUpStatus
from bot.activities.rules_terms import SHORT_LEAD, SHORTLY, Lead
from bot.activities.terms.model import OwnReminder, Terms
from bot.activities.terms.texts import own_reminders as reminder_texts
from bot.members.rules import Actor
from bot.refused import Refused
from bot.reminders import Due

KIND = "activity.own_reminder"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The own choice for one activity. ``overnight``: something is to be prepared, which is told on the evening before."""

    activity_id: int
    title: str
    lead: Lead
    overnight: bool


def show(session: Session, actor: Actor, *, activity_id: int) -> Chosen:
    """What the actor chose. Raises Refused for somebody who is not signed up."""
    activity = session.get(Activity, activity_id)
    if activity is None or activity.state not in rules.PUBLISHED:
        raise Refused("gone", texts.gone())
    live = [status.value for status in rules.LIVE]
    signed_up = session.exec(
        select(SignUp.id).where(
            SignUp.activity_id == activity_id,
            SignUp.member_id == actor.member_id,
            col(SignUp.status).in_(live),
        )
    ).first()
    if signed_up is None:
        raise Refused("not_signed_up", texts.not_signed_up(activity.title))
    row = session.get(OwnReminder, (activity_id, actor.member_id))
    terms = session.get(Terms, activity_id)
    overnight = terms is not None and bool(terms.preparation)
    return Chosen(activity_id, activity.title, Lead(row.lead) if row else Lead.EVENING, overnight)


def choose(session: Session, actor: Actor, now: datetime, *, activity_id: int, lead: Lead) -> Chosen:
    """Be reminded then. Raises Refused for somebody who is not signed up."""
    show(session, actor, activity_id=activity_id)
    row = session.get(OwnReminder, (activity_id, actor.member_id))
    row = row or OwnReminder(activity_id=activity_id, member_id=actor.member_id, lead=lead)
    row.lead = lead
    session.add(row)
    session.flush()
    plan(session, activity_id, now, member_id=actor.member_id)
    audit.note(session, actor.member_id, now, "sign_up.reminder", f"activity:{activity_id}", lead=lead.value)
    return show(session, actor, activity_id=activity_id)


def plan(session: Session, activity_id: int, now: datetime, *, member_id: int | None = None) -> None:
    """Set the reminders shortly before the start, of everybody or of one; called whenever a start moves."""
    query = (
        select(SignUp.id, SignUp.member_id, Activity.starts_at, Slot.starts_at)
        .join(Activity, col(Activity.id) == col(SignUp.activity_id))
        .join(
            OwnReminder,
            (col(OwnReminder.activity_id) == col(SignUp.activity_id))
            & (col(OwnReminder.member_id) == col(SignUp.member_id)),
        )
        .outerjoin(Slot, col(Slot.id) == col(SignUp.slot_id))
        .where(SignUp.activity_id == activity_id, col(OwnReminder.lead).in_([lead.value for lead in SHORTLY]))
    )
    if member_id is not None:
        query = query.where(SignUp.member_id == member_id)
    rows: Sequence[Any] = session.exec(query).all()
    for sign_up_id, _, whole, own in rows:
        starts_at = whole if own is None else own
        due_at = starts_at - SHORT_LEAD
        if due_at > now:
            reminders.schedule(
                session,
                key=f"{KIND}:{sign_up_id}:{starts_at:%Y%m%d%H%M}",
                kind=KIND,
                subject_id=sign_up_id,
                due_at=due_at,
                valid_until=starts_at,
            )


def remind(session: Session, now: datetime, due: Due) -> None:
    """The start is near: remind whoever still has the place, at this time, and still wants it."""
    sign_up = session.get(SignUp, due.subject_id)
    if sign_up is None or sign_up.status != SignUpStatus.PLACED:
        return
    activity = session.get_one(Activity, sign_up.activity_id)
    slot = session.get(Slot, sign_up.slot_id) if sign_up.slot_id is not None else None
    starts_at = slot.starts_at if slot else activity.starts_at
    row = session.get(OwnReminder, (sign_up.activity_id, sign_up.member_id))
    if (
        activity.state not in rules.PUBLISHED
        or row is None
        or row.lead not in SHORTLY
        or starts_at - SHORT_LEAD != due.due_at
    ):
        return
    outbox.push(
        session,
        key=f"{due.key}:{sign_up.member_id}",
        to=sign_up.member_id,
        due_at=now,
        message=reminder_texts.shortly(activity, starts_at, slot.ends_at if slot else activity.ends_at),
        reference=f"activity:{activity.id}",
        valid_until=starts_at,
    )


def without_evening(session: Session, activity_id: int, preparation: str) -> frozenset[int]:
    """The members who do not want to be reminded on the evening before."""
    rows = session.exec(
        select(OwnReminder.member_id, OwnReminder.lead).where(OwnReminder.activity_id == activity_id)
    )
    return frozenset(
        member_id for member_id, lead in rows if not rules_terms.in_the_evening(Lead(lead), preparation)
    )
