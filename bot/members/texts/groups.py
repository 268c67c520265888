"""What is said while groups are made, renamed, dissolved, and members moved between them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.buttons import Payload
from bot.members.buttons import (
    ChooseGroup,
    CloseGroup,
    ManageGroup,
    MoveMember,
    NewGroup,
    RenameGroup,
    ShowGroups,
    ShowMember,
    ShowMembers,
)
from bot.message import Button, Message, escape
from bot.paging import turning

if TYPE_CHECKING:
    from bot.members.groups import GroupNode

FORM = "小组名称"
ON_A_PAGE = 10


def manage(group: "GroupNode") -> Message:
    """What can be done with a group."""
    rows: list[tuple[Button, ...]] = [
        (Button("改名", RenameGroup(group.id)), Button("新建下级小组", NewGroup(group.id)))
    ]
    if group.parent_id is not None:
        rows.append((Button("撤销这个小组", CloseGroup(group.id, sure=False)),))
    rows.append((Button("返回", ShowMembers(group.id, 0)),))
    return Message(f"<b>{escape(group.path)}</b>\n要做什么？", tuple(rows))


def ask_name(path: str, *, new: bool) -> Message:
    what = f"在“{escape(path)}”下面新建小组，叫什么名称？" if new else f"“{escape(path)}”改成什么名称？"
    return Message(f"{what}请直接发来，比如：第三小组。")


def sure_about_name(path: str, name: str, *, new: bool, yes: Payload, drop: Payload) -> Message:
    """The question before a group is made or renamed."""
    ask = (
        f"在“{escape(path)}”下面新建<b>{escape(name)}</b>吗？"
        if new
        else f"把“{escape(path)}”改名为<b>{escape(name)}</b>吗？"
    )
    return Message(f"{ask}\n想换个名称，直接再发一次。", ((Button("确定", yes), Button("不改了", drop)),))


def named(group: "GroupNode", *, new: bool) -> Message:
    if new:
        return Message(
            f"已新建：<b>{escape(group.path)}</b>。\n要把会员调进来：点会员的姓名，再点“调到别的小组”。",
            ((Button("返回小组", ShowGroups(0)),),),
        )
    return Message(f"已改名：<b>{escape(group.path)}</b>。", ((Button("返回小组", ShowGroups(0)),),))


def sure_about_closing(group: "GroupNode") -> Message:
    return Message(
        f"撤销<b>{escape(group.path)}</b>吗？它已经没有会员了；以前的记录保留。",
        (
            (
                Button("确定撤销", CloseGroup(group.id, sure=True)),
                Button("不撤销", ManageGroup(group.id)),
            ),
        ),
    )


def closed(group: "GroupNode") -> Message:
    return Message(f"已撤销：<b>{escape(group.path)}</b>。", ((Button("返回小组", ShowGroups(0)),),))


def choose(name: str, member_id: int, group_id: int, nodes: Sequence["GroupNode"], page: int) -> Message:
    """Where a member may be moved to; ``group_id``: where the member is."""
    others = [node for node in nodes if node.id != group_id]
    shown = others[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
    rows = [(Button(node.path, MoveMember(member_id, node.id, sure=False)),) for node in shown]
    more = len(others) > (page + 1) * ON_A_PAGE
    return Message(
        f"把<b>{escape(name)}</b>调到哪个小组？",
        (
            *rows,
            *turning(page, more, lambda number: ChooseGroup(member_id, number)),
            (Button("不调了", ShowMember(member_id)),),
        ),
    )


def sure_about_moving(name: str, before: str, after: str, move: MoveMember) -> Message:
    sure = MoveMember(move.member_id, move.group_id, sure=True)
    return Message(
        f"把<b>{escape(name)}</b>从“{escape(before)}”调到“<b>{escape(after)}</b>”吗？",
        ((Button("确定", sure), Button("不调了", ShowMember(move.member_id))),),
    )
