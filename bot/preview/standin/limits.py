"""Flood limits: how much the stand-in lets through before it answers 429."""

import math
from dataclasses import dataclass, field

_TOLERANCE = 0.1
"""Part of a message a caller may be early, for the jitter between its clock and this one."""
_MINUTE = 60.0


@dataclass(slots=True)
class _Bucket:
    level: float = 0.0
    at: float = 0.0
    closed_until: float = 0.0

    def wait(self, now: float, size: float, rate: float) -> int:
        """Seconds to wait, or 0 after letting one message through: ``size`` at once, then ``rate`` a second."""
        if now < self.closed_until:
            return math.ceil(self.closed_until - now)
        level = max(0.0, self.level - max(0.0, now - self.at) * rate)
        if level + 1 > size + _TOLERANCE:
            seconds = max(1, math.ceil((level + 1 - size) / rate))
            self.closed_until = now + seconds
            return seconds
        self.level, self.at = level + 1, now
        return 0


@dataclass(slots=True)
class Limits:
    """Messages allowed overall per second, per chat per second and per group per minute; None switches one off.

    A chat or the whole bot that was told to wait is refused until it has waited.
    """

    per_second: float | None = None
    per_chat_per_second: float | None = None
    per_group_per_minute: float | None = None
    latency: float = 0.0
    """Seconds every call takes longer."""
    _overall: _Bucket = field(default_factory=_Bucket)
    _chats: dict[int, _Bucket] = field(default_factory=dict)
    _groups: dict[int, _Bucket] = field(default_factory=dict)

    def wait(self, chat_id: int, now: float) -> int:
        """Seconds the bot must wait before it sends to ``chat_id``; 0 lets this message through."""
        if self.per_second:
            seconds = self._overall.wait(now, max(1.0, self.per_second), self.per_second)
            if seconds:
                return seconds
        if self.per_chat_per_second:
            bucket = self._chats.setdefault(chat_id, _Bucket())
            seconds = bucket.wait(now, max(1.0, self.per_chat_per_second), self.per_chat_per_second)
            if seconds:
                return seconds
        if self.per_group_per_minute and chat_id < 0:
            bucket = self._groups.setdefault(chat_id, _Bucket())
            return bucket.wait(now, max(1.0, self.per_group_per_minute), self.per_group_per_minute / _MINUTE)
        return 0
