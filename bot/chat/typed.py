"""What is typed instead of pressed: keywords, labels, a yes."""

import unicodedata
from collections.abc import Sequence

from bot.chat import texts


def normal(text: str) -> str:
    """A keyword as it is compared: without emoji, spaces and marks, full-width folded, lower case."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(sign for sign in folded if unicodedata.category(sign)[0] in "LN")


def typed_choice(text: str, ready: Sequence[tuple[str, str]]) -> str | None:
    """The value of the ready answer (label, value) whose label was typed; a typed yes is the one marked ✅."""
    typed = normal(text)
    same = [value for label, value in ready if normal(label) == typed]
    if not same and typed in texts.YES_WORDS:
        same = [value for label, value in ready if label.startswith("✅")]
    return same[0] if typed and len(same) == 1 else None
