"""Getting others into a team, and the final to which teams come as they were."""

from datetime import timedelta
from typing import Any

import pytest

from bot.activities.card import activity_card
from bot.activities.contests import captains, guests, mine, reading, results, stages, teams
from bot.activities.contests.guests import Came
from bot.activities.duties import entering
from bot.activities.organising import publishing
from bot.activities.organising.publishing import Draft
from bot.activities.rules import ActivityKind, SignUpStatus
from bot.activities.rules_teams import Shape
from bot.members.audience import of_members
from bot.members.model import Member
from bot.members.rules import Actor, Grant, Role
from bot.refused import Refused
from tests.activities.conftest import NOW, START, Union
from tests.activities.test_clock import wake
from tests.activities.test_teams import DEADLINE, contest, standing, team, told

LATE = DEADLINE + timedelta(hours=1)


def without_telegram(union: Union, name: str = "周老", **facts: Any) -> int:
    def make(session: Any) -> int:
        row = Member(name=name, group_id=facts.pop("group", union.first), created_at=NOW, **facts)
        session.add(row)
        session.flush()
        return int(row.id or 0)

    return int(union.database.write_now(make))


def leader(union: Union) -> Actor:
    return union.member("李丁", grants=(Grant(Role.LEADER, frozenset({union.first})),))


def leads(union: Union, actor: Actor) -> None:
    """The leader is one in the table of grants, too."""
    union.database.write_now(
        lambda session: session.connection().exec_driver_sql(
            f"INSERT INTO role_grant (member_id, role, group_id, granted_at) VALUES"
            f" ({actor.member_id}, 'leader', {union.first}, '2026-01-01 00:00:00')"
        )
    )


def test_a_captain_invites_and_the_colleague_decides(union: Union) -> None:
    activity_id = contest(union)
    captain, mate = union.member("赵甲"), union.member("钱乙")
    team_id = team(union, activity_id, captain)
    [found] = union.read(guests.invitees, captain, NOW, activity_id=activity_id, name="钱乙")
    for came in (Came.ASKED, Came.ASKED_BEFORE):
        done = union.write(guests.invite, captain, NOW, team_id=team_id, member_id=found.member_id)
        assert done.came is came
    assert told(union, "请您加入") == [mate.member_id]
    assert standing(union, activity_id, captain).lack.people == 1
    assert union.write(guests.refuse, mate, NOW, team_id=team_id) == "赵甲队"
    assert told(union, "这次不加入") == [captain.member_id]
    union.write(teams.enter_team, mate, NOW, code=done.crew.code)
    with pytest.raises(Refused):
        union.write(guests.refuse, mate, NOW, team_id=team_id)
    with pytest.raises(Refused, match="nobody"):
        union.read(guests.invitees, captain, NOW, activity_id=activity_id, name="钱乙")
    with pytest.raises(Refused, match="not_captain"):
        union.write(guests.invite, mate, NOW, team_id=team_id, member_id=captain.member_id)


def test_a_colleague_without_telegram_comes_with_the_leaders_yes(any_union: Union) -> None:
    union = any_union
    activity_id = contest(union)
    captain, head = union.member("赵甲"), leader(union)
    leads(union, head)
    old = without_telegram(union)
    team_id = team(union, activity_id, captain)
    facts = {"team_id": team_id, "member_id": old}
    assert union.write(guests.invite, captain, NOW, **facts).came is Came.LEADER_ASKED
    assert told(union, "没有用机器人") == [head.member_id]
    crew = standing(union, activity_id, captain)
    assert (crew.pending, crew.lack.people) == (("周老",), 1)
    with pytest.raises(Refused):
        union.write(guests.decide, captain, NOW, **facts, agree=True)
    union.write(guests.decide, head, NOW, **facts, agree=False)
    assert told(union, "这次不参加") == [captain.member_id]
    union.write(guests.invite, captain, NOW + timedelta(days=1), **facts)
    union.write(guests.decide, head, NOW, **facts, agree=True)
    with pytest.raises(Refused, match="decided"):
        union.write(guests.decide, head, NOW, **facts, agree=True)
    crew = standing(union, activity_id, captain)
    assert (crew.status, crew.pending) == (SignUpStatus.PLACED, ())
    with pytest.raises(Refused, match="unreachable"):
        union.write(captains.hand_over, captain, NOW, team_id=team_id, member_id=old)
    # The leader can take the colleague out again.
    [line] = union.read(entering.entered, head, activity_id=activity_id).lines
    union.write(
        entering.withdraw_member, head, NOW, activity_id=activity_id, member_id=old, revision=line.revision
    )
    assert standing(union, activity_id, captain).status is None
    assert union.read(entering.entered, head, activity_id=activity_id).lines == ()


def test_a_leader_puts_people_into_teams_or_has_them_look_for_one(union: Union) -> None:
    activity_id = contest(union)
    captain, head = union.member("赵甲"), leader(union)
    old, other = without_telegram(union), without_telegram(union, "吴老", group=union.second)
    team_id = team(union, activity_id, captain)
    way = union.read(entering.way_in, head, NOW, activity_id=activity_id, member_id=old)
    assert (way.in_teams, way.name) == (True, "周老")
    choices = union.read(guests.choices, head, NOW, activity_id=activity_id, member_id=old)
    assert [crew.team_id for crew in choices.crews] == [team_id]
    with pytest.raises(Refused):
        union.read(guests.choices, head, NOW, activity_id=activity_id, member_id=other)
    with pytest.raises(Refused):
        union.write(guests.put_into, head, NOW, team_id=team_id, member_id=other)
    assert union.write(guests.seek_for, head, NOW, activity_id=activity_id, member_id=old) == "周老"
    wake(union, DEADLINE)
    assert standing(union, activity_id, captain).status is SignUpStatus.PLACED
    assert told(union, "您替周老登记的“找队伍”有结果了") == [head.member_id]


