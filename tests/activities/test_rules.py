"""The pure rules, also against the examples in docs/报名规则.md."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.activities import rules, rules_offers
from bot.activities.rules import ActivityState, Hindrance, Party
from tests.activities.conftest import NOW, START, ZONE


def parties(*people: int) -> list[Party]:
    return [Party(number, number, count, ("all",)) for number, count in enumerate(people, start=1)]


@pytest.mark.parametrize(
    ("queue", "free", "served"),
    [
        ((1, 1, 1), 2, [1, 2]),
        ((3, 1), 2, [2]),
        ((2, 1, 1), 3, [1, 2]),
        ((3, 2, 1), 2, [2]),
        ((1,), 0, []),
        ((5, 5), None, [1, 2]),
    ],
)
def test_served_in_order_as_far_as_they_fit(
    queue: tuple[int, ...], free: int | None, served: list[int]
) -> None:
    assert [party.sign_up_id for party in rules.served(parties(*queue), {"all": free})] == served


@given(st.lists(st.integers(1, 4), max_size=12), st.integers(0, 10))
def test_never_more_than_is_free_and_nobody_left_who_fits(people: list[int], free: int) -> None:
    queue = parties(*people)
    chosen = list(rules.served(queue, {"all": free}))
    rest = free - sum(party.people for party in chosen)
    assert rest >= 0
    assert all(party.people > rest for party in queue if party not in chosen)
    assert [party.sign_up_id for party in chosen] == sorted(party.sign_up_id for party in chosen)


def test_a_party_must_fit_into_every_limit() -> None:
    queue = [Party(1, 1, 1, ("all", "women")), Party(2, 2, 1, ("all", "men"))]
    assert [party.sign_up_id for party in rules.served(queue, {"all": 1, "women": 0, "men": 5})] == [2]


@pytest.mark.parametrize(
    ("state", "at", "expected"),
    [
        (ActivityState.OPEN, NOW, None),
        (ActivityState.OPEN, START - timedelta(days=1), None),
        (ActivityState.OPEN, START - timedelta(hours=23, minutes=59), Hindrance.DEADLINE),
        (ActivityState.OPEN, START, Hindrance.OVER),
        (ActivityState.CLOSED, NOW, Hindrance.CLOSED),
        (ActivityState.CLOSED, START, Hindrance.OVER),
        (ActivityState.CANCELLED, NOW, Hindrance.CANCELLED),
        (ActivityState.DONE, NOW, Hindrance.OVER),
        (ActivityState.DRAFT, NOW, Hindrance.DRAFT),
    ],
)
def test_what_hinders(state: ActivityState, at: datetime, expected: Hindrance | None) -> None:
    assert rules.hindrance(state, START, START - timedelta(days=1), at) is expected


def test_overlap() -> None:
    two = START + timedelta(hours=2)
    assert not rules.overlap(START, two, two, None)
    assert rules.overlap(START, None, START + timedelta(hours=1), None)
    assert not rules.overlap(START, None, START + timedelta(hours=2), None)


@given(st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)))  # noqa: DTZ001 - made aware below
def test_the_reminder_is_on_the_evening_before(naive: datetime) -> None:
    start = naive.replace(tzinfo=ZONE)
    at = rules.remind_at(start, time(18, 0)).astimezone(ZONE)
    assert (at.hour, at.minute) == (18, 0)
    assert at.date() == start.date() - timedelta(days=1)


def test_offers_shrink_towards_the_start() -> None:
    assert rules_offers.offered_until(NOW, 12, START) == NOW + timedelta(hours=12)
    assert rules_offers.offered_until(START - timedelta(hours=8), 12, START) == START - timedelta(hours=6)
    assert rules_offers.offered_until(START - timedelta(hours=1), 12, START) is None
