"""The child process that parses a document: bytes on stdin, one line of JSON on stdout.

    python -m bot.plan.reading.child FILENAME YEAR|- SECONDS MEGABYTES

It limits itself before it reads a byte, so that a hostile file can only end its own child.
"""

import sys

from .shapes import Reason, Unreadable
from .wire import reading_to_json, refusal_to_json


def limit(seconds: int, megabytes: int) -> None:
    """No more processor time, memory, files or processes than reading a plan takes."""
    try:
        import resource
    except ImportError:
        return
    size = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(arguments: list[str]) -> None:
    filename, year, seconds, megabytes = arguments
    limit(int(seconds), int(megabytes))
    from . import read_document

    try:
        reading = read_document(sys.stdin.buffer.read(), filename, year=None if year == "-" else int(year))
        answer = reading_to_json(reading)
    except Unreadable as refused:
        answer = refusal_to_json(refused.reason)
    except MemoryError:
        answer = refusal_to_json(Reason.TOO_LARGE)
    sys.stdout.buffer.write(answer.encode("utf-8"))


if __name__ == "__main__":
    main(sys.argv[1:])
