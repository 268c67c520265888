"""Members see what they may collect and show their code; leaders and the committee hand it over, once each."""

import asyncio
import re
from datetime import date

from bot.chat.dialogs import Answers, Flow
from bot.chat.router import Choose, DropDraft, Router
from bot.chat.turn import Turn
from bot.files.drawing import png, qr_code
from bot.files.sheets import workbook
from bot.handouts import giving, lists, rules, service, texts
from bot.handouts.buttons import (
    Chase,
    CollectionFile,
    EndHandout,
    Give,
    GiveOut,
    GiveToProxy,
    ListHandouts,
    MyHandouts,
    NewHandout,
    PickMember,
    ShowBoard,
    ShowCode,
    TakeBack,
)
from bot.language.dates import point
from bot.members.audience import EVERYONE, Audience, Trait, of_groups
from bot.members.groups import reachable_groups
from bot.members.rules import Right, may
from bot.members.texts import TRAITS
from bot.message import Message
from bot.refused import Refused
from bot.wording import local

router = Router()
router.desk(texts.DESK, ListHandouts(), place=56, right=Right.MANAGE_ACTIVITIES)
_NAME = "handout"
_OFFERED = (Trait.SERVING, Trait.RETIRED, Trait.WOMEN, Trait.FRONT_LINE, Trait.NEW)
_SEPARATORS = re.compile(r"[、,，;；\s]+")
_QR = 480


def _ask_audience(answers: Answers) -> Message:
    audiences = [
        (texts.EVERYONE, EVERYONE),
        *((TRAITS[one], Audience(traits=frozenset({one}))) for one in _OFFERED),
    ]
    return texts.ask_audience(
        answers["title"], [(label, Choose(_NAME, "audience", one.to_text())) for label, one in audiences]
    )


def _confirm(answers: Answers) -> Message:
    return texts.confirm(
        answers["title"],
        answers["who"],
        answers["heads"],
        date.fromisoformat(answers["until"]),
        answers["place"],
        yes=Choose(_NAME, "confirm", "yes"),
        drop=DropDraft(),
    )


NEW = Flow(
    _NAME,
    1,
    texts.NEW_FORM,
    {
        "title": lambda _answers: texts.ask_title(),
        "audience": _ask_audience,
        "until": lambda _answers: texts.ask_until(),
        "place": lambda _answers: texts.ask_place(),
        "confirm": _confirm,
    },
)
GIVING = Flow(
    "handout-code",
    1,
    texts.GIVE_FORM,
    {"code": lambda answers: texts.ask_code(answers["title"], answers.get("done", ""))},
)
PROXY = Flow("handout-proxy", 1, texts.PROXY_FORM, {"name": lambda answers: texts.ask_proxy(answers["name"])})


# -- members ------------------------------------------------------------------------------------------------


@router.command("benefits", about=texts.ABOUT, right=Right.SIGN_UP, words=texts.WORDS)
async def list_mine(turn: Turn) -> None:
    await _show_mine(turn)


@router.button(MyHandouts, right=Right.SIGN_UP)
async def press_mine(turn: Turn, _data: MyHandouts) -> None:
    await _show_mine(turn)


@router.listen(right=Right.SIGN_UP)
async def hear(turn: Turn) -> bool:
    """我还没领的福利, 领取码是多少."""
    if turn.text in texts.BARE:
        await _show_mine(turn)
        return True
    short = len(turn.text) <= texts.LONGEST_QUESTION
    if not short or not texts.ASKS.search(turn.text) or texts.NOT_ASKING.search(turn.text):
        return False
    shown = await turn.read(service.my_handouts, turn.actor, turn.now)
    if not shown and not texts.ASKS_FOR_OWN.search(turn.text):
        return False  # the plan may know what is to come
    await turn.reply(texts.mine(shown, gives=may(turn.actor, Right.CHASE_GROUP)))
    return True


