"""A database of the first release comes through every migration since: nothing lost, nothing changed, all readable.

``data/rows_of_0001.json`` holds the rows of a small invented union as the program of revision 0001 wrote them, some in
every table. It is never written anew: it stands for the databases that exist.
"""

import json
import re
import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, Row, Table, func, insert, select, text

from bot import __main__ as command_line
from bot import audit
from bot.activities import looking, places
from bot.activities.rules import SignUpStatus
from bot.members.rules import Actor, Grant, Role
from bot.notices import service as notices
from bot.operations import backups, container, data_checks
from bot.operations.finding import Level
from bot.plan import looking as plan
from bot.proposals import service as proposals
from bot.settings import load
from bot.storage import Database, open_engine, schema
from bot.storage.schema import SchemaState

FIRST = "0001"
FILE = Path(__file__).parent / "data" / "rows_of_0001.json"
NOW = datetime(2026, 11, 21, 1, tzinfo=UTC)
CHAIR = Actor(1, 5_000_000_001, "赵甲", 1, (Grant(Role.CHAIR),))
MEMBER = Actor(3, 5_000_000_003, "孙丙", 2)
NEXT = """
from alembic import op
import sqlalchemy as sa
revision, down_revision = "9999", "{head}"
def upgrade():
    op.add_column("member", sa.Column("nickname", sa.String))
"""

Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture(params=["sqlite", "postgresql"])
def old_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database as the first release left it, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'unionbot.db'}"
    else:
        url = request.getfixturevalue("empty_postgresql_url")
    engine = open_engine(url, writing=True)
    with engine.begin() as connection:
        command.upgrade(schema._config(connection), FIRST)
        _write(connection, json.loads(FILE.read_text(encoding="utf-8")))
    engine.dispose()
    return url


def _tables(connection: Connection) -> list[Table]:
    """The tables as they are there: the program's own may be newer."""
    there = MetaData()
    there.reflect(connection)
    return [table for table in there.sorted_tables if table.name != "alembic_version"]


def _write(connection: Connection, rows: Rows) -> None:
    tables = _tables(connection)
    assert {table.name for table in tables} == {name for name, some in rows.items() if some}
    for table in tables:
        connection.execute(
            insert(table), [{key: _value(table, key, row[key]) for key in row} for row in rows[table.name]]
        )
        if connection.dialect.name == "postgresql" and "id" in table.columns:
            sequence = connection.scalar(text(f"SELECT pg_get_serial_sequence('{table.name}', 'id')"))
            if sequence:
                connection.scalar(select(func.setval(sequence, max(row["id"] for row in rows[table.name]))))


def _value(table: Table, column: str, written: Any) -> Any:
    if written is None:
        return None
    kind = table.columns[column].type.python_type
    if kind is datetime:
        return datetime.fromisoformat(written).replace(tzinfo=UTC)
    if kind is date:
        return date.fromisoformat(written)
    return bytes.fromhex(written) if kind is bytes else kind(written)


def _read(url: str) -> dict[str, list[Row[Any]]]:
    engine = open_engine(url, writing=False)
    with engine.connect() as connection:
        found = {
            table.name: list(connection.execute(select(table).order_by(*table.primary_key.columns)))
            for table in _tables(connection)
        }
    engine.dispose()
    return found


def test_no_row_and_no_value_is_lost(old_url: str) -> None:
    before = _read(old_url)
    schema.upgrade(old_url)
    after = _read(old_url)
    for name, rows in before.items():
        assert len(after[name]) == len(rows) > 0, name
        for old, new in zip(rows, after[name], strict=True):
            kept = {column: new._mapping[column] for column in old._mapping}
            assert kept == dict(old._mapping), name
    assert schema.differences(old_url) == []
    assert schema.state(old_url) is SchemaState.CURRENT


def test_what_refers_to_something_finds_it(old_url: str) -> None:
    schema.upgrade(old_url)
    engine = open_engine(old_url, writing=False)
    try:
        with engine.connect() as connection:
            for table in _tables(connection):
                for key in table.foreign_keys:
                    target = key.column.table.alias()
                    found = select(target).where(target.columns[key.column.name] == key.parent).exists()
                    lost = select(func.count()).select_from(table).where(key.parent.is_not(None), ~found)
                    assert connection.scalar(lost) == 0, f"{table.name}.{key.parent.name}"
    finally:
        engine.dispose()


