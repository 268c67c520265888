"""What people thought of an activity: asked the morning after, of those who were there. Answers are counted, and who gave
which is stored nowhere: only the member's own buttons know, so that answers can be changed."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from bot import audit, outbox, reminders
from bot.activities import rules, rules_feedback, texts
from bot.activities.attending.model import FeedbackCount, FeedbackGiven, HandCheckIn
from bot.activities.attending.texts import feedback as feedback_texts
from bot.activities.model import Activity, SignUp
from bot.activities.organising import publishing
from bot.activities.rules import ActivityState, SignUpStatus
from bot.activities.rules_feedback import Question
from bot.files.sheets import workbook
from bot.members.rules import Actor, Right, may
from bot.refused import Refused
from bot.reminders import Due

ASK = "activity.feedback"


@dataclass(frozen=True, slots=True)
class Asking:
    """The question to put next; None: all is answered. ``counted``: the answer before it was new. ``given`` and ``nonce``:
    what the member's buttons carry, so that the answers can be taken back ``until`` the end of the asking time; empty
    where that is not known any more."""

    activity_id: int
    title: str
    question: Question | None
    counted: bool = True
    given: str = ""
    nonce: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Totals:
    """The answers in numbers. ``counts`` is empty while so few answered that one could tell who."""

    activity_id: int
    title: str
    asked: int
    answered: int
    counts: dict[Question, dict[str, int]]


def plan(session: Session, activity: Activity) -> None:
    """The activity is over: ask tomorrow."""
    due_at = rules_feedback.asked_at(_ends_at(activity))
    reminders.schedule(
        session,
        key=f"{ASK}:{activity.id}",
        kind=ASK,
        subject_id=activity.id,
        due_at=due_at,
        valid_until=due_at + rules_feedback.ASKED_WITHIN,
    )


def ask(session: Session, now: datetime, due: Due) -> None:
    """Put the first question to everybody who was there and has not answered by themselves."""
    activity = session.get(Activity, due.subject_id)
    if activity is None or activity.state != ActivityState.DONE:
        return
    given = set(session.exec(select(FeedbackGiven.member_id).where(FeedbackGiven.activity_id == activity.id)))
    outbox.push_many(
        session,
        keys={
            member_id: f"{due.key}:{member_id}" for member_id in sorted(_present(session, activity) - given)
        },
        due_at=now,
        message=feedback_texts.first(activity.title, activity.id or 0),
        reference=f"activity:{activity.id}",
        valid_until=now + rules_feedback.ASKED_WITHIN,
    )


def next_question(session: Session, actor: Actor, now: datetime, *, activity_id: int) -> Asking:
    """Where the actor stands, for beginning by oneself. Raises Refused: was not there, not the time."""
    activity = _open(session, actor, now, activity_id)
    given = session.get(FeedbackGiven, (activity_id, actor.member_id))
    # What was answered is not known, so a begun one goes on with the question that all are asked.
    following = {0: Question.SCORE, 1: Question.BEST, 2: Question.AGAIN}
    return Asking(activity_id, activity.title, following.get(given.answered if given else 0))


def answer(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    activity_id: int,
    question: str,
    answer: str,
    given: str = "",
    nonce: str = "",
) -> Asking:
    """Count one answer; a second press on the same question counts nothing. ``given`` and ``nonce``: of the answers
    before. Raises Refused: was not there, not the time."""
    if not rules_feedback.fits(question, answer):
        raise Refused("gone", texts.gone())
    activity = _open(session, actor, now, activity_id)
    asked = Question(question)
    row = session.get(FeedbackGiven, (activity_id, actor.member_id))
    answered = row.answered if row else 0
    if rules_feedback.NUMBER[asked] != answered + 1:
        standing = next_question(session, actor, now, activity_id=activity_id)
        return Asking(activity_id, activity.title, standing.question, counted=False)
    if row is None:
        row = FeedbackGiven(activity_id=activity_id, member_id=actor.member_id)
    if not answered:
        given, nonce = "", secrets.token_urlsafe(9)
    elif not _gave(row, given, nonce) or asked is not rules_feedback.after(given):
        given, nonce = "", ""
    row.answered = answered + 1
    if nonce:
        given += rules_feedback.written(asked, answer)
        row.seal = rules_feedback.seal(nonce, activity_id, actor.member_id, given)
    session.add(row)
    _count(session, activity_id, asked, answer, 1)
    session.flush()
    if not answered:
        # Only that somebody took part, and not even when the others did.
        audit.note(session, None, now, "feedback.given", f"activity:{activity_id}")
    until = rules_feedback.closes_at(_ends_at(activity))
    following = rules_feedback.following(asked, answer)
    return Asking(activity_id, activity.title, following, given=given, nonce=nonce, until=until)


def take_back(
    session: Session, actor: Actor, now: datetime, *, activity_id: int, given: str, nonce: str
) -> Asking:
    """Uncount the own answers, to give them anew. Raises Refused: they are not the ones that were given last, or the time
    is over."""
    activity = _open(session, actor, now, activity_id)
    row = session.get(FeedbackGiven, (activity_id, actor.member_id))
    if row is None or not _gave(row, given, nonce):
        raise Refused("changed", feedback_texts.changed_already(activity.title))
    for question, answered in rules_feedback.read_back(given):
        _count(session, activity_id, question, answered, -1)
    row.answered, row.seal = 0, ""
    session.add(row)
    session.flush()
    audit.note(session, None, now, "feedback.taken_back", f"activity:{activity_id}")
    return Asking(activity_id, activity.title, Question.SCORE)


def _gave(row: FeedbackGiven, given: str, nonce: str) -> bool:
    expected = rules_feedback.seal(nonce, row.activity_id, row.member_id, given)
    return bool(nonce and row.seal) and hmac.compare_digest(row.seal, expected)


def _count(session: Session, activity_id: int, question: Question, answer: str, by: int) -> None:
    count = session.get(FeedbackCount, (activity_id, question.value, answer))
    if count is None:
        count = FeedbackCount(activity_id=activity_id, question=question.value, answer=answer)
    count.number = max(0, count.number + by)
    session.add(count)


def totals(session: Session, actor: Actor, *, activity_id: int) -> Totals:
    """What people thought. Raises Refused for all but the committee."""
    publishing.require(actor)
    activity = session.get(Activity, activity_id)
    if activity is None or activity.state == ActivityState.DRAFT:
        raise Refused("gone", texts.gone())
    answered = len(
        session.exec(
            select(FeedbackGiven.member_id).where(
                FeedbackGiven.activity_id == activity_id, FeedbackGiven.answered > 0
            )
        ).all()
    )
    counts: dict[Question, dict[str, int]] = {}
    if answered >= rules_feedback.FEWEST_SHOWN:
        counts = {each: dict.fromkeys(rules_feedback.ANSWERS[each], 0) for each in Question}
        for row in session.exec(select(FeedbackCount).where(FeedbackCount.activity_id == activity_id)):
            counts[Question(row.question)][row.answer] = row.number
    return Totals(activity_id, activity.title, len(_present(session, activity)), answered, counts)


def table(session: Session, actor: Actor, *, activity_id: int) -> tuple[str, bytes, str]:
    """The same as an Excel file: its name, content and caption. Raises Refused: rights, too few answers."""
    if not may(actor, Right.EXPORT):
        raise Refused("no_right", texts.no_right())
    shown = totals(session, actor, activity_id=activity_id)
    if not shown.counts:
        raise Refused("few", feedback_texts.too_few(shown.title, rules_feedback.FEWEST_SHOWN))
    content = workbook(
        feedback_texts.SHEET,
        feedback_texts.HEADER,
        feedback_texts.rows(shown),
        widths=feedback_texts.WIDTHS,
    )
    return feedback_texts.file_name(shown), content, feedback_texts.file_caption(shown)


def _open(session: Session, actor: Actor, now: datetime, activity_id: int) -> Activity:
    activity = session.get(Activity, activity_id)
    if activity is None or activity.state in {ActivityState.DRAFT, ActivityState.CANCELLED}:
        raise Refused("gone", texts.gone())
    if actor.member_id not in _present(session, activity, actor.member_id):
        raise Refused("absent", feedback_texts.only_participants(activity.title))
    if not rules_feedback.taken_at(_ends_at(activity), now):
        raise Refused("time", feedback_texts.not_the_time(activity.title))
    return activity


def _present(session: Session, activity: Activity, member_id: int | None = None) -> set[int]:
    """Who was there; where nobody was noted as being there, who had a place."""
    placed = session.exec(
        select(SignUp.member_id, SignUp.checked_in_at).where(
            SignUp.activity_id == activity.id, SignUp.status == SignUpStatus.PLACED
        )
    ).all()
    here = {member for member, checked_in_at in placed if checked_in_at is not None}
    here |= set(session.exec(select(HandCheckIn.member_id).where(HandCheckIn.activity_id == activity.id)))
    found = here or {member for member, _ in placed}
    return found if member_id is None else found & {member_id}


def _ends_at(activity: Activity) -> datetime:
    return activity.ends_at or (activity.last_start_at or activity.starts_at) + rules.USUAL_LENGTH
