"""Only one process works with a database."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from bot import instance
from bot.instance import AlreadyRunning, OnlyInstance

HOLD = """
import sys
from pathlib import Path
from bot.instance import OnlyInstance
with OnlyInstance(sys.argv[1], Path(sys.argv[2])):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def holding(url: str, folder: Path, root: Path) -> Iterator["subprocess.Popen[str]"]:
    """A process that works with the database until its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, url, str(folder)],
        cwd=root,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "held\n"
        yield process
    finally:
        process.kill()
        process.wait(10)
        process.stdin.close()
        process.stdout.close()


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:////var/lib/unionbot/unionbot.db",
        "sqlite:///unionbot.db",
        "sqlite:////数据/工会#1 100%.db?timeout=5",
        "sqlite:///C:/union/unionbot.db",
        "sqlite+pysqlite:////srv/u.db",
        "sqlite:///",
        "postgresql+psycopg://u@h/unionbot",
    ],
)
def test_the_file_is_the_one_sqlalchemy_opens(url: str) -> None:
    read = make_url(url)
    expected = (read.database or "") if read.get_backend_name() == "sqlite" else None
    assert instance._file_of(url) == expected


def test_a_second_start_is_refused_a_hundred_times(any_url: str, tmp_path: Path, root: Path) -> None:
    with holding(any_url, tmp_path, root):
        for _ in range(100):
            with pytest.raises(AlreadyRunning), OnlyInstance(any_url, tmp_path):
                pass


def test_however_the_process_dies_the_database_is_free(any_url: str, tmp_path: Path, root: Path) -> None:
    with holding(any_url, tmp_path, root) as process:
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        with OnlyInstance(any_url, tmp_path):
            pass


def test_an_orderly_end_lets_go(any_url: str, tmp_path: Path) -> None:
    for _ in range(3):
        with OnlyInstance(any_url, tmp_path):
            pass


def test_another_name_for_the_same_file_is_the_same_database(
    sqlite_url: str, tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "link.db").symlink_to(tmp_path / "unionbot.db")
    monkeypatch.chdir(tmp_path)
    with holding(sqlite_url, tmp_path, root):
        for url in ("sqlite:///link.db", "sqlite:///unionbot.db"):
            with pytest.raises(AlreadyRunning), OnlyInstance(url, tmp_path):
                pass


def test_another_machine_on_the_same_server_is_refused(
    postgresql_url: str, tmp_path: Path, root: Path
) -> None:
    with (
        holding(postgresql_url, tmp_path / "here", root),
        pytest.raises(AlreadyRunning),
        OnlyInstance(postgresql_url, tmp_path / "there"),
    ):
        pass


def test_a_server_that_is_away_leaves_no_lock(tmp_path: Path) -> None:
    away = "postgresql://nobody@127.0.0.1:9/nothing"
    for _ in range(2):
        with pytest.raises(Exception, match=r"127\.0\.0\.1"), OnlyInstance(away, tmp_path):
            pass
