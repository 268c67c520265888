"""Use cases of proposals: hand in, look up, take up, answer, take back."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from bot import audit, outbox
from bot.members.actors import administrators
from bot.members.model import Group, Member
from bot.members.rules import Actor, Right, may
from bot.paging import Page, page_of
from bot.proposals import rules, texts
from bot.proposals.model import Proposal, ProposalReply
from bot.proposals.rules import ProposalState
from bot.refused import Refused
from bot.wording import local

PAGE_SIZE = 6
TEXT_LIMIT = 3_000


@dataclass(frozen=True, slots=True)
class Handed:
    """A proposal that is stored."""

    proposal_id: int
    number: str


@dataclass(frozen=True, slots=True)
class Line:
    """A proposal in a list."""

    proposal_id: int
    number: str
    state: ProposalState
    text: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of proposals and how many there are in all."""

    page: Page[Line]
    total: int


@dataclass(frozen=True, slots=True)
class ReplyLine:
    """One step in the history of a proposal."""

    at: datetime
    state: ProposalState
    text: str


@dataclass(frozen=True, slots=True)
class Card:
    """A proposal as it is shown to one person; ``may_become`` are the states this person may lead it to."""

    proposal_id: int
    number: str
    state: ProposalState
    text: str
    measure: str
    benefit: str
    proposer: str
    group: str
    submitted_at: datetime
    own: bool
    replies: tuple[ReplyLine, ...]
    may_become: tuple[ProposalState, ...]
    may_withdraw: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """A proposal nothing was heard of for some days."""

    proposal_id: int
    number: str
    text: str
    days: int


def waiting_line(proposal: Proposal, now: datetime) -> Waiting:
    """How long a proposal waits since its last change."""
    days = (local(now).date() - local(proposal.changed_at).date()).days
    return Waiting(_id(proposal), _number(proposal), proposal.text, days)


def fit_text(text: str) -> str:
    """The text of a proposal as it may be stored. Raises Refused when it is empty or too long."""
    if not text.strip():
        raise Refused("empty", texts.empty())
    if len(text) > TEXT_LIMIT:
        raise Refused("too_long", texts.too_long(TEXT_LIMIT, len(text)))
    return text


def submit_proposal(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    text: str,
    measure: str = "",
    benefit: str = "",
    request: str,
) -> Handed:
    """Store a proposal and give it a number. ``request`` names the message it came by: the same request again
    gives the same number and stores nothing."""
    if not may(actor, Right.PROPOSE):
        raise Refused("no_right", texts.no_right())
    for part in (text, measure, benefit):
        if part:
            fit_text(part)
    fit_text(text)
    stored = session.exec(select(Proposal).where(Proposal.request == request)).first()
    if stored is None:
        year = local(now).year
        last = session.exec(select(func.max(Proposal.serial)).where(Proposal.year == year)).one()
        stored = Proposal(
            year=year,
            serial=(last or 0) + 1,
            request=request,
            member_id=actor.member_id,
            group_id=actor.group_id,
            text=text,
            measure=measure,
            benefit=benefit,
            submitted_at=now,
            changed_at=now,
        )
        session.add(stored)
        session.flush()
        audit.note(session, actor.member_id, now, "proposal.submitted", f"proposal:{stored.id}")
        card = _card(session, actor, stored)
        for member_id in administrators(session):
            if member_id != actor.member_id:
                key = f"proposal:{stored.id}:new:{member_id}"
                outbox.push(session, key=key, to=member_id, due_at=now, message=texts.for_committee(card))
    return Handed(_id(stored), _number(stored))


def my_proposals(session: Session, actor: Actor, *, page: int) -> Listed:
    """The actor's own proposals, newest first."""
    return _page(session, page, [Proposal.member_id == actor.member_id])


def proposals_for_committee(session: Session, actor: Actor, *, only_open: bool, page: int) -> Listed:
    """All proposals, or those without an answer. Raises Refused without the right."""
    _require_right(actor)
    return _page(session, page, [col(Proposal.state).in_(rules.OPEN)] if only_open else [])


def proposal_card(session: Session, actor: Actor, *, proposal_id: int) -> Card:
    """One proposal for its proposer or the committee. Raises Refused for anybody else."""
    return _card(session, actor, _visible(session, actor, proposal_id))


def leadable(session: Session, actor: Actor, *, proposal_id: int, state: ProposalState) -> Card:
    """The card of a proposal that the actor may lead to ``state`` now. Raises Refused, before anybody writes an answer
    for nothing."""
    _require_right(actor)
    shown = proposal_card(session, actor, proposal_id=proposal_id)
    if state not in shown.may_become:
        raise Refused("not_now", texts.not_now(shown.number, shown.state))
    return shown


