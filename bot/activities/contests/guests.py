"""Getting others into a team: a captain invites colleagues by name, those without Telegram with their leader's yes; leaders
and the committee put people in."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from bot import audit, outbox
from bot.activities import texts
from bot.activities.contests import captains, crews, teams
from bot.activities.contests.crews import Crew, crew_of
from bot.activities.contests.model import Team, TeamGuest, TeamMember
from bot.activities.contests.texts import guests as guest_texts
from bot.activities.contests.texts import teams as team_texts
from bot.activities.eligibility import check_may_enter
from bot.activities.limits import Locked, lock, read
from bot.members.model import Account, Group, Member
from bot.members.roles import leaders_for
from bot.members.rules import Actor, Right, may
from bot.message import Message
from bot.refused import Refused
from bot.wording import local

_MOST_NAMESAKES = 8
MOST_TEAMS = 20


@dataclass(frozen=True, slots=True)
class Invitee:
    """Somebody who could be in the team. ``reachable``: can be asked here; others through their leader."""

    member_id: int
    name: str
    group: str
    reachable: bool


class Came(StrEnum):
    """What came of inviting: the colleague was asked (or was so today already), the leader was asked, or the colleague is
    in the team."""

    ASKED = "asked"
    ASKED_BEFORE = "asked_before"
    LEADER_ASKED = "leader_asked"
    ENTERED = "entered"


@dataclass(frozen=True, slots=True)
class Invitation:
    """What came of it, for whom, and the team."""

    came: Came
    name: str
    crew: Crew


@dataclass(frozen=True, slots=True)
class Choices:
    """The teams into which a leader can put a member. ``inside``: the name of the team the member is in already;
    ``seeking``: looks for one."""

    activity_id: int
    title: str
    member_id: int
    name: str
    crews: tuple[Crew, ...]
    inside: str
    seeking: bool


# -- the captain ------------------------------------------------------------------------------------------


def invitees(
    session: Session, actor: Actor, now: datetime, *, activity_id: int, name: str
) -> tuple[Invitee, ...]:
    """The members of exactly this name who may take part and are in no team yet. Raises Refused: there is none."""
    activity = read(session, activity_id)
    wanted = "".join(name.split())
    rows = session.exec(
        select(Member.id, Member.name, Group.name, Account.reachable)
        .join(Group, col(Group.id) == col(Member.group_id))
        .outerjoin(Account, col(Account.member_id) == col(Member.id))
        .where(Member.name == wanted, col(Member.left_on).is_(None), col(Member.id) != actor.member_id)
        .order_by(col(Member.id))
        .limit(_MOST_NAMESAKES)
    ).all()
    fit = tuple(
        Invitee(member_id or 0, full, group, bool(reachable))
        for member_id, full, group, reachable in rows
        if _free(session, activity, member_id or 0, now)
    )
    if not fit:
        raise Refused("nobody", guest_texts.nobody_of_that_name(wanted))
    return fit


def _free(session: Session, activity: Locked, member_id: int, now: datetime) -> bool:
    row = session.get(TeamMember, (activity.id, member_id))
    in_team = row is not None and row.team_id is not None
    return not in_team and teams.audience_admits(session, activity, member_id, now)


def invite(session: Session, actor: Actor, now: datetime, *, team_id: int, member_id: int) -> Invitation:
    """The captain asks a colleague to come into the team; of one without Telegram the leader is asked, unless the captain
    is that leader. Once a day at most. Raises Refused: not the captain, too late, no room, not for this colleague."""
    activity, team = captains.captained(session, actor, team_id)
    member = session.get(Member, member_id)
    if member is None or member.left_on is not None or not _free(session, activity, member_id, now):
        raise Refused("nobody", guest_texts.nobody_of_that_name(member.name if member else ""))
    teams.check_may_enter_team(session, activity, team, member_id, now)
    account = session.exec(select(Account).where(Account.member_id == member_id)).first()
    if account is not None and account.reachable:
        crew = crew_of(session, activity, team)
        key = f"team:{team_id}:invite:{member_id}:{local(now).date().isoformat()}"
        if session.exec(select(outbox.Outgoing.id).where(outbox.Outgoing.key == key)).first() is not None:
            return Invitation(Came.ASKED_BEFORE, member.name, crew)
        outbox.push(
            session,
            key=key,
            to=member_id,
            due_at=now,
            message=guest_texts.come_to_us(crew, actor.name),
            reference=f"activity:{activity.id}",
            valid_until=activity.starts_at,
            priority=outbox.Priority.PERSONAL,
        )
        audit.note(session, actor.member_id, now, "team.invited", f"team:{team_id}", member=member_id)
        return Invitation(Came.ASKED, member.name, crew)
    if may(actor, Right.CHASE_GROUP, group_id=member.group_id):
        _put(session, actor, now, activity, team, member)
        return Invitation(Came.ENTERED, member.name, crew_of(session, activity, team))
    guest = session.get(TeamGuest, (activity.id, member_id))
    if guest is not None and guest.agreed_at is None and guest.team_id not in {None, team_id}:
        raise Refused("asked", guest_texts.asked_by_others(member.name))
    guest = guest or TeamGuest(
        activity_id=activity.id, member_id=member_id, asked_by=actor.member_id, asked_at=now
    )
    guest.team_id, guest.asked_by, guest.asked_at = team_id, actor.member_id, now
    guest.agreed_at, guest.agreed_by = None, None
    session.add(guest)
    session.flush()
    crew = crew_of(session, activity, team)
    for leader in leaders_for(session, member.group_id):
        outbox.push(
            session,
            key=f"team:{team_id}:guest:{member_id}:{local(now).date().isoformat()}:{leader}",
            to=leader,
            due_at=now,
            message=guest_texts.may_come(crew, actor.name, member_id, member.name),
            reference=f"activity:{activity.id}",
            valid_until=activity.starts_at,
        )
    audit.note(session, actor.member_id, now, "team.guest_asked", f"team:{team_id}", member=member_id)
    return Invitation(Came.LEADER_ASKED, member.name, crew)


def refuse(session: Session, actor: Actor, now: datetime, *, team_id: int) -> str:
    """The invited colleague says no; the captain is told. Returns the team's name. Raises Refused: it is gone, or the
    actor is in it."""
    activity, team = crews.team_and_activity(session, team_id, to_change=True)
    row = session.get(TeamMember, (activity.id, actor.member_id))
    if (row is not None and row.team_id == team_id) or crews.is_over(activity, now):
        raise Refused("gone", team_texts.team_gone())
    crew = crew_of(session, activity, team)
    _tell_captain(
        session, crew, now, guest_texts.does_not_come(crew, actor.name), f"refused:{actor.member_id}"
    )
    audit.note(session, actor.member_id, now, "team.refused", f"team:{team_id}", activity=activity.id)
    return team.name


def decide(
    session: Session, actor: Actor, now: datetime, *, team_id: int, member_id: int, agree: bool
) -> Invitation:
    """The leader's yes or no for a colleague without Telegram; the captain is told. Raises Refused: rights, decided
    already, no room any more."""
    activity, team = crews.team_and_activity(session, team_id, to_change=True)
    member = _within_reach(session, actor, member_id)
    guest = session.get(TeamGuest, (activity.id, member_id))
    if guest is None or guest.team_id != team_id or guest.agreed_at is not None:
        raise Refused("decided", guest_texts.decided(member.name))
    if agree:
        _put(session, actor, now, activity, team, member, asked_by=guest.asked_by)
        return Invitation(Came.ENTERED, member.name, crew_of(session, activity, team))
    session.delete(guest)
    session.flush()
    crew = crew_of(session, activity, team)
    _tell_captain(
        session, crew, now, guest_texts.leader_says_no(crew, member.name, actor.name), f"no:{member_id}"
    )
    audit.note(session, actor.member_id, now, "team.guest_refused", f"team:{team_id}", member=member_id)
    return Invitation(Came.ASKED, member.name, crew)


# -- leaders and the committee ----------------------------------------------------------------------------


def choices(session: Session, actor: Actor, now: datetime, *, activity_id: int, member_id: int) -> Choices:
    """The teams with room for a member of the own group, those with people of the same group first. Raises Refused:
    rights, not for this member, no teams here."""
    activity = read(session, activity_id)
    member = _to_enter(session, actor, now, activity, member_id)
    shape = crews.required_shape(session, activity_id, activity.title)
    row = session.get(TeamMember, (activity_id, member_id))
    inside = session.get_one(Team, row.team_id).name if row is not None and row.team_id is not None else ""
    every = [crew_of(session, activity, team) for team in crews.all_teams(session, activity_id)]
    open_ones = [crew for crew in every if len(crew.mates) < shape.largest]
    groups = dict(
        session.exec(
            select(TeamMember.team_id, Member.id)
            .join(Member, col(Member.id) == col(TeamMember.member_id))
            .where(TeamMember.activity_id == activity_id, Member.group_id == member.group_id)
        ).all()
    )
    open_ones.sort(key=lambda crew: (crew.team_id not in groups, not crew.lack.people))
    return Choices(
        activity_id,
        activity.title,
        member_id,
        member.name,
        tuple(open_ones[:MOST_TEAMS]),
        inside,
        row is not None and row.team_id is None,
    )


def put_into(session: Session, actor: Actor, now: datetime, *, team_id: int, member_id: int) -> Invitation:
    """Put a member of the own group into a team, which is told; the committee until the start, also after the deadline.
    Raises Refused: rights, too late, no room, in a team already."""
    activity, team = crews.team_and_activity(session, team_id, to_change=True)
    member = _to_enter(session, actor, now, activity, member_id)
    _put(session, actor, now, activity, team, member)
    return Invitation(Came.ENTERED, member.name, crew_of(session, activity, team))


def seek_for(session: Session, actor: Actor, now: datetime, *, activity_id: int, member_id: int) -> str:
    """Note that a member of the own group looks for a team. Returns the name. Raises Refused."""
    activity = lock(session, activity_id)
    crews.required_shape(session, activity_id, activity.title)
    member = _to_enter(session, actor, now, activity, member_id)
    if session.get(TeamMember, (activity_id, member_id)) is None:
        teams.check_open(activity, now)
        crews.put_in(session, activity_id, None, member_id, now)
        _agree(session, actor, now, activity, None, member_id, actor.member_id)
        audit.note(
            session, actor.member_id, now, "team.sought_for", f"activity:{activity_id}", member=member_id
        )
    return member.name


def take_out(session: Session, actor: Actor, now: datetime, *, activity_id: int, member_id: int) -> str:
    """The leader takes a member of the own group out of the team, or no longer looks for one. The team is told. Returns
    the name. Raises Refused."""
    activity = lock(session, activity_id)
    member = _within_reach(session, actor, member_id)
    row = session.get(TeamMember, (activity_id, member_id))
    if row is None:
        raise Refused("gone", team_texts.not_a_mate())
    teams.check_not_over(activity, now)
    teams.drop_member(session, activity, member_id, member.name, now)
    audit.note(session, actor.member_id, now, "team.taken_out", f"activity:{activity_id}", member=member_id)
    return member.name


def read_placing(
    session: Session, actor: Actor, now: datetime, *, activity_id: int, text: str
) -> list[tuple[int, str, int, str]]:
    """A team and somebody to be put into it, as the committee types them: 赵甲队 周壬. Team and member with their names,
    several where two have the name. Raises Refused: not understood."""
    activity = read(session, activity_id)
    named = [team for team in crews.all_teams(session, activity_id) if team.name in text]
    if not named:
        raise Refused("team", guest_texts.no_such_team())
    team = max(named, key=lambda one: len(one.name))
    name = guest_texts.cleaned(text.replace(team.name, " ", 1))
    found = invitees(session, actor, now, activity_id=activity.id, name=name)
    return [(team.id or 0, team.name, one.member_id, f"{one.name}（{one.group}）") for one in found]


def entered_by_others(session: Session, activity_id: int) -> list[tuple[int, str, int]]:
    """Whom a leader or the committee put into a team or among those who look for one: member, name, group."""
    rows = session.exec(
        select(Member.id, Member.name, Member.group_id)
        .join(TeamGuest, col(TeamGuest.member_id) == col(Member.id))
        .join(
            TeamMember,
            (col(TeamMember.member_id) == col(Member.id)) & (col(TeamMember.activity_id) == activity_id),
        )
        .where(TeamGuest.activity_id == activity_id, col(TeamGuest.agreed_at).is_not(None))
        .order_by(col(TeamMember.number).desc())
    ).all()
    return [(member_id or 0, name, group_id) for member_id, name, group_id in rows]


def _put(
    session: Session,
    actor: Actor,
    now: datetime,
    activity: Locked,
    team: Team,
    member: Member,
    *,
    asked_by: int | None = None,
) -> None:
    member_id = member.id or 0
    late = may(actor, Right.MANAGE_ACTIVITIES)
    teams.admit(session, activity, team, member_id, member.name, now, by=actor, late=late)
    _agree(session, actor, now, activity, team.id, member_id, asked_by or actor.member_id)


def _agree(
    session: Session,
    actor: Actor,
    now: datetime,
    activity: Locked,
    team_id: int | None,
    member_id: int,
    asked_by: int,
) -> None:
    guest = session.get(TeamGuest, (activity.id, member_id)) or TeamGuest(
        activity_id=activity.id, member_id=member_id, asked_by=asked_by, asked_at=now
    )
    guest.team_id, guest.agreed_by, guest.agreed_at = team_id, actor.member_id, now
    session.add(guest)
    session.flush()


def _within_reach(session: Session, actor: Actor, member_id: int) -> Member:
    member = session.get(Member, member_id)
    if member is None or not may(actor, Right.CHASE_GROUP, group_id=member.group_id):
        raise Refused("gone", texts.gone())
    return member


def _to_enter(session: Session, actor: Actor, now: datetime, activity: Locked, member_id: int) -> Member:
    admitted = teams.audience_admits(session, activity, member_id, now)
    audience = "everyone" if admitted else activity.audience
    return check_may_enter(session, actor, local(now).date(), member_id, audience, activity.title)


def _tell_captain(session: Session, crew: Crew, now: datetime, message: Message, key: str) -> None:
    outbox.push(
        session,
        key=f"team:{crew.team_id}:{key}:{local(now).date().isoformat()}",
        to=crew.captain_id,
        due_at=now,
        message=message,
        reference=f"activity:{crew.activity_id}",
        valid_until=crew.starts_at,
    )
