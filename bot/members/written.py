"""Names and days as people write them into tables."""

import re
import unicodedata
from datetime import date, timedelta

NAME_LIMIT = 40
_DAY = re.compile(r"(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})\D?(?:[T ].*)?")
_COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH = re.compile(r"(\d{4})\D{1,2}(\d{1,2})\D?|(\d{4})(\d{2})")
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
EPOCH, EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
#: Serial day numbers of spreadsheets from 1930 to 2100.
_SERIALS = range(10_000, 73_051)


def tidy(written: str) -> str:
    """One line, full-width folded, without signs nobody sees."""
    folded = unicodedata.normalize("NFKC", written)
    kept = "".join(" " if sign in "\n\t\r" else sign for sign in folded)
    return " ".join(
        "".join(sign for sign in kept if unicodedata.category(sign) not in {"Cc", "Cf", "Cs"}).split()
    )


def person_name(written: str) -> str | None:
    """A person's name as it is stored: 赵 甲 → 赵甲, ``Zhao Jia`` and 阿·乙 stay. None when it is no name."""
    text = unicodedata.normalize("NFC", tidy(written)).replace("•", "·").replace("・", "·").replace("．", "·")
    # Two-sign names are often spread to the width of three; only between Chinese signs a space means nothing.
    text = re.sub(
        r"(?<=[\u3400-\u9fff\U00020000-\U0003ffff]) +(?=[\u3400-\u9fff\U00020000-\U0003ffff])", "", text
    )
    if not text or len(text) > NAME_LIMIT:
        return None
    proper = all(unicodedata.category(sign)[0] in "LM" or sign in " ·.'’-()" for sign in text)
    return text if proper and unicodedata.category(text[0])[0] == "L" else None


def serial_day(text: str, epoch: date) -> date | None:
    """The day of a spreadsheet's number of days since ``epoch``."""
    if not text.isdigit() or int(text) not in _SERIALS:
        return None
    return epoch + timedelta(days=int(text))


def written_day(text: str) -> date | None:
    """1980-01-02, 1980.1.2, 1980/1/2, 1980年1月2日 or 19800102, possibly with a time behind."""
    found = _DAY.fullmatch(text) or _COMPACT_DAY.fullmatch(text)
    return _possible(*map(int, found.groups())) if found else None


def written_month(text: str) -> date | None:
    """The first day of 1980.1, 1980年1月 or 198001."""
    found = _MONTH.fullmatch(text)
    if found is None:
        return None
    year, month = (found[1], found[2]) if found[1] else (found[3], found[4])
    return _possible(int(year), int(month), 1)


def _possible(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if _FIRST_YEAR <= year < _LAST_YEAR else None
    except ValueError:
        return None
