"""Sign-up forms: one question each, options with places of their own, changeable until the deadline."""

from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from bot.activities import places, rules_forms
from bot.activities.forms import questions as forms
from bot.activities.lists import sheets
from bot.activities.rules import SignUpStatus
from bot.activities.rules_forms import Choice, QuestionKind
from bot.refused import Refused
from tests.activities.conftest import NOW, Union

TEAMS = (Choice("红队", 1), Choice("蓝队"))


@pytest.fixture
def union(any_union: Union) -> Union:
    """All of this holds on both databases."""
    return any_union


def contest(union: Union) -> tuple[int, int, int]:
    """An activity that asks for a phone and a team; the ids of activity and questions."""
    activity_id = union.activity(deadline_at=NOW + timedelta(days=2))
    for kind, text, choices in ((QuestionKind.TEXT, "联系电话", ()), (QuestionKind.CHOICE, "哪一队", TEAMS)):
        union.write(
            forms.add_question,
            union.committee,
            NOW,
            activity_id=activity_id,
            kind=kind,
            text=text,
            choices=choices,
        )
    phone, team = (row[0] for row in union.rows("SELECT id FROM activity_question ORDER BY position"))
    return activity_id, phone, team


def test_a_form_is_filled_before_the_place_is_given(union: Union) -> None:
    activity_id, phone, team = contest(union)
    actor = union.member(phone="13800000000")
    with pytest.raises(Refused) as refused:
        union.write(places.take_place, actor, NOW, activity_id=activity_id)
    assert refused.value.reason == "form"
    asked = union.read(forms.questions_for, actor, NOW, activity_id=activity_id)
    assert [one.known for one in asked] == ["13800000000", ""]
    with pytest.raises(Refused):
        union.write(forms.sign_up, actor, NOW, activity_id=activity_id, answers={phone: "1"})
    assert union.rows("SELECT COUNT(*) FROM sign_up") == [(0,)]
    answers = {phone: "13800000000", team: "红队"}
    done = union.write(forms.sign_up, actor, NOW, activity_id=activity_id, answers=answers)
    assert done.status is SignUpStatus.PLACED
    assert union.rows("SELECT capacity, placed FROM activity_quota") == [(1, 1)]


def test_an_option_holds_no_more_than_its_places(union: Union) -> None:
    activity_id, phone, team = contest(union)
    one, two = union.members(2)
    union.write(forms.sign_up, one, NOW, activity_id=activity_id, answers={phone: "1", team: "红队"})
    assert union.read(forms.questions_for, two, NOW, activity_id=activity_id)[1].labels == ("蓝队",)
    with pytest.raises(Refused) as refused:
        union.write(forms.sign_up, two, NOW, activity_id=activity_id, answers={phone: "1", team: "红队"})
    assert refused.value.reason == "option"
    union.write(forms.sign_up, two, NOW, activity_id=activity_id, answers={phone: "1", team: "蓝队"})
    # The first changes teams, so the second may.
    union.write(forms.change_answers, one, NOW, activity_id=activity_id, answers={phone: "2", team: "蓝队"})
    union.write(forms.change_answers, two, NOW, activity_id=activity_id, answers={phone: "1", team: "红队"})
    assert union.rows("SELECT placed FROM activity_quota") == [(1,)]
    assert union.rows("SELECT placed FROM activity") == [(2,)]


def test_a_refused_change_leaves_everything_as_it_was(union: Union) -> None:
    activity_id, phone, team = contest(union)
    one, two = union.members(2)
    union.write(forms.sign_up, one, NOW, activity_id=activity_id, answers={phone: "1", team: "红队"})
    union.write(forms.sign_up, two, NOW, activity_id=activity_id, answers={phone: "1", team: "蓝队"})
    with pytest.raises(Refused):
        union.write(
            forms.change_answers, two, NOW, activity_id=activity_id, answers={phone: "9", team: "红队"}
        )
    late = NOW + timedelta(days=3)
    with pytest.raises(Refused):
        union.write(
            forms.change_answers, one, late, activity_id=activity_id, answers={phone: "9", team: "蓝队"}
        )
    assert union.rows("SELECT value FROM sign_up_answer ORDER BY id") == [
        ("1",),
        ("红队",),
        ("1",),
        ("蓝队",),
    ]
    assert union.rows("SELECT placed FROM activity_quota") == [(1,)]
    assert union.rows("SELECT placed FROM activity") == [(2,)]


def test_giving_back_frees_the_option(union: Union) -> None:
    activity_id, phone, team = contest(union)
    actor = union.member()
    union.write(forms.sign_up, actor, NOW, activity_id=activity_id, answers={phone: "1", team: "红队"})
    union.write(places.leave, actor, NOW, activity_id=activity_id)
    assert union.rows("SELECT placed FROM activity_quota") == [(0,)]


def test_answers_stand_in_the_table(union: Union) -> None:
    activity_id, phone, team = contest(union)
    union.write(
        forms.sign_up, union.member(), NOW, activity_id=activity_id, answers={phone: "=1+1", team: "蓝队"}
    )
    table = union.read(sheets.participants, union.committee, NOW, activity_id=activity_id)
    rows = list(load_workbook(BytesIO(table.content())).worksheets[0].values)
    assert rows[0][-2:] == ("联系电话", "哪一队")
    assert rows[1][-2:] == ("=1+1", "蓝队")


def test_the_form_is_fixed_once_somebody_signed_up(union: Union) -> None:
    activity_id, phone, team = contest(union)
    union.write(
        forms.sign_up, union.member(), NOW, activity_id=activity_id, answers={phone: "1", team: "蓝队"}
    )
    with pytest.raises(Refused):
        union.write(forms.drop_questions, union.committee, NOW, activity_id=activity_id)
    with pytest.raises(Refused):
        union.write(
            forms.add_question,
            union.committee,
            NOW,
            activity_id=activity_id,
            kind=QuestionKind.TEXT,
            text="尺码",
        )


@pytest.mark.parametrize(
    ("kind", "text", "stored"),
    [
        (QuestionKind.NUMBER, "１２", "12"),
        (QuestionKind.NUMBER, "两件", None),
        (QuestionKind.NUMBER, "9" * 10, None),
        (QuestionKind.CHOICE, "红队", "红队"),
        (QuestionKind.CHOICE, "绿队", None),
        (QuestionKind.CONSENT, "不同意", None),
        (QuestionKind.CONSENT, "同意", "同意"),
        (QuestionKind.TEXT, "  两  行\n字 ", "两 行 字"),
        (QuestionKind.TEXT, " ", None),
        (QuestionKind.TEXT, "长" * 201, None),
    ],
)
def test_answers_that_fit(kind: QuestionKind, text: str, stored: str | None) -> None:
    assert rules_forms.fit_answer(kind, text, ("红队", "蓝队"), "同意") == stored


def test_choices_as_typed() -> None:
    assert rules_forms.read_choices("红队 10\n蓝队 10人\n观众", "人", {}) == (
        Choice("红队", 10),
        Choice("蓝队", 10),
        Choice("观众"),
    )
    assert rules_forms.read_choices("只有一个", "人", {}) == ()
    assert rules_forms.read_choices("红队\n红队", "人", {}) == ()
