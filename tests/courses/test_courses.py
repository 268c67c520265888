"""Courses: one vote each, told first, lessons counted by heads and by visits."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.activities import looking, places
from bot.activities.attending import attendance
from bot.activities.series import lesson_reminders, lesson_roll
from bot.courses import rules, service
from bot.courses.reading import read_lessons
from bot.members.rules import Actor, Grant, Role
from bot.refused import Refused
from bot.reminders import Due
from bot.wording import span
from tests.activities.conftest import NOW, Union

ZONE = ZoneInfo("Asia/Shanghai")
FIRST = datetime(2026, 12, 5, 15, 0, tzinfo=ZONE)
SPANS = [(FIRST + timedelta(days=7 * week), FIRST + timedelta(days=7 * week, hours=1)) for week in range(3)]


@pytest.fixture
def union(any_database: Any) -> Union:
    return Union(any_database)


@pytest.mark.parametrize(
    ("typed", "lessons"),
    [
        ("12月5日下午3点", ["12月5日（周六）15:00—16:00"]),
        ("12月5日、12日15:00-16:30", ["12月5日（周六）15:00—16:30", "12月12日（周六）15:00—16:30"]),
        (
            "12月5日15:00-16:00、12月12日16:00-17:00",
            ["12月5日（周六）15:00—16:00", "12月12日（周六）16:00—17:00"],
        ),
        (
            "每周六下午3点到4点，12月5日到12月13日",
            ["12月5日（周六）15:00—16:00", "12月12日（周六）15:00—16:00"],
        ),
        ("12月5日", []),
        ("乱写", []),
    ],
)
def test_lessons_are_read_as_people_write_them(typed: str, lessons: list[str]) -> None:
    assert [span(*one) for one in read_lessons(typed, NOW)] == lessons


@given(st.integers(0, 40))
def test_the_committee_hears_once_that_it_is_enough(votes: int) -> None:
    told = [number for number in range(votes) if rules.is_enough(number, number + 1)]
    assert told == ([rules.ENOUGH - 1] if votes >= rules.ENOUGH else [])


def offered(union: Union, *titles: str) -> list[int]:
    lines = union.write(service.add_courses, union.committee, NOW, text="\n".join(titles))
    return [line.course_id for line in lines]


def opened(union: Union, course_id: int, request: str = "a") -> service.Opened:
    done: service.Opened = union.write(
        service.open_course, union.committee, NOW, course_id=course_id, spans=SPANS, place="瑜伽室", capacity=None, request=request
    )  # fmt: skip
    return done


def vote(union: Union, actor: Actor, course_id: int) -> service.Line:
    lines: tuple[service.Line, ...] = union.write(service.toggle_vote, actor, NOW, course_id=course_id)
    return next(line for line in lines if line.course_id == course_id)


def test_a_second_press_takes_the_vote_back(union: Union) -> None:
    yoga, _ = offered(union, "瑜伽班", "急救知识")
    member, other = union.members(2)
    assert vote(union, member, yoga).votes == 1
    assert vote(union, other, yoga).votes == 2
    line = vote(union, member, yoga)
    assert (line.votes, line.mine) == (1, False)


def test_who_wished_is_told_and_nobody_else(union: Union) -> None:
    [yoga] = offered(union, "瑜伽班")
    wished, _ = union.members(2)
    vote(union, wished, yoga)
    done = opened(union, yoga)
    assert done.told == 1
    assert union.rows("SELECT member_id FROM outgoing") == [(wished.member_id,)]
    with pytest.raises(Refused, match="held"):
        vote(union, wished, yoga)
    with pytest.raises(Refused, match="held"):
        opened(union, yoga, "b")


def test_enough_votes_call_the_committee(union: Union) -> None:
    [yoga] = offered(union, "瑜伽班")
    union.write(
        lambda session: session.connection().exec_driver_sql(
            "INSERT INTO role_grant (member_id, role, granted_at) VALUES"
            f" ({union.committee.member_id}, 'committee', '2026-01-01 00:00:00+00:00')"
        )
    )
    for member in union.members(rules.ENOUGH + 2):
        vote(union, member, yoga)
    assert union.rows("SELECT member_id FROM outgoing") == [(union.committee.member_id,)]


def test_each_lesson_counts_once_for_who_is_there(union: Union) -> None:
    [yoga] = offered(union, "瑜伽班")
    activity_id = opened(union, yoga).activity_id
    often, once = union.members(2)
    for member in (often, once):
        union.write(places.take_place, member, NOW, activity_id=activity_id)
    for week, present in ((0, (often, once)), (1, (often,))):
        now = SPANS[week][0]
        mine = union.read(looking.my_sign_ups, often, now)
        assert [line.activity_id for line in mine.lines] == [activity_id], (
            "a course goes on after its first lesson"
        )
        for member in (*present, *present):
            code = union.write(attendance.show_code, union.committee, now, activity_id=activity_id).code
            union.write(attendance.check_in, member, now, activity_id=activity_id, code=code)
    card = union.read(service.course_card, union.committee, SPANS[1][1], course_id=yoga)
    assert card.figures is not None
    assert (card.figures.lessons, card.figures.held, card.figures.heads, card.figures.visits) == (3, 2, 2, 3)


def test_every_further_lesson_is_reminded_of(union: Union) -> None:
    [yoga] = offered(union, "瑜伽班")
    activity_id = opened(union, yoga).activity_id
    member = union.member()
    union.write(places.take_place, member, NOW, activity_id=activity_id)
    due = union.rows(
        "SELECT id, key, subject_id FROM reminder WHERE kind = 'activity.lesson' ORDER BY due_at"
    )
    assert len(due) == len(SPANS) - 1
    at = SPANS[1][0] - timedelta(hours=21)
    union.write(lesson_reminders.remind, at, Due(due[0][0], due[0][1], "", due[0][2], at, late=False))
    [(text,)] = union.rows(f"SELECT text FROM outgoing WHERE member_id = {member.member_id}")
    assert "第 2 次课" in text


def test_a_course_taken_down_is_gone_and_may_come_back_without_votes(union: Union) -> None:
    [yoga] = offered(union, "瑜伽班")
    member = union.member()
    vote(union, member, yoga)
    assert union.write(service.drop_course, union.committee, NOW, course_id=yoga) == ()
    with pytest.raises(Refused, match="gone"):
        vote(union, member, yoga)
    assert offered(union, "瑜伽班") == [yoga]
    assert vote(union, member, yoga).votes == 1


@pytest.mark.parametrize("text", ["", "课" * 31])
def test_titles_fit(union: Union, text: str) -> None:
    with pytest.raises(Refused, match="title"):
        union.write(service.add_courses, union.committee, NOW, text=text)


def test_members_neither_add_nor_open(union: Union) -> None:
    with pytest.raises(Refused, match="no_right"):
        union.write(service.add_courses, union.member(), NOW, text="瑜伽班")


def test_by_the_list_every_lesson_can_be_noted(union: Union) -> None:
    [yoga] = offered(union, "瑜伽班")
    activity_id = opened(union, yoga).activity_id
    often, once = union.members(2)
    for member in (often, once):
        union.write(places.take_place, member, NOW, activity_id=activity_id)
    late = SPANS[1][1] + timedelta(days=1)
    lessons = [row[0] for row in union.rows("SELECT id FROM activity_lesson ORDER BY starts_at")]
    facts = {"lesson_id": lessons[0], "member_id": often.member_id}
    for _ in range(3):  # there, not there, there
        union.write(lesson_roll.tick_lesson, union.committee, late, **facts)
    union.write(lesson_roll.tick_lesson, union.committee, late, **{**facts, "lesson_id": lessons[1]})
    shown = union.read(lesson_roll.lessons_of, union.committee, late, activity_id=activity_id)
    assert [(line.here, line.open) for line in shown.lines] == [(1, True), (1, True), (0, False)]
    roll = union.read(lesson_roll.lesson_roll, union.committee, late, lesson_id=lessons[1], page=0)
    assert (roll.lesson, roll.here, roll.members, roll.late) == (2, 1, 2, True)
    card = union.read(service.course_card, union.committee, late, course_id=yoga)
    assert card.figures is not None
    assert (card.figures.heads, card.figures.visits) == (1, 2)
    assert union.rows("SELECT member_id FROM hand_check_in") == [(often.member_id,)]
    for lesson in lessons[:2]:
        union.write(lesson_roll.tick_lesson, union.committee, late, **{**facts, "lesson_id": lesson})
    assert union.rows("SELECT * FROM hand_check_in") == []
    assert union.rows("SELECT * FROM sign_up WHERE checked_in_at IS NOT NULL") == []


def test_a_lesson_is_noted_by_who_may_and_when(union: Union) -> None:
    [yoga] = offered(union, "瑜伽班")
    activity_id = opened(union, yoga).activity_id
    [member] = union.members(1)
    union.write(places.take_place, member, NOW, activity_id=activity_id)
    first, *_, last = [row[0] for row in union.rows("SELECT id FROM activity_lesson ORDER BY starts_at")]
    at = SPANS[0][0]
    code = union.write(attendance.show_code, union.committee, at, activity_id=activity_id).code
    union.write(attendance.check_in, member, at, activity_id=activity_id, code=code)
    leader = union.member("李丁", group=union.second, grants=(Grant(Role.LEADER, frozenset({union.second})),))
    cases = (
        (member, first, "no_right"),
        (leader, first, "gone"),
        (union.committee, first, "by_code"),
        (union.committee, last, "time"),
        (union.committee, 99, "gone"),
    )
    for actor, lesson, reason in cases:
        with pytest.raises(Refused, match=reason):
            union.write(lesson_roll.tick_lesson, actor, at, lesson_id=lesson, member_id=member.member_id)
    other = union.activity()
    assert union.read(lesson_roll.lessons_of, union.committee, at, activity_id=other) is None
