"""The menu, the help and 取消: always there."""

from bot.chat import texts
from bot.chat.router import Router
from bot.chat.turn import Turn
from bot.members.rules import Right

router = Router()


@router.command("menu", about=texts.ABOUT_MENU, right=None, words=texts.MENU_WORDS)
async def menu(turn: Turn) -> None:
    """The keys of the menu."""
    if turn.known is None:
        await turn.reply(texts.join_first())
    else:
        await turn.open_menu(texts.menu(turn.known.name, turn.known.highest_role))


@router.command("help", about=texts.ABOUT_HELP, right=None, words=texts.HELP_WORDS)
@router.label(texts.KEY_HELP, place=90, right=None)
async def show_help(turn: Turn) -> None:
    """What can be done, with examples in the person's own words."""
    await turn.reply(texts.help_for(turn.known.highest_role if turn.known else None))


@router.command("cancel", about=texts.ABOUT_CANCEL, right=None)
async def cancel(turn: Turn) -> None:
    """Give up the open form."""
    if turn.standing.draft is None:
        await turn.reply(texts.nothing_to_cancel())
        return
    await turn.give_up()
    await turn.reply(texts.cancelled())


@router.command("desk", about=texts.ABOUT_DESK, right=Right.BROADCAST, words=texts.DESK_WORDS)
@router.label(texts.KEY_DESK, place=70, right=Right.BROADCAST)
async def desk(turn: Turn) -> None:
    """What this person looks after, one button each."""
    await turn.reply(texts.desk(turn.desk))
