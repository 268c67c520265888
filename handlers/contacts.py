"""Whom to turn to, asked in own words."""

from bot.asking.buttons import HandOver
from bot.chat.router import Router
from bot.chat.turn import Turn
from bot.members.contacts import contacts
from bot.members.rules import Right
from bot.members.texts import contacts as texts

router = Router()


@router.listen(right=Right.SIGN_UP)
async def hear_whom(turn: Turn) -> bool:
    """谁是我们组长: the names of those who look after the member."""
    if not texts.asks_whom(turn.text):
        return False
    await turn.remember_shown({**(turn.standing.shown or {}), "unclear": turn.text})
    await turn.reply(texts.contacts(await turn.read(contacts, turn.actor), HandOver()))
    return True
