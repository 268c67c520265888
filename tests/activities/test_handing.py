"""Two members about one place: both agree, all or nothing, and nobody who waits is passed over."""

from collections.abc import Hashable
from datetime import timedelta
from typing import Any

import pytest

from bot.activities import places, slots
from bot.activities.card import activity_card
from bot.activities.contests import stages as contests
from bot.activities.forms import questions as forms
from bot.activities.organising import managing, shrinking
from bot.activities.organising.managing import Change
from bot.activities.rules import ActivityKind, Party, SignUpStatus
from bot.activities.rules_forms import QuestionKind
from bot.activities.rules_slots import would_overtake
from bot.activities.rules_terms import (
    HandoverKind,
    Lead,
    Obstacle,
    Substitutes,
    in_the_evening,
    stands_until,
    substitute_obstacle,
)
from bot.activities.terms import arranging, swapping
from bot.members.rules import Actor
from bot.refused import Refused
from tests.activities.conftest import NOW, START, Union
from tests.activities.test_clock import wake

HALF = timedelta(minutes=30)
SWAP, SUBSTITUTE = HandoverKind.SWAP, HandoverKind.SUBSTITUTE


def check_up(union: Union, *, capacity: int = 1) -> tuple[int, list[int]]:
    """A health check with three slots."""
    activity_id = union.activity(kind=ActivityKind.HEALTH)
    laid = [(START + n * HALF, START + (n + 1) * HALF, capacity) for n in range(3)]
    union.write(slots.add_slots, union.committee, NOW, activity_id=activity_id, slots=laid)
    return activity_id, [row[0] for row in union.rows("SELECT id FROM activity_slot ORDER BY starts_at")]


def booked(union: Union, activity_id: int, *pairs: tuple[Actor, int]) -> None:
    for actor, slot_id in pairs:
        union.write(slots.book, actor, NOW, activity_id=activity_id, slot_id=slot_id)


def refused(union: Union, use_case: object, *args: object, **facts: object) -> str:
    with pytest.raises(Refused) as raised:
        union.write(use_case, *args, **facts)  # type: ignore[arg-type]
    return raised.value.reason


def slots_of(union: Union) -> dict[int, int]:
    return dict(union.rows("SELECT member_id, slot_id FROM sign_up WHERE status = 'placed'"))


def states(union: Union) -> list[str]:
    return [row[0] for row in union.rows("SELECT state FROM sign_up_handover ORDER BY id")]


def test_a_swap_changes_both_or_nothing_and_no_counter(any_union: Union) -> None:
    union = any_union
    activity_id, [first, second, _] = check_up(union)
    one, two, three = union.members(3)
    booked(union, activity_id, (one, first), (two, second), (three, first))
    asked = union.write(
        swapping.ask_colleague, one, NOW, activity_id=activity_id, kind=SWAP, member_id=two.member_id
    )
    for stranger in (one, three):
        reason = refused(union, swapping.answer, stranger, NOW, handover_id=asked.handover_id, agree=True)
        assert reason == "gone"
    before = (
        union.rows("SELECT placed, waiting FROM activity"),
        union.rows("SELECT placed FROM activity_slot"),
    )
    done = union.write(swapping.answer, two, NOW, handover_id=asked.handover_id, agree=True)
    assert (done.agreed, done.starts_at) == (True, START)
    assert slots_of(union) == {one.member_id: second, two.member_id: first}
    assert before == (
        union.rows("SELECT placed, waiting FROM activity"),
        union.rows("SELECT placed FROM activity_slot"),
    )
    assert refused(union, swapping.answer, two, NOW, handover_id=asked.handover_id, agree=True) == "over"


def test_whoever_agrees_first_swaps_and_names_are_told_only_then(union: Union) -> None:
    activity_id, [first, second, _] = check_up(union, capacity=2)
    one, two, three = (union.member(name) for name in ("赵甲", "钱乙", "李丁"))
    booked(union, activity_id, (one, first), (two, second), (three, second))
    asked = union.write(swapping.seek_swap, one, NOW, activity_id=activity_id, slot_id=second)
    assert asked.to == 2
    pushed = [row[0] for row in union.rows("SELECT text FROM outgoing WHERE reference LIKE 'handover%'")]
    assert len(pushed) == 2
    assert not [text for text in pushed if "赵甲" in text]
    assert not union.write(swapping.answer, two, NOW, handover_id=asked.handover_id, agree=False).agreed
    assert states(union) == ["open"]
    union.write(swapping.answer, three, NOW, handover_id=asked.handover_id, agree=True)
    assert slots_of(union)[one.member_id] == second
    assert refused(union, swapping.answer, two, NOW, handover_id=asked.handover_id, agree=True) == "over"


