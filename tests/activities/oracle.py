"""Who must have a place: docs/报名规则.md told once more, as simply as can be. No counters, no pages, no locks: whoever
waits is looked at one after another, and how much is free is counted anew each time."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from tests.activities.onedesk import Seen

#: What becomes due beside offers, which are numbered from 1.
RELEASE, NEXT_SLOT = -1, 0


@dataclass(slots=True)
class Entry:
    """Somebody who is signed up. ``until``: of an offer, with ``nth`` for those made at the same time."""

    status: str
    people: int
    number: int
    slot: int | None = None
    option: int | None = None
    until: datetime | None = None
    nth: int = 0


@dataclass(frozen=True, slots=True)
class Person:
    """What a member is, as far as quotas ask."""

    member_id: int
    group: int
    woman: bool


@dataclass(slots=True)
class Oracle:
    """The entries of one activity; the limits themselves are read from what is stored."""

    people: dict[int, Person]
    now: datetime
    seen: Seen
    entries: dict[int, Entry] = field(default_factory=dict)
    kept_until: datetime | None = None
    last: int = 0
    offers: int = 0

    # -- room ---------------------------------------------------------------------------------------------

    def limits(self, member_id: int) -> list[Any]:
        """The limits a member falls under beside the whole activity."""
        person, entry = self.people[member_id], self.entries[member_id]
        found: list[Any] = [("slot", entry.slot)] if entry.slot is not None else []
        floors = {ref for kind, ref, _, _ in self.seen.quotas.values() if kind == "floor"}
        for quota_id, (kind, ref, _, _) in self.seen.quotas.items():
            if (
                (kind in {"groups", "floor"} and ref == str(person.group))
                or (kind == "traits" and person.woman)
                or (kind == "option" and ref.endswith(f":{entry.option}"))
                or (kind == "rest" and str(person.group) not in floors)
            ):
                found.append(("quota", quota_id))
        return found

    def used(self, limit: Any = None) -> int:
        """The people who hold places under a limit; None: in the whole activity."""
        return sum(
            entry.people
            for member_id, entry in self.entries.items()
            if entry.status != "waiting" and (limit is None or limit in self.limits(member_id))
        )

    def free(self, limit: Any) -> float:
        """The places left under a limit."""
        whole = float("inf") if self.seen.capacity is None else max(self.seen.capacity - self.used(), 0)
        if limit is None:
            return whole
        if limit[0] == "slot":
            begins, capacity, _ = self.seen.slots[limit[1]]
            return max(capacity - self.used(limit), 0) if begins > self.now else 0
        kind, _, capacity, _ = self.seen.quotas[limit[1]]
        if kind not in {"floor", "rest"}:
            return max(capacity - self.used(limit), 0)
        # Of the places left those are not for this part that other parts may still ask for.
        others = [
            max(most - self.used(("quota", other)), 0)
            for other, (kind, _, most, _) in self.seen.quotas.items()
            if kind in {"floor", "rest"} and other != limit[1]
        ]
        return max(whole - sum(others), 0)

    def fits(self, member_id: int) -> bool:
        """Whether somebody who holds nothing yet has room under every limit."""
        people = self.entries[member_id].people
        return all(people <= self.free(limit) for limit in (None, *self.limits(member_id)))

    @property
    def on(self) -> bool:
        return self.seen.state in {"open", "closed"} and self.now < self.seen.closes_at

    @property
    def open(self) -> bool:
        """Whether signing up is possible."""
        deadline = self.seen.deadline_at
        return self.on and self.seen.state == "open" and (deadline is None or self.now <= deadline)

    # -- what happens ---------------------------------------------------------------------------------------

    def join(self, member_id: int, people: int, slot: int | None, option: int | None) -> None:
        self.last += 1
        self.entries[member_id] = Entry("waiting", people, self.last, slot, option)
        if not self.seen.draw and self.fits(member_id):
            self.entries[member_id].status = "placed"

    def serve(self, *, asks: bool = True) -> None:
        """Give what is free to those who wait. ``asks``: by an offer, where the committee wanted that."""
        if self.seen.draw or not self.on:
            return
        for member_id, entry in sorted(self.entries.items(), key=lambda one: one[1].number):
            if entry.status == "waiting" and self.fits(member_id):
                hours = timedelta(hours=self.seen.offer_hours or 0)
                hours = min(hours, (self.seen.starts_at - self.now) / 4)
                if asks and hours >= timedelta(minutes=30):
                    self.offers += 1
                    entry.status, entry.until, entry.nth = "offered", self.now + hours, self.offers
                else:
                    entry.status, entry.until = "placed", None

    def draw(self, seed: str, points: Mapping[int, int]) -> None:
        """The lots: more points first (if they count), then the smaller hash."""
        waiting = [member_id for member_id, entry in self.entries.items() if entry.status == "waiting"]
        lots = {one: hashlib.sha256(f"{seed}:{one}".encode()).hexdigest() for one in waiting}
        for member_id in sorted(waiting, key=lambda one: (-points.get(one, 0), lots[one])):
            self.last += 1
            self.entries[member_id].number = self.last
        self.serve(asks=False)

    def cut(self, capacity: int) -> list[int]:
        """Who must go back to the waiting list: of those with places the last who came, until the others fit."""
        back = []
        for member_id, entry in sorted(self.entries.items(), key=lambda one: -one[1].number):
            if self.used() > capacity and entry.status != "waiting" and entry.people:
                entry.status, entry.until = "waiting", None
                back.append(member_id)
        return back

    def clock(self, after: Seen) -> None:
        """What ran out by now, in its order: offers, the places kept for groups, and the slots that began. ``after``: how
        it stands stored by then."""
        due = [
            (entry.until, entry.nth, member_id)
            for member_id, entry in self.entries.items()
            if entry.status == "offered" and entry.until is not None and entry.until <= self.now
        ]
        if self.kept_until is not None and self.kept_until <= self.now:
            due.append((self.kept_until, RELEASE, 0))
        due += [(begins, NEXT_SLOT, 0) for begins, _, _ in self.seen.slots.values() if begins <= self.now]
        for _, what, member_id in sorted(due):
            if what == RELEASE:
                self.kept_until = None
                self.seen = replace(self.seen, quotas=after.quotas)
            elif what == NEXT_SLOT:
                self.seen = replace(self.seen, starts_at=after.starts_at)
            elif self.on:
                del self.entries[member_id]
            if what != NEXT_SLOT:
                self.serve()
        self.seen = after

    def standing(self) -> list[tuple[int, str, int, int | None, datetime | None]]:
        """Everybody in the order of coming."""
        live = sorted(self.entries.items(), key=lambda one: one[1].number)
        return [
            (member_id, one.status, one.people, one.slot, one.until if one.status == "offered" else None)
            for member_id, one in live
        ]
