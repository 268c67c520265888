"""Drafts and documents as the committee sees them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from bot.members.audience import Audience
from bot.members.audience_query import describe
from bot.members.model import Member
from bot.members.rules import Actor
from bot.paging import Page, page_number, page_of
from bot.plan import rules
from bot.plan.drafting import require_right, spans_by_item
from bot.plan.model import PlanDocument, PlanItem
from bot.plan.reading import Doubt, Kind
from bot.plan.rules import Span
from bot.plan.states import DocumentState, ItemState
from bot.plan.texts import importing as texts
from bot.plan.texts.exporting import is_table_of
from bot.refused import Refused

PAGE_SIZE = 12
DOCUMENTS_ON_A_PAGE = 10


@dataclass(frozen=True, slots=True)
class DocumentCard:
    """A plan as the committee sees it. ``found`` items were read; of them ``same`` stood already, ``changes`` would
    change one that stands, ``doubtful`` are still to be looked at, ``undated`` have no time, ``dropped`` are none.
    ``absent``: the titles of items that stand and are missing in the year's table, which was exported and sent back."""

    document_id: int
    title: str
    file_name: str
    year: int
    state: DocumentState
    imported_at: datetime
    importer: str
    found: int
    live: int
    same: int
    changes: int
    doubtful: int
    undated: int
    dropped: int
    absent: tuple[str, ...]
    may_undo: bool


@dataclass(frozen=True, slots=True)
class Changed:
    """The item that a draft item would change, as it stands."""

    title: str
    spans: tuple[Span, ...]
    recurrence: str
    owner: str


