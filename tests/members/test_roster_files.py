"""Roster files as people send them: every odd one with its exact rows, every wrong one with its reason."""

import io
import time
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import MAC_EPOCH

from bot.files import sheets
from bot.files.safety import Reason, Unreadable
from bot.files.tables import read_tables
from bot.members.roster_rows import RosterFile, RosterRow, from_json, read_roster, to_json
from bot.members.texts import roster as texts
from bot.refused import Refused

HEAD = ("姓名", "工会小组", "手机号", "工号")
GOOD = RosterRow(2, "赵甲", "教务组", "13800000001", "A01")


def xlsx(*rows: Sequence[Any], change: Callable[[Workbook], None] | None = None) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(list(row))  # type: ignore[union-attr]
    if change is not None:
        change(book)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def csv(text: str, encoding: str = "utf-8") -> bytes:
    return text.encode(encoding)


def named(value: object) -> str:
    """For the name of a test: what is not the file's content."""
    return "file" if isinstance(value, bytes) else str(value)


def sheet(change: Callable[[Any], None]) -> Callable[[Workbook], None]:
    return lambda book: change(book.active)


def read(data: bytes) -> list[RosterRow]:
    return list(read_roster(data).rows)


PLAIN = "姓名,工会小组,手机号,工号\n赵甲,教务组,13800000001,A01\n"


@pytest.mark.parametrize(
    "data",
    [
        xlsx(HEAD, ("赵甲", "教务组", 13800000001, "A01")),
        xlsx(HEAD, ("赵甲", "教务组", "138-0000-0001", " A01 ")),
        xlsx(HEAD, (" 赵　甲 ", "教务组", 13800000001.0, "A01")),
        xlsx(("工号", "联系电话（必填）", "部门", "姓 名*"), ("A01", "+86 138 0000 0001", "教务组", "赵甲")),
        xlsx(("序号", *HEAD, "备注"), (1, "赵甲", "教务组", "13800000001", "Ａ０１", "新人")),
        xlsx(HEAD, ("赵甲", "教务组", "13800000001", "A01"), (), ("合计", None, 1), ("制表人：李丁",)),
        xlsx(HEAD, ("赵甲", "教务组", "13800000001", "A01"), HEAD),
        csv(PLAIN),
        csv("\ufeff" + PLAIN),
        csv(PLAIN, "gb18030"),
        csv(PLAIN, "utf-16"),
        csv(PLAIN.replace(",", "\t")),
        csv(PLAIN.replace(",", ";").replace("\n", "\r\n")),
        csv(PLAIN.replace(",", "，")),
        csv(PLAIN.replace("13800000001", '"=""13800000001"""').replace("A01", "'A01")),
        csv('姓名,"工会\n小组",手机号,工号\n赵甲,教务组,13800000001,A01'),
        sheets.workbook("名册", HEAD, [("赵甲", "教务组", "13800000001", "A01")]),
        sheets.separated(HEAD, [("赵甲", "教务组", "13800000001", "A01")]),
    ],
    ids=named,
)
def test_many_ways_to_write_one_row(data: bytes) -> None:
    assert read(data) == [GOOD]


def test_titles_above_the_header_and_merged_groups() -> None:
    def merge(page: Any) -> None:
        page.merge_cells("A1:D1")
        page.merge_cells("B3:B5")

    data = xlsx(
        ("示例工会会员名册",),
        HEAD,
        ("赵甲", "教务组", "13800000001", None),
        ("钱乙", None, "13800000002", None),
        ("孙丙", None, None, "A03"),
        ("李丁", None, "13800000004", None),
        change=sheet(merge),
    )
    rows = read(data)
    assert [(row.number, row.name, row.group) for row in rows] == [
        (3, "赵甲", "教务组"),
        (4, "钱乙", "教务组"),
        (5, "孙丙", "教务组"),
        (6, "李丁", ""),
    ]
    assert rows[3].errors == (texts.group_missing(),)


def test_hidden_and_filtered_rows_count_and_hidden_sheets_do_not() -> None:
    def hide(book: Workbook) -> None:
        book.active.row_dimensions[3].hidden = True  # type: ignore[union-attr]
        other = book.create_sheet("旧名单")
        other.append(HEAD)
        other.append(("周戊", "教务组", None, None))
        other.sheet_state = "hidden"

    data = xlsx(HEAD, ("赵甲", "教务组", None, None), ("钱乙", "教务组", None, None), change=hide)
    assert [row.name for row in read(data)] == ["赵甲", "钱乙"]
    assert [row.hidden for row in read_tables(data)[0].rows] == [False, False, True]


