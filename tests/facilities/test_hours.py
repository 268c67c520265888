"""Hours: how they are read, and which rule decides about a day."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facilities import rules, texts
from bot.facilities.reading import day_of, read_hours
from bot.facilities.rules import Day, DayKind, Days, Hours, Window
from bot.refused import Refused

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
SATURDAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ("9:00-21:00", ["· 每天：9:00—21:00"]),
        ("周一至周五 9:00-21:00；双休日关闭", ["· 周一至周五：9:00—21:00", "· 周六、周日：不开放"]),
        (
            "每天7：00-7：30，4：00-4：30及双休日开放",
            ["· 每天：7:00—7:30、16:00—16:30", "· 周六、周日：全天"],
        ),
        ("周一、三、五 晚上6点到8点半", ["· 周一、周三、周五：18:00—20:30"]),
        ("工作日9点到5点，节假日休息", ["· 工作日（含调休上班）：9:00—17:00", "· 法定节假日：不开放"]),
        ("国庆期间 9:00-12:00\n春节不开放", ["· 国庆节假期：9:00—12:00", "· 春节假期：不开放"]),
        ("12月25日至12月28日维修", ["· 12月25日（周五）至12月28日（周一）：不开放"]),
    ],
)
def test_hours_are_read_as_people_write_them(typed: str, lines: list[str]) -> None:
    assert texts.hour_lines(read_hours(typed, NOW)) == lines


@pytest.mark.parametrize("typed", ["", "乱写", "周一", "每天看情况", "节假日"])
def test_what_is_no_hours_is_asked_again(typed: str) -> None:
    with pytest.raises(Refused):
        read_hours(typed, NOW)


def test_the_calendar_decides_what_a_working_day_is() -> None:
    hours = read_hours("工作日 9:00-17:00；国庆节关闭", NOW)
    assert rules.windows_on(hours, day_of(date(2026, 10, 1))) == ()  # the National Day, a Thursday
    assert rules.windows_on(hours, day_of(date(2026, 10, 10))) == (
        Window(540, 1020),
    )  # a Saturday that is worked
    assert rules.windows_on(hours, day_of(date(2026, 10, 17))) == ()  # a Saturday like any other


def test_a_year_without_announced_holidays_has_the_usual_ones() -> None:
    assert day_of(date(2031, 10, 2)).holiday == "国庆节"
    assert day_of(date(2031, 11, 5)).holiday is None


def test_the_next_opening_is_found_over_closed_days() -> None:
    hours = read_hours("工作日 9:00-17:00", NOW)
    opening = rules.next_opening(hours, day_of, SATURDAY, 600)
    assert opening == rules.Opening(date(2026, 11, 23), Window(540, 1020))
    assert rules.next_opening(read_hours("每天关闭", NOW), day_of, SATURDAY, 0) is None


days = st.one_of(
    st.sampled_from([DayKind.EVERY, DayKind.WORKDAYS, DayKind.RESTDAYS, DayKind.HOLIDAYS]).map(Days),
    st.frozensets(st.integers(1, 7), min_size=1).map(lambda chosen: Days(DayKind.WEEKDAYS, weekdays=chosen)),
    st.sampled_from(["春节", "国庆节"]).map(lambda name: Days(DayKind.HOLIDAY, holiday=name)),
    st.tuples(st.integers(-9, 9), st.integers(0, 9)).map(
        lambda span: Days(
            DayKind.DATES,
            first_on=SATURDAY + timedelta(days=span[0]),
            last_on=SATURDAY + timedelta(days=span[0] + span[1]),
        )
    ),
)
windows = st.lists(
    st.tuples(st.integers(0, 1438), st.integers(1, 600)).map(
        lambda one: Window(one[0], min(one[0] + one[1], rules.DAY_MINUTES))
    ),
    max_size=3,
).map(tuple)
hours_of_all = st.lists(st.builds(Hours, days, windows), max_size=6).map(tuple)
any_day = st.builds(
    Day,
    st.integers(-20, 20).map(lambda number: SATURDAY + timedelta(days=number)),
    st.booleans(),
    st.sampled_from([None, "春节", "国庆节"]),
)


@given(days)
def test_days_come_back_from_their_text(which: Days) -> None:
    assert Days.from_text(which.to_text()) == which


@given(hours_of_all, any_day)
def test_only_the_most_particular_rules_count(hours: tuple[Hours, ...], day: Day) -> None:
    shown = rules.windows_on(hours, day)
    fitting = [rule for rule in hours if rule.days.hold(day)]
    most = max((rule.days.particular for rule in fitting), default=None)
    minutes = {
        minute
        for rule in fitting
        if rule.days.particular == most
        for window in rule.windows
        for minute in range(window.opens, window.closes)
    }
    assert {minute for window in shown for minute in range(window.opens, window.closes)} == minutes
    assert all(before.closes < after.opens for before, after in pairwise(shown))


@given(windows, st.sampled_from([30, 60, 90]))
def test_what_can_be_booked_lies_within_the_hours_and_apart(
    open_at: tuple[Window, ...], minutes: int
) -> None:
    slots = rules.slots_in(rules.joined(open_at), minutes)
    assert all(slot.closes - slot.opens == minutes for slot in slots)
    assert all(
        any(one.opens <= slot.opens and slot.closes <= one.closes for one in rules.joined(open_at))
        for slot in slots
    )
    assert all(before.closes <= after.opens for before, after in pairwise(slots))


@given(hours_of_all, hours_of_all)
def test_a_new_rule_takes_the_place_of_the_one_for_the_same_days(
    old: tuple[Hours, ...], new: tuple[Hours, ...]
) -> None:
    kept = rules.with_rules(old, new)
    latest = {rule.days: rule for rule in new}
    assert [rule for rule in kept if rule.days in latest] == list(latest.values())
    assert {rule.days for rule in kept} == {rule.days for rule in (*old, *new)}
