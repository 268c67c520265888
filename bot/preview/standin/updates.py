"""The queue of updates and what `getUpdates` does to it."""

import random
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

UPDATE_TYPES = frozenset(
    {
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "inline_query",
        "chosen_inline_result",
        "callback_query",
        "shipping_query",
        "pre_checkout_query",
        "poll",
        "poll_answer",
        "my_chat_member",
        "chat_member",
        "chat_join_request",
        "message_reaction",
        "message_reaction_count",
    }
)
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
KEPT_FOR = timedelta(hours=24)
PRESSES_KEPT_FOR = timedelta(seconds=150)
MOST_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Waiting:
    """One update that was not confirmed yet."""

    update_id: int
    body: Any
    expires_at: datetime


class UpdateQueue:
    """Updates in order of their making; ids rise by one until they are restarted."""

    def __init__(self, first_id: int) -> None:
        self._next_id = first_id
        self._waiting: deque[Waiting] = deque()
        self._unwanted = NOT_BY_DEFAULT
        self.allowed: list[str] = []

    def __len__(self) -> int:
        return len(self._waiting)

    def allow(self, kinds: Iterable[str]) -> None:
        """Only these kinds from now on; none named means all but the three that must be asked for."""
        self.allowed = [kind for kind in kinds if kind in UPDATE_TYPES]
        self._unwanted = UPDATE_TYPES.difference(self.allowed) if self.allowed else NOT_BY_DEFAULT

    def add(self, body: dict[str, Any], now: datetime) -> int | None:
        """Queue an update; its id, or None when the bot does not want this kind."""
        if not self._unwanted.isdisjoint(body):
            return None
        update_id = self._next_id
        self._next_id += 1
        kept_for = PRESSES_KEPT_FOR if "callback_query" in body else KEPT_FOR
        self._waiting.append(Waiting(update_id, {"update_id": update_id, **body}, now + kept_for))
        return update_id

    def take(self, offset: int, limit: int, now: datetime) -> list[Any]:
        """Confirm and forget everything below ``offset``, then give up to ``limit`` updates.

        A negative offset keeps only that many of the newest. An offset beyond the newest id made confirms nothing: it is
        left from before the ids were restarted.
        """
        if offset < 0:
            while len(self._waiting) > -offset:
                self._waiting.popleft()
        elif offset:
            self._confirm_below(offset)
        while self._waiting and self._waiting[0].expires_at <= now:
            self._waiting.popleft()
        count = limit if 0 < limit <= MOST_AT_ONCE else MOST_AT_ONCE
        given = []
        for waiting in self._waiting:
            if waiting.expires_at > now:
                given.append(waiting.body)
                if len(given) == count:
                    break
        return given

    def _confirm_below(self, offset: int) -> None:
        """Ids can fall when they are restarted, so the place of ``offset - 1`` in the queue counts, not only its size."""
        waiting = self._waiting
        place = offset - 1 - waiting[0].update_id if waiting else -1
        if not (0 <= place < len(waiting) and waiting[place].update_id == offset - 1):
            place = next((n for n, each in enumerate(waiting) if each.update_id == offset - 1), -1)
        for _ in range(place + 1):
            waiting.popleft()
        while place < 0 and offset <= self._next_id and waiting and waiting[0].update_id < offset:
            waiting.popleft()

    def drop_all(self) -> None:
        """Lose what waits."""
        self._waiting.clear()

    def restart_ids(self, dice: random.Random) -> None:
        """Go on from a random number, as Telegram does after a week without updates."""
        self._next_id = dice.randrange(1, 2**31 - 1)
