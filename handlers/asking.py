"""Free text: what is typed in own words leads to the same actions as the buttons."""

from collections.abc import Awaitable, Callable
from datetime import date

from bot.activities import card, looking
from bot.activities.buttons import Coming, MySignUps
from bot.activities.texts import cards
from bot.asking import rules, service, texts
from bot.asking.buttons import HandOver, ShowHelp
from bot.buttons import Payload
from bot.chat import texts as chat_texts
from bot.chat.router import Router
from bot.chat.turn import Turn
from bot.language import Context, Intent, Reading, Shown, When, understand
from bot.members.rules import Right, may
from bot.proposals.buttons import WriteProposal
from bot.refused import Refused
from bot.wording import local
from handlers import activities, activities_new, notices, proposals

router = Router()
_MOST_WISHES = 2
_MOST_LISTED = 10
_MOST_CANDIDATES = 5
_WAYS: dict[Intent, Payload] = {
    Intent.QUERY_ACTIVITIES: Coming(0, 0, back=False),
    Intent.SIGNUP: Coming(0, 0, back=False),
    Intent.QUERY_SIGNUPS: MySignUps(past=False),
    Intent.CANCEL: MySignUps(past=False),
    Intent.PROPOSE: WriteProposal(),
}


@router.text(right=Right.SEE_ACTIVITIES)
async def ask(turn: Turn) -> None:
    """Understand a message and answer each wish in it."""
    known = await turn.read(looking.find_visible, turn.actor, turn.now)
    context = Context(known, shown=_shown(turn), role=turn.actor.highest_role)
    reading = understand(turn.text, local(turn.now), context)
    for wish in (reading, *reading.also)[:_MOST_WISHES]:
        await _ANSWERS[wish.intent](turn, wish)


def _shown(turn: Turn) -> Shown | None:
    """What was last shown to this person, for a follow-up."""
    kept, at = turn.standing.shown, turn.standing.shown_at
    if kept is None or at is None or "activities" not in kept:
        return None
    first, last = (date.fromisoformat(day) if day else None for day in kept.get("days", (None, None)))
    intent = Intent(kept.get("intent", Intent.QUERY_ACTIVITIES))
    return Shown(local(at), tuple(kept["activities"]), intent, first, last)


async def _remember(turn: Turn, wish: Reading, activity_ids: list[int]) -> None:
    when = wish.slots.when or When()
    days = [day.isoformat() if day else None for day in (when.from_on, when.until_on)]
    shown = {"activities": activity_ids, "intent": wish.intent.value, "days": days}
    await turn.remember_shown(shown)


# -- activities -------------------------------------------------------------------------------------------


async def _query_activities(turn: Turn, wish: Reading) -> None:
    slots = wish.slots
    if slots.activity_id is not None:
        await _remember(turn, wish, [slots.activity_id])
        if slots.topic is not None:
            await activities.answer_about(turn, slots.activity_id, slots.topic)
        else:
            await activities.show_activity(turn, slots.activity_id)
    elif len(slots.candidates) > 1:
        await _which(turn, wish)
    else:
        await _list(turn, wish)


async def _list(turn: Turn, wish: Reading) -> None:
    """The activities of the period asked about; when there are none, the nearest one."""
    start, end = rules.window(wish.slots.when, local(turn.now).date())
    heading = texts.period(wish.slots.when)
    page = await turn.read(looking.upcoming, turn.actor, turn.now, start=start, end=end, size=_MOST_LISTED)
    if wish.slots.activity is not None and not wish.slots.candidates:
        await turn.reply(texts.none_called(wish.slots.activity))
    if page.lines or not heading:
        await _remember(turn, wish, [line.activity_id for line in page.lines])
        await turn.reply(cards.found(page, heading) if heading else cards.coming(page))
        return
    nearest = await turn.read(looking.upcoming, turn.actor, turn.now, size=1)
    await _remember(turn, wish, [line.activity_id for line in nearest.lines])
    await turn.reply(texts.none_but(heading, nearest.lines[0] if nearest.lines else None))


async def _which(turn: Turn, wish: Reading) -> None:
    """Several activities may be meant."""
    matches = wish.slots.candidates[:_MOST_CANDIDATES]
    await _remember(turn, wish, [match.id for match in matches])
    await turn.reply(texts.which(wish.slots.activity or "", [(match.title, match.id) for match in matches]))


async def _query_sign_ups(turn: Turn, wish: Reading) -> None:
    if wish.slots.activity_id is not None:
        await _query_activities(turn, wish)
        return
    mine = await turn.read(looking.my_sign_ups, turn.actor, turn.now)
    await _remember(turn, wish, [line.activity_id for line in mine.lines])
    await turn.reply(cards.mine(mine))


