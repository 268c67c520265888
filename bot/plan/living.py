"""Living with the plan: an item is moved, done with its figures, postponed, cancelled."""

from datetime import datetime

from sqlmodel import Session, select

from bot import audit
from bot.members.rules import Actor
from bot.plan import congress, rules, scheduling
from bot.plan.card import ItemCard, item_card
from bot.plan.drafting import People, require_right
from bot.plan.model import PlanItem, PlanOccurrence
from bot.plan.rules import Policy, Span
from bot.plan.states import OccurrenceState
from bot.plan.texts import living as texts
from bot.plan.timing import Timing
from bot.refused import Refused

REASON_LIMIT = 200
OWNER_LIMIT = 40
#: More than any union has people, and more than any has money (yuan × 100).
MOST_PEOPLE = 1_000_000
MOST_FEN = 10_000_000_000


def move_item(
    session: Session, actor: Actor, now: datetime, *, occurrence_id: int, timing: Timing, policy: Policy
) -> ItemCard:
    """Give the item another time; it is planned again, and its reminders follow, the tasks around a congress too. Raises
    Refused."""
    require_right(actor)
    row = locked(session, occurrence_id)
    if len(timing.spans) != 1:
        raise Refused("one_time", texts.one_time_only())
    span = timing.spans[0]
    if span.end_on < rules.local_day(now):
        raise Refused("past", texts.already_past(span))
    before, was = Span(row.start_on, row.end_on, row.exact), OccurrenceState(row.state)
    row.start_on, row.end_on, row.exact = span.start_on, span.end_on, span.exact
    row.state, row.reason, row.changed_at = OccurrenceState.PLANNED, "", now
    session.add(row)
    session.flush()
    congress.follow(session, now, row, before, was)
    scheduling.keep_schedule(session, now, policy)
    audit.note(session, actor.member_id, now, "plan.item_moved", subject(row))
    return item_card(session, actor, now, occurrence_id=occurrence_id)


def check_may_settle(card: ItemCard) -> None:
    """Raises Refused when neither the committee nor the owner looks at the item."""
    if not card.managing and not card.may_settle:
        raise Refused("no_right", texts.no_right())


def settle_item(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    occurrence_id: int,
    state: OccurrenceState,
    reason: str = "",
    policy: Policy,
) -> ItemCard:
    """Say what became of the item: the committee anything, its owner that it was done or is postponed.
    A postponed item needs a reason. The same again changes nothing. Raises Refused."""
    card = item_card(session, actor, now, occurrence_id=occurrence_id)
    by_owner = state in {OccurrenceState.DONE, OccurrenceState.POSTPONED} and card.may_settle
    if not card.managing and not by_owner:
        raise Refused("no_right", texts.no_right())
    reason = " ".join(reason.split())
    if state is OccurrenceState.POSTPONED and not reason:
        raise Refused("no_reason", texts.reason_needed())
    if len(reason) > REASON_LIMIT:
        raise Refused("too_long", texts.reason_too_long(REASON_LIMIT, len(reason)))
    row = locked(session, occurrence_id)
    if row.state != state or row.reason != reason:
        before, was = Span(row.start_on, row.end_on, row.exact), OccurrenceState(row.state)
        row.state, row.reason, row.changed_at = state, reason, now
        if state is not OccurrenceState.DONE:
            row.people = row.spent_fen = None
        session.add(row)
        session.flush()
        congress.follow(session, now, row, before, was)
        scheduling.keep_schedule(session, now, policy)
        audit.note(session, actor.member_id, now, f"plan.item_{state}", subject(row))
    return item_card(session, actor, now, occurrence_id=occurrence_id)


