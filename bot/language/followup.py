"""Messages that lean on the last answer: 那下下周呢, 第二个, 就报这个, 换成周五的."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.language import slots
from bot.language.clauses import CLEAR, Clause
from bot.language.reading import SHOWN_FOR, Context, Intent, KnownActivity, Match, Shown, Slots
from bot.language.sentences import ACTIVITY, DATE, table

_INFERRED = 0.6
"""How sure an activity is that was taken from the last answer."""
_LEANING = (
    Intent.SIGNUP,
    Intent.CANCEL,
    Intent.QUERY_ACTIVITIES,
    Intent.WHO_SIGNED_UP,
    Intent.REMIND_MISSING,
)


@dataclass(frozen=True, slots=True)
class Followed:
    """A message that only makes sense after the last answer."""

    intent: Intent
    slots: Slots
    confidence: float


def follow(mended: str, clauses: Sequence[Clause], context: Context, now: datetime) -> Followed | None:
    """The reading of a message that repeats the last question for another day, or picks one of its answers."""
    shown = _fresh(context, now)
    masked = "".join(clause.masked for clause in clauses)
    if table().same_again.fullmatch(masked) and (DATE in masked or slots.part_of_day(mended)):
        if shown and shown.intent:
            return Followed(shown.intent, Slots(), 0.9)
        return None
    if shown is None or not shown.activity_ids or ACTIVITY in masked:
        return None
    clear = any(clause.score >= CLEAR for clause in clauses)
    place = slots.ordinal(mended)
    if place is not None and not clear and table().picked.search(masked):
        return Followed(Intent.QUERY_ACTIVITIES, _pick(Slots(ordinal=place), shown, context), 0.85)
    return None


def shown_activities(filled: Slots, intent: Intent, said: str, context: Context, now: datetime) -> Slots:
    """The slots with the activity of the last answer, where the wish needs one and names none."""
    shown = _fresh(context, now)
    if shown is None or not shown.activity_ids or intent not in _LEANING:
        return filled
    if filled.ordinal is not None:
        return _pick(filled, shown, context)
    if intent is Intent.QUERY_ACTIVITIES and filled.topic is None and not slots.points(said):
        return filled
    if intent is Intent.QUERY_ACTIVITIES and filled.when is not None:
        return filled
    return _choose(filled, [a for i in shown.activity_ids if (a := _known(context, i))])


def _pick(filled: Slots, shown: Shown, context: Context) -> Slots:
    place = filled.ordinal or 0
    index = place - 1 if place > 0 else place
    if not -len(shown.activity_ids) <= index < len(shown.activity_ids):
        return filled
    picked = _known(context, shown.activity_ids[index])
    return _choose(filled, [picked] if picked else [])


def _choose(filled: Slots, activities: Sequence[KnownActivity]) -> Slots:
    candidates = tuple(Match(a.id, a.title, _INFERRED) for a in activities)
    if len(candidates) != 1:
        return replace(filled, candidates=candidates)
    return replace(filled, activity=candidates[0].title, activity_id=candidates[0].id, candidates=candidates)


def _known(context: Context, activity_id: int) -> KnownActivity | None:
    return next((a for a in context.activities if a.id == activity_id), None)


def _fresh(context: Context, now: datetime) -> Shown | None:
    shown = context.shown
    return shown if shown is not None and now - shown.at <= SHOWN_FOR else None
