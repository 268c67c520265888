"""What the report says about lines that gave no item, and text that must never become one."""

import pytest

from bot.plan.reading import LineSense, read_text
from bot.plan.reading.texts import line_note, sense

HEAD = "东湖玻璃厂工会2027年工作计划\n"


def senses(*lines: str) -> dict[str, LineSense]:
    reading = read_text(HEAD + "\n".join(lines) + "\n")
    return {note.text: note.sense for note in reading.lines}


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("第三条 会员每月按工资的0.5%缴纳会费。", LineSense.RULE),
        ("活动经费一律转账，每月不得坐支现金。", LineSense.RULE),
        ("奖品按上级工会标准发放。", LineSense.RULE),
        ("“月月有活动，季季有主题，人人都参与！”", LineSense.QUOTE),
        ("口号：健康生活每一天！", LineSense.QUOTE),
        ("全年实现零事故。", LineSense.TARGET),
        ("7月的室外活动暂停。", LineSense.DROPPED),
        ("2026年10月在市里比赛获得第二名。", LineSense.PAST),
        ("第 3 页 共 9 页", LineSense.FURNITURE),
        ("让职工之家更有温度。", LineSense.PROSE),
    ],
)
def test_a_line_left_out_says_why(line: str, why: LineSense) -> None:
    assert senses(line)[line] is why
    assert not read_text(HEAD + line + "\n").items


def test_every_reason_is_one_plain_phrase() -> None:
    for reason in LineSense:
        told = sense(reason)
        assert told
        assert "。" not in told
    left_out = set(LineSense) - {
        LineSense.TITLE,
        LineSense.HEADING,
        LineSense.PERIOD,
        LineSense.ITEMS,
        LineSense.UNDATED,
        LineSense.FIELD,
        LineSense.TABLE_HEAD,
    }
    assert all("不列入" in sense(reason) for reason in left_out)
    assert line_note(7, "第三条 会费", LineSense.RULE) == "第 7 行　规定或要求，不是活动，不列入：第三条 会费"


def test_a_table_of_money_gives_no_items() -> None:
    table = "项目\t金额（万元）\t说明\n文体支出\t6.5\t含3月运动会、5月表彰会\n维权支出\t2\t按季支付\n"
    reading = read_text(f"{HEAD}一、经费预算\n{table}")
    assert not reading.items
    assert [note.sense for note in reading.lines if "支出" in note.text] == [LineSense.MONEY] * 2


@pytest.mark.parametrize(
    "text",
    [
        "红砖厂工会上半年工作小结\n一是抓民主管理。1月召开职代会。\n二是抓文体。4月举办篮球赛。\n",
        "红砖厂工会工作情况汇报\n1、3月组织观影。\n2、5月慰问职工。\n",
        "红砖厂工会通讯\n【喜讯】\n11月，二车间在市里拿奖。\n【管理制度】\n每月25日前交报销单。\n",
        "红砖厂工会会议纪要\n时间：2027年3月8日上午9:00\n地点：二楼会议室\n主持人：赵甲\n",
    ],
)
def test_reviews_rules_and_the_head_of_minutes_are_no_plans(text: str) -> None:
    assert [item.title for item in read_text(text).items] == []


def test_what_is_not_held_is_not_drafted() -> None:
    table = (
        "| 月份 | 工会活动 |\n|---|---|\n| 6月 | 停课 |\n| 7月 | 暂停活动 |\n| 8月 | 职工体检；放假三天 |\n"
    )
    assert [item.title for item in read_text(HEAD + table).items] == ["职工体检"]
    said = "11月太忙，啥活动都不安排。\n九月的教师节跟咱们没关系。\n咱们十月爬山。\n"
    assert [item.months for item in read_text(HEAD + said).items] == [(10,)]
