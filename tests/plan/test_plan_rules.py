"""When items fall due, which are the same, and on which days people hear of them."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.plan import rules
from bot.plan.reading import DraftItem, Freq, MonthDay, Recurrence
from bot.plan.rules import Known, Likeness, Span
from bot.plan.rules_times import Recurring, spans_of
from tests.plan.plan_union import POLICY

YEAR = range(2027 * 12, 2027 * 12 + 12)
ZONE = ZoneInfo("Asia/Shanghai")


def item(**facts: object) -> DraftItem:
    return DraftItem("原文", 1, "计划", "活动", **facts)  # type: ignore[arg-type]


def spans(draft: DraftItem, year: int = 2027, months: range = YEAR) -> list[tuple[str, str, bool]]:
    return [
        (span.start_on.isoformat(), span.end_on.isoformat(), span.exact)
        for span in spans_of(draft, year, months)
    ]


def test_a_month_is_one_span() -> None:
    assert spans(item(months=(3,))) == [("2027-03-01", "2027-03-31", False)]


def test_months_that_follow_each_other_are_one_span_and_others_are_several() -> None:
    assert spans(item(months=(4, 5, 9))) == [
        ("2027-04-01", "2027-05-31", False),
        ("2027-09-01", "2027-09-30", False),
    ]


def test_december_and_january_are_one_span_over_the_new_year() -> None:
    assert spans(item(months=(12, 1))) == [("2027-12-01", "2028-01-31", False)]


def test_january_of_a_list_that_began_in_august_lies_in_the_next_year() -> None:
    assert spans(item(months=(1,), year_offset=1)) == [("2028-01-01", "2028-01-31", False)]


def test_days_are_exact_and_whole_months_are_not() -> None:
    assert spans(item(start=MonthDay(3, 8), end=MonthDay(3, 8))) == [("2027-03-08", "2027-03-08", True)]
    assert spans(item(start=MonthDay(1, 1), end=MonthDay(6, 30))) == [("2027-01-01", "2027-06-30", False)]


def test_the_29th_of_february_is_there_in_a_leap_year_only() -> None:
    leap = item(start=MonthDay(2, 29), end=MonthDay(2, 29))
    assert spans(leap, 2028)[0][0] == "2028-02-29"
    assert spans(leap, 2027)[0][0] == "2027-02-28"


def test_an_undated_item_has_no_time() -> None:
    assert spans(item()) == []


@pytest.mark.parametrize(
    ("freq", "each", "times"),
    [
        (Freq.DAILY, "1", 12),
        (Freq.WEEKLY, "1", 12),
        (Freq.MONTHLY, "1", 12),
        (Freq.MONTHLY, ">=2", 24),
        (Freq.BIMONTHLY, "1", 6),
        (Freq.QUARTERLY, "1", 4),
        (Freq.QUARTERLY, "2", 8),
        (Freq.HALFYEARLY, "1", 2),
        (Freq.YEARLY, "1", 1),
        (Freq.YEARLY, "2", 2),
        (Freq.YEARLY, ">=4", 4),
        (Freq.YEARLY, "5", 5),
        (Freq.YEARLY, "30", 30),
    ],
)
def test_recurrences_cover_the_year_without_gap_or_overlap(freq: Freq, each: str, times: int) -> None:
    found = spans_of(item(recurrence=Recurrence(freq, each)), 2027, YEAR)
    assert len(found) == times
    assert (found[0].start_on, found[-1].end_on) == (date(2027, 1, 1), date(2027, 12, 31))
    assert all(
        after.start_on.toordinal() - before.end_on.toordinal() == 1 for before, after in pairwise(found)
    )


@pytest.mark.parametrize(
    ("at", "first"),
    [
        ("day 15", ("2027-01-15", "2027-01-15", True)),
        ("day 31", ("2027-01-31", "2027-01-31", True)),
        ("week 1 wed", ("2027-01-06", "2027-01-06", True)),
        ("end", ("2027-01-21", "2027-01-31", False)),
    ],
)
def test_a_monthly_item_can_name_its_day(at: str, first: tuple[str, str, bool]) -> None:
    found = spans(item(recurrence=Recurrence(Freq.MONTHLY, at=at)))
    assert found[0] == first
    assert len(found) == 12


def test_the_terms_of_a_school_year_keep_to_the_plan() -> None:
    months = range(2026 * 12 + 8, 2027 * 12 + 7)
    assert spans(item(recurrence=Recurrence(Freq.SEMESTER)), 2026, months) == [
        ("2026-09-01", "2027-01-31", False),
        ("2027-02-01", "2027-07-31", False),
    ]


def test_four_times_a_year_under_the_heading_of_a_month_are_four_of_the_year() -> None:
    found = spans(item(recurrence=Recurrence(Freq.YEARLY, ">=4"), months=(4,)))
    assert [start for start, _, _ in found] == ["2027-01-01", "2027-04-01", "2027-07-01", "2027-10-01"]


@given(
    st.sampled_from(Freq),
    st.integers(2020, 2040),
    st.lists(st.integers(1, 12), unique=True, max_size=6).map(sorted),
    st.integers(1, 6).map(str),
)
def test_no_recurrence_leaves_its_plan_or_falls_due_twice_at_a_time(
    freq: Freq, year: int, months: list[int], times: str
) -> None:
    plan = range(year * 12, year * 12 + 12)
    found = spans_of(item(recurrence=Recurrence(freq, times), months=tuple(months)), year, plan)
    assert found or freq is Freq.SEMESTER
    assert list(found) == sorted(set(found))
    for before, after in pairwise(found):
        assert before.end_on < after.start_on
    assert all(span.start_on.year == year == span.end_on.year for span in found)


@pytest.mark.parametrize(("written", "least"), [("1", 1), ("1-2", 1), (">=4", 4), ("4", 4), ("", 1)])
def test_how_many_times_at_least(written: str, least: int) -> None:
    kept = Recurring.of(Recurrence(Freq.YEARLY, written))
    assert kept.times == least
    assert Recurring.from_text(kept.to_text()) == kept


# -- the same item ----------------------------------------------------------------------------------------

MARCH = (rules.months_span(2027 * 12 + 2, 2027 * 12 + 2),)
APRIL = (rules.months_span(2027 * 12 + 3, 2027 * 12 + 3),)


def known(number: int, title: str, when: tuple[Span, ...] = MARCH, owner: str = "") -> Known:
    return Known(number, rules.title_key(title), when, owner)


def test_titles_are_compared_by_letters_and_numerals() -> None:
    assert rules.title_key("庆祝“三·八”节 活动！") == rules.title_key("庆祝三八节活动")


@pytest.mark.parametrize(
    ("new", "same"),
    [
        (known(9, "教职工乒乓球比赛"), True),
        (known(9, "教职工乒乓球比赛", APRIL), False),
        (known(9, "教职工乒乓球比赛", owner="赵甲"), False),
        (known(9, "全体教职工乒乓球比赛"), False),
    ],
)
def test_what_stands_already_is_recognised(new: Known, same: bool) -> None:
    assert rules.likenesses([new], [known(1, "教职工乒乓球比赛")]) == {9: Likeness(1, same)}


@pytest.mark.parametrize("new", [known(9, "教职工羽毛球比赛", APRIL), known(9, "安全检查")])
def test_another_item_is_another_item(new: Known) -> None:
    assert rules.likenesses([new], [known(1, "教职工乒乓球比赛")]) == {}


def test_a_meeting_of_every_month_is_not_mixed_up() -> None:
    standing = [known(1, "工会委员会议", MARCH), known(2, "工会委员会议", APRIL)]
    new = [known(8, "工会委员会议", APRIL), known(9, "工会委员会议", MARCH)]
    assert rules.likenesses(new, standing) == {8: Likeness(2, True), 9: Likeness(1, True)}


@given(st.lists(st.tuples(st.sampled_from("甲乙丙丁"), st.integers(1, 12)), max_size=12))
def test_the_same_plan_again_adds_nothing(rows: list[tuple[str, int]]) -> None:
    both = [
        [
            known(base + at, f"{title}活动", (rules.months_span(2027 * 12 + month, 2027 * 12 + month),))
            for at, (title, month) in enumerate(rows)
        ]
        for base in (1, 101)
    ]
    found = rules.likenesses(both[1], both[0])
    assert all(found[one.item_id].same for one in both[1])
    assert len({like.item_id for like in found.values()}) == len(rows)


# -- days on which people are told ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("month", "on"),
    [
        ((2026, 1), date(2026, 1, 4)),  # 1–3 January are off, Sunday the 4th is worked
        ((2026, 5), date(2026, 5, 6)),
        ((2026, 10), date(2026, 10, 8)),
        ((2026, 12), date(2026, 12, 1)),
    ],
)
def test_the_digest_waits_for_the_next_working_day(month: tuple[int, int], on: date) -> None:
    assert rules.digest_on(month[0] * 12 + month[1] - 1, 1) == on


def test_the_new_year_is_off_even_where_nobody_has_announced_it() -> None:
    assert not rules.is_workday(date(2035, 1, 1))
    assert not rules.is_workday(date(2035, 10, 2))


@given(st.dates(date(2024, 1, 1), date(2040, 12, 31)), st.integers(0, 60))
def test_nobody_is_told_too_late(target: date, lead: int) -> None:
    on = rules.told_on(target, lead)
    assert on <= target
    if lead > 1:
        assert on < target
    if lead <= 1:
        assert (target - on).days == lead


@given(
    st.integers(0, 2 * 365 * 24 * 60).map(
        lambda minutes: datetime(2026, 1, 1, tzinfo=ZONE) + timedelta(minutes=minutes)
    )
)
def test_nothing_goes_out_in_the_quiet_hours(moment: datetime) -> None:
    goes_at = rules.held(moment, POLICY)
    assert goes_at >= moment
    assert time(7, 30) <= goes_at.time() < time(22, 0)
    assert (goes_at - moment).total_seconds() <= 9.5 * 3600
