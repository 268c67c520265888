"""How the groups took part: of one activity, and of all in a year. People (人数) and participations (人次) apart."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from bot.activities import texts
from bot.activities.attending.model import HandCheckIn
from bot.activities.eligibility import audience_of
from bot.activities.model import Activity, SignUp
from bot.activities.organising import publishing
from bot.activities.rules import HOLDING, ActivityState, SignUpStatus
from bot.members import audience_query
from bot.members.model import Group, Member
from bot.members.rules import Actor, Right, may, reach
from bot.paging import page_number
from bot.refused import Refused
from bot.wording import local, midnight

NAMES_ON_PAGE = 30
_AWAY = {SignUpStatus.DECLINED, SignUpStatus.EXCUSED}


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One group and one activity, counted in members: ``members`` are meant, of them ``placed`` have a place, ``here``
    were there (with or without a sign-up), ``waiting`` wait, ``away`` said no, ``silent`` said nothing."""

    group_id: int
    name: str
    members: int
    placed: int
    here: int
    waiting: int
    away: int
    silent: int


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Every group of an activity that the actor may see. ``checked_in``: it is known who was there."""

    activity_id: int
    title: str
    starts_at: datetime
    lines: tuple[GroupLine, ...]
    checked_in: bool
    manages: bool


@dataclass(frozen=True, slots=True)
class Silent:
    """Somebody who is meant and has said nothing."""

    name: str
    group: str
    employee_no: str | None
    phone: str | None


@dataclass(frozen=True, slots=True)
class SilentPage:
    """A page of those who have said nothing, from 0."""

    activity_id: int
    title: str
    lines: tuple[Silent, ...]
    number: int
    size: int
    total: int


@dataclass(frozen=True, slots=True)
class GroupYear:
    """One group and one year: ``people`` different members took part, ``times`` in all."""

    name: str
    members: int
    people: int
    times: int


@dataclass(frozen=True, slots=True)
class Year:
    """Who took part in the activities of a year that are over."""

    year: int
    activities: int
    lines: tuple[GroupYear, ...]

    @property
    def people(self) -> int:
        """Different members."""
        return sum(line.people for line in self.lines)

    @property
    def times(self) -> int:
        """Participations."""
        return sum(line.times for line in self.lines)


def by_group(session: Session, actor: Actor, now: datetime, *, activity_id: int) -> Breakdown:
    """The groups with somebody who is meant or came, those of a leader only for a leader. Raises Refused for others."""
    activity = _visible(session, actor, activity_id)
    status, here = _answers(session, activity_id)
    meant = _meant(session, activity, now)
    groups: dict[int, Counter[str]] = {}
    for member_id, group_id in _groups_of(session, actor, meant | set(status) | here).items():
        count = groups.setdefault(group_id, Counter())
        count["members"] += 1
        count["here"] += member_id in here
        said = status.get(member_id)
        if said in HOLDING:
            count["placed"] += 1
        elif said is SignUpStatus.WAITING:
            count["waiting"] += 1
        elif said in _AWAY:
            count["away"] += 1
        elif member_id not in here:
            count["silent"] += 1
    names = _names(session)
    order = sorted(groups, key=lambda group_id: (-groups[group_id]["placed"], group_id))
    lines = tuple(
        GroupLine(
            group_id,
            names.get(group_id, ""),
            *(groups[group_id][part] for part in ("members", "placed", "here", "waiting", "away", "silent")),
        )
        for group_id in order
    )
    manages = may(actor, Right.MANAGE_ACTIVITIES)
    return Breakdown(activity_id, activity.title, activity.starts_at, lines, bool(here), manages)


def silent(session: Session, actor: Actor, now: datetime, *, activity_id: int) -> list[Silent]:
    """Everybody the actor may see who is meant and has said nothing, by group. Raises Refused."""
    activity = _visible(session, actor, activity_id)
    status, here = _answers(session, activity_id)
    quiet = _meant(session, activity, now) - set(status) - here
    shown = set(_groups_of(session, actor, quiet))
    rows = session.execute(
        columns(col(Member.id), col(Member.name), col(Group.name), col(Member.employee_no), col(Member.phone))
        .join(Group, col(Group.id) == col(Member.group_id))
        .where(col(Member.left_on).is_(None))
        .order_by(col(Member.group_id), col(Member.id))
    )
    return [Silent(*facts) for member_id, *facts in rows if member_id in shown]


def silent_page(session: Session, actor: Actor, now: datetime, *, activity_id: int, page: int) -> SilentPage:
    """A page of ``silent``."""
    people = silent(session, actor, now, activity_id=activity_id)
    title = session.get_one(Activity, activity_id).title
    number = min(page_number(page), max(0, (len(people) - 1) // NAMES_ON_PAGE))
    start = number * NAMES_ON_PAGE
    lines = tuple(people[start : start + NAMES_ON_PAGE])
    return SilentPage(activity_id, title, lines, number, NAMES_ON_PAGE, len(people))


def year(session: Session, actor: Actor, now: datetime) -> Year:
    """This year's activities that are over. Where nobody was checked in, who had a place counts. Raises Refused."""
    publishing.require(actor)
    this = local(now).year
    past = {
        row_id
        for row_id in session.exec(
            select(Activity.id).where(
                Activity.state == ActivityState.DONE,
                Activity.starts_at >= midnight(date(this, 1, 1)),
                Activity.starts_at < midnight(date(this + 1, 1, 1)),
            )
        )
        if row_id is not None
    }
    took: dict[int, set[int]] = {}
    placed: dict[int, set[int]] = {}
    rows = session.exec(
        select(SignUp.activity_id, SignUp.member_id, SignUp.checked_in_at)
        .join(Activity, col(Activity.id) == col(SignUp.activity_id))
        .where(
            SignUp.status == SignUpStatus.PLACED,
            Activity.state == ActivityState.DONE,
            Activity.starts_at >= midnight(date(this, 1, 1)),
        )
    )
    for activity_id, member_id, checked_in_at in rows:
        if activity_id in past:
            (placed if checked_in_at is None else took).setdefault(activity_id, set()).add(member_id)
    for activity_id, member_id in session.exec(
        select(HandCheckIn.activity_id, HandCheckIn.member_id).where(col(HandCheckIn.walk_in))
    ):
        if activity_id in past:
            took.setdefault(activity_id, set()).add(member_id)
    times: Counter[int] = Counter()
    for activity_id in past:
        times.update(took.get(activity_id) or placed.get(activity_id, set()))
    return _year(session, this, len(past), times)


