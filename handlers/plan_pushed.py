"""What the plan pushes, in the hands of the committee: the digest sent at once, reminders that were missed."""

from bot.chat.router import Router
from bot.chat.turn import Turn
from bot.members.rules import Right
from bot.plan import missed, reminding
from bot.plan.buttons import DropAllMissed, DropMissed, ListMissed, SendDigest, SendMissed, TurnMissed
from bot.plan.rules import Policy
from bot.plan.texts import reminding as texts

router = Router()


@router.button(SendDigest, right=Right.MANAGE_PLAN)
async def send_digest(turn: Turn, data: SendDigest) -> None:
    """Send the arrangements of the current month at once: a plan that comes late is not silent until the next."""
    if not data.sure:
        heads = await turn.read(reminding.digest_heads, turn.actor, turn.now, month=data.month)
        await turn.show(texts.ask_send_digest(data.month, heads))
        return
    heads = await turn.do(reminding.send_digest_now, month=data.month, policy=Policy.of(turn.settings))
    await turn.show(texts.digest_sent(data.month, heads))


@router.button(ListMissed, right=Right.MANAGE_PLAN)
async def list_missed(turn: Turn, _data: ListMissed) -> None:
    await _show_missed(turn, 0)


@router.button(TurnMissed, right=Right.MANAGE_PLAN)
async def turn_missed(turn: Turn, data: TurnMissed) -> None:
    await _show_missed(turn, data.page)


async def _show_missed(turn: Turn, page: int) -> None:
    await turn.show(texts.missed(await turn.read(missed.list_missed, turn.actor, turn.now, page=page)))


@router.button(SendMissed, right=Right.MANAGE_PLAN)
async def send_missed(turn: Turn, data: SendMissed) -> None:
    outcome = await turn.do(missed.send_missed, reminder_id=data.reminder_id, policy=Policy.of(turn.settings))
    await turn.show(texts.missed(outcome.left, texts.resent(outcome)))


@router.button(DropMissed, right=Right.MANAGE_PLAN)
async def drop_missed(turn: Turn, data: DropMissed) -> None:
    await turn.show(texts.missed(await turn.do(missed.drop_missed, reminder_id=data.reminder_id)))


@router.button(DropAllMissed, right=Right.MANAGE_PLAN)
async def drop_all_missed(turn: Turn, data: DropAllMissed) -> None:
    """Ask first."""
    if not data.sure:
        found = await turn.read(missed.list_missed, turn.actor, turn.now)
        await turn.show(texts.ask_drop_all(found.total))
        return
    dropped = await turn.do(missed.drop_all_missed)
    found = await turn.read(missed.list_missed, turn.actor, turn.now)
    await turn.show(texts.missed(found, texts.dropped_all(dropped)))
