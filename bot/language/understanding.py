"""What people ask for, read from what they type. `understand` is the door; it needs no network and no model.

spelling    width, script, pinyin, wrong characters
titles      the activities that are named, and which of the visible ones they are
when        the dates (bot.language.dates)
clauses     the message in parts, each weighed by the table of patterns
here        which parts are wishes, their particulars, and what a follow-up refers to
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.language import slots, spelling, titles, when
from bot.language.clauses import CLEAR, Clause, cut, whole
from bot.language.followup import Followed, follow, shown_activities
from bot.language.found import Found
from bot.language.reading import Context, Intent, KnownActivity, Match, Reading, Slots, Topic
from bot.language.sentences import DATE, SEASON, Table, table

_SWALLOWS = (Intent.PROPOSE, Intent.CASE, Intent.NOTICE, Intent.NEW_ACTIVITY)
"""What follows such a wish is its text, not another wish."""
_WORDLESS = (Intent.OTHER, Intent.HELP)
"""Greetings and cries for help give way to any other wish."""
_HEAD = 500
"""So many characters say what somebody wants; the rest is their text."""
_MOST_FURTHER = 3
"""Nobody wants more at once; a longer list is a text."""
_SEASON = timedelta(days=80)
"""What is asked about a quarter or more is the plan; about a week, the activities."""
_TOLD = (Intent.PROPOSE, Intent.CASE, Intent.NOTICE, Intent.NEW_ACTIVITY)
_ASKED = (Intent.QUERY_ACTIVITIES,)
_OF_ACTIVITY = (
    Intent.QUERY_ACTIVITIES, Intent.QUERY_SIGNUPS, Intent.SIGNUP, Intent.CANCEL, Intent.WHO_SIGNED_UP,
    Intent.REMIND_MISSING, Intent.NOTICE, Intent.NEW_ACTIVITY, Intent.QUERY_PLAN,
)  # fmt: skip


def understand(
    text: str, now: datetime, context: Context | None = None, *, find: when.Finder | None = None
) -> Reading:
    """Read a message. Never raises on anything that can be typed; nonsense is `Intent.OTHER`.

    `now` is aware or naive local time. `find` reads the dates; by default `bot.language.dates.find`.
    """
    context = context or Context()
    patterns = table()
    mended = titles.speller(patterns.words).mended(spelling.even(text[:_HEAD]))
    dates = tuple((find or when.finder())(mended, now))
    if patterns.meddling.search(mended):
        return Reading(text, Intent.OTHER, 0.97, dates=dates, likely=(Intent.OTHER, Intent.HELP))
    named = titles.mentions(mended, context.activities)
    spans = [(*found.span, _sign(found)) for found in dates]
    clauses = cut(mended, named, spans, patterns)
    followed = follow(mended, clauses, context, now)
    if followed:
        return _followed(text, mended, followed, clauses, dates, patterns)
    wishes = _wishes(mended, clauses, patterns)
    readings = [
        reading
        for intent, parts in wishes
        for reading in _read(
            text, mended, intent, parts, clauses, len(wishes) > 1, dates, context, now, patterns
        )
    ]
    different = {(r.intent, r.slots.activity): r for r in reversed(readings)}
    further = [r for r in readings[1:] if different[r.intent, r.slots.activity] is r]
    return replace(readings[0], also=tuple(replace(r, dates=()) for r in further[:_MOST_FURTHER]))


def prepare(now: datetime) -> None:
    """Load the tables and the calendar, so that the first message is answered as fast as any. Takes about 0.5 s."""
    understand("", now)


def _wishes(mended: str, clauses: list[Clause], patterns: Table) -> list[tuple[Intent, list[Clause]]]:
    """The wishes in their order, each with the parts that speak of it."""
    heard = [c for c in clauses if c.intent is not None and not c.empty]
    if not heard:
        heard = [whole(mended, clauses, patterns)]
    lost = [c for c in heard if c.intent is Intent.HELP]
    meant = [c for c in heard if c.intent not in _WORDLESS]
    if not meant or (lost and all(_asks_the_way(c, patterns) for c in meant)):
        meant = lost or heard
    wishes: list[tuple[Intent, list[Clause]]] = []
    for clause in meant:
        intent = clause.intent or (Intent.QUERY_ACTIVITIES if clause.mentions else Intent.OTHER)
        if not wishes:
            wishes.append((intent, [clause]))
            continue
        last, parts = wishes[-1]
        if intent is last:
            apart = intent.acts and clause.mentions and any(p.mentions for p in parts)
            if apart:
                wishes.append((intent, [clause]))
            else:
                parts.append(clause)
        elif last in _SWALLOWS and not (intent.acts and (clause.breaks or last is Intent.CASE)):
            parts.append(clause)
        elif clause.breaks or (clause.score >= CLEAR and parts[-1].score >= CLEAR):
            wishes.append((intent, [clause]))
        elif clause.score > parts[-1].score:
            wishes[-1] = (intent, [*parts, clause])
        else:
            parts.append(clause)
    return _settled(wishes)


def _asks_the_way(clause: Clause, patterns: Table) -> bool:
    """怎么报名 of somebody who has just said that phones are not for them."""
    return (
        clause.intent is Intent.QUERY_ACTIVITIES
        and not clause.mentions
        and slots.topic(patterns, clause.masked) is Topic.HOW
    )


def _settled(wishes: list[tuple[Intent, list[Clause]]]) -> list[tuple[Intent, list[Clause]]]:
    """Reasons are no wishes: of a trouble and 去不了了, only the second; of a trouble and a question, the first."""
    intents = [intent for intent, _ in wishes]
    if Intent.CASE in intents and len(wishes) > 1:
        if Intent.CANCEL in intents:
            return [wish for wish in wishes if wish[0] is not Intent.CASE]
        kept = [
            w
            for w in wishes
            if w[0] is Intent.CASE or w[0].acts or w[0] in (Intent.PROPOSE, Intent.QUERY_PLAN)
        ]
        return kept if any(w[0].acts for w in kept) else [w for w in kept if w[0] is Intent.CASE][:1]
    return wishes


def _read(
    text: str,
    mended: str,
    intent: Intent,
    parts: list[Clause],
    clauses: list[Clause],
    more: bool,
    dates: tuple[Found, ...],
    context: Context,
    now: datetime,
    patterns: Table,
) -> list[Reading]:
    """The reading of one wish; two when it names two activities to act on."""
    words = "".join(part.masked for part in parts)
    said = "".join(part.text for part in (parts if more else clauses)) or mended
    named = [m for part in parts for m in part.mentions] or [
        m for c in clauses if c.empty for m in c.mentions
    ]
    if not named and intent in _OF_ACTIVITY:
        named = [m for c in clauses if c.start < parts[0].start for m in c.mentions][-1:]
    own_dates = [
        found
        for found in dates
        if any(p.start <= found.span[0] < p.end for p in parts) or _in_empty(found, clauses)
    ] or (list(dates) if len(clauses) == len(parts) else [])
    filled = Slots(
        when=when.asked_for(own_dates, said),
        topic=_topic(intent, words, said, patterns),
        people=slots.people(said) if intent.acts or intent is Intent.QUERY_SIGNUPS else None,
        group=slots.group(said, context.groups),
        status=slots.status(patterns, words, slots.STATUSES.get(intent, ())),
        ordinal=slots.ordinal(said),
        text=_text(text, mended, parts[0]) if intent in _TOLD else None,
        title=_title(text, mended, dates) if intent is Intent.NEW_ACTIVITY else None,
        courtesy=slots.courtesy(mended) if intent is Intent.OTHER else None,
    )
    confidence = _confidence(parts)
    likely = _likely(parts)
    choices = [(*resolved(m, context.activities), m.words) for m in named] if intent in _OF_ACTIVITY else []
    if not choices:
        filled = shown_activities(filled, intent, said, context, now)
        if filled.activity is None and intent in _OF_ACTIVITY:
            unknown = slots.unknown_activity(said, [found.text for found in dates])
            filled = replace(filled, activity=unknown, written=unknown)
        return [Reading(text, intent, confidence, filled, dates, likely)]
    if not intent.acts:
        choices = sorted(choices, key=lambda choice: -max((m.score for m in choice[1]), default=0.0))[:1]
    readings: list[Reading] = []
    for words_used, candidates, written in choices:
        one = candidates[0] if len(candidates) == 1 else None
        own = replace(
            filled,
            activity=one.title if one else words_used,
            written=written,
            activity_id=one.id if one else None,
            candidates=candidates,
        )
        if any(own.activity == r.slots.activity for r in readings):
            continue
        readings.append(Reading(text, intent, confidence, own, dates, likely))
    return readings


def _sign(found: Found) -> str:
    first, last = found.first_on, found.last_on
    return SEASON if first and last and last - first >= _SEASON else DATE


def resolved(mention: titles.Mention, activities: Sequence[KnownActivity]) -> tuple[str, tuple[Match, ...]]:
    """The word for an activity, and which of the visible ones it may be."""
    return mention.kind or mention.words, titles.resolve(mention, activities)


def _in_empty(found: Found, clauses: Sequence[Clause]) -> bool:
    return any(c.empty and c.start <= found.span[0] < c.end for c in clauses)


def _followed(
    text: str,
    mended: str,
    followed: Followed,
    clauses: list[Clause],
    dates: tuple[Found, ...],
    patterns: Table,
) -> Reading:
    words = "".join(c.masked for c in clauses)
    filled = replace(
        followed.slots,
        when=when.asked_for(dates, mended),
        topic=slots.topic(patterns, words) if followed.intent in _ASKED else None,
    )
    return Reading(text, followed.intent, followed.confidence, filled, dates, (followed.intent,))


def _text(text: str, mended: str, first: Clause) -> str | None:
    """The words as they were written, from the part that opens the wish on."""
    start = first.start if len(text[:_HEAD]) == len(mended) else 0
    return slots.body(text[start:] if start else text)


def _topic(intent: Intent, words: str, said: str, patterns: Table) -> Topic | None:
    if intent is Intent.QUERY_PLAN:
        return slots.plan_topic(said)
    if intent is Intent.HELP:
        return slots.help_topic(said)
    return slots.topic(patterns, words) if intent in _ASKED else None


def _title(text: str, mended: str, dates: Sequence[Found]) -> str | None:
    """As it was written where the positions of the dates hold for that too."""
    written = text[:_HEAD] if len(text[:_HEAD]) == len(mended) else mended
    return slots.title(written, [found.span for found in dates])


def _confidence(parts: Sequence[Clause]) -> float:
    """The share of readings with such evidence that were right in the development half of our utterances."""
    best = max(parts, key=lambda part: part.score)
    ranked = sorted(best.scores.values(), reverse=True)
    if not ranked:
        return 0.3
    margin = ranked[0] - (ranked[1] if len(ranked) > 1 else 0.0)
    return min(0.99, round(1 / (1 + math.exp(-(-1.2 + 0.28 * ranked[0] + 0.35 * margin))), 2))


def _likely(parts: Sequence[Clause]) -> tuple[Intent, ...]:
    total: dict[Intent, float] = {}
    for part in parts:
        for intent, score in part.scores.items():
            total[intent] = max(total.get(intent, 0.0), score)
    return tuple(sorted(total, key=total.__getitem__, reverse=True)[:3])
