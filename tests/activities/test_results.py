"""Results as committees write them, ranked, made known once, corrected; what certificates say of them."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.activities import places
from bot.activities.attending import certificates
from bot.activities.card import activity_card
from bot.activities.contests import reading, results, scores, team_terms, teams
from bot.activities.contests.reading import Known
from bot.activities.rules_scores import Mark, Order, ranked
from bot.activities.rules_teams import Shape
from bot.files.tables import Cell, CellKind, Row, Sheet
from bot.refused import Refused
from tests.activities.conftest import NOW, START, Union
from tests.activities.test_meetings import meeting, tick, write_down

KNOWN = tuple(
    Known(key, name, group)
    for key, name, group in (
        (1, "赵甲", "第一小组"),
        (2, "钱乙", "第二小组"),
        (3, "孙丙", "第一小组"),
        (4, "李丁", "第二小组"),
        (5, "周同名", "第一小组"),
        (6, "周同名", "第二小组"),
    )
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("赵甲 12秒5\n钱乙：13秒1\n孙丙，没到", {1: "12秒5", 2: "13秒1", 3: "没到"}),
        ("1. 钱乙 12.5\n2、赵甲 12.9", {2: "12.5", 1: "12.9"}),
        (
            "第一名：赵甲\n第二名 钱乙\n并列第三 孙丙、李丁",
            {1: "第一名", 2: "第二名", 3: "并列第三", 4: "并列第三"},
        ),
        ("赵甲第一，钱乙第二，孙丙没来", {1: "第一", 2: "第二", 3: "没来"}),
        ("冠军赵甲 亚军钱乙", {1: "冠军", 2: "亚军"}),
        ("赵甲12秒5 钱乙13秒", {1: "12秒5", 2: "13秒"}),
        ("男子100米成绩\n姓名\t成绩\n赵甲\t1'23\"4", {1: "1'23\"4"}),
        ("１　赵甲\n２　钱乙", {1: "第1名", 2: "第2名"}),
        ("赵甲（第一小组） 3米25\n周同名 第二小组 3米", {1: "3米25", 6: "3米"}),
        ("赵甲 12秒\n赵甲 13秒", {1: "13秒"}),
    ],
)
def test_lines_in_own_words(text: str, found: dict[int, str]) -> None:
    read = reading.read(text, KNOWN)
    assert dict(read.found) == found
    assert not read.strange


def test_wrong_names_come_with_the_nearest_ones() -> None:
    read = reading.read("赵佳 12秒5\n王五六 13秒\n赵甲乙 14秒\n周同名 15秒\n钱乙", KNOWN)
    assert read.found == ()
    assert read.bare == ("钱乙",)
    by_name = {one.name: one for one in read.strange}
    assert by_name["赵佳"].may_be[0] == 1
    assert by_name["赵甲乙"].result == "14秒"
    assert by_name["周同名"].may_be == (5, 6)
    assert by_name["王五六"].may_be == ()


def test_a_table_reads_like_lines() -> None:
    def row(number: int, *texts: str) -> Row:
        return Row(number, tuple(Cell(CellKind.TEXT, text) for text in texts))

    sheet = Sheet("成绩", (row(1, "名次", "姓名", "小组", "成绩"), row(2, "1", "赵甲", "第一小组", "11.9")))
    assert reading.read(reading.text_of([sheet]), KNOWN).found == ((1, "11.9"),)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("12秒5", "12.5"),
        ("12″53", "12.53"),
        ("1分23秒", "83"),
        ("1'23\"4", "83.4"),
        ("1:02:03", "3723"),
        ("5分30", "330"),
        ("30分钟", "1800"),
        ("3米25", "3.25"),
        ("325厘米", "3.25"),
        ("120个", "120"),
        ("96.5分", "96.5"),
    ],
)
def test_measures(written: str, seconds: str) -> None:
    assert reading.mark(written).measure == Decimal(seconds)


@pytest.mark.parametrize(
    ("written", "event", "order", "ranks"),
    [
        (("13秒", "12秒5", "弃权", "13秒"), "男子100米", Order.LESS, [2, 1, None, 2]),
        (("12.9", "12.5"), "女子100米", Order.LESS, [2, 1]),
        (("3米25", "3.3米", "没到"), "跳远", Order.MORE, [2, 1, None]),
        (("90", "95"), "知识竞赛", Order.LESS, [1, 2]),
        (("95", "90", "91"), "知识竞赛", Order.MORE, [1, 3, 2]),
        (("21:15", "18:21"), "羽毛球", Order.LISTED, [1, 2]),
        (("第二名", "第一名"), "拔河", Order.LISTED, [2, 1]),
        (("一等奖", "二等奖", "二等奖", "三等奖"), "书法", Order.LISTED, [1, 2, 2, 4]),
    ],
)
def test_the_usual_order(written: tuple[str, ...], event: str, order: Order, ranks: list[int | None]) -> None:
    marks = [reading.mark(one) for one in written]
    assert reading.usual_order(marks, event) is order
    assert ranked(marks, order) == ranks


@given(st.lists(st.integers(0, 20) | st.none(), max_size=12), st.sampled_from([Order.LESS, Order.MORE]))
def test_a_better_measure_never_has_a_worse_rank(measures: list[int | None], order: Order) -> None:
    marks = [Mark("x", measure=None if one is None else Decimal(one), out=one is None) for one in measures]
    found = ranked(marks, order)
    for one, rank in zip(measures, found, strict=True):
        assert (rank is None) == (one is None)
        for other, its_rank in zip(measures, found, strict=True):
            if one is not None and other is not None and rank is not None and its_rank is not None:
                better = one < other if order is Order.LESS else one > other
                assert (rank < its_rank) == better


def races(union: Union) -> tuple[int, int, list[Any]]:
    """A meeting with one race of three and nobody in the other."""
    activity_id, (race, _) = meeting(union, "男子100米\n跳远")
    people = [union.member(name) for name in ("赵甲", "钱乙", "李丁")]
    for actor in people:
        tick(union, actor, race)
    return activity_id, race, people


def texts_to(union: Union, member_id: int) -> list[str]:
    return [
        text
        for (text,) in union.rows(f"SELECT text FROM outgoing WHERE member_id = {member_id} ORDER BY id")
        if "成绩" in text
    ]


def test_results_are_told_once_and_corrections_say_what_changed(union: Union) -> None:
    activity_id, race, people = races(union)
    write_down(union, activity_id, "赵甲 13秒\n钱乙 12秒5\n李丁 没到", race)
    assert texts_to(union, people[0].member_id) == []
    assert union.read(activity_card, people[0], NOW, activity_id=activity_id).part.results == ()
    assert union.write(scores.tell, union.committee, NOW, activity_id=activity_id) == 3
    [told] = texts_to(union, people[0].member_id)
    assert "您：<b>男子100米 第 2 名（13秒）</b>" in told
    assert union.read(activity_card, people[0], NOW, activity_id=activity_id).part.results == (
        ("男子100米", 2, "13秒"),
    )
    with pytest.raises(Refused, match="told"):
        union.write(scores.tell, union.committee, NOW, activity_id=activity_id)
    # One line is enough to correct one result; the others stay.
    write_down(union, activity_id, "赵甲 12秒1", race)
    shown = union.read(scores.scores, union.committee, activity_id=activity_id)
    assert [(one.name, one.before, one.now) for one in shown.changes] == [
        ("赵甲", (2, "13秒"), (1, "12秒1")),
        ("钱乙", (1, "12秒5"), (2, "12秒5")),
    ]
    union.write(scores.tell, union.committee, NOW, activity_id=activity_id)
    for actor in people:
        assert "男子100米 赵甲：第 2 名（13秒） → 第 1 名（12秒1）" in texts_to(union, actor.member_id)[1]
    write_down(union, activity_id, "钱乙 删除", race)
    [taken] = union.read(scores.scores, union.committee, activity_id=activity_id).changes
    assert (taken.name, taken.now) == ("钱乙", None)


def test_certificates_name_event_and_rank(union: Union) -> None:
    activity_id, race, people = races(union)
    write_down(union, activity_id, "赵甲 13秒\n钱乙 12秒5\n李丁 没到", race)
    facts = {"activity_id": activity_id}
    shown = union.read(certificates.awarded, union.committee, NOW, **facts)
    assert [(one.name, one.result, one.detail) for one in shown.certificates] == [
        ("钱乙", "男子100米 第一名", "12秒5"),
        ("赵甲", "男子100米 第二名", "13秒"),
    ]
    with pytest.raises(Refused):
        union.read(certificates.own, people[0], NOW, **facts)
    with pytest.raises(Refused):
        union.write(certificates.tell, union.committee, NOW, **facts)
    union.write(scores.tell, union.committee, NOW, **facts)
    assert union.read(certificates.own, people[0], NOW, **facts) == [shown.certificates[1]]
    union.write(certificates.set_ranks, union.committee, NOW, ranks=1, **facts)
    assert len(union.read(certificates.awarded, union.committee, NOW, **facts).prizes) == 1
    write_down(union, activity_id, "赵甲 优胜奖", race)
    shown = union.read(certificates.awarded, union.committee, NOW, **facts)
    assert "男子100米 优胜奖" in [one.result for one in shown.prizes]


def test_a_team_wins_its_certificates_together(union: Union) -> None:
    activity_id = union.activity(title="拔河")
    union.write(team_terms.set_teams, union.committee, NOW, activity_id=activity_id, shape=Shape(2, 2))
    captain, mate = union.members(2)
    crew = union.write(teams.found_team, captain, NOW, activity_id=activity_id).crew
    union.write(teams.enter_team, mate, NOW, code=crew.code)
    write_down(union, activity_id, "会员0队 冠军")
    shown = union.read(certificates.awarded, union.committee, NOW, activity_id=activity_id)
    assert [(one.name, one.team, one.result) for one in shown.prizes] == [
        ("会员0", "会员0队", "冠军"),
        ("会员1", "会员0队", "冠军"),
    ]
    union.write(scores.tell, union.committee, NOW, activity_id=activity_id)
    assert "您：<b>冠军</b>" in texts_to(union, mate.member_id)[0]


def test_who_may_have_a_result(union: Union) -> None:
    activity_id = union.activity()
    with pytest.raises(Refused, match="nobody"):
        union.read(results.field, union.committee, activity_id=activity_id)
    actor = union.member("赵甲")
    union.write(places.take_place, actor, NOW, activity_id=activity_id)
    with pytest.raises(Refused):
        union.read(results.field, actor, activity_id=activity_id)
    with pytest.raises(Refused):
        union.read(results.field, union.committee, activity_id=activity_id, event_id=9)
    with pytest.raises(Refused):
        union.write(results.record, union.committee, NOW, activity_id=activity_id, written=[(99, "第一名")])
    union.write(
        results.record, union.committee, NOW, activity_id=activity_id, written=[(actor.member_id, "很" * 99)]
    )
    assert len(union.rows("SELECT result FROM sign_up")[0][0]) == results.RESULT_LIMIT


def test_of_which_contest_somebody_speaks(union: Union) -> None:
    activity_id, race, _ = races(union)
    soon = START - timedelta(days=1)

    def found(words: str) -> list[int]:
        return [one.event_id for one in union.read(results.places_of, union.committee, soon, words=words)]

    assert found("男子100米") == [race]
    assert len(found("")) == len(found("运动会")) == 2
    assert found("羽毛球") == []
    assert union.read(results.told_of, union.committee, soon, words="") == ()
    write_down(union, activity_id, "赵甲 13秒", race)
    union.write(scores.tell, union.committee, soon, activity_id=activity_id)
    assert [one.title for one in union.read(results.told_of, union.member(), soon, words="运动会")] == [
        "运动会"
    ]
