"""Reads `config.toml` and the environment, and collects what is wrong with them."""

import difflib
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import time
from pathlib import Path
from typing import Any

from bot.settings.kinds import API_URL, DATABASE, FOLDER, Kind, matching
from bot.settings.mistakes import Mistake, SettingsError
from bot.settings.sections import Database, Settings

ROOT = Path(__file__).resolve().parents[2]
TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{30,}")
"""What a bot token looks like; it is never shown."""
LARGEST_FILE = 1_000_000


def load(
    path: Path | None = None, env: Mapping[str, str] = os.environ, *, need_token: bool = False
) -> Settings:
    """The settings from the file at `path` (else UNIONBOT_CONFIG, else config.toml of the checkout) and `env`.

    Relative folders start at the file's folder. Raises SettingsError with every mistake there is.
    """
    path = path or Path(env.get("UNIONBOT_CONFIG") or ROOT / "config.toml")
    text = _read(path)
    mistakes: list[Mistake] = []
    settings = _sections(_parse(path, text), text, mistakes)
    settings = _overridden(settings, env, mistakes)
    if not mistakes:
        _agree(settings, mistakes)
    if need_token and not settings.telegram.token and not env.get("UNIONBOT_TOKEN"):
        mistakes.append(_MISSING_TOKEN)
    if mistakes:
        raise SettingsError(mistakes)
    return _placed(settings, path.absolute().parent)


_MISSING_TOKEN = Mistake(
    "环境变量 UNIONBOT_TOKEN",
    "没有设置",
    "应当是 @BotFather 给的令牌",
    "UNIONBOT_TOKEN=123456:ABC-… python3 run.py bot",
)


def _read(path: Path) -> str:
    def refuse(found: str, expected: str, example: str = "") -> SettingsError:
        return SettingsError([Mistake(str(path), found, expected, example)])

    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_FILE + 1)
    except FileNotFoundError as error:
        example = "UNIONBOT_CONFIG=config.toml"
        raise refuse("找不到这个配置文件", "请检查路径或取回 config.toml", example) from error
    except (OSError, ValueError) as error:
        raise refuse("读不出这个配置文件", "应当是可以读取的文本文件") from error
    if len(raw) > LARGEST_FILE:
        raise refuse("文件超过 1 MB", "应当是一份普通的配置文件")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise refuse(f"第 {line} 行不是 UTF-8 文字", "请用 UTF-8 编码另存一次") from error
    if not text.strip():
        raise refuse("文件是空的，可能没有写完", "请从备份或代码里取回 config.toml")
    # Line ends of Windows; a lone carriage return stays a mistake, as TOML says.
    return text.replace("\r\n", "\n")


