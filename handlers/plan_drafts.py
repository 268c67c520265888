"""The items of a draft, one after the other: right, another time, another title, none, merged, split; by buttons or words."""

from bot.chat import texts as chat_texts
from bot.chat.dialogs import Flow
from bot.chat.router import DropDraft, Router
from bot.chat.turn import Turn
from bot.members.rules import Right
from bot.plan import confirming, drafts
from bot.plan.buttons import (
    ChangeDate,
    ChangeTitle,
    CorrectItem,
    ItemIsRight,
    KeepApart,
    MergeUp,
    NextDoubt,
    NotAnItem,
    SplitItem,
)
from bot.plan.texts import drafts as texts
from bot.plan.texts import importing
from bot.plan.texts.spoken import DraftAct, bare_number, said_of_draft
from bot.plan.timing import Timing, read_timings
from bot.refused import Refused
from handlers.plan import OTHER_ITEM, chosen_timing, confirm_timing, typed_timings
from handlers.plan_documents import show_all, show_card

router = Router()

DATE: Flow = Flow(
    "plan-date",
    3,
    importing.DATE_FORM,
    {
        "date": lambda answers: importing.ask_date(answers, drop=DropDraft()),
        "check": lambda answers: confirm_timing(answers, DATE.name),
    },
)
TITLE = Flow(
    "plan-title",
    1,
    importing.TITLE_FORM,
    {"title": lambda answers: importing.ask_title(answers, drop=DropDraft())},
)

SPLIT = Flow(
    "plan-split",
    1,
    importing.SPLIT_FORM,
    {"parts": lambda answers: importing.ask_parts(answers, drop=DropDraft())},
)


@router.button(NextDoubt, right=Right.MANAGE_PLAN)
async def next_doubt(turn: Turn, data: NextDoubt) -> None:
    await _show_next(turn, data.document_id, data.after)


async def _show_next(turn: Turn, document_id: int, after: int) -> None:
    """The next item to look at; when there is none, the card of the document."""
    card = await turn.read(drafts.next_doubt, turn.actor, document_id=document_id, after=after)
    if card is None:
        await show_card(turn, document_id)
    else:
        await _show(turn, card)


async def _show(turn: Turn, card: drafts.DraftCard) -> None:
    """One item; what is typed next is about it, or about the list that it is out of."""
    await turn.remember_shown({"draft": card.document_id, "draft_item": card.item_id})
    await turn.show(texts.draft_item(card))


async def _go_on(turn: Turn, card: drafts.DraftCard) -> None:
    """Behind a corrected item: the next that was asked about, or the list out of which it was taken."""
    if card.asked:
        await _show_next(turn, card.document_id, card.serial)
    else:
        await show_all(turn, card.document_id, card.page)


@router.button(CorrectItem, right=Right.MANAGE_PLAN)
async def correct_item(turn: Turn, data: CorrectItem) -> None:
    await _show(turn, await turn.read(drafts.draft_card, turn.actor, item_id=data.item_id))


@router.listen(right=Right.MANAGE_PLAN)
async def hear_of_a_draft(turn: Turn) -> bool:
    """3; 第3项挪到下个月; 对; 这项不要: typed while the list of a draft, or one of its items, is before one's eyes."""
    shown = turn.standing.shown or {}
    said = said_of_draft(turn.text, chat_texts.YES_WORDS) if "draft" in shown else None
    if said is None:
        return False
    if said.number is not None:
        card = await turn.read(
            drafts.numbered_item, turn.actor, document_id=shown["draft"], serial=said.number
        )
    elif "draft_item" in shown:
        card = await turn.read(drafts.draft_card, turn.actor, item_id=shown["draft_item"])
    else:
        return False
    match said.act:
        case DraftAct.SHOW:
            await _show(turn, card)
        case DraftAct.RIGHT:
            await is_right(turn, ItemIsRight(card.item_id))
        case DraftAct.DROP:
            await not_an_item(turn, NotAnItem(card.item_id))
        case DraftAct.TITLE:
            await _go_on(turn, await turn.do(confirming.change_title, item_id=card.item_id, title=said.rest))
        case DraftAct.MOVE:
            await _begin_date(turn, card, said.rest)
    return True


@router.button(ItemIsRight, right=Right.MANAGE_PLAN)
async def is_right(turn: Turn, data: ItemIsRight) -> None:
    card = await turn.do(confirming.mark_right, item_id=data.item_id)
    await _go_on(turn, card)


