"""China's calendar."""

# ruff: noqa: DTZ001  # local wall time

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from bot.language import calendar, dates


@pytest.fixture
def directory(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    calendar.forget(tmp_path)


def test_make_up_days_are_worked_and_holidays_are_not() -> None:
    assert calendar.is_workday(date(2026, 10, 10))  # a Saturday worked for National Day
    assert not calendar.is_workday(date(2026, 10, 7))
    assert calendar.is_workday(date(2026, 10, 8))
    assert not calendar.is_workday(date(2026, 10, 11))


def test_next_workday_skips_holidays_both_ways() -> None:
    assert calendar.next_workday(date(2026, 9, 30)) == date(2026, 10, 8)
    assert calendar.next_workday(date(2026, 10, 8), -1) == date(2026, 9, 30)
    assert calendar.next_workday(date(2026, 10, 8), 2) == date(2026, 10, 10)


def test_holiday_names() -> None:
    assert calendar.holiday_name(date(2026, 10, 3)) == "国庆节"
    assert calendar.holiday_name(date(2026, 10, 10)) is None


def test_years_not_announced_are_marked() -> None:
    assert calendar.is_announced(2026)
    assert not calendar.is_announced(2035)
    assert not calendar.holiday("国庆节", date(2035, 10, 1)).known
    assert calendar.is_workday(date(2035, 10, 8))
    assert not calendar.is_workday(date(2035, 10, 6))  # a Saturday


@pytest.mark.parametrize(
    ("lunar", "day"),
    [
        ((2026, 8, 15), date(2026, 9, 25)),
        ((2027, 1, 1), date(2027, 2, 6)),
        ((2026, 12, -1), date(2027, 2, 5)),
    ],
)
def test_lunar_days(lunar: tuple[int, int, int], day: date) -> None:
    assert calendar.lunar(*lunar) == day


def test_a_lunar_day_that_does_not_exist_raises() -> None:
    with pytest.raises(ValueError, match="no lunar day"):
        calendar.lunar(2026, 12, 30)


def test_a_festival_may_fall_twice_or_never_in_a_year() -> None:
    laba = next(row for row in calendar.festivals() if "腊八" in row.names)

    falls = [len(calendar.festival_days(laba, year)) for year in range(2020, 2040)]

    assert set(falls) == {0, 1, 2}


@pytest.mark.parametrize("year", range(2000, 2060))
def test_every_festival_has_its_days_in_every_year(year: int) -> None:
    for row in calendar.festivals():
        for day in calendar.festival_days(row, year):
            assert day.year == year


def test_operator_adds_a_year(directory: Path) -> None:
    (directory / "holidays-2035.toml").write_text(
        'workdays = [2035-09-29]\n[[holiday]]\nname = "国庆节"\nstart = 2035-10-01\nend = 2035-10-08\n',
        "utf-8",
    )

    calendar.use(directory)

    (found,) = dates.find("2035年国庆期间", datetime(2026, 11, 21, 10))
    assert (found.start, found.end, found.known) == (date(2035, 10, 1), date(2035, 10, 8), True)
    assert calendar.is_workday(date(2035, 9, 29))
    assert calendar.next_workday(date(2035, 9, 30)) == date(2035, 10, 9)


def test_a_table_that_cannot_be_read_is_refused_by_name(directory: Path) -> None:
    (directory / "holidays-2036.toml").write_text('[[holiday]]\nname = "国庆节"\n', "utf-8")
    calendar.use(directory)

    with pytest.raises(ValueError, match=r"holidays-2036\.toml"):
        calendar.table(2036)


def test_school_terms_where_the_union_wrote_them(directory: Path) -> None:
    now = datetime(2026, 11, 21, 10)
    assert dates.find("寒假有活动吗", now) == []
    (directory / "terms.toml").write_text(
        '[[term]]\nname = "寒假"\nstart = 2027-01-18\nend = 2027-02-21\n', "utf-8"
    )

    calendar.use(directory)

    (found,) = dates.find("寒假有活动吗", now)
    assert (found.start, found.end) == (date(2027, 1, 18), date(2027, 2, 21))
    assert dates.find("寒假第一周", now)[0].start == date(2027, 1, 18)


def test_weeks_of_the_term_are_counted_where_its_begin_is_written_down(directory: Path) -> None:
    assert dates.find("第十周周三下午例会", datetime(2026, 11, 21, 10)) == []
    (directory / "terms.toml").write_text(
        '[[term]]\nname = "秋季学期"\nstart = 2026-09-01\nend = 2027-01-17\n', "utf-8"
    )
    calendar.use(directory)

    [week] = dates.find("第十周", datetime(2026, 11, 21, 10))
    [day] = dates.find("第十周周三下午例会", datetime(2026, 11, 21, 10))

    assert (week.first_on, week.last_on) == (date(2026, 11, 2), date(2026, 11, 8))
    assert day.first_on == date(2026, 11, 4)
    assert dates.find("第四十周", datetime(2026, 11, 21, 10)) == []
