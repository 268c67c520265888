"""Faults on order: which call fails, how, and how often. Reproducible from a seed."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


class FaultKind(StrEnum):
    """What goes wrong; see docs/preview.md."""

    ERROR_500 = "500"
    ERROR_502 = "502"
    ERROR_504 = "504"
    HTML_502 = "502_html"
    FLOOD = "429"
    UNAUTHORIZED = "401"
    FORBIDDEN = "403"
    CONFLICT = "409"
    NOT_OK = "not_ok"
    SLOW = "slow"
    TIMEOUT_BEFORE = "timeout_before"
    TIMEOUT_AFTER = "timeout_after"
    RESET_BEFORE = "reset_before"
    RESET_AFTER = "reset_after"
    TRUNCATED = "truncated"
    DUPLICATE_UPDATES = "duplicate_updates"
    SHUFFLE_UPDATES = "shuffle_updates"
    DROP_UPDATES = "drop_updates"
    POISON_UPDATE = "poison_update"
    RESTART_IDS = "restart_ids"


OF_UPDATES = frozenset(
    {FaultKind.DUPLICATE_UPDATES, FaultKind.SHUFFLE_UPDATES, FaultKind.DROP_UPDATES, FaultKind.POISON_UPDATE}
)
"""These spoil an answer of getUpdates and wait for one that has updates."""


@dataclass(slots=True)
class Fault:
    """One order: hits calls of ``method`` (`*` for all) until ``count`` (None: no end) or ``until`` is reached."""

    id: int
    method: str
    kind: FaultKind
    count: int | None
    probability: float
    seconds: float
    until: datetime | None
    dice: random.Random

    def as_json(self) -> dict[str, object]:
        """The fault as `/sim/faults` lists it."""
        return {
            "id": self.id,
            "method": self.method,
            "kind": self.kind.value,
            "count": self.count,
            "probability": self.probability,
            "seconds": self.seconds,
        }


@dataclass(slots=True)
class Faults:
    """The orders that have something left."""

    orders: list[Fault] = field(default_factory=list)
    _last_id: int = 0

    def add(
        self,
        kind: FaultKind,
        now: datetime,
        *,
        method: str = "*",
        count: int | None = 1,
        probability: float = 1.0,
        seed: int = 0,
        seconds: float = 1.0,
        for_seconds: float | None = None,
    ) -> Fault:
        """Order a fault. Faults ordered first hit first; one call is hit by one fault."""
        self._last_id += 1
        if kind in OF_UPDATES:
            method = "getUpdates"
        until = now + timedelta(seconds=for_seconds) if for_seconds is not None else None
        dice = random.Random(seed)  # noqa: S311 - reproducible on purpose
        fault = Fault(self._last_id, method, kind, count, probability, seconds, until, dice)
        self.orders.append(fault)
        return fault

    def hit(self, method: str, now: datetime, *, of_updates: bool = False) -> Fault | None:
        """The fault this call meets, if any."""
        if not self.orders:
            return None
        self.orders = [f for f in self.orders if f.count != 0 and (f.until is None or now < f.until)]
        for fault in self.orders:
            wanted = fault.method in ("*", method) and (fault.kind in OF_UPDATES) is of_updates
            if wanted and fault.dice.random() < fault.probability:
                if fault.count is not None:
                    fault.count -= 1
                return fault
        return None

    def remove(self, fault_id: int | None = None) -> bool:
        """Remove one order or all; False when there was no such order."""
        kept = [] if fault_id is None else [fault for fault in self.orders if fault.id != fault_id]
        found = len(kept) < len(self.orders) or fault_id is None
        self.orders = kept
        return found
