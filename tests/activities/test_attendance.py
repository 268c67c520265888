"""Who was there: the changing code, the leader's list, additions afterwards."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from bot.activities import places, rules_checkin
from bot.activities.attending import attendance
from bot.activities.attending.buttons import Who
from bot.activities.attending.texts import attendance as texts
from bot.activities.lists import breakdown, sheets
from bot.activities.lists import people as lists
from bot.activities.lists import texts as list_texts
from bot.activities.model import Activity
from bot.members.rules import Actor, Grant, Role
from bot.refused import Refused
from tests.activities.conftest import NOW, START, Union

AT = START + timedelta(minutes=10)
LATER = START + timedelta(days=1)


def leader_of(union: Union, group: int) -> Actor:
    return union.member("李丁", group=group, grants=(Grant(Role.LEADER, frozenset({group})),))


def came(union: Union, activity_id: int, *names: str) -> list[Actor]:
    people = [union.member(name) for name in names]
    for actor in people:
        union.write(places.take_place, actor, NOW, activity_id=activity_id)
    return people


def test_the_code_changes_and_is_taken_for_ten_minutes() -> None:
    shown = rules_checkin.code("secret", AT)
    assert rules_checkin.fits("secret", shown, AT + timedelta(minutes=5))
    assert not rules_checkin.fits("secret", shown, AT + timedelta(minutes=10))
    assert not rules_checkin.fits("", rules_checkin.code("", AT), AT)
    assert not rules_checkin.fits("secret", "²½三四五六", AT)
    until = rules_checkin.taken_until(AT)
    assert rules_checkin.fits("secret", shown, until - timedelta(seconds=1))
    assert not rules_checkin.fits("secret", shown, until)


@pytest.mark.parametrize("text", ["in_12_12345", "in_x_123456", "act_12", "in_12_123456x", ""])
def test_a_link_that_is_none(text: str) -> None:
    assert rules_checkin.of_link(text) is None
    assert rules_checkin.of_link(rules_checkin.link_text(12, "012345")) == (12, "012345")


def test_who_scans_is_counted_once(union: Union) -> None:
    activity_id = union.activity()
    [actor] = came(union, activity_id, "赵甲")
    shown = union.write(attendance.show_code, union.committee, AT, activity_id=activity_id)
    facts = {"activity_id": activity_id, "code": shown.code}
    assert not union.write(attendance.check_in, actor, AT, **facts).already
    assert union.write(attendance.check_in, actor, AT, **facts).already
    assert union.read(attendance.expected, actor, AT, activity_id=activity_id).already
    assert union.write(attendance.show_code, union.committee, AT, activity_id=activity_id).present == 1


def test_not_being_on_the_list_is_said_before_the_code_is_asked_for(union: Union) -> None:
    activity_id = union.activity()
    with pytest.raises(Refused, match="not_signed_up"):
        union.read(attendance.expected, union.member(), AT, activity_id=activity_id)
    with pytest.raises(Refused, match="gone"):
        union.read(attendance.expected, union.member("钱乙"), AT, activity_id=99)


def test_a_tick_can_be_taken_back_but_not_a_code(union: Union) -> None:
    activity_id = union.activity()
    first, second = came(union, activity_id, "赵甲", "钱乙")
    tick = {"activity_id": activity_id, "member_id": first.member_id}
    leader = leader_of(union, union.first)
    union.write(attendance.tick, leader, AT, **tick)
    assert union.read(attendance.roll, leader, AT, activity_id=activity_id, page=0).here == 1
    union.write(attendance.tick, leader, AT, **tick)
    assert union.read(attendance.roll, leader, AT, activity_id=activity_id, page=0).here == 0
    shown = union.write(attendance.show_code, union.committee, AT, activity_id=activity_id)
    union.write(attendance.check_in, second, AT, activity_id=activity_id, code=shown.code)
    with pytest.raises(Refused, match="by_code"):
        union.write(attendance.tick, leader, AT, activity_id=activity_id, member_id=second.member_id)


def test_leaders_tick_their_own_groups_only(union: Union) -> None:
    activity_id = union.activity()
    [actor] = came(union, activity_id, "赵甲")
    stranger = leader_of(union, union.second)
    assert union.read(attendance.roll, stranger, AT, activity_id=activity_id, page=0).lines == ()
    with pytest.raises(Refused, match="gone"):
        union.write(attendance.tick, stranger, AT, activity_id=activity_id, member_id=actor.member_id)
    with pytest.raises(Refused, match="no_right"):
        union.read(attendance.roll, actor, AT, activity_id=activity_id, page=0)
    entered = union.write(attendance.enter, stranger, AT, activity_id=activity_id, names=["赵甲"])
    assert entered.unknown == ("赵甲",)


def test_who_came_without_a_sign_up_and_who_is_added_afterwards_is_marked(union: Union) -> None:
    activity_id = union.activity(most_people=3)
    first, second = came(union, activity_id, "赵甲", "钱乙")
    union.member("周戊")
    union.member("吴己")
    union.member("吴己", group=union.second)
    names = ["赵甲", "周戊", "吴己", "没有这人", "赵甲"]
    done = union.write(attendance.enter, union.committee, AT, activity_id=activity_id, names=names)
    assert (done.ticked, done.walk_ins, done.late) == (("赵甲",), ("周戊",), False)
    assert (done.unknown, done.namesakes) == (("没有这人",), ("吴己",))
    again = union.write(
        attendance.enter, union.committee, AT, activity_id=activity_id, names=["赵甲", "周戊"]
    )
    assert again.already == ("赵甲", "周戊")
    leader = leader_of(union, union.first)
    union.write(attendance.tick, leader, LATER, activity_id=activity_id, member_id=second.member_id)
    shown = union.read(attendance.roll, union.committee, LATER, activity_id=activity_id, page=0)
    assert (shown.here, shown.people, shown.walk_ins, shown.late) == (2, 3, ("周戊",), True)
    lines = union.read(
        lists.participants, union.committee, activity_id=activity_id, page=0, who=Who.HERE
    ).lines
    assert [(line.name, line.noted_by, line.noted_late) for line in lines] == [
        ("赵甲", "孙丙", False),
        ("钱乙", "李丁", True),
    ]
    table = union.read(sheets.participants, union.committee, LATER, activity_id=activity_id)
    ways = [
        row[list_texts.HEADER.index("签到方式")] for row in list_texts.file_rows(table.people.lines, 0, {})
    ]
    assert ways == ["孙丙点名", "李丁补签"]
    assert [name for name, *_ in table.walk_ins] == ["周戊"]
    assert first.name in texts.roll(shown).rows[0][0].label


def test_a_list_can_be_completed_for_thirty_days(union: Union) -> None:
    activity_id = union.activity()
    facts = {"activity_id": activity_id, "page": 0}
    for now in (START - timedelta(hours=3), START + timedelta(days=31)):
        with pytest.raises(Refused, match="time"):
            union.read(attendance.roll, union.committee, now, **facts)
    assert union.read(attendance.roll, union.committee, START + timedelta(days=29), **facts).late


def test_a_long_list_is_ticked_in_pages(union: Union) -> None:
    activity_id = union.activity()
    for actor in union.members(45):
        union.write(places.take_place, actor, NOW, activity_id=activity_id)
    pages = [
        union.read(attendance.roll, union.committee, AT, activity_id=activity_id, page=page)
        for page in (0, 2, 99)
    ]
    assert [(page.number, len(page.lines)) for page in pages] == [(0, 20), (2, 5), (2, 5)]


def test_groups_are_counted_in_members(union: Union) -> None:
    activity_id = union.activity(capacity=2)
    first, *_ = came(union, activity_id, "赵甲", "钱乙")
    union.write(places.take_place, union.member("周戊", group=union.second), NOW, activity_id=activity_id)
    silent = union.member("吴己", group=union.second)
    union.write(attendance.tick, union.committee, AT, activity_id=activity_id, member_id=first.member_id)
    shown = union.read(breakdown.by_group, union.committee, AT, activity_id=activity_id)
    lines = {line.name: line for line in shown.lines}
    assert shown.checked_in
    assert (lines["第一小组"].placed, lines["第一小组"].here, lines["第一小组"].members) == (2, 1, 3)
    assert (lines["第二小组"].waiting, lines["第二小组"].silent) == (1, 1)
    assert sum(line.members for line in shown.lines) == 5
    names = [one.name for one in union.read(breakdown.silent, union.committee, AT, activity_id=activity_id)]
    assert names == ["孙丙", silent.name]
    leader = leader_of(union, union.second)
    own = union.read(breakdown.by_group, leader, AT, activity_id=activity_id)
    assert [line.name for line in own.lines] == ["第二小组"]


def test_people_and_participations_of_a_year_are_told_apart(union: Union) -> None:
    actor = union.member("赵甲")
    other = union.member("钱乙", group=union.second)
    for number, people in enumerate(([actor, other], [actor])):
        activity_id = union.activity(title=f"活动{number}")
        for one in people:
            union.write(places.take_place, one, NOW, activity_id=activity_id)
        union.write(_put_away, activity_id)
    shown = union.read(breakdown.year, union.committee, LATER)
    assert (shown.activities, shown.people, shown.times) == (2, 2, 3)
    with pytest.raises(Refused):
        union.read(breakdown.year, actor, LATER)


def _put_away(session: Session, activity_id: int) -> None:
    session.get_one(Activity, activity_id).state = "done"


def test_outside_the_time_it_is_told_from_when_to_when(union: Union) -> None:
    activity_id = union.activity()
    with pytest.raises(Refused) as early:
        union.write(attendance.show_code, union.committee, NOW, activity_id=activity_id)
    assert "还没到签到时间：12月5日（周六）13:00—" in early.value.message.text
    with pytest.raises(Refused) as late:
        union.write(attendance.show_code, union.committee, START + timedelta(days=2), activity_id=activity_id)
    assert "已经过了" in late.value.message.text
    with pytest.raises(Refused) as early_roll:
        union.read(attendance.roll, union.committee, NOW, activity_id=activity_id, page=0)
    assert "12月5日（周六）13:00起可以点名" in early_roll.value.message.text
