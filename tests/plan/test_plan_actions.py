"""What items are turned into: drives for proposals, tasks, notices; and the figures of what was done."""

from datetime import date
from typing import Any

import pytest

from bot.notices import service as notices
from bot.plan import card, confirming, drives, linked, living, tasks
from bot.plan.card import ItemCard
from bot.plan.states import OccurrenceState, TaskState
from bot.plan.texts.acting import figures_in
from bot.plan.texts.words import yuan
from bot.proposals import service as proposals
from bot.refused import Refused
from tests.plan.plan_union import NOW, POLICY, TEXT, PlanUnion, at, pass_time, told

CALL = "三月份：征集合理化建议（3月26日前）\n"
MATCH = "教职工乒乓球比赛"


def shown(union: PlanUnion, title: str, who: int | None = None) -> ItemCard:
    found = union.see(
        card.item_card, union.actor(who or union.committee), at(3, 20), occurrence_id=union.occurrence(title)
    )
    assert isinstance(found, ItemCard)
    return found


# -- drives -----------------------------------------------------------------------------------------------


def start(union: PlanUnion, **facts: Any) -> ItemCard:
    opened = union.do(
        drives.open_drive,
        union.actor(union.committee),
        at(3, 2) if not facts.get("occurrence_id") else at(3, 4, 8),
        policy=POLICY,
        **{"occurrence_id": union.occurrence("征集合理化建议"), "ends_on": date(2027, 3, 26), **facts},
    )
    assert isinstance(opened, ItemCard)
    return opened


def test_a_drive_tells_everybody_once_and_counts_what_comes_in_its_time(union: PlanUnion) -> None:
    union.plan(CALL)
    propose = proposals.submit_proposal
    union.do(propose, union.actor(union.first), at(3, 1), text="太早", request="early")
    start(union)
    start(union)
    calls = [row for row in union.outgoing() if row.key.startswith("plan.drive:")]
    assert {row.member_id for row in calls} == {union.committee, union.chair, union.first, union.second}
    assert len(calls) == 4
    for number in range(2):
        union.do(propose, union.actor(union.first), at(3, 3 + number), text="扶手", request=f"p{number}")
    taken_back = union.do(propose, union.actor(union.second), at(3, 5), text="算了", request="p9")
    union.do(
        proposals.withdraw_proposal,
        union.actor(union.second),
        at(3, 5),
        proposal_id=taken_back.proposal_id,
    )
    union.do(propose, union.actor(union.second), at(3, 27), text="太晚", request="late")
    drive = shown(union, "征集合理化建议").drive
    assert drive is not None
    assert (drive.heads, drive.proposals, drive.proposers, drive.waiting) == (4, 2, 1, 2)


def test_who_wrote_is_not_called_again_and_the_committee_hears_the_figures(union: PlanUnion) -> None:
    union.plan(CALL)
    start(union)
    union.do(proposals.submit_proposal, union.actor(union.first), at(3, 3), text="扶手", request="p")
    pass_time(union, at(3, 23, 8))
    pass_time(union, at(3, 23))
    called = told(union, "plan.day:2027-03-23")
    assert union.first not in called
    assert "3 天后截止" in called[union.second]
    pass_time(union, at(3, 25))
    pass_time(union, at(3, 29, 8))
    pass_time(union, at(3, 29))
    heard = told(union, "plan.day:2027-03-29")
    assert set(heard) == {union.committee, union.chair}
    assert "收到 1 件（1 人），1 件还没有答复" in heard[union.committee]


def test_a_proposal_counts_for_one_of_two_drives(union: PlanUnion) -> None:
    union.plan(CALL + "三月份：征集女职工工作金点子（3月31日前，参加对象：女职工）\n")
    start(union)
    women = union.occurrence("征集女职工工作金点子")
    propose = proposals.submit_proposal
    union.do(propose, union.actor(union.second), at(3, 3), text="扶手", request="before")
    start(union, occurrence_id=women, ends_on=date(2027, 3, 31))
    union.do(propose, union.actor(union.second), at(3, 4), text="母婴室", request="woman")
    union.do(propose, union.actor(union.first), at(3, 4), text="车棚", request="man")

    def counted(title: str) -> tuple[int, int, int]:
        drive = shown(union, title).drive
        assert drive is not None
        return drive.proposals, drive.proposers, drive.waiting

    both = (counted("征集合理化建议"), counted("征集女职工工作金点子"))
    union.do(
        living.settle_item,
        union.actor(union.committee),
        at(3, 5),
        occurrence_id=women,
        state=OccurrenceState.CANCELLED,
        policy=POLICY,
    )
    assert both == ((2, 2, 2), (1, 1, 1)), "what the woman wrote after the second call is its own"
    assert counted("征集合理化建议") == (3, 2, 3), "the call that was given up counts nothing"


