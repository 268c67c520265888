"""The committee arranges how the places of an activity are given and passed on, and what is to be prepared."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot import audit
from bot.activities import rules, texts
from bot.activities.model import Activity
from bot.activities.organising import publishing
from bot.activities.rules_terms import Substitutes, Way
from bot.activities.terms.looking import terms_of, way_of
from bot.activities.terms.texts import arranging as term_texts
from bot.members.rules import Actor
from bot.refused import Refused

PREPARATION_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Shown:
    """The terms as the committee sees them; ``fixed``: somebody has signed up, the way stays."""

    activity_id: int
    title: str
    way: Way
    substitutes: Substitutes
    preparation: str
    fixed: bool


def show_terms(session: Session, actor: Actor, *, activity_id: int) -> Shown:
    """The terms for the committee. Raises Refused."""
    publishing.require(actor)
    row = session.get(Activity, activity_id)
    if row is None:
        raise Refused("gone", texts.gone())
    terms = terms_of(session, activity_id)
    fixed = bool(row.queue) or row.compulsory or row.state not in rules.UNFINISHED
    return Shown(
        activity_id,
        row.title,
        way_of(session, row),
        Substitutes(terms.substitutes),
        terms.preparation,
        fixed,
    )


def set_way(session: Session, actor: Actor, now: datetime, *, activity_id: int, way: Way) -> Shown:
    """Choose how places are given. Raises Refused: rights, somebody signed up on other terms, everybody must come."""
    publishing.require(actor)
    row = publishing.locked(session, activity_id)
    if row.queue or row.state not in rules.UNFINISHED:
        raise Refused("signed_up", term_texts.too_late_for_way())
    if row.compulsory:
        raise Refused("compulsory", term_texts.nothing_to_give())
    terms = terms_of(session, activity_id)
    terms.way = way
    row.draw = way is not Way.FIRST
    session.add(terms)
    session.add(row)
    session.flush()
    audit.note(session, actor.member_id, now, "activity.way", f"activity:{activity_id}", way=way.value)
    return show_terms(session, actor, activity_id=activity_id)


def set_substitutes(
    session: Session, actor: Actor, now: datetime, *, activity_id: int, substitutes: Substitutes
) -> Shown:
    """Choose whether a place may be handed to a colleague. Raises Refused without the right."""
    publishing.require(actor)
    publishing.locked(session, activity_id)
    terms = terms_of(session, activity_id)
    terms.substitutes = substitutes
    session.add(terms)
    session.flush()
    audit.note(
        session,
        actor.member_id,
        now,
        "activity.substitutes",
        f"activity:{activity_id}",
        substitutes=substitutes.value,
    )
    return show_terms(session, actor, activity_id=activity_id)


def set_preparation(
    session: Session, actor: Actor, now: datetime, *, activity_id: int, preparation: str
) -> Shown:
    """Write down what the reminder of the evening before says (空腹); empty: nothing. Raises Refused."""
    publishing.require(actor)
    publishing.locked(session, activity_id)
    line = " ".join(preparation.split())
    if len(line) > PREPARATION_LIMIT:
        raise Refused("preparation", term_texts.preparation_too_long(PREPARATION_LIMIT))
    terms = terms_of(session, activity_id)
    terms.preparation = line
    session.add(terms)
    session.flush()
    audit.note(
        session, actor.member_id, now, "activity.preparation", f"activity:{activity_id}", set=bool(line)
    )
    return show_terms(session, actor, activity_id=activity_id)
