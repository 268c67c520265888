"""Who may speak for an interest group."""

from bot.members.rules import Actor, Right, may


def may_speak(actor: Actor, leader_id: int | None) -> bool:
    """Its leader, and the committee."""
    return leader_id == actor.member_id or may(actor, Right.MANAGE_ACTIVITIES)
