"""Whatever people, leaders and the committee do in whatever order: exactly those have places who must have them by the
rules, told once more by the oracle; nobody comes over any limit, every counter tells what the rows tell, and whoever
stands elsewhere without having pressed anything is told.

``UNIONBOT_MACHINE=2000x50 python -m pytest tests/activities/test_machine.py`` runs so many examples of so many steps.
"""

import os
from datetime import timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from bot.activities import places, slots
from bot.activities.contests import stages as contests
from bot.activities.contests import terms as contest_terms
from bot.activities.duties import chasing, entering
from bot.activities.forms import questions as forms
from bot.activities.organising import managing, shrinking
from bot.activities.organising.managing import Change
from bot.activities.rules import ActivityState
from bot.activities.rules_terms import HandoverKind, Way
from bot.activities.terms import approving, swapping
from bot.wording import local
from tests.activities.machine import MEMBERS, OPTION, PEOPLE, SLOT, SLOTS, WHICH, Machine

#: None: nobody answers now.
AGREE = st.sampled_from([True, True, True, False, None])
EXAMPLES, STEPS = map(int, os.environ.get("UNIONBOT_MACHINE", "100x50").split("x"))


class SignUps(Machine):
    """What eight members, a leader, a committee that cannot make up its mind, and the clock do."""

    # -- what members do -------------------------------------------------------------------------------------

    @precondition(lambda self: self.oracle.on)
    @rule(which=WHICH)
    def join_late(self, which: int) -> None:
        if not self.oracle.open:
            self.join(which, 1, 0, 1)

    @precondition(lambda self: self.oracle.open)
    @rule(which=WHICH, people=PEOPLE, slot=SLOT, option=OPTION)
    def join(self, which: int, people: int, slot: int, option: int) -> None:
        self.press_join(self.some(which, ""), people, slot, option)

    @precondition(lambda self: self.oracle.on)
    @rule(which=WHICH, people=PEOPLE, slot=SLOT, option=OPTION)
    def join_again(self, which: int, people: int, slot: int, option: int) -> None:
        """Whoever holds an offer takes it so; for the others nothing changes."""
        self.press_join(
            self.some(which, "offered", *["placed", "waiting"][which % 3 :]), people, slot, option
        )

    @rule(which=WHICH, said=st.booleans())
    def leave(self, which: int, said: bool) -> None:
        self.press_leave(self.some(which, "placed", "offered", "waiting"), said)

    @precondition(lambda self: self.oracle.on)
    @rule(which=WHICH)
    def leave_a_place(self, which: int) -> None:
        self.press_leave(self.some(which, "placed", "offered"), said=False)

    def press_leave(self, who: int | None, said: bool) -> None:
        if who is None:
            return
        entry, seen = self.entry(who), self.oracle.seen
        if said and not seen.compulsory:
            done = self.do(chasing.decline, self.actors[who], activity_id=self.activity_id, reason="出差")
            expected = self.oracle.on
        else:
            done = self.do(places.leave, self.actors[who], activity_id=self.activity_id)
            expected = self.may_leave(who)
        if entry is not None:
            assert bool(done) == expected
            if done:
                self.left(who)
        self.check(who)

    @precondition(lambda self: self.oracle.on and self.oracle.seen.compulsory)
    @rule(which=WHICH, grant=st.booleans())
    def be_excused(self, which: int, grant: bool) -> None:
        """A request to stay away from what is compulsory, and the leader's word."""
        who = self.some(which, "placed", "offered", "waiting")
        if who is None:
            return
        asked = self.do(chasing.decline, self.actors[who], activity_id=self.activity_id, reason="出差")
        assert bool(asked) == self.oracle.on
        entry = self.entry(who)
        if asked and entry is not None and entry.status != "placed":
            self.left(who)
        self.check(who)
        if self.entry(who) is None:
            return
        row = self.see().by_member[self.actors[who].member_id]
        done = self.do(chasing.decide_excuse, self.leader, sign_up_id=row.id, grant=grant)
        assert bool(done) == (bool(asked) and self.actors[who].group_id == self.union.first)
        if done and grant:
            self.left(who)
        self.check(who, by_leader=True)

    @precondition(lambda self: self.oracle.on and self.question)
    @rule(which=WHICH, option=OPTION)
    def answer_anew(self, which: int, option: int) -> None:
        who = self.some(which, "placed", "offered", "waiting")
        if who is None:
            return
        entry = self.entry(who)
        facts = {"activity_id": self.activity_id, "answers": self.answers(option)}
        if self.do(forms.change_answers, self.actors[who], **facts) and entry is not None:
            entry.option = option
        self.check(who)

    @precondition(lambda self: self.oracle.on and self.slot_ids)
    @rule(which=WHICH, slot=SLOT)
    def move(self, which: int, slot: int) -> None:
        self.press_move(self.some(which, "placed", "offered", "waiting"), slot)

    @precondition(lambda self: self.oracle.on and self.slot_ids)
    @rule(which=WHICH, slot=st.integers(1, SLOTS - 1))
    def move_a_place(self, which: int, slot: int) -> None:
        """Away from the slot that most people want."""
        self.press_move(self.some(which, "placed"), slot)

    def press_move(self, who: int | None, slot: int) -> None:
        if who is not None:
            facts = {"activity_id": self.activity_id, "slot_id": self.slot_ids[slot]}
            self.stands_in(who, slot, self.do(slots.book, self.actors[who], **facts))
            self.check(who)

    def stands_in(self, who: int, slot: int, done: Any) -> None:
        """After the member, or the leader, chose a slot."""
        entry = self.entry(who)
        if done and entry is not None:
            if entry.slot == self.slot_ids[slot]:
                # The same again takes what is offered.
                entry.status = "placed" if entry.status == "offered" else entry.status
                return
            entry.slot = self.slot_ids[slot]
            if not self.oracle.seen.draw and entry.status == "waiting":
                assert self.oracle.fits(self.actors[who].member_id)
                entry.status = "placed"

    @precondition(lambda self: self.oracle.on)
    @rule(who=st.integers(0, MEMBERS - 1), slot=SLOT, option=OPTION)
    def leader_enters(self, who: int, slot: int, option: int) -> None:
        slot_id = self.slot_ids[slot] if self.slot_ids else None
        entry = self.entry(who)
        facts = {"member_id": self.actors[who].member_id, "slot_id": slot_id, "answers": self.answers(option)}
        done = self.do(entering.enter_member, self.leader, activity_id=self.activity_id, **facts)
        assert not done or self.actors[who].group_id == self.union.first
        if done and entry is None:
            self.joined(who, 1, slot, option)
        elif done and entry is not None and slot_id not in (None, entry.slot):
            self.stands_in(who, slot, done)
        self.check(who, by_leader=True)

    @precondition(lambda self: self.oracle.on)
    @rule(which=WHICH)
    def leader_withdraws(self, which: int) -> None:
        who = self.some(which, "placed", "offered", "waiting")
        if who is None:
            return
        row = self.rows[self.actors[who].member_id]
        facts = {"activity_id": self.activity_id, "member_id": row.member_id, "revision": row.revision}
        done = self.do(entering.withdraw_member, self.leader, **facts)
        assert bool(done) == (self.may_leave(who) and self.actors[who].group_id == self.union.first)
        if done:
            self.left(who)
        self.check()

    # -- from member to member -------------------------------------------------------------------------------

    @precondition(lambda self: self.slot_ids and self.oracle.on)
    @rule(which=WHICH, other=WHICH, named=st.booleans(), alike=st.booleans(), agree=AGREE)
    def swap(self, which: int, other: int, named: bool, alike: bool, agree: bool | None) -> None:
        """``alike``: with somebody who comes with as many."""
        who = self.some(which, "placed")
        mine = self.entry(who) if who is not None else None
        if who is None or mine is None:
            return
        there = [
            n
            for n in range(MEMBERS)
            if (entry := self.entry(n))
            and entry.status == "placed"
            and entry.slot != mine.slot
            and (not alike or entry.people == mine.people)
        ]
        if not there:
            return
        with_whom = there[other % len(there)]
        facts: dict[str, Any] = {"activity_id": self.activity_id}
        if named:
            facts |= {"kind": HandoverKind.SWAP, "member_id": self.actors[with_whom].member_id}
            asked = self.do(swapping.ask_colleague, self.actors[who], **facts)
        else:
            theirs = self.oracle.entries[self.actors[with_whom].member_id]
            asked = self.do(swapping.seek_swap, self.actors[who], slot_id=theirs.slot, **facts)
        self.check(who)
        if asked is not None and agree is not None:
            self.answer(with_whom, asked.handover_id, 0, agree)

    @precondition(lambda self: self.oracle.on)
    @rule(which=WHICH, other=WHICH, option=OPTION, agree=AGREE)
    def substitute(self, which: int, other: int, option: int, agree: bool | None) -> None:
        who, to = self.some(which, "placed"), self.some(other, "")
        if who is None or to is None:
            return
        facts = {"kind": HandoverKind.SUBSTITUTE, "member_id": self.actors[to].member_id}
        deadline, waits = self.oracle.seen.deadline_at, self.oracle.seen.waiting
        asked = self.do(swapping.ask_colleague, self.actors[who], activity_id=self.activity_id, **facts)
        if asked is not None and not self.always:
            assert not waits
            assert deadline is None or self.now <= deadline
        self.check(who)
        if asked is not None and agree is not None:
            self.answer(to, asked.handover_id, option, agree)

    @precondition(lambda self: self.oracle.on)
    @rule(who=st.integers(0, MEMBERS - 1), number=WHICH, option=OPTION)
    def answer_late(self, who: int, number: int, option: int) -> None:
        """Somebody presses an old button."""
        known = self.desk.ask("SELECT id, to_member_id FROM sign_up_handover ORDER BY id DESC LIMIT 6")
        if known:
            handover_id, to = known[number % len(known)]
            asked = [n for n in range(MEMBERS) if self.actors[n].member_id == to]
            self.answer(asked[0] if asked else who, handover_id, option, agree=True)

    def answer(self, who: int, handover_id: int, option: int, agree: bool) -> None:
        facts = {"handover_id": handover_id, "agree": agree, "answers": self.answers(option)}
        done = self.do(swapping.answer, self.actors[who], **facts)
        if done is not None and done.agreed:
            [(giver, kind)] = self.desk.ask(
                "SELECT from_member_id, kind FROM sign_up_handover WHERE id = ?", handover_id
            )
            entries, taker = self.oracle.entries, self.actors[who].member_id
            if kind == HandoverKind.SWAP:
                entries[giver].slot, entries[taker].slot = entries[taker].slot, entries[giver].slot
            else:
                assert taker not in entries
                assert self.always or not self.oracle.seen.waiting
                entries[taker] = entries.pop(giver)
                entries[taker].option = option if self.question else None
        self.check(who)

    # -- what the committee does -----------------------------------------------------------------------------

    @precondition(lambda self: self.oracle.on)
    @rule(more=st.sampled_from([1, 1, 2, 3, -1, -2, 0]))
    def resize(self, more: int) -> None:
        """0: no limit any more, or one for the first time."""
        capacity = max((self.oracle.seen.capacity or 2 + more) + more, 0) if more else 0
        done = self.committee_does(managing.change_activity, change=Change(capacity=capacity))
        assert not done or self.see().capacity == (capacity or None)
        self.check()

    @precondition(lambda self: self.oracle.on)
    @rule(less=st.integers(1, 3))
    def cut(self, less: int) -> None:
        capacity = self.oracle.used() - less
        if capacity < 1:
            return
        over = self.union.read(
            shrinking.over_after, self.union.committee, activity_id=self.activity_id, capacity=capacity
        )
        members = tuple(one.member_id for one in over)
        if members and self.committee_does(
            shrinking.shrink, capacity=capacity, members=members, reason="场地小"
        ):
            assert self.see().capacity == capacity
            assert tuple(self.oracle.cut(capacity)) == members
        self.check()

    @precondition(lambda self: self.oracle.on and self.quotas)
    @rule(which=WHICH, quota=st.integers(1, 4))
    def requota(self, which: int, quota: int) -> None:
        key = list(self.quotas)[which % len(self.quotas)]
        self.committee_does(contests.set_quotas, quotas={key: quota})
        self.check()

    @precondition(lambda self: self.oracle.on and self.oracle.kept_until is not None)
    @rule()
    def release_kept(self) -> None:
        assert self.committee_does(contest_terms.release_now)
        self.oracle.kept_until = None
        self.check()

    @precondition(lambda self: self.oracle.on)
    @rule(hours=st.sampled_from([-24, 1, 24]))
    def reschedule(self, hours: int) -> None:
        starts_at = self.oracle.seen.starts_at + timedelta(hours=hours)
        if self.now < starts_at:
            self.committee_does(managing.change_activity, change=Change(starts_at=starts_at))
            self.check()

    @precondition(lambda self: self.oracle.on)
    @rule()
    def call_off(self) -> None:
        """All who were in hear of it; then begins another."""
        live = set(self.rows)
        self.committee_does(managing.cancel_activity, reason="下雨")
        assert live <= {member_id for _, member_id in self.see().told}
        self.check()

    @precondition(lambda self: self.oracle.on)
    @rule(state=st.sampled_from([*[ActivityState.OPEN] * 4, ActivityState.CLOSED]))
    def lead(self, state: ActivityState) -> None:
        self.committee_does(managing.lead_activity, state=state)
        if state is ActivityState.OPEN and not self.see().draw:
            self.committee_does(managing.change_activity, change=Change(no_deadline=True))
        self.check()

    @precondition(lambda self: self.oracle.seen.draw and self.way is not Way.APPROVAL)
    @rule(seed=st.integers(1, 99))
    def draw(self, seed: int) -> None:
        if self.oracle.on:
            self.committee_does(managing.lead_activity, state=ActivityState.CLOSED)
            self.check()
            if self.committee_does(contests.draw, seed=str(seed)):
                self.oracle.seen = self.see()
                assert not self.oracle.seen.draw
                self.oracle.draw(str(seed), self.points if self.way is Way.POINTS else {})
            self.check()

    @precondition(lambda self: self.oracle.on and self.way is Way.APPROVAL)
    @rule(which=WHICH, yes=st.sampled_from([True, True, False]))
    def decide(self, which: int, yes: bool) -> None:
        """The committee's yes or no to somebody, who may not wait for it any more."""
        who = self.some(which, "waiting", *["placed"][which % 4 :])
        if who is None:
            return
        row = self.rows[self.actors[who].member_id]
        room, entry = self.oracle.fits(row.member_id), self.oracle.entries[row.member_id]
        if yes:
            facts: dict[str, Any] = {"sign_up_id": row.id, "revision": row.revision}
            done = self.do(approving.approve, self.union.committee, **facts)
        else:
            done = self.do(approving.reject, self.union.committee, sign_up_id=row.id, reason="名额不够")
        if done:
            assert entry.status == "waiting"
            if yes:
                assert room
                entry.status = "placed"
            else:
                self.left(who)
        self.check()

    @rule(hours=st.sampled_from([1, 1, 13, 13, 30]), down=st.sampled_from([False, False, True]))
    def time_passes(self, hours: int, down: bool) -> None:
        self.go_on(self.now + timedelta(hours=hours), down)

    @rule(to=st.sampled_from(["deadline", "begin"]), less=st.sampled_from([-1, 1, 5]), down=st.booleans())
    def time_flies(self, to: str, less: int, down: bool) -> None:
        """Hours before or past the deadline, or before the begin."""
        seen = self.oracle.seen
        moment = (seen.deadline_at if to == "deadline" else seen.starts_at) or seen.starts_at
        moment -= timedelta(hours=abs(less) if to == "begin" else less)
        if self.now < moment:
            self.go_on(local(moment), down)


TestSignUps = SignUps.TestCase
TestSignUps.settings = settings(max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None)
