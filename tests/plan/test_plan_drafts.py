"""From a document to a confirmed plan, corrected and taken back, in a real database."""

from datetime import date, timedelta
from typing import Any

import pytest

from bot.plan import (
    acting,
    confirming,
    drafts,
    living,
    looking,
    missed,
    reminding,
)
from bot.plan.states import DocumentState, OccurrenceState
from bot.refused import Refused
from tests.plan.plan_union import NOW, POLICY, TEXT, PlanUnion


def test_nothing_of_a_draft_is_seen_or_scheduled(union: PlanUnion) -> None:
    union.draft(TEXT)
    assert union.waiting() == {}
    page = union.see(looking.month_page, union.actor(union.committee), NOW, month=2027 * 12 + 2)
    assert page.months[0].lines == ()


def test_confirming_twice_confirms_once(union: PlanUnion) -> None:
    document_id = union.draft(TEXT)
    first = union.confirm(document_id)
    waiting = union.waiting()
    again = union.confirm(document_id)
    assert (first.added, again.added) == (3, 0)
    assert union.waiting() == waiting


def test_the_same_message_and_the_same_file_make_one_document(union: PlanUnion) -> None:
    first = union.draft(TEXT, digest="same")
    assert union.draft(TEXT, digest="same") == first
    union.confirm(first)
    assert union.draft(TEXT, digest="same") == first


def test_an_overlapping_plan_adds_what_is_new_and_proposes_what_changed(union: PlanUnion) -> None:
    union.plan(TEXT)
    document_id = union.draft(
        "一月份：召开教代会\n三月份：教职工乒乓球比赛（3月27日）\n五月份：教职工健步走活动\n"
    )
    card = union.see(drafts.document_card, union.actor(union.committee), NOW, document_id=document_id)
    assert (card.found, card.same, card.changes, card.live) == (3, 1, 1, 2)
    done = union.confirm(document_id)
    assert (done.added, done.changed) == (1, 1)
    assert union.days("教职工乒乓球比赛") == [(date(2027, 3, 27), date(2027, 3, 27))]
    assert len(union.items()) == 4


def test_undoing_puts_back_what_was_changed(union: PlanUnion) -> None:
    union.plan(TEXT)
    waiting = union.waiting()
    second = union.plan("三月份：教职工乒乓球比赛（3月27日）\n五月份：教职工健步走活动\n")
    assert union.waiting() != waiting
    card = union.do(
        confirming.undo_import, union.actor(union.committee), NOW, document_id=second, policy=POLICY
    )
    assert card.state is DocumentState.UNDONE
    assert union.days("教职工乒乓球比赛") == [(date(2027, 3, 20), date(2027, 3, 20))]
    assert len(union.items()) == 3
    assert union.waiting() == waiting


def test_a_plan_that_was_taken_back_can_be_sent_again(union: PlanUnion) -> None:
    first = union.plan(TEXT)
    union.do(confirming.undo_import, union.actor(union.committee), NOW, document_id=first, policy=POLICY)
    assert union.plan(TEXT) != first
    assert len(union.items()) == 3


def test_after_24_hours_an_import_stays(union: PlanUnion) -> None:
    document_id = union.plan(TEXT)
    late = NOW + timedelta(hours=24)
    with pytest.raises(Refused, match="too_late"):
        union.do(
            confirming.undo_import, union.actor(union.committee), late, document_id=document_id, policy=POLICY
        )


def test_members_may_do_none_of_it(union: PlanUnion) -> None:
    document_id = union.plan(TEXT)
    member, occurrence_id = union.actor(union.first), union.occurrence("召开教代会")
    deeds: list[tuple[Any, dict[str, Any]]] = [
        (confirming.confirm_plan, {"document_id": document_id, "policy": POLICY}),
        (confirming.undo_import, {"document_id": document_id, "policy": POLICY}),
        (acting.make_activity, {"occurrence_id": occurrence_id}),
        (
            living.settle_item,
            {"occurrence_id": occurrence_id, "state": OccurrenceState.DONE, "policy": POLICY},
        ),
        (missed.send_missed, {"reminder_id": 1, "policy": POLICY}),
        (reminding.send_digest_now, {"month": 2026 * 12 + 10, "policy": POLICY}),
    ]
    for deed, facts in deeds:
        with pytest.raises(Refused, match="no_right"):
            union.do(deed, member, NOW, **facts)


def test_a_document_with_strange_signs_is_stored_and_shown(union: PlanUnion) -> None:
    union.plan("三月份：\n1、召开\0会议\u202e<b>\n2、=cmd 教职工乒乓球比赛\n")
    assert all("\0" not in title and "\u202e" not in title for title in union.items())


def test_a_draft_is_split_and_merged(union: PlanUnion) -> None:
    document_id = union.draft("三月份：\n1、教职工乒乓球比赛\n2、送清凉活动和健康讲座\n")
    actor = union.actor(union.committee)
    item_id = union.see(lambda s: [item.id for item in drafts.draft_rows(s, document_id)])[1]
    union.do(confirming.split_item, actor, NOW, item_id=item_id, titles=["送清凉活动", " ", "健康讲座"])
    titles = union.see(lambda s: [item.title for item in drafts.draft_rows(s, document_id)])
    assert titles == ["教职工乒乓球比赛", "送清凉活动", "健康讲座"]
    union.do(confirming.merge_up, actor, NOW, item_id=item_id)
    union.confirm(document_id)
    assert set(union.items()) == {"教职工乒乓球比赛，送清凉活动", "健康讲座"}
    assert union.days("健康讲座") == [(date(2027, 3, 1), date(2027, 3, 31))]
