"""The committee's page at the end of a month: what became of it, and what the next one holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from bot.members.rules import Actor
from bot.plan import rules
from bot.plan.drafting import require_right
from bot.plan.looking import Line, Series, lines_between, series_until, turnouts_of
from bot.plan.outcomes import Turnout
from bot.plan.states import OccurrenceState
from bot.plan.texts import living as texts
from bot.refused import Refused


@dataclass(frozen=True, slots=True)
class Outlook:
    """A month that is ``ending`` as of ``today``, who ``came`` by occurrence, what recurs up to it, what is ``coming``
    in the next."""

    month: int
    today: date
    ending: tuple[Line, ...]
    came: Mapping[int, Turnout]
    series: tuple[Series, ...]
    coming: tuple[Line, ...]


def outlook_of(session: Session, now: datetime, month: int) -> Outlook:
    """The page of a month as it stands."""
    ending = lines_between(session, rules.first_of(month), rules.last_of(month), now)
    following = lines_between(session, rules.first_of(month + 1), rules.last_of(month + 1), now)
    return Outlook(
        month,
        rules.local_day(now),
        tuple(ending),
        turnouts_of(session, ending),
        series_until(session, month, now),
        tuple(line for line in following if line.state is OccurrenceState.PLANNED),
    )


def look_over(session: Session, actor: Actor, now: datetime, *, month: int) -> Outlook:
    """The page of a month for the committee. Raises Refused, also for a month that no plan could reach."""
    require_right(actor)
    if not 2000 * 12 <= month < 2100 * 12:
        raise Refused("no_month", texts.gone())
    return outlook_of(session, now, month)
