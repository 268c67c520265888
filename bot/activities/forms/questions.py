"""Sign-up forms: the questions of an activity, and the answers of those who sign up."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, delete, func, select

from bot import audit
from bot.activities import places, rules, texts
from bot.activities.contests.part import check_plain
from bot.activities.eligibility import admits_member, audience_of
from bot.activities.forms.texts import questions as form_texts
from bot.activities.limits import CHANGE_SIGN_UP, OPTION, count, free_places, limits_of, lock
from bot.activities.model import Activity, Answer, Question, Quota, SignUp
from bot.activities.organising import publishing
from bot.activities.own import find_own
from bot.activities.places import Filled, SignUpOutcome
from bot.activities.rules_forms import (
    LONGEST_QUESTION,
    MOST_QUESTIONS,
    Choice,
    QuestionKind,
    fit_answer,
    given_file,
)
from bot.activities.terms.model import ChoiceAudience
from bot.activities.waiting import serve_queue
from bot.language.dates import point
from bot.language.found import Kind
from bot.members import audience_query
from bot.members.model import Member
from bot.members.rules import Actor
from bot.refused import Refused
from bot.wording import local


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is put. ``labels`` are the choices still to be had; ``known``: what the member said before."""

    question_id: int
    kind: QuestionKind
    text: str
    labels: tuple[str, ...] = ()
    known: str = ""


def add_question(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    activity_id: int,
    kind: QuestionKind,
    text: str,
    choices: tuple[Choice, ...] = (),
) -> int:
    """Add a question at the end of the form. Raises Refused: rights, somebody has signed up already, too many."""
    publishing.require(actor)
    row = publishing.locked(session, activity_id)
    line = " ".join(text.split())
    if not 1 <= len(line) <= LONGEST_QUESTION:
        raise Refused("question", form_texts.question_length(LONGEST_QUESTION))
    number = session.exec(
        select(func.count()).select_from(Question).where(Question.activity_id == activity_id)
    ).one()
    if row.queue or row.state not in rules.UNFINISHED:
        raise Refused("signed_up", form_texts.too_late_for_questions())
    check_plain(session, activity_id)
    if number >= MOST_QUESTIONS:
        raise Refused("many", form_texts.too_many_questions(MOST_QUESTIONS))
    labels = json.dumps([choice.label for choice in choices], ensure_ascii=False)
    question = Question(activity_id=activity_id, position=number, kind=kind, text=line, choices=labels)
    session.add(question)
    session.flush()
    for index, choice in enumerate(choices):
        if choice.audience != "everyone":
            session.add(
                ChoiceAudience(question_id=question.id or 0, position=index, audience=choice.audience)
            )
        if choice.capacity is not None:
            ref = f"{question.id}:{index}"
            session.add(Quota(activity_id=activity_id, kind=OPTION, ref=ref, capacity=choice.capacity))
            row.limited = True
    row.asks = True
    session.add(row)
    session.flush()
    audit.note(session, actor.member_id, now, "activity.question", f"activity:{activity_id}", kind=kind.value)
    return number + 1


def drop_questions(session: Session, actor: Actor, now: datetime, *, activity_id: int) -> None:
    """Take the whole form away. Raises Refused: rights, somebody has filled it already."""
    publishing.require(actor)
    row = publishing.locked(session, activity_id)
    if row.queue:
        raise Refused("signed_up", form_texts.too_late_for_questions())
    connection = session.connection()
    own = select(Question.id).where(Question.activity_id == activity_id)
    connection.execute(delete(ChoiceAudience).where(col(ChoiceAudience.question_id).in_(own)))
    connection.execute(delete(Question).where(col(Question.activity_id) == activity_id))
    connection.execute(delete(Quota).where(col(Quota.activity_id) == activity_id, col(Quota.kind) == OPTION))
    row.asks = False
    session.add(row)
    session.flush()
    audit.note(session, actor.member_id, now, "activity.form_dropped", f"activity:{activity_id}")


