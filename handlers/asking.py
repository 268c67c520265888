"""Free text: what is typed in own words leads to the same actions as the buttons."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.activities import card, looking
from bot.activities.buttons import Coming, MySignUps, Participants, ShowMissing
from bot.activities.rules import SignUpStatus
from bot.activities.terms import wishes
from bot.activities.texts import answering, cards
from bot.activities.texts import slots as slot_texts
from bot.asking import rules, service, texts
from bot.asking.buttons import ShowHelp
from bot.buttons import Payload
from bot.chat import texts as chat_texts
from bot.chat.router import Router
from bot.chat.turn import Turn
from bot.language import (
    Context,
    Intent,
    Match,
    Reading,
    Status,
    Topic,
    understand,
)
from bot.members.rules import Right, may
from bot.plan.buttons import ShowMonth
from bot.plan.rules import month_of
from bot.proposals.buttons import WriteProposal
from bot.wording import local
from handlers import (
    activities,
    activities_duties,
    activities_lists,
    activities_new,
    notices,
    proposals,
)
from handlers.asking_lists import (
    MOST_CANDIDATES,
    ask_which,
    keep_words,
    list_activities,
    no_such_number,
    remember,
)
from handlers.asking_plan import query_plan

router = Router()
_MOST_WISHES = 2


@router.text(right=Right.SEE_ACTIVITIES)
async def ask(turn: Turn) -> None:
    """Understand a message and answer each wish in it."""
    known = await turn.read(looking.find_visible, turn.actor, turn.now)
    reading = understand(
        turn.text,
        local(turn.now),
        Context(known, shown=rules.shown_before(turn.standing.shown, turn.standing.shown_at)),
    )
    for wish in (reading, *reading.also)[:_MOST_WISHES]:
        answer = _other if rules.is_guess(wish) else _ANSWERS[wish.intent]
        await answer(turn, rules.on_their_day(wish, known))


@router.between
async def answer_in_between(turn: Turn) -> bool:
    """Answer a clear question in the middle of a form that would take it for more of the text."""
    if not rules.may_be_question(turn.text):
        return False
    known = await turn.read(looking.find_visible, turn.actor, turn.now)
    reading = understand(turn.text, local(turn.now), Context(known))
    if reading.also or not rules.is_clear_question(reading):
        return False
    await _ANSWERS[reading.intent](turn, rules.on_their_day(reading, known))
    return True


# -- activities -------------------------------------------------------------------------------------------


async def _query_activities(turn: Turn, wish: Reading) -> None:
    slots = wish.slots
    if slots.activity_id is not None:
        await remember(turn, wish, [slots.activity_id])
        if slots.topic is not None:
            await activities.answer_about(turn, slots.activity_id, slots.topic)
        else:
            await activities.show_activity(turn, slots.activity_id)
    elif len(slots.candidates) > 1:
        await ask_which(turn, wish)
    elif slots.ordinal is not None:
        await no_such_number(turn, wish)
    elif slots.topic is Topic.HOW and slots.activity is None:
        await turn.reply(chat_texts.help_for(turn.actor.highest_role))
    else:
        await list_activities(turn, wish)


async def _query_sign_ups(turn: Turn, wish: Reading) -> None:
    """The own standing: in one activity in a sentence, otherwise the list."""
    slots = wish.slots
    mine = await turn.read(looking.my_sign_ups, turn.actor, turn.now)
    meant = {slots.activity_id} if slots.activity_id is not None else {one.id for one in slots.candidates}
    own = [line.activity_id for line in mine.lines if not meant or line.activity_id in meant]
    waiting = [line.activity_id for line in mine.lines if line.status is SignUpStatus.WAITING]
    if slots.status is Status.WAITING and not meant:
        own = waiting
    if len(own) == 1 and (meant or slots.status is Status.WAITING):
        meant = set(own)
    if len(meant) == 1:
        [activity_id] = meant
        await remember(turn, wish, [activity_id])
        found = await turn.read(card.activity_card, turn.actor, turn.now, activity_id=activity_id)
        await turn.reply(texts.before(texts.standing(found), cards.card(found)))
        return
    if meant and not own:
        await ask_which(turn, wish)
        return
    await remember(turn, wish, [line.activity_id for line in mine.lines])
    shown = cards.mine(mine)
    nowhere = slots.status is Status.WAITING and not waiting
    await turn.reply(texts.before(texts.waiting_nowhere(), shown) if nowhere else shown)


async def _sign_up(turn: Turn, wish: Reading) -> None:
    """Sign up at once when the very title was written; otherwise show what would happen, one button away."""
    slots = wish.slots
    if slots.activity_id is None:
        if len(slots.candidates) > 1:
            await ask_which(turn, wish)
        elif slots.ordinal is not None:
            await no_such_number(turn, wish)
        else:
            await list_activities(turn, wish)
        return
    found = await turn.read(card.activity_card, turn.actor, turn.now, activity_id=slots.activity_id)
    others = slots.people if slots.people and (slots.people.whom or slots.people.count > 1) else None
    if not wish.asks_first and others is None and found.may_join and found.has_room:
        await activities.join(turn, slots.activity_id)
        return
    await remember(turn, wish, [slots.activity_id])
    if others is not None and may(turn.actor, Right.CHASE_GROUP) and rules.are_members(others):
        await activities_duties.show_missing(turn, slots.activity_id)
        return
    shown = cards.card(found)
    if others is not None and (found.may_join or found.status is not None):
        family = bool(others.whom) and not rules.are_members(others)
        shown = texts.sign_up_others(found.title, others, shown, most_people=found.most_people, family=family)
    elif found.may_join and found.slotted:
        free = await turn.read(
            wishes.fitting, turn.actor, turn.now, activity_id=slots.activity_id, wished=wish.dates
        )
        shown = slot_texts.wished_slots(free)
    elif found.may_join:
        shown = texts.confirm_sign_up(found.title, shown, has_room=found.has_room)
    elif found.status is not None:
        shown = texts.before(texts.standing(found), shown)
    await turn.reply(shown)


async def _cancel(turn: Turn, wish: Reading) -> None:
    """Giving a place back always has one confirming button."""
    slots = wish.slots
    mine = await turn.read(looking.my_sign_ups, turn.actor, turn.now)
    lines = [
        line
        for line in mine.lines
        if slots.status is not Status.WAITING or line.status is SignUpStatus.WAITING
    ]
    meant = {slots.activity_id} if slots.activity_id is not None else {one.id for one in slots.candidates}
    own = [line for line in lines if not meant or line.activity_id in meant]
    named = slots.activity is not None
    if not mine.lines:
        await turn.reply(texts.nothing_to_leave())
    elif len(own) == 1 and (meant or not named):
        await remember(turn, wish, [own[0].activity_id])
        await activities.ask_leave(turn, own[0].activity_id)
    elif named and (not meant or not own):
        await turn.reply(texts.before(texts.not_signed_up(slots.written or ""), cards.mine(mine)))
    else:
        choices = own or list(mine.lines)
        await remember(turn, wish, [line.activity_id for line in choices])
        await turn.reply(
            texts.what_to_leave([(line.title, line.starts_at, line.activity_id) for line in choices])
        )


# -- what leaders and the committee ask ---------------------------------------------------------------------


async def _who_signed_up(turn: Turn, wish: Reading) -> None:
    """The list for leaders (their groups) and the committee; members get the number."""
    slots = wish.slots
    if not may(turn.actor, Right.SEE_GROUP_LISTS):
        if slots.activity_id is None:
            await _query_activities(turn, wish)
            return
        found = await turn.read(card.activity_card, turn.actor, turn.now, activity_id=slots.activity_id)
        await remember(turn, wish, [slots.activity_id])
        await turn.reply(texts.before(texts.list_not_for_members(), answering.answer(found, Topic.QUOTA)))
    elif slots.activity_id is not None:
        await remember(turn, wish, [slots.activity_id])
        if slots.status is Status.MISSING:
            await activities_duties.show_missing(turn, slots.activity_id)
        else:
            await activities_lists.show_people(turn, slots.activity_id)
    else:
        await _which_list(turn, wish)


async def _which_list(turn: Turn, wish: Reading) -> None:
    among = wish.slots.candidates
    if not among:
        page = await turn.read(looking.upcoming, turn.actor, turn.now, size=MOST_CANDIDATES)
        among = tuple(Match(line.activity_id, line.title, 0.0) for line in page.lines)
    if not among:
        await list_activities(turn, wish)
    else:
        missing = wish.slots.status is Status.MISSING
        await ask_which(turn, wish, ShowMissing if missing else _first_page, among)


def _first_page(activity_id: int) -> Participants:
    return Participants(activity_id, 0)


async def _remind_missing(turn: Turn, wish: Reading) -> None:
    """Who has not answered, with the button that reminds them."""
    if may(turn.actor, Right.CHASE_GROUP):
        await _who_signed_up(turn, replace(wish, slots=replace(wish.slots, status=Status.MISSING)))
    else:
        await turn.reply(texts.not_for_members())


async def _notice(turn: Turn, wish: Reading) -> None:
    if may(turn.actor, Right.BROADCAST):
        await notices.begin_said(turn, turn.text, wish.slots.text or "")
    else:
        await turn.reply(texts.not_for_members())


async def _new_activity(turn: Turn, wish: Reading) -> None:
    """Begin the form with the title and the time that were said."""
    if not may(turn.actor, Right.MANAGE_ACTIVITIES):
        await turn.reply(texts.not_for_members())
        return
    start, day = rules.start_of(wish.dates)
    await activities_new.begin_said(turn, wish.slots.title or "", start, day)


# -- the rest ---------------------------------------------------------------------------------------------


async def _propose(turn: Turn, wish: Reading) -> None:
    if wish.slots.status is Status.STATUS:
        await proposals.my_proposals(turn)
    else:
        await proposals.begin(turn, wish.slots.text or "")


async def _case(turn: Turn, _wish: Reading) -> None:
    await keep_words(turn)
    await turn.reply(texts.case(turn.settings.union.contact))


async def _help(turn: Turn, wish: Reading) -> None:
    if wish.slots.topic is Topic.CONTACT:
        await keep_words(turn)
        await turn.reply(texts.ask_people(turn.settings.union.contact))
        return
    await turn.reply(texts.before(texts.take_your_time(), chat_texts.help_for(turn.actor.highest_role)))


async def _other(turn: Turn, wish: Reading) -> None:
    """Polite words get polite words; what is not understood is counted, and may be handed to the committee."""
    if wish.intent is Intent.OTHER and wish.slots.courtesy is not None:
        await turn.reply(texts.courtesy(wish.slots.courtesy, turn.actor.name))
        return
    await turn.do(service.count_unclear)
    await keep_words(turn)
    ways: dict[Intent, Payload] = {
        Intent.QUERY_ACTIVITIES: Coming(0, 0, back=False),
        Intent.SIGNUP: Coming(0, 0, back=False),
        Intent.QUERY_SIGNUPS: MySignUps(past=False),
        Intent.CANCEL: MySignUps(past=False),
        Intent.QUERY_PLAN: ShowMonth(month_of(local(turn.now).date())),
        Intent.PROPOSE: WriteProposal(),
    }
    likely = [intent for intent in wish.likely if intent in ways]
    usual = [Intent.QUERY_ACTIVITIES, Intent.QUERY_SIGNUPS, Intent.PROPOSE]
    await turn.reply(texts.unknown([(intent, ways[intent]) for intent in dict.fromkeys(likely + usual)]))


_ANSWERS: dict[Intent, Callable[[Turn, Reading], Awaitable[None]]] = {
    Intent.QUERY_ACTIVITIES: _query_activities,
    Intent.QUERY_SIGNUPS: _query_sign_ups,
    Intent.QUERY_PLAN: query_plan,
    Intent.SIGNUP: _sign_up,
    Intent.CANCEL: _cancel,
    Intent.PROPOSE: _propose,
    Intent.CASE: _case,
    Intent.HELP: _help,
    Intent.OTHER: _other,
    Intent.NOTICE: _notice,
    Intent.NEW_ACTIVITY: _new_activity,
    Intent.WHO_SIGNED_UP: _who_signed_up,
    Intent.REMIND_MISSING: _remind_missing,
}


@router.button(ShowHelp, right=None)
async def show_help(turn: Turn, _data: ShowHelp) -> None:
    await turn.show(chat_texts.help_for(turn.known.highest_role if turn.known else None))
