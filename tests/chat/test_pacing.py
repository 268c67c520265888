"""The rules of pacing on a clock that is moved by hand."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.pacing import EVERYTHING, Pacing


@dataclass(frozen=True)
class Rates:
    per_second: float = 25.0
    per_chat_per_second: float = 1.0
    per_group_per_minute: int = 18


class Hand:
    """A monotonic clock that stands still unless moved."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


def pushes_until(pacing: Pacing, hand: Hand, end: float) -> list[float]:
    """The instants of pushes to ever new people, as fast as allowed."""
    sent: list[float] = []
    person = 1
    while True:
        hand.at += pacing.wait_to_push()
        if hand.at >= end:
            return sent
        pacing.pushed(person)
        person += 1
        sent.append(hand.at)


@pytest.mark.parametrize("rate", [0.5, 25.0, 600.0])
def test_pushes_keep_to_the_rate_without_a_burst(rate: float) -> None:
    hand = Hand()
    sent = pushes_until(Pacing(Rates(per_second=rate), hand), hand, 1000 + 1000 / rate)
    assert len(sent) == pytest.approx(1000, abs=1 + rate * 0.02)
    for start in range(0, len(sent), 50):
        within = [at for at in sent if sent[start] <= at < sent[start] + 1]
        assert len(within) <= rate * 1.02 + 1


@given(late=st.lists(st.floats(0, 0.05), min_size=50, max_size=200))
def test_late_timers_never_make_a_burst(late: list[float]) -> None:
    hand = Hand()
    pacing = Pacing(Rates(), hand)
    sent = []
    for person, delay in enumerate(late, 1):
        hand.at += pacing.wait_to_push() + delay
        pacing.pushed(person)
        sent.append(hand.at)
    for at in sent:
        assert sum(at <= other < at + 1 for other in sent) <= 26


def test_one_person_gets_one_a_second_and_a_group_eighteen_a_minute() -> None:
    hand = Hand()
    pacing = Pacing(Rates(), hand)
    pacing.pushed(7)
    pacing.pushed(-7)
    assert pacing.wait_of_chat(7) == pytest.approx(1.0)
    assert pacing.wait_of_chat(-7) == pytest.approx(60 / 18)
    assert pacing.wait_of_chat(8) == 0
    hand.at += 1
    assert pacing.wait_of_chat(7) == 0


def test_answers_do_not_wait_but_count() -> None:
    hand = Hand()
    pacing = Pacing(Rates(), hand)
    pacing.pushed(1)
    for _ in range(5):
        assert pacing.wait_to_reply(2) == 0
        pacing.replied(2)
    assert pacing.wait_to_push() == pytest.approx(6 / 25, abs=0.021)
    assert pacing.wait_of_chat(2) == pytest.approx(1.0)


def test_any_number_of_answers_delays_a_push_by_ten_slots_at_most() -> None:
    hand = Hand()
    pacing = Pacing(Rates(), hand)
    pacing.pushed(1)
    for person in range(1000):
        pacing.replied(person)
    assert pacing.wait_to_push() == pytest.approx(10 / 25)


def test_a_429_stops_everything_as_long_as_it_says() -> None:
    hand = Hand()
    told: list[tuple[int, float]] = []
    pacing = Pacing(Rates(), hand, on_pause=lambda chat, seconds: told.append((chat, seconds)))
    pacing.flooded(EVERYTHING, 30, asked_at=hand.at)
    assert told == [(EVERYTHING, 30)]
    assert pacing.wait_to_push() == 30
    assert pacing.wait_to_reply(5) == 30
    hand.at += 29.999
    assert pacing.wait_to_push() > 0
    hand.at += 0.001
    assert pacing.wait_to_push() == 0
    assert pacing.wait_to_reply(5) == 0


def test_a_shorter_pause_does_not_end_a_longer_one() -> None:
    hand = Hand()
    pacing = Pacing(Rates(), hand)
    pacing.pause(EVERYTHING, 30)
    pacing.pause(EVERYTHING, 5)
    assert pacing.wait_to_push() == 30


def test_a_429_of_one_chat_is_about_this_chat() -> None:
    hand = Hand()
    pacing = Pacing(Rates(), hand)
    pacing.flooded(5, 30, asked_at=hand.at)
    assert pacing.wait_to_reply(5) == 30
    assert pacing.wait_of_chat(5) == 30
    assert pacing.wait_to_reply(6) == 0
    assert pacing.wait_to_push() == 0
    assert pacing.rate == 25


def test_the_rate_is_halved_once_per_pause_and_grows_back_slowly() -> None:
    hand = Hand()
    pacing = Pacing(Rates(), hand)
    begun = hand.at
    hand.at += 1
    for _ in range(5):
        pacing.flooded(EVERYTHING, 3, asked_at=begun)
    assert pacing.rate == pytest.approx(12.5)
    hand.at += 60
    assert 14 < pacing.rate < 16
    hand.at += 240
    assert pacing.rate == pytest.approx(25)
    hand.at += 1e6
    assert pacing.rate == 25


def test_a_429_storm_never_stops_it_for_good() -> None:
    hand = Hand()
    pacing = Pacing(Rates(), hand)
    for _ in range(100):
        pacing.flooded(EVERYTHING, 1, asked_at=hand.at)
        hand.at += 1
    assert pacing.rate > 0
    hand.at += 700
    assert pacing.rate == 25


def test_what_is_remembered_of_chats_does_not_grow() -> None:
    hand = Hand()
    pacing = Pacing(Rates(per_second=600), hand)
    pushes_until(pacing, hand, 1100)
    assert len(pacing._chat_free_at) <= 2048
