"""The committee chooses how places are given, says yes or no to sign-ups, and notes who did not come."""

from bot.activities.attending import presence
from bot.activities.attending.texts import presence as presence_texts
from bot.activities.terms import approving, arranging
from bot.activities.terms.buttons import (
    Approve,
    AskPreparation,
    ClosePresence,
    Reject,
    SetSubstitutes,
    SetWay,
    ShowAbsent,
    ShowPending,
    ShowTerms,
)
from bot.activities.terms.texts import arranging as texts
from bot.chat.dialogs import Flow
from bot.chat.router import DropDraft, Router
from bot.chat.turn import Turn
from bot.members.rules import Right

router = Router()
PREPARATION = Flow(
    "activityprepare",
    1,
    texts.PREPARATION_FORM,
    {"text": lambda answers: texts.ask_preparation(answers["title"])},
)
REJECT = Flow(
    "activityreject",
    1,
    texts.REJECT_FORM,
    {"reason": lambda answers: texts.ask_why_not(answers["title"], answers["name"], DropDraft())},
)


@router.button(ShowTerms, right=Right.MANAGE_ACTIVITIES)
async def show_terms(turn: Turn, data: ShowTerms) -> None:
    shown = await turn.read(arranging.show_terms, turn.actor, activity_id=data.activity_id)
    await turn.show(texts.terms(shown))


@router.button(SetWay, right=Right.MANAGE_ACTIVITIES)
async def set_way(turn: Turn, data: SetWay) -> None:
    shown = await turn.do(arranging.set_way, activity_id=data.activity_id, way=data.way)
    await turn.show(texts.terms(shown))


@router.button(SetSubstitutes, right=Right.MANAGE_ACTIVITIES)
async def set_substitutes(turn: Turn, data: SetSubstitutes) -> None:
    shown = await turn.do(
        arranging.set_substitutes, activity_id=data.activity_id, substitutes=data.substitutes
    )
    await turn.show(texts.terms(shown))


@router.button(AskPreparation, right=Right.MANAGE_ACTIVITIES)
async def ask_preparation(turn: Turn, data: AskPreparation) -> None:
    shown = await turn.read(arranging.show_terms, turn.actor, activity_id=data.activity_id)
    await turn.ask(PREPARATION, "text", {"activity_id": data.activity_id, "title": shown.title})


@router.step(PREPARATION, "text", right=Right.MANAGE_ACTIVITIES)
async def take_preparation(turn: Turn) -> None:
    preparation = "" if turn.text.strip() in texts.WORDS_NO_PREPARATION else turn.text
    shown = await turn.finish(
        arranging.set_preparation, activity_id=turn.answers["activity_id"], preparation=preparation
    )
    await turn.show(texts.terms(shown))


# -- yes or no --------------------------------------------------------------------------------------------


@router.button(ShowPending, right=Right.MANAGE_ACTIVITIES)
async def press_pending(turn: Turn, data: ShowPending) -> None:
    await _show_pending(turn, data.activity_id, data.page)


async def _show_pending(turn: Turn, activity_id: int, page: int = 0) -> None:
    shown = await turn.read(approving.pending, turn.actor, activity_id=activity_id, page=page)
    await turn.show(texts.pending(shown))


@router.button(Approve, right=Right.MANAGE_ACTIVITIES)
async def approve(turn: Turn, data: Approve) -> None:
    done = await turn.do(approving.approve, sign_up_id=data.sign_up_id, revision=data.revision)
    await turn.toast(texts.decided(done))
    await _show_pending(turn, done.activity_id)


@router.button(Reject, right=Right.MANAGE_ACTIVITIES)
async def ask_why_not(turn: Turn, data: Reject) -> None:
    title, name = await turn.read(approving.name_of, turn.actor, sign_up_id=data.sign_up_id)
    await turn.ask(REJECT, "reason", {"sign_up_id": data.sign_up_id, "title": title, "name": name})


@router.step(REJECT, "reason", right=Right.MANAGE_ACTIVITIES)
async def reject(turn: Turn) -> None:
    done = await turn.finish(approving.reject, sign_up_id=turn.answers["sign_up_id"], reason=turn.text)
    await turn.toast(texts.decided(done))
    await _show_pending(turn, done.activity_id)


# -- who did not come -------------------------------------------------------------------------------------


@router.button(ShowAbsent, right=Right.CHASE_GROUP)
async def show_absent(turn: Turn, data: ShowAbsent) -> None:
    shown = await turn.read(presence.absent, turn.actor, turn.now, activity_id=data.activity_id)
    await turn.show(presence_texts.absent(shown))


@router.button(ClosePresence, right=Right.MANAGE_ACTIVITIES)
async def close_presence(turn: Turn, data: ClosePresence) -> None:
    shown = await turn.do(presence.close, activity_id=data.activity_id, closed=data.closed)
    await turn.show(presence_texts.absent(shown))
