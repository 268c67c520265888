"""What a roster changes: who is meant by each row, the preview, the import, and that a second one changes nothing."""

import csv
import io
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from bot.files import sheets
from bot.files.tables import read_tables
from bot.members import command, roster, roster_report
from bot.members.groups import tree
from bot.members.model import Member, Role, RosterUpload
from bot.members.roster import RosterPreview
from bot.members.roster_match import Verdict
from bot.members.roster_rows import RosterFile, RosterRow
from bot.members.rules import Actor
from bot.members.texts import roster as texts
from bot.refused import Refused
from bot.settings import load
from bot.storage import Database

from .conftest import NOW, Union

V = Verdict


def rows(*facts: dict[str, Any]) -> list[RosterRow]:
    return [RosterRow(number, **{"group": "教务组", **each}) for number, each in enumerate(facts, start=2)]


def preview(union: Union, actor: Actor, *facts: dict[str, Any]) -> RosterPreview:
    made = union.see(roster.plan_import, actor, NOW, rows=rows(*facts))
    assert isinstance(made, RosterPreview)
    return made


def verdicts(union: Union, actor: Actor, *facts: dict[str, Any]) -> list[tuple[Verdict, str]]:
    return [(one.verdict, roster_report.told(one)) for one in preview(union, actor, *facts).planned]


def members(union: Union) -> list[tuple[str, str, str | None, str | None]]:
    def look(session: Session) -> list[tuple[str, str, str | None, str | None]]:
        whole = tree(session)
        found = session.exec(select(Member).where(col(Member.left_on).is_(None)).order_by(col(Member.id)))
        return [(one.name, whole.path(one.group_id), one.employee_no, one.phone) for one in found]

    seen: list[tuple[str, str, str | None, str | None]] = union.see(look)
    return seen


@pytest.mark.parametrize(
    ("row", "verdict", "told"),
    [
        # 赵甲 has number A1 and phone …01, 钱乙 a phone, 孙丙 nothing, 王戊 stands in both groups.
        ({"name": "赵甲", "employee_no": "A1"}, V.UNCHANGED, ""),
        ({"name": "赵甲", "phone": "13800000001"}, V.UNCHANGED, ""),
        ({"name": "赵甲"}, V.UNCHANGED, ""),
        ({"name": "赵甲", "employee_no": "A1", "phone": "13800000009"}, V.CHANGED, texts.change("phone", "13800000001", "13800000009")),
        ({"name": "赵一甲", "employee_no": "A1", "phone": "13800000001"}, V.CHANGED, texts.change("name", "赵甲", "赵一甲")),
        ({"name": "李丁", "employee_no": "A1"}, V.ERROR, texts.number_of_another("employee_no", "赵甲")),
        ({"name": "李丁", "phone": "13800000001"}, V.ERROR, texts.number_of_another("phone", "赵甲")),
        ({"name": "赵甲", "employee_no": "A1", "phone": "13800000002"}, V.ERROR, texts.number_of_another("phone", "钱乙")),
        ({"name": "赵甲", "employee_no": "A9", "phone": "13800000001"}, V.ERROR, texts.number_of_another("phone", "赵甲")),
        ({"name": "钱乙", "employee_no": "B1", "phone": "13800000002"}, V.CHANGED, texts.change("employee_no", "", "B1")),
        ({"name": "钱乙", "phone": "13800000008"}, V.CHANGED, texts.change("phone", "13800000002", "13800000008")),
        ({"name": "钱乙", "phone": "13800000008", "group": "后勤组"}, V.NEW, texts.namesake("教务组")),
        ({"name": "孙丙", "phone": "13800000003", "group": "后勤组"}, V.CHANGED, texts.change("group", "教务组", "后勤组") + "；" + texts.change("phone", "", "13800000003")),
        ({"name": "王戊"}, V.UNCHANGED, ""),
        ({"name": "王戊", "group": "示例工会"}, V.ERROR, texts.several_in_roster("王戊")),
        ({"name": "郑己", "employee_no": "L1"}, V.CHANGED, texts.back_again()),
        ({"name": "周庚"}, V.NEW, ""),
        ({"name": "孙丙", "retired": True, "sex": "female"}, V.CHANGED, texts.change("sex", "", "女") + "；" + texts.change("retired", "否", "是")),
        ({"name": "孙丙", "group": "一组"}, V.ERROR, texts.group_unclear("一组", ["教务组/一组", "后勤组/一组"])),
        ({"name": "孙丙", "group": "/".join("甲乙丙丁戊己")}, V.ERROR, texts.groups_too_deep("/".join("甲乙丙丁戊己"))),
    ],
)  # fmt: skip
def test_who_is_meant(
    union: Union, committee: Actor, row: dict[str, Any], verdict: Verdict, told: str
) -> None:
    for parent in (union.teaching, union.logistics):
        union.group("一组", parent)
    union.member("赵甲", employee_no="A1", phone="13800000001")
    union.member("钱乙", phone="13800000002")
    union.member("孙丙")
    union.member("王戊", union.teaching)
    union.member("王戊", union.logistics)
    union.member("郑己", employee_no="L1", left_on=date(2025, 1, 1))
    assert verdicts(union, committee, row) == [(verdict, told)]


