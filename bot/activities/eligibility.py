"""Who may come: the audience of an activity held against one member."""

from datetime import date
from functools import lru_cache

from sqlalchemy import bindparam, select, true
from sqlmodel import Session, col

from bot.members.audience import Audience, Facts, matches
from bot.members.model import Group, Member, Sex
from bot.members.rules import Actor, Role

_own = (
    select(col(Group.id).label("id"), col(Group.parent_id).label("parent_id"))
    .where(col(Group.id) == bindparam("group_id"))
    .cte("up", recursive=True)
)
_up = _own.union_all(
    select(col(Group.id), col(Group.parent_id)).join(_own, col(Group.id) == _own.c.parent_id)
)
FACTS = (
    select(
        col(Member.sex),
        col(Member.retired),
        col(Member.front_line),
        col(Member.hired_on),
        _up.c.id.label("above"),
    )
    .select_from(Member)
    .join(_up, true())
    .where(col(Member.id) == bindparam("member_id"))
)


@lru_cache(maxsize=1024)
def audience_of(text: str) -> Audience:
    """The audience behind its stored text; the same few texts stand in thousands of rows."""
    return Audience.from_text(text)


def facts(session: Session, actor: Actor) -> Facts:
    """What audiences ask of the one who acts, in one query."""
    rows = (
        session.connection().execute(FACTS, {"group_id": actor.group_id, "member_id": actor.member_id}).all()
    )
    roles = {grant.role for grant in actor.grants}
    if not rows:
        return Facts(actor.member_id, frozenset({actor.group_id}))
    first = rows[0]
    return Facts(
        actor.member_id,
        frozenset(row.above for row in rows),
        female=first.sex == Sex.FEMALE,
        male=first.sex == Sex.MALE,
        retired=first.retired,
        front_line=first.front_line,
        hired_on=first.hired_on,
        leader=Role.LEADER in roles,
        committee=bool(roles & {Role.COMMITTEE, Role.CHAIR}),
    )


class Eligibility:
    """One member against many audiences; the facts are looked up when the first audience asks for them."""

    def __init__(self, session: Session, actor: Actor, on: date) -> None:
        self._session = session
        self._actor = actor
        self._on = on
        self._facts: Facts | None = None
        self._known: dict[str, bool] = {"everyone": True}

    def admits(self, audience: str) -> bool:
        """Whether the member belongs to the audience with this stored text."""
        known = self._known.get(audience)
        if known is None:
            if self._facts is None:
                self._facts = facts(self._session, self._actor)
            known = self._known[audience] = matches(audience_of(audience), self._facts, self._on)
        return known
