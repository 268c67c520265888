"""The committee's side of contests: teams, events, places kept for groups, points, how it came out."""

from datetime import datetime

from bot.activities.contests import events, scores, team_terms
from bot.activities.contests import terms as contest_terms
from bot.activities.contests.buttons import (
    AskEvents,
    AskKept,
    AskPoints,
    AskTeams,
    ContestSettings,
    EventFile,
    EventList,
    FillTeams,
    ReleaseKept,
    ShowEvents,
    ShowScores,
    TeamBoard,
    TeamFile,
    TellResults,
    TickEvent,
)
from bot.activities.contests.texts import events as event_texts
from bot.activities.contests.texts import scores as score_texts
from bot.activities.contests.texts import terms as texts
from bot.activities.organising import managing, moments
from bot.activities.organising.texts import publishing as creating
from bot.chat.dialogs import Answers, Flow
from bot.chat.router import Choose, Router
from bot.chat.turn import Turn
from bot.files.sheets import workbook
from bot.members.rules import Right
from bot.message import Button, Message
from bot.refused import Refused

router = Router()
_MOST_EACH = 5


def _ask_each(answers: Answers) -> Message:
    numbers = range(1, min(len(answers["events"]), _MOST_EACH) + 1)
    choices = [Button(str(number), Choose(EVENTS.name, "each", str(number))) for number in numbers]
    return event_texts.ask_each(len(answers["events"]), choices)


def _ask_until(answers: Answers) -> Message:
    return texts.ask_until(
        [
            (creating.worded_moment(datetime.fromisoformat(moment)), Choose(KEPT.name, "until", str(index)))
            for index, moment in enumerate(answers["moments"])
        ]
    )


def _ask_teams(answers: Answers) -> Message:
    ready = (*texts.READY_SHAPES, texts.NO_TEAMS)
    choices = [(label, Choose(TEAMS.name, "shape", str(index))) for index, label in enumerate(ready)]
    return texts.ask_teams(answers["title"], choices)


def _ask_points(answers: Answers) -> Message:
    ready = (*texts.READY_POINTS, texts.NO_POINTS)
    choices = [(label, Choose(POINTS.name, "points", str(index))) for index, label in enumerate(ready)]
    return texts.ask_points(answers["title"], choices)


TEAMS = Flow("contestteams", 1, texts.TEAM_FORM, {"shape": _ask_teams})
EVENTS = Flow(
    "contestevents",
    1,
    event_texts.FORM,
    {"lines": lambda answers: event_texts.ask_events(answers["title"]), "each": _ask_each},
    back=True,
)
KEPT = Flow(
    "contestkept",
    1,
    texts.KEPT_FORM,
    {"lines": lambda answers: texts.ask_kept(answers["title"]), "until": _ask_until},
    back=True,
)
POINTS = Flow("contestpoints", 1, texts.POINTS_FORM, {"points": _ask_points})


def _typed(turn: Turn, ready: tuple[str, ...]) -> str:
    """What was typed, or the ready answer that was pressed."""
    if not turn.chosen:
        return turn.text
    index = int(turn.text) if turn.text.isdecimal() and turn.text.isascii() else len(ready)
    return ready[index] if index < len(ready) else ""


async def _known(turn: Turn, activity_id: int) -> dict[str, object]:
    card = await turn.read(managing.managed_card, turn.actor, turn.now, activity_id=activity_id)
    return {"activity_id": activity_id, "title": card.title}


@router.button(ContestSettings, right=Right.MANAGE_ACTIVITIES)
async def show_settings(turn: Turn, data: ContestSettings) -> None:
    await _show_settings(turn, data.activity_id)


async def _show_settings(turn: Turn, activity_id: int) -> None:
    await turn.show(texts.settings(await turn.read(contest_terms.show, turn.actor, activity_id=activity_id)))


# -- teams ------------------------------------------------------------------------------------------------


@router.button(AskTeams, right=Right.MANAGE_ACTIVITIES)
async def ask_teams(turn: Turn, data: AskTeams) -> None:
    await turn.ask(TEAMS, "shape", await _known(turn, data.activity_id))


@router.step(TEAMS, "shape", right=Right.MANAGE_ACTIVITIES)
async def take_shape(turn: Turn) -> None:
    shape = team_terms.read_shape(_typed(turn, (*texts.READY_SHAPES, texts.NO_TEAMS)))
    await turn.finish(team_terms.set_teams, activity_id=turn.answers["activity_id"], shape=shape)
    await _show_settings(turn, turn.answers["activity_id"])


@router.button(TeamBoard, right=Right.MANAGE_ACTIVITIES)
async def show_board(turn: Turn, data: TeamBoard) -> None:
    await turn.show(
        texts.board(
            await turn.read(team_terms.board, turn.actor, activity_id=data.activity_id, page=data.page)
        )
    )


@router.button(FillTeams, right=Right.MANAGE_ACTIVITIES)
async def fill_teams(turn: Turn, data: FillTeams) -> None:
    done = await turn.do(team_terms.fill_teams, activity_id=data.activity_id)
    await turn.show(texts.filled(done, data.activity_id))


@router.button(TeamFile, right=Right.EXPORT)
async def send_teams(turn: Turn, data: TeamFile) -> None:
    title, rows = await turn.do(team_terms.export_rows, activity_id=data.activity_id)
    content = workbook(
        texts.TEAM_SHEET, texts.TEAM_HEADER, map(texts.team_cells, rows), widths=texts.TEAM_WIDTHS
    )
    await turn.send_file(texts.team_file_name(title), content, texts.team_file_caption(title, len(rows)))


