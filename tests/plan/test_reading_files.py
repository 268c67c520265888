"""Documents of every sort: what opens, what is refused and why, and the child that reads them."""

import asyncio
import io
import json
import time
import zipfile

import pytest
from docx import Document

from bot.files.child import Leash
from bot.files.texts import refusal
from bot.plan.reading import (
    Reason,
    Unreadable,
    read_document,
    read_in_child,
    read_safely,
    read_text,
    wire,
)
from tests.plan.documents import excel, packed, pdf, saved, word

PLAN = "红旗造纸厂工会2026年工作计划\n一月份：\n1、走访退休职工；\n2、召开职工代表大会；\n五月份：\n1、职工拔河比赛；\n"
EXPECTED = [("走访退休职工", (1,)), ("召开职工代表大会", (1,)), ("职工拔河比赛", (5,))]


def drafted(data: bytes, name: str = "plan.docx") -> list[tuple[str, tuple[int, ...]]]:
    return [(item.title, item.months) for item in read_document(data, name).items]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_text_in_every_encoding(encoding: str) -> None:
    assert drafted(PLAN.encode(encoding), "plan.txt") == EXPECTED


def test_line_ends_of_every_system() -> None:
    assert drafted(PLAN.replace("\n", "\r\n").encode(), "plan.txt") == EXPECTED
    assert drafted(PLAN.replace("\n", "\r").encode(), "plan.txt") == EXPECTED


def test_word_paragraphs() -> None:
    assert drafted(word(*PLAN.splitlines())) == EXPECTED


def test_content_decides_and_not_the_name() -> None:
    assert drafted(word(*PLAN.splitlines()), "plan.txt") == EXPECTED
    assert drafted(PLAN.encode(), "plan.doc") == EXPECTED


def test_word_table_with_merged_months_and_parallel_audiences() -> None:
    document = Document()
    document.add_heading("纺织厂工会2026年活动安排", 1)
    table = document.add_table(5, 4)
    rows = [
        ("时间", "内容", "参加范围", "责任人"),
        ("3月", "1.女工插花\n2.车间安全讲座", "1.全体女工\n2.一线职工", "赵甲"),
        ("", "技术比武", "挡车工", "钱乙"),
        ("8月上旬", "送清凉", "一线职工", "孙丙"),
        ("", "金秋助学摸底", "困难职工", "李丁"),
    ]
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            table.cell(r, c).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(3, 0).merge(table.cell(4, 0))
    items = read_document(saved(document), "a.docx").items
    assert [(item.title, item.months, item.audience, item.owner) for item in items] == [
        ("女工插花", (3,), "全体女工", "赵甲"),
        ("车间安全讲座", (3,), "一线职工", "赵甲"),
        ("技术比武", (3,), "挡车工", "钱乙"),
        ("送清凉", (8,), "一线职工", "孙丙"),
        ("金秋助学摸底", (8,), "困难职工", "李丁"),
    ]


def test_word_automatic_numbers_are_spelled_out() -> None:
    document = Document()
    document.add_paragraph("三月")
    document.add_paragraph("慰问一线职工", style="List Number")
    document.add_paragraph("健康讲座", style="List Bullet")
    assert drafted(saved(document)) == [("慰问一线职工", (3,)), ("健康讲座", (3,))]


def test_excel_with_dates_title_and_merged_cells() -> None:
    rows = [
        ("水务公司工会2026年计划",),
        ("月份", "活动", "责任人"),
        ("3月", "女职工健步走", "赵甲"),
        (None, "读书会", "钱乙"),
        ("10月", "体检", "孙丙"),
    ]
    reading = read_document(excel(rows, "A3:A4"), "plan.xlsx")
    assert [(item.title, item.months, item.owner) for item in reading.items] == [
        ("女职工健步走", (3,), "赵甲"),
        ("读书会", (3,), "钱乙"),
        ("体检", (10,), "孙丙"),
    ]
    assert [(plan.title, plan.year) for plan in reading.plans] == [("水务公司工会2026年计划", 2026)]


def test_pdf_with_text() -> None:
    assert drafted(pdf(PLAN.splitlines()), "plan.pdf") == EXPECTED