def test_a_request_ends_when_either_leaves_or_moves(union: Union) -> None:
    activity_id, [first, second, third] = check_up(union)
    one, two = union.members(2)
    booked(union, activity_id, (one, first), (two, second))

    def ask() -> int:
        facts = {"activity_id": activity_id, "kind": SWAP, "member_id": two.member_id}
        return int(union.write(swapping.ask_colleague, one, NOW, **facts).handover_id)

    moved = ask()
    booked(union, activity_id, (two, third))
    assert refused(union, swapping.answer, two, NOW, handover_id=moved, agree=True) == "over"
    left = ask()
    union.write(places.leave, one, NOW, activity_id=activity_id)
    assert refused(union, swapping.answer, two, NOW, handover_id=left, agree=True) == "over"
    assert states(union) == ["withdrawn", "withdrawn"]
    told = [
        row[0] for row in union.rows("SELECT member_id FROM outgoing WHERE text LIKE '%作罢%' ORDER BY id")
    ]
    assert told == [one.member_id, two.member_id]


def test_a_request_runs_out_and_can_be_taken_back(union: Union) -> None:
    activity_id, [first, second, _] = check_up(union)
    one, two = union.members(2)
    booked(union, activity_id, (one, first), (two, second))
    facts = {"activity_id": activity_id, "kind": SWAP, "member_id": two.member_id}
    back = union.write(swapping.ask_colleague, one, NOW, **facts).handover_id
    assert refused(union, swapping.take_back, two, NOW, handover_id=back) == "gone"
    union.write(swapping.take_back, one, NOW, handover_id=back)
    late = union.write(swapping.ask_colleague, one, NOW, **facts)
    assert late.until == NOW + timedelta(hours=48)
    wake(union, late.until)
    assert states(union) == ["withdrawn", "expired"]
    assert (
        refused(union, swapping.answer, two, late.until, handover_id=late.handover_id, agree=True) == "over"
    )


def test_a_substitute_takes_place_and_number(any_union: Union) -> None:
    union = any_union
    activity_id = union.activity(capacity=1)
    one, two, three = union.members(3)
    union.write(places.take_place, one, NOW, activity_id=activity_id)
    facts = {"activity_id": activity_id, "kind": SUBSTITUTE, "member_id": two.member_id}
    asked = union.write(swapping.ask_colleague, one, NOW, **facts)
    union.write(swapping.answer, two, NOW, handover_id=asked.handover_id, agree=True)
    rows = union.rows("SELECT member_id, status, queue FROM sign_up ORDER BY queue")
    assert rows == [(two.member_id, "placed", 1), (one.member_id, "cancelled", 2)]
    assert union.rows("SELECT placed, waiting, queue FROM activity") == [(1, 0, 2)]
    union.write(places.take_place, three, NOW, activity_id=activity_id)
    assert union.rows("SELECT queue FROM sign_up WHERE status = 'waiting'") == [(3,)]


def test_nothing_is_handed_on_of_what_was_cancelled(union: Union) -> None:
    activity_id = union.activity(capacity=1)
    one, two = union.members(2)
    union.write(places.take_place, one, NOW, activity_id=activity_id)
    facts = {"activity_id": activity_id, "kind": SUBSTITUTE, "member_id": two.member_id}
    asked = union.write(swapping.ask_colleague, one, NOW, **facts)
    union.write(managing.cancel_activity, union.committee, NOW, activity_id=activity_id, reason="下雨")
    answer = {"handover_id": asked.handover_id, "agree": True}
    assert refused(union, swapping.answer, two, NOW, **answer) == "too_late"
    assert refused(union, swapping.ask_colleague, one, NOW, **facts) == "too_late"


