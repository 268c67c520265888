"""Teams, as their people use them: founding, entering by code, leaving, handing over, ending."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from bot import audit, outbox
from bot.activities import places, rules, rules_teams, texts
from bot.activities.contests import crews
from bot.activities.contests.crews import Crew, crew_of, settle, team_and_activity
from bot.activities.contests.following import follow
from bot.activities.contests.model import Team, TeamMember
from bot.activities.contests.part import people_in
from bot.activities.contests.texts import teams as team_texts
from bot.activities.eligibility import Eligibility, not_for_you
from bot.activities.limits import Locked, lock, read
from bot.activities.model import Activity
from bot.activities.own import find_own
from bot.activities.rules import PUBLISHED, SignUpStatus
from bot.activities.rules_teams import Shape
from bot.members.rules import Actor, Right, may
from bot.message import Message
from bot.refused import Refused
from bot.wording import local

_TRIES = 20


@dataclass(frozen=True, slots=True)
class Mine:
    """What a person sees of the teams of an activity: the own team, or how to get into one. ``seeking``: looks for a
    team; ``others_seek``: so many do; ``over``: nothing can be changed any more."""

    activity_id: int
    title: str
    shape: Shape
    crew: Crew | None
    seeking: bool
    others_seek: int
    captain: bool
    closed: bool
    over: bool


@dataclass(frozen=True, slots=True)
class Invited:
    """A team as somebody with its code sees it. ``inside``: is in it already."""

    crew: Crew
    inside: bool


def my_team(session: Session, actor: Actor, now: datetime, *, activity_id: int) -> Mine:
    """The actor's team of an activity, or the ways into one. Raises Refused: no such activity, no teams, not for you."""
    activity = _open_to(session, actor, now, read(session, activity_id))
    shape = crews.required_shape(session, activity_id, activity.title)
    row = session.get(TeamMember, (activity_id, actor.member_id))
    team = session.get(Team, row.team_id) if row is not None and row.team_id is not None else None
    seeking = len(people_in(session, activity_id, None))
    return Mine(
        activity_id,
        activity.title,
        shape,
        crew_of(session, activity, team) if team is not None else None,
        row is not None and row.team_id is None,
        seeking,
        team is not None and team.captain_id == actor.member_id,
        crews.sign_up_closed(activity, now),
        crews.is_over(activity, now),
    )


def found_team(session: Session, actor: Actor, now: datetime, *, activity_id: int) -> Mine:
    """Found a team as its captain, after whom it is named at first. Pressing again changes nothing.
    Raises Refused: too late, no teams here, not for this member, in a team already."""
    activity = _open_to(session, actor, now, lock(session, activity_id))
    shape = crews.required_shape(session, activity_id, activity.title)
    row = session.get(TeamMember, (activity_id, actor.member_id))
    if row is not None and row.team_id is not None:
        return my_team(session, actor, now, activity_id=activity_id)
    check_open(activity, now)
    mate = crews.mate_of(session, actor.member_id)
    hindrance = rules_teams.hindrance(shape, (), mate)
    if hindrance is not None:
        raise Refused(hindrance.value, team_texts.cannot_enter(team_texts.NEW_TEAM, hindrance))
    team = new_team(session, activity_id, actor.name, actor.member_id, now)
    put_in(session, activity_id, team, actor.member_id, now)
    audit.note(session, actor.member_id, now, "team.founded", f"team:{team.id}", activity=activity_id)
    settle(session, activity_id, team, now)
    return my_team(session, actor, now, activity_id=activity_id)


def look_up(session: Session, actor: Actor, now: datetime, *, code: str) -> Invited:
    """The team with this code, before somebody enters it. Raises Refused: no such team, not for this member."""
    team = _by_code(session, code)
    activity = _open_to(session, actor, now, read(session, team.activity_id))
    row = session.get(TeamMember, (activity.id, actor.member_id))
    return Invited(crew_of(session, activity, team), row is not None and row.team_id == team.id)


def is_code(session: Session, text: str) -> bool:
    """Whether this is the code of a team."""
    plain = _plain(text)
    return (
        len(plain) == rules_teams.CODE_LENGTH
        and set(plain) <= set(rules_teams.CODE_LETTERS)
        and session.exec(select(Team.id).where(Team.code == plain)).first() is not None
    )