def test_the_committee_completes_a_team_after_the_deadline(union: Union) -> None:
    activity_id = contest(union)
    captain, head = union.member("赵甲"), leader(union)
    old = without_telegram(union)
    team_id = team(union, activity_id, captain)
    with pytest.raises(Refused, match="deadline"):
        union.write(guests.put_into, head, LATE, team_id=team_id, member_id=old)
    [placing] = union.read(
        guests.read_placing, union.committee, LATE, activity_id=activity_id, text="把周老加进赵甲队"
    )
    assert placing[:3] == (team_id, "赵甲队", old)
    union.write(guests.put_into, union.committee, LATE, team_id=team_id, member_id=old)
    assert standing(union, activity_id, captain).status is SignUpStatus.PLACED
    with pytest.raises(Refused):
        union.write(
            guests.put_into, union.committee, START, team_id=team_id, member_id=union.member().member_id
        )


def test_of_which_contest_somebody_speaks(union: Union) -> None:
    first = contest(union)
    captain, other = union.member("赵甲"), union.member("钱乙")
    team_id = team(union, first, captain)
    assert [(one.team_id, one.captain) for one in union.read(mine.contests, captain, NOW)] == [
        (team_id, True)
    ]
    assert [one.team_id for one in union.read(mine.contests, other, NOW)] == [None]
    assert union.read(mine.contests, other, LATE) == ()


def final_of(union: Union, activity_id: int) -> int:
    shown = union.read(stages.standings, union.committee, activity_id=activity_id)
    draft = Draft(
        "拔河决赛",
        ActivityKind.CONTEST,
        START + timedelta(days=30),
        audience=of_members(shown.qualified).to_text(),
        stage_of=activity_id,
    )
    made = union.write(
        publishing.create_activity, union.committee, NOW, draft=draft, request="final", publish=True
    )
    return int(made.activity_id)


def test_qualified_teams_come_to_the_final_as_teams(any_union: Union) -> None:
    union = any_union
    first = contest(union, Shape(2, 2, 1))
    captain, mate, spare, rival, second, outsider = union.members(6)
    code = union.write(teams.found_team, captain, NOW, activity_id=first).crew.code
    for actor in (mate, spare):
        union.write(teams.enter_team, actor, NOW, code=code)
    team(union, first, rival, second)
    of = union.read(results.field, union.committee, activity_id=first)
    written = reading.read("会员0队 第一名\n会员3队 第二名", of.known).found
    union.write(results.record, union.committee, NOW, activity_id=first, written=written)
    union.write(stages.toggle_qualified, union.committee, NOW, activity_id=first, member_id=captain.member_id)
    final = final_of(union, first)
    crew = standing(union, final, mate)
    assert (crew.name, crew.captain, crew.status) == ("会员0队", "会员0", SignUpStatus.PLACED)
    assert crew.code != code
    assert [mate.member_id for mate in crew.substitutes] == [spare.member_id]
    assert union.rows(f"SELECT placed, queue FROM activity WHERE id = {final}") == [(3, 1)]
    assert told(union, "恭喜晋级") == [captain.member_id, mate.member_id, spare.member_id]
    # A mate who cannot come: the substitute plays.
    union.write(teams.leave_team, mate, NOW, team_id=crew.team_id)
    assert told(union, "替补会员2顶上") == [captain.member_id, spare.member_id]
    # One too few: the place stays, and somebody who played for nobody else may come.
    union.write(teams.leave_team, captain, NOW, team_id=crew.team_id)
    crew = standing(union, final, spare)
    assert (crew.status, crew.lack.people, crew.captain) == (SignUpStatus.PLACED, 1, "会员2")
    with pytest.raises(Refused):
        union.read(teams.look_up, rival, NOW, code=crew.code)
    with pytest.raises(Refused):
        union.read(activity_card, outsider, NOW, activity_id=99)
    union.write(teams.enter_team, outsider, NOW, code=crew.code)
    crew = standing(union, final, outsider)
    assert (crew.status, crew.lack.people) == (SignUpStatus.PLACED, 0)
    assert union.read(activity_card, outsider, NOW, activity_id=final).status is SignUpStatus.PLACED
    for use_case, facts in ((teams.found_team, {}), (teams.seek_team, {"seek": True})):
        with pytest.raises(Refused, match="qualified"):
            union.write(use_case, captain, NOW, activity_id=final, **facts)


def test_a_final_too_small_for_the_qualified_teams(union: Union) -> None:
    first = contest(union)
    captain, mate = union.members(2)
    team(union, first, captain, mate)
    union.write(stages.toggle_qualified, union.committee, NOW, activity_id=first, member_id=captain.member_id)
    draft = Draft("决赛", ActivityKind.CONTEST, START, capacity=1, stage_of=first)
    with pytest.raises(Refused, match="capacity"):
        union.write(
            publishing.create_activity, union.committee, NOW, draft=draft, request="final", publish=True
        )
