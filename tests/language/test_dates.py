"""The reader of dates: what it promises around the readings themselves."""

# ruff: noqa: DTZ001  # local wall time is naive here; aware moments have a test of their own

import tomllib
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

import bot.language
from bot.language import dates
from bot.language.dates import Kind, Mod
from bot.language.normal import normal

DATA = Path(bot.language.__file__).with_name("data")
NOW = datetime(2026, 11, 21, 10, 0)  # a Saturday
DAYS = st.dates(date(2026, 11, 22), date(2099, 12, 31))
CLOCKS = st.times().map(lambda t: t.replace(second=0, microsecond=0, tzinfo=None, fold=0))
LOOK_ALIKES = [
    example
    for row in tomllib.loads((DATA / "lookalikes.toml").read_text("utf-8"))["lookalike"]
    for example in row["examples"]
]


def only(text: str, now: datetime = NOW) -> dates.Found:
    (found,) = dates.find(text, now)
    return found


class TestReading:
    def test_words_and_span_are_those_of_the_original_text(self) -> None:
        text = "各位，定于 ２０２６ 年 12 月 5 日 （週六） 下午 2：30 開始"

        found = only(text)

        assert found.start == datetime(2026, 12, 5, 14, 30)
        assert found.text == "２０２６ 年 12 月 5 日 （週六） 下午 2：30"
        assert text[slice(*found.span)] == found.text

    @pytest.mark.parametrize(
        ("text", "reading"),
        [
            ("下周五下午三点", "2026年11月27日（周五）15:00"),
            ("下周五", "2026年11月27日（周五）"),
            ("下周", "2026年11月23日（周一）至11月29日（周日）"),
            ("12月28日至1月3日", "2026年12月28日（周一）至2027年1月3日（周日）"),
            ("11月27日9:00-11:30", "2026年11月27日（周五）09:00–11:30"),
            ("11月27日18点前", "2026年11月27日（周五）18:00前"),
            ("27号前", "2026年11月27日（周五）（含当日）前"),
            ("12月1日起", "2026年12月1日（周二）起"),
            ("下午2点到4点", "14:00–16:00"),
            ("每周二和周四中午12点", "每周二、周四 12:00"),
            ("每月最后一个工作日", "每月最后一个工作日"),
            ("每月第一个周三", "每月第一个周三"),
            ("每季度末", "每年3、6、9、12月最后一天"),
            ("工作日8:30-17:30", "每个工作日（周一至周五） 08:30–17:30"),
        ],
    )
    def test_reading_says_day_and_weekday(self, text: str, reading: str) -> None:
        assert only(text).reading == reading

    def test_aware_moment_gives_aware_moments(self) -> None:
        shanghai = ZoneInfo("Asia/Shanghai")

        found = only("明天15:00", NOW.replace(tzinfo=shanghai))

        assert found.start == datetime(2026, 11, 22, 15, 0, tzinfo=shanghai)
        assert found.start == datetime(2026, 11, 22, 7, 0, tzinfo=UTC)

    def test_deadline_is_open_at_its_start(self) -> None:
        found = only("报名截至12月10日")

        assert (found.kind, found.start, found.end) == (Kind.DATERANGE, None, date(2026, 12, 10))
        assert found.mod is Mod.BEFORE
        assert found.deadline

    def test_several_expressions_come_from_left_to_right(self) -> None:
        found = dates.find("12月1日报名，12月5日比赛，12月10日前领奖", NOW)

        assert [f.last_on for f in found] == [date(2026, 12, 1), date(2026, 12, 5), date(2026, 12, 10)]

    def test_latin_dates_are_read_when_they_are_the_whole_text(self) -> None:
        assert only("5 December 2026").start == date(2026, 12, 5)
        assert dates.find("the band of June is fine, ok", NOW) == []


