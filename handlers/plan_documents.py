"""The committee sends a plan document, looks through what was read, and confirms it."""

import hashlib
from functools import partial
from typing import Any

from telegram.error import TelegramError

from bot.chat.dialogs import Answers, Flow
from bot.chat.router import Choose, DropDraft, Router
from bot.chat.turn import Turn
from bot.files.safety import LARGEST_FILE
from bot.members.rules import Right
from bot.message import Message
from bot.plan import confirming, drafting, drafts, exporting, missed, succession
from bot.plan.buttons import (
    ChangeDate,
    ChangeTitle,
    ConfirmPlan,
    CorrectItem,
    DraftNextYear,
    ExportDraft,
    ItemIsRight,
    KeepApart,
    ListDocuments,
    ListDraft,
    MergeUp,
    NextDoubt,
    NotAnItem,
    ShowDocument,
    SplitItem,
    TurnDocuments,
    UndoImport,
)
from bot.plan.reading import PlanReading, Unreadable, read_safely
from bot.plan.rules import Policy, local_day
from bot.plan.states import DocumentState
from bot.plan.texts import drafts as draft_texts
from bot.plan.texts import importing as texts
from bot.plan.texts import words
from bot.plan.texts.exporting import draft_number
from bot.plan.texts.spoken import bare_number
from bot.plan.timing import Timing
from bot.refused import Refused
from handlers.plan import OTHER_ITEM, chosen_timing, confirm_timing, typed_timings

router = Router()


def _ask_year(answers: Answers) -> Message:
    year = answers["this_year"]
    return texts.ask_year(
        answers,
        this_year=Choose(YEAR.name, "year", str(year)),
        next_year=Choose(YEAR.name, "year", str(year + 1)),
        drop=DropDraft(),
    )


YEAR = Flow("plan-year", 1, texts.YEAR_FORM, {"year": _ask_year})
DATE: Flow = Flow(
    "plan-date",
    3,
    texts.DATE_FORM,
    {
        "date": lambda answers: texts.ask_date(answers, drop=DropDraft()),
        "check": lambda answers: confirm_timing(answers, DATE.name),
    },
)
TITLE = Flow(
    "plan-title", 1, texts.TITLE_FORM, {"title": lambda answers: texts.ask_title(answers, drop=DropDraft())}
)

SPLIT = Flow(
    "plan-split", 1, texts.SPLIT_FORM, {"parts": lambda answers: texts.ask_parts(answers, drop=DropDraft())}
)

router.desk(words.DESK_PLANS, ListDocuments(), place=40, right=Right.MANAGE_PLAN)


# -- a document comes in ----------------------------------------------------------------------------------


