"""Whatever people and the committee do in whatever order: nobody overtakes, no place stays empty while somebody who
fits waits, nobody comes over any limit, every counter tells what the rows tell.

``UNIONBOT_MACHINE=2000x50 python -m pytest tests/activities/test_machine.py`` runs so many examples of so many steps.
"""

import copy
import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.activities import places, rules, slots
from bot.activities.contests import stages as contests
from bot.activities.limits import limits_of
from bot.activities.organising import managing, shrinking
from bot.activities.organising.managing import Change
from bot.activities.rules import ActivityState
from bot.activities.rules_terms import HandoverKind
from bot.activities.terms import swapping
from bot.members.rules import Actor
from bot.refused import Refused
from bot.storage import Database
from tests.activities.conftest import NOW, START, Union
from tests.activities.test_clock import wake

MEMBERS = 8
SLOTS = 3
EXAMPLES, STEPS = map(int, os.environ.get("UNIONBOT_MACHINE", "60x40").split("x"))
WHO = st.integers(0, MEMBERS - 1)
SLOT = st.integers(0, SLOTS - 1)


@cache
def template() -> tuple[Union, list[Actor], Path]:
    """A union of eight, half of them in each group, in a file that each example gets a copy of."""
    path = Path(tempfile.mkdtemp()) / "union.db"
    database = Database(f"sqlite:///{path}")
    union = Union(database)
    groups = (union.first, union.second)
    actors = [union.member(f"会员{n}", group=groups[n % 2]) for n in range(MEMBERS)]
    database.close()
    return union, actors, path


