"""A plan from its draft to its reminders, in a real database."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, select

from bot import reminders
from bot.activities import places
from bot.activities.model import Activity, SignUp
from bot.activities.rules import ActivityState
from bot.members.model import Member
from bot.plan import (
    acting,
    card,
    confirming,
    drafts,
    living,
    looking,
    missed,
    outcomes,
    reminding,
    scheduling,
)
from bot.plan.reading import Kind, read_text
from bot.plan.states import DocumentState, OccurrenceState
from bot.plan.timing import read_timings
from bot.refused import Refused
from bot.reminders import Taken
from tests.plan.plan_union import NOW, POLICY, PlanUnion

ZONE = ZoneInfo("Asia/Shanghai")
TEXT = "一月份：召开教代会\n三月份：教职工乒乓球比赛（3月20日）\n三月份：征集合理化建议（3月26日前）\n"


@pytest.fixture
def union(any_url: str) -> Iterator[PlanUnion]:
    made = PlanUnion(any_url)
    yield made
    made.database.close()


def at(month: int, day: int, hour: int = 9, minute: int = 0, year: int = 2027) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZONE)


def pass_time(union: PlanUnion, now: datetime) -> Taken:
    """Run what is due at ``now``, as the waking does."""

    def run(session: Session) -> Taken:
        taken = reminders.take_due(session, now, tick=60, limit=1000)
        for due in taken.fit:
            reminding.RUNS[due.kind](session, now, due, POLICY)
        for due in taken.missed:
            missed.tell_of_missed(session, now, due, POLICY)
        return taken

    taken = union.do(run)
    assert isinstance(taken, Taken)
    return taken


def told(union: PlanUnion, reference: str) -> dict[int | None, str]:
    return {row.member_id: row.text for row in union.outgoing() if row.reference == reference}


# -- drafting and confirming ------------------------------------------------------------------------------


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


# -- what is told -----------------------------------------------------------------------------------------


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
    found = union.see(missed.list_missed, actor, at(3, 23, 11, 1))
    assert "plan.day:2027-03-23" in union.see(
        lambda s: [s.get_one(reminders.Reminder, one.reminder_id).key for one in found]
    )
    now = at(3, 23, 12)
    outcome = union.do(missed.send_missed, actor, now, reminder_id=found[-1].reminder_id, policy=POLICY)
    assert outcome.told == 2
    with pytest.raises(Refused, match="settled"):
        union.do(missed.send_missed, actor, now, reminder_id=found[-1].reminder_id, policy=POLICY)


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


# -- activities -------------------------------------------------------------------------------------------


def test_one_tap_makes_one_draft_and_keeps_the_link(union: PlanUnion) -> None:
    union.plan(TEXT)
    facts = {"occurrence_id": union.occurrence("教职工乒乓球比赛")}
    actor = union.actor(union.committee)
    first = union.do(acting.make_activity, actor, NOW, **facts)
    again = union.do(acting.make_activity, actor, NOW, **facts)
    assert (first.activity_id, first.again, again.again) == (again.activity_id, False, True)
    assert first.starts_at == at(3, 20, 15)
    assert union.items()["教职工乒乓球比赛"][1][0].activity_id == first.activity_id


# -- questions --------------------------------------------------------------------------------------------


def test_members_see_what_is_for_them_and_the_owner_what_is_his(union: PlanUnion) -> None:
    union.plan("三月份：\n女教师健身操比赛（3月25日），参加对象：女教师\n教职工乒乓球比赛\n")
    span = {"first": date(2027, 3, 1), "last": date(2027, 3, 31)}
    seen = {
        who: {line.title for line in union.see(looking.items_in, union.actor(who), NOW, **span)}
        for who in (union.first, union.second, union.committee)
    }
    assert seen[union.second] == seen[union.committee]
    assert seen[union.first] == {"教职工乒乓球比赛"}


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("4月15日", [("2027-04-15", "2027-04-15")]),
        ("4月8日至10日", [("2027-04-08", "2027-04-10")]),
        ("3月", [("2027-03-01", "2027-03-31")]),
        ("四、五月份", [("2027-04-01", "2027-05-31")]),
        ("3月底前", [("2027-03-31", "2027-03-31")]),
    ],
)
def test_times_are_typed_as_people_write_them(typed: str, days: list[tuple[str, str]]) -> None:
    timings = read_timings(typed, NOW, 2027)
    timing = timings[0]
    assert [(span.start_on.isoformat(), span.end_on.isoformat()) for span in timing.spans] == days
    assert timing == type(timing).from_answer(timing.to_answer())


@pytest.mark.parametrize("typed", ["随便", "", "好的", "？？"])
def test_what_is_no_time_is_none(typed: str) -> None:
    assert read_timings(typed, NOW, 2027) == ()


def test_a_time_with_several_readings_gives_them_all() -> None:
    (last, third), (first, early) = (read_timings(typed, NOW, 2027) for typed in ("4月底", "五月初"))
    assert [(one.spans[0].start_on, one.spans[0].end_on) for one in (last, third)] == [
        (date(2027, 4, 30), date(2027, 4, 30)),
        (date(2027, 4, 21), date(2027, 4, 30)),
    ]
    assert [one.spans[0].end_on for one in (first, early)] == [date(2027, 5, 10), date(2027, 5, 1)]


def test_a_plan_of_a_school_year_runs_into_the_next(union: PlanUnion) -> None:
    reading = read_text(
        "2026-2027学年第一学期工会工作计划\n九月份：庆祝教师节\n十二月份：羽毛球比赛\n一月份：新年联欢\n"
    )
    assert [item.year_offset for item in reading.items] == [0, 0, 1]


# -- by hand ----------------------------------------------------------------------------------------------


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


def test_an_owner_by_name_may_settle_and_others_may_not(union: PlanUnion) -> None:
    union.plan(TEXT)
    facts = {"occurrence_id": union.occurrence("召开教代会"), "policy": POLICY}
    union.do(living.set_owner, union.actor(union.committee), NOW, name="赵甲", **facts)
    with pytest.raises(Refused, match="no_right"):
        union.do(living.settle_item, union.actor(union.second), NOW, state=OccurrenceState.DONE, **facts)
    with pytest.raises(Refused, match="no_right"):
        union.do(living.settle_item, union.actor(union.first), NOW, state=OccurrenceState.CANCELLED, **facts)
    card = union.do(living.settle_item, union.actor(union.first), NOW, state=OccurrenceState.DONE, **facts)
    assert card.line.state is OccurrenceState.DONE


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


# -- what became of it through its activity ---------------------------------------------------------------


def held_activity(union: PlanUnion, *members: int) -> int:
    """The item's activity on 20 March at 15:00, published, with these people."""
    actor = union.actor(union.committee)
    made = union.do(acting.make_activity, actor, NOW, occurrence_id=union.occurrence("教职工乒乓球比赛"))

    def publish(session: Session) -> None:
        activity = session.get_one(Activity, made.activity_id)
        activity.state = ActivityState.OPEN
        session.add(activity)

    union.do(publish)
    for member_id in members:
        union.do(places.take_place, union.actor(member_id), NOW, activity_id=made.activity_id)
    return int(made.activity_id)