def test_a_drive_of_a_cancelled_item_is_silent(union: PlanUnion) -> None:
    union.plan(CALL)
    start(union)
    union.do(
        living.settle_item,
        union.actor(union.committee),
        at(3, 3),
        occurrence_id=union.occurrence("征集合理化建议"),
        state=OccurrenceState.CANCELLED,
        policy=POLICY,
    )
    assert not [key for key in union.waiting() if key.startswith("plan.day")]


def test_a_drive_can_last_longer_but_not_end_in_the_past(union: PlanUnion) -> None:
    union.plan(CALL)
    facts = {"occurrence_id": union.occurrence("征集合理化建议"), "policy": POLICY}
    actor = union.actor(union.committee)
    with pytest.raises(Refused, match="gone"):
        union.do(drives.change_end, actor, at(3, 3), ends_on=date(2027, 4, 9), **facts)
    with pytest.raises(Refused, match="past"):
        start(union, ends_on=date(2027, 3, 1))
    start(union)
    moved = union.do(drives.change_end, actor, at(3, 3), ends_on=date(2027, 4, 9), **facts)
    assert moved.drive.ends_on == date(2027, 4, 9)
    assert "plan.day:2027-04-06" in union.waiting()


# -- tasks ------------------------------------------------------------------------------------------------


def give(union: PlanUnion, member_id: int, request: str = "r1", **facts: Any) -> ItemCard:
    given = union.do(
        tasks.assign_task,
        union.actor(union.committee),
        at(3, 2),
        occurrence_id=union.occurrence(MATCH),
        member_id=member_id,
        request=request,
        policy=POLICY,
        **{"title": "借球台", "due_on": date(2027, 3, 17), **facts},
    )
    assert isinstance(given, ItemCard)
    return given


def settle(union: PlanUnion, who: int, state: TaskState, task_id: int = 1) -> linked.TaskLine:
    line = union.do(
        tasks.settle_task, union.actor(who), at(3, 16), task_id=task_id, state=state, policy=POLICY
    )
    assert isinstance(line, linked.TaskLine)
    return line


def test_a_task_is_given_once_told_reminded_and_reported(union: PlanUnion) -> None:
    union.plan(TEXT)
    give(union, union.first)
    give(union, union.first)
    assert len(shown(union, MATCH).tasks) == 1
    assert [row.member_id for row in union.outgoing() if row.key.startswith("plan.task:")] == [union.first]
    pass_time(union, at(3, 15, 8))
    pass_time(union, at(3, 15))
    assert "借球台" in told(union, "plan.day:2027-03-15")[union.first]
    assert settle(union, union.first, TaskState.DONE).state is TaskState.DONE
    settle(union, union.first, TaskState.DONE)
    done = [row for row in union.outgoing() if row.key.startswith("plan.task:1:done")]
    assert [row.member_id for row in done] == [union.committee]
    pass_time(union, at(3, 17))
    assert union.first not in told(union, "plan.day:2027-03-17")


def test_who_has_a_task_sees_its_item_and_others_learn_nothing(union: PlanUnion) -> None:
    union.plan("三月份：召开工会委员会议（3月20日）\n")
    title = next(iter(union.items()))
    with pytest.raises(Refused, match="gone"):
        shown(union, title, union.first)
    union.do(
        tasks.assign_task,
        union.actor(union.committee),
        at(3, 2),
        occurrence_id=union.occurrence(title),
        member_id=union.first,
        title="订会议室",
        due_on=date(2027, 3, 17),
        request="r",
        policy=POLICY,
    )
    assert shown(union, title, union.first).tasks[0].title == "订会议室"
    with pytest.raises(Refused, match="gone"):
        settle(union, union.second, TaskState.DONE)
    with pytest.raises(Refused, match="no_right"):
        settle(union, union.first, TaskState.DROPPED)
    assert [task.title for task in union.see(tasks.my_tasks, union.actor(union.first))] == ["订会议室"]


def test_an_overdue_task_goes_to_who_has_it_and_then_to_the_chair(union: PlanUnion) -> None:
    union.plan(TEXT)
    give(union, union.first)
    for day in (18, 24):
        pass_time(union, at(3, day, 8))
        pass_time(union, at(3, day))
    assert "办完了吗" in told(union, "plan.day:2027-03-18")[union.first]
    late = told(union, "plan.day:2027-03-24")
    assert set(late) == {union.chair}
    assert "交给赵甲" in late[union.chair]


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"due_on": date(2027, 3, 1)}, "past"),
        ({"title": "  "}, "bad_title"),
        ({"title": "长" * 81}, "bad_title"),
        ({"member_id": 999}, "left"),
    ],
)
def test_a_task_that_cannot_be_given(union: PlanUnion, facts: dict[str, Any], reason: str) -> None:
    union.plan(TEXT)
    with pytest.raises(Refused, match=reason):
        give(union, **{"member_id": union.first, **facts})


def test_a_person_is_found_by_name_or_number_but_never_guessed(union: PlanUnion) -> None:
    union.member("吴戊", employee_no="A7")
    union.member("吴戊", employee_no="A8")
    actor = union.actor(union.committee)
    assert union.see(tasks.find_person, actor, written=" A 8 ").name == "吴戊"
    assert union.see(tasks.find_person, actor, written="赵甲").member_id == union.first
    for written in ("吴戊", "没这人", ""):
        with pytest.raises(Refused, match="which"):
            union.see(tasks.find_person, actor, written=written)


