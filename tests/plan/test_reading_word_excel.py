"""What Word and Excel put around a plan: frames, text boxes, headings of two rows, several tables and sheets."""

import io

import pytest
from docx import Document
from docx.oxml import parse_xml
from openpyxl import Workbook

from bot.plan.reading import DraftItem, read_document
from tests.plan.documents import pdf, saved

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def items(data: bytes, name: str) -> list[DraftItem]:
    return list(read_document(data, name).items)


def told(data: bytes, name: str = "plan.docx") -> list[tuple[str, tuple[int, ...], str]]:
    return [(item.title, item.months, item.owner) for item in items(data, name)]


def test_a_table_inside_the_frame_of_another() -> None:
    document = Document()
    document.sections[0].header.paragraphs[0].text = "内部资料 2025年3月印发"
    document.add_heading("海风渔业公司工会2027年工作计划", 1)
    frame = document.add_table(1, 1).cell(0, 0)
    frame.text = "一、重点活动"
    inner = frame.add_table(4, 3)
    rows = [
        ("时间", "活动", "责任人"),
        ("3月8日", "女工茶话会", "赵甲"),
        ("5月", "渔网编织比赛", "钱乙"),
        ("", "船员家属座谈", "孙丙"),
    ]
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            inner.cell(r, c).text = text
    inner.cell(2, 0).merge(inner.cell(3, 0))
    document.add_paragraph("12月召开会员大会。")
    assert told(saved(document)) == [
        ("女工茶话会", (3,), "赵甲"),
        ("渔网编织比赛", (5,), "钱乙"),
        ("船员家属座谈", (5,), "孙丙"),
        ("召开会员大会", (12,), ""),
    ]


def test_a_text_box_is_read_once_and_moved_text_where_it_went() -> None:
    document = Document()
    document.add_paragraph("海风渔业公司工会2027年工作计划")
    box = "<w:txbxContent><w:p><w:r><w:t>9月组织金秋垂钓赛</w:t></w:r></w:p></w:txbxContent>"
    document.add_paragraph("附图")._p.append(
        parse_xml(
            f'<w:r {_W} {_MC}><mc:AlternateContent><mc:Choice Requires="wps">{box}</mc:Choice>'
            f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        )
    )
    document.add_paragraph()._p.append(
        parse_xml(f'<w:moveFrom {_W} w:id="1"><w:r><w:t>6月组织划船</w:t></w:r></w:moveFrom>')
    )
    document.add_paragraph("6月组织划船。")
    assert told(saved(document)) == [("组织金秋垂钓赛", (9,), ""), ("组织划船", (6,), "")]


def test_a_heading_of_two_merged_rows() -> None:
    document = Document()
    document.add_paragraph("恒通地产工会2027年工作计划表")
    rows = [
        ("类别", "工作项目", "时间安排", "", "责任人"),
        ("", "", "开始", "结束", ""),
        ("福利", "端午福利发放", "6月1日", "6月8日", "钱乙"),
        ("", "员工体检", "8月", "9月", "钱乙"),
        ("文体", "足球联赛", "4月", "5月", "孙丙"),
    ]
    table = document.add_table(len(rows), 5)
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            table.cell(r, c).text = text
    table.cell(0, 2).merge(table.cell(0, 3))
    for column in (0, 1, 4):
        table.cell(0, column).merge(table.cell(1, column))
    table.cell(2, 0).merge(table.cell(3, 0))
    found = items(saved(document), "plan.docx")
    assert [(item.title, item.months) for item in found] == [
        ("端午福利发放", (6,)),
        ("员工体检", (8, 9)),
        ("足球联赛", (4, 5)),
    ]
    assert (str(found[0].start), str(found[0].end)) == ("06-01", "06-08")


def test_sheets_tables_below_each_other_and_last_years_sheet() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "文体部"
    for row in (
        ("晨光集团工会2027年活动计划", None, None, None),
        ("月份", "活动内容", "参加对象", "负责人"),
        (3, "女工瑜伽课\n健步走", "女职工", "赵甲"),
        (None, "象棋赛", "全体职工", "钱乙"),
        (None, None, None, None),
        ("时间", "重点工作", "责任部门", None),
        ("11月中旬", "会员代表大会", "工会办公室", None),
    ):
        sheet.append(row)
    sheet.merge_cells("A1:D1")
    sheet.merge_cells("A3:A4")
    done = book.create_sheet("2026年完成情况")
    for past in (("月份", "活动内容"), (3, "植树"), (5, "篮球赛")):
        done.append(past)
    welfare = book.create_sheet("福利部")
    for other in (("序号", "事项", "完成时间", "责任人"), (1, "节日慰问方案", "1月20日前", "李丁")):
        welfare.append(other)
    hidden = book.create_sheet("草稿")
    hidden.append(("月份", "内容"))
    hidden.append((1, "废弃活动"))
    hidden.sheet_state = "hidden"
    assert told(saved(book), "plan.xlsx") == [
        ("女工瑜伽课", (3,), "赵甲"),
        ("健步走", (3,), "赵甲"),
        ("象棋赛", (3,), "钱乙"),
        ("会员代表大会", (11,), "工会办公室"),
        ("节日慰问方案", (1,), "李丁"),
    ]


@pytest.mark.parametrize("columns", [("2", "女教师花艺", "赵甲"), ("二", "女教师花艺", "赵甲")])
def test_bare_numbers_under_weeks_are_weeks(columns: tuple[str, str, str]) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ("西坡小学工会2026—2027学年第二学期安排",),
        ("第1周从3月1日开始",),
        ("周次", "工作内容", "负责人"),
        columns,
    ):
        sheet.append(row)
    (item,) = items(saved(book), "plan.xlsx")
    assert (str(item.start), str(item.end)) == ("03-08", "03-14")


def test_pages_of_a_pdf_with_heads_and_numbers() -> None:
    lines = ["石桥机械厂工会2027年工作要点", "1、3月组织质量知识", "竞赛，各车间参加。", "2、4月召开职工代表"]
    lines += ["大会。", "第 1 页 共 2 页", "石桥机械厂工会2027年工作要点", "3、6月检查高温岗位。"]
    lines += ["4、9月举办职工书画", "展。", "第 2 页 共 2 页"]
    assert [(title, months) for title, months, _ in told(pdf(lines), "plan.pdf")] == [
        ("组织质量知识竞赛", (3,)),
        ("召开职工代表大会", (4,)),
        ("检查高温岗位", (6,)),
        ("举办职工书画展", (9,)),
    ]


def test_an_empty_frame_is_no_table() -> None:
    document = Document()
    document.add_paragraph("海风渔业公司工会2027年工作计划")
    document.add_table(1, 1).cell(0, 0).add_table(1, 1)
    document.add_paragraph("5月组织春游。")
    stream = io.BytesIO()
    document.save(stream)
    assert told(stream.getvalue()) == [("组织春游", (5,), "")]
