"""Being there: the code on the screen, its QR code, and the leader's list."""

import asyncio
import re

from bot.activities import rules_checkin
from bot.activities.attending import attendance
from bot.activities.attending.buttons import AddPresent, SendCode, ShowRoll, Tick
from bot.activities.attending.texts import attendance as texts
from bot.activities.buttons import CheckIn, ShowCode
from bot.activities.card import activity_card
from bot.activities.series import lesson_roll
from bot.activities.series.buttons import ShowLessonRoll, TickLesson
from bot.activities.series.texts import lessons as lesson_texts
from bot.chat.dialogs import Flow
from bot.chat.router import Router
from bot.chat.turn import Turn
from bot.files.drawing import png, qr_code
from bot.members.rules import Right

router = Router()
_SEPARATORS = re.compile(r"[、,，;；/\s]+")
#: Large enough for the last row of a hall.
_CODE_SIDE = 900
CHECK_IN = Flow("activitycheckin", 1, texts.FORM, {"code": lambda answers: texts.ask_code(answers["title"])})
PRESENT = Flow(
    "activitypresent", 1, texts.FORM_NAMES, {"names": lambda answers: texts.ask_names(answers["title"])}
)


@router.button(ShowCode, right=Right.MANAGE_ACTIVITIES)
async def show_code(turn: Turn, data: ShowCode) -> None:
    await turn.show(texts.code(await turn.do(attendance.show_code, activity_id=data.activity_id)))


@router.button(SendCode, right=Right.MANAGE_ACTIVITIES)
async def send_code(turn: Turn, data: SendCode) -> None:
    """The code of this moment as a picture; who scans it is checked in."""
    shown = await turn.do(attendance.show_code, activity_id=data.activity_id)
    start = rules_checkin.link_text(shown.activity_id, shown.code)
    link = f"https://t.me/{turn.bot_username}?start={start}"
    content = await asyncio.to_thread(lambda: png(qr_code(link, _CODE_SIDE)))
    await turn.send_picture(texts.code_picture(), content, texts.code_caption(shown, link))


@router.button(CheckIn, right=Right.SIGN_UP)
async def ask_code(turn: Turn, data: CheckIn) -> None:
    """Who is not on the list, or is counted already, need not look for a code."""
    standing = await turn.read(attendance.expected, turn.actor, turn.now, activity_id=data.activity_id)
    if standing.already:
        await turn.show(texts.checked_in(standing))
    else:
        await turn.ask(CHECK_IN, "code", {"activity_id": data.activity_id, "title": standing.title})


@router.step(CHECK_IN, "code", right=Right.SIGN_UP)
async def check_in(turn: Turn) -> None:
    done = await turn.finish(attendance.check_in, activity_id=turn.answers["activity_id"], code=turn.text)
    await turn.reply(texts.checked_in(done))


@router.listen(right=Right.SIGN_UP)
async def hear(turn: Turn) -> bool:
    """签到, 我到了, or the code alone, typed without opening the card first."""
    said, coded = turn.text.strip("。！!~ "), texts.CODE.fullmatch(turn.text.strip())
    if not coded and not texts.ARRIVED.fullmatch(said):
        return False
    open_now = await turn.read(attendance.open_for, turn.actor, turn.now)
    if coded and not open_now:
        return False
    if len(open_now) != 1:
        await turn.reply(texts.which(open_now))
    elif coded:
        await check_in_by_link(turn, open_now[0].activity_id, turn.text.replace(" ", ""))
    else:
        known = {"activity_id": open_now[0].activity_id, "title": open_now[0].title}
        await turn.ask(CHECK_IN, "code", known)
    return True


async def check_in_by_link(turn: Turn, activity_id: int, code: str) -> None:
    """Somebody scanned the QR code on the screen (``/start in_12_123456``), or typed the code alone."""
    done = await turn.do(attendance.check_in, activity_id=activity_id, code=code)
    await turn.reply(texts.checked_in(done))


@router.button(ShowRoll, right=Right.CHASE_GROUP)
async def press_roll(turn: Turn, data: ShowRoll) -> None:
    await _show_roll(turn, data.activity_id, data.page)


async def _show_roll(turn: Turn, activity_id: int, page: int) -> None:
    """A course has a list for each lesson."""
    course = await turn.read(lesson_roll.lessons_of, turn.actor, turn.now, activity_id=activity_id)
    if course is not None:
        await turn.show(lesson_texts.lessons(course))
        return
    shown = await turn.read(attendance.roll, turn.actor, turn.now, activity_id=activity_id, page=page)
    await turn.show(texts.roll(shown))


@router.button(ShowLessonRoll, right=Right.CHASE_GROUP)
async def press_lesson(turn: Turn, data: ShowLessonRoll) -> None:
    await _show_lesson(turn, data.lesson_id, data.page)


async def _show_lesson(turn: Turn, lesson_id: int, page: int) -> None:
    shown = await turn.read(lesson_roll.lesson_roll, turn.actor, turn.now, lesson_id=lesson_id, page=page)
    await turn.show(lesson_texts.lesson_roll(shown))


@router.button(TickLesson, right=Right.CHASE_GROUP)
async def tick_lesson(turn: Turn, data: TickLesson) -> None:
    await turn.do(lesson_roll.tick_lesson, lesson_id=data.lesson_id, member_id=data.member_id)
    await _show_lesson(turn, data.lesson_id, data.page)


@router.button(Tick, right=Right.CHASE_GROUP)
async def tick(turn: Turn, data: Tick) -> None:
    await turn.do(attendance.tick, activity_id=data.activity_id, member_id=data.member_id)
    await _show_roll(turn, data.activity_id, data.page)


@router.button(AddPresent, right=Right.CHASE_GROUP)
async def ask_names(turn: Turn, data: AddPresent) -> None:
    card = await turn.read(activity_card, turn.actor, turn.now, activity_id=data.activity_id)
    await turn.ask(PRESENT, "names", {"activity_id": data.activity_id, "title": card.title})


@router.step(PRESENT, "names", right=Right.CHASE_GROUP)
async def take_names(turn: Turn) -> None:
    names = [name for name in _SEPARATORS.split(turn.text) if name]
    done = await turn.finish(attendance.enter, activity_id=turn.answers["activity_id"], names=names)
    await turn.reply(texts.entered(done))
