"""The committee: batches of a series, and how long what was filled in is kept."""

from bot.activities.forms import retention
from bot.activities.forms.texts import retention as retention_texts
from bot.activities.series import batches
from bot.activities.series.buttons import (
    AskForChildren,
    DropWent,
    SetRetention,
    SetYears,
    ShowRetention,
    ShowSeries,
    ToggleBatch,
    WriteWent,
)
from bot.activities.series.texts import batches as texts
from bot.chat.dialogs import Flow
from bot.chat.router import Router
from bot.chat.turn import Turn
from bot.members.rules import Right

router = Router()
WENT = Flow("activitywent", 1, texts.FORM, {"lines": lambda _answers: texts.ask_went()})


@router.button(ShowSeries, right=Right.MANAGE_ACTIVITIES)
async def show_series(turn: Turn, data: ShowSeries) -> None:
    await turn.show(
        texts.show(await turn.read(batches.show_series, turn.actor, activity_id=data.activity_id))
    )


@router.button(SetYears, right=Right.MANAGE_ACTIVITIES)
async def set_years(turn: Turn, data: SetYears) -> None:
    shown = await turn.do(batches.set_years, activity_id=data.activity_id, years=data.years)
    await turn.show(texts.show(shown))


@router.button(ToggleBatch, right=Right.MANAGE_ACTIVITIES)
async def toggle_batch(turn: Turn, data: ToggleBatch) -> None:
    shown = await turn.do(batches.toggle_batch, activity_id=data.activity_id, other_id=data.other_id)
    await turn.show(texts.show(shown))


@router.button(WriteWent, right=Right.MANAGE_ACTIVITIES)
async def ask_went(turn: Turn, data: WriteWent) -> None:
    await turn.ask(WENT, "lines", {"activity_id": data.activity_id})


@router.step(WENT, "lines", right=Right.MANAGE_ACTIVITIES)
async def take_went(turn: Turn) -> None:
    activity_id = turn.answers["activity_id"]
    number, unknown = await turn.finish(batches.note_went, activity_id=activity_id, text=turn.text)
    await turn.reply(texts.went_noted(number, unknown, activity_id))


@router.button(DropWent, right=Right.MANAGE_ACTIVITIES)
async def drop_went(turn: Turn, data: DropWent) -> None:
    await turn.show(texts.show(await turn.do(batches.drop_went, activity_id=data.activity_id)))


# -- how long answers are kept ------------------------------------------------------------------------------


@router.button(ShowRetention, right=Right.MANAGE_ACTIVITIES)
async def show_retention(turn: Turn, data: ShowRetention) -> None:
    usual = turn.settings.activities.keep_answers_days
    kept = await turn.read(retention.show_retention, turn.actor, activity_id=data.activity_id, usual=usual)
    await turn.show(retention_texts.show(kept))


@router.button(SetRetention, right=Right.MANAGE_ACTIVITIES)
async def set_retention(turn: Turn, data: SetRetention) -> None:
    usual = turn.settings.activities.keep_answers_days
    kept = await turn.do(retention.set_days, activity_id=data.activity_id, days=data.days, usual=usual)
    await turn.show(retention_texts.show(kept))


@router.button(AskForChildren, right=Right.MANAGE_ACTIVITIES)
async def ask_for_children(turn: Turn, data: AskForChildren) -> None:
    usual = turn.settings.activities.keep_answers_days
    kept = await turn.do(retention.ask_for_children, activity_id=data.activity_id, usual=usual)
    await turn.show(retention_texts.show(kept))
