"""How alike a sentence is to sentences whose meaning is known (data/examples.toml).

The table of phrases knows what it was told; this catches what nobody thought of. For every intent the pieces of
one to three characters in its examples are counted (naive Bayes, Laplace smoothing); a new sentence gets the share
of belief in each intent. Counting 1,000 examples takes some milliseconds at the first message; nothing is trained
or stored.
"""

import math
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from bot.language.reading import Intent
from bot.language.sentences import ACTIVITY, DATE

DATA = Path(__file__).with_name("data")

_SMOOTHING = 0.25
_DOUBT = 0.4
"""Neighbouring pieces overlap, so their evidence is not independent: it is scaled down by this."""
_NOISE = re.compile(r"[^\w\ue000\ue001?]|_")
_SAME = (
    ("什么", "啥"),
    ("俺", "我"),
    ("咱", "我"),
    ("怎么", "咋"),
    ("几时", "啥时候"),
    ("吗", "?"),
    ("您", "你"),
)


class Examples:
    """Belief in each intent from examples of each."""

    def __init__(self, examples: Mapping[Intent, Iterable[str]]) -> None:
        counts = {
            intent: Counter(p for text in texts for p in _pieces(text)) for intent, texts in examples.items()
        }
        known = set().union(*counts.values())
        self._weights: dict[str, dict[Intent, float]] = {piece: {} for piece in known}
        self._unseen: dict[Intent, float] = {}
        for intent, count in counts.items():
            total = count.total() + _SMOOTHING * len(known)
            self._unseen[intent] = math.log(_SMOOTHING / total)
            for piece, times in count.items():
                self._weights[piece][intent] = math.log((times + _SMOOTHING) / total) - self._unseen[intent]

    def belief(self, clause: str) -> dict[Intent, float]:
        """Shares that add up to 1; even shares where nothing is known."""
        pieces = [p for p in _pieces(clause) if p in self._weights]
        scores = {intent: unseen * len(pieces) for intent, unseen in self._unseen.items()}
        for piece in pieces:
            for intent, weight in self._weights[piece].items():
                scores[intent] += weight
        best = max(scores.values())
        shares = {intent: math.exp(_DOUBT * (score - best)) for intent, score in scores.items()}
        total = sum(shares.values())
        return {intent: share / total for intent, share in shares.items()}


def _pieces(text: str) -> list[str]:
    for other, usual in _SAME:
        text = text.replace(other, usual)
    text = f"^{_NOISE.sub('', text)}$"
    return [
        text[i : i + size]
        for size in (1, 2, 3)
        for i in range(len(text) - size + 1)
        if text[i : i + size] not in "^$"
    ]


@cache
def examples() -> Examples:
    """The examples of data/examples.toml."""
    raw = tomllib.loads((DATA / "examples.toml").read_text(encoding="utf-8"))
    marked: dict[Intent, list[str]] = {}
    for intent in Intent:
        marked[intent] = []
        for text in raw[intent]["examples"]:
            marked[intent].append(text.replace("{活动}", ACTIVITY).replace("{日期}", DATE))
    return Examples(marked)
