"""Slots and a form in one activity, packages for some, signing up for others, and when each wants to be reminded."""

from datetime import timedelta

import pytest

from bot.activities import places, slots
from bot.activities.card import activity_card
from bot.activities.duties import entering
from bot.activities.forms import answer_files
from bot.activities.forms import questions as forms
from bot.activities.organising import managing
from bot.activities.rules import ActivityKind, SignUpStatus
from bot.activities.rules_forms import (
    Choice,
    GivenFile,
    QuestionKind,
    file_answer,
    fit_answer,
    read_choices,
    read_file,
)
from bot.activities.rules_terms import Lead, Way
from bot.activities.terms import arranging, own_reminders
from bot.members.rules import Actor, Grant, Role
from bot.refused import Refused
from tests.activities.conftest import NOW, START, Union
from tests.activities.test_clock import wake

HALF = timedelta(minutes=30)
PACKAGES = (
    Choice("常规套餐"),
    Choice("妇科套餐", 1, "traits=women"),
    Choice("三高筛查", None, "traits=retired"),
)


@pytest.fixture
def union(any_union: Union) -> Union:
    """All of this holds on both databases."""
    return any_union


def check_up(union: Union, *, audience: str = "everyone") -> tuple[int, list[int], int]:
    """A health check with two slots and a choice of packages: its id, the slots, the question."""
    activity_id = union.activity(kind=ActivityKind.HEALTH, audience=audience)
    laid = [(START + n * HALF, START + (n + 1) * HALF, 1) for n in range(2)]
    union.write(slots.add_slots, union.committee, NOW, activity_id=activity_id, slots=laid)
    facts = {"activity_id": activity_id, "kind": QuestionKind.CHOICE, "text": "选哪个套餐"}
    union.write(forms.add_question, union.committee, NOW, choices=PACKAGES, **facts)
    [(question,)] = union.rows("SELECT id FROM activity_question")
    return (
        activity_id,
        [row[0] for row in union.rows("SELECT id FROM activity_slot ORDER BY starts_at")],
        question,
    )


def refused(union: Union, use_case: object, *args: object, **facts: object) -> str:
    with pytest.raises(Refused) as raised:
        union.write(use_case, *args, **facts)  # type: ignore[arg-type]
    return raised.value.reason


def labels(union: Union, actor: Actor, activity_id: int) -> tuple[str, ...]:
    return tuple(union.read(forms.questions_for, actor, NOW, activity_id=activity_id)[0].labels)


def test_slot_and_answers_are_kept_in_one_commit_or_not_at_all(union: Union) -> None:
    activity_id, [first, second], question = check_up(union)
    woman = union.member(sex="female")
    facts = {"activity_id": activity_id, "slot_id": first}
    assert refused(union, slots.book, woman, NOW, **facts) == "form"
    assert (
        refused(union, forms.sign_up, woman, NOW, activity_id=activity_id, answers={question: "常规套餐"})
        == "slot"
    )
    assert refused(union, forms.sign_up, woman, NOW, answers={question: "没有的"}, **facts) == "answer"
    assert union.rows("SELECT placed FROM activity_slot") == [(0,), (0,)]
    done = union.write(forms.sign_up, woman, NOW, answers={question: "妇科套餐"}, **facts)
    assert (done.status, done.starts_at) == (SignUpStatus.PLACED, START)
    assert union.rows("SELECT placed FROM activity_quota") == [(1,)]
    union.write(slots.book, woman, NOW, activity_id=activity_id, slot_id=second)
    assert union.rows("SELECT placed FROM activity_slot ORDER BY starts_at") == [(0,), (1,)]
    assert union.rows("SELECT placed FROM activity_quota") == [(1,)]


def test_a_package_is_offered_only_to_those_it_is_for(union: Union) -> None:
    activity_id, [first, _], question = check_up(union)
    man, woman = union.member(sex="male"), union.member(sex="female", retired=True)
    assert labels(union, man, activity_id) == ("常规套餐",)
    assert labels(union, woman, activity_id) == ("常规套餐", "妇科套餐", "三高筛查")
    facts = {"activity_id": activity_id, "slot_id": first}
    assert refused(union, forms.sign_up, man, NOW, answers={question: "妇科套餐"}, **facts) == "audience"
    [made] = union.read(forms.form_of, union.committee, activity_id=activity_id)
    assert made.labels == ("常规套餐", "妇科套餐（1 人，仅限女职工）", "三高筛查（仅限退休会员）")
    union.write(forms.drop_questions, union.committee, NOW, activity_id=activity_id)
    assert union.rows("SELECT COUNT(*) FROM activity_choice_audience") == [(0,)]


def test_a_leader_books_moves_and_withdraws_for_the_own_people_only(union: Union) -> None:
    activity_id, [first, second], question = check_up(union, audience="traits=retired")
    leader = union.member("周组长", grants=(Grant(Role.LEADER, frozenset({union.first})),))
    old = union.member("李丁", retired=True)
    other = union.member("吴己", retired=True, group=union.second)
    young = union.member("郑庚")
    facts = {"activity_id": activity_id, "member_id": old.member_id}
    way = union.read(entering.way_in, leader, NOW, **facts)
    assert (way.name, way.slotted, way.asks, way.live) == ("李丁", True, True, False)
    for stranger, reason in ((other, "gone"), (young, "audience")):
        wrong = {"activity_id": activity_id, "member_id": stranger.member_id}
        assert refused(union, entering.way_in, leader, NOW, **wrong) == reason
        assert refused(union, slots.slot_day, leader, NOW, day=None, **wrong) == reason
    assert refused(union, entering.enter_member, old, NOW, slot_id=first, **facts) == "gone"
    assert refused(union, entering.enter_member, leader, NOW, slot_id=first, **facts) == "form"
    answers = {question: "三高筛查"}
    done = union.write(entering.enter_member, leader, NOW, slot_id=first, answers=answers, **facts)
    assert done.status is SignUpStatus.PLACED
    assert union.read(slots.slot_day, leader, NOW, day=None, **facts).own_start == START
    union.write(entering.enter_member, leader, NOW, slot_id=second, **facts)
    [line] = union.read(entering.entered, leader, activity_id=activity_id).lines
    assert (line.name, line.slot_starts_at) == ("李丁", START + HALF)
    assert refused(union, entering.withdraw_member, leader, NOW, revision=1, **facts) == "stale"
    union.write(entering.withdraw_member, leader, NOW, revision=line.revision, **facts)
    assert union.rows("SELECT placed FROM activity") == [(0,)]
    told = [row[0] for row in union.rows("SELECT text FROM outgoing ORDER BY id") if "周组长" in row[0]]
    assert [("替您报名" in text, "替您取消" in text) for text in told] == [
        (True, False),
        (True, False),
        (False, True),
    ]


