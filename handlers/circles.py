"""Members join and leave interest groups; their leaders and the committee speak to them."""

from bot.chat.dialogs import Answers, Flow
from bot.chat.router import Choose, DropDraft, Router
from bot.chat.turn import Turn
from bot.circles import service, texts
from bot.circles.buttons import (
    CircleMembers,
    Circles,
    CloseCircle,
    JoinCircle,
    MakeLeader,
    NewCircle,
    NewForCircle,
    ShowCircle,
    TellCircle,
)
from bot.members.audience import of_circle
from bot.members.rules import Right, may
from bot.message import Message
from handlers import activities_new

router = Router()
router.desk(texts.DESK, Circles(), place=58, right=Right.MANAGE_ACTIVITIES)


def _confirm(answers: Answers) -> Message:
    return texts.confirm_text(
        answers["name"], answers["text"], yes=Choose(TELL.name, "confirm", "yes"), drop=DropDraft()
    )


NEW = Flow("circle-new", 1, texts.NEW_FORM, {"name": lambda _answers: texts.ask_new()})
TELL = Flow(
    "circle-tell",
    1,
    texts.TELL_FORM,
    {"text": lambda answers: texts.ask_text(answers["name"]), "confirm": _confirm},
)


@router.command("circles", about=texts.ABOUT, right=Right.SIGN_UP, words=texts.WORDS)
async def list_circles(turn: Turn) -> None:
    shown = await turn.read(service.circles, turn.actor)
    await turn.show(texts.circles(shown, manages=may(turn.actor, Right.MANAGE_ACTIVITIES)))


@router.button(Circles, right=Right.SIGN_UP)
async def press_list(turn: Turn, _data: Circles) -> None:
    await list_circles(turn)


@router.listen(right=Right.SIGN_UP)
async def hear(turn: Turn) -> bool:
    """我想加入乒乓球小组, 有什么兴趣小组."""
    if len(turn.text) > texts.LONGEST_QUESTION or texts.NOT_ASKING.search(turn.text):
        return False
    if texts.ASKS.search(turn.text):
        shown = await turn.read(service.circles, turn.actor)
        named = next((one for one in shown if one.name in turn.text), None)
        if named is not None:
            await _show(turn, named.circle_id)
            return True
    if texts.GENERAL.search(turn.text):
        await list_circles(turn)
        return True
    return False


@router.button(ShowCircle, right=Right.SIGN_UP)
async def press_show(turn: Turn, data: ShowCircle) -> None:
    await _show(turn, data.circle_id)


async def _show(turn: Turn, circle_id: int) -> None:
    await turn.show(texts.card(await turn.read(service.circle_card, turn.actor, circle_id=circle_id)))


@router.button(JoinCircle, right=Right.SIGN_UP)
async def press_join(turn: Turn, data: JoinCircle) -> None:
    await turn.show(texts.card(await turn.do(service.join_circle, circle_id=data.circle_id, join=data.join)))


@router.button(CircleMembers, right=Right.SIGN_UP)
async def press_people(turn: Turn, data: CircleMembers) -> None:
    await turn.show(texts.people(await turn.read(service.people, turn.actor, circle_id=data.circle_id)))


@router.button(TellCircle, right=Right.SIGN_UP)
async def press_tell(turn: Turn, data: TellCircle) -> None:
    """Ask for the words; somebody without the right learns it before writing."""
    shown = await turn.read(service.people, turn.actor, circle_id=data.circle_id)
    await turn.ask(TELL, "text", {"circle_id": data.circle_id, "name": shown.name})


@router.step(TELL, "text", right=Right.SIGN_UP)
async def take_text(turn: Turn) -> None:
    await turn.ask(TELL, "confirm", text=service.fit_text(turn.text))


@router.step(TELL, "confirm", right=Right.SIGN_UP)
async def tell(turn: Turn) -> None:
    if not turn.chosen:
        await take_text(turn)
        return
    circle_id = turn.answers["circle_id"]
    name, number = await turn.finish(
        service.tell, circle_id=circle_id, text=turn.answers["text"], request=turn.request
    )
    await turn.show(texts.told(name, number, circle_id))


# -- the committee ------------------------------------------------------------------------------------------


@router.button(NewCircle, right=Right.MANAGE_ACTIVITIES)
async def press_new(turn: Turn, _data: NewCircle) -> None:
    await turn.ask(NEW, "name", {})


@router.step(NEW, "name", right=Right.MANAGE_ACTIVITIES)
async def take_name(turn: Turn) -> None:
    await turn.reply(texts.card(await turn.finish(service.create_circle, text=turn.text)))


@router.button(MakeLeader, right=Right.MANAGE_ACTIVITIES)
async def press_leader(turn: Turn, data: MakeLeader) -> None:
    shown = await turn.do(service.make_leader, circle_id=data.circle_id, member_id=data.member_id)
    await turn.show(texts.people(shown))


@router.button(NewForCircle, right=Right.MANAGE_ACTIVITIES)
async def press_activity(turn: Turn, data: NewForCircle) -> None:
    """A new activity that is for those who have joined."""
    await turn.read(service.circle_card, turn.actor, circle_id=data.circle_id)
    await activities_new.begin(turn, more={"audience": of_circle(data.circle_id).to_text()})


@router.button(CloseCircle, right=Right.MANAGE_ACTIVITIES)
async def press_close(turn: Turn, data: CloseCircle) -> None:
    if not data.sure:
        card = await turn.read(service.circle_card, turn.actor, circle_id=data.circle_id)
        await turn.show(texts.ask_close(card.name, data.circle_id))
        return
    await turn.do(service.close_circle, circle_id=data.circle_id)
    await list_circles(turn)
