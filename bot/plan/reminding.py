"""Reminding: what is said to whom when a day or a month comes that has something to say."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from sqlmodel import Session

from bot import audit, outbox, reminders
from bot.members.actors import administrators
from bot.members.rules import Actor
from bot.message import Message
from bot.plan import rules
from bot.plan.drafting import require_right
from bot.plan.linked import DriveLine, TaskLine, drives_ending, open_tasks_between, proposers_in
from bot.plan.looking import Line, line_of, lines_between
from bot.plan.offers import Offer, as_told_to, offers_between, standings
from bot.plan.outcomes import settle_held
from bot.plan.outlook import outlook_of
from bot.plan.reach import Reach
from bot.plan.rules import Policy, first_of, last_of, local_day, month_of
from bot.plan.scheduling import (
    DAY,
    DIGEST,
    LOOK_BACK,
    OUTLOOK,
    Cause,
    counted_on,
    day_for_members,
    days_of,
    days_of_task,
    last_call_on,
)
from bot.plan.states import OccurrenceState
from bot.plan.texts import outlook as outlook_texts
from bot.plan.texts import reminding as texts
from bot.refused import Refused
from bot.reminders import Due
from bot.wording import end_of, local

#: A digest that could not be delivered for so long is not worth delivering.
_DIGEST_KEPT = timedelta(days=3)


class Run(Protocol):
    """What is done when a reminder of a kind is due."""

    def __call__(self, session: Session, now: datetime, due: Due, policy: Policy) -> None:
        """Queue what is to be told."""
        ...


#: Days ahead that a committee can choose for an item.
_LONGEST_LEAD = 90


@dataclass(frozen=True, slots=True)
class Mention:
    """An item in somebody's reminder. ``mine``: told as the one who looks after it, not as one who takes part. ``task``
    and ``drive``: it is this of the item that is spoken of. ``joined``: who is told is signed up for its activity."""

    line: Line
    cause: Cause
    mine: bool
    task: TaskLine | None = None
    drive: DriveLine | None = None
    joined: bool = False


def _planned(session: Session, now: datetime, first: date, last: date) -> list[Line]:
    lines = lines_between(session, first, last, now)
    return [line for line in lines if line.state is OccurrenceState.PLANNED]


# -- the digest -------------------------------------------------------------------------------------------


def send_digest(session: Session, now: datetime, due: Due, policy: Policy) -> None:
    """Tell everybody what of the month concerns them and what they can sign up for, or are signed up for; who nothing of the plan concerns
    hears nothing."""
    month = due.subject_id or 0
    reach = Reach(session, local_day(now))
    concerned = _concerned(session, now, month)
    linked = {line.activity_id for lines in concerned.values() for line in lines}
    open_now = offers_between(session, first_of(month), last_of(month), now, linked)
    signed_up = standings(session, [offer.activity_id for offer in open_now])
    grouped: dict[tuple[tuple[Line, ...], tuple[Offer, ...], bool], list[int]] = defaultdict(list)
    for member_id, lines in concerned.items():
        admitted = [offer for offer in open_now if member_id in reach.audience(offer.audience)]
        offers = as_told_to(admitted, member_id, signed_up)
        grouped[(tuple(lines), offers, member_id in reach.committee)].append(member_id)
    for (lines_, offers, managing), member_ids in grouped.items():
        message = texts.digest(month, lines_, offers, late=due.late, managing=managing)
        _push(session, now, due, member_ids, message, policy, now + _DIGEST_KEPT)


def _concerned(session: Session, now: datetime, month: int) -> Mapping[int, list[Line]]:
    """Whom something of the month concerns, and what; of the current month only what is not over."""
    reach = Reach(session, local_day(now))
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
    page = outlook_of(session, now, month)
    if page.ending or page.coming:
        message = outlook_texts.outlook(page, late=due.late)
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
    reach = Reach(session, local_day(now))
    found: dict[int, list[Mention]] = defaultdict(list)
    longest = max((*policy.reminder_days, *policy.owner_days, *policy.deadline_days, _LONGEST_LEAD))
    span = (day - LOOK_BACK, day + timedelta(longest))
    drives = drives_ending(session, *span)
    for drive in drives:
        if (item := line_of(session, drive.occurrence_id, now)) is None:
            continue
        if counted_on(drive) == day:
            told = reach.looking_after(item) | reach.committee
            _tell(found, told, Mention(item, Cause.OVERDUE, mine=True, drive=drive))
        elif last_call_on(drive) == day and local_day(drive.opened_at) < day:
            told = reach.audience(drive.audience) - proposers_in(session, drive) - reach.looking_after(item)
            _tell(found, told, Mention(item, Cause.COMING, mine=False, drive=drive))
    # Who writes proposals hears of them by the drive.
    called = {drive.occurrence_id for drive in drives}
    for line in _planned(session, now, *span):
        for cause in _causes(days_of(line, policy), day):
            told = reach.overseeing() if cause is Cause.LONG_OVERDUE else reach.looking_after(line)
            _tell(found, told, Mention(line, cause, mine=True))
        if day_for_members(line, policy) == day and line.occurrence_id not in called:
            told = reach.audience(line.audience)
            joined = told & {member_id for _, member_id in standings(session, [line.activity_id])}
            _tell(found, joined, Mention(line, Cause.COMING, mine=False, joined=True))
            _tell(found, told - joined, Mention(line, Cause.COMING, mine=False))
    for task in open_tasks_between(session, *span):
        if (item := line_of(session, task.occurrence_id, now)) is None:
            continue
        for cause in _causes(days_of_task(task, policy), day):
            told = reach.overseeing() if cause is Cause.LONG_OVERDUE else reach.responsible(task.member_id)
            _tell(found, told, Mention(item, cause, mine=True, task=task))
    return {member_id: mentions for member_id, mentions in found.items() if mentions}


def _causes(days: Iterable[tuple[date, Cause]], day: date) -> list[Cause]:
    """Why something is mentioned on this day."""
    return sorted(cause for told_on, cause in days if told_on == day)


def _tell(found: Mapping[int, list[Mention]], member_ids: Iterable[int], mention: Mention) -> None:
    """Mention it to these people, unless they hear of the same thing on that day already: of an item that is a drive,
    what that brought is all there is to say."""
    for member_id in member_ids:
        if not any((one.line, one.task) == (mention.line, mention.task) for one in found[member_id]):
            found[member_id].append(mention)


# -- pushing ------------------------------------------------------------------------------------------------


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