class SignUps(RuleBasedStateMachine):
    """One activity, with or without slots and a quota, eight members, a committee that cannot make up its mind, and a
    clock."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        union, self.actors, path = template()
        shutil.copy(path, Path(self._folder.name) / "union.db")
        self.database = Database(f"sqlite:///{Path(self._folder.name) / 'union.db'}")
        self.union = copy.copy(union)
        self.union.database = self.database
        self.now = NOW
        self.activity_id = 0
        self.slot_ids: list[int | None] = []
        self.before: dict[Any, int] = {}
        #: Who came to a slot by swapping: not by the order of coming, but nobody had less for it.
        self.swapped: set[int] = set()

    def teardown(self) -> None:
        self.database.close()
        self._folder.cleanup()

    @precondition(lambda self: not self.activity_id)
    @rule(
        capacity=st.one_of(st.none(), st.integers(1, 6)),
        offers=st.booleans(),
        of_slot=st.one_of(st.none(), st.integers(1, 2)),
        quota=st.one_of(st.none(), st.integers(1, 3)),
    )
    def publish(self, capacity: int | None, offers: bool, of_slot: int | None, quota: int | None) -> None:
        self.activity_id = self.union.activity(
            capacity=capacity,
            most_people=3,
            offer_hours=12 if offers else None,
            deadline_at=START - timedelta(days=2),
        )
        half = timedelta(minutes=30)
        laid = [(START + n * half, START + (n + 1) * half, of_slot) for n in range(SLOTS) if of_slot]
        if laid:
            self._try(slots.add_slots, self.union.committee, slots=laid)
        if quota:
            quotas = {("groups", str(self.union.first)): quota}
            self._try(contests.set_quotas, self.union.committee, quotas=quotas)
        self.slot_ids = [row[0] for row in self.union.rows("SELECT id FROM activity_slot ORDER BY starts_at")]

    def _try(self, use_case: Callable[..., Any], actor: Actor, **facts: Any) -> Any:
        with suppress(Refused):
            return self.union.write(use_case, actor, self.now, activity_id=self.activity_id, **facts)

    @precondition(lambda self: self.activity_id)
    @rule(who=WHO, people=st.integers(1, 3), slot=SLOT)
    def join(self, who: int, people: int, slot: int) -> None:
        slot_id = self.slot_ids[slot] if self.slot_ids else None
        self._try(places.take_place, self.actors[who], people=people, slot_id=slot_id)

    @precondition(lambda self: self.activity_id)
    @rule(who=WHO)
    def leave(self, who: int) -> None:
        self._try(places.leave, self.actors[who])

    @precondition(lambda self: self.slot_ids)
    @rule(who=WHO, slot=SLOT)
    def move(self, who: int, slot: int) -> None:
        before = self._slot_of(who)
        self._try(slots.book, self.actors[who], slot_id=self.slot_ids[slot])
        if self._slot_of(who) != before:
            self.swapped.discard(self.actors[who].member_id)

    @precondition(lambda self: self.slot_ids)
    @rule(who=WHO, other=WHO, slot=SLOT, named=st.booleans(), agree=st.booleans())
    def swap(self, who: int, other: int, slot: int, named: bool, agree: bool) -> None:
        if named:
            member_id = self.actors[other].member_id
            asked = self._try(
                swapping.ask_colleague, self.actors[who], kind=HandoverKind.SWAP, member_id=member_id
            )
        else:
            asked = self._try(swapping.seek_swap, self.actors[who], slot_id=self.slot_ids[slot])
        taken = self.taken()
        if asked is not None and self._answer(other, asked.handover_id, agree):
            self.swapped |= {self.actors[who].member_id, self.actors[other].member_id}
            assert self.taken() == taken, "a swap moved a counter"

    @precondition(lambda self: self.activity_id)
    @rule(who=WHO, other=WHO, agree=st.booleans())
    def substitute(self, who: int, other: int, agree: bool) -> None:
        kind, member_id = HandoverKind.SUBSTITUTE, self.actors[other].member_id
        asked = self._try(swapping.ask_colleague, self.actors[who], kind=kind, member_id=member_id)
        if asked is not None:
            self._answer(other, asked.handover_id, agree)

    @precondition(lambda self: self.activity_id)
    @rule(who=WHO, number=st.integers(1, 12))
    def answer_late(self, who: int, number: int) -> None:
        """Somebody presses an old button."""
        slots_before = {n: self._slot_of(n) for n in range(MEMBERS)}
        if self._answer(who, number, agree=True):
            changed = [n for n in range(MEMBERS) if self._slot_of(n) != slots_before[n]]
            self.swapped |= {self.actors[n].member_id for n in changed}

    def _answer(self, who: int, handover_id: int, agree: bool) -> bool:
        with suppress(Refused):
            done = self.union.write(
                swapping.answer, self.actors[who], self.now, handover_id=handover_id, agree=agree
            )
            return bool(done.agreed)
        return False

    @precondition(lambda self: self.activity_id)
    @rule(capacity=st.integers(0, 8))
    def resize(self, capacity: int) -> None:
        held = self.taken()
        self._try(managing.change_activity, self.union.committee, change=Change(capacity=capacity))
        assert all(people >= held[limit] for limit, people in self.taken().items()), "somebody was thrown out"

    @precondition(lambda self: self.activity_id)
    @rule(capacity=st.integers(1, 5))
    def cut(self, capacity: int) -> None:
        committee = self.union.committee
        with suppress(Refused):
            over = self.union.write(
                shrinking.over_after, committee, activity_id=self.activity_id, capacity=capacity
            )
            members = tuple(one.member_id for one in over)
            if members:
                self._try(shrinking.shrink, committee, capacity=capacity, members=members)
                assert self.taken()["all"] <= capacity

    @precondition(lambda self: self.activity_id)
    @rule(quota=st.integers(1, 4))
    def requota(self, quota: int) -> None:
        if self.union.rows("SELECT id FROM activity_quota"):
            quotas = {("groups", str(self.union.first)): quota}
            self._try(contests.set_quotas, self.union.committee, quotas=quotas)

    @precondition(lambda self: self.activity_id)
    @rule(hours=st.sampled_from([-24, 1, 24]))
    def reschedule(self, hours: int) -> None:
        starts_at = self._start() + timedelta(hours=hours)
        if self.now < starts_at:
            self._try(managing.change_activity, self.union.committee, change=Change(starts_at=starts_at))

    @precondition(lambda self: self.activity_id)
    @rule(state=st.sampled_from([ActivityState.OPEN, ActivityState.CLOSED]))
    def lead(self, state: ActivityState) -> None:
        self._try(managing.lead_activity, self.union.committee, state=state)

    @precondition(lambda self: self.activity_id)
    @rule(hours=st.sampled_from([1, 13, 60]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        wake(self.union, self.now)

    # -- what holds always --------------------------------------------------------------------------------

    def _slot_of(self, who: int) -> Any:
        rows = self.union.rows(
            f"SELECT slot_id, status FROM sign_up WHERE member_id = {self.actors[who].member_id}"
        )
        return rows[0] if rows else None

    def _start(self) -> Any:
        return self.union.read(
            managing.managed_card, self.union.committee, self.now, activity_id=self.activity_id
        ).starts_at

    def taken(self) -> dict[Any, int]:
        """The people counted under every limit."""
        found: dict[Any, int] = {"all": self.union.rows("SELECT placed FROM activity")[0][0]}
        found |= {("slot", row[0]): row[1] for row in self.union.rows("SELECT id, placed FROM activity_slot")}
        found |= {
            ("quota", row[0]): row[1] for row in self.union.rows("SELECT id, placed FROM activity_quota")
        }
        return found

    def capacities(self) -> dict[Any, int | None]:
        found: dict[Any, int | None] = {"all": self.union.rows("SELECT capacity FROM activity")[0][0]}
        for name in ("slot", "quota"):
            rows = self.union.rows(f"SELECT id, capacity FROM activity_{name}")
            found |= {(name, row[0]): row[1] for row in rows}
        return found

    def sign_ups(self, *statuses: str) -> list[tuple[int, int, int, frozenset[Any]]]:
        """Member, number in the order, people and limits of those with one of the statuses."""
        wanted = ", ".join(f"'{status}'" for status in statuses)
        rows = self.union.rows(
            f"SELECT member_id, queue, people, slot_id, quotas FROM sign_up WHERE status IN ({wanted})"
        )
        return [(row[0], row[1], row[2], frozenset(limits_of(row[3], row[4]))) for row in rows]

    @invariant()
    def counters_tell_what_rows_tell(self) -> None:
        if not self.activity_id:
            return
        held, waits = self.sign_ups("placed", "offered"), self.sign_ups("waiting")
        taken = self.taken()
        for limit, people in taken.items():
            assert people == sum(one[2] for one in held if limit in one[3]), limit
        [counted] = self.union.rows("SELECT waiting, waiting_parties FROM activity")
        assert counted == (sum(one[2] for one in waits), len(waits))

    @invariant()
    def nothing_is_over_its_limit(self) -> None:
        if not self.activity_id:
            return
        taken, capacities = self.taken(), self.capacities()
        for limit, people in taken.items():
            most = capacities[limit]
            assert most is None or people <= most or people <= self.before.get(limit, 0), limit
        self.before = taken

    @invariant()
    def no_place_is_empty_while_somebody_who_fits_waits(self) -> None:
        if not self.activity_id:
            return
        [(state, last)] = self.union.rows("SELECT state, COALESCE(last_start_at, starts_at) FROM activity")
        began = {row[0]: row[1] for row in self.union.rows("SELECT id, starts_at FROM activity_slot")}
        utc = f"{self.now.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
        if state not in {"open", "closed"} or str(last) <= utc:
            return
        taken, capacities = self.taken(), self.capacities()
        free = {limit: rules.left(capacities[limit], taken[limit]) for limit in taken}
        free |= {("slot", slot_id): 0 for slot_id, at in began.items() if str(at) <= utc}
        for _, _, people, limits in self.sign_ups("waiting"):
            assert not rules.fits(people, (free[limit] for limit in limits))

    @invariant()
    def nobody_is_overtaken(self) -> None:
        """Nobody waits behind whom a party not smaller, that came later and falls under all the same limits, has places."""
        if not self.activity_id:
            return
        held = self.sign_ups("placed", "offered")
        for _, number, people, limits in self.sign_ups("waiting"):
            ahead = [
                one
                for one in held
                if one[1] > number and one[2] >= people and one[3] >= limits and one[0] not in self.swapped
            ]
            assert not ahead

    @invariant()
    def one_row_each_and_numbers_never_twice(self) -> None:
        rows = self.union.rows("SELECT member_id, queue FROM sign_up")
        assert len({member_id for member_id, _ in rows}) == len(rows)
        assert len({queue for _, queue in rows}) == len(rows)


TestSignUps = SignUps.TestCase
TestSignUps.settings = settings(max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None)
