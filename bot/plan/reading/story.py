"""The reading itself: blocks → units → plans → items and a note for every line."""

from .plans import stretches
from .shapes import Document, DraftItem, LineNote, LineSense, PlanReading, PlanText
from .units import units_of
from .walk import Walk


def read_blocks(document: Document, *, year: int | None, source: str) -> PlanReading:
    units, furniture = units_of(document.blocks)
    plans: list[PlanText] = []
    items: list[DraftItem] = []
    notes = [LineNote(line.line, line.text.strip(), LineSense.FURNITURE) for line in furniture]
    for stretch in stretches(units, year):
        walk = Walk(stretch)
        walk.run()
        plans.append(stretch.plan)
        items.extend(walk.items)
        notes.extend(walk.notes)
    return PlanReading(tuple(plans), tuple(items), tuple(sorted(notes, key=lambda note: note.line)), source)