@dataclass(frozen=True, slots=True)
class DraftCard:
    """A draft item with its source. ``left``: how many items of the plan still wait to be looked at; ``asked``: this was
    one of them, whether it is ``checked`` by now or not; ``dropped``: it was said to be none. ``above``: the title of the item that it can be merged into,
    None for none."""

    item_id: int
    document_id: int
    serial: int
    year: int
    title: str
    spans: tuple[Span, ...]
    recurrence: str
    deadline: bool
    kind: Kind
    owner: str
    audience: str
    quote: str
    line: int
    doubts: tuple[Doubt, ...]
    changes: Changed | None
    asked: bool
    checked: bool
    dropped: bool
    left: int
    above: str | None

    @property
    def page(self) -> int:
        """The page of the list on which it stands."""
        return (self.serial - 1) // PAGE_SIZE


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft item in the list of all."""

    item_id: int
    serial: int
    title: str
    spans: tuple[Span, ...]
    recurrence: str
    deadline: bool
    state: ItemState
    doubtful: bool


@dataclass(frozen=True, slots=True)
class DraftPage:
    """One of the ``pages`` pages of everything that was read."""

    card: DocumentCard
    page: Page[DraftLine]
    pages: int


# -- looking ----------------------------------------------------------------------------------------------


def document_card(session: Session, actor: Actor, now: datetime, *, document_id: int) -> DocumentCard:
    """The card of a plan. Raises Refused."""
    require_right(actor)
    return card_of(session, now, document_row(session, document_id))


def documents(session: Session, actor: Actor, now: datetime, *, page: int = 0) -> Page[DocumentCard]:
    """A page of the plans of all years that were not taken back, newest year first."""
    require_right(actor)
    number = page_number(page)
    rows = session.exec(
        select(PlanDocument)
        .where(PlanDocument.state != DocumentState.UNDONE)
        .order_by(col(PlanDocument.year).desc(), col(PlanDocument.id).desc())
        .offset(number * DOCUMENTS_ON_A_PAGE)
        .limit(DOCUMENTS_ON_A_PAGE + 1)
    ).all()
    return page_of([card_of(session, now, row) for row in rows], number, DOCUMENTS_ON_A_PAGE)


def draft_page(session: Session, actor: Actor, now: datetime, *, document_id: int, page: int) -> DraftPage:
    """Everything that was read, with what became of it."""
    require_right(actor)
    card = card_of(session, now, document_row(session, document_id))
    items = document_items(session, document_id)
    pages = max(1, -(-len(items) // PAGE_SIZE))
    number = min(page_number(page), pages - 1)
    rows = items[number * PAGE_SIZE : (number + 1) * PAGE_SIZE + 1]
    shown = rows[:PAGE_SIZE]
    spans = spans_by_item(session, [id_of(item) for item in shown])
    lines = [
        DraftLine(
            id_of(item),
            item.serial,
            item.title,
            spans[id_of(item)],
            item.recurrence,
            item.deadline,
            ItemState(item.state),
            is_doubtful(item),
        )
        for item in shown
    ]
    return DraftPage(card, Page(tuple(lines), number, len(rows) > PAGE_SIZE), pages)


def next_doubt(session: Session, actor: Actor, *, document_id: int, after: int) -> DraftCard | None:
    """The next draft item to look at behind the serial ``after``, then from the beginning; None when all are right."""
    require_right(actor)
    waiting = [item for item in draft_rows(session, document_id) if is_doubtful(item)]
    item = next((item for item in waiting if item.serial > after), waiting[0] if waiting else None)
    return None if item is None else draft_card_of(session, item, len(waiting))


def numbered_item(session: Session, actor: Actor, *, document_id: int, serial: int) -> DraftCard:
    """The draft item with a number of the list, a dropped one too. Raises Refused when there is none."""
    require_right(actor)
    item = next((item for item in document_items(session, document_id) if item.serial == serial), None)
    if item is None or item.state not in {ItemState.DRAFT, ItemState.NOT_AN_ITEM}:
        raise Refused("no_number", texts.no_such_number(serial))
    return draft_card(session, actor, item_id=id_of(item))


def draft_card(session: Session, actor: Actor, *, item_id: int) -> DraftCard:
    """One draft item. Raises Refused."""
    item = draft_item(session, actor, item_id)
    waiting = sum(is_doubtful(other) for other in draft_rows(session, item.document_id))
    return draft_card_of(session, item, waiting)


def above(session: Session, item: PlanItem) -> PlanItem | None:
    """The draft item that this one can be merged into: the one before it. One that stands in the plan already takes no
    words."""
    before = [
        other
        for other in draft_rows(session, item.document_id)
        if other.serial < item.serial and other.updates_id is None
    ]
    return before[-1] if before else None


def document_row(session: Session, document_id: int, *, lock: bool = False) -> PlanDocument:
    """The document. Raises Refused when there is none."""
    query = select(PlanDocument).where(PlanDocument.id == document_id)
    document = session.exec(query.with_for_update() if lock else query).first()
    if document is None:
        raise Refused("gone", texts.document_gone())
    return document


def document_items(session: Session, document_id: int) -> Sequence[PlanItem]:
    """Everything that was read from a document, in its order."""
    return session.exec(
        select(PlanItem).where(PlanItem.document_id == document_id).order_by(col(PlanItem.serial))
    ).all()


def draft_rows(session: Session, document_id: int) -> Sequence[PlanItem]:
    """The items of a document that are drafts, in its order."""
    return session.exec(
        select(PlanItem)
        .where(PlanItem.document_id == document_id, PlanItem.state == ItemState.DRAFT)
        .order_by(col(PlanItem.serial))
    ).all()


def draft_item(session: Session, actor: Actor, item_id: int) -> PlanItem:
    """The item as long as it can be corrected as a draft."""
    require_right(actor)
    item = session.get(PlanItem, item_id)
    document = session.get(PlanDocument, item.document_id) if item else None
    if item is None or document is None or document.state != DocumentState.DRAFT:
        raise Refused("not_a_draft", texts.not_a_draft())
    return item


def is_doubtful(item: PlanItem) -> bool:
    """Whether the committee should look at the draft item before it is confirmed."""
    wanting = bool(item.doubts) or item.updates_id is not None
    return item.state == ItemState.DRAFT and wanting and not item.checked


def may_undo_now(document: PlanDocument, now: datetime) -> bool:
    """Whether the import can still be taken back."""
    if document.state == DocumentState.DRAFT:
        return True
    confirmed_at = document.confirmed_at or document.imported_at
    return document.state == DocumentState.CONFIRMED and now < confirmed_at + rules.UNDO_WITHIN


def card_of(session: Session, now: datetime, document: PlanDocument) -> DocumentCard:
    """The card of a document."""
    items = session.exec(select(PlanItem).where(PlanItem.document_id == document.id)).all()
    live = [item for item in items if item.state in {ItemState.DRAFT, ItemState.CONFIRMED}]
    spans = spans_by_item(session, [id_of(item) for item in live])
    return DocumentCard(
        document_id=int(document.id or 0),
        title=document.title,
        file_name=document.file_name,
        year=document.year,
        state=DocumentState(document.state),
        imported_at=document.imported_at,
        importer=session.get_one(Member, document.imported_by).name,
        found=len(items),
        live=len(live),
        same=sum(item.state == ItemState.MERGED and not item.before for item in items),
        changes=sum(item.updates_id is not None and item.state == ItemState.DRAFT for item in items),
        doubtful=sum(is_doubtful(item) for item in items),
        undated=sum(not spans[id_of(item)] for item in live),
        dropped=sum(item.state == ItemState.NOT_AN_ITEM for item in items),
        absent=_absent(session, document, items),
        may_undo=may_undo_now(document, now),
    )


def _absent(session: Session, document: PlanDocument, items: Sequence[PlanItem]) -> tuple[str, ...]:
    """What was deleted in the table of a year: those who delete a row expect something to come of it."""
    if document.state != DocumentState.DRAFT or not is_table_of(document.file_name, document.year):
        return ()
    met = {item.updates_id for item in items}
    standing = session.exec(
        select(PlanItem)
        .where(PlanItem.year == document.year, PlanItem.state == ItemState.CONFIRMED)
        .order_by(col(PlanItem.id))
    )
    return tuple(item.title for item in standing if item.id not in met)


def draft_card_of(session: Session, item: PlanItem, left: int) -> DraftCard:
    """The card of a draft item; ``left`` items wait to be looked at."""
    changes = None
    if item.updates_id is not None:
        standing = session.get_one(PlanItem, item.updates_id)
        spans = spans_by_item(session, [id_of(standing)])[id_of(standing)]
        changes = Changed(standing.title, spans, standing.recurrence, standing.owner)
    target = above(session, item)
    return DraftCard(
        item_id=id_of(item),
        document_id=item.document_id,
        serial=item.serial,
        year=item.year,
        title=item.title,
        spans=spans_by_item(session, [id_of(item)])[id_of(item)],
        recurrence=item.recurrence,
        deadline=item.deadline,
        kind=Kind(item.kind),
        owner=item.owner,
        audience=item.audience_text or describe(session, Audience.from_text(item.audience)),
        quote=item.quote,
        line=item.line,
        doubts=tuple(Doubt(doubt) for doubt in item.doubts.split(",") if doubt),
        changes=changes,
        asked=bool(item.doubts) or item.updates_id is not None,
        checked=item.checked,
        dropped=item.state == ItemState.NOT_AN_ITEM,
        left=left,
        above=target.title if target is not None else None,
    )


def id_of(item: PlanItem) -> int:
    """The id of a stored item."""
    if item.id is None:
        raise LookupError("the item is not stored yet")
    return item.id