def test_nobody_who_waits_is_passed_over_unless_the_committee_allows_it(union: Union) -> None:
    activity_id = union.activity(capacity=1)
    one, two, three = union.members(3)
    union.write(places.take_place, one, NOW, activity_id=activity_id)
    facts = {"activity_id": activity_id, "kind": SUBSTITUTE, "member_id": three.member_id}
    asked = union.write(swapping.ask_colleague, one, NOW, **facts)
    # Meanwhile somebody begins to wait.
    union.write(places.take_place, two, NOW, activity_id=activity_id)
    answer = {"handover_id": asked.handover_id, "agree": True}
    assert refused(union, swapping.answer, three, NOW, **answer) == "substitute_queue"
    assert refused(union, swapping.ask_colleague, one, NOW, **facts) == "substitute_queue"
    always = {"activity_id": activity_id, "substitutes": Substitutes.ALWAYS}
    union.write(arranging.set_substitutes, union.committee, NOW, **always)
    union.write(swapping.answer, three, NOW, **answer)
    assert union.rows("SELECT member_id FROM sign_up WHERE status = 'placed'") == [(three.member_id,)]


def test_who_takes_over_must_be_eligible_and_find_room_in_the_own_quota(union: Union) -> None:
    activity_id = union.activity(capacity=3, audience="traits=women")
    one = union.member("赵甲", sex="female", group=union.second)
    two = union.member("钱乙", sex="female")
    man = union.member("李丁", sex="male")
    quotas = {("groups", str(union.first)): 1}
    union.write(contests.set_quotas, union.committee, NOW, activity_id=activity_id, quotas=quotas)
    union.write(places.take_place, one, NOW, activity_id=activity_id)
    facts = {"activity_id": activity_id, "kind": SUBSTITUTE}
    assert refused(union, swapping.ask_colleague, one, NOW, member_id=man.member_id, **facts) == "nobody"
    assert refused(union, swapping.colleagues, one, NOW, name="李丁", **facts) == "nobody"
    [found] = union.read(swapping.colleagues, one, NOW, name=" 钱 乙 ", **facts)
    asked = union.write(swapping.ask_colleague, one, NOW, member_id=found.member_id, **facts)
    full = union.member("周戊", sex="female")
    union.write(places.take_place, full, NOW, activity_id=activity_id)
    assert refused(union, swapping.answer, two, NOW, handover_id=asked.handover_id, agree=True) == "quota"
    union.write(places.leave, full, NOW, activity_id=activity_id)
    union.write(swapping.answer, two, NOW, handover_id=asked.handover_id, agree=True)
    assert union.rows("SELECT placed FROM activity_quota") == [(1,)]


def test_a_form_is_filled_before_a_place_is_taken_over(union: Union) -> None:
    activity_id = union.activity(capacity=2)
    facts = {"activity_id": activity_id, "kind": QuestionKind.TEXT, "text": "衣服尺码"}
    union.write(forms.add_question, union.committee, NOW, **facts)
    [(question,)] = union.rows("SELECT id FROM activity_question")
    one, two = union.members(2)
    union.write(forms.sign_up, one, NOW, activity_id=activity_id, answers={question: "大"})
    wanted = {"activity_id": activity_id, "kind": SUBSTITUTE, "member_id": two.member_id}
    asked = union.write(swapping.ask_colleague, one, NOW, **wanted)
    answer = {"handover_id": asked.handover_id, "agree": True}
    assert union.read(swapping.needs_form, two, handover_id=asked.handover_id) == activity_id
    assert refused(union, swapping.answer, two, NOW, **answer) == "form"
    union.write(swapping.answer, two, NOW, answers={question: "小"}, **answer)
    _, answers = union.read(forms.answers_of, activity_id)
    assert answers[two.member_id] == {0: "小"}


@pytest.mark.parametrize(
    ("substitutes", "late", "waiting", "obstacle"),
    [
        (Substitutes.IF_NOBODY_WAITS, False, 0, None),
        (Substitutes.IF_NOBODY_WAITS, False, 1, Obstacle.QUEUE),
        (Substitutes.IF_NOBODY_WAITS, True, 0, Obstacle.DEADLINE),
        (Substitutes.ALWAYS, True, 5, None),
        (Substitutes.NEVER, False, 0, Obstacle.NEVER),
    ],
)
def test_when_a_place_may_be_handed_on(
    substitutes: Substitutes, late: bool, waiting: int, obstacle: Obstacle | None
) -> None:
    now = START + timedelta(minutes=1) if late else START
    assert substitute_obstacle(substitutes, START, waiting, now) is obstacle


def test_a_request_never_stands_beyond_the_start() -> None:
    assert stands_until(NOW, START) == NOW + timedelta(hours=48)
    assert stands_until(START - timedelta(hours=3), START) == START


