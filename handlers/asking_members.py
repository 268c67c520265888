"""What members type about what they already have: notices, the calendar, their reminders."""

from bot.activities import looking
from bot.activities.buttons import MySignUps, SendCalendar
from bot.activities.terms import own_reminders
from bot.activities.terms.texts import own_reminders as reminder_texts
from bot.asking.texts import hearing
from bot.chat.router import Router
from bot.chat.turn import Turn
from bot.language import Context, KnownActivity, understand
from bot.members.rules import Right
from bot.wording import local
from handlers import activities, activities_more, notices

router = Router()


@router.listen(right=Right.READ_NOTICES)
async def hear_of_notices(turn: Turn) -> bool:
    """最近的通知."""
    if not hearing.asks_for_notices(turn.text):
        return False
    await notices.list_notices(turn)
    return True


@router.listen(right=Right.SEE_ACTIVITIES)
async def hear_of_the_calendar(turn: Turn) -> bool:
    """把歌会加到我的日历: the file for the phone's calendar."""
    if not hearing.wants_calendar(turn.text):
        return False
    meant = _meant(turn, await turn.read(looking.find_visible, turn.actor, turn.now))
    if len(meant) == 1:
        await activities_more.send_calendar(turn, SendCalendar(meant[0]))
    return len(meant) == 1


@router.listen(right=Right.SIGN_UP)
async def hear_of_the_past(turn: Turn) -> bool:
    """我参加过哪些活动."""
    if not hearing.asks_what_was(turn.text):
        return False
    await activities.turn_my_list(turn, MySignUps(past=True))
    return True


@router.listen(right=Right.SIGN_UP)
async def hear_of_reminders(turn: Turn) -> bool:
    """别提醒我了: the choice for what one is signed up for."""
    if not hearing.wants_other_reminder(turn.text):
        return False
    mine = (await turn.read(looking.my_sign_ups, turn.actor, turn.now)).lines
    titles = [KnownActivity(line.activity_id, line.title) for line in mine]
    meant = _meant(turn, titles) or [line.activity_id for line in mine]
    if len(meant) == 1:
        shown = await turn.read(own_reminders.show, turn.actor, activity_id=meant[0])
        await turn.reply(reminder_texts.choose(shown))
    elif meant:
        await turn.reply(reminder_texts.which([line for line in mine if line.activity_id in meant]))
    else:
        await turn.reply(reminder_texts.nothing_to_remind_of())
    return True


def _meant(turn: Turn, known: tuple[KnownActivity, ...] | list[KnownActivity]) -> list[int]:
    slots = understand(turn.text, local(turn.now), Context(tuple(known))).slots
    return [slots.activity_id] if slots.activity_id is not None else [one.id for one in slots.candidates]
