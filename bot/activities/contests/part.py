"""What a contest has beside every other activity, and where one person stands in it."""

from collections.abc import Collection, Hashable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, exists
from sqlmodel import Session, col, select

from bot.activities.contests.model import ActivityEvent, ContestTerms, EventEntry, Team, TeamMember
from bot.activities.contests.texts import terms as contest_texts
from bot.activities.limits import KEPT, OPTION, quotas_of
from bot.activities.model import Quota, SignUp
from bot.activities.rules import SignUpStatus
from bot.activities.rules_floors import FLOOR, REST, missing
from bot.activities.rules_teams import Mate, Sex, Shape
from bot.members.groups import tree
from bot.members.model import Member
from bot.members.texts import TRAITS
from bot.refused import Refused

#: How many people a row of the sign-ups stands for where people are looked at: the captain's row holds the places of
#: the whole team, but everybody of a team with places has a row.
HEADS: ColumnElement[int] = case(
    (
        and_(
            col(SignUp.status) == SignUpStatus.PLACED.value,
            exists()
            .where(
                col(TeamMember.activity_id) == col(SignUp.activity_id),
                col(TeamMember.member_id) == col(SignUp.member_id),
                col(TeamMember.team_id).is_not(None),
            )
            # Also where the list around it looks at teams.
            .correlate(SignUp),
        ),
        1,
    ),
    else_=col(SignUp.people),
)


_TRAIT = {trait.value: label for trait, label in TRAITS.items()}


@dataclass(frozen=True, slots=True)
class Part:
    """``shape``: of the teams, None where people come one by one. ``team`` is the name of the own team, with ``mates``;
    ``seeks``: looks for one. ``events``: so many there are; ``entered``: the own ones, ``waits_for`` those still full.
    ``kept_until``: until then places are kept for groups. ``told``: how it came out was made known; ``results``: the own
    ones of the events then, with event and rank."""

    shape: Shape | None
    team: str
    mates: tuple[Mate, ...]
    captain: bool
    seeks: bool
    events: int
    entered: tuple[str, ...]
    waits_for: tuple[str, ...]
    kept_until: datetime | None
    told: bool
    results: tuple[tuple[str, int | None, str], ...] = ()


@dataclass(frozen=True, slots=True)
class OwnLimit:
    """A part of the places that concerns one person: of the own group or kind at most (``most``) so many; or kept for
    the own group; or, without ``who``, kept for other groups. ``left`` of them are not taken."""

    who: str
    places: int
    left: int
    most: bool


def own_limits(session: Session, activity_id: int, member_id: int, now: datetime) -> tuple[OwnLimit, ...]:
    """The parts of an activity's places that concern a member."""
    rows = session.exec(
        select(Quota).where(Quota.activity_id == activity_id, Quota.kind != OPTION).order_by(col(Quota.id))
    ).all()
    if not rows:
        return ()
    own = {int(part) for part in quotas_of(session, activity_id, member_id, now).split(",") if part}
    kept_for_others = sum(
        missing(row.capacity, row.placed) for row in rows if row.kind == FLOOR and row.id not in own
    )
    found = []
    for row in rows:
        if row.id not in own:
            continue
        if row.kind == REST:
            if kept_for_others:
                found.append(OwnLimit("", kept_for_others, kept_for_others, most=False))
        else:
            who = (
                tree(session).path(int(row.ref)) if row.kind in {FLOOR, "groups"} else _TRAIT.get(row.ref, "")
            )
            left = missing(row.capacity, row.placed)
            found.append(OwnLimit(who, row.capacity, left, most=row.kind != FLOOR))
    return tuple(found)


def waits_until(session: Session, activity_id: int, blocked: Collection[Hashable]) -> datetime | None:
    """Where nothing but places kept for other groups stands in somebody's way (``blocked``: the limits that do): when these
    go to everybody."""
    kept = {
        ("quota", row_id)
        for row_id in session.exec(
            select(Quota.id).where(Quota.activity_id == activity_id, col(Quota.kind).in_(sorted(KEPT)))
        )
    }
    return contest_terms(session, activity_id).kept_until if blocked and set(blocked) <= kept else None