def enter_team(session: Session, actor: Actor, now: datetime, *, code: str) -> Mine:
    """The mate's yes: enter the team. The others of the team are told. Complete, it takes its places. Raises Refused: no
    such team, too late, full, the last places are for others, in another team already, no places left to grow."""
    team = _by_code(session, code)
    activity = _open_to(session, actor, now, lock(session, team.activity_id))
    row = session.get(TeamMember, (activity.id, actor.member_id))
    if row is not None and row.team_id == team.id:
        return my_team(session, actor, now, activity_id=activity.id)
    if row is not None and row.team_id is not None:
        other = session.get_one(Team, row.team_id)
        raise Refused("in_team", team_texts.in_another_team(other.name, activity.id))
    crew = crew_of(session, activity, team)
    if not (crew.status is SignUpStatus.PLACED and crew.lack.people and not crews.is_over(activity, now)):
        check_open(activity, now)
    mate = crews.mate_of(session, actor.member_id)
    hindrance = rules_teams.hindrance(crew.shape, crew.mates, mate)
    if hindrance is not None:
        raise Refused(hindrance.value, team_texts.cannot_enter(team.name, hindrance))
    put_in(session, activity.id, team, actor.member_id, now)
    audit.note(session, actor.member_id, now, "team.entered", f"team:{team.id}", activity=activity.id)
    after = settle(session, activity.id, team, now)
    tell(session, after, now, team_texts.mate_entered(after, actor.name), but=(actor.member_id,))
    return my_team(session, actor, now, activity_id=activity.id)


def seek_team(session: Session, actor: Actor, now: datetime, *, activity_id: int, seek: bool) -> Mine:
    """Look for a team: at the deadline those who look are put into teams. Or look no longer. Raises Refused."""
    activity = _open_to(session, actor, now, lock(session, activity_id))
    crews.required_shape(session, activity_id, activity.title)
    row = session.get(TeamMember, (activity_id, actor.member_id))
    if seek and row is None:
        check_open(activity, now)
        put_in(session, activity_id, None, actor.member_id, now)
        audit.note(session, actor.member_id, now, "team.sought", f"activity:{activity_id}")
    elif not seek and row is not None and row.team_id is None:
        session.delete(row)
        session.flush()
        audit.note(session, actor.member_id, now, "team.not_sought", f"activity:{activity_id}")
    return my_team(session, actor, now, activity_id=activity_id)


def leave_team(session: Session, actor: Actor, now: datetime, *, team_id: int) -> Mine:
    """Leave a team; a captain hands over to the first mate, the last one ends the team. The others are told. Raises
    Refused: not in this team, too late."""
    activity, team = of_mine(session, actor, team_id)
    check_not_over(activity, now)
    take_out(session, activity, team, actor.member_id, now)
    audit.note(session, actor.member_id, now, "team.left", f"team:{team_id}", activity=activity.id)
    after = _after_leaving(session, activity, team, now)
    if after is not None:
        tell(session, after, now, team_texts.mate_left(after, actor.name))
    return my_team(session, actor, now, activity_id=activity.id)


def own_crew(session: Session, actor: Actor, *, team_id: int) -> Crew:
    """The team for somebody in it. Raises Refused for others."""
    activity, team = of_mine(session, actor, team_id, to_change=False)
    return crew_of(session, activity, team)


def joined_by(session: Session, member_id: int) -> list[int]:
    """The activities still to come in which the member is in a team or looks for one."""
    rows = session.exec(
        select(TeamMember.activity_id)
        .join(Activity, col(Activity.id) == col(TeamMember.activity_id))
        .where(
            TeamMember.member_id == member_id,
            col(Activity.state).in_([state.value for state in PUBLISHED]),
        )
    )
    return list(rows)


def drop_member(session: Session, activity: Locked, member_id: int, name: str, now: datetime) -> None:
    """Somebody left the union: out of the team of this activity too, unless it has begun; the mates are told."""
    row = session.get(TeamMember, (activity.id, member_id))
    if row is None or crews.is_over(activity, now):
        return
    if row.team_id is None:
        session.delete(row)
        session.flush()
        return
    team = session.get_one(Team, row.team_id)
    take_out(session, activity, team, member_id, now)
    after = _after_leaving(session, activity, team, now)
    if after is not None:
        tell(session, after, now, team_texts.mate_left(after, name))


def _after_leaving(session: Session, activity: Locked, team: Team, now: datetime) -> Crew | None:
    """What becomes of a team without somebody; None: it is gone."""
    if not people_in(session, activity.id, team.id):
        end_empty(session, activity, team, now)
        return None
    return settle(session, activity.id, team, now)


def end_empty(session: Session, activity: Locked, team: Team, now: datetime) -> None:
    own = find_own(session, activity.id, team.captain_id)
    session.delete(team)
    session.flush()
    if own is not None and own.status in rules.LIVE:
        places.release(session, lock(session, activity.id), own, SignUpStatus.CANCELLED, now)


