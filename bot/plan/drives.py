"""Drives for proposals: everybody concerned is told, what comes in until the last day is counted."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, select

from bot import audit, outbox
from bot.members.audience import Audience
from bot.members.audience_query import describe, members_of
from bot.members.rules import Actor
from bot.plan import rules, scheduling
from bot.plan.card import ItemCard, item_card
from bot.plan.drafting import require_right
from bot.plan.linked import drive_of
from bot.plan.living import locked
from bot.plan.model_actions import PlanDrive
from bot.plan.rules import Policy
from bot.plan.states import OccurrenceState
from bot.plan.texts import acting as texts
from bot.refused import Refused
from bot.wording import local

#: Where the plan names no last day that is still to come, a drive lasts so long.
USUAL_DAYS = 30


@dataclass(frozen=True, slots=True)
class PrefilledDrive:
    """A drive as the plan suggests it; it would go to ``heads`` members."""

    card: ItemCard
    ends_on: date
    whom: str
    heads: int


def prefilled_drive(session: Session, actor: Actor, now: datetime, *, occurrence_id: int) -> PrefilledDrive:
    """The drive that an item suggests: to its audience, until its last day. Raises Refused, also for a second one."""
    require_right(actor)
    card = item_card(session, actor, now, occurrence_id=occurrence_id)
    if card.drive is not None:
        raise Refused("again", texts.drive_stands(card.drive))
    if card.line.state is not OccurrenceState.PLANNED:
        raise Refused("not_planned", texts.not_planned(card.line.state))
    today = rules.local_day(now)
    end = card.line.span.end_on
    usable = today < end and not card.line.span.standing
    audience = Audience.from_text(card.line.audience)
    return PrefilledDrive(
        card,
        end if usable else today + timedelta(USUAL_DAYS),
        describe(session, audience),
        len(members_of(session, audience, today)),
    )


def open_drive(
    session: Session, actor: Actor, now: datetime, *, occurrence_id: int, ends_on: date, policy: Policy
) -> ItemCard:
    """Tell the audience of the item that proposals are called for until the end of a day. A second time tells nobody
    again. Raises Refused."""
    require_right(actor)
    row = locked(session, occurrence_id)
    card = item_card(session, actor, now, occurrence_id=occurrence_id)
    if card.drive is not None:
        return card
    if row.state != OccurrenceState.PLANNED:
        raise Refused("not_planned", texts.not_planned(OccurrenceState(row.state)))
    check_end(ends_on, now)
    people = members_of(session, Audience.from_text(card.line.audience), rules.local_day(now))
    if not people:
        raise Refused("nobody", texts.nobody_to_ask())
    drive = PlanDrive(
        occurrence_id=occurrence_id,
        title=card.line.title,
        audience=card.line.audience,
        heads=len(people),
        opened_by=actor.member_id,
        opened_at=now,
        ends_on=ends_on,
    )
    session.add(drive)
    session.flush()
    outbox.push_many(
        session,
        keys={member_id: f"plan.drive:{drive.id}:{member_id}" for member_id in people},
        due_at=rules.held(local(now), policy),
        message=texts.drive_call(drive.title, ends_on),
        reference=f"plan.drive:{drive.id}",
        priority=outbox.Priority.BULK,
    )
    scheduling.keep_schedule(session, now, policy)
    audit.note(
        session, actor.member_id, now, "plan.drive_opened", f"plan_drive:{drive.id}", people=len(people)
    )
    return item_card(session, actor, now, occurrence_id=occurrence_id)


def change_end(
    session: Session, actor: Actor, now: datetime, *, occurrence_id: int, ends_on: date, policy: Policy
) -> ItemCard:
    """Let a drive last until another day. Raises Refused."""
    require_right(actor)
    query = select(PlanDrive).where(PlanDrive.occurrence_id == occurrence_id).with_for_update()
    drive = session.exec(query).first()
    if drive is None or drive_of(session, occurrence_id) is None:
        raise Refused("gone", texts.drive_gone())
    check_end(ends_on, now)
    drive.ends_on = ends_on
    session.add(drive)
    session.flush()
    scheduling.keep_schedule(session, now, policy)
    audit.note(session, actor.member_id, now, "plan.drive_moved", f"plan_drive:{drive.id}")
    return item_card(session, actor, now, occurrence_id=occurrence_id)


def check_end(ends_on: date, now: datetime) -> None:
    """Raises Refused for a last day that is over."""
    if ends_on < rules.local_day(now):
        raise Refused("past", texts.day_is_over(ends_on))
