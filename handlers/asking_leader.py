"""What a leader types for a member of the own group: 帮某人报名, 某人来不了了."""

from bot.activities import looking
from bot.activities.duties import entering
from bot.activities.duties.texts import entering as entering_texts
from bot.asking.texts import hearing
from bot.asking.texts.hearing import ForAnother
from bot.chat.router import Router
from bot.chat.turn import Turn
from bot.language import Context, understand
from bot.members import directory
from bot.members.rules import Right
from bot.wording import local

router = Router()
_MOST = 6


@router.listen(right=Right.CHASE_GROUP)
async def hear_of_a_colleague(turn: Turn) -> bool:
    """Ask back what was understood: nothing is done for somebody else on a sentence alone."""
    if hearing.for_another(turn.text, "") is None:
        return False
    people = await turn.read(directory.named_in, turn.actor, text=turn.text)
    if len(people) != 1:
        return False
    [(member_id, name)] = people
    known = await turn.read(looking.find_visible, turn.actor, turn.now)
    # Without the name, so that no title is looked for in it.
    said = understand(hearing.without(turn.text, name), local(turn.now), Context(known)).slots
    meant = {said.activity_id} if said.activity_id is not None else {one.id for one in said.candidates}
    if hearing.for_another(turn.text, name) is ForAnother.JOIN:
        named = [one for one in known if one.id in meant] or list(known)
        await turn.reply(entering_texts.ask_to_enter(member_id, name, named[:_MOST]))
    else:
        # Whoever only asks sees the same list.
        held = await turn.read(entering.held_by, turn.actor, turn.now, member_id=member_id)
        named_held = [one for one in held if one.activity_id in meant or not meant]
        await turn.reply(entering_texts.ask_to_withdraw(member_id, name, named_held[:_MOST]))
    return True
