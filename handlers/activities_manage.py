"""The committee changes, closes and cancels activities."""

from datetime import date, datetime
from typing import Any

from bot.activities import texts
from bot.activities.buttons import (
    CancelActivity,
    Edit,
    LeadActivity,
    ManageActivity,
    ManageList,
    Publish,
)
from bot.activities.card import Card
from bot.activities.lists import people as lists
from bot.activities.organising import managing, moments, publishing, shrinking
from bot.activities.organising.managing import Change
from bot.activities.organising.moments import Span
from bot.activities.organising.texts import managing as committee
from bot.activities.organising.texts import publishing as creating
from bot.activities.organising.texts import shrinking as shrinking_texts
from bot.chat.dialogs import Answers, Flow
from bot.chat.router import Choose, DropDraft, Router
from bot.chat.turn import Turn
from bot.members.rules import Right
from bot.message import Message
from bot.refused import Refused
from bot.wording import end_of, local
from handlers.activities_new import timing_of

router = Router()
router.desk(
    committee.DESK_ACTIVITIES, ManageList(past=False, page=0), place=30, right=Right.MANAGE_ACTIVITIES
)


def _ask_value(answers: Answers) -> Message:
    choices: list[creating.Choice] = []
    if answers["field"] == "capacity":
        choices = [(creating.NO_LIMIT, Choose(CHANGE.name, "value", "0"))]
    elif answers["field"] == "deadline":
        choices = [(creating.NO_DEADLINE, Choose(CHANGE.name, "value", "none"))]
    return committee.ask_field(answers["title"], answers["field"], choices, drop=DropDraft())


def _spans(readings: list[list[str]]) -> list[Span]:
    return [Span(_moment(start), _moment(end) if end else None) for start, end in readings]


def _plain(spans: list[Span]) -> list[list[str]]:
    return [[one.start.isoformat(), one.end.isoformat() if one.end else ""] for one in spans]


def _worded(field: str, one: Span) -> str:
    return (
        creating.worded_moment(one.start) if field == "deadline" else creating.worded_span(one.start, one.end)
    )


def _ask_which(answers: Answers) -> Message:
    choices: list[creating.Choice] = [
        (_worded(answers["field"], one), Choose(CHANGE.name, "which", str(index)))
        for index, one in enumerate(_spans(answers["readings"]))
    ]
    return committee.ask_which(answers["title"], choices, drop=DropDraft())


def _ask_hour(answers: Answers) -> Message:
    choices: list[creating.Choice] = [
        (creating.worded_span(one.start, one.end), Choose(CHANGE.name, "hour", str(index)))
        for index, one in enumerate(_on_the_day(answers))
    ]
    days = date.fromisoformat(answers["day"]), date.fromisoformat(answers["last_day"])
    return committee.ask_new_hour(answers["title"], *days, choices, drop=DropDraft())


def _on_the_day(answers: Answers) -> list[Span]:
    """The new day at the hours of before, then at the usual ones."""
    [before] = _spans([answers["before"]])
    day = date.fromisoformat(answers["day"])
    same = moments.at_hour(day, local(before.start).time())
    first = Span(same, same + (before.end - before.start) if before.end else None)
    usual = [Span(moments.at_hour(day, hour)) for hour in moments.USUAL_HOURS]
    return [first, *(one for one in usual if one.start != same)]


def _confirm_change(answers: Answers) -> Message:
    if answers.get("over"):
        return shrinking_texts.choose(
            answers["title"],
            answers["value"],
            answers["over"],
            keep=Choose(CHANGE.name, "confirm", "yes"),
            wait=Choose(CHANGE.name, "confirm", "wait"),
            drop=DropDraft(),
        )
    return committee.confirm_change(
        answers["title"],
        answers["field"],
        answers["worded"],
        slotted=answers.get("slotted", False),
        yes=Choose(CHANGE.name, "confirm", "yes"),
        drop=DropDraft(),
    )


def _confirm_cancel(answers: Answers) -> Message:
    return committee.confirm_cancel(
        answers["title"],
        answers["reason"],
        answers["people"],
        yes=Choose(CANCEL.name, "confirm", "yes"),
        drop=DropDraft(),
    )


CHANGE = Flow(
    "activitychange",
    2,
    committee.CHANGE_FORM,
    {"value": _ask_value, "which": _ask_which, "hour": _ask_hour, "confirm": _confirm_change},
)
CANCEL = Flow(
    "activitycancel",
    1,
    committee.CANCEL_FORM,
    {
        "reason": lambda answers: committee.ask_reason(answers["title"], drop=DropDraft()),
        "confirm": _confirm_cancel,
    },
)


@router.command("manage", about=texts.ABOUT_MANAGE, right=Right.MANAGE_ACTIVITIES, words=texts.WORDS_MANAGE)
async def manage_activities(turn: Turn) -> None:
    """The committee's list of activities."""
    await _show_list(turn, past=False, page=0)


@router.button(ManageList, right=Right.MANAGE_ACTIVITIES)
async def turn_pages(turn: Turn, data: ManageList) -> None:
    await _show_list(turn, past=data.past, page=data.page)


async def _show_list(turn: Turn, *, past: bool, page: int) -> None:
    shown = await turn.read(lists.managed_list, turn.actor, past=past, page=page)
    await turn.show(committee.managed(shown))


@router.button(ManageActivity, right=Right.MANAGE_ACTIVITIES)
async def show_managed(turn: Turn, data: ManageActivity) -> None:
    await _show(turn, data.activity_id)