def test_one_sheet_for_each_group() -> None:
    def second(book: Workbook) -> None:
        book.create_sheet("说明").append(("请认真填写",))
        page = book.create_sheet("后勤组")
        page.append(HEAD)
        page.append(("钱乙", "后勤组", None, None))

    assert [row.name for row in read(xlsx(HEAD, ("赵甲", "教务组", None, None), change=second))] == [
        "赵甲",
        "钱乙",
    ]


def test_union_and_group_columns_make_a_path() -> None:
    data = xlsx(
        ("基层工会", "部门", "工会小组", "姓名"),
        ("一校工会", "教务处", "第三小组", "赵甲"),
        ("二校工会", "", "", "钱乙"),
    )
    rows = read(data)
    assert [row.group for row in rows] == ["一校工会/第三小组", ""]
    assert rows[1].errors == (texts.group_missing(),)


@pytest.mark.parametrize(
    ("cells", "errors"),
    [
        (("", "教务组", "13800000001", ""), (texts.name_missing(),)),
        (("赵甲1", "教务组", "", ""), (texts.name_bad("赵甲1"),)),
        (("长" * 41, "教务组", "", ""), (texts.name_bad("长" * 41),)),
        (("赵甲", "", "", ""), (texts.group_missing(),)),
        (("赵甲", "教务组", "1380000000", ""), (texts.phone_bad("1380000000"),)),
        (("赵甲", "教务组", "没有", ""), (texts.phone_bad("没有"),)),
        (("赵甲", "教务组", "1.38E+10", ""), (texts.scientific("phone", "1.38E+10"),)),
        (("赵甲", "教务组", "", 1234567890123456), (texts.digits_lost("employee_no"),)),
        (("赵甲", "教务组", "", "号" * 33), (texts.employee_no_bad("号" * 33),)),
        (("赵甲", "教务组", "", "=cmd|'/c calc'!A0"), ()),
        (("赵甲", "教务组", "12345", "号?"), (texts.phone_bad("12345"), texts.employee_no_bad("号?"))),
    ],
)
def test_what_is_wrong_with_a_row_is_said(cells: tuple[Any, ...], errors: tuple[str, ...]) -> None:
    [row] = read(xlsx(HEAD, cells))
    assert row.number == 2
    assert row.errors == errors


@pytest.mark.parametrize(
    ("written", "born_on", "noted"),
    [
        (datetime.fromisoformat("1980-01-02"), date(1980, 1, 2), False),
        ("1980-1-2", date(1980, 1, 2), False),
        ("1980.01.02", date(1980, 1, 2), False),
        ("1980/1/2", date(1980, 1, 2), False),
        ("1980年1月2日", date(1980, 1, 2), False),
        (19800102, date(1980, 1, 2), False),
        (29222, date(1980, 1, 2), False),
        ("1980-02-30", None, True),
        ("1980年1月", None, True),
        ("八零年", None, True),
        (None, None, False),
    ],
)
def test_dates(written: Any, born_on: date | None, noted: bool) -> None:
    [row] = read(xlsx(("姓名", "小组", "出生日期"), ("赵甲", "教务组", written)))
    assert (row.born_on, bool(row.notes), row.errors) == (born_on, noted, ())


def test_the_date_system_of_1904() -> None:
    def mac(book: Workbook) -> None:
        book.epoch = MAC_EPOCH
        book.active["C2"] = datetime.fromisoformat("1980-01-02")  # type: ignore[index]

    [row] = read(xlsx(("姓名", "小组", "参加工作时间", "生日"), ("赵甲", "教务组", None, 27760), change=mac))
    assert (row.hired_on, row.born_on) == (date(1980, 1, 2), date(1980, 1, 2))


def test_optional_columns() -> None:
    head = ("姓名", "小组", "性别", "是否退休", "一线", "入职年月")
    rows = read(
        xlsx(
            head,
            ("赵甲", "教务组", "女", "是", "√", "2020.9"),
            ("钱乙", "教务组", "男", "在职", "后勤", ""),
            ("孙丙", "教务组", "？", "不详", None, "很久"),
        )
    )
    assert [(row.sex, row.retired, row.front_line, row.hired_on) for row in rows] == [
        ("female", True, True, date(2020, 9, 1)),
        ("male", False, False, None),
        (None, None, None, None),
    ]
    assert len(rows[2].notes) == 3
    assert not any(row.errors for row in rows)


