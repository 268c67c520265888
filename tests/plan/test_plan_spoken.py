"""The plan changed and asked about in own words."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.plan.rules import Span, months_span
from bot.plan.texts.importing import year_in, year_of_file
from bot.plan.texts.spoken import Act, Question, Shift, asked, asks_for_next_year, said, shift_in
from bot.plan.timing import read_timings

NOW = datetime(2026, 11, 22, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3", (Act.SHOW, 3, False, "", "")),
        ("看第三项", (Act.SHOW, 3, False, "", "")),
        ("第3项什么时候？", (Act.SHOW, 3, False, "", "")),
        ("这项办完了吗", (Act.SHOW, None, True, "", "")),
        ("这项谁负责", (Act.SHOW, None, True, "", "")),
        ("把第3项挪到下个月", (Act.MOVE, 3, False, "", "下个月")),
        ("3月的植树节活动推迟到4月2号", (Act.MOVE, None, False, "3月的植树节活动", "4月2号")),
        ("这个推迟一周", (Act.MOVE, None, True, "", "推迟一周")),
        ("第2项提前两天", (Act.MOVE, 2, False, "", "提前两天")),
        ("这项不办了", (Act.CANCEL, None, True, "", "")),
        ("取消第3项", (Act.CANCEL, 3, False, "", "")),
        ("迎新年联欢会不办了", (Act.CANCEL, None, False, "迎新年联欢会", "")),
        ("年度体检办完了，32人，花了860元", (Act.DONE, None, False, "年度体检", "32人，花了860元")),
        ("这项完成了", (Act.DONE, None, True, "", "")),
        ("第５项延期，因为下雨", (Act.POSTPONE, 5, False, "", "因为下雨")),
        ("第3项交给孙丙负责", (Act.OWNER, 3, False, "", "孙丙")),
        ("这项负责人改成孙丙", (Act.OWNER, None, True, "", "孙丙")),
        ("第2项建活动", (Act.ACTIVITY, 2, False, "", "")),
        ("给跳绳比赛派个任务", (Act.TASK, None, False, "跳绳比赛", "")),
        ("这项发个通知", (Act.NOTICE, None, True, "", "")),
        ("第3项开始征集", (Act.DRIVE, 3, False, "", "")),
    ],
)
def test_what_is_to_become_of_an_item(text: str, expected: tuple[Any, ...]) -> None:
    found = said(text)
    assert found is not None
    assert (found.act, found.number, found.this, found.name, found.rest) == expected


@pytest.mark.parametrize(
    "text",
    [
        "年度体检办完了吗",
        "给女职工发通知",
        "开个健步走活动",
        "我报名办完了",
        "职代会归谁负责",
        "健步走还有名额吗",
        "我不去了",
        "取消健步走",
        "好的",
        "3号",
        "帮我取消报名",
    ],
)
def test_what_is_asked_or_said_of_oneself_changes_nothing(text: str) -> None:
    assert said(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("还有哪些没办", Question.UNDONE),
        ("哪些没完成", Question.UNDONE),
        ("这个月还有啥没完成的", Question.UNDONE),
        ("有没有逾期的", Question.OVERDUE),
        ("今年办了哪些活动", Question.DONE),
        ("全年小结", Question.PROGRESS),
        ("今年办得怎么样", Question.PROGRESS),
        ("11月小结", Question.PROGRESS),
        ("全年计划", None),
        ("谁还没报名", None),
        ("我还有什么没完成的任务", None),
        ("年度总结会谁负责", None),
        ("通知大家交年终总结", None),
    ],
)
def test_what_is_asked_of_the_whole_plan(text: str, expected: Question | None) -> None:
    assert asked(text) is expected


def test_next_year_is_asked_for_in_many_ways() -> None:
    for text in (
        "起草明年的计划",
        "明年的计划照今年的来起草",
        "帮我写一份2027年的计划",
        "下一年计划按今年的",
    ):
        assert asks_for_next_year(text), text
    for text in ("明年有什么计划", "明年的计划定了吗", "今年计划", "写通知：明年开会"):
        assert not asks_for_next_year(text), text


@pytest.mark.parametrize(
    ("text", "shift"),
    [
        ("推迟一周", Shift(days=7)),
        ("提前两天", Shift(days=-2)),
        ("往后推半个月", Shift(days=15)),
        ("推迟两个月", Shift(months=2)),
        ("推迟", None),
        ("推迟到4月2号", None),
    ],
)
def test_so_much_later_or_earlier(text: str, shift: Shift | None) -> None:
    assert shift_in(text) == shift


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("2027年工会计划.docx", 2027),
        ("2027年工会计划草稿2031.xlsx", 2027),
        ("计划2027.txt", 2027),
        ("2026-2027学年计划.docx", None),
        ("计划.docx", None),
    ],
)
def test_the_year_may_stand_in_the_name_of_the_file(name: str, year: int | None) -> None:
    assert year_of_file(name) == year


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2027", 2027),
        ("２０２７年", 2027),
        ("明年的", 2027),
        ("明年的计划", 2027),
        ("是今年的", 2026),
        ("三月", None),
    ],
)
def test_a_year_is_answered_in_own_words(text: str, year: int | None) -> None:
    assert year_in(text, 2026) == year


MARCH = Span(date(2027, 3, 20), date(2027, 3, 20), exact=True)


@pytest.mark.parametrize(
    ("text", "near", "days"),
    [
        # Counted from today, whatever year the plan is of.
        ("下周五", MARCH, [(date(2026, 11, 27), date(2026, 11, 27)), (date(2026, 12, 4), date(2026, 12, 4))]),
        ("下个月", MARCH, [(date(2026, 12, 1), date(2026, 12, 31))]),
        # In the year of the plan.
        ("4月2号", MARCH, [(date(2027, 4, 2), date(2027, 4, 2))]),
        # In the month of the item.
        ("15号", MARCH, [(date(2027, 3, 15), date(2027, 3, 15))]),
        ("月底前", MARCH, [(date(2027, 3, 31), date(2027, 3, 31))]),
        # From the time that it has.
        ("推迟一周", MARCH, [(date(2027, 3, 27), date(2027, 3, 27))]),
        ("推迟一个月", months_span(2027 * 12 + 2, 2027 * 12 + 2), [(date(2027, 4, 1), date(2027, 4, 30))]),
        ("推迟三天", months_span(2027 * 12 + 2, 2027 * 12 + 2), []),
        # What is in the next month already moves on.
        ("下个月", months_span(2026 * 12 + 11, 2026 * 12 + 11), [(date(2027, 1, 1), date(2027, 1, 31))]),
        # A number alone is a day of its month, or a month.
        ("5", MARCH, [(date(2027, 3, 5), date(2027, 3, 5)), (date(2027, 5, 1), date(2027, 5, 31))]),
        ("20", MARCH, [(date(2027, 3, 20), date(2027, 3, 20))]),
        ("40", MARCH, []),
    ],
)
def test_a_time_is_read_as_it_is_meant(text: str, near: Span, days: list[tuple[date, date]]) -> None:
    timings = read_timings(text, NOW, near.start_on.year, near)
    assert [(span.start_on, span.end_on) for timing in timings for span in timing.spans] == days
