"""When the items of a plan fall due, which of two plans' items are the same, and on which days people are told."""

import unicodedata
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Self

from rapidfuzz import fuzz

from bot.language import calendar
from bot.notices.rules import held_until
from bot.plan.reading import Kind
from bot.settings import Settings
from bot.wording import local

#: Similar enough to ask whether it is the same item (0 … 100, on title keys).
RESEMBLES = 88.0
#: What goes on for longer than this is standing work, not a date in the calendar.
STANDING_DAYS = 62
#: Kinds that members take part in themselves: they hear of the day before.
FOR_MEMBERS = frozenset({Kind.CONTEST, Kind.HEALTH, Kind.FESTIVAL, Kind.TRAINING, Kind.VOTE, Kind.COLLECTION})
UNDO_WITHIN = timedelta(hours=24)
#: Days after its end at which an item without news is put to its owner, then to the chair.
OVERDUE_OWNER = 1
OVERDUE_CHAIR = 7


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Days from … to, both included; ``exact``: they were named as days."""

    start_on: date
    end_on: date
    exact: bool

    @property
    def standing(self) -> bool:
        """Whether it goes on for so long that no day of it matters."""
        return (self.end_on - self.start_on).days > STANDING_DAYS


@dataclass(frozen=True, slots=True)
class Policy:
    """When people are told; from the settings."""

    digest_day: int
    digest_time: time
    outlook_day: int
    reminder_days: tuple[int, ...]
    owner_days: tuple[int, ...]
    deadline_days: tuple[int, ...]
    reminder_time: time
    late: timedelta
    quiet_from: time
    quiet_until: time
    days_of_kind: Mapping[Kind, tuple[int, ...]] = field(default_factory=dict)

    def days_before(self, kind: Kind) -> tuple[int, ...]:
        """How many days ahead people hear of an item of this kind."""
        return self.days_of_kind.get(kind) or self.reminder_days

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The policy that ``config.toml`` states."""
        plan, when = settings.plan, settings.time
        return cls(
            plan.digest_day,
            plan.digest_time,
            plan.outlook_day,
            plan.reminder_days,
            plan.owner_days,
            plan.deadline_days,
            plan.reminder_time,
            timedelta(hours=when.late_reminder_hours),
            when.quiet_from,
            when.quiet_until,
            {
                Kind.CONTEST: plan.contest_days,
                Kind.MEETING: plan.meeting_days,
                Kind.HEALTH: plan.health_days,
                Kind.FESTIVAL: plan.festival_days,
                Kind.TRAINING: plan.training_days,
                Kind.CARE: plan.care_days,
                Kind.VOTE: plan.vote_days,
                Kind.COLLECTION: plan.collection_days,
                Kind.PUBLICATION: plan.publication_days,
                Kind.INSPECTION: plan.inspection_days,
                Kind.OTHER: plan.other_days,
            },
        )


# -- days -------------------------------------------------------------------------------------------------


def month_of(day: date) -> int:
    """A month as a number: months since the year 0."""
    return day.year * 12 + day.month - 1


def first_of(month: int) -> date:
    """The first day of a month number; a forged one beyond the calendar is its first or last month."""
    year, number = divmod(min(max(month, month_of(date.min)), month_of(date.max)), 12)
    return date(year, number + 1, 1)


def last_of(month: int) -> date:
    """The last day of a month number."""
    first = first_of(month)
    return first.replace(day=monthrange(first.year, first.month)[1])


def months_span(first: int, last: int) -> Span:
    """Whole months, as a span without exact days."""
    return Span(first_of(first), last_of(last), exact=False)


def span_of_days(start: date, end: date) -> Span:
    """The span of these days; exact unless they are whole months."""
    whole = start.day == 1 and end == last_of(month_of(end))
    return Span(start, end, exact=not whole)


# -- the same item twice ----------------------------------------------------------------------------------


