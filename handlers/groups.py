"""The union's groups, for the committee: make, rename, dissolve, and move members between them."""

from bot.chat.dialogs import Answers, Flow
from bot.chat.router import Choose, DropDraft, Router
from bot.chat.turn import Turn
from bot.members import directory
from bot.members.buttons import ChooseGroup, CloseGroup, ManageGroup, MoveMember, NewGroup, RenameGroup
from bot.members.groups import (
    check_empty,
    close_group,
    create_group,
    fit_group_name,
    move_member,
    node_of,
    reachable_groups,
    rename_group,
    tree,
)
from bot.members.rules import Right
from bot.members.texts import groups as texts
from bot.members.texts import people as people_texts
from bot.message import Message
from bot.wording import local

router = Router()


def _sure(answers: Answers) -> Message:
    return texts.sure_about_name(
        answers["path"],
        answers["name"],
        new=answers["new"],
        yes=Choose(NAME.name, "sure", "yes"),
        drop=DropDraft(),
    )


NAME = Flow(
    "group-name",
    1,
    texts.FORM,
    {"name": lambda answers: texts.ask_name(answers["path"], new=answers["new"]), "sure": _sure},
)


@router.button(ManageGroup, right=Right.MANAGE_MEMBERS)
async def manage(turn: Turn, data: ManageGroup) -> None:
    await turn.show(texts.manage(await turn.read(node_of, data.group_id)))


# -- names --------------------------------------------------------------------------------------------------


@router.button(NewGroup, right=Right.MANAGE_MEMBERS)
async def begin_new(turn: Turn, data: NewGroup) -> None:
    top = (await turn.read(tree)).root_id
    parent = await turn.read(node_of, data.parent_id or top or 0)
    await turn.ask(NAME, "name", {"group_id": parent.id, "path": parent.path, "new": True})


@router.button(RenameGroup, right=Right.MANAGE_MEMBERS)
async def begin_renaming(turn: Turn, data: RenameGroup) -> None:
    group = await turn.read(node_of, data.group_id)
    await turn.ask(NAME, "name", {"group_id": group.id, "path": group.path, "new": False})


@router.step(NAME, "name", right=Right.MANAGE_MEMBERS)
async def take_name(turn: Turn) -> None:
    await turn.ask(NAME, "sure", name=fit_group_name(turn.text))


@router.step(NAME, "sure", right=Right.MANAGE_MEMBERS)
async def name_it(turn: Turn) -> None:
    """The yes; what is typed instead is a better name."""
    answers = turn.answers
    if not turn.chosen:
        await turn.ask(NAME, "sure", name=fit_group_name(turn.text))
    elif answers["new"]:
        group = await turn.finish(create_group, name=answers["name"], parent_id=answers["group_id"])
        await turn.show(texts.named(group, new=True))
    else:
        group = await turn.finish(rename_group, name=answers["name"], group_id=answers["group_id"])
        await turn.show(texts.named(group, new=False))


# -- the end of a group, and moves ---------------------------------------------------------------------------


@router.button(CloseGroup, right=Right.MANAGE_MEMBERS)
async def close(turn: Turn, data: CloseGroup) -> None:
    if data.sure:
        group = await turn.do(close_group, group_id=data.group_id, on=local(turn.now).date())
        await turn.show(texts.closed(group))
    else:
        await turn.show(texts.sure_about_closing(await turn.read(check_empty, group_id=data.group_id)))


@router.button(ChooseGroup, right=Right.MANAGE_MEMBERS)
async def choose(turn: Turn, data: ChooseGroup) -> None:
    card = await turn.read(directory.member_card, turn.actor, member_id=data.member_id)
    nodes = await turn.read(reachable_groups, turn.actor, Right.MANAGE_MEMBERS)
    await turn.show(texts.choose(card.name, card.id, card.group_id, nodes, data.page))


@router.button(MoveMember, right=Right.MANAGE_MEMBERS)
async def move(turn: Turn, data: MoveMember) -> None:
    card = await turn.read(directory.member_card, turn.actor, member_id=data.member_id)
    if data.sure:
        await turn.do(move_member, member_id=data.member_id, group_id=data.group_id)
        card = await turn.read(directory.member_card, turn.actor, member_id=data.member_id)
        await turn.show(people_texts.card(card))
    else:
        group = await turn.read(node_of, data.group_id)
        await turn.show(texts.sure_about_moving(card.name, card.group, group.path, data))
