"""``doctor``: every check says it when something is wrong, and says nothing but the truth when all is well."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from sqlalchemy import text
from sqlmodel import Session, select

from bot.clock import MovableClock
from bot.instance import OnlyInstance
from bot.members.model import Role, RoleGrant
from bot.operations import backups, data_checks, doctor, machine_checks, telegram_checks
from bot.operations.finding import Finding, Level
from bot.operations.texts import data as data_texts
from bot.operations.texts import doctor as texts
from bot.preview.standin.core import TOKEN, StandIn
from bot.preview.standin.server import create_app
from bot.settings import Settings
from bot.storage import Database
from bot.storage.schema import SchemaState
from tests.operations.test_backups import fill, settings_for, stamp

NOW = datetime.now(UTC)


def healthy(url: str, home: Path) -> Settings:
    """A union in which nothing is wrong."""
    stamp(url)
    fill(url)
    home.mkdir(mode=0o700)
    change(url, "DELETE FROM outgoing WHERE state <> 'sent'", "DELETE FROM reminder", "DELETE FROM inbox")
    database = Database(url)
    database.write_now(lambda session: session.add(RoleGrant(member_id=1, role=Role.CHAIR, granted_at=NOW)))
    database.close()
    settings = settings_for(url, home)
    telegram = replace(settings.telegram, token="123456789:" + "A" * 35)
    return replace(settings, telegram=telegram, log=replace(settings.log, folder=home / "logs"))


def change(url: str, *commands: str, **values: object) -> None:
    database = Database(url)

    def run(session: Session) -> None:
        for command in commands:
            session.connection().execute(text(command), values)

    database.write_now(run)
    database.close()


def data_levels(settings: Settings, *, deep: bool = True) -> dict[str, Level]:
    return {finding.what: finding.level for finding in data_checks.all_of(settings, NOW, deep=deep)}


@pytest.fixture
def settings(any_url: str, tmp_path: Path) -> Settings:
    return healthy(any_url, tmp_path / "home")


def test_where_nothing_is_wrong_nothing_is_said(settings: Settings, tmp_path: Path) -> None:
    list(backups.backup(settings, tmp_path / "a.db"))
    found = [*machine_checks.all_of(settings, NOW, {}), *data_checks.all_of(settings, NOW, deep=True)]
    assert [finding for finding in found if finding.level is not Level.OK] == []
    assert len(found) >= 25
    assert len({finding.what for finding in found}) == len(found)
    assert all(finding.sentence.endswith("。") for finding in found)


SPOILT: list[tuple[str, Level, tuple[str, ...]]] = [
    (
        data_texts.INBOX,
        Level.WARN,
        (
            "INSERT INTO inbox (update_id, digest, sender, raw, received_at, state, trouble)"
            " VALUES (1, 'd', 1, '{}', :before, 'waiting', '')",
        ),
    ),
    (
        data_texts.QUARANTINE,
        Level.WARN,
        (
            "INSERT INTO inbox (update_id, digest, sender, received_at, state, trouble)"
            " VALUES (1, 'd', 1, :before, 'quarantined', 'KeyError')",
        ),
    ),
    (
        data_texts.OUTBOX,
        Level.WARN,
        ("UPDATE outgoing SET state = 'new', due_at = :before WHERE id = (SELECT MIN(id) FROM outgoing)",),
    ),
    (
        data_texts.UNCONFIRMED,
        Level.WARN,
        (
            "UPDATE outgoing SET state = 'unconfirmed', due_at = :before WHERE id = (SELECT MIN(id) FROM outgoing)",
        ),
    ),
    (
        data_texts.REMINDERS,
        Level.WARN,
        (
            "INSERT INTO reminder (key, kind, due_at, valid_until, state) VALUES ('k', 'k', :before, :before, 'waiting')",
        ),
    ),
    (
        data_texts.FAILED,
        Level.WARN,
        (
            "INSERT INTO reminder (key, kind, due_at, valid_until, state, done_at)"
            " VALUES ('k', 'k', :before, :before, 'failed', :before)",
        ),
    ),
    (data_texts.REACH, Level.WARN, ("UPDATE account SET reachable = false WHERE member_id > 10",)),
    (data_texts.HEADS, Level.WARN, ("DELETE FROM rolegrant",)),
    (data_texts.AUDIT, Level.FAIL, ("DELETE FROM audit WHERE id = 7",)),
    (data_texts.SCHEMA, Level.FAIL, ("UPDATE alembic_version SET version_num = '9999'",)),
]


@pytest.mark.parametrize(("what", "level", "commands"), SPOILT, ids=[spoilt[0] for spoilt in SPOILT])
def test_what_is_wrong_in_the_data_is_said(
    settings: Settings, what: str, level: Level, commands: tuple[str, ...]
) -> None:
    if what == data_texts.HEADS:
        commands = tuple(command.replace("rolegrant", RoleGrant.__tablename__) for command in commands)
    values = {"before": NOW - timedelta(minutes=30)}
    needed = {name: at for name, at in values.items() if any(f":{name}" in command for command in commands)}
    change_with(settings.database.url, commands, needed)
    levels = data_levels(settings)
    assert levels.pop(what) is level
    assert set(levels.values()) <= {Level.OK}


def change_with(url: str, commands: tuple[str, ...], values: dict[str, datetime]) -> None:
    stored: dict[str, Any] = dict(values)
    if url.startswith("sqlite"):
        stored = {name: at.strftime("%Y-%m-%d %H:%M:%S.%f") for name, at in values.items()}
    change(url, *commands, **stored)


def activity(url: str, *, placed: int, waiting: int = 0, capacity: int = 5) -> None:
    """An activity whose counters are as told, with two people who have places."""
    from bot.activities.model import Activity, SignUp

    def make(session: Session) -> None:
        row = Activity(
            title="健步走",
            kind="festival",
            starts_at=NOW,
            created_by=1,
            created_at=NOW,
            request="r",
            placed=placed,
            waiting=waiting,
            capacity=capacity,
        )
        session.add(row)
        session.flush()
        for member in (1, 2):
            session.add(
                SignUp(
                    activity_id=row.id or 0,
                    member_id=member,
                    group_id=1,
                    queue=member,
                    created_at=NOW,
                    changed_at=NOW,
                )
            )

    database = Database(url)
    database.write_now(make)
    database.close()


@pytest.mark.parametrize(
    ("counters", "level"),
    [({"placed": 2}, Level.OK), ({"placed": 3}, Level.FAIL), ({"placed": 2, "waiting": 1}, Level.FAIL)],
)
def test_counters_are_compared_with_the_rows(
    settings: Settings, counters: dict[str, int], level: Level
) -> None:
    activity(settings.database.url, **counters)
    assert data_levels(settings)[data_texts.COUNTERS] is level


@pytest.mark.parametrize(
    ("placed", "level"), [((1, 2), Level.OK), ((2, 2), Level.FAIL), ((1, 1), Level.FAIL)]
)
def test_quotas_are_counted_too(settings: Settings, placed: tuple[int, int], level: Level) -> None:
    """The first takes one of both people, the twelfth both: 1 is not found in 12."""
    from bot.activities.model import Quota, SignUp

    activity(settings.database.url, placed=2)
    database = Database(settings.database.url)

    def limit(session: Session) -> None:
        for quota_id, number in zip((1, 12), placed, strict=True):
            session.add(
                Quota(id=quota_id, activity_id=1, kind="groups", ref=str(quota_id), capacity=5, placed=number)
            )
        for sign_up, quotas in zip(session.exec(select(SignUp)).all(), ("12", "1,12"), strict=True):
            sign_up.quotas = quotas
            session.add(sign_up)

    database.write_now(limit)
    database.close()
    assert data_levels(settings)[data_texts.COUNTERS] is level


def test_more_people_than_places_is_said(settings: Settings) -> None:
    activity(settings.database.url, placed=2, capacity=1)
    assert data_levels(settings)[data_texts.SEATS] is Level.WARN


def test_a_damaged_file_is_said(sqlite_url: str, tmp_path: Path) -> None:
    settings = healthy(sqlite_url, tmp_path / "home")
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    raw = bytearray(file.read_bytes())
    raw[len(raw) // 2 :] = b"\x55" * (len(raw) - len(raw) // 2)
    file.write_bytes(raw)
    assert Level.FAIL in data_levels(settings).values()


@pytest.mark.parametrize("url", ["postgresql://nobody@127.0.0.1:9/nothing", "sqlite:////proc/nowhere/x.db"])
def test_a_database_that_is_away_is_said(url: str, tmp_path: Path) -> None:
    settings = settings_for(url, tmp_path / "home")
    assert data_levels(settings) == {data_texts.DATABASE: Level.FAIL}
    assert machine_checks.instance(settings).level is Level.FAIL


def test_every_state_of_the_schema_has_its_command() -> None:
    todo = {state: data_checks.fitting(state).todo for state in SchemaState}
    assert "migrate" in todo[SchemaState.OLDER]
    assert "restore" in todo[SchemaState.NEWER]
    assert todo[SchemaState.CURRENT] == todo[SchemaState.EMPTY] == ""


# ------------------------------------------------------------------------------------------- the machine


@pytest.fixture
def here(sqlite_url: str, tmp_path: Path) -> Settings:
    return healthy(sqlite_url, tmp_path / "home")


def with_token(settings: Settings, token: str) -> Settings:
    return replace(settings, telegram=replace(settings.telegram, token=token))


@pytest.mark.parametrize("token", ["", "abc", "987654321", "987654321:short", '"123456789:' + "A" * 35 + '"'])
def test_a_token_that_cannot_be_one_is_said_without_being_shown(here: Settings, token: str) -> None:
    finding = machine_checks.token(with_token(here, token))
    assert finding.level is Level.FAIL
    assert not token or token not in finding.sentence + finding.todo


def test_an_old_python_is_said() -> None:
    assert machine_checks.python((3, 10, 9)).level is Level.FAIL


def test_a_proxy_only_in_the_environment_is_said(here: Settings) -> None:
    finding = machine_checks.proxy(here, {"HTTPS_PROXY": "http://user:secret@10.0.0.1:1"})
    assert finding.level is Level.WARN
    assert "secret" not in finding.sentence
    set_here = replace(here, telegram=replace(here.telegram, proxy="http://127.0.0.1:1"))
    assert machine_checks.proxy(set_here, {"HTTPS_PROXY": "x"}).level is Level.OK


def test_a_folder_that_cannot_be_written_is_said() -> None:
    assert machine_checks.folder("x", Path("/proc/nowhere")).level is Level.FAIL


@pytest.mark.parametrize(("free_mb", "level"), [(50, Level.FAIL), (400, Level.WARN), (4000, Level.OK)])
def test_a_disk_that_fills_up_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, free_mb: int, level: Level
) -> None:
    class Usage:
        free = free_mb * 1024 * 1024

    monkeypatch.setattr(machine_checks.shutil, "disk_usage", lambda _path: Usage)  # type: ignore[attr-defined]
    assert machine_checks.disk(tmp_path).level is level


def test_files_that_others_can_read_are_said(here: Settings) -> None:
    folder = here.files.data_dir
    key = folder / "invite.key"
    key.write_bytes(b"k")
    key.chmod(0o644)
    assert machine_checks.rights(here).level is Level.OK, "the folder keeps others out"
    folder.chmod(0o755)
    assert machine_checks.rights(here).level is Level.WARN


def test_versions_of_sqlite_are_named(here: Settings) -> None:
    assert "3.51.3" not in machine_checks.sqlite(here, (3, 51, 3)).sentence.replace("版本 3.51.3", "")
    affected = machine_checks.sqlite(here, (3, 40, 1))
    assert affected.level is Level.OK
    assert "3.51.3" in affected.sentence
    file = Path(here.database.url.removeprefix("sqlite:///"))
    (file.parent / f".{file.name}-litestream").mkdir()
    assert machine_checks.sqlite(here, (3, 40, 1)).level is Level.FAIL


def test_a_running_bot_is_seen(here: Settings) -> None:
    assert machine_checks.instance(here).sentence == texts.not_running()
    with OnlyInstance(here.database.url, here.files.data_dir):
        assert machine_checks.instance(here).sentence == texts.running()


def test_an_old_backup_is_said(here: Settings, tmp_path: Path) -> None:
    assert machine_checks.backup_age(here, NOW).level is Level.WARN
    list(backups.backup(here, tmp_path / "a.db"))
    now = datetime.now(UTC)
    assert machine_checks.backup_age(here, now).level is Level.OK
    assert machine_checks.backup_age(here, now + timedelta(hours=27)).level is Level.WARN


def test_a_missing_font_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine_checks, "font_file", lambda: None)
    assert machine_checks.fonts().level is Level.WARN


@pytest.mark.parametrize(
    ("encoding", "level"), [("ascii", Level.WARN), ("", Level.WARN), ("gbk", Level.OK), ("utf-8", Level.OK)]
)
def test_a_terminal_without_chinese_is_said(encoding: str, level: Level) -> None:
    assert machine_checks.output_encoding(encoding).level is level


# ------------------------------------------------------------------------------------------- Telegram


async def ask_standin(settings: Settings, prepare: Callable[[StandIn], None]) -> list[Finding]:
    """What is found at the stand-in; it is asked in a thread, as ``doctor`` has no loop of its own."""
    import asyncio

    core = StandIn(MovableClock().now)
    prepare(core)
    runner = web.AppRunner(create_app(core, clock=MovableClock()), access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    api_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    there = replace(settings, telegram=replace(settings.telegram, api_url=api_url))
    try:
        return await asyncio.to_thread(lambda: list(telegram_checks.all_of(there)))
    finally:
        await runner.cleanup()


async def test_telegram_is_reached(here: Settings) -> None:
    found = await ask_standin(with_token(here, TOKEN), lambda _core: None)
    assert [finding.what for finding in found] == [texts.TELEGRAM, texts.CLOCK, texts.RECEIVING]
    assert {finding.level for finding in found} == {Level.OK}


async def test_a_refused_token_is_said(here: Settings) -> None:
    found = await ask_standin(here, lambda _core: None)
    assert found[0].level is Level.FAIL
    assert here.telegram.token not in str(found)


def test_a_network_that_is_away_is_said_without_the_token(here: Settings) -> None:
    away = replace(here, telegram=replace(here.telegram, api_url="http://127.0.0.1:9"))
    [finding] = telegram_checks.all_of(away)
    assert finding.level is Level.FAIL
    assert here.telegram.token not in str(finding)


@pytest.mark.parametrize(("drift", "level"), [(0.4, Level.OK), (-7, Level.WARN), (90, Level.FAIL)])
def test_a_clock_that_differs_is_said(drift: float, level: Level) -> None:
    assert telegram_checks.clock(drift).level is level


def test_another_way_of_receiving_is_said(here: Settings) -> None:
    left = {"ok": True, "result": {"url": "https://elsewhere.example.org/"}}
    assert telegram_checks.receiving(here.telegram, left).level is Level.WARN
    hook = replace(here.telegram, mode="webhook", webhook_url="https://bot.example.org/telegram")
    assert telegram_checks.receiving(hook, left).level is Level.WARN
    same = {"ok": True, "result": {"url": hook.webhook_url}}
    assert telegram_checks.receiving(hook, same).level is Level.OK


# ------------------------------------------------------------------------------------------- the command


def test_the_worst_is_the_exit_code(
    here: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(doctor, "load", lambda: replace(with_token(here, ""), telegram=here.telegram))
    monkeypatch.setattr(telegram_checks, "all_of", lambda _settings: iter(()))
    assert doctor.run() == 1, "there is no backup yet"
    list(backups.backup(here, tmp_path / "a.db"))
    assert doctor.run(deep=True) == 0
    (tmp_path / "unionbot.db").unlink()
    (tmp_path / "unionbot.db").mkdir()
    assert doctor.run() == 2
    printed = capsys.readouterr().out
    assert "✓" in printed
    assert "→" in printed
    assert "Traceback" not in printed


def test_wrong_settings_end_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "config.toml").write_text("[telegram]\npoll_timeout_seconds = 999\n", encoding="utf-8")
    monkeypatch.setenv("UNIONBOT_CONFIG", str(tmp_path / "config.toml"))
    assert doctor.run() == 2
    assert "poll_timeout_seconds" in capsys.readouterr().out
    assert os.environ["UNIONBOT_CONFIG"]
