"""Living with a plan: who sees what, what becomes of an item, in a real database."""

from datetime import date

import pytest
from sqlmodel import Session, select

from bot.activities import places
from bot.activities.model import Activity, SignUp
from bot.activities.rules import ActivityState
from bot.plan import (
    acting,
    card,
    living,
    looking,
    outcomes,
)
from bot.plan.reading import read_text
from bot.plan.states import OccurrenceState
from bot.plan.timing import read_timings
from bot.refused import Refused
from tests.plan.plan_union import NOW, POLICY, TEXT, PlanUnion, at


def test_one_tap_makes_one_draft_and_keeps_the_link(union: PlanUnion) -> None:
    union.plan(TEXT)
    facts = {"occurrence_id": union.occurrence("教职工乒乓球比赛")}
    actor = union.actor(union.committee)
    first = union.do(acting.make_activity, actor, NOW, **facts)
    again = union.do(acting.make_activity, actor, NOW, **facts)
    assert (first.activity_id, first.again, again.again) == (again.activity_id, False, True)
    assert first.starts_at == at(3, 20, 15)
    assert union.items()["教职工乒乓球比赛"][1][0].activity_id == first.activity_id


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