def test_private_columns_are_dropped_and_named() -> None:
    head = ("姓名", "小组", "身份证号", "银行卡号", "健康状况", "宗教信仰", "政治面貌", "职称")
    data = xlsx(
        head, ("赵甲", "教务组", 123456789012345678, "6222000000000000000", "良好", "无", "群众", "讲师")
    )
    file = read_roster(data)
    assert file.rows == (RosterRow(2, "赵甲", "教务组"),)
    assert file.dropped == ("身份证号", "银行卡号", "健康状况", "宗教信仰", "政治面貌")
    assert file.ignored == ("职称",)
    assert "6222" not in str(file)


def test_leading_zeros_and_boolean_cells() -> None:
    def zeros(page: Any) -> None:
        page["D2"].number_format = "0000"

    data = xlsx((*HEAD, "退休"), ("赵甲", "教务组", None, 7, True), change=sheet(zeros))
    [row] = read(data)
    assert (row.employee_no, row.retired) == ("0007", True)


def test_rows_survive_being_kept() -> None:
    file = read_roster(
        xlsx(
            ("姓名", "小组", "生日", "退休", "身份证"),
            ("赵甲", "教务组", "1980-1-2", "否", ""),
            ("", "教务组", "x", "", ""),
        )
    )
    assert from_json(to_json(file)) == file
    assert isinstance(file, RosterFile)


# -- what is no roster --------------------------------------------------------------------------------------


