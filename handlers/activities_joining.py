"""Signing up where something must be asked: how many people, their names, the questions of the form."""

import re
from collections.abc import Mapping
from typing import Any

from bot.activities import slots
from bot.activities.buttons import AddQuestion, ChangeAnswers, DropQuestions, JoinWith, ShowQuestions
from bot.activities.card import activity_card
from bot.activities.duties import entering
from bot.activities.duties.entering import WayIn
from bot.activities.duties.texts import entering as entering_texts
from bot.activities.forms import answer_files, retention
from bot.activities.forms import questions as forms
from bot.activities.forms.questions import Asked
from bot.activities.forms.texts import questions as texts
from bot.activities.forms.texts import retention as retention_texts
from bot.activities.organising import managing
from bot.activities.organising.moments import read_capacity
from bot.activities.rules_forms import GivenFile, QuestionKind, file_answer, read_choices
from bot.activities.terms import swapping
from bot.activities.terms.buttons import ShowAnswerFiles
from bot.activities.terms.texts import handing as handing_texts
from bot.activities.texts import cards
from bot.activities.texts import slots as slot_texts
from bot.chat.dialogs import Answers, Flow
from bot.chat.router import Choose, DropDraft, Router
from bot.chat.turn import Turn
from bot.members.rules import Right
from bot.message import Message
from bot.refused import Refused

router = Router()
_NAME = "activityjoin"
_SEPARATORS = re.compile(r"[、,，;；\s]+")
_LONGEST_NAME = 20


def _ask_people(answers: Answers) -> Message:
    numbers = range(1, min(answers["most"], 8) + 1)
    choices = [(f"{number} {texts.PEOPLE}", Choose(_NAME, "people", str(number))) for number in numbers]
    return texts.ask_people(answers["title"], answers["most"], choices)


def _asked(answers: Answers) -> Asked:
    question_id, kind, text, labels, known = answers["questions"][answers["at"]]
    return Asked(question_id, QuestionKind(kind), text, tuple(labels), known)


def _ask_question(answers: Answers) -> Message:
    asked = _asked(answers)
    labels = asked.labels or ((texts.YES,) if asked.kind is QuestionKind.CONSENT else ())
    choices: list[tuple[str, Choose | DropDraft]] = [
        (label, Choose(_NAME, "question", f"label-{index}")) for index, label in enumerate(labels)
    ]
    if asked.known and asked.kind is QuestionKind.FILE:
        choices.append((texts.KEEP_FILE, Choose(_NAME, "question", "known")))
    elif asked.known and asked.kind not in {QuestionKind.CHOICE, QuestionKind.CONSENT}:
        choices.append((asked.known, Choose(_NAME, "question", "known")))
    number = answers["at"] + 1
    question = texts.ask(answers["title"], number, len(answers["questions"]), asked, choices)
    return (
        retention_texts.kept_for(question, answers["keep"]) if number == 1 and "keep" in answers else question
    )


JOIN = Flow(
    _NAME,
    1,
    texts.FORM,
    {
        "people": _ask_people,
        "guests": lambda answers: texts.ask_guests(answers["title"], answers["people"]),
        "question": _ask_question,
    },
)
QUESTION = Flow(
    "activityquestion",
    1,
    texts.QUESTION_FORM,
    {"text": lambda _answers: texts.ask_question(), "choices": lambda _answers: texts.ask_choices()},
    back=True,
)


@router.button(JoinWith, right=Right.SIGN_UP)
async def press_join_with(turn: Turn, data: JoinWith) -> None:
    await begin(turn, data.activity_id)


async def begin(turn: Turn, activity_id: int, slot_id: int | None = None) -> None:
    """Ask what must be asked before this person can be signed up, where there are slots into ``slot_id``."""
    card = await turn.read(activity_card, turn.actor, turn.now, activity_id=activity_id)
    if not card.may_join:
        await turn.show(cards.card(card))
        return
    if card.slotted and slot_id is None:
        shown = await turn.read(slots.slot_day, turn.actor, turn.now, activity_id=activity_id, day=None)
        await turn.show(slot_texts.slot_day(shown))
        return
    known = {**await _known(turn, activity_id, card.title), "slot": slot_id}
    if card.most_people > 1:
        await turn.ask(JOIN, "people", {**known, "most": card.most_people})
    else:
        await _next(turn, known)


