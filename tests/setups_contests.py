"""Set-up lines of the stories about contests: teams, events, places kept for groups."""

import re

from sqlmodel import Session, select

from bot.activities.contests import events, results, scores, stages, team_terms, teams
from bot.activities.contests import terms as contest_terms
from bot.activities.contests.model import ActivityEvent
from bot.activities.model import Activity
from bot.activities.organising import publishing
from bot.activities.organising.publishing import Draft
from bot.activities.rules import ActivityKind
from bot.members.actors import find_actor
from bot.members.audience import of_members
from bot.members.model import Group, Member
from bot.members.rules import Actor, Grant, Role
from tests.setups import SETUPS, setup
from tests.world import World, local

__all__ = ["SETUPS"]
_UNTIL = re.compile(r"^(\S+) (.+) 到 (\S+ \S+)$")


def _activity(session: Session, title: str) -> int:
    return session.exec(select(Activity.id).where(Activity.title == title)).one() or 0


def _chair(world: World) -> Actor:
    return Actor(next(iter(world.members.values())), 0, "", 0, (Grant(Role.CHAIR),))


@setup("组队")
async def team_rules(world: World, line: str) -> None:
    """``拔河 2到3人，至少1女``: people come in teams like this."""
    title, _, typed = line.partition(" ")

    def make(session: Session) -> None:
        team_terms.set_teams(
            session,
            _chair(world),
            world.clock.now(),
            activity_id=_activity(session, title),
            shape=team_terms.read_shape(typed),
        )

    await world.house.database.write(make)


@setup("队伍")
async def team(world: World, line: str) -> None:
    """``拔河 赵甲 钱乙``: a team of these people, the first is captain."""
    title, captain, *mates = line.split()

    def make(session: Session) -> None:
        now, activity_id = world.clock.now(), _activity(session, title)
        first = find_actor(session, world.people[captain])
        assert first is not None, f"{captain} is no member"
        crew = teams.found_team(session, first, now, activity_id=activity_id).crew
        assert crew is not None
        for name in mates:
            mate = find_actor(session, world.people[name])
            assert mate is not None, f"{name} is no member"
            teams.enter_team(session, mate, now, code=crew.code)

    await world.house.database.write(make)


@setup("项目")
async def meeting(world: World, line: str) -> None:
    """``运动会 2 100米 1、拔河 20、跳绳``: these events, everybody enters two at most."""
    title, each, typed = line.split(maxsplit=2)

    def make(session: Session) -> None:
        events.set_events(
            session,
            _chair(world),
            world.clock.now(),
            activity_id=_activity(session, title),
            events=events.read_events(typed.replace("、", "\n")),
            each=int(each),
        )

    await world.house.database.write(make)


@setup("保底")
async def kept(world: World, line: str) -> None:
    """``参观 第二小组 1 到 12-02 18:00``: places kept for groups until then."""
    parts = _UNTIL.match(line)
    assert parts is not None, f"not kept places: {line}"

    def make(session: Session) -> None:
        contest_terms.set_kept(
            session,
            _chair(world),
            world.clock.now(),
            activity_id=_activity(session, parts[1]),
            kept=contest_terms.read_kept(session, parts[2].replace("、", "\n")),
            until=local(parts[3], world.clock.now()),
        )

    await world.house.database.write(make)


@setup("报项目")
async def enter_event(world: World, line: str) -> None:
    """``100米 赵甲 钱乙``: these people entered the event."""
    title, *names = line.split()

    def make(session: Session) -> None:
        event_id = session.exec(select(ActivityEvent.id).where(ActivityEvent.title == title)).one() or 0
        for name in names:
            actor = find_actor(session, world.people[name])
            assert actor is not None, f"{name} is no member"
            events.tick(session, actor, world.clock.now(), event_id=event_id, enter=True)

    await world.house.database.write(make)


@setup("没用机器人")
async def without_account(world: World, line: str) -> None:
    """``吴老``: a member of the first group who has no account."""

    def make(session: Session) -> None:
        group_id = session.exec(select(Group.id).where(Group.name == "第一小组")).one() or 0
        session.add(Member(name=line.strip(), group_id=group_id, created_at=world.clock.now()))

    await world.house.database.write(make)


@setup("晋级")
async def qualify(world: World, line: str) -> None:
    """``拔河预赛 赵甲``: these people (captains of teams) go on to the next stage."""
    title, *names = line.split()

    def make(session: Session) -> None:
        activity_id = _activity(session, title)
        for name in names:
            stages.toggle_qualified(
                session,
                _chair(world),
                world.clock.now(),
                activity_id=activity_id,
                member_id=world.members[name],
            )

    await world.house.database.write(make)


@setup("决赛")
async def final(world: World, line: str) -> None:
    """``拔河决赛 12-19 15:00 拔河预赛``: the next stage is published for those who qualified."""
    title, day, clock, before = line.split()

    def make(session: Session) -> None:
        actor, now, first = _chair(world), world.clock.now(), _activity(session, before)
        qualified = stages.standings(session, actor, activity_id=first).qualified
        draft = Draft(
            title,
            ActivityKind.CONTEST,
            local(f"{day} {clock}", now),
            audience=of_members(qualified).to_text(),
            stage_of=first,
        )
        publishing.create_activity(session, actor, now, draft=draft, request=f"story:{line}", publish=True)

    await world.house.database.write(make)


@setup("成绩")
async def results_told(world: World, line: str) -> None:
    """``跳远 赵甲 3米1 钱乙 3米2``: the results of an event, made known."""
    title, *words = line.split()

    def make(session: Session) -> None:
        event = session.exec(select(ActivityEvent).where(ActivityEvent.title == title)).one()
        actor, now, activity_id = _chair(world), world.clock.now(), event.activity_id
        written = [
            (world.members[name], result) for name, result in zip(words[::2], words[1::2], strict=True)
        ]
        results.record(session, actor, now, activity_id=activity_id, event_id=event.id or 0, written=written)
        scores.tell(session, actor, now, activity_id=activity_id)

    await world.house.database.write(make)


@setup("积分")
async def points(world: World, line: str) -> None:
    """``运动会 5-3-1``: how many points the ranks give."""
    title, typed = line.split()

    def make(session: Session) -> None:
        contest_terms.set_points(
            session,
            _chair(world),
            world.clock.now(),
            activity_id=_activity(session, title),
            points=contest_terms.read_points(typed),
        )

    await world.house.database.write(make)