def test_the_bot_goes_on_with_it(old_url: str) -> None:
    """What was there is listed as before, the counters and the audit are whole, and new rows get new numbers."""
    schema.upgrade(old_url)
    database = Database(old_url)
    try:
        page = database.read_now(looking.upcoming, MEMBER, NOW)
        assert [line.title for line in page.lines] == ["健步走", "妇科检查", "联欢会"]
        assert page.lines[0].status is SignUpStatus.WAITING
        assert [line.title for line in database.read_now(looking.my_sign_ups, MEMBER, NOW).lines] == [
            "健步走"
        ]
        assert database.read_now(proposals.proposals_for_committee, CHAIR, only_open=False, page=0).page.lines
        assert database.read_now(notices.notices_for, MEMBER, NOW, page=0).lines
        assert database.read_now(plan.year_page, CHAIR, NOW, year=2027).items == 2
        assert database.read_now(audit.first_broken) is None
        findings = database.read_now(lambda session: list(data_checks.adding_up(session.connection())))
        assert {finding.level for finding in findings} == {Level.OK}

        assert database.write_now(places.leave, CHAIR, NOW, activity_id=1).was is SignUpStatus.PLACED
        handed = database.write_now(proposals.submit_proposal, MEMBER, NOW, text="走廊装灯。", request="p:3")
        assert handed.number == "2026-003"
        assert database.read_now(audit.first_broken) is None
    finally:
        database.close()


@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
def test_a_backup_of_the_first_release_can_be_restored(
    old_url: str, target: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Also into the other kind of database. What is under way and what is to be sent is not as it was, on purpose."""
    before = _read(old_url)
    backup = tmp_path / "first.db"
    container.make(old_url, backup, NOW)
    home = tmp_path / "home"
    home.mkdir()
    url = f"sqlite:///{home / 'new.db'}"
    if target == "postgresql":
        url = request.getfixturevalue("another_postgresql_url")
    settings = load(env={"UNIONBOT_DATA_DIR": str(home), "UNIONBOT_DATABASE_URL": url})
    list(backups.restore(settings, backup, sure=True))
    if schema.state(url) is SchemaState.OLDER:
        schema.upgrade(url)
    after = _read(url)
    assert schema.differences(url) == []
    assert [row.name for row in after["member"]] == [row.name for row in before["member"]]
    for name in ("activity", "sign_up", "proposal", "plan_item", "role_grant", "audit"):
        for old, new in zip(before[name], after[name], strict=True):
            assert [_plain(new._mapping[column]) for column in old._mapping] == [*map(_plain, old)], name
    database = Database(url)
    try:
        assert len(database.read_now(looking.upcoming, MEMBER, NOW).lines) == 3
        assert database.write_now(places.leave, CHAIR, NOW, activity_id=1).was is SignUpStatus.PLACED
    finally:
        database.close()


def _plain(value: object) -> str:
    """A value without what only one of the databases says of it."""
    return str(value).removesuffix("+00:00")


def test_migrations_form_one_line() -> None:
    """One head, no branches, numbered in their order; a file begins with the number of its revision."""
    scripts = ScriptDirectory(str(Path(schema.__file__).parent / "migrations"))
    line = [script.revision for script in scripts.walk_revisions()][::-1]
    assert scripts.get_heads() == line[-1:]
    assert line == [f"{number:04}" for number in range(1, len(line) + 1)] == schema.revisions()


def test_a_backup_is_taken_before_a_migration(
    old_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """``migrate`` keeps the database as it was before it changes it, and says where."""
    schema.upgrade(old_url)
    rows = {name: len(rows) for name, rows in _read(old_url).items()}
    head = schema.revisions()[-1]
    folder = Path(shutil.copytree(schema._FOLDER, tmp_path / "migrations"))
    (folder / "versions" / "9999_next.py").write_text(NEXT.format(head=head))
    monkeypatch.setattr(schema, "_FOLDER", folder)
    monkeypatch.setenv("UNIONBOT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("UNIONBOT_DATABASE_URL", old_url)

    assert command_line.main(["migrate"]) == 0
    said = capsys.readouterr().out
    kept = re.search(r"\S+\.db", said)
    assert kept, said
    about = container.read(Path(kept[0].removeprefix("已备份到")))
    assert about.revision == head
    under_way = {"dialog", "inbox", "plan_upload", "roster_upload"}
    assert {name: about.counts[name] for name in rows if name not in under_way} == {
        name: number for name, number in rows.items() if name not in under_way
    }
    assert schema.state(old_url) is SchemaState.CURRENT
    assert "nickname" in _read(old_url)["member"][0]._mapping