def _parse(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        at = re.search(r"at line (\d+)", str(error))
        line = int(at[1]) if at else text.count("\n") + 1
        expected = "应当是 名称 = 值，文字要加英文引号；文件也可能没有写完"
        mistake = Mistake(str(path), "这里不合 TOML 的写法", expected, 'name = "示例学校工会"', line)
        raise SettingsError([mistake]) from error


def _lines(text: str) -> dict[str, int]:
    """The line of each `section` and `section.key` written in the plain way."""
    found: dict[str, int] = {}
    section = ""
    for number, line in enumerate(text.split("\n"), start=1):
        if header := re.match(r"\s*\[\s*([^\[\]]+?)\s*\]", line):
            section = header[1].strip("\"'")
            found.setdefault(section, number)
        elif key := re.match(r"\s*([^\s=#\[\]]+)\s*=", line):
            name = key[1].strip("\"'")
            found.setdefault(f"{section}.{name}" if section else name, number)
    return found


def _shown(value: Any, kind: Kind | None = None) -> str:
    written = (
        str(value).lower()
        if isinstance(value, bool)
        else f'"{value}"'
        if isinstance(value, str)
        else str(value)
    )
    if (kind and kind.secret) or TOKEN.search(written):
        return "现在的内容（不显示）不对"
    written = "".join(mark if mark.isprintable() else "�" for mark in written[:60])
    return f"现在是 {written}"


def _unknown(key: str, name: str, known: list[str], line: int | None) -> Mistake:
    key = "".join(mark if mark.isprintable() else "�" for mark in TOKEN.sub("…", key)[:60])
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    expected = f"是不是想写 {near[0]}" if near else "可以用的有 " + "、".join(known)
    return Mistake(key, "没有这个设置", expected, line=line)


def _sections(document: dict[str, Any], text: str, mistakes: list[Mistake]) -> Settings:
    lines = _lines(text)
    settings = Settings()
    known = [part.name for part in fields(Settings)]
    for name, table in document.items():
        if name not in known:
            mistakes.append(_unknown(name, name, known, lines.get(name)))
        elif not isinstance(table, dict):
            mistakes.append(Mistake(name, _shown(table), "应当是一节", f"[{name}]", lines.get(name)))
        else:
            section = _section(name, getattr(settings, name), table, lines, mistakes)
            settings = replace(settings, **{name: section})
    return settings


def _section(
    name: str, section: Any, table: dict[str, Any], lines: dict[str, int], mistakes: list[Mistake]
) -> Any:
    known = {part.name: part for part in fields(section) if "kind" in part.metadata}
    values: dict[str, Any] = {}
    for key, value in table.items():
        full = f"{name}.{key}"
        line = lines.get(full)
        if full in {"telegram.token", "telegram.webhook_secret"}:
            variable = "UNIONBOT_TOKEN" if key == "token" else "UNIONBOT_WEBHOOK_SECRET"
            expected = f"请从配置文件里删掉，改用环境变量 {variable}"
            mistakes.append(Mistake(full, "密钥不能写在配置文件里", expected, line=line))
        elif key not in known:
            mistakes.append(_unknown(full, key, list(known), line))
        else:
            part = known[key]
            kind: Kind = part.metadata["kind"]
            try:
                values[key] = kind.read(value)
            except (ValueError, TypeError, OverflowError):
                example = f"{key} = {part.metadata['example'] or as_toml(part.default)}"
                mistakes.append(Mistake(full, _shown(value, kind), kind.expected, example, line))
    return replace(section, **values)


def as_toml(value: Any) -> str:
    """A default as it is written in `config.toml`."""
    if isinstance(value, time):
        return f'"{value:%H:%M}"'
    if isinstance(value, tuple):
        return str(list(value))
    return str(value) if isinstance(value, int | float) else f'"{value}"'


_TOKEN_KIND = matching(r"\d+:[A-Za-z0-9_-]+", "应当是 @BotFather 给的令牌：数字、冒号、字母", secret=True)
_SECRET_KIND = matching(r"[A-Za-z0-9_-]{1,256}", "应当是 1 到 256 个英文字母、数字、_ 或 -", secret=True)
_OVERRIDES: tuple[tuple[str, str, str, Kind, str], ...] = (
    ("UNIONBOT_TOKEN", "telegram", "token", _TOKEN_KIND, "123456:ABC-…"),
    ("UNIONBOT_WEBHOOK_SECRET", "telegram", "webhook_secret", _SECRET_KIND, "a-long-random-word"),
    ("UNIONBOT_API_URL", "telegram", "api_url", API_URL, "http://127.0.0.1:8081"),
    (
        "UNIONBOT_DATABASE_URL",
        "database",
        "url",
        DATABASE,
        "postgresql+psycopg://unionbot@127.0.0.1/unionbot",
    ),
    ("UNIONBOT_DATA_DIR", "files", "data_dir", FOLDER, "data"),
)


def _overridden(settings: Settings, env: Mapping[str, str], mistakes: list[Mistake]) -> Settings:
    for variable, section, key, kind, example in _OVERRIDES:
        value = env.get(variable)
        if not value:
            continue
        try:
            changed = replace(getattr(settings, section), **{key: kind.read(value)})
        except (ValueError, TypeError):
            place = f"环境变量 {variable}"
            mistakes.append(Mistake(place, _shown(value, kind), kind.expected, f"{variable}={example}"))
        else:
            settings = replace(settings, **{section: changed})
    return settings


def _agree(settings: Settings, mistakes: list[Mistake]) -> None:
    """Mistakes that only show when settings are taken together."""
    telegram = settings.telegram
    if telegram.mode == "webhook":
        if not telegram.webhook_url:
            example = 'webhook_url = "https://bot.example.org/telegram"'
            mistakes.append(
                Mistake("telegram.webhook_url", "是空的", "mode 是 webhook 时要写明地址", example)
            )
        if not telegram.webhook_secret:
            mistakes.append(
                Mistake(
                    "环境变量 UNIONBOT_WEBHOOK_SECRET",
                    "没有设置",
                    "mode 是 webhook 时要有一个随机的长词",
                    "UNIONBOT_WEBHOOK_SECRET=a-long-random-word",
                )
            )
    if telegram.watchdog_exit_seconds <= telegram.watchdog_renew_seconds:
        mistakes.append(
            Mistake(
                "telegram.watchdog_exit_seconds",
                f"现在是 {telegram.watchdog_exit_seconds}",
                f"应当大于 watchdog_renew_seconds（{telegram.watchdog_renew_seconds}）",
                f"watchdog_exit_seconds = {telegram.watchdog_renew_seconds * 2}",
            )
        )
    if telegram.watchdog_renew_seconds <= telegram.poll_timeout_seconds:
        mistakes.append(
            Mistake(
                "telegram.watchdog_renew_seconds",
                f"现在是 {telegram.watchdog_renew_seconds}",
                f"应当大于 poll_timeout_seconds（{telegram.poll_timeout_seconds}），否则正常的等待也会被当成断线",
                "watchdog_renew_seconds = 90",
            )
        )


def _placed(settings: Settings, base: Path) -> Settings:
    """Folders made absolute, the database's default filled in."""
    data_dir = base / settings.files.data_dir.expanduser()
    return replace(
        settings,
        telegram=replace(settings.telegram, api_url=settings.telegram.api_url.rstrip("/")),
        files=replace(settings.files, data_dir=data_dir),
        backup=replace(settings.backup, folder=data_dir / settings.backup.folder.expanduser()),
        log=replace(settings.log, folder=base / settings.log.folder.expanduser()),
        database=Database(settings.database.url or f"sqlite:///{data_dir / 'unionbot.db'}"),
    )