def report_figures(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    occurrence_id: int,
    people: int | None,
    spent_fen: int | None,
) -> ItemCard:
    """Note how many took part in what was done and what it cost (yuan × 100); None leaves a figure as it is.
    Raises Refused for what is not done, and for whom it is no business of."""
    check_may_settle(item_card(session, actor, now, occurrence_id=occurrence_id))
    row = locked(session, occurrence_id)
    if row.state != OccurrenceState.DONE:
        raise Refused("not_done", texts.not_done())
    if not (0 <= (people or 0) <= MOST_PEOPLE and 0 <= (spent_fen or 0) <= MOST_FEN):
        raise Refused("too_much", texts.figures_too_large())
    row.people = row.people if people is None else people
    row.spent_fen = row.spent_fen if spent_fen is None else spent_fen
    row.changed_at = now
    session.add(row)
    session.flush()
    audit.note(
        session,
        actor.member_id,
        now,
        "plan.figures_reported",
        subject(row),
        people=row.people,
        spent_fen=row.spent_fen,
    )
    return item_card(session, actor, now, occurrence_id=occurrence_id)


def finish_item(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    occurrence_id: int,
    people: int | None,
    spent_fen: int | None,
    policy: Policy,
) -> ItemCard:
    """Say at once that the item was done, how many took part and what it cost. Raises Refused."""
    done = OccurrenceState.DONE
    settle_item(session, actor, now, occurrence_id=occurrence_id, state=done, policy=policy)
    return report_figures(
        session, actor, now, occurrence_id=occurrence_id, people=people, spent_fen=spent_fen
    )


def set_reminders(
    session: Session, actor: Actor, now: datetime, *, occurrence_id: int, days: str, policy: Policy
) -> ItemCard:
    """Remind those who look after the item these days ahead (``7,1``), as the settings say (``usual``) or not at all
    (``none``). Raises Refused for anything else."""
    require_right(actor)
    item = _item(session, actor, now, occurrence_id)
    chosen = {"usual": None, "none": ""}.get(days, days or "-")
    if chosen and not all(
        part.isascii() and part.isdigit() and int(part) <= 90 for part in chosen.split(",")
    ):
        raise Refused("no_days", texts.gone())
    item.remind_days, item.changed_at = chosen, now
    session.add(item)
    session.flush()
    scheduling.keep_schedule(session, now, policy)
    audit.note(session, actor.member_id, now, "plan.reminders_set", f"plan_item:{item.id}", days=days)
    return item_card(session, actor, now, occurrence_id=occurrence_id)


def set_owner(
    session: Session, actor: Actor, now: datetime, *, occurrence_id: int, name: str, policy: Policy
) -> ItemCard:
    """Name who is responsible. A name that exactly one active member has makes that member the owner, who is reminded
    and may say what became of the item; any other name is kept as it is. Raises Refused."""
    require_right(actor)
    name = " ".join(name.split())
    if not 1 <= len(name) <= OWNER_LIMIT:
        raise Refused("bad_name", texts.owner_name(OWNER_LIMIT))
    item = _item(session, actor, now, occurrence_id)
    item.owner, item.owner_id, item.changed_at = name, People(session).member(name), now
    session.add(item)
    session.flush()
    scheduling.keep_schedule(session, now, policy)
    audit.note(session, actor.member_id, now, "plan.owner_set", f"plan_item:{item.id}", owner=item.owner_id)
    return item_card(session, actor, now, occurrence_id=occurrence_id)


def _item(session: Session, actor: Actor, now: datetime, occurrence_id: int) -> PlanItem:
    card = item_card(session, actor, now, occurrence_id=occurrence_id)
    return session.get_one(PlanItem, card.line.item_id)


def locked(session: Session, occurrence_id: int) -> PlanOccurrence:
    """One time of an item, held against other writers until the end of the transaction. Raises Refused."""
    query = select(PlanOccurrence).where(PlanOccurrence.id == occurrence_id).with_for_update()
    row = session.exec(query).first()
    if row is None:
        raise Refused("gone", texts.gone())
    return row


def subject(row: PlanOccurrence) -> str:
    """How the audit names it."""
    return f"plan_occurrence:{row.id}"
