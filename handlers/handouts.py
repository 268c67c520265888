"""Members see what they may collect and show their code; leaders and the committee hand it over, once each."""

import asyncio

from bot.chat.dialogs import Flow
from bot.chat.router import Choose, Router
from bot.chat.turn import Turn
from bot.files.drawing import png, qr_code
from bot.files.sheets import workbook
from bot.handouts import entitled, giving, lists, rules, service, texts, volunteers
from bot.handouts.buttons import (
    Chase,
    ChooseItem,
    ChooseItemFor,
    CollectionFile,
    Give,
    GiveOut,
    GiveShare,
    GiveToProxy,
    ListHandouts,
    MyHandouts,
    PickMember,
    ShowBoard,
    ShowCode,
    TakeBack,
    TakeForGroup,
)
from bot.handouts.texts import announcing
from bot.handouts.texts import giving as giving_texts
from bot.members.rules import Right, may

router = Router()
router.desk(texts.DESK, ListHandouts(), place=56, right=Right.MANAGE_ACTIVITIES)
_QR = 480
_DONE = "done"
GIVING = Flow(
    "handout-code",
    1,
    texts.GIVE_FORM,
    {"code": lambda answers: giving_texts.ask_code(answers["title"], Choose("handout-code", "code", _DONE))},
)
PROXY = Flow(
    "handout-proxy", 1, texts.PROXY_FORM, {"name": lambda answers: giving_texts.ask_proxy(answers["name"])}
)


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
    await _show_mine(turn)
    return True


async def _show_mine(turn: Turn) -> None:
    shown = await turn.read(service.my_handouts, turn.actor, turn.now)
    helping = await turn.read(volunteers.helping, turn.actor, turn.now)
    await turn.show(texts.mine(shown, gives=may(turn.actor, Right.CHASE_GROUP), helping=helping))


@router.button(ChooseItem, right=Right.SIGN_UP)
async def press_item(turn: Turn, data: ChooseItem) -> None:
    await turn.do(giving.choose, handout_id=data.handout_id, item=data.item)
    await _show_mine(turn)


@router.button(ShowCode, right=Right.SIGN_UP)
async def show_code(turn: Turn, data: ShowCode) -> None:
    """The code as a picture to be scanned, and as digits to be read out."""
    shown = await turn.read(service.my_handouts, turn.actor, turn.now)
    one = next((one for one in shown if one.handout_id == data.handout_id), None)
    if one is None or one.collected_at is not None:
        await _show_mine(turn)
        return
    link = f"https://t.me/{turn.bot_username}?start={rules.link_of(one.handout_id, one.code)}"
    content = await asyncio.to_thread(lambda: png(qr_code(link, _QR)))
    await turn.send_picture(texts.code_name(), content, texts.code_caption(one))


# -- handing over -------------------------------------------------------------------------------------------


@router.button(ListHandouts, right=Right.CHASE_GROUP)
async def press_list(turn: Turn, _data: ListHandouts) -> None:
    lines = await turn.read(lists.handouts, turn.actor)
    await turn.show(giving_texts.listed(lines, manages=may(turn.actor, Right.MANAGE_ACTIVITIES)))


@router.button(ShowBoard, right=Right.CHASE_GROUP)
async def press_board(turn: Turn, data: ShowBoard) -> None:
    await turn.show(
        giving_texts.board(await turn.read(lists.board, turn.actor, turn.now, handout_id=data.handout_id))
    )


@router.button(GiveOut, right=Right.SIGN_UP)
async def press_give_out(turn: Turn, data: GiveOut) -> None:
    shown = await turn.read(entitled.check_gives_out, turn.actor, handout_id=data.handout_id)
    await turn.ask(GIVING, "code", {"handout_id": data.handout_id, "title": shown.title})


@router.step(GIVING, "code", right=Right.SIGN_UP)
async def take_code(turn: Turn) -> None:
    """Whose code it is; the form stays open for the next one."""
    if turn.chosen and turn.text == _DONE:
        await turn.give_up()
        await _show_mine(turn)
        return
    found = await turn.read(
        giving.find_person, turn.actor, turn.now, handout_id=turn.answers["handout_id"], code=turn.text
    )
    await turn.reply(giving_texts.person(found))


