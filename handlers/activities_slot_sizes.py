"""The committee changes how many one slot takes."""

from datetime import datetime

from bot.activities.buttons import ResizeSlot, SlotSizes
from bot.activities.organising import slot_sizes
from bot.activities.organising.moments import read_capacity
from bot.activities.organising.texts import publishing as creating
from bot.activities.organising.texts import shrinking as shrinking_texts
from bot.activities.organising.texts import slot_sizes as texts
from bot.chat.dialogs import Answers, Flow
from bot.chat.router import Choose, DropDraft, Router
from bot.chat.turn import Turn
from bot.members.rules import Right
from bot.message import Message

router = Router()
_NAME = "slotsize"
#: Offered sizes, as steps from what is there.
_STEPS = (-5, 1, 2, 5)


def _worded(answers: Answers) -> str:
    return creating.worded_span(datetime.fromisoformat(answers["starts_at"]), None)


def _ask_size(answers: Answers) -> Message:
    sizes = [answers["before"] + step for step in _STEPS if answers["before"] + step >= 1]
    choices: list[creating.Choice] = [
        (texts.size_label(size), Choose(_NAME, "size", str(size))) for size in sizes
    ]
    return texts.ask_size(answers["title"], _worded(answers), answers["placed"], choices, DropDraft())


def _confirm(answers: Answers) -> Message:
    yes, drop = Choose(_NAME, "confirm", "yes"), DropDraft()
    if not answers["over"]:
        return texts.confirm(answers["title"], _worded(answers), answers["capacity"], yes=yes, drop=drop)
    return texts.choose(
        answers["title"],
        _worded(answers),
        answers["capacity"],
        answers["over"],
        keep=yes,
        wait=Choose(_NAME, "confirm", "wait"),
        drop=drop,
    )


SIZE = Flow(
    _NAME,
    1,
    texts.FORM,
    {
        "size": _ask_size,
        "confirm": _confirm,
        "why": lambda answers: shrinking_texts.ask_why(
            answers["title"], len(answers["over"]), drop=DropDraft()
        ),
    },
    back=True,
)


@router.button(SlotSizes, right=Right.MANAGE_ACTIVITIES)
async def show_sizes(turn: Turn, data: SlotSizes) -> None:
    await show(turn, data.activity_id, data.page)


async def show(turn: Turn, activity_id: int, page: int = 0) -> None:
    """The slots of an activity with how many each takes."""
    shown = await turn.read(slot_sizes.sizes, turn.actor, turn.now, activity_id=activity_id, page=page)
    await turn.show(texts.sizes(shown))


@router.button(ResizeSlot, right=Right.MANAGE_ACTIVITIES)
async def ask_size(turn: Turn, data: ResizeSlot) -> None:
    row, slot = await turn.read(slot_sizes.slot_known, turn.actor, turn.now, slot_id=data.slot_id)
    known = {"slot_id": data.slot_id, "title": row.title, "starts_at": slot.starts_at.isoformat()}
    await turn.ask(SIZE, "size", {**known, "placed": slot.placed, "before": slot.capacity})


@router.step(SIZE, "size", right=Right.MANAGE_ACTIVITIES)
async def take_size(turn: Turn) -> None:
    capacity = read_capacity(turn.text)
    over = await turn.read(
        slot_sizes.over_after, turn.actor, turn.now, slot_id=turn.answers["slot_id"], capacity=capacity
    )
    named = [[one.member_id, one.name, one.people] for one in over]
    await turn.ask(SIZE, "confirm", capacity=capacity, over=named)


@router.step(SIZE, "confirm", right=Right.MANAGE_ACTIVITIES)
async def resize(turn: Turn) -> None:
    """Change it, or take what is typed as the better number."""
    if not turn.chosen:
        await take_size(turn)
        return
    if turn.text == "wait":
        await turn.ask(SIZE, "why")
        return
    await _resize(turn)


@router.step(SIZE, "why", right=Right.MANAGE_ACTIVITIES)
async def take_why(turn: Turn) -> None:
    members = tuple(member_id for member_id, _, _ in turn.answers["over"])
    await _resize(turn, members, turn.text)


async def _resize(turn: Turn, members: tuple[int, ...] = (), reason: str = "") -> None:
    done = await turn.finish(
        slot_sizes.resize,
        slot_id=turn.answers["slot_id"],
        capacity=turn.answers["capacity"],
        members=members,
        reason=reason,
    )
    await turn.show(texts.resized(done))