def lead_proposal(
    session: Session, actor: Actor, now: datetime, *, proposal_id: int, state: ProposalState, text: str = ""
) -> Card:
    """Lead a proposal to another state and tell the proposer. Raises Refused when the state does not allow it,
    when words are missing, or without the right."""
    _require_right(actor)
    proposal = _locked(session, proposal_id)
    current = ProposalState(proposal.state)
    if not rules.may_become(current, state):
        raise Refused("not_now", texts.not_now(_number(proposal), current))
    if state in rules.NEEDS_WORDS and not text.strip():
        raise Refused("needs_words", texts.needs_words())
    if text:
        fit_text(text)
    proposal.state = state
    proposal.owner_id = proposal.owner_id or actor.member_id
    proposal.changed_at = now
    reply = ProposalReply(proposal_id=proposal_id, member_id=actor.member_id, at=now, state=state, text=text)
    session.add(proposal)
    session.add(reply)
    session.flush()
    audit.note(session, actor.member_id, now, f"proposal.{state}", f"proposal:{proposal_id}")
    outbox.push(
        session,
        key=f"proposal:{proposal_id}:reply:{reply.id}",
        to=proposal.member_id,
        due_at=now,
        message=texts.changed(_number(proposal), state, text, proposal_id),
    )
    return _card(session, actor, proposal)


def withdraw_proposal(session: Session, actor: Actor, now: datetime, *, proposal_id: int) -> Handed:
    """Take back an own proposal that nobody took up. A second time changes nothing."""
    proposal = _locked(session, proposal_id)
    if proposal.member_id != actor.member_id:
        raise Refused("gone", texts.gone())
    if proposal.state == ProposalState.SUBMITTED:
        proposal.state = ProposalState.WITHDRAWN
        proposal.changed_at = now
        session.add(proposal)
        session.flush()
        audit.note(session, actor.member_id, now, "proposal.withdrawn", f"proposal:{proposal_id}")
    elif proposal.state != ProposalState.WITHDRAWN:
        raise Refused("taken_up", texts.cannot_withdraw(_number(proposal)))
    return Handed(proposal_id, _number(proposal))


def _require_right(actor: Actor) -> None:
    if not may(actor, Right.ANSWER_PROPOSALS):
        raise Refused("no_right", texts.no_right())


def _locked(session: Session, proposal_id: int) -> Proposal:
    proposal = session.exec(select(Proposal).where(Proposal.id == proposal_id).with_for_update()).first()
    if proposal is None:
        raise Refused("gone", texts.gone())
    return proposal


def _visible(session: Session, actor: Actor, proposal_id: int) -> Proposal:
    proposal = session.get(Proposal, proposal_id)
    if proposal is None:
        raise Refused("gone", texts.gone())
    if proposal.member_id != actor.member_id and not may(actor, Right.ANSWER_PROPOSALS):
        # The same words as for a missing one: a stranger learns nothing.
        raise Refused("gone", texts.gone())
    return proposal


def _card(session: Session, actor: Actor, proposal: Proposal) -> Card:
    proposer = session.get_one(Member, proposal.member_id)
    group = session.get_one(Group, proposal.group_id)
    replies = session.exec(
        select(ProposalReply)
        .where(ProposalReply.proposal_id == _id(proposal))
        .order_by(col(ProposalReply.id))
    ).all()
    own = proposal.member_id == actor.member_id
    state = ProposalState(proposal.state)
    return Card(
        proposal_id=_id(proposal),
        number=_number(proposal),
        state=state,
        text=proposal.text,
        measure=proposal.measure,
        benefit=proposal.benefit,
        proposer=proposer.name,
        group=group.name,
        submitted_at=proposal.submitted_at,
        own=own,
        replies=tuple(ReplyLine(reply.at, ProposalState(reply.state), reply.text) for reply in replies),
        may_become=rules.NEXT[state] if may(actor, Right.ANSWER_PROPOSALS) else (),
        may_withdraw=own and state is ProposalState.SUBMITTED,
    )


def _page(session: Session, page: int, conditions: list[object]) -> Listed:
    total = session.exec(select(func.count(col(Proposal.id))).where(*conditions)).one()  # type: ignore[arg-type]
    number = max(0, min(page, (total - 1) // PAGE_SIZE))
    rows = session.exec(
        select(Proposal)
        .where(*conditions)  # type: ignore[arg-type]
        .order_by(col(Proposal.id).desc())
        .offset(number * PAGE_SIZE)
        .limit(PAGE_SIZE + 1)
    ).all()
    lines = [Line(_id(row), _number(row), ProposalState(row.state), row.text) for row in rows]
    return Listed(page_of(lines, number, PAGE_SIZE), total)


def _number(proposal: Proposal) -> str:
    return rules.number_of(proposal.year, proposal.serial)


def _id(proposal: Proposal) -> int:
    if proposal.id is None:
        raise LookupError("the proposal is not stored yet")
    return proposal.id
