"""A draft in the hands of the committee: corrected, confirmed, taken back."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, or_, update
from sqlmodel import Session, col, select

from bot import audit
from bot.members.rules import Actor
from bot.plan import rules, scheduling
from bot.plan.drafting import QUOTE_LIMIT, TITLE_LIMIT, add_occurrences, require_right, spans_by_item
from bot.plan.drafts import (
    DocumentCard,
    DraftCard,
    above,
    card_of,
    document_row,
    draft_card,
    draft_item,
    draft_rows,
    id_of,
    may_undo_now,
)
from bot.plan.linked import bound
from bot.plan.model import PlanItem, PlanOccurrence
from bot.plan.rules import Policy, Span
from bot.plan.states import DocumentState, ItemState, OccurrenceState
from bot.plan.texts import importing as texts
from bot.plan.timing import Timing
from bot.refused import Refused
from bot.wording import shortened

MOST_PARTS = 6


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What confirming did; ``again``: nothing, it was confirmed before. ``month``: the next month, from the current one on,
    in which this plan has something to come; ``now``: that is the current month, so that its digest is past or would
    come late."""

    card: DocumentCard
    again: bool
    added: int
    changed: int
    month: int | None
    now: bool


# -- correcting -------------------------------------------------------------------------------------------


def mark_right(session: Session, actor: Actor, now: datetime, *, item_id: int) -> DraftCard:
    """The item is right as it stands; one that was dropped is an item after all."""
    item = draft_item(session, actor, item_id)
    state = ItemState.DRAFT if item.state == ItemState.NOT_AN_ITEM else item.state
    return _change(session, actor, now, item_id, "right", checked=True, state=state)


def mark_not_an_item(session: Session, actor: Actor, now: datetime, *, item_id: int) -> DraftCard:
    """The item is none; it stays in the list of what was read."""
    return _change(session, actor, now, item_id, "dropped", state=ItemState.NOT_AN_ITEM)


def keep_apart(session: Session, actor: Actor, now: datetime, *, item_id: int) -> DraftCard:
    """The item is not the one it resembles: it is added beside it."""
    return _change(session, actor, now, item_id, "kept_apart", updates_id=None, checked=True)


def change_title(session: Session, actor: Actor, now: datetime, *, item_id: int, title: str) -> DraftCard:
    """Give the item another title."""
    title = fit_title(title)
    return _change(
        session, actor, now, item_id, "titled", title=title, title_key=rules.title_key(title), checked=True
    )


def change_time(session: Session, actor: Actor, now: datetime, *, item_id: int, timing: Timing) -> DraftCard:
    """Give the item another time."""
    item = draft_item(session, actor, item_id)
    session.connection().execute(delete(PlanOccurrence).where(col(PlanOccurrence.item_id) == id_of(item)))
    add_occurrences(session, now, id_of(item), timing.spans)
    return _change(
        session,
        actor,
        now,
        item_id,
        "timed",
        deadline=timing.deadline,
        recurrence=timing.recurrence,
        checked=True,
    )


def merge_up(session: Session, actor: Actor, now: datetime, *, item_id: int) -> DraftCard:
    """The item belongs to the one above it: its words go there, and that one is looked at again. Raises Refused when none
    is above it. A second time changes nothing."""
    item = draft_item(session, actor, item_id)
    into = above(session, item)
    if into is None:
        raise Refused("first", texts.nothing_before())
    if item.state == ItemState.MERGED:
        return draft_card(session, actor, item_id=id_of(into))
    into.title = shortened(f"{into.title}，{item.title}", TITLE_LIMIT)
    into.title_key = rules.title_key(into.title)
    into.quote = shortened(f"{into.quote} {item.quote}", QUOTE_LIMIT)
    into.changed_at = now
    session.add(into)
    _change(session, actor, now, item_id, "merged", state=ItemState.MERGED)
    return draft_card(session, actor, item_id=id_of(into))


