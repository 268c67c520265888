"""How the process ends when it ends by itself."""

from enum import Enum


class Ending(Enum):
    """Why the process ends, with its exit code (sysexits.h: 75 is worth another try, 77 and 78 are not)."""

    STUCK = ("stuck", 75)
    ANOTHER_INSTANCE = ("another instance", 75)
    NO_DATABASE = ("no database", 75)
    NO_FOLDER = ("no folder", 75)
    TOKEN_REFUSED = ("token refused", 77)
    BAD_SETTINGS = ("bad settings", 78)

    @property
    def code(self) -> int:
        """The exit code of the process."""
        return self.value[1]


class Stop(Exception):
    """The process must end: why, and a Chinese sentence for whoever runs it."""

    def __init__(self, ending: Ending, reason: str) -> None:
        super().__init__(reason)
        self.code = ending.code
