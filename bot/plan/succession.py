"""What follows from what stands: next year's draft from this year's plan."""

from dataclasses import replace
from datetime import date, datetime

from sqlmodel import Session, col, select

from bot import audit
from bot.language import calendar
from bot.members.rules import Actor
from bot.plan import rules
from bot.plan.drafting import Drafted, add_occurrences, require_right, spans_by_item
from bot.plan.drafts import document_row, id_of
from bot.plan.model import PlanDocument, PlanItem
from bot.plan.rules import Span
from bot.plan.states import DocumentState, ItemState
from bot.plan.texts import importing as texts
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
