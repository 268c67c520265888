"""The grammar of times in plans."""

import pytest

from bot.plan.reading import read_text
from bot.plan.reading.times import find_times
from bot.plan.reading.when import Grain
from bot.plan.reading.writing import fold, marker_of, number


def told(text: str) -> list[tuple[str, tuple[int, ...], str, str]]:
    return [
        (text[m.begin : m.end], m.when.months, str(m.when.start or ""), str(m.when.end or ""))
        for m in find_times(fold(text))
    ]


@pytest.mark.parametrize(
    ("text", "months", "start", "end"),
    [
        ("3月8日（周日）下午", (3,), "03-08", "03-08"),
        ("四、五月份", (4, 5), "", ""),
        ("１０～１１月", (10, 11), "", ""),
        ("十二月至次年一月", (12, 1), "", ""),
        ("3月、6月和9月", (3, 6, 9), "", ""),
        ("七至八月份", (7, 8), "", ""),
        ("三月中旬", (3,), "03-11", "03-20"),
        ("2月下旬", (2,), "02-21", "02-29"),
        ("8.8-8.15", (8,), "08-08", "08-15"),
        ("9/1—9/5", (9,), "09-01", "09-05"),
        ("3月28日—4月2日", (3, 4), "03-28", "04-02"),
        ("2026-03-08", (3,), "03-08", "03-08"),
        ("2026.5.6-5.9", (5,), "05-06", "05-09"),
        ("第二季度", (4, 5, 6), "04-01", "06-30"),
        ("三、四季度", (7, 8, 9, 10, 11, 12), "07-01", "12-31"),
        ("Q3", (7, 8, 9), "07-01", "09-30"),
        ("前半年", (1, 2, 3, 4, 5, 6), "01-01", "06-30"),
        ("4月底前完成", (4,), "", "04-30"),
        ("6月15日前", (6,), "", "06-15"),
        ("年底前", (12,), "", "12-31"),
        ("元月", (1,), "", ""),
        ("五月第二周", (5,), "05-08", "05-14"),
        ("农历九月初九", (10,), "", ""),
        ("“三八”节", (3,), "03-08", "03-08"),
        ("国庆节前后", (10,), "10-01", "10-01"),
    ],
)
def test_one_time(text: str, months: tuple[int, ...], start: str, end: str) -> None:
    found = told(text)
    assert [row[1:] for row in found] == [(months, start, end)]


@pytest.mark.parametrize(
    "text",
    [
        "5.1服务卡发放",
        "“十五五”规划",
        "“八五”普法",
        "共6-8期",
        "35岁以下职工",
        "推荐三八红旗手",
        "五一劳动奖章",
        "《2026年3月工作简报》",
        "制订下半年工作计划",
        "年初确定的目标",
        "每人每月补助300元",
        "连续工作满三个月",
        "第十八届三次职代会",
        "电话0571-88001234",
        "“每天锻炼一小时”",
        "完成全部3月份部署的任务",
    ],
)
def test_look_alikes_are_no_times(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "freq", "times", "at"),
    [
        ("每月一次", "monthly", "1", ""),
        ("每月5日公布", "monthly", "1", "day 5"),
        ("月月有活动", "monthly", "1", ""),
        ("每季度召开一次", "quarterly", "1", ""),
        ("每三个月至少举行一次", "quarterly", ">=1", ""),
        ("一季度一次", "quarterly", "1", ""),
        ("每半年公布一次", "halfyearly", "1", ""),
        ("每学期末评议", "semester", "1", "end"),
        ("每周三下午", "weekly", "1", "wed"),
        ("每两个月一次", "bimonthly", "1", ""),
        ("一年两次", "yearly", "2", ""),
        ("每年召开1-2次", "yearly", "1-2", ""),
        ("每天7：30-8：00，4：30-5：10开放", "daily", "1", "07:30-08:00,16:30-17:10"),
    ],
)
def test_recurrences(text: str, freq: str, times: str, at: str) -> None:
    (mention,) = find_times(fold(text))
    how = mention.when.recurrence
    assert mention.when.grain is Grain.RECURRING
    assert how is not None
    assert (how.freq.value, how.times, how.at) == (freq, times, at)


@pytest.mark.parametrize(
    ("text", "value"),
    [("3", 3), ("十二", 12), ("二十一", 21), ("廿五", 25), ("初九", 9), ("元", 1), ("腊", 12), ("大", None)],
)
def test_numbers(text: str, value: int | None) -> None:
    assert number(text) == value


@pytest.mark.parametrize(
    ("text", "style", "value"),
    [
        ("一、组织", "section", 1),
        ("（二）活动", "bracketed", 2),
        ("3、召开", "number", 3),
        ("- 2、慰问", "number", 2),
        ("① 学习", "circled", None),
        ("3月8日", "", None),
        ("3.15维权", "", None),
    ],
)
def test_markers(text: str, style: str, value: int | None) -> None:
    marker = marker_of(fold(text))
    assert marker.style == style
    if value is not None:
        assert marker.number == value


def test_lines_that_begin_with_days_are_not_numbered() -> None:
    dated = "柳溪小学工会2027年安排\n3.8 女教师踏青\n5.4 青年教师团建\n6.1 亲子活动\n"
    assert [str(item.start) for item in read_text(dated).items] == ["03-08", "05-04", "06-01"]
    counted = "柳溪小学工会2027年安排\n五月：\n1.1 更换图书\n1.2 打扫书屋\n2.1 整理器材\n"
    assert [(item.months, item.start) for item in read_text(counted).items] == [((5,), None)] * 3


def test_a_month_beside_its_quarter_is_the_time_of_the_row() -> None:
    table = "| 季度 | 时间 | 项目 |\n|---|---|---|\n| 一季度 | 1月 | 送春联 |\n|  | 3月8日 | 插花 |\n| 三季度 | 7—8月 | 暑托班 |\n"
    found = read_text("柳溪社区工会2027年计划\n" + table).items
    assert [(item.months, str(item.start), str(item.end)) for item in found] == [
        ((1,), "None", "None"),
        ((3,), "03-08", "03-08"),
        ((7, 8), "None", "None"),
    ]


def test_a_range_has_days_only_where_both_ends_do() -> None:
    assert told("6月下旬至8月") == [("6月下旬至8月", (6, 7, 8), "", "")]
    assert told("6月下旬至8月5日") == [("6月下旬至8月5日", (6, 7, 8), "06-21", "08-05")]
