"""What members say in own words about a place they have is read narrowly: rather not than wrongly."""

from datetime import datetime

import pytest

from bot.activities.rules_terms import HandoverKind
from bot.activities.terms import wishes
from bot.activities.terms.texts.handing import clearly, wished, wishes_other_slot
from bot.asking import rules
from bot.language.dates import find
from bot.refused import Refused
from tests.activities.conftest import NOW, ZONE, Union
from tests.activities.test_handing import booked, check_up

SWAP, SUBSTITUTE = HandoverKind.SWAP, HandoverKind.SUBSTITUTE


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("和钱乙换个时段", SWAP, "钱乙"),
        ("我想跟钱乙换一下体检时间", SWAP, "钱乙"),
        ("让孙丙替我去", SUBSTITUTE, "孙丙"),
        ("孙丙代我参加体检", SUBSTITUTE, "孙丙"),
        ("我去不了，名额给钱乙", SUBSTITUTE, "钱乙"),
        ("把健步走的名额让给欧阳小丁吧", SUBSTITUTE, "欧阳小丁"),
        ("我不能去，让钱乙去吧", SUBSTITUTE, "钱乙"),
    ],
)
def test_a_swap_and_a_substitute_are_read(text: str, kind: HandoverKind, name: str) -> None:
    read = wished(text)
    assert read is not None
    assert read[0] is kind
    assert name in read[1]
    assert clearly(text) or "去吧" in text


@pytest.mark.parametrize(
    "text", ["给我报名体检", "给钱乙报名", "建议给职工发福利", "下周有什么活动", "让" * 50]
)
def test_other_words_are_no_such_wish(text: str) -> None:
    assert wished(text) is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("我想换到下午", True),
        ("体检改到8点半", True),
        ("换个时段", True),
        ("我想改一下我的手机号", False),
        ("建议把活动换到周末", False),
        ("体检时间改了吗", False),
    ],
)
def test_another_slot_is_wished_for(text: str, meant: bool) -> None:
    assert wishes_other_slot(text) is meant


@pytest.mark.parametrize(
    ("text", "hour", "minute", "fits"),
    [
        ("下午", 15, 0, True),
        ("下午", 9, 0, False),
        ("3点半", 15, 30, True),
        ("3点半", 15, 0, False),
        ("周六", 15, 0, True),
        ("周日", 15, 0, False),
        ("12月5日下午", 15, 0, True),
        ("12月12日", 15, 0, False),
        ("3点以后", 15, 30, True),
    ],
)
def test_a_slot_fits_what_was_said(text: str, hour: int, minute: int, fits: bool) -> None:
    [found] = find(text, NOW)
    assert wishes.fits(found, datetime(2026, 12, 5, hour, minute, tzinfo=ZONE)) is fits


def test_who_has_nothing_hands_nothing_on(union: Union) -> None:
    actor, other = union.members(2)
    facts = {"name": other.name, "meant": frozenset()}
    with pytest.raises(Refused, match="none"):
        union.read(wishes.choices, actor, NOW, kind=SUBSTITUTE, **facts)
    activity_id, [first, second, _] = check_up(union)
    booked(union, activity_id, (actor, first), (other, second))
    [choice] = union.read(wishes.choices, actor, NOW, kind=SWAP, **facts)
    assert (choice.activity_id, choice.member_id) == (activity_id, other.member_id)
    with pytest.raises(Refused, match="none"):
        union.read(wishes.choices, actor, NOW, kind=SWAP, name=other.name, meant=frozenset({activity_id + 1}))
    assert union.read(wishes.only_own, actor, NOW, kind=SWAP, meant=frozenset()) == (activity_id, "健步走")
    assert union.read(wishes.other_slots, other, NOW, meant=frozenset({99}), wished=()) is None


@pytest.mark.parametrize(
    "text", ["食堂加个窗口行吗", "能不能晚一点", "还有，灯也坏了", "什么时候施工都可以", "灯坏了"]
)
def test_what_adds_to_a_proposal_is_no_question(text: str) -> None:
    assert not rules.may_be_question(text)
