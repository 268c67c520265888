"""The union the machine of sign-ups plays with, and everything that must hold after each of its steps."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from bot.activities import places, slots
from bot.activities.contests import stages as contests
from bot.activities.contests import terms as contest_terms
from bot.activities.forms import questions as forms
from bot.activities.organising import publishing
from bot.activities.organising.publishing import Draft
from bot.activities.rules import ActivityKind
from bot.activities.rules_forms import Choice, QuestionKind
from bot.activities.rules_terms import Substitutes, Way
from bot.activities.terms import arranging
from bot.members.rules import Actor, Grant, Role
from bot.refused import Refused
from bot.wording import local
from tests.activities.conftest import NOW, START, Union
from tests.activities.onedesk import OneDesk, Row, Seen, look, union_in_memory
from tests.activities.oracle import Entry, Oracle, Person
from tests.activities.test_clock import wake

MEMBERS = 8
SLOTS = 3
MOST_PEOPLE = 3
OPTIONS = ("甲餐", "乙餐")
#: Which one of those it could be now.
WHICH = st.integers(0, 23)
#: Most want the first one.
SLOT = st.sampled_from([0, 0, 0, 1, 2])
OPTION = st.integers(0, 1)
PEOPLE = st.sampled_from([1, 1, 1, 2, 3])
KEPT_UNTIL = START - timedelta(days=3)
#: The terms of an activity, and who comes at once.
TERMS: dict[str, Any] = dict(  # noqa: C408
    way=st.sampled_from([*[Way.FIRST] * 5, Way.DRAW, Way.POINTS, Way.APPROVAL]),
    capacity=st.sampled_from([None, 1, 2, 3, 3, 4, 5]),
    offers=st.booleans(),
    compulsory=st.sampled_from([*[False] * 9, True]),
    of_slot=st.sampled_from([0, 0, 0, 1, 1, 2]),
    option=st.sampled_from([0, 0, 0, 1, 2]),
    quotas=st.tuples(st.sampled_from([0, 0, 0, 1, 2, 3]), st.sampled_from([0, 0, 0, 1, 2])),
    kept=st.sampled_from([0, 0, 1, 2]),
    substitutes=st.sampled_from([Substitutes.IF_NOBODY_WAITS, Substitutes.ALWAYS]),
    crowd=st.lists(st.tuples(WHICH, PEOPLE, SLOT, OPTION), min_size=3, max_size=8),
)


@cache
def desk_of_eight() -> tuple[OneDesk, Union, list[Actor], Actor, list[Person]]:
    """A union of eight, half of them in each group, every third a woman; two had places earlier this year, two
    waited for them in vain."""
    desk, union = union_in_memory()
    groups = (union.first, union.second)
    actors = [
        union.member(f"会员{n}", group=groups[n % 2], sex="male" if n % 3 else "female")
        for n in range(MEMBERS)
    ]
    leader = union.member("周组长", grants=(Grant(Role.LEADER, frozenset({union.first})),))
    then = NOW - timedelta(days=20)
    draft = Draft("插花", ActivityKind.OTHER, then + timedelta(days=2), capacity=2)
    earlier = union.write(
        publishing.create_activity, union.committee, then, draft=draft, request="earlier", publish=True
    )
    for actor in actors[:4]:
        union.write(places.take_place, actor, then, activity_id=earlier.activity_id)
    wake(union, NOW)
    people = [
        Person(actor.member_id, actor.group_id, n < MEMBERS and not n % 3)
        for n, actor in enumerate([*actors, leader, union.committee])
    ]
    return desk, union, actors, leader, people


class Machine(RuleBasedStateMachine):
    """One activity on any terms, eight members, a leader, a committee and a clock: how they begin and what holds after
    everything. What they do are the rules of a subclass."""

    def __init__(self) -> None:
        super().__init__()
        self.desk, self.union, self.actors, self.leader, self.people = desk_of_eight()
        self.clear()

    def clear(self) -> None:
        """Back to where nothing is published."""
        self.desk.begin()
        self.now = NOW
        self.question = 0
        self.slot_ids: list[int] = []
        self.last_message = 0
        self.activity_id = 0
        #: Two had places earlier this year, two waited in vain.
        self.points = {actor.member_id: n for actor, n in zip(self.actors, (-1, -1, 2, 2), strict=False)}
        self.way, self.always = Way.FIRST, False
        #: As it was before the last step: the rows, the people under each limit; and the keys of all messages.
        self.rows: dict[int, Row] = {}
        self.used: dict[Any, int] = {}
        self.messages: set[str] = set()

    def teardown(self) -> None:
        self.desk.undo()

    @initialize(**TERMS)
    def publish(
        self,
        way: Way,
        capacity: int | None,
        offers: bool,
        compulsory: bool,
        of_slot: int,
        option: int,
        quotas: tuple[int, int],
        kept: int,
        substitutes: Substitutes,
        crowd: list[tuple[int, int, int, int]],
    ) -> None:
        self.activity_id = self.union.activity(
            capacity=None if compulsory else capacity,
            most_people=MOST_PEOPLE,
            offer_hours=12 if offers else None,
            deadline_at=START - timedelta(days=2),
            compulsory=compulsory,
        )
        self.oracle = Oracle({one.member_id: one for one in self.people}, self.now, self.see())
        if compulsory:
            for number, row in enumerate(self.see().rows, start=1):
                self.oracle.entries[row.member_id] = Entry("placed", 1, number)
            self.oracle.last = len(self.oracle.entries)
            self.rows = self.see().by_member
        else:
            self.arrange(way, of_slot, option, kept, substitutes)
        wanted = {("groups", str(self.union.first)): quotas[0], ("traits", "women"): quotas[1]}
        self.quotas = {key: most for key, most in wanted.items() if most}
        if self.quotas:
            self.committee_does(contests.set_quotas, quotas=self.quotas)
        self.slot_ids = list(self.see().slots)
        self.check()
        for one in () if compulsory else crowd:
            self.press_join(self.some(one[0], ""), *one[1:])

    def arrange(self, way: Way, of_slot: int, option: int, kept: int, substitutes: Substitutes) -> None:
        self.way = way
        self.committee_does(arranging.set_way, way=way)
        self.committee_does(arranging.set_substitutes, substitutes=substitutes)
        self.always = substitutes is Substitutes.ALWAYS
        days = [START + timedelta(days=n) for n in range(SLOTS) if of_slot]
        if days:
            laid = [(begin, begin + timedelta(minutes=30), of_slot) for begin in days]
            self.committee_does(slots.add_slots, slots=laid)
        if option:
            choices = (Choice(OPTIONS[0], option), Choice(OPTIONS[1]))
            facts = {"kind": QuestionKind.CHOICE, "text": "选哪一份", "choices": choices}
            self.committee_does(forms.add_question, **facts)
            [(self.question,)] = self.desk.ask("SELECT id FROM activity_question")
        if kept and self.committee_does(
            contest_terms.set_kept, kept={self.union.second: kept}, until=KEPT_UNTIL
        ):
            self.oracle.kept_until = KEPT_UNTIL

    @precondition(lambda self: not self.oracle.on)
    @rule(**TERMS)
    def begin_anew(self, **terms: Any) -> None:
        """All is over: another activity in another union."""
        self.desk.undo()
        self.clear()
        self.publish(**terms)

    # -- how things are done ---------------------------------------------------------------------------------

    def see(self) -> Seen:
        return look(self.desk, self.activity_id, self.last_message)

    def do(self, use_case: Callable[..., Any], actor: Actor, **facts: Any) -> Any:
        """What came of it; None: it was refused."""
        try:
            return self.union.write(use_case, actor, self.now, **facts) or True
        except Refused:
            return None

    def committee_does(self, use_case: Callable[..., Any], **facts: Any) -> Any:
        return self.do(use_case, self.union.committee, activity_id=self.activity_id, **facts)

    def entry(self, who: int) -> Entry | None:
        return self.oracle.entries.get(self.actors[who].member_id)

    def some(self, which: int, *statuses: str) -> int | None:
        """One of those who stand so; "": nowhere."""
        fit = [n for n in range(MEMBERS) if (entry.status if (entry := self.entry(n)) else "") in statuses]
        return fit[which % len(fit)] if fit else None

    def left(self, who: int) -> None:
        del self.oracle.entries[self.actors[who].member_id]

    def answers(self, option: int) -> dict[int, str] | None:
        return {self.question: OPTIONS[option]} if self.question else None

    def may_leave(self, who: int) -> bool:
        entry, seen = self.entry(who), self.oracle.seen
        begins = seen.slots[entry.slot][0] if entry and entry.slot else seen.starts_at
        return entry is not None and not seen.compulsory and self.oracle.on and self.now < begins

    def press_join(self, who: int | None, people: int, slot: int, option: int) -> None:
        if who is None:
            return
        facts: dict[str, Any] = {"activity_id": self.activity_id, "people": people}
        if self.slot_ids:
            facts["slot_id"] = self.slot_ids[slot]
        use_case: Callable[..., Any] = places.take_place
        if self.question:
            use_case, facts["answers"] = forms.sign_up, self.answers(option)
        entry = self.entry(who)
        done = self.do(use_case, self.actors[who], **facts)
        if entry is not None:
            assert done
            if entry.status == "offered":
                entry.status = "placed"
        elif done:
            self.joined(who, people, slot, option)
        else:
            self.check_refusal(people, slot, option)
        self.check(who)

    def joined(self, who: int, people: int, slot: int, option: int) -> None:
        slot_id = self.slot_ids[slot] if self.slot_ids else None
        member_id = self.actors[who].member_id
        assert self.oracle.open
        assert slot_id is None or self.oracle.seen.slots[slot_id][0] > self.now
        self.oracle.join(member_id, people, slot_id, option if self.question else None)

    def check_refusal(self, people: int, slot: int, option: int) -> None:
        """Nobody is sent away without a reason."""
        seen = self.oracle.seen
        options = [quota_id for quota_id, quota in seen.quotas.items() if quota[0] == "option" and not option]
        assert (
            not self.oracle.open
            or (seen.capacity is not None and people > seen.capacity)
            or any(self.oracle.free(("quota", quota_id)) < people for quota_id in options)
            or (self.slot_ids and seen.slots[self.slot_ids[slot]][0] <= self.now)
        )

    def go_on(self, until: datetime, down: bool) -> None:
        """``down``: the bot was not running meanwhile, and catches up at the end."""
        while not down:
            [(due,)] = self.desk.ask("SELECT MIN(due_at) FROM reminder WHERE state = 'waiting'")
            then = local(datetime.fromisoformat(due).replace(tzinfo=UTC)) if due else until
            if then >= until:
                break
            self.now = max(self.now, then)
            self.wake()
        self.now = until
        self.wake()

    def wake(self) -> None:
        wake(self.union, self.now)
        self.oracle.now = self.now
        self.oracle.clock(self.see())
        self.check()

    # -- what holds always --------------------------------------------------------------------------------

    def check(self, who: int | None = None, *, by_leader: bool = False) -> None:
        """After everything. ``who`` did it and knows; what others do is told."""
        seen = self.see()
        self.oracle.now, self.oracle.seen = self.now, seen
        self.oracle.serve()
        stored = [
            (row.member_id, row.status, row.people, row.slot_id, row.offered_until) for row in seen.rows
        ]
        assert stored == self.oracle.standing(), "they stand so, and must stand otherwise"
        self.check_counters(seen)
        self.check_limits(seen)
        own = {self.actors[who].member_id} if who is not None else set()
        self.messages |= {key for key, _ in seen.told}
        self.check_told(seen, own, by_leader=by_leader)
        self.rows, self.last_message = seen.by_member, seen.last_message

    def check_counters(self, seen: Seen) -> None:
        """They tell what the rows tell; and every sign-up falls under what it must."""
        waiting = [row.people for row in seen.waiting]
        assert seen.counters == (sum(row.people for row in seen.held), sum(waiting), len(waiting))
        for slot_id, (_, _, counted) in seen.slots.items():
            assert counted == self.oracle.used(("slot", slot_id))
        for quota_id, (_, _, _, counted) in seen.quotas.items():
            assert counted == self.oracle.used(("quota", quota_id))
        for row in seen.rows:
            quotas = {limit[1] for limit in self.oracle.limits(row.member_id) if limit[0] == "quota"}
            assert row.quotas == quotas

    def check_limits(self, seen: Seen) -> None:
        """No more people than there are places, or (the committee has lowered a limit) than there were."""
        most: dict[Any, int] = {
            ("slot", slot_id): capacity for slot_id, (_, capacity, _) in seen.slots.items()
        }
        most |= {
            ("quota", quota_id): capacity
            for quota_id, (kind, _, capacity, _) in seen.quotas.items()
            if kind not in {"floor", "rest"}
        }
        used = {limit: self.oracle.used(limit) for limit in (None, *most)}
        for limit, people in used.items():
            capacity = most.get(limit, seen.capacity)
            assert capacity is None or people <= max(capacity, self.used.get(limit, people)), limit
        self.used = used

    def check_told(self, seen: Seen, own: set[int], *, by_leader: bool) -> None:
        """Whoever stands elsewhere and did not do it is told, and so is who sees a smaller party pass."""
        told = {member_id for _, member_id in seen.told}
        rows = seen.by_member
        for member_id in self.rows.keys() | rows.keys():
            before, after = (which.get(member_id) for which in (self.rows, rows))
            moved = (before.status if before else "") != (after.status if after else "")
            assert not moved or member_id in told or (member_id in own and not by_leader), "not told"
        served = [
            row
            for row in seen.held
            if self.status_before(row.member_id) == "waiting" and row.member_id not in own
        ]
        for one in seen.waiting if not seen.draw else ():
            passed = [row for row in served if row.queue > one.queue and row.people < one.people]
            assert not passed or f"sign-up:{one.id}:passed:{self.now:%Y-%m-%d}" in self.messages

    def status_before(self, member_id: int) -> str:
        return self.rows[member_id].status if member_id in self.rows else ""