async def _show_mine(turn: Turn) -> None:
    shown = await turn.read(service.my_handouts, turn.actor, turn.now)
    await turn.show(texts.mine(shown, gives=may(turn.actor, Right.CHASE_GROUP)))


@router.button(ShowCode, right=Right.SIGN_UP)
async def show_code(turn: Turn, data: ShowCode) -> None:
    """The code as a picture to be scanned, and as digits to be read out."""
    shown = await turn.read(service.my_handouts, turn.actor, turn.now)
    one = next((one for one in shown if one.handout_id == data.handout_id), None)
    if one is None or one.collected_at is not None:
        await turn.show(texts.mine(shown, gives=False))
        return
    link = f"https://t.me/{turn.bot_username}?start={rules.link_of(one.handout_id, one.code)}"
    content = await asyncio.to_thread(lambda: png(qr_code(link, _QR)))
    await turn.send_picture(texts.code_name(), content, texts.code_caption(one))


# -- handing over -------------------------------------------------------------------------------------------


@router.button(ListHandouts, right=Right.CHASE_GROUP)
async def press_list(turn: Turn, _data: ListHandouts) -> None:
    lines = await turn.read(lists.handouts, turn.actor)
    await turn.show(texts.listed(lines, manages=may(turn.actor, Right.MANAGE_ACTIVITIES)))


@router.button(ShowBoard, right=Right.CHASE_GROUP)
async def press_board(turn: Turn, data: ShowBoard) -> None:
    await turn.show(
        texts.board(await turn.read(lists.board, turn.actor, turn.now, handout_id=data.handout_id))
    )


@router.button(GiveOut, right=Right.CHASE_GROUP)
async def press_give_out(turn: Turn, data: GiveOut) -> None:
    shown = await turn.read(lists.board, turn.actor, turn.now, handout_id=data.handout_id)
    await turn.ask(GIVING, "code", {"handout_id": data.handout_id, "title": shown.title})


@router.step(GIVING, "code", right=Right.CHASE_GROUP)
async def take_code(turn: Turn) -> None:
    """Whose code it is; the form stays open for the next one."""
    found = await turn.read(
        giving.find_person, turn.actor, turn.now, handout_id=turn.answers["handout_id"], code=turn.text
    )
    await turn.reply(texts.person(found))


async def give_by_link(turn: Turn, handout_id: int, code: str) -> None:
    """Somebody scanned a member's code."""
    if not may(turn.actor, Right.CHASE_GROUP):
        await _show_mine(turn)
        return
    found = await turn.read(giving.find_person, turn.actor, turn.now, handout_id=handout_id, code=code)
    await turn.reply(texts.person(found))


@router.button(PickMember, right=Right.CHASE_GROUP)
async def press_pick(turn: Turn, data: PickMember) -> None:
    found = await turn.read(
        giving.person, turn.actor, turn.now, handout_id=data.handout_id, member_id=data.member_id
    )
    await turn.show(texts.person(found))


@router.button(Give, right=Right.CHASE_GROUP)
async def press_give(turn: Turn, data: Give) -> None:
    given = await turn.do(giving.give, handout_id=data.handout_id, member_id=data.member_id)
    await turn.show(texts.given(given))


@router.button(GiveToProxy, right=Right.CHASE_GROUP)
async def press_proxy(turn: Turn, data: GiveToProxy) -> None:
    found = await turn.read(
        giving.person, turn.actor, turn.now, handout_id=data.handout_id, member_id=data.member_id
    )
    known = {"handout_id": data.handout_id, "member_id": data.member_id, "name": found.name}
    await turn.ask(PROXY, "name", known)


@router.step(PROXY, "name", right=Right.CHASE_GROUP)
async def take_proxy(turn: Turn) -> None:
    answers = turn.answers
    given = await turn.finish(
        giving.give, handout_id=answers["handout_id"], member_id=answers["member_id"], proxy=turn.text
    )
    await turn.reply(texts.given(given))


