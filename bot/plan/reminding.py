"""Reminding: which days have something to say, and what is said to whom when one of them comes.

A reminder row stands for a day or a month, not for an item: what it says is read from the plan when it is due, so
that a moved or cancelled item takes its reminders with it, who joined is told and who left is not.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol

from sqlmodel import Session, col, select

from bot import audit, outbox, reminders
from bot.members.actors import administrators
from bot.members.audience import EVERYONE, Audience
from bot.members.audience_query import members_of
from bot.members.model import Member, RoleGrant
from bot.members.rules import Actor, Role
from bot.message import Message
from bot.plan import rules
from bot.plan.drafting import require_right
from bot.plan.looking import Line, lines_between, series_until, turnouts_of
from bot.plan.offers import Offer, offers_between
from bot.plan.outcomes import settle_held
from bot.plan.rules import FOR_MEMBERS, Policy, first_of, last_of, local_day, month_of
from bot.plan.states import OccurrenceState
from bot.plan.texts import reminding as texts
from bot.refused import Refused
from bot.reminders import Due, Reminder, ReminderState
from bot.wording import end_of, local, midnight

DIGEST = "plan.digest"
OUTLOOK = "plan.outlook"
DAY = "plan.day"
KINDS = (DIGEST, OUTLOOK, DAY)
#: Far enough for every plan.
_HORIZON = timedelta(days=2 * 366)
#: A digest that could not be delivered for so long is not worth delivering.
_DIGEST_KEPT = timedelta(days=3)


class Run(Protocol):
    """What is done when a reminder of a kind is due."""

    def __call__(self, session: Session, now: datetime, due: Due, policy: Policy) -> None:
        """Queue what is to be told."""
        ...


class Cause(StrEnum):
    """Why an item is mentioned on a day."""

    COMING = "coming"
    OVERDUE = "overdue"
    LONG_OVERDUE = "long_overdue"


@dataclass(frozen=True, slots=True)
class Mention:
    """An item in somebody's reminder. ``mine``: told as the one who looks after it, not as one who takes part."""

    line: Line
    cause: Cause
    mine: bool


# -- which days -------------------------------------------------------------------------------------------


def keep_schedule(session: Session, now: datetime, policy: Policy) -> int:
    """Bring the waiting reminders in line with the plan and the settings. Returns how many rows were changed."""
    wanted = {reminder.key: reminder for reminder in _wanted(session, now, policy) if reminder.due_at > now}
    waiting = {
        row.key: row
        for row in session.exec(
            select(Reminder).where(
                col(Reminder.kind).in_(KINDS), Reminder.state == ReminderState.WAITING, Reminder.due_at > now
            )
        )
    }
    changed = 0
    for key, plan in wanted.items():
        if key not in waiting or waiting[key].due_at != plan.due_at:
            changed += 1
            reminders.schedule(
                session,
                key=key,
                kind=plan.kind,
                subject_id=plan.subject_id,
                due_at=plan.due_at,
                valid_until=plan.due_at + policy.late,
            )
    for key, row in waiting.items():
        if key not in wanted and row.subject_id is not None:
            changed += 1
            reminders.cancel(session, row.kind, row.subject_id)
    return changed


def refresh(session: Session, now: datetime, policy: Policy) -> None:
    """Once a day: settings may have changed, or the holidays of a year have been announced."""
    keep_schedule(session, now, policy)


@dataclass(frozen=True, slots=True)
class _Wanted:
    key: str
    kind: str
    subject_id: int
    due_at: datetime


def _wanted(session: Session, now: datetime, policy: Policy) -> Iterator[_Wanted]:
    today = local_day(now)
    days: set[date] = set()
    digests: set[int] = set()
    outlooks: set[int] = set()
    for line in lines_between(session, today - timedelta(rules.OVERDUE_CHAIR + 15), today + _HORIZON, now):
        first = max(month_of(line.span.start_on), month_of(today))
        months = range(first, month_of(line.span.end_on) + 1)
        if line.state is not OccurrenceState.CANCELLED:
            outlooks |= set(months)
        if line.state is OccurrenceState.PLANNED:
            digests |= set(months)
            # Before a month what it holds, at its end what became of it: both are one message on one day.
            outlooks |= {month - 1 for month in months}
            days |= {day for day, _ in _days_of(line, policy)}
            if (day := _day_for_members(line, policy)) is not None:
                days.add(day)
    for day in days:
        if day >= today:
            key = f"{DAY}:{day.isoformat()}"
            yield _Wanted(key, DAY, day.toordinal(), _at(day, policy.reminder_time, policy))
    for kind, months_of_kind, day_of_month in (
        (DIGEST, digests, policy.digest_day),
        (OUTLOOK, outlooks, policy.outlook_day),
    ):
        for month in months_of_kind:
            key = f"{kind}:{first_of(month):%Y-%m}"
            on = rules.digest_on(month, day_of_month)
            yield _Wanted(key, kind, month, _at(on, policy.digest_time, policy))


