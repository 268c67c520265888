"""The photos and files people handed in with their forms: for the committee only, by Telegram's id, never their content."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from bot import audit
from bot.activities import rules, texts
from bot.activities.forms.texts import questions as form_texts
from bot.activities.model import Activity, Answer, Question, SignUp
from bot.activities.organising import publishing
from bot.activities.rules_forms import GivenFile, QuestionKind, read_file
from bot.members.model import Member
from bot.members.rules import Actor
from bot.refused import Refused

#: So many are sent at once.
MOST_FILES = 20


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """One handed-in file and whose it is."""

    given: GivenFile
    caption: str


@dataclass(frozen=True, slots=True)
class AnswerFiles:
    """What was handed in, the latest first."""

    activity_id: int
    title: str
    lines: tuple[AnswerFile, ...]
    total: int


def answer_files(session: Session, actor: Actor, now: datetime, *, activity_id: int) -> AnswerFiles:
    """The files of those who are signed up; that they were looked at is noted. Raises Refused without the right."""
    publishing.require(actor)
    activity = session.get(Activity, activity_id)
    if activity is None:
        raise Refused("gone", texts.gone())
    mine = (
        Question.activity_id == activity_id,
        Question.kind == QuestionKind.FILE,
        col(SignUp.status).in_([status.value for status in rules.LIVE]),
    )
    query = (
        select(Member.name, Question.text, Answer.value)
        .select_from(Answer)
        .join(Question, col(Question.id) == col(Answer.question_id))
        .join(SignUp, col(SignUp.id) == col(Answer.sign_up_id))
        .join(Member, col(Member.id) == col(SignUp.member_id))
        .where(*mine)
    )
    total = session.exec(
        select(func.count())
        .select_from(Answer)
        .join(Question, col(Question.id) == col(Answer.question_id))
        .join(SignUp, col(SignUp.id) == col(Answer.sign_up_id))
        .where(*mine)
    ).one()
    lines = [
        AnswerFile(given, form_texts.file_of(name, question))
        for name, question, value in session.exec(query.order_by(col(Answer.id).desc()).limit(MOST_FILES))
        if (given := read_file(value)) is not None
    ]
    audit.note(session, actor.member_id, now, "activity.files_seen", f"activity:{activity_id}", n=len(lines))
    return AnswerFiles(activity_id, activity.title, tuple(lines), total)
