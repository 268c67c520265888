"""A leader signs up members of the own group, with a slot and a form where there are any, and gives their places back."""

from bot.activities import slots
from bot.activities.buttons import EnterMember
from bot.activities.duties import entering
from bot.activities.duties.texts import entering as texts
from bot.activities.terms.buttons import BookSlotFor, ShowEntered, ShowSlotsFor, WithdrawMember
from bot.chat.router import Router
from bot.chat.turn import Turn
from bot.members.rules import Right
from handlers import activities_duties, activities_joining, activities_teams

router = Router()


@router.button(EnterMember, right=Right.CHASE_GROUP)
async def enter_member(turn: Turn, data: EnterMember) -> None:
    facts = {"activity_id": data.activity_id, "member_id": data.member_id}
    way = await turn.read(entering.way_in, turn.actor, turn.now, **facts)
    if way.in_teams:
        await activities_teams.show_choices(turn, data.activity_id, data.member_id)
    elif way.slotted:
        await _show_slots(turn, data.activity_id, data.member_id, None)
    elif way.asks and not way.live:
        await activities_joining.begin_for(turn, way, data.member_id, None)
    else:
        outcome = await turn.do(entering.enter_member, activity_id=data.activity_id, member_id=data.member_id)
        await turn.toast(texts.entered(outcome, way.name))
        await activities_duties.show_missing(turn, data.activity_id)


@router.button(ShowSlotsFor, right=Right.CHASE_GROUP)
async def show_slots(turn: Turn, data: ShowSlotsFor) -> None:
    await _show_slots(turn, data.activity_id, data.member_id, data.day if data.day >= 0 else None)


async def _show_slots(turn: Turn, activity_id: int, member_id: int, day: int | None) -> None:
    facts = {"activity_id": activity_id, "member_id": member_id}
    way = await turn.read(entering.way_in, turn.actor, turn.now, **facts)
    shown = await turn.read(slots.slot_day, turn.actor, turn.now, day=day, **facts)
    await turn.show(texts.slot_day(shown, way.name))


@router.button(BookSlotFor, right=Right.CHASE_GROUP)
async def book(turn: Turn, data: BookSlotFor) -> None:
    facts = {"activity_id": data.activity_id, "member_id": data.member_id}
    way = await turn.read(entering.way_in, turn.actor, turn.now, **facts)
    if way.asks and not way.live:
        await activities_joining.begin_for(turn, way, data.member_id, data.slot_id)
        return
    outcome = await turn.do(
        entering.enter_member,
        activity_id=data.activity_id,
        member_id=data.member_id,
        slot_id=data.slot_id,
    )
    await turn.show(texts.booked(outcome, way.name))


@router.button(ShowEntered, right=Right.CHASE_GROUP)
async def press_entered(turn: Turn, data: ShowEntered) -> None:
    await _show_entered(turn, data.activity_id)


async def _show_entered(turn: Turn, activity_id: int) -> None:
    await turn.show(texts.listed(await turn.read(entering.entered, turn.actor, activity_id=activity_id)))


@router.button(WithdrawMember, right=Right.CHASE_GROUP)
async def withdraw(turn: Turn, data: WithdrawMember) -> None:
    outcome = await turn.do(
        entering.withdraw_member,
        activity_id=data.activity_id,
        member_id=data.member_id,
        revision=data.revision,
    )
    await turn.toast(texts.withdrawn(outcome))
    await _show_entered(turn, data.activity_id)
