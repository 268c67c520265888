"""Whatever captains, mates and the committee do in whatever order: a team has all its places or none, no team overtakes
another that would have fitted, no place stays empty while a team that fits waits, nothing is exceeded.

``UNIONBOT_MACHINE`` says how many examples of how many steps, as in test_machine.py."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import cache
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.activities import rules, rules_teams
from bot.activities.contests import captains, team_terms, teams
from bot.activities.contests import stages as contests
from bot.activities.organising import managing
from bot.activities.organising.managing import Change
from bot.activities.rules import ActivityState
from bot.activities.rules_teams import Mate, Sex, Shape
from bot.members.rules import Actor
from bot.refused import Refused
from tests.activities.conftest import NOW, START, Union
from tests.activities.onedesk import OneDesk, union_in_memory
from tests.activities.test_clock import wake
from tests.activities.test_machine import EXAMPLES, STEPS

MEMBERS = 9
people = st.integers(0, MEMBERS - 1)


@cache
def desk_of_nine() -> tuple[OneDesk, Union, list[Actor]]:
    """Every third a man, every other in each of two groups."""
    desk, union = union_in_memory()
    groups = (union.first, union.second)
    actors = [
        union.member(f"会员{n}", group=groups[n % 2], sex="female" if n % 3 else "male")
        for n in range(MEMBERS)
    ]
    return desk, union, actors


class Teams(RuleBasedStateMachine):
    """One contest in teams of two or three, with a woman in each; nine members of two groups."""

    def __init__(self) -> None:
        super().__init__()
        self.desk, self.union, self.actors = desk_of_nine()
        self.desk.begin()
        self.now = NOW
        self.activity_id = 0
        self.with_quota = False
        self.closed_once = False
        self.shape = Shape(2, 3, women=1)

    def teardown(self) -> None:
        self.desk.undo()

    @precondition(lambda self: not self.activity_id)
    @rule(capacity=st.one_of(st.none(), st.integers(2, 7)), offers=st.booleans(), quota=st.booleans())
    def publish(self, capacity: int | None, offers: bool, quota: bool) -> None:
        self.activity_id = self.union.activity(
            capacity=capacity, offer_hours=12 if offers else None, deadline_at=START - timedelta(days=2)
        )
        self._do(team_terms.set_teams, self.union.committee, activity_id=self.activity_id, shape=self.shape)
        if quota:
            self.with_quota = True
            limits = {("groups", str(self.union.first)): 3}
            self._do(contests.set_quotas, self.union.committee, activity_id=self.activity_id, quotas=limits)
        for number in range(0, MEMBERS, 3):
            self._do(teams.found_team, self.actors[number], activity_id=self.activity_id)
            self.enter(number + 1, number // 3)

    def _do(self, use_case: Callable[..., Any], actor: Actor, **facts: Any) -> None:
        """Do it, and look who overtook whom by it."""
        before = self._queue()
        with suppress(Refused):
            self.union.write(use_case, actor, self.now, **facts)
        self._check_overtaking(before)

    def _queue(self) -> dict[int, tuple[str, int, int]]:
        rows = self.desk.ask("SELECT id, status, queue, people FROM sign_up WHERE people > 0")
        return {row_id: (status, queue, size) for row_id, status, queue, size in rows}

    def _check_overtaking(self, before: dict[int, tuple[str, int, int]]) -> None:
        if self.with_quota:
            return
        after = self._queue()
        holding = ("placed", "offered")
        new = [
            (queue, size)
            for row_id, (status, queue, size) in after.items()
            if status in holding and before.get(row_id, ("", 0, 0))[0] not in holding
        ]
        # A new captain's row carries the same place on.
        held = {queue for status, queue, _ in before.values() if status in holding}
        for row_id, (status, queue, size) in after.items():
            if status == "waiting" and before.get(row_id) == (status, queue, size):
                assert not [one for one in new if one[0] > queue and one[1] >= size and one[0] not in held]

    def _team(self, which: int) -> tuple[int, str, int] | None:
        rows = self.desk.ask("SELECT id, code, captain_id FROM activity_team ORDER BY id")
        return rows[which % len(rows)] if rows else None

    def _captain(self, member_id: int) -> Actor:
        return next(actor for actor in self.actors if actor.member_id == member_id)

    @precondition(lambda self: self.activity_id)
    @rule(who=people)
    def found(self, who: int) -> None:
        self._do(teams.found_team, self.actors[who], activity_id=self.activity_id)

    @precondition(lambda self: self.activity_id)
    @rule(who=people, which=st.integers(0, 4))
    def enter(self, who: int, which: int) -> None:
        team = self._team(which)
        taken, capacity = self._counted()
        if team is not None:
            self._do(teams.enter_team, self.actors[who], code=team[1])
        assert capacity is None or self._counted()[0] <= max(capacity, taken), "over the capacity"

    @precondition(lambda self: self.activity_id)
    @rule(who=people, seek=st.booleans())
    def seek(self, who: int, seek: bool) -> None:
        self._do(teams.seek_team, self.actors[who], activity_id=self.activity_id, seek=seek)

    @precondition(lambda self: self.activity_id)
    @rule(who=people, which=st.integers(0, 4))
    def change_teams(self, who: int, which: int) -> None:
        self.leave(who)
        self.enter(who, which)

    @precondition(lambda self: self.activity_id)
    @rule(who=people)
    def leave(self, who: int) -> None:
        mine = self.desk.ask(
            f"SELECT team_id FROM activity_team_member WHERE member_id = {self.actors[who].member_id}"
        )
        if mine and mine[0][0]:
            self._do(teams.leave_team, self.actors[who], team_id=mine[0][0])

    @precondition(lambda self: self.activity_id)
    @rule(which=st.integers(0, 4), who=people, what=st.sampled_from(["remove", "hand over", "end", "enlist"]))
    def captain_does(self, which: int, who: int, what: str) -> None:
        team = self._team(which)
        if team is None:
            return
        captain, mate = self._captain(team[2]), self.actors[who].member_id
        if what == "remove":
            self._do(captains.remove_mate, captain, team_id=team[0], member_id=mate)
        elif what == "hand over":
            self._do(captains.hand_over, captain, team_id=team[0], member_id=mate)
        elif what == "end":
            self._do(captains.dissolve, captain, team_id=team[0])
        else:
            self._do(captains.enlist, captain, team_id=team[0])

    @precondition(lambda self: self.activity_id)
    @rule(capacity=st.integers(0, 9))
    def resize(self, capacity: int) -> None:
        self._do(
            managing.change_activity,
            self.union.committee,
            activity_id=self.activity_id,
            change=Change(capacity=capacity),
        )

    @precondition(lambda self: self.activity_id)
    @rule(state=st.sampled_from([*[ActivityState.OPEN] * 3, ActivityState.CLOSED]))
    def lead(self, state: ActivityState) -> None:
        self.closed_once = self.closed_once or state is ActivityState.CLOSED
        self._do(managing.lead_activity, self.union.committee, activity_id=self.activity_id, state=state)

    @precondition(lambda self: self.activity_id)
    @rule()
    def fill(self) -> None:
        self._do(team_terms.fill_teams, self.union.committee, activity_id=self.activity_id)

    @precondition(lambda self: self.activity_id)
    @rule(hours=st.sampled_from([1, 2, 13, 100]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        wake(self.union, self.now)

    def _counted(self) -> tuple[int, int | None]:
        [row] = self.desk.ask("SELECT placed, capacity FROM activity")
        return row[0], row[1]

    @invariant()
    def counters_tell_what_rows_tell(self) -> None:
        if not self.activity_id:
            return
        [counted] = self.desk.ask("SELECT placed, waiting, waiting_parties FROM activity")
        rows = list(self._queue().values())
        held = sum(size for status, _, size in rows if status in {"placed", "offered"})
        waiting = [size for status, _, size in rows if status == "waiting"]
        assert counted == (held, sum(waiting), len(waiting))

    @invariant()
    def a_team_has_all_its_places_or_none(self) -> None:
        if not self.activity_id:
            return
        live = {
            member_id: (status, size)
            for member_id, status, size in self.desk.ask(
                "SELECT member_id, status, people FROM sign_up WHERE status IN ('placed', 'offered', 'waiting')"
            )
        }
        for team_id, captain_id in self.desk.ask("SELECT id, captain_id FROM activity_team"):
            mates = [
                member_id
                for (member_id,) in self.desk.ask(
                    f"SELECT member_id FROM activity_team_member WHERE team_id = {team_id}"
                )
            ]
            status, size = live.pop(captain_id, ("", 0))
            assert captain_id in mates
            assert not status or size == len(mates)
            others = {live.pop(mate, ("", 0)) for mate in mates if mate != captain_id}
            assert others <= ({("placed", 0)} if status == "placed" else {("", 0)})
        assert not live, "somebody is signed up without a team"

    @invariant()
    def teams_with_places_or_in_the_queue_are_complete(self) -> None:
        # Once signing up was closed, who is signed up keeps the places when mates leave.
        if not self.activity_id or self.closed_once or self.now > START - timedelta(days=2):
            return
        for (captain_id,) in self.desk.ask(
            "SELECT member_id FROM sign_up WHERE status IN ('placed', 'offered', 'waiting') AND people > 0"
        ):
            mates = [
                Mate(member_id, Sex(sex))
                for member_id, sex in self.desk.ask(
                    "SELECT m.id, m.sex FROM member m JOIN activity_team_member t ON t.member_id = m.id"
                    f" JOIN activity_team a ON a.id = t.team_id WHERE a.captain_id = {captain_id}"
                )
            ]
            assert rules_teams.complete(self.shape, mates)

    @invariant()
    def no_place_is_empty_while_a_team_that_fits_waits(self) -> None:
        if not self.activity_id or self.with_quota:
            return
        [(state, capacity, placed)] = self.desk.ask("SELECT state, capacity, placed FROM activity")
        if rules.serves_queue(ActivityState(state), START, self.now):
            free = rules.left(capacity, placed)
            waiting = [size for status, _, size in self._queue().values() if status == "waiting"]
            assert not [size for size in waiting if free is None or size <= free]

    @invariant()
    def no_quota_is_exceeded(self) -> None:
        for capacity, placed in self.desk.ask("SELECT capacity, placed FROM activity_quota"):
            assert placed <= capacity
        held = self.desk.ask(
            "SELECT COALESCE(SUM(people), 0) FROM sign_up WHERE status IN ('placed', 'offered') AND quotas <> ''"
        )
        assert [(placed,) for (placed,) in self.desk.ask("SELECT placed FROM activity_quota")] in ([], held)


TestTeams = Teams.TestCase
TestTeams.settings = settings(max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None)
