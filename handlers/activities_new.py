"""The committee opens an activity: at most seven questions, a preview, then publish."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from bot.activities import texts
from bot.activities.buttons import NewActivity
from bot.activities.lists import people as lists
from bot.activities.organising import moments, opening, publishing
from bot.activities.organising.moments import Span
from bot.activities.organising.publishing import Timing
from bot.activities.organising.texts import managing as committee
from bot.activities.organising.texts import publishing as creating
from bot.activities.organising.texts import spoken
from bot.activities.rules import ActivityKind
from bot.activities.texts import cards
from bot.chat.router import Router
from bot.chat.turn import Turn
from bot.members.groups import reachable_groups
from bot.members.rules import Right
from bot.members.texts.spoken import audience_said
from bot.refused import Refused
from bot.wording import end_of, local
from handlers import activities_audience as audience
from handlers.activities_questions import NEW, ask_kind, instant, readings

router = Router()
OFFER_HOURS = 12
#: The questions in their order, and the answer that makes each of them needless.
ORDER = {
    "title": "title",
    "kind": "kind",
    "time": "start",
    "place": "place",
    "deadline": "deadline",
    "capacity": "capacity",
    "audience": "audience",
}


@router.command("new", about=texts.ABOUT_NEW, right=Right.MANAGE_ACTIVITIES, words=texts.WORDS_NEW)
async def new_activity(turn: Turn) -> None:
    """Begin an activity; what stands behind the command is its title."""
    await begin(turn, title=turn.argument)


@router.button(NewActivity, right=Right.MANAGE_ACTIVITIES)
async def press_new(turn: Turn, _data: NewActivity) -> None:
    await begin(turn)


async def begin(
    turn: Turn,
    *,
    title: str = "",
    kind: ActivityKind | None = None,
    start: datetime | None = None,
    day: date | None = None,
    source: str = "",
    more: Mapping[str, Any] | None = None,
) -> None:
    """Begin an activity with what is known already, for instance of a plan item: a title, a kind, a start or only the
    day. The remaining questions follow; ``source`` (plan_item:12) is kept with the activity; ``more`` are further answers."""
    known: dict[str, Any] = {"source": source, "year": local(turn.now).year, **(more or {})}
    if title:
        known["title"] = publishing.check_title(title)
    if kind is not None:
        known["kind"] = kind.value
    if start is not None and start > turn.now:
        known["start"], known["end"] = start.isoformat(), ""
    elif day is not None and end_of(day) > turn.now:
        known["day"], known["last_day"] = day.isoformat(), day.isoformat()
    await _next(turn, known)


async def begin_said(turn: Turn, title: str, start: datetime | None, day: date | None) -> None:
    """Begin with a sentence: what it says beside title and time, as far as that is clear, is not asked any more."""
    said = spoken.said(turn.text)
    more: dict[str, Any] = {}
    if said.place:
        more["place"] = publishing.check_place(said.place)
    if said.capacity:
        more["capacity"] = moments.read_capacity(said.capacity)
    if said.who:
        nodes = await turn.read(reachable_groups, turn.actor, Right.MANAGE_ACTIVITIES)
        meant = audience_said(said.who, nodes)
        more |= {"audience": meant.to_text()} if meant is not None else {}
    await begin(turn, title=said.title or title, start=start, day=day, more=more)


async def _next(turn: Turn, answers: Mapping[str, Any]) -> None:
    """Put the first question that is not answered yet; when all are, the preview."""
    step = next((step for step, key in ORDER.items() if key not in answers), "preview")
    more: dict[str, Any] = {}
    if step == "time" and "day" in answers:
        step = "hour"
    elif step == "place":
        more["places"] = await turn.read(lists.recent_places)
    elif step == "deadline":
        start = instant(answers["start"])
        usual = moments.usual_deadlines(start, turn.now)
        if answers.get("closed_before") is not None:
            # Held once more: as long before the start as the last time.
            before = start - timedelta(seconds=answers["closed_before"])
            usual = tuple(dict.fromkeys((before, *usual))) if before > turn.now else usual
        more["deadlines"] = [moment.isoformat() for moment in usual]
    elif step == "preview":
        seen = await turn.read(publishing.preview, turn.actor, turn.now, draft=publishing.draft_of(answers))
        more = {
            "card": cards.card(seen.card, preview=True).text,
            "heads": seen.reach.total,
            "reachable": seen.reach.reachable,
        }
    await turn.ask(NEW, step, {**answers, **more})


async def _take(turn: Turn, **given: Any) -> None:
    await _next(turn, {**turn.answers, **given})


@router.step(NEW, "title", right=Right.MANAGE_ACTIVITIES)
async def take_title(turn: Turn) -> None:
    title = turn.answers["suggested"] if turn.chosen else turn.text
    await _take(turn, title=publishing.check_title(title))


@router.step(NEW, "kind", right=Right.MANAGE_ACTIVITIES)
async def take_kind(turn: Turn) -> None:
    meant = creating.kinds_meant(turn.text)
    if len(meant) == 1:
        await _take(turn, kind=meant[0])
    else:
        await turn.show(creating.not_a_kind(ask_kind(turn.answers)))


@router.step(NEW, "time", right=Right.MANAGE_ACTIVITIES)
async def take_time(turn: Turn) -> None:
    """A time that is clear is echoed with the next question; one with two readings is asked back."""
    if turn.chosen:
        start, end = turn.answers["proposed"]
        await _take_spans(turn, [Span(instant(start), instant(end) if end else None)])
        return
    typed = moments.read_span(turn.text, turn.now)
    if typed.day is not None and typed.last_day is not None:
        if end_of(typed.day) <= turn.now:
            raise Refused("past", committee.start_is_past(end_of(typed.day)))
        days = {"day": typed.day.isoformat(), "last_day": typed.last_day.isoformat()}
        await turn.ask(NEW, "hour", {**turn.answers, **days})
        return
    await _take_spans(turn, [one for one in typed.spans if one.start > turn.now] or list(typed.spans))


@router.step(NEW, "hour", right=Right.MANAGE_ACTIVITIES)
async def take_hour(turn: Turn) -> None:
    """The clock time of a day that is known; a whole new time is taken too."""
    first, last = date.fromisoformat(turn.answers["day"]), date.fromisoformat(turn.answers["last_day"])
    if turn.chosen:
        spans: tuple[Span, ...] = (Span(moments.at_hour(first, moments.USUAL_HOURS[int(turn.text)])),)
    else:
        spans = moments.read_hour(turn.text, first).spans or moments.read_span(turn.text, turn.now).spans
    if last > first:
        spans = tuple(Span(one.start, end_of(last)) if one.end is None else one for one in spans)
    await _take_spans(turn, list(spans))


@router.step(NEW, "which_time", right=Right.MANAGE_ACTIVITIES)
async def take_which_time(turn: Turn) -> None:
    if not turn.chosen:
        await take_time(turn)
        return
    await _take_spans(turn, [readings(turn.answers)[int(turn.text)]])


async def _take_spans(turn: Turn, spans: list[Span]) -> None:
    if not spans:
        raise Refused("time", committee.no_time_read())
    if len(spans) > 1:
        readings = [[one.start.isoformat(), one.end.isoformat() if one.end else ""] for one in spans]
        await turn.ask(NEW, "which_time", {**turn.answers, "readings": readings})
        return
    [one] = spans
    lasts = turn.answers.get("lasts")
    if one.end is None and lasts:
        one = Span(one.start, one.start + timedelta(seconds=lasts))
    publishing.check_times(one.start, one.end, None, turn.now)
    kept = dict(turn.answers)
    if kept.get("deadline") and instant(kept["deadline"]) > one.start:
        del kept["deadline"]
    if kept.get("opens") and instant(kept["opens"]) >= one.start:
        del kept["opens"]
    await _next(turn, {**kept, "start": one.start.isoformat(), "end": one.end.isoformat() if one.end else ""})


@router.step(NEW, "place", right=Right.MANAGE_ACTIVITIES)
async def take_place(turn: Turn) -> None:
    if turn.chosen:
        place = "" if turn.text == "none" else turn.answers["places"][int(turn.text)]
    else:
        place = "" if turn.text in creating.WORDS_NO_PLACE else publishing.check_place(turn.text)
    await _take(turn, place=place)


@router.step(NEW, "deadline", right=Right.MANAGE_ACTIVITIES)
async def take_deadline(turn: Turn) -> None:
    if turn.text in creating.WORDS_NO_DEADLINE or (turn.chosen and turn.text == "none"):
        await _take(turn, deadline="")
    elif turn.chosen:
        await _take(turn, deadline=turn.answers["deadlines"][int(turn.text)])
    else:
        start = instant(turn.answers["start"])
        await _take_deadlines(turn, moments.read_deadline(turn.text, start, turn.now))


@router.step(NEW, "which_deadline", right=Right.MANAGE_ACTIVITIES)
async def take_which_deadline(turn: Turn) -> None:
    if not turn.chosen:
        await take_deadline(turn)
    else:
        await _take_deadlines(turn, (instant(turn.answers["moments"][int(turn.text)]),))


async def _take_deadlines(turn: Turn, read: tuple[datetime, ...]) -> None:
    start = instant(turn.answers["start"])
    fit = [moment for moment in read if turn.now < moment <= start]
    if not read:
        raise Refused("time", committee.no_time_read())
    if len(fit) > 1:
        await turn.ask(
            NEW, "which_deadline", {**turn.answers, "moments": [moment.isoformat() for moment in fit]}
        )
        return
    deadline = fit[0] if fit else publishing.within_start(read[0], start)
    publishing.check_times(start, None, deadline, turn.now)
    await _take(turn, deadline=deadline.isoformat())


@router.step(NEW, "capacity", right=Right.MANAGE_ACTIVITIES)
async def take_capacity(turn: Turn) -> None:
    await _take(turn, capacity=moments.read_capacity(turn.text))


@router.step(NEW, "people", right=Right.MANAGE_ACTIVITIES)
async def take_people(turn: Turn) -> None:
    await _take(turn, people=max(moments.read_capacity(turn.text), 1))


@router.step(NEW, "description", right=Right.MANAGE_ACTIVITIES)
async def take_description(turn: Turn) -> None:
    await _take(turn, description=publishing.check_description(turn.text))


@router.step(NEW, "audience", right=Right.MANAGE_ACTIVITIES)
async def take_audience(turn: Turn) -> None:
    await _take_audience(turn, await audience.take_kind(turn, NEW))


@router.step(NEW, "groups", right=Right.MANAGE_ACTIVITIES)
async def take_groups(turn: Turn) -> None:
    await _take_audience(turn, await audience.take_groups(turn, NEW))


@router.step(NEW, "circle", right=Right.MANAGE_ACTIVITIES)
async def take_circle(turn: Turn) -> None:
    await _take_audience(turn, await audience.take_circle(turn, NEW))


async def _take_audience(turn: Turn, chosen: str | None) -> None:
    if chosen is not None:
        await _take(turn, audience=chosen)


@router.step(NEW, "opens", right=Right.MANAGE_ACTIVITIES)
async def take_opening(turn: Turn) -> None:
    """When the sign-up opens; the preview shows how it was read."""
    if turn.text in creating.WORDS_OPEN_NOW | {"now"}:
        await _take(turn, opens="")
        return
    if turn.chosen:
        await _take(turn, opens=turn.answers["openings"][int(turn.text)])
        return
    until = instant(turn.answers["deadline"] or turn.answers["start"])
    read = moments.read_opening(turn.text, turn.now)
    if not read:
        raise Refused("time", committee.no_time_read())
    opens_at = next((moment for moment in read if turn.now < moment < until), read[0])
    opening.check(opens_at, until, turn.now)
    await _take(turn, opens=opens_at.isoformat())


@router.step(NEW, "preview", right=Right.MANAGE_ACTIVITIES)
async def decide(turn: Turn) -> None:
    """Publish, put aside, or change one of the answers."""
    if not turn.chosen:
        await _next(turn, turn.answers)
    elif turn.text.startswith("edit-"):
        await _ask_again(turn, turn.text.removeprefix("edit-"))
    else:
        published = await turn.finish(
            publishing.create_activity,
            draft=publishing.draft_of(turn.answers),
            request=turn.request,
            publish=turn.text != "save",
            tell=turn.text == "tell",
            timing=timing_of(turn),
        )
        await turn.show(committee.saved(published) if turn.text == "save" else committee.published(published))


async def _ask_again(turn: Turn, step: str) -> None:
    forgotten = {ORDER.get(step, step), "day" if step == "time" else ""}
    kept = {key: value for key, value in turn.answers.items() if key not in forgotten}
    if step == "compulsory":
        await _next(turn, {**kept, "compulsory": not turn.answers.get("compulsory", False)})
    elif step == "draw":
        await _next(turn, {**kept, "draw": not turn.answers.get("draw", False)})
    elif step == "offer":
        await _next(turn, {**kept, "offer": 0 if turn.answers.get("offer") else OFFER_HOURS})
    elif step == "opens":
        usual = moments.usual_openings(instant(kept["deadline"] or kept["start"]), turn.now)
        await turn.ask(NEW, "opens", {**kept, "openings": [moment.isoformat() for moment in usual]})
    elif step in ORDER:
        await _next(turn, kept)
    else:
        await turn.ask(NEW, step, kept)


def timing_of(turn: Turn) -> Timing:
    """When people are reminded, by the settings."""
    settings = turn.settings
    return Timing(settings.activities.reminder_time, timedelta(hours=settings.time.late_reminder_hours))