async def give_by_link(turn: Turn, handout_id: int, code: str) -> None:
    """Somebody scanned a member's code."""
    helping = await turn.read(volunteers.helping, turn.actor, turn.now)
    if not may(turn.actor, Right.CHASE_GROUP) and handout_id not in {one for one, _ in helping}:
        await _show_mine(turn)
        return
    found = await turn.read(giving.find_person, turn.actor, turn.now, handout_id=handout_id, code=code)
    await turn.reply(giving_texts.person(found))


@router.button(PickMember, right=Right.CHASE_GROUP)
async def press_pick(turn: Turn, data: PickMember) -> None:
    found = await turn.read(
        giving.person, turn.actor, turn.now, handout_id=data.handout_id, member_id=data.member_id
    )
    await turn.show(giving_texts.person(found))


@router.button(Give, right=Right.CHASE_GROUP)
async def press_give(turn: Turn, data: Give) -> None:
    given = await turn.do(giving.give, handout_id=data.handout_id, member_id=data.member_id)
    await turn.show(giving_texts.given(given))


@router.button(GiveToProxy, right=Right.CHASE_GROUP)
async def press_proxy(turn: Turn, data: GiveToProxy) -> None:
    await _ask_proxy(turn, data.handout_id, data.member_id, "")


@router.button(GiveShare, right=Right.SIGN_UP)
async def press_share(turn: Turn, data: GiveShare) -> None:
    if data.proxy:
        await _ask_proxy(turn, data.handout_id, data.member_id, data.check)
        return
    given = await turn.do(giving.give, handout_id=data.handout_id, member_id=data.member_id, check=data.check)
    await turn.show(giving_texts.given(given))


@router.button(ChooseItemFor, right=Right.SIGN_UP)
async def press_item_for(turn: Turn, data: ChooseItemFor) -> None:
    found = await turn.do(
        giving.choose_for,
        handout_id=data.handout_id,
        member_id=data.member_id,
        check=data.check,
        item=data.item,
    )
    await turn.show(giving_texts.person(found))


async def _ask_proxy(turn: Turn, handout_id: int, member_id: int, check: str) -> None:
    found = await turn.read(
        giving.person, turn.actor, turn.now, handout_id=handout_id, member_id=member_id, check=check
    )
    known = {"handout_id": handout_id, "member_id": member_id, "name": found.name, "check": check}
    await turn.ask(PROXY, "name", known)


@router.step(PROXY, "name", right=Right.SIGN_UP)
async def take_proxy(turn: Turn) -> None:
    answers = turn.answers
    given = await turn.finish(
        giving.give,
        handout_id=answers["handout_id"],
        member_id=answers["member_id"],
        proxy=turn.text,
        check=answers.get("check", ""),
    )
    await turn.reply(giving_texts.given(given))


@router.button(TakeBack, right=Right.CHASE_GROUP)
async def press_take_back(turn: Turn, data: TakeBack) -> None:
    found = await turn.do(giving.take_back, handout_id=data.handout_id, member_id=data.member_id)
    await turn.show(giving_texts.person(found))


@router.button(Chase, right=Right.CHASE_GROUP)
async def press_chase(turn: Turn, data: Chase) -> None:
    number = await turn.do(lists.chase, handout_id=data.handout_id)
    await turn.toast(giving_texts.chased(number), alert=True)


@router.button(CollectionFile, right=Right.EXPORT)
async def send_table(turn: Turn, data: CollectionFile) -> None:
    await turn.do(lists.note_export, handout_id=data.handout_id)
    title, rows = await turn.read(lists.collections, turn.actor, turn.now, handout_id=data.handout_id)
    content = workbook(texts.SHEET, texts.HEADER, rows, widths=texts.WIDTHS)
    taken = sum(1 for row in rows if row[2])
    await turn.send_file(
        announcing.file_name(title), content, announcing.file_caption(title, taken, len(rows))
    )


@router.button(TakeForGroup, right=Right.CHASE_GROUP)
async def press_group(turn: Turn, data: TakeForGroup) -> None:
    """The leader fetches what the own group has not collected."""
    if data.sure:
        taken = await turn.do(giving.take_for_group, handout_id=data.handout_id)
        await turn.show(giving_texts.group_taken(taken))
        return
    shown = await turn.read(giving.for_group, turn.actor, turn.now, handout_id=data.handout_id)
    await turn.show(giving_texts.ask_for_group(shown))
