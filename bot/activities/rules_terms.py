"""How places may be given and passed on: pure rules. docs/报名规则.md says the same with examples."""

from datetime import datetime, timedelta
from enum import StrEnum

#: A request to a colleague stands for at most this long, and never beyond the start.
LONGEST_REQUEST = timedelta(hours=48)


class Way(StrEnum):
    """How places are given: 先到先得, 抽签, 按积分, 委员审核. All but the first come later than the sign-up."""

    FIRST = "first"
    DRAW = "draw"
    POINTS = "points"
    APPROVAL = "approval"


class Substitutes(StrEnum):
    """When a place may be handed to a named colleague.

    if_nobody_waits: until the deadline, while nobody waits, so that nobody is overtaken. always: until the start, also
    past those who wait. never: a place that is not needed goes to those who wait.
    """

    IF_NOBODY_WAITS = "if_nobody_waits"
    ALWAYS = "always"
    NEVER = "never"


class HandoverKind(StrEnum):
    """换时段, 替补."""

    SWAP = "swap"
    SUBSTITUTE = "substitute"


class HandoverState(StrEnum):
    """open → agreed | refused | withdrawn | expired."""

    OPEN = "open"
    AGREED = "agreed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Obstacle(StrEnum):
    """Why a place cannot be handed to a colleague now."""

    NEVER = "never"
    DEADLINE = "deadline"
    QUEUE = "queue"


def substitute_obstacle(
    substitutes: Substitutes, deadline_at: datetime | None, waiting_parties: int, now: datetime
) -> Obstacle | None:
    """What stands against handing a place on; None: nothing. The deadline itself is still in time."""
    if substitutes is Substitutes.NEVER:
        return Obstacle.NEVER
    if substitutes is Substitutes.ALWAYS:
        return None
    if deadline_at is not None and now > deadline_at:
        return Obstacle.DEADLINE
    return Obstacle.QUEUE if waiting_parties else None


def stands_until(now: datetime, starts_at: datetime) -> datetime:
    """Until when a request to a colleague stands: two days, but not beyond ``starts_at``, the earlier start of the two."""
    return min(now + LONGEST_REQUEST, starts_at)


class Lead(StrEnum):
    """When a member is reminded: 前一天晚上, 开始前2小时, 两次都要, 不用提醒."""

    EVENING = "evening"
    HOURS = "hours"
    BOTH = "both"
    NONE = "none"


#: How long before the start the second reminder comes.
SHORT_LEAD = timedelta(hours=2)
EVENINGS = (Lead.EVENING, Lead.BOTH)
SHORTLY = (Lead.HOURS, Lead.BOTH)


def in_the_evening(lead: Lead, preparation: str) -> bool:
    """Whether somebody is reminded on the evening before. What must be prepared overnight (空腹) is told to everybody
    but those who want nothing."""
    return lead in EVENINGS or (bool(preparation) and lead is not Lead.NONE)
