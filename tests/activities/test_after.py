"""Certificates and the three questions."""

from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from PIL import Image
from pypdf import PdfReader

from bot.activities import places, reminding
from bot.activities.attending import attendance, certificate_sheets, certificates, feedback
from bot.activities.attending.texts import feedback as texts
from bot.activities.contests import results, scores
from bot.activities.rules_feedback import ANSWERS, Question, average, fits, following
from bot.files import drawing
from bot.members.rules import Actor
from bot.refused import Refused
from bot.reminders import Due
from tests.activities.conftest import NOW, START, Union

AT = START + timedelta(minutes=10)
NEXT_DAY = START + timedelta(days=1)
OVER = Due(1, "over", "activity.over", 1, START, False)
ASK = Due(2, "activity.feedback:1", feedback.ASK, 1, NEXT_DAY, False)


def held(union: Union, count: int, *, here: int) -> tuple[int, list[Actor]]:
    """An activity that is over: so many signed up, so many of them were there."""
    activity_id = union.activity()
    people = union.members(count)
    for actor in people:
        union.write(places.take_place, actor, NOW, activity_id=activity_id)
    for actor in people[:here]:
        union.write(attendance.tick, union.committee, AT, activity_id=activity_id, member_id=actor.member_id)
    union.write(reminding.put_away, NEXT_DAY, OVER)
    return activity_id, people


def answer(union: Union, actor: Actor, activity_id: int, question: str, value: str) -> feedback.Asking:
    facts = {"activity_id": activity_id, "question": question, "answer": value}
    asking: feedback.Asking = union.write(feedback.answer, actor, NEXT_DAY, **facts)
    return asking


# -- certificates -----------------------------------------------------------------------------------------


def test_a_result_or_having_been_there_gives_a_certificate(union: Union) -> None:
    activity_id, people = held(union, 3, here=2)
    written = [(people[0].member_id, "第一名")]
    union.write(results.record, union.committee, NEXT_DAY, activity_id=activity_id, written=written)
    shown = union.read(certificates.awarded, union.committee, NEXT_DAY, activity_id=activity_id)
    assert [(one.name, one.result) for one in shown.certificates] == [("会员0", "第一名"), ("会员1", "")]
    with pytest.raises(Refused, match="not_told"):
        union.read(certificates.own, people[1], NEXT_DAY, activity_id=activity_id)
    union.write(scores.tell, union.committee, NEXT_DAY, activity_id=activity_id)
    [own] = union.read(certificates.own, people[1], NEXT_DAY, activity_id=activity_id)
    assert own == shown.certificates[1]
    for actor, number in ((people[2], activity_id), (people[0], 99)):
        with pytest.raises(Refused):
            union.read(certificates.own, actor, NEXT_DAY, activity_id=number)
    with pytest.raises(Refused, match="no_right"):
        union.read(certificates.awarded, people[0], NEXT_DAY, activity_id=activity_id)


def test_everybody_is_told_once(union: Union) -> None:
    activity_id, _ = held(union, 2, here=2)
    for _ in range(2):
        assert union.write(certificates.tell, union.committee, NEXT_DAY, activity_id=activity_id) == 2
    assert union.rows("SELECT COUNT(*) FROM outgoing WHERE key LIKE '%certificate%'") == [(2,)]


def test_nobody_has_taken_part_before_the_end(union: Union) -> None:
    activity_id = union.activity()
    actor = union.member()
    union.write(places.take_place, actor, NOW, activity_id=activity_id)
    union.write(attendance.tick, union.committee, AT, activity_id=activity_id, member_id=actor.member_id)
    assert union.read(certificates.awarded, union.committee, AT, activity_id=activity_id).certificates == ()
    with pytest.raises(Refused, match="none"):
        union.write(certificates.tell, union.committee, AT, activity_id=activity_id)


def test_certificates_are_drawn_and_printed(union: Union, monkeypatch: pytest.MonkeyPatch) -> None:
    activity_id, people = held(union, 2, here=2)
    written = [(people[0].member_id, "很长的成绩" * 12)]
    union.write(results.record, union.committee, NEXT_DAY, activity_id=activity_id, written=written)
    shown = union.read(certificates.awarded, union.committee, NEXT_DAY, activity_id=activity_id)
    if drawing.font_file() is not None:
        picture = certificate_sheets.draw(shown.certificates[0], "示例学校工会")
        assert Image.open(BytesIO(picture)).size == (1754, 1240)
        pages = PdfReader(BytesIO(certificate_sheets.print_all(shown.certificates, "示例学校工会"))).pages
        assert [round(page.mediabox.width) for page in pages] == [842, 842]
    monkeypatch.setattr(certificate_sheets, "font_file", lambda: None)
    with pytest.raises(Refused, match="no_font"):
        certificate_sheets.draw(shown.certificates[0], "示例学校工会")


# -- feedback ---------------------------------------------------------------------------------------------


def test_who_was_there_is_asked_the_morning_after(union: Union) -> None:
    _, people = held(union, 3, here=1)
    [due] = union.rows("SELECT due_at FROM reminder WHERE kind = 'activity.feedback'")
    assert str(due[0]).startswith("2026-12-06 02:00")
    union.write(feedback.ask, NEXT_DAY, ASK)
    assert union.rows("SELECT member_id FROM outgoing WHERE key LIKE 'activity.feedback%'") == [
        (people[0].member_id,)
    ]


