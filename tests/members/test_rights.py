"""Who may do what: the actor behind an account, roles and their scope, leaving."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from bot.audit import Audit
from bot.members import invites, roles
from bot.members.actors import administrators, find_actor, roles_of
from bot.members.model import Account, Member, Role, RoleGrant
from bot.members.nominations import nominate, settle_nomination
from bot.members.rules import RIGHTS, Actor, Grant, Right, may, outranks_or_equals, reach
from bot.outbox import Outgoing
from bot.refused import Refused

from .conftest import KEY, NOW, Union

ROLES = list(Role)


def test_the_actor_has_the_grants_with_their_groups_spelled_out(union: Union) -> None:
    third = union.group("第三小组", union.teaching)
    member_id = union.member("赵甲", third, telegram_id=7)
    union.grant(member_id, Role.LEADER, union.teaching)
    union.grant(member_id, Role.COMMITTEE)
    actor = union.actor(7)
    assert (actor.member_id, actor.name, actor.group_id) == (member_id, "赵甲", third)
    assert set(actor.grants) == {
        Grant(Role.LEADER, frozenset({union.teaching, third})),
        Grant(Role.COMMITTEE, None),
    }
    assert actor.highest_role is Role.COMMITTEE


def test_strangers_and_those_who_left_are_nobody(union: Union) -> None:
    union.member("赵甲", telegram_id=7, left_on=NOW.date())
    assert union.see(find_actor, 7) is None
    assert union.see(find_actor, 8) is None


def test_the_actor_takes_two_queries_at_most(union: Union) -> None:
    member_id = union.member("赵甲", telegram_id=7)
    union.grant(member_id, Role.LEADER, union.teaching)
    union.grant(member_id, Role.LEADER, union.logistics)
    asked: list[str] = []

    def look(session: Session) -> None:
        driver = session.connection().connection.driver_connection
        assert driver is not None
        driver.set_trace_callback(asked.append)
        find_actor(session, 7)
        driver.set_trace_callback(None)

    union.see(look)
    assert len([statement for statement in asked if statement.lstrip().startswith(("SELECT", "WITH"))]) == 2


def actors() -> st.SearchStrategy[Actor]:
    groups = st.frozensets(st.integers(1, 6), max_size=4)
    grants = st.builds(Grant, st.sampled_from(ROLES[1:]), st.none() | groups)
    return st.builds(
        Actor,
        st.just(1),
        st.just(1),
        st.just("甲"),
        st.integers(1, 6),
        st.lists(grants, max_size=3).map(tuple),
    )


@given(actors(), st.sampled_from(list(Right)), st.integers(1, 6))
def test_a_right_over_a_group_is_a_right_and_within_reach(actor: Actor, right: Right, group_id: int) -> None:
    if may(actor, right, group_id=group_id):
        assert may(actor, right)
        reached = reach(actor, right)
        assert reached is None or group_id in reached | {actor.group_id}
    if reach(actor, right) is None:
        assert may(actor, right, group_id=group_id)


@given(st.sampled_from(list(Right)))
def test_nobody_holds_nothing(right: Right) -> None:
    assert not may(None, right)


def test_each_role_may_all_that_the_one_below_may() -> None:
    ladder = [RIGHTS[role] for role in ROLES]
    assert all(lower < higher for lower, higher in pairwise(ladder))


@given(actors(), st.frozensets(st.sampled_from(ROLES)))
def test_only_equals_hand_out_codes(actor: Actor, held: frozenset[Role]) -> None:
    if outranks_or_equals(actor, held):
        whole = {grant.role for grant in actor.grants if grant.group_ids is None}
        own = frozenset().union(*(RIGHTS[role] for role in whole | {Role.MEMBER}))
        assert all(RIGHTS[role] <= own for role in held)


# -- roles --------------------------------------------------------------------------------------------------


def test_the_chair_grants_and_revokes_with_a_trace(union: Union, chair: Actor) -> None:
    member_id = union.member("赵甲", telegram_id=7)
    facts = {"member_id": member_id, "role": Role.LEADER, "group_id": union.teaching}
    assert union.do(roles.grant_role, chair, NOW, **facts) is True
    assert union.do(roles.grant_role, chair, NOW, **facts) is False
    assert may(union.actor(7), Right.CHASE_GROUP, group_id=union.teaching)
    assert not may(union.actor(7), Right.CHASE_GROUP, group_id=union.logistics)
    assert union.do(roles.revoke_role, chair, NOW, **facts) is True
    assert union.do(roles.revoke_role, chair, NOW, **facts) is False
    assert union.actor(7).grants == ()
    actions = union.see(lambda session: session.exec(select(Audit.action).order_by(col(Audit.id))).all())
    assert actions == ["role.granted", "role.revoked"]
    assert len(union.see(lambda session: session.exec(select(Outgoing)).all())) == 1


@pytest.mark.parametrize("role", [Role.MEMBER, Role.LEADER, Role.COMMITTEE])
def test_nobody_else_grants(union: Union, role: Role) -> None:
    union.grant(union.member("钱乙", telegram_id=8), role, union.teaching if role is Role.LEADER else None)
    target = union.member("赵甲")
    for use_case in (roles.grant_role, roles.revoke_role):
        with pytest.raises(Refused) as refused:
            union.do(use_case, union.actor(8), NOW, member_id=target, role=Role.COMMITTEE)
        assert refused.value.reason == "not_allowed"


def test_a_leader_leads_a_group_and_a_chair_all(union: Union, chair: Actor) -> None:
    target = union.member("赵甲")
    for role, group_id, reason in (
        (Role.LEADER, None, "leader_needs_group"),
        (Role.CHAIR, union.teaching, "chair_of_all"),
        (Role.LEADER, 999, "no_such_group"),
    ):
        with pytest.raises(Refused) as refused:
            union.do(roles.grant_role, chair, NOW, member_id=target, role=role, group_id=group_id)
        assert refused.value.reason == reason


def test_the_last_chair_stays(union: Union, chair: Actor) -> None:
    with pytest.raises(Refused) as refused:
        union.do(roles.revoke_role, chair, NOW, member_id=chair.member_id, role=Role.CHAIR)
    assert refused.value.reason == "last_chair"
    with pytest.raises(Refused) as refused:
        union.do(roles.leave, chair, NOW, member_id=chair.member_id, on=NOW.date())
    assert refused.value.reason == "last_chair"
    successor = union.member("赵甲", telegram_id=7)
    union.do(roles.grant_role, chair, NOW, member_id=successor, role=Role.CHAIR)
    assert union.do(roles.revoke_role, chair, NOW, member_id=chair.member_id, role=Role.CHAIR) is True
    assert union.see(administrators) == [successor]


def test_an_office_over_others_takes_two(union: Union, chair: Actor, committee: Actor) -> None:
    candidate = union.member("赵甲", telegram_id=7, phone="13800000001")
    facts = {"member_id": candidate, "role": Role.COMMITTEE}
    with pytest.raises(Refused) as refused:
        union.do(roles.grant_role, chair, NOW, **facts)
    assert refused.value.reason == "needs_two"
    assert [union.do(nominate, chair, NOW, **facts) for _ in range(2)] == [1, 1]
    [asked] = union.see(lambda session: session.exec(select(Outgoing)).all())
    assert asked.member_id == committee.member_id
    assert "尾号 0001" in asked.text
    answer = {"nomination_id": 1, "agree": True}
    for wrong in (chair, union.actor(7)):
        with pytest.raises(Refused) as refused:
            union.do(settle_nomination, wrong, NOW, **answer)
        assert refused.value.reason == "not_allowed"
    assert union.actor(7).grants == ()
    assert union.do(settle_nomination, committee, NOW, **answer).agreed
    assert union.actor(7).highest_role is Role.COMMITTEE
    with pytest.raises(Refused) as refused:
        union.do(settle_nomination, committee, NOW, **answer)
    assert refused.value.reason == "settled"


@pytest.mark.parametrize("why", ["declined", "late", "chair_gone", "candidate_gone"])
def test_a_nomination_that_comes_to_nothing(union: Union, chair: Actor, committee: Actor, why: str) -> None:
    candidate = union.member("赵甲", telegram_id=7)
    other = union.officer("主席丁", Role.CHAIR, 903)
    union.do(nominate, chair, NOW, member_id=candidate, role=Role.CHAIR)
    answer = {"nomination_id": 1, "agree": True}
    if why == "declined":
        assert not union.do(settle_nomination, committee, NOW, nomination_id=1, agree=False).agreed
    elif why == "chair_gone":
        union.do(roles.revoke_role, other, NOW, member_id=chair.member_id, role=Role.CHAIR)
    elif why == "candidate_gone":
        union.do(roles.leave, committee, NOW, member_id=candidate, on=NOW.date())
    with pytest.raises(Refused) as refused:
        union.do(settle_nomination, committee, NOW + timedelta(days=8 if why == "late" else 0), **answer)
    assert refused.value.reason == "settled"
    assert union.see(roles_of, candidate) == frozenset()


def test_the_first_of_a_committee_needs_no_second(union: Union, chair: Actor) -> None:
    candidate = union.member("赵甲", telegram_id=7)
    union.grant(union.member("没有账号"), Role.COMMITTEE)
    assert union.do(nominate, chair, NOW, member_id=candidate, role=Role.COMMITTEE) == 0
    assert union.actor(7).highest_role is Role.COMMITTEE


def test_who_leaves_is_unbound_at_once(union: Union, chair: Actor, committee: Actor) -> None:
    member_id = union.member("赵甲", telegram_id=7)
    invited = union.member("钱乙")
    code = union.do(invites.issue_invite, committee, NOW, member_id=invited, key=KEY).code
    for gone in (member_id, invited):
        union.do(roles.leave, committee, NOW, member_id=gone, on=NOW.date())
    assert union.see(find_actor, 7) is None
    from bot.members.binding import bind_by_code
    from bot.members.binding_states import Binding

    outcome = union.do(bind_by_code, NOW + timedelta(hours=1), telegram_id=8, code=code, key=KEY)
    assert outcome.state is Binding.WRONG
    with pytest.raises(Refused):
        union.do(roles.leave, committee, NOW, member_id=member_id, on=NOW.date())
    with pytest.raises(Refused) as refused:
        union.do(roles.leave, committee, NOW, member_id=chair.member_id, on=NOW.date())
    assert refused.value.reason == "outranked"


def test_leaving_takes_the_roles_along(union: Union, chair: Actor, committee: Actor) -> None:
    def leave(session: Session) -> set[str]:
        roles.leave(session, chair, NOW, member_id=committee.member_id, on=NOW.date())
        return set(session.info["signals"])

    assert "members" in union.do(leave)
    left = union.see(lambda session: session.get_one(Member, committee.member_id))
    assert left.left_on == NOW.date()
    kept = union.see(lambda session: session.exec(select(RoleGrant.member_id)).all())
    assert kept == [chair.member_id]
    assert len(union.see(lambda session: session.exec(select(Account)).all())) == 1
