"""A contest of teams in which everybody must take part."""

import pytest

from bot.activities.contests import captains, guests, team_terms, teams
from bot.activities.duties import chasing as duties
from bot.activities.duties import enrolling
from bot.activities.rules import SignUpStatus
from bot.activities.rules_teams import Shape
from bot.refused import Refused
from tests.activities.conftest import NOW, Union
from tests.activities.test_clock import wake
from tests.activities.test_duties import leader_of
from tests.activities.test_teams import DEADLINE, PAIR, standing, told


def compulsory(union: Union, shape: Shape | None = PAIR) -> int:
    """Everybody of the first group must come, in teams."""
    activity_id = union.activity(
        title="拔河", deadline_at=DEADLINE, compulsory=True, audience=f"groups={union.first}"
    )
    union.write(team_terms.set_teams, union.committee, NOW, activity_id=activity_id, shape=shape)
    return int(activity_id)


def test_everybody_needs_a_team_and_the_leader_sees_who_has_not_answered(any_union: Union) -> None:
    union = any_union
    leader = leader_of(union, union.first)
    captain, mate, waiter, silent = union.members(4)
    activity_id = compulsory(union)
    assert union.rows("SELECT placed FROM activity") == [(0,)]
    assert len(told(union, "要求人人参加，组队报名")) == 6
    crew = union.write(teams.found_team, captain, NOW, activity_id=activity_id).crew
    union.write(teams.enter_team, mate, NOW, code=crew.code)
    assert standing(union, activity_id, mate).status is SignUpStatus.PLACED
    shown = union.write(teams.seek_team, waiter, NOW, activity_id=activity_id, seek=True)
    assert (shown.compulsory, shown.answered) == (True, True)
    union.write(teams.seek_team, waiter, NOW, activity_id=activity_id, seek=False)
    # The button of the days before it was a contest of teams leads to the teams.
    with pytest.raises(Refused, match="team"):
        union.write(duties.confirm_coming, silent, NOW, activity_id=activity_id)
    board = union.read(duties.missing, leader, NOW, activity_id=activity_id)
    assert set(board.names) == {"孙丙", "李丁", "会员3"}
    assert union.write(duties.chase, leader, NOW, activity_id=activity_id).reminded == 2
    assert silent.member_id in told(union, "李丁提醒您")
    # Out of a team is not out of the contest: all three, and the two who lead, are put into teams at the deadline.
    union.write(captains.dissolve, captain, NOW, team_id=crew.team_id)
    assert standing(union, activity_id, mate) is None
    wake(union, DEADLINE)
    assert union.rows("SELECT placed FROM activity") == [(6,)]


def test_an_excuse_from_a_team_needs_the_leaders_yes(union: Union) -> None:
    leader = leader_of(union, union.first)
    captain, mate, alone = union.members(3)
    activity_id = compulsory(union)
    crew = union.write(teams.found_team, captain, NOW, activity_id=activity_id).crew
    union.write(teams.enter_team, mate, NOW, code=crew.code)
    for actor in (mate, alone):
        union.write(duties.decline, actor, NOW, activity_id=activity_id, reason="出差")
    assert standing(union, activity_id, captain).status is SignUpStatus.PLACED
    assert "会员2" not in union.read(duties.missing, leader, NOW, activity_id=activity_id).names
    for actor in (mate, alone):
        [(sign_up_id,)] = union.rows(f"SELECT id FROM sign_up WHERE member_id = {actor.member_id}")
        union.write(duties.decide_excuse, leader, NOW, sign_up_id=sign_up_id, grant=True)
        with pytest.raises(Refused, match="decided"):
            union.write(duties.decide_excuse, leader, NOW, sign_up_id=sign_up_id, grant=True)
        assert union.rows(f"SELECT status, people FROM sign_up WHERE id = {sign_up_id}") == [("excused", 0)]
    assert standing(union, activity_id, captain).lack.people == 1
    assert captain.member_id in told(union, "会员1离开了")
    assert union.rows("SELECT placed FROM activity") == [(0,)]


def test_who_joins_later_and_who_has_no_telegram(union: Union) -> None:
    leader = leader_of(union, union.first)
    [captain] = union.members(1)
    activity_id = compulsory(union)
    newcomer = union.member("钱乙")
    union.write(lambda session: enrolling.enrol_newcomers(session, NOW))
    assert newcomer.member_id in told(union, "要求人人参加，组队报名")
    team_id = union.write(teams.found_team, captain, NOW, activity_id=activity_id).crew.team_id
    union.write(guests.put_into, leader, NOW, team_id=team_id, member_id=newcomer.member_id)
    assert standing(union, activity_id, newcomer).status is SignUpStatus.PLACED


def test_back_to_one_by_one_while_nobody_has_answered(union: Union) -> None:
    [captain] = union.members(1)
    activity_id = compulsory(union)
    facts = {"activity_id": activity_id}
    union.write(team_terms.set_teams, union.committee, NOW, shape=None, **facts)
    assert union.rows("SELECT placed FROM activity") == [(2,)]
    union.write(team_terms.set_teams, union.committee, NOW, shape=PAIR, **facts)
    union.write(teams.found_team, captain, NOW, activity_id=activity_id)
    with pytest.raises(Refused, match="signed_up"):
        union.write(team_terms.set_teams, union.committee, NOW, shape=None, **facts)
