"""The tasks around a congress: put into the plan by its date, and going where it goes."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot import audit
from bot.members.rules import Actor
from bot.plan import rules, scheduling
from bot.plan.card import ItemCard, item_card
from bot.plan.drafting import add_occurrences, require_right
from bot.plan.drafts import id_of
from bot.plan.model import PlanItem, PlanOccurrence
from bot.plan.reading import Kind
from bot.plan.rules import Policy, Span
from bot.plan.states import ItemState, OccurrenceState
from bot.plan.texts import importing as texts
from bot.plan.texts import words
from bot.refused import Refused


def prepare_congress(
    session: Session, actor: Actor, now: datetime, *, occurrence_id: int, policy: Policy
) -> ItemCard:
    """Put the tasks around the date of a congress into the plan: notice and proposal forms 15 days before, review of
    the papers 7 days before, the preparatory meeting the day before, replies and filing two weeks after. What is there
    already stays. Raises Refused when the item has no exact day to count from."""
    require_right(actor)
    card = item_card(session, actor, now, occurrence_id=occurrence_id)
    if not card.line.span.exact:
        raise Refused("no_day", texts.congress_needs_a_day())
    congress = session.get_one(PlanItem, card.line.item_id)
    last = session.exec(
        select(PlanItem.serial)
        .where(PlanItem.document_id == congress.document_id)
        .order_by(col(PlanItem.serial).desc())
    ).first()
    for number, (days, title, deadline) in enumerate(words.CONGRESS_TASKS, 1):
        title_ = words.congress_task(congress.title, title)
        key = rules.title_key(title_)
        there = session.exec(
            select(PlanItem).where(
                PlanItem.year == congress.year,
                PlanItem.title_key == key,
                PlanItem.state == ItemState.CONFIRMED,
            )
        ).first()
        if there is not None:
            continue
        row = PlanItem(
            document_id=congress.document_id,
            serial=(last or 0) + number,
            title=title_,
            title_key=key,
            quote=congress.quote,
            line=congress.line,
            year=congress.year,
            kind=Kind.OTHER,
            deadline=deadline,
            audience=words.COMMITTEE_ONLY,
            owner=congress.owner,
            owner_id=congress.owner_id,
            checked=True,
            state=ItemState.CONFIRMED,
            changed_at=now,
        )
        session.add(row)
        session.flush()
        on = card.line.span.start_on + timedelta(days)
        add_occurrences(session, now, id_of(row), [Span(on, on, exact=True)])
    scheduling.keep_schedule(session, now, policy)
    audit.note(session, actor.member_id, now, "plan.congress_prepared", f"plan_item:{id_of(congress)}")
    return item_card(session, actor, now, occurrence_id=occurrence_id)


def follow(session: Session, now: datetime, row: PlanOccurrence, before: Span, was: OccurrenceState) -> None:
    """Take the tasks around a congress along that was at ``before`` and in the state ``was``: to its new day, unless they
    were moved by hand or are settled; to its new state, and back from it. Nothing for any other item."""
    congress = session.get_one(PlanItem, row.item_id)
    if not words.is_congress(congress.title):
        return
    days = {
        rules.title_key(words.congress_task(congress.title, task)): lead
        for lead, task, _ in words.CONGRESS_TASKS
    }
    found = session.exec(
        select(PlanItem.title_key, PlanOccurrence)
        .join(PlanOccurrence, col(PlanOccurrence.item_id) == col(PlanItem.id))
        .where(
            PlanItem.year == congress.year,
            PlanItem.state == ItemState.CONFIRMED,
            col(PlanItem.title_key).in_(days),
        )
    ).all()
    state = OccurrenceState(row.state)
    for key, task in found:
        lead = timedelta(days[key])
        if before.exact and row.exact and task.start_on == before.start_on + lead and task.state == was:
            task.start_on = task.end_on = row.start_on + lead
            task.changed_at = now
        if task.state == was and state is not OccurrenceState.DONE and was is not OccurrenceState.DONE:
            task.state, task.reason, task.changed_at = state, row.reason, now
        session.add(task)
    session.flush()
