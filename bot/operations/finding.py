"""One thing that was looked at: how it stands, in a sentence, and what to do about it."""

from dataclasses import dataclass
from enum import IntEnum


class Level(IntEnum):
    """How bad it is; the worst of all is the exit code of ``doctor``."""

    OK = 0
    WARN = 1
    FAIL = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """``what`` was looked at, how it is, and, unless all is well, ``todo``."""

    level: Level
    what: str
    sentence: str
    todo: str = ""


def ok(what: str, sentence: str) -> Finding:
    """All is well."""
    return Finding(Level.OK, what, sentence)


def warn(what: str, sentence: str, todo: str) -> Finding:
    """It works, but not for long or not for all."""
    return Finding(Level.WARN, what, sentence, todo)


def fail(what: str, sentence: str, todo: str) -> Finding:
    """It does not work."""
    return Finding(Level.FAIL, what, sentence, todo)
