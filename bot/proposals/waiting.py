"""Proposals that wait for an answer: the committee hears of them, and so does who waits."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot import outbox, reminders
from bot.language.calendar import is_workday
from bot.members.actors import administrators
from bot.proposals import rules, texts
from bot.proposals.model import Proposal
from bot.proposals.service import Waiting, waiting_line
from bot.wording import local, midnight

JOB = "proposals-waiting"


def remind_of_waiting(session: Session, now: datetime, *, answer_days: int) -> None:
    """Tell the committee, on a working day, of the proposals nothing was heard of for ``answer_days``, or for a
    multiple of it, since the last change; tell the proposer the first time. Each proposal once per such step."""
    today = local(now).date()
    if not is_workday(today):
        return
    rows = session.exec(
        select(Proposal)
        .where(
            col(Proposal.state).in_(rules.OPEN),
            Proposal.changed_at < midnight(today - timedelta(days=answer_days - 1)),
        )
        .order_by(col(Proposal.changed_at), col(Proposal.id))
    ).all()
    fresh: list[Waiting] = []
    for proposal in rows:
        line = waiting_line(proposal, now)
        times = line.days // answer_days
        since = f"{line.proposal_id}:{proposal.changed_at:%Y%m%dT%H%M%S}"
        if not reminders.claim_period(session, JOB, f"{since}:{times}", now):
            continue
        fresh.append(line)
        # After a long stop the first step may have gone by; who waits hears of it all the same, once.
        if reminders.claim_period(session, f"{JOB}-proposer", since, now):
            outbox.push(
                session,
                key=f"proposal:{since}:still-waiting",
                to=proposal.member_id,
                due_at=now,
                message=texts.still_waiting(line),
            )
    if fresh:
        outbox.push_many(
            session,
            keys={member_id: f"{JOB}:{today}:{member_id}" for member_id in administrators(session)},
            due_at=now,
            message=texts.waiting_for_committee(fresh, len(rows)),
        )