async def begin_for(turn: Turn, way: WayIn, member_id: int, slot_id: int | None) -> None:
    """Ask what must be asked before a member of the own group can be signed up by the leader."""
    known = await _known(turn, way.activity_id, way.title, member_id)
    await _next(turn, {**known, "slot": slot_id, "member": member_id, "name": way.name})


async def begin_taking_over(turn: Turn, activity_id: int, handover_id: int) -> None:
    """Ask what must be asked before somebody takes over a colleague's place."""
    card = await turn.read(activity_card, turn.actor, turn.now, activity_id=activity_id)
    await _next(turn, {**await _known(turn, activity_id, card.title), "handover": handover_id})


async def _known(turn: Turn, activity_id: int, title: str, member_id: int | None = None) -> dict[str, Any]:
    asked = await turn.read(
        forms.questions_for, turn.actor, turn.now, activity_id=activity_id, member_id=member_id
    )
    if any(one.kind is QuestionKind.CHOICE and not one.labels for one in asked):
        raise Refused("choices", texts.nothing_to_choose(title))
    questions = [[one.question_id, one.kind.value, one.text, list(one.labels), one.known] for one in asked]
    usual = turn.settings.activities.keep_answers_days
    keep = await turn.read(retention.days_of, activity_id=activity_id, usual=usual)
    return {
        "activity_id": activity_id,
        "title": title,
        "questions": questions,
        "at": 0,
        "given": {},
        "keep": keep,
    }


@router.button(ChangeAnswers, right=Right.SIGN_UP)
async def press_change(turn: Turn, data: ChangeAnswers) -> None:
    card = await turn.read(activity_card, turn.actor, turn.now, activity_id=data.activity_id)
    await _next(turn, {**await _known(turn, data.activity_id, card.title), "again": True})


@router.step(JOIN, "people", right=Right.SIGN_UP)
async def take_people(turn: Turn) -> None:
    people = read_capacity(turn.text)
    if not 1 <= people <= turn.answers["most"]:
        await turn.ask(JOIN, "people")
    elif people > 1:
        await turn.ask(JOIN, "guests", people=people)
    else:
        await _next(turn, {**turn.answers, "people": 1})


@router.step(JOIN, "guests", right=Right.SIGN_UP)
async def take_guests(turn: Turn) -> None:
    names = [name for name in _SEPARATORS.split(turn.text) if name]
    needed = turn.answers["people"] - 1
    if len(names) != needed or any(len(name) > _LONGEST_NAME for name in names):
        raise Refused("guests", texts.guests_do_not_fit(needed))
    await _next(turn, {**turn.answers, "guests": "、".join(names)})


@router.step(JOIN, "question", right=Right.SIGN_UP)
async def take_answer(turn: Turn) -> None:
    asked = _asked(turn.answers)
    text = turn.text
    if turn.chosen:
        labels = asked.labels or (texts.YES,)
        text = asked.known if text == "known" else labels[int(text.removeprefix("label-"))]
    if asked.kind is QuestionKind.FILE:
        answer = text if turn.chosen else _file_of(turn)
    else:
        answer = forms.read_answer(asked, text, turn.now)
    given = {**turn.answers["given"], str(asked.question_id): answer}
    await _next(turn, {**turn.answers, "given": given, "at": turn.answers["at"] + 1})


def _file_of(turn: Turn) -> str:
    """The photo or document that was sent as an answer. Raises Refused for anything else."""
    photo, document = turn.photo, turn.document
    if photo is not None:
        return file_answer(GivenFile(photo, photo=True))
    if document is not None:
        return file_answer(GivenFile(document.file_id, photo=False))
    raise Refused("answer", texts.not_an_answer(QuestionKind.FILE))