@router.document(right=Right.MANAGE_PLAN)
async def take_document(turn: Turn) -> bool:
    """Read it as a plan; ask for the year when it does not say."""
    sent = turn.document
    if sent is None:
        return False
    if (sent.file_size or 0) > LARGEST_FILE:
        raise Refused("too_large", texts.file_too_large(LARGEST_FILE // 1024 // 1024))
    try:
        content = await turn.fetch_file(sent)
    except TelegramError as error:
        raise Refused("not_fetched", texts.reading_failed()) from error
    name = sent.file_name or ""
    reading = await _read(content, name)
    if reading.items and drafting.needs_year(reading):
        upload_id = await turn.do(drafting.keep_upload, file_name=name, content=content)
        answers = {
            "upload_id": upload_id,
            "title": drafting.title_of(reading) or name,
            "found": len(reading.items),
            "this_year": local_day(turn.now).year,
        }
        await turn.ask(YEAR, "year", answers)
        return True
    year = next((plan.year for plan in reading.plans if plan.year), local_day(turn.now).year)
    draft = _drafted(reading, year, name, content, turn.request)
    drafted = await turn.do(draft)
    await _show_document(turn, drafted.document_id, again=drafted.again)
    return True


@router.step(YEAR, "year", right=Right.MANAGE_PLAN)
async def take_year(turn: Turn) -> None:
    year = texts.year_in(turn.text, turn.answers["this_year"])
    if year is None:
        raise Refused("no_year", texts.not_a_year())
    name, content = await turn.read(drafting.kept_upload, turn.actor, upload_id=turn.answers["upload_id"])
    reading = await _read(content, name, year)
    drafted = await turn.finish(_drafted(reading, year, name, content, turn.request))
    await _show_document(turn, drafted.document_id, again=drafted.again)


async def _read(content: bytes, name: str, year: int | None = None) -> PlanReading:
    try:
        return await read_safely(content, name, year=year)
    except Unreadable as unreadable:
        raise Refused(unreadable.reason.value, texts.refusal(unreadable.reason)) from unreadable


def _drafted(reading: PlanReading, year: int, name: str, content: bytes, request: str) -> Any:
    """The use case that stores this reading."""
    return partial(
        drafting.draft_plan,
        reading=reading,
        year=year,
        file_name=name,
        digest=hashlib.sha256(content).hexdigest(),
        request=request,
        replaces=draft_number(name),
    )


# -- the card ---------------------------------------------------------------------------------------------


@router.command("plans", about=words.ABOUT_PLANS, right=Right.MANAGE_PLAN, words=words.WORDS_PLANS)
async def documents(turn: Turn) -> None:
    await _list(turn, 0)


@router.button(ListDocuments, right=Right.MANAGE_PLAN)
async def list_documents(turn: Turn, _data: ListDocuments) -> None:
    await _list(turn, 0)


@router.button(TurnDocuments, right=Right.MANAGE_PLAN)
async def turn_documents(turn: Turn, data: TurnDocuments) -> None:
    await _list(turn, data.page)


async def _list(turn: Turn, page: int) -> None:
    found = await turn.read(drafts.documents, turn.actor, turn.now, page=page)
    not_sent = await turn.read(missed.list_missed, turn.actor, turn.now)
    await turn.show(texts.documents(found, not_sent.total))


async def _show_document(turn: Turn, document_id: int, *, again: bool = False) -> None:
    card = await turn.read(drafts.document_card, turn.actor, turn.now, document_id=document_id)
    await turn.show(texts.document(card, again=again))


@router.button(ShowDocument, right=Right.MANAGE_PLAN)
async def show_document(turn: Turn, data: ShowDocument) -> None:
    await _show_document(turn, data.document_id)


@router.button(ExportDraft, right=Right.MANAGE_PLAN)
async def export_draft(turn: Turn, data: ExportDraft) -> None:
    name, content, caption = await turn.read(exporting.export_draft, turn.actor, document_id=data.document_id)
    await turn.send_file(name, content, caption)


@router.button(ListDraft, right=Right.MANAGE_PLAN)
async def list_draft(turn: Turn, data: ListDraft) -> None:
    await _show_list(turn, data.document_id, data.page)


async def _show_list(turn: Turn, document_id: int, page: int) -> None:
    found = await turn.read(drafts.draft_page, turn.actor, turn.now, document_id=document_id, page=page)
    if found.card.state is DocumentState.DRAFT:
        await turn.remember_shown({"draft": document_id})
    await turn.show(draft_texts.draft_page(found))


@router.button(ConfirmPlan, right=Right.MANAGE_PLAN)
async def confirm(turn: Turn, data: ConfirmPlan) -> None:
    done = await turn.do(
        confirming.confirm_plan, document_id=data.document_id, policy=Policy.of(turn.settings)
    )
    await turn.show(texts.confirmed(done))


@router.button(UndoImport, right=Right.MANAGE_PLAN)
async def undo(turn: Turn, data: UndoImport) -> None:
    """Ask first, then take the import back; what cannot be taken back any more is said at once."""
    card = await turn.read(drafts.document_card, turn.actor, turn.now, document_id=data.document_id)
    if card.state is DocumentState.UNDONE:
        await turn.show(texts.document(card))
        return
    if not card.may_undo:
        await turn.show(texts.no_undo(card))
        return
    if not data.sure:
        await turn.show(texts.ask_undo(card))
        return
    card = await turn.do(
        confirming.undo_import, document_id=data.document_id, policy=Policy.of(turn.settings)
    )
    await turn.show(texts.undone(card))


@router.button(DraftNextYear, right=Right.MANAGE_PLAN)
async def draft_next_year(turn: Turn, data: DraftNextYear) -> None:
    drafted = await turn.do(succession.draft_next_year, document_id=data.document_id, request=turn.request)
    await _show_document(turn, drafted.document_id)


# -- item by item -----------------------------------------------------------------------------------------


@router.button(NextDoubt, right=Right.MANAGE_PLAN)
async def next_doubt(turn: Turn, data: NextDoubt) -> None:
    await _show_next(turn, data.document_id, data.after)


async def _show_next(turn: Turn, document_id: int, after: int) -> None:
    """The next item to look at; when there is none, the card of the document."""
    card = await turn.read(drafts.next_doubt, turn.actor, document_id=document_id, after=after)
    if card is None:
        await _show_document(turn, document_id)
    else:
        await turn.show(draft_texts.draft_item(card))


async def _go_on(turn: Turn, card: drafts.DraftCard) -> None:
    """Behind a corrected item: the next that was asked about, or the list out of which it was taken."""
    if card.asked:
        await _show_next(turn, card.document_id, card.serial)
    else:
        await _show_list(turn, card.document_id, card.page)


@router.button(CorrectItem, right=Right.MANAGE_PLAN)
async def correct_item(turn: Turn, data: CorrectItem) -> None:
    card = await turn.read(drafts.draft_card, turn.actor, item_id=data.item_id)
    await turn.show(draft_texts.draft_item(card))


@router.listen(right=Right.MANAGE_PLAN)
async def take_number(turn: Turn) -> bool:
    """A number that is typed while the list of a draft is before one's eyes."""
    document_id = (turn.standing.shown or {}).get("draft")
    serial = texts.number_in(turn.text)
    if document_id is None or serial is None:
        return False
    card = await turn.read(drafts.numbered_item, turn.actor, document_id=document_id, serial=serial)
    await turn.show(draft_texts.draft_item(card))
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
    card = await turn.read(drafts.draft_card, turn.actor, item_id=data.item_id)
    answers = {
        "item_id": card.item_id,
        "document_id": card.document_id,
        "title": card.title,
        "year": card.year,
        "near": Timing(card.spans[:1]).to_answer(),
    }
    await turn.ask(DATE, "date", answers)


@router.step(DATE, "date", right=Right.MANAGE_PLAN)
async def take_date(turn: Turn) -> None:
    """Echo the time with its weekday before anything is stored. A number alone may mean a day, or another item."""
    number = texts.number_in(turn.text)
    other = None if number is None else await _item_numbered(turn, turn.answers["document_id"], number)
    timings = typed_timings(turn)
    if other is not None and (not timings or bare_number(turn.text) is None):
        await turn.give_up()
        await turn.show(draft_texts.draft_item(other))
        return
    if not timings:
        raise Refused("no_date", texts.no_date())
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
        await turn.show(
            draft_texts.draft_item(
                await turn.read(drafts.numbered_item, turn.actor, document_id=document_id, serial=serial)
            )
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
    await turn.show(draft_texts.draft_item(await turn.do(confirming.merge_up, item_id=data.item_id)))


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
