"""Reading a document from somebody else: obvious refusals at once, everything else in a child process with limits."""

import asyncio
import contextlib
import math
import os
import signal
import subprocess
import sys
from pathlib import Path

from .gate import format_of
from .shapes import PlanReading, Reason, Unreadable
from .wire import reading_from_json

_ROOT = Path(__file__).resolve().parents[3]
TIMEOUT = 20.0
MEMORY = 512


def read_in_child(
    data: bytes, filename: str, *, year: int | None = None, timeout: float = TIMEOUT, memory: int = MEMORY
) -> PlanReading:
    """Read `data` in a child limited to `timeout` seconds and `memory` megabytes.

    Raises Unreadable: within a second and without a child for files that show at first sight, TOO_SLOW when the time is over,
    BROKEN when the child died.
    """
    format_of(data, filename)
    with subprocess.Popen(  # noqa: S603 - our own module, no shell
        _command(filename, year, timeout, memory),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=_ROOT,
        env=_environment(),
        start_new_session=True,
    ) as child:
        try:
            answer, _ = child.communicate(data, timeout=timeout)
        except subprocess.TimeoutExpired as expired:
            raise Unreadable(Reason.TOO_SLOW) from expired
        finally:
            _end(child.pid, running=child.returncode is None)
    return _told(answer, child.returncode)


async def read_safely(
    data: bytes,
    filename: str,
    *,
    year: int | None = None,
    timeout: float = TIMEOUT,  # noqa: ASYNC109 - the child gets the same limit
    memory: int = MEMORY,
) -> PlanReading:
    """`read_in_child` for the event loop, which it never blocks; a cancelled call takes its child with it."""
    await asyncio.to_thread(format_of, data, filename)
    child = await asyncio.create_subprocess_exec(
        *_command(filename, year, timeout, memory),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=_ROOT,
        env=_environment(),
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(timeout):
            answer, _ = await child.communicate(data)
    except TimeoutError as expired:
        raise Unreadable(Reason.TOO_SLOW) from expired
    finally:
        _end(child.pid, running=child.returncode is None)
        await child.wait()
    return _told(answer, child.returncode)


def _command(filename: str, year: int | None, timeout: float, memory: int) -> list[str]:
    name = filename.replace("\0", "")[-120:] or "plan"
    return [
        sys.executable,
        "-m",
        "bot.plan.reading.child",
        name,
        str(year) if year else "-",
        str(math.ceil(timeout)),
        str(memory),
    ]


def _environment() -> dict[str, str]:
    """Nothing of the bot's environment: no token, no proxy."""
    return {"PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1", "PATH": os.defpath}


def _end(pid: int, *, running: bool) -> None:
    if running:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)


def _told(answer: bytes, code: int | None) -> PlanReading:
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        raise Unreadable(Reason.TOO_SLOW)
    if code:
        raise Unreadable(Reason.BROKEN)
    return reading_from_json(answer)
