"""A sports meeting: events to be ticked, results, points by group."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.activities import places, rules_events, rules_scores
from bot.activities.card import activity_card
from bot.activities.contests import events, reading, results, scores, team_terms, teams
from bot.activities.contests import stages as contests
from bot.activities.contests import terms as contest_terms
from bot.activities.rules import SignUpStatus
from bot.activities.rules_events import Answer
from bot.activities.rules_teams import Shape
from bot.members.rules import Actor
from bot.refused import Refused
from tests.activities.conftest import NOW, START, Union

PLACED, WAITING = SignUpStatus.PLACED, SignUpStatus.WAITING
DEADLINE = START - timedelta(days=2)


def meeting(
    union: Union, typed: str = "100米 1\n拔河 2\n跳绳", each: int = 2, **facts: Any
) -> tuple[int, list[int]]:
    """A published sports meeting; its id and those of its events."""
    activity_id = union.activity(title="运动会", deadline_at=DEADLINE, **facts)
    listed = events.read_events(typed)
    union.write(events.set_events, union.committee, NOW, activity_id=activity_id, events=listed, each=each)
    return activity_id, [event_id for (event_id,) in union.rows("SELECT id FROM activity_event ORDER BY id")]


def write_down(union: Union, activity_id: int, lines: str, event_id: int = 0) -> Any:
    """Results as the committee types them."""
    facts = {"activity_id": activity_id, "event_id": event_id}
    of = union.read(results.field, union.committee, **facts)
    written = reading.read(lines, of.known).found
    return union.write(results.record, union.committee, NOW, **facts, written=written)


def tick(union: Union, actor: Actor, event_id: int, *, enter: bool = True) -> Any:
    return union.write(events.tick, actor, NOW, event_id=event_id, enter=enter)


def statuses(shown: Any) -> list[SignUpStatus | None]:
    return [line.status for line in shown.lines]


def test_events_are_ticked_and_unticked(any_union: Union) -> None:
    union = any_union
    _, (dash, tug, rope) = meeting(union)
    first, second = union.members(2)
    assert statuses(tick(union, first, dash)) == [PLACED, None, None]
    tick(union, first, tug)
    with pytest.raises(Refused) as refused:
        tick(union, first, rope)
    assert refused.value.reason == "enough"
    shown = tick(union, second, dash)
    assert (shown.lines[0].status, shown.lines[0].position) == (WAITING, 1)
    # A place in the dash comes free: the next has it and hears of it.
    assert statuses(tick(union, first, dash, enter=False)) == [None, PLACED, None]
    assert statuses(union.read(events.meeting, second, NOW, activity_id=1)) == [PLACED, None, None]
    assert [row for row in union.rows("SELECT member_id, text FROM outgoing") if "候补转正" in row[1]]
    assert union.rows("SELECT placed FROM activity_event ORDER BY id") == [(1,), (1,), (0,)]


def test_the_last_event_gives_the_place_back(union: Union) -> None:
    activity_id, (dash, tug, _) = meeting(union)
    actor, other = union.members(2)
    tick(union, actor, dash)
    tick(union, other, dash)
    assert union.rows("SELECT placed FROM activity") == [(2,)]
    tick(union, actor, dash, enter=False)
    assert union.rows("SELECT placed FROM activity") == [(1,)]
    # Who gives the place back at once leaves all events.
    tick(union, other, tug)
    union.write(places.leave, other, NOW, activity_id=activity_id)
    assert union.rows("SELECT COUNT(*) FROM activity_event_entry") == [(0,)]
    assert union.rows("SELECT SUM(placed) FROM activity_event") == [(0,)]


def test_until_the_deadline_only_and_not_without_events(union: Union) -> None:
    activity_id, (dash, *_) = meeting(union)
    [actor] = union.members(1)
    with pytest.raises(Refused) as refused:
        union.write(places.take_place, actor, NOW, activity_id=activity_id)
    assert refused.value.reason == "events"
    assert union.write(events.tick, actor, NOW, event_id=dash, enter=True).lines[0].status is PLACED
    assert not union.read(activity_card, actor, NOW, activity_id=activity_id).may_substitute
    with pytest.raises(Refused) as refused:
        union.write(events.tick, actor, DEADLINE + timedelta(seconds=1), event_id=dash, enter=True)
    assert refused.value.reason == "deadline"
    with pytest.raises(Refused) as refused:
        union.write(events.tick, actor, NOW, event_id=999, enter=True)
    assert refused.value.reason == "gone"


def test_a_full_meeting_puts_people_on_its_waiting_list(union: Union) -> None:
    _, (dash, tug, _) = meeting(union, capacity=1)
    first, second = union.members(2)
    tick(union, first, tug)
    assert tick(union, second, dash).people_waiting
    assert union.rows("SELECT COUNT(*) FROM activity_event_entry") == [(1,)]


@pytest.mark.parametrize("typed", ["", "100米 8\n100米 9", "拔河 0", "很" * 21])
def test_events_that_are_not_understood(typed: str) -> None:
    with pytest.raises(Refused):
        events.read_events(typed)


def test_results_give_points_to_groups(union: Union) -> None:
    activity_id, (dash, tug, _) = meeting(union, "100米\n拔河\n跳绳")
    people = [
        union.member("赵甲"),
        union.member("钱乙", group=union.second),
        union.member("李丁", group=union.second),
    ]
    for actor in people:
        tick(union, actor, dash)
    tick(union, people[2], tug)
    table = contest_terms.read_points("5-3-1")
    union.write(contest_terms.set_points, union.committee, NOW, activity_id=activity_id, points=table)
    lines = "赵甲 12秒5\n钱乙 13秒\n李丁 13秒"
    write_down(union, activity_id, lines, dash)
    write_down(union, activity_id, "李丁 第一名", tug)
    with pytest.raises(Refused):
        union.read(scores.scores, people[0], activity_id=activity_id)
    shown = union.read(scores.scores, union.committee, activity_id=activity_id)
    assert [(line.rank, line.points) for line in shown.sections[0].lines] == [(1, 5), (2, 3), (2, 3)]
    assert shown.groups == ((1, "第二小组", 11), (2, "第一小组", 5))
    assert union.write(scores.tell, union.committee, NOW, activity_id=activity_id) == 3
    with pytest.raises(Refused, match="told"):
        union.write(scores.tell, union.committee, NOW, activity_id=activity_id)
    told = [row for row in union.rows("SELECT text FROM outgoing") if "成绩公布" in row[0]]
    assert len(told) == 3
    assert union.read(scores.scores, people[0], activity_id=activity_id).told
    with pytest.raises(Refused):
        union.write(scores.tell, people[0], NOW, activity_id=activity_id)
    with pytest.raises(Refused):
        union.read(events.people, people[0], event_id=dash)


def test_a_rank_of_a_team_is_its_members_rank(union: Union) -> None:
    activity_id = union.activity(title="拔河")
    union.write(team_terms.set_teams, union.committee, NOW, activity_id=activity_id, shape=Shape(2, 2))
    captain, mate = union.members(2)
    crew = union.write(teams.found_team, captain, NOW, activity_id=activity_id).crew
    union.write(teams.enter_team, mate, NOW, code=crew.code)
    shown = union.read(contests.standings, union.committee, activity_id=activity_id)
    assert [(runner.name, runner.mates) for runner in shown.runners] == [("会员0队", (mate.member_id,))]
    write_down(union, activity_id, "会员0队 第一名")
    assert union.rows("SELECT rank, result FROM sign_up") == [(1, "第一名"), (1, "第一名")]
    qualified = union.write(
        contests.toggle_qualified, union.committee, NOW, activity_id=activity_id, member_id=captain.member_id
    )
    assert qualified.qualified == (captain.member_id, mate.member_id)
    table = contest_terms.read_points("7 5")
    union.write(contest_terms.set_points, union.committee, NOW, activity_id=activity_id, points=table)
    scored = union.read(scores.scores, union.committee, activity_id=activity_id)
    # The team counts once.
    assert scored.groups == ((1, "第一小组", 7),)


@given(st.lists(st.sampled_from(["12秒", "13秒", "14秒"]), max_size=8))
def test_ranks(results: list[str]) -> None:
    found = rules_scores.ranks(results)
    assert all(
        rank == 1 if index == 0 else rank in {found[index - 1], index + 1} for index, rank in enumerate(found)
    )


def test_points_rules() -> None:
    assert rules_scores.ranks(["a", "b", "b", "c"]) == [1, 2, 2, 4]
    assert [rules_scores.points_of(rank, (7, 5)) for rank in (0, 1, 2, 3)] == [0, 7, 5, 0]
    assert rules_scores.sums([("乙组", 3), ("甲组", 3), ("丙组", 5)]) == [
        (1, "丙组", 5),
        (2, "乙组", 3),
        (2, "甲组", 3),
    ]
    assert not rules_scores.fits((1, 2))


@given(st.integers(0, 5), st.integers(1, 5), st.none() | st.integers(1, 5), st.integers(0, 5))
def test_entering_an_event(entered: int, each: int, capacity: int | None, placed: int) -> None:
    answer = rules_events.enter(entered, each, capacity, placed)
    assert (answer is Answer.ENOUGH) == (entered >= each)
    if answer is Answer.PLACED:
        assert capacity is None or placed + 1 <= capacity


def test_events_for_men_and_for_women(union: Union) -> None:
    activity_id, (men, women, mixed) = meeting(union, "男子100米\n女子跳远\n男女混合接力")
    man, woman, unknown = (union.member(sex=sex) for sex in ("male", "female", None))
    seen = [
        [line.title for line in union.read(events.meeting, actor, NOW, activity_id=activity_id).lines]
        for actor in (man, woman, unknown)
    ]
    assert seen == [
        ["男子100米", "男女混合接力"],
        ["女子跳远", "男女混合接力"],
        ["男子100米", "女子跳远", "男女混合接力"],
    ]
    with pytest.raises(Refused, match="sex"):
        tick(union, man, women)
    tick(union, woman, mixed)
    assert statuses(tick(union, unknown, men)) == [PLACED, None, None]
