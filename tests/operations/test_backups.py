"""Backups: whole, portable, without what need not be kept; and the way back sends nobody anything twice."""

import asyncio
import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session, select

from bot import audit, outbox, reminders
from bot.chat import inbox
from bot.chat.dialogs import Dialog
from bot.instance import AlreadyRunning, OnlyInstance
from bot.members.model import Account, Group, Member
from bot.message import Message
from bot.operations import backups, container
from bot.outbox import Outgoing
from bot.proposals.model import Proposal
from bot.refused import Refused
from bot.reminders import Reminder
from bot.settings import Settings, load
from bot.storage import Database, schema

NOW = datetime.now(UTC)
TEXT = "食堂加一个素菜窗口 <b>=1+1</b> 𠮷👨‍👩‍👧"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def settings_for(url: str, home: Path) -> Settings:
    home.mkdir(exist_ok=True)
    made = load(env={"UNIONBOT_DATA_DIR": str(home)})
    return replace(made, database=replace(made.database, url=url))


def stamp(url: str) -> None:
    """Say that the tables are those of the newest migration."""
    database = Database(url)

    def write(session: Session) -> None:
        connection = session.connection()
        connection.execute(
            text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
        )
        connection.execute(
            text("INSERT INTO alembic_version VALUES (:revision)"), {"revision": schema.revisions()[-1]}
        )

    database.write_now(write)
    database.close()


def fill(url: str, people: int = 20) -> None:
    """A union whose groups hang below groups that were made later, with messages and work under way."""
    database = Database(url)

    def write(session: Session) -> None:
        session.add(Group(id=1, name="第一小组", level="group", parent_id=None))
        session.add(Group(id=2, name="示例工会", level="union", parent_id=None))
        session.flush()
        session.connection().execute(text("UPDATE union_group SET parent_id = 2 WHERE id = 1"))
        for number in range(1, people + 1):
            member = Member(name=f"赵{number}", group_id=1, created_at=NOW, born_on=date(1970, 2, 28))
            session.add(member)
            session.flush()
            assert member.id is not None
            session.add(Account(telegram_id=5_000_000_000 + number, member_id=member.id, bound_at=NOW))
            session.add(
                Proposal(
                    year=2026,
                    serial=number,
                    request=f"r{number}",
                    member_id=member.id,
                    group_id=1,
                    text=TEXT,
                    measure="",
                    benefit="",
                    state="submitted",
                    submitted_at=NOW,
                    changed_at=NOW,
                )
            )
            audit.note(session, member.id, NOW, "proposal.submitted", f"proposal:{number}", n=number)
            for due, key in ((NOW - timedelta(hours=1), "past"), (NOW + timedelta(days=9), "future")):
                outbox.push(session, key=f"{key}:{number}", to=member.id, due_at=due, message=Message(TEXT))
            outbox.push(session, key=f"sent:{number}", to=member.id, due_at=NOW, message=Message("机密正文"))
        session.connection().execute(text("UPDATE outgoing SET state = 'sent' WHERE key LIKE 'sent:%'"))
        session.connection().execute(text("UPDATE outgoing SET state = 'sending' WHERE key = 'past:1'"))
        for key, due in (("past", NOW - timedelta(hours=1)), ("future", NOW + timedelta(days=9))):
            reminders.schedule(
                session, key=key, kind="k", subject_id=1, due_at=due, valid_until=due + timedelta(hours=2)
            )
        session.add(Dialog(telegram_id=5_000_000_001, flow="propose", answers='{"text": "还没写完的秘密"}'))
        inbox.store(session, [{"update_id": 1, "message": {"text": "还没处理的秘密"}}, {"update_id": 2}], NOW)
        inbox.finish(session, [2])

    database.write_now(write)
    database.close()


def everything(url: str) -> dict[str, object]:
    """What a union would miss."""
    database = Database(url)

    def read(session: Session) -> dict[str, object]:
        return {
            "members": [
                (m.id, m.name, m.group_id, m.born_on, m.created_at)
                for m in session.exec(select(Member)).all()
            ],
            "groups": sorted((g.id, g.name, g.parent_id) for g in session.exec(select(Group)).all()),
            "accounts": sorted(
                (a.telegram_id, a.member_id, a.reachable) for a in session.exec(select(Account)).all()
            ),
            "proposals": [(p.serial, p.text, p.submitted_at) for p in session.exec(select(Proposal)).all()],
            "audit": audit.first_broken(session),
        }

    found = database.read_now(read)
    database.close()
    return found


