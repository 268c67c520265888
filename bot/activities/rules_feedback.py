"""Three questions after an activity: which, in which order, which answers."""

import hashlib
import hmac
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


def written(question: Question, answer: str) -> str:
    """An answer as one sign, for the button that takes it back."""
    return str(ANSWERS[question].index(answer))


def read_back(given: str) -> list[tuple[Question, str]]:
    """The answers behind such signs, in the order of asking; empty when they are none."""
    found: list[tuple[Question, str]] = []
    question: Question | None = Question.SCORE
    for sign in given:
        if (
            question is None
            or not sign.isascii()
            or not sign.isdigit()
            or int(sign) >= len(ANSWERS[question])
        ):
            return []
        answer = ANSWERS[question][int(sign)]
        found.append((question, answer))
        question = following(question, answer)
    return found


def after(given: str) -> Question | None:
    """The question that follows such signs; None: the last was answered, or they are none."""
    said = read_back(given)
    return following(*said[-1]) if said else None


def seal(nonce: str, activity_id: int, member_id: int, given: str) -> str:
    """What is kept of given answers: nothing can be read from it without the nonce, which the member's button alone has."""
    return hmac.new(nonce.encode(), f"{activity_id}:{member_id}:{given}".encode(), hashlib.sha256).hexdigest()


def asked_at(ends_at: datetime) -> datetime:
    """The morning after the end."""
    day = local(ends_at) + timedelta(days=1)
    return day.replace(hour=ASKED_AT.hour, minute=ASKED_AT.minute, second=0, microsecond=0)


def taken_at(ends_at: datetime, now: datetime) -> bool:
    """Whether answers are taken: from the end on, for thirty days."""
    return ends_at <= now <= closes_at(ends_at)


def closes_at(ends_at: datetime) -> datetime:
    """Until when answers are taken and can be changed."""
    return ends_at + TAKEN_FOR


def average(counts: dict[str, int]) -> float:
    """The mean of the scores given; 0 without any."""
    number = sum(counts.values())
    return sum(int(score) * given for score, given in counts.items()) / number if number else 0.0
