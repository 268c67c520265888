"""Logging: JSON lines in rotating files for programs, short lines on the terminal for people.

No handler lets a bot token through, tracebacks included, and repeated errors are folded. What members write is not
logged by anybody; where one member must be told from another, `pseudonym` stands for the member.
"""

import hashlib
import json
import logging
import os
import re
import secrets
import sys
import time
from collections.abc import Mapping
from datetime import datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.settings import Settings

LINE_BYTES = 2048
"""The longest line of the log file, its newline included."""
REPEATS = 10
"""How often the same error is written within WINDOW seconds; the rest is counted."""
WINDOW = 60.0
KEPT_KEYS = 1000

_SECRET = re.compile(r"\d+(?::|%3A)[A-Za-z0-9_-]{30,}", re.IGNORECASE)
_QUIET = ("httpx", "httpcore", "aiohttp.access", "alembic", "apscheduler", "telegram.ext.Application")
_SHORT = {"WARNING": "WARN", "CRITICAL": "FATAL"}

_log = logging.getLogger(__name__)


def configure(settings: Settings) -> None:
    """Send everything that is logged to the log folder and the terminal. Calling again replaces what was set.

    Where the folder cannot be written, the terminal alone is used and says so.
    """
    _identity.load(settings.files.data_dir / "log.key")
    terminal = logging.StreamHandler(sys.stderr)
    terminal.setFormatter(TerminalFormatter(settings.time.timezone))
    handlers: list[logging.Handler] = [terminal]
    trouble: OSError | None = None
    try:
        settings.log.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = RotatingFileHandler(
            settings.log.folder / "unionbot.jsonl",
            maxBytes=settings.log.file_mb * 1024 * 1024,
            backupCount=settings.log.keep_files,
            encoding="utf-8",
            errors="backslashreplace",
        )
        file.setFormatter(JsonFormatter(settings.time.timezone))
        handlers.append(file)
    except OSError as error:
        trouble = error
    root = logging.getLogger()
    for old in root.handlers[:]:
        if isinstance(old.formatter, TerminalFormatter | JsonFormatter):
            root.removeHandler(old)
            old.close()
    for handler in handlers:
        handler.addFilter(Fold())
        root.addHandler(handler)
    root.setLevel(settings.log.level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(True)
    if trouble:
        _log.warning("no log files: %s", trouble)


def pseudonym(member_id: int) -> str:
    """The member's name in the log: the same within one installation, meaningless outside it."""
    return _identity.name(member_id)


class _Identity:
    """The key of this installation; until one is loaded, a key of this process."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def load(self, path: Path) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                    file.write(self._key)
            except FileExistsError:
                self._key = path.read_bytes()[:64] or self._key
        except OSError as error:
            _log.warning("pseudonyms last until the next start only: %s", error)

    def name(self, member_id: int) -> str:
        digest = hashlib.blake2b(str(member_id).encode(), key=self._key, digest_size=5).hexdigest()
        return f"m-{digest}"


_identity = _Identity()


def scrub(text: str) -> str:
    """The text without anything that looks like a bot token."""
    return _SECRET.sub("<token>", text)


class TerminalFormatter(logging.Formatter):
    """`09:30:00 WARN bot.chat.inbox: message`, and the traceback below it."""

    def __init__(self, zone: ZoneInfo) -> None:
        super().__init__()
        self._zone = zone

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, self._zone)
        level = _SHORT.get(record.levelname, record.levelname)
        line = f"{at:%H:%M:%S} {level} {record.name}: {record.getMessage()}{_folded(record)}"
        return scrub("\n".join(filter(None, (line, self._trace(record)))))

    def _trace(self, record: logging.LogRecord) -> str:
        return self.formatException(record.exc_info) if record.exc_info else ""


class JsonFormatter(logging.Formatter):
    """One JSON object of at most LINE_BYTES: at, level, logger, message, facts (from `extra`), error, folded."""

    def __init__(self, zone: ZoneInfo) -> None:
        super().__init__()
        self._zone = zone

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, self._zone).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": fit(record.name, 80),
            "message": fit(scrub(record.getMessage()), 600),
        }
        facts = getattr(record, "facts", None)
        if isinstance(facts, Mapping):
            line["facts"] = fit(scrub(json.dumps(facts, ensure_ascii=False, default=str)), 400)
        if record.exc_info:
            # The last lines say what happened, the first ones only how the program was started.
            line["error"] = fit(scrub(self.formatException(record.exc_info)), 700, end=True)
        if hidden := getattr(record, "folded", 0):
            line["folded"] = hidden
        return json.dumps(line, ensure_ascii=False)


def fit(text: str, room: int, *, end: bool = False) -> str:
    """The text cut to at most `room` bytes of JSON, keeping its beginning or its end."""
    while (size := len(json.dumps(text, ensure_ascii=False).encode("utf-8", "backslashreplace"))) > room:
        kept = min(len(text) - 1, len(text) * (room - 3) // size)
        text = text[len(text) - kept + 1 :] if end else text[: max(kept - 1, 0)]
        text = f"…{text}" if end else f"{text}…"
    return text


class Fold(logging.Filter):
    """Lets the same warning or error through REPEATS times within WINDOW seconds and counts the others.

    The count is told with the first one of the next window, as `record.folded`.
    """

    def __init__(self) -> None:
        super().__init__()
        self._seen: dict[tuple[object, ...], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.WARNING:
            return True
        kind = record.exc_info[0] if record.exc_info else None
        key = (record.name, record.levelno, str(record.msg), kind)
        now = time.monotonic()
        began, count = self._seen.pop(key, (now, 0))
        if now - began < WINDOW:
            self._seen[key] = (began, count + 1)
            if len(self._seen) > KEPT_KEYS:
                self._seen.pop(next(iter(self._seen)))
            return count < REPEATS
        self._seen[key] = (now, 1)
        if count > REPEATS:
            record.folded = count - REPEATS
        return True


def _folded(record: logging.LogRecord) -> str:
    hidden = getattr(record, "folded", 0)
    return f" (+{hidden} the same)" if hidden else ""
