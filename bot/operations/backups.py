"""Backups and their way back: ``run.py backup``, ``run.py restore``, and the copy before a migration."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url

from bot.clock import SystemClock
from bot.instance import OnlyInstance
from bot.message import Message
from bot.operations import container
from bot.operations.container import About, BadBackup
from bot.operations.texts import backups as texts
from bot.refused import Refused
from bot.settings import Settings
from bot.storage import open_engine, schema
from bot.storage.engine import is_sqlite
from bot.storage.schema import SchemaState

FOLDER = "backups"
LAST = "last-backup"
#: Messages and reminders that may have gone out since the backup are not sent again but listed.
_HOLD = (
    text(
        "UPDATE outgoing SET state = 'unconfirmed', trouble = 'restored'"
        " WHERE state = 'sending' OR (state = 'new' AND due_at <= :now)"
    ),
    text("UPDATE reminder SET state = 'missed', done_at = :now WHERE state = 'waiting' AND due_at <= :now"),
)


def backup(settings: Settings, file: Path) -> Iterator[str]:
    """Back up the database into ``file``, also while the bot is running. Yields what is told to the operator.

    Raises Refused when there is nothing to back up or the file exists.
    """
    url = settings.database.url
    if file.exists():
        raise _refused("exists", texts.file_exists(file))
    if schema.state(url) is SchemaState.EMPTY:
        raise _refused("empty", texts.nothing_to_back_up())
    now = SystemClock().now()
    about = container.make(url, file, now)
    note_last(settings, now)
    yield texts.backed_up(file, sum(about.counts.values()), file.stat().st_size)
    yield texts.keep_it_safe()


def before_migration(settings: Settings) -> Path:
    """The backup that is taken before the schema is changed; where it lies."""
    now = SystemClock().now()
    file = settings.files.data_dir / FOLDER / f"before-migration-{now:%Y%m%d-%H%M%S}.db"
    container.make(settings.database.url, file, now)
    return file


def restore(settings: Settings, file: Path, *, sure: bool) -> Iterator[str]:
    """Put the backup in the place of the database, which is kept. Yields what is told to the operator.

    Without ``sure`` only says what would be lost. Raises AlreadyRunning while the bot is running, Refused when the
    backup cannot be used.
    """
    url = settings.database.url
    with OnlyInstance(url, settings.files.data_dir):
        about = _usable(file)
        now = SystemClock().now()
        yield texts.backup_of(about.made_at, settings.time.timezone, sum(about.counts.values()))
        yield from _losses(about, container.rows_of(url))
        if not sure:
            yield texts.nothing_changed(file)
            return
        kept = (
            _restore_file(settings, file, about, now)
            if is_sqlite(url)
            else _restore_server(settings, file, about, now)
        )
        if kept is not None:
            yield texts.old_one_kept(kept)
        yield texts.restored(migrate=schema.state(url) is SchemaState.OLDER)


def last_backup(settings: Settings) -> datetime | None:
    """When ``backup`` last succeeded here."""
    try:
        return datetime.fromisoformat((settings.files.data_dir / LAST).read_text(encoding="utf-8").strip())
    except (OSError, ValueError):
        return None


def _usable(file: Path) -> About:
    try:
        about = container.read(file)
    except BadBackup as bad:
        raise _refused(bad.reason, texts.unusable(file, bad.reason)) from bad
    if about.revision not in schema.revisions():
        raise _refused("newer", texts.from_newer_program())
    return about


@contextmanager
def _rows_of_today(file: Path, about: About, folder: Path) -> Iterator[Path]:
    """The backup as this program would have made it: itself, or a copy that the migrations went over."""
    if about.revision == schema.revisions()[-1]:
        yield file
        return
    with TemporaryDirectory(dir=folder) as aside:
        copy = Path(aside) / "upgraded.db"
        container.write_file(file, copy)
        schema.upgrade(f"sqlite:///{copy}")
        yield copy


def _losses(about: About, present: dict[str, int]) -> Iterator[str]:
    since = present.get("audit", 0) - about.counts.get("audit", 0)
    if since > 0:
        yield texts.would_lose(since)
    for table, name in texts.COUNTED.items():
        before, after = present.get(table, 0), about.counts.get(table, 0)
        if before != after:
            yield texts.count_changes(name, before, after)


def _restore_file(settings: Settings, file: Path, about: About, now: datetime) -> Path | None:
    """A new file is made and checked beside the old one before it takes its place."""
    database = Path(str(make_url(settings.database.url).database))
    database.parent.mkdir(parents=True, exist_ok=True)
    fresh = database.with_name(f"{database.name}.restoring")
    _remove(fresh)
    fresh_url = f"sqlite:///{fresh}"
    if about.from_sqlite:
        container.write_file(file, fresh)
    else:
        schema.upgrade(fresh_url)
    engine = open_engine(fresh_url, writing=True)
    with engine.begin() as connection:
        if not about.from_sqlite:
            with _rows_of_today(file, about, database.parent) as rows:
                container.write_rows(rows, connection)
        _hold(connection, now)
    with engine.connect() as connection:
        # One file then, without a log beside it that the next one could be taken for.
        connection.connection.driver_connection.execute("PRAGMA journal_mode = DELETE")  # type: ignore[union-attr]
    engine.dispose()
    kept = None
    if database.exists():
        kept = database.with_name(f"{database.name}.before-restore-{now:%Y%m%d-%H%M%S}")
        # The old database moves with its log; a log that stays would be applied to the new one and spoil it.
        for suffix in ("-wal", "-shm", ""):
            part = Path(f"{database}{suffix}")
            if part.exists():
                part.replace(f"{kept}{suffix}")
    for suffix in ("-wal", "-shm"):
        Path(f"{database}{suffix}").unlink(missing_ok=True)
    fresh.replace(database)
    return kept


def _restore_server(settings: Settings, file: Path, about: About, now: datetime) -> Path | None:
    """All rows are exchanged in one transaction; the rows before are kept in a backup."""
    url = settings.database.url
    kept = None
    if schema.state(url) is SchemaState.EMPTY:
        schema.upgrade(url)
    elif schema.state(url) is SchemaState.CURRENT:
        kept = settings.files.data_dir / FOLDER / f"before-restore-{now:%Y%m%d-%H%M%S}.db"
        container.make(url, kept, now)
    else:
        raise _refused("schema", texts.server_schema_differs())
    engine = open_engine(url, writing=True)
    try:
        with _rows_of_today(file, about, settings.files.data_dir) as rows, engine.begin() as connection:
            container.write_rows(rows, connection)
            _hold(connection, now)
    finally:
        engine.dispose()
    return kept


def _hold(connection: Connection, now: datetime) -> None:
    stamp: object = now
    if connection.dialect.name == "sqlite":
        stamp = now.strftime("%Y-%m-%d %H:%M:%S.%f")
    for statement in _HOLD:
        connection.execute(statement, {"now": stamp})


def note_last(settings: Settings, now: datetime) -> None:
    """Write down that the database was backed up."""
    settings.files.data_dir.mkdir(parents=True, exist_ok=True)
    (settings.files.data_dir / LAST).write_text(now.isoformat(), encoding="utf-8")


def _remove(file: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        Path(f"{file}{suffix}").unlink(missing_ok=True)


def _refused(reason: str, sentence: str) -> Refused:
    return Refused(reason, Message(sentence))
