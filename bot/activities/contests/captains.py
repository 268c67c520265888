"""What the captain of a team does: take somebody out, hand over, rename, sign up again, end the team."""

from datetime import datetime

from sqlmodel import Session, col, select

from bot import audit
from bot.activities.contests import crews, teams
from bot.activities.contests.crews import Crew, crew_of, settle
from bot.activities.contests.following import follow
from bot.activities.contests.model import Team, TeamMember
from bot.activities.contests.texts import guests as guest_texts
from bot.activities.contests.texts import teams as team_texts
from bot.activities.limits import Locked, lock
from bot.members.rules import Actor
from bot.refused import Refused

NAME_LIMIT = 12


def remove_mate(session: Session, actor: Actor, now: datetime, *, team_id: int, member_id: int) -> Crew:
    """The captain takes somebody out; that person and the others are told. Raises Refused."""
    activity, team = captained(session, actor, team_id)
    teams.check_not_over(activity, now)
    before = crew_of(session, activity, team)
    if member_id not in before.names or member_id == actor.member_id:
        raise Refused("gone", team_texts.not_a_mate())
    teams.take_out(session, activity, team, member_id, now, needs_another=activity.compulsory)
    audit.note(session, actor.member_id, now, "team.removed", f"team:{team_id}", activity=activity.id)
    after = settle(session, activity.id, team, now)
    removed = team_texts.you_are_out(before, actor.name)
    teams.push(session, before, now, [member_id], removed)
    left = team_texts.mate_left(after, before.names[member_id], crews.moved_up(before, after))
    teams.tell(session, after, now, left, but=(actor.member_id,))
    return after


def hand_over(session: Session, actor: Actor, now: datetime, *, team_id: int, member_id: int) -> teams.Mine:
    """The captain makes a mate captain; nothing changes of the team's place. All are told. Raises Refused."""
    activity, team = captained(session, actor, team_id)
    teams.check_not_over(activity, now)
    if member_id not in crew_of(session, activity, team).names:
        raise Refused("gone", team_texts.not_a_mate())
    if not crews.reachable(session, [member_id]):
        raise Refused(
            "unreachable", guest_texts.cannot_lead(crew_of(session, activity, team).names[member_id])
        )
    if member_id != actor.member_id:
        crews.move_captaincy(session, activity, team, member_id, now)
        follow(session, lock(session, activity.id), now, tell=False)
        audit.note(session, actor.member_id, now, "team.handed_over", f"team:{team_id}", activity=activity.id)
        after = crew_of(session, activity, team)
        teams.tell(session, after, now, team_texts.new_captain(after), but=(actor.member_id,))
    return teams.my_team(session, actor, now, activity_id=activity.id)


def dissolve(session: Session, actor: Actor, now: datetime, *, team_id: int) -> teams.Mine:
    """The captain ends the team; its places go to those who wait, its people are told and free for others. Raises
    Refused."""
    activity, team = captained(session, actor, team_id)
    teams.check_not_over(activity, now)
    crew = crew_of(session, activity, team)
    end_team(session, activity, team, now)
    audit.note(session, actor.member_id, now, "team.dissolved", f"team:{team_id}", activity=activity.id)
    others = [mate.member_id for mate in crew.mates if mate.member_id != actor.member_id]
    teams.push(session, crew, now, others, team_texts.team_ended(crew, actor.name))
    return teams.my_team(session, actor, now, activity_id=activity.id)


def enlist(session: Session, actor: Actor, now: datetime, *, team_id: int) -> teams.Mine:
    """Sign a complete team up that has no place and waits for none. Raises Refused."""
    activity, team = captained(session, actor, team_id)
    teams.check_open(activity, now)
    settle(session, activity.id, team, now)
    return teams.my_team(session, actor, now, activity_id=activity.id)


def rename(session: Session, actor: Actor, now: datetime, *, team_id: int, name: str) -> teams.Mine:
    """Give the team another name. Raises Refused: not the captain, the name is too long or taken."""
    activity, team = captained(session, actor, team_id)
    wanted = _fit_name(name)
    same = select(Team.id).where(
        Team.activity_id == activity.id, Team.name == wanted, col(Team.id) != team_id
    )
    if session.exec(same).first() is not None:
        raise Refused("name", team_texts.name_taken(wanted))
    team.name = wanted
    session.add(team)
    session.flush()
    audit.note(session, actor.member_id, now, "team.renamed", f"team:{team_id}", activity=activity.id)
    return teams.my_team(session, actor, now, activity_id=activity.id)


def captains_page(session: Session, actor: Actor, *, team_id: int) -> Crew:
    """The team for its captain. Raises Refused for others."""
    activity, team = captained(session, actor, team_id, to_change=False)
    return crew_of(session, activity, team)


def end_team(session: Session, activity: Locked, team: Team, now: datetime) -> None:
    """Take a team away: its people are free, its places go to those who wait."""
    crew = crew_of(session, activity, team)
    for mate in crew.mates:
        row = session.get_one(TeamMember, (activity.id, mate.member_id))
        if activity.compulsory:
            row.team_id = None
            session.add(row)
        else:
            session.delete(row)
        if mate.member_id != team.captain_id:
            crews.drop_row(session, activity, mate.member_id, now)
    session.flush()
    teams.end_empty(session, activity, team, now)


def captained(session: Session, actor: Actor, team_id: int, *, to_change: bool = True) -> tuple[Locked, Team]:
    """The captain's own team, and its activity. Raises Refused for others."""
    activity, team = teams.of_mine(session, actor, team_id, to_change=to_change)
    if team.captain_id != actor.member_id:
        raise Refused("not_captain", team_texts.captain_only(team.name))
    return activity, team


def _fit_name(name: str) -> str:
    line = " ".join(name.split())
    if not 1 <= len(line) <= NAME_LIMIT:
        raise Refused("name", team_texts.name_length(NAME_LIMIT))
    return line
