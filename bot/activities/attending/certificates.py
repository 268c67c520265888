"""Certificates: for a result (奖状), and for having been there (参与证明). Nothing of them is stored; they are drawn from
the records when somebody asks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from bot import audit, outbox
from bot.activities import rules, texts
from bot.activities.attending.model import HandCheckIn
from bot.activities.attending.texts import certificates as certificate_texts
from bot.activities.contests.model import ActivityEvent, EventEntry
from bot.activities.model import Activity, SignUp
from bot.activities.organising import publishing
from bot.activities.rules import ActivityState, SignUpStatus
from bot.members.model import Member
from bot.members.rules import Actor
from bot.refused import Refused
from bot.wording import local


@dataclass(frozen=True, slots=True)
class Certificate:
    """What stands on one. ``result`` empty: for having taken part. ``number`` is the same whenever it is drawn."""

    member_id: int
    name: str
    title: str
    result: str
    held_on: date
    number: str


@dataclass(frozen=True, slots=True)
class Awarded:
    """Everybody who gets a certificate: those with a result first, in the order of ranks."""

    activity_id: int
    title: str
    certificates: tuple[Certificate, ...]

    @property
    def prizes(self) -> tuple[Certificate, ...]:
        """Those for a result."""
        return tuple(one for one in self.certificates if one.result)


def awarded(session: Session, actor: Actor, now: datetime, *, activity_id: int) -> Awarded:
    """Who gets a certificate. Raises Refused: rights, not published."""
    publishing.require(actor)
    activity = _published(session, activity_id)
    found = [*_prizes(session, activity), *_present(session, activity, now)]
    return Awarded(activity_id, activity.title, tuple(found))


def own(session: Session, actor: Actor, now: datetime, *, activity_id: int) -> list[Certificate]:
    """The actor's certificates: for each result, or else for having been there. Raises Refused when there is none."""
    activity = _published(session, activity_id)
    prizes = list(_prizes(session, activity, actor.member_id))
    found = prizes or list(_present(session, activity, now, actor.member_id))
    if not found:
        raise Refused("none", certificate_texts.none_for_you(activity.title))
    return found


def tell(session: Session, actor: Actor, now: datetime, *, activity_id: int) -> int:
    """Tell everybody who gets a certificate where to fetch it; each is told once. Returns how many. Raises Refused."""
    shown = awarded(session, actor, now, activity_id=activity_id)
    if not shown.certificates:
        raise Refused("none", certificate_texts.none_at_all(shown.title))
    results = {one.member_id: one.result for one in reversed(shown.certificates)}
    for member_id, result in results.items():
        outbox.push(
            session,
            key=f"activity:{activity_id}:certificate:{member_id}",
            to=member_id,
            due_at=now,
            message=certificate_texts.waits_for_you(shown.title, activity_id, result),
            reference=f"activity:{activity_id}",
            priority=outbox.Priority.BULK,
        )
    audit.note(
        session, actor.member_id, now, "activity.certificates", f"activity:{activity_id}", n=len(results)
    )
    return len(results)


def _published(session: Session, activity_id: int) -> Activity:
    activity = session.get(Activity, activity_id)
    if activity is None or activity.state in {ActivityState.DRAFT, ActivityState.CANCELLED}:
        raise Refused("gone", texts.gone())
    return activity


def _prizes(session: Session, activity: Activity, member_id: int | None = None) -> Iterator[Certificate]:
    ofone = [] if member_id is None else [col(Member.id) == member_id]
    rows = session.exec(
        select(Member, SignUp.result)
        .join(SignUp, col(SignUp.member_id) == col(Member.id))
        .where(SignUp.activity_id == activity.id, SignUp.result != "", *ofone)
        .order_by(col(SignUp.rank).is_(None), col(SignUp.rank), col(SignUp.queue))
    ).all()
    for member, result in rows:
        yield _certificate(activity, member, activity.title, result, "A")
    entries = session.exec(
        select(Member, ActivityEvent, EventEntry.result)
        .join(EventEntry, col(EventEntry.member_id) == col(Member.id))
        .join(ActivityEvent, col(ActivityEvent.id) == col(EventEntry.event_id))
        .where(EventEntry.activity_id == activity.id, EventEntry.result != "", *ofone)
        .order_by(col(ActivityEvent.id), col(EventEntry.rank).is_(None), col(EventEntry.rank))
    ).all()
    for member, event, result in entries:
        title = certificate_texts.with_event(activity.title, event.title)
        yield _certificate(activity, member, title, result, f"B{event.id}")


def _present(
    session: Session, activity: Activity, now: datetime, member_id: int | None = None
) -> Iterator[Certificate]:
    """Those who were noted as being there and have no result; none before the activity is over."""
    if (activity.ends_at or activity.starts_at + rules.USUAL_LENGTH) > now:
        return
    here = set(
        session.exec(
            select(SignUp.member_id).where(
                SignUp.activity_id == activity.id,
                SignUp.status == SignUpStatus.PLACED,
                col(SignUp.checked_in_at).is_not(None),
            )
        )
    )
    here |= set(session.exec(select(HandCheckIn.member_id).where(HandCheckIn.activity_id == activity.id)))
    here -= {one.member_id for one in _prizes(session, activity)}
    wanted = sorted(here if member_id is None else here & {member_id})
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        for member in session.exec(select(Member).where(col(Member.id).in_(part)).order_by(col(Member.id))):
            yield _certificate(activity, member, activity.title, "", "C")


def _certificate(activity: Activity, member: Member, title: str, result: str, sort: str) -> Certificate:
    held_on = local(activity.starts_at).date()
    number = f"{held_on.year}-{activity.id:04d}-{sort}-{member.id:05d}"
    return Certificate(member.id or 0, member.name, title, result, held_on, number)
