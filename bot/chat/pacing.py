"""How fast messages may go out: the rules, on a monotonic clock that is given.

Pushes keep to the rates. Direct answers to a person are never held back by a rate, but use up the overall one, so
that pushes make way. What Telegram says after a 429 holds for both.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

#: The pause of everything, as opposed to that of one chat.
EVERYTHING = 0
#: Seconds of lateness that may be made up for, because timers are not exact. Less than one slot at 25/s.
_SLACK = 0.02
#: Answers can delay the next push by at most so many slots.
_MOST_SLOTS_FOR_REPLIES = 10
#: After a 429 the rate is halved, and back at its full value after so many seconds.
_RECOVERY_SECONDS = 300.0
_SLOWEST = 0.1
_PRUNE_ABOVE = 1024


class Rates(Protocol):
    """The settings ``[sending]``."""

    @property
    def per_second(self) -> float: ...
    @property
    def per_chat_per_second(self) -> float: ...
    @property
    def per_group_per_minute(self) -> int: ...


class Sending(Rates, Protocol):
    """The same with the most requests under way, 1 to 16."""

    @property
    def in_flight(self) -> int: ...


@dataclass(slots=True)
class Pacing:
    """Who may send when. Every instant is in seconds of ``monotonic``; group chats have negative ids.

    ``on_pause(chat_id, seconds)`` is called when Telegram asked for a pause (``chat_id`` EVERYTHING or one chat).
    """

    rates: Rates
    monotonic: Callable[[], float]
    on_pause: Callable[[int, float], None] | None = None
    _next_at: float = 0.0
    _last_push_at: float = float("-inf")
    _chat_free_at: dict[int, float] = field(default_factory=dict)
    _prune_above: int = _PRUNE_ABOVE
    _paused_until: dict[int, float] = field(default_factory=dict)
    _halved_at: float = float("-inf")
    _rate_then: float = 0.0

    @property
    def rate(self) -> float:
        """Messages per second now: halved by a 429, then slowly growing back to the setting."""
        full = self.rates.per_second
        since = self.monotonic() - self._halved_at
        return min(full, self._rate_then + full * since / (2 * _RECOVERY_SECONDS)) if since >= 0 else full

    def wait_to_push(self) -> float:
        """Seconds until a push may be sent, whatever the chat; 0: now."""
        now = self.monotonic()
        return max(0.0, self._next_at - now, self._paused_until.get(EVERYTHING, now) - now)

    def wait_of_chat(self, chat_id: int) -> float:
        """Seconds until a push to this chat may be sent; 0: now."""
        now = self.monotonic()
        return max(
            0.0, self._chat_free_at.get(chat_id, now) - now, self._paused_until.get(chat_id, now) - now
        )

    def wait_to_reply(self, chat_id: int) -> float:
        """Seconds until a direct answer may be sent to this chat; 0 unless Telegram asked for a pause."""
        now = self.monotonic()
        return max(
            0.0,
            self._paused_until.get(EVERYTHING, now) - now,
            self._paused_until.get(chat_id, now) - now,
        )

    def pushed(self, chat_id: int) -> None:
        """A push goes out now."""
        now = self.monotonic()
        self._next_at = max(self._next_at, now - _SLACK) + 1 / self.rate
        self._last_push_at = now
        self._occupy(chat_id, now)

    def replied(self, chat_id: int) -> None:
        """A direct answer goes out now."""
        now = self.monotonic()
        slot = 1 / self.rate
        later = max(self._next_at, now - _SLACK) + slot
        self._next_at = max(self._next_at, min(later, self._last_push_at + _MOST_SLOTS_FOR_REPLIES * slot))
        self._occupy(chat_id, now)

    def flooded(self, chat_id: int, seconds: float, *, asked_at: float) -> None:
        """Telegram answered 429 to a request begun at ``asked_at``: pause for ``seconds``.

        A pause of EVERYTHING halves the rate; requests that were under way when it began only make it longer.
        """
        now = self.monotonic()
        if chat_id == EVERYTHING and asked_at >= self._halved_at:
            self._rate_then, self._halved_at = max(self.rate / 2, _SLOWEST), now
        self.pause(chat_id, seconds)
        if self.on_pause is not None:
            self.on_pause(chat_id, seconds)

    def pause(self, chat_id: int, seconds: float) -> None:
        """Send nothing to ``chat_id`` (or EVERYTHING) for ``seconds``, or longer if that was asked before."""
        until = self.monotonic() + seconds
        self._paused_until[chat_id] = max(until, self._paused_until.get(chat_id, until))

    def forget_pauses(self) -> None:
        """Lift every pause."""
        self._paused_until.clear()

    def _occupy(self, chat_id: int, now: float) -> None:
        interval = 60 / self.rates.per_group_per_minute if chat_id < 0 else 1 / self.rates.per_chat_per_second
        self._chat_free_at[chat_id] = now + interval
        if len(self._chat_free_at) > self._prune_above:
            self._chat_free_at = {chat: at for chat, at in self._chat_free_at.items() if at > now}
            self._prune_above = max(_PRUNE_ABOVE, 2 * len(self._chat_free_at))