def title_key(title: str) -> str:
    """The letters and numerals of a title, folded."""
    folded = unicodedata.normalize("NFKC", title).lower()
    return "".join(sign for sign in folded if unicodedata.category(sign)[0] in "LN")


@dataclass(frozen=True, slots=True)
class Known:
    """What two items are compared by."""

    item_id: int
    key: str
    spans: tuple[Span, ...]
    owner: str = ""

    @property
    def first_month(self) -> int | None:
        """The month in which it first falls due."""
        return month_of(self.spans[0].start_on) if self.spans else None


@dataclass(frozen=True, slots=True)
class Likeness:
    """What a new item is to the ones that stand: ``item_id`` the one meant, ``same``: nothing would change."""

    item_id: int
    same: bool


def likenesses(new: Sequence[Known], standing: Sequence[Known]) -> dict[int, Likeness]:
    """For new items (by ``item_id``) the standing ones they repeat or would change; each standing one once."""
    free = {one.item_id: one for one in standing}
    found: dict[int, Likeness] = {}
    for sieve in (_identical, _same_month, _only_one_of_its_title, _resembling):
        for one in new:
            if one.item_id in found:
                continue
            twins = [other for other in free.values() if sieve(one, other, new, standing)]
            if len(twins) == 1 or (twins and sieve is _identical):
                same = sieve is _identical and one.owner in {"", twins[0].owner}
                found[one.item_id] = Likeness(free.pop(twins[0].item_id).item_id, same)
    return found


def _identical(one: Known, other: Known, _new: Sequence[Known], _standing: Sequence[Known]) -> bool:
    return one.key == other.key and one.spans == other.spans


def _same_month(one: Known, other: Known, _new: Sequence[Known], _standing: Sequence[Known]) -> bool:
    return one.key == other.key and one.first_month == other.first_month


def _only_one_of_its_title(one: Known, other: Known, new: Sequence[Known], standing: Sequence[Known]) -> bool:
    return one.key == other.key and all(
        sum(each.key == one.key for each in side) == 1 for side in (new, standing)
    )


def _resembling(one: Known, other: Known, _new: Sequence[Known], _standing: Sequence[Known]) -> bool:
    alike = fuzz.ratio(one.key, other.key) >= RESEMBLES
    return alike and one.first_month == other.first_month


# -- when people are told ---------------------------------------------------------------------------------


def is_workday(day: date) -> bool:
    """Whether people work that day. In a year that is not announced yet, the usual days off are taken for off."""
    if calendar.is_announced(day.year) or not calendar.is_workday(day):
        return calendar.is_workday(day)
    block = calendar.next_holiday(day)
    return not block.start <= day <= block.end


def next_workday(day: date) -> date:
    """The first working day after the day."""
    while True:
        day += timedelta(1)
        if is_workday(day):
            return day


def digest_on(month: int, day: int) -> date:
    """The day of the digest of a month: moved to the next working day."""
    on = first_of(month).replace(day=day)
    return on if is_workday(on) else next_workday(on)


def told_on(target: date, lead: int) -> date:
    """The day on which people hear of something ``lead`` days ahead. What is not urgent waits for a working day,
    but never until the last day before the target."""
    on = target - timedelta(lead)
    if lead <= 1 or is_workday(on):
        return on
    later = next_workday(on)
    return later if later < target - timedelta(1) else on


def chased_on(end: date, days: int) -> date:
    """The working day on which an item without news is asked about, ``days`` after its end."""
    on = end + timedelta(days)
    return on if is_workday(on) else next_workday(on)


def held(moment: datetime, policy: Policy) -> datetime:
    """When a push may go out: ``moment`` (on the union's clocks), or the end of the quiet hours around it."""
    return held_until(moment, policy.quiet_from, policy.quiet_until) or moment


def local_day(now: datetime) -> date:
    """The day that ``now`` is on the union's clocks."""
    return local(now).date()
