"""Approval: sign-ups wait for the committee's yes, and only the yes takes places."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from bot import audit, outbox
from bot.activities import rules, texts
from bot.activities.contests.following import follow
from bot.activities.eligibility import audience_of
from bot.activities.limits import (
    ALL,
    CHANGE_SIGN_UP,
    KEPT,
    OPTION,
    Locked,
    count,
    free_places,
    limits_of,
    lock,
    read,
)
from bot.activities.model import Activity, Answer, Question, Quota, SignUp, Slot
from bot.activities.organising import publishing
from bot.activities.own import find_own
from bot.activities.places import release, starts_of
from bot.activities.rules import SignUpStatus
from bot.activities.rules_forms import QuestionKind
from bot.activities.rules_terms import Way
from bot.activities.terms.looking import way_of
from bot.activities.terms.texts import arranging as term_texts
from bot.members import audience_query
from bot.members.model import Group, Member
from bot.members.rules import Actor
from bot.paging import page_number
from bot.refused import Refused
from bot.wording import when

ON_PAGE = 8
REASON_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Pending:
    """A sign-up that waits for a yes."""

    sign_up_id: int
    revision: int
    name: str
    group: str
    people: int
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PendingPage:
    """A page of them, from 0, in the order of coming; ``first`` is the number of the first line, from 1. ``free``: places left,
    None without a limit."""

    activity_id: int
    title: str
    lines: tuple[Pending, ...]
    number: int
    more: bool
    first: int
    total: int
    free: int | None


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided about whom."""

    activity_id: int
    title: str
    name: str
    placed: bool


