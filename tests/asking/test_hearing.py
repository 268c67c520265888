"""What the committee says in passing, told apart from what only sounds like it."""

import pytest

from bot.asking import texts
from bot.asking.texts import hearing


@pytest.mark.parametrize(
    ("said", "what", "to"),
    [
        ("健步走改到下周五", "健步走", "下周五"),
        ("把乒乓球比赛改到3月25日", "乒乓球比赛", "3月25日"),
        ("请把联欢会的时间改成12月30日下午3点。", "联欢会", "12月30日下午3点"),
        ("登山推迟到5月", "登山", "5月"),
        ("春游提前到4月8日", "春游", "4月8日"),
    ],
)
def test_another_time_for_something(said: str, what: str, to: str) -> None:
    assert texts.another_time(said) == texts.AnotherTime(what, to)


@pytest.mark.parametrize(
    "said",
    ["我的体检改到周三", "改到下周五", "健步走什么时候", "下周五有什么活动", "健步走，我改到周三的场次", ""],
)
def test_what_is_no_other_time(said: str) -> None:
    assert texts.another_time(said) is None


@pytest.mark.parametrize(
    "said", ["谁还没点收到", "还有谁没确认通知？", "哪些人没有点收到", "有多少人没看通知"]
)
def test_receipts_are_asked_for(said: str) -> None:
    assert texts.asks_for_receipts(said)


@pytest.mark.parametrize("said", ["谁还没报名", "收到", "我没收到通知", "确认一下时间"])
def test_receipts_are_not_asked_for(said: str) -> None:
    assert not texts.asks_for_receipts(said)


@pytest.mark.parametrize(
    ("said", "form"),
    [
        ("年历图", "png"),
        ("把全年计划发我一份表格", "xlsx"),
        ("计划的excel有吗", "xlsx"),
        ("全年计划加到日历", "ics"),
        ("全年计划", None),
        ("健步走的名单发我表格", None),
    ],
)
def test_which_file_is_asked_for(said: str, form: str | None) -> None:
    assert texts.file_in(said) == form


@pytest.mark.parametrize(
    ("said", "year"),
    [("2028年计划的表格", 2028), ("明年的年历图", 2027), ("去年计划表格", 2025), ("年历图", 2026)],
)
def test_of_which_year(said: str, year: int) -> None:
    assert texts.year_in(said, 2026) == year


@pytest.mark.parametrize(
    ("said", "name"), [("赵甲", True), ("买买提·艾力", True), ("赵甲 ", False), ("12", False)]
)
def test_what_may_be_a_name(said: str, name: bool) -> None:
    assert hearing.may_be_a_name(said) is name


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("帮赵甲报名歌会", hearing.ForAnother.JOIN),
        ("赵甲没有手机，帮他报健步走", hearing.ForAnother.JOIN),
        ("赵甲歌会来不了了", hearing.ForAnother.LEAVE),
        ("替赵甲取消体检", hearing.ForAnother.LEAVE),
        ("赵甲报名了吗", hearing.ForAnother.LOOK),
        ("赵甲报了哪些", hearing.ForAnother.LOOK),
        ("赵甲的电话是多少", None),
        ("赵甲是不是取消了", None),
    ],
)
def test_what_is_to_be_done_for_a_colleague(said: str, meant: hearing.ForAnother | None) -> None:
    assert hearing.for_another(said, "赵甲") is meant


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("把钱乙设为组长", "钱乙"),
        ("赵甲退休了", "赵甲"),
        ("请让孙丙当第二小组组长", "孙丙"),
        ("健步走改到周五", None),
    ],
)
def test_of_whom_the_committee_speaks(said: str, name: str | None) -> None:
    assert hearing.member_meant(said) == name


@pytest.mark.parametrize("said", ["有什么新建议吗", "哪些建议还没答复", "看看大家的建议"])
def test_asking_for_proposals_is_no_proposal(said: str) -> None:
    assert hearing.asks_for_proposals(said)


@pytest.mark.parametrize("said", ["我有个建议：三楼加饮水机", "提个建议", "建议把活动改到周五"])
def test_a_proposal_is_no_question_for_proposals(said: str) -> None:
    assert not hearing.asks_for_proposals(said)


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ("歌会不办了", "歌会"),
        ("健步走活动取消了。", "健步走"),
        ("歌会名额加到150", "歌会"),
        ("把体检的名额改成80个", "体检"),
        ("我健步走不去了", None),
        ("健步走取消了吗", None),
    ],
)
def test_what_is_to_be_managed(said: str, what: str | None) -> None:
    assert hearing.activity_to_manage(said) == what


@pytest.mark.parametrize(
    "said", ["最近的通知", "有什么通知", "看一下通知", "最近发了什么通知", "工会有什么新通知？"]
)
def test_asking_for_notices(said: str) -> None:
    assert hearing.asks_for_notices(said)


@pytest.mark.parametrize("said", ["发个通知", "通知大家明天停水", "通知一下女职工", "为什么没收到通知"])
def test_no_question_for_notices(said: str) -> None:
    assert not hearing.asks_for_notices(said)


@pytest.mark.parametrize(
    "said", ["别提醒我了", "不要再提醒我", "提前两小时提醒我", "把提醒关掉", "改一下提醒时间"]
)
def test_wishing_for_another_reminder(said: str) -> None:
    assert hearing.wants_other_reminder(said)


@pytest.mark.parametrize("said", ["提醒大家明天开会", "催一下没报的人", "提醒没报名的人", "谢谢提醒"])
def test_no_wish_for_another_reminder(said: str) -> None:
    assert not hearing.wants_other_reminder(said)


@pytest.mark.parametrize(
    ("said", "was"), [("我参加过哪些活动", True), ("我今年报过几次", True), ("我报了哪些", False)]
)
def test_asking_what_was(said: str, was: bool) -> None:
    assert hearing.asks_what_was(said) is was
