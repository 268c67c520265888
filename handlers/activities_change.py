"""The committee changes an activity: a new value is read, echoed, and stored when it is confirmed."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from bot.activities.buttons import Edit
from bot.activities.card import Card
from bot.activities.organising import managing, moments, opening, publishing, shrinking
from bot.activities.organising.managing import Change
from bot.activities.organising.moments import Span
from bot.activities.organising.texts import managing as committee
from bot.activities.organising.texts import publishing as creating
from bot.activities.organising.texts import shrinking as shrinking_texts
from bot.chat.dialogs import Answers
from bot.chat.router import Router
from bot.chat.turn import Turn
from bot.members.rules import Right
from bot.refused import Refused
from bot.wording import end_of
from handlers import activities_audience as audience
from handlers.activities_change_questions import CHANGE, in_words, moment_of, on_the_day, plain, spans_of
from handlers.activities_new import timing_of

router = Router()


@router.button(Edit, right=Right.MANAGE_ACTIVITIES)
async def edit(turn: Turn, data: Edit) -> None:
    """Choose a field, or ask for its new value."""
    card = await turn.read(managing.managed_card, turn.actor, turn.now, activity_id=data.activity_id)
    if data.field not in committee.FIELDS:
        await turn.show(committee.choose_field(card))
        return
    usual = moments.usual_openings(card.deadline_at or card.starts_at, turn.now)
    known = {**_known(card, data.field), "openings": [one.isoformat() for one in usual]}
    await turn.ask(CHANGE, "audience" if data.field == "audience" else "value", known)


def _known(card: Card, field: str) -> dict[str, Any]:
    [before] = plain([Span(card.starts_at, card.ends_at)])
    return {
        "activity_id": card.activity_id,
        "title": card.title,
        "field": field,
        "before": before,
        "slotted": card.slotted,
        "old_deadline": card.deadline_at.isoformat() if card.deadline_at else "",
    }


def _as_long(answers: Answers, spans: list[Span]) -> list[Span]:
    """A new start told without an end: it takes as long as before, unless slots say how long."""
    [before] = spans_of([answers["before"]])
    if before.end is None or answers["slotted"]:
        return spans
    lasts = before.end - before.start
    return [Span(one.start, one.end or one.start + lasts) for one in spans]


async def begin_move(turn: Turn, activity_id: int, written: str) -> None:
    """Begin to change the time of an activity with what was written of it in own words; ask on where that is not clear."""
    card = await turn.read(managing.managed_card, turn.actor, turn.now, activity_id=activity_id)
    known = _known(card, "time")
    typed = moments.read_span(written, turn.now)
    spans = _as_long(known, [one for one in typed.spans if one.start > turn.now])
    if typed.day is not None and typed.last_day is not None and end_of(typed.day) > turn.now:
        known |= {"day": typed.day.isoformat(), "last_day": typed.last_day.isoformat()}
        await turn.ask(CHANGE, "hour", known)
    elif len(spans) == 1:
        await _ask_deadline_or_confirm(turn, known, spans[0])
    elif spans:
        await turn.ask(CHANGE, "which", known, readings=plain(spans))
    else:
        await turn.ask(CHANGE, "value", known)


@router.step(CHANGE, "value", right=Right.MANAGE_ACTIVITIES)
async def take_value(turn: Turn) -> None:
    """Read the new value and echo it."""
    text, field = turn.text, turn.answers["field"]
    if field == "time":
        await _take_time(turn)
    elif field == "deadline" and text not in creating.WORDS_NO_DEADLINE | {"none"}:
        shown = await turn.read(
            managing.managed_card, turn.actor, turn.now, activity_id=turn.answers["activity_id"]
        )
        read = moments.read_deadline(text, shown.starts_at, turn.now)
        await _take_deadlines(turn, [Span(moment) for moment in read])
    elif field == "deadline":
        await turn.ask(CHANGE, "confirm", value="", worded=creating.NO_DEADLINE)
    elif field == "opens":
        await _take_opening(turn)
    elif field in {"people", "offer"}:
        await _take_number(turn, field)
    elif field == "capacity":
        capacity = moments.read_capacity(text)
        over = await turn.read(
            shrinking.over_after, turn.actor, activity_id=turn.answers["activity_id"], capacity=capacity
        )
        await turn.ask(
            CHANGE,
            "confirm",
            value=capacity,
            worded=creating.worded_capacity(capacity),
            over=[[one.member_id, one.name, one.people] for one in over],
        )
    else:
        check = {
            "title": publishing.check_title,
            "place": publishing.check_place,
            "description": publishing.check_description,
        }[field]
        value = check(text)
        await turn.ask(CHANGE, "confirm", value=value, worded=value)


async def _take_time(turn: Turn) -> None:
    """A time that is clear is echoed; of a day alone the hour is asked."""
    typed = moments.read_span(turn.text, turn.now)
    if typed.day is not None and typed.last_day is not None:
        if end_of(typed.day) <= turn.now:
            raise Refused("past", committee.start_is_past(end_of(typed.day)))
        await turn.ask(CHANGE, "hour", day=typed.day.isoformat(), last_day=typed.last_day.isoformat())
        return
    await _take_spans(turn, [one for one in typed.spans if one.start > turn.now] or list(typed.spans))


@router.step(CHANGE, "hour", right=Right.MANAGE_ACTIVITIES)
async def take_hour(turn: Turn) -> None:
    """The clock time of a day that is known; a whole new time is taken too."""
    first, last = (date.fromisoformat(turn.answers[key]) for key in ("day", "last_day"))
    if turn.chosen:
        spans = [on_the_day(turn.answers)[int(turn.text)]]
    else:
        spans = list(moments.read_hour(turn.text, first).spans)
        if not spans:
            await _take_time(turn)
            return
    if last > first:
        spans = [Span(one.start, end_of(last)) for one in spans]
    await _take_spans(turn, spans)


async def _take_spans(turn: Turn, spans: list[Span]) -> None:
    if not spans:
        raise Refused("time", committee.no_time_read())
    spans = _as_long(turn.answers, spans)
    if len(spans) > 1:
        await turn.ask(CHANGE, "which", readings=plain(spans))
        return
    publishing.check_times(spans[0].start, spans[0].end, None, turn.now)
    await _ask_deadline_or_confirm(turn, turn.answers, spans[0])


async def _ask_deadline_or_confirm(turn: Turn, answers: Answers, new: Span) -> None:
    """The deadline was set for the time before, and is asked of; without one the new time is confirmed."""
    known = {key: value for key, value in answers.items() if key != "deadline"}
    known |= {"value": plain([new])[0], "worded": in_words("time", new)}
    if not known["old_deadline"]:
        await turn.ask(CHANGE, "confirm", known)
        return
    [before], deadline = spans_of([known["before"]]), moment_of(known["old_deadline"])
    moved = moments.moved_deadline(deadline, before.start, new.start, turn.now)
    if moved == deadline:
        await turn.ask(CHANGE, "confirm", known)
        return
    await turn.ask(
        CHANGE,
        "deadline",
        known,
        moved_deadline=moved.isoformat() if moved else "",
        may_stay=deadline <= new.start,
        deadline_over=deadline <= turn.now,
    )


@router.step(CHANGE, "deadline", right=Right.MANAGE_ACTIVITIES)
async def take_deadline_too(turn: Turn) -> None:
    """Move the deadline along, leave it, or ask for another; one that is typed is taken as such."""
    answers = turn.answers
    if not turn.chosen:
        await take_other_deadline(turn)
    elif turn.text == "along":
        await turn.ask(CHANGE, "confirm", deadline=answers["moved_deadline"])
    elif turn.text == "stay":
        kept = {key: value for key, value in answers.items() if key != "deadline"}
        await turn.ask(CHANGE, "confirm", kept)
    else:
        usual = moments.usual_deadlines(moment_of(answers["value"][0]), turn.now)
        await turn.ask(CHANGE, "other_deadline", deadlines=[one.isoformat() for one in usual])


@router.step(CHANGE, "other_deadline", right=Right.MANAGE_ACTIVITIES)
async def take_other_deadline(turn: Turn) -> None:
    start = moment_of(turn.answers["value"][0])
    if turn.text in creating.WORDS_NO_DEADLINE | {"none"}:
        await turn.ask(CHANGE, "confirm", deadline="")
        return
    if turn.chosen:
        read: tuple[datetime, ...] = (moment_of(turn.answers["deadlines"][int(turn.text)]),)
    else:
        read = moments.read_deadline(turn.text, start, turn.now)
    if not read:
        raise Refused("time", committee.no_time_read())
    fit = [one for one in read if turn.now < one <= start]
    deadline = fit[0] if fit else publishing.within_start(read[0], start)
    publishing.check_times(start, None, deadline, turn.now)
    await turn.ask(CHANGE, "confirm", deadline=deadline.isoformat())


async def _take_opening(turn: Turn) -> None:
    if turn.text in creating.WORDS_OPEN_NOW | {"now"}:
        await turn.ask(CHANGE, "confirm", value="", worded=committee.OPEN_NOW)
        return
    if turn.chosen:
        chosen = moment_of(turn.answers["openings"][int(turn.text.removeprefix("opens-"))])
        await turn.ask(CHANGE, "confirm", value=chosen.isoformat(), worded=creating.worded_moment(chosen))
        return
    [before] = spans_of([turn.answers["before"]])
    until = moment_of(turn.answers["old_deadline"] or before.start.isoformat())
    read = moments.read_opening(turn.text, turn.now)
    if not read:
        raise Refused("time", committee.no_time_read())
    fit = [one for one in read if turn.now < one < until]
    if len(fit) > 1 and turn.answers.get("readings") != plain([Span(one) for one in fit]):
        await turn.ask(CHANGE, "which", readings=plain([Span(one) for one in fit]))
        return
    opens_at = fit[0] if fit else read[0]
    opening.check(opens_at, until, turn.now)
    await turn.ask(CHANGE, "confirm", value=opens_at.isoformat(), worded=creating.worded_moment(opens_at))


async def _take_number(turn: Turn, field: str) -> None:
    """How many one may sign up, or for how many hours a place is kept."""
    number = moments.read_capacity(turn.text)
    if field == "people":
        number = publishing.check_people(number)
        await turn.ask(CHANGE, "confirm", value=number, worded=committee.people_label(number))
    else:
        number = publishing.check_hours(number)
        await turn.ask(CHANGE, "confirm", value=number, worded=committee.offer_label(number))


@router.step(CHANGE, "audience", right=Right.MANAGE_ACTIVITIES)
async def take_audience(turn: Turn) -> None:
    await _take_audience(turn, await audience.take_kind(turn, CHANGE))


@router.step(CHANGE, "groups", right=Right.MANAGE_ACTIVITIES)
async def take_groups(turn: Turn) -> None:
    await _take_audience(turn, await audience.take_groups(turn, CHANGE))


@router.step(CHANGE, "circle", right=Right.MANAGE_ACTIVITIES)
async def take_circle(turn: Turn) -> None:
    await _take_audience(turn, await audience.take_circle(turn, CHANGE))


async def _take_audience(turn: Turn, chosen: str | None) -> None:
    if chosen is None:
        return
    found = await turn.read(
        managing.audience_after,
        turn.actor,
        turn.now,
        activity_id=turn.answers["activity_id"],
        audience=chosen,
    )
    await turn.ask(
        CHANGE,
        "confirm",
        value=chosen,
        worded=committee.audience_of_people(found.worded, found.total),
        outside=found.outside,
    )


async def _take_deadlines(turn: Turn, read: list[Span]) -> None:
    """The readings that lie before the start; none of them fits: the best one says why."""
    if not read:
        raise Refused("time", committee.no_time_read())
    [before] = spans_of([turn.answers["before"]])
    fit = [one for one in read if turn.now < one.start <= before.start]
    if len(fit) > 1:
        await turn.ask(CHANGE, "which", readings=plain(fit))
        return
    deadline = fit[0].start if fit else publishing.within_start(read[0].start, before.start)
    if before.start > turn.now:
        publishing.check_times(before.start, None, deadline, turn.now)
    worded = creating.worded_moment(deadline)
    await turn.ask(CHANGE, "confirm", value=deadline.isoformat(), worded=worded)


@router.step(CHANGE, "which", right=Right.MANAGE_ACTIVITIES)
async def take_which(turn: Turn) -> None:
    if not turn.chosen:
        await take_value(turn)
        return
    chosen = spans_of(turn.answers["readings"])[int(turn.text)]
    if turn.answers["field"] == "opens":
        worded = creating.worded_moment(chosen.start)
        await turn.ask(CHANGE, "confirm", value=chosen.start.isoformat(), worded=worded)
        return
    await (_take_deadlines if turn.answers["field"] == "deadline" else _take_spans)(turn, [chosen])


@router.step(CHANGE, "confirm", right=Right.MANAGE_ACTIVITIES)
async def change(turn: Turn) -> None:
    """Change it, or take what is typed as the better value."""
    if not turn.chosen:
        await (_take_typed_audience(turn) if turn.answers["field"] == "audience" else take_value(turn))
        return
    if turn.text == "wait" and turn.answers.get("over"):
        await turn.ask(CHANGE, "why")
        return
    done = await turn.finish(
        managing.change_activity,
        activity_id=turn.answers["activity_id"],
        change=_change_of(turn.answers),
        timing=timing_of(turn),
    )
    await turn.show(committee.changed(done))


@router.step(CHANGE, "why", right=Right.MANAGE_ACTIVITIES)
async def take_why(turn: Turn) -> None:
    """The reason for which people are set back to the waiting list."""
    if turn.answers["field"] != "capacity":
        await take_value(turn)
        return
    shrunk = await turn.finish(
        shrinking.shrink,
        activity_id=turn.answers["activity_id"],
        capacity=turn.answers["value"],
        members=tuple(member_id for member_id, _, _ in turn.answers["over"]),
        reason=turn.text,
        timing=timing_of(turn),
    )
    await turn.show(shrinking_texts.done(shrunk))


async def _take_typed_audience(turn: Turn) -> None:
    await turn.ask(CHANGE, "audience")


def _change_of(answers: Answers) -> Change:
    field, value = answers["field"], answers["value"]
    match field:
        case "time":
            change = Change(starts_at=moment_of(value[0]), ends_at=moment_of(value[1]) if value[1] else None)
            if "deadline" not in answers:
                return change
            until = moment_of(answers["deadline"]) if answers["deadline"] else None
            return replace(change, deadline_at=until, no_deadline=until is None)
        case "deadline":
            return Change(deadline_at=moment_of(value)) if value else Change(no_deadline=True)
        case "opens":
            return Change(opens_at=moment_of(value)) if value else Change(opens_now=True)
        case "capacity":
            return Change(capacity=value)
        case "people":
            return Change(most_people=value)
        case "offer":
            return Change(offer_hours=value)
        case "audience":
            return Change(audience=value)
        case "title":
            return Change(title=value)
        case "place":
            return Change(place=value)
        case _:
            return Change(description=value)
