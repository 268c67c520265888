"""What an item of the plan is turned into: an activity, a notice, a drive for proposals, tasks; and its figures."""

from datetime import date, datetime

from bot.chat.dialogs import Answers, Flow
from bot.chat.router import Choose, DropDraft, Router
from bot.chat.turn import Turn
from bot.language import dates
from bot.members.rules import Right
from bot.message import Message
from bot.plan import acting, card, drives, living, outlook, tasks
from bot.plan.buttons import ItemDone, OpenActivity, WriteItemNotice
from bot.plan.buttons_actions import (
    AssignTask,
    DoneInOutlook,
    DraftInOutlook,
    DropTask,
    MoveDrive,
    MyTasks,
    OpenDrive,
    ReportFigures,
    ShowOutlook,
    ShowTasks,
    TaskAgain,
    TaskDone,
)
from bot.plan.linked import SOURCE
from bot.plan.rules import Policy
from bot.plan.states import OccurrenceState, TaskState
from bot.plan.texts import acting as texts
from bot.plan.texts import card as cards
from bot.plan.texts import outlook as outlook_texts
from bot.plan.texts import words
from bot.refused import Refused
from bot.wording import local
from handlers import notices

router = Router()


def _preview_task(answers: Answers) -> Message:
    return texts.task_preview(
        answers,
        give=Choose(TASK.name, "check", "give"),
        title=Choose(TASK.name, "check", "title"),
        person=Choose(TASK.name, "check", "person"),
        due=Choose(TASK.name, "check", "due"),
        drop=DropDraft(),
    )


def _ask_person(answers: Answers) -> Message:
    choices = [(name, Choose(TASK.name, "person", str(number))) for number, name in answers["people"]]
    return texts.ask_person(answers, choices, drop=DropDraft())


TASK = Flow(
    "plan-task",
    1,
    texts.TASK_FORM,
    {
        "title": lambda answers: texts.ask_task_title(answers, drop=DropDraft()),
        "person": _ask_person,
        "due": lambda answers: texts.ask_due(answers, drop=DropDraft()),
        "check": _preview_task,
    },
    back=True,
)


def _preview_drive(answers: Answers) -> Message:
    return texts.drive_preview(
        answers,
        start=Choose(DRIVE.name, "check", "start"),
        end=Choose(DRIVE.name, "check", "end"),
        drop=DropDraft(),
    )


DRIVE = Flow(
    "plan-drive",
    1,
    texts.DRIVE_FORM,
    {"end": lambda answers: texts.ask_drive_end(answers, drop=DropDraft()), "check": _preview_drive},
    back=True,
)
DRIVE_END = Flow(
    "plan-drive-end",
    1,
    texts.DRIVE_END_FORM,
    {"end": lambda answers: texts.ask_drive_end(answers, drop=DropDraft())},
)
FIGURES: Flow = Flow(
    "plan-figures",
    1,
    texts.FIGURES_FORM,
    {"figures": lambda answers: texts.ask_figures(answers, skip=Choose(FIGURES.name, "figures", "skip"))},
)


async def _card(turn: Turn, occurrence_id: int) -> card.ItemCard:
    return await turn.read(card.item_card, turn.actor, turn.now, occurrence_id=occurrence_id)


def _day_in(text: str, now: datetime) -> date:
    """The one day that was typed; of a span the last. Raises Refused."""
    days = [found.last_on or found.first_on for found in dates.find(text, local(now))]
    known = [day for day in days if day is not None]
    if not known:
        raise Refused("no_day", texts.no_day())
    return known[-1]


# -- activity, notice -------------------------------------------------------------------------------------


@router.button(OpenActivity, right=Right.MANAGE_PLAN)
async def open_activity(turn: Turn, data: OpenActivity) -> None:
    made = await turn.do(acting.make_activity, occurrence_id=data.occurrence_id)
    await turn.show(cards.activity_made(made, data.occurrence_id))


@router.button(WriteItemNotice, right=Right.MANAGE_PLAN)
async def write_notice(turn: Turn, data: WriteItemNotice) -> None:
    """Begin a notice with what the plan says; whom it goes to is asked next."""
    text = cards.notice_text(await _card(turn, data.occurrence_id))
    await notices.begin(turn, text, source=f"{SOURCE}{data.occurrence_id}")


# -- done, with figures -----------------------------------------------------------------------------------


@router.button(ItemDone, right=Right.SEE_PLAN)
async def item_done(turn: Turn, data: ItemDone) -> None:
    """Mark it done at once; then ask for the figures, which may be left out."""
    done = await turn.do(
        living.settle_item,
        occurrence_id=data.occurrence_id,
        state=OccurrenceState.DONE,
        policy=Policy.of(turn.settings),
    )
    await _ask_figures(turn, done)


