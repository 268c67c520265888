"""Who joins after everybody was put on the list of a compulsory activity is on it too; who left is not."""

from datetime import timedelta

from bot.activities import leaving
from bot.activities.card import activity_card
from bot.activities.duties import chasing as duties
from bot.activities.duties import enrolling
from bot.activities.rules import SignUpStatus
from bot.members.rules import Grant, Role
from tests.activities.conftest import NOW, START, Union
from tests.activities.test_duties import leader_of

LATER = NOW + timedelta(hours=1)


def listed(union: Union) -> dict[int, str]:
    return dict(union.rows("SELECT member_id, status FROM sign_up"))


def test_a_newcomer_is_put_on_the_earlier_lists_of_the_group(any_union: Union) -> None:
    union = any_union
    union.activity(compulsory=True, audience=f"groups={union.first}")
    newcomer, other = union.member("吴庚"), union.member("郑辛", group=union.second)
    assert union.write(enrolling.enrol_newcomers, LATER) == 1
    assert listed(union)[newcomer.member_id] == "placed"
    assert other.member_id not in listed(union)
    assert union.rows("SELECT placed, queue FROM activity") == [(len(listed(union)),) * 2]
    told = union.rows("SELECT member_id, text FROM outgoing")
    assert [member_id for member_id, text in told if "人人参加" in text] == [newcomer.member_id]
    # Again: nobody is new.
    assert union.write(enrolling.enrol_newcomers, LATER) == 0


def test_not_after_the_start_and_not_who_left(union: Union) -> None:
    activity_id = union.activity(compulsory=True)
    newcomer = union.member("吴庚")
    chair = union.member("郑主席", grants=(Grant(Role.CHAIR),))
    union.write(leaving.leave_union, chair, NOW, member_id=newcomer.member_id, on=NOW.date())
    assert union.write(enrolling.enrol_newcomers, START) == 0
    union.write(enrolling.enrol_newcomers, LATER)
    assert newcomer.member_id not in listed(union)
    assert union.read(activity_card, chair, NOW, activity_id=activity_id).status is SignUpStatus.PLACED


def test_a_newcomer_who_acts_first_must_ask_for_leave_too(union: Union) -> None:
    leader = leader_of(union, union.first)
    activity_id = union.activity(compulsory=True)
    newcomer, second = union.member("吴庚"), union.member("郑辛")
    union.write(duties.decline, newcomer, NOW, activity_id=activity_id, reason="出差")
    assert listed(union)[newcomer.member_id] == "placed"
    [sign_up_id] = union.rows(f"SELECT id FROM sign_up WHERE member_id = {newcomer.member_id}")
    union.write(duties.decide_excuse, leader, NOW, sign_up_id=sign_up_id[0], grant=True)
    # Said again, the leave stays.
    again = union.write(duties.decline, newcomer, NOW, activity_id=activity_id, reason="还是出差")
    assert again.status is SignUpStatus.EXCUSED
    assert (
        union.write(duties.confirm_coming, second, NOW, activity_id=activity_id).status is SignUpStatus.PLACED
    )
