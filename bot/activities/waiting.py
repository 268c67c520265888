"""The waiting list: free places go to those who wait, in the order of coming."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from bot import audit, outbox, reminders
from bot.activities import rules, rules_offers, texts
from bot.activities.contests.following import follow, tell_passed_over
from bot.activities.limits import (
    ALL,
    CHANGE_SIGN_UP,
    Locked,
    count,
    free_places,
    kept_places,
    limits_of,
    lock,
    slot_of,
    start_of_slots,
)
from bot.activities.model import SignUp
from bot.activities.rules import Party, SignUpStatus
from bot.activities.rules_terms import Way

PAGE = 200


OFFER = "activity.offer"
_LATE = timedelta(days=30)


_WAITING = (
    select(
        col(SignUp.id),
        col(SignUp.member_id),
        col(SignUp.people),
        col(SignUp.queue),
        col(SignUp.revision),
        col(SignUp.slot_id),
        col(SignUp.quotas),
    )
    .where(
        col(SignUp.activity_id) == bindparam("activity_id"),
        col(SignUp.status) == SignUpStatus.WAITING.value,
        col(SignUp.queue) > bindparam("after"),
    )
    .order_by(col(SignUp.queue))
    .limit(PAGE)
)


def serve_queue(
    session: Session,
    activity_id: int,
    now: datetime,
    *,
    drawn: Way | None = None,
    news: Sequence[str] = (),
) -> int:
    """Give the free places of an activity to those who wait, in their order, and tell them. Returns how many.

    ``drawn``: it is this way (lots, points) that gives the places, not somebody's leaving. ``news``: what else is
    another one now, told in the same message.
    """
    activity = lock(session, activity_id)
    if activity.draw or not activity.waiting_parties:
        return 0
    if not rules.serves_queue(activity.state, activity.closes_at, now):
        return 0
    free = free_places(session, activity, now)
    after, promoted = 0, 0
    while free[ALL] != 0:
        rows = session.connection().execute(_WAITING, {"activity_id": activity_id, "after": after}).all()
        parties = [
            Party(row.id, row.member_id, row.people, limits_of(row.slot_id, row.quotas)) for row in rows
        ]
        chosen = list(rules.served(parties, free, kept_places(session, activity)))
        if chosen:
            revisions = {row.id: row.revision + 1 for row in rows}
            _promote(session, activity, chosen, revisions, now, drawn=drawn, news=news)
            tell_passed_over(session, activity, parties, chosen, now)
            promoted += len(chosen)
            activity = lock(session, activity_id)
            free = free_places(session, activity, now)
        if len(rows) < PAGE:
            break
        after = rows[-1].queue
    if promoted:
        follow(session, activity, now)
    return promoted


def waiting_parties(session: Session, activity: Locked) -> list[Party]:
    """Everybody who waits for an activity, in the order of coming; no query when nobody does."""
    if not activity.waiting_parties:
        return []
    statement = _WAITING.limit(None)
    rows = session.connection().execute(statement, {"activity_id": activity.id, "after": 0}).all()
    return [Party(row.id, row.member_id, row.people, limits_of(row.slot_id, row.quotas)) for row in rows]


def _promote(
    session: Session,
    activity: Locked,
    parties: list[Party],
    revisions: Mapping[int, int],
    now: datetime,
    *,
    drawn: Way | None,
    news: Sequence[str],
) -> None:
    until = None
    if activity.offer_hours is not None and drawn is None:
        until = rules_offers.offered_until(now, activity.offer_hours, activity.starts_at)
    status = SignUpStatus.PLACED if until is None else SignUpStatus.OFFERED
    session.connection().execute(
        CHANGE_SIGN_UP,
        [
            {
                "row_id": party.sign_up_id,
                "status": status.value,
                "revision": revisions[party.sign_up_id],
                "offered_until": until,
                "changed_at": now,
            }
            for party in parties
        ],
    )
    for party in parties:
        count(session, activity, party.limits, placed=party.people, waiting=-party.people, parties=-1)
        audit.note(
            session, None, now, f"sign_up.{status}", f"sign_up:{party.sign_up_id}", activity=activity.id
        )
        if until is not None:
            reminders.schedule(
                session,
                key=f"offer:{party.sign_up_id}:{revisions[party.sign_up_id]}",
                kind=OFFER,
                subject_id=party.sign_up_id,
                due_at=until,
                # However late: whether the place can still be given is decided then, not here.
                valid_until=activity.closes_at + _LATE,
            )
    starts = start_of_slots(session, activity)
    for slot_id in dict.fromkeys(slot_of(party.limits) for party in parties):
        starts_at = starts.get(slot_id, activity.starts_at)
        of_slot = [party for party in parties if slot_of(party.limits) == slot_id]
        outbox.push_many(
            session,
            keys={
                party.member_id: f"sign-up:{party.sign_up_id}:{revisions[party.sign_up_id]}"
                for party in of_slot
            },
            due_at=now,
            message=texts.promoted(activity, starts_at, drawn=drawn, news=news)
            if until is None
            else texts.offered(activity, until, starts_at if news else None, news),
            reference=f"activity:{activity.id}",
            valid_until=until or starts_at,
            priority=outbox.Priority.PERSONAL,
        )