@router.button(ReportFigures, right=Right.SEE_PLAN)
async def report(turn: Turn, data: ReportFigures) -> None:
    shown = await _card(turn, data.occurrence_id)
    living.check_may_settle(shown)
    await _ask_figures(turn, shown)


async def _ask_figures(turn: Turn, shown: card.ItemCard) -> None:
    answers = {
        "occurrence_id": shown.line.occurrence_id,
        "title": shown.line.title,
        "known": words.outcome(shown.line, shown.turnout),
    }
    await turn.ask(FIGURES, "figures", answers)


@router.step(FIGURES, "figures", right=Right.SEE_PLAN)
async def take_figures(turn: Turn) -> None:
    occurrence_id = turn.answers["occurrence_id"]
    if turn.chosen:
        await turn.give_up()
        await turn.show(cards.item(await _card(turn, occurrence_id)))
        return
    people, spent_fen = texts.figures_in(turn.text)
    if people is None and spent_fen is None:
        raise Refused("no_figures", texts.no_figures())
    done = await turn.finish(
        living.report_figures, occurrence_id=occurrence_id, people=people, spent_fen=spent_fen
    )
    await turn.show(cards.item(done))


@router.button(ShowOutlook, right=Right.MANAGE_PLAN)
async def show_outlook(turn: Turn, data: ShowOutlook) -> None:
    await _show_outlook(turn, data.month)


async def _show_outlook(turn: Turn, month: int) -> None:
    page = await turn.read(outlook.look_over, turn.actor, turn.now, month=month)
    await turn.show(outlook_texts.outlook(page))


@router.button(DoneInOutlook, right=Right.MANAGE_PLAN)
async def done_in_outlook(turn: Turn, data: DoneInOutlook) -> None:
    """One after the other, without leaving the page; the figures can be filled in later."""
    done = await turn.do(
        living.settle_item,
        occurrence_id=data.occurrence_id,
        state=OccurrenceState.DONE,
        policy=Policy.of(turn.settings),
    )
    await turn.toast(outlook_texts.marked_done(done.line.title))
    await _show_outlook(turn, data.month)


@router.button(DraftInOutlook, right=Right.MANAGE_PLAN)
async def draft_in_outlook(turn: Turn, data: DraftInOutlook) -> None:
    made = await turn.do(acting.make_activity, occurrence_id=data.occurrence_id)
    await turn.reply(cards.activity_made(made, data.occurrence_id))


# -- drives -----------------------------------------------------------------------------------------------


@router.button(OpenDrive, right=Right.MANAGE_PLAN)
async def open_drive(turn: Turn, data: OpenDrive) -> None:
    """Show what would be sent; nothing goes out before the next press."""
    plan = await turn.read(drives.prefilled_drive, turn.actor, turn.now, occurrence_id=data.occurrence_id)
    answers = {
        "occurrence_id": data.occurrence_id,
        "title": plan.card.line.title,
        "ends_on": plan.ends_on.isoformat(),
        "whom": plan.whom,
        "heads": plan.heads,
    }
    await turn.ask(DRIVE, "check", answers)


@router.step(DRIVE, "end", right=Right.MANAGE_PLAN)
async def take_drive_end(turn: Turn) -> None:
    ends_on = _day_in(turn.text, turn.now)
    drives.check_end(ends_on, turn.now)
    await turn.ask(DRIVE, "check", ends_on=ends_on.isoformat())


@router.step(DRIVE, "check", right=Right.MANAGE_PLAN)
async def start_drive(turn: Turn) -> None:
    """Start it, or take what is typed as another last day."""
    if not turn.chosen:
        await take_drive_end(turn)
    elif turn.text == "end":
        await turn.ask(DRIVE, "end")
    else:
        opened = await turn.finish(
            drives.open_drive,
            occurrence_id=turn.answers["occurrence_id"],
            ends_on=date.fromisoformat(turn.answers["ends_on"]),
            policy=Policy.of(turn.settings),
        )
        await turn.show(texts.drive_opened(opened))


@router.button(MoveDrive, right=Right.MANAGE_PLAN)
async def move_drive(turn: Turn, data: MoveDrive) -> None:
    shown = await _card(turn, data.occurrence_id)
    await turn.ask(DRIVE_END, "end", {"occurrence_id": data.occurrence_id, "title": shown.line.title})


@router.step(DRIVE_END, "end", right=Right.MANAGE_PLAN)
async def store_drive_end(turn: Turn) -> None:
    moved = await turn.finish(
        drives.change_end,
        occurrence_id=turn.answers["occurrence_id"],
        ends_on=_day_in(turn.text, turn.now),
        policy=Policy.of(turn.settings),
    )
    await turn.show(cards.item(moved))


# -- tasks ------------------------------------------------------------------------------------------------


