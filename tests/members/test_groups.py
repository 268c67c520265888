"""The union's tree."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import Session

from bot.members import groups
from bot.members.groups import Tree
from bot.members.model import Group, Member, Role
from bot.members.rules import Actor, Right
from bot.refused import Refused

from .conftest import NOW, Union


def refused(union: Union, use_case: Callable[..., Any], actor: Actor, **facts: object) -> str:
    with pytest.raises(Refused) as no:
        union.do(use_case, actor, NOW, **facts)
    return no.value.reason


def test_paths_leave_the_root_out(union: Union, chair: Actor) -> None:
    node = union.do(groups.create_group, chair, NOW, name="第三小组", parent_id=union.teaching)
    assert (node.path, node.depth) == ("教务组/第三小组", 2)
    whole = union.see(groups.tree)
    assert whole.path(union.root) == "示例工会"
    assert [one.path for one in whole.nodes()] == ["示例工会", "教务组", "教务组/第三小组", "后勤组"]
    assert whole.find("示例工会／教务组→第三小组") == [node.id]
    assert union.see(groups.subtree, union.teaching) == {union.teaching, node.id}


def test_names_are_unique_among_siblings_only(union: Union, chair: Actor) -> None:
    assert refused(union, groups.create_group, chair, name=" 教务组 ") == "group_exists"
    first = union.do(groups.create_group, chair, NOW, name="一组", parent_id=union.teaching)
    second = union.do(groups.create_group, chair, NOW, name="一组", parent_id=union.logistics)
    assert sorted(union.see(groups.tree).find("一组")) == [first.id, second.id]
    assert union.see(groups.tree).find("后勤组/一组") == [second.id]
    assert (
        refused(union, groups.move_group, chair, group_id=second.id, parent_id=union.teaching)
        == "group_exists"
    )
    assert (
        refused(union, groups.rename_group, chair, group_id=union.logistics, name="教务组") == "group_exists"
    )
    assert (
        union.do(groups.rename_group, chair, NOW, group_id=union.logistics, name="后勤服务组").path
        == "后勤服务组"
    )


@pytest.mark.parametrize("name", ["", "  ", "甲/乙", "长" * 41, "\u200b"])
def test_names_are_names(union: Union, chair: Actor, name: str) -> None:
    assert refused(union, groups.create_group, chair, name=name) == "bad_group_name"


def test_a_group_never_hangs_below_itself(union: Union, chair: Actor) -> None:
    below = union.do(groups.create_group, chair, NOW, name="一组", parent_id=union.teaching)
    for target in (below.id, union.teaching):
        assert (
            refused(union, groups.move_group, chair, group_id=union.teaching, parent_id=target)
            == "group_ring"
        )
    moved = union.do(groups.move_group, chair, NOW, group_id=below.id, parent_id=union.logistics)
    assert moved.path == "后勤组/一组"


def test_the_tree_is_not_bottomless(union: Union, chair: Actor) -> None:
    parent = union.root
    for depth in range(2, groups.DEEPEST + 1):
        parent = union.do(groups.create_group, chair, NOW, name=f"第{depth}级", parent_id=parent).id
    assert refused(union, groups.create_group, chair, name="再下一级", parent_id=parent) == "too_deep"
    assert refused(union, groups.move_group, chair, group_id=union.teaching, parent_id=parent) == "too_deep"


def test_only_empty_groups_are_closed_and_come_back(union: Union, chair: Actor) -> None:
    facts = {"on": NOW.date()}
    assert refused(union, groups.close_group, chair, group_id=union.root, **facts) == "group_root"
    member = union.member("赵甲", union.logistics)
    assert refused(union, groups.close_group, chair, group_id=union.logistics, **facts) == "group_not_empty"

    def leave(session: Session) -> None:
        session.get_one(Member, member).left_on = NOW.date()

    union.do(leave)
    assert union.do(groups.close_group, chair, NOW, group_id=union.logistics, **facts).closed
    assert [one.path for one in union.see(groups.tree).nodes()] == ["示例工会", "教务组"]
    assert union.do(groups.create_group, chair, NOW, name="后勤组").id == union.logistics


def test_a_scope_ends_at_its_groups(union: Union) -> None:
    actor = union.officer("委员丙", Role.COMMITTEE, 902, union.teaching)
    below = union.do(groups.create_group, actor, NOW, name="一组", parent_id=union.teaching)
    actor = union.actor(902)
    assert refused(union, groups.create_group, actor, name="二组") == "not_allowed"
    assert refused(union, groups.rename_group, actor, group_id=union.logistics, name="别的") == "not_allowed"
    assert (
        refused(union, groups.move_group, actor, group_id=below.id, parent_id=union.logistics)
        == "not_allowed"
    )
    reachable = union.see(groups.reachable_groups, actor, Right.MANAGE_MEMBERS)
    assert [one.id for one in reachable] == [union.teaching, below.id]


def test_an_empty_tree_has_no_root() -> None:
    assert Tree({}).root_id is None
    assert next(Tree({1: Group(id=1, name="甲")}).nodes()).path == "甲"


def test_members_move_within_reach(union: Union, committee: Actor) -> None:
    member_id = union.member("赵甲")
    union.grant(union.member("钱乙", telegram_id=8), Role.COMMITTEE, union.teaching)
    local = union.actor(8)
    facts = {"member_id": member_id, "group_id": union.logistics}
    assert refused(union, groups.move_member, local, **facts) == "not_allowed"
    assert union.do(groups.move_member, committee, NOW, **facts).path == "后勤组"
    assert (
        refused(union, groups.move_member, local, member_id=member_id, group_id=union.teaching)
        == "not_allowed"
    )
    assert union.see(lambda session: session.get_one(Member, member_id).group_id) == union.logistics
    empty = union.group("空小组", union.root)
    union.do(groups.close_group, committee, NOW, group_id=empty, on=NOW.date())
    for group_id in (empty, 999):
        assert (
            refused(union, groups.move_member, committee, member_id=member_id, group_id=group_id)
            == "no_such_group"
        )
    union.do(lambda session: setattr(session.get_one(Member, member_id), "left_on", NOW.date()))
    assert refused(union, groups.move_member, committee, **facts) == "no_such_member"