def test_clashes_within_the_file(union: Union, committee: Actor) -> None:
    said = verdicts(
        union,
        committee,
        {"name": "赵甲", "employee_no": "A1"},
        {"name": "钱乙", "employee_no": "A1"},
        {"name": "孙丙", "phone": "13800000003"},
        {"name": "李丁", "phone": "13800000003"},
        {"name": "周戊"},
        {"name": "周戊", "phone": "13800000005"},
        {"name": "吴己", "phone": "13800000006"},
        {"name": "吴己", "phone": "13800000007"},
        {"name": "吴己", "phone": "13800000007"},
    )
    assert said == [
        (V.ERROR, texts.same_as_row("employee_no", 3)),
        (V.ERROR, texts.same_as_row("employee_no", 2)),
        (V.ERROR, texts.same_as_row("phone", 5)),
        (V.ERROR, texts.same_as_row("phone", 4)),
        (V.ERROR, texts.same_name_as_row("周戊", 7)),
        (V.ERROR, texts.same_name_as_row("周戊", 6)),
        (V.NEW, ""),
        (V.NEW, ""),
        (V.REPEATED, texts.repeated_row(9)),
    ]


def test_two_rows_never_mean_the_same_member(union: Union, committee: Actor) -> None:
    union.member("赵甲", employee_no="A1", phone="13800000001")
    said = verdicts(
        union, committee, {"name": "赵甲", "employee_no": "A1"}, {"name": "赵甲", "phone": "13800000001"}
    )
    assert said == [(V.UNCHANGED, ""), (V.ERROR, texts.same_member_as_row(2))]


def test_missing_members_are_told_for_the_files_groups_only(union: Union, committee: Actor) -> None:
    union.member("赵甲")
    union.member("钱乙", union.group("第三小组", union.teaching))
    union.member("孙丙", union.logistics)
    union.member("李丁")
    seen = preview(union, committee, {"name": "赵甲"}, {"name": "李丁", "errors": ("x",)})
    assert seen.missing == ("委员乙", "钱乙")


def test_import_is_all_or_nothing_until_chosen_otherwise(union: Union, committee: Actor) -> None:
    given = rows(
        {"name": "赵甲"},
        {"name": "", "errors": (texts.name_missing(),)},
        {"name": "钱乙", "group": "新部门/一组"},
    )
    with pytest.raises(Refused) as refused:
        union.do(roster.import_roster, committee, NOW, rows=given)
    assert refused.value.reason == "rows_with_errors"
    assert [one[0] for one in members(union)] == ["委员乙"]
    done = union.do(roster.import_roster, committee, NOW, rows=given, only_good=True)
    assert done.new_groups == ("新部门/一组",)
    assert members(union)[1:] == [("赵甲", "教务组", None, None), ("钱乙", "新部门/一组", None, None)]


