"""Members ask what is coming, sign up, wait, cancel."""

from bot.activities import looking, places, texts
from bot.activities.buttons import AskLeave, Coming, Join, Leave, MySignUps, ShowActivity
from bot.activities.card import activity_card
from bot.activities.texts import answering, cards
from bot.chat.router import Router
from bot.chat.turn import Turn
from bot.language import Topic
from bot.members.rules import Right

router = Router()


@router.command(
    "activities", about=texts.ABOUT_ACTIVITIES, right=Right.SEE_ACTIVITIES, words=texts.WORDS_ACTIVITIES
)
@router.label(texts.KEY_ACTIVITIES, place=10, right=Right.SEE_ACTIVITIES)
async def list_coming(turn: Turn) -> None:
    """What is coming, from the first page."""
    await _show_page(turn, None, back=False)


@router.button(Coming, right=Right.SEE_ACTIVITIES)
async def turn_pages(turn: Turn, data: Coming) -> None:
    await _show_page(turn, (data.at, data.activity_id), back=data.back)


async def _show_page(turn: Turn, cursor: tuple[int, int] | None, *, back: bool) -> None:
    size = turn.settings.activities.page_size
    page = await turn.read(looking.upcoming, turn.actor, turn.now, cursor=cursor, back=back, size=size)
    await turn.remember_shown({"activities": [line.activity_id for line in page.lines]})
    await turn.show(cards.coming(page))


@router.command("mine", about=texts.ABOUT_MINE, right=Right.SIGN_UP, words=texts.WORDS_MINE)
@router.label(texts.KEY_MINE, place=20, right=Right.SIGN_UP)
async def my_sign_ups(turn: Turn) -> None:
    """The own sign-ups to come."""
    await turn.reply(cards.mine(await turn.read(looking.my_sign_ups, turn.actor, turn.now)))


@router.button(MySignUps, right=Right.SIGN_UP)
async def turn_my_list(turn: Turn, data: MySignUps) -> None:
    await turn.show(cards.mine(await turn.read(looking.my_sign_ups, turn.actor, turn.now, past=data.past)))


@router.button(ShowActivity, right=Right.SEE_ACTIVITIES)
async def press_show(turn: Turn, data: ShowActivity) -> None:
    await show_activity(turn, data.activity_id)


async def show_activity(turn: Turn, activity_id: int) -> None:
    """The card of one activity: for a press, a deep link (``/start act_12``) or a title that was typed."""
    card = await turn.read(activity_card, turn.actor, turn.now, activity_id=activity_id)
    await turn.show(cards.card(card))


async def answer_about(turn: Turn, activity_id: int, topic: Topic) -> None:
    """Answer one question about one activity (还有名额吗, 什么时候截止)."""
    card = await turn.read(activity_card, turn.actor, turn.now, activity_id=activity_id)
    await turn.reply(answering.answer(card, topic))


@router.button(Join, right=Right.SIGN_UP)
async def press_join(turn: Turn, data: Join) -> None:
    await join(turn, data.activity_id)


async def join(turn: Turn, activity_id: int, people: int = 1) -> None:
    """Sign the person up at once, or put them on the waiting list."""
    outcome = await turn.do(places.take_place, activity_id=activity_id, people=people)
    await turn.show(cards.signed_up(outcome))


@router.button(AskLeave, right=Right.SIGN_UP)
async def press_ask_leave(turn: Turn, data: AskLeave) -> None:
    await ask_leave(turn, data.activity_id)


async def ask_leave(turn: Turn, activity_id: int) -> None:
    """Put the confirming question before places are given back."""
    card = await turn.read(activity_card, turn.actor, turn.now, activity_id=activity_id)
    if card.may_leave:
        await turn.show(cards.ask_leave(card, card.revision))
    else:
        await turn.show(cards.card(card))


@router.button(Leave, right=Right.SIGN_UP)
async def press_leave(turn: Turn, data: Leave) -> None:
    outcome = await turn.do(places.leave, activity_id=data.activity_id, revision=data.revision)
    if outcome.stale:
        await show_activity(turn, data.activity_id)
    else:
        await turn.show(cards.left(outcome))
