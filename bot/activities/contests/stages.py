"""Contests: who takes part and goes on from the preliminaries to the final, parts of the places, and the draw."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from bot import audit
from bot.activities import rules, texts
from bot.activities.contests.model import Team, TeamMember
from bot.activities.contests.part import contest_terms
from bot.activities.contests.texts import stages as contest_texts
from bot.activities.limits import CHANGE_SIGN_UP, count, lock, quotas_of
from bot.activities.model import Activity, Quota, SignUp
from bot.activities.organising import publishing
from bot.activities.rules import SignUpStatus
from bot.activities.rules_terms import Way
from bot.activities.terms import allotting
from bot.activities.terms.looking import way_of
from bot.activities.waiting import serve_queue
from bot.members.groups import tree
from bot.members.model import Member
from bot.members.rules import Actor
from bot.members.texts import TRAITS
from bot.refused import Refused


@dataclass(frozen=True, slots=True)
class Runner:
    """Somebody, or a team (``member_id`` is the captain, ``mates`` the others), who takes part. ``qualified``: goes on to
    the next stage."""

    member_id: int
    name: str
    result: str
    qualified: bool
    mates: tuple[int, ...] = ()
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class Standings:
    """Who takes part in a contest, with results. ``in_teams``: the runners are teams."""

    activity_id: int
    title: str
    runners: tuple[Runner, ...]
    in_teams: bool = False

    @property
    def qualified(self) -> tuple[int, ...]:
        """The members who go on, all of a team."""
        return tuple(
            member_id
            for runner in self.runners
            if runner.qualified
            for member_id in (runner.member_id, *runner.mates)
        )


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a draw came to. ``list_hash`` is what was fixed before the seed was known."""

    title: str
    placed: int
    waiting: int
    list_hash: str
    seed: str


def standings(session: Session, actor: Actor, *, activity_id: int) -> Standings:
    """Who takes part, those with a result first. Raises Refused without the right."""
    publishing.require(actor)
    activity = session.get(Activity, activity_id)
    if activity is None:
        raise Refused("gone", texts.gone())
    rows = session.exec(
        select(SignUp, Member.name)
        .join(Member, col(Member.id) == col(SignUp.member_id))
        .where(SignUp.activity_id == activity_id, SignUp.status == SignUpStatus.PLACED, SignUp.people > 0)
        .order_by(col(SignUp.rank).is_(None), col(SignUp.rank), col(SignUp.queue))
    ).all()
    teams = teams_of(session, activity_id)
    runners = []
    for row, name in rows:
        team_name, mates = teams.get(row.member_id, (name, ()))
        runners.append(Runner(row.member_id, team_name, row.result, row.qualified, mates, row.rank))
    in_teams = contest_terms(session, activity_id).team_least is not None
    return Standings(activity_id, activity.title, tuple(runners), in_teams)


def toggle_qualified(
    session: Session, actor: Actor, now: datetime, *, activity_id: int, member_id: int
) -> Standings:
    """Let somebody who took part go on to the next stage, or not. Raises Refused."""
    publishing.require(actor)
    publishing.locked(session, activity_id)
    row = _placed(session, activity_id, member_id)
    row.qualified = not row.qualified
    for mate_id in _mates(session, activity_id, member_id):
        mate = _placed(session, activity_id, mate_id)
        mate.qualified = row.qualified
        session.add(mate)
    session.add(row)
    session.flush()
    audit.note(session, actor.member_id, now, "sign_up.qualified", f"sign_up:{row.id}", yes=row.qualified)
    return standings(session, actor, activity_id=activity_id)


def qualify_first(
    session: Session, actor: Actor, now: datetime, *, activity_id: int, ranks: int
) -> Standings:
    """Let just those of the first ``ranks`` ranks go on (more people where ranks are shared). Raises Refused."""
    publishing.require(actor)
    publishing.locked(session, activity_id)
    rows = session.exec(
        select(SignUp).where(SignUp.activity_id == activity_id, SignUp.status == SignUpStatus.PLACED)
    ).all()
    for row in rows:
        row.qualified = row.rank is not None and row.rank <= ranks
        session.add(row)
    session.flush()
    chosen = sum(row.qualified for row in rows)
    audit.note(session, actor.member_id, now, "activity.qualified", f"activity:{activity_id}", n=chosen)
    return standings(session, actor, activity_id=activity_id)


def set_quotas(
    session: Session, actor: Actor, now: datetime, *, activity_id: int, quotas: Mapping[tuple[str, str], int]
) -> int:
    """Reserve at most so many places for groups and kinds of members ((kind, ref) as an audience names them). Who has
    signed up before is counted; lower limits throw nobody out. Raises Refused."""
    publishing.require(actor)
    row = publishing.locked(session, activity_id)
    if row.state not in rules.UNFINISHED:
        raise Refused("over", texts.gone())
    known = {
        (quota.kind, quota.ref): quota
        for quota in session.exec(select(Quota).where(Quota.activity_id == activity_id))
    }
    for (kind, ref), capacity in quotas.items():
        publishing.check_capacity(capacity)
        quota = known.get((kind, ref)) or Quota(
            activity_id=activity_id, kind=kind, ref=ref, capacity=capacity
        )
        quota.capacity = capacity
        session.add(quota)
    row.limited = True
    session.add(row)
    session.flush()
    recount(session, activity_id, now)
    audit.note(session, actor.member_id, now, "activity.quotas", f"activity:{activity_id}", n=len(quotas))
    serve_queue(session, activity_id, now)
    return len(quotas)


