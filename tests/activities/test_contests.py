"""Stages, quotas, the draw, check-in, once more, and the calendar file."""

import hashlib
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.activities import ics, places, rules_checkin, rules_draw
from bot.activities.attending import attendance
from bot.activities.card import activity_card
from bot.activities.contests import reading, results
from bot.activities.contests import stages as contests
from bot.activities.organising import managing, publishing
from bot.activities.organising.publishing import Draft
from bot.activities.rules import ActivityKind, ActivityState, SignUpStatus
from bot.refused import Refused
from tests.activities.conftest import NOW, START, Union

WAITING, PLACED = SignUpStatus.WAITING, SignUpStatus.PLACED


def test_the_qualified_are_on_the_list_of_the_final(union: Union) -> None:
    first = union.activity(kind=ActivityKind.CONTEST, title="乒乓球预赛")
    runners = union.members(3)
    for actor in runners:
        union.write(places.take_place, actor, NOW, activity_id=first)
    of = union.read(results.field, union.committee, activity_id=first)
    written = reading.read("会员2 第一名\n会员0 第二名", of.known).found
    union.write(results.record, union.committee, NOW, activity_id=first, written=written)
    for actor in (runners[2], runners[0]):
        union.write(
            contests.toggle_qualified, union.committee, NOW, activity_id=first, member_id=actor.member_id
        )
    draft = Draft(
        "乒乓球决赛",
        ActivityKind.CONTEST,
        START + timedelta(days=30),
        capacity=2,
        audience=f"members={runners[0].member_id},{runners[2].member_id}",
        stage_of=first,
    )
    final = union.write(
        publishing.create_activity, union.committee, NOW, draft=draft, request="final", publish=True
    ).activity_id
    assert union.rows(
        f"SELECT member_id, status FROM sign_up WHERE activity_id = {final} ORDER BY queue"
    ) == [
        (runners[2].member_id, "placed"),
        (runners[0].member_id, "placed"),
    ]
    assert union.rows("SELECT COUNT(*) FROM outgoing WHERE text LIKE '%恭喜晋级%'") == [(2,)]
    with pytest.raises(Refused):
        union.write(places.take_place, runners[1], NOW, activity_id=final)


def test_the_first_ranks_qualify_at_one_tap(union: Union) -> None:
    activity_id = union.activity(kind=ActivityKind.CONTEST)
    runners = union.members(4)
    for actor in runners:
        union.write(places.take_place, actor, NOW, activity_id=activity_id)
    of = union.read(results.field, union.committee, activity_id=activity_id)
    written = reading.read("会员0 90分\n会员1 95分\n会员2 90分\n会员3 弃权", of.known).found
    union.write(results.record, union.committee, NOW, activity_id=activity_id, written=written)
    for ranks, qualified in ((1, {1}), (2, {0, 1, 2}), (1, {1})):
        shown = union.write(
            contests.qualify_first, union.committee, NOW, activity_id=activity_id, ranks=ranks
        )
        assert set(shown.qualified) == {runners[number].member_id for number in qualified}
    with pytest.raises(Refused):
        union.write(contests.qualify_first, runners[0], NOW, activity_id=activity_id, ranks=1)


def test_nested_quotas(union: Union) -> None:
    activity_id = union.activity(capacity=3)
    early = union.member(sex="female")
    union.write(places.take_place, early, NOW, activity_id=activity_id)
    quotas = union.read(contests.read_quotas, "第一小组 2\n女职工 1人")
    union.write(contests.set_quotas, union.committee, NOW, activity_id=activity_id, quotas=quotas)
    woman = union.member(sex="female", group=union.second)
    man, second_man = union.member(sex="male"), union.member(sex="male")
    outsider = union.member(sex="male", group=union.second)
    statuses = [
        union.write(places.take_place, actor, NOW, activity_id=activity_id).status
        for actor in (woman, man, second_man, outsider)
    ]
    # The women's place and the first group's two places are taken; the second group still has room.
    assert statuses == [WAITING, PLACED, WAITING, PLACED]
    union.write(places.leave, early, NOW, activity_id=activity_id)
    assert union.read(activity_card, woman, NOW, activity_id=activity_id).status is PLACED
    assert union.read(activity_card, second_man, NOW, activity_id=activity_id).status is WAITING
    assert union.rows("SELECT placed FROM activity_quota ORDER BY id") == [(1,), (1,)]