def archive(*parts: tuple[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made:
        for name, part in parts:
            made.writestr(name, part)
    return content.getvalue()


def with_part(data: bytes, name: str, part: bytes) -> bytes:
    """An office file with one part added or replaced."""
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        kept = [(entry, old.read(entry)) for entry in old.namelist() if entry != name]
    return archive(*kept, (name, part))


ONE = xlsx(HEAD, ("赵甲", "教务组", None, None))
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def page(inside: str) -> bytes:
    return with_part(
        ONE, "xl/worksheets/sheet1.xml", f'<worksheet xmlns="{MAIN}">{inside}</worksheet>'.encode()
    )


def linked(kind: str) -> bytes:
    relation = (
        f'<Relationship Id="r1" Type="{KIND}/{kind}" Target="http://example.org" TargetMode="External"/>'
    )
    body = f'<Relationships xmlns="{RELATIONS}">{relation}</Relationships>'.encode()
    return with_part(ONE, "xl/worksheets/_rels/sheet1.xml.rels", body)


TEXT = '<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>'


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Reason.EMPTY),
        (b" \r\n", Reason.EMPTY),
        (b"x" * (5 * 1024 * 1024 + 1), Reason.TOO_LARGE),
        (b"\0" * 50 * 1024 * 1024, Reason.TOO_LARGE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, Reason.OLD_OFFICE),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, Reason.PICTURE),
        (b"\xff\xd8\xff\xe0" + b"\0" * 100, Reason.PICTURE),
        (b"Rar!\x1a\x07\0" + b"x" * 100, Reason.ARCHIVE),
        (b"%PDF-1.7\n%", Reason.NO_TABLE),
        (b"<html><body><table><tr><td>x</td></tr></table>", Reason.WEB_PAGE),
        (b"\x00\x01\x02binary", Reason.BINARY),
        (b"abc\xff\x80\xff,\x01", Reason.ENCODING),
        (b"PK\x03\x04broken", Reason.BROKEN),
        (ONE[: len(ONE) // 2], Reason.BROKEN),
        (archive(("a.txt", b"x")), Reason.ARCHIVE),
        (archive(("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<x/>")), Reason.NO_TABLE),
        (with_part(ONE, "xl/vbaProject.bin", b"x"), Reason.MACROS),
        (with_part(ONE, "xl/embeddings/inner.xlsx", ONE), Reason.UNSAFE),
        (with_part(ONE, "../../outside.xml", b"<x/>"), Reason.UNSAFE),
        (with_part(ONE, "/etc/passwd", b"x"), Reason.UNSAFE),
        (with_part(ONE, "xl/media/zeros.bin", b"\0" * 49_000_000), Reason.TOO_HEAVY),
        (with_part(ONE, "xl/media/zeros.bin", b"\0" * 60_000_000), Reason.TOO_HEAVY),
        (archive(*[(f"{number}.xml", b"<x/>") for number in range(201)]), Reason.TOO_HEAVY),
        (with_part(ONE, "xl/sharedStrings.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><sst/>'), Reason.UNSAFE),
        (linked("externalLinkPath"), Reason.LINKS),
        (with_part(ONE, "xl/worksheets/sheet1.xml", b"<worksheet><broken"), Reason.BROKEN),
        (xlsx(HEAD, *[("赵甲", "教务组")] * 5001), Reason.TOO_MANY_ROWS),
        (xlsx([f"列{number}" for number in range(61)]), Reason.TOO_MANY_COLUMNS),
        (csv("姓名,小组\n" + "赵甲,教务组\n" * 5001), Reason.TOO_MANY_ROWS),
        (csv(",".join("x" * 61)), Reason.TOO_MANY_COLUMNS),
    ],
    ids=named,
)
def test_what_cannot_be_read_is_refused_with_its_reason(data: bytes, reason: Reason) -> None:
    with pytest.raises(Unreadable) as bad:
        read_tables(data)
    assert bad.value.reason is reason
    with pytest.raises(Refused) as refused:
        read_roster(data)
    assert refused.value.message.text


def test_a_plain_hyperlink_is_harmless() -> None:
    assert read(linked("hyperlink"))[0].name == "赵甲"


@pytest.mark.parametrize(
    "data",
    [
        # One cell at the far end of the sheet, and one range merged over all of it.
        page(f'<sheetData><row r="1048576">{TEXT.format(at="XFD1048576", text="x")}</row></sheetData>'),
        page(
            f'<sheetData><row r="1">{TEXT.format(at="A1", text="x")}</row></sheetData>'
            '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
        ),
        page("<sheetData>" + "<row><c/></row>" * 900_000 + "</sheetData>"),
        page(
            f'<sheetData><row r="1">{TEXT.format(at="A1", text="x")}</row></sheetData><mergeCells>'
            + '<mergeCell ref="A1:XFD1048576"/>' * 60_000
            + "</mergeCells>"
        ),
    ],
    ids=["far cell", "merged sheet", "many rows", "many merges"],
)
def test_small_files_that_unfold_are_refused_or_harmless(data: bytes) -> None:
    began = time.process_time()
    with pytest.raises(Refused):
        read_roster(data)
    # The bot's own process does next to nothing; the child is bounded by its limits.
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (xlsx(("今天天气很好",)), "no_header"),
        (xlsx(("姓名", "职称"), ("赵甲", "讲师")), "no_header"),
        (xlsx(("姓名", "手机号"), ("赵甲", "13800000001")), "header_lacks"),
        (xlsx(("姓名", "小组", "手机", "联系电话"), ("赵甲", "教务组", 1, 2)), "header_twice"),
        (xlsx(HEAD), "no_rows"),
        (csv("三月份工作安排：\n1. 组织健步走\n2. 体检"), "no_header"),
    ],
    ids=named,
)
def test_tables_without_a_rosters_header(data: bytes, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        read_roster(data)
    assert refused.value.reason == reason


# -- files that go out --------------------------------------------------------------------------------------

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1+1", "一行\n=1", "=cmd|'/c calc'!A0"]


@pytest.mark.parametrize("text", FORMULAS)
def test_nothing_written_acts_as_a_formula(text: str) -> None:
    from openpyxl import load_workbook

    cell = load_workbook(io.BytesIO(sheets.workbook("表", ("甲",), [(text,)]))).active["A2"]  # type: ignore[index]
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", text, True)
    assert (
        sheets.separated(("甲",), [(text,)]).decode("utf-8-sig").splitlines()[1].lstrip('"').startswith("'")
    )


def test_what_no_workbook_can_hold_is_left_out() -> None:
    data = sheets.workbook("a/b:c" * 20, ("甲",), [("a\0b\ud800c",), (12,), (None,)])
    assert [cell.text for row in read_tables(data)[0].rows for cell in row.cells] == ["甲", "abc", "12"]


def test_a_name_that_says_something_else_is_refused() -> None:
    """Whoever sends 名册.xlsx has seen a table in Excel, and not what would be read out of this."""
    with pytest.raises(Refused) as refused:
        read_roster(csv("姓名,小组\n赵甲,教务组"), filename="名册.xlsx")
    assert refused.value.reason == "disguised"
    assert len(read_roster(csv("姓名,小组\n赵甲,教务组"), filename="名册.csv").rows) == 1
