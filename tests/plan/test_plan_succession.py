"""Next year's draft, and the tasks around a congress."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.plan import congress, drafts, living, rules, succession
from bot.plan.rules import Span
from bot.plan.states import DocumentState, OccurrenceState
from bot.plan.timing import read_timings
from bot.refused import Refused
from tests.plan.plan_union import NOW, POLICY, PlanUnion


@pytest.fixture
def union(sqlite_url: str) -> Iterator[PlanUnion]:
    made = PlanUnion(sqlite_url)
    yield made
    made.database.close()


@pytest.mark.parametrize(
    ("told", "day", "later"),
    [
        ("庆祝三八妇女节", date(2027, 3, 8), date(2028, 3, 8)),
        ("端午节包粽子", date(2026, 6, 19), date(2027, 6, 9)),  # of the moon
        ("女职工体检", date(2026, 3, 20), date(2027, 3, 19)),  # 龙抬头 by chance: the third Friday of March
        ("健步走", date(2027, 4, 10), date(2028, 4, 8)),  # second Saturday of April
        ("总结会", date(2027, 8, 31), date(2028, 8, 29)),  # the fifth Tuesday of August
    ],
)
def test_a_day_keeps_its_festival_or_its_weekday(told: str, day: date, later: date) -> None:
    assert succession.a_year_later(Span(day, day, exact=True), told) == Span(later, later, exact=True)


@pytest.mark.parametrize(
    ("end", "later"),
    [
        (date(2027, 5, 31), date(2028, 5, 31)),
        (date(2027, 3, 20), date(2028, 3, 20)),
        (date(2027, 2, 28), date(2028, 2, 29)),
        (date(2028, 2, 29), date(2029, 2, 28)),
    ],
)
def test_a_deadline_keeps_its_date_and_the_end_of_a_month_its_end(end: date, later: date) -> None:
    moved = succession.a_year_later(Span(end, end, exact=True), "上报材料", deadline=True)
    assert moved == Span(later, later, exact=True)


@given(st.dates(date(2024, 1, 1), date(2034, 12, 31)), st.integers(0, 20))
def test_days_move_to_the_next_year_and_keep_their_number(start: date, length: int) -> None:
    moved = succession.a_year_later(Span(start, start + timedelta(length), exact=True), "")
    assert moved.end_on - moved.start_on == timedelta(length)
    assert 300 < (moved.start_on - start).days < 400


@given(st.integers(2024 * 12, 2034 * 12), st.integers(0, 11))
def test_months_stay_the_same_months(first: int, length: int) -> None:
    moved = succession.a_year_later(rules.months_span(first, first + length), "")
    assert moved == rules.months_span(first + 12, first + length + 12)


def test_next_year_is_a_draft_of_what_was_not_dropped(union: PlanUnion) -> None:
    document_id = union.plan("每季度召开一次工会委员会议\n三月份：教职工乒乓球比赛（3月20日）\n")
    facts = {"document_id": document_id, "request": "next"}
    drafted = union.do(succession.draft_next_year, union.actor(union.committee), NOW, **facts)
    again = union.do(succession.draft_next_year, union.actor(union.committee), NOW, **facts)
    assert (again.document_id, again.again) == (drafted.document_id, True)
    card = union.see(drafts.document_card, union.actor(union.committee), NOW, document_id=drafted.document_id)
    assert (card.state, card.year, card.live) == (DocumentState.DRAFT, 2028, 2)
    assert "2028" in card.title
    assert len(union.items()) == 2
    waiting = union.waiting()
    union.confirm(drafted.document_id)
    assert {key for key in union.waiting() if "2028-03" in key} > {key for key in waiting if "2028-03" in key}


def test_only_what_is_confirmed_has_a_next_year(union: PlanUnion) -> None:
    document_id = union.draft("三月份：教职工乒乓球比赛\n")
    with pytest.raises(Refused, match="not_confirmed"):
        union.do(
            succession.draft_next_year,
            union.actor(union.committee),
            NOW,
            document_id=document_id,
            request="next",
        )


def test_a_congress_brings_its_tasks_once(union: PlanUnion) -> None:
    union.plan("三月份：召开八届四次教代会\n")
    occurrence_id = union.occurrence("召开八届四次教代会")
    facts = {"occurrence_id": occurrence_id, "policy": POLICY}
    actor = union.actor(union.committee)
    with pytest.raises(Refused, match="no_day"):
        union.do(congress.prepare_congress, actor, NOW, **facts)
    union.do(living.move_item, actor, NOW, timing=read_timings("3月25日", NOW, 2027)[0], **facts)
    for _ in range(2):
        union.do(congress.prepare_congress, actor, NOW, **facts)
    days = sorted(times[0].start_on for _, times in union.items().values())
    assert days == [
        date(2027, 3, 10),
        date(2027, 3, 18),
        date(2027, 3, 24),
        date(2027, 3, 25),
        date(2027, 4, 8),
    ]
    assert "plan.day:2027-03-09" in union.waiting()


def test_the_tasks_of_a_congress_go_where_it_goes(union: PlanUnion) -> None:
    union.plan("三月份：召开八届四次教代会（3月25日）\n")
    title = "召开八届四次教代会"
    facts = {"occurrence_id": union.occurrence(title), "policy": POLICY}
    actor = union.actor(union.committee)
    union.do(congress.prepare_congress, actor, NOW, **facts)
    by_hand = {"occurrence_id": union.occurrence(f"{title}：召开预备会议"), "policy": POLICY}
    union.do(living.move_item, actor, NOW, timing=read_timings("3月22日", NOW, 2027)[0], **by_hand)

    def tasks() -> list[tuple[date, str]]:
        found = (times[0] for name, (_, times) in union.items().items() if "：" in name)
        return sorted((one.start_on, one.state) for one in found)

    def settle(state: OccurrenceState) -> None:
        union.do(living.settle_item, actor, NOW, state=state, reason="场地", **facts)

    union.do(living.move_item, actor, NOW, timing=read_timings("4月9日", NOW, 2027)[0], **facts)
    moved = [date(2027, 3, 22), date(2027, 3, 25), date(2027, 4, 2), date(2027, 4, 23)]
    assert tasks() == [(day, "planned") for day in moved], "what was moved by hand stays"
    for state in (OccurrenceState.POSTPONED, OccurrenceState.PLANNED, OccurrenceState.CANCELLED):
        settle(state)
        assert tasks() == [(day, state.value) for day in moved]
    assert not [key for key in union.waiting() if key.startswith("plan.day")]
