"""Plans told in chats and speeches: answers, asides, months inside one long paragraph."""

import pytest

from bot.plan.reading import Doubt, read_text


def told(text: str) -> list[tuple[str, tuple[int, ...]]]:
    return [(item.title, item.months) for item in read_text(text).items if item.dated]


def test_an_answer_that_names_only_the_time_belongs_to_what_was_asked() -> None:
    chat = "钱乙: 拔河赛啥时候？\n赵甲: 四月中旬打，报名4月5号截止\n钱乙: 团拜会还办吗\n赵甲: 办，12月28号晚上，食堂\n孙丙: 收到\n"
    reading = read_text(chat)
    assert [(item.title, item.months) for item in reading.items] == [("拔河赛", (4,)), ("团拜会", (12,))]
    assert all(Doubt.POINTS_BACK in item.doubts for item in reading.items)


def test_in_one_long_speech_every_sentence_has_its_own_tense() -> None:
    speech = (
        "大家辛苦了，咱们说说今年的事。年初的慰问品已经发完了。三月咱们不搞集体活动。四月份有个急救比赛。"
        "七八月高温，给门卫送西瓜。十二月评优，大家准备一下。"
    )
    assert [months for _, months in told(speech)] == [(4,), (7, 8), (12,)]


def test_a_paragraph_that_turns_to_the_new_year_is_read_from_there() -> None:
    text = "北桥粮站工会汇报\n去年3月组织了健步走，9月获得市里表彰，大家很满意。新的一年，4月举办书画展，10月组织秋游。\n"
    assert [months for _, months in told(text)] == [(4,), (10,)]


def test_what_was_said_of_the_year_before_does_not_hide_the_plan_before_it() -> None:
    text = "北桥粮站工会2027年计划\n（一）6月至8月开展送清凉活动，走遍粮库。去年共走访仓房21座。\n"
    assert [months for _, months in told(text)] == [(6, 7, 8)]


@pytest.mark.parametrize(
    ("line", "months"),
    [
        ("7 8 9三个月驿站供应凉茶", (7, 8, 9)),
        ("大概11月吧，办两期培训班", (11,)),
        ("到了十二月，除了慰问，还要办一场音乐会", (12,)),
        ("七八月份高温，给一线送西瓜", (7, 8)),
        ("平时每周三下午，村部有律师坐班，可以来问", ()),
    ],
)
def test_spoken_times(line: str, months: tuple[int, ...]) -> None:
    (item,) = read_text(f"北桥粮站工会2027年计划\n一、安排\n{line}。\n").items
    assert item.months == months


def test_the_same_month_is_the_one_named_before() -> None:
    text = "北桥粮站工会2027年计划\n进入三月，女工委做一次手工体验；同月启动征文活动。\n"
    assert [months for _, months in told(text)] == [(3,), (3,)]


@pytest.mark.parametrize(
    "clause",
    [
        "并在5月20日的大会上颁奖",
        "5月25日前完成网上投票",
        "报名从5月2日开始",
        "5月底公布结果",
        "5月20日前将名单报县总工会",
    ],
)
def test_a_remark_on_the_act_before_is_no_act(clause: str) -> None:
    (item,) = read_text(f"北桥粮站工会2027年计划\n5月：\n1、评选优秀会员，{clause}。\n").items
    assert (item.title, item.months) == ("评选优秀会员", (5,))


def test_rows_that_a_scan_broke_are_whole_again() -> None:
    text = (
        "龙口自来水厂工会2027年计划\n时间 工作内容 责任人\n1月 召开工会委员会，研究年\n度计划； 赵甲\n"
        "4月 职工提案征集，4月2O\n日截止。 李丁\n5月 技能比武（管道抢修、水\n表校验）。 周戊\n"
    )
    items = read_text(text).items
    assert [(item.months, item.owner) for item in items] == [((1,), "赵甲"), ((4,), "李丁"), ((5,), "周戊")]


def test_lines_of_a_csv_are_a_table() -> None:
    text = "龙口港务工会2027年计划\n编号,项目,起止时间,内容,部门,预算(元)\nA1,送温暖,1月-2月,走访困难职工,保障部,800\nA2,篮球赛,9月,主客场,文体部,600\n"
    assert [(item.title, item.months) for item in read_text(text).items] == [
        ("送温暖", (1, 2)),
        ("篮球赛", (9,)),
    ]