def split_item(
    session: Session, actor: Actor, now: datetime, *, item_id: int, titles: Sequence[str]
) -> DraftCard:
    """The item really holds several, all at its time: they stand one after another where it stood. Raises
    Refused unless two to six titles are given."""
    item = draft_item(session, actor, item_id)
    wanted = [fit_title(title) for title in titles if title.strip()]
    if not 2 <= len(wanted) <= MOST_PARTS:
        raise Refused("parts", texts.split_into(MOST_PARTS))
    _make_room(session, item, len(wanted) - 1)
    spans = spans_by_item(session, [item_id])[item_id]
    for number, title in enumerate(wanted[1:], 1):
        row = PlanItem(
            **{
                **item.model_dump(exclude={"id", "updates_id", "before"}),
                "serial": item.serial + number,
                "title": title,
                "title_key": rules.title_key(title),
                "checked": True,
                "changed_at": now,
            }
        )
        session.add(row)
        session.flush()
        add_occurrences(session, now, id_of(row), spans)
    return _change(
        session,
        actor,
        now,
        item_id,
        "split",
        title=wanted[0],
        title_key=rules.title_key(wanted[0]),
        checked=True,
    )


def _make_room(session: Session, item: PlanItem, rows: int) -> None:
    """Move what comes after the item down. By way of negative numbers: no two rows may have one number even for a
    moment."""
    after = (col(PlanItem.document_id) == item.document_id, col(PlanItem.serial) > item.serial)
    session.connection().execute(update(PlanItem).where(*after).values(serial=-(col(PlanItem.serial) + rows)))
    moved = (col(PlanItem.document_id) == item.document_id, col(PlanItem.serial) < 0)
    session.connection().execute(update(PlanItem).where(*moved).values(serial=-col(PlanItem.serial)))


def fit_title(title: str) -> str:
    """A title as it may be stored. Raises Refused when it is empty or too long."""
    line = " ".join(title.split())
    if not line:
        raise Refused("empty", texts.title_empty())
    if len(line) > TITLE_LIMIT:
        raise Refused("too_long", texts.title_too_long(TITLE_LIMIT, len(line)))
    return line


# -- confirming and taking back ---------------------------------------------------------------------------


def confirm_plan(
    session: Session, actor: Actor, now: datetime, *, document_id: int, policy: Policy
) -> Confirmed:
    """Confirm every item of the draft and schedule its reminders. A second time changes nothing."""
    require_right(actor)
    document = document_row(session, document_id, lock=True)
    if document.state == DocumentState.UNDONE:
        raise Refused("undone", texts.is_undone())
    added = changed = 0
    again = document.state == DocumentState.CONFIRMED
    if document.state == DocumentState.DRAFT:
        for item in draft_rows(session, document_id):
            if item.updates_id is None:
                item.state = ItemState.CONFIRMED
                added += 1
            else:
                _take_over(session, now, item)
                changed += 1
            item.changed_at = now
            session.add(item)
        document.state, document.confirmed_at = DocumentState.CONFIRMED, now
        session.add(document)
        session.flush()
        scheduling.keep_schedule(session, now, policy)
        audit.note(
            session,
            actor.member_id,
            now,
            "plan.confirmed",
            f"plan:{document_id}",
            added=added,
            changed=changed,
        )
    today = rules.local_day(now)
    month = _next_month(session, document_id, today)
    return Confirmed(
        card_of(session, now, document), again, added, changed, month, now=month == rules.month_of(today)
    )


def _next_month(session: Session, document_id: int, today: date) -> int | None:
    """The first month, from today on, in which a plan has something: its own items and those it changed."""
    changed = select(PlanItem.updates_id).where(
        PlanItem.document_id == document_id, PlanItem.state == ItemState.MERGED, PlanItem.before != ""
    )
    first: date | None = session.exec(
        select(func.min(PlanOccurrence.start_on))
        .join(PlanItem, col(PlanItem.id) == col(PlanOccurrence.item_id))
        .where(
            PlanItem.state == ItemState.CONFIRMED,
            PlanOccurrence.state == OccurrenceState.PLANNED,
            col(PlanOccurrence.end_on) >= today,
            or_(col(PlanItem.document_id) == document_id, col(PlanItem.id).in_(changed)),
        )
    ).one()
    return None if first is None else rules.month_of(max(first, today))


