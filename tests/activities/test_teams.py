"""Teams take their places together, as docs/报名规则.md says."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.activities import leaving, looking, places, rules, slots
from bot.activities.attending import attendance
from bot.activities.card import activity_card
from bot.activities.contests import captains, team_terms, teams
from bot.activities.forms import questions as forms
from bot.activities.lists import people as lists
from bot.activities.lists import sheets
from bot.activities.organising import managing
from bot.activities.organising.managing import Change
from bot.activities.rules import SignUpStatus
from bot.activities.rules_forms import QuestionKind
from bot.activities.rules_teams import Shape
from bot.members.rules import Actor, Grant, Role
from bot.refused import Refused
from tests.activities.conftest import NOW, START, Union
from tests.activities.test_clock import wake

PAIR = Shape(2, 2)
DEADLINE = START - timedelta(days=2)


def contest(union: Union, shape: Shape = PAIR, **facts: Any) -> int:
    """A published activity with teams."""
    activity_id = union.activity(title="拔河", deadline_at=DEADLINE, **facts)
    union.write(team_terms.set_teams, union.committee, NOW, activity_id=activity_id, shape=shape)
    return activity_id


def team(union: Union, activity_id: int, captain: Actor, *mates: Actor) -> int:
    """A team of these people; its id."""
    crew = union.write(teams.found_team, captain, NOW, activity_id=activity_id).crew
    for mate in mates:
        union.write(teams.enter_team, mate, NOW, code=crew.code)
    return int(crew.team_id)


def standing(union: Union, activity_id: int, actor: Actor) -> Any:
    return union.read(teams.my_team, actor, NOW, activity_id=activity_id).crew


def counters(union: Union) -> tuple[Any, ...]:
    [row] = union.rows("SELECT placed, waiting, waiting_parties FROM activity")
    return row


def told(union: Union, words: str) -> list[int]:
    rows = union.rows("SELECT member_id, text FROM outgoing ORDER BY id")
    return [member_id for member_id, text in rows if words in text]


def test_a_complete_team_takes_its_places_at_once(any_union: Union) -> None:
    union = any_union
    activity_id = contest(union, capacity=4)
    captain, mate = union.members(2)
    crew = union.write(teams.found_team, captain, NOW, activity_id=activity_id).crew
    assert (crew.name, crew.status, crew.lack.people) == ("会员0队", None, 1)
    assert counters(union) == (0, 0, 0)
    entered = union.write(teams.enter_team, mate, NOW, code=crew.code.lower())
    assert entered.crew.status is SignUpStatus.PLACED
    assert counters(union) == (2, 0, 0)
    # Pressing again changes nothing.
    union.write(teams.enter_team, mate, NOW, code=crew.code)
    assert counters(union) == (2, 0, 0)
    assert told(union, "会员1加入了") == [captain.member_id]
    for actor in (captain, mate):
        [line] = union.read(looking.my_sign_ups, actor, NOW).lines
        assert line.status is SignUpStatus.PLACED
        assert union.read(activity_card, actor, NOW, activity_id=activity_id).part.team == "会员0队"


def test_a_team_that_does_not_fit_waits_whole_and_hears_why_another_was_served(union: Union) -> None:
    activity_id = contest(union, Shape(2, 3), capacity=3)
    people = union.members(7)
    first = team(union, activity_id, *people[:2])
    team(union, activity_id, *people[2:5])
    assert standing(union, activity_id, people[2]).status is SignUpStatus.WAITING
    team(union, activity_id, people[5], people[6])
    # Two waited for two places, and got no part of them; a third joined them before anything was free.
    assert counters(union) == (2, 5, 2)
    assert union.rows("SELECT COUNT(*) FROM sign_up WHERE status = 'waiting'") == [(2,)]
    union.write(captains.dissolve, people[0], NOW, team_id=first)
    assert standing(union, activity_id, people[2]).status is SignUpStatus.PLACED
    assert counters(union) == (3, 2, 1)
    assert told(union, "报上了") == [people[3].member_id, people[4].member_id]


def test_passed_over(union: Union) -> None:
    activity_id = contest(union, Shape(2, 3), capacity=4)
    people = union.members(9)
    first = team(union, activity_id, *people[:2])
    team(union, activity_id, *people[2:4])
    large = team(union, activity_id, *people[4:7])
    team(union, activity_id, *people[7:9])
    union.write(captains.dissolve, people[0], NOW, team_id=first)
    assert standing(union, activity_id, people[7]).status is SignUpStatus.PLACED
    assert standing(union, activity_id, people[4]).status is SignUpStatus.WAITING
    assert told(union, "不够 3 人一起") == [people[4].member_id]
    # The large one becomes smaller; nobody overtakes it any more.
    union.write(captains.remove_mate, people[4], NOW, team_id=large, member_id=people[6].member_id)
    assert counters(union) == (4, 2, 1)


def test_nobody_comes_or_goes_alone(union: Union) -> None:
    activity_id = contest(union, capacity=4)
    captain, mate, other = union.members(3)
    team(union, activity_id, captain, mate)
    for use_case, actor in ((places.take_place, other), (places.leave, captain), (places.leave, mate)):
        with pytest.raises(Refused) as refused:
            union.write(use_case, actor, NOW, activity_id=activity_id)
        assert refused.value.reason == "team"
    assert not union.read(activity_card, mate, NOW, activity_id=activity_id).may_leave


def test_one_member_in_one_team(union: Union) -> None:
    activity_id = contest(union, Shape(2, 4))
    first, second, mate = union.members(3)
    team(union, activity_id, first, mate)
    crew = union.write(teams.found_team, second, NOW, activity_id=activity_id).crew
    with pytest.raises(Refused) as refused:
        union.write(teams.enter_team, mate, NOW, code=crew.code)
    assert refused.value.reason == "in_team"
    with pytest.raises(Refused) as refused:
        union.write(teams.enter_team, mate, NOW, code="XXXXX")
    assert refused.value.reason == "code"


def test_a_mate_leaves_and_the_team_gives_its_places_back(union: Union) -> None:
    activity_id = contest(union, capacity=4)
    captain, mate, third = union.members(3)
    team_id = team(union, activity_id, captain, mate)
    union.write(teams.leave_team, mate, NOW, team_id=team_id)
    assert standing(union, activity_id, captain).status is None
    assert counters(union) == (0, 0, 0)
    assert told(union, "离开了") == [captain.member_id]
    union.write(teams.enter_team, third, NOW, code=standing(union, activity_id, captain).code)
    assert counters(union) == (2, 0, 0)
    assert union.rows("SELECT status, people FROM sign_up ORDER BY id") == [
        ("placed", 2),
        ("cancelled", 0),
        ("placed", 0),
    ]


def test_after_the_deadline_a_team_keeps_its_places_and_finds_somebody(union: Union) -> None:
    activity_id = contest(union, capacity=4)
    captain, mate, third = union.members(3)
    team_id = team(union, activity_id, captain, mate)
    late = DEADLINE + timedelta(hours=1)
    union.write(teams.leave_team, mate, late, team_id=team_id)
    crew = standing(union, activity_id, captain)
    assert crew.status is SignUpStatus.PLACED
    assert counters(union) == (1, 0, 0)
    union.write(teams.enter_team, third, late, code=crew.code)
    assert counters(union) == (2, 0, 0)


def test_the_captain_hands_over_and_leaves(any_union: Union) -> None:
    union = any_union
    activity_id = contest(union, Shape(2, 3), capacity=3)
    captain, mate, third = union.members(3)
    team_id = team(union, activity_id, captain, mate, third)
    union.write(captains.hand_over, captain, NOW, team_id=team_id, member_id=third.member_id)
    assert counters(union) == (3, 0, 0)
    with pytest.raises(Refused) as refused:
        union.write(captains.dissolve, captain, NOW, team_id=team_id)
    assert refused.value.reason == "not_captain"
    # The second captain leaves: the first who came is captain again.
    union.write(teams.leave_team, third, NOW, team_id=team_id)
    assert standing(union, activity_id, mate).captain_id == captain.member_id
    assert counters(union) == (2, 0, 0)
    assert union.rows("SELECT SUM(people), COUNT(*) FROM sign_up WHERE status = 'placed'") == [(2, 2)]


def test_a_placed_team_grows_only_while_there_is_room(union: Union) -> None:
    activity_id = contest(union, Shape(2, 4), capacity=3)
    people = union.members(4)
    team(union, activity_id, *people[:3])
    crew = standing(union, activity_id, people[0])
    assert counters(union) == (3, 0, 0)
    with pytest.raises(Refused) as refused:
        union.write(teams.enter_team, people[3], NOW, code=crew.code)
    assert refused.value.reason == "full"
    assert counters(union) == (3, 0, 0)


def test_those_who_look_for_a_team_fill_it_at_the_deadline(union: Union) -> None:
    activity_id = contest(union, Shape(3, 3), capacity=9)
    people = union.members(8)
    team(union, activity_id, *people[:2])
    team(union, activity_id, people[2])
    for actor in people[3:5]:
        union.write(teams.seek_team, actor, NOW, activity_id=activity_id, seek=True)
    wake(union, DEADLINE + timedelta(seconds=1))
    assert standing(union, activity_id, people[3]).name == "会员0队"
    assert counters(union) == (3, 0, 0)
    assert told(union, "您找到队伍了") == [people[3].member_id]
    assert told(union, "补进来了") == [people[0].member_id, people[1].member_id]
    assert told(union, "还差 2 人") == [people[2].member_id]
    assert told(union, "没有给您找到队伍") == [people[4].member_id]
    # Once is enough, though the clock looks again.
    wake(union, DEADLINE + timedelta(hours=3))
    assert told(union, "没有给您找到队伍") == [people[4].member_id]


def test_singles_make_teams_when_the_committee_says_so(union: Union) -> None:
    activity_id = contest(union)
    people = union.members(3)
    for actor in people:
        union.write(teams.seek_team, actor, NOW, activity_id=activity_id, seek=True)
    done = union.write(team_terms.fill_teams, union.committee, NOW, activity_id=activity_id)
    assert (done.found, done.formed, done.left) == (2, 1, 1)
    assert standing(union, activity_id, people[1]).captain_id == people[0].member_id
    assert not told(union, "没有给您找到队伍"), "there is still time until the deadline"


def test_a_later_deadline_moves_the_filling(union: Union) -> None:
    activity_id = contest(union)
    [single] = union.members(1)
    union.write(teams.seek_team, single, NOW, activity_id=activity_id, seek=True)
    later = DEADLINE + timedelta(days=1)
    union.write(
        managing.change_activity,
        union.committee,
        NOW,
        activity_id=activity_id,
        change=Change(deadline_at=later),
    )
    wake(union, DEADLINE + timedelta(minutes=5))
    assert not told(union, "没有给您找到队伍")
    wake(union, later + timedelta(seconds=1))
    assert told(union, "没有给您找到队伍") == [single.member_id]


def test_who_leaves_the_union_leaves_the_team(union: Union) -> None:
    activity_id = contest(union, Shape(2, 3), capacity=3)
    captain, mate, third = union.members(3)
    team(union, activity_id, captain, mate, third)
    chair = union.member("郑主席", grants=(Grant(Role.CHAIR),))
    union.write(leaving.leave_union, chair, NOW, member_id=captain.member_id, on=NOW.date())
    assert standing(union, activity_id, mate).captain_id == mate.member_id
    assert counters(union) == (2, 0, 0)


@pytest.mark.parametrize(
    ("typed", "shape"),
    [
        ("4人", Shape(4, 4)),
        ("4到6人，至少2男2女，替补1人", Shape(4, 6, 1, 2, 2)),
        ("每队 3-5 人，至少 1 名女职工", Shape(3, 5, 0, 0, 1)),
        ("2男2女", Shape(4, 4, 0, 2, 2)),
        ("5人，2个替补", Shape(5, 5, 2)),
        ("不组队", None),
    ],
)
def test_what_the_committee_types(typed: str, shape: Shape | None) -> None:
    assert team_terms.read_shape(typed) == shape


@pytest.mark.parametrize("typed", ["很多人", "1人", "6到4人", "2人，至少2男2女"])
def test_teams_that_cannot_be(typed: str) -> None:
    with pytest.raises(Refused):
        team_terms.read_shape(typed)


def test_no_teams_after_somebody_signed_up(union: Union) -> None:
    activity_id = union.activity()
    union.write(places.take_place, union.members(1)[0], NOW, activity_id=activity_id)
    with pytest.raises(Refused) as refused:
        union.write(team_terms.set_teams, union.committee, NOW, activity_id=activity_id, shape=PAIR)
    assert refused.value.reason == "signed_up"
    with pytest.raises(Refused):
        union.write(team_terms.set_teams, union.members(1)[0], NOW, activity_id=activity_id, shape=PAIR)


def test_the_board_and_the_file(union: Union) -> None:
    activity_id = contest(union, Shape(2, 2, 1))
    people = union.members(4)
    team(union, activity_id, *people[:3])
    union.write(teams.seek_team, people[3], NOW, activity_id=activity_id, seek=True)
    board = union.read(team_terms.board, union.committee, activity_id=activity_id, page=0)
    assert (board.total, board.complete, board.seekers) == (1, 1, ("会员3",))
    _, rows = union.write(team_terms.export_rows, union.committee, NOW, activity_id=activity_id)
    assert [(row.name, row.captain, row.substitute) for row in rows] == [
        ("会员0", True, False),
        ("会员1", False, False),
        ("会员2", False, True),
        ("会员3", False, False),
    ]
    with pytest.raises(Refused):
        union.read(team_terms.board, people[0], activity_id=activity_id, page=0)


def test_a_list_counts_everybody_of_a_team_once(union: Union) -> None:
    activity_id = contest(union, Shape(2, 3), capacity=3)
    captain, mate, waiting, other = union.members(4)
    team(union, activity_id, captain, mate)
    team(union, activity_id, waiting, other)
    people = union.read(lists.participants, union.committee, activity_id=activity_id, page=0)
    assert [(line.name, line.people) for line in people.lines] == [("会员0", 1), ("会员1", 1), ("会员2", 2)]
    assert (people.placed, people.waiting) == (2, 2)
    roll = union.write(attendance.roll, union.committee, START, activity_id=activity_id, page=0)
    assert [line.people for line in roll.lines] == [1, 1]


def test_whoever_is_in_a_team_or_looks_for_one_hears_of_changes(union: Union) -> None:
    activity_id = contest(union, Shape(2, 2))
    captain, single = union.members(2)
    team(union, activity_id, captain)
    union.write(teams.seek_team, single, NOW, activity_id=activity_id, seek=True)
    for use_case, facts in (
        (slots.add_slots, {"slots": [(START, None, 5)]}),
        (forms.add_question, {"kind": QuestionKind.TEXT, "text": "衣服尺码"}),
    ):
        with pytest.raises(Refused) as refused:
            union.write(use_case, union.committee, NOW, activity_id=activity_id, **facts)
        assert refused.value.reason == "contest"
    change = Change(place="体育馆")
    union.write(managing.change_activity, union.committee, NOW, activity_id=activity_id, change=change)
    assert told(union, "体育馆") == [captain.member_id, single.member_id]
    union.write(managing.cancel_activity, union.committee, NOW, activity_id=activity_id, reason="下雨")
    assert told(union, "下雨") == [captain.member_id, single.member_id]


def test_lists_and_the_roll_name_the_team(union: Union) -> None:
    activity_id = contest(union)
    captain, mate = union.members(2)
    team(union, activity_id, captain, mate)
    listed = union.read(lists.participants, union.committee, activity_id=activity_id, page=0)
    assert [(line.name, line.team) for line in listed.lines] == [("会员0", "会员0队"), ("会员1", "会员0队")]
    table = union.read(sheets.participants, union.committee, NOW, activity_id=activity_id)
    rows = list(load_workbook(BytesIO(table.content())).worksheets[0].values)
    assert rows[0][-1] == "队伍"
    assert [row[-1] for row in rows[1:3]] == ["会员0队", "会员0队"]
    roll = union.read(attendance.roll, union.committee, START, activity_id=activity_id, page=0)
    assert [line.team for line in roll.lines] == ["会员0队", "会员0队"]


def test_a_team_hears_the_day_before_what_it_lacks(union: Union) -> None:
    mixed = Shape(3, 3, men=1, women=1)
    activity_id = contest(union, mixed)
    captain, mate = (union.member(name, sex="male") for name in ("赵甲", "钱乙"))
    team(union, activity_id, captain, mate)
    wake(union, DEADLINE - timedelta(days=1))
    assert told(union, "还差 1 人（其中女 1 人）") == [captain.member_id, captain.member_id, mate.member_id]
    assert told(union, "补不齐，这次就报不上") == [captain.member_id, mate.member_id]
    union.write(teams.seek_team, union.member(sex="female"), NOW, activity_id=activity_id, seek=True)
    wake(union, DEADLINE)
    assert standing(union, activity_id, captain).status is SignUpStatus.PLACED


def test_nobody_is_put_into_a_team_that_has_places_but_no_room_for_more(union: Union) -> None:
    activity_id = contest(union, Shape(2, 3), capacity=4)
    people = union.members(6)
    small, full = team(union, activity_id, *people[:2]), team(union, activity_id, *people[2:4])
    union.write(teams.seek_team, people[4], NOW, activity_id=activity_id, seek=True)
    closed = rules.ActivityState.CLOSED
    union.write(managing.lead_activity, union.committee, NOW, activity_id=activity_id, state=closed)
    # After the closing the team keeps its places; then there are fewer for all.
    union.write(teams.leave_team, people[1], NOW, team_id=small)
    for capacity, left in ((3, 1), (4, 0)):
        change = Change(capacity=capacity)
        union.write(managing.change_activity, union.committee, NOW, activity_id=activity_id, change=change)
        filled = union.write(team_terms.fill_teams, union.committee, NOW, activity_id=activity_id)
        assert filled.left == left
        mates = {one.member_id for one in standing(union, activity_id, people[0]).mates}
        assert mates == {people[0].member_id, *([] if left else [people[4].member_id])}
        assert counters(union)[0] == capacity
    assert len(union.read(teams.own_crew, people[2], team_id=full).mates) == 2
