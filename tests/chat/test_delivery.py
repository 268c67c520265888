"""The dispatcher against the stand-in: who gets what, once, and what each error leads to."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlmodel import Session

from bot import outbox
from bot.chat import claiming
from bot.message import Message
from bot.outbox import OutgoingState, Priority
from bot.preview.standin import acts
from bot.preview.standin.faults import FaultKind
from tests.chat.post import Post, Quick

SENT, NEW = OutgoingState.SENT, OutgoingState.NEW


@pytest.fixture
async def post(any_url: str) -> AsyncIterator[Post]:
    office = Post(any_url)
    await office.delivery.start()
    yield office
    await office.close()


async def test_everybody_gets_it_once(post: Post) -> None:
    members = post.members(120)
    post.push_all(members)
    post.push_all(members)
    await post.settle()
    assert [post.seen(member) for member in members] == [["通知"]] * 120
    totals = post.totals()
    assert totals.by_state == {SENT: 120}
    assert totals.open == 0
    row = post.rows()[0]
    assert row.sent_at == post.clock.now()
    assert row.message_id is not None


async def test_what_is_not_due_waits(post: Post) -> None:
    member = post.member("赵甲")
    post.push(member, "晚上", after=3600)
    await post.settle()
    assert post.seen(member) == []
    await post.advance(seconds=3599)
    assert post.seen(member) == []
    await post.advance(seconds=1)
    assert post.seen(member) == ["晚上"]


async def test_blocked_people_do_not_stop_the_others(post: Post) -> None:
    members = post.members(50)
    blocked, deactivated = members[::10], members[5]
    for member in blocked:
        acts.block(post.standin, post.people[member], blocked=True)
    acts.deactivate(post.standin, post.people[deactivated])
    post.push_all(members)
    await post.settle()
    served = [member for member in members if member not in {*blocked, deactivated}]
    assert [post.seen(member)[-1:] for member in served] == [["通知"]] * 44
    assert post.totals().by_state == {SENT: 44, OutgoingState.UNREACHABLE: 6}
    account = post.account(blocked[0])
    assert not account.reachable
    assert account.unreachable_since == post.clock.now()
    assert post.account(served[0]).reachable

    calls = post.standin.traffic.finished
    post.push(blocked[0], "第二条")
    await post.settle()
    assert post.states()[-1] is OutgoingState.UNREACHABLE
    assert post.standin.traffic.finished == calls, "nobody asks for an account known to be unreachable"


async def test_who_has_no_account_or_left_is_listed(post: Post) -> None:
    unbound, left = post.member("钱乙", bound=False), post.member("孙丙")
    post.write(
        lambda session: session.execute(
            text("UPDATE member SET left_on = '2026-11-01' WHERE id = :id"), {"id": left}
        )
    )
    post.push_all([unbound, left])
    await post.settle()
    assert [(row.state, row.trouble) for row in post.rows()] == [
        ("unreachable", "unbound"),
        ("unreachable", "left"),
    ]
    assert post.standin.traffic.finished == 0


async def test_a_message_goes_where_the_account_is_by_then(post: Post) -> None:
    first, second = post.member("李丁"), post.member("周戊")
    old, new = post.people[first], post.people[second]
    post.push(first, "明天", after=60)

    def rebind(session: Session) -> None:
        session.execute(text("DELETE FROM account WHERE telegram_id = :old"), {"old": old})
        session.execute(
            text("UPDATE account SET member_id = :member WHERE telegram_id = :new"),
            {"member": first, "new": new},
        )

    post.write(rebind)
    await post.advance(seconds=60)
    assert post.seen_in(old) == []
    assert post.seen_in(new) == ["明天"]


@pytest.mark.parametrize(
    "kind",
    [FaultKind.ERROR_500, FaultKind.ERROR_502, FaultKind.HTML_502, FaultKind.ERROR_504],
)
async def test_errors_without_effect_are_tried_again(post: Post, kind: FaultKind) -> None:
    member = post.member("赵甲")
    post.fault(kind)
    post.push(member)
    await post.settle()
    row = post.rows()[0]
    assert (row.state, row.trouble, row.unknown_outcomes) == ("new", "not done", 0)
    await post.advance(seconds=1)
    assert post.seen(member) == ["您好"]


@pytest.mark.parametrize("kind", [FaultKind.TIMEOUT_AFTER, FaultKind.RESET_AFTER, FaultKind.TRUNCATED])
async def test_an_unknown_outcome_is_sent_again_twice_and_then_unconfirmed(
    post: Post, kind: FaultKind
) -> None:
    member = post.member("赵甲")
    post.fault(kind, count=None)
    post.push_all([member])
    await post.settle()
    assert post.seen(member) == ["通知"]
    await post.advance(seconds=29)
    assert len(post.seen(member)) == 1
    await post.advance(seconds=1)
    number = post.rows()[0].id
    assert post.seen(member)[1].startswith("通知\n\n（")
    assert f"编号 {number}" in post.seen(member)[1]
    await post.advance(minutes=4)
    assert len(post.seen(member)) == 2
    await post.advance(minutes=1)
    assert len(post.seen(member)) == 3
    await post.advance(days=1)
    assert len(post.seen(member)) == 3
    assert post.totals().by_state == {OutgoingState.UNCONFIRMED: 1}
    assert post.rows()[0].unknown_outcomes == 3


async def test_an_unknown_outcome_that_did_not_arrive_arrives_later(post: Post) -> None:
    member = post.member("赵甲")
    post.fault(FaultKind.TIMEOUT_BEFORE)
    post.push(member)
    await post.settle()
    assert post.seen(member) == []
    await post.advance(seconds=30)
    assert len(post.seen(member)) == 1
    assert post.states() == [SENT]


async def test_a_resend_that_comes_too_late_stays_unconfirmed(post: Post) -> None:
    member = post.member("赵甲")
    post.fault(FaultKind.RESET_AFTER)
    post.push(member, valid_until=post.clock.now() + timedelta(seconds=10))
    await post.settle()
    await post.advance(seconds=30)
    assert len(post.seen(member)) == 1
    assert post.states() == [OutgoingState.UNCONFIRMED]


async def test_what_is_past_its_time_expires(post: Post) -> None:
    member = post.member("赵甲")
    post.push(member, after=60, valid_until=post.clock.now() + timedelta(seconds=90))
    await post.advance(seconds=91)
    assert post.seen(member) == []
    assert post.states() == [OutgoingState.EXPIRED]


async def test_a_pause_is_obeyed_also_after_a_restart(post: Post) -> None:
    members = post.members(3)
    post.fault(FaultKind.FLOOD, seconds=30)
    post.push_all(members)
    await post.settle()
    calls = post.standin.traffic.finished
    rate = post.delivery.pacing.rate
    assert rate == pytest.approx(500, rel=0.01)
    sent = post.totals().by_state.get(SENT, 0)
    assert sent + post.totals().open == 3
    await post.restart()
    await post.advance(seconds=28)
    assert post.standin.traffic.finished == calls
    await post.advance(seconds=2)
    await post.advance(seconds=30)
    assert [len(post.seen(member)) for member in members] == [1, 1, 1]


async def test_a_group_that_moved_gets_its_messages(post: Post) -> None:
    person = acts.add_person(post.standin, "赵甲")
    person.started = True
    group = acts.add_group(post.standin, "第一小组", [person.id])
    new = acts.upgrade_group(post.standin, group.id)
    for key in ("早上", "中午"):
        post.write(
            outbox.push_to_chat,
            key=key,
            chat_id=group.id,
            due_at=post.clock.now(),
            message=Message(key),
        )
    await post.settle()
    assert [each for each in post.seen_in(new.id) if each in {"早上", "中午"}] == ["早上", "中午"]
    assert post.states() == [SENT, SENT]


async def test_wrong_marks_go_out_as_plain_text(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    member = post.member("赵甲")
    with caplog.at_level(logging.CRITICAL, "bot.chat.delivery"):
        post.push(member, "<b>第一<i>小组</b> &amp; 大家")
        await post.settle()
    assert post.seen(member) == ["第一小组 & 大家"]
    assert post.states() == [SENT]


async def test_a_long_message_goes_out_in_parts(post: Post) -> None:
    member = post.member("赵甲")
    whole = "".join(f"第{number}行\n" for number in range(1, 1500))
    post.push(member, whole, key="long")
    await post.settle()
    parts = post.seen(member)
    assert len(parts) == 3
    assert "\n".join(part.strip() for part in parts) == whole.strip()


async def test_personal_messages_go_before_a_broadcast(any_url: str) -> None:
    office = Post(any_url, Quick(per_second=200, in_flight=1))
    members = office.members(40)
    personal = office.member("赵甲")
    office.push_all(members)
    office.push(personal, "候补转正")
    await office.delivery.start()
    await office.settle()
    order = [row.id for row in sorted(office.rows(), key=lambda row: row.message_id or 0)]
    sent_to = [event.chat_id for chat in office.standin.chats.values() for event in chat.events]
    assert office.people[personal] in sent_to
    assert len(order) == 41
    first = min(
        (event for chat in office.standin.chats.values() for event in chat.events if event.from_bot),
        key=lambda event: event.seq,
    )
    assert first.chat_id == office.people[personal]
    await office.close()


async def test_messages_to_one_person_keep_their_order(post: Post) -> None:
    member, other = post.members(2)
    for number in range(12):
        post.push(member, f"第{number}条")
        post.push(other, f"第{number}条")
    await post.settle()
    assert post.seen(member) == [f"第{number}条" for number in range(12)]
    assert post.seen(other) == [f"第{number}条" for number in range(12)]


async def test_rows_that_a_killed_process_was_sending_are_unknown(post: Post) -> None:
    member = post.member("赵甲")
    post.push_all([member], priority=Priority.BULK)
    await post.settle()
    post.write(lambda session: session.execute(text("UPDATE outgoing SET state = 'sending'")))
    await post.restart()
    assert post.rows()[0].unknown_outcomes == 1
    await post.advance(seconds=29)
    assert len(post.seen(member)) == 1
    await post.advance(seconds=1)
    assert len(post.seen(member)) == 2
    assert "编号" in post.seen(member)[1]


async def test_the_end_of_a_reference_is_told_in_its_transaction(any_url: str) -> None:
    def report(session: Session, reference: str, now: datetime) -> None:
        counts = outbox.totals(session, reference)
        outbox.push(
            session,
            key=f"{reference}:report",
            to=reporter,
            due_at=now,
            message=Message(f"{reference} 共 {counts.total} 人，未结 {counts.open}"),
        )

    office = Post(any_url, on_finished=report)
    members, reporter = office.members(30), office.member("委员")
    acts.block(office.standin, office.people[members[-1]], blocked=True)
    office.push_all(members)
    await office.delivery.start()
    await office.settle()
    assert office.seen(reporter) == ["notice:1 共 30 人，未结 0"]
    await office.close()


async def test_a_failing_report_does_not_undo_the_record(
    any_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    def report(session: Session, reference: str, now: datetime) -> None:
        session.execute(text("DELETE FROM outgoing"))
        raise ZeroDivisionError

    office = Post(any_url, on_finished=report)
    members = office.members(3)
    office.push_all(members)
    with caplog.at_level(logging.CRITICAL, "bot.chat.claiming"):
        await office.delivery.start()
        await office.settle()
    assert office.totals().by_state == {SENT: 3}
    await office.close()


async def test_cancelled_rows_are_not_sent(post: Post) -> None:
    members = post.members(3)
    post.write(
        outbox.push_many,
        keys={member: f"later:{member}" for member in members},
        due_at=post.clock.now() + timedelta(hours=1),
        message=Message("取消的"),
        reference="notice:2",
    )
    assert post.write(outbox.cancel, "notice:2") == 3
    await post.advance(hours=2)
    assert [post.seen(member) for member in members] == [[], [], []]
    assert post.totals("notice:2").by_state == {OutgoingState.CANCELLED: 3}


async def test_stopping_leaves_nothing_claimed(any_url: str) -> None:
    office = Post(any_url, Quick(per_second=100))
    office.push_all(office.members(50))
    await office.delivery.start()
    await asyncio.sleep(0.1)
    await office.delivery.stop()
    counts = office.totals()
    assert counts.total == 50
    assert set(counts.by_state) == {SENT, NEW}
    assert counts.by_state[SENT] == sum(bool(office.seen(member)) for member in office.people)
    await office.delivery.start()
    await office.settle()
    assert office.totals().by_state == {SENT: 50}
    assert all(office.seen(member) == ["通知"] for member in office.people)
    await office.close()


def test_claiming_reads_an_index_in_order(tmp_path: Path) -> None:
    """A million waiting rows are neither read nor sorted for the next few."""
    office = Post(f"sqlite:///{tmp_path / 'post.db'}")
    seen: list[str] = []

    def explain(session: Session) -> None:
        connection = session.connection()
        asked: list[tuple[str, Any]] = []

        def remember(_c: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
            asked.append((statement, parameters))

        event.listen(connection, "before_cursor_execute", remember)
        claiming.claim(session, office.clock.now(), most=4, held=[1, 2], is_busy=lambda _chat: False)
        event.remove(connection, "before_cursor_execute", remember)
        statement, parameters = asked[0]
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        seen.extend(row[3] for row in plan)

    office.database.read_now(explain)
    assert "USING INDEX ix_outgoing_open (priority=? AND due_at<?)" in seen[0]
    assert not any("TEMP B-TREE" in line or "SCAN" in line for line in seen)
    office.database.close()