def questions_for(
    session: Session, actor: Actor, now: datetime, *, activity_id: int, member_id: int | None = None
) -> tuple[Asked, ...]:
    """The form for one member (the actor, or ``member_id``), with the choices that are for this member and still to be
    had, and what is known of the answers: given for this activity, else the last time the same was asked, else from the
    roster."""
    who = member_id or actor.member_id
    questions = session.exec(
        select(Question).where(Question.activity_id == activity_id).order_by(col(Question.position))
    ).all()
    full = _full_options(session, activity_id) | _not_for(session, activity_id, who, now)
    before = _answers_before(session, who)
    own = dict(
        session.exec(
            select(Answer.question_id, Answer.value)
            .join(SignUp, col(SignUp.id) == col(Answer.sign_up_id))
            .where(SignUp.activity_id == activity_id, SignUp.member_id == who)
        ).all()
    )
    member = session.get_one(Member, who)
    asked = []
    for question in questions:
        labels = tuple(
            label
            for index, label in enumerate(json.loads(question.choices))
            if f"{question.id}:{index}" not in full or own.get(question.id or 0) == label
        )
        known = own.get(question.id or 0) or before.get(question.text, "")
        if not known and form_texts.asks_for_phone(question.text):
            known = member.phone or ""
        kind = QuestionKind(question.kind)
        fits = kind is not QuestionKind.CHOICE or known in labels
        if kind is QuestionKind.FILE:
            fits = bool(own.get(question.id or 0))
        asked.append(Asked(question.id or 0, kind, question.text, labels, known if fits else ""))
    return tuple(asked)


def form_of(session: Session, actor: Actor, *, activity_id: int) -> tuple[Asked, ...]:
    """The form as the committee made it, each choice with its limit and for whom it is. Raises Refused."""
    publishing.require(actor)
    quotas = {
        quota.ref: quota.capacity
        for quota in session.exec(select(Quota).where(Quota.activity_id == activity_id, Quota.kind == OPTION))
    }
    audiences = {
        (row.question_id, row.position): audience_query.describe(session, audience_of(row.audience))
        for row in session.exec(
            select(ChoiceAudience)
            .join(Question, col(Question.id) == col(ChoiceAudience.question_id))
            .where(Question.activity_id == activity_id)
        )
    }
    questions = session.exec(
        select(Question).where(Question.activity_id == activity_id).order_by(col(Question.position))
    )
    return tuple(
        Asked(
            one.id or 0,
            QuestionKind(one.kind),
            one.text,
            tuple(
                form_texts.choice(label, quotas.get(f"{one.id}:{at}"), audiences.get((one.id or 0, at), ""))
                for at, label in enumerate(json.loads(one.choices))
            ),
        )
        for one in questions
    )


def read_answer(asked: Asked, text: str, now: datetime) -> str:
    """The typed answer to one question as it is stored. Raises Refused when it does not fit."""
    if asked.kind is QuestionKind.DATE:
        found = point(text, local(now))
        if found is None or found.kind is not Kind.DATE or found.first_on is None:
            raise Refused("answer", form_texts.not_an_answer(asked.kind))
        return found.first_on.isoformat()
    answer = fit_answer(asked.kind, text, asked.labels, form_texts.YES)
    if answer is None:
        raise Refused("answer", form_texts.not_an_answer(asked.kind))
    return answer


def sign_up(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    activity_id: int,
    answers: Mapping[int, str],
    people: int = 1,
    guests: str = "",
    slot_id: int | None = None,
) -> SignUpOutcome:
    """Sign up with a filled form, where there are slots into one of them. Raises Refused: an answer is missing or does not fit, an option is full, and whatever
    hinders signing up."""
    filled = fill(session, now, activity_id=activity_id, member_id=actor.member_id, answers=answers)
    return places.take_place(
        session,
        actor,
        now,
        activity_id=activity_id,
        people=people,
        guests=guests,
        slot_id=slot_id,
        filled=filled,
    )


def change_answers(
    session: Session, actor: Actor, now: datetime, *, activity_id: int, answers: Mapping[int, str]
) -> SignUpOutcome:
    """Change the answers of an own sign-up until the deadline. Raises Refused, and the old answers stay."""
    activity = lock(session, activity_id)
    own = find_own(session, activity_id, actor.member_id)
    if own is None or own.status not in rules.LIVE:
        raise Refused("not_signed_up", texts.not_signed_up(activity.title))
    hindrance = rules.hindrance(activity.state, activity.closes_at, activity.deadline_at, now)
    if hindrance is not None:
        raise places.refusal(activity, hindrance)
    filled = fill(session, now, activity_id=activity_id, member_id=actor.member_id, answers=answers)
    options = set(
        session.exec(select(Quota.id).where(Quota.activity_id == activity_id, Quota.kind == OPTION))
    )
    kept = [part for part in own.quotas.split(",") if part and int(part) not in options]
    quotas = ",".join([*kept, *map(str, filled.quotas)])
    held = own.status in rules.HOLDING
    if held:
        count(session, activity, limits_of(own.slot_id, own.quotas), placed=-own.people)
    free = free_places(session, activity, now)
    if not rules.fits(own.people, (free.get(("quota", quota)) for quota in filled.quotas)):
        raise Refused("option", texts.option_full())
    if held:
        count(session, activity, limits_of(own.slot_id, quotas), placed=own.people)
    changed = {"row_id": own.id, "quotas": quotas, "changed_at": now}
    session.connection().execute(CHANGE_SIGN_UP, changed)
    places.store_answers(session, own.id, filled.answers)
    audit.note(session, actor.member_id, now, "sign_up.answers", f"sign_up:{own.id}", activity=activity_id)
    serve_queue(session, activity_id, now)
    return places.standing(session, activity, actor.member_id)


