"""Places kept for groups: respected until the set time, then given to those who wait, in their order."""

from collections.abc import Hashable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.activities import places, rules
from bot.activities.card import activity_card
from bot.activities.contests import terms as contest_terms
from bot.activities.rules import Party, SignUpStatus
from bot.activities.rules_floors import free_of_parts, missing
from bot.refused import Refused
from tests.activities.conftest import NOW, START, Union
from tests.activities.test_clock import wake

UNTIL = START - timedelta(days=3)
PLACED, WAITING = SignUpStatus.PLACED, SignUpStatus.WAITING


def keep(union: Union, activity_id: int, kept: dict[int, int]) -> None:
    union.write(contest_terms.set_kept, union.committee, NOW, activity_id=activity_id, kept=kept, until=UNTIL)


def test_kept_places_wait_for_their_group_until_the_time(any_union: Union) -> None:
    union = any_union
    activity_id = union.activity(capacity=3)
    keep(union, activity_id, {union.second: 2})
    people = union.members(3)
    statuses = [union.write(places.take_place, one, NOW, activity_id=activity_id).status for one in people]
    assert statuses == [PLACED, WAITING, WAITING]
    other = union.member("周壬", group=union.second)
    assert union.write(places.take_place, other, NOW, activity_id=activity_id).status is PLACED
    # One is still kept; it goes to the first who waits, by the clock.
    wake(union, UNTIL + timedelta(seconds=1))
    shown = [union.read(activity_card, one, NOW, activity_id=activity_id).status for one in people]
    assert shown == [PLACED, PLACED, WAITING]
    assert union.rows("SELECT placed FROM activity") == [(3,)]


def test_a_group_may_take_more_than_is_kept_for_it(union: Union) -> None:
    activity_id = union.activity(capacity=3)
    keep(union, activity_id, {union.first: 1, union.second: 1})
    people = union.members(3)
    statuses = [union.write(places.take_place, one, NOW, activity_id=activity_id).status for one in people]
    assert statuses == [PLACED, PLACED, WAITING]
    shown = union.read(contest_terms.show, union.committee, activity_id=activity_id)
    assert [(part.places, part.placed) for part in shown.kept] == [(1, 2), (1, 0)]


def test_the_committee_gives_them_free_at_once(union: Union) -> None:
    activity_id = union.activity(capacity=1)
    keep(union, activity_id, {union.second: 1})
    [one] = union.members(1)
    assert union.write(places.take_place, one, NOW, activity_id=activity_id).status is WAITING
    with pytest.raises(Refused):
        union.write(contest_terms.release_now, one, NOW, activity_id=activity_id)
    assert union.write(contest_terms.release_now, union.committee, NOW, activity_id=activity_id) == 1
    assert union.write(contest_terms.release_now, union.committee, NOW, activity_id=activity_id) == 0


@pytest.mark.parametrize(
    ("capacity", "number", "until", "reason"),
    [
        (None, 1, UNTIL, "capacity"),
        (3, 4, UNTIL, "capacity"),
        (3, 1, NOW, "until"),
        (3, 1, START + timedelta(hours=1), "until"),
    ],
)
def test_what_cannot_be_kept(
    union: Union, capacity: int | None, number: int, until: object, reason: str
) -> None:
    activity_id = union.activity(capacity=capacity)
    with pytest.raises(Refused) as refused:
        union.write(
            contest_terms.set_kept,
            union.committee,
            NOW,
            activity_id=activity_id,
            kept={union.first: number},
            until=until,
        )
    assert refused.value.reason == reason


def test_groups_as_typed(union: Union) -> None:
    assert union.read(contest_terms.read_kept, "第一小组 3\n第二小组 2人") == {
        union.first: 3,
        union.second: 2,
    }
    for typed in ("第九小组 3", "第一小组", "", "第一小组 3\n示例学校工会 5"):
        with pytest.raises(Refused):
            union.read(contest_terms.read_kept, typed)


parts = st.lists(st.integers(0, 4), min_size=1, max_size=4)
queues = st.lists(st.tuples(st.integers(0, 4), st.integers(1, 3)), max_size=12)


@given(st.integers(0, 20), parts, queues)
def test_serving_a_queue_keeps_what_is_kept(free: int, kept: list[int], queue: list[tuple[int, int]]) -> None:
    """Part 0 is the rest. Whoever is served one by one gets the same as all at once, nobody gets what is kept for
    another group, and a place stays empty only when it is kept or nobody fits."""
    capacity: dict[Hashable, int] = {0: 0, **dict(enumerate(kept, start=1))}
    free = max(free, sum(kept))
    placed: dict[Hashable, int] = dict.fromkeys(capacity, 0)
    parties = [
        Party(number, number, people, ("all", part if part in capacity else 0))
        for number, (part, people) in enumerate(queue)
    ]
    limits = {"all": free, **free_of_parts(free, {part: (capacity[part], 0) for part in capacity})}
    reserve: dict[Hashable, int] = {part: missing(capacity[part], 0) for part in capacity}
    at_once = [party.sign_up_id for party in rules.served(parties, limits, reserve)]
    one_by_one = []
    for party in parties:
        left = free - sum(placed.values())
        of_parts = free_of_parts(left, {part: (capacity[part], placed[part]) for part in capacity})
        room = of_parts[party.limits[1]]
        assert room is not None
        if party.people <= min(room, left):
            one_by_one.append(party.sign_up_id)
            placed[party.limits[1]] += party.people
        for part in capacity:
            still = free - sum(placed.values())
            assert still >= sum(missing(capacity[one], placed[one]) for one in capacity), part
    assert at_once == one_by_one
