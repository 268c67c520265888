"""What a sign-up form may ask, and which answers fit."""

from dataclasses import dataclass
from enum import StrEnum

MOST_QUESTIONS = 10
MOST_CHOICES = 12
LONGEST_ANSWER = 200
LONGEST_QUESTION = 100
LONGEST_CHOICE = 20


class QuestionKind(StrEnum):
    """填写一段话, 选一项, 填数字, 填日期, 同意."""

    TEXT = "text"
    CHOICE = "choice"
    NUMBER = "number"
    DATE = "date"
    CONSENT = "consent"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers to choose from; ``capacity`` None: no limit."""

    label: str
    capacity: int | None = None


def read_choices(text: str, people: str) -> tuple[Choice, ...]:
    """Choices as typed, one a line, a limit behind it: ``红队 10``, also with the word ``people`` (人). Empty when there are too few, too many or doubles."""
    choices = []
    for line in text.splitlines():
        label, _, number = line.strip().rpartition(" ")
        if label and number.removesuffix(people).isdecimal():
            choices.append(Choice(label.strip(), int(number.removesuffix(people)) or None))
        elif line.strip():
            choices.append(Choice(line.strip()))
    labels = {choice.label for choice in choices}
    fit = 2 <= len(choices) <= MOST_CHOICES and len(labels) == len(choices)
    return tuple(choices) if fit and all(len(label) <= LONGEST_CHOICE for label in labels) else ()


def fit_answer(kind: QuestionKind, text: str, labels: tuple[str, ...], yes: str) -> str | None:
    """The answer as it is stored, or None when it does not fit. Dates are read by the caller, who knows the day."""
    line = " ".join(text.split())
    match kind:
        case QuestionKind.CHOICE:
            return line if line in labels else None
        case QuestionKind.NUMBER:
            plain = line.removeprefix("-")
            return str(int(line)) if plain.isdecimal() and len(plain) <= 9 else None
        case QuestionKind.CONSENT:
            return line if line == yes else None
        case _:
            return line if 1 <= len(line) <= LONGEST_ANSWER else None