def undo_import(
    session: Session, actor: Actor, now: datetime, *, document_id: int, policy: Policy
) -> DocumentCard:
    """Take a draft back at any time, a confirmed plan within 24 hours: its items go, what it changed is put back,
    its reminders are taken along. Activities made from it stay. A second time changes nothing."""
    require_right(actor)
    document = document_row(session, document_id, lock=True)
    if document.state != DocumentState.UNDONE:
        if not may_undo_now(document, now):
            raise Refused("too_late", texts.undo_too_late())
        for item in session.exec(select(PlanItem).where(PlanItem.document_id == document_id)).all():
            if item.state == ItemState.MERGED and item.before:
                _put_back(session, now, item)
            item.state, item.changed_at = ItemState.WITHDRAWN, now
            session.add(item)
        document.state, document.undone_at = DocumentState.UNDONE, now
        session.add(document)
        session.flush()
        scheduling.keep_schedule(session, now, policy)
        audit.note(session, actor.member_id, now, "plan.undone", f"plan:{document_id}")
    return card_of(session, now, document)


def _take_over(session: Session, now: datetime, item: PlanItem) -> None:
    """Change the item that stands to what the draft says, and remember how it was."""
    standing = session.get_one(PlanItem, item.updates_id)
    spans = spans_by_item(session, [id_of(standing), id_of(item)])
    item.before = json.dumps(
        {
            "title": standing.title,
            "recurrence": standing.recurrence,
            "deadline": standing.deadline,
            "owner": standing.owner,
            "owner_id": standing.owner_id,
            "spans": [_span_to_json(span) for span in spans[id_of(standing)]],
        },
        ensure_ascii=False,
    )
    item.state = ItemState.MERGED
    standing.title, standing.title_key = item.title, item.title_key
    standing.recurrence, standing.deadline = item.recurrence, item.deadline
    if item.owner:
        standing.owner, standing.owner_id = item.owner, item.owner_id
    standing.changed_at = now
    session.add(standing)
    replace_spans(session, now, id_of(standing), spans[id_of(item)])


def _put_back(session: Session, now: datetime, item: PlanItem) -> None:
    before = json.loads(item.before)
    standing = session.get_one(PlanItem, item.updates_id)
    standing.title, standing.title_key = before["title"], rules.title_key(before["title"])
    standing.recurrence, standing.deadline = before["recurrence"], before["deadline"]
    standing.owner, standing.owner_id = before["owner"], before["owner_id"]
    standing.changed_at = now
    session.add(standing)
    replace_spans(session, now, id_of(standing), [_span_from_json(span) for span in before["spans"]])


def replace_spans(session: Session, now: datetime, item_id: int, spans: Sequence[Span]) -> None:
    """Give an item other times. What was done, or was turned into something, stays; a single time is moved, so that
    buttons which name it go on working."""
    rows = session.exec(select(PlanOccurrence).where(PlanOccurrence.item_id == item_id)).all()
    if len(rows) == 1 and len(spans) == 1 and rows[0].state != OccurrenceState.DONE:
        rows[0].start_on, rows[0].end_on, rows[0].exact = spans[0].start_on, spans[0].end_on, spans[0].exact
        rows[0].changed_at = now
        session.add(rows[0])
        session.flush()
        return
    tied = bound(session, [row.id or 0 for row in rows])
    kept = [
        row
        for row in rows
        if row.state == OccurrenceState.DONE or row.activity_id is not None or row.id in tied
    ]
    for row in rows:
        if row not in kept:
            session.delete(row)
    session.flush()
    free = [
        span
        for span in spans
        if not any(row.start_on <= span.end_on and span.start_on <= row.end_on for row in kept)
    ]
    add_occurrences(session, now, item_id, free)


def _span_to_json(span: Span) -> list[str | bool]:
    return [span.start_on.isoformat(), span.end_on.isoformat(), span.exact]


def _span_from_json(parts: list[str | bool]) -> Span:
    return Span(date.fromisoformat(str(parts[0])), date.fromisoformat(str(parts[1])), bool(parts[2]))


def _change(
    session: Session, actor: Actor, now: datetime, item_id: int, what: str, **values: object
) -> DraftCard:
    item = draft_item(session, actor, item_id)
    for name, value in values.items():
        setattr(item, name, value)
    item.changed_at = now
    session.add(item)
    session.flush()
    audit.note(session, actor.member_id, now, f"plan.item_{what}", f"plan_item:{item_id}")
    return draft_card(session, actor, item_id=item_id)
