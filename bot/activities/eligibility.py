"""Who may come: the audience of an activity held against one member, and who may act for another."""

from dataclasses import replace
from datetime import date
from functools import lru_cache

from sqlalchemy import bindparam, select, true
from sqlmodel import Session, col

from bot.activities import texts
from bot.members import audience_query
from bot.members.audience import Audience, Facts, matches
from bot.members.model import Group, Member, Sex
from bot.members.rules import Actor, Right, Role, may
from bot.refused import Refused
from bot.storage import Prepared

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
_FACTS = Prepared(FACTS)


@lru_cache(maxsize=1024)
def audience_of(text: str) -> Audience:
    """The audience behind its stored text; the same few texts stand in thousands of rows."""
    return Audience.from_text(text)


def facts(session: Session, actor: Actor) -> Facts:
    """What audiences ask of the one who acts, in one query."""
    rows = _FACTS.rows(session, {"group_id": actor.group_id, "member_id": actor.member_id})
    roles = {grant.role for grant in actor.grants}
    if not rows:
        return Facts(actor.member_id, frozenset({actor.group_id}))
    sex, retired, front_line, hired_on, _ = rows[0]
    return Facts(
        actor.member_id,
        frozenset(above for *_, above in rows),
        female=sex == Sex.FEMALE,
        male=sex == Sex.MALE,
        retired=retired,
        front_line=front_line,
        hired_on=hired_on,
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
        self._with_circles = False
        self._known: dict[str, bool] = {"everyone": True}

    def admits(self, audience: str) -> bool:
        """Whether the member belongs to the audience with this stored text."""
        known = self._known.get(audience)
        if known is None:
            if self._facts is None:
                self._facts = facts(self._session, self._actor)
            wanted = audience_of(audience)
            if wanted.circles and not self._with_circles:
                circles = audience_query.circles_of(self._session, self._actor.member_id)
                self._facts, self._with_circles = replace(self._facts, circle_ids=circles), True
            known = self._known[audience] = matches(wanted, self._facts, self._on)
        return known


def admits_member(session: Session, member_id: int, audience: str, on: date) -> bool:
    """Whether a member, whoever acts, belongs to the audience with this stored text."""
    known = audience_query.facts_of(session, member_id)
    return known is not None and matches(audience_of(audience), known, on)


def not_for_you(session: Session, title: str, audience: str) -> Refused:
    """The kind no for somebody outside the audience, with who may come."""
    who = audience_query.describe(session, audience_of(audience))
    return Refused("audience", texts.not_for_you(title, who))


def check_may_enter(
    session: Session, actor: Actor, on: date, member_id: int, audience: str, title: str
) -> Member:
    """The member whom the actor, who looks after the group, signs up. Raises Refused: not in reach, not for them."""
    member = session.get(Member, member_id)
    if (
        member is None
        or member.left_on is not None
        or not may(actor, Right.CHASE_GROUP, group_id=member.group_id)
    ):
        raise Refused("gone", texts.gone())
    if not admits_member(session, member_id, audience, on):
        raise not_for_you(session, title, audience)
    return member