def pending(session: Session, actor: Actor, *, activity_id: int, page: int) -> PendingPage:
    """The sign-ups that wait for a yes, with what was filled in. Raises Refused without the right."""
    publishing.require(actor)
    activity = session.get(Activity, activity_id)
    if activity is None:
        raise Refused("gone", texts.gone())
    waits = (SignUp.activity_id == activity_id, SignUp.status == SignUpStatus.WAITING)
    total = session.exec(select(func.count()).select_from(SignUp).where(*waits)).one()
    number = min(page_number(page), max(total - 1, 0) // ON_PAGE)
    rows = session.exec(
        select(SignUp, Member.name, Group.name)
        .join(Member, col(Member.id) == col(SignUp.member_id))
        .join(Group, col(Group.id) == col(SignUp.group_id))
        .where(*waits)
        .order_by(col(SignUp.queue))
        .offset(number * ON_PAGE)
        .limit(ON_PAGE)
    ).all()
    if way_of(session, activity) is not Way.APPROVAL:
        rows, total = [], 0
    answers = _answers(session, [row.id or 0 for row, _, _ in rows])
    lines = tuple(
        Pending(row.id or 0, row.revision, name, group, row.people, tuple(answers.get(row.id or 0, ())))
        for row, name, group in rows
    )
    first = number * ON_PAGE + 1
    more = (number + 1) * ON_PAGE < total
    free = rules.left(activity.capacity, activity.placed)
    return PendingPage(activity_id, activity.title, lines, number, more, first, total, free)


def approve(session: Session, actor: Actor, now: datetime, *, sign_up_id: int, revision: int) -> Decided:
    """Yes: the places are taken now and the member is told. ``revision``: only if the sign-up is still the one shown.
    Raises Refused: rights, decided already, no room."""
    activity, row, name = _waiting(session, actor, sign_up_id)
    own = find_own(session, activity.id, row.member_id)
    if (
        own is None
        or own.revision != revision
        or not rules.may_leave(activity.state, activity.closes_at, now)
    ):
        raise Refused("decided", term_texts.decided_already(name))
    limits = limits_of(own.slot_id, own.quotas)
    free = free_places(session, activity, now)
    full = [limit for limit in limits if not rules.fits(own.people, [free.get(limit)])]
    if full:
        raise Refused("full", term_texts.full(name, [_name_of(session, limit) for limit in full]))
    placed = {"status": SignUpStatus.PLACED.value, "revision": own.revision + 1, "changed_at": now}
    session.connection().execute(CHANGE_SIGN_UP, {"row_id": own.id, **placed})
    count(session, activity, limits, placed=own.people, waiting=-own.people, parties=-1)
    follow(session, activity, now)
    audit.note(
        session, actor.member_id, now, "sign_up.approved", f"sign_up:{sign_up_id}", activity=activity.id
    )
    starts_at = starts_of(session, activity, own.slot_id)
    outbox.push(
        session,
        key=f"sign-up:{own.id}:{own.revision + 1}",
        to=row.member_id,
        due_at=now,
        message=term_texts.approved(activity, starts_at, activity.place),
        reference=f"activity:{activity.id}",
        valid_until=starts_at,
    )
    return Decided(activity.id, activity.title, name, placed=True)


def reject(session: Session, actor: Actor, now: datetime, *, sign_up_id: int, reason: str) -> Decided:
    """No, with a reason that the member is told. Raises Refused: rights, decided already, no reason."""
    line = " ".join(reason.split())
    if not 1 <= len(line) <= REASON_LIMIT:
        raise Refused("reason", term_texts.reason_length(REASON_LIMIT))
    activity, row, name = _waiting(session, actor, sign_up_id)
    own = find_own(session, activity.id, row.member_id)
    if own is None:
        raise Refused("decided", term_texts.decided_already(name))
    release(session, activity, own, SignUpStatus.REJECTED, now, reason=line)
    audit.note(
        session, actor.member_id, now, "sign_up.rejected", f"sign_up:{sign_up_id}", activity=activity.id
    )
    outbox.push(
        session,
        key=f"sign-up:{own.id}:{own.revision + 1}",
        to=row.member_id,
        due_at=now,
        message=term_texts.rejected(activity, line),
        reference=f"activity:{activity.id}",
    )
    return Decided(activity.id, activity.title, name, placed=False)


def name_of(session: Session, actor: Actor, *, sign_up_id: int) -> tuple[str, str]:
    """The title and the name behind a sign-up that waits for a yes. Raises Refused."""
    activity, _, name = _waiting(session, actor, sign_up_id, read)
    return activity.title, name


def _waiting(
    session: Session, actor: Actor, sign_up_id: int, hold: Callable[[Session, int], Locked] = lock
) -> tuple[Locked, SignUp, str]:
    publishing.require(actor)
    row = session.get(SignUp, sign_up_id)
    if row is None:
        raise Refused("gone", texts.gone())
    activity = hold(session, row.activity_id)
    if way_of(session, activity) is not Way.APPROVAL:
        raise Refused("way", term_texts.approval_only(activity.title))
    session.refresh(row)
    name = session.get_one(Member, row.member_id).name
    if row.status != SignUpStatus.WAITING:
        raise Refused("decided", term_texts.decided_already(name))
    return activity, row, name


def _answers(session: Session, sign_up_ids: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = session.exec(
        select(Answer.sign_up_id, Answer.value)
        .join(Question, col(Question.id) == col(Answer.question_id))
        .where(col(Answer.sign_up_id).in_(sign_up_ids), Question.kind != QuestionKind.FILE)
        .order_by(col(Question.position))
    )
    for sign_up_id, value in rows:
        found.setdefault(sign_up_id, []).append(value)
    return found


def _name_of(session: Session, limit: Any) -> str:
    if limit == ALL:
        return term_texts.whole()
    if limit[0] == "slot":
        return when(session.get_one(Slot, limit[1]).starts_at)
    quota = session.get_one(Quota, limit[1])
    if quota.kind in KEPT:
        return term_texts.whole()
    if quota.kind == OPTION:
        question_id, _, index = quota.ref.partition(":")
        labels: list[str] = json.loads(session.get_one(Question, int(question_id)).choices)
        return labels[int(index)]
    return audience_query.describe(session, audience_of(f"{quota.kind}={quota.ref}"))
