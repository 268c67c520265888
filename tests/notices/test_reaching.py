"""Whom a notice has not reached, and the leaders who tell them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import col, select

from bot.members.rules import Role
from bot.notices import reaching, service
from bot.outbox import Outgoing
from bot.refused import Refused
from tests.members.conftest import NOW, Union


@pytest.fixture
def union(tmp_path: Path) -> Iterator[Union]:
    made = Union(f"sqlite:///{tmp_path / 'union.db'}")
    yield made
    made.database.close()


def send(union: Union) -> int:
    """A notice of the chair to everyone; returns its id."""
    chair = union.officer("主席甲", Role.CHAIR, 1)
    sent = union.do(
        service.send_notice,
        chair,
        NOW,
        text="周五停水",
        audience="everyone",
        public=False,
        held_until=None,
        request="r:1",
    )
    return int(sent.notice_id)


def asked(union: Union, notice_id: int) -> dict[int | None, str]:
    """The leaders who were asked, and what they read."""
    rows = union.see(
        lambda session: session.exec(
            select(Outgoing).where(col(Outgoing.reference) == f"notice:{notice_id}:relay")
        ).all()
    )
    return {row.member_id: row.text for row in rows}


def test_each_leader_is_asked_once_for_the_own_people(union: Union) -> None:
    leader = union.officer("组长乙", Role.LEADER, 2, union.teaching)
    for name in ("赵甲", "钱乙"):
        union.member(name, union.teaching)
    union.member("孙丙", union.logistics)
    notice_id = send(union)

    done = union.do(reaching.relay, union.actor(1), NOW, notice_id=notice_id)
    texts = asked(union, notice_id)

    # Nobody leads the logistics group, so its member falls to the committee: to the chair, who asks.
    assert set(texts) == {leader.member_id}
    assert (done.leaders, done.people) == (1, 3)
    assert "<b>3</b> 人" in texts[leader.member_id]
    with pytest.raises(Refused) as refused:
        union.do(reaching.relay, union.actor(1), NOW, notice_id=notice_id)
    assert refused.value.reason == "relayed"


def test_who_was_told_is_counted_until_taken_back(union: Union) -> None:
    leader = union.officer("组长乙", Role.LEADER, 2, union.teaching)
    told = union.member("赵甲", union.teaching)
    other = union.member("孙丙", union.logistics)
    notice_id = send(union)

    def tell(member_id: int, *, done: bool) -> reaching.Telling:
        shown = union.do(
            reaching.note_told, leader, NOW, notice_id=notice_id, member_id=member_id, told=done, page=0
        )
        assert isinstance(shown, reaching.Telling)
        return shown

    before = union.see(reaching.people_to_tell, leader, notice_id=notice_id, page=0).left
    assert tell(told, done=True).left == tell(told, done=True).left == before - 1
    report = union.see(service.delivery_report, union.actor(1), NOW, notice_id=notice_id)
    assert report.told == 1
    assert tell(told, done=False).left == before
    with pytest.raises(Refused):
        tell(other, done=True)
    with pytest.raises(Refused):
        tell(10_000, done=True)


def test_members_neither_see_nor_tell(union: Union) -> None:
    union.member("赵甲", union.teaching, telegram_id=5)
    notice_id = send(union)
    for use_case, facts in (
        (reaching.people_to_tell, {"page": 0}),
        (reaching.unconfirmed_names, {"page": 0}),
    ):
        with pytest.raises(Refused):
            union.see(use_case, union.actor(5), notice_id=notice_id, **facts)
    with pytest.raises(Refused):
        union.do(reaching.relay, union.actor(5), NOW, notice_id=notice_id)
