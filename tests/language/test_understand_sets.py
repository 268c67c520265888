"""The share of sentences understood, over our development half and the half that was never tuned on."""

import pytest

from bench.intents import DATA, Score, read_rows, score
from bot.language.reading import Intent


@pytest.fixture(scope="module", params=["dev", "test"])
def outcome(request: pytest.FixtureRequest) -> Score:
    return score(read_rows(DATA / f"utterances_{request.param}.jsonl"))


def test_at_least_95_of_100_are_right(outcome: Score) -> None:
    assert outcome.accuracy >= 0.95, "\n".join(outcome.misses)


def test_at_least_95_of_100_particulars_are_right(outcome: Score) -> None:
    assert outcome.slot_accuracy >= 0.95, "\n".join(outcome.misses)


def test_the_bot_hardly_ever_acts_on_what_was_not_asked(outcome: Score) -> None:
    assert outcome.false_acts <= outcome.rows * 0.01


def test_confidence_means_something(outcome: Score) -> None:
    sure = [right for confidence, right in outcome.confidences if confidence >= 0.95]
    assert sum(sure) / len(sure) >= 0.97
    wrong = [confidence for confidence, right in outcome.confidences if not right]
    assert sum(wrong) / len(wrong) < 0.95


def test_the_halves_share_no_sentence_and_know_every_intent() -> None:
    halves = [read_rows(DATA / f"utterances_{half}.jsonl") for half in ("dev", "test")]
    assert sum(len(half) for half in halves) >= 400
    dev, test = ({(row["text"], row.get("context")) for row in half} for half in halves)
    assert not dev & test
    for half in halves:
        assert {row["intent"] for row in half} == set(Intent)