class TestDoubt:
    @pytest.mark.parametrize(
        ("text", "now", "best", "other"),
        [
            ("周六集合", NOW, date(2026, 11, 21), date(2026, 11, 28)),
            ("下周日", datetime(2026, 11, 22, 9), date(2026, 11, 29), date(2026, 12, 6)),
            ("明天8点", NOW, datetime(2026, 11, 22, 8), datetime(2026, 11, 22, 20)),
            ("明天三点", NOW, datetime(2026, 11, 22, 15), datetime(2026, 11, 22, 3)),
            ("今天8点", NOW, datetime(2026, 11, 21, 20), datetime(2026, 11, 21, 8)),
            ("8点", NOW, time(8), time(20)),
        ],
    )
    def test_ambiguous_words_carry_the_other_reading(
        self, text: str, now: datetime, best: object, other: object
    ) -> None:
        found = only(text, now)

        assert not found.certain
        assert found.start == best
        assert found.alternatives[0].start == other
        assert found.alternatives[0].reading != found.reading

    def test_a_weekday_that_does_not_fit_the_date_is_said(self) -> None:
        found = only("12月5日（周日）")

        assert not found.certain
        assert found.note
        assert found.note in dates.describe(found)

    @pytest.mark.parametrize("text", ["12月5日", "下周三下午3点", "每周三", "15:30", "2026年国庆期间"])
    def test_plain_words_are_certain(self, text: str) -> None:
        found = only(text)

        assert found.certain
        assert found.alternatives == ()

    def test_holidays_not_announced_say_so(self) -> None:
        unannounced = only("2035年国庆期间")

        assert not unannounced.known
        assert unannounced.note
        assert only("2026年国庆期间").known


class TestPoint:
    @pytest.mark.parametrize(
        ("text", "start"),
        [
            ("本月25号18点截止", datetime(2026, 11, 25, 18)),
            ("25号前", date(2026, 11, 25)),
            ("最迟下周三", date(2026, 11, 25)),
            ("12月10日17:00前", datetime(2026, 12, 10, 17)),
            ("18点前", datetime(2026, 11, 21, 18)),
            ("9:00", datetime(2026, 11, 22, 9)),
        ],
    )
    def test_a_typed_deadline_is_one_day_or_moment(self, text: str, start: object) -> None:
        found = dates.point(text, NOW)

        assert found is not None
        assert found.start == start
        assert found.end is None

    @pytest.mark.parametrize("text", ["", "随便", "每周三", "下周", "12月5日或12月6日", "9:00-11:30"])
    def test_nothing_or_several_is_no_point(self, text: str) -> None:
        assert dates.point(text, NOW) is None


class TestPeriod:
    @pytest.mark.parametrize(
        ("text", "first", "last"),
        [
            ("下周有什么活动", date(2026, 11, 23), date(2026, 11, 29)),
            ("下周三晚上还有啥", date(2026, 11, 25), date(2026, 11, 25)),
            ("国庆前还有活动吗", date(2026, 11, 21), date(2027, 9, 30)),
            ("12月", date(2026, 12, 1), date(2026, 12, 31)),
            ("12月5日以后", date(2026, 12, 6), date(2027, 12, 6)),
        ],
    )
    def test_a_question_is_about_whole_days(self, text: str, first: date, last: date) -> None:
        assert dates.period(text, NOW) == (first, last)

    @pytest.mark.parametrize("text", ["", "有什么活动", "下午", "每周三"])
    def test_no_day_is_no_period(self, text: str) -> None:
        assert dates.period(text, NOW) is None


@pytest.mark.parametrize("text", LOOK_ALIKES)
def test_look_alikes_give_nothing(text: str) -> None:
    assert dates.find(text, NOW) == []


