"""A team as it stands: its members, what it lacks, and the places it takes, keeps or gives back."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, func, select

from bot import audit
from bot.activities import rules, rules_teams
from bot.activities.contests.following import follow, put_row
from bot.activities.contests.model import Team, TeamGuest, TeamMember
from bot.activities.contests.part import contest_terms, people_in, sex_of, shape_of
from bot.activities.contests.texts import teams as texts
from bot.activities.limits import CHANGE_SIGN_UP, Locked, count, free_places, limits_of, lock, read
from bot.activities.model import Activity
from bot.activities.own import Own, find_own
from bot.activities.places import Person, position_of, put, release
from bot.activities.rules import ActivityState, SignUpStatus
from bot.activities.rules_teams import Lack, Mate, Shape
from bot.activities.waiting import serve_queue
from bot.members.model import Account, Member
from bot.refused import Refused

_TRIES = 20


@dataclass(frozen=True, slots=True)
class Crew:
    """A team with its people. ``status`` None: it has no place and waits for none; ``position`` in the waiting list,
    unless places are given later. ``pending``: colleagues whose leader was asked. ``keeps_place``: in a later
    stage, also with too few people."""

    team_id: int
    activity_id: int
    title: str
    starts_at: datetime
    name: str
    code: str
    captain_id: int
    shape: Shape
    mates: tuple[Mate, ...]
    names: dict[int, str]
    status: SignUpStatus | None
    position: int | None
    pending: tuple[str, ...] = ()
    keeps_place: bool = False

    @property
    def lack(self) -> Lack:
        """What is missing until the team is complete."""
        return rules_teams.lack(self.shape, self.mates)

    @property
    def players(self) -> tuple[Mate, ...]:
        return rules_teams.lineup(self.shape, self.mates)[0]

    @property
    def substitutes(self) -> tuple[Mate, ...]:
        return rules_teams.lineup(self.shape, self.mates)[1]

    @property
    def captain(self) -> str:
        return self.names[self.captain_id]


def required_shape(session: Session, activity_id: int, title: str) -> Shape:
    """The same. Raises Refused where there are no teams."""
    shape = shape_of(contest_terms(session, activity_id))
    if shape is None:
        raise Refused("no_teams", texts.no_teams_here(title))
    return shape


def mate_of(session: Session, member_id: int) -> Mate:
    """A member as mixed teams see somebody."""
    member = session.get_one(Member, member_id)
    return Mate(member_id, sex_of(member.sex))


def crew_of(session: Session, activity: Locked, team: Team) -> Crew:
    """A team as it stands."""
    team_id = team.id or 0
    people = people_in(session, activity.id, team_id)
    own = find_own(session, activity.id, team.captain_id)
    live = own is not None and own.status in rules.LIVE
    waits = own is not None and own.status is SignUpStatus.WAITING
    return Crew(
        team_id,
        activity.id,
        activity.title,
        activity.starts_at,
        team.name,
        team.code,
        team.captain_id,
        required_shape(session, activity.id, activity.title),
        tuple(mate for mate, _ in people),
        {mate.member_id: name for mate, name in people},
        own.status if own is not None and live else None,
        position_of(session, activity.id, own.queue)
        if own is not None and waits and not activity.draw
        else None,
        tuple(
            session.exec(
                select(Member.name)
                .join(TeamGuest, col(TeamGuest.member_id) == col(Member.id))
                .where(TeamGuest.team_id == team_id, col(TeamGuest.agreed_at).is_(None))
                .order_by(col(TeamGuest.asked_at))
            )
        ),
        is_later_stage(session, activity.id),
    )


def team_and_activity(session: Session, team_id: int, *, to_change: bool) -> tuple[Locked, Team]:
    """A team and its activity, which is locked ``to_change`` them. Raises Refused when there is none."""
    team = session.get(Team, team_id)
    if team is None:
        raise Refused("gone", texts.team_gone())
    if not to_change:
        return read(session, team.activity_id), team
    activity = lock(session, team.activity_id)
    # Somebody else may have ended it while we waited for the lock.
    session.expire(team)
    if session.exec(select(Team.id).where(Team.id == team_id)).first() is None:
        raise Refused("gone", texts.team_gone())
    return activity, team


def is_over(activity: Locked, now: datetime) -> bool:
    """Whether teams stay as they are: the activity has begun or is not on any more."""
    return not rules.may_leave(activity.state, activity.closes_at, now)


def sign_up_closed(activity: Locked, now: datetime) -> bool:
    """Whether no new team takes places any more: the deadline has passed or the committee closed the sign-up."""
    return rules.hindrance(activity.state, activity.closes_at, activity.deadline_at, now) is not None


def is_later_stage(session: Session, activity_id: int) -> bool:
    """Whether this is a stage for which teams had to qualify."""
    return session.get_one(Activity, activity_id).stage_of is not None


def reachable(session: Session, member_ids: Sequence[int]) -> set[int]:
    """Those of the members who get what is sent to them."""
    rows = select(Account.member_id).where(col(Account.member_id).in_(member_ids), col(Account.reachable))
    return set(session.exec(rows))


def leaders_first(session: Session, member_ids: Sequence[int]) -> list[int]:
    """The same members, those first who can lead a team because messages reach them."""
    reached = reachable(session, member_ids)
    return sorted(member_ids, key=lambda member_id: member_id not in reached)


def settle(session: Session, activity_id: int, team: Team, now: datetime, *, late: bool = False) -> Crew:
    """Bring a team's places in step with its people: complete, it takes them all or stands in the queue; no longer
    complete, it gives them back, but keeps them after the deadline, when it could not get them again, and in a later
    stage, for which it has qualified. ``late``: it is
    the clock that fills teams, at the deadline. Raises Refused when the activity has not so many places left.
    """
    activity = lock(session, activity_id)
    crew = crew_of(session, activity, team)
    own = find_own(session, activity_id, team.captain_id)
    size = len(crew.mates)
    if crew.status is None and not crew.lack.people:
        if late or not sign_up_closed(activity, now):
            open_still = replace(activity, state=ActivityState.OPEN, deadline_at=None) if late else activity
            person = Person(team.captain_id, session.get_one(Member, team.captain_id).group_id)
            put(session, replace(open_still, most_people=size), person, own, now, people=size)
    elif crew.status is not None and own is not None:
        if (
            crew.lack.people
            and not sign_up_closed(activity, now)
            and not is_later_stage(session, activity_id)
        ):
            release(session, activity, own, SignUpStatus.CANCELLED, now)
            audit.note(session, None, now, "team.incomplete", f"team:{team.id}", activity=activity_id)
        elif own.people != size:
            _resize(session, activity, own, size, now)
    activity = lock(session, activity_id)
    follow(session, activity, now, tell=False)
    return crew_of(session, activity, team)


def _resize(session: Session, activity: Locked, own: Own, people: int, now: datetime) -> None:
    more = people - own.people
    held = own.status in rules.HOLDING
    limits = limits_of(own.slot_id, own.quotas)
    free = free_places(session, activity, now)
    too_many = activity.capacity is not None and people > activity.capacity
    if more > 0 and (too_many or (held and not rules.fits(more, (free.get(limit) for limit in limits)))):
        raise Refused("full", texts.no_room_to_grow(activity.title))
    session.connection().execute(CHANGE_SIGN_UP, {"row_id": own.id, "people": people, "changed_at": now})
    count(session, activity, limits, placed=more if held else 0, waiting=0 if held else more)
    if more < 0:
        serve_queue(session, activity.id, now)


def move_captaincy(session: Session, activity: Locked, team: Team, to: int, now: datetime) -> None:
    """The sign-up of the team goes from one captain to the next, with its place in the queue."""
    old = find_own(session, activity.id, team.captain_id)
    team.captain_id = to
    session.add(team)
    session.flush()
    if old is None or old.status not in rules.LIVE:
        return
    if find_own(session, activity.id, to) is None:
        group_id = session.get_one(Member, to).group_id
        put_row(session, activity.id, to, group_id, SignUpStatus.CANCELLED, old.queue, now)
    new = find_own(session, activity.id, to)
    if new is None:
        raise LookupError("the new captain's row was just written")
    carried = {
        "status": old.status.value,
        "people": old.people,
        "queue": old.queue,
        "quotas": old.quotas,
        "offered_until": old.offered_until,
        "answered_at": now,
        "reason": "",
        "changed_at": now,
    }
    moved = {"row_id": new.id, "revision": new.revision + 1, **carried}
    session.connection().execute(CHANGE_SIGN_UP, moved)
    mate = {"status": SignUpStatus.CANCELLED.value, "people": 0, "quotas": "", "offered_until": None}
    session.connection().execute(
        CHANGE_SIGN_UP, {"row_id": old.id, "revision": old.revision + 1, "changed_at": now, **mate}
    )


def drop_row(session: Session, activity: Locked, member_id: int, now: datetime) -> None:
    """A mate who is no longer in the team has no place with it."""
    own = find_own(session, activity.id, member_id)
    if own is not None and own.status is SignUpStatus.PLACED and own.people == 0:
        gone = {"status": SignUpStatus.CANCELLED.value, "revision": own.revision + 1, "changed_at": now}
        session.connection().execute(CHANGE_SIGN_UP, {"row_id": own.id, **gone})


def next_number(session: Session, activity_id: int) -> int:
    """The next place in the order of coming."""
    last = session.exec(
        select(func.max(col(TeamMember.number))).where(TeamMember.activity_id == activity_id)
    ).one()
    return int(last or 0) + 1


def all_teams(session: Session, activity_id: int) -> Sequence[Team]:
    """The teams of an activity in the order of founding."""
    return session.exec(
        select(Team).where(Team.activity_id == activity_id).order_by(col(Team.created_at), col(Team.id))
    ).all()


def new_team(session: Session, activity_id: int, captain: str, captain_id: int, now: datetime) -> Team:
    """A team without anybody in it yet, named after its captain."""
    taken = set(session.exec(select(Team.name).where(Team.activity_id == activity_id)))
    team = Team(
        activity_id=activity_id,
        name=_free_name(texts.default_name(captain), taken),
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
    row.number = next_number(session, activity_id)
    row.joined_at = now
    session.add(row)
    session.flush()


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


def moved_up(before: Crew, after: Crew) -> list[str]:
    """The names of the substitutes who play now."""
    players = {mate.member_id for mate in after.players}
    return [after.names[mate.member_id] for mate in before.substitutes if mate.member_id in players]