def answers_of(session: Session, activity_id: int) -> tuple[list[str], dict[int, dict[int, str]]]:
    """The texts of the questions, and for each member the answers by place in the form."""
    questions = session.exec(
        select(Question.id, Question.text)
        .where(Question.activity_id == activity_id)
        .order_by(col(Question.position))
    ).all()
    place = {question_id: index for index, (question_id, _) in enumerate(questions)}
    by_member: dict[int, dict[int, str]] = {}
    rows = session.exec(
        select(SignUp.member_id, Answer.question_id, Answer.value)
        .join(SignUp, col(SignUp.id) == col(Answer.sign_up_id))
        .where(SignUp.activity_id == activity_id)
    )
    for member_id, question_id, value in rows:
        by_member.setdefault(member_id, {})[place[question_id]] = form_texts.shown_answer(value)
    return [text for _, text in questions], by_member


def fill(
    session: Session, now: datetime, *, activity_id: int, member_id: int, answers: Mapping[int, str]
) -> Filled:
    """The answers of a member as they are stored, with the quotas they fall under. Raises Refused: one is missing or does
    not fit, a choice is not for this member."""
    if session.get(Activity, activity_id) is None:
        raise Refused("gone", texts.gone())
    quota_ids = {
        quota.ref: quota.id or 0
        for quota in session.exec(select(Quota).where(Quota.activity_id == activity_id, Quota.kind == OPTION))
    }
    closed = _not_for(session, activity_id, member_id, now)
    given: dict[int, str] = {}
    quotas: list[int] = []
    for question in session.exec(select(Question).where(Question.activity_id == activity_id)):
        question_id = question.id or 0
        labels = tuple(json.loads(question.choices))
        kind, typed = QuestionKind(question.kind), answers.get(question_id, "")
        answer = given_file(typed) if kind is QuestionKind.FILE else None
        answer = answer or fit_answer(kind, typed, labels, form_texts.YES)
        if answer is None:
            raise Refused("answer", form_texts.missing(question.text))
        given[question_id] = answer
        ref = f"{question_id}:{labels.index(answer)}" if answer in labels else ""
        if ref in closed:
            raise Refused("audience", form_texts.choice_not_for_you(answer))
        if ref in quota_ids:
            quotas.append(quota_ids[ref])
    return Filled(given, tuple(quotas))


def _not_for(session: Session, activity_id: int, member_id: int, now: datetime) -> set[str]:
    """The choices that are for others."""
    rows = session.exec(
        select(ChoiceAudience)
        .join(Question, col(Question.id) == col(ChoiceAudience.question_id))
        .where(Question.activity_id == activity_id)
    ).all()
    on = local(now).date()
    return {
        f"{row.question_id}:{row.position}"
        for row in rows
        if not admits_member(session, member_id, row.audience, on)
    }


def _full_options(session: Session, activity_id: int) -> set[str]:
    rows = session.exec(select(Quota).where(Quota.activity_id == activity_id, Quota.kind == OPTION))
    return {row.ref for row in rows if row.placed >= row.capacity}


def _answers_before(session: Session, member_id: int) -> dict[str, str]:
    """What the member answered to each question the last time, by its words."""
    rows = session.exec(
        select(Question.text, Answer.value)
        .join(Answer, col(Answer.question_id) == col(Question.id))
        .join(SignUp, col(SignUp.id) == col(Answer.sign_up_id))
        .where(
            SignUp.member_id == member_id,
            col(Question.kind).not_in([QuestionKind.CONSENT, QuestionKind.FILE]),
        )
        .order_by(col(Answer.id))
    )
    return dict(rows.all())
