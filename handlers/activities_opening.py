"""Members ask to be told when the sign-up of an activity opens."""

from bot.activities.buttons import WishOpening
from bot.activities.organising import opening
from bot.activities.organising.texts import opening as texts
from bot.activities.texts import cards
from bot.chat.router import Router
from bot.chat.turn import Turn
from bot.members.rules import Right

router = Router()


@router.button(WishOpening, right=Right.SIGN_UP)
async def press_wish(turn: Turn, data: WishOpening) -> None:
    card = await turn.do(opening.wish, activity_id=data.activity_id, wants=data.wish)
    await turn.toast(texts.wished(card, wants=data.wish))
    await turn.show(cards.card(card))
