"""The log: no secret in it, short lines, repeated errors folded."""

import json
import logging
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import log
from bot.settings import Settings

TOKEN = "123456789:" + "Ab_-" * 9


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    """A log folder of its own; the root logger is as before afterwards."""
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]
    base = Settings()
    yield replace(
        base,
        files=replace(base.files, data_dir=tmp_path / "data"),
        log=replace(base.log, folder=tmp_path / "logs", file_mb=1, keep_files=1),
    )
    for handler in root.handlers[:]:
        if handler not in handlers:
            root.removeHandler(handler)
            handler.close()
    root.setLevel(level)
    logging.captureWarnings(False)


def lines(settings: Settings) -> list[dict[str, object]]:
    text = (settings.log.folder / "unionbot.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_no_token_in_any_handler_or_traceback(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    log.configure(settings)
    logger = logging.getLogger("bot.chat")
    logger.warning("GET /bot%s/getMe", TOKEN)
    logger.warning("GET /file/bot%s/x", TOKEN.replace(":", "%3A"), extra={"facts": {"url": TOKEN}})
    try:
        raise RuntimeError(f"cannot reach /bot{TOKEN}/getMe")
    except RuntimeError:
        logger.exception("failed")
    written = (settings.log.folder / "unionbot.jsonl").read_text(encoding="utf-8")
    shown = capsys.readouterr().err
    for text in (written, shown):
        assert TOKEN.split(":")[1] not in text
        assert text.count("<token>") >= 3
        assert "RuntimeError: cannot reach /bot<token>/getMe" in text


def test_json_lines_stay_below_two_kilobytes(settings: Settings) -> None:
    log.configure(settings)
    try:
        raise ValueError("错" * 5000)
    except ValueError:
        logging.getLogger("x" * 300).exception("话\x00" * 5000, extra={"facts": {"k": "\ud800" * 5000}})
    raw = (settings.log.folder / "unionbot.jsonl").read_bytes()
    assert [len(line) <= log.LINE_BYTES for line in raw.splitlines(keepends=True)] == [True]
    [line] = lines(settings)
    assert line["level"] == "ERROR"
    assert str(line["error"]).endswith("错")


@given(st.text(), st.integers(10, 300), st.booleans())
def test_fit_keeps_within_the_room(text: str, room: int, end: bool) -> None:
    cut = log.fit(text, room, end=end)
    assert len(json.dumps(cut, ensure_ascii=False).encode("utf-8", "backslashreplace")) <= room
    assert cut == text or "…" in cut


def test_files_rotate(settings: Settings) -> None:
    log.configure(settings)
    for number in range(3000):
        logging.getLogger("bot").info("%s %s", number, "y" * 500)
    files = sorted(settings.log.folder.iterdir())
    assert [file.name for file in files] == ["unionbot.jsonl", "unionbot.jsonl.1"]
    assert all(file.stat().st_size <= 1024 * 1024 for file in files)


def test_the_same_error_is_folded_and_counted(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    log.configure(settings)
    instant = 1000.0
    monkeypatch.setattr("bot.log.time.monotonic", lambda: instant)
    logger = logging.getLogger("bot.delivery")
    for number in range(500):
        logger.error("cannot send %s", number)
        logger.info("sent %s", number)
    logger.error("something else")
    of_errors = [line for line in lines(settings) if line["level"] == "ERROR"]
    assert len(of_errors) == log.REPEATS + 1
    assert len(lines(settings)) == 500 + log.REPEATS + 1
    instant += log.WINDOW
    logger.error("cannot send %s", 501)
    assert lines(settings)[-1]["folded"] == 490


def test_noisy_libraries_speak_from_warning_on(settings: Settings) -> None:
    log.configure(settings)
    for name in ("httpx", "httpcore.http11", "aiohttp.access", "apscheduler.scheduler"):
        logging.getLogger(name).info("POST https://…")
        logging.getLogger(name).warning("slow")
    assert [line["message"] for line in lines(settings)] == ["slow"] * 4


def test_configuring_twice_writes_once(settings: Settings) -> None:
    log.configure(settings)
    log.configure(settings)
    logging.getLogger("bot").warning("once")
    assert len(lines(settings)) == 1


def test_pseudonyms_last_within_one_installation_only(settings: Settings, tmp_path: Path) -> None:
    log.configure(settings)
    first = log.pseudonym(7)
    assert first == log.pseudonym(7) != log.pseudonym(8)
    key = settings.files.data_dir / "log.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    monkey = log._Identity()
    assert monkey.name(7) != first
    monkey.load(key)
    assert monkey.name(7) == first


def test_without_a_writable_folder_the_terminal_remains(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "taken").write_text("a file")
    log.configure(replace(settings, log=replace(settings.log, folder=tmp_path / "taken")))
    logging.getLogger("bot").error("still heard")
    assert "no log files" in (shown := capsys.readouterr().err)
    assert "still heard" in shown