async def _next(turn: Turn, answers: Mapping[str, Any]) -> None:
    """Put the next question, or sign up when all are answered."""
    if answers["at"] < len(answers["questions"]):
        await turn.ask(JOIN, "question", answers)
        return
    given = {int(question_id): answer for question_id, answer in answers["given"].items()}
    if answers.get("handover"):
        taken = await turn.finish(swapping.answer, handover_id=answers["handover"], agree=True, answers=given)
        await turn.show(handing_texts.answered(taken))
        return
    if answers.get("member"):
        entered = await turn.finish(
            entering.enter_member,
            activity_id=answers["activity_id"],
            member_id=answers["member"],
            slot_id=answers["slot"],
            answers=given,
        )
        await turn.show(entering_texts.booked(entered, answers["name"]))
        return
    if answers.get("again"):
        outcome = await turn.finish(forms.change_answers, activity_id=answers["activity_id"], answers=given)
    else:
        outcome = await turn.finish(
            forms.sign_up,
            activity_id=answers["activity_id"],
            answers=given,
            people=answers.get("people", 1),
            guests=answers.get("guests", ""),
            slot_id=answers.get("slot"),
        )
    await turn.show(cards.signed_up(outcome))


# -- the committee makes the form -------------------------------------------------------------------------


@router.button(ShowQuestions, right=Right.MANAGE_ACTIVITIES)
async def show_questions(turn: Turn, data: ShowQuestions) -> None:
    await _show_form(turn, data.activity_id)


async def _show_form(turn: Turn, activity_id: int) -> None:
    card = await turn.read(activity_card, turn.actor, turn.now, activity_id=activity_id)
    asked = await turn.read(forms.form_of, turn.actor, activity_id=activity_id)
    await turn.show(texts.managed(card.title, activity_id, asked))


@router.button(AddQuestion, right=Right.MANAGE_ACTIVITIES)
async def add_question(turn: Turn, data: AddQuestion) -> None:
    await turn.read(managing.managed_card, turn.actor, turn.now, activity_id=data.activity_id)
    await turn.ask(QUESTION, "text", {"activity_id": data.activity_id, "kind": data.kind.value})


@router.button(DropQuestions, right=Right.MANAGE_ACTIVITIES)
async def drop_questions(turn: Turn, data: DropQuestions) -> None:
    await turn.do(forms.drop_questions, activity_id=data.activity_id)
    await _show_form(turn, data.activity_id)


@router.button(ShowAnswerFiles, right=Right.MANAGE_ACTIVITIES)
async def send_answer_files(turn: Turn, data: ShowAnswerFiles) -> None:
    """Send the committee what people handed in."""
    files = await turn.do(answer_files.answer_files, activity_id=data.activity_id)
    for one in files.lines:
        await turn.send_known_file(one.given.file_id, photo=one.given.photo, caption=one.caption)
    await turn.reply(texts.files_sent(files))


@router.step(QUESTION, "text", right=Right.MANAGE_ACTIVITIES)
async def take_question(turn: Turn) -> None:
    if turn.answers["kind"] == QuestionKind.CHOICE:
        await turn.ask(QUESTION, "choices", text=turn.text)
        return
    await turn.finish(
        forms.add_question,
        activity_id=turn.answers["activity_id"],
        kind=QuestionKind(turn.answers["kind"]),
        text=turn.text,
    )
    await _show_form(turn, turn.answers["activity_id"])


@router.step(QUESTION, "choices", right=Right.MANAGE_ACTIVITIES)
async def take_choices(turn: Turn) -> None:
    choices = read_choices(turn.text, texts.PEOPLE, texts.AUDIENCES, texts.ONLY)
    if not choices:
        raise Refused("choices", texts.not_choices())
    await turn.finish(
        forms.add_question,
        activity_id=turn.answers["activity_id"],
        kind=QuestionKind.CHOICE,
        text=turn.answers["text"],
        choices=choices,
    )
    await _show_form(turn, turn.answers["activity_id"])
