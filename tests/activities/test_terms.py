"""How places are given later than at the sign-up: the committee's yes, points, lots that anybody can check."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from bot.activities import places, rules_draw, rules_points
from bot.activities.attending import presence
from bot.activities.card import activity_card
from bot.activities.contests import results
from bot.activities.contests import stages as contests
from bot.activities.organising import managing
from bot.activities.organising.managing import Change
from bot.activities.rules import ActivityKind, ActivityState, SignUpStatus
from bot.activities.rules_points import Record
from bot.activities.rules_terms import Way
from bot.activities.terms import allotting, approving, arranging
from bot.members.rules import Actor
from bot.refused import Refused
from tests.activities.conftest import NOW, START, Union
from tests.activities.test_clock import wake

CLOSED = START - timedelta(days=1)


def activity(union: Union, way: Way, **facts: object) -> int:
    """An activity whose places are given in this way."""
    activity_id = union.activity(**facts)
    union.write(arranging.set_way, union.committee, NOW, activity_id=activity_id, way=way)
    return activity_id


def refused(union: Union, use_case: object, *args: object, **facts: object) -> str:
    with pytest.raises(Refused) as raised:
        union.write(use_case, *args, **facts)  # type: ignore[arg-type]
    return raised.value.reason


def join(union: Union, activity_id: int, *actors: Actor) -> list[int]:
    """Sign these up; the ids of their sign-ups."""
    for actor in actors:
        union.write(places.take_place, actor, NOW, activity_id=activity_id)
    members = ", ".join(str(actor.member_id) for actor in actors)
    rows = union.rows(
        f"SELECT id FROM sign_up WHERE activity_id = {activity_id} AND member_id IN ({members}) ORDER BY id"
    )
    return [row[0] for row in rows]


def test_only_the_yes_takes_places(any_union: Union) -> None:
    union = any_union
    activity_id = activity(union, Way.APPROVAL, capacity=1)
    one, two = union.members(2)
    first, second = join(union, activity_id, one, two)
    assert union.rows("SELECT placed, waiting FROM activity") == [(0, 2)]
    # More capacity or somebody's leaving gives nobody a place: the committee does.
    union.write(
        managing.change_activity, union.committee, NOW, activity_id=activity_id, change=Change(capacity=1)
    )
    shown = union.read(approving.pending, union.committee, activity_id=activity_id, page=0)
    assert [(line.sign_up_id, line.revision) for line in shown.lines] == [(first, 1), (second, 1)]
    assert (shown.free, shown.total) == (1, 2)
    done = union.write(approving.approve, union.committee, NOW, sign_up_id=second, revision=1)
    assert done.placed
    assert union.rows("SELECT placed, waiting, waiting_parties FROM activity") == [(1, 1, 1)]
    assert refused(union, approving.approve, union.committee, NOW, sign_up_id=first, revision=1) == "full"
    assert refused(union, approving.approve, union.committee, NOW, sign_up_id=second, revision=2) == "decided"
    assert refused(union, approving.reject, union.committee, NOW, sign_up_id=first, reason=" ") == "reason"
    union.write(approving.reject, union.committee, NOW, sign_up_id=first, reason="没有证")
    card = union.read(activity_card, one, NOW, activity_id=activity_id)
    assert card.status is SignUpStatus.REJECTED
    assert union.rows("SELECT placed, waiting, waiting_parties FROM activity") == [(1, 0, 0)]
    texts = [row[0] for row in union.rows("SELECT text FROM outgoing ORDER BY id")]
    assert [text for text in texts if "审核通过" in text]
    assert [text for text in texts if "没有证" in text]


def test_who_opened_it_hears_once_a_day_that_somebody_waits(union: Union) -> None:
    activity_id = activity(union, Way.APPROVAL)
    join(union, activity_id, *union.members(3))
    told = union.rows("SELECT member_id, text FROM outgoing")
    assert [member_id for member_id, text in told if "等委员审核" in text] == [union.committee.member_id]


def test_a_member_may_not_decide(union: Union) -> None:
    activity_id = activity(union, Way.APPROVAL)
    one, two = union.members(2)
    [sign_up_id] = join(union, activity_id, one)
    assert refused(union, approving.approve, two, NOW, sign_up_id=sign_up_id, revision=1) == "no_right"
    assert refused(union, approving.reject, two, NOW, sign_up_id=sign_up_id, reason="不") == "no_right"
    assert refused(union, approving.approve, union.committee, NOW, sign_up_id=99, revision=1) == "gone"
    assert refused(union, arranging.set_way, two, NOW, activity_id=activity_id, way=Way.FIRST) == "no_right"


def test_the_way_stays_once_somebody_has_signed_up(union: Union) -> None:
    activity_id = activity(union, Way.APPROVAL)
    join(union, activity_id, union.member())
    reason = refused(union, arranging.set_way, union.committee, NOW, activity_id=activity_id, way=Way.FIRST)
    assert reason == "signed_up"


@pytest.mark.parametrize(
    ("record", "points"),
    [
        (Record(), 0),
        (Record(placed=1, missed=1), 1),
        (Record(placed=2, absent=1), -4),
        (Record(missed=3), 6),
    ],
)
def test_points(record: Record, points: int) -> None:
    assert rules_points.points(record) == points


def test_more_points_come_first_and_lots_decide_among_equals() -> None:
    points = {1: 0, 2: 2, 3: 2, 4: -1}
    order = rules_draw.order_by_points(points, "08 15")
    assert order[:2] == rules_draw.order([2, 3], "08 15")
    assert order[2:] == [1, 4]


def test_what_counts_is_this_year_and_limited(union: Union) -> None:
    one, two = union.members(2)
    past = union.activity(title="插花课", capacity=1, starts_at=NOW + timedelta(days=1))
    union.activity(title="不限", starts_at=NOW + timedelta(days=1))
    next_year = union.activity(title="明年", capacity=5, starts_at=START.replace(year=2027))
    for actor in (one, two):
        union.write(places.take_place, actor, NOW, activity_id=past)
        union.write(places.take_place, actor, NOW, activity_id=next_year)
    later = NOW + timedelta(days=2)
    wake(union, later)
    activity_id = activity(union, Way.POINTS, capacity=1)
    assert union.read(activity_card, one, later, activity_id=activity_id).record == Record(placed=1)
    assert union.read(activity_card, two, later, activity_id=activity_id).record == Record(missed=1)
    union.write(presence.close, union.committee, later, activity_id=past, closed=True)
    card = union.read(activity_card, one, later, activity_id=activity_id)
    assert card.record == Record(placed=1, absent=1)


def test_places_go_by_points_and_the_reason_is_kept(any_union: Union) -> None:
    union = any_union
    one, two, three = union.members(3)
    past = union.activity(title="插花课", capacity=1, starts_at=NOW + timedelta(hours=1))
    for actor in (one, two):
        union.write(places.take_place, actor, NOW, activity_id=past)
    wake(union, NOW + timedelta(days=1))
    activity_id = activity(union, Way.POINTS, capacity=1)
    join(union, activity_id, one, three, two)
    union.write(
        managing.lead_activity, union.committee, CLOSED, activity_id=activity_id, state=ActivityState.CLOSED
    )
    shown = union.read(allotting.entries, union.committee, CLOSED, activity_id=activity_id)
    assert {line.member_id: line.points for line in shown.lines} == {
        one.member_id: -1,
        two.member_id: 2,
        three.member_id: 0,
    }
    done = union.write(
        contests.draw,
        union.committee,
        CLOSED,
        activity_id=activity_id,
        seed="08 15",
        fixed=shown.list_hash,
    )
    assert (done.placed, done.waiting, done.list_hash) == (1, 2, shown.list_hash)
    cards = [union.read(activity_card, actor, CLOSED, activity_id=activity_id) for actor in (two, three, one)]
    assert [card.status for card in cards] == [
        SignUpStatus.PLACED,
        SignUpStatus.WAITING,
        SignUpStatus.WAITING,
    ]
    standings = [card.allotted for card in cards]
    assert [(one.position, one.points) for one in standings if one is not None] == [(1, 2), (2, 0), (3, -1)]
    told = [
        text for member_id, text in union.rows("SELECT member_id, text FROM outgoing") if "没有轮到" in text
    ]
    assert any("积分 -1" in text for text in told)


def test_a_list_that_was_published_must_still_be_the_list(union: Union) -> None:
    activity_id = activity(union, Way.DRAW, capacity=1)
    one, *others = union.members(3)
    join(union, activity_id, one, *others)
    union.write(
        managing.lead_activity, union.committee, NOW, activity_id=activity_id, state=ActivityState.CLOSED
    )
    shown = union.read(allotting.entries, union.committee, NOW, activity_id=activity_id)
    union.write(places.leave, one, NOW, activity_id=activity_id)
    facts = {"activity_id": activity_id, "seed": "1", "fixed": shown.list_hash}
    assert refused(union, contests.draw, union.committee, NOW, **facts) == "list"


def test_one_file_computes_the_draw_again(union: Union, tmp_path: Path) -> None:
    activity_id = activity(union, Way.DRAW, capacity=2)
    join(union, activity_id, *union.members(6))
    union.write(
        managing.lead_activity, union.committee, NOW, activity_id=activity_id, state=ActivityState.CLOSED
    )
    shown = union.read(allotting.entries, union.committee, NOW, activity_id=activity_id)
    listed = tmp_path / "名单.txt"
    listed.write_bytes(allotting.list_file(shown))
    done = union.write(contests.draw, union.committee, NOW, activity_id=activity_id, seed=" 08  15 22")
    printed = subprocess.run(
        [sys.executable, "-I", rules_draw.__file__, str(listed), "08 15 22"],
        capture_output=True,
        check=True,
        text=True,
        encoding="utf-8",
    ).stdout.splitlines()
    assert printed[0] == done.list_hash
    order = [int(line.split("\t")[1]) for line in printed[1:]]
    rows = union.rows(f"SELECT member_id FROM sign_up WHERE activity_id = {activity_id} ORDER BY queue")
    assert order == [row[0] for row in rows]


def test_who_did_not_come(union: Union) -> None:
    leader_group = union.second
    one, two = union.members(2)
    elsewhere = union.member("李丁", group=leader_group)
    activity_id = union.activity(starts_at=NOW + timedelta(hours=1))
    join(union, activity_id, one, two, elsewhere)
    assert refused(union, presence.absent, one, NOW, activity_id=activity_id) == "gone"
    shown = union.read(presence.absent, union.committee, NOW, activity_id=activity_id)
    assert (shown.expected, shown.present, shown.closed) == (3, 0, False)
    assert refused(union, presence.close, one, NOW, activity_id=activity_id, closed=True) == "no_right"
    assert union.write(presence.close, union.committee, NOW, activity_id=activity_id, closed=True).closed
    tomorrow = union.activity(title="明天", starts_at=NOW + timedelta(days=1))
    assert refused(union, presence.absent, union.committee, NOW, activity_id=tomorrow) == "time"


def test_preparation_is_limited_and_can_be_taken_away(union: Union) -> None:
    activity_id = union.activity()
    facts = {"activity_id": activity_id}
    shown = union.write(arranging.set_preparation, union.committee, NOW, preparation=" 请空腹 ", **facts)
    assert shown.preparation == "请空腹"
    assert (
        refused(union, arranging.set_preparation, union.committee, NOW, preparation="长" * 201, **facts)
        == "preparation"
    )
    assert (
        union.write(arranging.set_preparation, union.committee, NOW, preparation="", **facts).preparation
        == ""
    )


def test_no_results_of_a_health_check_are_kept(union: Union) -> None:
    activity_id = union.activity(kind=ActivityKind.HEALTH)
    one = union.member()
    join(union, activity_id, one)
    written = [(one.member_id, "一切正常")]
    reason = refused(union, results.record, union.committee, NOW, activity_id=activity_id, written=written)
    assert reason == "health"