def _days_of(line: Line, policy: Policy) -> Iterator[tuple[date, Cause]]:
    """The days on which somebody hears of the item, and why."""
    if line.everyday:
        return
    for lead in _leads(line, policy):
        yield rules.told_on(line.target, lead), Cause.COMING
    yield rules.chased_on(line.span.end_on, rules.OVERDUE_OWNER), Cause.OVERDUE
    yield rules.chased_on(line.span.end_on, rules.OVERDUE_CHAIR), Cause.LONG_OVERDUE


def _leads(line: Line, policy: Policy) -> tuple[int, ...]:
    """How many days ahead those who look after the item hear of it."""
    if line.remind_days is not None:
        return tuple(int(lead) for lead in line.remind_days.split(",") if lead)
    leads = policy.owner_days if line.owner_id is not None else policy.days_before(line.kind)
    if line.deadline:
        leads = tuple(sorted({*policy.deadline_days, *(lead for lead in leads if lead == 0)}, reverse=True))
    if not line.span.exact and not line.deadline:
        # A month begins with its digest: the day before and the day itself need no word more.
        leads = tuple(lead for lead in leads if lead > 1)
    return leads


def _at(day: date, at: time, policy: Policy) -> datetime:
    moment = midnight(day) + timedelta(hours=at.hour, minutes=at.minute)
    return rules.held(local(moment), policy)


def _planned(session: Session, now: datetime, first: date, last: date) -> list[Line]:
    lines = lines_between(session, first, last, now)
    return [line for line in lines if line.state is OccurrenceState.PLANNED]


def has_anything_left(session: Session, month: int, today: date, now: datetime) -> bool:
    """Whether something of the month is still to come."""
    return bool(_planned(session, now, today, last_of(month)))


# -- the digest -------------------------------------------------------------------------------------------


def send_digest(session: Session, now: datetime, due: Due, policy: Policy) -> None:
    """Tell everybody what of the month concerns them and what they can sign up for; who nothing of the plan concerns
    hears nothing."""
    month = due.subject_id or 0
    reach = _Reach(session, local_day(now))
    concerned = _concerned(session, now, month)
    linked = {line.activity_id for lines in concerned.values() for line in lines}
    open_now = offers_between(session, first_of(month), last_of(month), now, linked)
    grouped: dict[tuple[tuple[Line, ...], tuple[Offer, ...], bool], list[int]] = defaultdict(list)
    for member_id, lines in concerned.items():
        offers = tuple(offer for offer in open_now if member_id in reach.audience(offer.audience))
        grouped[(tuple(lines), offers, member_id in reach.committee)].append(member_id)
    for (lines_, offers, managing), member_ids in grouped.items():
        message = texts.digest(month, lines_, offers, late=due.late, managing=managing)
        _push(session, now, due, member_ids, message, policy, now + _DIGEST_KEPT)


def _concerned(session: Session, now: datetime, month: int) -> Mapping[int, list[Line]]:
    """Whom something of the month concerns, and what; of the current month only what is not over."""
    reach = _Reach(session, local_day(now))
    found: dict[int, list[Line]] = defaultdict(list)
    for line in _planned(session, now, max(first_of(month), local_day(now)), last_of(month)):
        for member_id in reach.audience(line.audience) | reach.looking_after(line):
            found[member_id].append(line)
    return found


def digest_heads(session: Session, actor: Actor, now: datetime, *, month: int) -> int:
    """How many members the digest of a month would reach. Raises Refused without the right."""
    require_right(actor)
    return len(_concerned(session, now, month))


def send_digest_now(session: Session, actor: Actor, now: datetime, *, month: int, policy: Policy) -> int:
    """Send the digest of the current month out of turn, once. Returns to how many. Raises Refused."""
    require_right(actor)
    if month != month_of(local_day(now)) or not reminders.claim_period(session, DIGEST, str(month), now):
        raise Refused("sent_before", texts.digest_sent_before(month))
    due = Due(0, f"{DIGEST}:{first_of(month):%Y-%m}:now", DIGEST, month, now, late=False)
    send_digest(session, now, due, policy)
    audit.note(session, actor.member_id, now, "plan.digest_sent", f"month:{first_of(month):%Y-%m}")
    return len(_concerned(session, now, month))


def send_outlook(session: Session, now: datetime, due: Due, policy: Policy) -> None:
    """Tell the committee what became of the month, and what the next one holds: the paper for the monthly meeting."""
    month = due.subject_id or 0
    settle_held(session, now)
    ending = lines_between(session, first_of(month), last_of(month), now)
    coming = _planned(session, now, first_of(month + 1), last_of(month + 1))
    if not ending and not coming:
        return
    ended = texts.month_end(
        ending, turnouts_of(session, ending), series_until(session, month, now), local_day(now)
    )
    message = texts.outlook(month, ended, ending, coming, local_day(now), late=due.late)
    _push(session, now, due, administrators(session), message, policy, now + _DIGEST_KEPT)


