"""A text cut into tokens by the table of patterns."""

import re
from dataclasses import dataclass
from functools import cache

from bot.language.patterns import rows


@dataclass(frozen=True, slots=True)
class Pattern:
    """One row: the name of the reading, the pattern, the period it needs and the periods it may stand inside."""

    name: str
    regex: re.Pattern[str]
    needs: str = ""
    inside: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Token:
    """A pattern found in a text."""

    pattern: Pattern
    found: re.Match[str]

    @property
    def name(self) -> str:
        return self.pattern.name

    @property
    def start(self) -> int:
        return self.found.start()

    @property
    def end(self) -> int:
        return self.found.end()


@cache
def table() -> tuple[Pattern, ...]:
    """The rows of the table, compiled."""
    return tuple(
        Pattern(name, re.compile(regex), needs, frozenset(inside.split()))
        for name, regex, needs, inside in rows()
    )


@cache
def _any() -> re.Pattern[str]:
    def without_names(regex: str) -> str:
        return re.sub(r"\(\?P<\w+>", "(?:", regex)

    return re.compile(
        "|".join(f"(?P<row{i}>{without_names(row.regex.pattern)})" for i, row in enumerate(table()))
    )


def tokens(text: str) -> list[Token]:
    """The tokens of a normalised text, from left to right, none overlapping."""
    known = table()
    found = []
    at = 0
    while hit := _any().search(text, at):
        row = known[int((hit.lastgroup or "row0")[3:])]
        match = row.regex.match(text, hit.start())
        if match is None:  # cannot be: it is the same pattern
            raise AssertionError(row.name)
        found.append(Token(row, match))
        at = max(hit.end(), hit.start() + 1)
    return found