def take_out(session: Session, activity: Locked, team: Team, member_id: int, now: datetime) -> None:
    """Out of the team; a captain's office and the team's sign-up go to the first who stays."""
    stay = [
        mate.member_id for mate, _ in people_in(session, activity.id, team.id) if mate.member_id != member_id
    ]
    if member_id == team.captain_id and stay:
        crews.move_captaincy(session, activity, team, stay[0], now)
        follow(session, lock(session, activity.id), now, tell=False)
        audit.note(session, member_id, now, "team.handed_over", f"team:{team.id}", activity=activity.id)
    session.delete(session.get_one(TeamMember, (activity.id, member_id)))
    session.flush()
    if stay:
        crews.drop_row(session, activity, member_id, now)


def new_team(session: Session, activity_id: int, captain: str, captain_id: int, now: datetime) -> Team:
    """A team without anybody in it yet, named after its captain."""
    taken = set(session.exec(select(Team.name).where(Team.activity_id == activity_id)))
    team = Team(
        activity_id=activity_id,
        name=_free_name(team_texts.default_name(captain), taken),
        code=_new_code(session, activity_id, captain_id, now),
        captain_id=captain_id,
        created_at=now,
    )
    session.add(team)
    session.flush()
    return team


def put_in(session: Session, activity_id: int, team: Team | None, member_id: int, now: datetime) -> None:
    """Put somebody into a team, out of another or none; None: among those who look for one."""
    row = session.get(TeamMember, (activity_id, member_id)) or TeamMember(
        activity_id=activity_id, member_id=member_id, number=0, joined_at=now
    )
    row.team_id = team.id if team is not None else None
    row.number = crews.next_number(session, activity_id)
    row.joined_at = now
    session.add(row)
    session.flush()


def _open_to(session: Session, actor: Actor, now: datetime, activity: Locked) -> Locked:
    if activity.state not in PUBLISHED:
        raise Refused("gone", texts.gone())
    if not may(actor, Right.SIGN_UP):
        raise Refused("no_right", texts.no_right())
    if not Eligibility(session, actor, local(now).date()).admits(activity.audience):
        raise not_for_you(session, activity.title, activity.audience)
    return activity


def check_open(activity: Locked, now: datetime) -> None:
    hindrance = activity.hindrance(now)
    if hindrance is not None:
        raise places.refusal(activity, hindrance)


def check_not_over(activity: Locked, now: datetime) -> None:
    if crews.is_over(activity, now):
        raise Refused("too_late", texts.too_late_to_leave(activity.title))


def of_mine(session: Session, actor: Actor, team_id: int, *, to_change: bool = True) -> tuple[Locked, Team]:
    activity, team = team_and_activity(session, team_id, to_change=to_change)
    row = session.get(TeamMember, (activity.id, actor.member_id))
    if row is None or row.team_id != team_id:
        raise Refused("gone", team_texts.team_gone())
    return activity, team


def _by_code(session: Session, code: str) -> Team:
    team = session.exec(select(Team).where(Team.code == _plain(code))).first()
    if team is None:
        raise Refused("code", team_texts.no_such_code())
    return team


def _plain(code: str) -> str:
    return "".join(code.split()).upper()


def _new_code(session: Session, activity_id: int, captain_id: int, now: datetime) -> str:
    """A free code. Made of what founds the team, so that a use case that is run again gives the same; it opens a
    question to a member, not a door: the captain is told of everybody who enters."""
    letters = rules_teams.CODE_LETTERS
    for attempt in range(_TRIES):
        digest = hashlib.sha256(f"{activity_id}:{captain_id}:{now.isoformat()}:{attempt}".encode()).digest()
        code = "".join(letters[byte % len(letters)] for byte in digest[: rules_teams.CODE_LENGTH])
        if session.exec(select(Team.id).where(Team.code == code)).first() is None:
            return code
    raise RuntimeError("no free code for a team was found")


def _free_name(name: str, taken: set[str]) -> str:
    numbered = (f"{name}{number}" for number in range(2, len(taken) + 3))
    return name if name not in taken else next(one for one in numbered if one not in taken)


def tell(session: Session, crew: Crew, now: datetime, message: Message, *, but: tuple[int, ...] = ()) -> None:
    push(session, crew, now, [mate.member_id for mate in crew.mates if mate.member_id not in but], message)


def push(session: Session, crew: Crew, now: datetime, members: list[int], message: Message) -> None:
    outbox.push_many(
        session,
        keys={
            member_id: f"team:{crew.team_id}:{now.timestamp():.3f}:{len(crew.mates)}:{member_id}"
            for member_id in members
        },
        due_at=now,
        message=message,
        reference=f"activity:{crew.activity_id}",
        valid_until=crew.starts_at,
        priority=outbox.Priority.PERSONAL,
    )