class TestRoundTrip:
    @given(DAYS, st.sampled_from(["%Y年%m月%d日", "%Y-%m-%d", "%Y.%m.%d", "%Y/%m/%d", "%Y年%m月%d号"]))
    def test_a_formatted_day_is_found_again(self, day: date, form: str) -> None:
        assert only("定于" + day.strftime(form) + "举行").start == day

    @given(DAYS, CLOCKS, st.sampled_from(["%H:%M", "%H时%M分", "%H点%M分"]))
    def test_a_formatted_moment_is_found_again(self, day: date, clock: time, form: str) -> None:
        text = f"{day.year}年{day.month}月{day.day}日{clock.strftime(form)}"

        assert only(text).start in (
            datetime.combine(day, clock),
            datetime.combine(day, clock) + timedelta(hours=12),
        )

    @given(DAYS, CLOCKS.filter(lambda t: t.hour >= 6))
    def test_a_reading_reads_as_itself(self, day: date, clock: time) -> None:
        moment = datetime.combine(day, clock)
        first = only(moment.strftime("%Y-%m-%d %H:%M"))

        again = only(first.reading)

        assert (again.start, again.reading) == (moment, first.reading)

    @given(DAYS, DAYS)
    def test_a_range_is_found_again(self, one: date, other: date) -> None:
        start, end = sorted((one, other))

        found = only(f"{start.year}年{start.month}月{start.day}日至{end.year}年{end.month}月{end.day}日")

        assert (found.start, found.end or found.start) == (start, end)

    @given(st.datetimes(datetime(2020, 1, 1), datetime(2090, 1, 1)), st.integers(1, 28))
    def test_a_bare_day_of_the_month_is_the_nearest_to_come(self, now: datetime, day: int) -> None:
        found = only(f"{day}号", now)

        assert isinstance(found.start, date)
        assert found.start.day == day
        assert timedelta(0) <= found.start - now.date() < timedelta(31)

    @given(st.datetimes(datetime(2020, 1, 1), datetime(2090, 1, 1)), st.integers(0, 6))
    def test_weekdays_of_this_and_next_week(self, now: datetime, weekday: int) -> None:
        name = "一二三四五六日"[weekday]
        monday = now.date() - timedelta(now.weekday())

        assert only(f"本周{name}", now).start == monday + timedelta(weekday)
        assert only(f"下周{name}", now).start == monday + timedelta(7 + weekday)
        bare = only(f"周{name}", now).start
        assert isinstance(bare, date)
        assert timedelta(0) <= bare - now.date() < timedelta(7)

    @given(st.datetimes(datetime(2020, 1, 1), datetime(2090, 1, 1)), st.integers(1, 99))
    def test_days_ahead_and_back(self, now: datetime, count: int) -> None:
        assert only(f"{count}天后", now).start == now.date() + timedelta(count)
        assert only(f"{count}天前", now).start == now.date() - timedelta(count)

    @given(
        st.sets(st.sampled_from("一二三四五六日"), min_size=1).map(
            lambda s: sorted(s, key="一二三四五六日".index)
        )
    )
    def test_weekly_rules_hold_their_weekdays(self, names: list[str]) -> None:
        found = only("每周" + "、".join(names) + "晚上7点")

        assert found.start == time(19)
        assert found.rrule is not None
        days = rrulestr(found.rrule, dtstart=datetime(2026, 11, 23))[: len(names)]
        assert ["一二三四五六日"[d.weekday()] for d in days] == names


class TestAnyText:
    @given(st.text(max_size=80), st.datetimes(datetime(1950, 1, 1), datetime(2150, 1, 1)))
    def test_no_text_raises(self, text: str, now: datetime) -> None:
        for found in dates.find(text, now):
            assert text[slice(*found.span)] == found.text

    @settings(max_examples=400)
    @given(
        st.lists(
            st.sampled_from(
                [
                    "今",
                    "明",
                    "后",
                    "大",
                    "前",
                    "天",
                    "年",
                    "月",
                    "日",
                    "号",
                    "周",
                    "星期",
                    "下",
                    "上",
                    "本",
                    "每",
                    "隔",
                    "第",
                    "最后",
                    "一",
                    "二",
                    "两",
                    "十",
                    "三",
                    "五",
                    "12",
                    "5",
                    "2026",
                    "1",
                    "31",
                    "点",
                    "半",
                    "刻",
                    ":",
                    "-",
                    "到",
                    "至",
                    "起",
                    "止",
                    "前",
                    "后",
                    "内",
                    "之",
                    "以",
                    "截止",
                    "截至",
                    "自",
                    "从",
                    "和",
                    "、",
                    "，",
                    "（",
                    "）",
                    "春节",
                    "国庆",
                    "中秋",
                    "五一",
                    "期间",
                    "假期",
                    "上午",
                    "下午",
                    "晚上",
                    "工作日",
                    "农历",
                    "初",
                    "旬",
                    "底",
                    "季度",
                    "个",
                    "小时",
                    "分钟",
                    "末",
                    "次日",
                    "当天",
                    "的",
                    ".",
                    "/",
                ]
            ),
            max_size=12,
        ).map("".join),
        st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1)),
    )
    def test_no_heap_of_date_words_raises(self, text: str, now: datetime) -> None:
        for found in dates.find(text, now):
            assert found.reading
            if found.rrule:
                assert rrulestr(found.rrule, dtstart=now)

    def test_long_texts_are_read_in_full_up_to_the_limit_of_a_message(self) -> None:
        assert only("通知" * 1500 + "12月5日").start == date(2026, 12, 5)

    def test_normal_text_keeps_the_way_back(self) -> None:
        even = normal("週 五 １２ 点")

        assert even.text == "周五12点"
        assert even.span(0, 2) == (0, 3)
