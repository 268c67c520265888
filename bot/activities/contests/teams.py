"""Teams, as their people use them: founding, entering by code, leaving, handing over, ending."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, select

from bot import audit, outbox
from bot.activities import places, rules, rules_teams, texts
from bot.activities.contests import crews
from bot.activities.contests.crews import Crew, crew_of, settle, team_and_activity
from bot.activities.contests.following import follow, put_row
from bot.activities.contests.model import Team, TeamGuest, TeamMember
from bot.activities.contests.part import people_in
from bot.activities.contests.texts import teams as team_texts
from bot.activities.contests.timing import fills_at
from bot.activities.eligibility import Eligibility, admits_member, audience_of, not_for_you
from bot.activities.limits import CHANGE_SIGN_UP, Locked, lock, read
from bot.activities.model import Activity
from bot.activities.own import find_own
from bot.activities.rules import PUBLISHED, SignUpStatus
from bot.activities.rules_teams import Shape
from bot.members.rules import Actor, Right, may
from bot.message import Message
from bot.refused import Refused
from bot.wording import local


@dataclass(frozen=True, slots=True)
class Mine:
    """What a person sees of the teams of an activity: the own team, or how to get into one. ``seeking``: looks for a
    team; ``others_seek``: so many do; ``over``: nothing can be changed any more; ``qualified_only``: no new teams, as it
    is a later stage. ``compulsory``: everybody needs a team; ``answered``: has said to come, or asked to be excused."""

    activity_id: int
    title: str
    shape: Shape
    crew: Crew | None
    seeking: bool
    others_seek: int
    captain: bool
    closed: bool
    over: bool
    qualified_only: bool
    fills_at: datetime
    compulsory: bool
    answered: bool


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
    own = find_own(session, activity_id, actor.member_id)
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
        crews.is_later_stage(session, activity_id),
        fills_at(activity),
        activity.compulsory,
        own is not None and own.answered_at is not None,
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
    _check_first_stage(session, activity)
    mate = crews.mate_of(session, actor.member_id)
    hindrance = rules_teams.hindrance(shape, (), mate)
    if hindrance is not None:
        raise Refused(hindrance.value, team_texts.cannot_enter(team_texts.NEW_TEAM, hindrance))
    team = crews.new_team(session, activity_id, actor.name, actor.member_id, now)
    crews.put_in(session, activity_id, team, actor.member_id, now)
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
    if row is None or row.team_id != team.id:
        admit(session, activity, team, actor.member_id, actor.name, now, by=actor)
    return my_team(session, actor, now, activity_id=activity.id)


def admit(
    session: Session,
    activity: Locked,
    team: Team,
    member_id: int,
    name: str,
    now: datetime,
    *,
    by: Actor,
    late: bool = False,
) -> None:
    """Let somebody into a team, which is told. ``late``: also after the deadline, before the start. Raises Refused."""
    check_may_enter_team(session, activity, team, member_id, now, late=late)
    _widen(session, activity, member_id, now)
    crews.put_in(session, activity.id, team, member_id, now)
    audit.note(
        session, by.member_id, now, "team.entered", f"team:{team.id}", activity=activity.id, member=member_id
    )
    after = settle(session, activity.id, team, now, late=late)
    tell(session, after, now, team_texts.mate_entered(after, name), but=(by.member_id,))


def check_may_enter_team(
    session: Session, activity: Locked, team: Team, member_id: int, now: datetime, *, late: bool = False
) -> None:
    """Raises Refused: in another team, too late, full, the last places are for others."""
    row = session.get(TeamMember, (activity.id, member_id))
    if row is not None and row.team_id is not None:
        other = session.get_one(Team, row.team_id)
        raise Refused("in_team", team_texts.in_another_team(other.name, activity.id))
    crew = crew_of(session, activity, team)
    if crews.is_over(activity, now):
        check_open(activity, now)
    if not (late or (crew.status is SignUpStatus.PLACED and crew.lack.people)):
        check_open(activity, now)
    hindrance = rules_teams.hindrance(crew.shape, crew.mates, crews.mate_of(session, member_id))
    if hindrance is not None:
        raise Refused(hindrance.value, team_texts.cannot_enter(team.name, hindrance))


def audience_admits(session: Session, activity: Locked, member_id: int, now: datetime) -> bool:
    """Whether a member may come into a team. In a later stage of a contest also those for whom the first stage was, unless
    they came to it in another team."""
    on = local(now).date()
    if admits_member(session, member_id, activity.audience, on):
        return True
    before = session.get_one(Activity, activity.id).stage_of
    if before is None:
        return False
    played = session.get(TeamMember, (before, member_id))
    if played is not None and played.team_id is not None:
        return False
    return audience_admits(session, read(session, before), member_id, now)


def _widen(session: Session, activity: Locked, member_id: int, now: datetime) -> None:
    """Who replaces somebody in a later stage is one of those whom it is for."""
    if admits_member(session, member_id, activity.audience, local(now).date()):
        return
    row = session.get_one(Activity, activity.id)
    audience = audience_of(activity.audience)
    row.audience = replace(audience, members=audience.members | {member_id}).to_text()
    session.add(row)
    session.flush()


def _check_first_stage(session: Session, activity: Locked) -> None:
    if crews.is_later_stage(session, activity.id):
        raise Refused("qualified", team_texts.qualified_teams_only(activity.title))


def seek_team(session: Session, actor: Actor, now: datetime, *, activity_id: int, seek: bool) -> Mine:
    """Look for a team: at the deadline those who look are put into teams. Or look no longer. Raises Refused."""
    activity = _open_to(session, actor, now, lock(session, activity_id))
    crews.required_shape(session, activity_id, activity.title)
    row = session.get(TeamMember, (activity_id, actor.member_id))
    if activity.compulsory:
        if seek and row is not None and row.team_id is None:
            _answer(session, activity, actor, now)
    elif seek and row is None:
        check_open(activity, now)
        _check_first_stage(session, activity)
        crews.put_in(session, activity_id, None, actor.member_id, now)
        audit.note(session, actor.member_id, now, "team.sought", f"activity:{activity_id}")
    elif not seek and row is not None and row.team_id is None:
        session.delete(row)
        session.flush()
        audit.note(session, actor.member_id, now, "team.not_sought", f"activity:{activity_id}")
    return my_team(session, actor, now, activity_id=activity_id)


def _answer(session: Session, activity: Locked, actor: Actor, now: datetime) -> None:
    """Note that somebody on the list of a compulsory contest comes with whatever team there will be."""
    own = find_own(session, activity.id, actor.member_id)
    if own is None:
        status = SignUpStatus.CANCELLED
        put_row(session, activity.id, actor.member_id, actor.group_id, status, activity.queue, now)
    else:
        said = {"row_id": own.id, "answered_at": now, "excuse_asked_at": None, "reason": ""}
        session.connection().execute(CHANGE_SIGN_UP, said)
    audit.note(session, actor.member_id, now, "team.sought", f"activity:{activity.id}")


def leave_team(session: Session, actor: Actor, now: datetime, *, team_id: int) -> Mine:
    """Leave a team; a captain hands over to the first mate, the last one ends the team. The others are told. Raises
    Refused: not in this team, too late."""
    activity, team = of_mine(session, actor, team_id)
    check_not_over(activity, now)
    before = crew_of(session, activity, team)
    take_out(session, activity, team, actor.member_id, now, needs_another=activity.compulsory)
    audit.note(session, actor.member_id, now, "team.left", f"team:{team_id}", activity=activity.id)
    after = _after_leaving(session, activity, team, now)
    if after is not None:
        tell(session, after, now, team_texts.mate_left(after, actor.name, crews.moved_up(before, after)))
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
    before = crew_of(session, activity, team)
    take_out(session, activity, team, member_id, now)
    after = _after_leaving(session, activity, team, now)
    if after is not None:
        tell(session, after, now, team_texts.mate_left(after, name, crews.moved_up(before, after)))


def _after_leaving(session: Session, activity: Locked, team: Team, now: datetime) -> Crew | None:
    """What becomes of a team without somebody; None: it is gone."""
    if not people_in(session, activity.id, team.id):
        end_empty(session, activity, team, now)
        return None
    return settle(session, activity.id, team, now)


def end_empty(session: Session, activity: Locked, team: Team, now: datetime) -> None:
    own = find_own(session, activity.id, team.captain_id)
    for guest in session.exec(select(TeamGuest).where(TeamGuest.team_id == team.id)).all():
        session.delete(guest)
    session.flush()
    session.delete(team)
    session.flush()
    if own is not None and own.status in rules.LIVE:
        places.release(session, lock(session, activity.id), own, SignUpStatus.CANCELLED, now)


def take_out(
    session: Session,
    activity: Locked,
    team: Team,
    member_id: int,
    now: datetime,
    *,
    needs_another: bool = False,
) -> None:
    """Out of the team; a captain's office and the team's sign-up go to the first who stays. ``needs_another``: stands
    among those who look for a team from now on."""
    stay = crews.leaders_first(
        session,
        [
            mate.member_id
            for mate, _ in people_in(session, activity.id, team.id)
            if mate.member_id != member_id
        ],
    )
    guest = session.get(TeamGuest, (activity.id, member_id))
    if guest is not None:
        session.delete(guest)
    if member_id == team.captain_id and stay:
        crews.move_captaincy(session, activity, team, stay[0], now)
        follow(session, lock(session, activity.id), now, tell=False)
        audit.note(session, member_id, now, "team.handed_over", f"team:{team.id}", activity=activity.id)
    session.delete(session.get_one(TeamMember, (activity.id, member_id)))
    session.flush()
    if stay:
        crews.drop_row(session, activity, member_id, now)
    if needs_another:
        crews.put_in(session, activity.id, None, member_id, now)


def _open_to(session: Session, actor: Actor, now: datetime, activity: Locked) -> Locked:
    if activity.state not in PUBLISHED:
        raise Refused("gone", texts.gone())
    if not may(actor, Right.SIGN_UP):
        raise Refused("no_right", texts.no_right())
    admitted = Eligibility(session, actor, local(now).date()).admits(activity.audience)
    if not admitted and not audience_admits(session, activity, actor.member_id, now):
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
