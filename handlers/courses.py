"""Members wish for courses; the committee holds those that enough wish for."""

from datetime import datetime

from bot.activities import looking
from bot.activities.organising import publishing
from bot.activities.organising.moments import read_capacity
from bot.chat.dialogs import Answers, Flow
from bot.chat.router import Choose, DropDraft, Router
from bot.chat.turn import Turn
from bot.courses import service, texts
from bot.courses.buttons import (
    AddCourses,
    Catalogue,
    DropCourse,
    ManageCourse,
    ManageCourses,
    OpenCourse,
    Vote,
)
from bot.courses.reading import Span, read_lessons
from bot.members.rules import Right, may
from bot.message import Message
from bot.refused import Refused
from handlers.activities_new import timing_of

router = Router()
router.desk(texts.DESK, ManageCourses(), place=57, right=Right.MANAGE_ACTIVITIES)
_NAME = "course-open"


def _spans(answers: Answers) -> list[Span]:
    return [(datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in answers["spans"]]


def _confirm(answers: Answers) -> Message:
    return texts.confirm(
        answers["title"],
        _spans(answers),
        answers["place"],
        answers["capacity"],
        yes=Choose(_NAME, "confirm", "yes"),
        drop=DropDraft(),
    )


ADD = Flow("course-add", 1, texts.ADD_FORM, {"titles": lambda _answers: texts.ask_titles()})
OPEN = Flow(
    _NAME,
    1,
    texts.OPEN_FORM,
    {
        "lessons": lambda answers: texts.ask_lessons(answers["title"]),
        "place": lambda answers: texts.ask_place(answers["title"]),
        "capacity": lambda answers: texts.ask_capacity(answers["title"], Choose(_NAME, "capacity", "0")),
        "confirm": _confirm,
    },
    back=True,
)


@router.command("courses", about=texts.ABOUT, right=Right.SIGN_UP, words=texts.WORDS)
async def list_courses(turn: Turn) -> None:
    await _show(turn, await turn.read(service.catalogue, turn.actor))


@router.button(Catalogue, right=Right.SIGN_UP)
async def press_list(turn: Turn, _data: Catalogue) -> None:
    await list_courses(turn)


async def _show(turn: Turn, lines: tuple[service.Line, ...]) -> None:
    await turn.show(texts.catalogue(lines, manages=may(turn.actor, Right.MANAGE_ACTIVITIES)))


@router.button(Vote, right=Right.SIGN_UP)
async def press_vote(turn: Turn, data: Vote) -> None:
    await _show(turn, await turn.do(service.toggle_vote, course_id=data.course_id))


@router.listen(right=Right.SIGN_UP)
async def hear(turn: Turn) -> bool:
    """瑜伽班还能报吗, while it is only wished for; once it is held it is an activity like others."""
    if turn.text in texts.BARE:
        await list_courses(turn)
        return True
    if len(turn.text) > texts.LONGEST_QUESTION or texts.NOT_ASKING.search(turn.text):
        return False
    if not texts.ASKS.search(turn.text):
        return False
    lines = await turn.read(service.catalogue, turn.actor)
    wished = {line.course_id: line for line in lines if line.activity_id is None}
    course_id = texts.named(turn.text, [(line.course_id, line.title) for line in wished.values()])
    if course_id is None:
        return False
    known = await turn.read(looking.find_visible, turn.actor, turn.now)
    if any(one.title in turn.text for one in known):
        return False
    await turn.reply(texts.not_held_yet(wished[course_id]))
    return True


# -- the committee ------------------------------------------------------------------------------------------


@router.button(ManageCourses, right=Right.MANAGE_ACTIVITIES)
async def press_manage(turn: Turn, _data: ManageCourses) -> None:
    await turn.show(texts.managed(await turn.read(service.catalogue, turn.actor)))


@router.button(ManageCourse, right=Right.MANAGE_ACTIVITIES)
async def press_course(turn: Turn, data: ManageCourse) -> None:
    await turn.show(
        texts.card(await turn.read(service.course_card, turn.actor, turn.now, course_id=data.course_id))
    )


@router.button(DropCourse, right=Right.MANAGE_ACTIVITIES)
async def press_drop(turn: Turn, data: DropCourse) -> None:
    await turn.show(texts.managed(await turn.do(service.drop_course, course_id=data.course_id)))


@router.button(AddCourses, right=Right.MANAGE_ACTIVITIES)
async def press_add(turn: Turn, _data: AddCourses) -> None:
    await turn.ask(ADD, "titles", {})


@router.step(ADD, "titles", right=Right.MANAGE_ACTIVITIES)
async def take_titles(turn: Turn) -> None:
    await turn.reply(texts.managed(await turn.finish(service.add_courses, text=turn.text)))


@router.button(OpenCourse, right=Right.MANAGE_ACTIVITIES)
async def press_open(turn: Turn, data: OpenCourse) -> None:
    card = await turn.read(service.course_card, turn.actor, turn.now, course_id=data.course_id)
    if card.activity_id is not None:
        raise Refused("held", texts.held_already(card.title, card.activity_id))
    await turn.ask(OPEN, "lessons", {"course_id": data.course_id, "title": card.title})


@router.step(OPEN, "lessons", right=Right.MANAGE_ACTIVITIES)
async def take_lessons(turn: Turn) -> None:
    """The lessons; written once more at the end, they take the place of the old ones."""
    spans = read_lessons(turn.text, turn.now)
    if not spans:
        raise Refused("lessons", texts.no_lessons())
    publishing.check_times(spans[0][0], spans[-1][1], None, turn.now)
    step = "confirm" if "capacity" in turn.answers else "place"
    await turn.ask(OPEN, step, spans=[[start.isoformat(), end.isoformat()] for start, end in spans])


@router.step(OPEN, "place", right=Right.MANAGE_ACTIVITIES)
async def take_place(turn: Turn) -> None:
    await turn.ask(OPEN, "capacity", place=publishing.check_place(turn.text))


@router.step(OPEN, "capacity", right=Right.MANAGE_ACTIVITIES)
async def take_capacity(turn: Turn) -> None:
    await turn.ask(OPEN, "confirm", capacity=read_capacity(turn.text))


@router.step(OPEN, "confirm", right=Right.MANAGE_ACTIVITIES)
async def hold(turn: Turn) -> None:
    if not turn.chosen:
        await take_lessons(turn)
        return
    answers = turn.answers
    done = await turn.finish(
        service.open_course,
        course_id=answers["course_id"],
        spans=_spans(answers),
        place=answers["place"],
        capacity=answers["capacity"] or None,
        request=turn.request,
        timing=timing_of(turn),
    )
    await turn.show(texts.opened(done))
