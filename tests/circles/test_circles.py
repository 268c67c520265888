"""Interest groups: joined and left freely, an audience of their own, spoken to by their leader."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.activities import looking, places
from bot.circles import service
from bot.members import audience_query
from bot.members.audience import Audience, Facts, Trait, matches, of_circle
from bot.members.rules import Actor
from bot.refused import Refused
from bot.storage import Database
from tests.activities.conftest import NOW, Union

TODAY = date(2026, 11, 21)
ids = st.frozensets(st.integers(1, 5), max_size=3)


class Club:
    """A union with one interest group."""

    def __init__(self, database: Database) -> None:
        self.union = Union(database)
        card = self.union.write(
            service.create_circle, self.union.committee, NOW, text="乒乓球小组\n每周三练球"
        )
        self.id: int = card.circle_id

    def join(self, actor: Actor, *, join: bool = True) -> service.Card:
        card: service.Card = self.union.write(service.join_circle, actor, NOW, circle_id=self.id, join=join)
        return card


@pytest.fixture
def club(any_database: Database) -> Club:
    return Club(any_database)


def refusal(club: Club, use_case: object, actor: Actor, **facts: object) -> str:
    with pytest.raises(Refused) as refused:
        club.union.write(use_case, actor, NOW, circle_id=club.id, **facts)  # type: ignore[arg-type]
    return refused.value.reason


@given(ids, ids, ids)
def test_an_audience_with_circles_comes_back_from_its_text(
    groups: frozenset[int], members: frozenset[int], circles: frozenset[int]
) -> None:
    audience = Audience(groups=groups, members=members, circles=circles)
    assert Audience.from_text(audience.to_text()) == audience


@given(ids, ids, st.booleans())
def test_circles_narrow_and_names_widen(
    circles: frozenset[int], joined: frozenset[int], female: bool
) -> None:
    facts = Facts(1, frozenset({1}), female=female, circle_ids=joined)
    audience = Audience(traits=frozenset({Trait.WOMEN}), circles=circles)
    assert matches(audience, facts, TODAY) == (female and (not circles or bool(circles & joined)))
    named = Audience(traits=audience.traits, circles=circles, members=frozenset({1}))
    assert matches(named, facts, TODAY)


def test_who_joins_and_leaves_is_counted_once(club: Club) -> None:
    member = club.union.member()
    assert club.join(member).members == 1
    assert club.join(member).members == 1
    left = club.join(member, join=False)
    assert (left.members, left.mine) == (0, False)


def test_the_audience_is_who_belongs_to_it_now(club: Club) -> None:
    inside, outside = club.union.members(2)
    club.join(inside)
    found = club.union.read(audience_query.members_of, of_circle(club.id), TODAY)
    assert found == [inside.member_id]
    for member in (inside, outside):
        facts = club.union.read(audience_query.facts_of, member.member_id)
        assert matches(of_circle(club.id), facts, TODAY) == (member is inside)
    assert club.union.read(audience_query.describe, of_circle(club.id)) == "乒乓球小组的成员"


def test_its_activities_are_for_its_members(club: Club) -> None:
    inside, outside = club.union.members(2)
    club.join(inside)
    activity_id = club.union.activity(audience=of_circle(club.id).to_text())
    club.union.write(places.take_place, inside, NOW, activity_id=activity_id)
    with pytest.raises(Refused, match="audience"):
        club.union.write(places.take_place, outside, NOW, activity_id=activity_id)
    assert len(club.union.read(looking.upcoming, inside, NOW).lines) == 1
    assert club.union.read(looking.upcoming, outside, NOW).lines == ()


def test_the_leader_speaks_to_all_and_nobody_else(club: Club) -> None:
    leader, member, stranger = club.union.members(3)
    club.join(leader)
    club.join(member)
    assert refusal(club, service.tell, leader, text="练球", request="a") == "no_right"
    club.union.write(
        service.make_leader, club.union.committee, NOW, circle_id=club.id, member_id=leader.member_id
    )
    for _ in range(2):
        club.union.write(service.tell, leader, NOW, circle_id=club.id, text="<b>练球", request="a")
    told = club.union.rows(
        "SELECT member_id, text FROM outgoing WHERE key LIKE 'circle:_:a:_' ORDER BY member_id"
    )
    assert [row[0] for row in told] == [leader.member_id, member.member_id]
    assert "&lt;b&gt;练球" in told[0][1]
    assert refusal(club, service.tell, stranger, text="练球", request="b") == "no_right"
    assert refusal(club, service.tell, leader, text=" ", request="b") == "text"


def test_only_a_member_of_it_leads(club: Club) -> None:
    stranger = club.union.member()
    assert refusal(club, service.make_leader, club.union.committee, member_id=stranger.member_id) == "gone"
    assert refusal(club, service.make_leader, stranger, member_id=stranger.member_id) == "no_right"


def test_one_that_ended_is_gone_and_comes_back_empty(club: Club) -> None:
    member = club.union.member()
    club.join(member)
    club.union.write(service.close_circle, club.union.committee, NOW, circle_id=club.id)
    assert refusal(club, service.join_circle, member, join=True) == "gone"
    card = club.union.write(service.create_circle, club.union.committee, NOW, text="乒乓球小组")
    assert (card.circle_id, card.members, card.about) == (club.id, 0, "")


@pytest.mark.parametrize("text", ["", "乒乓球小组", "字" * 21, "合唱团\n" + "长" * 201])
def test_names_fit_and_differ(club: Club, text: str) -> None:
    with pytest.raises(Refused, match="name"):
        club.union.write(service.create_circle, club.union.committee, NOW, text=text)
