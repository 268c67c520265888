"""After an activity: certificates and feedback."""

import asyncio

from bot.activities.attending import certificate_sheets, certificates, feedback
from bot.activities.attending.buttons import (
    Answer,
    AnswerAnew,
    AnswerNext,
    Certificates,
    FeedbackFile,
    GetCertificate,
    PrintCertificates,
    SetAwards,
    ShowFeedback,
    TellCertificates,
)
from bot.activities.attending.feedback import Asking
from bot.activities.attending.texts import certificates as certificate_texts
from bot.activities.attending.texts import feedback as feedback_texts
from bot.chat.router import Router
from bot.chat.turn import Turn
from bot.members.rules import Right
from bot.refused import Refused

router = Router()


@router.button(GetCertificate, right=Right.SIGN_UP)
async def get_certificate(turn: Turn, data: GetCertificate) -> None:
    """The own certificates as pictures."""
    found = await turn.read(certificates.own, turn.actor, turn.now, activity_id=data.activity_id)
    for one in found:
        content = await asyncio.to_thread(certificate_sheets.draw, one, turn.settings.union.name)
        await turn.send_picture(certificate_texts.file_name(one), content, certificate_texts.caption(one))


@router.button(Certificates, right=Right.MANAGE_ACTIVITIES)
async def show_certificates(turn: Turn, data: Certificates) -> None:
    shown = await turn.read(certificates.awarded, turn.actor, turn.now, activity_id=data.activity_id)
    await turn.show(certificate_texts.overview(shown))


@router.button(SetAwards, right=Right.MANAGE_ACTIVITIES)
async def set_awards(turn: Turn, data: SetAwards) -> None:
    await turn.do(certificates.set_ranks, activity_id=data.activity_id, ranks=data.ranks)
    shown = await turn.read(certificates.awarded, turn.actor, turn.now, activity_id=data.activity_id)
    await turn.show(certificate_texts.overview(shown))


@router.button(TellCertificates, right=Right.MANAGE_ACTIVITIES)
async def tell_certificates(turn: Turn, data: TellCertificates) -> None:
    number = await turn.do(certificates.tell, activity_id=data.activity_id)
    await turn.show(certificate_texts.told(number, data.activity_id))


@router.button(PrintCertificates, right=Right.MANAGE_ACTIVITIES)
async def print_certificates(turn: Turn, data: PrintCertificates) -> None:
    """One file with a page for each."""
    shown = await turn.read(certificates.awarded, turn.actor, turn.now, activity_id=data.activity_id)
    total = len(shown.certificates)
    if not total:
        raise Refused("none", certificate_texts.none_at_all(shown.title))
    content = await asyncio.to_thread(
        certificate_sheets.print_all, shown.certificates, turn.settings.union.name
    )
    printed = min(total, certificate_sheets.MOST_PAGES)
    caption = certificate_texts.print_caption(shown.title, printed, total)
    await turn.send_file(certificate_texts.print_name(shown.title), content, caption)


@router.button(Answer, right=Right.SIGN_UP)
async def answer(turn: Turn, data: Answer) -> None:
    """One tap is one answer; the next question takes its place."""
    if not data.question:
        asking = await turn.read(feedback.next_question, turn.actor, turn.now, activity_id=data.activity_id)
    else:
        asking = await turn.do(
            feedback.answer, activity_id=data.activity_id, question=data.question, answer=data.answer
        )
    await _go_on(turn, asking)


@router.button(AnswerNext, right=Right.SIGN_UP)
async def answer_next(turn: Turn, data: AnswerNext) -> None:
    asking = await turn.do(
        feedback.answer,
        activity_id=data.activity_id,
        question=data.question,
        answer=data.answer,
        given=data.given,
        nonce=data.nonce,
    )
    await _go_on(turn, asking)


@router.button(AnswerAnew, right=Right.SIGN_UP)
async def answer_anew(turn: Turn, data: AnswerAnew) -> None:
    asking = await turn.do(
        feedback.take_back, activity_id=data.activity_id, given=data.given, nonce=data.nonce
    )
    await turn.show(feedback_texts.shown(asking))


async def _go_on(turn: Turn, asking: Asking) -> None:
    """A second tap on the same key leaves the question that the first one put."""
    if asking.counted:
        await turn.show(feedback_texts.shown(asking))
    else:
        await turn.toast(feedback_texts.counted_already())


@router.button(ShowFeedback, right=Right.MANAGE_ACTIVITIES)
async def show_feedback(turn: Turn, data: ShowFeedback) -> None:
    await turn.show(
        feedback_texts.totals(await turn.read(feedback.totals, turn.actor, activity_id=data.activity_id))
    )


@router.button(FeedbackFile, right=Right.EXPORT)
async def send_feedback(turn: Turn, data: FeedbackFile) -> None:
    name, content, caption = await turn.read(feedback.table, turn.actor, activity_id=data.activity_id)
    await turn.send_file(name, content, caption)
