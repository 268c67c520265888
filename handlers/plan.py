"""The plan as people live with it: months, items, what became of them, missed reminders."""

import asyncio
from collections.abc import Iterable
from typing import Any

from bot.chat.dialogs import Answers, Flow
from bot.chat.router import Choose, DropDraft, Router
from bot.chat.turn import Turn
from bot.members.rules import Right
from bot.message import Message
from bot.plan import (
    card,
    congress,
    drafting,
    exporting,
    living,
    looking,
    spoken,
    summary,
)
from bot.plan.buttons import (
    CancelItem,
    ChangeOwner,
    ChooseReminders,
    ExportItem,
    ExportMonth,
    ExportYear,
    MoveItem,
    PlanAgain,
    PostponeItem,
    PrepareCongress,
    SetReminders,
    ShowItem,
    ShowMonth,
    ShowYear,
    TurnYear,
)
from bot.plan.buttons_actions import ShowSummary
from bot.plan.exporting import Exported, Form
from bot.plan.rules import Policy, month_of
from bot.plan.states import OccurrenceState
from bot.plan.texts import card as cards
from bot.plan.texts import importing, words
from bot.plan.texts import living as texts
from bot.plan.texts import spoken as spoken_words
from bot.plan.texts import summary as summed_up
from bot.plan.timing import Timing, read_timings
from bot.refused import Refused

router = Router()
#: What is chosen where a number that was typed means another item instead of a time.
OTHER_ITEM = "item"


def confirm_timing(answers: Answers, flow: str) -> Message:
    """The question ``check`` of a form that takes a time: is this what you mean, or which of these? ``number`` in the
    answers: the number of the list that may be meant instead."""
    timings = [Timing.from_answer(answer) for answer in answers["timings"]]
    readings = [
        (
            importing.timing(one.spans, one.recurrence, deadline=one.deadline),
            Choose(flow, "check", str(number)),
        )
        for number, one in enumerate(timings)
    ]
    number = answers.get("number")
    item = (number, Choose(flow, "check", OTHER_ITEM)) if number is not None else None
    return importing.confirm_date(answers, readings, drop=DropDraft(), number=item)


def typed_timings(turn: Turn) -> list[Any]:
    """The readings of the time that was typed in a form, as its answers keep them."""
    near = Timing.from_answer(turn.answers["near"]).spans[:1]
    timings = read_timings(turn.text, turn.now, turn.answers["year"], near[0] if near else None)
    return [timing.to_answer() for timing in timings]


def chosen_timing(turn: Turn) -> Timing:
    """The reading that was pressed. Raises Refused for none of them."""
    readings = turn.answers["timings"]
    if turn.text not in {str(number) for number in range(len(readings))}:
        raise Refused("no_reading", importing.no_date())
    return Timing.from_answer(readings[int(turn.text)])


MOVE: Flow = Flow(
    "plan-move",
    3,
    cards.MOVE_FORM,
    {
        "date": lambda answers: cards.ask_move(answers, drop=DropDraft()),
        "check": lambda answers: confirm_timing(answers, MOVE.name),
    },
)
OWNER = Flow(
    "plan-owner", 1, cards.OWNER_FORM, {"name": lambda answers: cards.ask_owner(answers, drop=DropDraft())}
)
POSTPONE = Flow(
    "plan-postpone",
    1,
    cards.POSTPONE_FORM,
    {"reason": lambda answers: cards.ask_reason(answers, drop=DropDraft())},
)


@router.command("plan", about=words.ABOUT_PLAN, right=Right.SEE_PLAN, words=words.WORDS_PLAN)
@router.label(words.KEY_PLAN, place=40, right=Right.SEE_PLAN)
async def show_plan(turn: Turn) -> None:
    """This month and the next."""
    await _show_months(turn, await turn.read(looking.this_and_next_month, turn.actor, turn.now))


async def _show_months(turn: Turn, page: looking.MonthPage) -> None:
    await remember(turn, texts.numbered(page))
    await turn.show(texts.months(page))


async def remember(turn: Turn, lines: Iterable[looking.Line]) -> None:
    """Keep what is being shown, so that 第3项 can be understood for half an hour."""
    await turn.remember_shown(spoken.shown_items(lines))


