"""Members ask whether a room is open and book a time; the committee writes the hours."""

from bot.chat.dialogs import Answers, Flow
from bot.chat.router import Choose, DropDraft, Router
from bot.chat.turn import Turn
from bot.facilities import booking, reading, service, texts
from bot.facilities.buttons import (
    Book,
    CloseFacility,
    DropHours,
    Facilities,
    NewFacility,
    SetBooking,
    SetHours,
    SetPlaces,
    ShowBookings,
    ShowFacility,
    ShowTimes,
)
from bot.facilities.rules import Hours
from bot.members.rules import Right, may
from bot.message import Message

router = Router()
router.desk(texts.DESK, Facilities(), place=55, right=Right.MANAGE_ACTIVITIES)


def _confirm(answers: Answers) -> Message:
    return texts.confirm_hours(
        answers["name"], answers["lines"], yes=Choose(HOURS.name, "confirm", "yes"), drop=DropDraft()
    )


HOURS = Flow(
    "facility-hours",
    1,
    texts.HOURS_FORM,
    {
        "name": lambda _answers: texts.ask_name(),
        "hours": lambda answers: texts.ask_hours(answers["name"]),
        "confirm": _confirm,
    },
    back=True,
)


@router.command("rooms", about=texts.ABOUT, right=Right.SEE_ACTIVITIES, words=texts.WORDS)
async def list_facilities(turn: Turn) -> None:
    await _show_board(turn)


@router.button(Facilities, right=Right.SEE_ACTIVITIES)
async def press_list(turn: Turn, _data: Facilities) -> None:
    await _show_board(turn)


async def _show_board(turn: Turn) -> None:
    shown = await turn.read(service.board, turn.actor, turn.now)
    await turn.show(texts.board(shown, manages=may(turn.actor, Right.MANAGE_ACTIVITIES)))


@router.listen(right=Right.SEE_ACTIVITIES)
async def hear(turn: Turn) -> bool:
    """活动室几点开门, 明天乒乓室开吗, 想预约活动室."""
    if turn.text in texts.BARE:
        await _show_board(turn)
        return True
    if len(turn.text) > texts.LONGEST_QUESTION or texts.NOT_ASKING.search(turn.text):
        return False
    if not texts.ASKS_HOURS.search(turn.text) and not texts.ASKS_BOOKING.search(turn.text):
        return False
    found = await turn.read(service.answer, turn.actor, turn.now, text=turn.text)
    if found is None:
        return False
    await turn.reply(texts.answer(*found))
    return True


@router.button(ShowFacility, right=Right.SEE_ACTIVITIES)
async def press_show(turn: Turn, data: ShowFacility) -> None:
    await _show(turn, data.facility_id)


async def _show(turn: Turn, facility_id: int) -> None:
    card = await turn.read(service.facility_card, turn.actor, turn.now, facility_id=facility_id)
    await turn.show(texts.card(card))


# -- booking ------------------------------------------------------------------------------------------------


@router.button(ShowTimes, right=Right.SIGN_UP)
async def press_times(turn: Turn, data: ShowTimes) -> None:
    shown = await turn.read(booking.times_on, turn.actor, turn.now, facility_id=data.facility_id, on=data.on)
    await turn.show(texts.times(shown))


@router.button(Book, right=Right.SIGN_UP)
async def press_book(turn: Turn, data: Book) -> None:
    """Book or give back, say which in the note, and show the day as it is now."""
    done = await turn.do(booking.book, facility_id=data.facility_id, on=data.on, minute=data.minute)
    await turn.toast(texts.booked(done))
    await press_times(turn, ShowTimes(data.facility_id, data.on))


@router.button(ShowBookings, right=Right.MANAGE_ACTIVITIES)
async def press_bookings(turn: Turn, data: ShowBookings) -> None:
    name, lines = await turn.read(booking.bookings, turn.actor, turn.now, facility_id=data.facility_id)
    await turn.show(texts.bookings(name, data.facility_id, lines))


# -- the committee ------------------------------------------------------------------------------------------


@router.button(NewFacility, right=Right.MANAGE_ACTIVITIES)
async def press_new(turn: Turn, _data: NewFacility) -> None:
    await turn.ask(HOURS, "name", {})


@router.button(SetHours, right=Right.MANAGE_ACTIVITIES)
async def press_hours(turn: Turn, data: SetHours) -> None:
    card = await turn.read(service.facility_card, turn.actor, turn.now, facility_id=data.facility_id)
    known = {"facility_id": data.facility_id, "name": card.standing.name, "place": card.place}
    await turn.ask(HOURS, "hours", known)


@router.step(HOURS, "name", right=Right.MANAGE_ACTIVITIES)
async def take_name(turn: Turn) -> None:
    name, place = service.fit_name(turn.text)
    await turn.ask(HOURS, "hours", name=name, place=place)


@router.step(HOURS, "hours", right=Right.MANAGE_ACTIVITIES)
async def take_hours(turn: Turn) -> None:
    """Echo the hours as they were read."""
    lines = texts.hour_lines(reading.read_hours(turn.text, turn.now))
    await turn.ask(HOURS, "confirm", text=turn.text, lines=lines)


@router.step(HOURS, "confirm", right=Right.MANAGE_ACTIVITIES)
async def store_hours(turn: Turn) -> None:
    """Store them, or take what is typed as the better hours."""
    if not turn.chosen:
        await take_hours(turn)
        return
    answers = turn.answers
    hours: tuple[Hours, ...] = reading.read_hours(answers["text"], turn.now)
    if "facility_id" in answers:
        await turn.finish(service.set_hours, facility_id=answers["facility_id"], hours=hours)
        await _show(turn, answers["facility_id"])
    else:
        name, place = answers["name"], answers["place"]
        await _show(turn, await turn.finish(service.add_facility, name=name, place=place, hours=hours))


@router.button(DropHours, right=Right.MANAGE_ACTIVITIES)
async def press_drop(turn: Turn, data: DropHours) -> None:
    if data.number >= 0:
        await turn.do(service.drop_hours, facility_id=data.facility_id, number=data.number)
    card = await turn.read(service.facility_card, turn.actor, turn.now, facility_id=data.facility_id)
    if data.number >= 0:
        await turn.show(texts.card(card))
    else:
        await turn.show(texts.choose_rule(card.standing.name, data.facility_id, card.hours))


@router.button(SetBooking, right=Right.MANAGE_ACTIVITIES)
async def press_booking(turn: Turn, data: SetBooking) -> None:
    if data.minutes >= 0:
        await turn.do(service.set_booking, facility_id=data.facility_id, minutes=data.minutes)
    await _show_booking(turn, data.facility_id)


@router.button(SetPlaces, right=Right.MANAGE_ACTIVITIES)
async def press_places(turn: Turn, data: SetPlaces) -> None:
    await turn.do(service.set_places, facility_id=data.facility_id, places=data.places)
    await _show_booking(turn, data.facility_id)


async def _show_booking(turn: Turn, facility_id: int) -> None:
    card = await turn.read(service.facility_card, turn.actor, turn.now, facility_id=facility_id)
    await turn.show(texts.choose_booking(card, service.LENGTHS, service.PLACES))


@router.button(CloseFacility, right=Right.MANAGE_ACTIVITIES)
async def press_close(turn: Turn, data: CloseFacility) -> None:
    card = await turn.read(service.facility_card, turn.actor, turn.now, facility_id=data.facility_id)
    if not data.sure:
        await turn.show(texts.ask_close(card.standing.name, data.facility_id))
        return
    await turn.do(service.close_facility, facility_id=data.facility_id)
    await _show_board(turn)