def test_a_leader_sees_a_check_for_the_own_people_others_do_not(union: Union) -> None:
    activity_id, _, _ = check_up(union, audience="traits=retired")
    leader = union.member("周组长", grants=(Grant(Role.LEADER, frozenset({union.first})),))
    card = union.read(activity_card, leader, NOW, activity_id=activity_id)
    assert (card.may_join, card.sees_group) == (False, True)
    assert refused(union, activity_card, union.member(), NOW, activity_id=activity_id) == "audience"


def test_a_file_is_kept_by_its_id_and_shown_to_the_committee(union: Union) -> None:
    activity_id = union.activity()
    facts = {"activity_id": activity_id, "kind": QuestionKind.FILE, "text": "操作证"}
    union.write(forms.add_question, union.committee, NOW, **facts)
    [(question,)] = union.rows("SELECT id FROM activity_question")
    one = union.member()
    wrong = {"activity_id": activity_id, "answers": {question: "在家里"}}
    assert refused(union, forms.sign_up, one, NOW, **wrong) == "answer"
    given = GivenFile("AgACAgUAAxkB1", photo=True)
    union.write(forms.sign_up, one, NOW, activity_id=activity_id, answers={question: file_answer(given)})
    assert refused(union, answer_files.answer_files, one, NOW, activity_id=activity_id) == "no_right"
    found = union.write(answer_files.answer_files, union.committee, NOW, activity_id=activity_id)
    assert [line.given for line in found.lines] == [given]
    _, answers = union.read(forms.answers_of, activity_id)
    assert answers[one.member_id] == {0: "已交文件"}


def test_files_and_choices_as_typed() -> None:
    assert read_file("photo:abc") == GivenFile("abc", photo=True)
    assert read_file("document:abc") == GivenFile("abc", photo=False)
    assert read_file("一张照片") is None
    assert read_file("photo:") is None
    assert fit_answer(QuestionKind.FILE, "photo:abc", (), "同意") is None
    women = {"女职工": "traits=women"}
    assert read_choices("常规\n妇科套餐 20人 仅限女职工\n女职工", "人", women, "仅限") == (
        Choice("常规"),
        Choice("妇科套餐", 20, "traits=women"),
        Choice("女职工"),
    )


def test_everybody_is_reminded_when_they_want(union: Union) -> None:
    activity_id, [first, second], question = check_up(union)
    one, two = union.members(2)
    for actor, slot_id in ((one, first), (two, second)):
        facts = {"activity_id": activity_id, "slot_id": slot_id, "answers": {question: "常规套餐"}}
        union.write(forms.sign_up, actor, NOW, **facts)
    assert refused(union, own_reminders.show, union.member(), activity_id=activity_id) == "not_signed_up"
    union.write(own_reminders.choose, one, NOW, activity_id=activity_id, lead=Lead.BOTH)
    union.write(own_reminders.choose, two, NOW, activity_id=activity_id, lead=Lead.HOURS)
    evening = START.replace(hour=18) - timedelta(days=1)
    wake(union, evening)
    assert union.rows("SELECT member_id FROM outgoing") == [(one.member_id,)]
    # Who moves to another slot is reminded of that one only.
    union.write(places.leave, one, evening, activity_id=activity_id)
    union.write(slots.book, two, evening, activity_id=activity_id, slot_id=first)
    wake(union, START - timedelta(hours=2))
    wake(union, START - timedelta(hours=2) + HALF)
    short = [
        row for row in union.rows("SELECT member_id, text FROM outgoing ORDER BY id") if "快开始了" in row[1]
    ]
    assert [member_id for member_id, _ in short] == [two.member_id]
    assert "15:00—15:30" in short[0][1]


def test_what_is_held_again_keeps_terms_and_form(union: Union) -> None:
    activity_id, _, _ = check_up(union)
    union.write(arranging.set_way, union.committee, NOW, activity_id=activity_id, way=Way.APPROVAL)
    union.write(
        arranging.set_preparation, union.committee, NOW, activity_id=activity_id, preparation="请空腹"
    )
    kept = union.read(managing.draft_again, union.committee, NOW, activity_id=activity_id).kept
    assert (kept["draw"], kept["again_of"]) == (False, activity_id)
    again = union.activity(title="再办一次", cloned_from=activity_id)
    shown = union.read(arranging.show_terms, union.committee, activity_id=again)
    assert (shown.way, shown.preparation) == (Way.APPROVAL, "请空腹")
    [made] = union.read(forms.form_of, union.committee, activity_id=again)
    assert made.labels == ("常规套餐", "妇科套餐（1 人，仅限女职工）", "三高筛查（仅限退休会员）")
    man = union.member(sex="male")
    assert labels(union, man, again) == ("常规套餐",)
