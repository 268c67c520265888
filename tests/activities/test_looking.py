"""What is coming: the right ones, in order, page by page, in one query."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import insert

from bot.activities import looking, places
from bot.activities.card import activity_card
from bot.activities.lists import people as lists
from bot.activities.lists import sheets
from bot.activities.lists import texts as list_texts
from bot.activities.looking import Page
from bot.activities.model import Activity
from bot.activities.organising import managing, publishing
from bot.activities.rules import ActivityKind, SignUpStatus
from bot.activities.texts import cards
from bot.members.rules import Actor, Grant, Role
from bot.refused import Refused
from bot.storage import Database
from tests.activities.conftest import NOW, START, Union

#: A row as it is stored, without what tells it from others.
FACTS_OF_ONE = {"title": "健步走", "kind": "festival", "state": "open", "created_at": NOW}


def ids(page: Page) -> list[int]:
    return [line.activity_id for line in page.lines]


def cursor(page: Page, index: int) -> tuple[int, int]:
    line = page.lines[index]
    return int(line.starts_at.timestamp()), line.activity_id


def test_a_page_stays_the_same_page_when_activities_are_added(union: Union) -> None:
    made = [union.activity(starts_at=START + timedelta(days=day // 2)) for day in range(7)]
    actor = union.member()
    first = union.read(looking.upcoming, actor, NOW, size=3)
    assert (ids(first), first.first, first.more) == (made[:3], True, True)
    union.activity(starts_at=START - timedelta(days=1))
    second = union.read(looking.upcoming, actor, NOW, size=3, cursor=cursor(first, -1))
    assert (ids(second), second.first, second.more) == (made[3:6], False, True)
    last = union.read(looking.upcoming, actor, NOW, size=3, cursor=cursor(second, -1))
    assert (ids(last), last.more) == (made[6:], False)
    back = union.read(looking.upcoming, actor, NOW, size=3, cursor=cursor(second, 0), back=True)
    assert ids(back) == made[:3]
    whole = union.read(looking.upcoming, actor, NOW, size=3, cursor=cursor(back, 0), back=True)
    assert whole.first
    assert len(whole.lines) == 3


def test_a_list_full_of_what_is_for_others(union: Union) -> None:
    for day in range(40):
        union.activity(starts_at=START + timedelta(days=day), audience="traits=women")
    mine = union.activity(starts_at=START + timedelta(days=50), audience=f"groups={union.first}")
    assert ids(union.read(looking.upcoming, union.member(sex="male"), NOW)) == [mine]
    assert ids(union.read(looking.upcoming, union.member(sex="male", group=union.second), NOW)) == []
    assert len(union.read(looking.upcoming, union.member(sex="female"), NOW).lines) == looking.PAGE_SIZE


def test_a_period_and_a_kind(union: Union) -> None:
    health = union.activity(kind=ActivityKind.HEALTH)
    union.activity(starts_at=START + timedelta(days=7))
    actor = union.member()
    week = START.replace(day=6, hour=0)
    assert ids(union.read(looking.upcoming, actor, NOW, end=week)) == [health]
    assert ids(union.read(looking.upcoming, actor, NOW, kind=ActivityKind.HEALTH)) == [health]


def test_one_query_that_uses_the_index(union: Union) -> None:
    for day in range(8):
        union.activity(starts_at=START + timedelta(days=day))
    actor = union.member()
    asked: list[str] = []

    def look(session: Any) -> list[str]:
        driver = session.connection().connection.driver_connection
        driver.set_trace_callback(asked.append)
        looking.upcoming(session, actor, NOW)
        driver.set_trace_callback(None)
        [statement] = asked
        return [row[3] for row in driver.execute(f"EXPLAIN QUERY PLAN {statement}")]

    plan = union.read(look)
    assert any("ix_activity_coming" in step for step in plan), plan
    assert any("sign_up_1 (activity_id=? AND member_id=?)" in step for step in plan), plan
    assert not any("TEMP B-TREE" in step or step.startswith("SCAN") for step in plan), plan


def test_a_page_costs_the_same_however_much_is_on_it(union: Union) -> None:
    """The own sign-ups and what decides about the member come with the page, not line by line."""
    asked: list[str] = []
    actor = union.member()

    def count(session: Any, size: int) -> int:
        driver = session.connection().connection.driver_connection
        driver.set_trace_callback(asked.append)
        page = looking.upcoming(session, actor, NOW, size=size)
        driver.set_trace_callback(None)
        assert len(page.lines) == size
        return len(asked)

    for day in range(24):
        union.activity(starts_at=START + timedelta(days=day), audience=f"groups={union.first},{100 + day}")
    few = union.read(count, 2)
    asked.clear()
    assert union.read(count, 20) == few == 2


def test_the_server_walks_the_index_too(postgresql_url: str) -> None:
    database = Database(postgresql_url)
    union = Union(database)

    def look(session: Any) -> str:
        connection = session.connection()
        rows = [
            {**FACTS_OF_ONE, "request": f"many:{number}", "starts_at": START + timedelta(minutes=number)}
            for number in range(3000)
        ]
        connection.execute(
            insert(Activity), [{**row, "created_by": union.committee.member_id} for row in rows]
        )
        connection.exec_driver_sql("ANALYZE activity")
        compiled = looking.list_statement(kind=False, back=False).compile(dialect=connection.dialect)
        facts = {"member_id": 1, "at": NOW, "id": -1, "end": START + timedelta(days=9000), "most": 9}
        found = connection.exec_driver_sql(f"EXPLAIN {compiled}", {**compiled.params, **facts})
        return "\n".join(row[0] for row in found)

    plan = union.write(look)
    database.close()
    assert "Index Scan using ix_activity_coming" in plan, plan
    assert "Seq Scan on activity" not in plan, plan
    assert "Sort" not in plan, plan


def test_own_sign_ups_with_the_position(union: Union) -> None:
    full = union.activity(capacity=1)
    later = union.activity(title="电影", starts_at=START + timedelta(days=1))
    first, second = union.members(2)
    union.write(places.take_place, first, NOW, activity_id=full)
    for activity_id in (full, later):
        union.write(places.take_place, second, NOW, activity_id=activity_id)
    lines = union.read(looking.my_sign_ups, second, NOW).lines
    assert [(line.activity_id, line.status, line.position) for line in lines] == [
        (full, SignUpStatus.WAITING, 1),
        (later, SignUpStatus.PLACED, None),
    ]
    past = union.read(looking.my_sign_ups, first, START + timedelta(days=3), past=True)
    assert [line.activity_id for line in past.lines] == [full]


def test_a_health_check_for_others_stays_unseen(union: Union) -> None:
    check = union.activity(kind=ActivityKind.HEALTH, audience="traits=women", title="妇科普查")
    course = union.activity(audience="traits=women", title="插花课")
    man, woman = union.member(sex="male"), union.member(sex="female")
    assert {known.id for known in union.read(looking.find_visible, woman, NOW)} == {check, course}
    assert {known.id for known in union.read(looking.find_visible, man, NOW)} == {course}
    with pytest.raises(Refused):
        union.read(activity_card, man, NOW, activity_id=check)
    seen = union.read(activity_card, man, NOW, activity_id=course)
    assert not seen.may_join
    assert "女职工" in seen.refusal


def test_overlaps(union: Union) -> None:
    walk, film = union.activity(), union.activity(title="电影", starts_at=START + timedelta(hours=1))
    actor = union.member()
    union.write(places.take_place, actor, NOW, activity_id=walk)
    assert [one.activity_id for one in union.read(activity_card, actor, NOW, activity_id=film).overlaps] == [
        walk
    ]


def test_drafts_are_for_the_committee(union: Union) -> None:
    draft = publishing.Draft("健步走", ActivityKind.FESTIVAL, START)
    made = union.write(
        publishing.create_activity, union.committee, NOW, draft=draft, request="x", publish=False
    )
    again = union.write(
        publishing.create_activity, union.committee, NOW, draft=draft, request="x", publish=True
    )
    assert again.activity_id == made.activity_id
    with pytest.raises(Refused):
        union.read(activity_card, union.member(), NOW, activity_id=made.activity_id)
    assert union.read(activity_card, union.committee, NOW, activity_id=made.activity_id).manages


@pytest.mark.parametrize("role", [Role.MEMBER, Role.LEADER])
def test_members_and_leaders_manage_nothing(union: Union, role: Role) -> None:
    activity_id = union.activity()
    actor = union.member(grants=() if role is Role.MEMBER else (Grant(role, frozenset({union.first})),))
    calls: list[tuple[Any, dict[str, Any]]] = [
        (managing.change_activity, {"activity_id": activity_id, "change": managing.Change(capacity=1)}),
        (managing.cancel_activity, {"activity_id": activity_id, "reason": "大雪"}),
        (managing.lead_activity, {"activity_id": activity_id, "state": "closed"}),
        (publishing.publish_activity, {"activity_id": activity_id, "tell": True}),
        (lists.note_export, {"activity_id": activity_id}),
    ]
    before = union.rows("SELECT state, capacity, revision FROM activity")
    for use_case, facts in calls:
        with pytest.raises(Refused):
            union.write(use_case, actor, NOW, **facts)
    assert union.rows("SELECT state, capacity, revision FROM activity") == before


def test_lists_by_reach(union: Union) -> None:
    activity_id = union.activity(capacity=2)
    people = [union.member("赵甲"), union.member("钱乙", group=union.second), union.member("李丁")]
    for actor in people:
        union.write(places.take_place, actor, NOW, activity_id=activity_id)
    leader = Actor(
        people[2].member_id, 0, "李丁", union.first, (Grant(Role.LEADER, frozenset({union.first})),)
    )
    own = union.read(lists.participants, leader, activity_id=activity_id, page=0)
    assert [(line.name, line.status, line.number) for line in own.lines] == [
        ("赵甲", SignUpStatus.PLACED, 1),
        ("李丁", SignUpStatus.WAITING, 1),
    ]
    assert not own.may_export
    assert len(union.read(lists.participants, union.committee, activity_id=activity_id, page=0).lines) == 3
    with pytest.raises(Refused):
        union.read(lists.participants, people[0], activity_id=activity_id, page=0)


def test_five_hundred_names_fit_into_pages(union: Union) -> None:
    activity_id = union.activity()
    for number in range(45):
        actor = union.member(f"<b>名字很长很长的会员{number}号")
        union.write(places.take_place, actor, NOW, activity_id=activity_id)
    for page in range(4):
        shown = union.read(lists.participants, union.committee, activity_id=activity_id, page=page)
        assert len(list_texts.people(shown).text) < 3900
    assert (shown.number, len(shown.lines)) == (2, 5)


def test_the_table_holds_text_and_no_formula(union: Union) -> None:
    activity_id = union.activity()
    actor = union.member("=cmd|' /C calc'!A0", phone="013800000000", employee_no="440301199001011234")
    union.write(places.take_place, actor, NOW, activity_id=activity_id)
    table = union.read(sheets.participants, union.committee, NOW, activity_id=activity_id)
    sheet, *_ = load_workbook(BytesIO(table.content())).worksheets
    row = [cell.value for cell in sheet[2]]
    assert row[:6] == [1, "=cmd|' /C calc'!A0", "第一小组", "440301199001011234", "013800000000", "已报"]
    assert {cell.data_type for cell in sheet[2]} <= {"s", "n", "inlineStr"}
    assert sheet.freeze_panes == "A2"


def test_hostile_titles_stay_text(union: Union) -> None:
    activity_id = union.activity(title="<b>粗&体</b>", place="<a>", description="a<b")
    actor = union.member()
    card = union.read(activity_card, actor, NOW, activity_id=activity_id)
    assert "&lt;b&gt;粗&amp;体&lt;/b&gt;" in cards.card(card).text
