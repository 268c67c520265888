"""Whom the plan reaches, as of a day: the people of an audience, those who look after an item."""

from datetime import date

from sqlmodel import Session, col, select

from bot.members.actors import administrators
from bot.members.audience import Audience
from bot.members.audience_query import members_of
from bot.members.model import Member, RoleGrant
from bot.members.rules import Role
from bot.plan.looking import Line


class Reach:
    """Who is told; looked up once for each audience."""

    def __init__(self, session: Session, on: date) -> None:
        self._session = session
        self._on = on
        self._by_audience: dict[str, frozenset[int]] = {}
        self.committee = frozenset(administrators(session))
        self.chairs = frozenset(
            member_id
            for member_id in session.exec(
                select(Member.id)
                .join(RoleGrant, col(RoleGrant.member_id) == col(Member.id))
                .where(
                    RoleGrant.role == Role.CHAIR,
                    col(RoleGrant.group_id).is_(None),
                    col(Member.left_on).is_(None),
                )
            )
            if member_id is not None
        )

    def audience(self, text: str) -> frozenset[int]:
        """The active members of the audience with this stored text."""
        if text not in self._by_audience:
            members = members_of(self._session, Audience.from_text(text), self._on)
            self._by_audience[text] = frozenset(members)
        return self._by_audience[text]

    def looking_after(self, line: Line) -> frozenset[int]:
        """The owner, or the committee when the owner is nobody of the union (any more)."""
        return self._if_active(line.owner_id) or self.committee

    def responsible(self, member_id: int) -> frozenset[int]:
        """Who has a task, or the committee when that person has left."""
        return self._if_active(member_id) or self.committee

    def overseeing(self) -> frozenset[int]:
        """Who hears of what was left undone: the chair, or the committee of a union without one."""
        return self.chairs or self.committee

    def _if_active(self, member_id: int | None) -> frozenset[int]:
        member = None if member_id is None else self._session.get(Member, member_id)
        return frozenset({member.id or 0}) if member is not None and member.left_on is None else frozenset()