def states(url: str) -> dict[str, str]:
    database = Database(url)
    found = database.read_now(
        lambda session: (
            {row.key: row.state for row in session.exec(select(Outgoing)).all()}
            | {f"reminder {row.key}": row.state for row in session.exec(select(Reminder)).all()}
        )
    )
    database.close()
    return found


def empty(session: Session, table: str) -> None:
    session.connection().execute(text(f"DELETE FROM {table}"))


def run(lines: Iterator[str]) -> list[str]:
    return list(lines)


@pytest.fixture
def filled(any_url: str, home: Path) -> Settings:
    stamp(any_url)
    fill(any_url)
    return settings_for(any_url, home)


def test_there_and_back(filled: Settings, home: Path) -> None:
    url, file = filled.database.url, home / "a.db"
    before = everything(url)
    told = run(backups.backup(filled, file))
    assert str(file) in told[0]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    database = Database(url)
    for table in ("proposal", "outgoing", "account"):
        database.write_now(empty, table)
    database.write_now(lambda session: audit.note(session, 1, NOW, "proposal.deleted", "proposal:1"))
    database.close()
    asked = run(backups.restore(filled, file, sure=False))
    assert any("1 项操作" in line for line in asked)
    assert any("合理化建议：现在 0，恢复后 20" in line for line in asked)
    assert everything(url) != before, "asking changes nothing"
    run(backups.restore(filled, file, sure=True))
    assert everything(url) == before
    assert schema.state(url) is schema.SchemaState.CURRENT


def test_nobody_gets_old_messages_again(filled: Settings, home: Path) -> None:
    run(backups.backup(filled, home / "a.db"))
    run(backups.restore(filled, home / "a.db", sure=True))
    now = states(filled.database.url)
    assert {now[key] for key in now if key.startswith("past:")} == {"unconfirmed"}
    assert {now[key] for key in now if key.startswith("future:")} == {"new"}
    assert {now[key] for key in now if key.startswith("sent:")} == {"sent"}
    assert (now["reminder past"], now["reminder future"]) == ("missed", "waiting")


def test_numbers_go_on_after_restoring(filled: Settings, home: Path) -> None:
    run(backups.backup(filled, home / "a.db"))
    run(backups.restore(filled, home / "a.db", sure=True))
    database = Database(filled.database.url)

    def add(session: Session) -> int | None:
        member = Member(name="新来的", group_id=1, created_at=NOW)
        session.add(member)
        session.flush()
        return member.id

    assert database.write_now(add) == 21
    database.close()


def test_what_is_under_way_stays_behind(filled: Settings, home: Path) -> None:
    file = home / "a.db"
    run(backups.backup(filled, file))
    raw = file.read_bytes()
    for secret in ("还没写完的秘密", "还没处理的秘密", "机密正文"):
        assert secret.encode() not in raw
    assert TEXT.encode() in raw


def test_a_backup_moves_to_the_other_database(sqlite_url: str, postgresql_url: str, home: Path) -> None:
    for url in (sqlite_url, postgresql_url):
        stamp(url)
    fill(sqlite_url)
    there, here = settings_for(postgresql_url, home), settings_for(sqlite_url, home)
    before = everything(sqlite_url)
    run(backups.backup(here, home / "a.db"))
    run(backups.restore(there, home / "a.db", sure=True))
    assert everything(postgresql_url) == before
    run(backups.backup(there, home / "b.db"))
    assert container.read(home / "b.db").counts["member"] == 20


def test_the_old_database_is_kept(filled: Settings, home: Path) -> None:
    run(backups.backup(filled, home / "a.db"))
    told = run(backups.restore(filled, home / "a.db", sure=True))
    [line] = [line for line in told if "保留在" in line]
    kept = Path(line.removeprefix("原来的数据保留在 ").removesuffix("。"))
    with closing(sqlite3.connect(kept)) as connection:
        assert connection.execute("SELECT COUNT(*) FROM proposal").fetchone() == (20,)


