"""The committee's side of teams: how large they are, which there are, and putting those who look for one into them."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from bot import audit, outbox
from bot.activities import rules, rules_teams, texts
from bot.activities.contests import crews
from bot.activities.contests.crews import Crew, crew_of, settle
from bot.activities.contests.model import Team, TeamGuest, TeamMember
from bot.activities.contests.part import contest_terms, people_in, shape_of
from bot.activities.contests.texts import guests as guest_texts
from bot.activities.contests.texts import teams as team_texts
from bot.activities.contests.texts import terms as contest_texts
from bot.activities.contests.timing import WARNED, fills_at, schedule_filling
from bot.activities.duties import enrolling
from bot.activities.limits import Locked, free_places, kept_places, limits_of, lock, read
from bot.activities.lists import people as lists
from bot.activities.model import Activity, SignUp
from bot.activities.organising import publishing
from bot.activities.own import find_own
from bot.activities.rules import Party, SignUpStatus
from bot.activities.rules_teams import Mate, Shape
from bot.members.model import Group, Member
from bot.members.rules import Actor
from bot.message import Message
from bot.paging import page_number
from bot.refused import Refused
from bot.reminders import Due

ON_PAGE = 8


@dataclass(frozen=True, slots=True)
class Board:
    """A page of the teams of an activity, from 0. ``seekers`` look for a team; ``complete`` of ``total``."""

    activity_id: int
    title: str
    shape: Shape
    crews: tuple[Crew, ...]
    seekers: tuple[str, ...]
    complete: int
    total: int
    number: int
    more: bool


@dataclass(frozen=True, slots=True)
class Filled:
    """What filling came to: so many people found a team, so many teams are new, so many people are left."""

    title: str
    found: int
    formed: int
    left: int


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A person of a team as the file lists them."""

    team: str
    state: str
    name: str
    group: str
    substitute: bool
    captain: bool
    phone: str | None


def read_shape(text: str) -> Shape | None:
    """How teams are to be, as typed: 4到6人，至少2男2女，替补1人; None: people come one by one. Raises Refused for what
    cannot be."""
    if text.strip() in team_texts.WORDS_NO_TEAMS:
        return None
    substitutes = team_texts.SUBSTITUTES.search(text)
    # Their number is no size of a team.
    plain = team_texts.SUBSTITUTES.sub("", text)
    women, men = team_texts.WOMEN.search(plain), team_texts.MEN.search(plain)
    size = team_texts.SIZE.search(team_texts.MEN.sub("", team_texts.WOMEN.sub("", plain)))
    needed = (int(men[1]) if men else 0, int(women[1]) if women else 0)
    if size is None and not sum(needed):
        raise Refused("shape", contest_texts.not_a_shape())
    least = int(size[1] or size[3]) if size else sum(needed)
    most = int(size[2] or size[3]) if size else least
    extra = int(next(filter(None, substitutes.groups()))) if substitutes else 0
    shape = Shape(least, most, extra, *needed)
    if not shape.possible:
        raise Refused("shape", contest_texts.impossible_shape())
    return shape


def set_teams(
    session: Session, actor: Actor, now: datetime, *, activity_id: int, shape: Shape | None
) -> None:
    """Have people come in teams like this, or (None) one by one. Raises Refused: rights, somebody has signed up
    already, the activity has slots or a form, or everybody must come."""
    publishing.require(actor)
    row = publishing.locked(session, activity_id)
    if row.state not in rules.UNFINISHED:
        raise Refused("over", texts.gone())
    has_teams = _has_begun(session, row)
    if has_teams if row.compulsory else (row.queue or has_teams):
        raise Refused("signed_up", contest_texts.too_late_for_teams())
    terms = contest_terms(session, activity_id)
    if row.asks or row.last_start_at is not None or terms.events_each is not None:
        raise Refused("not_with", contest_texts.no_teams_with())
    if shape is not None and row.capacity is not None and row.capacity < shape.least:
        raise Refused("capacity", contest_texts.larger_than_capacity(shape.least, row.capacity))
    terms.team_least = shape.least if shape else None
    terms.team_most = shape.most if shape else 0
    terms.team_substitutes = shape.substitutes if shape else 0
    terms.team_men, terms.team_women = (shape.men, shape.women) if shape else (0, 0)
    row.limited, row.most_people = True, 1
    session.add(row)
    session.add(terms)
    session.flush()
    schedule_filling(session, row, now)
    if row.compulsory and row.state in rules.PUBLISHED:
        (enrolling.enrol_for_teams if shape else enrolling.enrol_one_by_one)(session, row, now)
    audit.note(
        session, actor.member_id, now, "activity.teams", f"activity:{activity_id}", on=shape is not None
    )


def _has_begun(session: Session, row: Activity) -> bool:
    """Whether somebody has done anything: in a compulsory activity everybody is on the list from the beginning."""
    if not row.compulsory:
        any_of_them = select(TeamMember.member_id).where(TeamMember.activity_id == row.id)
        return session.exec(any_of_them).first() is not None
    answered = select(SignUp.id).where(SignUp.activity_id == row.id, col(SignUp.answered_at).is_not(None))
    team = select(Team.id).where(Team.activity_id == row.id)
    return session.exec(answered).first() is not None or session.exec(team).first() is not None