@router.button(AssignTask, right=Right.MANAGE_PLAN)
async def assign(turn: Turn, data: AssignTask) -> None:
    """Show the task that the plan suggests; ask who gets it where the plan names nobody. Another task of the same
    item is asked for its words."""
    plan = await turn.read(tasks.prefilled_task, turn.actor, turn.now, occurrence_id=data.occurrence_id)
    answers = {
        "occurrence_id": data.occurrence_id,
        "item": plan.card.line.title,
        "title": plan.title,
        "due_on": plan.due_on.isoformat(),
        "member_id": plan.person.member_id if plan.person else None,
        "name": plan.person.name if plan.person else "",
        "people": texts.people_offered(plan.others),
    }
    if plan.card.tasks:
        await turn.ask(TASK, "title", answers)
    else:
        await turn.ask(TASK, "check" if plan.person else "person", answers)


@router.step(TASK, "title", right=Right.MANAGE_PLAN)
async def take_task_title(turn: Turn) -> None:
    title = tasks.fit_task(turn.text)
    await turn.ask(TASK, "check" if turn.answers["member_id"] else "person", title=title)


@router.step(TASK, "person", right=Right.MANAGE_PLAN)
async def take_person(turn: Turn) -> None:
    """A name that was pressed, or typed."""
    offered = dict(turn.answers["people"])
    if turn.chosen:
        if not turn.text.isdigit() or int(turn.text) not in offered:
            raise Refused("nobody", texts.nobody_of("", 0))
        await turn.ask(TASK, "check", member_id=int(turn.text), name=offered[int(turn.text)])
        return
    person = await turn.read(tasks.find_person, turn.actor, written=turn.text)
    await turn.ask(TASK, "check", member_id=person.member_id, name=person.name)


@router.step(TASK, "due", right=Right.MANAGE_PLAN)
async def take_due(turn: Turn) -> None:
    due_on = _day_in(turn.text, turn.now)
    drives.check_end(due_on, turn.now)
    await turn.ask(TASK, "check", due_on=due_on.isoformat())


@router.step(TASK, "check", right=Right.MANAGE_PLAN)
async def give_task(turn: Turn) -> None:
    """Give it, change a part of it, or take what is typed as its words."""
    if not turn.chosen:
        await turn.ask(TASK, "check", title=tasks.fit_task(turn.text))
    elif turn.text in {"title", "person", "due"}:
        await turn.ask(TASK, turn.text)
    else:
        given = await turn.finish(
            tasks.assign_task,
            occurrence_id=turn.answers["occurrence_id"],
            title=turn.answers["title"],
            member_id=turn.answers["member_id"],
            due_on=date.fromisoformat(turn.answers["due_on"]),
            request=turn.request,
            policy=Policy.of(turn.settings),
        )
        await turn.show(texts.task_given(given))


@router.button(ShowTasks, right=Right.SEE_PLAN)
async def show_tasks(turn: Turn, data: ShowTasks) -> None:
    await _show_tasks(turn, data.occurrence_id)


async def _show_tasks(turn: Turn, occurrence_id: int) -> None:
    await turn.show(texts.tasks(await _card(turn, occurrence_id), turn.actor.member_id))


@router.command("tasks", about=texts.ABOUT_TASKS, right=Right.SEE_PLAN, words=texts.WORDS_TASKS)
async def my_tasks(turn: Turn) -> None:
    await turn.show(texts.my_tasks(await turn.read(tasks.my_tasks, turn.actor)))


@router.button(MyTasks, right=Right.SEE_PLAN)
async def press_my_tasks(turn: Turn, _data: MyTasks) -> None:
    await my_tasks(turn)


@router.button(TaskDone, right=Right.SEE_PLAN)
async def task_done(turn: Turn, data: TaskDone) -> None:
    await _settle(turn, data.task_id, TaskState.DONE)


@router.button(TaskAgain, right=Right.SEE_PLAN)
async def task_again(turn: Turn, data: TaskAgain) -> None:
    await _settle(turn, data.task_id, TaskState.OPEN)


async def _settle(turn: Turn, task_id: int, state: TaskState) -> None:
    line = await turn.do(tasks.settle_task, task_id=task_id, state=state, policy=Policy.of(turn.settings))
    await turn.show(texts.task_settled(line))


@router.button(DropTask, right=Right.MANAGE_PLAN)
async def drop_task(turn: Turn, data: DropTask) -> None:
    """Ask first."""
    if not data.sure:
        await turn.show(
            texts.ask_drop_task(await turn.read(tasks.one_task, turn.actor, task_id=data.task_id))
        )
        return
    line = await turn.do(
        tasks.settle_task, task_id=data.task_id, state=TaskState.DROPPED, policy=Policy.of(turn.settings)
    )
    await _show_tasks(turn, line.occurrence_id)