def test_numbers_may_be_swapped(union: Union, committee: Actor) -> None:
    union.member("赵甲", employee_no="A1", phone="13800000001")
    union.member("钱乙", employee_no="A2", phone="13800000002")
    given = rows(
        {"name": "赵甲", "employee_no": "A2", "phone": "13800000001"},
        {"name": "钱乙", "employee_no": "A1", "phone": "13800000002"},
    )
    said = union.see(roster.plan_import, committee, NOW, rows=given)
    # The numbers say one thing and the phones another: better asked than guessed.
    assert [one.verdict for one in said.planned] == [V.ERROR, V.ERROR]


def names() -> st.SearchStrategy[str]:
    return st.sampled_from([f"{family}{given}" for family in "赵钱孙李" for given in "甲乙丙"])


def some_rows() -> st.SearchStrategy[list[RosterRow]]:
    row = st.builds(
        RosterRow,
        st.just(0),
        names(),
        st.sampled_from(["教务组", "后勤组", "新组", "新组/一组", "示例工会"]),
        st.none() | st.sampled_from([f"1380000000{digit}" for digit in range(8)]),
        st.none() | st.sampled_from([f"A{digit}" for digit in range(8)]),
        st.none() | st.sampled_from(["female", "male"]),
        retired=st.none() | st.booleans(),
    )
    return st.lists(row, min_size=1, max_size=14).map(
        lambda made: [replace(one, number=number) for number, one in enumerate(made, start=2)]
    )


@pytest.mark.parametrize(
    ("phone", "verdicts_of"), [(None, [V.CHANGED, V.NEW]), ("13800000002", [V.NEW, V.CHANGED])]
)
def test_two_namesakes_of_whom_one_is_known(
    union: Union, committee: Actor, phone: str | None, verdicts_of: list[Verdict]
) -> None:
    known = union.member("赵甲", phone=phone)
    given = rows(
        {"name": "赵甲", "group": "教务组", "phone": "13800000001"},
        {"name": "赵甲", "group": "后勤组", "phone": "13800000002"},
    )
    first = union.do(roster.import_roster, committee, NOW, rows=given)
    assert [one.verdict for one in first.planned] == verdicts_of
    assert [one.member_id for one in first.planned if one.verdict is V.CHANGED] == [known]
    assert not union.do(roster.import_roster, committee, NOW, rows=given).changes_anything


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=some_rows(), second=some_rows())
def test_a_second_import_of_the_same_file_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, first: list[RosterRow], second: list[RosterRow]
) -> None:
    union = Union(f"sqlite:///{tmp_path_factory.mktemp('roster') / 'u.db'}")
    try:
        actor = union.officer("委员乙", Role.COMMITTEE, 901)
        for given_rows in (first, second):
            union.do(roster.import_roster, actor, NOW, rows=given_rows, only_good=True)
            before = members(union)
            again = union.do(roster.import_roster, actor, NOW, rows=given_rows, only_good=True)
            assert not again.changes_anything
            assert not again.new_groups
            assert members(union) == before
            numbers = [one[2] for one in before if one[2]]
            assert len(numbers) == len(set(numbers))
    finally:
        union.database.close()


def test_a_scope_ends_at_its_groups(union: Union) -> None:
    actor = union.officer("委员丙", Role.COMMITTEE, 902, union.teaching)
    union.member("赵甲", union.logistics, employee_no="A1")
    said = verdicts(
        union,
        actor,
        {"name": "赵甲", "employee_no": "A1"},
        {"name": "钱乙", "group": "后勤组"},
        {"name": "孙丙", "group": "一组"},
    )
    assert said == [
        (V.ERROR, texts.elsewhere("后勤组")),
        (V.ERROR, texts.out_of_reach("后勤组")),
        (V.NEW, ""),
    ]
    assert preview(union, actor, {"name": "孙丙", "group": "一组"}).new_groups == ("教务组/一组",)


def test_members_and_leaders_import_nothing(union: Union) -> None:
    actor = union.officer("组长丁", Role.LEADER, 903, union.teaching)
    with pytest.raises(Refused):
        union.do(roster.import_roster, actor, NOW, rows=rows({"name": "赵甲"}))
    with pytest.raises(Refused):
        union.do(roster.keep_upload, actor, NOW, file=RosterFile(()), file_name="x")