@router.button(NotAnItem, right=Right.MANAGE_PLAN)
async def not_an_item(turn: Turn, data: NotAnItem) -> None:
    card = await turn.do(confirming.mark_not_an_item, item_id=data.item_id)
    await _go_on(turn, card)


@router.button(KeepApart, right=Right.MANAGE_PLAN)
async def keep_apart(turn: Turn, data: KeepApart) -> None:
    card = await turn.do(confirming.keep_apart, item_id=data.item_id)
    await _go_on(turn, card)


@router.button(ChangeDate, right=Right.MANAGE_PLAN)
async def change_date(turn: Turn, data: ChangeDate) -> None:
    await _begin_date(turn, await turn.read(drafts.draft_card, turn.actor, item_id=data.item_id), "")


async def _begin_date(turn: Turn, card: drafts.DraftCard, written: str) -> None:
    """Begin to give the item the time that was ``written``; ask for it where nothing was."""
    answers = {
        "item_id": card.item_id,
        "document_id": card.document_id,
        "title": card.title,
        "year": card.year,
        "near": Timing(card.spans[:1]).to_answer(),
    }
    if timings := read_timings(written, turn.now, card.year, card.spans[0] if card.spans else None):
        await turn.ask(DATE, "check", answers, timings=[timing.to_answer() for timing in timings])
    else:
        await turn.ask(DATE, "date", answers)


@router.step(DATE, "date", right=Right.MANAGE_PLAN)
async def take_date(turn: Turn) -> None:
    """Echo the time with its weekday before anything is stored. A number alone may mean a day, or another item."""
    number = importing.number_in(turn.text)
    other = None if number is None else await _item_numbered(turn, turn.answers["document_id"], number)
    timings = typed_timings(turn)
    if other is not None and (not timings or bare_number(turn.text) is None):
        await turn.give_up()
        await _show(turn, other)
        return
    if not timings:
        raise Refused("no_date", importing.no_date())
    await turn.ask(DATE, "check", timings=timings, number=number if other is not None else None)


async def _item_numbered(turn: Turn, document_id: int, serial: int) -> drafts.DraftCard | None:
    """The item with this number, when the list of its draft is before one's eyes."""
    if (turn.standing.shown or {}).get("draft") != document_id:
        return None
    try:
        return await turn.read(drafts.numbered_item, turn.actor, document_id=document_id, serial=serial)
    except Refused:
        return None


@router.step(DATE, "check", right=Right.MANAGE_PLAN)
async def store_date(turn: Turn) -> None:
    """Store it, or take what is typed as another time."""
    if not turn.chosen:
        await take_date(turn)
        return
    if turn.text == OTHER_ITEM and turn.answers.get("number") is not None:
        document_id, serial = turn.answers["document_id"], turn.answers["number"]
        await turn.give_up()
        await _show(
            turn, await turn.read(drafts.numbered_item, turn.actor, document_id=document_id, serial=serial)
        )
        return
    card = await turn.finish(
        confirming.change_time, item_id=turn.answers["item_id"], timing=chosen_timing(turn)
    )
    await _go_on(turn, card)


@router.button(ChangeTitle, right=Right.MANAGE_PLAN)
async def change_title(turn: Turn, data: ChangeTitle) -> None:
    card = await turn.read(drafts.draft_card, turn.actor, item_id=data.item_id)
    await turn.ask(TITLE, "title", {"item_id": card.item_id, "title": card.title})


@router.step(TITLE, "title", right=Right.MANAGE_PLAN)
async def take_title(turn: Turn) -> None:
    card = await turn.finish(confirming.change_title, item_id=turn.answers["item_id"], title=turn.text)
    await _go_on(turn, card)


@router.button(MergeUp, right=Right.MANAGE_PLAN)
async def merge_up(turn: Turn, data: MergeUp) -> None:
    """Show what the two have become."""
    await _show(turn, await turn.do(confirming.merge_up, item_id=data.item_id))


@router.button(SplitItem, right=Right.MANAGE_PLAN)
async def split(turn: Turn, data: SplitItem) -> None:
    card = await turn.read(drafts.draft_card, turn.actor, item_id=data.item_id)
    await turn.ask(SPLIT, "parts", {"item_id": card.item_id, "title": card.title})


@router.step(SPLIT, "parts", right=Right.MANAGE_PLAN)
async def take_parts(turn: Turn) -> None:
    card = await turn.finish(
        confirming.split_item, item_id=turn.answers["item_id"], titles=turn.text.split("\n")
    )
    await _go_on(turn, card)
