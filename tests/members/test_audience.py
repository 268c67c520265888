"""Audiences: the rule and the query agree, and the text form is exact."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.members import audience_query
from bot.members.audience import EVERYONE, Audience, Facts, Trait, matches, of_groups, of_members
from bot.members.model import Role

from .conftest import NOW, Union

DAYS = [
    date(2024, 2, 28),
    date(2024, 2, 29),
    date(2024, 3, 1),
    date(2025, 2, 28),
    date(2025, 3, 1),
    date(2025, 3, 2),
]


def audiences(largest: int = 40) -> st.SearchStrategy[Audience]:
    ids = st.frozensets(st.integers(1, largest), max_size=4)
    return st.builds(Audience, ids, st.frozensets(st.sampled_from(list(Trait)), max_size=3), ids)


@given(audiences(10**12))
def test_the_text_form_is_exact(audience: Audience) -> None:
    assert Audience.from_text(audience.to_text()) == audience


@pytest.mark.parametrize(
    "text",
    ["", "all", "groups=", "groups=a", "traits=tall", "groups=1;groups=2", "members", "names=1", "groups=1;"],
)
def test_other_texts_are_no_audience(text: str) -> None:
    with pytest.raises(ValueError, match=r"not an audience|is not a valid|invalid literal"):
        Audience.from_text(text)


@given(audiences(), st.integers(1, 40), st.sampled_from(DAYS))
def test_who_is_named_belongs_and_everyone_is_everyone(audience: Audience, member_id: int, on: date) -> None:
    facts = Facts(member_id, frozenset({1}))
    assert matches(EVERYONE, facts, on)
    if member_id in audience.members:
        assert matches(audience, facts, on)


@pytest.fixture
def crowd(union: Union) -> Union:
    third = union.group("第三小组", union.teaching)
    places = [union.root, union.teaching, third, union.logistics]
    for number in range(24):
        member_id = union.member(
            f"会员{number}",
            places[number % 4],
            telegram_id=100 + number if number % 3 else None,
            sex=["female", "male", None][number % 3],
            retired=number % 5 == 0,
            front_line=number % 7 == 0,
            hired_on=[*DAYS, None][number % 7],
            left_on=date(2026, 1, 1) if number % 11 == 10 else None,
        )
        if number % 6 == 1:
            union.grant(
                member_id,
                [Role.LEADER, Role.COMMITTEE, Role.CHAIR][number % 3],
                union.teaching if number % 3 == 0 else None,
            )
        if number % 6 == 3:
            union.grant(member_id, Role.LEADER, union.teaching)
    return union


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(audience=audiences(30), on=st.sampled_from(DAYS))
def test_the_query_and_the_rule_agree(crowd: Union, audience: Audience, on: date) -> None:
    found = crowd.see(audience_query.members_of, audience, on)
    facts = [crowd.see(audience_query.facts_of, member_id) for member_id in range(1, 25)]
    assert found == [one.member_id for one in facts if one is not None and matches(audience, one, on)]
    reach = crowd.see(audience_query.reach_of, audience, on)
    assert reach.total == len(found) == crowd.see(audience_query.count, audience, on)
    assert reach.total == reach.reachable + reach.unreachable + reach.unbound


def test_who_joins_later_belongs_and_who_left_does_not(union: Union) -> None:
    audience = of_groups([union.teaching])
    first = union.member("赵甲")
    second = union.member("钱乙", union.group("第三小组", union.teaching))
    union.member("孙丙", left_on=date(2026, 1, 1))
    union.member("李丁", union.logistics)
    assert union.see(audience_query.members_of, audience, NOW.date()) == [first, second]
    assert union.see(audience_query.members_of, of_members([first, 3]), NOW.date()) == [first]


def test_an_audience_of_nobody_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="nobody"):
        of_members([])


def test_head_counts(union: Union) -> None:
    from bot.members.binding import mark_unreachable

    union.member("赵甲", telegram_id=7)
    union.member("钱乙", telegram_id=8)
    union.member("孙丙")
    union.do(mark_unreachable, 8, NOW)
    assert union.see(audience_query.reach_of, EVERYONE, NOW.date()) == audience_query.Reach(3, 1, 1, 1)


def test_audiences_in_words(union: Union) -> None:
    def said(**parts: object) -> str:
        return str(union.see(audience_query.describe, Audience(**parts)))  # type: ignore[arg-type]

    assert said() == "全体会员"
    assert said(groups=frozenset({union.teaching})) == "教务组的会员"
    assert (
        said(
            groups=frozenset({union.teaching, union.logistics}),
            traits=frozenset({Trait.RETIRED, Trait.WOMEN}),
        )
        == "教务组、后勤组的女职工、退休会员"
    )
    assert said(traits=frozenset({Trait.WOMEN}), members=frozenset({1, 2})) == "女职工，以及指定的 2 位会员"
