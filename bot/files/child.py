"""Reading what strangers made, in a process of its own with little memory and time.

A few kilobytes of spreadsheet can keep a reader busy for minutes and fill the memory; that must not be the bot's.
"""

import asyncio
import contextlib
import json
import math
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from bot.files.safety import Reason, Unreadable

T = TypeVar("T")
SECONDS = 20.0
MEMORY_MB = 512
LARGEST_ANSWER = 64 * 1024 * 1024
_ROOT = Path(__file__).resolve().parents[2]
#: At most two at a time, and on threads of their own: a pile of uploads must not starve the bot.
_readers = ThreadPoolExecutor(max_workers=2, thread_name_prefix="reader")


class Leash:
    """Holds the child of one reading, so that it can be ended from outside."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._ended = False

    def hold(self, child: "subprocess.Popen[bytes]") -> None:
        """From now on ``end`` ends this child; at once if that was asked before."""
        self._child = child
        if self._ended:
            self.end()

    def end(self) -> None:
        """Kill the child and what it started; without one, the next at its start."""
        self._ended = True
        if self._child is not None and self._child.poll() is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._child.pid, signal.SIGKILL)


async def read_aside(read: Callable[[Leash], T]) -> T:
    """Run ``read``, which calls ``run_limited`` with the leash, beside the event loop. A cancelled call takes the
    child with it."""
    leash = Leash()
    try:
        return await asyncio.get_running_loop().run_in_executor(_readers, read, leash)
    finally:
        leash.end()


def run_limited(
    module: str,
    data: bytes,
    *,
    arguments: Sequence[str] = (),
    seconds: float = SECONDS,
    memory_mb: int = MEMORY_MB,
    leash: Leash | None = None,
) -> Any:
    """What ``python -m module`` (which calls ``serve``) makes of ``data``, as JSON values. Blocks: see ``read_aside``.

    Raises Unreadable: with the child's reason, TOO_SLOW when the time was over, BROKEN when it failed. The child gets
    neither the environment (the bot's secrets, its proxy) nor anything but the data.
    """
    leash = leash or Leash()
    with subprocess.Popen(  # noqa: S603 - our own interpreter and module, no shell
        [sys.executable, "-m", module, str(math.ceil(seconds)), str(memory_mb), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=_ROOT,
        env={"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1", "PATH": os.defpath},
        start_new_session=True,
    ) as child:
        leash.hold(child)
        try:
            written, _ = child.communicate(data, timeout=seconds)
        except subprocess.TimeoutExpired as error:
            raise Unreadable(Reason.TOO_SLOW) from error
        finally:
            leash.end()
    if child.returncode < 0:
        # Killed by the limit on processor time, or by the kernel for want of memory.
        raise Unreadable(Reason.TOO_SLOW)
    try:
        answer = json.loads(written)
        if "refused" in answer:
            raise Unreadable(Reason(answer["refused"]))
        return answer["result"]
    except (ValueError, KeyError, TypeError) as error:
        raise Unreadable(Reason.BROKEN) from error


def serve(read: Callable[[bytes], Any]) -> None:
    """The child's side: read the data from the standard input, answer with ``read(data)`` as JSON.

    Whatever is wrong with the data becomes a Reason; the limits come as the first two arguments.
    """
    limit(seconds=int(sys.argv[1]), memory_mb=int(sys.argv[2]))
    try:
        written = json.dumps({"result": read(sys.stdin.buffer.read())}, ensure_ascii=False)
        if len(written) > LARGEST_ANSWER:
            raise Unreadable(Reason.TOO_HEAVY)
    except Unreadable as refused:
        written = json.dumps({"refused": refused.reason})
    except (MemoryError, RecursionError):
        written = json.dumps({"refused": Reason.TOO_HEAVY})
    except Exception:  # noqa: BLE001 - a reader may stumble over anything; all of it means the file is damaged
        written = json.dumps({"refused": Reason.BROKEN})
    sys.stdout.buffer.write(written.encode("utf-8", "replace"))


def limit(*, seconds: int, memory_mb: int) -> None:
    """No more processor time, memory, files or dumps than reading takes. Where the system knows no such limits, only
    the parent's clock bounds it."""
    with contextlib.suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_AS, (memory_mb * 1024 * 1024,) * 2)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
