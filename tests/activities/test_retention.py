"""What people filled in is erased when its time is over, and not a day before; numbers stay."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.activities import places, reminding
from bot.activities.forms import questions as forms
from bot.activities.forms import retention
from bot.activities.forms.texts import retention as texts
from bot.activities.rules_forms import QuestionKind
from bot.refused import Refused
from bot.reminders import Due
from tests.activities.conftest import NOW, START, Union

USUAL = 180
END = START + timedelta(hours=2)


def days_after(days: float) -> datetime:
    return END + timedelta(days=days)


def filled(union: Union, **facts: Any) -> int:
    """An activity with a form that one member filled in, a relative coming along."""
    activity_id = union.activity(most_people=3, ends_at=END, **facts)
    union.write(
        forms.add_question, union.committee, NOW, activity_id=activity_id, kind=QuestionKind.TEXT, text="过敏"
    )
    sign_up(union, activity_id)
    return activity_id


def sign_up(union: Union, activity_id: int) -> None:
    asked = union.read(forms.questions_for, union.committee, NOW, activity_id=activity_id)
    member = union.member()
    answers = {
        one.question_id: texts.CHILD[0][0] if one.kind is QuestionKind.TEXT else "同意" for one in asked
    }
    union.write(
        forms.sign_up, member, NOW, activity_id=activity_id, answers=answers, people=2, guests="赵小甲"
    )


def over(union: Union, activity_id: int) -> None:
    union.write(reminding.put_away, END, Due(1, "k", "activity.over", activity_id, END, late=False))


def answers(union: Union) -> int:
    [(number,)] = union.rows("SELECT COUNT(*) FROM sign_up_answer")
    return int(number)


def erase(union: Union, at: datetime) -> int:
    return int(union.write(retention.erase_due, at, usual_days=USUAL))


def test_answers_and_names_go_when_the_time_is_over_and_numbers_stay(any_union: Union) -> None:
    activity_id = filled(any_union)
    over(any_union, activity_id)
    assert erase(any_union, days_after(USUAL - 0.1)) == 0
    assert answers(any_union) == 1
    assert erase(any_union, days_after(USUAL + 0.1)) == 1
    assert answers(any_union) == 0
    assert any_union.rows("SELECT guests, people, status FROM sign_up") == [("", 2, "placed")]
    [(detail,)] = any_union.rows("SELECT detail FROM audit WHERE action = 'activity.erased'")
    assert detail == '{"answers": 1, "sign_ups": 1}'
    assert erase(any_union, days_after(USUAL + 1)) == 0


def test_an_activity_may_have_a_time_of_its_own(union: Union) -> None:
    activity_id = filled(union)
    over(union, activity_id)
    for days in (400, 7):
        union.write(retention.set_days, union.committee, NOW, activity_id=activity_id, days=days, usual=USUAL)
        assert erase(union, days_after(days - 1)) == 0
    assert erase(union, days_after(8)) == 1
    with pytest.raises(Refused, match="erased"):
        union.write(retention.set_days, union.committee, NOW, activity_id=activity_id, days=30, usual=USUAL)


def test_what_is_not_over_is_kept(union: Union) -> None:
    filled(union)
    assert erase(union, days_after(USUAL * 2)) == 0
    assert answers(union) == 1


def test_the_organiser_hears_of_it_once_some_days_before(union: Union) -> None:
    activity_id = filled(union)
    over(union, activity_id)
    for days in (USUAL - 4, USUAL - 2, USUAL - 1, USUAL + 1):
        erase(union, days_after(days))
    told = union.rows("SELECT member_id FROM outgoing WHERE key LIKE '%erased-soon'")
    assert told == [(union.committee.member_id,)]


def test_a_childrens_camp_asks_for_the_child_and_forgets_it_after_a_month(union: Union) -> None:
    activity_id = union.activity(title="夏令营", most_people=3, ends_at=END)
    kept = union.write(retention.ask_for_children, union.committee, NOW, activity_id=activity_id, usual=USUAL)
    assert kept.days == texts.CHILD_DAYS
    sign_up(union, activity_id)
    assert answers(union) == len(texts.CHILD)
    over(union, activity_id)
    assert erase(union, days_after(texts.CHILD_DAYS + 1)) == 1
    assert answers(union) == 0
    shown = union.read(retention.show_retention, union.committee, activity_id=activity_id, usual=USUAL)
    assert shown.erased_on is not None


def test_activities_without_a_form_are_put_away_silently(union: Union) -> None:
    activity_id = union.activity(ends_at=END)
    union.write(places.take_place, union.member(), NOW, activity_id=activity_id)
    over(union, activity_id)
    assert erase(union, days_after(USUAL + 1)) == 1
    assert union.rows("SELECT id FROM audit WHERE action = 'activity.erased'") == []


def test_only_the_committee_decides(union: Union) -> None:
    activity_id = union.activity()
    with pytest.raises(Refused, match="no_right"):
        union.write(retention.set_days, union.member(), NOW, activity_id=activity_id, days=7, usual=USUAL)
