"""What a person typed and the bot did not understand goes to the committee, if the person wants it."""

from datetime import datetime

from sqlmodel import Session

from bot import audit, outbox
from bot.asking import texts
from bot.members.actors import administrators
from bot.members.model import Group
from bot.members.rules import Actor


def hand_over(session: Session, actor: Actor, now: datetime, *, text: str, request: str) -> int:
    """Send ``text`` to the committee with the actor's name. Returns to how many people. Once per ``request``."""
    group = session.get_one(Group, actor.group_id)
    people = [member_id for member_id in administrators(session) if member_id != actor.member_id]
    for member_id in people:
        key = f"asked:{request}:{member_id}"
        message = texts.for_committee(actor.name, group.name, text)
        outbox.push(session, key=key, to=member_id, due_at=now, message=message)
    audit.note(session, actor.member_id, now, "text.handed_over", request, people=len(people))
    return len(people)
