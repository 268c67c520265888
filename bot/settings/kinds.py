"""Kinds of values in `config.toml`: how each is read and how it is described to who wrote something else."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value. `read` turns what TOML gave into what the program uses and raises ValueError if it cannot."""

    read: Callable[[Any], Any]
    expected: str
    secret: bool = False


def _must(right: bool) -> None:
    if not right:
        raise ValueError


def text(limit: int, *, empty: bool = True) -> Kind:
    def read(value: Any) -> str:
        _must(
            isinstance(value, str)
            and len(value) <= limit
            and value.isprintable()
            and (empty or bool(value.strip()))
        )
        return str(value.strip())

    return Kind(read, f"应当是{'' if empty else '不为空的'}文字，最多 {limit} 个字")


def matching(pattern: str, expected: str, *, secret: bool = False) -> Kind:
    def read(value: Any) -> str:
        _must(isinstance(value, str) and re.fullmatch(pattern, value) is not None)
        return str(value)

    return Kind(read, expected, secret)


def whole(low: int, high: int) -> Kind:
    def read(value: Any) -> int:
        _must(isinstance(value, int) and not isinstance(value, bool) and low <= value <= high)
        return int(value)

    return Kind(read, f"应当是 {low} 到 {high} 的整数")


def number(low: float, high: float) -> Kind:
    def read(value: Any) -> float:
        _must(isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high)
        return float(value)

    return Kind(read, f"应当是 {low:g} 到 {high:g} 的数字")


def choice(*names: str) -> Kind:
    def read(value: Any) -> str:
        _must(value in names)
        return str(value)

    return Kind(read, "应当是 " + "、".join(names) + " 之一")


def days(longest: int, count: int) -> Kind:
    def read(value: Any) -> tuple[int, ...]:
        _must(isinstance(value, list) and len(value) <= count)
        _must(
            all(isinstance(day, int) and not isinstance(day, bool) and 0 <= day <= longest for day in value)
        )
        return tuple(sorted(set(value), reverse=True))

    return Kind(read, f"应当是最多 {count} 个 0 到 {longest} 的整数，放在方括号里")


def _read_clock_time(value: Any) -> time:
    if isinstance(value, time):
        return value.replace(second=0, microsecond=0)
    _must(isinstance(value, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value, re.ASCII) is not None)
    return time.fromisoformat(value)


def _read_zone(value: Any) -> ZoneInfo:
    _must(isinstance(value, str) and re.fullmatch(r"[A-Za-z0-9_+/-]{1,64}", value) is not None)
    try:
        return ZoneInfo(value)
    except (KeyError, OSError) as error:
        raise ValueError from error


def _read_folder(value: Any) -> Path:
    _must(isinstance(value, str) and bool(value.strip()) and len(value) <= 1000 and value.isprintable())
    return Path(value)


def url(*schemes: str, secret: bool = False, empty: bool = True) -> Kind:
    def read(value: Any) -> str:
        _must(isinstance(value, str) and len(value) <= 1000 and value.isprintable() and " " not in value)
        if value == "" and empty:
            return ""
        parts = urlsplit(value)
        _must(parts.scheme in schemes and value.startswith(f"{parts.scheme}://"))
        _must(bool(parts.hostname) or _is_local_database(parts))
        _must(parts.scheme.startswith("sqlite") or parts.port is None or parts.port > 0)
        return str(value)

    return Kind(read, "应当是以 " + " 或 ".join(f"{scheme}://" for scheme in schemes) + " 开头的地址", secret)


def _is_local_database(parts: SplitResult) -> bool:
    """A file, or a PostgreSQL server behind a socket: ``postgresql:///unionbot?host=/run/postgresql``."""
    named = parts.scheme.startswith("postgresql") and bool(parts.path.strip("/"))
    return named or parts.scheme.startswith("sqlite")


CLOCK_TIME = Kind(_read_clock_time, "应当是 00:00 到 23:59 的时刻")
ZONE = Kind(_read_zone, "应当是时区名")
FOLDER = Kind(_read_folder, "应当是文件夹路径")
DATABASE = url("sqlite", "postgresql", "postgresql+psycopg", secret=True)
API_URL = url("https", "http", empty=False)


def setting(default: Any, kind: Kind, example: str = "") -> Any:
    """A field that `config.toml` can set. `example` is shown with a mistake, in TOML; the default if left out."""
    return field(default=default, metadata={"kind": kind, "example": example}, repr=not kind.secret)
