"""The next stage of a contest of teams: the qualified teams come as they are; who cannot come is replaced."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from bot import outbox
from bot.activities.contests import crews
from bot.activities.contests.following import follow
from bot.activities.contests.model import ContestTerms, Team, TeamMember
from bot.activities.contests.part import contest_terms
from bot.activities.contests.texts import stages as stage_texts
from bot.activities.contests.texts import teams as team_texts
from bot.activities.limits import lock
from bot.activities.model import Activity, SignUp
from bot.activities.rules import SignUpStatus
from bot.members.model import Member
from bot.refused import Refused

_CARRIED = ("team_least", "team_most", "team_substitutes", "team_men", "team_women")


def in_teams(session: Session, activity_id: int) -> bool:
    """Whether people come to this activity in teams."""
    return contest_terms(session, activity_id).team_least is not None


def enrol_teams(session: Session, row: Activity, now: datetime) -> list[int]:
    """Put the teams that qualified in the stage before on the list, with name, captain and mates, and tell everybody in
    them. Returns the members. Raises Refused when they do not fit."""
    earlier = contest_terms(session, row.stage_of or 0)
    activity_id = row.id or 0
    session.add(ContestTerms(activity_id=activity_id, **{name: getattr(earlier, name) for name in _CARRIED}))
    row.limited, row.most_people = True, 1
    qualified = _qualified(session, row.stage_of or 0)
    number = sum(len(people) for _, people in qualified)
    if row.capacity is not None and number > row.capacity:
        raise Refused("capacity", stage_texts.too_many_qualified(number, row.capacity))
    session.add(row)
    session.flush()
    for team, people in qualified:
        _carry(session, row, team, people, now)
    session.flush()
    follow(session, lock(session, activity_id), now, tell=False)
    activity = lock(session, activity_id)
    for team in crews.all_teams(session, activity_id):
        crew = crews.crew_of(session, activity, team)
        outbox.push_many(
            session,
            keys={
                mate.member_id: f"activity:{activity_id}:qualified:{mate.member_id}" for mate in crew.mates
            },
            due_at=now,
            message=team_texts.team_goes_on(crew, row.place),
            reference=f"activity:{activity_id}",
            valid_until=row.starts_at,
        )
    return [member_id for _, people in qualified for member_id in people]


def _qualified(session: Session, activity_id: int) -> list[tuple[Team, Sequence[int]]]:
    found = session.exec(
        select(Team)
        .join(
            SignUp,
            (col(SignUp.activity_id) == col(Team.activity_id))
            & (col(SignUp.member_id) == col(Team.captain_id)),
        )
        .where(
            Team.activity_id == activity_id,
            col(SignUp.qualified).is_(True),
            SignUp.status == SignUpStatus.PLACED,
        )
        .order_by(col(SignUp.rank).is_(None), col(SignUp.rank), col(SignUp.queue))
    ).all()
    return [
        (
            team,
            session.exec(
                select(TeamMember.member_id)
                .join(Member, col(Member.id) == col(TeamMember.member_id))
                .where(TeamMember.team_id == team.id, col(Member.left_on).is_(None))
                .order_by(col(TeamMember.number))
            ).all(),
        )
        for team in found
    ]


def _carry(session: Session, row: Activity, before: Team, people: Sequence[int], now: datetime) -> None:
    captain_id = before.captain_id if before.captain_id in people else people[0]
    captain = session.get_one(Member, captain_id)
    team = crews.new_team(session, row.id or 0, captain.name, captain_id, now)
    team.name = before.name
    session.add(team)
    for member_id in people:
        crews.put_in(session, row.id or 0, team, member_id, now)
    row.queue += 1
    row.placed += len(people)
    session.add(
        SignUp(
            activity_id=row.id or 0,
            member_id=captain_id,
            group_id=captain.group_id,
            status=SignUpStatus.PLACED,
            people=len(people),
            queue=row.queue,
            created_at=now,
            changed_at=now,
        )
    )
    session.add(row)
    session.flush()
