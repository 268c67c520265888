"""Certificates: for a result (奖状), and for having been there (参与证明). Nothing of them is stored; they are drawn from
the records when somebody asks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_
from sqlmodel import Session, col, select

from bot import audit, outbox
from bot.activities import rules, rules_scores, texts
from bot.activities.attending.model import HandCheckIn
from bot.activities.attending.texts import certificates as certificate_texts
from bot.activities.contests.model import ActivityEvent, EventEntry, Team, TeamMember
from bot.activities.contests.part import contest_terms
from bot.activities.model import Activity, SignUp
from bot.activities.organising import publishing
from bot.activities.rules import ActivityState, SignUpStatus
from bot.members.model import Member
from bot.members.rules import Actor
from bot.refused import Refused
from bot.wording import local

#: Where nothing else was said, so many ranks get a certificate.
USUAL_RANKS = 3


@dataclass(frozen=True, slots=True)
class Certificate:
    """What stands on one. ``result`` is the award (男子100米 第二名), with the measure as ``detail``; empty: for having taken
    part. ``team``: in which it was won. ``number`` is the same whenever it is drawn."""

    member_id: int
    name: str
    title: str
    result: str
    detail: str
    team: str
    held_on: date
    number: str


@dataclass(frozen=True, slots=True)
class Awarded:
    """Everybody who gets a certificate: those with an award first, in the order of ranks. ``ranks``: so many get one
    for their result; ``has_results``: there are any."""

    activity_id: int
    title: str
    certificates: tuple[Certificate, ...]
    ranks: int
    has_results: bool

    @property
    def prizes(self) -> tuple[Certificate, ...]:
        """Those for an award."""
        return tuple(one for one in self.certificates if one.result)


def awarded(session: Session, actor: Actor, now: datetime, *, activity_id: int) -> Awarded:
    """Who gets a certificate. Raises Refused: rights, not published."""
    publishing.require(actor)
    activity = _published(session, activity_id)
    found = [*_prizes(session, activity), *_present(session, activity, now)]
    return Awarded(
        activity_id,
        activity.title,
        tuple(found),
        awarded_ranks(session, activity_id),
        _has_results(session, activity_id),
    )


def set_ranks(session: Session, actor: Actor, now: datetime, *, activity_id: int, ranks: int) -> None:
    """Have so many ranks get a certificate for their result. Raises Refused: rights, not published."""
    publishing.require(actor)
    _published(session, activity_id)
    publishing.locked(session, activity_id)
    terms = contest_terms(session, activity_id)
    terms.awards = min(max(ranks, 1), rules_scores.MOST_RANKS)
    session.add(terms)
    session.flush()
    audit.note(session, actor.member_id, now, "activity.awards", f"activity:{activity_id}", n=terms.awards)


def awarded_ranks(session: Session, activity_id: int) -> int:
    """So many ranks get a certificate for their result: what was set, or those that give points, or three."""
    terms = contest_terms(session, activity_id)
    return terms.awards or len(rules_scores.table_of(terms.points)) or USUAL_RANKS


def own(session: Session, actor: Actor, now: datetime, *, activity_id: int) -> list[Certificate]:
    """The actor's certificates: for each award, or else for having been there. Raises Refused when there is none, or the
    results were not made known yet."""
    activity = _published(session, activity_id)
    told = contest_terms(session, activity_id).results_told_at is not None
    if not told and _has_results(session, activity_id):
        # The same to everybody: it must not show who has won.
        raise Refused("not_told", certificate_texts.results_come_first(activity.title))
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
    if shown.has_results and contest_terms(session, activity_id).results_told_at is None:
        raise Refused("not_told", certificate_texts.tell_results_first(shown.title, activity_id))
    results: dict[int, list[str]] = {}
    for one in shown.certificates:
        results.setdefault(one.member_id, []).append(one.result)
    for member_id, won in results.items():
        outbox.push(
            session,
            key=f"activity:{activity_id}:certificate:{member_id}",
            to=member_id,
            due_at=now,
            message=certificate_texts.waits_for_you(shown.title, activity_id, won),
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
    ranks = awarded_ranks(session, activity.id or 0)
    rows = session.exec(
        select(Member, SignUp.rank, SignUp.result, Team.name)
        .join(SignUp, col(SignUp.member_id) == col(Member.id))
        .outerjoin(
            TeamMember,
            and_(
                col(TeamMember.activity_id) == col(SignUp.activity_id),
                col(TeamMember.member_id) == col(SignUp.member_id),
            ),
        )
        .outerjoin(Team, col(Team.id) == col(TeamMember.team_id))
        .where(
            SignUp.activity_id == activity.id,
            SignUp.status == SignUpStatus.PLACED,
            SignUp.result != "",
            *ofone,
        )
        .order_by(
            col(SignUp.rank).is_(None),
            col(SignUp.rank),
            col(Team.id),
            col(TeamMember.number),
            col(SignUp.queue),
        )
    ).all()
    for member, rank, result, team in rows:
        award, detail = certificate_texts.award("", rank, result, ranks)
        if award:
            yield _certificate(activity, member, "A", award, detail, team or "")
    entries = session.exec(
        select(Member, ActivityEvent, EventEntry.rank, EventEntry.result)
        .join(EventEntry, col(EventEntry.member_id) == col(Member.id))
        .join(ActivityEvent, col(ActivityEvent.id) == col(EventEntry.event_id))
        .where(EventEntry.activity_id == activity.id, EventEntry.result != "", *ofone)
        .order_by(col(ActivityEvent.id), col(EventEntry.rank).is_(None), col(EventEntry.rank))
    ).all()
    for member, event, rank, result in entries:
        award, detail = certificate_texts.award(event.title, rank, result, ranks)
        if award:
            yield _certificate(activity, member, f"B{event.id}", award, detail)


def _has_results(session: Session, activity_id: int) -> bool:
    alone = select(SignUp.id).where(SignUp.activity_id == activity_id, SignUp.result != "")
    entry = select(EventEntry.member_id).where(EventEntry.activity_id == activity_id, EventEntry.result != "")
    return (
        session.exec(alone.limit(1)).first() is not None or session.exec(entry.limit(1)).first() is not None
    )


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
            yield _certificate(activity, member, "C")


def _certificate(
    activity: Activity, member: Member, sort: str, award: str = "", detail: str = "", team: str = ""
) -> Certificate:
    held_on = local(activity.starts_at).date()
    number = f"{held_on.year}-{activity.id:04d}-{sort}-{member.id:05d}"
    return Certificate(member.id or 0, member.name, activity.title, award, detail, team, held_on, number)