async def _sign_up(turn: Turn, wish: Reading) -> None:
    """Sign up at once when the very title was written; otherwise show what would happen, one button away."""
    slots = wish.slots
    if slots.activity_id is None:
        if len(slots.candidates) > 1:
            await _which(turn, wish)
        else:
            await _list(turn, wish)
        return
    others = slots.people is not None and (bool(slots.people.whom) or slots.people.count > 1)
    found = await turn.read(card.activity_card, turn.actor, turn.now, activity_id=slots.activity_id)
    if not wish.asks_first and not others and found.may_join and found.has_room:
        await activities.join(turn, slots.activity_id)
        return
    await _remember(turn, wish, [slots.activity_id])
    shown = cards.card(found)
    await turn.reply(texts.confirm_sign_up(found.title, shown) if found.may_join else shown)


async def _cancel(turn: Turn, wish: Reading) -> None:
    """Giving a place back always has one confirming button."""
    slots = wish.slots
    mine = await turn.read(looking.my_sign_ups, turn.actor, turn.now)
    meant = {slots.activity_id} if slots.activity_id is not None else {match.id for match in slots.candidates}
    own = [line for line in mine.lines if not meant or line.activity_id in meant]
    if not mine.lines:
        await turn.reply(texts.nothing_to_leave())
    elif len(own) == 1:
        await activities.ask_leave(turn, own[0].activity_id)
    elif slots.activity_id is not None:
        await activities.show_activity(turn, slots.activity_id)
    else:
        await turn.reply(texts.what_to_leave([(line.title, line.activity_id) for line in own or mine.lines]))


# -- the rest ---------------------------------------------------------------------------------------------


async def _propose(turn: Turn, wish: Reading) -> None:
    await proposals.begin(turn, wish.slots.text or "")


async def _case(turn: Turn, _wish: Reading) -> None:
    await turn.remember_shown({"unclear": turn.text})
    await turn.reply(texts.case(turn.settings.union.contact))


async def _help(turn: Turn, _wish: Reading) -> None:
    await turn.reply(chat_texts.help_for(turn.actor.highest_role))


async def _notice(turn: Turn, wish: Reading) -> None:
    if may(turn.actor, Right.BROADCAST):
        await notices.begin(turn, wish.slots.text or "")
    else:
        await turn.reply(texts.not_for_members())


async def _new_activity(turn: Turn, _wish: Reading) -> None:
    if may(turn.actor, Right.MANAGE_ACTIVITIES):
        await activities_new.begin(turn)
    else:
        await turn.reply(texts.not_for_members())


async def _who_signed_up(turn: Turn, wish: Reading) -> None:
    """Leaders and the committee get to the list by the card; members see the number there."""
    await _query_activities(turn, wish)


async def _other(turn: Turn, wish: Reading) -> None:
    await turn.remember_shown({"unclear": turn.text})
    ways = [(intent, _WAYS[intent]) for intent in (*wish.likely, *_WAYS) if intent in _WAYS]
    await turn.reply(texts.unknown(list(dict(ways).items())))


_ANSWERS: dict[Intent, Callable[[Turn, Reading], Awaitable[None]]] = {
    Intent.QUERY_ACTIVITIES: _query_activities,
    Intent.QUERY_SIGNUPS: _query_sign_ups,
    Intent.SIGNUP: _sign_up,
    Intent.CANCEL: _cancel,
    Intent.PROPOSE: _propose,
    Intent.CASE: _case,
    Intent.HELP: _help,
    Intent.OTHER: _other,
    Intent.NOTICE: _notice,
    Intent.NEW_ACTIVITY: _new_activity,
    Intent.WHO_SIGNED_UP: _who_signed_up,
    Intent.REMIND_MISSING: _who_signed_up,
    Intent.QUERY_PLAN: _query_activities,
}


@router.button(ShowHelp, right=None)
async def show_help(turn: Turn, _data: ShowHelp) -> None:
    await turn.show(chat_texts.help_for(turn.known.highest_role if turn.known else None))


@router.button(HandOver, right=Right.SEE_ACTIVITIES)
async def hand_over(turn: Turn, _data: HandOver) -> None:
    """Give the committee what was last typed and not understood."""
    kept = turn.standing.shown or {}
    if "unclear" not in kept:
        raise Refused("too_late", texts.nothing_to_hand_over())
    await turn.do(service.hand_over, text=kept["unclear"], request=turn.request)
    await turn.show(texts.handed_over())
