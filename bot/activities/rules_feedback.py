"""Three questions after an activity: which, in which order, which answers."""

from datetime import datetime, time, timedelta
from enum import StrEnum

from bot.wording import local

#: Fewer answers than this would show who gave them.
FEWEST_SHOWN = 5
ASKED_AT = time(10, 0)
ASKED_WITHIN = timedelta(days=3)
#: So long after the end answers are taken.
TAKEN_FOR = timedelta(days=30)
_GOOD = 4


class Question(StrEnum):
    """In the order of asking; who is content is asked what was best, who is not, what should be better."""

    SCORE = "score"
    BEST = "best"
    WORST = "worst"
    AGAIN = "again"


SCORES = ("1", "2", "3", "4", "5")
POINTS = ("content", "order", "time", "place", "food", "none")
AGAIN = ("yes", "maybe", "no")
ANSWERS: dict[Question, tuple[str, ...]] = {
    Question.SCORE: SCORES,
    Question.BEST: POINTS,
    Question.WORST: POINTS,
    Question.AGAIN: AGAIN,
}
NUMBER = {Question.SCORE: 1, Question.BEST: 2, Question.WORST: 2, Question.AGAIN: 3}
LAST = 3


def fits(question: str, answer: str) -> bool:
    """Whether there is such an answer to such a question."""
    return question in list(Question) and answer in ANSWERS[Question(question)]


def following(question: Question, answer: str) -> Question | None:
    """The next question; None: that was the last."""
    if question is Question.SCORE:
        return Question.BEST if int(answer) >= _GOOD else Question.WORST
    return Question.AGAIN if question is not Question.AGAIN else None


def asked_at(ends_at: datetime) -> datetime:
    """The morning after the end."""
    day = local(ends_at) + timedelta(days=1)
    return day.replace(hour=ASKED_AT.hour, minute=ASKED_AT.minute, second=0, microsecond=0)


def taken_at(ends_at: datetime, now: datetime) -> bool:
    """Whether answers are taken: from the end on, for thirty days."""
    return ends_at <= now <= ends_at + TAKEN_FOR


def average(counts: dict[str, int]) -> float:
    """The mean of the scores given; 0 without any."""
    number = sum(counts.values())
    return sum(int(score) * given for score, given in counts.items()) / number if number else 0.0
