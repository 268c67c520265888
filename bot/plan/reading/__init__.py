"""Reading a plan document: open it, find its plans and sections, put its lines together, draft its items."""

from .plans import stretches
from .shapes import Document, DraftItem, LineNote, LineSense, Paragraph, PlanReading, PlanText
from .text_tables import tables_in
from .units import units_of
from .walk import Walk


def read_text(text: str, *, year: int | None = None, source: str = "") -> PlanReading:
    lines = [Paragraph(line, at) for at, line in enumerate(text.split("\n"), 1)]
    return read_blocks(Document(tuple(tables_in(lines))), year=year, source=source)


def read_blocks(document: Document, *, year: int | None = None, source: str = "") -> PlanReading:
    units, furniture = units_of(document.blocks)
    plans: list[PlanText] = []
    items: list[DraftItem] = []
    notes = [LineNote(line.line, line.text.strip(), LineSense.FURNITURE) for line in furniture]
    for stretch in stretches(units, year, document.caption):
        walk = Walk(stretch)
        walk.run()
        plans.append(stretch.plan)
        items.extend(walk.items)
        notes.extend(walk.notes)
    return PlanReading(tuple(plans), tuple(items), tuple(sorted(notes, key=lambda note: note.line)), source)
