"""What a sign-up form may ask, and which answers fit."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

MOST_QUESTIONS = 10
MOST_CHOICES = 12
LONGEST_ANSWER = 200
LONGEST_QUESTION = 100
LONGEST_CHOICE = 20


class QuestionKind(StrEnum):
    """填写一段话, 选一项, 填数字, 填日期, 同意, 交照片或文件."""

    TEXT = "text"
    CHOICE = "choice"
    NUMBER = "number"
    DATE = "date"
    CONSENT = "consent"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers to choose from; ``capacity`` None: no limit; ``audience``: for whom, as an audience is stored."""

    label: str
    capacity: int | None = None
    audience: str = "everyone"


def read_choices(text: str, people: str, audiences: Mapping[str, str], only: str = "") -> tuple[Choice, ...]:
    """Choices as typed, one a line, behind it a limit and for whom: ``红队 10``, ``妇科套餐 20 女职工``.

    ``people`` is the word that may follow the limit (人), ``audiences`` the words for whom with their stored form, ``only``
    a word that may stand before them (仅限). Empty when there are too few, too many or doubles.
    """
    choices = []
    for line in filter(None, map(str.strip, text.splitlines())):
        words = line.split()
        audience, capacity = "everyone", None
        if len(words) > 1 and words[-1].removeprefix(only) in audiences:
            audience = audiences[words.pop().removeprefix(only)]
        if len(words) > 1 and words[-1].removesuffix(people).isdecimal():
            capacity = int(words.pop().removesuffix(people)) or None
        choices.append(Choice(" ".join(words), capacity, audience))
    labels = {choice.label for choice in choices}
    fit = 2 <= len(choices) <= MOST_CHOICES and len(labels) == len(choices)
    return tuple(choices) if fit and all(len(label) <= LONGEST_CHOICE for label in labels) else ()


def fit_answer(kind: QuestionKind, text: str, labels: tuple[str, ...], yes: str) -> str | None:
    """The answer as it is stored, or None when it does not fit. Dates are read by the caller, who knows the day; a file
    is no text."""
    line = " ".join(text.split())
    match kind:
        case QuestionKind.CHOICE:
            return line if line in labels else None
        case QuestionKind.NUMBER:
            plain = line.removeprefix("-")
            return str(int(line)) if plain.isdecimal() and len(plain) <= 9 else None
        case QuestionKind.CONSENT:
            return line if line == yes else None
        case QuestionKind.FILE:
            return None
        case _:
            return line if 1 <= len(line) <= LONGEST_ANSWER else None


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A photo or file somebody handed in: Telegram's id of it, never the content."""

    file_id: str
    photo: bool


_PHOTO, _DOCUMENT = "photo:", "document:"
LONGEST_FILE_ID = 200


def file_answer(given: GivenFile) -> str:
    """A handed-in file as it is stored among the answers."""
    return f"{_PHOTO if given.photo else _DOCUMENT}{given.file_id}"


def read_file(value: str) -> GivenFile | None:
    """The file behind a stored answer; None when it is none."""
    for mark in (_PHOTO, _DOCUMENT):
        if value.startswith(mark) and 0 < len(value) - len(mark) <= LONGEST_FILE_ID:
            return GivenFile(value.removeprefix(mark), mark == _PHOTO)
    return None


def given_file(value: str) -> str | None:
    """The stored form of a file answer, or None when it is none."""
    return value if read_file(value) else None
