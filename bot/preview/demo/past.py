"""What became of this year's plan before the demo begins: most of it was done, one matter was put off."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot.plan.model import PlanItem, PlanOccurrence
from bot.plan.rules import local_day
from bot.plan.states import OccurrenceState
from bot.preview.demo import texts

#: What ended later may still be heard of.
_HEARD_OF = timedelta(days=10)
#: Of so many matters one was put off, and one took place without anybody noting figures.
_PUT_OFF, _UNCOUNTED = 19, 7


def settle_past(session: Session, document_id: int, now: datetime) -> None:
    """Settle what is over, with figures that are the same every time."""
    rows = session.exec(
        select(PlanOccurrence, PlanItem)
        .join(PlanItem, col(PlanItem.id) == col(PlanOccurrence.item_id))
        .where(PlanItem.document_id == document_id, PlanOccurrence.end_on < local_day(now) - _HEARD_OF)
        .order_by(col(PlanOccurrence.start_on), col(PlanOccurrence.id))
    ).all()
    for number, (row, item) in enumerate(rows, 1):
        row.changed_at = now
        if number % _PUT_OFF == 0:
            row.state, row.reason = OccurrenceState.POSTPONED, texts.PUT_OFF
        else:
            row.state = OccurrenceState.DONE
            if number % _UNCOUNTED:
                row.people = 8 + number * 7 % 45
                row.spent_fen = 0 if item.recurrence else (200 + number * 130 % 1800) * 100
        session.add(row)
    session.flush()
