"""Having to come, saying no, being excused, being chased, being signed up by the leader."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from bot.activities import places
from bot.activities.duties import chasing as duties
from bot.activities.duties import entering
from bot.activities.rules import SignUpStatus
from bot.members.model import RoleGrant
from bot.members.rules import Actor, Grant, Role
from bot.refused import Refused
from tests.activities.conftest import NOW, Union

PLACED = SignUpStatus.PLACED


def leader_of(union: Union, group: int) -> Actor:
    actor = union.member("李丁", group=group, grants=(Grant(Role.LEADER, frozenset({group})),))

    def grant(session: Session) -> None:
        session.add(RoleGrant(member_id=actor.member_id, role=Role.LEADER, group_id=group, granted_at=NOW))

    union.database.write_now(grant)
    return actor


def test_everybody_is_on_the_list_of_a_compulsory_activity(union: Union) -> None:
    leader = leader_of(union, union.first)
    mine, other = union.member("赵甲"), union.member("钱乙", group=union.second)
    activity_id = union.activity(compulsory=True, audience=f"groups={union.first}")
    on_list = {row[0] for row in union.rows("SELECT member_id FROM sign_up")}
    assert mine.member_id in on_list
    assert other.member_id not in on_list
    with pytest.raises(Refused) as refused:
        union.write(places.leave, mine, NOW, activity_id=activity_id)
    assert refused.value.reason == "compulsory"
    board = union.read(duties.missing, leader, NOW, activity_id=activity_id)
    assert "赵甲" in board.names
    union.write(duties.confirm_coming, mine, NOW, activity_id=activity_id)
    assert "赵甲" not in union.read(duties.missing, leader, NOW, activity_id=activity_id).names


@pytest.mark.parametrize(("grant", "status", "placed"), [(True, "excused", -1), (False, "placed", 0)])
def test_an_excuse_needs_a_reason_and_the_leaders_yes(
    union: Union, grant: bool, status: str, placed: int
) -> None:
    leader, mine = leader_of(union, union.first), union.member("赵甲")
    activity_id = union.activity(compulsory=True)
    [(before,)] = union.rows("SELECT placed FROM activity")
    with pytest.raises(Refused):
        union.write(duties.decline, mine, NOW, activity_id=activity_id, reason=" ")
    asked = union.write(duties.decline, mine, NOW, activity_id=activity_id, reason="出差")
    assert asked.status is PLACED
    assert union.rows("SELECT member_id FROM outgoing WHERE text LIKE '%出差%'") == [(leader.member_id,)]
    [(sign_up_id,)] = union.rows(f"SELECT id FROM sign_up WHERE member_id = {mine.member_id}")
    stranger = leader_of(union, union.second)
    with pytest.raises(Refused):
        union.write(duties.decide_excuse, stranger, NOW, sign_up_id=sign_up_id, grant=grant)
    union.write(duties.decide_excuse, leader, NOW, sign_up_id=sign_up_id, grant=grant)
    assert union.rows(f"SELECT status FROM sign_up WHERE id = {sign_up_id}") == [(status,)]
    assert union.rows("SELECT placed FROM activity") == [(before + placed,)]
    with pytest.raises(Refused) as refused:
        union.write(duties.decide_excuse, leader, NOW, sign_up_id=sign_up_id, grant=True)
    assert refused.value.reason == "decided"


def test_saying_no_gives_the_place_to_the_next(union: Union) -> None:
    activity_id = union.activity(capacity=1)
    first, second, third = union.members(3)
    for actor in (first, second):
        union.write(places.take_place, actor, NOW, activity_id=activity_id)
    assert (
        union.write(duties.decline, first, NOW, activity_id=activity_id, reason="有课").status
        is SignUpStatus.DECLINED
    )
    assert (
        union.write(duties.decline, third, NOW, activity_id=activity_id, reason="有课").status
        is SignUpStatus.DECLINED
    )
    assert union.rows("SELECT status FROM sign_up ORDER BY queue") == [
        ("declined",),
        ("placed",),
        ("declined",),
    ]
    assert union.rows("SELECT placed, waiting, queue FROM activity") == [(1, 0, 3)]
    # Who changes the mind stands at the end.
    assert union.write(places.take_place, first, NOW, activity_id=activity_id).position == 1


def test_one_tap_chases_only_the_silent_others_of_the_own_group_once_an_hour(union: Union) -> None:
    leader = leader_of(union, union.first)
    silent, answered = union.member("赵甲"), union.member("钱乙")
    union.member("孙丙", group=union.second)
    activity_id = union.activity()
    union.write(places.take_place, answered, NOW, activity_id=activity_id)
    for _ in range(2):
        union.write(duties.chase, leader, NOW, activity_id=activity_id)
    chased = [row[0] for row in union.rows("SELECT member_id FROM outgoing WHERE key LIKE '%chase%'")]
    assert sorted(chased) == sorted([silent.member_id, union.committee.member_id])
    again = union.write(duties.chase, leader, NOW + timedelta(minutes=59), activity_id=activity_id)
    assert (again.reminded, again.already) == (0, 2)
    assert (
        union.write(duties.chase, leader, NOW + timedelta(minutes=61), activity_id=activity_id).reminded == 2
    )
    assert union.rows("SELECT COUNT(*) FROM outgoing WHERE key LIKE '%chase%'") == [(4,)]


def test_the_leader_signs_up_somebody_of_the_own_group(union: Union) -> None:
    leader = leader_of(union, union.first)
    old, stranger = union.member("赵甲", retired=True), union.member("钱乙", group=union.second, retired=True)
    activity_id = union.activity(audience="traits=retired")
    done = union.write(entering.enter_member, leader, NOW, activity_id=activity_id, member_id=old.member_id)
    assert done.status is PLACED
    assert union.rows("SELECT entered_by FROM sign_up") == [(leader.member_id,)]
    for actor, member_id in (
        (leader, stranger.member_id),
        (leader, leader.member_id),
        (stranger, old.member_id),
    ):
        with pytest.raises(Refused):
            union.write(entering.enter_member, actor, NOW, activity_id=activity_id, member_id=member_id)


def test_who_is_excused_twice_is_told_twice(union: Union) -> None:
    """In between the leader entered the member again, all within one second."""
    leader, mine = leader_of(union, union.first), union.member("赵甲")
    activity_id = union.activity(compulsory=True)
    for _ in range(2):
        union.write(entering.enter_member, leader, NOW, activity_id=activity_id, member_id=mine.member_id)
        union.write(duties.decline, mine, NOW, activity_id=activity_id, reason="出差")
        [(sign_up_id,)] = union.rows(f"SELECT id FROM sign_up WHERE member_id = {mine.member_id}")
        union.write(duties.decide_excuse, leader, NOW, sign_up_id=sign_up_id, grant=True)
    [(told,)] = union.rows(
        f"SELECT count(*) FROM outgoing WHERE member_id = {mine.member_id} AND key LIKE 'sign-up:%excused%'"
    )
    assert told == 2
