"""Writing down results: lines as they come, who is meant by a strange name, the ranks looked at before they are stored."""

from functools import partial
from typing import Any

from telegram.error import TelegramError

from bot.activities.buttons import WriteResults
from bot.activities.contests import reading, results, scores
from bot.activities.contests.buttons import WriteEventResults
from bot.activities.contests.results import Field
from bot.activities.contests.texts import results as texts
from bot.activities.contests.texts import scores as score_texts
from bot.activities.rules_scores import Order
from bot.chat.dialogs import Answers, Flow
from bot.chat.router import Choose, Router
from bot.chat.turn import Turn
from bot.files.child import read_aside
from bot.files.safety import Unreadable
from bot.files.tables import read_tables
from bot.members.rules import Right
from bot.message import Message
from bot.refused import Refused

router = Router()
_LARGEST_FILE = 2_000_000


def _choose(step: str, value: str) -> Choose:
    return Choose(RESULTS.name, step, value)


def _ask_who(answers: Answers) -> Message:
    first = answers["strange"][0]
    choices = [(answers["names"][str(key)], _choose("who", str(key))) for key in first["may_be"]]
    return texts.ask_who(answers["strange"], [*choices, (texts.skip(), _choose("who", texts.SKIP))])


def _ask_check(answers: Answers) -> Message:
    ways = (*Order, texts.SAVE, texts.ONLY, texts.ALL)
    return texts.ask_check(
        _outcome(answers),
        answers["event"],
        answers["names"],
        answers["bare"],
        answers["skipped"],
        {way: _choose("check", way) for way in ways},
        keep=answers["keep"],
    )


RESULTS = Flow(
    "contestresults",
    1,
    texts.FORM,
    {
        "lines": lambda answers: texts.ask_lines(answers["title"], answers["event"]),
        "who": _ask_who,
        "check": _ask_check,
    },
    back=True,
)


def _outcome(answers: Answers) -> results.Outcome:
    """What was written so far comes to, from the answers alone."""
    had = tuple((key, result) for key, result in answers["had"])
    of = Field(
        answers["activity_id"],
        answers["event_id"],
        answers["title"],
        answers["event"],
        (),
        had,
        answers["was"],
    )
    return results.outcome(of, _written(answers), order=_order(answers), keep=answers["keep"])


def _written(answers: Answers) -> list[tuple[int, str]]:
    return [(key, result) for key, result in answers["found"]]


def _order(answers: Answers) -> Order | None:
    return Order(answers["order"]) if answers["order"] else None


@router.button(WriteResults, right=Right.MANAGE_ACTIVITIES)
async def write_results(turn: Turn, data: WriteResults) -> None:
    await _begin(turn, data.activity_id, 0)


@router.button(WriteEventResults, right=Right.MANAGE_ACTIVITIES)
async def write_event_results(turn: Turn, data: WriteEventResults) -> None:
    await _begin(turn, 0, data.event_id)


@router.listen(right=Right.MANAGE_ACTIVITIES)
async def hear_wish_to_write(turn: Turn) -> bool:
    """登记100米成绩: begin where it is clear of what."""
    wish = texts.WRITE.fullmatch(turn.text.strip())
    if wish is None:
        return False
    found = await turn.read(results.places_of, turn.actor, turn.now, words=wish["title"].strip())
    if len(found) == 1:
        await _begin(turn, found[0].activity_id, found[0].event_id)
        return True
    if not found:
        found = await turn.read(results.places_of, turn.actor, turn.now, words="")
    await turn.reply(texts.which(found))
    return True


@router.listen(right=Right.SEE_ACTIVITIES)
async def hear_question(turn: Turn) -> bool:
    """运动会成绩出来了吗: show what was made known; everything else is for those who answer free text."""
    asked = texts.ASK.fullmatch(turn.text.strip().rstrip(texts.MARKS))
    if asked is None:
        return False
    found = await turn.read(results.told_of, turn.actor, turn.now, words=asked["title"].strip())
    if len(found) == 1:
        shown = await turn.read(scores.scores, turn.actor, activity_id=found[0].activity_id)
        await turn.reply(score_texts.scores(shown))
    elif found:
        await turn.reply(texts.which_told(found))
    return bool(found)


