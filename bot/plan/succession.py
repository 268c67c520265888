"""What follows from what stands: next year's draft from this year's plan, the tasks around a congress."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from bot import audit
from bot.language import calendar
from bot.members.rules import Actor
from bot.plan import rules, scheduling
from bot.plan.card import ItemCard, item_card
from bot.plan.drafting import Drafted, add_occurrences, require_right, spans_by_item
from bot.plan.drafts import document_row, id_of
from bot.plan.model import PlanDocument, PlanItem
from bot.plan.reading import Kind
from bot.plan.rules import Policy, Span
from bot.plan.states import DocumentState, ItemState
from bot.plan.texts import importing as texts
from bot.plan.texts import words
from bot.refused import Refused


def a_year_later(span: Span, told: str, *, deadline: bool = False) -> Span:
    """The same time of the next year: the same months; for days the same festival where `told`, the words of the plan,
    names it, otherwise the same weekday of the month (the second Saturday stays the second Saturday). A deadline keeps
    its date, and the last day of a month stays the last."""
    if not span.exact:
        first, last = rules.month_of(span.start_on) + 12, rules.month_of(span.end_on) + 12
        if span.start_on.day == 1 and span.end_on == rules.last_of(last - 12):
            return rules.months_span(first, last)
        end = min(span.end_on.day, rules.last_of(last).day)
        return replace(
            span,
            start_on=rules.first_of(first).replace(day=span.start_on.day),
            end_on=rules.first_of(last).replace(day=end),
        )
    festival = _same_festival(span.start_on, told)
    if deadline and festival is None:
        last_on = _same_date(span.end_on)
        return replace(span, start_on=last_on - (span.end_on - span.start_on), end_on=last_on)
    start = festival or _same_weekday(span.start_on)
    return replace(span, start_on=start, end_on=start + (span.end_on - span.start_on))


def _same_festival(day: date, told: str) -> date | None:
    for festival in calendar.festivals():
        named = any(name in told for name in festival.names)
        if named and day in calendar.festival_days(festival, day.year):
            return next(iter(calendar.festival_days(festival, day.year + 1)), None)
    return None


def _same_date(day: date) -> date:
    last = rules.last_of(rules.month_of(day) + 12)
    return last if day == rules.last_of(rules.month_of(day)) else last.replace(day=min(day.day, last.day))


def _same_weekday(day: date) -> date:
    nth = (day.day - 1) // 7 + 1
    try:
        return calendar.nth_weekday(day.year + 1, day.month, nth, day.weekday())
    except ValueError:
        return calendar.nth_weekday(day.year + 1, day.month, -1, day.weekday())


def draft_next_year(
    session: Session, actor: Actor, now: datetime, *, document_id: int, request: str
) -> Drafted:
    """Draft the next year's plan from a confirmed one: every item that was not cancelled, moved by rule, to be looked
    through like any other draft. The same document again gives the draft that stands. Raises Refused."""
    require_right(actor)
    source = document_row(session, document_id, lock=True)
    if source.state != DocumentState.CONFIRMED:
        raise Refused("not_confirmed", texts.not_confirmed())
    digest = f"after:{document_id}"
    standing = session.exec(
        select(PlanDocument).where(PlanDocument.digest == digest, PlanDocument.state != DocumentState.UNDONE)
    ).first()
    if standing is not None:
        return Drafted(int(standing.id or 0), again=True)
    year = source.year + 1
    document = PlanDocument(
        request=request,
        file_name=texts.after(source.title),
        title=texts.next_title(source.title, source.year),
        digest=digest,
        year=year,
        imported_by=actor.member_id,
        imported_at=now,
    )
    session.add(document)
    session.flush()
    items = session.exec(
        select(PlanItem)
        .where(PlanItem.document_id == document_id, PlanItem.state == ItemState.CONFIRMED)
        .order_by(col(PlanItem.serial))
    ).all()
    spans = spans_by_item(session, [id_of(item) for item in items])
    for serial, item in enumerate(items, 1):
        row = PlanItem(
            **{
                **item.model_dump(exclude={"id", "updates_id", "before", "checked", "doubts"}),
                "document_id": document.id,
                "serial": serial,
                "year": item.year + 1,
                "state": ItemState.DRAFT,
                "changed_at": now,
            }
        )
        session.add(row)
        session.flush()
        told = f"{item.title} {item.quote}"
        later = sorted({a_year_later(span, told, deadline=item.deadline) for span in spans[id_of(item)]})
        add_occurrences(session, now, id_of(row), later)
    audit.note(session, actor.member_id, now, "plan.drafted", f"plan:{document.id}", items=len(items))
    return Drafted(int(document.id or 0), again=False)


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