# -- events -----------------------------------------------------------------------------------------------


@router.button(ShowEvents, right=Right.SIGN_UP)
async def show_events(turn: Turn, data: ShowEvents) -> None:
    await turn.show(
        event_texts.meeting(
            await turn.read(events.meeting, turn.actor, turn.now, activity_id=data.activity_id)
        )
    )


@router.button(TickEvent, right=Right.SIGN_UP)
async def tick(turn: Turn, data: TickEvent) -> None:
    shown = await turn.do(events.tick, event_id=data.event_id, enter=data.enter)
    await turn.show(event_texts.meeting(shown))


@router.button(AskEvents, right=Right.MANAGE_ACTIVITIES)
async def ask_events(turn: Turn, data: AskEvents) -> None:
    await turn.ask(EVENTS, "lines", await _known(turn, data.activity_id))


@router.step(EVENTS, "lines", right=Right.MANAGE_ACTIVITIES)
async def take_events(turn: Turn) -> None:
    if turn.text.strip() in event_texts.WORDS_NO_EVENTS:
        await turn.finish(events.set_events, activity_id=turn.answers["activity_id"], events=[], each=0)
        await _show_settings(turn, turn.answers["activity_id"])
        return
    await turn.ask(EVENTS, "each", events=events.read_events(turn.text))


@router.step(EVENTS, "each", right=Right.MANAGE_ACTIVITIES)
async def take_each(turn: Turn) -> None:
    listed = [(str(title), capacity) for title, capacity in turn.answers["events"]]
    each = moments.read_capacity(turn.text)
    await turn.finish(events.set_events, activity_id=turn.answers["activity_id"], events=listed, each=each)
    await _show_settings(turn, turn.answers["activity_id"])


@router.button(EventList, right=Right.MANAGE_ACTIVITIES)
async def show_event(turn: Turn, data: EventList) -> None:
    await turn.show(event_texts.people(await turn.read(events.people, turn.actor, event_id=data.event_id)))


@router.button(EventFile, right=Right.EXPORT)
async def send_events(turn: Turn, data: EventFile) -> None:
    title, rows = await turn.do(events.export_rows, activity_id=data.activity_id)
    content = workbook(
        event_texts.SHEET,
        event_texts.HEADER,
        (event_texts.cells(event, starter) for event, starter in rows),
        widths=event_texts.WIDTHS,
    )
    await turn.send_file(event_texts.file_name(title), content, event_texts.file_caption(title, len(rows)))


# -- places kept for groups, points -----------------------------------------------------------------------


@router.button(AskKept, right=Right.MANAGE_ACTIVITIES)
async def ask_kept(turn: Turn, data: AskKept) -> None:
    await turn.ask(KEPT, "lines", await _known(turn, data.activity_id))


@router.step(KEPT, "lines", right=Right.MANAGE_ACTIVITIES)
async def take_kept(turn: Turn) -> None:
    kept = await turn.read(contest_terms.read_kept, turn.text)
    activity_id = turn.answers["activity_id"]
    card = await turn.read(managing.managed_card, turn.actor, turn.now, activity_id=activity_id)
    usual = moments.usual_deadlines(card.deadline_at or card.starts_at, turn.now)
    await turn.ask(
        KEPT,
        "until",
        kept=sorted(kept.items()),
        moments=[one.isoformat() for one in usual],
        starts_at=(card.deadline_at or card.starts_at).isoformat(),
    )


@router.step(KEPT, "until", right=Right.MANAGE_ACTIVITIES)
async def take_until(turn: Turn) -> None:
    read: tuple[datetime, ...]
    if turn.chosen:
        moment = _typed(turn, tuple(turn.answers["moments"]))
        read = (datetime.fromisoformat(moment),) if moment else ()
    else:
        read = moments.read_deadline(turn.text, datetime.fromisoformat(turn.answers["starts_at"]), turn.now)
    if not read:
        raise Refused("until", texts.no_until_read())
    await turn.finish(
        contest_terms.set_kept,
        activity_id=turn.answers["activity_id"],
        kept=dict(turn.answers["kept"]),
        until=read[0],
    )
    await _show_settings(turn, turn.answers["activity_id"])


@router.button(ReleaseKept, right=Right.MANAGE_ACTIVITIES)
async def release_kept(turn: Turn, data: ReleaseKept) -> None:
    number = await turn.do(contest_terms.release_now, activity_id=data.activity_id)
    await turn.show(texts.released(number, data.activity_id))


@router.button(AskPoints, right=Right.MANAGE_ACTIVITIES)
async def ask_points(turn: Turn, data: AskPoints) -> None:
    await turn.ask(POINTS, "points", await _known(turn, data.activity_id))


@router.step(POINTS, "points", right=Right.MANAGE_ACTIVITIES)
async def take_points(turn: Turn) -> None:
    points = contest_terms.read_points(_typed(turn, (*texts.READY_POINTS, texts.NO_POINTS)))
    await turn.finish(contest_terms.set_points, activity_id=turn.answers["activity_id"], points=points)
    await _show_settings(turn, turn.answers["activity_id"])


@router.button(ShowScores, right=Right.SEE_ACTIVITIES)
async def show_scores(turn: Turn, data: ShowScores) -> None:
    await turn.show(
        score_texts.scores(await turn.read(scores.scores, turn.actor, activity_id=data.activity_id))
    )


@router.button(TellResults, right=Right.MANAGE_ACTIVITIES)
async def tell_results(turn: Turn, data: TellResults) -> None:
    number = await turn.do(scores.tell, activity_id=data.activity_id)
    await turn.show(score_texts.told_to(number, data.activity_id))
