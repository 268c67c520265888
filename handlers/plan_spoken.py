"""The plan changed in own words: 第3项挪到下个月; 这项不办了; 植树活动办完了，32人，860元."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.activities import looking as activities
from bot.buttons import Payload
from bot.chat.router import Router
from bot.chat.turn import Turn
from bot.members.rules import Right
from bot.plan import drafting, living, spoken
from bot.plan.buttons import (
    CancelItem,
    ChangeOwner,
    ItemDone,
    MoveItem,
    OpenActivity,
    PostponeItem,
    ShowItem,
    WriteItemNotice,
)
from bot.plan.buttons_actions import AssignTask, OpenDrive
from bot.plan.rules import Policy
from bot.plan.states import OccurrenceState
from bot.plan.texts import acting
from bot.plan.texts import card as cards
from bot.plan.texts import living as texts
from bot.plan.texts import spoken as words
from bot.plan.texts.spoken import Act
from handlers import plan, plan_actions

router = Router()
_BUTTONS: dict[Act, Callable[[int], Payload]] = {
    Act.SHOW: ShowItem,
    Act.MOVE: MoveItem,
    Act.DONE: ItemDone,
    Act.POSTPONE: PostponeItem,
    Act.CANCEL: lambda number: CancelItem(number, sure=False),
    Act.OWNER: ChangeOwner,
    Act.ACTIVITY: OpenActivity,
    Act.NOTICE: WriteItemNotice,
    Act.TASK: AssignTask,
    Act.DRIVE: OpenDrive,
}
#: What is done with an item, given the rest of what was said.
Answer = Callable[[Turn, int, str], Awaitable[None]]
_MOST = 6


@router.listen(right=Right.SEE_PLAN)
async def hear_of_an_item(turn: Turn) -> bool:
    """One item is named or pointed at, and something is to become of it."""
    said = words.said(turn.text)
    if said is None or (said.name and await _is_an_activity(turn, said)):
        return False
    found = await turn.read(spoken.meant, turn.actor, turn.now, said=said, shown=turn.standing.shown or {})
    if len(found) > 1:
        await plan.remember(turn, found)
        await turn.reply(
            texts.which_item([(line, _BUTTONS[said.act](line.occurrence_id)) for line in found[:_MOST]])
        )
    elif found:
        await turn.remember_shown(spoken.shown_item(found[0].occurrence_id, turn.standing.shown))
        await _ACTS[said.act](turn, found[0].occurrence_id, said.rest)
    return bool(found)


async def _is_an_activity(turn: Turn, said: words.Said) -> bool:
    """Whether the words rather mean an activity: what was done of the plan is said of the plan, a new time or a
    cancellation of what people can sign up for is not."""
    if said.act not in {Act.MOVE, Act.CANCEL, Act.POSTPONE}:
        return False
    known = await turn.read(activities.find_visible, turn.actor, turn.now)
    return bool(spoken.places(said.name, [one.title for one in known]))


async def _show(turn: Turn, occurrence_id: int, _rest: str) -> None:
    await plan.show_item(turn, ShowItem(occurrence_id))


async def _move(turn: Turn, occurrence_id: int, rest: str) -> None:
    await plan.begin_move(turn, occurrence_id, rest)


async def _done(turn: Turn, occurrence_id: int, rest: str) -> None:
    """With its figures where they were said; otherwise they are asked for."""
    people, spent_fen = acting.figures_in(rest)
    if people is None and spent_fen is None:
        await plan_actions.item_done(turn, ItemDone(occurrence_id))
        return
    done = await turn.do(
        living.finish_item,
        occurrence_id=occurrence_id,
        people=people,
        spent_fen=spent_fen,
        policy=Policy.of(turn.settings),
    )
    await turn.show(cards.item(done))


async def _postpone(turn: Turn, occurrence_id: int, rest: str) -> None:
    """With its reason where one was said."""
    if not rest:
        await plan.postpone(turn, PostponeItem(occurrence_id))
        return
    shown = await turn.do(
        living.settle_item,
        occurrence_id=occurrence_id,
        state=OccurrenceState.POSTPONED,
        reason=words.reason(rest),
        policy=Policy.of(turn.settings),
    )
    await turn.show(cards.item(shown))


async def _cancel(turn: Turn, occurrence_id: int, _rest: str) -> None:
    drafting.require_right(turn.actor)
    await plan.cancel_item(turn, CancelItem(occurrence_id, sure=False))


async def _own(turn: Turn, occurrence_id: int, rest: str) -> None:
    shown = await turn.do(
        living.set_owner, occurrence_id=occurrence_id, name=rest, policy=Policy.of(turn.settings)
    )
    await turn.show(cards.item(shown))


def _make(press: Callable[[Turn, Any], Awaitable[None]], payload: Callable[[int], Payload]) -> Answer:
    """The same as the button below the item; for the committee."""

    async def act(turn: Turn, occurrence_id: int, _rest: str) -> None:
        drafting.require_right(turn.actor)
        await press(turn, payload(occurrence_id))

    return act


_ACTS: dict[Act, Answer] = {
    Act.SHOW: _show,
    Act.MOVE: _move,
    Act.DONE: _done,
    Act.POSTPONE: _postpone,
    Act.CANCEL: _cancel,
    Act.OWNER: _own,
    Act.ACTIVITY: _make(plan_actions.open_activity, OpenActivity),
    Act.NOTICE: _make(plan_actions.write_notice, WriteItemNotice),
    Act.TASK: _make(plan_actions.assign, AssignTask),
    Act.DRIVE: _make(plan_actions.open_drive, OpenDrive),
}