async def _begin(turn: Turn, activity_id: int, event_id: int) -> None:
    of = await turn.read(results.field, turn.actor, activity_id=activity_id, event_id=event_id)
    known: dict[str, Any] = {"activity_id": of.activity_id, "event_id": event_id, "title": of.title}
    known |= {"event": of.event, "found": [], "order": "", "keep": True}
    await turn.ask(RESULTS, "lines", known)


@router.step(RESULTS, "lines", right=Right.MANAGE_ACTIVITIES)
async def take_lines(turn: Turn) -> None:
    if not turn.chosen and texts.WRITE.fullmatch(turn.text.strip()):
        # Somebody thought of another event.
        await hear_wish_to_write(turn)
        return
    await _take(turn, await _sent(turn))


async def _sent(turn: Turn) -> str:
    """What was typed, or what stands in the table that was sent."""
    document = turn.document
    if document is None:
        return turn.text
    if (document.file_size or 0) > _LARGEST_FILE:
        raise Refused("file", texts.file_not_read())
    try:
        data = await turn.fetch_file(document)
        read = partial(read_tables, data, filename=document.file_name or "")
        return reading.text_of(await read_aside(read))
    except (TelegramError, Unreadable) as error:
        raise Refused("file", texts.file_not_read()) from error


async def _take(turn: Turn, text: str) -> None:
    """Read lines into the form; what was read before stays unless it is written anew."""
    answers = turn.answers
    facts = {"activity_id": answers["activity_id"], "event_id": answers["event_id"]}
    of = await turn.read(results.field, turn.actor, **facts)
    read = reading.read(text, of.known)
    if not read.found and not read.strange:
        raise Refused("empty", texts.nothing_read(read.bare))
    found = {key: result for key, result in _written(answers) if key not in dict(read.found)} | dict(
        read.found
    )
    strange = [{"name": one.name, "result": one.result, "may_be": list(one.may_be)} for one in read.strange]
    await _go_on(
        turn,
        found=[list(pair) for pair in found.items()],
        strange=strange,
        bare=list(read.bare),
        skipped=list(read.skipped),
        had=[list(pair) for pair in of.had],
        was=of.ordering,
        names={str(one.key): texts.label(one.name, one.group) for one in of.known},
    )


async def _go_on(turn: Turn, **more: Any) -> None:
    strange = more.get("strange", turn.answers.get("strange"))
    found = more.get("found", turn.answers.get("found"))
    step = "who" if strange else "check" if found else "lines"
    await turn.ask(RESULTS, step, **more)


@router.step(RESULTS, "who", right=Right.MANAGE_ACTIVITIES)
async def take_who(turn: Turn) -> None:
    answers = turn.answers
    first, *rest = answers["strange"]
    found = list(answers["found"])
    if not turn.chosen:
        names = answers["names"].items()
        meant = [key for key, label in names if texts.is_meant(turn.text.strip(), label)]
        if len(meant) != 1:
            raise Refused("name", texts.not_on_list(turn.text))
        chosen = meant[0]
    else:
        chosen = turn.text
    if chosen != texts.SKIP:
        found = [*(pair for pair in found if str(pair[0]) != chosen), [int(chosen), first["result"]]]
    await _go_on(turn, found=found, strange=rest)


@router.step(RESULTS, "check", right=Right.MANAGE_ACTIVITIES)
async def check(turn: Turn) -> None:
    answers = turn.answers
    if not turn.chosen:
        await _take(turn, await _sent(turn))
        return
    if turn.text in set(Order):
        await turn.ask(RESULTS, "check", order=turn.text)
        return
    if turn.text in {texts.ONLY, texts.ALL}:
        await turn.ask(RESULTS, "check", keep=turn.text == texts.ALL)
        return
    activity_id, event_id = answers["activity_id"], answers["event_id"]
    facts: dict[str, Any] = {"activity_id": activity_id, "event_id": event_id, "written": _written(answers)}
    made = await turn.finish(results.record, **facts, order=_order(answers), keep=answers["keep"])
    shown = await turn.read(scores.scores, turn.actor, activity_id=activity_id)
    number, changed = len(made.lines), len(shown.changes)
    await turn.show(texts.written(number, changed, activity_id, event_id, told=shown.told))