def ole(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + stream.encode("utf-16-le") + b"\0" * 500


def archive(**entries: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in entries.items():
            new.writestr(name, content)
    return stream.getvalue()


GOOD = word("一月：开会")


def repacked(data: bytes, more: bytes) -> bytes:
    """A Word file with `more` at the beginning of its body, stored so that no ratio gives it away."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"<w:body>", b"<w:body>" + more))
    return stream.getvalue()


EXTERNAL = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" Type="http://schemas.'
    b'openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" Target="http://127.0.0.1/x.dotm" TargetMode="External"/></Relationships>'
)


REFUSED = [
    (b"", "plan.docx", Reason.EMPTY),
    (b"  \n\n ", "plan.txt", Reason.EMPTY),
    (word(), "plan.docx", Reason.EMPTY),
    (b"a" * (5 * 1024 * 1024 + 1), "plan.txt", Reason.TOO_LARGE),
    (ole("WordDocument"), "plan.doc", Reason.OLD_WORD),
    (ole("WordDocument"), "plan.docx", Reason.OLD_WORD),
    (ole("Workbook"), "plan.xls", Reason.OLD_EXCEL),
    (ole("PowerPoint Document"), "plan.ppt", Reason.SLIDES),
    (ole("EncryptedPackage"), "plan.docx", Reason.PASSWORD),
    (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "plan.png", Reason.PICTURE),
    (b"\xff\xd8\xff\xe0" + b"\0" * 50, "plan.docx", Reason.PICTURE),
    (b"MZ\x90\0" + bytes(range(256)), "plan.docx", Reason.DISGUISED),
    (bytes(range(256)) * 20, "plan.docx", Reason.DISGUISED),
    ("3月：三八妇女节插花。\n".encode(), "plan.docx", Reason.DISGUISED),
    ("3月：三八妇女节插花。\n".encode(), "计划.XLSX", Reason.DISGUISED),
    ("3月：三八妇女节插花。\n".encode(), "plan.pdf", Reason.DISGUISED),
    (excel([("1月", "开会")]), "plan.docx", Reason.DISGUISED),
    (GOOD, "plan.xlsx", Reason.DISGUISED),
    (pdf(["1月开会"]), "plan.docx", Reason.DISGUISED),
    (bytes(range(256)) * 20, "plan.dat", Reason.BINARY),
    (b"<html><body>plan</body></html>", "plan.doc", Reason.WEB_PAGE),
    (b"Rar!\x1a\x07\x00" + b"\0" * 30, "plan.rar", Reason.ARCHIVE),
    (archive(a=b"x"), "plan.zip", Reason.ARCHIVE),
    (GOOD[:2000], "plan.docx", Reason.BROKEN),
    (packed(GOOD, word__vbaProject_dot_bin=b"x"), "plan.docm", Reason.MACROS),
    (packed(GOOD, word__media__a_dot_zip=archive(a=b"x")), "plan.docx", Reason.UNSAFE),
    (packed(GOOD, word__media__a_dot_bin=archive(a=b"x")), "plan.docx", Reason.UNSAFE),
    (packed(GOOD, word__bomb_dot_xml=b" " * 20_000_000), "plan.docx", Reason.TOO_HEAVY),
    (packed(GOOD, **{f"word__n{n}_dot_xml": b"<a/>" for n in range(200)}), "plan.docx", Reason.TOO_HEAVY),
    (packed(GOOD, word___rels__settings_dot_xml_dot_rels=EXTERNAL), "plan.docx", Reason.LINKS),
    (
        packed(GOOD, word__comments_dot_xml=b'<!DOCTYPE a [<!ENTITY x "y">]><a/>'),
        "plan.docx",
        Reason.UNSAFE,
    ),
    (packed(GOOD, ppt__presentation_dot_xml=b"<a/>"), "plan.pptx", Reason.SLIDES),
    (pdf([""]), "scan.pdf", Reason.SCAN),
    ("开会\n".encode() * 5001, "plan.txt", Reason.TOO_MANY_ROWS),
    ("一月开会，".encode() * 5000, "plan.txt", Reason.TOO_HEAVY),
    (repacked(GOOD, b"<w:p/>" * 100_001), "plan.docx", Reason.TOO_MANY_ROWS),
    (b"%PDF-1.4\nrubbish", "plan.pdf", Reason.BROKEN),
    (excel([("1月", "开会")] * 5001), "plan.xlsx", Reason.TOO_MANY_ROWS),
    (excel([["1月"] * 61]), "plan.xlsx", Reason.TOO_MANY_COLUMNS),
]


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    REFUSED,
    ids=[f"{n}-{name}-{reason}" for n, (_, name, reason) in enumerate(REFUSED)],
)
def test_refusals_say_why(data: bytes, name: str, reason: Reason) -> None:
    with pytest.raises(Unreadable) as refused:
        read_document(data, name)
    assert refused.value.reason is reason


def test_every_refusal_has_its_sentence() -> None:
    for reason in Reason:
        sentence = refusal(reason)
        assert sentence.endswith("。")
        assert sentence.count("。") == 1


def test_obvious_refusals_start_no_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("subprocess.Popen", lambda *_, **__: pytest.fail("a child was started"))
    for data in (
        b"",
        ole("WordDocument"),
        b"\x89PNG\r\n\x1a\n",
        packed(GOOD, word__bomb_dot_xml=b" " * 20_000_000),
    ):
        with pytest.raises(Unreadable):
            read_in_child(data, "plan.docx")


def test_the_child_reads_as_this_process_does() -> None:
    data = word(*PLAN.splitlines())
    assert read_in_child(data, "计划 一.docx", year=2027) == read_document(data, "计划 一.docx", year=2027)


async def test_the_loop_goes_on_while_a_child_reads() -> None:
    beats = 0

    async def beat() -> None:
        nonlocal beats
        while True:
            beats += 1
            await asyncio.sleep(0.005)

    heart = asyncio.create_task(beat())
    reading = await read_safely(word(*PLAN.splitlines()), "plan.docx")
    heart.cancel()
    assert [item.title for item in reading.items] == [title for title, _ in EXPECTED]
    assert beats > 3


def test_a_child_that_takes_too_long_is_killed() -> None:
    with pytest.raises(Unreadable) as refused:
        read_in_child(GOOD, "plan.docx", timeout=0.01)
    assert refused.value.reason is Reason.TOO_SLOW


async def test_a_child_that_takes_too_long_is_killed_without_waiting() -> None:
    with pytest.raises(Unreadable) as refused:
        await read_safely(GOOD, "plan.docx", timeout=0.01)
    assert refused.value.reason is Reason.TOO_SLOW


def test_a_child_without_memory_refuses() -> None:
    with pytest.raises(Unreadable):
        read_in_child(word(*(["一月份召开会议" * 50] * 2000)), "plan.docx", memory=40)


def test_a_refusal_inside_the_child_comes_out() -> None:
    with pytest.raises(Unreadable) as refused:
        read_in_child(pdf([""]), "scan.pdf")
    assert refused.value.reason is Reason.SCAN


def test_the_wire_keeps_everything() -> None:
    text = (
        "2026年计划\n上半年，每月10日开放书屋。\n三月：3月5日前上交征文（责任人：赵甲）\n重阳节慰问退休职工"
    )
    reading = read_text(text, year=2026, source="x")
    assert wire.from_values(json.loads(json.dumps(wire.to_values(reading)))) == reading


def test_hostile_regular_expressions_take_no_time() -> None:
    begun = time.process_time()
    for piece in (
        "一、",
        "1月",
        "（",
        "，",
        "3月8日至",
        "每",
        "工会",
        "a ",
        "1.1.",
        "“",
        "时间：",
        "| ",
        "职工、",
    ):
        read_text(piece * 1000)
        read_text("\n".join([piece * 20] * 100))
    assert time.process_time() - begun < 20


def test_a_reading_that_is_called_off_ends_its_child() -> None:
    leash = Leash()
    leash.end()
    with pytest.raises(Unreadable):
        read_in_child(word(*PLAN.splitlines()), "plan.docx", leash=leash)


async def test_a_cancelled_reading_does_not_wait_for_its_child(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = asyncio.Event()
    end = Leash.end

    def tell(leash: Leash) -> None:
        ended.set()
        end(leash)

    monkeypatch.setattr(Leash, "end", tell)
    reading = asyncio.create_task(read_safely(word(*PLAN.splitlines()), "plan.docx"))
    await asyncio.sleep(0)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert ended.is_set()
