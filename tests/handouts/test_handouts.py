"""Hand-outs: a code is its owner's alone, a share is given once, and who has not collected is known."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from bot.handouts import giving, lists, rules, service
from bot.members.rules import Actor, Grant, Role
from bot.refused import Refused
from bot.reminders import Due
from bot.storage import Database
from tests.activities.conftest import Union

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
UNTIL = date(2026, 12, 5)

members = st.integers(1, 999_999)


@over(st.text(min_size=1), members)
def test_a_code_is_read_back(secret: str, member_id: int) -> None:
    code = rules.code_of(secret, member_id)
    read = rules.read_code(f" {code.replace('-', ' - ')} ")
    assert read is not None
    assert read[0] == member_id
    assert rules.fits(secret, *read)
    assert rules.of_link(rules.link_of(7, code)) == (7, code)


@over(st.text(min_size=1), members, st.text(alphabet="0123456789", min_size=4, max_size=4))
def test_no_other_digits_fit(secret: str, member_id: int, digits: str) -> None:
    assert rules.fits(secret, member_id, digits) == (
        rules.code_of(secret, member_id) == f"{member_id}-{digits}"
    )


@pytest.mark.parametrize("typed", ["", "12", "12-48", "a-4821", "12-48213", "²-4821", "12--4821"])
def test_what_is_no_code(typed: str) -> None:
    assert rules.read_code(typed) is None


@pytest.mark.parametrize(
    ("typed", "number"),
    [("2", 2), ("每人2份", 2), (" 3 盒", 3), ("0", None), ("100", None), ("两份", None), ("²", None)],
)
def test_how_many_each(typed: str, number: int | None) -> None:
    assert rules.each_in(typed) == number


@pytest.mark.parametrize(
    ("typed", "items"),
    [
        ("S、M、L", ("S", "M", "L")),
        ("S, M，S", ("S", "M")),
        ("咸粽子 甜粽子", ("咸粽子", "甜粽子")),
        ("S", None),
        ("、".join("甲乙丙丁戊己庚辛壬癸子丑寅"), None),
        ("很长很长很长很长很长很长的一样、S", None),
    ],
)
def test_what_is_chosen_between(typed: str, items: tuple[str, ...] | None) -> None:
    assert rules.items_in(typed) == items


class Scene:
    """A hand-out for everybody, a leader of the first group, and members of both."""

    def __init__(self, database: Database, audience: str = "everyone") -> None:
        self.union = Union(database)
        self.leader = self.union.member("李丁", grants=(Grant(Role.LEADER, frozenset({self.union.first})),))
        self.own = self.union.member("赵甲")
        self.other = self.union.member("钱乙", group=self.union.second)
        self.id: int = self.union.write(
            service.open_handout, self.union.committee, NOW, title="粽子", audience=audience, place="工会", until_on=UNTIL, request="a"
        ).handout_id  # fmt: skip

    def give(self, actor: Actor, member: Actor, **facts: Any) -> giving.Person:
        found: giving.Person = self.union.write(
            giving.give, actor, NOW, handout_id=self.id, member_id=member.member_id, **facts
        )
        return found

    def board(self, actor: Actor) -> lists.Board:
        shown: lists.Board = self.union.read(lists.board, actor, NOW, handout_id=self.id)
        return shown

    def told(self, member: Actor) -> list[str]:
        rows = self.union.rows(f"SELECT text FROM outgoing WHERE member_id = {member.member_id} ORDER BY id")
        return [str(row[0]) for row in rows]


@pytest.fixture
def scene(any_database: Database) -> Scene:
    return Scene(any_database)


def refusal(scene: Scene, use_case: Any, actor: Actor, **facts: Any) -> str:
    with pytest.raises(Refused) as refused:
        scene.union.write(use_case, actor, NOW, handout_id=scene.id, **facts)
    return refused.value.reason


def test_a_share_is_given_once(scene: Scene) -> None:
    given = scene.give(scene.leader, scene.own)
    assert (given.name, given.given_by) == ("赵甲", "李丁")
    assert refusal(scene, giving.give, scene.leader, member_id=scene.own.member_id) == "given"
    assert "已领取" in scene.told(scene.own)[-1]


def test_a_proxy_is_noted_and_the_member_told(scene: Scene) -> None:
    scene.give(scene.leader, scene.own, proxy="周戊")
    assert "由周戊代领" in scene.told(scene.own)[-1]
    assert scene.board(scene.leader).proxies == 1


def test_a_mistake_is_taken_back(scene: Scene) -> None:
    scene.give(scene.leader, scene.own)
    scene.union.write(giving.take_back, scene.leader, NOW, handout_id=scene.id, member_id=scene.own.member_id)
    assert "还没有领" in scene.told(scene.own)[-1]
    assert scene.give(scene.leader, scene.own).at is not None


def test_leaders_give_to_their_own_people_only(scene: Scene) -> None:
    assert refusal(scene, giving.give, scene.leader, member_id=scene.other.member_id) == "gone"
    assert refusal(scene, giving.give, scene.own, member_id=scene.own.member_id) == "gone"
    assert [name for _, name in scene.board(scene.leader).missing] == ["孙丙", "李丁", "赵甲"]
    assert scene.board(scene.union.committee).entitled == 4


def test_a_code_leads_to_its_owner(scene: Scene) -> None:
    [mine] = scene.union.read(service.my_handouts, scene.own, NOW)
    found = scene.union.read(giving.find_person, scene.leader, NOW, handout_id=scene.id, code=mine.code)
    assert found.name == "赵甲"
    wrong = f"{mine.code[:-1]}{(int(mine.code[-1]) + 1) % 10}"
    assert refusal(scene, giving.find_person, scene.leader, code=wrong) == "code"


def test_only_the_audience_collects(database: Database) -> None:
    scene = Scene(database, "traits=women")
    assert scene.union.read(service.my_handouts, scene.own, NOW) == ()
    assert refusal(scene, giving.give, scene.leader, member_id=scene.own.member_id) == "not_entitled"


def test_who_has_not_collected_is_reminded_once_a_day(scene: Scene) -> None:
    scene.give(scene.leader, scene.own)
    for _ in range(2):
        scene.union.write(lists.chase, scene.leader, NOW, handout_id=scene.id)
    assert sum("还没有领" in text for text in scene.told(scene.leader)) == 1
    assert not any("还没有领" in text for text in scene.told(scene.own))
    assert not any("还没有领" in text for text in scene.told(scene.other))


def test_the_last_day_reminds_the_rest(scene: Scene) -> None:
    scene.give(scene.leader, scene.own)
    at = NOW + timedelta(days=14)
    scene.union.write(lists.remind_on_last_day, at, Due(1, "k", service.LAST_DAY, scene.id, at, late=False))
    assert any("还没有领" in text for text in scene.told(scene.other))
    assert not any("还没有领" in text for text in scene.told(scene.own))


def test_after_the_end_nothing_is_given(scene: Scene) -> None:
    scene.union.write(service.end_handout, scene.union.committee, NOW, handout_id=scene.id)
    assert refusal(scene, giving.give, scene.leader, member_id=scene.own.member_id) == "closed"
    assert scene.union.read(service.my_handouts, scene.own, NOW) == ()


def test_the_same_request_announces_once(scene: Scene) -> None:
    again = scene.union.write(
        service.open_handout, scene.union.committee, NOW, title="粽子", audience="everyone", place="", until_on=UNTIL, request="a"
    )  # fmt: skip
    assert again.handout_id == scene.id
    assert len(scene.told(scene.own)) == 1


def test_members_announce_nothing(scene: Scene) -> None:
    with pytest.raises(Refused, match="no_right"):
        scene.union.write(
            service.open_handout, scene.own, NOW, title="粽子", audience="everyone", place="", until_on=UNTIL, request="b"
        )  # fmt: skip