def test_where_nobody_was_noted_those_with_a_place_are_asked(union: Union) -> None:
    held(union, 3, here=0)
    union.write(feedback.ask, NEXT_DAY, ASK)
    assert union.rows("SELECT COUNT(*) FROM outgoing WHERE key LIKE 'activity.feedback%'") == [(3,)]


def test_each_question_counts_once(union: Union) -> None:
    activity_id, [actor] = held(union, 1, here=1)
    assert answer(union, actor, activity_id, "score", "5").question is Question.BEST
    again = answer(union, actor, activity_id, "score", "1")
    assert (again.counted, again.question) == (False, Question.BEST)
    assert answer(union, actor, activity_id, "best", "order").question is Question.AGAIN
    assert answer(union, actor, activity_id, "again", "yes").question is None
    counted = union.rows("SELECT question, answer, number FROM feedback_count ORDER BY question")
    assert counted == [("again", "yes", 1), ("best", "order", 1), ("score", "5", 1)]


def test_nothing_links_an_answer_to_a_person(union: Union) -> None:
    activity_id, [actor] = held(union, 1, here=1)
    answer(union, actor, activity_id, "score", "2")
    names = {row[1] for row in union.rows("PRAGMA table_info(feedback_count)")}
    assert names == {"activity_id", "question", "answer", "number"}
    noted = union.rows("SELECT member_id FROM audit WHERE action LIKE 'feedback%'")
    assert [row[0] for row in noted] == [None]


def test_few_answers_are_not_shown(union: Union) -> None:
    activity_id, people = held(union, 6, here=6)
    for actor in people[:4]:
        answer(union, actor, activity_id, "score", "3")
    shown = union.read(feedback.totals, union.committee, activity_id=activity_id)
    assert (shown.asked, shown.answered, shown.counts) == (6, 4, {})
    with pytest.raises(Refused, match="few"):
        union.read(feedback.table, union.committee, activity_id=activity_id)
    answer(union, people[4], activity_id, "score", "5")
    shown = union.read(feedback.totals, union.committee, activity_id=activity_id)
    assert shown.counts[Question.SCORE] == {"1": 0, "2": 0, "3": 4, "4": 0, "5": 1}
    assert "3.4" in texts.totals(shown).text
    _, content, _ = union.read(feedback.table, union.committee, activity_id=activity_id)
    [sheet] = load_workbook(BytesIO(content)).worksheets
    assert sheet.max_row == 1 + sum(len(answers) for answers in ANSWERS.values())
    with pytest.raises(Refused, match="no_right"):
        union.read(feedback.totals, people[0], activity_id=activity_id)


def test_who_was_not_there_and_what_nobody_asked_is_refused(union: Union) -> None:
    activity_id, people = held(union, 2, here=1)
    with pytest.raises(Refused, match="absent"):
        answer(union, people[1], activity_id, "score", "5")
    for question, value in (("score", "6"), ("why", "5"), ("best", "yes"), ("", "")):
        with pytest.raises(Refused, match="gone"):
            answer(union, people[0], activity_id, question, value)
    late = {"activity_id": activity_id, "question": "score", "answer": "5"}
    with pytest.raises(Refused, match="time"):
        union.write(feedback.answer, people[0], START + timedelta(days=40), **late)


def test_every_way_through_the_questions_ends() -> None:
    for score in ANSWERS[Question.SCORE]:
        second = following(Question.SCORE, score)
        assert second in {Question.BEST, Question.WORST}
        assert following(second, "order") is Question.AGAIN
    assert following(Question.AGAIN, "no") is None
    assert fits("worst", "food")
    assert average({}) == 0


def test_answers_can_be_given_anew_by_whoever_gave_them(union: Union) -> None:
    activity_id, people = held(union, 2, here=2)
    mine, other = people

    def give(actor: Actor, question: Question, value: str, before: feedback.Asking) -> feedback.Asking:
        facts = {"question": question.value, "answer": value, "given": before.given, "nonce": before.nonce}
        said: feedback.Asking = union.write(
            feedback.answer, actor, NEXT_DAY, activity_id=activity_id, **facts
        )
        return said

    def counts() -> dict[str, int]:
        rows = union.rows("SELECT question || answer, number FROM feedback_count WHERE number > 0")
        return dict(rows)

    nothing = feedback.Asking(activity_id, "", Question.SCORE)
    said = give(
        mine,
        Question.AGAIN,
        "yes",
        give(mine, Question.BEST, "food", give(mine, Question.SCORE, "5", nothing)),
    )
    give(other, Question.SCORE, "5", nothing)
    assert counts() == {"score5": 2, "bestfood": 1, "againyes": 1}
    facts = {"activity_id": activity_id, "given": said.given, "nonce": said.nonce}
    for actor, wrong in ((other, facts), (mine, {**facts, "given": "000"}), (mine, {**facts, "nonce": "x"})):
        with pytest.raises(Refused, match="changed"):
            union.write(feedback.take_back, actor, NEXT_DAY, **wrong)
    assert union.write(feedback.take_back, mine, NEXT_DAY, **facts).question is Question.SCORE
    assert counts() == {"score5": 1}
    with pytest.raises(Refused, match="changed"):
        union.write(feedback.take_back, mine, NEXT_DAY, **facts)
    again = give(mine, Question.SCORE, "2", nothing)
    assert again.question is Question.WORST
    assert counts() == {"score5": 1, "score2": 1}
    stray = give(mine, Question.BEST, "food", again)
    assert not stray.nonce  # not the question that was put: it counts, and cannot be taken back
    with pytest.raises(Refused, match="time"):
        union.write(feedback.take_back, other, START + timedelta(days=40), **facts)
