"""The plan as files: what a calendar, Excel and a person looking at the picture get."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from icalendar import Calendar
from openpyxl import load_workbook
from PIL import Image

from bot.plan import acting, drafting, drafts, exporting, living, picture
from bot.plan.exporting import Form
from bot.plan.reading import Doubt, read_document
from bot.plan.states import DocumentState
from bot.plan.texts.exporting import draft_number
from bot.plan.timing import read_timings
from bot.refused import Refused
from tests.plan.plan_union import NOW, POLICY, PlanUnion

TEXT = """一、日常工作
每季度召开一次工会委员会议
每天7：00-7：30组织晨练
二、各月安排
一月份：召开教代会
三月份：教职工乒乓球比赛（3月20日）
三月份：征集合理化建议（3月26日前）
四、五月份：开展安全生产检查
"""


@pytest.fixture
def union(sqlite_url: str) -> Iterator[PlanUnion]:
    made = PlanUnion(sqlite_url)
    made.plan(TEXT)
    yield made
    made.database.close()


def file_of(union: PlanUnion, form: Form, now: datetime = NOW) -> bytes:
    file = union.see(exporting.export_year, union.actor(union.committee), now, year=2027, form=form)
    assert isinstance(file, exporting.Exported)
    return file.content(now)


def events(content: bytes) -> dict[str, object]:
    return {str(event["summary"]): event for event in Calendar.from_ical(content).walk("VEVENT")}


def test_a_calendar_holds_what_has_a_day_or_a_month(union: PlanUnion) -> None:
    content = file_of(union, Form.CALENDAR)
    assert b"TZID:Asia/Shanghai" in content
    found = events(content)
    assert "晨练" not in "".join(found)
    contest = found["教职工乒乓球比赛"]
    assert contest["dtstart"].dt == date(2027, 3, 20)  # type: ignore[index]
    assert contest["dtend"].dt == date(2027, 3, 21)  # type: ignore[index]


def test_a_moved_item_keeps_its_uid_and_an_activity_brings_its_hour(union: PlanUnion) -> None:
    before = events(file_of(union, Form.CALENDAR))["教职工乒乓球比赛"]
    occurrence_id = union.occurrence("教职工乒乓球比赛")
    actor = union.actor(union.committee)
    timing = read_timings("4月10日", NOW, 2027)[0]
    union.do(living.move_item, actor, NOW, occurrence_id=occurrence_id, timing=timing, policy=POLICY)
    union.do(acting.make_activity, actor, NOW, occurrence_id=occurrence_id)
    after = events(file_of(union, Form.CALENDAR))["教职工乒乓球比赛"]
    assert after["uid"] == before["uid"]  # type: ignore[index]
    start = after["dtstart"].dt  # type: ignore[index]
    assert (start.isoformat(), start.tzinfo.key) == ("2027-04-10T15:00:00+08:00", "Asia/Shanghai")


def test_the_sequence_of_an_entry_grows_when_it_is_moved_or_named_anew(union: PlanUnion) -> None:
    occurrence_id, actor = union.occurrence("教职工乒乓球比赛"), union.actor(union.committee)
    facts = {"occurrence_id": occurrence_id, "policy": POLICY}

    def sequence(now: datetime) -> int:
        return int(events(file_of(union, Form.CALENDAR, now))["教职工乒乓球比赛"]["sequence"])  # type: ignore[index]

    first = sequence(NOW)
    assert sequence(NOW + timedelta(days=1)) == first, "nothing changed"
    timing = read_timings("4月10日", NOW, 2027)[0]
    union.do(living.move_item, actor, NOW + timedelta(days=2), timing=timing, **facts)
    moved = sequence(NOW + timedelta(days=2))
    union.do(living.set_owner, actor, NOW + timedelta(days=3), name="赵甲", **facts)
    assert first < moved < sequence(NOW + timedelta(days=3)) < 2**31


def test_a_month_is_a_calendar_too(union: PlanUnion) -> None:
    actor = union.actor(union.committee)
    file = union.see(exporting.export_month, actor, NOW, month=2027 * 12 + 2)
    assert set(events(file.content(NOW))) == {"教职工乒乓球比赛", "征集合理化建议"}
    for month in (2027 * 12 + 8, -1, 10**9):
        with pytest.raises(Refused):
            union.see(exporting.export_month, actor, NOW, month=month)


def test_an_edited_table_of_the_year_says_what_was_deleted_and_which_day_is_none(union: PlanUnion) -> None:
    book = load_workbook(BytesIO(file_of(union, Form.TABLE)))
    sheet = book.active
    assert sheet is not None
    for row in range(sheet.max_row, 1, -1):
        title = sheet.cell(row, 3).value
        if title == "召开教代会":
            sheet.delete_rows(row)
        elif title == "教职工乒乓球比赛":
            sheet.cell(row, 2).value = "4月31日"
    sheet.append([9, "10月16日", "教职工趣味运动会", "李丁", ""])
    edited = BytesIO()
    book.save(edited)
    name = "2027年工会计划表格 (1).xlsx"
    drafted = union.do(
        drafting.draft_plan,
        union.actor(union.committee),
        NOW,
        reading=read_document(edited.getvalue(), name, year=2027),
        year=2027,
        file_name=name,
        digest="edited",
        request="edited",
    )
    actor = union.actor(union.committee)
    card = union.see(drafts.document_card, actor, NOW, document_id=drafted.document_id)
    assert (card.live, card.changes, card.absent) == (2, 1, ("召开教代会",))
    wrong = union.see(drafts.next_doubt, actor, document_id=drafted.document_id, after=0)
    assert (wrong.title, wrong.doubts) == ("教职工乒乓球比赛", (Doubt.NO_SUCH_DAY,))


def test_the_table_sent_back_unchanged_changes_nothing(union: PlanUnion) -> None:
    content = file_of(union, Form.TABLE)
    reading = read_document(content, "2027年工会工作计划.xlsx")
    drafted = union.do(
        drafting.draft_plan,
        union.actor(union.committee),
        NOW,
        reading=reading,
        year=2027,
        file_name="2027年工会工作计划.xlsx",
        digest="table",
        request="table",
    )
    card = union.see(drafts.document_card, union.actor(union.committee), NOW, document_id=drafted.document_id)
    assert (card.found, card.same, card.changes) == (6, 6, 0)


def test_the_picture_is_a_picture_or_a_clear_no(union: PlanUnion, monkeypatch: pytest.MonkeyPatch) -> None:
    image = Image.open(BytesIO(file_of(union, Form.PICTURE)))
    assert image.format == "PNG"
    assert image.size[0] > 1500
    monkeypatch.setattr(picture, "font_file", lambda: None)
    with pytest.raises(Refused, match="no_font"):
        file_of(union, Form.PICTURE)


def test_a_year_without_anything_makes_no_file(union: PlanUnion) -> None:
    with pytest.raises(Refused, match="nothing"):
        union.see(exporting.export_year, union.actor(union.first), NOW, year=2030, form=Form.TABLE)


def test_an_edited_draft_takes_the_place_of_the_draft(union: PlanUnion) -> None:
    actor = union.actor(union.committee)
    first = union.draft("六月份：教职工健步走活动\n七月份：开展送清凉活动（7月10日）\n")
    name, content, _ = union.see(exporting.export_draft, actor, document_id=first)
    book = load_workbook(BytesIO(content))
    book.active["C2"] = "教职工登山活动"  # type: ignore[index]
    edited = BytesIO()
    book.save(edited)
    drafted = union.do(
        drafting.draft_plan,
        actor,
        NOW,
        reading=read_document(edited.getvalue(), name),
        year=2027,
        file_name=name,
        digest="edited",
        request="edited",
        replaces=draft_number(f"{name.removesuffix('.xlsx')} (1).xlsx"),
    )
    assert union.see(drafts.document_card, actor, NOW, document_id=first).state is DocumentState.UNDONE
    rows = union.see(drafts.draft_rows, drafted.document_id)
    assert [row.title for row in rows] == ["教职工登山活动", "开展送清凉活动"]
    spans = union.see(drafting.spans_by_item, [row.id for row in rows])
    assert [spans[row.id][0].start_on for row in rows] == [date(2027, 6, 1), date(2027, 7, 10)]
