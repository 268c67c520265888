"""The table of sentences (data/intents.toml), compiled once: what people say when they want something."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.language.reading import Intent, Status, Topic

DATA = Path(__file__).with_name("data")

ACTIVITY = "\ue000"
DATE = "\ue001"
SEASON = "\ue002\ue001"
"""Stand in a sentence for the activity, the date or the quarter and longer that were found in it."""

_EMOJI = "\u2600-\u27bf\ufe0f\U0001f300-\U0001faff"
_GAP = "[^。！？!?；;\\n]{0,12}?"
_WORD = re.compile(r"\{([\u4e00-\u9fff]+)\}")

# A sentence that says it outright; one that probably does; a hint; and one that speaks against it.
_WEIGHTS = {"sure": 6.0, "likely": 3.5, "hint": 1.2, "against": -6.0}
_MORE = 0.5
"""What each further phrase adds, up to three."""
_PER_CHARACTER = 0.12
"""The longer the words that were recognised, the better the evidence; counted up to ten characters."""


class BadPhrase(ValueError):
    """A phrase of the table cannot be read; the message names it."""


@dataclass(frozen=True, slots=True)
class _Tier:
    weight: float
    phrases: tuple[re.Pattern[str], ...]

    def matches(self, clause: str) -> Iterator[int]:
        for phrase in self.phrases:
            found = phrase.search(clause)
            if found:
                yield found.end() - found.start()


@dataclass(frozen=True, slots=True)
class Table:
    """All phrases. `score` weighs a clause for every intent."""

    intents: Mapping[Intent, tuple[_Tier, ...]]
    question: re.Pattern[str]
    opening: re.Pattern[str]
    asking: re.Pattern[str]
    tail: re.Pattern[str]
    meddling: re.Pattern[str]
    """Somebody tries to make the bot forget its work."""
    same_again: re.Pattern[str]
    picked: re.Pattern[str]
    topics: Mapping[Topic, re.Pattern[str]]
    statuses: Mapping[Status, re.Pattern[str]]
    words: frozenset[str]

    def score(self, clause: str) -> dict[Intent, float]:
        """How much speaks for each intent; intents that nothing speaks for are left out."""
        scores = {intent: _weigh(clause, tiers) for intent, tiers in self.intents.items()}
        return {intent: score for intent, score in scores.items() if score > 0}


def _weigh(clause: str, tiers: tuple[_Tier, ...]) -> float:
    best = 0.0
    further = -1
    for tier in tiers:
        if tier.weight < 0:
            if best > 0 and next(tier.matches(clause), None) is not None:
                best += tier.weight
            continue
        for length in tier.matches(clause):
            further += 1
            best = max(best, tier.weight + _PER_CHARACTER * min(length, 10))
    return best + _MORE * min(max(further, 0), 3)


@cache
def table() -> Table:
    """The phrases of data/intents.toml. Raises BadPhrase."""
    raw = tomllib.loads((DATA / "intents.toml").read_text(encoding="utf-8"))
    words = {name: "(?:" + "|".join(parts) + ")" for name, parts in raw["words"].items()}
    words["活动"], words["日期"], words["长期"] = ACTIVITY, DATE, SEASON
    polite = raw["polite"]
    particles = re.escape(polite["particles"]) + _EMOJI
    end = f"[{particles}]*$"

    def compiled(text: str) -> re.Pattern[str]:
        try:
            opened = _WORD.sub(lambda found: words[found[1]], text)
            opened = re.sub(r"(?<!\\)\((?!\?)", "(?:", opened).replace("…", _GAP)
            return re.compile(re.sub(r"(?<!\\)\$", lambda _: end, opened))
        except (re.error, KeyError) as error:
            raise BadPhrase(f"data/intents.toml: cannot read {text!r}: {error}") from error

    def one_of(phrases: list[str]) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{compiled(phrase).pattern})" for phrase in phrases))

    return Table(
        intents={
            intent: tuple(
                _Tier(weight, tuple(compiled(phrase) for phrase in raw[intent][tier]))
                for tier, weight in _WEIGHTS.items()
            )
            for intent in Intent
        },
        question=one_of(raw["question"]["phrases"]),
        opening=re.compile(f"^(?:(?:{'|'.join(polite['opening'])})[,，。!！~ ]*)+"),
        asking=re.compile("|".join(polite["asking"])),
        tail=re.compile(f"[,，。 ]*(?:{'|'.join(polite['tail'])})[?{particles}]*$"),
        meddling=one_of(raw["meddling"]["phrases"]),
        same_again=one_of(raw["followup"]["same_again"]),
        picked=one_of(raw["followup"]["picked"]),
        topics={Topic(name): one_of(phrases) for name, phrases in raw["topic"].items()},
        statuses={Status(name): one_of(phrases) for name, phrases in raw["status"].items()},
        words=frozenset(_plain_words(raw)),
    )


def _plain_words(raw: Mapping[str, Mapping[str, list[str]]]) -> Iterator[str]:
    """Every Chinese word that stands in the table: what pinyin may mean."""
    for intent in Intent:
        for phrases in raw[intent].values():
            for text in phrases:
                yield from re.findall(r"(?<![{\u4e00-\u9fff])[\u4e00-\u9fff]{2,4}(?![}\u4e00-\u9fff])", text)
    for parts in raw["words"].values():
        yield from (part for part in parts if re.fullmatch(r"[\u4e00-\u9fff]{2,4}", part))