def test_a_log_left_behind_does_not_spoil_what_is_restored(
    sqlite_url: str, tmp_path: Path, home: Path
) -> None:
    stamp(sqlite_url)
    fill(sqlite_url)
    settings = settings_for(sqlite_url, home)
    run(backups.backup(settings, home / "a.db"))
    before = everything(sqlite_url)
    # A process that was killed leaves its log; here one of a database with other content.
    log = tmp_path / "unionbot.db-wal"
    with closing(sqlite3.connect(tmp_path / "unionbot.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        connection.execute("DELETE FROM proposal")
        left = log.read_bytes()
    log.write_bytes(left)
    run(backups.restore(settings, home / "a.db", sure=True))
    assert everything(sqlite_url) == before


def test_backups_under_load_hold_everything_answered_before(sqlite_url: str, home: Path) -> None:
    stamp(sqlite_url)
    settings = settings_for(sqlite_url, home)
    database = Database(sqlite_url)
    answered = 0
    stop = threading.Event()

    async def work() -> None:
        nonlocal answered
        while not stop.is_set():
            await database.write(lambda session: audit.note(session, None, NOW, "load", "x"))
            answered += 1

    thread = threading.Thread(target=lambda: asyncio.run(work()))
    thread.start()
    try:
        for number in range(10):
            before = answered
            run(backups.backup(settings, home / f"{number}.db"))
            assert container.read(home / f"{number}.db").counts["audit"] >= before
            with closing(sqlite3.connect(home / f"{number}.db")) as connection:
                rows = [row[0] for row in connection.execute("SELECT id FROM audit ORDER BY id")]
            assert rows == list(range(1, len(rows) + 1))
    finally:
        stop.set()
        thread.join()
        database.close()
    assert answered > 0


def test_while_the_bot_runs_nothing_is_restored(filled: Settings, home: Path) -> None:
    run(backups.backup(filled, home / "a.db"))
    with OnlyInstance(filled.database.url, home), pytest.raises(AlreadyRunning):
        run(backups.restore(filled, home / "a.db", sure=True))


def damaged(file: Path, how: str) -> None:
    raw = bytearray(file.read_bytes())
    if how == "cut":
        raw = raw[: len(raw) // 2]
    elif how == "page":
        raw[8192:12288] = b"\xff" * 4096
    elif how == "text":
        raw = bytearray("这不是备份".encode())
    elif how == "empty":
        raw = bytearray()
    file.write_bytes(raw)


@pytest.mark.parametrize("how", ["cut", "page", "text", "empty", "missing", "rows", "foreign", "newer"])
def test_what_is_no_whole_backup_is_refused(sqlite_url: str, home: Path, how: str) -> None:
    stamp(sqlite_url)
    fill(sqlite_url)
    settings = settings_for(sqlite_url, home)
    file = home / "a.db"
    run(backups.backup(settings, file))
    before = everything(sqlite_url)
    if how == "missing":
        file.unlink()
    elif how in {"rows", "foreign", "newer"}:
        command = {
            "rows": "DELETE FROM proposal WHERE serial = 3",
            "foreign": "DROP TABLE backup",
            "newer": "UPDATE backup SET revision = '9999'",
        }[how]
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            connection.execute(command)
    else:
        damaged(file, how)
    with pytest.raises(Refused) as refused:
        run(backups.restore(settings, file, sure=True))
    assert refused.value.message.text.endswith("。")
    assert everything(sqlite_url) == before


def test_a_backup_does_not_overwrite_another(filled: Settings, home: Path) -> None:
    run(backups.backup(filled, home / "a.db"))
    with pytest.raises(Refused, match="exists"):
        run(backups.backup(filled, home / "a.db"))


def test_an_empty_database_is_not_backed_up(tmp_path: Path, home: Path) -> None:
    settings = settings_for(f"sqlite:///{tmp_path / 'none.db'}", home)
    with pytest.raises(Refused, match="empty"):
        run(backups.backup(settings, home / "a.db"))


def test_when_the_last_backup_was_is_known(filled: Settings, home: Path) -> None:
    assert backups.last_backup(filled) is None
    run(backups.backup(filled, home / "a.db"))
    last = backups.last_backup(filled)
    assert last is not None
    assert last >= NOW


def test_before_a_migration_the_database_is_kept_as_it_is(filled: Settings, home: Path) -> None:
    file = backups.before_migration(filled)
    assert file.parent == home / "backups"
    assert container.read(file).counts["proposal"] == 20
