"""What the committee types in passing: another time for something, who has not confirmed a notice, a member's name."""

from collections.abc import Sequence
from datetime import date

from bot.activities import looking as activities
from bot.activities.buttons import ManageActivity
from bot.activities.card import activity_card
from bot.activities.texts import cards
from bot.asking import texts
from bot.asking.buttons import MoveActivity, MovePlanned
from bot.asking.texts import hearing
from bot.buttons import Payload
from bot.chat.router import Router
from bot.chat.turn import Turn
from bot.language import KnownActivity, dates
from bot.members import directory
from bot.members.buttons import ShowMember
from bot.members.rules import Right, may
from bot.members.texts import people
from bot.notices import service as notice_service
from bot.notices import texts as notice_texts
from bot.notices.buttons import Unconfirmed
from bot.plan import looking as planned
from bot.plan import spoken
from bot.plan.texts import spoken as spoken_words
from bot.plan.texts.spoken import points_at_item
from bot.refused import Refused
from bot.wording import local
from handlers import activities_change, activities_manage, members, notices, plan, proposals

router = Router()
_MOST = 6


# -- another time -----------------------------------------------------------------------------------------


@router.listen(right=Right.SEE_ACTIVITIES)
async def hear_of_another_time(turn: Turn) -> bool:
    """健步走改到下周五: the activity, or the item of the plan, with the time that was said. A member may only mean the own
    slot; where there are none, that is no wish to sign up."""
    change = texts.another_time(turn.text)
    if change is None or not dates.find(change.to, local(turn.now)) or points_at_item(turn.text):
        return False
    held = _named(change.what, await turn.read(activities.find_visible, turn.actor, turn.now))
    if not may(turn.actor, Right.MANAGE_ACTIVITIES):
        return len(held) == 1 and await _shown_instead(turn, held[0].id)
    items = await _items_named(turn, turn.text)
    taken = {one.id for one in held}
    items = [line for line in items if line.activity_id not in taken]
    if exact := [line for line in items if change.what in line.title]:
        # 年度体检 is the item of that name rather than an activity that resembles it.
        held, items = [one for one in held if change.what in one.title], exact
    if len(held) + len(items) > 1:
        choices: list[tuple[str, date, Payload]] = [
            (one.title, local(one.starts_at or turn.now).date(), MoveActivity(one.id)) for one in held
        ]
        choices += [(line.title, line.span.start_on, MovePlanned(line.occurrence_id)) for line in items]
        await turn.remember_shown({"written": change.to})
        await turn.reply(texts.which_to_move(choices[:_MOST]))
    elif held:
        await activities_change.begin_move(turn, held[0].id, change.to)
    elif items:
        await plan.begin_move(turn, items[0].occurrence_id, change.to)
    return bool(held or items)


async def _shown_instead(turn: Turn, activity_id: int) -> bool:
    card = await turn.read(activity_card, turn.actor, turn.now, activity_id=activity_id)
    if not card.slotted:
        await turn.reply(texts.before(texts.times_are_set(), cards.card(card)))
    return not card.slotted


def _named(what: str, known: Sequence[KnownActivity]) -> list[KnownActivity]:
    return [known[place] for place in spoken.places(what, [one.title for one in known])]


async def _items_named(turn: Turn, text: str) -> list[planned.Line]:
    said = spoken_words.said(text)
    if said is None or not may(turn.actor, Right.MANAGE_PLAN):
        return []
    return list(await turn.read(spoken.meant, turn.actor, turn.now, said=said, shown={}))


@router.button(MoveActivity, right=Right.MANAGE_ACTIVITIES)
async def move_activity(turn: Turn, data: MoveActivity) -> None:
    """The one that was meant, with the time that was said."""
    await activities_change.begin_move(turn, data.activity_id, _written(turn))


@router.button(MovePlanned, right=Right.MANAGE_PLAN)
async def move_planned(turn: Turn, data: MovePlanned) -> None:
    await plan.begin_move(turn, data.occurrence_id, _written(turn))


def _written(turn: Turn) -> str:
    """The time as it was said a moment ago; empty when that is too long ago."""
    return str((turn.standing.shown or {}).get("written", ""))


# -- receipts, names --------------------------------------------------------------------------------------


@router.listen(right=Right.BROADCAST)
async def hear_of_receipts(turn: Turn) -> bool:
    """谁还没点收到: of the last notice."""
    if not texts.asks_for_receipts(turn.text):
        return False
    sent = await turn.read(notice_service.sent_notices, turn.actor, page=0)
    if not sent.lines:
        return False
    await notices.unconfirmed(turn, Unconfirmed(sent.lines[0].notice_id, 0))
    return True


@router.listen(right=Right.MANAGE_ACTIVITIES)
async def hear_of_managing(turn: Turn) -> bool:
    """歌会不办了, 歌会名额加到150: the committee's card of it, where that is done."""
    what = hearing.activity_to_manage(turn.text)
    if what is None:
        return False
    held = _named(what, await turn.read(activities.find_visible, turn.actor, turn.now))
    if len(held) != 1:
        return False
    await activities_manage.show_managed(turn, ManageActivity(held[0].id))
    return True


@router.listen(right=Right.BROADCAST)
async def hear_of_taking_back(turn: Turn) -> bool:
    """撤回刚才的通知: how far the last one got, with the button that stops it."""
    if not hearing.takes_back_a_notice(turn.text):
        return False
    sent = await turn.read(notice_service.sent_notices, turn.actor, page=0)
    if not sent.lines:
        return False
    report = await turn.read(
        notice_service.delivery_report, turn.actor, turn.now, notice_id=sent.lines[0].notice_id
    )
    shown = notice_texts.report(report, finished=not report.open)
    await turn.reply(shown if report.open else texts.before(texts.cannot_be_taken_back(), shown))
    return True


@router.listen(right=Right.ANSWER_PROPOSALS)
async def hear_of_proposals(turn: Turn) -> bool:
    """有什么新建议: those that wait for an answer."""
    if not hearing.asks_for_proposals(turn.text):
        return False
    await proposals.list_open(turn)
    return True


@router.listen(right=Right.SEE_GROUP_LISTS)
async def hear_a_name(turn: Turn) -> bool:
    """赵甲, and nothing else, or 赵甲离职了, 让赵甲当组长: the member's card; of several of that name the list."""
    name = "".join(turn.text.split())
    if may(turn.actor, Right.MANAGE_MEMBERS):
        name = hearing.member_meant(name) or name
    if not hearing.may_be_a_name(name):
        return False
    try:
        found = await turn.read(directory.find_members, turn.actor, name=name)
    except Refused:
        return False
    same = tuple(one for one in found if one.name == name)
    if len(same) == 1:
        await members.member(turn, ShowMember(same[0].id))
    elif same:
        await turn.reply(people.found(name, same))
    return bool(same)
