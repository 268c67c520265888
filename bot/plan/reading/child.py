"""The child process that reads a document: ``python -m bot.plan.reading.child SECONDS MEGABYTES FILENAME YEAR|-``."""

import sys
from typing import Any

from bot.files.child import serve

from . import read_document
from .wire import to_values


def read(data: bytes) -> dict[str, Any]:
    """The reading as JSON values. Raises Unreadable."""
    filename, year = sys.argv[3:]
    return to_values(read_document(data, filename, year=None if year == "-" else int(year)))


if __name__ == "__main__":
    serve(read)
