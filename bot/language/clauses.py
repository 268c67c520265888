"""A message cut into the parts that can each hold a wish, and what each part seems to want."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.language import slots
from bot.language.examples import examples
from bot.language.reading import Intent
from bot.language.sentences import ACTIVITY, SEASON, Table
from bot.language.titles import Mention

# A wish of its own starts after these; after a comma only when the words leave no doubt.
_BREAK = re.compile(
    r"[。！!？?；;\n]+|[,，、~… ]+|(?=顺便|另外|对了|还有(?=[，,]|我|就是)|再(?=给|帮|问)|然后|同时)"
)
_NEW_WISH = re.compile(r"[。！!？?；;\n]|顺便|另外|对了|还有|再|然后|同时|,?谢谢")
_EMPTY = re.compile(rf"^[{ACTIVITY}{SEASON}和跟与及的那个这\W]*$")

_ASKED_ACTING, _ASKED_QUERY = -3.0, 1.5
"""A question is rarely an order to act, and likely to be about activities."""
_TOPIC_OF_ACTIVITY, _TOPIC_ALONE = 3.0, 1.5
_ORDERS = {Intent.SIGNUP, Intent.CANCEL, Intent.NOTICE, Intent.NEW_ACTIVITY, Intent.REMIND_MISSING}
_OTHER_QUESTIONS = (Intent.QUERY_SIGNUPS, Intent.QUERY_PLAN, Intent.WHO_SIGNED_UP)
_LIKENESS, _LIKENESS_FROM, _SHORTEST_LIKENESS = 4.0, 0.1, 3
"""What likeness to the examples adds; from which share on; from how many characters on."""
CLEAR = 6.0
"""From this score on, a part says outright what it wants."""
HEARD = 2.0
"""Below this score nothing was recognised."""


@dataclass(slots=True)
class Clause:
    """A part of the message at [start, end) of the mended text."""

    start: int
    end: int
    text: str
    masked: str
    breaks: bool
    """Whether it follows a full stop or a word such as 顺便."""
    mentions: list[Mention]
    scores: dict[Intent, float] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether it only names an activity or a day."""
        return bool(_EMPTY.match(self.masked))

    @property
    def intent(self) -> Intent | None:
        """The best one, if anything was recognised."""
        best = max(self.scores, key=self.scores.__getitem__, default=None)
        return best if best is not None and self.scores[best] >= HEARD else None

    @property
    def score(self) -> float:
        return max(self.scores.values(), default=0.0)


def cut(
    text: str, mentions: Sequence[Mention], dates: Sequence[tuple[int, int, str]], table: Table
) -> list[Clause]:
    """The parts of the text in order, each weighed."""
    clauses: list[Clause] = []
    taken = [(m.start, m.end) for m in mentions] + [(start, end) for start, end, _ in dates]
    at = 0
    opened_by = "。"
    for found in [*_BREAK.finditer(text), None]:
        start, end = (found.start(), found.end()) if found else (len(text), len(text))
        if any(a < start < z or a < end < z for a, z in taken):
            continue
        # The question mark belongs to what it ends.
        mark = "?" if found and re.search("[？?]", found[0]) else ""
        if start > at:
            body = text[at:start]
            own = [m for m in mentions if at <= m.start < start]
            masked = _masked(text, at, start, own, dates) + mark
            breaks = bool(_NEW_WISH.search(opened_by)) or bool(_NEW_WISH.match(body))
            clause = Clause(at, start, body, masked, breaks, own)
            weigh(clause, table)
            clauses.append(clause)
            opened_by = ""
        at = end
        opened_by += found[0] if found else ""
    return clauses


def whole(text: str, clauses: Sequence[Clause], table: Table) -> Clause:
    """All parts as one, for words that only together mean something."""
    one = Clause(
        0, len(text), text, "".join(c.masked for c in clauses), True, [m for c in clauses for m in c.mentions]
    )
    weigh(one, table)
    return one


def _masked(
    text: str, at: int, end: int, mentions: Sequence[Mention], dates: Sequence[tuple[int, int, str]]
) -> str:
    out: list[str] = []
    spans = [(m.start, m.end, ACTIVITY) for m in mentions]
    spans += [d for d in dates if not any(m.start < d[1] and d[0] < m.end for m in mentions)]
    for start, stop, sign in sorted(spans):
        if at <= start and stop <= end:
            out += (text[at:start], sign)
            at = stop
    return "".join(out) + text[at:end]


def weigh(clause: Clause, table: Table) -> None:
    """Score the clause for every intent: its patterns, whether it asks, and what it asks about."""
    said = table.opening.sub("", clause.masked)
    if not said.rstrip("? "):
        said = clause.masked
    begged = table.asking.search(said)
    plain = table.tail.sub("", said) or said
    scores = table.score(plain)
    if plain != said:
        for intent, score in table.score(said).items():
            if not intent.acts:
                scores[intent] = max(scores.get(intent, 0.0), score)
    if not begged and table.question.search(plain):
        for intent in _ORDERS & scores.keys():
            scores[intent] += _ASKED_ACTING
        if Intent.QUERY_ACTIVITIES in scores:
            scores[Intent.QUERY_ACTIVITIES] += _ASKED_QUERY
    if slots.topic(table, plain) and not any(scores.get(intent, 0) >= CLEAR for intent in _OTHER_QUESTIONS):
        bonus = _TOPIC_OF_ACTIVITY if ACTIVITY in plain else _TOPIC_ALONE
        scores[Intent.QUERY_ACTIVITIES] = scores.get(Intent.QUERY_ACTIVITIES, 0.0) + bonus
    if len(plain) >= _SHORTEST_LIKENESS:
        for intent, share in examples().belief(plain).items():
            if share > _LIKENESS_FROM:
                scores[intent] = scores.get(intent, 0.0) + _LIKENESS * share
    clause.scores = scores