@router.button(ShowMonth, right=Right.SEE_PLAN)
async def show_month(turn: Turn, data: ShowMonth) -> None:
    await _show_months(turn, await turn.read(looking.month_page, turn.actor, turn.now, month=data.month))


@router.button(ShowYear, right=Right.SEE_PLAN)
async def show_year(turn: Turn, data: ShowYear) -> None:
    await turn.show(
        texts.year(await turn.read(looking.year_page, turn.actor, turn.now, year=_year(data.year)))
    )


@router.button(TurnYear, right=Right.SEE_PLAN)
async def turn_year(turn: Turn, data: TurnYear) -> None:
    year = _year(data.year)
    page = await turn.read(looking.year_page, turn.actor, turn.now, year=year, page=data.page)
    await turn.show(texts.year(page))


@router.button(ShowSummary, right=Right.MANAGE_PLAN)
async def show_summary(turn: Turn, data: ShowSummary) -> None:
    found = await turn.read(summary.year_summary, turn.actor, turn.now, year=_year(data.year))
    await turn.show(summed_up.summary(found))


@router.button(ExportYear, right=Right.SEE_PLAN)
async def export_year(turn: Turn, data: ExportYear) -> None:
    if data.form not in set(Form):
        raise Refused("no_form", texts.gone())
    file = await turn.read(
        exporting.export_year, turn.actor, turn.now, year=_year(data.year), form=Form(data.form)
    )
    await _send(turn, file)


@router.button(ExportMonth, right=Right.SEE_PLAN)
async def export_month(turn: Turn, data: ExportMonth) -> None:
    await _send(turn, await turn.read(exporting.export_month, turn.actor, turn.now, month=data.month))


@router.button(ExportItem, right=Right.SEE_PLAN)
async def export_item(turn: Turn, data: ExportItem) -> None:
    await _send(
        turn, await turn.read(exporting.export_item, turn.actor, turn.now, occurrence_id=data.occurrence_id)
    )


async def _send(turn: Turn, file: Exported) -> None:
    await turn.send_file(file.name, await asyncio.to_thread(file.content, turn.now), file.caption)


def _year(year: int) -> int:
    """A year that a plan can have; a forged button may hold any number."""
    if not 2000 <= year < 2100:
        raise Refused("no_year", texts.gone())
    return year


@router.button(ShowItem, right=Right.SEE_PLAN)
async def show_item(turn: Turn, data: ShowItem) -> None:
    shown = await _card(turn, data.occurrence_id)
    await turn.remember_shown(spoken.shown_item(data.occurrence_id, turn.standing.shown))
    await turn.show(cards.item(shown))


async def _card(turn: Turn, occurrence_id: int) -> card.ItemCard:
    return await turn.read(card.item_card, turn.actor, turn.now, occurrence_id=occurrence_id)


# -- what becomes of an item ------------------------------------------------------------------------------


@router.button(PlanAgain, right=Right.MANAGE_PLAN)
async def plan_again(turn: Turn, data: PlanAgain) -> None:
    await _settle(turn, data.occurrence_id, OccurrenceState.PLANNED)


@router.button(CancelItem, right=Right.MANAGE_PLAN)
async def cancel_item(turn: Turn, data: CancelItem) -> None:
    """Ask first."""
    if data.sure:
        await _settle(turn, data.occurrence_id, OccurrenceState.CANCELLED)
    else:
        await turn.show(cards.ask_cancel(await _card(turn, data.occurrence_id)))


async def _settle(turn: Turn, occurrence_id: int, state: OccurrenceState) -> None:
    shown = await turn.do(
        living.settle_item, occurrence_id=occurrence_id, state=state, policy=Policy.of(turn.settings)
    )
    await turn.show(cards.item(shown))


@router.button(PostponeItem, right=Right.SEE_PLAN)
async def postpone(turn: Turn, data: PostponeItem) -> None:
    shown = await _card(turn, data.occurrence_id)
    living.check_may_settle(shown)
    await turn.ask(POSTPONE, "reason", {"occurrence_id": data.occurrence_id, "title": shown.line.title})