def read_quotas(session: Session, text: str) -> dict[tuple[str, str], int]:
    """Quotas as typed, one a line: 第一小组 5, 女职工 10. Raises Refused for what is neither."""
    whole = tree(session)
    by_label = {label: trait for trait, label in TRAITS.items()}
    found: dict[tuple[str, str], int] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        name, _, number = line.rpartition(" ")
        number = number.removesuffix(contest_texts.PEOPLE)
        groups = whole.find(name) if name else []
        if not number.isdecimal() or (name not in by_label and len(groups) != 1):
            raise Refused("quota", contest_texts.not_a_quota(line))
        key = ("traits", by_label[name].value) if name in by_label else ("groups", str(groups[0]))
        found[key] = int(number)
    if not found:
        raise Refused("quota", contest_texts.not_a_quota(""))
    return found


def draw(
    session: Session, actor: Actor, now: datetime, *, activity_id: int, seed: str, fixed: str | None = None
) -> Drawn:
    """Give the places by lot, or by points with lots for equals, among all who wait: the order is made of the list and a
    public seed, so that anybody can check it. ``fixed``: the hash of the list that was published. Raises Refused: rights,
    nothing to draw, signing up is still open, no seed, the list is another one by now."""
    publishing.require(actor)
    line = " ".join(seed.split())
    if not line:
        raise Refused("seed", contest_texts.no_seed())
    activity = lock(session, activity_id)
    way = way_of(session, activity)
    if way not in {Way.DRAW, Way.POINTS}:
        raise Refused("no_draw", contest_texts.nothing_to_draw(activity.title))
    if rules.hindrance(activity.state, activity.closes_at, activity.deadline_at, now) is None:
        raise Refused("open", contest_texts.close_first(activity.title))
    rows = session.exec(
        select(SignUp.id, SignUp.member_id)
        .where(SignUp.activity_id == activity_id, SignUp.status == SignUpStatus.WAITING)
        .order_by(col(SignUp.member_id))
    ).all()
    ids = {member_id: sign_up_id for sign_up_id, member_id in rows}
    order, list_hash = allotting.settle(session, activity_id, list(ids), line, now)
    if fixed is not None and fixed != list_hash:
        raise Refused("list", contest_texts.list_changed(activity.title, activity_id))
    for number, member_id in enumerate(order, start=activity.queue + 1):
        session.connection().execute(
            CHANGE_SIGN_UP, {"row_id": ids[member_id], "queue": number, "changed_at": now}
        )
    count(session, activity, (), placed=0, last=activity.queue + len(order))
    row = publishing.locked(session, activity_id)
    row.draw, row.draw_seed, row.draw_list = False, line, list_hash
    session.add(row)
    session.flush()
    audit.note(session, actor.member_id, now, "activity.drawn", f"activity:{activity_id}", list=row.draw_list)
    placed = serve_queue(session, activity_id, now, drawn=way)
    allotting.tell_not_placed(session, activity_id, now)
    return Drawn(row.title, placed, len(order) - placed, row.draw_list, line)


def _placed(session: Session, activity_id: int, member_id: int) -> SignUp:
    row = session.exec(
        select(SignUp).where(
            SignUp.activity_id == activity_id,
            SignUp.member_id == member_id,
            SignUp.status == SignUpStatus.PLACED,
        )
    ).first()
    if row is None:
        raise Refused("gone", texts.gone())
    return row


def teams_of(session: Session, activity_id: int) -> dict[int, tuple[str, tuple[int, ...]]]:
    """The teams by captain: name, and the other members."""
    rows = session.exec(
        select(Team.captain_id, Team.name, TeamMember.member_id)
        .join(TeamMember, col(TeamMember.team_id) == col(Team.id))
        .where(Team.activity_id == activity_id)
        .order_by(col(TeamMember.number))
    ).all()
    found: dict[int, tuple[str, tuple[int, ...]]] = {}
    for captain_id, name, member_id in rows:
        mates = found.get(captain_id, (name, ()))[1]
        found[captain_id] = (name, mates if member_id == captain_id else (*mates, member_id))
    return found


def _mates(session: Session, activity_id: int, captain_id: int) -> tuple[int, ...]:
    return teams_of(session, activity_id).get(captain_id, ("", ()))[1]


def recount(session: Session, activity_id: int, now: datetime) -> None:
    """Put everybody who is signed up under the quotas as they are now."""
    taken: dict[int, int] = {}
    options = {
        quota.id
        for quota in session.exec(
            select(Quota).where(Quota.activity_id == activity_id, Quota.kind == "option")
        )
    }
    live = [status.value for status in rules.LIVE]
    rows = session.exec(
        select(SignUp)
        .where(SignUp.activity_id == activity_id, col(SignUp.status).in_(live), SignUp.people > 0)
        .execution_options(populate_existing=True)
    ).all()
    for row in rows:
        chosen = [part for part in row.quotas.split(",") if part and int(part) in options]
        own = [part for part in quotas_of(session, activity_id, row.member_id, now).split(",") if part]
        row.quotas = ",".join([*own, *chosen])
        session.add(row)
        if row.status in rules.HOLDING:
            for part in (*own, *chosen):
                taken[int(part)] = taken.get(int(part), 0) + row.people
    for quota in session.exec(select(Quota).where(Quota.activity_id == activity_id)):
        quota.placed = taken.get(quota.id or 0, 0)
        session.add(quota)
    session.flush()