# -- between preview and import -----------------------------------------------------------------------------


def test_an_upload_is_imported_once_and_forgotten(union: Union, committee: Actor, chair: Actor) -> None:
    file = RosterFile(tuple(rows({"name": "赵甲"})))
    upload_id = union.do(roster.keep_upload, committee, NOW, file=file, file_name="名册.xlsx")
    with pytest.raises(Refused):
        union.do(roster.import_upload, chair, NOW, upload_id=upload_id, only_good=False)
    done = union.do(roster.import_upload, committee, NOW, upload_id=upload_id, only_good=False)
    assert done.changes_anything
    with pytest.raises(Refused) as refused:
        union.do(roster.import_upload, committee, NOW, upload_id=upload_id, only_good=False)
    assert refused.value.reason == "upload_gone"


def test_uploads_are_kept_for_a_day(union: Union, committee: Actor) -> None:
    file = RosterFile(tuple(rows({"name": "赵甲"})))
    old = union.do(roster.keep_upload, committee, NOW, file=file, file_name="名册.xlsx")
    later = NOW + timedelta(days=1, seconds=1)
    with pytest.raises(Refused):
        union.see(roster.load_upload, committee, later, upload_id=old)
    new = union.do(roster.keep_upload, committee, later, file=file, file_name="名册.xlsx")
    assert union.see(lambda session: session.exec(select(RosterUpload.id)).all()) == [new]
    union.do(roster.drop_upload, committee, later, upload_id=new)
    assert union.see(lambda session: session.exec(select(RosterUpload.id)).all()) == []


def test_the_report_names_every_row(union: Union, committee: Actor) -> None:
    union.member("王戊")
    seen = preview(union, committee, {"name": "赵甲"}, {"name": "", "errors": (texts.name_missing(),)})
    [sheet] = read_tables(roster_report.report(seen))
    assert [[cell.text for cell in row.cells] for row in sheet.rows[1:]] == [
        ["2", "赵甲", "新增"],
        ["3", "", "出错", texts.name_missing()],
        ["", "委员乙", "文件里没有"],
        ["", "王戊", "文件里没有"],
    ]


# -- the command line ---------------------------------------------------------------------------------------


def test_the_commands(tmp_path: Path) -> None:
    config = load(env={"UNIONBOT_DATA_DIR": str(tmp_path)})
    database = Database(config.database.url)
    from bot import tables

    database.write_now(lambda session: tables.metadata.create_all(session.connection()))
    database.close()
    file = tmp_path / "名册.csv"
    file.write_bytes(
        sheets.separated(
            ("姓名", "小组", "手机"), [("赵甲", "一组", "13800000001"), ("钱乙", "二组", "1380000000")]
        )
    )
    dry = list(command.import_roster(config, file, NOW, dry_run=True))
    assert dry[0] == texts.counts(1, 0, 0, 1, 0)
    said: list[str] = []
    with pytest.raises(Refused):
        said += command.import_roster(config, file, NOW)
    assert list(command.import_roster(config, file, NOW, only_good=True))[-1] == "已导入。"
    again = list(command.import_roster(config, file, NOW, dry_run=True))
    assert again[0] == texts.counts(0, 0, 1, 1, 0)
    [group, line, _] = command.invite(config, NOW, everybody=True, bot="example_bot")
    name, code, link = line.split()
    assert (group, name, link) == ("一组", "赵甲", f"https://t.me/example_bot?start={code}")
    slip = tmp_path / "codes.csv"
    list(command.invite(config, NOW, name="赵甲", csv=slip))
    with io.StringIO(slip.read_text("utf-8-sig")) as written:
        assert [row[1] for row in csv.reader(written)] == ["姓名", "赵甲"]
    wrongs: tuple[dict[str, Any], ...] = ({}, {"name": "无名"}, {"name": "赵甲", "everybody": True})
    for wrong in wrongs:
        with pytest.raises(Refused):
            list(command.invite(config, NOW, **wrong))
    with pytest.raises(Refused):
        list(command.import_roster(config, tmp_path / "none.xlsx", NOW))
