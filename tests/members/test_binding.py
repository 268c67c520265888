"""Joining: codes, contacts, set-up, and what an attacker may try."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from bot.members import binding, invites, phones, secret
from bot.members.actors import find_actor
from bot.members.binding import bind_by_code, bind_by_contact
from bot.members.binding_states import Binding, BindOutcome
from bot.members.model import Account, Invite, Member, Role, RoleGrant, WrongCode
from bot.members.rules import Actor
from bot.outbox import Outgoing
from bot.refused import Refused

from .conftest import KEY, NOW, Union

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def code_for(union: Union, actor: Actor, member_id: int, **facts: object) -> str:
    return str(union.do(invites.issue_invite, actor, NOW, member_id=member_id, key=KEY, **facts).code)


def use(union: Union, code: str, telegram_id: int = 7, now: object = NOW) -> BindOutcome:
    outcome = union.do(bind_by_code, now, telegram_id=telegram_id, code=code, key=KEY)
    assert isinstance(outcome, BindOutcome)
    return outcome


def outgoing(union: Union) -> list[Outgoing]:
    return list(union.see(lambda session: session.exec(select(Outgoing).order_by(col(Outgoing.id))).all()))


def test_a_code_binds_once(union: Union, committee: Actor) -> None:
    member_id = union.member("赵甲")
    code = code_for(union, committee, member_id)
    outcome = use(union, code.lower())
    assert (outcome.state, outcome.member_id, outcome.name) == (Binding.BOUND, member_id, "赵甲")
    assert union.actor(7).member_id == member_id
    assert use(union, code).state is Binding.ALREADY_BOUND
    assert use(union, code, telegram_id=8).state is Binding.WRONG
    assert union.see(find_actor, 8) is None


def test_only_the_hash_is_stored(union: Union, committee: Actor) -> None:
    code = code_for(union, committee, union.member("赵甲"))
    union.database.close()
    everything = b"".join(
        path.read_bytes() for path in Path(union.database.url[10:]).parent.iterdir() if path.is_file()
    )
    assert code.encode() not in everything


def test_a_code_lasts_seven_days(union: Union, committee: Actor) -> None:
    code = code_for(union, committee, union.member("赵甲"))
    assert use(union, code, now=NOW + 7 * DAY).state is Binding.EXPIRED
    assert use(union, code, now=NOW + 7 * DAY - timedelta(seconds=1)).state is Binding.BOUND


def test_a_new_code_voids_the_old_one(union: Union, committee: Actor) -> None:
    member_id = union.member("赵甲")
    first = code_for(union, committee, member_id)
    second = code_for(union, committee, member_id)
    assert use(union, first).state is Binding.WRONG
    assert use(union, second).state is Binding.BOUND


def test_an_account_is_one_member(union: Union, committee: Actor) -> None:
    first, second = union.member("赵甲"), union.member("钱乙")
    use(union, code_for(union, committee, first))
    outcome = use(union, code_for(union, committee, second))
    assert (outcome.state, outcome.name) == (Binding.OTHER_MEMBER, "赵甲")


def test_five_wrong_codes_lock_for_an_hour(union: Union, committee: Actor) -> None:
    code = code_for(union, committee, union.member("赵甲"))
    for attempt in range(5):
        outcome = use(union, "2222222222", now=NOW + timedelta(minutes=attempt))
        assert outcome.state is Binding.WRONG
    assert outcome.locked_until == NOW + HOUR
    locked = use(union, code, now=NOW + timedelta(minutes=5))
    assert (locked.state, locked.locked_until) == (Binding.LOCKED, NOW + HOUR)
    assert use(union, code, telegram_id=8, now=NOW + timedelta(minutes=5)).state is Binding.BOUND
    again = code_for(union, committee, union.member("钱乙"))
    assert use(union, again, now=NOW + HOUR).state is Binding.BOUND


def test_twenty_wrong_codes_lock_for_a_day(union: Union) -> None:
    wrong = 0
    for attempt in range(200):
        at = NOW + attempt * timedelta(minutes=6)
        wrong += use(union, "2222222222", now=at).state is Binding.WRONG
    assert wrong == 20


def test_brute_force_hits_nothing(union: Union, committee: Actor) -> None:
    for number in range(20):
        code_for(union, committee, union.member(f"会员{'甲乙丙丁戊己庚辛壬癸'[number % 10]}"))

    def attack(session: Session) -> list[Binding]:
        return [
            bind_by_code(session, NOW, telegram_id=1000 + number // 20, code=secret.new_code(), key=KEY).state
            for number in range(10_000)
        ]

    states = union.do(attack)
    assert Binding.BOUND not in states
    assert states.count(Binding.WRONG) == 500 * 5
    alarms = [row for row in outgoing(union) if row.key.startswith("wrong-codes:")]
    assert [row.member_id for row in alarms] == [committee.member_id]


@given(st.text(max_size=80))
def test_nothing_but_a_code_is_a_code(text: str) -> None:
    typed = secret.as_typed(text)
    assert typed is None or (len(typed) == 10 and set(typed) <= set(secret.ALPHABET))


def test_codes_are_read_as_people_type_them() -> None:
    assert secret.as_typed(" ａbcde-fghjk\n") == "ABCDEFGHJK"
    assert len(set(secret.ALPHABET)) == 32
    assert not set("01IO") & set(secret.ALPHABET)


def test_the_key_is_made_once_and_private(tmp_path: Path) -> None:
    key = secret.invite_key(tmp_path / "data")
    secret.invite_key.cache_clear()
    assert secret.invite_key(tmp_path / "data") == key
    assert len(key) == 32
    [file] = (tmp_path / "data").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_bytes(b"short")
    secret.invite_key.cache_clear()
    with pytest.raises(ValueError, match="not a key"):
        secret.invite_key(tmp_path / "data")


# -- a second account ---------------------------------------------------------------------------------------


def test_rebinding_needs_a_code_made_for_it_and_tells_the_old_account(union: Union, committee: Actor) -> None:
    member_id = union.member("赵甲", telegram_id=7)
    with pytest.raises(Refused) as refused:
        code_for(union, committee, member_id)
    assert refused.value.reason == "already_bound"
    code = code_for(union, committee, member_id, sure=True)
    [told] = outgoing(union)
    assert told.member_id == member_id
    assert use(union, code, telegram_id=8).state is Binding.BOUND
    assert union.see(find_actor, 7) is None
    assert union.actor(8).member_id == member_id
    assert [row.chat_id for row in outgoing(union)] == [None, 7]


def test_an_ordinary_code_does_not_take_an_account_over(union: Union, committee: Actor) -> None:
    member_id = union.member("赵甲")
    code = code_for(union, committee, member_id)
    union.do(lambda session: session.add(Account(telegram_id=7, member_id=member_id, bound_at=NOW)))
    assert use(union, code, telegram_id=8).state is Binding.EXPIRED
    assert union.actor(7).member_id == member_id


def test_the_old_account_can_stop_it(union: Union, committee: Actor) -> None:
    member_id = union.member("赵甲", telegram_id=7)
    code = code_for(union, committee, member_id, sure=True)
    invite_id = union.see(lambda session: session.exec(select(Invite.id)).one())
    stop = binding.stop_rebinding
    assert union.do(stop, NOW, telegram_id=99, invite_id=invite_id) is False
    assert union.do(stop, NOW, telegram_id=7, invite_id=invite_id) is True
    assert use(union, code, telegram_id=8).state is Binding.WRONG
    assert outgoing(union)[-1].member_id == committee.member_id


def test_nobody_gets_at_more_rights_by_a_code(union: Union, chair: Actor, committee: Actor) -> None:
    with pytest.raises(Refused) as refused:
        code_for(union, committee, chair.member_id, sure=True)
    assert refused.value.reason == "outranked"
    assert code_for(union, chair, committee.member_id, sure=True)


def test_a_scoped_committee_member_invites_the_own_groups_only(union: Union) -> None:
    actor = union.officer("委员丙", Role.COMMITTEE, 902, union.teaching)
    inside, outside = union.member("赵甲", union.teaching), union.member("钱乙", union.logistics)
    assert code_for(union, actor, inside)
    with pytest.raises(Refused):
        code_for(union, actor, outside)
    with pytest.raises(Refused):
        union.do(invites.issue_invites, actor, NOW, group_id=union.root, key=KEY)
    issued = union.do(invites.issue_invites, actor, NOW, group_id=union.teaching, key=KEY)
    assert [one.name for one in issued] == ["赵甲"]


def test_members_invite_nobody(union: Union) -> None:
    union.member("赵甲", telegram_id=7)
    with pytest.raises(Refused):
        code_for(union, union.actor(7), union.member("钱乙"))


# -- contacts -----------------------------------------------------------------------------------------------


def contact(union: Union, **facts: object) -> Binding:
    given = {
        "telegram_id": 7,
        "contact_user_id": 7,
        "phone": "+8613800000001",
        "forwarded": False,
        "asked_at": NOW - timedelta(minutes=9),
    }
    outcome = union.do(bind_by_contact, NOW, **{**given, **facts})
    assert isinstance(outcome, BindOutcome)
    return outcome.state


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({}, Binding.BOUND),
        ({"phone": "8613800000001"}, Binding.BOUND),
        ({"contact_user_id": 8}, Binding.CONTACT_NOT_OWN),
        ({"contact_user_id": None}, Binding.CONTACT_NOT_OWN),
        ({"forwarded": True}, Binding.CONTACT_NOT_OWN),
        ({"asked_at": None}, Binding.CONTACT_LATE),
        ({"asked_at": NOW - timedelta(minutes=11)}, Binding.CONTACT_LATE),
        ({"asked_at": NOW + timedelta(minutes=1)}, Binding.CONTACT_LATE),
        ({"phone": "8613800000002"}, Binding.CONTACT_UNKNOWN),
        ({"phone": "13800000001"}, Binding.CONTACT_UNKNOWN),
        ({"phone": ""}, Binding.CONTACT_UNKNOWN),
    ],
)
def test_a_contact_must_be_ones_own_and_fresh(union: Union, facts: dict[str, object], state: Binding) -> None:
    union.member("赵甲", phone="13800000001")
    union.member("孙丙")
    assert contact(union, **facts) is state


def test_a_contact_means_exactly_one_member_without_account_and_office(union: Union) -> None:
    first = union.member("赵甲", phone="13800000001")
    second = union.member("钱乙", phone="13800000001")
    assert contact(union) is Binding.CONTACT_UNKNOWN

    def leave(session: Session) -> None:
        session.get_one(Member, second).left_on = NOW.date()

    union.do(leave)
    union.grant(first, Role.COMMITTEE)
    assert contact(union) is Binding.CODE_NEEDED
    union.member("孙丙", phone="13800000003", telegram_id=70)
    assert contact(union, phone="8613800000003") is Binding.CODE_NEEDED


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("138 0000 0001", "13800000001"),
        ("138-0000-0001", "13800000001"),
        ("+86 13800000001", "13800000001"),
        ("(+86)13800000001", "13800000001"),
        ("008613800000001", "13800000001"),
        ("１３８０００００００１", "13800000001"),
        ("+852 9123 4567", "+85291234567"),
        ("12345678901", None),
        ("1380000000", None),
        ("138000000011", None),
        ("13800000001转2", None),
        ("+8613", None),
        ("", None),
    ],
)
def test_phone_numbers(written: str, number: str | None) -> None:
    assert phones.normal(written) == number


# -- the first chair ----------------------------------------------------------------------------------------


@pytest.fixture
def empty(tmp_path: Path) -> Union:
    made = Union.__new__(Union)
    from bot import tables
    from bot.storage import Database

    made.database = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    made.do(lambda session: tables.metadata.create_all(session.connection()))
    return made


def test_the_first_chair_sets_up_an_empty_union(empty: Union) -> None:
    old = empty.do(invites.setup_code, NOW, key=KEY)
    code = empty.do(invites.setup_code, NOW, key=KEY)
    assert use(empty, old).state is Binding.WRONG
    assert use(empty, code).state is Binding.NEW_CHAIR
    facts = {"telegram_id": 7, "key": KEY, "union_name": "示例工会"}
    with pytest.raises(Refused):
        empty.do(invites.become_chair, NOW, code=code, name="123", **facts)
    outcome = empty.do(invites.become_chair, NOW, code=code, name=" 赵 甲 ", **facts)
    assert (outcome.state, outcome.name) == (Binding.BOUND, "赵甲")
    assert empty.actor(7).highest_role is Role.CHAIR
    with pytest.raises(Refused):
        empty.do(invites.become_chair, NOW, code=code, name="钱乙", **{**facts, "telegram_id": 8})
    assert empty.do(invites.setup_code, NOW, key=KEY) is None


def test_the_chair_may_stand_in_the_roster_already(union: Union) -> None:
    member_id = union.member("赵甲")
    code = union.do(invites.setup_code, NOW, key=KEY)
    outcome = union.do(
        invites.become_chair, NOW, telegram_id=7, code=code, key=KEY, name="赵甲", union_name="示例工会"
    )
    assert outcome.member_id == member_id
    roles = union.see(lambda session: session.exec(select(RoleGrant.role)).all())
    assert roles == ["chair"]


def test_reachability_follows_the_account(union: Union) -> None:
    union.member("赵甲", telegram_id=7)
    later = NOW + DAY
    union.do(binding.mark_unreachable, 7, NOW)
    union.do(binding.mark_unreachable, 7, later)
    assert union.do(binding.mark_reachable, 7, later) == NOW
    assert union.do(binding.mark_reachable, 7, later) is None
    union.do(binding.mark_unreachable, 7, NOW)
    assert union.do(binding.mark_reachable, 7, NOW + 90 * DAY) == NOW + 60 * DAY


def test_wrong_codes_are_forgotten(union: Union) -> None:
    use(union, "2222222222")
    use(union, "2222222222", now=NOW + 2 * DAY)
    assert len(union.see(lambda session: session.exec(select(WrongCode)).all())) == 1


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("ABCDE23456", "ABCDE23456"),
        (" abcde 23456 ", "ABCDE23456"),
        ("ＡＢＣＤＥ－２３４５６", "ABCDE23456"),
        ("我的邀请码是ABCDE-23456，谢谢", "ABCDE23456"),
        ("邀请码：abcde23456。", "ABCDE23456"),
        ("https://t.me/x?start=ABCDE23456", "ABCDE23456"),
        ("邀请码 ABCDE 23456 谢谢", None),
        ("ABCDE-234567", None),
        ("我是赵甲", None),
        ("13800000001", None),
    ],
)
def test_a_code_is_found_in_what_people_write(written: str, code: str | None) -> None:
    assert secret.within(written) == code


@pytest.mark.parametrize(
    ("written", "nearly"),
    [
        ("ABCDO-2345", True),
        ("ABCDE-2345", True),
        ("ABCDE0123456", True),
        ("hello", False),
        ("13800000001", False),
    ],
)
def test_what_was_meant_as_a_code(written: str, nearly: bool) -> None:
    assert secret.nearly(written) is nearly


def test_a_leader_invites_the_own_group_and_rebinds_nobody(union: Union) -> None:
    leader = union.officer("赵甲", Role.LEADER, 701, union.teaching)
    unbound = union.member("钱乙", union.teaching)
    elsewhere = union.member("孙丙", union.logistics)
    bound = union.member("李丁", union.teaching, telegram_id=702)
    committee = union.member("周戊", union.teaching)
    union.grant(committee, Role.COMMITTEE)

    assert len(code_for(union, leader, unbound)) == 10
    for member_id, reason in (
        (elsewhere, "not_allowed"),
        (bound, "already_bound"),
        (committee, "outranked"),
    ):
        with pytest.raises(Refused) as refused:
            code_for(union, leader, member_id, sure=True)
        assert refused.value.reason == reason
    with pytest.raises(Refused):
        union.do(invites.issue_invites, leader, NOW, group_id=union.logistics, key=KEY)
    issued = union.do(invites.issue_invites, leader, NOW, group_id=union.teaching, key=KEY)
    assert [one.name for one in issued] == ["钱乙"]
