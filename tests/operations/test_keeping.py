"""The backups that the bot takes by itself: in time, whole, and not more of them than are wanted."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import MovableClock
from bot.operations import backups, container, keeping
from bot.settings import Settings
from tests.operations.test_backups import fill, settings_for, stamp

NOW = datetime(2026, 11, 21, 2, 30, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def settings(any_url: str, tmp_path: Path) -> Settings:
    """A union worth a backup, on SQLite and on PostgreSQL."""
    stamp(any_url)
    made = settings_for(any_url, tmp_path / "home")
    fill(any_url)
    return replace(made, backup=replace(made.backup, every_hours=24, keep=3))


def files(settings: Settings) -> list[str]:
    return sorted(file.name for file in settings.backup.folder.glob("*"))


def test_one_a_day_and_so_many_kept(settings: Settings) -> None:
    assert keeping.is_due(settings, NOW)
    first = keeping.take(settings, NOW)
    assert first.name == "unionbot-20261121-103000.db", "named in the union's time"
    assert container.read(first).counts["member"] > 0
    assert first.stat().st_mode & 0o077 == 0
    assert not keeping.is_due(settings, NOW + timedelta(hours=23, minutes=59))
    assert keeping.is_due(settings, NOW + DAY)
    assert backups.last_backup(settings) == NOW
    for day in range(1, 5):
        keeping.take(settings, NOW + day * DAY)
    assert files(settings) == [f"unionbot-202611{day}-103000.db" for day in (23, 24, 25)]


def test_what_else_lies_there_is_left_alone(settings: Settings) -> None:
    folder = settings.backup.folder
    folder.mkdir(parents=True)
    others = ["2026-11-20.db", "before-migration-20261101-000000.db", "unionbot-notes.db"]
    for name in others:
        (folder / name).write_text("x")
    for day in range(5):
        keeping.take(settings, NOW + day * DAY)
    assert set(others) < set(files(settings))
    assert len(files(settings)) == len(others) + 3


def test_a_clock_that_was_wrong_stops_nothing(settings: Settings) -> None:
    keeping.take(settings, NOW + 1000 * DAY)
    assert keeping.is_due(settings, NOW)
    keeping.take(settings, NOW)
    assert not keeping.is_due(settings, NOW + timedelta(hours=1))


def test_turned_off_nothing_is_due(settings: Settings) -> None:
    off = replace(settings, backup=replace(settings.backup, every_hours=0))
    assert not keeping.is_due(off, NOW)


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "FIRST_LOOK_SECONDS", 0.0)
    monkeypatch.setattr(keeping, "LOOK_SECONDS", 0.01)


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(30):
        while not true():  # noqa: ASYNC110 - files appear without an event
            await asyncio.sleep(0.01)


@pytest.mark.usefixtures("hurried")
async def test_while_the_bot_runs_they_are_taken(settings: Settings) -> None:
    clock = MovableClock(NOW)
    task = asyncio.create_task(keeping.keep_backups(settings, clock))
    await until(lambda: len(files(settings)) == 1)
    clock.move_to(NOW + DAY)
    await until(lambda: len([name for name in files(settings) if name.endswith(".db")]) == 2)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.mark.usefixtures("hurried")
async def test_one_that_fails_is_tried_again(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    settings.backup.folder.parent.mkdir(parents=True, exist_ok=True)
    settings.backup.folder.write_text("a file where the folder should be")
    task = asyncio.create_task(keeping.keep_backups(settings, MovableClock(NOW)))
    with caplog.at_level(logging.ERROR):
        await until(lambda: "no backup was taken" in caplog.text)
    settings.backup.folder.unlink()
    await until(lambda: settings.backup.folder.is_dir() and files(settings))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
