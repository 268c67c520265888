"""Notices told in one sentence, and the audience they name."""

import pytest

from bot.members.audience import EVERYONE, Audience, Trait, of_groups
from bot.members.groups import GroupNode
from bot.members.texts.spoken import audience_said
from bot.notices.texts.spoken import addressed

GROUPS = [
    GroupNode(1, None, "示例工会", "", 0),
    GroupNode(2, 1, "第一小组", "第一小组", 1),
    GroupNode(3, 1, "第二小组", "第二小组", 1),
    GroupNode(4, 1, "后勤组", "后勤组", 1),
]


@pytest.mark.parametrize(
    ("said", "whom", "text"),
    [
        ("给第二小组发个通知：明天下午三点开组会", "第二小组", "明天下午三点开组会"),
        ("通知女职工：周五插花", "女职工", "周五插花"),
        ("发通知给全体会员，明天停水", "全体会员", "明天停水"),
        ("请给组长们发条消息 周五前交表", "组长们", "周五前交表"),
        ("告诉一下后勤组，锅炉检修，下午没有热水", "后勤组", "锅炉检修，下午没有热水"),
    ],
)
def test_whom_and_what(said: str, whom: str, text: str) -> None:
    assert addressed(said) == (whom, text)


@pytest.mark.parametrize(
    "said", ["关于停水的通知：明天停水", "明天停水，请大家提前接水", "发通知", "通知大家"]
)
def test_a_text_by_itself(said: str) -> None:
    found = addressed(said)
    assert found is None or audience_said(found[0], GROUPS) is None


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("全体会员", EVERYONE),
        ("大家", EVERYONE),
        ("女职工", Audience(traits=frozenset({Trait.WOMEN}))),
        ("退休的老师们", Audience(traits=frozenset({Trait.RETIRED}))),
        ("各小组长", Audience(traits=frozenset({Trait.LEADERS}))),
        ("第二小组", of_groups({3})),
        ("2组", of_groups({3})),
        ("一组和二组", of_groups({2, 3})),
        ("后勤组的会员", of_groups({4})),
        ("第九小组", None),
        ("第二小组和女职工", None),
        ("赵甲", None),
        ("", None),
    ],
)
def test_the_audience_that_is_named(said: str, meant: Audience | None) -> None:
    assert audience_said(said, GROUPS) == meant


def test_two_groups_called_alike_are_not_told_apart() -> None:
    alike = [*GROUPS, GroupNode(9, 4, "二组", "后勤组/二组", 2)]
    assert audience_said("二组", alike) is None
