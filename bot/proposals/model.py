"""Tables of proposals and what became of them."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.proposals.rules import ProposalState


class Proposal(SQLModel, table=True):
    """One proposal. ``year`` and ``serial`` make its number; ``request`` is the message it came by."""

    __table_args__ = (
        UniqueConstraint("year", "serial"),
        UniqueConstraint("request"),
        Index("ix_proposal_member", "member_id", "id"),
        Index("ix_proposal_state", "state", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    year: int
    serial: int
    request: str
    member_id: int = Field(foreign_key="member.id")
    group_id: int = Field(foreign_key="union_group.id")
    text: str
    measure: str = ""
    benefit: str = ""
    state: str = ProposalState.SUBMITTED
    owner_id: int | None = Field(default=None, foreign_key="member.id")
    submitted_at: datetime
    changed_at: datetime


class ProposalReply(SQLModel, table=True):
    """One change of state with what was said to the proposer."""

    __tablename__ = "proposal_reply"

    id: int | None = Field(default=None, primary_key=True)
    proposal_id: int = Field(foreign_key="proposal.id", index=True)
    member_id: int = Field(foreign_key="member.id")
    at: datetime
    state: str
    text: str = ""