async def _show(turn: Turn, activity_id: int) -> None:
    card = await turn.read(managing.managed_card, turn.actor, turn.now, activity_id=activity_id)
    link = f"https://t.me/{turn.bot_username}?start=act_{activity_id}"
    await turn.show(committee.manage(card, link))


@router.button(Publish, right=Right.MANAGE_ACTIVITIES)
async def publish(turn: Turn, data: Publish) -> None:
    published = await turn.do(
        publishing.publish_activity, activity_id=data.activity_id, tell=True, timing=timing_of(turn)
    )
    await turn.show(committee.published(published))


@router.button(LeadActivity, right=Right.MANAGE_ACTIVITIES)
async def lead(turn: Turn, data: LeadActivity) -> None:
    await turn.do(managing.lead_activity, activity_id=data.activity_id, state=data.state)
    await _show(turn, data.activity_id)


# -- changing ---------------------------------------------------------------------------------------------


@router.button(Edit, right=Right.MANAGE_ACTIVITIES)
async def edit(turn: Turn, data: Edit) -> None:
    """Choose a field, or ask for its new value."""
    card = await turn.read(managing.managed_card, turn.actor, turn.now, activity_id=data.activity_id)
    if data.field not in committee.FIELDS:
        await turn.show(committee.choose_field(card))
        return
    await turn.ask(CHANGE, "value", _known(card, data.field))


def _known(card: Card, field: str) -> dict[str, Any]:
    [before] = _plain([Span(card.starts_at, card.ends_at)])
    return {
        "activity_id": card.activity_id,
        "title": card.title,
        "field": field,
        "before": before,
        "slotted": card.slotted,
    }


def _as_long(answers: Answers, spans: list[Span]) -> list[Span]:
    """A new start told without an end: it takes as long as before, unless slots say how long."""
    [before] = _spans([answers["before"]])
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
        known |= {"value": _plain(spans)[0], "worded": _worded("time", spans[0])}
        await turn.ask(CHANGE, "confirm", known)
    elif spans:
        await turn.ask(CHANGE, "which", known, readings=_plain(spans))
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
        spans = [_on_the_day(turn.answers)[int(turn.text)]]
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
        await turn.ask(CHANGE, "which", readings=_plain(spans))
        return
    publishing.check_times(spans[0].start, spans[0].end, None, turn.now)
    await turn.ask(CHANGE, "confirm", value=_plain(spans)[0], worded=_worded("time", spans[0]))


async def _take_deadlines(turn: Turn, read: list[Span]) -> None:
    """The readings that lie before the start; none of them fits: the best one says why."""
    if not read:
        raise Refused("time", committee.no_time_read())
    [before] = _spans([turn.answers["before"]])
    fit = [one for one in read if turn.now < one.start <= before.start]
    if len(fit) > 1:
        await turn.ask(CHANGE, "which", readings=_plain(fit))
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
    chosen = _spans(turn.answers["readings"])[int(turn.text)]
    await (_take_deadlines if turn.answers["field"] == "deadline" else _take_spans)(turn, [chosen])


@router.step(CHANGE, "confirm", right=Right.MANAGE_ACTIVITIES)
async def change(turn: Turn) -> None:
    """Change it, or take what is typed as the better value."""
    if not turn.chosen:
        await take_value(turn)
        return
    if turn.text == "wait" and turn.answers.get("over"):
        shrunk = await turn.finish(
            shrinking.shrink,
            activity_id=turn.answers["activity_id"],
            capacity=turn.answers["value"],
            members=tuple(member_id for member_id, _, _ in turn.answers["over"]),
            timing=timing_of(turn),
        )
        await turn.show(shrinking_texts.done(shrunk))
        return
    done = await turn.finish(
        managing.change_activity,
        activity_id=turn.answers["activity_id"],
        change=_change_of(turn.answers["field"], turn.answers["value"]),
        timing=timing_of(turn),
    )
    await turn.show(committee.changed(done))


def _change_of(field: str, value: str | int | list[str]) -> Change:
    if isinstance(value, list):
        return Change(starts_at=_moment(value[0]), ends_at=_moment(value[1]) if value[1] else None)
    if isinstance(value, int):
        return Change(capacity=value)
    if field == "deadline":
        return Change(deadline_at=_moment(value)) if value else Change(no_deadline=True)
    if field == "title":
        return Change(title=value)
    return Change(place=value) if field == "place" else Change(description=value)


# -- cancelling -------------------------------------------------------------------------------------------


@router.button(CancelActivity, right=Right.MANAGE_ACTIVITIES)
async def ask_cancel(turn: Turn, data: CancelActivity) -> None:
    card = await turn.read(managing.managed_card, turn.actor, turn.now, activity_id=data.activity_id)
    known = {"activity_id": data.activity_id, "title": card.title, "people": card.placed + card.waiting}
    await turn.ask(CANCEL, "reason", known)


@router.step(CANCEL, "reason", right=Right.MANAGE_ACTIVITIES)
async def take_reason(turn: Turn) -> None:
    await turn.ask(CANCEL, "confirm", reason=publishing.check_description(turn.text))


@router.step(CANCEL, "confirm", right=Right.MANAGE_ACTIVITIES)
async def cancel(turn: Turn) -> None:
    if not turn.chosen:
        await take_reason(turn)
        return
    done = await turn.finish(
        managing.cancel_activity, activity_id=turn.answers["activity_id"], reason=turn.answers["reason"]
    )
    await turn.show(committee.cancelled(done))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