def nudge_due(session: Session, now: datetime, due: Due) -> None:
    """The day before: everybody in a team that is not complete hears what is missing and what comes of it."""
    row = session.get(Activity, due.subject_id)
    if row is None or row.state not in rules.PUBLISHED or not now < fills_at(row) <= now + WARNED:
        return
    activity = lock(session, row.id or 0)
    seekers = len(people_in(session, activity.id, None))
    for team in crews.all_teams(session, activity.id):
        crew = crew_of(session, activity, team)
        if crew.lack.people and crew.status is None:
            _push(
                session,
                crew,
                now,
                crew.mates,
                team_texts.lacks_people(crew, fills_at(row), seekers),
            )


def fill_due(session: Session, now: datetime, due: Due) -> None:
    """The deadline: whoever looks for a team is put into one."""
    row = session.get(Activity, due.subject_id)
    if row is None or row.state not in rules.PUBLISHED:
        return
    if fills_at(row) > now:
        schedule_filling(session, row, now)
        return
    _fill(session, lock(session, row.id or 0), now)


def fill_teams(session: Session, actor: Actor, now: datetime, *, activity_id: int) -> Filled:
    """The same at the committee's word, at any time before the start. Raises Refused."""
    publishing.require(actor)
    activity = lock(session, activity_id)
    if crews.is_over(activity, now):
        raise Refused("over", texts.too_late_to_leave(activity.title))
    crews.required_shape(session, activity_id, activity.title)
    done = _fill(session, activity, now)
    audit.note(session, actor.member_id, now, "activity.filled", f"activity:{activity_id}", n=done.found)
    return done


def _fill(session: Session, activity: Locked, now: datetime) -> Filled:
    terms = contest_terms(session, activity.id)
    shape = shape_of(terms)
    if shape is None:
        return Filled(activity.title, 0, 0, 0)
    final = crews.sign_up_closed(activity, now)
    all_of_them = crews.all_teams(session, activity.id)
    by_id = {team.id or 0: team for team in all_of_them}
    open_ones = {}
    for team in all_of_them:
        crew = crew_of(session, activity, team)
        if crew.lack.people:
            open_ones[crew.team_id] = crew
    seekers = [mate for mate, _ in people_in(session, activity.id, None)]
    result = _distribute(session, activity, shape, open_ones, seekers, now)
    # Those that have places first: for them the room was counted.
    for team_id, added in sorted(result.into.items(), key=lambda one: open_ones[one[0]].status is None):
        _add(session, activity, by_id[team_id], added, now)
    for members in result.formed:
        first = crews.leaders_first(session, [mate.member_id for mate in members])[0]
        team = crews.new_team(session, activity.id, session.get_one(Member, first).name, first, now)
        _add(session, activity, team, members, now)
    if final:
        terms.filled_at = now
        session.add(terms)
        for team_id, crew in open_ones.items():
            if team_id not in result.into and crew.status is None:
                _push(session, crew, now, crew.mates, team_texts.still_incomplete(crew, seekers=len(seekers)))
        for member_id, (leader_id, name) in _entered(session, activity.id, result.left).items():
            none = guest_texts.none_found_for(activity.title, activity.id, name)
            _tell_leader(session, activity, now, leader_id, member_id, none)
        for mate in result.left:
            outbox.push(
                session,
                key=f"team-seeker:{activity.id}:{mate.member_id}:{now.timestamp():.0f}",
                to=mate.member_id,
                due_at=now,
                message=team_texts.no_team_found(activity.title, activity.id, shape),
                reference=f"activity:{activity.id}",
                valid_until=activity.starts_at,
            )
    found = len(seekers) - len(result.left)
    return Filled(activity.title, found, len(result.formed), len(result.left))


def _distribute(
    session: Session,
    activity: Locked,
    shape: Shape,
    open_ones: Mapping[int, Crew],
    seekers: Sequence[Mate],
    now: datetime,
) -> rules_teams.Filled:
    """Who comes into which team. One that has places already gets nobody whom it could not give a place."""
    teams_left = {team_id: crew.mates for team_id, crew in open_ones.items()}
    while True:
        result = rules_teams.fill(shape, list(teams_left.items()), seekers)
        growing = [
            Party(team_id, crew.captain_id, len(added), limits_of(own.slot_id, own.quotas))
            for team_id, added in result.into.items()
            if (crew := open_ones[team_id]).status in rules.HOLDING
            and (own := find_own(session, activity.id, crew.captain_id)) is not None
        ]
        free, kept = free_places(session, activity, now), kept_places(session, activity)
        fit = list(rules.served(growing, free, kept))
        full = [party.sign_up_id for party in growing if party not in fit]
        full += [
            team_id
            for team_id, added in result.into.items()
            if (crew := open_ones[team_id]).status is SignUpStatus.WAITING
            and not rules.fits(len(crew.mates) + len(added), [activity.capacity])
        ]
        if not full:
            return result
        for team_id in full:
            del teams_left[team_id]


