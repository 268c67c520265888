"""From a reading to a draft: items with their times, compared with what stands already."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from bot import audit
from bot.members.audience import EVERYONE, Audience, Trait
from bot.members.model import Group, Member
from bot.members.rules import Actor, Right, may
from bot.plan import rules
from bot.plan.model import PlanDocument, PlanItem, PlanOccurrence, PlanUpload
from bot.plan.reading import DraftItem, Kind, PlanReading
from bot.plan.rules import Known, Span
from bot.plan.rules_times import Recurring, plan_months, spans_of
from bot.plan.states import DocumentState, ItemState
from bot.plan.texts import importing as texts
from bot.plan.texts import words
from bot.refused import Refused

UPLOAD_KEPT = timedelta(days=1)
TITLE_LIMIT = 80
QUOTE_LIMIT = 400


@dataclass(frozen=True, slots=True)
class Drafted:
    """The draft of a document. ``again``: this very file was imported before, and this is what it is now."""

    document_id: int
    again: bool


def require_right(actor: Actor) -> None:
    """Raise Refused for who may not manage the plan of the whole union."""
    if not may(actor, Right.MANAGE_PLAN):
        raise Refused("no_right", texts.no_right())


def needs_year(reading: PlanReading) -> bool:
    """Whether a plan with items does not say its year."""
    with_items = {item.plan_title for item in reading.items}
    return any(plan.year is None and plan.title in with_items for plan in reading.plans)


def keep_upload(session: Session, actor: Actor, now: datetime, *, file_name: str, content: bytes) -> int:
    """Keep a file until a question about it is answered; the same person's earlier one goes. Returns its id."""
    session.connection().execute(
        delete(PlanUpload).where(
            (col(PlanUpload.member_id) == actor.member_id) | (col(PlanUpload.created_at) < now - UPLOAD_KEPT)
        )
    )
    upload = PlanUpload(member_id=actor.member_id, file_name=file_name, content=content, created_at=now)
    session.add(upload)
    session.flush()
    return int(upload.id or 0)


def kept_upload(session: Session, actor: Actor, *, upload_id: int) -> tuple[str, bytes]:
    """Name and content of the actor's own file. Raises Refused when it is gone."""
    upload = session.get(PlanUpload, upload_id)
    if upload is None or upload.member_id != actor.member_id:
        raise Refused("upload_gone", texts.upload_gone())
    return upload.file_name, upload.content


def draft_plan(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    reading: PlanReading,
    year: int,
    file_name: str,
    digest: str,
    request: str,
    replaces: int | None = None,
) -> Drafted:
    """Store what was read as a draft; nothing of it is visible or pushed before it is confirmed.

    ``year`` counts for plans that do not say theirs. The same file again gives the document that stands; items that
    stand already are left out or become proposals to change them. ``replaces``: the draft whose edited table this is;
    it is given up, unless it was confirmed meanwhile.
    """
    require_right(actor)
    standing = session.exec(
        select(PlanDocument).where(
            (PlanDocument.request == request)
            | (
                (PlanDocument.digest == digest)
                & (PlanDocument.year == year)
                & (PlanDocument.state != DocumentState.UNDONE)
            )
        )
    ).first()
    if standing is not None:
        return Drafted(int(standing.id or 0), standing.request != request)
    if not reading.items:
        raise Refused("nothing_found", texts.nothing_found())
    document = PlanDocument(
        request=request,
        file_name=_plain(file_name, 80),
        title=_plain(title_of(reading) or file_name, TITLE_LIMIT),
        digest=digest,
        year=year,
        imported_by=actor.member_id,
        imported_at=now,
    )
    session.add(document)
    session.flush()
    document_id = int(document.id or 0)
    if replaces is not None:
        _give_up_draft(session, now, replaces, year)
    rows = _store_items(session, now, document_id, reading, year)
    _compare(session, rows)
    audit.note(session, actor.member_id, now, "plan.drafted", f"plan:{document_id}", items=len(rows))
    return Drafted(document_id, again=False)


def _give_up_draft(session: Session, now: datetime, document_id: int, year: int) -> None:
    draft = session.get(PlanDocument, document_id)
    if draft is None or draft.state != DocumentState.DRAFT or draft.year != year:
        return
    draft.state, draft.undone_at = DocumentState.UNDONE, now
    session.add(draft)
    for item in session.exec(select(PlanItem).where(PlanItem.document_id == document_id)).all():
        item.state, item.changed_at = ItemState.WITHDRAWN, now
        session.add(item)
    session.flush()


def title_of(reading: PlanReading) -> str:
    """The title of the first plan that holds an item."""
    with_items = {item.plan_title for item in reading.items}
    return next((plan.title for plan in reading.plans if plan.title in with_items), "")


def _store_items(
    session: Session, now: datetime, document_id: int, reading: PlanReading, year: int
) -> list[tuple[PlanItem, tuple[Span, ...]]]:
    years = {plan.title: plan.year or year for plan in reading.plans}
    by_plan: dict[str, list[DraftItem]] = defaultdict(list)
    for item in reading.items:
        by_plan[item.plan_title].append(item)
    months = {title: plan_months(items, years.get(title, year)) for title, items in by_plan.items()}
    people = People(session)
    rows: list[tuple[PlanItem, tuple[Span, ...]]] = []
    for serial, item in enumerate(reading.items, 1):
        plan_year = years.get(item.plan_title, year)
        spans = spans_of(item, plan_year, months[item.plan_title])
        rows.append((_row(item, document_id, serial, plan_year, people, now), spans))
    session.add_all(row for row, _ in rows)
    session.flush()
    for row, spans in rows:
        add_occurrences(session, now, int(row.id or 0), spans)
    return rows


