"""An activity held once more: its terms and its form come along."""

from sqlmodel import Session, col, select

from bot.activities.limits import OPTION
from bot.activities.model import Activity, Question, Quota
from bot.activities.rules_terms import Way
from bot.activities.terms.model import ChoiceAudience, Terms


def copy_terms(session: Session, from_id: int, row: Activity) -> None:
    """Give ``row``, which is new and stored, the terms and the questions of an earlier activity. Lots that were chosen for the
    new one stay chosen."""
    old = session.get(Terms, from_id)
    if old is not None:
        way = Way.DRAW if row.draw else Way(old.way) if old.way != Way.DRAW else Way.FIRST
        session.add(
            Terms(
                activity_id=row.id or 0,
                way=way,
                substitutes=old.substitutes,
                preparation=old.preparation,
            )
        )
        row.draw = way is not Way.FIRST and not row.compulsory
    questions = session.exec(
        select(Question).where(Question.activity_id == from_id).order_by(col(Question.position))
    ).all()
    quotas = session.exec(select(Quota).where(Quota.activity_id == from_id, Quota.kind == OPTION)).all()
    for question in questions:
        new = Question(
            activity_id=row.id or 0,
            position=question.position,
            kind=question.kind,
            text=question.text,
            choices=question.choices,
        )
        session.add(new)
        session.flush()
        for audience in session.exec(
            select(ChoiceAudience).where(ChoiceAudience.question_id == question.id)
        ).all():
            session.add(
                ChoiceAudience(
                    question_id=new.id or 0, position=audience.position, audience=audience.audience
                )
            )
        for quota in quotas:
            question_id, _, index = quota.ref.partition(":")
            if int(question_id) == question.id:
                ref = f"{new.id}:{index}"
                session.add(Quota(activity_id=row.id or 0, kind=OPTION, ref=ref, capacity=quota.capacity))
                row.limited = True
    row.asks = row.asks or bool(questions)
    session.add(row)
    session.flush()
