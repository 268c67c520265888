"""The contests of teams that somebody may mean who speaks of a team."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from bot.activities.contests.model import ContestTerms, Team, TeamMember
from bot.activities.eligibility import Eligibility
from bot.activities.model import Activity
from bot.activities.rules import PUBLISHED, ActivityState
from bot.members.rules import Actor, Right, may
from bot.wording import local

_MOST, _MOST_READ = 8, 40


@dataclass(frozen=True, slots=True)
class OfTeams:
    """A contest of teams still to come, and the own ``team`` in it; ``team_id`` None: none."""

    activity_id: int
    title: str
    team_id: int | None
    captain: bool
    team: str = ""


def contests(session: Session, actor: Actor, now: datetime) -> tuple[OfTeams, ...]:
    """Those in which the actor is in a team, the next first, then those still open to the actor."""
    if not may(actor, Right.SIGN_UP):
        return ()
    coming = session.exec(
        select(Activity)
        .join(ContestTerms, col(ContestTerms.activity_id) == col(Activity.id))
        .where(
            col(ContestTerms.team_least).is_not(None),
            col(Activity.state).in_([state.value for state in PUBLISHED]),
            Activity.starts_at > now,
        )
        .order_by(col(Activity.starts_at), col(Activity.id))
        .limit(_MOST_READ)
    ).all()
    eligible = Eligibility(session, actor, local(now).date())
    inside, open_ones = [], []
    for activity in coming:
        row = session.get(TeamMember, (activity.id, actor.member_id))
        team = session.get(Team, row.team_id) if row is not None and row.team_id is not None else None
        if team is not None:
            captain = team.captain_id == actor.member_id
            inside.append(OfTeams(activity.id or 0, activity.title, team.id, captain, team.name))
        elif row is not None or (_open(activity, now) and eligible.admits(activity.audience)):
            open_ones.append(OfTeams(activity.id or 0, activity.title, None, captain=False))
    return tuple([*inside, *open_ones][:_MOST])


def _open(activity: Activity, now: datetime) -> bool:
    return activity.state == ActivityState.OPEN and (activity.deadline_at or activity.starts_at) >= now
