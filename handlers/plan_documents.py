"""The committee sends a plan document, sees what was read, and confirms it or takes it back."""

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
    ConfirmPlan,
    DraftNextYear,
    ExportDraft,
    ListDocuments,
    ListDraft,
    ShowDocument,
    TurnDocuments,
    UndoImport,
)
from bot.plan.reading import PlanReading, Unreadable, read_safely
from bot.plan.rules import Policy, local_day
from bot.plan.states import DocumentState
from bot.plan.texts import drafts as draft_texts
from bot.plan.texts import importing as texts
from bot.plan.texts import spoken, words
from bot.plan.texts.exporting import draft_number
from bot.refused import Refused

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
    named = texts.year_of_file(name)
    if named is not None and reading.items and drafting.needs_year(reading):
        reading = await _read(content, name, named)
        await _show_drafted(turn, _drafted(reading, named, name, content, turn.request))
        return True
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
    await _show_drafted(turn, _drafted(reading, year, name, content, turn.request))
    return True


async def _show_drafted(turn: Turn, draft: Any) -> None:
    drafted = await turn.do(draft)
    await show_card(turn, drafted.document_id, again=drafted.again)


@router.step(YEAR, "year", right=Right.MANAGE_PLAN)
async def take_year(turn: Turn) -> None:
    year = texts.year_in(turn.text, turn.answers["this_year"])
    if year is None:
        raise Refused("no_year", texts.not_a_year())
    name, content = await turn.read(drafting.kept_upload, turn.actor, upload_id=turn.answers["upload_id"])
    reading = await _read(content, name, year)
    drafted = await turn.finish(_drafted(reading, year, name, content, turn.request))
    await show_card(turn, drafted.document_id, again=drafted.again)


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


async def show_card(turn: Turn, document_id: int, *, again: bool = False) -> None:
    card = await turn.read(drafts.document_card, turn.actor, turn.now, document_id=document_id)
    await turn.show(texts.document(card, again=again))


@router.button(ShowDocument, right=Right.MANAGE_PLAN)
async def show_document(turn: Turn, data: ShowDocument) -> None:
    await show_card(turn, data.document_id)


@router.button(ExportDraft, right=Right.MANAGE_PLAN)
async def export_draft(turn: Turn, data: ExportDraft) -> None:
    name, content, caption = await turn.read(exporting.export_draft, turn.actor, document_id=data.document_id)
    await turn.send_file(name, content, caption)


@router.button(ListDraft, right=Right.MANAGE_PLAN)
async def list_draft(turn: Turn, data: ListDraft) -> None:
    await show_all(turn, data.document_id, data.page)


async def show_all(turn: Turn, document_id: int, page: int) -> None:
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


@router.listen(right=Right.MANAGE_PLAN)
async def hear_of_next_year(turn: Turn) -> bool:
    """起草明年的计划: the card of the plan from which it is drafted, or the list where several may be meant."""
    if not spoken.asks_for_next_year(turn.text):
        return False
    found = await turn.read(drafts.documents, turn.actor, turn.now)
    standing = [card for card in found.lines if card.state is DocumentState.CONFIRMED]
    newest = [card for card in standing if card.year == standing[0].year]
    if len(newest) == 1:
        await turn.show(texts.document(newest[0]))
    else:
        await _list(turn, 0)
    return True


@router.button(DraftNextYear, right=Right.MANAGE_PLAN)
async def draft_next_year(turn: Turn, data: DraftNextYear) -> None:
    drafted = await turn.do(succession.draft_next_year, document_id=data.document_id, request=turn.request)
    await show_card(turn, drafted.document_id)
