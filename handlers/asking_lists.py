"""What several answers to free text share: the list of a period, asking back, and what is kept for the next words."""

from collections.abc import Callable, Sequence
from datetime import date

from bot.activities import looking
from bot.activities.buttons import ShowActivity
from bot.activities.texts import cards
from bot.asking import rules, service, texts
from bot.asking.buttons import HandOver
from bot.buttons import Payload
from bot.chat.router import Router
from bot.chat.turn import Turn
from bot.language import Match, Reading, Slots, When
from bot.members.rules import Right
from bot.plan import looking as planned
from bot.plan.spoken import shown_items
from bot.refused import Refused
from bot.wording import local

router = Router()
MOST_CANDIDATES = 5
_MOST_LISTED = 10


async def remember(
    turn: Turn, wish: Reading, activity_ids: list[int], lines: Sequence[planned.Line] = ()
) -> None:
    """Keep the activities, or the items of the plan, that are being shown."""
    when = wish.slots.when or When()
    days = [day.isoformat() if day else None for day in (when.from_on, when.until_on)]
    shown = {"activities": activity_ids, "intent": wish.intent.value, "days": days}
    await turn.remember_shown(shown | shown_items(lines) if lines else shown)


async def keep_words(turn: Turn) -> None:
    """For 没懂我; what was shown before stays."""
    await turn.remember_shown({**(turn.standing.shown or {}), "unclear": turn.text})


async def list_activities(turn: Turn, wish: Reading) -> None:
    """The activities of the period asked about; when there are none, the nearest one."""
    slots, today = wish.slots, local(turn.now).date()
    heading = texts.period(slots.when, today)
    if rules.is_over(slots.when, today):
        await turn.reply(texts.is_over(heading))
        return
    start, end = rules.window(slots.when, today)
    page = await turn.read(looking.upcoming, turn.actor, turn.now, start=start, end=end, size=_MOST_LISTED)
    missing = await _missing(turn, slots) if slots.activity and not slots.candidates else ""
    if page.lines or not heading:
        await remember(turn, wish, [line.activity_id for line in page.lines])
        shown = cards.found(page, heading) if heading else cards.coming(page)
    else:
        nearest = await turn.read(looking.upcoming, turn.actor, turn.now, size=1)
        await remember(turn, wish, [line.activity_id for line in nearest.lines])
        shown = texts.none_but(heading, nearest.lines[0] if nearest.lines else None)
    await turn.reply(texts.before(missing, shown) if missing else shown)


async def _missing(turn: Turn, slots: Slots) -> str:
    """That nothing of this name is open yet, and when the plan has it."""
    today = local(turn.now).date()
    coming = await turn.read(planned.items_in, turn.actor, turn.now, first=today, last=date(9998, 12, 31))
    meant = [line for line in coming if slots.activity and slots.activity in line.title]
    return texts.none_called(slots.written or "", meant[:2])


async def ask_which(
    turn: Turn, wish: Reading, action: Callable[[int], Payload] = ShowActivity, among: Sequence[Match] = ()
) -> None:
    """Several activities may be meant."""
    matches = (among or wish.slots.candidates)[:MOST_CANDIDATES]
    await remember(turn, wish, [match.id for match in matches])
    known = await turn.read(looking.find_visible, turn.actor, turn.now)
    starts = {one.id: one.starts_at for one in known}
    choices = [(match.title, starts.get(match.id), action(match.id)) for match in matches]
    await turn.reply(texts.which(wish.slots.written or "", choices))


async def no_such_number(turn: Turn, wish: Reading) -> None:
    shown = (turn.standing.shown or {}).get("activities", ())
    if shown:
        await turn.reply(texts.no_such_number(len(shown)))
    else:
        await list_activities(turn, wish)


@router.button(HandOver, right=Right.SEE_ACTIVITIES)
async def hand_over(turn: Turn, _data: HandOver) -> None:
    """Give the committee what was last typed and not understood."""
    kept = turn.standing.shown or {}
    if "unclear" not in kept:
        raise Refused("too_late", texts.nothing_to_hand_over())
    await turn.do(service.hand_over, text=kept["unclear"], request=turn.request)
    await turn.show(texts.handed_over())
