"""Times of day: 下午两点半, 15:30, 差五分八点, 晚上, and how the end of a range leans on its beginning."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import time, timedelta

from bot.language import leaf
from bot.language.numerals import value
from bot.language.tokens import Token

_WORDS = {
    "early": ("凌晨", "后半夜", "半夜", "午夜"),
    "morning": (
        "早上",
        "早晨",
        "清晨",
        "清早",
        "大清早",
        "大清早上",
        "大早",
        "一早",
        "一大早",
        "一大早上",
        "大早上",
        "早间",
        "晨间",
        "早",
        "晨",
    ),
    "forenoon": ("上午", "前晌", "前晌午", "头晌", "头晌午", "头午"),
    "noon": ("中午", "正午", "晌午", "午间", "午"),
    "afternoon": ("下午", "午后", "后晌", "下晌", "过晌", "后半晌"),
    "evening": (
        *("晚上", "傍晚", "黄昏", "晚间", "夜里", "夜间", "夜晚", "深夜", "当晚", "晚", "夜"),
        *("擦黑", "擦黑儿", "天黑", "晚晌", "晚半晌", "下晚", "下晚儿", "晚黑", "黑家"),
    ),
    "day": ("全天", "整天"),
}
PARTS = {word: part for part, words in _WORDS.items() for word in words}
WINDOWS = {
    "early": (0, 6),
    "morning": (6, 9),
    "forenoon": (8, 12),
    "noon": (11, 13),
    "afternoon": (13, 18),
    "evening": (18, 24),
}
"""The hours a part of the day stands for when no clock time follows."""
_MIDNIGHT = frozenset({"半夜", "午夜"})
_OFFICE_FROM = 6
_LAST_MINUTE = 1439


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day as written, or a part of the day."""

    minutes: int
    """Minutes after midnight; 24:00 and 晚上一点 lie beyond 1440."""
    second: int = 0
    until: int | None = None
    """The end of a part of the day, in minutes; None for a clock time."""
    part: str | None = None
    others: tuple[int, ...] = ()
    """Minutes of other readings: 8点 may be 20:00."""
    vague: bool = False

    @property
    def at(self) -> time:
        """The time on its own day or, beyond 1440, on the next."""
        read = leaf.clock(self.minutes // 60 % 24, self.minutes % 60, self.second)
        return read if read is not None else time(self.minutes // 60 % 24, self.minutes % 60, self.second)

    @property
    def later_days(self) -> int:
        return self.minutes // 1440


CLOCKS = frozenset({"clock", "to_clock", "clock_bare"})


def read(tokens: Sequence[Token], at: int, text: str) -> tuple[Clock, int] | None:
    """The clock time or part of the day that begins with token `at`, and the token after it."""
    token = tokens[at]
    if token.name in CLOCKS:
        clock = _clock(token, None)
        return (clock, at + 1) if clock else None
    if token.name != "part":
        return None
    word = token.found[0]
    if at + 1 < len(tokens) and tokens[at + 1].name in CLOCKS | {"part"}:
        between = text[token.end : tokens[at + 1].start].strip(" ,的场")
        if not between and tokens[at + 1].name in CLOCKS:
            clock = _clock(tokens[at + 1], word)
            return (clock, at + 2) if clock else None
    if PARTS[word] == "day":
        return None
    start, end = WINDOWS[PARTS[word]]
    return Clock(start * 60, until=min(end * 60, _LAST_MINUTE), part=PARTS[word]), at + 1


def _clock(token: Token, word: str | None) -> Clock | None:
    part = token.found.groupdict()
    hour = value(part["h"])
    if token.name == "to_clock":
        late = _minutes(part["mi"].removeprefix("差"))
        minutes = hour * 60 - late
    else:
        minutes = hour * 60 + _minutes(part.get("mi") or "")
    second = value(part["s"]) if part.get("s") else 0
    if not 0 <= minutes <= 1440 or second > 59:
        return None
    spoken = ":" not in token.found[0]
    vague = bool(part.get("fuzzy"))
    if part.get("ap"):
        half_day = 720 if part["ap"] in "pP" else 0
        return Clock(minutes % 720 + half_day, second, vague=vague)
    if word:
        return replace(_with_part(minutes, second, word), vague=vague)
    others: tuple[int, ...] = ()
    if 60 <= minutes < 720 and (spoken or minutes < _OFFICE_FROM * 60) and not token.found[0].startswith("0"):
        others = (minutes + 720,)
        if minutes < _OFFICE_FROM * 60:
            # 三点开会 is in the afternoon; who means the night says 凌晨.
            minutes, others = minutes + 720, (minutes,)
    return Clock(minutes, second, others=others, vague=vague)


def _with_part(minutes: int, second: int, word: str) -> Clock:
    part = PARTS[word]
    hour = minutes // 60
    others: tuple[int, ...] = ()
    if part == "early":
        if hour == 12:
            minutes += 720 if word in _MIDNIGHT else -720
    elif part == "noon":
        minutes += 720 if hour in (1, 2) else 0
    elif part == "afternoon":
        minutes += 720 if 1 <= hour < 12 else 0
    elif part == "evening":
        if 5 <= hour <= 12:
            minutes += 720
        elif hour < 5:
            others = (minutes,)
            minutes += 1440
    return Clock(minutes, second, part=part if part != "day" else None, others=others)


def _minutes(written: str) -> int:
    """半 → 30, 一刻 → 15, 过五分 → 5, 差五分 → −5, 零五 → 5."""
    if not written or written == "整":
        return 0
    if written.startswith("差"):
        return -_minutes(written[1:])
    written = written.removeprefix("过").removesuffix("钟").removesuffix("分")
    if written == "半":
        return 30
    if written.endswith("刻"):
        return 15 * value(written[:-1])
    return value(written)


def ending(left: Clock, right: Clock) -> Clock:
    """The end of a range on the day of its beginning: 下午两点到四点, 9点到5点, 晚上10点到凌晨2点."""
    if right.until is not None or right.part:
        return right if right.minutes > left.minutes else _shifted(right, 1440)
    minutes = min(right.minutes, *right.others) if right.others else right.minutes
    if left.part in ("afternoon", "evening", "noon") and minutes < 720 and minutes + 720 > left.minutes:
        minutes += 720
    elif minutes <= left.minutes:
        minutes += 720 if minutes + 720 > left.minutes and minutes < 720 else 1440
    return replace(right, minutes=minutes, others=())


def _shifted(clock: Clock, minutes: int) -> Clock:
    until = clock.until + minutes if clock.until is not None else None
    return replace(clock, minutes=clock.minutes + minutes, until=until)


def lasting(token: Token) -> timedelta | None:
    """The length an hour token states: 一个半小时, 三刻钟; the one of 上个小时 is an hour."""
    part = token.found.groupdict()
    unit = "小时" if part["unit"] in ("小时", "钟头") else "分钟"
    written = part["n"] or "1"
    size = 60 if unit == "小时" else 15 if part["unit"] == "刻钟" else 1
    half = size // 2 if part["half"] or part["more"] or written.endswith(".5") else 0
    if written == "半":
        return leaf.later(size // 2, "分钟") if size > 1 else None
    whole = value(written.removesuffix(".5"))
    if half or part["unit"] == "刻钟":
        return leaf.later(whole * size + half, "分钟")
    return leaf.later(whole, unit)
