"""What is chosen, fetched for a whole group, and given out by volunteers who see nobody but who shows a code."""

from typing import Any

import pytest

from bot.handouts import giving, lists, rules, service, volunteers
from bot.members.rules import Actor
from bot.refused import Refused
from bot.storage import Database
from tests.handouts.test_handouts import NOW, UNTIL, Scene, refusal


@pytest.fixture
def scene(any_database: Database) -> Scene:
    made = Scene(any_database)
    made.id = made.union.write(
        service.open_handout, made.union.committee, NOW, title="工作服", audience="everyone", place="", until_on=UNTIL, request="b", each=2, items=("S", "M")
    ).handout_id  # fmt: skip
    return made


def do(scene: Scene, use_case: Any, actor: Actor, **facts: Any) -> Any:
    return scene.union.write(use_case, actor, NOW, handout_id=scene.id, **facts)


def check_of(scene: Scene, member: Actor) -> str:
    [(secret,)] = scene.union.rows(f"SELECT secret FROM handout WHERE id = {scene.id}")
    return rules.code_of(secret, member.member_id).partition("-")[2]


def test_who_has_not_chosen_collects_nothing_yet(scene: Scene) -> None:
    assert refusal(scene, giving.give, scene.leader, member_id=scene.own.member_id) == "item"
    do(scene, giving.choose, scene.own, item=0)
    do(scene, giving.choose, scene.own, item=1)
    given = scene.give(scene.leader, scene.own)
    assert (given.item, given.each) == ("M", 2)
    assert "工作服</b>（M）2 份已领取" in scene.told(scene.own)[-1]
    assert refusal(scene, giving.choose, scene.own, item=0) == "given"
    assert refusal(scene, giving.choose, scene.other, item=2) == "gone"
    assert scene.board(scene.union.committee).items == (("S", 0), ("M", 1))
    _, rows = do(scene, lists.collections, scene.union.committee)
    assert [row[2:4] for row in rows if row[0] == "赵甲"] == [("M", "2")]


def test_at_the_table_the_giver_notes_the_choice(scene: Scene) -> None:
    assert do(scene, giving.choose_for, scene.leader, member_id=scene.own.member_id, item=0).item == "S"
    facts = {"member_id": scene.other.member_id, "item": 0}
    assert refusal(scene, giving.choose_for, scene.leader, **facts) == "gone"


def test_a_leader_fetches_for_the_own_group(scene: Scene) -> None:
    assert refusal(scene, giving.take_for_group, scene.leader) == "item"
    for member in (scene.own, scene.leader, scene.union.committee):
        do(scene, giving.choose, member, item=0)
    taken = do(scene, giving.take_for_group, scene.leader)
    assert (taken.people, taken.items) == (3, (("S", 3),))
    assert "由组长李丁一起领回来" in scene.told(scene.own)[-1]
    assert scene.board(scene.union.committee).collected == 3
    assert refusal(scene, giving.take_for_group, scene.leader) == "nobody"
    for actor in (scene.own, scene.union.committee):
        assert refusal(scene, giving.take_for_group, actor) == "no_right"


def test_a_volunteer_gives_to_who_shows_a_code_and_sees_nobody_else(scene: Scene) -> None:
    do(scene, giving.choose, scene.other, item=0)
    check = check_of(scene, scene.other)
    facts = {"member_id": scene.other.member_id, "check": check}
    assert refusal(scene, giving.give, scene.own, **facts) == "gone"
    done = do(scene, volunteers.add_volunteers, scene.union.committee, names=["赵甲", "周戊"])
    assert [one.name for one in done.helpers] == ["赵甲"]
    assert done.unknown == ("周戊",)
    assert "请您帮忙发放" in scene.told(scene.own)[-1]
    assert scene.union.read(volunteers.helping, scene.own, NOW) == ((scene.id, "工作服"),)
    for wrong in ("", f"{(int(check) + 1) % 10_000:04d}"):
        assert refusal(scene, giving.give, scene.own, **{**facts, "check": wrong}) == "gone"
    with pytest.raises(Refused, match="no_right"):
        scene.board(scene.own)
    assert do(scene, giving.give, scene.own, **facts).given_by == "赵甲"
    assert refusal(scene, giving.take_back, scene.own, member_id=scene.other.member_id) == "gone"
    shown = scene.union.read(volunteers.volunteers, scene.union.committee, handout_id=scene.id)
    [helper] = shown.helpers
    assert helper.given == 1


def test_who_helps_no_longer_gives_no_longer(scene: Scene) -> None:
    do(scene, giving.choose, scene.other, item=0)
    facts = {"member_id": scene.other.member_id, "check": check_of(scene, scene.other)}
    do(scene, volunteers.add_volunteers, scene.union.committee, names=["赵甲"])
    for _ in range(2):
        done = do(scene, volunteers.drop_volunteer, scene.union.committee, member_id=scene.own.member_id)
        assert done.helpers == ()
    assert refusal(scene, giving.give, scene.own, **facts) == "gone"
    assert scene.union.read(volunteers.helping, scene.own, NOW) == ()


def test_only_the_committee_chooses_volunteers(scene: Scene) -> None:
    for actor in (scene.own, scene.leader):
        assert refusal(scene, volunteers.add_volunteers, actor, names=["赵甲"]) == "no_right"
        assert refusal(scene, volunteers.drop_volunteer, actor, member_id=1) == "no_right"
    assert refusal(scene, volunteers.add_volunteers, scene.union.committee, names=[]) == "names"
    do(scene, service.end_handout, scene.union.committee)
    assert refusal(scene, volunteers.add_volunteers, scene.union.committee, names=["赵甲"]) == "closed"