def test_an_item_is_done_with_its_people_when_its_activity_is_over(union: PlanUnion) -> None:
    union.plan(TEXT)
    held_activity(union, union.first, union.second)
    occurrence_id, actor = union.occurrence("教职工乒乓球比赛"), union.actor(union.committee)
    assert union.do(outcomes.settle_held, at(3, 20, 16)) == 0
    assert union.do(outcomes.settle_held, at(3, 20, 17)) == 1
    assert union.do(outcomes.settle_held, at(3, 20, 18)) == 0
    shown = union.see(card.item_card, actor, at(3, 20, 18), occurrence_id=occurrence_id)
    assert (shown.line.state, shown.turnout) == (OccurrenceState.DONE, outcomes.Turnout(2, 0))


def test_what_the_committee_says_after_the_activity_stays(union: PlanUnion) -> None:
    union.plan(TEXT)
    held_activity(union, union.first)
    union.do(outcomes.settle_held, at(3, 20, 17))
    again = {"occurrence_id": union.occurrence("教职工乒乓球比赛"), "state": OccurrenceState.PLANNED}
    union.do(living.settle_item, union.actor(union.committee), at(3, 21), policy=POLICY, **again)
    assert union.do(outcomes.settle_held, at(3, 22)) == 0


def test_an_activity_without_people_or_cancelled_says_nothing_of_its_item(union: PlanUnion) -> None:
    union.plan(TEXT)
    activity_id = held_activity(union)
    assert union.do(outcomes.settle_held, at(4, 1)) == 0
    union.do(places.take_place, union.actor(union.first), NOW, activity_id=activity_id)

    def cancel(session: Session) -> None:
        activity = session.get_one(Activity, activity_id)
        activity.state = ActivityState.CANCELLED
        session.add(activity)

    union.do(cancel)
    assert union.do(outcomes.settle_held, at(4, 1)) == 0


def test_those_who_were_checked_in_count(union: PlanUnion) -> None:
    union.plan(TEXT)
    activity_id = held_activity(union, union.first, union.second)

    def check_in(session: Session) -> None:
        sign_up = session.exec(select(SignUp).where(SignUp.member_id == union.first)).one()
        sign_up.checked_in_at = at(3, 20, 15)
        session.add(sign_up)

    union.do(check_in)
    came = union.see(outcomes.turnouts, {activity_id})
    assert (came[activity_id].placed, came[activity_id].present, came[activity_id].people) == (2, 1, 1)


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