def _row(
    item: DraftItem, document_id: int, serial: int, year: int, people: "People", now: datetime
) -> PlanItem:
    title = _plain(item.title, TITLE_LIMIT)
    owner = _plain(item.owner, 40)
    return PlanItem(
        document_id=document_id,
        serial=serial,
        title=title,
        title_key=rules.title_key(title),
        quote=_plain(item.quote, QUOTE_LIMIT),
        line=item.line,
        year=year,
        kind=item.kind,
        deadline=item.deadline,
        recurrence=Recurring.of(item.recurrence).to_text() if item.recurrence else "",
        audience=people.audience(item.audience, item.kind, title).to_text(),
        audience_text=_plain(item.audience, 60),
        owner=owner,
        owner_id=people.member(owner),
        doubts=",".join(item.doubts),
        changed_at=now,
    )


def add_occurrences(session: Session, now: datetime, item_id: int, spans: Iterable[Span]) -> None:
    """Store when an item falls due."""
    session.add_all(
        PlanOccurrence(
            item_id=item_id, start_on=span.start_on, end_on=span.end_on, exact=span.exact, changed_at=now
        )
        for span in spans
    )
    session.flush()


def spans_by_item(session: Session, item_ids: Sequence[int]) -> dict[int, tuple[Span, ...]]:
    """When items fall due, in the order of time."""
    rows = session.exec(
        select(PlanOccurrence)
        .where(col(PlanOccurrence.item_id).in_(item_ids))
        .order_by(col(PlanOccurrence.item_id), col(PlanOccurrence.start_on))
    ).all()
    found: dict[int, list[Span]] = {item_id: [] for item_id in item_ids}
    for row in rows:
        found[row.item_id].append(Span(row.start_on, row.end_on, row.exact))
    return {item_id: tuple(spans) for item_id, spans in found.items()}


# -- what stands already ----------------------------------------------------------------------------------


def _compare(session: Session, rows: list[tuple[PlanItem, tuple[Span, ...]]]) -> None:
    """Leave out what stands already, in this document or a confirmed one; propose a change where only a part of an
    item is new."""
    seen: set[tuple[int, str, tuple[Span, ...]]] = set()
    fresh: list[tuple[PlanItem, tuple[Span, ...]]] = []
    for row, spans in rows:
        if (row.year, row.title_key, spans) in seen:
            row.state = ItemState.MERGED
        else:
            seen.add((row.year, row.title_key, spans))
            fresh.append((row, spans))
    for year in sorted({row.year for row, _ in fresh}):
        own = [(row, spans) for row, spans in fresh if row.year == year]
        likeness = rules.likenesses([_known(row, spans) for row, spans in own], _standing(session, year))
        for row, _ in own:
            like = likeness.get(int(row.id or 0))
            if like is not None:
                row.updates_id = like.item_id
                row.state = ItemState.MERGED if like.same else ItemState.DRAFT
    session.add_all(row for row, _ in rows)
    session.flush()


def _standing(session: Session, year: int) -> list[Known]:
    items = session.exec(
        select(PlanItem).where(PlanItem.year == year, PlanItem.state == ItemState.CONFIRMED)
    ).all()
    spans = spans_by_item(session, [int(item.id or 0) for item in items])
    return [_known(item, spans[int(item.id or 0)]) for item in items]


def _known(row: PlanItem, spans: tuple[Span, ...]) -> Known:
    return Known(int(row.id or 0), row.title_key, tuple(sorted(spans)), row.owner)


# -- people -----------------------------------------------------------------------------------------------


class People:
    """Members and groups by the names a plan uses."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._groups = [
            (int(group.id or 0), group.name)
            for group in session.exec(select(Group).where(col(Group.closed_on).is_(None)))
            if group.parent_id is not None
        ]

    def member(self, name: str) -> int | None:
        """The one active member of that name."""
        if not name:
            return None
        found = self._session.exec(
            select(Member.id).where(Member.name == name, col(Member.left_on).is_(None))
        ).all()
        return found[0] if len(found) == 1 else None

    def audience(self, text: str, kind: Kind, title: str) -> Audience:
        """Whom the plan means; everyone where it does not say."""
        if not text:
            if kind is not Kind.MEETING:
                return EVERYONE
            return Audience(traits=_traits(title, words.MEETING_WORDS))
        traits = _traits(text, words.AUDIENCE_WORDS)
        groups = frozenset(group_id for group_id, name in self._groups if name in text)
        return Audience(groups=groups, traits=traits)


def _traits(text: str, table: Iterable[tuple[str, Trait]]) -> frozenset[Trait]:
    return frozenset(trait for word, trait in table if word in text)


def _plain(text: str, most: int) -> str:
    """Text from a document as it may be stored and shown: one line, no control or direction marks."""
    signs = (sign if unicodedata.category(sign)[0] != "C" else " " for sign in text)
    line = " ".join("".join(signs).split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