def test_a_draw_anybody_can_check(union: Union) -> None:
    activity_id = union.activity(capacity=2, draw=True)
    actors = union.members(5)
    for actor in actors:
        assert union.write(places.take_place, actor, NOW, activity_id=activity_id).status is WAITING
    with pytest.raises(Refused) as refused:
        union.write(contests.draw, union.committee, NOW, activity_id=activity_id, seed="08 15 22")
    assert refused.value.reason == "open"
    closed = ActivityState.CLOSED
    union.write(managing.lead_activity, union.committee, NOW, activity_id=activity_id, state=closed)
    done = union.write(contests.draw, union.committee, NOW, activity_id=activity_id, seed="08 15 22")
    assert (done.placed, done.waiting) == (2, 3)
    ids = [actor.member_id for actor in actors]
    expected = sorted(ids, key=lambda one: hashlib.sha256(f"08 15 22:{one}".encode()).hexdigest())
    drawn = [row[0] for row in union.rows("SELECT member_id FROM sign_up ORDER BY queue")]
    assert drawn == expected
    assert done.list_hash == hashlib.sha256(",".join(map(str, sorted(ids))).encode()).hexdigest()
    with pytest.raises(Refused):
        union.write(contests.draw, union.committee, NOW, activity_id=activity_id, seed="1")
    union.write(
        places.leave, next(a for a in actors if a.member_id == drawn[0]), NOW, activity_id=activity_id
    )
    assert union.rows("SELECT member_id FROM sign_up WHERE status = 'placed' ORDER BY queue") == [
        (drawn[1],),
        (drawn[2],),
    ]


@given(st.sets(st.integers(1, 10_000), max_size=50), st.text(max_size=20))
def test_the_draw_depends_on_list_and_seed_alone(members: set[int], seed: str) -> None:
    assert rules_draw.order(sorted(members), seed) == rules_draw.order(sorted(members, reverse=True), seed)
    assert set(rules_draw.order(list(members), seed)) == members


def test_check_in_counts_once_and_only_with_the_present_code(union: Union) -> None:
    activity_id = union.activity()
    actor, stranger = union.members(2)
    union.write(places.take_place, actor, NOW, activity_id=activity_id)
    with pytest.raises(Refused):
        union.write(attendance.show_code, union.committee, NOW, activity_id=activity_id)
    shown = union.write(attendance.show_code, union.committee, START, activity_id=activity_id)
    with pytest.raises(Refused):
        union.write(attendance.show_code, actor, START, activity_id=activity_id)
    wrong = f"{(int(shown.code) + 1) % 1_000_000:06d}"
    for who, code, at in (
        (actor, wrong, START),
        (stranger, shown.code, START),
        (actor, shown.code, START + timedelta(minutes=11)),
    ):
        with pytest.raises(Refused):
            union.write(attendance.check_in, who, at, activity_id=activity_id, code=code)
    first = union.write(
        attendance.check_in, actor, START + timedelta(minutes=5), activity_id=activity_id, code=shown.code
    )
    again = union.write(attendance.check_in, actor, START, activity_id=activity_id, code="x")
    assert (first.already, again.already) == (False, True)
    assert union.write(attendance.show_code, union.committee, START, activity_id=activity_id).present == 1


def test_codes_change() -> None:
    codes = {rules_checkin.code("secret", START + timedelta(minutes=5 * n)) for n in range(50)}
    assert len(codes) > 45
    assert not rules_checkin.fits("", rules_checkin.code("", START), START)


def test_once_more_keeps_everything_but_the_time(union: Union) -> None:
    activity_id = union.activity(
        place="大操场", capacity=30, most_people=3, description="带水", audience="traits=women"
    )
    kept = union.read(managing.draft_again, union.committee, NOW, activity_id=activity_id).kept
    answers = {"title": "健步走", "kind": "festival", "deadline": "", "start": START.isoformat(), **kept}
    draft = publishing.draft_of(answers)
    assert (draft.place, draft.capacity, draft.most_people, draft.audience) == (
        "大操场",
        30,
        3,
        "traits=women",
    )


def test_the_calendar_file(union: Union) -> None:
    activity_id = union.activity(
        title="健步走，" + "很" * 40, place="大操场;东门", ends_at=START + timedelta(hours=2)
    )
    card = union.read(activity_card, union.member(), NOW, activity_id=activity_id)
    content = ics.calendar_file(card, NOW)
    lines = content.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    text = content.decode().replace("\r\n ", "")
    assert f"UID:activity-{activity_id}@unionbot" in text
    assert "DTSTART;TZID=Asia/Shanghai:20261205T150000" in text
    assert "LOCATION:大操场\\;东门" in text
    assert "SEQUENCE:1" in text
    union.write(
        managing.change_activity,
        union.committee,
        NOW,
        activity_id=activity_id,
        change=managing.Change(place="体育馆"),
    )
    again = union.read(activity_card, union.member(), NOW, activity_id=activity_id)
    assert b"SEQUENCE:2" in ics.calendar_file(again, NOW)
