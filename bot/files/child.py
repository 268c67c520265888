"""Reading what strangers made, in a process of its own with little memory and time.

A few kilobytes of spreadsheet can keep a reader busy for minutes and fill the memory; that must not be the bot's.
"""

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.files.safety import BadFile, Trouble

SECONDS = 20
MEMORY_MB = 512
LARGEST_ANSWER = 64 * 1024 * 1024
_ROOT = Path(__file__).resolve().parents[2]
#: At most two at a time: a pile of uploads must not starve the bot of memory.
_places = threading.BoundedSemaphore(2)


def run_limited(
    module: str,
    data: bytes,
    *,
    arguments: tuple[str, ...] = (),
    seconds: float = SECONDS,
    memory_mb: int = MEMORY_MB,
) -> Any:
    """What ``python -m module`` (which calls ``serve``) makes of ``data``, as JSON values. Blocks: call it in a thread.

    Raises BadFile: with the child's reason, TOO_HEAVY when it ran out of time or memory, DAMAGED when it failed.
    The child gets neither the environment (the bot's secrets) nor anything but the data.
    """
    command = [sys.executable, "-m", module, str(int(seconds) + 1), str(memory_mb), *arguments]
    environment = {"PYTHONUTF8": "1", "PATH": os.defpath}
    with _places:
        try:
            done = subprocess.run(  # noqa: S603 - our own interpreter and module
                command,
                input=data,
                capture_output=True,
                timeout=seconds,
                cwd=_ROOT,
                env=environment,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise BadFile(Trouble.TOO_HEAVY) from error
    if done.returncode < 0:
        # Killed by the limit on processor time, or by the kernel for want of memory.
        raise BadFile(Trouble.TOO_HEAVY)
    try:
        answer = json.loads(done.stdout)
    except ValueError as error:
        raise BadFile(Trouble.DAMAGED) from error
    if "trouble" in answer:
        raise BadFile(Trouble(answer["trouble"]))
    return answer["result"]


def serve(read: Callable[[bytes], Any]) -> None:
    """The child's side: read the data from the standard input, answer with ``read(data)`` as JSON.

    Whatever is wrong with the data becomes a Trouble; the limits come as the first two arguments.
    """
    limit(seconds=int(sys.argv[1]), memory_mb=int(sys.argv[2]))
    answer: dict[str, Any]
    try:
        answer = {"result": read(sys.stdin.buffer.read())}
        written = json.dumps(answer, ensure_ascii=False)
        if len(written) > LARGEST_ANSWER:
            raise BadFile(Trouble.TOO_HEAVY)
    except BadFile as bad:
        written = json.dumps({"trouble": bad.trouble})
    except (MemoryError, RecursionError):
        written = json.dumps({"trouble": Trouble.TOO_HEAVY})
    except Exception:  # noqa: BLE001 - a reader may stumble over anything; all of it means the file is damaged
        written = json.dumps({"trouble": Trouble.DAMAGED})
    sys.stdout.buffer.write(written.encode())


def limit(*, seconds: int, memory_mb: int) -> None:
    """Bound this process. Where the system knows no such limits, only the parent's clock bounds it."""
    with contextlib.suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (memory_mb * 1024 * 1024,) * 2)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
