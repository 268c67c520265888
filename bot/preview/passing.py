"""Lets time pass in the preview as it passes in life: what falls due on the way is done at its time, not later."""

import asyncio
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from bot.clock import MovableClock
from bot.compose import House
from bot.outbox import Outgoing, OutgoingState
from bot.reminders import Reminder, ReminderState

#: A year of the demo has some hundred instants at which something is due.
MOST_STOPS = 3_000
#: How long one stop may take to come to rest, in seconds.
PATIENCE = 20.0
_A_MOMENT = timedelta(seconds=1)


async def pass_time(house: House, clock: MovableClock, until: datetime) -> None:
    """Move ``clock`` to ``until``, stopping at everything that falls due before. Back in time it goes in one step."""
    for _stop in range(MOST_STOPS):
        due_at = await house.database.read(_next_due, clock.now())
        if due_at is None or due_at >= until:
            break
        clock.move_to(due_at + _A_MOMENT)
        await _come_to_rest(house)
    clock.move_to(until)
    await _come_to_rest(house)


def _next_due(session: Session, now: datetime) -> datetime | None:
    waiting = [
        select(func.min(Reminder.due_at)).where(
            Reminder.state == ReminderState.WAITING, col(Reminder.due_at) > now
        ),
        select(func.min(Outgoing.due_at)).where(
            Outgoing.state == OutgoingState.NEW, col(Outgoing.due_at) > now
        ),
    ]
    found: list[datetime | None] = [session.exec(query).one() for query in waiting]
    return min((due_at for due_at in found if due_at is not None), default=None)


async def _come_to_rest(house: House) -> None:
    await house.moved_clock()
    loop = asyncio.get_running_loop()
    give_up_at = loop.time() + PATIENCE
    while not (house.waking.idle and house.delivery.idle) and loop.time() < give_up_at:  # noqa: ASYNC110 - two parts, no common event
        await asyncio.sleep(0.01)
