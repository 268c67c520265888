"""Saying not to come, being excused, and the leader who looks after the group."""

from bot.activities.buttons import Chase, ConfirmComing, DecideExcuse, Decline, ShowMissing
from bot.activities.card import activity_card
from bot.activities.duties import chasing as duties
from bot.activities.duties.texts import chasing as texts
from bot.chat.dialogs import Flow
from bot.chat.router import Router
from bot.chat.turn import Turn
from bot.members.rules import Right

router = Router()
DECLINE = Flow(
    "activitydecline",
    1,
    texts.FORM,
    {"reason": lambda answers: texts.ask_reason(answers["title"], compulsory=answers["compulsory"])},
)


@router.button(Decline, right=Right.SIGN_UP)
async def press_decline(turn: Turn, data: Decline) -> None:
    """Ask for the reason."""
    card = await turn.read(activity_card, turn.actor, turn.now, activity_id=data.activity_id)
    known = {"activity_id": data.activity_id, "title": card.title, "compulsory": card.compulsory}
    await turn.ask(DECLINE, "reason", known)


@router.step(DECLINE, "reason", right=Right.SIGN_UP)
async def decline(turn: Turn) -> None:
    compulsory = turn.answers["compulsory"]
    outcome = await turn.finish(duties.decline, activity_id=turn.answers["activity_id"], reason=turn.text)
    await turn.reply(texts.declined(outcome, compulsory=compulsory))


@router.button(ConfirmComing, right=Right.SIGN_UP)
async def confirm_coming(turn: Turn, data: ConfirmComing) -> None:
    outcome = await turn.do(duties.confirm_coming, activity_id=data.activity_id)
    await turn.show(texts.confirmed(outcome))


@router.button(DecideExcuse, right=Right.CHASE_GROUP)
async def decide_excuse(turn: Turn, data: DecideExcuse) -> None:
    name = await turn.do(duties.decide_excuse, sign_up_id=data.sign_up_id, grant=data.grant)
    await turn.show(texts.excuse_decided(name, grant=data.grant))


@router.button(ShowMissing, right=Right.CHASE_GROUP)
async def press_missing(turn: Turn, data: ShowMissing) -> None:
    await show_missing(turn, data.activity_id)


async def show_missing(turn: Turn, activity_id: int) -> None:
    """Who of the own groups has not answered (谁还没报名)."""
    board = await turn.read(duties.missing, turn.actor, turn.now, activity_id=activity_id)
    await turn.show(texts.missing(board))


@router.button(Chase, right=Right.CHASE_GROUP)
async def press_chase(turn: Turn, data: Chase) -> None:
    done = await turn.do(duties.chase, activity_id=data.activity_id)
    await turn.show(texts.chased(done))
