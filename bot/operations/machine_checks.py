"""What ``doctor`` looks at on the machine: program, settings, folders, disk, clock zone, fonts."""

import os
import re
import shutil
import sqlite3
import stat
import sys
import tempfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import make_url

from bot.files.drawing import font_file
from bot.instance import AlreadyRunning, OnlyInstance
from bot.operations import backups, keeping
from bot.operations.finding import Finding, fail, ok, warn
from bot.operations.texts import doctor as texts
from bot.settings import Settings
from bot.storage.engine import is_sqlite

OLDEST_PYTHON = (3, 11)
#: SQLite before this may lose a commit when a log is reset while another connection writes.
SAFE_SQLITE = (3, 51, 3)
MB = 1024 * 1024
PLENTY_MB, SCARCE_MB = 500, 100
#: Digits, a colon, and 35 signs; a little tolerance, as Telegram promises no length.
TOKEN = re.compile(r"\d{5,15}:[A-Za-z0-9_-]{30,50}")
PROXIES = ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")


def all_of(settings: Settings, now: datetime, env: Mapping[str, str] = os.environ) -> Iterator[Finding]:
    """Every check of the machine."""
    yield python()
    yield token(settings)
    yield proxy(settings, env)
    yield zone(settings, now)
    yield folder(texts.DATA, settings.files.data_dir)
    yield folder(texts.LOGS, settings.log.folder)
    yield disk(settings.files.data_dir)
    yield rights(settings)
    yield sqlite(settings)
    yield instance(settings)
    yield backup_age(settings, now)
    yield fonts()
    yield output_encoding(sys.stdout.encoding or "")


def python(version: tuple[int, ...] = sys.version_info[:3]) -> Finding:
    said = ".".join(map(str, version))
    if version < OLDEST_PYTHON:
        return fail(texts.PYTHON, texts.python_too_old(said), texts.todo_python())
    return ok(texts.PYTHON, texts.python_is(said))


def token(settings: Settings) -> Finding:
    if not settings.telegram.token:
        return fail(texts.TOKEN, texts.no_token(), texts.todo_token())
    if not TOKEN.fullmatch(settings.telegram.token):
        return fail(texts.TOKEN, texts.odd_token(), texts.todo_token())
    return ok(texts.TOKEN, texts.token_looks_right())


def proxy(settings: Settings, env: Mapping[str, str]) -> Finding:
    set_in_env = next((name for name in PROXIES if env.get(name)), None)
    if settings.telegram.proxy:
        return ok(texts.PROXY, texts.proxy_set())
    if set_in_env:
        return warn(texts.PROXY, texts.proxy_only_in_env(set_in_env), texts.todo_proxy())
    return ok(texts.PROXY, texts.no_proxy())


def zone(settings: Settings, now: datetime) -> Finding:
    local = now.astimezone(settings.time.timezone)
    return ok(texts.ZONE, texts.zone_is(str(settings.time.timezone), local))


def folder(what: str, path: Path) -> Finding:
    """Whether files can be made there; a folder that is missing is made at the start, if that can be."""
    existing = next(each for each in (path, *path.absolute().parents) if each.exists())
    try:
        with tempfile.NamedTemporaryFile(dir=existing, prefix=".doctor"):
            pass
    except OSError as error:
        return fail(what, texts.folder_unwritable(path, error.strerror or ""), texts.todo_folder())
    return ok(what, texts.folder_is(path))


def disk(path: Path) -> Finding:
    existing = next(each for each in (path, *path.absolute().parents) if each.exists())
    free = shutil.disk_usage(existing).free // MB
    if free < SCARCE_MB:
        return fail(texts.DISK, texts.disk_free(free), texts.todo_disk())
    if free < PLENTY_MB:
        return warn(texts.DISK, texts.disk_free(free), texts.todo_disk())
    return ok(texts.DISK, texts.disk_free(free))


def rights(settings: Settings) -> Finding:
    """Only the owner may read what people entrusted to the union."""
    if os.name != "posix":
        return ok(texts.RIGHTS, texts.rights_elsewhere())
    files = [settings.files.data_dir]
    if is_sqlite(settings.database.url):
        files.append(Path(str(make_url(settings.database.url).database)))
    files += settings.files.data_dir.glob("*.key")
    open_to_all = [file for file in files if file.exists() and stat.S_IMODE(file.stat().st_mode) & 0o004]
    # A folder that keeps others out keeps them away from all in it.
    if files[0] in open_to_all and len(open_to_all) > 1:
        return warn(texts.RIGHTS, texts.readable_by_all(open_to_all[1:]), texts.todo_rights(files[0]))
    return ok(texts.RIGHTS, texts.rights_are_tight())


def sqlite(settings: Settings, version: tuple[int, ...] = sqlite3.sqlite_version_info) -> Finding:
    said = ".".join(map(str, version))
    if not is_sqlite(settings.database.url):
        return ok(texts.SQLITE, texts.sqlite_unused())
    if version >= SAFE_SQLITE:
        return ok(texts.SQLITE, texts.sqlite_is(said))
    database = Path(str(make_url(settings.database.url).database))
    if database.with_name(f".{database.name}-litestream").exists():
        return fail(texts.SQLITE, texts.sqlite_with_litestream(said), texts.todo_litestream())
    return ok(texts.SQLITE, texts.sqlite_in_range(said))


def instance(settings: Settings) -> Finding:
    """Whether the bot is at work; both is well, but only one may be."""
    try:
        with OnlyInstance(settings.database.url, settings.files.data_dir):
            return ok(texts.INSTANCE, texts.not_running())
    except AlreadyRunning:
        return ok(texts.INSTANCE, texts.running())
    except Exception as error:  # noqa: BLE001 - the check of the database says more
        return fail(texts.INSTANCE, texts.lock_unusable(type(error).__name__), texts.todo_folder())


def backup_age(settings: Settings, now: datetime) -> Finding:
    last = backups.last_backup(settings)
    todo = texts.todo_backup(automatic=settings.backup.every_hours > 0)
    if last is None:
        return warn(texts.BACKUP, texts.never_backed_up(), todo)
    hours = int((now - last).total_seconds() // 3600)
    if now - last > keeping.expected_within(settings.backup):
        return warn(texts.BACKUP, texts.backed_up_before(hours), todo)
    return ok(texts.BACKUP, texts.backed_up_before(hours))


def fonts() -> Finding:
    file = font_file()
    if file is None:
        return warn(texts.FONT, texts.no_chinese_font(), texts.todo_font())
    return ok(texts.FONT, texts.font_is(file.name))


def output_encoding(encoding: str) -> Finding:
    try:
        texts.FONT.encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return warn(texts.OUTPUT, texts.output_not_chinese(encoding), texts.todo_output())
    return ok(texts.OUTPUT, texts.output_is(encoding))