@router.button(TakeBack, right=Right.CHASE_GROUP)
async def press_take_back(turn: Turn, data: TakeBack) -> None:
    found = await turn.do(giving.take_back, handout_id=data.handout_id, member_id=data.member_id)
    await turn.show(texts.person(found))


@router.button(Chase, right=Right.CHASE_GROUP)
async def press_chase(turn: Turn, data: Chase) -> None:
    number = await turn.do(lists.chase, handout_id=data.handout_id)
    await turn.toast(texts.chased(number), alert=True)


@router.button(CollectionFile, right=Right.EXPORT)
async def send_table(turn: Turn, data: CollectionFile) -> None:
    await turn.do(lists.note_export, handout_id=data.handout_id)
    title, rows = await turn.read(lists.collections, turn.actor, turn.now, handout_id=data.handout_id)
    content = workbook(texts.SHEET, texts.HEADER, rows, widths=texts.WIDTHS)
    taken = sum(1 for row in rows if row[2])
    await turn.send_file(texts.file_name(title), content, texts.file_caption(title, taken, len(rows)))


# -- the committee announces --------------------------------------------------------------------------------


@router.button(NewHandout, right=Right.MANAGE_ACTIVITIES)
async def press_new(turn: Turn, _data: NewHandout) -> None:
    await turn.ask(NEW, "title", {})


@router.step(NEW, "title", right=Right.MANAGE_ACTIVITIES)
async def take_title(turn: Turn) -> None:
    await turn.ask(NEW, "audience", title=service.fit_title(turn.text))


@router.step(NEW, "audience", right=Right.MANAGE_ACTIVITIES)
async def take_audience(turn: Turn) -> None:
    """A kind of members, or groups by their names."""
    audience = turn.text
    if not turn.chosen:
        nodes = await turn.read(reachable_groups, turn.actor, Right.MANAGE_ACTIVITIES)
        names = {name for name in _SEPARATORS.split(turn.text) if name}
        chosen = {node.id for node in nodes if node.name in names}
        if turn.text == texts.EVERYONE:
            audience = EVERYONE.to_text()
        elif chosen:
            audience = of_groups(chosen).to_text()
        else:
            raise Refused("groups", texts.no_such_groups())
    who, heads = await turn.read(service.heads, turn.actor, turn.now, audience=audience)
    await turn.ask(NEW, "until", audience=audience, who=who, heads=heads)


@router.step(NEW, "until", right=Right.MANAGE_ACTIVITIES)
async def take_until(turn: Turn) -> None:
    found = point(turn.text, local(turn.now))
    day = service.fit_last_day(found.first_on if found else None, turn.now)
    await turn.ask(NEW, "place", until=day.isoformat())


@router.step(NEW, "place", right=Right.MANAGE_ACTIVITIES)
async def take_place(turn: Turn) -> None:
    await turn.ask(NEW, "confirm", place=service.fit_place(turn.text))


@router.step(NEW, "confirm", right=Right.MANAGE_ACTIVITIES)
async def announce(turn: Turn) -> None:
    """Announce it, or take what is typed as the better place."""
    if not turn.chosen:
        await take_place(turn)
        return
    answers = turn.answers
    shown = await turn.finish(
        service.open_handout,
        title=answers["title"],
        audience=answers["audience"],
        place=answers["place"],
        until_on=date.fromisoformat(answers["until"]),
        request=turn.request,
    )
    await turn.show(texts.board(shown))


@router.button(EndHandout, right=Right.MANAGE_ACTIVITIES)
async def press_end(turn: Turn, data: EndHandout) -> None:
    if not data.sure:
        shown = await turn.read(lists.board, turn.actor, turn.now, handout_id=data.handout_id)
        await turn.show(texts.ask_end(shown.title, data.handout_id))
        return
    await turn.show(texts.board(await turn.do(service.end_handout, handout_id=data.handout_id)))
