"""Backups that the bot takes by itself while it runs: how often, and how many of them are kept."""

import asyncio
import logging
from datetime import datetime, timedelta
from pathlib import Path

from bot.clock import Clock
from bot.operations import backups, container
from bot.settings import Settings
from bot.settings.sections import Backup

#: What the names of these files look like; others in the folder are nobody's business here.
NAME = "unionbot-%Y%m%d-%H%M%S.db"
#: After the start, when everybody wants an answer, and between two looks at the clock.
FIRST_LOOK_SECONDS = 120.0
LOOK_SECONDS = 600.0
_log = logging.getLogger(__name__)


async def keep_backups(settings: Settings, clock: Clock) -> None:
    """Take a backup whenever the last one is as old as the settings say, until cancelled. One that fails is logged and
    tried again later; ``doctor`` tells of a backup that is overdue."""
    await asyncio.sleep(FIRST_LOOK_SECONDS)
    while True:
        now = clock.now()
        try:
            if await asyncio.to_thread(is_due, settings, now):
                await asyncio.to_thread(take, settings, now)
        except Exception:  # noqa: BLE001 - a full disk, a server that is away: the next time may be better
            _log.exception("no backup was taken")
        await asyncio.sleep(LOOK_SECONDS)


def is_due(settings: Settings, now: datetime) -> bool:
    """Whether no backup in the folder is young enough. Turned off, nothing is ever due."""
    every = settings.backup.every_hours
    if not every:
        return False
    # A file from a time to come was named by a clock that was wrong.
    return not any(timedelta() <= now - at < timedelta(hours=every) for at, _ in _taken(settings))


def take(settings: Settings, now: datetime) -> Path:
    """Take one now and let go of those beyond the number that is kept; the new file. Blocks."""
    file = settings.backup.folder / now.astimezone(settings.time.timezone).strftime(NAME)
    settings.backup.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    about = container.make(settings.database.url, file, now)
    backups.note_last(settings, now)
    for _, old in _taken(settings)[: -settings.backup.keep]:
        old.unlink(missing_ok=True)
    _log.info("backed up: %d rows", sum(about.counts.values()))
    return file


def _taken(settings: Settings) -> list[tuple[datetime, Path]]:
    """The backups in the folder, the oldest first."""
    found = []
    for file in settings.backup.folder.glob("unionbot-*.db"):
        try:
            at = datetime.strptime(file.name, NAME).replace(tzinfo=settings.time.timezone)
        except ValueError:
            continue
        found.append((at, file))
    return sorted(found)


def expected_within(backup: Backup) -> timedelta:
    """How old the last backup may be before ``doctor`` speaks of it."""
    return timedelta(hours=(backup.every_hours or 24) + 2)
