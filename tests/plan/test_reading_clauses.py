"""What a clause says about the act before it, and what is no act at all."""

import pytest

from bot.plan.reading import Doubt, DraftItem, read_text


def drafted(line: str, month: str = "三月份") -> list[DraftItem]:
    text = f"红旗造纸厂工会2027年工作计划\n{month}：\n1、召开小组长会议；\n2、{line}\n"
    return [item for item in read_text(text).items if item.line == 4]


@pytest.mark.parametrize(
    ("line", "title", "months", "end"),
    [
        ("困难职工情况调查，3月底前完成。", "困难职工情况调查", (3,), "03-31"),
        ("女职工专项体检，3月20日前完成报名；", "女职工专项体检", (3,), "03-20"),
        ("职工书法展（3月底前报名截止）；", "职工书法展", (3,), "03-31"),
        ("职工乒乓球赛，报名截至3月5日；", "职工乒乓球赛", (3,), "03-05"),
        ("征集合理化建议，于4月15日前上报公司工会。", "征集合理化建议", (3, 4), "04-15"),
        ("劳模评选，各车间3月12日前报送推荐名单。", "劳模评选", (3,), "03-12"),
        ("会员信息核对，力争月底前完成初稿。", "会员信息核对", (3,), "03-31"),
    ],
)
def test_a_deadline_clause_belongs_to_the_act_before(
    line: str, title: str, months: tuple[int, ...], end: str
) -> None:
    (item,) = drafted(line)
    assert (item.title, item.months, str(item.end)) == (title, months, end)
    assert item.deadline
    assert item.start is None


def test_a_registration_before_the_day_does_not_move_the_day() -> None:
    (item,) = drafted("3月28日举办职工运动会，3月10日前报名。")
    assert (str(item.start), str(item.end), item.deadline) == ("03-28", "03-28", False)
    (later,) = drafted("4月举办职工运动会，3月10日前报名。")
    assert (later.months, later.deadline) == ((4,), False)


@pytest.mark.parametrize("note", ["3月10日前报名", "全体职工参加，3月10日前报名", "报名截止3月10日"])
def test_a_registration_in_brackets_does_not_move_the_day(note: str) -> None:
    (item,) = drafted(f"3月28日举办健步走（{note}）")
    assert (item.title, str(item.start), str(item.end), item.deadline) == (
        "举办健步走",
        "03-28",
        "03-28",
        False,
    )
    assert note in item.quote


def test_who_is_responsible_is_no_act_of_its_own() -> None:
    (item,) = drafted("慰问新进职工。责任人：赵甲、钱乙。")
    assert (item.title, item.owner) == ("慰问新进职工", "赵甲、钱乙")
    assert item.quote == "慰问新进职工。责任人：赵甲、钱乙。"


def test_how_often_is_not_part_of_the_title() -> None:
    (item,) = drafted("每月一次厂务公开。")
    assert item.title == "厂务公开"


def test_another_act_with_a_deadline_stays_an_act() -> None:
    items = drafted("组织健步走，3月底前完成职工之家改造。")
    assert [(item.title, item.deadline) for item in items] == [
        ("组织健步走", False),
        ("完成职工之家改造", True),
    ]
    assert len(drafted("组织健步走，3月底前上报一季度工作总结。")) == 2


@pytest.mark.parametrize(
    "text",
    [
        "一年来，工会走访困难职工，3月举办讲座，5月组织健步走。",
        "回顾2026年，二季度开展安全竞赛，10月评选工匠五名。",
        "过去的一年，7月送清凉到工地，受到一线职工欢迎。",
        "上半年召开职代会两次，参与职工八十人。",
        "全年无安全事故、无群体上访。",
        "全年实现零事故，会费收缴率100%。",
        "“十五五”期间，5.1服务卡累计发出三千张，简报共6-8期。",
        "在第十九个教师节上，全校职工欢聚一堂。",
    ],
)
def test_what_is_past_a_target_or_a_look_alike_gives_no_dated_item(text: str) -> None:
    reading = read_text(f"玉泉公司工会工作汇报\n{text}\n")
    assert [item.title for item in reading.items if item.dated] == []


def test_items_out_of_running_text_are_doubtful_and_list_items_are_not() -> None:
    prose = "今年，工会将把服务做到职工心坎上，3月组织女职工维权宣传，5月举办先进事迹分享会，让职工感受到家的温暖。"
    running = read_text(f"湖滨公司工会2027年工作思路\n{prose}\n").items
    assert [item.months for item in running] == [(3,), (5,)]
    assert all(Doubt.PROSE in item.doubts for item in running)
    assert all(Doubt.PROSE not in item.doubts for item in drafted("组织女职工维权宣传；"))


def test_weeks_of_term_are_counted_from_the_day_it_begins() -> None:
    text = (
        "柳溪小学工会2026—2027学年第二学期工作安排\n开学时间：2月22日\n第1周：召开委员会\n第3周：女教师插花\n"
    )
    items = read_text(text).items
    assert [(item.title, str(item.start), str(item.end)) for item in items] == [
        ("召开委员会", "02-22", "02-28"),
        ("女教师插花", "03-08", "03-14"),
    ]
    guessed = read_text(text.replace("开学时间：2月22日\n", "")).items
    assert [(item.months, item.start) for item in guessed] == [((2,), None), ((3,), None)]
    assert all(Doubt.WEEK_NUMBER in item.doubts for item in guessed)


def test_a_list_runs_into_the_next_year_only_where_the_plan_may() -> None:
    lists = "一、文体活动\n9月：登山\n12月：联欢\n二、关爱服务\n1月：送温暖\n"
    for title, offset in (("某厂工会2027年度工作计划", 0), ("某校工会2026—2027学年工作计划", 1)):
        items = read_text(f"{title}\n{lists}").items
        assert [item.year_offset for item in items] == [0, 0, offset]


def test_weeks_of_term_in_a_table_do_not_borrow_the_row_above() -> None:
    text = (
        "北门小学工会2027年春季学期安排\n第一周从3月1日开始\n"
        "| 周次 | 工作 |\n|---|---|\n| 第1周 | 跳绳赛 |\n| 第5—6周 | 提案答复 |\n"
    )
    assert [(str(item.start), str(item.end)) for item in read_text(text).items] == [
        ("03-01", "03-07"),
        ("03-29", "04-11"),
    ]


def test_a_title_that_ends_with_plan_does_not_run_into_the_first_period() -> None:
    text = "青松机床公司工会2028年计划\n二季度\n1、夏令营，6月底前报名；\n2、职工慰问，符合条件的于5月15日前提交材料。\n"
    assert [(item.title, str(item.end), item.deadline) for item in read_text(text).items] == [
        ("夏令营", "06-30", True),
        ("职工慰问", "05-15", True),
    ]


def test_english_months_open_a_line() -> None:
    items = read_text(
        "海蓝电子工会2027年活动\nFeb 二月: 迎新茶话会\nApr: 职工体检\nOct 十月: 登山 Hiking\n"
    ).items
    assert [item.months for item in items] == [(2,), (4,), (10,)]