def _year(session: Session, this: int, activities: int, times: Counter[int]) -> Year:
    groups: dict[int, Counter[str]] = {}
    rows = session.execute(columns(col(Member.id), col(Member.group_id), col(Member.left_on)))
    for member_id, group_id, left_on in rows:
        joined = times.get(member_id or 0, 0)
        if left_on is None or joined:
            count = groups.setdefault(group_id, Counter())
            count["members"] += 1
            count["people"] += joined > 0
            count["times"] += joined
    names = _names(session)
    lines = [
        GroupYear(names.get(group_id, ""), count["members"], count["people"], count["times"])
        for group_id, count in sorted(groups.items())
    ]
    return Year(this, activities, tuple(sorted(lines, key=lambda line: -line.people / line.members)))


def _visible(session: Session, actor: Actor, activity_id: int) -> Activity:
    activity = session.get(Activity, activity_id)
    if activity is None or reach(actor, Right.SEE_GROUP_LISTS) == frozenset():
        raise Refused("gone", texts.gone())
    return activity


def _answers(session: Session, activity_id: int) -> tuple[dict[int, SignUpStatus], set[int]]:
    """What members said, leaving out what was only put down for them or taken back; and who was there."""
    rows = session.exec(
        select(SignUp.member_id, SignUp.status, SignUp.answered_at, SignUp.checked_in_at).where(
            SignUp.activity_id == activity_id, SignUp.status != SignUpStatus.CANCELLED
        )
    ).all()
    status = {
        member_id: SignUpStatus(said)
        for member_id, said, answered_at, _ in rows
        if answered_at is not None or said != SignUpStatus.PLACED
    }
    here = {member_id for member_id, _, _, checked_in_at in rows if checked_in_at is not None}
    here |= set(session.exec(select(HandCheckIn.member_id).where(HandCheckIn.activity_id == activity_id)))
    return status, here


def _meant(session: Session, activity: Activity, now: datetime) -> set[int]:
    return set(audience_query.members_of(session, audience_of(activity.audience), local(now).date()))


def _groups_of(session: Session, actor: Actor, members: set[int]) -> dict[int, int]:
    """The group of each of these members whom the actor may see."""
    reached = reach(actor, Right.SEE_GROUP_LISTS)
    rows = session.exec(select(Member.id, Member.group_id))
    return {
        member_id: group_id
        for member_id, group_id in rows
        if member_id in members and (reached is None or group_id in reached)
    }


def _names(session: Session) -> dict[int, str]:
    return {group_id or 0: name for group_id, name in session.exec(select(Group.id, Group.name))}
