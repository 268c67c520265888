"""Reading a document from somebody else: obvious refusals at once, everything else in a child process with limits."""

from functools import partial

from bot.files.child import MEMORY_MB, SECONDS, Leash, read_aside, run_limited
from bot.files.safety import kind_of

from .shapes import PlanReading
from .wire import from_values


def read_in_child(
    data: bytes,
    filename: str,
    *,
    year: int | None = None,
    timeout: float = SECONDS,
    memory: int = MEMORY_MB,
    leash: Leash | None = None,
) -> PlanReading:
    """Read `data` in a child limited to `timeout` seconds and `memory` megabytes.

    Raises Unreadable: within a second and without a child for files that show at first sight, TOO_SLOW when the time is
    over, BROKEN when the child died.
    """
    kind_of(data, filename)
    name = filename.replace("\0", "").encode("utf-8", "replace").decode()[-120:] or "plan"
    told = run_limited(
        "bot.plan.reading.child",
        data,
        arguments=(name, str(year) if year else "-"),
        seconds=timeout,
        memory_mb=memory,
        leash=leash,
    )
    return from_values(told)


async def read_safely(
    data: bytes,
    filename: str,
    *,
    year: int | None = None,
    timeout: float = SECONDS,  # noqa: ASYNC109 - the child gets the same limit
    memory: int = MEMORY_MB,
) -> PlanReading:
    """`read_in_child` for the event loop, which it never blocks; a cancelled call takes its child with it."""
    reading = partial(read_in_child, data, filename, year=year, timeout=timeout, memory=memory)
    return await read_aside(lambda leash: reading(leash=leash))