# -- a day ------------------------------------------------------------------------------------------------


def remind_of_day(session: Session, now: datetime, due: Due, policy: Policy) -> None:
    """Tell everybody, in one message each, what the day has to say to them."""
    settle_held(session, now)
    day = date.fromordinal(due.subject_id or 1)
    mentions = _mentions_by_member(session, now, day, policy)
    grouped: dict[tuple[Mention, ...], list[int]] = defaultdict(list)
    for member_id, own in mentions.items():
        grouped[tuple(own)].append(member_id)
    for own_mentions, member_ids in grouped.items():
        message = texts.reminder(own_mentions, day, late=due.late)
        _push(session, now, due, member_ids, message, policy, end_of(day))


def _mentions_by_member(
    session: Session, now: datetime, day: date, policy: Policy
) -> Mapping[int, list[Mention]]:
    reach = _Reach(session, local_day(now))
    found: dict[int, list[Mention]] = defaultdict(list)
    longest = max((*policy.reminder_days, *policy.owner_days, *policy.deadline_days, 90))
    span = (day - timedelta(rules.OVERDUE_CHAIR + 15), day + timedelta(longest))
    for line in _planned(session, now, *span):
        for told_on, cause in sorted(_days_of(line, policy), key=lambda told: told[1]):
            if told_on != day:
                continue
            told = (
                (reach.chairs or reach.committee)
                if cause is Cause.LONG_OVERDUE
                else reach.looking_after(line)
            )
            for member_id in told:
                if not any(mention.line == line for mention in found[member_id]):
                    found[member_id].append(Mention(line, cause, mine=True))
        if _day_for_members(line, policy) == day:
            for member_id in reach.audience(line.audience):
                if not any(mention.line == line for mention in found[member_id]):
                    found[member_id].append(Mention(line, Cause.COMING, mine=False))
    return {member_id: mentions for member_id, mentions in found.items() if mentions}


def _day_for_members(line: Line, policy: Policy) -> date | None:
    """The day on which those who take part hear of the item: once, shortly before an exact day, unless its activity
    reminds them itself or the committee wants no reminder."""
    takes_part = line.kind in FOR_MEMBERS or line.audience != EVERYONE.to_text()
    if not takes_part or not line.span.exact or line.everyday or line.remind_days == "":
        return None
    if line.activity_id is not None and not line.deadline:
        return None
    leads = [
        lead
        for lead in (policy.deadline_days if line.deadline else policy.days_before(line.kind))
        if lead > 0
    ]
    return rules.told_on(line.target, min(leads)) if leads else None


# -- whom -------------------------------------------------------------------------------------------------


class _Reach:
    """Who is told, as of now."""

    def __init__(self, session: Session, on: date) -> None:
        self._session = session
        self._on = on
        self._by_audience: dict[str, frozenset[int]] = {}
        self.committee = frozenset(administrators(session))
        self.chairs = frozenset(
            member_id
            for member_id in session.exec(
                select(Member.id)
                .join(RoleGrant, col(RoleGrant.member_id) == col(Member.id))
                .where(
                    RoleGrant.role == Role.CHAIR,
                    col(RoleGrant.group_id).is_(None),
                    col(Member.left_on).is_(None),
                )
            )
            if member_id is not None
        )

    def audience(self, text: str) -> frozenset[int]:
        """The active members of the audience with this stored text."""
        if text not in self._by_audience:
            members = members_of(self._session, Audience.from_text(text), self._on)
            self._by_audience[text] = frozenset(members)
        return self._by_audience[text]

    def looking_after(self, line: Line) -> frozenset[int]:
        """The owner, or the committee when the owner is nobody of the union (any more)."""
        if line.owner_id is not None:
            owner = self._session.get(Member, line.owner_id)
            if owner is not None and owner.left_on is None:
                return frozenset({line.owner_id})
        return self.committee


def _push(
    session: Session,
    now: datetime,
    due: Due,
    member_ids: Iterable[int],
    message: Message,
    policy: Policy,
    valid_until: datetime,
) -> None:
    """Queue a message, once for each member and reminder, outside the quiet hours."""
    goes_at = rules.held(local(now), policy)
    outbox.push_many(
        session,
        keys={member_id: f"{due.key}:{member_id}" for member_id in member_ids},
        due_at=goes_at,
        message=message,
        reference=due.key,
        valid_until=max(valid_until, goes_at + policy.late),
        priority=outbox.Priority.BULK,
    )


#: What runs for a kind of reminder.
RUNS: Mapping[str, Run] = {
    DIGEST: send_digest,
    OUTLOOK: send_outlook,
    DAY: remind_of_day,
}
