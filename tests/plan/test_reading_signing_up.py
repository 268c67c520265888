"""By when people sign up, apart from when the act is; and other times that are not the item's own."""

import pytest

from bot.plan.reading import DraftItem, as_json, read_text


def items(*lines: str) -> list[DraftItem]:
    return list(read_text("\n".join(("东湖玻璃厂工会2027年工作计划", *lines, ""))).items)


@pytest.mark.parametrize(
    ("line", "months", "days", "sign_up"),
    [
        ("10月中旬举办职工登山（10月8日前报名）。", (10,), ("10-11", "10-20"), "10-08"),
        ("11月举办职工歌会（报名截止10月20日）。", (11,), ("None", "None"), "10-20"),
        ("9月：组织健步走（9月5日前报名，9月中旬开走）。", (9,), ("09-11", "09-20"), "09-05"),
        ("8月中旬举办亲子营（7月20日至8月1日报名）。", (8,), ("08-11", "08-20"), "08-01"),
        ("6月18日举办龙舟赛，报名截至6月1日。", (6,), ("06-18", "06-18"), "06-01"),
        ("11月：职工合唱（10月30日前到车间报名）", (11,), ("None", "None"), "10-30"),
        ("二季度举办厨艺赛（3月底前报名）", (4, 5, 6), ("04-01", "06-30"), "03-31"),
    ],
)
def test_signing_up_has_a_date_of_its_own(
    line: str, months: tuple[int, ...], days: tuple[str, str], sign_up: str
) -> None:
    (item,) = items(line)
    assert (item.months, (str(item.start), str(item.end)), str(item.sign_up_by)) == (months, days, sign_up)
    assert not item.deadline
    assert as_json(item)["sign_up_by"] == sign_up


def test_when_signing_up_begins_is_neither_the_day_nor_a_deadline() -> None:
    (item,) = items("8月：职工子女托管班（7月20日起报名）。")
    assert (item.months, item.start, item.sign_up_by, item.deadline) == ((8,), None, None, False)


def test_an_act_that_has_only_its_registration_is_due_by_then() -> None:
    (item,) = items("一、文体活动", "组织健步走（10月8日前报名）。")
    assert (item.months, str(item.end), str(item.sign_up_by), item.deadline) == (
        (10,),
        "10-08",
        "10-08",
        True,
    )


def test_the_registration_of_a_month_item_stays_its_deadline() -> None:
    (item,) = items("3月：", "1、女职工体检，3月20日前完成报名；")
    assert (item.months, str(item.end), str(item.sign_up_by), item.deadline) == ((3,), "03-20", "03-20", True)


def test_a_sign_up_field_is_not_the_time_of_the_activity() -> None:
    (item,) = items("活动名称：职工象棋赛", "报名时间：4月1日至4月10日", "活动时间：4月24日", "地点：活动室")
    assert (item.title, str(item.start), str(item.sign_up_by)) == ("职工象棋赛", "04-24", "04-10")


@pytest.mark.parametrize(
    "line", ["做好年终总结表彰", "年终慰问困难职工", "召开年底工作总结会", "开展岁末送温暖活动"]
)
def test_the_end_of_the_year_does_not_leave_the_month_above(line: str) -> None:
    found = items("十二月：", "1、会费收缴。", "一月：", f"1、{line}。", "2、召开小组长会议。")
    assert [item.months for item in found] == [(12,), (1,), (1,)]
    assert found[1].title == line
    assert not found[1].doubts


def test_the_end_of_the_year_is_december_where_no_month_stands_above() -> None:
    found = items("一、关爱职工", "1、年底慰问困难职工。", "2、9月开展助学，年终进行总结表彰。")
    assert [item.months for item in found] == [(12,), (9,), (12,)]
    (due,) = items("十二月：", "1、年底前完成会费收缴。")
    assert (str(due.end), due.deadline) == ("12-31", True)


@pytest.mark.parametrize(
    ("line", "freq"),
    [
        ("3月底前完成职代会换届，每季度召开一次团长联席会。", "quarterly"),
        ("4月15日前上报集体合同，每半年检查一次合同履行情况。", "halfyearly"),
        ("5月底前建立谈心室，每月组织职工谈心一次。", "monthly"),
    ],
)
def test_a_recurrence_does_not_take_the_deadline_before_it(line: str, freq: str) -> None:
    first, second = items("一、民主管理", f"1、{line}")
    assert first.deadline
    assert second.recurrence is not None
    assert (second.recurrence.freq.value, second.months, second.end, second.deadline) == (
        freq,
        (),
        None,
        False,
    )


def test_what_recurs_every_month_is_not_shut_into_the_month_above() -> None:
    found = items("十二月：", "1、会费收缴。", "一月：", "1、送温暖。", "2、每月开展一次消防检查。")
    assert found[-1].recurrence is not None
    assert (found[-1].months, found[-1].recurrence.freq.value) == ((), "monthly")
    within = items("五月：", "1、每周三组织篮球训练。")[0]
    assert within.months == (5,)


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("举办一次职工歌咏比赛", "举办职工歌咏比赛"),
        ("组织职工读书会不少于4次", "组织职工读书会"),
        ("至少开展两次安全检查", "开展安全检查"),
        ("开展技能比武1-2次", "开展技能比武"),
        ("召开四届二次职代会", "召开四届二次职代会"),
        ("办理一次性补贴发放", "办理一次性补贴发放"),
        ("（3）三、组织职工登山", "组织职工登山"),
        ("1.2 更换阅览室图书", "更换阅览室图书"),
    ],
)
def test_a_title_tells_neither_its_number_nor_how_often(line: str, title: str) -> None:
    (item,) = items("五月：", line)
    assert item.title == title


def test_a_verb_alone_is_no_title() -> None:
    (item,) = items("一、职工运动会。拟于10月举办。")
    assert item.title == "职工运动会"
    assert [item.title for item in items("五月：", "1、职工体检。", "2、开展。")] == ["职工体检"]


def test_how_often_and_then_when() -> None:
    (item,) = items("一、民主管理", "1、职工代表巡视每年两次，安排在5月和11月。")
    assert item.months == (5, 11)


def test_a_feast_keeps_its_day_when_people_sign_up_before() -> None:
    (item,) = items("一、文体活动", "1、三八节趣味赛，3月5日前报名。")
    assert (str(item.start), str(item.sign_up_by), item.deadline) == ("03-08", "03-05", False)


def test_what_the_others_do_later_does_not_stretch_the_act() -> None:
    found = items("一、小家建设", "1、6月30日前完成两个小家改造，其余小家年底前完成。")
    assert found[0].months == (6,)