def test_a_changed_plan_moves_what_something_hangs_on(union: PlanUnion) -> None:
    union.plan("每季度召开一次座谈会\n")
    title = next(iter(union.items()))
    second = int(union.items()[title][1][1].id or 0)
    union.do(
        tasks.assign_task,
        union.actor(union.committee),
        at(3, 2),
        occurrence_id=second,
        member_id=union.first,
        title="订会议室",
        due_on=date(2027, 6, 1),
        request="r",
        policy=POLICY,
    )
    document_id = union.draft("每月召开一次座谈会\n")
    union.confirm(document_id)
    assert second in {row.id for row in union.items()[title][1]}
    union.do(
        confirming.undo_import,
        union.actor(union.committee),
        NOW,
        document_id=document_id,
        policy=POLICY,
    )
    assert second in {row.id for row in union.items()[title][1]}


# -- notices, figures -------------------------------------------------------------------------------------


def test_a_notice_about_an_item_stays_with_it(union: PlanUnion) -> None:
    union.plan(TEXT)
    sent = union.do(
        notices.send_notice,
        union.actor(union.committee),
        at(3, 2),
        text="比赛通知",
        audience="everyone",
        public=False,
        held_until=None,
        request="n",
        source=f"{linked.SOURCE}{union.occurrence(MATCH)}",
    )
    union.do(notices.confirm_receipt, union.actor(union.first), at(3, 2), notice_id=sent.notice_id)
    (notice,) = shown(union, MATCH).notices
    assert (notice.heads, notice.confirmed) == (4, 1)
    assert shown(union, MATCH, union.first).notices == ()


def test_figures_need_something_done_and_go_when_it_is_not(union: PlanUnion) -> None:
    union.plan(TEXT)
    actor = union.actor(union.committee)
    occurrence_id = union.occurrence(MATCH)
    figures = {"occurrence_id": occurrence_id, "people": 32, "spent_fen": 128_050}
    with pytest.raises(Refused, match="not_done"):
        union.do(living.report_figures, actor, at(3, 21), **figures)
    state = {"occurrence_id": occurrence_id, "policy": POLICY}
    union.do(living.settle_item, actor, at(3, 21), state=OccurrenceState.DONE, **state)
    with pytest.raises(Refused, match="no_right"):
        union.do(living.report_figures, union.actor(union.first), at(3, 21), **figures)
    with pytest.raises(Refused, match="too_much"):
        union.do(living.report_figures, actor, at(3, 21), **{**figures, "spent_fen": 10**12})
    union.do(living.report_figures, actor, at(3, 21), **figures)
    kept = union.do(living.report_figures, actor, at(3, 21), **{**figures, "people": None, "spent_fen": 0})
    assert (kept.line.people, kept.line.spent_fen, kept.visits) == (32, 0, 32)
    again = union.do(living.settle_item, actor, at(3, 22), state=OccurrenceState.PLANNED, **state)
    assert (again.line.people, again.line.spent_fen) == (None, None)


@pytest.mark.parametrize(
    ("text", "people", "fen"),
    [
        ("32人，860元", 32, 86_000),
        ("三十二人，花了一千二百块钱", 32, 120_000),
        ("120 人次", 120, None),
        ("￥1,280.50", None, 128_050),
        ("花了1.2万元", None, 1_200_000),
        ("来了15位老师，没花钱", 15, 0),
        ("860", None, None),
        ("大家都很高兴", None, None),
        ("３２人８６０元", 32, 86_000),
    ],
)
def test_figures_are_read_with_their_units(text: str, people: int | None, fen: int | None) -> None:
    assert figures_in(text) == (people, fen)


def test_money_is_worded_to_the_cent() -> None:
    assert [yuan(fen) for fen in (0, 86_000, 128_050, 1)] == ["0 元", "860 元", "1,280.50 元", "0.01 元"]


# -- rights -----------------------------------------------------------------------------------------------


def test_members_may_do_none_of_it(union: PlanUnion) -> None:
    union.plan(TEXT)
    actor = union.actor(union.first)
    occurrence_id = union.occurrence(MATCH)
    day = date(2027, 3, 20)
    attempts: list[tuple[Any, dict[str, Any]]] = [
        (drives.open_drive, {"occurrence_id": occurrence_id, "ends_on": day, "policy": POLICY}),
        (drives.change_end, {"occurrence_id": occurrence_id, "ends_on": day, "policy": POLICY}),
        (
            tasks.assign_task,
            {
                "occurrence_id": occurrence_id,
                "title": "x",
                "member_id": union.first,
                "due_on": day,
                "request": "r",
                "policy": POLICY,
            },
        ),
    ]
    for use_case, facts in attempts:
        with pytest.raises(Refused, match="no_right"):
            union.do(use_case, actor, NOW, **facts)