def contest_terms(session: Session, activity_id: int) -> ContestTerms:
    """What only contests have; nothing of it where nothing was set."""
    return session.get(ContestTerms, activity_id) or ContestTerms(activity_id=activity_id)


def shape_of(terms: ContestTerms) -> Shape | None:
    """What the teams of an activity must be; None: people come one by one."""
    if terms.team_least is None:
        return None
    return Shape(terms.team_least, terms.team_most, terms.team_substitutes, terms.team_men, terms.team_women)


def people_in(session: Session, activity_id: int, team_id: int | None) -> list[tuple[Mate, str]]:
    """The people of a team with their names, or (None) those who look for one, in the order of coming."""
    in_it = col(TeamMember.team_id).is_(None) if team_id is None else TeamMember.team_id == team_id
    rows = session.exec(
        select(Member.id, Member.name, Member.sex)
        .join(TeamMember, col(TeamMember.member_id) == col(Member.id))
        .where(TeamMember.activity_id == activity_id, in_it)
        .order_by(col(TeamMember.number))
    ).all()
    return [(Mate(row_id or 0, sex_of(sex)), name) for row_id, name, sex in rows]


def others_in_teams(
    session: Session, activity_id: int, known: Collection[int], *, with_team: bool = False
) -> list[int]:
    """Whoever is in a team or (not ``with_team``) looks for one and is not ``known``, in the order of coming."""
    query = select(TeamMember.member_id).where(TeamMember.activity_id == activity_id)
    if with_team:
        query = query.where(col(TeamMember.team_id).is_not(None))
    rows = session.exec(query.order_by(col(TeamMember.number)))
    return [member_id for member_id in rows if member_id not in known]


def check_plain(session: Session, activity_id: int) -> None:
    """Raises Refused where people come in teams or enter events: slots and forms do not go with that."""
    terms = contest_terms(session, activity_id)
    if terms.team_least is not None or terms.events_each is not None:
        raise Refused("contest", contest_texts.not_with_contest())


def sex_of(written: str | None) -> Sex:
    """What the roster says, as mixed teams see it."""
    return Sex(written) if written in set(Sex) else Sex.UNKNOWN


def part_of(session: Session, activity_id: int, member_id: int) -> Part | None:
    """What a member sees of the contest on the card; None: it is none."""
    terms = session.get(ContestTerms, activity_id)
    if terms is None:
        return None
    shape = shape_of(terms)
    row = session.get(TeamMember, (activity_id, member_id)) if shape is not None else None
    team = session.get(Team, row.team_id) if row is not None and row.team_id is not None else None
    entries: list[tuple[str, str, int | None, str]] = []
    events = 0
    if terms.events_each is not None:
        events = len(
            session.exec(select(ActivityEvent.id).where(ActivityEvent.activity_id == activity_id)).all()
        )
        entries = list(
            session.exec(
                select(ActivityEvent.title, EventEntry.status, EventEntry.rank, EventEntry.result)
                .join(EventEntry, col(EventEntry.event_id) == col(ActivityEvent.id))
                .where(EventEntry.activity_id == activity_id, EventEntry.member_id == member_id)
                .order_by(col(ActivityEvent.id))
            ).all()
        )
    told = terms.results_told_at is not None
    return Part(
        shape,
        team.name if team is not None else "",
        tuple(mate for mate, _ in people_in(session, activity_id, team.id)) if team is not None else (),
        team is not None and team.captain_id == member_id,
        row is not None and row.team_id is None,
        events,
        tuple(title for title, status, *_ in entries if status == SignUpStatus.PLACED),
        tuple(title for title, status, *_ in entries if status == SignUpStatus.WAITING),
        terms.kept_until if terms.released_at is None else None,
        told,
        tuple((title, rank, result) for title, _, rank, result in entries if told and result),
    )
