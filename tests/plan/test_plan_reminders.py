"""What the plan tells whom and when, in a real database."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from bot import reminders
from bot.members.model import Member
from bot.plan import (
    confirming,
    living,
    looking,
    missed,
    reminding,
    scheduling,
)
from bot.plan.reading import Kind
from bot.plan.states import OccurrenceState
from bot.plan.timing import read_timings
from bot.refused import Refused
from tests.plan.plan_union import NOW, POLICY, TEXT, PlanUnion, at, pass_time, told


def test_the_digest_reaches_whom_it_concerns(union: PlanUnion) -> None:
    union.plan("三月份：\n女职工庆祝“三八”节活动（3月8日），参加对象：女职工\n教职工乒乓球比赛\n")
    newcomer = union.member("吴庚")
    union.do(lambda s: setattr(s.get_one(Member, union.first), "left_on", date(2027, 2, 1)))
    pass_time(union, at(2, 28, 23))
    pass_time(union, at(3, 1))
    digest = told(union, "plan.digest:2027-03")
    assert set(digest) == {union.committee, union.chair, union.second, newcomer}
    assert "三八" in digest[union.second]
    assert "三八" not in digest[newcomer]
    assert "乒乓球" in digest[newcomer]


def test_another_time_of_day_in_the_settings_moves_what_waits(union: PlanUnion) -> None:
    union.plan(TEXT)
    before = union.waiting()
    union.do(scheduling.refresh, NOW, replace(POLICY, reminder_time=time(10, 30)))
    days = {key for key in before if key.startswith("plan.day")}
    assert {
        key: due_at - before[key] for key, due_at in union.waiting().items() if due_at != before[key]
    } == {key: timedelta(minutes=90) for key in days}


def test_a_day_is_told_once_to_each_and_says_what_it_must(union: PlanUnion) -> None:
    union.plan(TEXT)
    pass_time(union, at(3, 12, 23))
    taken = pass_time(union, at(3, 19, 9))
    assert [due.key for due in taken.fit] == ["plan.day:2027-03-19"]
    assert pass_time(union, at(3, 19, 9, 1)).fit == []
    mentions = told(union, "plan.day:2027-03-19")
    assert set(mentions) == {union.committee, union.chair, union.first, union.second}
    assert all("明天" in text and "乒乓球" in text for text in mentions.values())


def test_a_deadline_is_told_three_and_one_days_ahead(union: PlanUnion) -> None:
    union.plan(TEXT)
    days = {key for key in union.waiting() if key.startswith("plan.day")}
    assert {"plan.day:2027-03-23", "plan.day:2027-03-25"} <= days


def test_the_owner_hears_instead_of_the_committee_and_earlier(union: PlanUnion) -> None:
    union.plan("三月份：\n1、召开教代会（3月19日，负责人：赵甲）\n")
    assert union.items()["召开教代会"][0].owner_id == union.first
    days = sorted(key for key in union.waiting() if key.startswith("plan.day:2027-03"))
    assert days == [f"plan.day:2027-03-{day}" for day in ("05", "12", "18", "19", "22", "26")]
    for day in (5, 12, 18, 19, 22):
        pass_time(union, at(3, day))
        assert set(told(union, f"plan.day:2027-03-{day:02d}")) == {union.first}


def test_the_committee_hears_when_the_owner_has_left(union: PlanUnion) -> None:
    union.plan("三月份：\n1、召开教代会（3月19日，负责人：赵甲）\n")
    union.do(lambda s: setattr(s.get_one(Member, union.first), "left_on", date(2027, 2, 1)))
    pass_time(union, at(3, 12))
    assert set(told(union, "plan.day:2027-03-12")) == {union.committee, union.chair}


def test_a_moved_item_takes_its_reminders_with_it(union: PlanUnion) -> None:
    union.plan(TEXT)
    before = set(union.waiting())
    timing = read_timings("4月15日", NOW, 2027)[0]
    assert timing is not None
    union.do(
        living.move_item,
        union.actor(union.committee),
        NOW,
        occurrence_id=union.occurrence("教职工乒乓球比赛"),
        timing=timing,
        policy=POLICY,
    )
    after = set(union.waiting())
    assert "plan.day:2027-03-19" in before - after
    assert "plan.day:2027-04-14" in after - before


@pytest.mark.parametrize(
    "state", [OccurrenceState.CANCELLED, OccurrenceState.DONE, OccurrenceState.POSTPONED]
)
def test_what_is_not_planned_any_more_is_silent(union: PlanUnion, state: OccurrenceState) -> None:
    union.plan("三月份：教职工乒乓球比赛（3月20日）\n")
    facts = {"occurrence_id": union.occurrence("教职工乒乓球比赛"), "policy": POLICY}
    actor = union.actor(union.committee)
    union.do(living.settle_item, actor, NOW, state=state, reason="场地维修", **facts)
    at_month_end = set() if state is OccurrenceState.CANCELLED else {"plan.outlook:2027-03"}
    assert set(union.waiting()) == at_month_end
    union.do(living.settle_item, actor, NOW, state=OccurrenceState.PLANNED, **facts)
    assert "plan.day:2027-03-19" in union.waiting()


def test_a_postponed_item_needs_a_reason(union: PlanUnion) -> None:
    union.plan(TEXT)
    with pytest.raises(Refused, match="no_reason"):
        union.do(
            living.settle_item,
            union.actor(union.committee),
            NOW,
            occurrence_id=union.occurrence("召开教代会"),
            state=OccurrenceState.POSTPONED,
            policy=POLICY,
        )


def test_late_is_said_and_too_late_is_listed(union: PlanUnion) -> None:
    union.plan(TEXT)
    pass_time(union, at(3, 18, 23))
    pass_time(union, at(3, 19, 10, 59))
    assert all(text.startswith("【补发】") for text in told(union, "plan.day:2027-03-19").values())
    pass_time(union, at(3, 23, 11, 1))
    assert told(union, "plan.day:2027-03-23") == {}
    actor = union.actor(union.committee)
    found = union.see(missed.list_missed, actor, at(3, 23, 11, 1)).page.lines
    assert "plan.day:2027-03-23" in union.see(
        lambda s: [s.get_one(reminders.Reminder, one.reminder_id).key for one in found]
    )
    now = at(3, 23, 12)
    outcome = union.do(missed.send_missed, actor, now, reminder_id=found[0].reminder_id, policy=POLICY)
    assert outcome.told == 2
    with pytest.raises(Refused, match="settled"):
        union.do(missed.send_missed, actor, now, reminder_id=found[0].reminder_id, policy=POLICY)


def test_a_late_start_at_night_waits_for_the_morning(union: PlanUnion) -> None:
    evening = POLICY.__class__(**{**_fields(), "reminder_time": at(1, 1, 21, 30).time()})
    document_id = union.draft("三月份：教职工乒乓球比赛（3月20日）\n")
    union.do(
        confirming.confirm_plan, union.actor(union.committee), NOW, document_id=document_id, policy=evening
    )

    def run(session: Session) -> None:
        for due in reminders.take_due(session, at(3, 19, 23), tick=60, limit=100).fit:
            reminding.RUNS[due.kind](session, at(3, 19, 23), due, evening)

    pass_time(union, at(3, 19, 20))
    union.do(run)
    rows = [row for row in union.outgoing() if row.reference == "plan.day:2027-03-19"]
    assert rows
    assert all(row.due_at == at(3, 20, 7, 30) for row in rows)
    assert all(row.valid_until is not None and row.valid_until > row.due_at for row in rows)


def _fields() -> dict[str, Any]:
    return {name: getattr(POLICY, name) for name in POLICY.__dataclass_fields__}


def test_an_item_without_news_is_asked_about_and_then_put_to_the_chair(union: PlanUnion) -> None:
    union.plan("三月份：教职工乒乓球比赛（3月19日）\n")
    pass_time(union, at(3, 20))
    pass_time(union, at(3, 22))
    assert set(told(union, "plan.day:2027-03-22")) == {union.committee, union.chair}
    pass_time(union, at(3, 26))
    assert set(told(union, "plan.day:2027-03-26")) == {union.chair}


@pytest.mark.parametrize(
    ("days", "told_on"), [("3,1", ["2027-03-16", "2027-03-18"]), ("none", []), ("0", ["2027-03-19"])]
)
def test_an_item_can_have_reminders_of_its_own(union: PlanUnion, days: str, told_on: list[str]) -> None:
    union.plan("三月份：教职工趣味运动会（3月19日）\n")
    facts = {"occurrence_id": union.occurrence("教职工趣味运动会"), "policy": POLICY}
    actor = union.actor(union.committee)
    usual = union.waiting()
    union.do(living.set_reminders, actor, NOW, days=days, **facts)
    coming = {key for key in union.waiting() if key.startswith("plan.day") and key < "plan.day:2027-03-20"}
    coming -= {"plan.day:2027-03-18"} if "2027-03-18" not in told_on and days != "none" else set()
    assert coming == {f"plan.day:{day}" for day in told_on}
    union.do(living.set_reminders, actor, NOW, days="usual", **facts)
    assert union.waiting() == usual


@pytest.mark.parametrize("days", ["", "-1", "1000", "x", "1,,2"])
def test_forged_days_are_refused(union: PlanUnion, days: str) -> None:
    union.plan(TEXT)
    facts = {"occurrence_id": union.occurrence("召开教代会"), "policy": POLICY}
    before = union.waiting()
    with pytest.raises(Refused, match="no_days"):
        union.do(living.set_reminders, union.actor(union.committee), NOW, days=days, **facts)
    assert union.waiting() == before


def test_a_digest_by_hand_goes_out_once(union: PlanUnion) -> None:
    now = at(3, 10)
    union.plan(TEXT, now=now)
    facts = {"month": 2027 * 12 + 2, "policy": POLICY}
    actor = union.actor(union.committee)
    assert union.do(reminding.send_digest_now, actor, now, **facts) == 4
    with pytest.raises(Refused, match="sent_before"):
        union.do(reminding.send_digest_now, actor, now, **facts)
    assert len(union.outgoing()) == 4


def test_the_month_end_page_says_what_became_of_it(union: PlanUnion) -> None:
    union.plan(
        "三月份：\n1、庆祝“三八”节活动\n2、教职工乒乓球比赛\n3、开展安全生产检查\n四月份：\n春游活动\n"
    )
    actor = union.actor(union.committee)
    settled = {"庆祝“三八”节活动": OccurrenceState.DONE, "教职工乒乓球比赛": OccurrenceState.POSTPONED}
    for title, state in settled.items():
        union.do(
            living.settle_item,
            actor,
            NOW,
            occurrence_id=union.occurrence(title),
            state=state,
            reason="场地维修" if state is OccurrenceState.POSTPONED else "",
            policy=POLICY,
        )
    pass_time(union, at(3, 25))
    pages = told(union, "plan.outlook:2027-03")
    assert set(pages) == {union.committee, union.chair}
    page = pages[union.chair]
    assert "已完成 1 项：庆祝“三八”节活动" in page
    assert "已推迟 1 项：教职工乒乓球比赛（场地维修）" in page
    assert "还没有消息 1 项：开展安全生产检查" in page
    assert "春游活动" in page


def test_a_recurring_item_is_held_against_what_was_due(union: PlanUnion) -> None:
    union.plan("全年工作：每月进行校务公开\n三月份：教职工乒乓球比赛（3月20日）\n")
    title, (_, times) = next((title, rows) for title, rows in union.items().items() if "公开" in title)
    actor = union.actor(union.committee)
    for number, state in ((0, OccurrenceState.DONE), (3, OccurrenceState.CANCELLED)):
        facts = {"occurrence_id": times[number].id, "state": state, "policy": POLICY}
        union.do(living.settle_item, actor, NOW, **facts)
    (series,) = union.see(looking.series_until, 2027 * 12 + 4, at(5, 25))
    assert (series.line.title, series.held, series.due) == (title, 1, 4)
    assert [span.start_on.month for span in series.missing] == [2, 3, 5]


def test_a_kind_can_have_days_of_its_own(union: PlanUnion) -> None:
    union.plan("三月份：教职工乒乓球比赛（3月19日）\n三月份：征集合理化建议（3月26日）\n")
    contests = replace(POLICY, days_of_kind={Kind.CONTEST: (3,), Kind.MEETING: ()})
    union.do(scheduling.refresh, NOW, contests)
    days = {key for key in union.waiting() if key.startswith("plan.day:2027-03")}
    assert {"plan.day:2027-03-16", "plan.day:2027-03-25"} <= days
    assert not {"plan.day:2027-03-12", "plan.day:2027-03-18"} & days


def test_a_jump_of_a_year_floods_nobody_and_lists_everything(union: PlanUnion) -> None:
    union.plan("每月进行校务公开\n三月份：教职工乒乓球比赛（3月20日）\n")
    expected = {key for key, due_at in union.waiting().items() if due_at < at(11, 21, 8, year=2027)}
    before = len(union.outgoing())
    taken = pass_time(union, at(11, 21, 8))
    assert len(taken.missed) == len(expected) > 30
    assert not taken.fit
    new = union.outgoing()[before:]
    assert {row.member_id for row in new} == {union.committee, union.chair}
    assert len(new) == 2
    actor = union.actor(union.committee)
    found = union.see(missed.list_missed, actor, at(11, 21, 8))
    assert found.total == len(expected)
    last = union.see(missed.list_missed, actor, at(11, 21, 8), page=found.total // missed.PAGE_SIZE)
    assert last.before + len(last.page.lines) == found.total
    assert union.do(missed.drop_all_missed, actor, at(11, 21, 9)) == found.total
    assert union.see(missed.list_missed, actor, at(11, 21, 9)).total == 0


def test_work_that_goes_on_for_months_is_said_to_end_not_to_begin(union: PlanUnion) -> None:
    union.plan("下半年：开展安全生产检查\n")
    pass_time(union, at(12, 23, 9))
    pass_time(union, at(12, 24, 9))
    texts = [row.text for row in union.outgoing() if row.reference.startswith("plan.day:2027-12")]
    assert texts
    assert all("到期（7月—12月）" in text and "进入12月" not in text for text in texts)
