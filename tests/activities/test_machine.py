"""Whatever people and the committee do in whatever order: nobody overtakes, no place stays empty while somebody who
fits waits, nobody comes over the capacity, every counter tells what the rows tell."""

import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.activities import managing, places, rules
from bot.activities.managing import Change
from bot.activities.rules import ActivityState
from bot.members.rules import Actor
from bot.refused import Refused
from bot.storage import Database
from tests.activities.conftest import NOW, START, Union
from tests.activities.test_clock import wake

MEMBERS = 8


class SignUps(RuleBasedStateMachine):
    """One activity, eight members, a committee that cannot make up its mind, and a clock."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self.database = Database(f"sqlite:///{Path(self._folder.name) / 'union.db'}")
        self.union = Union(self.database)
        self.actors = self.union.members(MEMBERS)
        self.now = NOW
        self.lowered = False
        self.activity_id = 0

    def teardown(self) -> None:
        self.database.close()
        self._folder.cleanup()

    @precondition(lambda self: not self.activity_id)
    @rule(capacity=st.one_of(st.none(), st.integers(1, 6)), offers=st.booleans())
    def publish(self, capacity: int | None, offers: bool) -> None:
        hours = 12 if offers else None
        deadline = START - timedelta(days=2)
        self.activity_id = self.union.activity(
            capacity=capacity, most_people=3, offer_hours=hours, deadline_at=deadline
        )

    def _try(self, use_case: Callable[..., Any], actor: Actor, **facts: Any) -> None:
        with suppress(Refused):
            self.union.write(use_case, actor, self.now, activity_id=self.activity_id, **facts)

    @precondition(lambda self: self.activity_id)
    @rule(who=st.integers(0, MEMBERS - 1), people=st.integers(1, 3))
    def join(self, who: int, people: int) -> None:
        taken = self._taken()
        self._try(places.take_place, self.actors[who], people=people)
        capacity = self._capacity()
        assert capacity is None or self._taken() <= max(capacity, taken), "over the capacity"

    @precondition(lambda self: self.activity_id)
    @rule(who=st.integers(0, MEMBERS - 1))
    def leave(self, who: int) -> None:
        self._try(places.leave, self.actors[who])

    @precondition(lambda self: self.activity_id)
    @rule(capacity=st.integers(0, 8))
    def resize(self, capacity: int) -> None:
        taken = self._taken()
        self._try(managing.change_activity, self.union.committee, change=Change(capacity=capacity))
        assert self._taken() >= taken, "a smaller capacity threw somebody out"

    @precondition(lambda self: self.activity_id)
    @rule(state=st.sampled_from([ActivityState.OPEN, ActivityState.CLOSED]))
    def lead(self, state: ActivityState) -> None:
        self._try(managing.lead_activity, self.union.committee, state=state)

    @precondition(lambda self: self.activity_id)
    @rule(hours=st.sampled_from([1, 13, 60]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        wake(self.union, self.now)

    def _taken(self) -> int:
        return int(self.union.rows("SELECT placed FROM activity")[0][0])

    def _capacity(self) -> int | None:
        capacity: int | None = self.union.rows("SELECT capacity FROM activity")[0][0]
        return capacity

    @invariant()
    def counters_tell_what_rows_tell(self) -> None:
        if not self.activity_id:
            return
        [counted] = self.union.rows("SELECT placed, waiting, waiting_parties, queue FROM activity")
        [rows] = self.union.rows(
            "SELECT COALESCE(SUM(CASE WHEN status IN ('placed', 'offered') THEN people ELSE 0 END), 0),"
            " COALESCE(SUM(CASE WHEN status = 'waiting' THEN people ELSE 0 END), 0),"
            " COALESCE(SUM(status = 'waiting'), 0), COALESCE(MAX(queue), 0) FROM sign_up"
        )
        assert counted[:3] == rows[:3]
        assert counted[3] >= rows[3]

    @invariant()
    def no_place_is_empty_while_somebody_who_fits_waits(self) -> None:
        if not self.activity_id:
            return
        [(state, capacity, placed)] = self.union.rows("SELECT state, capacity, placed FROM activity")
        if not rules.serves_queue(ActivityState(state), START, self.now):
            return
        free = rules.left(capacity, placed)
        waiting = self.union.rows("SELECT people FROM sign_up WHERE status = 'waiting'")
        assert not [people for (people,) in waiting if free is None or people <= free]

    @invariant()
    def nobody_is_overtaken(self) -> None:
        """Nobody waits behind whom a party not smaller, that came later, holds places given after both stood there."""
        overtaken = self.union.rows(
            "SELECT w.id FROM sign_up w JOIN sign_up p ON p.activity_id = w.activity_id"
            " AND p.status IN ('placed', 'offered') AND p.queue > w.queue AND p.people >= w.people"
            " WHERE w.status = 'waiting'"
        )
        assert not overtaken

    @invariant()
    def one_row_each_and_numbers_never_twice(self) -> None:
        rows = self.union.rows("SELECT member_id, queue FROM sign_up")
        assert len({member_id for member_id, _ in rows}) == len(rows)
        assert len({queue for _, queue in rows}) == len(rows)


TestSignUps = SignUps.TestCase
TestSignUps.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