def test_what_is_to_be_prepared_is_told_to_all_but_those_who_want_nothing() -> None:
    assert in_the_evening(Lead.HOURS, "请空腹")
    assert not in_the_evening(Lead.HOURS, "")
    assert in_the_evening(Lead.EVENING, "")
    assert not in_the_evening(Lead.NONE, "请空腹")


def test_moving_takes_nothing_from_who_waits_for_that_slot_only_for_want_of_places() -> None:
    slot = ("slot", 1)
    free: dict[Hashable, int | None] = {"all": 0, slot: 1, ("quota", 7): 0}
    limits = ("all", slot)
    assert would_overtake([Party(1, 1, 1, ("all", slot))], limits, free)
    assert not would_overtake([Party(1, 1, 2, ("all", slot))], limits, free)
    assert not would_overtake([Party(1, 1, 1, ("all", slot, ("quota", 7)))], limits, free)
    assert not would_overtake([Party(1, 1, 1, ("all", ("slot", 2)))], limits, free)


def test_who_would_be_over_is_shown_and_set_back_only_on_the_word_of_the_committee(any_union: Union) -> None:
    union = any_union
    activity_id = union.activity(capacity=4, most_people=2)
    one, two, three, four = union.members(4)
    for actor, people in ((one, 1), (two, 2), (three, 1), (four, 1)):
        union.write(places.take_place, actor, NOW, activity_id=activity_id, people=people)
    facts = {"activity_id": activity_id, "capacity": 2}
    over = union.read(shrinking.over_after, union.committee, **facts)
    assert [one.member_id for one in over] == [three.member_id, two.member_id]
    assert (
        refused(
            union,
            shrinking.shrink,
            union.committee,
            NOW,
            members=(three.member_id,),
            reason="换了小场地",
            **facts,
        )
        == "stale"
    )
    assert (
        refused(union, shrinking.shrink, one, NOW, members=(three.member_id,), reason="换了小场地", **facts)
        == "no_right"
    )
    members = tuple(one.member_id for one in over)
    union.write(shrinking.shrink, union.committee, NOW, members=members, reason="换了小场地", **facts)
    # Of the two who were set back the first does not fit into the place that is left, the second does.
    rows = union.rows("SELECT member_id, status FROM sign_up ORDER BY queue")
    assert rows == [
        (one.member_id, "placed"),
        (two.member_id, "waiting"),
        (three.member_id, "placed"),
        (four.member_id, "waiting"),
    ]
    assert union.rows("SELECT placed, waiting, waiting_parties FROM activity") == [(2, 3, 2)]


def test_slots_move_with_their_people_who_are_asked_again(any_union: Union) -> None:
    union = any_union
    activity_id, [first, second, _] = check_up(union)
    one, two = union.members(2)
    booked(union, activity_id, (one, first), (two, second))
    # By the length of a slot: each takes the time of the next, all at once.
    union.write(
        managing.change_activity,
        union.committee,
        NOW,
        activity_id=activity_id,
        change=Change(starts_at=START + HALF),
    )
    cards = [union.read(activity_card, actor, NOW, activity_id=activity_id) for actor in (one, two)]
    assert [card.own_slot[0] for card in cards if card.own_slot] == [START + HALF, START + 2 * HALF]
    assert [card.unanswered for card in cards] == [True, True]
    texts: dict[Any, str] = dict(union.rows("SELECT member_id, text FROM outgoing"))
    assert "15:30—16:00" in texts[one.member_id]
    assert "16:00—16:30" in texts[two.member_id]
    union.write(places.take_place, one, NOW, activity_id=activity_id)
    assert not union.read(activity_card, one, NOW, activity_id=activity_id).unanswered
    assert union.read(activity_card, one, NOW, activity_id=activity_id).status is SignUpStatus.PLACED


def test_an_own_number_of_places_stays_when_slots_could_take_more(union: Union) -> None:
    activity_id = union.activity(kind=ActivityKind.HEALTH, capacity=2)
    laid = [(START + n * HALF, START + (n + 1) * HALF, 1) for n in range(3)]
    union.write(slots.add_slots, union.committee, NOW, activity_id=activity_id, slots=laid)
    assert union.rows("SELECT capacity FROM activity") == [(2,)]
    wake(union, START + timedelta(minutes=1))
    assert union.rows("SELECT capacity FROM activity") == [(2,)]
