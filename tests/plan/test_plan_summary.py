"""A year as it is looked at: by pages, held against due, and summed up with its figures."""

from datetime import date

import pytest

from bot.plan import living, looking, outlook, summary
from bot.plan.looking import LINES_ON_A_PAGE
from bot.plan.states import OccurrenceState
from bot.refused import Refused
from tests.plan.plan_union import POLICY, TEXT, PlanUnion, at

MATCH = "教职工乒乓球比赛"


def settle(union: PlanUnion, occurrence_id: int, state: OccurrenceState, **figures: int) -> None:
    actor = union.actor(union.committee)
    facts = {"occurrence_id": occurrence_id}
    union.do(living.settle_item, actor, at(3, 21), state=state, reason="天气", policy=POLICY, **facts)
    if figures:
        union.do(living.report_figures, actor, at(3, 21), **facts, **figures)


def test_a_year_is_summed_up_with_what_it_can_cite(union: PlanUnion) -> None:
    union.plan(f"每季度召开一次工会委员会议\n{TEXT}")
    title = next(title for title in union.items() if "委员会议" in title)
    first, second, *_ = (int(row.id or 0) for row in union.items()[title][1])
    settle(union, first, OccurrenceState.DONE, people=5, spent_fen=0)
    settle(union, union.occurrence(MATCH), OccurrenceState.DONE, people=32, spent_fen=128_050)
    settle(union, second, OccurrenceState.CANCELLED)
    settle(union, union.occurrence("召开教代会"), OccurrenceState.POSTPONED)
    found = union.see(summary.year_summary, union.actor(union.committee), at(4, 2), year=2027)
    assert (found.done, found.visits, found.spent_fen, found.members) == (2, 37, 128_050, 0)
    assert [line.title for line in found.postponed] == ["召开教代会"]
    assert [line.occurrence_id for line in found.cancelled] == [second]
    assert [line.title for line in found.unheard] == ["征集合理化建议"]
    assert found.due == 4
    assert found.uncounted == 0
    assert sum(kind.visits for kind in found.kinds) == found.visits
    assert {held.line.occurrence_id for held in found.held} == {first, union.occurrence(MATCH)}


def test_the_summary_is_the_committees(union: PlanUnion) -> None:
    with pytest.raises(Refused, match="no_right"):
        union.see(summary.year_summary, union.actor(union.first), at(4, 2), year=2027)
    with pytest.raises(Refused, match="no_right"):
        union.see(outlook.look_over, union.actor(union.first), at(4, 2), month=2027 * 12)


def test_a_long_year_is_read_by_pages_and_nothing_is_lost(union: PlanUnion) -> None:
    lines = [
        f"{month}月{day}日：第{month * 100 + day}号活动" for month in range(1, 13) for day in range(1, 11)
    ]
    union.plan("每月进行校务公开\n" + "\n".join(lines))
    actor = union.actor(union.committee)
    seen: list[int] = []
    page, more = 0, True
    while more:
        shown = union.see(looking.year_page, actor, at(1, 5), year=2027, page=page)
        own = [line.occurrence_id for month in shown.months for line in month.lines]
        assert 0 < len(own) <= LINES_ON_A_PAGE
        assert bool(shown.recurring) is (page == 0)
        seen += own
        page, more = page + 1, shown.more
    assert len(seen) == len(set(seen)) == 120
    beyond = union.see(looking.year_page, actor, at(1, 5), year=2027, page=99)
    assert (beyond.number, beyond.more) == (page - 1, False)


def test_four_meetings_a_year_are_held_against_due(union: PlanUnion) -> None:
    union.plan("工会联席会议每年不少于4次\n")
    title = next(iter(union.items()))
    assert [day for day, _ in union.days(title)] == [date(2027, month, 1) for month in (1, 4, 7, 10)]
    settle(union, union.occurrence(title), OccurrenceState.DONE)
    (series,) = union.see(looking.year_page, union.actor(union.committee), at(4, 2), year=2027).recurring
    assert (series.held, series.due) == (1, 4)
    (until_june,) = union.see(outlook.outlook_of, at(6, 25), 2027 * 12 + 5).series
    assert (until_june.held, until_june.due, len(until_june.missing)) == (1, 2, 1)