@router.step(POSTPONE, "reason", right=Right.SEE_PLAN)
async def take_reason(turn: Turn) -> None:
    shown = await turn.finish(
        living.settle_item,
        occurrence_id=turn.answers["occurrence_id"],
        state=OccurrenceState.POSTPONED,
        reason=turn.text,
        policy=Policy.of(turn.settings),
    )
    await turn.show(cards.item(shown))


@router.button(MoveItem, right=Right.MANAGE_PLAN)
async def move(turn: Turn, data: MoveItem) -> None:
    await begin_move(turn, data.occurrence_id, "")


async def begin_move(turn: Turn, occurrence_id: int, written: str) -> None:
    """Begin to move an item to the time that was ``written``; ask for it where nothing was."""
    drafting.require_right(turn.actor)
    span = (shown := await _card(turn, occurrence_id)).line.span
    answers = {
        "occurrence_id": occurrence_id,
        "title": shown.line.title,
        "old": words.span(span, year=True),
        "year": span.start_on.year,
        "near": Timing((span,)).to_answer(),
    }
    if timings := read_timings(written, turn.now, span.start_on.year, span):
        await turn.ask(MOVE, "check", answers, timings=[timing.to_answer() for timing in timings])
    else:
        await turn.ask(MOVE, "date", answers)


@router.step(MOVE, "date", right=Right.MANAGE_PLAN)
async def take_date(turn: Turn) -> None:
    """Echo the time with its weekday before anything is stored. A number alone may mean a day, or another item."""
    listed = (turn.standing.shown or {}).get("plan", ())
    number = importing.number_in(turn.text)
    number = number if number is not None and 1 <= number <= len(listed) else None
    timings = typed_timings(turn)
    if number is not None and (not timings or spoken_words.bare_number(turn.text) is None):
        await turn.give_up()
        await show_item(turn, ShowItem(listed[number - 1]))
        return
    if not timings:
        raise Refused("no_date", importing.no_date())
    other = listed[number - 1] if number is not None else None
    await turn.ask(MOVE, "check", timings=timings, number=number, other=other)


@router.step(MOVE, "check", right=Right.MANAGE_PLAN)
async def store_move(turn: Turn) -> None:
    """Store it, or take what is typed as another time."""
    if not turn.chosen:
        await take_date(turn)
        return
    if turn.text == OTHER_ITEM and turn.answers.get("other") is not None:
        other = ShowItem(turn.answers["other"])
        await turn.give_up()
        await show_item(turn, other)
        return
    shown = await turn.finish(
        living.move_item,
        occurrence_id=turn.answers["occurrence_id"],
        timing=chosen_timing(turn),
        policy=Policy.of(turn.settings),
    )
    await turn.show(cards.item(shown))


@router.button(ChooseReminders, right=Right.MANAGE_PLAN)
async def choose_reminders(turn: Turn, data: ChooseReminders) -> None:
    await turn.show(cards.choose_reminders(await _card(turn, data.occurrence_id)))


@router.button(SetReminders, right=Right.MANAGE_PLAN)
async def set_reminders(turn: Turn, data: SetReminders) -> None:
    shown = await turn.do(
        living.set_reminders,
        occurrence_id=data.occurrence_id,
        days=data.days,
        policy=Policy.of(turn.settings),
    )
    await turn.show(cards.item(shown))


@router.button(ChangeOwner, right=Right.MANAGE_PLAN)
async def change_owner(turn: Turn, data: ChangeOwner) -> None:
    shown = await _card(turn, data.occurrence_id)
    await turn.ask(OWNER, "name", {"occurrence_id": data.occurrence_id, "title": shown.line.title})


@router.step(OWNER, "name", right=Right.MANAGE_PLAN)
async def take_owner(turn: Turn) -> None:
    shown = await turn.finish(
        living.set_owner,
        occurrence_id=turn.answers["occurrence_id"],
        name=turn.text,
        policy=Policy.of(turn.settings),
    )
    await turn.show(cards.item(shown))


@router.button(PrepareCongress, right=Right.MANAGE_PLAN)
async def prepare_congress(turn: Turn, data: PrepareCongress) -> None:
    """Put the tasks into the plan and show where they are."""
    shown = await turn.do(
        congress.prepare_congress, occurrence_id=data.occurrence_id, policy=Policy.of(turn.settings)
    )
    await show_month(turn, ShowMonth(month_of(shown.line.span.start_on)))
