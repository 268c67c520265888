"""Slots of a health check: members choose and change theirs, the committee lays them out."""

from datetime import date, datetime, time, timedelta

from bot.activities import slots
from bot.activities.buttons import AddSlots, BookSlot, DivideIntoSlots, ShowSlots
from bot.activities.card import activity_card
from bot.activities.organising import managing, moments
from bot.activities.texts import cards
from bot.activities.texts import slots as texts
from bot.chat.dialogs import Answers, Flow
from bot.chat.router import Choose, DropDraft, Router
from bot.chat.turn import Turn
from bot.members.rules import Right
from bot.message import Message
from bot.refused import Refused
from handlers import activities_joining, activities_slot_sizes
from handlers.activities_new import timing_of

router = Router()
_NAME = "activityslots"
_MINUTES = (15, 20, 30, 60)
_PEOPLE = (5, 10, 15, 20)
NewSlots = tuple[tuple[datetime, datetime, int], ...]


def _laid_out(answers: Answers) -> NewSlots:
    return slots.lay_out(
        [date.fromisoformat(day) for day in answers["days"]],
        time.fromisoformat(answers["from"]),
        time.fromisoformat(answers["until"]),
        timedelta(minutes=answers["minutes"]),
        answers["capacity"],
    )


def _choose(step: str, number: int) -> Choose:
    return Choose(_NAME, step, str(number))


def _confirm(answers: Answers) -> Message:
    laid = _laid_out(answers)
    people = sum(capacity for _, _, capacity in laid)
    yes = Choose(_NAME, "confirm", "yes")
    return texts.confirm(answers, len(laid), people, texts.sample(laid), yes=yes, drop=DropDraft())


SLOTS = Flow(
    _NAME,
    1,
    texts.FORM,
    {
        "days": lambda answers: texts.ask_days(answers["title"]),
        "hours": lambda answers: texts.ask_hours([date.fromisoformat(day) for day in answers["days"]], ()),
        "length": lambda _answers: texts.ask_length(
            [
                *((texts.length_label(n), _choose("length", n)) for n in _MINUTES),
                (texts.WHOLE, _choose("length", 0)),
            ]
        ),
        "capacity": lambda _answers: texts.ask_capacity(
            [(texts.people_label(n), _choose("capacity", n)) for n in _PEOPLE]
        ),
        "confirm": _confirm,
    },
    back=True,
)


@router.button(ShowSlots, right=Right.SIGN_UP)
async def show_slots(turn: Turn, data: ShowSlots) -> None:
    day = data.day if data.day >= 0 else None
    shown = await turn.read(slots.slot_day, turn.actor, turn.now, activity_id=data.activity_id, day=day)
    await turn.show(texts.slot_day(shown))


@router.button(BookSlot, right=Right.SIGN_UP)
async def book(turn: Turn, data: BookSlot) -> None:
    card = await turn.read(activity_card, turn.actor, turn.now, activity_id=data.activity_id)
    if card.asks and card.may_join:
        await activities_joining.begin(turn, data.activity_id, data.slot_id)
        return
    outcome = await turn.do(slots.book, activity_id=data.activity_id, slot_id=data.slot_id)
    await turn.show(cards.signed_up(outcome))


@router.button(DivideIntoSlots, right=Right.MANAGE_ACTIVITIES)
async def divide(turn: Turn, data: DivideIntoSlots) -> None:
    """Lay out slots; where there are some, show them."""
    card = await turn.read(managing.managed_card, turn.actor, turn.now, activity_id=data.activity_id)
    if card.slotted:
        await activities_slot_sizes.show(turn, data.activity_id)
    else:
        await turn.ask(SLOTS, "days", {"activity_id": data.activity_id, "title": card.title})


@router.button(AddSlots, right=Right.MANAGE_ACTIVITIES)
async def add_more(turn: Turn, data: AddSlots) -> None:
    card = await turn.read(managing.managed_card, turn.actor, turn.now, activity_id=data.activity_id)
    await turn.ask(SLOTS, "days", {"activity_id": data.activity_id, "title": card.title})


@router.step(SLOTS, "days", right=Right.MANAGE_ACTIVITIES)
async def take_days(turn: Turn) -> None:
    days = moments.read_days(turn.text, turn.now)
    if not days:
        raise Refused("days", texts.no_days_read())
    await turn.ask(SLOTS, "hours", days=[day.isoformat() for day in days])


@router.step(SLOTS, "hours", right=Right.MANAGE_ACTIVITIES)
async def take_hours(turn: Turn) -> None:
    hours = moments.read_hours(turn.text, turn.now)
    if hours is None:
        raise Refused("hours", texts.no_hours_read())
    await turn.ask(
        SLOTS, "length", {**turn.answers, "from": hours[0].isoformat(), "until": hours[1].isoformat()}
    )


@router.step(SLOTS, "length", right=Right.MANAGE_ACTIVITIES)
async def take_length(turn: Turn) -> None:
    minutes = moments.read_capacity(turn.text.removesuffix(texts.MINUTES).strip())
    if not minutes:
        first, last = (time.fromisoformat(turn.answers[key]) for key in ("from", "until"))
        minutes = (last.hour - first.hour) * 60 + last.minute - first.minute
    await turn.ask(SLOTS, "capacity", minutes=minutes)


@router.step(SLOTS, "capacity", right=Right.MANAGE_ACTIVITIES)
async def take_capacity(turn: Turn) -> None:
    answers = {**turn.answers, "capacity": moments.read_capacity(turn.text)}
    _laid_out(answers)
    await turn.ask(SLOTS, "confirm", answers)


@router.step(SLOTS, "confirm", right=Right.MANAGE_ACTIVITIES)
async def add(turn: Turn) -> None:
    if not turn.chosen:
        await turn.show(_confirm(turn.answers))
        return
    activity_id = turn.answers["activity_id"]
    added = await turn.finish(
        slots.add_slots, activity_id=activity_id, slots=_laid_out(turn.answers), timing=timing_of(turn)
    )
    await turn.show(texts.added(turn.answers["title"], added, activity_id))