def _add(session: Session, activity: Locked, team: Team, added: tuple[Mate, ...], now: datetime) -> None:
    """Put people into a team, have it take its places, and tell everybody in it."""
    for mate in added:
        crews.put_in(session, activity.id, team, mate.member_id, now)
        audit.note(session, None, now, "team.filled", f"team:{team.id}", activity=activity.id)
    # Without enough places it stays a complete team that is not signed up, and says so.
    with suppress(Refused):
        settle(session, activity.id, team, now, late=True)
    crew = crew_of(session, activity, team)
    new = {mate.member_id for mate in added}
    before = tuple(mate for mate in crew.mates if mate.member_id not in new)
    _push(session, crew, now, added, team_texts.put_together(crew, added=True))
    for member_id, (leader_id, name) in _entered(session, activity.id, added).items():
        _tell_leader(session, activity, now, leader_id, member_id, guest_texts.found_for(crew, name))
    _push(session, crew, now, before, team_texts.put_together(crew, added=False))


def _entered(session: Session, activity_id: int, mates: Iterable[Mate]) -> dict[int, tuple[int, str]]:
    """Those of them for whom a leader acted: the leader, and the name."""
    ids = [mate.member_id for mate in mates]
    rows = session.exec(
        select(TeamGuest.member_id, TeamGuest.agreed_by, Member.name)
        .join(Member, col(Member.id) == col(TeamGuest.member_id))
        .where(TeamGuest.activity_id == activity_id, col(TeamGuest.member_id).in_(ids))
    ).all()
    return {member_id: (leader_id, name) for member_id, leader_id, name in rows if leader_id is not None}


def _tell_leader(
    session: Session, activity: Locked, now: datetime, leader_id: int, member_id: int, message: Message
) -> None:
    outbox.push(
        session,
        key=f"team-guest:{activity.id}:{member_id}:{now.timestamp():.0f}",
        to=leader_id,
        due_at=now,
        message=message,
        reference=f"activity:{activity.id}",
        valid_until=activity.starts_at,
    )


def board(session: Session, actor: Actor, *, activity_id: int, page: int) -> Board:
    """The teams for the committee. Raises Refused: rights, no teams here."""
    publishing.require(actor)
    activity = read(session, activity_id)
    shape = crews.required_shape(session, activity_id, activity.title)
    every = [crew_of(session, activity, team) for team in crews.all_teams(session, activity_id)]
    number = min(page_number(page), max(len(every) - 1, 0) // ON_PAGE)
    shown = tuple(every[number * ON_PAGE : (number + 1) * ON_PAGE])
    return Board(
        activity_id,
        activity.title,
        shape,
        shown,
        tuple(name for _, name in people_in(session, activity_id, None)),
        sum(1 for crew in every if not crew.lack.people),
        len(every),
        number,
        (number + 1) * ON_PAGE < len(every),
    )


def export_rows(
    session: Session, actor: Actor, now: datetime, *, activity_id: int
) -> tuple[str, list[TeamRow]]:
    """The title, and everybody in the teams, then those who look for one; it is noted that the list left the house.
    Raises Refused without the right."""
    publishing.require(actor)
    lists.note_export(session, actor, now, activity_id=activity_id)
    activity = read(session, activity_id)
    crews.required_shape(session, activity_id, activity.title)
    people = {
        member.id or 0: (member, group)
        for member, group in session.exec(
            select(Member, Group.name)
            .join(Group, col(Group.id) == col(Member.group_id))
            .join(TeamMember, col(TeamMember.member_id) == col(Member.id))
            .where(TeamMember.activity_id == activity_id)
        )
    }
    rows = []
    for team in crews.all_teams(session, activity_id):
        crew = crew_of(session, activity, team)
        spare = {mate.member_id for mate in crew.substitutes}
        for mate in (*crew.players, *crew.substitutes):
            member, group = people[mate.member_id]
            captain = mate.member_id == team.captain_id
            state = team_texts.state(crew)
            rows.append(
                TeamRow(team.name, state, member.name, group, mate.member_id in spare, captain, member.phone)
            )
    for mate, name in people_in(session, activity_id, None):
        member, group = people[mate.member_id]
        rows.append(TeamRow("", contest_texts.SEEKS, name, group, False, False, member.phone))
    return activity.title, rows


def _push(session: Session, crew: Crew, now: datetime, members: tuple[Mate, ...], message: Message) -> None:
    outbox.push_many(
        session,
        keys={
            mate.member_id: f"team:{crew.team_id}:filled:{now.timestamp():.3f}:{mate.member_id}"
            for mate in members
        },
        due_at=now,
        message=message,
        reference=f"activity:{crew.activity_id}",
        valid_until=crew.starts_at,
        priority=outbox.Priority.PERSONAL,
    )
