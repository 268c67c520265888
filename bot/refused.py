"""The ordinary "no": said kindly to the person, never logged as an error."""

from bot.message import Message


class Refused(Exception):
    """A use case does not do what was asked.

    ``reason`` is a short stable name for code and tests; ``message`` is what the person reads: one clear
    sentence that says what to do, possibly with buttons.
    """

    def __init__(self, reason: str, message: "Message | str") -> None:
        super().__init__(reason)
        self.reason = reason
        self.message = Message(message) if isinstance(message, str) else message
